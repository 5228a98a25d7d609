package textenc

import "strings"

func decode(b []byte, _ string) Text {
	t := Text{Encoding: "utf-8"}
	for i, l := range strings.Split(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n") {
		t.Lines = append(t.Lines, Line{N: i + 1, Text: l})
	}
	return t
}
