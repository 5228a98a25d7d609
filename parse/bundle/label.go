package bundle

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const extraUnicodePath = 0x7075 // Info-ZIP: version, CRC-32 of the raw name, the name in UTF-8

// zipLabel turns an entry's raw name into UTF-8 with forward slashes. Nothing else is cleaned: it never becomes a path.
func zipLabel(raw string, extra []byte, flags uint16) string {
	if f := extraField(extra, extraUnicodePath); len(f) > 5 && f[0] == 1 && utf8.Valid(f[5:]) &&
		binary.LittleEndian.Uint32(f[1:]) == crc32.ChecksumIEEE([]byte(raw)) {
		return slashes(string(f[5:]))
	}
	return label(raw)
}

// label decodes a name that does not say its encoding, or lies about it. UTF-8 is recognised by being valid, since many
// packers write it without saying so; Explorer and the older Windows packers write the OEM code page.
func label(raw string) string {
	switch {
	case utf8.ValidString(raw):
		return slashes(raw)
	case looksCP866(raw):
		return slashes(decodeName(raw, charmap.CodePage866))
	}
	// Of the two western OEM pages, 850 has every letter of 437 at the same place, and the Nordic and Iberian capitals.
	return slashes(decodeName(raw, charmap.CodePage850))
}

func slashes(name string) string { return strings.ReplaceAll(name, `\`, "/") }

// decodeName never fails: these pages know all 256 bytes.
func decodeName(raw string, page *charmap.Charmap) string {
	var b strings.Builder
	for i := range len(raw) {
		b.WriteRune(page.DecodeByte(raw[i]))
	}
	return b.String()
}

// looksCP866 asks for three Cyrillic letters in a row and nothing that is not one: western names have accented letters
// one at a time.
func looksCP866(raw string) bool {
	run, longest := 0, 0
	for i := range len(raw) {
		c := raw[i]
		switch {
		case c < utf8.RuneSelf:
			run = 0
		case c <= 0xAF || c >= 0xE0 && c <= 0xF1:
			run++
			longest = max(longest, run)
		default:
			return false
		}
	}
	return longest >= 3
}
