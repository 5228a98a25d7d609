package textenc

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func wide(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want Text
	}{
		"nothing":        {"", Text{Encoding: "utf-8"}},
		"mark alone":     {bomUTF8, Text{Encoding: "utf-8", BOM: true}},
		"ascii":          {"a\tb", Text{Encoding: "utf-8", Lines: []Line{{1, "a\tb"}}}},
		"utf-8":          {"nøkkel", Text{Encoding: "utf-8", Lines: []Line{{1, "nøkkel"}}}},
		"utf-8, mark":    {bomUTF8 + "nøkkel\r\n", Text{Encoding: "utf-8", BOM: true, Lines: []Line{{1, "nøkkel"}}}},
		"utf-8, cut":     {"nøkkel på n\xc3", Text{Encoding: "utf-8", Damaged: 1, Lines: []Line{{1, "nøkkel på n\ufffd"}}}},
		"utf-8, foreign": {strings.Repeat("ø", 10) + "\xf8", Text{Encoding: "utf-8", Damaged: 1, Lines: []Line{{1, strings.Repeat("ø", 10) + "\ufffd"}}}},
		"utf-16le, mark": {bomLE + wide(binary.LittleEndian, "Сервер\r\n𝔎"), Text{Encoding: "utf-16le", BOM: true, Lines: []Line{{1, "Сервер"}, {2, "𝔎"}}}},
		"utf-16be, mark": {bomBE + wide(binary.BigEndian, "a\n"), Text{Encoding: "utf-16be", BOM: true, Lines: []Line{{1, "a"}}}},
		"utf-16, odd":    {bomLE + wide(binary.LittleEndian, "a\r\n") + "b", Text{Encoding: "utf-16le", BOM: true, Damaged: 1, Lines: []Line{{1, "a"}}}},
		"utf-16, lone":   {bomLE + "a\x00\x00\xd8b\x00", Text{Encoding: "utf-16le", BOM: true, Damaged: 2, Lines: []Line{{1, "a\ufffdb"}}}},
		"utf-16, cut":    {bomLE + "a\x00\x00\xd8", Text{Encoding: "utf-16le", BOM: true, Damaged: 2, Lines: []Line{{1, "a\ufffd"}}}},
		"bare utf-16le":  {wide(binary.LittleEndian, "Status: på\r\n"), Text{Encoding: "utf-16le", Lines: []Line{{1, "Status: på"}}}},
		"bare utf-16be":  {wide(binary.BigEndian, "Status: på\r\n"), Text{Encoding: "utf-16be", Lines: []Line{{1, "Status: på"}}}},
		"bare, Japanese": {wide(binary.LittleEndian, "昨日の夜に失敗しました 12\r\n"), Text{Encoding: "utf-16le", Language: "ja", Lines: []Line{{1, "昨日の夜に失敗しました 12"}}}},
		"bare, Russian":  {wide(binary.BigEndian, "ключ не найден\r\n"), Text{Encoding: "utf-16be", Lines: []Line{{1, "ключ не найден"}}}},
		"NULs":           {"a\x00b\x00\x00\x00\nc", Text{Encoding: "utf-8", Lines: []Line{{1, "ab"}, {2, "c"}}}},
		"stray NUL":      {"LICENSE STATUS:  ---LICENSED---\x00\r\n", Text{Encoding: "utf-8", Lines: []Line{{1, "LICENSE STATUS:  ---LICENSED---"}}}},
		"undefined":      {"f\xfcr \x81", Text{Encoding: "windows-1252", Damaged: 1, Lines: []Line{{1, "für \ufffd"}}}},
		"joined files":   {bomUTF8 + "a\n" + bomUTF8 + "b\n", Text{Encoding: "utf-8", BOM: true, Lines: []Line{{1, "a"}, {2, "b"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Decode([]byte(c.in), "")); diff != "" {
				t.Errorf("%q: %s", c.in, diff)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	for in, want := range map[string][]string{
		"a":                {"a"},
		"a\n":              {"a"},
		"a\n\n":            {"a", ""},
		"\n":               {""},
		"a\r\nb\rc\nd":     {"a", "b", "c", "d"},
		"a\r\r\nb":         {"a", "b"},
		"a\r\r\n\r\r\nb":   {"a", "", "b"},
		"a\r\r\r\nb":       {"a", "b"},
		"a\r\rb":           {"a", "", "b"},
		"a\r":              {"a"},
		"a\r\r":            {"a", ""},
		"a\n\rb":           {"a", "", "b"},
		" a \u2028\x0b\tb": {" a \u2028\x0b\tb"},
	} {
		var got []string
		lines, _ := split(in)
		for i, l := range lines {
			if l.N != i+1 {
				t.Errorf("%q: line %d has number %d", in, i+1, l.N)
			}
			got = append(got, l.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func TestLanguage(t *testing.T) {
	english := "Microsoft (R) Windows Script Host Version 5.812\r\nCopyright (C) Microsoft Corporation. All rights reserved.\r\n"
	for in, want := range map[string]string{
		english: "en",
		english + "ERROR DESCRIPTION: キーが見つかりません":                                                              "ja",
		english + "ERROR DESCRIPTION: 키를 찾을 수 없습니다":                                                            "ko",
		"Microsoft (R) Windows Script Host versjon 5.8\nCopyright (C) Microsoft Corporation. Med enerett.\n":   "nb",
		"Microsoft (R) Windows Script Host, Version 5.8\nCopyright (C) Microsoft Corporation. Alle Rechte ...": "de",
		"Lizenzstatus: Lizenziert":                                "de",
		"Licensstatus: Licenseret\nAktuelt antal: 3":              "da",
		"Licensstatus: Licensierad\nAktuellt antal: 3":            "sv",
		"版权所有(C) Microsoft Corporation。":                          "zh",
		"未經授權的回答:":                                                "zh",
		"Сервер по умолчанию:  dc01\nNon-authoritative answer:\n": "ru",
		"Server:  dc01.contoso.com\nAddress:  192.0.2.1\n":        "",
		"": "",
	} {
		if got := Decode([]byte(in), "").Language; got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// FuzzDecode holds that lines hold every rune of the text but its ends, marks and NULs, and that the mark and the
// encoding of a re-encoded text change no line.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("a\r\r\nb\rc"), "")
	f.Add([]byte(bomLE+"a\x00\x00\xd8"), "cp850")
	f.Add([]byte("produktn\x9bkkel"), "cp866")
	f.Add([]byte("\x83\x54\x81\x5b\x83\x6f\x81\x5b: \xff"), "")
	f.Add([]byte("a\x00b\x00\r\x00\n\x00"), "nonsense")
	strip := strings.NewReplacer("\r", "", "\n", "", "\x00", "", byteOrderMark, "")
	f.Fuzz(func(t *testing.T, b []byte, hint string) {
		got := Decode(b, hint)
		text := joined(got)
		if !utf8.ValidString(text) {
			t.Fatalf("%q: not UTF-8", b)
		}
		if strings.ContainsAny(strings.Join(strings.Split(text, "\n"), ""), "\r\x00") {
			t.Fatalf("%q: an end inside a line", b)
		}
		for i, l := range got.Lines {
			if l.N != i+1 || strings.Contains(l.Text, "\n") {
				t.Fatalf("line %d: %+v", i+1, l)
			}
		}
		if utf8.Valid(b) && got.Encoding == "utf-8" && strip.Replace(string(b)) != strip.Replace(text) {
			t.Fatalf("%q became %q", b, text)
		}
		if got.Damaged > len(b) {
			t.Fatalf("%d of %d bytes damaged", got.Damaged, len(b))
		}
		for mark, again := range map[string]string{"utf-8": bomUTF8 + text, "utf-16le": bomLE + wide(binary.LittleEndian, text), "utf-16be": bomBE + wide(binary.BigEndian, text)} {
			w := Decode([]byte(again), "")
			if w.Encoding != mark || strip.Replace(joined(w)) != strip.Replace(text) {
				t.Fatalf("%s: %q became %q", mark, text, joined(w))
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	line := "01/23/2015 07:33:25 PM   Information CL01.contoso.com 1003    Microsoft-Windows-Security-SPP\r\n"
	ascii := strings.Repeat(line, 20<<20/len(line))
	for name, s := range map[string]string{"ascii": ascii, "utf-16": bomLE + wide(binary.LittleEndian, ascii[:10<<20]), "western": strings.ReplaceAll(ascii, "Information", "\x84ndern f\x81r"), "once": ascii + "f\x81r"} {
		b.Run(name, func(b *testing.B) {
			in := []byte(s)
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				if len(Decode(in, "").Lines) < 100_000 {
					b.Fatal("lines lost")
				}
			}
		})
	}
}
