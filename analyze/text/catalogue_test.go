package text_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kmstriage/analyze"
	"kmstriage/analyze/catalogue"
	"kmstriage/analyze/rule"
	"kmstriage/analyze/text"
	"kmstriage/parse/artifact"
)

var update = flag.Bool("update", false, "bring the catalogues in step with the English: new wordings come in untranslated, gone ones leave")

// wording is one piece of English that is shown, or two: plural is that of many.
type wording struct {
	english, plural string
	group           string // see groups
	of              string // where it is used, for translators
}

// groups of wordings, in the order of the catalogues: what findings say, what letters and reports say around them, what codes mean,
// what parse says of files that it could not read, and what explain tells besides, of rules and out of its tables.
var groups = []string{"finding", "letter", "report", "code", "problem", "explain", "table"}

// whole are the groups that a language must have whole; of others it may lack wordings, which then stay English.
var whole = map[string][]string{
	"de": {"finding", "letter", "report", "code"},
	"es": {"finding", "letter", "report", "code"},
	"fr": {"finding", "letter", "report", "code"},
	"nb": {"finding", "letter", "report", "code", "problem", "explain", "table"},
}

// wordings gathers all English that is shown in another language.
type wordings struct {
	list []wording
	seen map[string]bool
}

func (ws *wordings) add(group, of, english string) { ws.addMany(group, of, english, "") }

func (ws *wordings) addMany(group, of, english, plural string) {
	if english != "" && !ws.seen[english] {
		ws.seen[english] = true
		ws.list = append(ws.list, wording{english, plural, group, of})
	}
}

func english(t *testing.T) []wording {
	t.Helper()
	ws := &wordings{seen: map[string]bool{}}
	for _, r := range rule.All {
		ws.add("finding", r.ID, r.Title)
		ws.add("finding", r.ID, r.Doc)
		for _, s := range r.Steps {
			ws.add("finding", r.ID, s.Text)
		}
	}
	for _, id := range analyze.QuestionIDs() {
		ws.add("finding", "question "+id, analyze.Questions[id])
	}
	for _, s := range analyze.FolderTexts {
		ws.add("finding", "the folder of OSPP.VBS", s)
	}
	for _, why := range doubts(t) {
		ws.add("finding", "why a finding is less sure", why)
	}
	for _, g := range phrases {
		for _, s := range g.all {
			ws.add(g.group, "part of a text", strings.ReplaceAll(s, "|", ""))
		}
	}
	for _, folder := range []string{"../report", "../report/picture"} {
		ws.said(t, folder)
	}
	for _, c := range catalogue.ErrorCodes() {
		ws.add("code", fmt.Sprintf("0x%08X", c.Code), catalogue.Describe(c.Code))
	}
	ws.problems(t)
	ws.explained(t)
	ws.tables()
	slices.SortStableFunc(ws.list, func(a, b wording) int { return slices.Index(groups, a.group) - slices.Index(groups, b.group) })
	return ws.list
}

// explained gathers what explain tells of ids: out of the rules and tables, and the words of its own sources.
func (ws *wordings) explained(t *testing.T) {
	t.Helper()
	add := func(of string, english ...string) {
		for _, e := range english {
			ws.add("explain", of, e)
		}
	}
	for _, r := range rule.All {
		add(r.ID, r.When)
	}
	for _, s := range append(catalogue.FrontSections(), catalogue.Sections()...) {
		add("section "+s.ID, s.Title, s.About)
	}
	n := len(ws.list)
	for _, f := range append(sources(t, "../report"), sources(t, "../catalogue")...) {
		of := strings.TrimSuffix(filepath.Base(f.name), ".go")
		if strings.HasPrefix(of, "explain") || of == "placeholder" {
			ast.Inspect(f.File, func(n ast.Node) bool { ws.field(n, of); return true })
		}
		if strings.HasPrefix(of, "explain") || of == "codes_words" || of == "products" || of == "codes" {
			ast.Inspect(f.File, func(n ast.Node) bool { ws.returned(n, of); return true })
		}
	}
	if len(ws.list) < n+100 {
		t.Fatalf("the sources of explain hold %d wordings: the search finds nothing", len(ws.list)-n)
	}
}

// tables gathers what explain tells of words, events, codes and kinds of files out of their tables.
func (ws *wordings) tables() {
	add := func(of string, english ...string) {
		for _, e := range english {
			ws.add("table", of, e)
		}
	}
	for _, x := range catalogue.Terms() {
		add(string(x.Kind)+" "+x.ID, string(x.Kind), x.Title, x.About, x.Basis)
	}
	for _, id := range catalogue.EventIDs() {
		e, _ := catalogue.EventByID(id)
		add(fmt.Sprintf("event %d", id), append([]string{e.Meaning, e.Note, e.Basis, e.Where(), e.Level}, e.Insertions...)...)
	}
	add("event 12288", catalogue.StatusFlags()...)
	for _, c := range catalogue.ErrorCodes() {
		add(fmt.Sprintf("0x%08X", c.Code), c.Cause, c.Action)
		if !strings.HasPrefix(c.Message, "(") {
			add(fmt.Sprintf("0x%08X", c.Code), c.Message)
		}
	}
	for _, a := range artifact.All {
		add("artifact "+string(a.Kind), a.Doc)
	}
}

// field takes the literals of maps, of fields that explanations are made of, and of the label of commands.
func (ws *wordings) field(n ast.Node, of string) {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		k, named := n.Key.(*ast.Ident)
		if _, literalKey := literal(n.Key); literalKey || !named || slices.Contains([]string{"Label", "Title", "Text", "Words", "Basis", "Kind"}, k.Name) {
			ws.literals("explain", of, []ast.Expr{n.Value})
		}
	case *ast.ValueSpec:
		ws.literals("explain", of, n.Values)
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "commands" && len(n.Args) > 1 {
			ws.literals("explain", of, n.Args[1:2])
		}
		if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "withRules" {
			ws.literals("explain", of, n.Args[1:2])
		}
	case *ast.AssignStmt:
		ws.sentences(n.Rhs, of)
	}
}

// returned takes the literals that functions return, if they are words and no names.
func (ws *wordings) returned(n ast.Node, of string) {
	if r, ok := n.(*ast.ReturnStmt); ok {
		ws.sentences(r.Results, of)
	}
	if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == 1 && v.Names[0].Name == "bases" {
		ws.literals("explain", of, v.Values)
	}
}

// sentences takes literals of more than one word, without verbs of fmt.
func (ws *wordings) sentences(es []ast.Expr, of string) {
	for _, e := range es {
		if s, ok := literal(e); ok && strings.Contains(strings.TrimSpace(s), " ") && !strings.Contains(s, "%") {
			ws.add("explain", of, s)
		}
	}
}

// said gathers what a package of the report says itself: the literals that it has worded by Say, Text, Count and columns, and
// all words of its files that hold nothing but words.
func (ws *wordings) said(t *testing.T, folder string) {
	t.Helper()
	n := len(ws.list)
	files := sources(t, folder)
	letter := func(f source) bool { return strings.HasPrefix(filepath.Base(f.name), "reply") }
	slices.SortStableFunc(files, func(a, b source) int { return boolOrder(letter(a)) - boolOrder(letter(b)) })
	for _, f := range files {
		group, of := "report", strings.TrimSuffix(filepath.Base(f.name), ".go")
		if strings.HasPrefix(of, "explain") || of == "placeholder" {
			group = "explain"
		}
		if letter(f) {
			group = "letter"
		}
		if strings.HasSuffix(of, "words") {
			for _, d := range f.Decls {
				if g, ok := d.(*ast.GenDecl); ok && g.Tok != token.IMPORT {
					for _, s := range g.Specs {
						if v, ok := s.(*ast.ValueSpec); ok {
							ws.literals(group, of, v.Values)
						}
					}
				}
			}
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				ws.call(c, group, of)
			}
			return true
		})
	}
	if len(ws.list) < n+10 {
		t.Fatalf("%s says %d wordings: the search finds nothing", folder, len(ws.list)-n)
	}
}

// boolOrder puts what is true first.
func boolOrder(b bool) int {
	if b {
		return 0
	}
	return 1
}

// call takes the wordings of one call.
func (ws *wordings) call(c *ast.CallExpr, group, of string) {
	f, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || len(c.Args) == 0 {
		return
	}
	switch f.Sel.Name {
	case "Say", "Text":
		ws.literals(group, of, c.Args[:1])
	case "columns":
		ws.literals(group, of, c.Args)
	case "Count", "rest":
		one, _ := literal(c.Args[1])
		many, _ := literal(c.Args[2])
		ws.addMany(group, of, one, many)
	}
}

// literals takes all literals of expressions; of a map its values.
func (ws *wordings) literals(group, of string, es []ast.Expr) {
	for _, e := range es {
		switch e := e.(type) {
		case *ast.KeyValueExpr:
			ws.literals(group, of, []ast.Expr{e.Value})
		case *ast.CompositeLit:
			ws.literals(group, of, e.Elts)
		default:
			if s, ok := literal(e); ok {
				ws.add(group, of, s)
			}
		}
	}
}

// doubts are the reasons that rules give for a lower confidence.
func doubts(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, f := range sources(t, "../rule") {
		ast.Inspect(f.File, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && len(c.Args) == 2 {
				if s, ok := c.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "doubt" {
					if text, ok := literal(c.Args[1]); ok {
						out = append(out, text)
					}
				}
			}
			return true
		})
	}
	if len(out) < 20 {
		t.Fatalf("%d doubts: the search finds nothing", len(out))
	}
	return out
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

type source struct {
	name string
	*ast.File
}

// sources parses the files of a package without its tests, in order of name.
func sources(t *testing.T, folder string) []source {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var out []source
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source{name, f})
	}
	return out
}

// TestPhrasesAreOfTheCode holds that what stands between the places of each phrase stands in a literal of the sources.
func TestPhrasesAreOfTheCode(t *testing.T) {
	place := regexp.MustCompile(`\{[a-z]+\}|\|`)
	for _, g := range phrases {
		var literals []string
		for _, f := range sources(t, filepath.Join("..", "..", g.folder)) {
			ast.Inspect(f.File, func(n ast.Node) bool {
				if e, ok := n.(ast.Expr); ok {
					if s, ok := literal(e); ok {
						literals = append(literals, place.ReplaceAllString(s, "\x00"))
					}
				}
				return true
			})
		}
		for _, p := range g.all {
			for _, piece := range place.Split(p, -1) {
				piece = strings.TrimSpace(piece)
				if len(piece) > 2 && !slices.ContainsFunc(literals, func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(piece)) }) {
					t.Errorf("%q: no literal of %s holds %q", p, g.folder, piece)
				}
			}
		}
	}
}

// TestCatalogues holds every language to the English: nothing is missing, nothing is of another English, and places, verbs,
// commands and codes are the same.
func TestCatalogues(t *testing.T) {
	want := english(t)
	for _, code := range text.Codes[1:] {
		t.Run(code, func(t *testing.T) {
			path := code + ".po"
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				file = inStep(t, file, want)
				if err := os.WriteFile(path, file, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := text.Parse(code, file); err != nil {
				t.Fatal(err)
			}
			for _, fault := range faults(t, string(file), want, whole[code]) {
				t.Error(fault)
			}
		})
	}
}

var keep = regexp.MustCompile(`\{[a-zA-Z0-9]+\}|%(?:\[\d+\])?[-+]?[0-9.]*[a-zA-Z]|0x[0-9A-F]{8}|KB\d+|\b[\w.]+\.(?:vbs|exe|VBS|msc)\b|(?:^|[ (])/[a-z]+|_vlmcs\._tcp|[A-Z]+_[A-Z_]+|\bLICENSED\b`)

// kept are the parts of a wording that every language must have: places, verbs, codes, commands.
func kept(s string) []string {
	out := keep.FindAllString(s, -1)
	for i := range out {
		out[i] = strings.TrimLeft(out[i], " (")
	}
	slices.Sort(out)
	return out
}

func faults(t *testing.T, file string, want []wording, whole []string) []string {
	t.Helper()
	var out []string
	have := map[string]messages{}
	for _, m := range parse(t, file) {
		have[m.id] = m
	}
	for _, w := range want {
		m, ok := have[w.english]
		delete(have, w.english)
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("missing: %q (%s); go test ./analyze/text -update puts it in its place", w.english, w.of))
			continue
		case m.plural != w.plural:
			out = append(out, fmt.Sprintf("stale: of many %q is now %q", m.plural, w.plural))
		}
		for i, s := range m.str {
			if s == "" && !slices.Contains(whole, w.group) {
				continue
			}
			if s == "" {
				out = append(out, fmt.Sprintf("untranslated: %q (%s)", w.english, w.of))
				continue
			}
			if a, b := kept(w.english), kept(s); !slices.Equal(a, b) && !(w.plural != "" && slices.Equal(kept(w.plural), b)) {
				out = append(out, fmt.Sprintf("%q\n\thas %q,\n%q [%d]\n\thas %q", w.english, a, s, i, b))
			}
		}
	}
	for id := range have {
		if id != "" {
			out = append(out, fmt.Sprintf("stale: %q is no English of the program any more", id))
		}
	}
	slices.Sort(out)
	return out
}

// messages is an entry as the test reads it, with a parser of its own: the form that -update writes.
type messages struct {
	id, plural string
	str        []string
}

func parse(t *testing.T, file string) []messages {
	t.Helper()
	var out []messages
	for _, l := range strings.Split(file, "\n") {
		word, rest, _ := strings.Cut(l, " ")
		switch {
		case word == "msgid":
			out = append(out, messages{id: unquote(t, rest)})
		case word == "msgid_plural":
			out[len(out)-1].plural = unquote(t, rest)
		case strings.HasPrefix(word, "msgstr"):
			m := &out[len(out)-1]
			m.str = append(m.str, unquote(t, rest))
		case strings.HasPrefix(l, `"`):
			m := &out[len(out)-1]
			m.str[len(m.str)-1] += unquote(t, l)
		}
	}
	return out
}

func unquote(t *testing.T, s string) string {
	t.Helper()
	u, err := strconv.Unquote(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return u
}

// inStep is a catalogue with the English of today: its translations stay where theirs does.
func inStep(t *testing.T, file []byte, want []wording) []byte {
	t.Helper()
	head, _, found := strings.Cut(string(file), "\n\n")
	if !found {
		head = strings.TrimSpace(head)
	}
	old := map[string]messages{}
	for _, m := range parse(t, string(file)) {
		old[m.id] = m
	}
	var b bytes.Buffer
	fmt.Fprintln(&b, head)
	for _, w := range want {
		m := old[w.english]
		fmt.Fprintf(&b, "\n#. %s: %s\n", w.group, w.of)
		fmt.Fprintf(&b, "msgid %s\n", quote(w.english))
		if w.plural == "" {
			m.str = append(m.str, "")
			fmt.Fprintf(&b, "msgstr %s\n", quote(m.str[0]))
			continue
		}
		fmt.Fprintf(&b, "msgid_plural %s\n", quote(w.plural))
		for i := range max(2, len(m.str)) {
			m.str = append(m.str, "")
			fmt.Fprintf(&b, "msgstr[%d] %s\n", i, quote(m.str[i]))
		}
	}
	return b.Bytes()
}

// quote writes a string as PO does: what is no ASCII stays readable.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}
