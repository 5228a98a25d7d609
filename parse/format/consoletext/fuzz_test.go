package consoletext

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzUnwrap holds that joining loses no text and no place: every word of the lines stands in what comes out, in order,
// and each line's place is one of the file.
func FuzzUnwrap(f *testing.F) {
	f.Add(strings.Repeat("x", 80) + "\ny\n\nz")
	f.Add(strings.Repeat("語", 39) + "x\n語\n" + strings.Repeat("a ", 59) + "b\nc")
	f.Add("*** dc01.contoso.com can't find _vlmcs._tcp.sales.emea.contoso.com: Non-existent do\nmain")
	f.Fuzz(func(t *testing.T, text string) {
		lines := numbered(text)
		var in, out strings.Builder
		for _, l := range lines {
			in.WriteString(strings.Join(strings.Fields(l.Text), ""))
		}
		for _, l := range Unwrap(lines, func(this, next string) bool { return strings.HasPrefix(next, "#") }) {
			out.WriteString(strings.Join(strings.Fields(l.Text), ""))
			if at := l.First(); at.N < 1 || at.N > len(lines) {
				t.Fatalf("%q stands in line %d of %d", l.Text, at.N, len(lines))
			}
			if n := len(l.Text); n > 0 {
				l.Slice(n/2, n)
			}
		}
		if in.String() != out.String() {
			t.Fatalf("%q became %q", in.String(), out.String())
		}
	})
}

// FuzzReread holds that other readings are clean text.
func FuzzReread(f *testing.F) {
	f.Add("Äîěĺí íĺ ńóůĺńňâóĺň")
	f.Add("Se agot¢ el tiempo")
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range Reread(text) {
			if !utf8.ValidString(s) || s == text {
				t.Errorf("%q read again is %q", text, s)
			}
		}
	})
}
