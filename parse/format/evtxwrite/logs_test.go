package evtxwrite_test

import (
	"fmt"
	"strings"
	"time"

	"kmstriage/parse/format/evtxwrite"
)

// written is a log for the oracles.
type written struct {
	name      string
	events    []evtxwrite.Event
	options   evtxwrite.Options
	read      int    // how many events the oracles can see; 0 is all
	notPython string // why python-evtx is not asked
}

func (w written) want() []seen {
	all := expected(w.events, max(w.options.FirstRecord, 1))
	if w.read > 0 {
		all = all[:w.read]
	}
	return all
}

const classic = 0x80000000000000

func spp(id int, data ...string) evtxwrite.Event {
	return evtxwrite.Event{
		Time: time.Date(2016, 6, 21, 16, 1, 29, 123_000_000, time.UTC), Provider: "Microsoft-Windows-Security-SPP",
		GUID: "{E23B33B0-C8C9-472C-A5F9-F2BDFEA0F156}", SourceName: "Software Protection Platform Service",
		EventID: id, Qualifiers: 16384, Level: 4, Keywords: classic, Channel: "Application",
		Computer: "CL01.contoso.com", Data: data,
	}
}

func ospp(id int, data ...string) evtxwrite.Event {
	ev := spp(id, data...)
	ev.Provider, ev.GUID, ev.SourceName = "Office Software Protection Platform Service", "", ""
	return ev
}

const request = "0x800706BA, 0x00000000, kms01.contoso.com:1688, 5a3c1e2b-7d4f-4c18-9a60-1b2c3d4e5f60, 2016/06/21 16:01, 0, 5, 0, b322da9c-a2e2-4058-9e4e-f59a6970bd69, 5"

func logs() []written {
	stale := uint16(1)
	return []written{
		{name: "empty"},
		{name: "one", events: []evtxwrite.Event{spp(12288, request)}},
		{name: "providers", events: providers(), options: evtxwrite.Options{FirstRecord: 4200}},
		{name: "styles", events: styles()},
		{name: "empties", events: empties(), notPython: "it drops empty strings of an array"},
		{name: "characters", events: characters()},
		{name: "identity", events: identity()},
		{name: "chunks", events: many(700), options: evtxwrite.Options{FirstRecord: 90_000}},
		{name: "live", events: many(300), options: evtxwrite.Options{FirstRecord: 77, Live: true, Dirty: true}},
		{name: "stale count", events: many(300), options: evtxwrite.Options{Dirty: true, ChunkCount: &stale}},
		{name: "full chunks", events: fullChunks()},
	}
}

func providers() []evtxwrite.Event {
	host := spp(12290, "0x0,5,cl01.contoso.com,5a3c1e2b-7d4f-4c18-9a60-1b2c3d4e5f60,2016/6/21 16:1,0,5,0,b322da9c-a2e2-4058-9e4e-f59a6970bd69", "0x0", "5", "cl01.contoso.com")
	host.SourceName, host.Channel, host.RecordID = "KmsRequests", "Key Management Service", 9001
	vss := ospp(8224)
	vss.Provider, vss.Qualifiers, vss.Computer = "VSS", 0, "CL01"
	failed := spp(8198, "hr=0x80072EE7", "RuleId=1;Action=AutoActivate")
	failed.Level, failed.Qualifiers = 2, 49152
	return []evtxwrite.Event{spp(12288, request), ospp(12288, request), host, vss, failed, spp(903), ospp(12289, "0x00000000, 0x00000000, 1, 0, 10, 120, 10080, 2016/06/21 16:01")}
}

func styles() []evtxwrite.Event {
	elements := spp(1003, "first", "second", "third")
	elements.Style = evtxwrite.Elements
	named := spp(4001, "kms01.contoso.com", "1688")
	named.Style, named.Names = evtxwrite.Named, []string{"Host", "Port"}
	same := spp(4001, "left", "right")
	same.Style, same.Names = evtxwrite.Named, []string{"Host", "Port"}
	none := spp(903)
	none.Style = evtxwrite.Elements
	return []evtxwrite.Event{elements, named, spp(12288, request), same, none}
}

func empties() []evtxwrite.Event {
	elements := spp(1003, "", "after the empty one", "")
	elements.Style = evtxwrite.Elements
	return []evtxwrite.Event{spp(1003, "before", "", "after"), spp(1003, "", "last"), spp(1003, "first", ""), spp(1003, "", "", ""), elements}
}

func characters() []evtxwrite.Event {
	all := []evtxwrite.Event{
		spp(1066, "\r\nC:\\Windows\\system32\\sppwinob.dll, 0x00000000\r\nline two\r\n"),
		spp(1066, "tab\there", `<a href="x">&amp;</a> 'single' "double"`),
		spp(1066, "æøå ÆØÅ ß é ñ", "日本語のイベント", "Привет", "עברית", "€ “quotes” …"),
		spp(1066, strings.Repeat("long ", 6000)),
	}
	elsewhere := spp(1066, "x")
	elsewhere.Computer, elsewhere.Channel = "bærbar-01.fabrikam.com", "Программа"
	return append(all, elsewhere)
}

func identity() []evtxwrite.Event {
	user := spp(1, "by a user")
	user.UserSID, user.PID, user.TID = "S-1-5-21-1004336348-1177238915-682003330-1660", 4711, 42
	system := ospp(2, "by the system")
	system.UserSID, system.Binary = "S-1-5-18", []byte{0xde, 0xad, 0xbe, 0xef, 0}
	binary := spp(3)
	binary.Binary = []byte{1, 2, 3}
	elements := spp(4, "x")
	elements.Style, elements.Binary, elements.Version, elements.Task, elements.Opcode = evtxwrite.Elements, []byte{9}, 2, 700, 3
	return []evtxwrite.Event{user, system, binary, elements}
}

func many(n int) []evtxwrite.Event {
	var all []evtxwrite.Event
	for i := range n {
		ev := spp(12288, request, fmt.Sprintf("%d", i), strings.Repeat("x", i%97))
		if i%97 == 0 {
			ev.Data = ev.Data[:2]
		}
		if i%3 == 1 {
			ev = ospp(1003, fmt.Sprintf("text %d", i))
		}
		ev.Time = ev.Time.Add(time.Duration(i) * time.Minute)
		all = append(all, ev)
	}
	return all
}

// fullChunks makes records whose sizes bring every chunk to its last bytes in another way.
func fullChunks() []evtxwrite.Event {
	var all []evtxwrite.Event
	for i := range 40 {
		ev := spp(1, strings.Repeat("y", 15_700+4*i))
		all = append(all, ev, spp(2, fmt.Sprintf("between %d", i)))
	}
	return all
}
