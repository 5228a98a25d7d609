package derive

import (
	"iter"
	"sort"
	"time"
)

// HostOutcomes is how the machines of a run fared with one KMS host.
type HostOutcomes struct {
	Clients int      // machines that asked it
	Failing []string // computers whose newest attempt with it failed, sorted
	// ServedLater tells that the host served some machine after the failure of another.
	ServedLater bool

	served []servedAt // newest last
}

type servedAt struct {
	computer string
	at       time.Time
}

// Outcomes is how the machines of the run fared with a host; never nil.
func (b *Batch) Outcomes(host string) *HostOutcomes {
	if b != nil {
		if o := b.all.Outcomes(normal(host)); o != nil {
			return o
		}
	}
	return &HostOutcomes{}
}

// ServedAfter are the computers that the host served after a moment, sorted.
func (o *HostOutcomes) ServedAfter(t time.Time) []string {
	first := sort.Search(len(o.served), func(i int) bool { return o.served[i].at.After(t) })
	var out []string
	for _, s := range o.served[first:] {
		out = append(out, s.computer)
	}
	sort.Strings(out)
	return out
}

// Fared is one computer's newest outcome with a host.
type Fared struct {
	Computer string
	OK       bool
	T        time.Time
}

// NewHostOutcomes adds up how computers fared with one host. Of one computer the last that is given counts.
func NewHostOutcomes(all iter.Seq[Fared]) *HostOutcomes {
	by := map[string]Fared{}
	for f := range all {
		by[f.Computer] = f
	}
	o := &HostOutcomes{Clients: len(by)}
	var oldest time.Time // failure
	for computer, f := range by {
		if f.OK {
			o.served = append(o.served, servedAt{computer, f.T})
			continue
		}
		o.Failing = append(o.Failing, computer)
		if len(o.Failing) == 1 || f.T.Before(oldest) {
			oldest = f.T
		}
	}
	sort.Strings(o.Failing)
	sort.Slice(o.served, func(i, j int) bool {
		a, b := o.served[i], o.served[j]
		return a.at.Before(b.at) || a.at.Equal(b.at) && a.computer < b.computer
	})
	if n := len(o.served); n > 0 && len(o.Failing) > 0 {
		o.ServedLater = o.served[n-1].at.After(oldest)
	}
	return o
}
