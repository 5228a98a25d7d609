package derive

import "kmstriage/parse/fact"

// Missing lists the artifacts of the collection that are not there. The SDP leaves no file for an empty log, so a
// Key Management Service log is missing only on a machine that is a KMS host; a host's bundle without Office owes no
// ospp.vbs outputs either way, but they are told as missing since they would show that there is none.
func (c *Case) Missing() []fact.Missing {
	out := append([]fact.Missing(nil), c.Set.Missing...)
	if c.Host.IsKMSHost() && !c.hasKind(fact.EventsKMS) {
		out = append(out, fact.Missing{Kind: fact.EventsKMS, Supply: `wevtutil epl "Key Management Service" KeyManagementService.evtx`})
	}
	return out
}

func (c *Case) hasKind(k fact.Kind) bool {
	for _, r := range c.Set.Readings {
		if r.Kind == k {
			return true
		}
	}
	return false
}

// expected are the kinds that the SDP collects: a damaged one is told like a missing one.
var expected = map[fact.Kind]bool{
	fact.ROIScanLog: true, fact.ROIScanXML: true, fact.SLMgr: true, fact.EventsActivation: true, fact.EventsApplication: true,
	fact.NSLookup: true, fact.MGADiag: true, fact.OSPPCMID: true, fact.OSPPHistoryActErr: true, fact.OSPPHistoryKMS: true,
	fact.OSPPStatusAll: true, fact.OSPPTokCerts: true, fact.OSPPTokILs: true,
}

// Unread lists the expected files that could not be read or only in part, where no other file of the kind was read
// whole.
func (c *Case) Unread() []fact.Reading {
	whole := map[fact.Kind]bool{}
	for _, r := range c.Set.Readings {
		if r.State == fact.Whole {
			whole[r.Kind] = true
		}
	}
	var out []fact.Reading
	for _, r := range c.Set.Readings {
		if expected[r.Kind] && !whole[r.Kind] && (r.State == fact.Partial || r.State == fact.Failed) {
			out = append(out, r)
		}
	}
	return out
}
