package consoletext

import (
	"html"
	"regexp"
	"strings"
)

// Unquoted takes off what mail programs put in front of a quoted line: ">" with or without a blank behind it, once for
// each time it was quoted. Indentation behind the marks stays.
func Unquoted(s string) string {
	t := strings.TrimLeft(s, " \t")
	if t == "" || t[0] != '>' {
		return s
	}
	for t != "" && t[0] == '>' {
		t = strings.TrimPrefix(t[1:], " ")
	}
	return t
}

// tags are those that web pages put around lines of a listing. Any other word in angle brackets may be the program's own
// ("<Product activation successful>").
var tags = regexp.MustCompile(`(?i)</?(?:br|p|div|span|pre|code|td|tr|th|li|b|i|strong|em|font|samp)(?:\s[^<>]{0,300})?\s*/?>`)

// colours are the sequences with which programs and terminals set colours, kept where a session was recorded raw.
var colours = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// Unmarked undoes what the source of a web page does to a line, tags around it and characters written as entities, and takes
// out the colours of a recorded terminal.
func Unmarked(s string) string {
	if strings.IndexByte(s, 0x1b) >= 0 {
		s = colours.ReplaceAllString(s, "")
	}
	if strings.IndexByte(s, '<') >= 0 {
		s = tags.ReplaceAllString(s, " ")
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return s
}
