package text

import (
	"fmt"
	"strconv"
	"strings"
)

// entry is one wording of a catalogue: id is the English, plural the English of many; str are the translations, one for
// each plural form.
type entry struct {
	id, plural string
	str        []string
	line       int // of msgid, from 1
}

// parsePO reads the part of gettext's PO format that a catalogue uses: comments, msgid, msgid_plural, msgstr, msgstr[n], and
// quoted lines that continue them. Contexts (msgctxt) are refused. Source: the manual of GNU gettext, "The Format of PO Files".
func parsePO(s string) ([]entry, error) {
	var out []entry
	var into *string
	for i, l := range strings.Split(s, "\n") {
		n := i + 1
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, "#") {
			into = nil
			continue
		}
		if l[0] == '"' {
			text, err := strconv.Unquote(l)
			if err != nil || into == nil {
				return nil, fmt.Errorf("line %d: a quoted line that continues nothing, or is not closed", n)
			}
			*into += text
			continue
		}
		word, rest, _ := strings.Cut(l, " ")
		text, err := strconv.Unquote(strings.TrimSpace(rest))
		if err != nil {
			return nil, fmt.Errorf("line %d: want %s \"...\"", n, word)
		}
		if word == "msgid" {
			out = append(out, entry{id: text, line: n})
			into = &out[len(out)-1].id
			continue
		}
		if len(out) == 0 {
			return nil, fmt.Errorf("line %d: %s before any msgid", n, word)
		}
		if into, err = out[len(out)-1].field(word); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		*into = text
	}
	for _, e := range out {
		if len(e.str) == 0 {
			return nil, fmt.Errorf("line %d: no msgstr", e.line)
		}
	}
	return out, nil
}

// field is where the text of a keyword goes.
func (e *entry) field(word string) (*string, error) {
	if word == "msgid_plural" && len(e.str) == 0 {
		return &e.plural, nil
	}
	if word == "msgstr" || word == "msgstr["+strconv.Itoa(len(e.str))+"]" {
		if word == "msgstr" && len(e.str) > 0 {
			return nil, fmt.Errorf("a second msgstr")
		}
		e.str = append(e.str, "")
		return &e.str[len(e.str)-1], nil
	}
	return nil, fmt.Errorf("%s does not belong here", word)
}
