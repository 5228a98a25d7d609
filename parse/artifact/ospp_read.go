package artifact

import (
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/ospp"
)

// osppReader lifts the facts of one transcript. All kinds of ospp.vbs share it, since people put several commands into
// one file; only the grading differs.
type osppReader struct {
	f    *parse.File
	kind ospp.Kind // of the block at hand

	first  int // line of the first run
	framed bool
	whole  bool // every run has its end
	rows   int  // licences
	torn   int  // licence blocks whose beginning is lost
	acts   int  // outcomes of activations
	events int
	cmids  int
	tokens int
	errors int
	noKeys bool
	// none is set where the script says in words that there is nothing.
	none bool

	machine string // of the last search sentence
	named   map[string]bool
	pending []osppPending
}

func liftOSPP(f *parse.File) (*osppReader, error) {
	text, err := f.Listing()
	if err != nil {
		return nil, err
	}
	o := &osppReader{f: f, whole: true, named: map[string]bool{}}
	t := ospp.Parse(text.Lines)
	for i, r := range t.Runs {
		if i == 0 {
			o.first = r.Line
		}
		o.run(r)
	}
	o.flushEvents()
	o.whole = o.whole && o.framed
	f.Reading.Records = o.rows + o.events + o.cmids + o.tokens
	return o, nil
}

// run lifts one command's output and notes whether it was cut.
func (o *osppReader) run(r ospp.Run) {
	torn := r.Framed && !r.Exited
	o.framed = o.framed || r.Framed
	for i, b := range r.Blocks {
		last := i == len(r.Blocks)-1
		o.kind = r.Kind(b)
		open := last && !b.Closed && !r.Exited
		o.block(b, open, torn && open)
	}
	if torn {
		o.whole = false
		o.f.Damage(r.Last, "the output ends without its last line (---Exiting---): what followed is missing")
	}
}

func (o *osppReader) block(b ospp.Block, open, torn bool) {
	defer o.sentences(b)
	switch o.kind {
	case ospp.Licence:
		cut := open && (torn || !b.Has(ospp.LastFive) || !b.Has(ospp.Status))
		if cut && !torn && osppExcerptEnds(b) {
			o.f.Damage(b.Fields[len(b.Fields)-1].Line, "the excerpt ends inside a licence block")
		}
		o.licence(b, cut, torn)
	case ospp.Activation:
		o.activation(b, open, torn)
	case ospp.Request, ospp.Failure:
		o.event(b, open)
	case ospp.Machine:
		o.cmid(b)
	case ospp.TokenIL, ospp.Certificate:
		o.token(b)
	default:
		o.bareCode(b)
	}
}

// osppExcerptEnds reports whether a pasted piece without a frame certainly ends inside a block: one that has no status yet,
// or a state that only a licence with a key can be in and no key line.
func osppExcerptEnds(b ospp.Block) bool {
	s, ok := b.Get(ospp.Status)
	if !ok {
		return true
	}
	return !b.Has(ospp.LastFive) && ospp.LicenceStatus(s.Value) != "UNLICENSED"
}

// sentences lifts what the script says about itself and about the computer.
func (o *osppReader) sentences(b ospp.Block) {
	for _, f := range b.Fields {
		switch f.Key {
		case ospp.NotElevated:
			o.scriptError("insufficient-rights", nil, f)
		case ospp.NotInstalled:
			o.scriptError("service-not-installed", nil, f)
		case ospp.NotRunning:
			o.scriptError("service-not-running", nil, f)
		case ospp.NoKeys:
			o.noKeys = true
			o.add("no-keys", nil, f)
		case ospp.NoKMSEvents, ospp.NoFailures, ospp.NoTokens:
			o.none = true
			o.computer(f)
		case ospp.SearchKMS, ospp.SearchInternet:
			o.computer(f)
		case ospp.Unsupported, ospp.ScriptNotFound:
			o.f.Note(f.Line, "the script refused: %q", osppShort(f.Text))
		}
	}
}

// bareCode lifts the error code of a block that belongs to no licence.
func (o *osppReader) bareCode(b ospp.Block) {
	f, ok := b.Get(ospp.ErrorCode)
	if !ok {
		return
	}
	c := osppCode(f.Value)
	switch {
	case c == nil || *c == 0:
	case *c == noTokenLicence || *c == noTokenCertificate:
		o.none = true
		o.f.Note(f.Line, "no token-based activation: %s", c)
	default:
		o.scriptError("code", c, f)
	}
}

// The codes with which the token commands say on an ordinary client that there is nothing (ospp.md, section 8).
const (
	noTokenLicence     fact.Code = 0xC004F304
	noTokenCertificate fact.Code = 0xC004F305
)

func (o *osppReader) scriptError(what string, c *fact.Code, f ospp.Field) {
	o.errors++
	o.add(what, c, f)
}

func (o *osppReader) add(what string, c *fact.Code, f ospp.Field) {
	o.f.Set.Scripts = append(o.f.Set.Scripts, fact.ScriptError{
		Kind: o.f.Kind, Family: o.f.Family, What: what, Code: c, Line: o.line(f),
	})
}

// computer lifts the name that the history commands print, once a file.
func (o *osppReader) computer(f ospp.Field) {
	name := strings.Fields(f.Value)
	if len(name) == 0 {
		return
	}
	o.machine = name[0]
	if key := strings.ToLower(name[0]); !o.named[key] {
		o.named[key] = true
		o.f.Set.Names = append(o.f.Set.Names, fact.Name{Name: name[0], From: "dhistory", Source: o.f.At(f.Line)})
	}
}

func (o *osppReader) line(f ospp.Field) fact.Line { return o.f.Line(f.Line, f.Text) }
