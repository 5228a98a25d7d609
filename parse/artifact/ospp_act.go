package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/ospp"
)

var osppAct = parse.Artifact{
	Kind:      fact.OSPPAct,
	Doc:       "a transcript of ospp.vbs /act, /dstatus or several commands, as a person captured it",
	Signature: "output of ospp.vbs that is no single listing: /act, /dstatus, several commands",
	Languages: "English and the translations of Office's error texts; read by shape",
	Quirks:    []string{"prompts and banners of other commands stand between"},
	Names:     []string{"act.txt"},
	Supply:    `cscript ospp.vbs /act > act.txt`,
	Expected:  false,
	Mixed:     true,
	Yields:    []fact.Topic{fact.TopicLicences, fact.TopicScripts},
	Match:     matchOSPP(fact.OSPPAct),
	Read:      readOSPPAct,
}

// readOSPPAct grades a transcript: it is empty if a whole frame holds nothing, and damaged if nothing of ospp.vbs is in
// it.
func readOSPPAct(f *parse.File) error {
	o, err := liftOSPP(f)
	if err != nil {
		return err
	}
	if o.rows+o.acts+o.events+o.cmids+o.tokens+o.errors > 0 || o.none || o.noKeys {
		return nil
	}
	if o.framed {
		if o.whole {
			f.Empty()
		}
		return nil
	}
	f.Damage(0, "no output of ospp.vbs was found in it")
	f.Reading.State = fact.Failed
	return nil
}

// activation lifts one product of /act: the licence row without status, and the outcome.
func (o *osppReader) activation(b ospp.Block, open, torn bool) {
	outcome, told := b.Get(ospp.Success)
	ok := told
	if !told {
		outcome, told = b.Get(ospp.ErrorCode)
	}
	if !told {
		outcome, told = b.Get(ospp.ErrorText)
	}
	cut := open && !told
	if cut && !torn {
		o.f.Damage(b.Fields[len(b.Fields)-1].Line, "the transcript ends before the outcome of a product")
	}
	before := len(o.f.Set.Licences)
	o.licence(b, cut, torn)
	if !told {
		return
	}
	a := fact.Activation{Script: o.f.Family, OK: ok, Line: o.line(outcome)}
	if n := len(o.f.Set.Licences); n > before {
		l := o.f.Set.Licences[n-1]
		a.Family, a.SKU, a.Name, a.Description, a.PartialKey = l.Family, l.SKU, l.Name, l.Description, l.PartialKey
	}
	if !ok {
		a.Code = osppOutcome(b)
		if torn && a.Code == nil {
			return
		}
	}
	o.f.Set.Activations = append(o.f.Set.Activations, a)
	o.acts++
}

// osppOutcome is nil for "An unknown error occurred." without a code.
func osppOutcome(b ospp.Block) *fact.Code {
	if f, ok := b.Get(ospp.ErrorCode); ok {
		if c := osppCode(f.Value); c != nil {
			return c
		}
	}
	f, ok := b.Get(ospp.ErrorText)
	if !ok {
		return nil
	}
	if s, ok := ospp.CodeInText(f.Value); ok {
		if c, err := fact.ParseCode(s); err == nil {
			return &c
		}
	}
	return nil
}
