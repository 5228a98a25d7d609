package artifact

import (
	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/ospp"
)

var osppDHistoryKMS = parse.Artifact{
	Kind:      fact.OSPPHistoryKMS,
	Doc:       "ospp.vbs /dhistorykms: the KMS requests of the Application log, without port and activation id",
	Signature: "the history of KMS attempts that ospp.vbs prints",
	Languages: "the script is English; dates as the computer writes them",
	Quirks:    []string{"the port and the activation id are not in it", "the order of day and month is the computer's"},
	Names:     []string{"{Computer}_Office15_Ospp-dhistorykms.txt"},
	Supply:    `cscript ospp.vbs /dhistorykms > dhistorykms.txt`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicRequests, fact.TopicScripts, fact.TopicNames},
	Match:     matchOSPP(fact.OSPPHistoryKMS),
	Read:      readOSPPHistory,
}

var osppDHistoryActErr = parse.Artifact{
	Kind:      fact.OSPPHistoryActErr,
	Doc:       "ospp.vbs /dhistoryacterr: internet activation failures (MAK, retail)",
	Signature: "the history of internet activation that ospp.vbs prints",
	Languages: "the script is English; dates as the computer writes them",
	Quirks:    []string{"empty on a volume licensed machine"},
	Names:     []string{"{Computer}_Office15_Ospp-dhistoryActErr.txt"},
	Supply:    `cscript ospp.vbs /dhistoryacterr > dhistoryacterr.txt`,
	Expected:  true,
	Yields:    []fact.Topic{fact.TopicFailures, fact.TopicScripts, fact.TopicNames},
	Match:     matchOSPP(fact.OSPPHistoryActErr),
	Read:      readOSPPHistory,
}

// readOSPPHistory grades both histories: without events they are empty, whether the script says so or not.
func readOSPPHistory(f *parse.File) error {
	o, err := liftOSPP(f)
	if err != nil {
		return err
	}
	switch {
	case o.events > 0 || o.errors > 0 || o.rows > 0:
	case o.none || o.whole:
		f.Empty()
	case !o.framed:
		f.Damage(0, "no event history of ospp.vbs was found in it")
		f.Reading.State = fact.Failed
	}
	return nil
}

// The events that the two commands list.
const (
	osppRequestID = 12288
	osppFailureID = 8200
)

// osppPending waits until all dates of the file are known: one of them may show the order of day and month.
type osppPending struct {
	block   ospp.Block
	kind    ospp.Kind
	machine string
}

func (o *osppReader) event(b ospp.Block, open bool) {
	want := ospp.ErrorHost
	if o.kind == ospp.Failure {
		want = ospp.Message
	}
	if !b.Has(want) {
		// A block that the end of the file cut tells a time only; its damage is noted by the run.
		if !open {
			o.f.Damage(b.Fields[0].Line, "an event without its data: %q", osppShort(b.Fields[0].Text))
		}
		return
	}
	if open && b.Fields[len(b.Fields)-1].Key == want && o.kind == ospp.Request {
		return // its line may be half a line: half a host is another host
	}
	o.pending = append(o.pending, osppPending{b, o.kind, o.machine})
	o.events++
}

func (o *osppReader) flushEvents() {
	written := make([]string, len(o.pending))
	for i, p := range o.pending {
		f, _ := p.block.Get(ospp.Written)
		written[i] = f.Value
	}
	for i, w := range ospp.Dates(written) {
		p := o.pending[i]
		e := fact.Event{Computer: p.machine, Format: "dhistory", Log: "Application"}
		if w.At.IsZero() {
			if written[i] != "" {
				o.f.Note(p.block.Fields[0].Line, "a date in an unknown form: %q", osppShort(written[i]))
			}
		} else {
			e.Time = fact.Time{At: fact.Possible(w.At), Quality: fact.Guess, Swapped: fact.Possible(w.Other)}
		}
		if p.kind == ospp.Failure {
			o.failure(e, p.block)
		} else {
			o.request(e, p.block)
		}
	}
	o.pending = nil
}

func (o *osppReader) request(e fact.Event, b ospp.Block) {
	f, _ := b.Get(ospp.ErrorHost)
	e.ID, e.Source, e.Raw = osppRequestID, o.f.At(f.Line), f.Text
	v := ospp.ReadRequest(f.Value)
	o.f.Set.Requests = append(o.f.Set.Requests, fact.Request{
		Event: e, Code: osppParsed(v.Code), Flags: osppParsed(v.Flags), Host: v.Host, Port: v.Port, HostUnknown: v.HostUnknown,
	})
}

func (o *osppReader) failure(e fact.Event, b ospp.Block) {
	f, _ := b.Get(ospp.Message)
	e.ID, e.Source, e.Raw = osppFailureID, o.f.At(f.Line), f.Text
	code, _ := ospp.LastCode(f.Value)
	o.f.Set.Failures = append(o.f.Set.Failures, fact.Failure{Event: e, Code: osppParsed(code)})
}

func osppParsed(code string) *fact.Code {
	if code == "" {
		return nil
	}
	c, err := fact.ParseCode(code)
	if err != nil {
		return nil
	}
	return &c
}
