package redact

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"sort"
	"strings"
	"unicode/utf16"

	"golang.org/x/net/idna"

	"kmstriage/parse/format/evtx"
	"kmstriage/parse/format/textenc"
)

// Leaks searches the capsule for everything that the map replaces: in names and contents of files, in any case, in UTF-8, in
// UTF-16 of both orders, in code pages and in the values of event logs. It is empty where nothing was found.
func (c *Capsule) Leaks(m *Map) []string {
	x := newSearch(m)
	for _, f := range c.Files {
		x.look(f.Path, "the name of "+f.Path)
		x.in(x.names, f.Path, "the name of "+f.Path)
		x.look(string(f.Content), f.Path)
		x.look(wide(f.Content, 0), f.Path+" in UTF-16")
		x.look(wide(f.Content, 1), f.Path+" in UTF-16, one byte on")
		if evtx.IsEVTX(f.Content) {
			for r := range evtx.Read(bytes.NewReader(f.Content), evtx.Options{}).Records() {
				x.look(strings.Join(append([]string{r.Computer, r.UserSID, r.Provider, r.Message}, r.Data...), "\n"), f.Path)
			}
			continue
		}
		s, _ := textenc.Whole(f.Content, "")
		x.look(s, f.Path)
		x.lookInside(s, f.Path)
		whole, _ := mend(s)
		x.look(whole, f.Path+" where lines are torn")
	}
	return x.found
}

// search looks for the originals of a map.
type search struct {
	words *node
	names *node // what must not stand in names of files only
	seen  map[string]bool
	found []string
}

func newSearch(m *Map) *search {
	x := &search{words: &node{}, names: &node{}, seen: map[string]bool{}}
	tokens := map[string]bool{}
	entries := m.Entries()
	for _, e := range entries {
		tokens[strings.ToLower(e.Token)] = true
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Original < entries[j].Original })
	for _, e := range entries {
		low := strings.ToLower(e.Original)
		switch {
		case tokens[low] || e.Class == classNet:
		case e.Class == classPath:
			x.names.add(low, low, false)
		default:
			x.words.add(low, low, len(low) >= sureWord)
			for _, e := range escapes(low) {
				x.words.add(e, low, false)
			}
			if a, err := idna.ToASCII(low); err == nil && a != low {
				x.words.add(a, low, false)
			}
		}
	}
	return x
}

// lookInside searches what stands in the text in another coding.
func (x *search) lookInside(s, where string) {
	for _, m := range hexForm.FindAllStringSubmatch(s, -1) {
		for _, text := range decodings(decodedHex(m[1])) {
			x.look(text, where+" in hexadecimal")
		}
	}
	for _, w := range base64Form.FindAllString(s, -1) {
		if b, err := base64.StdEncoding.DecodeString(w); err == nil {
			for _, text := range decodings(b) {
				x.look(text, where+" in base64")
			}
		}
	}
}

func (x *search) look(s, where string) { x.in(x.words, s, where) }

func (x *search) in(words *node, s, where string) {
	for _, p := range words.find(s, nil) {
		key := p.token + "\x00" + where
		if !x.seen[key] {
			x.seen[key] = true
			x.found = append(x.found, fmt.Sprintf("%q would still stand in %s", p.token, where))
		}
	}
}

// wide reads bytes as UTF-16 of the first order from a place on; the other order is the same from the next place.
func wide(b []byte, from int) string {
	units := make([]uint16, 0, len(b)/2)
	for i := from; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
	}
	return string(utf16.Decode(units))
}
