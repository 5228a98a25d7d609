package textenc_test

import (
	"bytes"
	"testing"

	"kmstriage/parse/format/textenc"
)

// TestWholeAndBack holds that a text that is decoded and written again in its form has the same bytes.
func TestWholeAndBack(t *testing.T) {
	tables := map[string][]byte{
		"utf-8":         []byte("Server:  dc01\r\nl\u00f8p\n"),
		"utf-8 mark":    []byte("\xef\xbb\xbfServer\r\r\n"),
		"utf-16le mark": []byte("\xff\xfeS\x00e\x00\r\x00\n\x00"),
		"utf-16be mark": []byte("\xfe\xff\x00S\x00e\x00\r\x00\n"),
		"cp850":         []byte("N\x86r du f\x86r svar p\x86 foresp\x9brselen: *** Finner ikke serveren\r\n"),
		"windows-1252":  []byte("Le nom du serveur n'a pas \xe9t\xe9 trouv\xe9, la requ\xeate a \xe9chou\xe9\r\n"),
		"cp932":         []byte("\x83T\x81[\x83o\x81[:  dc01\r\n\x83^\x83C\x83\x80\x83A\x83E\x83g\r\n"),
	}
	for name, b := range tables {
		s, form := textenc.Whole(b, "")
		if got := form.Encode(s); !bytes.Equal(got, b) {
			t.Errorf("%s: %v: %q, want %q", name, form, got, b)
		}
	}
}

func TestEncodeUnknown(t *testing.T) {
	form := textenc.Form{Encoding: "windows-1252"}
	if got := form.Encode("a\u4e00\ufffdb"); string(got) != "a?\x81b" {
		t.Errorf("%q", got)
	}
}
