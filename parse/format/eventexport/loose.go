package eventexport

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/winevent"
)

// People paste an event's description without the event around it: its payload alone tells which event it was. The client's
// id may be masked.
var (
	looseTuple = regexp.MustCompile(`0[xX][0-9A-Fa-f]{1,8}\s*,\s*(?:` +
		`(0[xX][0-9A-Fa-f]{1,8}\s*,[^,\n]{0,256},\s*[0-9A-Za-z.*#?{}-]{4,40})|` + // 12288: flags, host and port, client id
		`(0[xX][0-9A-Fa-f]{1,8}\s*,\s*[01](?:\s*,\s*\d{1,10}){4})|` + // 12289: flags, activated, numbers
		`(\d{1,3}\s*,[^,\n]{1,256},\s*[0-9A-Za-z.*#?{}-]{4,40})` + // 12290: count needed, client, client id
		`)\s*,\s*\d{4}/\d{1,2}/\d{1,2}\s+\d{1,2}:\d{2}(?:[^\S\n]*,[^\S\n]*[0-9A-Za-z.*#?{}-]{1,40}){0,5}`)
	// looseStart is where a payload may begin whose rest stands in the next lines.
	looseStart = regexp.MustCompile(`0[xX][0-9A-Fa-f]{1,8}\s*,\s*(?:0[xX][0-9A-Fa-f]{1,8}|\d{1,3})\s*,`)
)

// looseIDs are the events in the order of looseTuple's groups.
var looseIDs = [...]int{12288, 12289, 12290}

// looseLines is how many lines of a narrow window one payload may take.
const looseLines = 4

func looseText(head string) bool {
	return strings.Contains(head, "0x") && looseTuple.MatchString(head)
}

// readLoose finds payloads in any text.
func readLoose(l *Log) {
	for {
		x, ok := l.src.next()
		if !ok {
			return
		}
		text := x.text
		if !looseStart.MatchString(text) {
			continue
		}
		for n := 1; n < looseLines && tornLoose(text); n++ {
			y, ok := l.src.next()
			if !ok {
				break
			}
			if strings.TrimSpace(y.text) == "" || looseStart.MatchString(y.text) {
				l.src.back(y)
				break
			}
			text += strings.TrimSpace(y.text)
		}
		l.out.loose(x, text)
	}
}

// tornLoose says that the last payload of a text is not whole: it has no activation id, or ends at a comma.
func tornLoose(text string) bool {
	all := looseTuple.FindAllStringSubmatchIndex(text, -1)
	if len(all) == 0 {
		return true
	}
	last := all[len(all)-1]
	if rest := strings.TrimSpace(text[last[1]:]); rest != "" && rest != "," {
		return false
	}
	if last[4] >= 0 {
		return false // a response ends with its time
	}
	return strings.Count(text[last[0]:last[1]], ",") < looseCommas
}

// looseCommas is how many commas a whole payload of 12288 and of 12290 has at least.
const looseCommas = 8

func (s *sink) loose(x line, text string) {
	for _, m := range looseTuple.FindAllStringSubmatchIndex(text, -1) {
		for i, id := range looseIDs {
			if m[2+2*i] < 0 {
				continue
			}
			s.seen(stamp{})
			s.emit(winevent.Record{EventID: id, Level: -1, Bare: true, Message: text[m[0]:m[1]], Line: x.n, Offset: x.off}, stamp{})
		}
	}
}
