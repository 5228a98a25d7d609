package artifact

import (
	"io"

	"kmstriage/parse/format/evtx"
	"kmstriage/parse/format/winevent"
)

func isEVTX(head []byte) bool { return evtx.IsEVTX(head) }

// openEVTX reads the binary form. Only events of licensing providers become records, and golang-evtx decodes those of
// them that rules read.
func openEVTX(r io.Reader, unfiltered bool) eventLog {
	want := &evtx.Want{Providers: winevent.Providers, Decoded: winevent.Evidence}
	if unfiltered {
		want.Decoded = nil
	}
	l := evtx.Read(r, evtx.Options{Want: want, NoPrefilter: unfiltered})
	return eventLog{
		format:  "evtx",
		records: l.Records(),
		after: func() logSummary {
			return logSummary{total: l.Total, first: l.First, last: l.Last, losses: l.Losses, notes: l.Notes, err: l.Err}
		},
	}
}
