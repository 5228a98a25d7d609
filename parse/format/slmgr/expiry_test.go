package slmgr

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

var expirySamples = []struct {
	name, text string
	want       []string
}{
	{"until a date", "Windows(R), Enterprise edition:\n    Volume activation will expire 12/14/2015 9:13:00 AM\n", []string{"Windows(R), Enterprise edition|12/14/2015 9:13:00 AM@2"}},
	{"for good", "Windows(R), Enterprise edition:\n    The machine is permanently activated.\n", []string{"Windows(R), Enterprise edition|@2"}},
	{"German, of Office", "Office 16, Office16ProPlusVL_KMS_Client edition:\n    Die Volumenaktivierung läuft am 14.12.2015 09:13:00 ab.\n",
		[]string{"Office 16, Office16ProPlusVL_KMS_Client edition|14.12.2015 09:13:00 ab.@2"}},
	{"Japanese", "Windows(R), Professional edition:\n    ボリューム ライセンス認証の有効期限: 2015/12/14 9:13:00\n", []string{"Windows(R), Professional edition|2015/12/14 9:13:00@2"}},
	{"cut", "Windows(R), Enterprise edition:\n", nil},
	{"a listing", "Name: Windows(R), Enterprise edition\nDescription: x\n", nil},
}

func TestParseExpiry(t *testing.T) {
	for _, c := range expirySamples {
		var got []string
		for _, x := range ParseExpiry(textenc.Decode([]byte(c.text), "").Lines) {
			got = append(got, fmt.Sprintf("%s|%s@%d", x.Name, x.Until, x.Line.N))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

// FuzzParseExpiry holds that every answer has a name and a line.
func FuzzParseExpiry(f *testing.F) {
	for _, c := range expirySamples {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := textenc.Decode([]byte(text), "").Lines
		for _, x := range ParseExpiry(in) {
			if x.Name == "" || x.Text == "" || x.Line.N < 2 || x.Line.N > len(in) {
				t.Fatalf("%+v of %d lines", x, len(in))
			}
		}
	})
}
