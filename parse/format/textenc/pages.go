package textenc

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

// page is a code page of Windows.
type page struct {
	name     string
	family   string            // the languages that it serves
	upper    [128]rune         // of a single-byte page: what 0x80 to 0xFF mean, U+FFFD undefined
	double   encoding.Encoding // of a double-byte page
	frequent map[uint16]bool   // the most frequent characters of a double-byte page
}

// pages are the candidates. Of equally likely ones the first is taken: the pages of most machines come first, and 437
// last, whose letters 850 has too.
var pages = []*page{
	single("windows-1252", "western", charmap.Windows1252),
	single("cp850", "western", charmap.CodePage850),
	single("cp852", "central", charmap.CodePage852),
	single("windows-1250", "central", charmap.Windows1250),
	single("cp866", "cyrillic", charmap.CodePage866),
	single("windows-1251", "cyrillic", charmap.Windows1251),
	doublePage("cp932", "japanese", japanese.ShiftJIS, frequentJapanese),
	doublePage("cp936", "chinese", simplifiedchinese.GBK, frequentChinese),
	doublePage("cp949", "korean", korean.EUCKR, frequentKorean),
	doublePage("cp950", "taiwanese", traditionalchinese.Big5, frequentTaiwanese),
	table("cp737", "greek", cp737),
	single("windows-1253", "greek", charmap.Windows1253),
	table("cp857", "turkish", cp857),
	single("windows-1254", "turkish", charmap.Windows1254),
	single("cp862", "hebrew", charmap.CodePage862),
	single("windows-1255", "hebrew", charmap.Windows1255),
	table("cp720", "arabic", cp720),
	single("windows-1256", "arabic", charmap.Windows1256),
	table("cp775", "baltic", cp775),
	single("windows-1257", "baltic", charmap.Windows1257),
	single("cp874", "thai", charmap.Windows874),
	single("windows-1258", "vietnamese", charmap.Windows1258),
	single("cp437", "western", charmap.CodePage437),
}

// known takes for damage what the tables let through as C1 controls for want of a meaning.
func known(r rune) rune {
	if r < 0xA0 {
		return utf8.RuneError
	}
	return r
}

func single(name, family string, m *charmap.Charmap) *page {
	p := &page{name: name, family: family}
	for i := range p.upper {
		p.upper[i] = known(m.DecodeByte(byte(i + 128)))
	}
	return p
}

func table(name, family, upper string) *page {
	p := &page{name: name, family: family}
	i := 0
	for _, r := range upper {
		p.upper[i] = known(r)
		i++
	}
	return p
}

// decode never fails: what the page does not know is U+FFFD, and counted.
func (p *page) decode(b []byte) (string, int) {
	if p.double != nil {
		out, err := p.double.NewDecoder().Bytes(b)
		if err != nil {
			out = []byte(strings.Repeat("\ufffd", len(b)))
		}
		s := string(out)
		return s, strings.Count(s, "\ufffd")
	}
	var s strings.Builder
	s.Grow(len(b) + len(b)/16)
	bad, start := 0, 0
	for i, c := range b {
		if c < utf8.RuneSelf {
			continue
		}
		s.Write(b[start:i])
		start = i + 1
		r := p.upper[c-128]
		if r == utf8.RuneError {
			bad++
		}
		s.WriteRune(r)
	}
	s.Write(b[start:])
	return s.String(), bad
}
