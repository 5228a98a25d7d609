package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
)

var htmlFormat = Format{
	Name:  "html",
	Doc:   "one web page, for one bundle or a fleet; it loads nothing and works without script",
	Write: writeHTML,
}

//go:embed html/page.tmpl html/bundle.tmpl html/finding.tmpl html/fleet.tmpl html/report.css html/report.js
var htmlFiles embed.FS

var htmlPages = template.Must(template.New("").Funcs(speech{}.htmlFuncs()).ParseFS(htmlFiles, "html/*.tmpl"))

// htmlFuncs are what templates call: t words a key of htmlWords.
func (s speech) htmlFuncs() template.FuncMap { return template.FuncMap{"t": s.htmlWord} }

// htmlTemplates word the page in the language. Those of English are never cloned: a folder of pages would do it for each.
func (s speech) htmlTemplates() (*template.Template, error) {
	t, err := htmlPages.Clone()
	if err != nil {
		return nil, fmt.Errorf("write html: %w", err)
	}
	return t.Funcs(s.htmlFuncs()), nil
}

// htmlPage is what the template "page" shows.
type htmlPage struct {
	Lang, Title, What, Hash string
	Policy                  string // the content security policy
	Style                   template.CSS
	Script                  template.JS
	Run                     Run
	Bundle                  *htmlBundle // of one bundle
	Fleet                   *htmlFleet  // of none or several
	Unread                  []Unreadable
}

// writeHTML prints one page that is complete by itself. Its policy forbids every request and every script and style but its
// own two, which it names by their hashes.
func writeHTML(w io.Writer, r Run, walk Diagnoses, v View) error {
	r, walk, err := v.spoken(r, walk)
	if err != nil {
		return err
	}
	ds, err := collect(walk)
	if err != nil {
		return err
	}
	style, script, err := htmlAssets()
	if err != nil {
		return err
	}
	s := speech{v.Lang}
	p := htmlPage{Lang: v.language(), Run: r, Style: template.CSS(style), Script: template.JS(script),
		Policy: fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'", hashOf(style), hashOf(script))}
	if len(ds) == 1 {
		d := ds[0]
		p.Bundle = s.htmlBundle(d, "", 1)
		p.Title = d.MachineName() + ": " + p.Bundle.Headline
		p.What, p.Hash = d.Bundle.Name, d.Bundle.SHA256
	} else {
		p.Fleet = s.htmlFleet(r.fleet(ds), ds)
		p.Title = p.Fleet.Headline
		p.What = s.Count(len(ds), "%d bundle", "%d bundles")
	}
	for _, u := range r.Unreadable {
		if len(ds) != 1 || u.Why != ds[0].Unreadable {
			p.Unread = append(p.Unread, u)
		}
	}
	var b bytes.Buffer
	t, err := s.htmlTemplates()
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(&b, "page", p); err != nil {
		return fmt.Errorf("write html: %w", err)
	}
	// Escaping keeps markup out; what steers the direction of text or is no character is still to be made inert. The page
	// itself holds none of it but line ends.
	if _, err := w.Write(bytes.Map(inertInPage, bytes.ToValidUTF8(b.Bytes(), []byte("\u00b7")))); err != nil {
		return fmt.Errorf("write html: %w", err)
	}
	return nil
}

func inertInPage(r rune) rune {
	if r == '\n' {
		return r
	}
	return inert(r)
}

func htmlAssets() (style, script string, err error) {
	css, err := htmlFiles.ReadFile("html/report.css")
	if err != nil {
		return "", "", fmt.Errorf("write html: %w", err)
	}
	js, err := htmlFiles.ReadFile("html/report.js")
	if err != nil {
		return "", "", fmt.Errorf("write html: %w", err)
	}
	return string(css), string(js), nil
}

// hashOf is the hash by which a policy names a script or a style: of the exact text between the tags.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}
