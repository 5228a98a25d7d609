package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/ospp"
)

var osppDCMID = parse.Artifact{
	Kind:      fact.OSPPCMID,
	Doc:       "ospp.vbs /dcmid: the client machine id",
	Signature: "the client machine id that ospp.vbs prints",
	Languages: "English",
	Quirks:    []string{"empty before the first attempt of a KMS client"},
	Names:     []string{"{Computer}_Office15_Ospp-dcmid.txt"},
	Supply:    `cscript ospp.vbs /dcmid > dcmid.txt`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicCMIDs, fact.TopicScripts},
	Match:     matchOSPP(fact.OSPPCMID),
	Read:      readOSPPSmall,
}

var osppDTokCerts = parse.Artifact{
	Kind:      fact.OSPPTokCerts,
	Doc:       "ospp.vbs /dtokcerts: token-based activation certificates",
	Signature: "certificates or their absence as ospp.vbs prints them",
	Languages: "English",
	Quirks:    []string{"an error where no token based licence is there is the normal answer"},
	Names:     []string{"{Computer}_Office15_Ospp-Dtokcerts.txt"},
	Supply:    `cscript ospp.vbs /dtokcerts > dtokcerts.txt`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicTokens, fact.TopicScripts},
	Match:     matchOSPP(fact.OSPPTokCerts),
	Read:      readOSPPSmall,
}

var osppDTokILs = parse.Artifact{
	Kind:      fact.OSPPTokILs,
	Doc:       "ospp.vbs /dtokils: token-based activation issuance licences",
	Signature: "issuance licences or their absence as ospp.vbs prints them",
	Languages: "English",
	Quirks:    []string{"an error where no token based licence is there is the normal answer"},
	Names:     []string{"{Computer}_Office15_Ospp-dtokils.txt"},
	Supply:    `cscript ospp.vbs /dtokils > dtokils.txt`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicTokens, fact.TopicScripts},
	Match:     matchOSPP(fact.OSPPTokILs),
	Read:      readOSPPSmall,
}

// readOSPPSmall grades the commands with short answers: on ordinary KMS clients the token commands answer nothing, which
// is no fault.
func readOSPPSmall(f *parse.File) error {
	o, err := liftOSPP(f)
	if err != nil {
		return err
	}
	switch {
	case o.cmids+o.tokens+o.errors+o.rows+o.events > 0:
	case o.none || o.whole:
		f.Empty()
	case !o.framed:
		f.Damage(0, "no answer of ospp.vbs was found in it")
		f.Reading.State = fact.Failed
	}
	return nil
}

// cmid lifts the client machine id; "Not found." is none.
func (o *osppReader) cmid(b ospp.Block) {
	f, _ := b.Get(ospp.CMID)
	id := ospp.GUID(f.Value)
	if id == "" {
		o.none = true
		o.f.Note(f.Line, "no client machine id: %q", osppShort(f.Value))
		return
	}
	o.f.Set.CMIDs = append(o.f.Set.CMIDs, fact.CMID{Value: id, Family: o.f.Family, From: "dcmid", Line: o.line(f)})
	o.cmids++
}

// token lifts one licence or certificate as it is printed.
func (o *osppReader) token(b ospp.Block) {
	t := fact.TokenListing{Kind: fact.OSPPTokILs, Rows: map[string]string{}, Line: o.line(b.Fields[0])}
	if o.kind == ospp.Certificate {
		t.Kind = fact.OSPPTokCerts
	}
	for _, f := range b.Fields {
		t.Rows[string(f.Key)] = f.Value
	}
	o.f.Set.Tokens = append(o.f.Set.Tokens, t)
	o.tokens++
}
