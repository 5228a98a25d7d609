package fact

import (
	"reflect"
	"strings"
)

// Secret is a piece of a text that no output ever shows: a whole product key, an installation id or a confirmation id. From
// Start to End, in bytes.
type Secret struct {
	Start, End int
	Key        bool // a product key, of which the last five characters may be told
}

// A product key has five groups of five. An installation id has 54 or 63 digits and a confirmation id 48, in groups or
// not: nothing else in a bundle has so many, and what is cut off may still have most of them.
const (
	keyGroups    = 5
	keyGroup     = 5
	keyLength    = keyGroups*(keyGroup+1) - 1
	fewestDigits = 40
	leastGroup   = 5 // digits
)

// keyCharacters are those of real keys. Groups with blanks between are taken for a key only if they hold no others.
const keyCharacters = "BCDFGHJKMNPQRTVWXY2346789"

// Secrets finds them, in order and without overlap. Keys may be written in either case.
func Secrets(s string) []Secret {
	if len(s) < keyLength {
		return nil
	}
	var out []Secret
	for at := 0; at < len(s); {
		if !keyByte(s[at]) {
			at++
			continue
		}
		if isKey(s, at) {
			out = append(out, Secret{at, at + keyLength, true})
			at += keyLength
			continue
		}
		if end, digits := longNumber(s, at); digits >= fewestDigits {
			out = append(out, Secret{Start: at, End: end})
			at = end
			continue
		}
		end := at
		for end < len(s) && keyByte(s[end]) {
			end++
		}
		at = max(end-keyGroup, at+1) // a key may stand behind a word without a blank, as in a file that lost its line ends
		if end-at < keyGroup {
			at = end
		}
	}
	return out
}

func keyByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// isKey reports a product key of five groups, all parted by the same sign. With hyphens what follows does not matter.
func isKey(s string, at int) bool {
	if at+keyLength > len(s) {
		return false
	}
	sign := s[at+keyGroup]
	if sign != '-' && sign != ' ' && sign != '_' {
		return false
	}
	if sign != '-' && (at+keyLength < len(s) && keyByte(s[at+keyLength]) || at > 0 && keyByte(s[at-1])) {
		return false
	}
	for i := range keyLength {
		c := s[at+i]
		switch {
		case i%(keyGroup+1) == keyGroup:
			if c != sign {
				return false
			}
		case sign == ' ' && strings.IndexByte(keyCharacters, c) < 0, !keyByte(c):
			return false
		}
	}
	return true
}

// longNumber goes to the end of a number whose groups are parted by one blank or hyphen, or by a letter and a colon as
// confirmation ids are read out ("A:123456 B:123456").
func longNumber(s string, at int) (end, digits int) {
	group := 0
	for end = at; end < len(s); end++ {
		c := s[end]
		if c >= '0' && c <= '9' {
			digits++
			group++
			continue
		}
		if group < leastGroup {
			break
		}
		next := end + 1
		if next+2 < len(s) && s[next] >= 'A' && s[next] <= 'H' && (s[next+1] == ':' || s[next+1] == ' ') {
			next += 2
			for next < len(s) && s[next] == ' ' {
				next++
			}
		}
		if c != ' ' && c != '-' || next >= len(s) || s[next] < '0' || s[next] > '9' {
			break
		}
		end = next - 1
		group = 0
	}
	return end, digits
}

// Hidden gives a text with its secrets covered by "X": of a key the last five characters stay.
func Hidden(s string) string { return hidden(s, nil) }

func hidden(s string, public func(key string) bool) string {
	found := Secrets(s)
	if len(found) == 0 {
		return s
	}
	b := []byte(s)
	for _, x := range found {
		end := x.End
		if x.Key {
			if public != nil && public(s[x.Start:x.End]) {
				continue
			}
			end -= keyGroup
		}
		for i := x.Start; i < end; i++ {
			if c := b[i]; c >= '0' && c <= '9' || x.Key && keyByte(c) {
				b[i] = 'X'
			}
		}
	}
	return string(b)
}

// Hide covers every secret in the texts of the set. The facts are what all that is printed is made of.
func (s *Set) Hide() { HideIn(s, nil) }

// HideIn covers every secret in the texts that a pointer leads to, but for keys that are public, which may be nil: none.
func HideIn(p any, public func(key string) bool) { cover{public}.in(reflect.ValueOf(p)) }

type cover struct{ public func(string) bool }

func (x cover) in(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); len(s) >= keyLength {
			if h := hidden(s, x.public); h != s {
				v.SetString(h)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			x.in(v.Elem())
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.String || k == reflect.Pointer || k == reflect.Struct || k == reflect.Map {
			for i := range v.Len() {
				x.in(v.Index(i))
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(it.Value())
			x.in(e)
			v.SetMapIndex(it.Key(), e)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				x.in(v.Field(i))
			}
		}
	}
}
