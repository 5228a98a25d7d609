package evtx

import (
	"strconv"
	"strings"

	"kmstriage/parse/format/winevent"
)

// wanted is Want, prepared. A nil *wanted matches everything.
type wanted struct {
	providers []string // lower case
	ids       map[int]bool
	decoded   map[int]bool // nil for all
	ascii     bool         // every provider has ASCII characters only, and at least one: bytes of the log can be compared with it
}

func newWanted(w *Want) *wanted {
	if w == nil {
		return nil
	}
	out := &wanted{ids: map[int]bool{}, ascii: len(w.Providers) > 0}
	for _, p := range w.Providers {
		out.providers = append(out.providers, lower(p))
		out.ascii = out.ascii && plainASCII(p)
	}
	for _, id := range w.IDs {
		out.ids[id] = true
	}
	if w.Decoded != nil {
		out.decoded = map[int]bool{}
	}
	for _, id := range w.Decoded {
		out.decoded[id] = true
	}
	return out
}

// record says whether a decoded record is wanted; this defines what the tests below may only anticipate.
func (w *wanted) record(r *winevent.Record) bool {
	return w == nil || w.id(r.EventID) && (w.provider(r.Provider) || w.provider(r.SourceName))
}

// decode says whether a wanted record is one that golang-evtx is to decode.
func (w *wanted) decode(r *winevent.Record) bool {
	return w == nil || w.decoded == nil || w.decoded[r.EventID]
}

func (w *wanted) id(id int) bool { return len(w.ids) == 0 || w.ids[id] }

func (w *wanted) provider(name string) bool {
	if len(w.providers) == 0 {
		return true
	}
	for _, p := range w.providers {
		if len(p) == len(name) && p == lower(name) {
			return true
		}
	}
	return false
}

// match is what can be said about the provider of a definition without looking at a record.
type match uint8

const (
	matchUnasked match = iota
	matchEach          // depends on the values of the record
	matchAll
	matchNone
)

// could says whether a record whose outer XML is s may be wanted, from the provider and the id alone. What does not have
// them where Windows puts them passes.
func (w *wanted) could(r *reading, s *scope) bool {
	if w == nil {
		return true
	}
	provider, eventID := identifyingOf(s)
	if provider == nil || eventID == nil {
		return true
	}
	return w.couldProvider(r, s, provider) && w.couldID(r, s, eventID)
}

func identifyingOf(s *scope) (provider, eventID *element) {
	if s.template != nil {
		return s.template.provider, s.template.eventID
	}
	return identifying(s.root)
}

func (w *wanted) couldProvider(r *reading, s *scope, e *element) bool {
	name, source := e.attribute("Name"), e.attribute("EventSourceName")
	if t := s.template; t != nil {
		if t.match == matchUnasked {
			t.match = w.literal(name, source)
		}
		if t.match != matchEach {
			return t.match == matchAll
		}
	}
	return w.pieces(r, s, name) || w.pieces(r, s, source)
}

// literal decides once for a definition that names its provider itself, as those of classic events do.
func (w *wanted) literal(values ...[]piece) match {
	out := matchNone
	for _, v := range values {
		var text strings.Builder
		for _, p := range v {
			if p.kind != pieceText {
				return matchEach
			}
			text.WriteString(p.text)
		}
		if w.provider(text.String()) {
			out = matchAll
		}
	}
	return out
}

// pieces compares an attribute value, where it is one UTF-16 value without making a string of it.
func (w *wanted) pieces(r *reading, s *scope, value []piece) bool {
	if len(value) == 1 && value[0].kind != pieceText {
		v := s.value(value[0].sub)
		if v.kind == typeString && w.ascii {
			return w.wide(r.chunk.data[v.off : v.off+v.size])
		}
	}
	return w.provider(r.text(value, s, 0))
}

func (w *wanted) couldID(r *reading, s *scope, e *element) bool {
	if len(w.ids) == 0 {
		return true
	}
	if len(e.content) == 1 && e.content[0].kind != pieceText && e.content[0].kind != pieceElement {
		v := s.value(e.content[0].sub)
		if v.kind == typeUint16 && v.size == 2 {
			return w.ids[int(r.chunk.u16(v.off))]
		}
	}
	return w.ids[number(r.text(e.content, s, 0), 0)]
}

// mentions says whether bytes hold the name of a wanted provider, as UTF-16 or in an ANSI code page: the question for
// records that cannot be read. It may say yes too often.
func (w *wanted) mentions(b []byte) bool {
	if w == nil || len(w.providers) == 0 {
		return true
	}
	folded := make([]byte, len(b))
	for i, x := range b {
		folded[i] = fold(x)
	}
	narrow := string(folded)
	for _, p := range w.providers {
		if strings.Contains(narrow, p) || strings.Contains(narrow, widened(p)) {
			return true
		}
	}
	return false
}

func widened(s string) string {
	b := make([]byte, 0, 2*len(s))
	for _, x := range []byte(s) {
		b = append(b, x, 0)
	}
	return string(b)
}

// wide says whether UTF-16 text is the name of a wanted provider.
func (w *wanted) wide(b []byte) bool {
	for _, p := range w.providers {
		if equalWide(b, p) {
			return true
		}
	}
	return false
}

// equalWide compares UTF-16 text, zeros at its end aside, with lower case letters.
func equalWide(b []byte, lower string) bool {
	b = b[:len(b)&^1]
	for len(b) >= 2 && b[len(b)-1]|b[len(b)-2] == 0 {
		b = b[:len(b)-2]
	}
	if len(b)/2 != len(lower) {
		return false
	}
	for i := range len(lower) {
		if b[2*i+1] != 0 || fold(b[2*i]) != lower[i] {
			return false
		}
	}
	return true
}

// lower and fold know ASCII letters only: provider names have no others, and Unicode folding would need decoding first.
func lower(s string) string {
	b := []byte(s)
	for i, x := range b {
		b[i] = fold(x)
	}
	return string(b)
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] == 0 || s[i] >= 0x80 {
			return false
		}
	}
	return s != ""
}

func fold(x byte) byte {
	if 'A' <= x && x <= 'Z' {
		return x + 'a' - 'A'
	}
	return x
}

// number reads a decimal number, or one with the prefix 0x; other text gives the substitute.
func number(s string, substitute int) int {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 0, 32)
	if err != nil {
		return substitute
	}
	return int(n)
}
