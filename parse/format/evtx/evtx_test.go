package evtx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/winevent"
)

// printed counts what reaches the standard logger, where the library complains: nothing may.
type printed struct{ bytes.Buffer }

var complaints printed

func TestMain(m *testing.M) {
	log.SetOutput(&complaints)
	code := m.Run()
	if complaints.Len() > 0 {
		fmt.Fprintf(os.Stderr, "golang-evtx printed %d bytes, first: %.300q\n", complaints.Len(), complaints.String())
		code = 1
	}
	os.Exit(code)
}

func readAll(b []byte, o Options) ([]winevent.Record, *Log) {
	l := Read(bytes.NewReader(b), o)
	var out []winevent.Record
	for r := range l.Records() {
		out = append(out, r)
	}
	return out, l
}

func TestClassicEvent(t *testing.T) {
	b := newBuilder(19)
	b.event(event{provider: officeProvider, id: 12288, qualifiers: 16384, record: 2854,
		strings: stringArray("first", "", "third", ""), binary: []byte{1, 2}})
	want := []winevent.Record{{
		Provider: officeProvider, EventID: 12288, Qualifiers: 16384, Level: 4, Computer: "CL01.contoso.com",
		Channel: "Application", RecordID: 2854, At: time.Date(2015, 6, 28, 21, 20, 19, 700, time.UTC), UserSID: "S-1-5-18",
		Data: []string{"first", "", "third", ""}, Binary: []byte{1, 2}, Offset: 4096 + 512,
	}}
	got, l := readAll(logOf(b.bytes()), Options{})
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if l.byLibrary != 1 || l.Total != 1 || len(l.Losses)+len(l.Notes) > 0 || l.Err != nil {
		t.Errorf("library %d, total %d, losses %v, notes %v, err %v", l.byLibrary, l.Total, l.Losses, l.Notes, l.Err)
	}
	if at := time.Date(2015, 6, 28, 21, 20, 19, 0, time.UTC); !l.First.Equal(at) || !l.Last.Equal(at) {
		t.Errorf("first %v, last %v, want %v", l.First, l.Last, at)
	}
}

// TestPayloads covers the forms in which EventData and UserData are stored.
func TestPayloads(t *testing.T) {
	b := newBuilder(1)
	text := func(s string) val { return val{kind: typeString, data: wideBytes(s)} }
	data := func(attributes []at, content ...any) func() {
		return func() { b.element(true, "Data", attributes, content...) }
	}
	named := func(n string) []at { return []at{{"Name", n}} }
	nested := func(key, root string, list []val, content ...any) func() {
		return func() {
			b.fragment()
			b.instance(key, func() { b.element(true, root, nil, content...) })
			b.values(list...)
		}
	}
	tests := []struct {
		name    string
		payload func()
		want    []string
		names   []string
	}{
		{"several unnamed", nested("p1", "EventData", []val{text("one"), text(""), text("three")},
			data(nil, sub(0)), data(nil, sub(1)), data(nil, sub(2))), []string{"one", "", "three"}, nil},
		{"same name twice", nested("p2", "EventData", []val{text("one"), text("two")},
			data(named("N"), sub(0)), data(named("N"), sub(1))), []string{"one", "two"}, []string{"N", "N"}},
		{"null between", nested("p3", "EventData", []val{text("one"), {}, text("three")},
			data(nil, sub(0)), data(nil, sub(1)), data(nil, sub(2))), []string{"one", "", "three"}, nil},
		{"null with a name", nested("p4", "EventData", []val{{}}, data(named("N"), sub(0))), []string{""}, []string{"N"}},
		{"no strings", nested("p5", "EventData", []val{{}}, data(nil, sub(0))), nil, nil},
		{"array of one empty string", nested("p5", "EventData", []val{{kind: 0x81, data: []byte{0, 0}}}), []string{""}, nil},
		{"array without an end", nested("p5", "EventData", []val{{kind: 0x81, data: wideBytes("a\x00b")}}), []string{"a", "b"}, nil},
		{"array of numbers", nested("p5", "EventData", []val{{kind: 0x86, data: []byte{1, 0, 2, 1}}}), []string{"1", "258"}, nil},
		{"user data", nested("p6", "UserData", []val{text("v")},
			func() {
				b.element(true, "Policy", nil, func() { b.element(true, "Name", nil, sub(0)) }, func() { b.element(true, "Rest", nil) })
			}),
			[]string{"v", ""}, []string{"Name", "Rest"}},
		{"literal and value mixed", nested("p7", "EventData", []val{text("x&<")}, data(nil, "a", sub(0), "b")), []string{"ax&<b"}, nil},
		{"inline XML with dependency ids", func() {
			b.fragment()
			b.element(true, "EventData", nil, data(nil, "lit"))
			b.u8(tokenEOF)
		}, []string{"lit"}, nil},
		{"inline XML without dependency ids", func() {
			b.fragment()
			b.element(false, "EventData", nil, func() { b.element(false, "Data", nil, "lit") })
			b.u8(tokenEOF)
		}, []string{"lit"}, nil},
	}
	for _, x := range tests {
		b.event(event{provider: sppProvider, id: 1, payload: x.payload})
	}
	got, l := readAll(logOf(b.bytes()), Options{})
	if len(got) != len(tests) {
		t.Fatalf("%d records of %d, losses %v", len(got), len(tests), l.Losses)
	}
	if l.byLibrary != len(tests) {
		t.Errorf("the library decoded %d of %d", l.byLibrary, len(tests))
	}
	for i, x := range tests {
		if d := cmp.Diff([][]string{x.want, x.names}, [][]string{got[i].Data, got[i].Names}); d != "" {
			t.Errorf("%s: %s", x.name, d)
		}
	}
}

// TestWithoutTemplate reads a record as collectors (WEC) write it: the XML itself, every value as text.
func TestWithoutTemplate(t *testing.T) {
	b := newBuilder(1)
	el := func(name string, attributes []at, content ...any) func() {
		return func() { b.element(false, name, attributes, content...) }
	}
	b.record(func() {
		b.fragment()
		b.element(false, "Event", nil,
			el("System", nil, el("Provider", []at{{"Name", officeProvider}}), el("EventID", []at{{"Qualifiers", "16384"}}, "1003"),
				el("Level", nil, "0"), el("TimeCreated", []at{{"SystemTime", "2019-03-19T13:05:42.1234567Z"}}),
				el("EventRecordID", nil, "77"), el("Channel", nil, "Application"), el("Computer", nil, "CL02"), el("Security", nil)),
			el("EventData", nil, el("Data", nil, "a"), el("Data", nil, ""), el("Data", nil, "c"), el("Binary", nil, "0AFF")))
		b.u8(tokenEOF)
	})
	want := []winevent.Record{{Provider: officeProvider, EventID: 1003, Qualifiers: 16384, Computer: "CL02", Channel: "Application",
		RecordID: 77, At: time.Date(2019, 3, 19, 13, 5, 42, 123456700, time.UTC), Data: []string{"a", "", "c"}, Binary: []byte{10, 255}, Offset: 4608}}
	got, l := readAll(logOf(b.bytes()), Options{})
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s losses %v", d, l.Losses)
	}
	if l.byLibrary != 1 {
		t.Error("not decoded by the library")
	}
}

func TestWant(t *testing.T) {
	b := newBuilder(1)
	ansi := val{kind: typeANSI, data: []byte(officeProvider + "\x00")}
	wide := val{kind: typeString, data: wideBytes(strings.ToUpper(officeProvider))}
	b.event(event{provider: sppProvider, source: sppSource, id: 12288})
	b.event(event{provider: sppProvider, source: sppSource, id: 1003})
	b.event(event{provider: officeProvider, id: 12288})
	b.event(event{provider: "a", providerSub: &ansi, id: 12288})
	b.event(event{provider: "b", providerSub: &wide, id: 12289})
	b.event(event{provider: "MsiInstaller", id: 12288, strings: stringArray(officeProvider)})
	file := logOf(b.bytes())
	tests := []struct {
		name string
		want Want
		ids  []uint64
	}{
		{"everything", Want{}, []uint64{1, 2, 3, 4, 5, 6}},
		{"a provider", Want{Providers: []string{officeProvider}}, []uint64{3, 4, 5}},
		{"a source, other case", Want{Providers: []string{strings.ToLower(sppSource)}}, []uint64{1, 2}},
		{"an id", Want{IDs: []int{12289, 1003}}, []uint64{2, 5}},
		{"both", Want{Providers: winevent.Providers, IDs: []int{12288}}, []uint64{1, 3, 4}},
		{"nothing", Want{Providers: []string{"Office"}}, nil},
	}
	for _, x := range tests {
		for _, full := range []bool{false, true} {
			var ids []uint64
			got, l := readAll(file, Options{Want: &x.want, NoPrefilter: full})
			for _, r := range got {
				ids = append(ids, r.RecordID)
			}
			if d := cmp.Diff(x.ids, ids); d != "" {
				t.Errorf("%s, without prefilter %v: %s", x.name, full, d)
			}
			if l.Total != 6 {
				t.Errorf("%s: total %d", x.name, l.Total)
			}
		}
	}
}

// TestDecoded has golang-evtx decode some ids only: the records are the same.
func TestDecoded(t *testing.T) {
	file := logOf(ordinary(1, 40), ordinary(41, 40))
	whole, l := readAll(file, Options{})
	id := whole[0].EventID
	n := 0
	for _, r := range whole {
		if r.EventID == id {
			n++
		}
	}
	if l.byLibrary != len(whole) || n == 0 || n == len(whole) {
		t.Fatalf("%d of %d by the library, %d of id %d: the test shows nothing", l.byLibrary, len(whole), n, id)
	}
	for _, x := range []struct {
		decoded []int
		n       int
	}{{nil, len(whole)}, {[]int{}, 0}, {[]int{id}, n}} {
		some, l := readAll(file, Options{Want: &Want{Decoded: x.decoded}})
		if d := cmp.Diff(whole, some); d != "" {
			t.Errorf("decoded %v: %s", x.decoded, d)
		}
		if l.byLibrary != x.n || l.byUs != len(whole)-x.n {
			t.Errorf("decoded %v: %d by the library, %d not, want %d of %d", x.decoded, l.byLibrary, l.byUs, x.n, len(whole))
		}
	}
}

func TestStream(t *testing.T) {
	file := logOf(ordinary(1, 40), ordinary(41, 40), ordinary(81, 40))
	whole, _ := readAll(file, Options{})
	if len(whole) != 120 {
		t.Fatalf("%d records", len(whole))
	}
	t.Run("small reads", func(t *testing.T) {
		var got []winevent.Record
		for r := range Read(iotest.HalfReader(iotest.DataErrReader(bytes.NewReader(file))), Options{}).Records() {
			got = append(got, r)
		}
		if d := cmp.Diff(whole, got); d != "" {
			t.Error(d)
		}
	})
	t.Run("read error", func(t *testing.T) {
		broken := errors.New("broken archive")
		l := Read(io.MultiReader(bytes.NewReader(file[:fileHeaderSize+chunkSize+700]), iotest.ErrReader(broken)), Options{})
		n := 0
		for range l.Records() {
			n++
		}
		if n != 40 || !errors.Is(l.Err, broken) {
			t.Errorf("%d records, error %v", n, l.Err)
		}
	})
	t.Run("stopped early", func(t *testing.T) {
		l := Read(bytes.NewReader(file), Options{})
		for range l.Records() {
			break
		}
		if l.Total != 1 || l.Err != nil || len(l.Losses) > 0 {
			t.Errorf("total %d, err %v, losses %v", l.Total, l.Err, l.Losses)
		}
	})
}

func TestNotALog(t *testing.T) {
	for name, b := range map[string][]byte{
		"empty": nil, "text": []byte("<Event/>"), "zeros": make([]byte, 70000), "noise": bytes.Repeat([]byte("no log "), 20000),
	} {
		if got, l := readAll(b, Options{}); !errors.Is(l.Err, ErrNotLog) || len(got) > 0 {
			t.Errorf("%s: %d records, error %v", name, len(got), l.Err)
		}
	}
	if !IsEVTX([]byte("ElfFile\x00rest")) || IsEVTX([]byte("ElfFile")) || IsEVTX(nil) {
		t.Error("IsEVTX")
	}
}

func TestNotes(t *testing.T) {
	file := logOf(ordinary(1, 3))
	file[120] = 3
	file[42] = 9
	file[fileHeaderSize+chunkHeaderSize+20] ^= 1
	file[fileHeaderSize+130] ^= 1
	got, l := readAll(file, Options{})
	want := []string{
		"the log was not closed (dirty flag)", "the log was full", "the checksum of the file header is wrong",
		"the file header counts 9 chunks, the file holds 1",
		"wrong checksum of the chunk header in 1 chunks", "wrong checksum of the records in 1 chunks",
	}
	if d := cmp.Diff(want, l.Notes); d != "" || len(got) != 3 {
		t.Errorf("%d records %s", len(got), d)
	}
}

// TestConcurrent reads several logs at once; run it with -race.
func TestConcurrent(t *testing.T) {
	file := nine()
	want, _ := readAll(file, Options{})
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			got, _ := readAll(file, Options{})
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
	wg.Wait()
}
