package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"kmstriage/analyze"
)

var (
	styles  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	scripts = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	policy  = regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`)
)

// TestHTMLGoldens hold the page without its style, its script and their hashes.
func TestHTMLGoldens(t *testing.T) {
	for name, ds := range map[string][]*analyze.Diagnosis{"one.html": {sample()}, "two.html": {sample(), second()}, "none.html": {}} {
		page := render(t, htmlFormat, View{}, ds...)
		page = styles.ReplaceAllString(page, "<style></style>")
		page = scripts.ReplaceAllString(page, "<script></script>")
		golden(t, name, policy.ReplaceAllString(page, `Content-Security-Policy" content=""`))
	}
}

// TestHTMLPolicy holds the policy to the style and the script that stand in the page.
func TestHTMLPolicy(t *testing.T) {
	page := render(t, htmlFormat, View{}, sample())
	style, script := styles.FindAllStringSubmatch(page, -1), scripts.FindAllStringSubmatch(page, -1)
	if len(style) != 1 || len(script) != 1 {
		t.Fatalf("%d styles, %d scripts, want one each", len(style), len(script))
	}
	want := fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'", hashOf(style[0][1]), hashOf(script[0][1]))
	if got := html.UnescapeString(policy.FindStringSubmatch(page)[1]); got != want {
		t.Errorf("policy %s\nwant %s", got, want)
	}
	if len(style[0][1]) < 1000 || len(script[0][1]) < 1000 {
		t.Error("the style or the script is not there")
	}
}

// TestHTMLLoadsNothing looks at every element: none has a style, a handler, or an address that is not a place on the page.
func TestHTMLLoadsNothing(t *testing.T) {
	looked := 0
	for _, ds := range [][]*analyze.Diagnosis{{sample()}, {sample(), second()}, {poisoned("https://evil.example/")}} {
		walk(t, render(t, htmlFormat, View{}, ds...), func(n *html.Node) {
			for _, a := range n.Attr {
				looked++
				switch {
				case a.Key == "style", strings.HasPrefix(a.Key, "on"), a.Key == "src", a.Key == "action", a.Key == "srcdoc":
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				case strings.HasSuffix(a.Key, "href") && !strings.HasPrefix(a.Val, "#"):
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
			}
			switch n.Data {
			case "link", "img", "iframe", "object", "embed", "base", "image", "use", "foreignobject", "audio", "video":
				t.Errorf("<%s>", n.Data)
			}
		})
	}
	if looked < 500 {
		t.Errorf("%d attributes: the test looks at nothing", looked)
	}
	css, _, err := htmlAssets()
	if err != nil || strings.Contains(css, "url(") || strings.Contains(css, "@import") {
		t.Errorf("the style loads something (%v)", err)
	}
}

// walk gives every element of a page as a browser would read it.
func walk(t *testing.T, page string, f func(*html.Node)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

// TestHTMLIsInert holds that whatever a bundle says, the elements and attributes of the page are those of a bundle that says
// something harmless.
func TestHTMLIsInert(t *testing.T) {
	outline := func(text string, n int) string {
		ds := []*analyze.Diagnosis{poisoned(text), poisoned(text)}[:n]
		var b bytes.Buffer
		if err := htmlFormat.Write(&b, poisonedRun(text, ds), These(ds...), View{}); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		walk(t, b.String(), func(x *html.Node) {
			if x.Data == "mark" || x.Data == "title" && x.Parent.Data == "text" {
				return // what is marked, and what is cut in a picture, depends on the text
			}
			out.WriteString("\n" + x.Data)
			for _, a := range x.Attr {
				out.WriteString(" " + a.Key)
			}
		})
		if i := strings.IndexFunc(b.String(), func(r rune) bool { return r != '\n' && inert(r) != r }); i >= 0 {
			t.Errorf("%q: %q", text, b.String()[max(0, i-20):i+10])
		}
		return out.String()
	}
	for n := 1; n <= 2; n++ {
		for _, x := range payloads {
			// A picture writes short words only where there is room, so that the harmless one is as long.
			if want, got := outline(strings.Repeat("w", utf8.RuneCountInString(Clean(x))), n), outline(x, n); got != want {
				t.Errorf("%q, %d bundles: the outline differs", x, n)
			}
		}
	}
}

// TestHTMLWords holds that each key has words and each word is used.
func TestHTMLWords(t *testing.T) {
	asked := regexp.MustCompile(`\(?\bt "([a-z-]+)"|htmlWord\("([a-z-]+)"\)|add\("([a-z-]+)"`)
	used := map[string]bool{}
	for _, pattern := range []string{"html/*.tmpl", "html_*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
				used[m[1]+m[2]+m[3]] = true
			}
		}
	}
	for key := range used {
		if htmlWords[key] == "" {
			t.Errorf("no words for %q", key)
		}
	}
	// These are put together: places of steps, severities, outcomes.
	made := regexp.MustCompile(`^(where-[a-z]+|fix-(client|host|dns|network|support)|error|warning|ok|yes|no)$`)
	for key := range htmlWords {
		if !used[key] && !made.MatchString(key) {
			t.Errorf("%q is not used", key)
		}
	}
	if len(used) < 60 {
		t.Errorf("%d keys found: the test looks at nothing", len(used))
	}
}

func TestHighlight(t *testing.T) {
	f := &analyze.Finding{Values: map[string]string{"hostport": "kms01.contoso.com:1699", "host": "kms01.contoso.com", "port": "1688", "code": "0x800706BA", "n": "2", "ports": "1700, 1701",
		"why": "a sentence of many words"}}
	for _, c := range []struct{ line, want string }{
		{"0x800706BA, 0x00000000, KMS01.contoso.com:1699, 5", "[0x800706BA], 0x00000000, [KMS01.contoso.com:1699], 5"},
		{"svr hostname   = kms01.contoso.com (port 1688)", "svr hostname   = [kms01.contoso.com] (port [1688])"},
		{"16881 1688 a1688", "16881 [1688] a1688"},
		{"port 1701", "port [1701]"},
		{"LICENSE STATUS:  ---NOTIFICATIONS---", "LICENSE STATUS:  [---NOTIFICATIONS---]"},
		{"nothing of it", "nothing of it"},
		{"\u0130 kms01.contoso.com", "\u0130 kms01.contoso.com"},
		{"", ""},
	} {
		got := ""
		for _, p := range highlight(c.line, needlesOf(f)) {
			if p.Marked {
				p.Text = "[" + p.Text + "]"
			}
			got += p.Text
		}
		if got != c.want {
			t.Errorf("highlight(%q) = %q, want %q", c.line, got, c.want)
		}
	}
}

// TestHTMLOfManyIsCompact holds that beyond fullMachines no machine has a part of its own, and every finding its place.
func TestHTMLOfManyIsCompact(t *testing.T) {
	var ds []*analyze.Diagnosis
	for range fullMachines + 1 {
		ds = append(ds, sample())
	}
	few, many := render(t, htmlFormat, View{}, ds[1:]...), render(t, htmlFormat, View{}, ds...)
	if strings.Count(few, `<article id="m`) != fullMachines || strings.Contains(many, `<article id="m`) {
		t.Errorf("%d machines: %d in full; %d: %d", len(ds)-1, strings.Count(few, `<article id="m`), len(ds), strings.Count(many, "<article>"))
	}
	if n := strings.Count(many, "port-closed.suspected"); n != len(ds) {
		t.Errorf("%d of %d findings", n, len(ds))
	}
}
