package redact

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Names that stand in a text in another coding: in hexadecimal, as exports of the registry write values of several lines, and
// in base64, as scripts are handed over on a command line.
var (
	hexForm    = regexp.MustCompile(`(?i)hex(?:\([0-9a-f]{1,2}\))?:((?:[0-9a-f]{2}(?:,|\b)(?:\\?\s*)?){4,})`)
	base64Form = regexp.MustCompile(`[A-Za-z0-9+/]{16,}={0,2}`)
	pair       = regexp.MustCompile(`(?i)[0-9a-f]{2}`)
)

// decodedHex gives the bytes of a list like "63,00,6f,00".
func decodedHex(list string) []byte {
	b, err := hex.DecodeString(strings.Join(pair.FindAllString(list, -1), ""))
	if err != nil {
		return nil
	}
	return b
}

// narrow and widened turn UTF-16LE into a text and back.
func narrow(b []byte) string { return wide(b, 0) }

func widened(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// decodings are what bytes may mean, as far as it can be read.
func decodings(b []byte) []string {
	var out []string
	for _, s := range []string{string(b), narrow(b)} {
		if utf8.ValidString(s) && legible(s) {
			out = append(out, s)
		}
	}
	return out
}

// legible reports what is mostly letters, digits and marks of the West: names in other scripts stand among those.
func legible(s string) bool {
	n, good := 0, 0
	for _, c := range s {
		n++
		if c >= ' ' && c < 0x250 && c != 0x7f || c == '\n' || c == '\r' || c == '\t' || c == 0 {
			good++
		}
	}
	return n > 0 && good*10 >= n*8
}

// coded finds pieces in another coding that hold a name. A list in hexadecimal is coded again, at the places of its digits; of
// base64, where a word of the same length may not be as long, all is covered.
func (r *replacer) coded(s string) []span {
	var out []span
	for _, m := range hexForm.FindAllStringSubmatchIndex(s, -1) {
		list := s[m[2]:m[3]]
		was := decodedHex(list)
		is := []byte(r.plain(string(was)))
		if string(is) == string(was) && len(decodings(was)) > 0 {
			is = widened(r.plain(narrow(was)))
		}
		if len(was)%2 == 0 && string(is) != string(was) {
			out = append(out, span{m[2], m[3], codedAgain(list, is)})
		}
	}
	for _, m := range base64Form.FindAllStringIndex(s, -1) {
		b, err := base64.StdEncoding.DecodeString(s[m[0]:m[1]])
		if err != nil {
			continue
		}
		for _, text := range decodings(b) {
			if r.plain(text) != text {
				out = append(out, span{m[0], m[1], strings.Repeat("A", m[1]-m[0])})
				break
			}
		}
	}
	return out
}

// plain replaces without a look for other codings.
func (r *replacer) plain(s string) string { return rewrite(s, s, nil, r.plainSpans(s, nil)) }

// codedAgain writes bytes in the places of the pairs of a list. Where there are more pairs than bytes the rest is zero; there
// are never fewer.
func codedAgain(list string, b []byte) string {
	i := 0
	return pair.ReplaceAllStringFunc(list, func(string) string {
		c := byte(0)
		if i < len(b) {
			c = b[i]
		}
		i++
		return fmt.Sprintf("%02x", c)
	})
}

// learnCoded learns what stands in other codings.
func (r *replacer) learnCoded(s string) {
	for _, m := range hexForm.FindAllStringSubmatch(s, -1) {
		for _, text := range decodings(decodedHex(m[1])) {
			r.learnPlain(text)
		}
	}
	for _, w := range base64Form.FindAllString(s, -1) {
		if b, err := base64.StdEncoding.DecodeString(w); err == nil {
			for _, text := range decodings(b) {
				r.learnPlain(text)
			}
		}
	}
}
