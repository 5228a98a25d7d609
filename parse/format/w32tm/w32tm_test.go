package w32tm

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/parse/format/textenc"
)

const (
	chart = "Tracking dc01.contoso.com [192.0.2.10:123].\nCollecting 3 samples.\nThe current time is 6/17/2015 9:15:00 AM.\n09:15:00, -17999.9987655s\n09:15:02, -18000.1234567s\n09:15:04, error: 0x800705B4\n"

	oldChart = "Tracking dc01.contoso.com [192.0.2.10].\nThe current time is 17.06.2015 09:15:00 (local time).\n09:15:00 d:+00.0006836s o:+00.0012345s  [                  *                  ]\n"

	status = "Leap Indicator: 0(no warning)\nStratum: 4 (secondary reference - syncd by (S)NTP)\nPrecision: -23 (119.209ns per tick)\nRoot Delay: 0.0312500s\nRoot Dispersion: 0.0312500s\n" +
		"ReferenceId: 0xC000020A (source IP:  192.0.2.10)\nLast Successful Sync Time: 6/17/2015 9:00:00 AM\nSource: dc01.contoso.com\nPoll Interval: 10 (1024s)\n\nPhase Offset: -0.0012345s\nClockRate: 0.0156250s\n"

	germanStatus = "Sprungindikator: 0(keine Warnung)\nStratum: 4 (Sekundärreferenz - synchr. über (S)NTP)\nReferenz-ID: 0xC000020A (Quell-IP:  192.0.2.10)\nLetzte erfolgr. Synchronisierungszeit: 17.06.2015 09:00:00\nQuelle: dc01.contoso.com\n"

	monitor = "dc01.contoso.com *** PDC ***[192.0.2.10:123]:\n    ICMP: 0ms delay\n    NTP: +0.0000000s offset from dc01.contoso.com\n        RefID: ntp.contoso.com [192.0.2.1]\n        Stratum: 3\n"

	monitorLocal = "dc01.contoso.com[192.0.2.10:123]:\n    ICMP: 0ms delay\n    NTP: -18000.5000000s offset from local clock\n        RefID: 'LOCL'\n"
)

var samples = []struct {
	name, text string
	want       []string
}{
	{"/stripchart", chart, []string{"dc01.contoso.com -17999.999@4", "errors 1"}},
	{"/stripchart of old", oldChart, []string{" +0.001@3"}},
	{"/query /status", status, []string{"dc01.contoso.com -0.001@11", "status dc01.contoso.com"}},
	{"/query /status, German", germanStatus, []string{"status dc01.contoso.com"}},
	{"/monitor of a domain", monitor, nil},
	{"/monitor of a computer", monitorLocal, []string{"dc01.contoso.com -18000.500@3"}},
	{"prose", "At 09:15:00 we restarted.\n", nil},
}

func TestParse(t *testing.T) {
	for _, c := range samples {
		log := Parse(textenc.Decode([]byte(c.text), "").Lines)
		var got []string
		for _, o := range log.Offsets {
			got = append(got, fmt.Sprintf("%s %+.3f@%d", o.Source, o.Seconds, o.Line.N))
		}
		if log.Status {
			got = append(got, "status "+log.Source)
		}
		if log.Errors > 0 {
			got = append(got, fmt.Sprintf("errors %d", log.Errors))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

// FuzzParse holds that offsets are numbers with a line, and that nothing hangs.
func FuzzParse(f *testing.F) {
	for _, c := range samples {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		in := textenc.Decode([]byte(text), "").Lines
		for _, o := range Parse(in).Offsets {
			if math.IsNaN(o.Seconds) || math.IsInf(o.Seconds, 0) || o.Line.N < 1 || o.Line.N > len(in) {
				t.Fatalf("%+v", o)
			}
		}
	})
}
