package report

import (
	"regexp"
	"strings"
)

// escapes are the characters by which Markdown, GitHub's and GitLab's included, begins anything but text.
var escapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`,
	"|", `\|`, "~", `\~`, "&", `\&`, "#", `\#`, "!", `\!`, "$", `\$`, "{", `\{`, "://", `\://`, "www.", `www\.`, "WWW.", `WWW\.`)

// lineStart finds what makes a list, a heading or a rule at the begin of a line.
var lineStart = regexp.MustCompile(`^([0-9]+[.)]|[-+=])`)

// mdText makes foreign text inert in Markdown and keeps it on one line.
func mdText(s string) string {
	s = escapes.Replace(strings.TrimSpace(Clean(s)))
	return lineStart.ReplaceAllStringFunc(s, func(m string) string { return m[:len(m)-1] + `\` + m[len(m)-1:] })
}

// mdCode quotes a text as code, where nothing is interpreted. In a table a bar would end the cell: it is escaped, and
// replaced where a backslash stands before it, since renderers differ on that.
func mdCode(s string, inTable bool) string {
	s = strings.TrimSpace(Clean(s))
	if s == "" {
		return ""
	}
	if inTable {
		s = strings.ReplaceAll(s, `\|`, `\`+"\u00a6")
		s = strings.ReplaceAll(s, "|", `\|`)
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// mdTable lays out a table; its cells are Markdown already.
func mdTable(head []string, rows [][]string) []string {
	bar := func(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = "---"
	}
	out := []string{bar(head), bar(rule)}
	for _, r := range rows {
		out = append(out, bar(r))
	}
	return out
}
