package ospp

import (
	"regexp"
	"strings"
)

var (
	// prompts are those of cmd ("C:\>"), PowerShell ("PS C:\>", "[CL01]: PS C:\>") and shells that print the folder in
	// brackets ("[C:\]$").
	prompts = []*regexp.Regexp{
		regexp.MustCompile(`^(?:\[[^\]]{1,80}\]:\s*)?PS(?:\s+[^>]{0,260})?>\s*(.*)$`),
		regexp.MustCompile(`^\[?[A-Za-z]:[\\/][^<>|?*"\]]{0,260}(?:>|\][$#>]?)\s*(.*)$`),
	}
	bare    = regexp.MustCompile(`(?i)^(?:[$#]\s+)?["']?(?:cscript(?:\.exe)?["']?\s|(?:[^\s"']{0,260}[\\/])?ospp\.vbs["']?\s+/)`)
	command = regexp.MustCompile(`(?i)ospp\.vbs[\\"'”]*\s+[\\/]+([a-z]+)`)
)

// maxPrompt bounds what of a line is looked at: a path and a command with room to spare.
const maxPrompt = 1024

// prompt reads a line that a person or a shell left: whether it is one, and which ospp.vbs command it runs ("" for any
// other).
func prompt(s string) (cmd string, ok bool) {
	s = strings.TrimSpace(strings.TrimLeft(s, " \t>|")) // quoted in a mail
	s = s[:min(len(s), maxPrompt)]
	rest := ""
	if strings.ContainsAny(s, ">]") { // else no expression can match: this runs on every line
		for _, re := range prompts {
			if m := re.FindStringSubmatch(s); m != nil {
				rest, ok = m[1], true
				break
			}
		}
	}
	if !ok {
		if !strings.ContainsAny(s, "/\\") || !strings.Contains(strings.ToLower(s), "ospp") || !bare.MatchString(s) {
			return "", false
		}
		rest = s
	}
	if m := command.FindStringSubmatch(rest); m != nil {
		return strings.ToLower(m[1]), true
	}
	return "", true
}
