package redact_test

import (
	"testing"

	"kmstriage/analyze/redact"
	"kmstriage/fixtures/makeevtx"
	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/fact"
)

const quietLog = `computer: CL01.contoso.com

2016-06-21T16:00:00Z 1000 "Application Error" level=2 #4200
  EXCEL.EXE of CL01
2016-06-21T16:01:29Z 12288 SPP CL01.contoso.com #4211
  0x800706BA, 0x00000000, kms01.contoso.com:1688, 5a3c1e2b-7d4f-4c18-9a60-1b2c3d4e5f60, 2016/06/21 16:01, 0, 5, 0, b322da9c-a2e2-4058-9e4e-f59a6970bd69, 5
noise 200 from 2016-06-21T17:00:00Z to 2016-06-28T16:00:00Z of other
`

// TestLogs holds what a log that is written anew keeps: its span, its damage, and its licensing events with their numbers.
func TestLogs(t *testing.T) {
	for name, list := range map[string]string{"whole": quietLog, "cut": quietLog + "cut 40%\n"} {
		b, err := makeevtx.Compile([]byte(list))
		if err != nil {
			t.Fatal(err)
		}
		was := parse.Read(bundle.Memory("CL01.zip", map[string][]byte{"CL01_evt_Application.evtx": b}), artifact.All)
		c, err := redact.Bundle(bundle.Memory("CL01.zip", map[string][]byte{"CL01_evt_Application.evtx": b}), was, redact.Options{Map: redact.MapOf([]byte("logs"))})
		if err != nil {
			t.Fatal(err)
		}
		is := parse.Read(bundle.Memory("c.zip", map[string][]byte{c.Files[0].Path: c.Files[0].Content}), artifact.All)
		x, y := was.Readings[0], is.Readings[0]
		if x.First != y.First || x.Last != y.Last || x.State != y.State || y.Records > 5 {
			t.Errorf("%s: %+v became %+v", name, x, y)
		}
		if want := map[string]fact.State{"whole": fact.Whole, "cut": fact.Partial}[name]; y.State != want {
			t.Errorf("%s: reading %s, want %s", name, y.State, want)
		}
		if len(is.Requests) != 1 || is.Requests[0].Source.Record != 4211 || !is.Requests[0].Time.At.Equal(was.Requests[0].Time.At) {
			t.Errorf("%s: %+v", name, is.Requests)
		}
	}
}
