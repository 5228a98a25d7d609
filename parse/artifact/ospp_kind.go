package artifact

import (
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/ospp"
	"kmstriage/parse/format/textenc"
)

// osppNames are the names under which the outputs of ospp.vbs are collected. Every name fits one kind at most.
var osppNames = []struct {
	kind  fact.Kind
	named func(parse.Probe) bool
}{
	{fact.OSPPStatusAll, named(`(^|[^a-z])dstatusall[^a-z]*\.(txt|log)$`)},
	{fact.OSPPHistoryKMS, named(`(^|[^a-z])dhistorykms[^a-z]*\.(txt|log)$`)},
	{fact.OSPPHistoryActErr, named(`(^|[^a-z])dhistoryacterr[^a-z]*\.(txt|log)$`)},
	{fact.OSPPCMID, named(`(^|[^a-z])dcmid[^a-z]*\.(txt|log)$`)},
	{fact.OSPPTokCerts, named(`(^|[^a-z])dtokcerts[^a-z]*\.(txt|log)$`)},
	{fact.OSPPTokILs, named(`(^|[^a-z])dtokils[^a-z]*\.(txt|log)$`)},
	{fact.OSPPAct, named(`(^|ospp[-_]?)(act|dstatus)[^a-z]*\.(txt|log)$`)},
}

func osppNamed(p parse.Probe) fact.Kind {
	for _, n := range osppNames {
		if n.named(p) {
			return n.kind
		}
	}
	return ""
}

// matchOSPP makes the test of one kind. All kinds of ospp.vbs ask the same question of the content, so that one of them
// at most claims a file by it.
func matchOSPP(k fact.Kind) func(parse.Probe) parse.Claim {
	is := func(parse.Probe) bool { return false }
	for _, n := range osppNames {
		if n.kind == k {
			is = n.named
		}
	}
	return func(p parse.Probe) parse.Claim {
		return parse.Claim{Name: is(p), Content: parse.Ask(p, "ospp", osppKind) == k}
	}
}

// osppMarks are strings of which every readable output of ospp.vbs holds one; looking for them spares other files the
// parser.
var osppMarks = []string{
	"LICENSE NAME", "LICENSE STATUS", "SKU ID:", "installed product key", "Installed product key", "---Processing---",
	"KMS activation events", "Internet activation failure events", "Client Machine ID (CMID)", "License ID (ILID)",
	"Thumbprint: ",
}

// osppCensus counts what a transcript holds.
type osppCensus struct {
	kinds    map[ospp.Kind]int
	rows     int // licences with a status
	keyless  int
	frames   int
	commands map[string]bool
	searches map[fact.Kind]bool // kinds told by a sentence
}

func censusOSPP(t ospp.Transcript) osppCensus {
	c := osppCensus{kinds: map[ospp.Kind]int{}, commands: map[string]bool{}, searches: map[fact.Kind]bool{}}
	for _, r := range t.Runs {
		if r.Framed {
			c.frames++
		}
		if r.Command != "" {
			c.commands[r.Command] = true
		}
		for _, b := range r.Blocks {
			k := r.Kind(b)
			c.kinds[k]++
			if k == ospp.Licence && b.Has(ospp.Status) && b.Has(ospp.Name, ospp.SKU, ospp.Description) {
				c.rows++
				if !b.Has(ospp.LastFive) {
					c.keyless++
				}
			}
			c.sentence(b, ospp.SearchKMS, fact.OSPPHistoryKMS)
			c.sentence(b, ospp.NoKMSEvents, fact.OSPPHistoryKMS)
			c.sentence(b, ospp.SearchInternet, fact.OSPPHistoryActErr)
			c.sentence(b, ospp.NoFailures, fact.OSPPHistoryActErr)
			c.sentence(b, ospp.NoTokens, fact.OSPPTokILs)
		}
	}
	for k, kind := range osppBlocks {
		if c.kinds[k] > 0 {
			c.searches[kind] = true
		}
	}
	return c
}

func (c osppCensus) sentence(b ospp.Block, k ospp.Key, kind fact.Kind) {
	if b.Has(k) {
		c.searches[kind] = true
	}
}

// osppBlocks says of which command a block is the answer, licence listings apart.
var osppBlocks = map[ospp.Kind]fact.Kind{
	ospp.Request:     fact.OSPPHistoryKMS,
	ospp.Failure:     fact.OSPPHistoryActErr,
	ospp.Machine:     fact.OSPPCMID,
	ospp.TokenIL:     fact.OSPPTokILs,
	ospp.Certificate: fact.OSPPTokCerts,
}

// osppCommands says of which kind a command's output is.
var osppCommands = map[string]fact.Kind{
	"dstatusall": fact.OSPPStatusAll, "dhistorykms": fact.OSPPHistoryKMS, "dhistoryacterr": fact.OSPPHistoryActErr,
	"dcmid": fact.OSPPCMID, "dtokcerts": fact.OSPPTokCerts, "dtokils": fact.OSPPTokILs,
}

// osppKind tells the kind by content, "" where the content does not tell.
func osppKind(p parse.Probe) fact.Kind {
	if !osppHoldsAny(p.Text, osppMarks) {
		return ""
	}
	c := censusOSPP(ospp.Parse(osppProbeLines(p.Text)))
	switch {
	case c.kinds[ospp.Activation] > 0:
		return fact.OSPPAct
	case c.rows > 0:
		return c.listing(osppNamed(p))
	case len(c.searches) > 1:
		return fact.OSPPAct
	case len(c.searches) == 1:
		for k := range c.searches {
			return k
		}
	}
	if c.frames == 0 || osppNamed(p) != "" {
		return ""
	}
	for cmd := range c.commands {
		if k, ok := osppCommands[cmd]; ok && len(c.commands) == 1 {
			return k
		}
	}
	return fact.OSPPAct
}

// listing decides between a /dstatusall listing and a transcript. A file that is named dstatusall is one whatever rows
// it has; else keyless rows show it, which /dstatus never prints, or the echoed command.
func (c osppCensus) listing(named fact.Kind) fact.Kind {
	switch {
	case len(c.searches) > 0:
		return fact.OSPPAct
	case named == fact.OSPPStatusAll:
		return fact.OSPPStatusAll
	case len(c.commands) > 1 || len(c.commands) == 1 && !c.commands["dstatusall"]:
		return fact.OSPPAct
	case c.commands["dstatusall"] || c.keyless > 0:
		return fact.OSPPStatusAll
	}
	return fact.OSPPAct
}

func osppHoldsAny(s string, marks []string) bool {
	for _, m := range marks {
		if strings.Contains(s, m) {
			return true
		}
	}
	return false
}

func osppProbeLines(text string) []textenc.Line {
	var ls []textenc.Line
	n := 0
	for l := range strings.SplitSeq(text, "\n") {
		n++
		ls = append(ls, textenc.Line{N: n, Text: l})
	}
	return ls
}
