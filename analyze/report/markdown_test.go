package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"

	"kmstriage/analyze"
)

// github reads Markdown as tickets do: tables, struck text, and links made of bare addresses.
var github = goldmark.New(goldmark.WithExtensions(extension.GFM))

// TestMarkdownIsInert reads each ticket with another program's eyes: no link, picture or markup may come from a bundle, and
// no text of it may part a table or begin a heading.
func TestMarkdownIsInert(t *testing.T) {
	for _, v := range []View{{}, {Verbose: true}} {
		for _, x := range payloads {
			for _, n := range []int{1, 2} {
				ds := []*analyze.Diagnosis{poisoned(x), poisoned(x)}[:n]
				clean := []*analyze.Diagnosis{poisoned("word"), poisoned("word")}[:n]
				got, want := outlineOf(t, x, ds, v), outlineOf(t, "word", clean, v)
				if got != want {
					t.Errorf("%q, %d bundles: outline\n%s\nwant\n%s", x, n, got, want)
				}
			}
		}
	}
}

// outlineOf lists the kinds of what a ticket consists of; text and code count once however often they are parted.
func outlineOf(t *testing.T, payload string, ds []*analyze.Diagnosis, v View) string {
	t.Helper()
	var b bytes.Buffer
	if err := ticketFormat.Write(&b, poisonedRun(payload, ds), These(ds...), v); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	err := ast.Walk(github.Parser().Parse(gmtext.NewReader(b.Bytes())), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text, *ast.String, *ast.CodeSpan:
		case *ast.RawHTML, *ast.HTMLBlock, *ast.Link, *ast.Image, *ast.AutoLink, *extast.Strikethrough:
			t.Errorf("%q: a %s in\n%s", payload, n.Kind(), b.String())
		default:
			kinds = append(kinds, n.Kind().String())
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(kinds, " ")
}

func TestMarkdownGoldens(t *testing.T) {
	golden(t, "one.md", render(t, ticketFormat, View{}, sample()))
	golden(t, "two.md", render(t, ticketFormat, View{}, sample(), second()))
	golden(t, "two.csv", render(t, csvFormat, View{}, sample(), second()))
}

// TestTicketNeverExceedsAScreen fills every list beyond what a ticket takes.
func TestTicketNeverExceedsAScreen(t *testing.T) {
	d := sample()
	f := &d.Findings[0]
	for range 40 {
		f.Because = append(f.Because, f.Because[0])
		f.Steps = append(f.Steps, analyze.Step{Where: "client", Text: "Again", Command: "cscript ospp.vbs /act"})
		d.Subjects = append(d.Subjects, d.Subjects[1])
		d.Findings = append(d.Findings, analyze.Finding{Rule: "some.rule", Title: "Something"})
		d.Missing = append(d.Missing, d.Missing[0])
	}
	r := sampleRun([]*analyze.Diagnosis{d})
	for range 40 {
		r.Unreadable = append(r.Unreadable, Unreadable{Path: "x.zip", Why: "torn"})
	}
	var b bytes.Buffer
	if err := ticketFormat.Write(&b, r, These(d), View{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n > ticketLines {
		t.Errorf("%d lines:\n%s", n, b.String())
	}
	if n := strings.Count(b.String(), "`some.rule`"); n != 40 {
		t.Errorf("%d of 40 findings", n)
	}
	if !strings.Contains(b.String(), mdCut(speech{})) {
		t.Error("it does not say that it is cut")
	}
}
