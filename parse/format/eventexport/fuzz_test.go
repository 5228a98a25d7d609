package eventexport

import (
	"strings"
	"testing"
)

func fuzz(f *testing.F, form Form) {
	f.Fuzz(func(t *testing.T, s string) {
		l, recs := read(t, s)
		if len(recs) > l.Total {
			t.Errorf("%s: %d records of %d events", form, len(recs), l.Total)
		}
		for _, r := range recs {
			if r.EventID < 0 || r.EventID > 0xFFFF || r.Provider == "" || len(r.Message) > maxMessage {
				t.Errorf("%s: record %+v", form, r)
			}
		}
	})
}

func FuzzXML(f *testing.F) {
	f.Add("<root>" + event(12288, spp, "<Data>"+tuple+"</Data>"))
	f.Add(event(12288, spp, "<Data>a & b <c> < 5</Data>") + event(1, "x", "")[:200])
	fuzz(f, XML)
}

func FuzzGrid(f *testing.F) {
	f.Add(gridFile())
	f.Add(gridFile()[:900])
	fuzz(f, Grid)
}

func FuzzDelimited(f *testing.F) {
	f.Add(sdpFile())
	f.Add("Level,Date and Time,Source,Event ID,Task Category\r\nInformation,3/2/2026 10:04:12 AM," + spp + ",12288,None,\"a\r\n\"\"b\r\n" + tuple + "\"\r\n")
	f.Add("a\tb\tc\n" + spp + "\t12288\t02.03.2026 10:04:12\n")
	fuzz(f, Delimited)
}

func FuzzList(f *testing.F) {
	f.Add(viewerBlock("3/2/2026 10:04:12 AM", "12288", tuple))
	f.Add("Event[0]:\n  Source: " + spp + "\n  Event ID: 12288\n  Description: \n" + tuple)
	f.Add("TimeCreated : 02.03.2026 10:04:12\nProviderName : " + spp + "\nId : 12288\nMessage : " + strings.ReplaceAll(tuple, ", ", ",\n  "))
	fuzz(f, List)
}

func FuzzTable(f *testing.F) {
	f.Add("   ProviderName: " + spp + "\n\nTimeCreated Id LevelDisplayName Message\n----------- -- ---------------- -------\n3/2/2026 10:04:12 AM 12288 Information x\n")
	fuzz(f, Table)
}

func FuzzJSON(f *testing.F) {
	f.Add(`[{"Id":12288,"ProviderName":"` + spp + `","TimeCreated":"\/Date(1772442252000)\/","Properties":[{"Value":"x"}]}]`)
	f.Add("[ { message: 'x', source: '" + ospp + "', eventId: 12288 } ]")
	fuzz(f, JSON)
}
