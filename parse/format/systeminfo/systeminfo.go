// Package systeminfo turns what systeminfo prints, in any language, into the computer's name, the version of Windows and
// the domain. Labels are translated; order and shape of the values are the same everywhere.
package systeminfo

import (
	"regexp"
	"strings"

	"kmstriage/parse/format/textenc"
)

// Info is one report. Empty is unknown.
type Info struct {
	Host    string
	Caption string // "Microsoft Windows 10 Enterprise"
	Version string // "10.0.19045"
	Arch    string // x86, x64, arm64
	Locale  string // of the system: "nb-no"
	Domain  string // of Active Directory, or the workgroup
	Lines   map[string]textenc.Line
	Rows    int
}

// maxLines bounds the work: a report has some sixty lines and one for each update.
const maxLines = 20_000

var (
	row     = regexp.MustCompile(`^([^\s:：][^:：]*?)\s*[:：]\s*(.*)$`)
	caption = regexp.MustCompile(`^Microsoft\S*\s+Windows\b`)
	version = regexp.MustCompile(`^(\d{1,2}\.\d{1,2}\.\d{4,5})(?:\s|$)`)
	system  = regexp.MustCompile(`(?i)\b(x64|x86|arm64)\b.*\bPC\b|\bPC\b.*\b(x64|x86|arm64)\b|^(x64|x86|arm64)-`)
	locale  = regexp.MustCompile(`^([a-z]{2,3}(?:-[a-z]+)?-[a-z]{2});`)
)

// maxLine is beyond every line of these tools: a longer one is something else, and no expression looks at it.
const maxLine = 4096

// Parse reads the lines of a file: the first report in it. Rows is 0 where there is none.
func Parse(lines []textenc.Line) Info {
	in := Info{Lines: map[string]textenc.Line{}}
	var before [2]textenc.Line // the last two rows
	var value string
	for _, l := range lines[:min(len(lines), maxLines)] {
		if len(l.Text) > maxLine {
			continue
		}
		m := row.FindStringSubmatch(strings.TrimRight(l.Text, " \t"))
		if m == nil {
			continue
		}
		l.Text = strings.TrimSpace(l.Text)
		if in.begin(m[2], l, value, before[1]) || in.Rows > 0 {
			in.value(m[2], l, value, before[1])
		}
		value, before = m[2], [2]textenc.Line{before[1], l}
	}
	return in
}

func (in *Info) set(to *string, key, value string, l textenc.Line) {
	if *to == "" && value != "" {
		*to = value
		in.Lines[key] = l
	}
}

// begin finds the report: the name of Windows stands in the row behind the computer's.
func (in *Info) begin(v string, l textenc.Line, host string, at textenc.Line) bool {
	if in.Rows > 0 || !caption.MatchString(v) || host == "" || strings.ContainsAny(host, " \t") || at.N == 0 {
		return false
	}
	in.Rows = 1
	in.set(&in.Host, "host", host, at)
	in.set(&in.Caption, "caption", v, l)
	return true
}

func (in *Info) value(v string, l textenc.Line, before string, at textenc.Line) {
	in.Rows++
	if m := version.FindStringSubmatch(v); m != nil && in.Version == "" && in.Rows <= 4 {
		in.set(&in.Version, "version", m[1], l)
	}
	if m := system.FindStringSubmatch(v); m != nil {
		in.set(&in.Arch, "arch", strings.ToLower(m[1]+m[2]+m[3]), l)
	}
	if m := locale.FindStringSubmatch(v); m != nil {
		in.set(&in.Locale, "locale", m[1], l)
	}
	if strings.HasPrefix(v, `\\`) && before != "" && !strings.ContainsAny(before, " \t\\/") { // the logon server, behind the domain
		in.set(&in.Domain, "domain", before, at)
	}
}
