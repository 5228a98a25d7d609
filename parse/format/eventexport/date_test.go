package eventexport

import (
	"strings"
	"testing"
)

func TestParseStamp(t *testing.T) {
	for in, want := range map[string][2]string{ // month first, day first
		"3/2/2026 10:04:12 AM":             {"2026-03-02 10:04:12", "2026-02-03 10:04:12"},
		"3/2/2026 12:04:12 AM":             {"2026-03-02 00:04:12", "2026-02-03 00:04:12"},
		"3/2/2026 12:04:12 PM":             {"2026-03-02 12:04:12", "2026-02-03 12:04:12"},
		"3/13/2026 10:04:12 PM":            {"2026-03-13 22:04:12", ""},
		"13/3/2026 10:04":                  {"", "2026-03-13 10:04:00"},
		"02.03.2026 10:04:12":              {"", "2026-03-02 10:04:12"},
		"2. 3. 2026 10:04:12":              {"", "2026-03-02 10:04:12"},
		"02-03-26 10:04:12":                {"2026-02-03 10:04:12", "2026-03-02 10:04:12"},
		"2026/03/02 10:04:12":              {"2026-03-02 10:04:12", ""},
		"2026-03-02T10:04:12.1234567Z":     {"2026-03-02 10:04:12", ""},
		"2026-03-02T10:04:12+01:00":        {"2026-03-02 09:04:12", ""},
		"2026. 3. 2. 오후 10:04:12":          {"2026-03-02 22:04:12", ""},
		"2026/3/2 下午 10:04:12":             {"2026-03-02 22:04:12", ""},
		"2/3/2026 10:04:12 π.μ.":           {"2026-02-03 10:04:12", "2026-03-02 10:04:12"},
		"2/3/2026 10:04:12 p. m.":          {"2026-02-03 22:04:12", "2026-03-02 22:04:12"},
		"2/3/2569 10:04:12":                {"2026-02-03 10:04:12", "2026-03-02 10:04:12"},
		"\u200e3/\u200e2/\u200e2026 10:04": {"2026-03-02 10:04:00", "2026-02-03 10:04:00"},
		"/Date(1772442252000)/":            {"2026-03-02 09:04:12", ""},
		"2/30/2026 10:04":                  {"", ""},
		"3/2/2026 25:04":                   {"", ""},
		"no date":                          {"", ""},
		"12/12/2026 12:12 description":     {"2026-12-12 12:12:00", "2026-12-12 12:12:00"},
	} {
		s, ok := parseStamp(in)
		got := [2]string{}
		if !s.month.IsZero() {
			got[0] = s.month.Format("2006-01-02 15:04:05")
		}
		if !s.day.IsZero() {
			got[1] = s.day.Format("2006-01-02 15:04:05")
		}
		if got != want || ok != (want != [2]string{}) {
			t.Errorf("parseStamp(%q) = %v %v, want %v", in, got, ok, want)
		}
	}
}

func TestOrder(t *testing.T) {
	row := func(date, text string) string {
		return "Information," + date + "," + spp + ",900,None,\"" + text + "\"\n"
	}
	const head = "Level,Date and Time,Source,Event ID,Task Category\n"
	tests := []struct {
		name, in, at, swapped string
	}{
		{"a day above 12", row("2/3/2026 10:00:00", "") + row("13/3/2026 10:00:00", ""), "2026-03-02 10:00:00", ""},
		{"a month's day above 12", row("2/3/2026 10:00:00", "") + row("3/13/2026 10:00:00", ""), "2026-02-03 10:00:00", ""},
		{"newest first", row("2/3/2026 10:00:00", "") + row("1/3/2026 10:00:00", "") + row("12/2/2026 10:00:00", ""), "2026-03-02 10:00:00", ""},
		{"payload", row("2/3/2026 10:00:00", tuple), "2026-03-02 10:00:00", ""},
		{"unknown", row("2/3/2026 10:00:00", ""), "2026-02-03 10:00:00", "2026-03-02 10:00:00"},
		{"both", row("2/3/2026 10:00:00", "") + row("13/3/2026 10:00:00", "") + row("3/13/2026 10:00:00", ""), "2026-02-03 10:00:00", "2026-03-02 10:00:00"},
	}
	for _, c := range tests {
		_, recs := read(t, head+c.in)
		if len(recs) == 0 {
			t.Fatalf("%s: no records", c.name)
		}
		got, swapped := recs[0].At.Format("2006-01-02 15:04:05"), ""
		if recs[0].DateUnsure {
			swapped = recs[0].Swapped.Format("2006-01-02 15:04:05")
		}
		if got != c.at || swapped != c.swapped || !recs[0].Local {
			t.Errorf("%s: %s (%s), want %s (%s)", c.name, got, swapped, c.at, c.swapped)
		}
	}
}

// TestCut holds that a file cut anywhere keeps what stood whole before the cut, and says that something is lost.
func TestCut(t *testing.T) {
	rows := func(one func(i int) string) (b strings.Builder) {
		for i := range 40 {
			b.WriteString(one(i))
		}
		return b
	}
	text := func(i int) string {
		return strings.Replace(tuple, "kms01", strings.Repeat("k", 1+i*i%23)+string(rune('a'+i%26)), 1)
	}
	grid := rows(func(i int) string {
		return gridLine("03/02/2026 10:04:12 AM", "Information", "CL01", "12288", spp, "None", "N/A", text(i))
	})
	sdp := rows(func(i int) string {
		return "03/02/2026,10:04:12 AM,Information,CL01,12288," + spp + ",None,N/A,\"" + text(i) + "\"\r\n"
	})
	viewer := rows(func(i int) string { return viewerBlock("02.03.2026 10:04:12", "12288", text(i)) })
	xml := rows(func(i int) string { return event(12288, spp, "<Data>"+text(i)+"</Data>") })
	json := rows(func(i int) string {
		return `{"Id":12288,"ProviderName":"` + spp + `","TimeCreated":"2026-03-02T10:04:12Z","Message":"` + text(i) + "\"},\n"
	})
	for name, whole := range map[string]string{"grid": gridHead + grid.String(), "sdp": sdpHead + sdp.String(), "list": viewer.String(), "xml": "<root>\r\n" + xml.String(), "json": "[" + json.String()} {
		_, all := read(t, whole)
		if len(all) != 40 {
			t.Fatalf("%s: %d records of the whole file", name, len(all))
		}
		for tenth := 1; tenth < 10; tenth++ {
			at := len(whole) * tenth / 10
			l, recs := read(t, whole[:at])
			end := "f59a6970bd69, 5"
			if name == "xml" {
				end = "</Event>"
			}
			before := strings.Count(whole[:at], end)
			if len(recs) < before || len(recs) > before+1 {
				t.Errorf("%s cut at %d/10: %d records, %d stood whole", name, tenth, len(recs), before)
			}
			for i := range min(before, len(recs)) {
				if recs[i].Line != all[i].Line || !strings.Contains(recs[i].Message+strings.Join(recs[i].Data, ""), text(i)) {
					t.Errorf("%s cut at %d/10: record %d changed", name, tenth, i)
				}
			}
			if name != "list" && len(l.Losses) == 0 {
				t.Errorf("%s cut at %d/10: no loss is noted", name, tenth)
			}
		}
	}
}
