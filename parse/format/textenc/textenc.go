// Package textenc turns the bytes of a text file of Windows into lines: UTF-8, UTF-16 with and without byte order mark,
// and the OEM and ANSI code pages; CRLF, CR CR LF and lone CR ends.
package textenc

import "bytes"

// Text is a decoded file.
type Text struct {
	Encoding string // utf-8, utf-16le, utf-16be, cpNNN (OEM) or windows-NNNN (ANSI)
	BOM      bool
	Language string // BCP 47 tag where script-host banners or fixed labels tell it, else ""
	Lines    []Line
	// Unread is the first line that was not split, in a text of more than a million lines; else 0.
	Unread int
	// Damaged counts bytes that the encoding does not know, shown as U+FFFD.
	Damaged int
}

// Line is one line without its end. N is its 1-based number, counted by the file's own line ends (CR CR LF is one).
type Line struct {
	N    int
	Text string
}

// Decode chooses the encoding and splits the lines. hint may name the encoding that other files of the bundle proved
// ("cp850"), or be empty.
func Decode(b []byte, hint string) Text {
	t, s := decode(b, hint)
	t.Language = language(s)
	return t
}

// Lines is the lines of Decode without a hint, for what does not ask for a language.
func Lines(b []byte) []Line {
	t, _ := decode(b, "")
	return t.Lines
}

// Decoder gives what reads the bytes of the code page of that name ("cp850", "windows-1252"), nil for a name of none. What
// the page does not know becomes U+FFFD.
func Decoder(name string) func(b []byte) string {
	for _, p := range pages {
		if p.name == name {
			return func(b []byte) string {
				s, _ := p.decode(b)
				return s
			}
		}
	}
	return nil
}

// Wide names the UTF-16 that a file of this head is written in, with a mark or without: "utf-16le", "utf-16be", or "" for
// anything else.
func Wide(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte(bomLE)):
		return "utf-16le"
	case bytes.HasPrefix(head, []byte(bomBE)):
		return "utf-16be"
	case bytes.HasPrefix(head, []byte(bomUTF8)):
		return ""
	}
	return guessUTF16(head)
}
