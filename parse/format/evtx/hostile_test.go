package evtx

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
		}, "record refused: event 1, binary XML nested too deep"},
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
		{"fragments in fragments", func(b *builder) {
			for range 10_000 {
				b.fragment()
			}
			b.u8(wideBytes(sppProvider)...)
		}, "token 0x0f"},
		{"definition of size zero", func(b *builder) {
			b.fragment()
			b.instance("empty", func() { b.element(true, "Event", []at{{"Name", sppProvider}}) })
			b.set(b.templates["empty"]+20, 0)
			b.values()
		}, "without a fragment header"},
		{"text longer than the record", func(b *builder) {
			b.fragment()
			b.element(false, "Event", []at{{"Name", sppProvider}}, func() { b.u8(tokenText, typeString, 0xff, 0xff) })
			b.u8(tokenEOF)
		}, "ends too early"},
		{"attributes without end", func(b *builder) {
			b.fragment()
			many := slices.Repeat([]at{{"Name", sppProvider[:4]}}, 2000)
			b.element(false, "Event", append(many, at{"Name", sppProvider}))
			b.buf = b.buf[:len(b.buf)-1]
		}, "element size does not fit"},
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
