package artifact

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/winevent"
)

const (
	eventTuple  = "0x800706BA, 0x00000000, kms01.contoso.com:1688, 7d1f0d0a-5a2e-4a58-9c07-31f6b0a4d2e9, 2026/03/02 09:04, 0, 5, 0, b322da9c-a2e2-4058-9e4e-f59a6970bd69, 5"
	officeApp   = "0ff1ce15-a989-479d-af46-f275c6370663"
	eventClient = "7d1f0d0a-5a2e-4a58-9c07-31f6b0a4d2e9"
	eventSKU    = "b322da9c-a2e2-4058-9e4e-f59a6970bd69"
)

// eventXML is one event as wevtutil writes it.
func eventXML(record, id int, provider, channel string, data ...string) string {
	var b strings.Builder
	for _, d := range data {
		b.WriteString("<Data>" + d + "</Data>")
	}
	return fmt.Sprintf("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='%s'/><EventID Qualifiers='16384'>%d</EventID><Level>4</Level>"+
		"<TimeCreated SystemTime='2026-03-02T09:04:12.5Z'/><EventRecordID>%d</EventRecordID><Channel>%s</Channel><Computer>CL01.contoso.com</Computer></System>"+
		"<EventData>%s</EventData></Event>\r\n", provider, id, record, channel, b.String())
}

const sppName = "Microsoft-Windows-Security-SPP"

func readEventFile(name, content string) (*fact.Set, fact.Reading) {
	s := parse.Read(bundle.Memory("test", map[string][]byte{name: []byte(content)}), All)
	return s, s.Readings[0]
}

func TestEventsLift(t *testing.T) {
	app := "Application"
	kms := "Key Management Service"
	in := "<root>\r\n" +
		eventXML(1, 12288, sppName, app, eventTuple) +
		eventXML(2, 12289, sppName, app, "0xC004F038, 0x04000008, 0, 0, 3, 120, 10080, 2026/03/02 09:04") +
		eventXML(3, 12290, "KmsRequests", kms, "0x0,5,cl02.contoso.com,"+eventClient+",2026/3/2 9:04,1,2,41520,"+eventSKU, "0x0", "5", "cl02.contoso.com", eventClient, "2026/3/2 9:04", "1", "2", "41520", eventSKU) +
		eventXML(4, 8233, sppName, app, "hr=0xC004F074", officeApp, eventSKU, "UserLogon;SessionId=1") +
		eventXML(5, 8198, "Office Software Protection Platform Service", app, "hr=0xC004F074", "RuleId="+eventClient+";AppId="+officeApp+";SkuId="+eventSKU+";Trigger=TimerEvent") +
		eventXML(6, 12293, sppName, kms, "0x8007232A", "contoso.com") +
		eventXML(7, 12294, sppName, kms, "contoso.com") +
		eventXML(8, 1003, sppName, app, officeApp, "\n1: "+eventSKU+", 1, 0 [(0 [0xC004F009, 0, 0], [(?)])(1 )(2 )]"+strings.Repeat("\n2: x", 2000)) +
		eventXML(9, 12308, sppName, app, eventSKU, "name", "CN=x") +
		eventXML(10, 903, "Software Protection Platform Service", app) +
		eventXML(11, 12288, "VSS", app, eventTuple) +
		eventXML(12, 12288, sppName, app, "0x800706BA, 0x00000000, kms01.contoso.com:16") +
		"</root>"
	s, r := readEventFile("CL01_evt__Application_Filter.xml", in)
	head := func(record, id int, provider, channel, raw string) fact.Event {
		return fact.Event{ID: id, Provider: provider, Qualifiers: 16384, Level: 4, Computer: "CL01.contoso.com", Format: "xml", Log: channel,
			Time:   fact.Time{At: time.Date(2026, 3, 2, 9, 4, 12, 5e8, time.UTC), Quality: fact.Exact},
			Source: fact.Source{Path: "CL01_evt__Application_Filter.xml", Record: uint64(record), Line: record + 1, Offset: int64(strings.Index(in, fmt.Sprintf("<EventRecordID>%d<", record)))}, Raw: raw}
	}
	offset := func(e fact.Event) fact.Event {
		e.Source.Offset = int64(strings.LastIndex(in[:e.Source.Offset], "<Event xmlns"))
		return e
	}
	code := func(v uint32) *fact.Code { c := fact.Code(v); return &c }
	written := fact.Time{At: time.Date(2026, 3, 2, 9, 4, 0, 0, time.UTC), Quality: fact.Minute}
	no, yes, five, zero, two, three, left := false, true, 5, 0, 2, 3, 41520
	hostTuple := "0x0,5,cl02.contoso.com," + eventClient + ",2026/3/2 9:04,1,2,41520," + eventSKU
	want := fact.Set{
		Requests: []fact.Request{{Event: offset(head(1, 12288, sppName, app, eventTuple)), Code: code(0x800706BA), Flags: code(0), Host: "kms01.contoso.com", Port: 1688,
			CMID: eventClient, Written: written, VM: &no, LicenceState: &five, ExpiryMinutes: &zero, ActivationID: eventSKU, MinimumCount: 5}},
		Responses: []fact.Response{{Event: offset(head(2, 12289, sppName, app, "0xC004F038, 0x04000008, 0, 0, 3, 120, 10080, 2026/03/02 09:04")), Code: 0xC004F038, Flags: 0x04000008,
			Count: &three, IntervalMinutes: 120, RenewalMinutes: 10080, Written: written}},
		HostRequests: []fact.HostRequest{{Event: offset(head(3, 12290, "KmsRequests", kms, hostTuple)), MinimumCount: 5, Client: "cl02.contoso.com", CMID: eventClient, Written: written,
			VM: &yes, LicenceState: &two, ExpiryMinutes: &left, ActivationID: eventSKU}},
		Failures: []fact.Failure{
			{Event: offset(head(4, 8233, sppName, app, "hr=0xC004F074, "+officeApp+", "+eventSKU+", UserLogon;SessionId=1")), Code: code(0xC004F074), AppID: officeApp, SKU: eventSKU, Trigger: "UserLogon"},
			{Event: offset(head(5, 8198, "Office Software Protection Platform Service", app, "hr=0xC004F074, RuleId="+eventClient+";AppId="+officeApp+";SkuId="+eventSKU+";Trigger=TimerEvent")),
				Code: code(0xC004F074), AppID: officeApp, SKU: eventSKU, Trigger: "TimerEvent"},
		},
		Publishings: []fact.Publishing{
			{Event: offset(head(6, 12293, sppName, kms, "0x8007232A, contoso.com")), Code: code(0x8007232A), Domain: "contoso.com"},
			{Event: offset(head(7, 12294, sppName, kms, "contoso.com")), OK: true, Domain: "contoso.com"},
		},
	}
	got := fact.Set{Requests: s.Requests, Responses: s.Responses, HostRequests: s.HostRequests, Failures: s.Failures, Publishings: s.Publishings}
	lines := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Line" }, cmp.Ignore()) // 1003 holds line ends
	if d := cmp.Diff(want, got, lines); d != "" {
		t.Errorf("facts (-want +got):\n%s", d)
	}
	if len(s.Events) != 3 || s.Events[0].AppID != officeApp || s.Events[0].SKU != "" || s.Events[1].SKU != eventSKU || s.Events[2].ID != 903 {
		t.Errorf("events = %+v", s.Events)
	} else if n := len(strings.Join(s.Events[0].Data, "")); n > maxEventData || n < maxEventData/2 {
		t.Errorf("1003 keeps %d bytes", n)
	}
	if r.State != fact.Partial || r.Lost != 1 || len(r.Problems) != 1 || r.Problems[0].Record != 12 {
		t.Errorf("reading = %+v", r)
	}
	if r.Format != "xml" || r.Records != 12 || r.Kind != fact.EventsApplication || r.First.Quality != fact.Exact {
		t.Errorf("reading = %+v", r)
	}
	wantName := fact.Name{Name: "CL01.contoso.com", From: "event", Count: 11, Source: want.Requests[0].Source}
	if d := cmp.Diff(wantName, s.Names[1], lines); d != "" || len(s.Names) != 2 {
		t.Errorf("names %+v (-want +got):\n%s", s.Names, d)
	}
}

func TestEventsLocalTimes(t *testing.T) {
	s, r := readEventFile("CL01_evt_Activation_Application_Filter.csv", "Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,Description\r\n"+
		"03/02/2026,10:04:12 AM,Information,CL01.contoso.com,12288,"+sppName+",None,N/A,\"Info: "+eventTuple+" \"\r\n")
	if len(s.Requests) != 1 {
		t.Fatalf("requests = %+v", s.Requests)
	}
	want := fact.Time{At: time.Date(2026, 3, 2, 10, 4, 12, 0, time.UTC), Quality: fact.Guess, Local: true}
	if d := cmp.Diff(want, s.Requests[0].Time); d != "" {
		t.Error(d)
	}
	if s.Requests[0].Raw != eventTuple || s.Requests[0].Source.Line != 2 || s.Requests[0].Level != 4 {
		t.Errorf("request = %+v", s.Requests[0])
	}
	if d := cmp.Diff(want, r.First); d != "" || r.State != fact.Whole || r.Format != "csv" || r.Kind != fact.EventsActivation {
		t.Errorf("%s reading = %+v", d, r)
	}
}

func TestEventsSwappedDate(t *testing.T) {
	s, _ := readEventFile("events.csv", "Level,Date and Time,Source,Event ID,Task Category\r\nInformation,2/3/2026 10:04:12,"+sppName+",903,None,stopped\r\n")
	if len(s.Events) != 1 || s.Events[0].Time.Swapped.Month() != time.March || s.Events[0].Time.At.Month() != time.February {
		t.Errorf("events = %+v", s.Events)
	}
}

// loosePayload is the payload of a 12288 without its event.
const loosePayload = "0x800706BA, 0x00000000, kms01.contoso.com:1688, 7d1f0d0a-5a2e-4a58-9c07-31f6b0a4d2e9, 2026/03/02 09:04, 0, 5, 0, b322da9c-a2e2-4058-9e4e-f59a6970bd69, 5\r\n"

func TestEventsKind(t *testing.T) {
	application := "<root>" + eventXML(1, 903, sppName, "Application")
	host := "<root>" + eventXML(1, 12294, sppName, "Key Management Service", "contoso.com")
	sdp := "Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,Description\r\n"
	banner := func(log string) string {
		return ",,,,,,[Info],,[Export operation ended at 'x' - Log Name: '" + log + "' - 0 record(s) generated.]\r\n"
	}
	tests := []struct {
		name, in string
		want     fact.Kind
		state    fact.State
	}{
		{"x.bin", application, fact.EventsApplication, fact.Partial},
		{"CL01_evt_Activation_Application_Filter.xml", application + "</root>", fact.EventsActivation, fact.Whole},
		{"CL01_evt__Application_Filter.xml", application + "</root>", fact.EventsApplication, fact.Whole},
		{"CL01_evt_KeyManagementService.xml", host + "</root>", fact.EventsKMS, fact.Whole},
		{"CL01_evt_Application.xml", host + "</root>", fact.EventsKMS, fact.Whole},
		{"whatever.txt", host + "</root>", fact.EventsKMS, fact.Whole},
		{"CL01_evt_KeyManagementService.xml", application + "</root>", fact.EventsApplication, fact.Whole},
		{"CL01_evt_KeyManagementService.csv", sdp + banner("Key Management Service"), fact.EventsKMS, fact.Empty},
		{"CL01_evt_KeyManagementService.csv", sdp, fact.EventsKMS, fact.Empty},
		{"CL01_evt_Application.csv", sdp + banner("Application"), fact.EventsApplication, fact.Empty},
		{"CL01_evt_Application.txt", "nothing of that kind", fact.EventsApplication, fact.Failed},
		{"CL01_evt_Application.txt", "Info:\r\n" + loosePayload, fact.EventsApplication, fact.Whole},
		{"note.txt", "Info:\r\n" + loosePayload, fact.EventsApplication, fact.Whole},
		{"report.txt", "kmstriage 1.0\r\n" + loosePayload, fact.Unrecognised, fact.NotRecognised},
		{"page.html", "<html><body>" + loosePayload, fact.Unrecognised, fact.NotRecognised},
		{"act.txt", "---Processing---\r\nInstalled product key detected - attempting to activate the following product:\r\nLICENSE NAME: x\r\nERROR CODE: 0xC004F074\r\n---Exiting---\r\n" + loosePayload, fact.OSPPAct, fact.Whole},
	}
	for _, c := range tests {
		_, r := readEventFile(c.name, c.in)
		if r.Kind != c.want || r.State != c.state {
			t.Errorf("%s: %s %s, want %s %s: %v", c.name, r.Kind, r.State, c.want, c.state, r.Problems)
		}
	}
}

// TestOneEventsClaim holds that exactly one of the three kinds claims the content of a log, whatever its name, and none
// the content of anything else.
func TestOneEventsClaim(t *testing.T) {
	kinds := []parse.Artifact{eventsActivation, eventsApplication, eventsKMS}
	claims := func(p parse.Probe) (n int) {
		for _, a := range kinds {
			if a.Match(p).Content {
				n++
			}
		}
		return n
	}
	elf := append([]byte("ElfFile\x00"), make([]byte, 4096)...)
	for _, base := range []string{"a", "cl01_evt_application.evtx", "cl01_evt_activation_application_filter.evtx", "cl01_evt_keymanagementservice.evtx"} {
		for _, head := range [][]byte{elf, append(bytes.Clone(elf), wideKMS...), append(bytes.Clone(elf), wideApplication...)} {
			if n := claims(parse.Probe{Base: base, Head: head}); n != 1 {
				t.Errorf("%s: %d claims of an evtx head", base, n)
			}
		}
		text := "<root>" + eventXML(1, 903, sppName, "Application")
		if n := claims(parse.Probe{Base: base, Text: text, Head: []byte(text)}); n != 1 {
			t.Errorf("%s: %d claims of XML", base, n)
		}
		if n := claims(parse.Probe{Base: base, Text: "LICENSE NAME: x\n", Head: []byte("LICENSE NAME: x\n")}); n != 0 {
			t.Errorf("%s: %d claims of a listing", base, n)
		}
	}
}

// TestEventsImpossibleTime holds that a damaged time is unknown: no JSON can hold the year 29002, and a run would end
// without a report.
func TestEventsImpossibleTime(t *testing.T) {
	event := func(ms string) string {
		return `{"Id":903,"ProviderName":"` + sppName + `","LogName":"Application","MachineName":"CL01","TimeCreated":"\/Date(` + ms + `)\/","Message":"x"}`
	}
	s, r := readEventFile("events.json", "["+event("853070400000000")+",\n"+event("1772442252000")+"]")
	if len(s.Events) != 2 || !s.Events[0].Time.IsZero() || s.Events[1].Time.At.Year() != 2026 {
		t.Errorf("events = %+v, reading = %+v", s.Events, r)
	}
	if err := fact.Save(io.Discard, s); err != nil {
		t.Error(err)
	}
}

// TestEvidenceIsDecoded holds that the ids whose strings become typed facts are those that golang-evtx decodes.
func TestEvidenceIsDecoded(t *testing.T) {
	var typed []int
	for id := range 1 << 16 {
		s := &fact.Set{}
		l := newEventLift(&parse.File{Set: s, Reading: &fact.Reading{}}, "evtx")
		l.add(winevent.Record{Provider: sppName, EventID: id})
		if len(s.Events) == 0 {
			typed = append(typed, id)
		}
	}
	want := slices.Sorted(slices.Values(winevent.Evidence))
	if d := cmp.Diff(want, typed); d != "" {
		t.Errorf("typed facts come of other ids than are decoded (-decoded +typed):\n%s", d)
	}
}
