package evtx

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/winevent"

	"kmstriage/fixtures/reference"
)

// TestKillers writes by hand what ends or hangs a process that hands it to golang-evtx: each costs its own record, of
// the wanted provider, and no other.
func TestKillers(t *testing.T) {
	tests := []struct {
		name   string
		body   func(b *builder)
		reason string
	}{
		{"definition that contains an instance of itself", func(b *builder) {
			b.fragment()
			b.instance("self", func() {
				b.element(true, "Event", []at{{"Name", sppProvider}}, func() {
					b.u8(tokenTemplate, 1)
					b.u32(7)
					b.u32(b.templates["self"])
				})
			})
			b.values()
		}, "token 0x0c"},
		{"value that contains an instance of the outer definition, at itself", func(b *builder) {
			b.fragment()
			b.instance("outerself", func() {
				b.element(true, "Event", []at{{"Name", sppProvider}}, func() { b.element(true, "System", nil) }, sub(0))
			})
			b.values(val{kind: typeXML, xml: func() { bomb(b, 12) }})
		}, "too deep"},
		{"instances in values, 36 levels of two", func(b *builder) {
			e := event{provider: sppProvider, id: 1, payload: func() { levels(b, 36) }}
			b.body(e)
		}, "too deep"},
		{"definition of negative size", func(b *builder) {
			b.fragment()
			b.instance("negative", func() { b.element(true, "Event", []at{{"Name", sppProvider}}) })
			b.set(b.templates["negative"]+20, -48)
			b.values()
		}, "impossible size -48"},
		{"definition outside of the chunk", func(b *builder) {
			b.fragment()
			b.u8(tokenTemplate, 1)
			b.u32(7)
			b.u32(-8)
			b.u8(wideBytes(sppProvider)...)
		}, "outside of the chunk"},
		{"a million values", func(b *builder) {
			b.fragment()
			b.instance("many", func() { b.element(true, "Event", []at{{"Name", sppProvider}}) })
			b.u32(1 << 20)
		}, "1048576 values does not fit"},
		{"elements nested without end", func(b *builder) {
			b.fragment()
			var deeper func(n int) func()
			deeper = func(n int) func() {
				return func() {
					if n == 0 {
						b.element(false, "x", []at{{"Name", sppProvider}})
						return
					}
					b.element(false, "x", nil, deeper(n-1))
				}
			}
			deeper(1000)()
			b.u8(tokenEOF)
		}, "too deep"},
		{"not binary XML", func(b *builder) { b.u8(0x77); b.u8(wideBytes(sppProvider)...) }, "token 0x77"},
	}
	for _, x := range tests {
		b := newBuilder(1)
		b.event(event{provider: sppProvider, id: 1, strings: stringArray("before")})
		b.record(func() { x.body(b) })
		b.event(event{provider: sppProvider, id: 1, strings: stringArray("after")})
		file := logOf(b.bytes())
		start := time.Now()
		got, l := readAll(file, Options{Want: licensing()})
		var data []string
		for _, r := range got {
			data = append(data, r.Data...)
		}
		if d := cmp.Diff([]string{"before", "after"}, data); d != "" {
			t.Errorf("%s: %s", x.name, d)
		}
		if len(l.Losses) != 1 || l.Losses[0].Records != 1 || !strings.Contains(l.Losses[0].Reason, x.reason) {
			t.Errorf("%s: losses %v, want reason %q", x.name, l.Losses, x.reason)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: took %v", x.name, took)
		}
		if _, l := readAll(file, Options{Want: &Want{Providers: []string{"Nobody"}}}); len(l.Losses) > 0 {
			t.Errorf("%s: losses %v though nobody asked", x.name, l.Losses)
		}
	}
}

// bomb nests instances of the definition outerself.
func bomb(b *builder, depth int) {
	b.fragment()
	b.instance("outerself", nil)
	if depth == 0 {
		b.values(val{})
		return
	}
	b.values(val{kind: typeXML, xml: func() { bomb(b, depth-1) }})
}

// levels nests values of type XML, each definition using its one value twice.
func levels(b *builder, n int) {
	b.fragment()
	b.instance("level", func() { b.element(true, "EventData", nil, sub(0), sub(0)) })
	if n == 0 {
		b.values(val{})
		return
	}
	b.values(val{kind: typeXML, xml: func() { levels(b, n-1) }})
}

// TestTwoProviders gives a definition two System elements, or one in a value: the prefilter must not look at the wrong one.
func TestTwoProviders(t *testing.T) {
	b := newBuilder(1)
	system := func(provider string) func() {
		return func() {
			b.element(true, "System", nil, func() { b.element(true, "Provider", []at{{"Name", provider}}) },
				func() { b.element(true, "EventID", nil, "1003") })
		}
	}
	nested := val{kind: typeXML, xml: func() {
		b.fragment()
		system(officeProvider)()
		b.u8(tokenEOF)
	}}
	for name, content := range map[string][]any{
		"two":   {system("Nobody"), system(officeProvider)},
		"value": {sub(0), system("Nobody")},
		"later": {system("Nobody"), sub(0)},
	} {
		b.record(func() {
			b.fragment()
			b.instance(name, func() { b.element(true, "Event", nil, content...) })
			b.values(nested)
		})
	}
	file := logOf(b.bytes())
	full, _ := readAll(file, Options{Want: licensing(), NoPrefilter: true})
	fast, _ := readAll(file, Options{Want: licensing()})
	if d := cmp.Diff(full, fast); d != "" || len(full) != 1 || full[0].Provider != officeProvider {
		t.Errorf("%d records %s", len(full), d)
	}
}

// TestUnfolding bounds what one chunk may grow to: many records with a definition that uses one long value many times.
func TestUnfolding(t *testing.T) {
	b := newBuilder(1)
	long := val{kind: typeString, data: bytes.Repeat(wideBytes("x"), 4000)}
	for range 5 {
		b.event(event{provider: sppProvider, id: 1, payload: func() {
			b.fragment()
			b.instance("wide", func() {
				b.element(true, "EventData", nil, func() {
					for range 800 {
						b.element(true, "Data", nil, sub(0))
					}
				})
			})
			b.values(long)
		}})
	}
	b.event(event{provider: sppProvider, id: 1, strings: stringArray("after")})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, l := readAll(logOf(b.bytes()), Options{})
	runtime.ReadMemStats(&after)
	if len(got) != 1 || len(l.Losses) != 5 || got[0].Data[0] != "after" {
		t.Errorf("%d records, losses %v", len(got), l.Losses)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("%d bytes allocated", used)
	}
}

// TestMutants changes bytes of real and made logs, with fixed seeds: no panic, nothing printed, and the prefilter finds
// what decoding everything finds.
func TestMutants(t *testing.T) {
	logs := map[string][]byte{"made": logOf(ordinary(1, 90), ordinary(91, 90))}
	if reference.Found() {
		for name, b := range sampleFiles(t) {
			logs[name] = b[:min(len(b), fileHeaderSize+2*chunkSize)]
		}
	}
	changed := 0
	for name, file := range logs {
		for seed := range uint64(60) {
			r := rand.New(rand.NewPCG(seed, 42))
			b := mutate(r, file)
			full, lf := readAll(b, Options{Want: licensing(), NoPrefilter: true})
			fast, lp := readAll(b, Options{Want: licensing()})
			if d := cmp.Diff(full, fast); d != "" || lf.Total != lp.Total {
				t.Errorf("%s, seed %d: total %d and %d, -full +prefilter %.2000s", name, seed, lf.Total, lp.Total, d)
			}
			everything, la := readAll(b, Options{})
			var wanted []winevent.Record
			w := newWanted(licensing())
			for _, x := range everything {
				if w.record(&x) {
					wanted = append(wanted, x)
				}
			}
			if d := cmp.Diff(wanted, full); d != "" || la.Total != lf.Total {
				t.Errorf("%s, seed %d: -filtered afterwards +wanted %.2000s", name, seed, d)
			}
			if len(lp.Losses) > 0 || la.byUs > 0 {
				changed++
			}
		}
	}
	if changed < 10 {
		t.Errorf("only %d mutants did harm: the test shows nothing", changed)
	}
}

// mutate harms a copy of a log in one to eight places.
func mutate(r *rand.Rand, file []byte) []byte {
	b := bytes.Clone(file)
	for range 1 + r.IntN(8) {
		at := fileHeaderSize + r.IntN(len(b)-fileHeaderSize-8)
		switch r.IntN(7) {
		case 0:
			b[at] ^= 1 << r.IntN(8)
		case 1:
			b[at] = byte(r.Uint32())
		case 2:
			binary.LittleEndian.PutUint32(b[at:], uint32([]int{0, -1, 1 << 31, 0x7fffffff, 512, 65535}[r.IntN(6)]))
		case 3:
			clear(b[at:min(len(b), at+1<<r.IntN(10))])
		case 4:
			b[at] = byte(r.IntN(16)) // a token
		case 5:
			from := fileHeaderSize + r.IntN(len(b)-fileHeaderSize-64)
			copy(b[at:], b[from:from+64])
		case 6:
			if r.IntN(4) == 0 && len(b) > fileHeaderSize+chunkSize/2 {
				b = b[:len(b)-r.IntN(chunkSize/4)]
			}
		}
	}
	return b
}
