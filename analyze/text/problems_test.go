package text_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// damage are the functions of parse that say what could not be read, and which of their arguments says it.
var damage = map[string]int{"Damage": 1, "Note": 1, "problem": 1, "fail": 1, "lose": 1, "lost": 0, "note": 0, "damage": 0, "Sprintf": 0}

// tellers are the folders of parse, besides those of damage's calls, whose errors, answers and fields reach a report too.
var tellers = map[string][]string{
	"":                   {"Errorf", "New", "return"},
	"artifact":           {"Errorf", "New"},
	"bundle":             {"Errorf", "New", "return", "="},
	"input":              {"Errorf", "New", "return", "Why"},
	"format/cab":         {"New"},
	"format/dnsanswer":   nil,
	"format/eventexport": {"New", "Reason", "return"},
	"format/evtx":        {"Reason", "=", "add", "notes", "return"},
	"format/mgadiag":     {"New"},
	"format/regexport":   nil,
	"format/roiscan":     {"New"},
	"format/sevenzip":    {"New"},
}

// problems gathers what parse says of files that it could not read, or not whole: the messages of the calls above, and the
// reasons that stand in fields and in the answers of functions. Verbs become places: %d is {n}, others {a}, {b}, {c}.
func (ws *wordings) problems(t *testing.T) {
	t.Helper()
	n := len(ws.list)
	for _, folder := range slices.Sorted(maps.Keys(tellers)) {
		ws.saidOfDamage(t, folder)
	}
	if len(ws.list) < n+100 {
		t.Fatalf("parse says %d wordings of damage: the search finds nothing", len(ws.list)-n)
	}
}

func (ws *wordings) saidOfDamage(t *testing.T, folder string) {
	t.Helper()
	files := sources(t, filepath.Join("../../parse", folder))
	consts := map[string]string{}
	for _, f := range files {
		ast.Inspect(f.File, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
				for i, name := range v.Names {
					if s, ok := literal(v.Values[i]); ok {
						consts[name.Name] = s
					}
				}
			}
			return true
		})
	}
	for _, f := range files {
		of := strings.TrimSuffix(filepath.ToSlash(filepath.Join(folder, filepath.Base(f.name))), ".go")
		if of == "input/shard" { // of the command line, which speaks English
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			for _, e := range told(n, tellers[folder]) {
				if s, ok := joined(e, consts); ok {
					ws.damage("parse/"+of, s)
				}
			}
			return true
		})
	}
}

// told are the parts of a node that may say what is damaged; ways are those of its folder.
func told(n ast.Node, ways []string) []ast.Expr {
	has := func(way string) bool { return slices.Contains(ways, way) }
	switch n := n.(type) {
	case *ast.CallExpr:
		name := called(n)
		i, ok := damage[name]
		if (ok || has(name)) && i < len(n.Args) {
			return n.Args[i : i+1]
		}
	case *ast.KeyValueExpr:
		if k, ok := n.Key.(*ast.Ident); ok && has(k.Name) {
			return []ast.Expr{n.Value}
		}
	case *ast.AssignStmt:
		if has("=") {
			return n.Rhs
		}
	case *ast.ReturnStmt:
		if has("return") {
			return n.Results
		}
	case *ast.CompositeLit:
		if has("notes") {
			return n.Elts
		}
	}
	return nil
}

func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// joined is a literal, or several with constants between them.
func joined(e ast.Expr, consts map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		s, ok := consts[e.Name]
		return s, ok
	case *ast.BinaryExpr:
		a, ok := joined(e.X, consts)
		b, also := joined(e.Y, consts)
		return a + b, ok && also && e.Op == token.ADD
	}
	return literal(e)
}

var (
	verb = regexp.MustCompile(`%(?:\[\d+\])?[-+]?[0-9.]*[a-zA-Z]`)
	// sentence is what has two words in lower case side by side: no label of a listing, no pattern, no command.
	sentence = regexp.MustCompile(`(?:^|[ "(])[a-z]+[,:]? (?:[a-z]+|%[a-z]|[A-Z]|\d)`)
	noWords  = regexp.MustCompile(`[\n\\^$|*]|^\(|\?:|^[a-z]+ [/-]|  |=`)
)

// damage takes one message with verbs of fmt.
func (ws *wordings) damage(of, s string) {
	if !sentence.MatchString(s) || noWords.MatchString(s) {
		return
	}
	letters, numbers := 0, 0
	s = verb.ReplaceAllStringFunc(s, func(v string) string {
		if strings.HasSuffix(v, "d") {
			if numbers++; numbers > 1 {
				return fmt.Sprintf("{n%d}", numbers)
			}
			return "{n}"
		}
		letters++
		return fmt.Sprintf("{%c}", 'a'+letters-1)
	})
	ws.add("problem", of, s)
}
