package eventexport

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// namespace is that of event XML; the element before it may use either quote.
const namespace = "schemas.microsoft.com/win/2004/08/events/event"

var (
	eventStart  = regexp.MustCompile(`<Event(?:\s[^<>]*)?>`)
	gridHeader  = regexp.MustCompile(`(?i)^Date\s+Time\s+Type/Level\s+Computer`)
	gridRow     = regexp.MustCompile(`^\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2} [AP]M\s+\S`)
	eventNumber = regexp.MustCompile(`^\s*Event\[\d+\]:?\s*$`)
	relaxedKey  = regexp.MustCompile(`(?i)\{\s*"?(?:message|Id|EventID|ProviderName|source|TimeCreated|Event|Index|RecordId|LogName)"?\s*:`)
	// Select-Object puts the properties in any order: an id and a source say enough.
	idKey     = regexp.MustCompile(`(?i)[{,]\s*"(?:Id|EventID|InstanceId)"\s*:`)
	sourceKey = regexp.MustCompile(`(?i)[{,]\s*"(?:ProviderName|Source)"\s*:`)
	dashes    = regexp.MustCompile(`^\s*-{2,}(?:\s+-+)+\s*$`)
)

// peekLines is how many lines from the start decide on a form: mails put a few lines before a paste.
const peekLines = 60

// Detect says what form of an event log the decoded start of a file is, "" for none. It looks for shapes that no other
// artifact has.
func Detect(head string) Form {
	head = unquoted(strings.TrimPrefix(head, "\ufeff"))
	lines := strings.Split(head, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], "\r")
	}
	if !utf8.ValidString(head) && strings.ContainsRune(head, 0) {
		return ""
	}
	first := firstText(lines)
	switch {
	case strings.HasPrefix(first, "<") && eventStart.MatchString(head) && (strings.Contains(head, namespace) || strings.Contains(head, "<System>")):
		return XML
	case gridLines(lines):
		return Grid
	case strings.HasPrefix(first, "{") || strings.HasPrefix(first, "["):
		if relaxedKey.MatchString(head) || idKey.MatchString(head) && sourceKey.MatchString(head) {
			return JSON
		}
	}
	switch {
	case delimitedLines(lines):
		return Delimited
	case listLines(lines):
		return List
	case tableLines(lines):
		return Table
	case strings.Contains(head, namespace) && eventStart.MatchString(head):
		return XML
	case looseText(head):
		return Loose
	}
	return ""
}

func firstText(lines []string) string {
	for _, l := range lines {
		if t := strings.TrimSpace(l); t != "" {
			return t
		}
	}
	return ""
}

func gridLines(lines []string) bool {
	for _, l := range lines[:min(len(lines), peekLines)] {
		if gridHeader.MatchString(strings.TrimSpace(l)) || gridRow.MatchString(l) && utf8.RuneCountInString(l) > 60 {
			return true
		}
	}
	return false
}

// delimitedLines looks for a header that names its columns, or for a row with a wanted source next to a number.
func delimitedLines(lines []string) bool {
	want := ourProviders()
	for _, l := range lines[:min(len(lines), peekLines)] {
		d := delimiter(l)
		if d == 0 {
			continue
		}
		cells := splitCells(l, d)
		if len(cells) >= 3 && headerOf(cells) != nil {
			return true
		}
		if columnsByShape(cells, want).whole() {
			return true
		}
	}
	return false
}

// listLines looks for the numbered blocks of wevtutil, or for labels around a source, a number and a date.
func listLines(lines []string) bool {
	want := ourProviders()
	var b block
	for _, l := range lines[:min(len(lines), 4*peekLines)] {
		if eventNumber.MatchString(l) {
			return true
		}
		kv, ok := label(l)
		if !ok {
			continue
		}
		if len(b.labels) > 0 && kv.key == b.labels[0].key {
			b = block{}
		}
		if len(b.labels) < maxLabels {
			b.labels = append(b.labels, kv)
		}
		if b.looksLikeEvent(want) {
			return true
		}
	}
	return false
}

func tableLines(lines []string) bool {
	for i, l := range lines[:min(len(lines), peekLines)] {
		if i > 0 && dashes.MatchString(l) && tableHeader(lines[i-1]) {
			return true
		}
	}
	return false
}

// KeyManagementChannel says whether the decoded start of an export names the log of a KMS host, or another log.
func KeyManagementChannel(head string) (kms, other bool) {
	for _, m := range channelName.FindAllStringSubmatch(head, 200) {
		for _, g := range m[1:] {
			switch {
			case strings.EqualFold(strings.TrimSpace(g), "Key Management Service"):
				kms = true
			case g != "":
				other = true
			}
		}
	}
	return kms && !other, other
}

var channelName = regexp.MustCompile(`<Channel>([^<]+)</Channel>|Log Name: '([^']+)'|(?m:^\s*Log ?Name\s*:\s*(\S.*?)\s*$)`)
