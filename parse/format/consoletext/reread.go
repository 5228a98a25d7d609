package consoletext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// maxReread bounds the text that is read again: the lines in question are single messages.
const maxReread = 2000

// Reread gives what the text may have been before it was read with the wrong code page: each single-byte page it can
// be written back with, read again with each page that Windows speaks. Only clean readings that differ from the text
// come back, in a fixed order.
func Reread(text string) []string {
	if len(text) > maxReread || ascii(text) {
		return nil
	}
	var out []string
	seen := map[string]bool{text: true}
	for _, wrong := range []encoding.Encoding{charmap.CodePage866, charmap.CodePage437, charmap.CodePage850,
		charmap.Windows1252, charmap.ISO8859_1, charmap.Windows1251, charmap.Windows1250, charmap.CodePage852} {
		b, err := wrong.NewEncoder().String(text)
		if err != nil {
			continue
		}
		if utf8.ValidString(b) && !seen[b] {
			seen[b] = true
			out = append(out, b)
		}
		for _, right := range []encoding.Encoding{charmap.Windows1251, charmap.CodePage866, japanese.ShiftJIS,
			simplifiedchinese.GBK, korean.EUCKR, traditionalchinese.Big5, charmap.CodePage850, charmap.Windows1252} {
			s, err := right.NewDecoder().String(b)
			if err != nil || seen[s] || strings.ContainsRune(s, utf8.RuneError) {
				continue
			}
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
