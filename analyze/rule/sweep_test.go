package rule

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/fixtures"
	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

// commandForms are all commands that steps may hold: a program that Windows has, with arguments that are words, paths in
// quotes, or places that a person fills in.
var commandForms = []*regexp.Regexp{
	regexp.MustCompile(`^cd /d "[A-Z]:\\[^"]*Office1[456]"$`),
	regexp.MustCompile(`^cscript ospp\.vbs /(act|dstatus|dstatusall|dhistorykms|dcmid|dinstid|remhst|osppsvcauto|osppsvcrestart|cachst:TRUE|actype:[0-2])( > \w+\.txt)?$`),
	regexp.MustCompile(`^cscript ospp\.vbs /(sethst|setprt|inpkey|unpkey|ddescr):(<[A-Za-z0-9 ]+>|[\p{L}\p{N}_.:\[\]-]+)$`),
	regexp.MustCompile(`^cscript C:\\Windows\\System32\\slmgr\.vbs /(dlv|ato) [0-9A-F-]{36}$`),
	regexp.MustCompile(`^cscript C:\\Windows\\System32\\slmgr\.vbs /(sdns|cdns|skhc)$`),
	regexp.MustCompile(`^cscript C:\\Windows\\System32\\slmgr\.vbs /sprt \d+$`),
	regexp.MustCompile(`^powershell Test-NetConnection [\p{L}\p{N}_.:-]+ -Port \d+$`),
	regexp.MustCompile(`^telnet [\p{L}\p{N}_.:-]+ \d+$`),
	regexp.MustCompile(`^nslookup (-type=srv )?[\p{L}\p{N}_.:-]+( > nslookup\.log 2>&1)?$`),
	regexp.MustCompile(`^(reg (add|query) |wevtutil |net start |sfc |ipconfig |w32tm )[^{}<>&|]+$`),
	regexp.MustCompile(`^(ver|ospprearm\.exe)$`),
}

// stray is a site of which every question has an answer.
type stray struct{ yes bool }

func (s stray) Answer(derive.Asked) (bool, fact.Line, bool) {
	return s.yes, fact.Line{Source: fact.Source{Path: "site.yaml", Line: 1}, Text: "told so"}, true
}

func (s stray) KMSHost(a derive.Asked) (derive.SiteHost, bool) {
	return derive.SiteHost{Host: "site.contoso.com", Port: 1699, Zone: "contoso.com", Line: fact.Line{Source: fact.Source{Path: "site.yaml", Line: 2}}}, a.Release != ""
}

// TestCommandsOfEveryCase diagnoses every case without and with answers, and holds that no text keeps a placeholder and
// no command is of an unknown form.
func TestCommandsOfEveryCase(t *testing.T) {
	cases, err := fixtures.Load(filepath.Join("..", "..", "fixtures", "cases"))
	if err != nil {
		t.Fatal(err)
	}
	givens := map[string]analyze.Given{"open": {}, "site says yes": {Site: stray{true}}, "site says no": {Site: stray{false}}}
	used := map[int]bool{}
	for _, c := range cases {
		if len(c.Files) == 0 {
			continue // several bundles
		}
		set := parse.Read(bundle.Memory(c.Name+".zip", c.Files), artifact.All)
		for name, g := range givens {
			for i := 0; i+1 < len(c.Args); i += 2 {
				if code, err := fact.ParseCode(c.Args[i+1]); err == nil && c.Args[i] == "--error" {
					g.Error = &code
				}
			}
			d := analyze.Diagnose(set, nil, g, All)
			for _, f := range append(d.Findings, d.Suppressed...) {
				sweep(t, c.Name+", "+name, f, g.Site != nil, used)
			}
		}
	}
	for i, re := range commandForms {
		if !used[i] {
			t.Errorf("no case shows a command of the form %s", re)
		}
	}
}

func sweep(t *testing.T, where string, f analyze.Finding, settled bool, used map[int]bool) {
	t.Helper()
	where += ": " + f.Rule
	check := func(text string) {
		if regexp.MustCompile(`\{[a-z][a-zA-Z0-9]*\}`).MatchString(text) {
			t.Errorf("%s keeps a placeholder: %q", where, text)
		}
	}
	check(f.Title)
	check(f.Text)
	for _, s := range f.Steps {
		check(s.Text)
		if s.Command != "" {
			form(t, where, s.Command, used)
		}
		if settled && f.Values["sitehost"] != "" && strings.Contains(s.Command, "/sethst:<") {
			t.Errorf("%s names no host though the site does: %q", where, s.Command)
		}
	}
	for _, q := range f.Questions {
		check(q.Text)
		for _, s := range append(append([]string(nil), q.Yes...), q.No...) {
			check(s)
		}
		if settled && (q.SettledBy != "site.yaml:1" || q.Reason != "told so" || q.Answer == "") {
			t.Errorf("%s leaves %s open: %+v", where, q.ID, q)
		}
	}
}

func form(t *testing.T, where, command string, used map[int]bool) {
	t.Helper()
	for i, re := range commandForms {
		if re.MatchString(command) {
			used[i] = true
			return
		}
	}
	t.Errorf("%s: a command of no known form: %q", where, command)
}
