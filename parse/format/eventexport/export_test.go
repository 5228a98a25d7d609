package eventexport

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"kmstriage/parse/format/winevent"
)

const (
	spp  = "Microsoft-Windows-Security-SPP"
	ospp = "Office Software Protection Platform Service"

	tuple    = "0x800706BA, 0x00000000, kms01.contoso.com:1688, 7d1f0d0a-5a2e-4a58-9c07-31f6b0a4d2e9, 2026/03/02 09:04, 0, 5, 0, b322da9c-a2e2-4058-9e4e-f59a6970bd69, 5"
	answer   = "0x00000000, 0x00000000, 1, 0, 10, 120, 10080, 2026/03/02 09:04"
	sentence = "The client has sent an activation request to the key management service machine."
)

// want is what a test looks at in a record. text is a part of the message or of the first data element.
type want struct {
	id       int
	provider string
	computer string
	at       string // digits; "Z" behind them for UTC
	swapped  string
	line     int
	text     string
}

func read(t testing.TB, b string) (*Log, []winevent.Record) {
	t.Helper()
	l := Read(strings.NewReader(b), Options{})
	var out []winevent.Record
	for r := range l.Records() {
		out = append(out, r)
	}
	return l, out
}

func check(t *testing.T, recs []winevent.Record, wants []want) {
	t.Helper()
	var got []want
	for i, r := range recs {
		g := want{id: r.EventID, provider: r.Provider, computer: r.Computer, line: r.Line, at: r.At.Format("2006-01-02 15:04:05")}
		if r.At.IsZero() {
			g.at = ""
		} else if !r.Local {
			g.at += "Z"
		}
		if r.DateUnsure {
			g.swapped = r.Swapped.Format("2006-01-02 15:04:05")
		}
		text := r.Message
		if len(r.Data) > 0 {
			text = strings.Join(r.Data, "|")
		}
		g.text = text
		if i < len(wants) && wants[i].text != "" && strings.Contains(text, wants[i].text) {
			g.text = wants[i].text
		}
		if i < len(wants) && wants[i].text == "" {
			g.text = ""
		}
		got = append(got, g)
	}
	if d := cmp.Diff(wants, got, cmp.AllowUnexported(want{})); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
}

func gridLine(date, level, computer, id, source, task, user, message string) string {
	return fmt.Sprintf("%-25s%-14.13s%-17.16s%-8.7s%-36.35s%-19.18s%-34.33s%s\r\n", date, level, computer, id, source, task, user, message)
}

const gridHead = "Date       Time          Type/Level    Computer Name    EventID Source                              Task Category      Username                          Message\r\n" +
	"------------------------------------------------------------------------------------------------------------------------------------------------------------------\r\n"

func gridFile() string {
	return gridHead +
		gridLine("03/02/2026 10:04:12 AM", "Informationen", "CL01.contoso.com", "12288", ospp, "Keine", "N/A", "Vom Client wurde eine Anforderung gesendet. Info: "+tuple+" ") +
		gridLine("03/02/2026 10:04:13 AM", "Informationen", "CL-01", "12289", spp, "Keine", "N/A", "Info: "+answer+" ") +
		gridLine("03/02/2026 10:05:13 AM", "Fehler", "CL-01", "12288", "VSS", "Keine", "N/A", "something else") +
		"                                        [Info]        [Export operation started at '02.03.2026 10:03:01' - Log Name: 'Application']\r\n" +
		"                                        [Info]        [Export operation ended at '02.03.2026 10:03:17' - 3 record(s) generated.]\r\n"
}

func TestGrid(t *testing.T) {
	l, recs := read(t, gridFile())
	check(t, recs, []want{
		{id: 12288, provider: ospp, computer: "CL01", at: "2026-03-02 10:04:12", line: 3, text: "Info: " + tuple},
		{id: 12289, provider: spp, computer: "CL-01", at: "2026-03-02 10:04:13", line: 4, text: "Info: " + answer},
	})
	if l.Form != Grid || l.Total != 3 || l.Lost != 0 || !l.Local || l.First.Format(time.Kitchen) != "10:04AM" || l.Last.Format(time.Kitchen) != "10:05AM" {
		t.Errorf("log = %+v", l)
	}
}

func TestGridOfWMI(t *testing.T) {
	head := fmt.Sprintf("%-11s%-13s%-14s%-17s%-8s%-33s%-16s%-35s%s\r\n", "Date", "Time", "Type/Level", "ComputerName", "EventID", "Source", "Category", "Username", "Message")
	row := fmt.Sprintf("%-11s%-13s%-14s%-17s%-8s%-33.32s%-16s%-35s%s\r\n", "03/02/2026", "10:04:12 AM", "Information", "CL01", "12288", "Software Protection Platform Service", "None", "N/A", "{"+tuple+"}")
	_, recs := read(t, head+row)
	check(t, recs, []want{{id: 12288, provider: "Software Protection Platform Service", computer: "CL01", at: "2026-03-02 10:04:12", line: 2, text: "{" + tuple}})
}

// TestGridInLocalDates holds that a collector with dates of its own is read too.
func TestGridInLocalDates(t *testing.T) {
	for date, at := range map[string]string{"28.03.2014 13:04:12": "2014-03-28 13:04:12", "28.03.2014 13.04.12": "2014-03-28 13:04:12",
		"28/03/2014 01:04:12 PM": "2014-03-28 13:04:12", "2014-03-28 13:04:12": "2014-03-28 13:04:12"} {
		l, recs := read(t, gridHead+gridLine(date, "Informasjon", "CL-01", "12288", ospp, "Ingen", "N/A", sentence+" Info: "+tuple))
		check(t, recs, []want{{id: 12288, provider: ospp, computer: "CL-01", at: at, line: 3, text: tuple}})
		if l.Lost != 0 {
			t.Errorf("%s: %+v", date, l.Losses)
		}
	}
}

// TestGridDayFirst holds that one date which is not month first tells the order of the others.
func TestGridDayFirst(t *testing.T) {
	row := func(date string) string {
		return gridLine(date, "Informasjon", "CL-01", "12288", ospp, "Ingen", "N/A", tuple)
	}
	_, recs := read(t, gridHead+row("03/02/2014 01:04:12 PM")+row("28/02/2014 01:04:12 PM"))
	check(t, recs, []want{{id: 12288, provider: ospp, computer: "CL-01", at: "2014-02-03 13:04:12", line: 3, text: tuple},
		{id: 12288, provider: ospp, computer: "CL-01", at: "2014-02-28 13:04:12", line: 4, text: tuple}})
}

func TestGridThatMoved(t *testing.T) {
	_, recs := read(t, gridHead+"03/02/2026 10:04:12 AM Information CL01 12288 "+ospp+" None N/A "+sentence+" Info: "+tuple+"\r\n")
	check(t, recs, []want{{id: 12288, provider: ospp, computer: "CL01", at: "2026-03-02 10:04:12", line: 3, text: tuple}})
}

const sdpHead = "Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,Description\r\n"

func sdpFile() string {
	return sdpHead +
		"03/02/2026,10:04:12 AM,Information,CL01.contoso.com,12288," + ospp + ",None,N/A,\"" + sentence + "  Info:  " + tuple + " \"\r\n" +
		"03/02/2026,10:04:13 AM,Information, allgemein,CL01.contoso.com,12289," + spp + ",Keine,N/A,\"Info: " + answer + "\"\r\n" +
		"03/02/2026,10:05:12 AM,Information,CL01.contoso.com,1,Other,None,N/A,\"12288, " + spp + "\"\r\n" +
		",,,,,,[Info],,[Export operation started at '3/2/2026 8:00:01 AM' - Log Name: 'Application']\r\n" +
		",,,,,,[Info],,[Export operation ended at '3/2/2026 8:00:02 AM' - 3 record(s) generated]\r\n"
}

func TestSDPTable(t *testing.T) {
	l, recs := read(t, sdpFile())
	check(t, recs, []want{
		{id: 12288, provider: ospp, computer: "CL01.contoso.com", at: "2026-03-02 10:04:12", line: 2, text: tuple},
		{id: 12289, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 10:04:13", line: 3, text: answer},
	})
	if l.Form.Format() != "csv" || l.Total != 3 || l.Lost != 0 || l.Unsure {
		t.Errorf("log = %+v", l)
	}
}

// TestSDPTableInLocalDates holds that the columns of the support diagnostic are read with dates as Windows prints them too.
func TestSDPTableInLocalDates(t *testing.T) {
	_, recs := read(t, sdpHead+"28.03.2014,13:04:12,Informasjon,CL01.contoso.com,12288,"+ospp+",Ingen,N/A,\""+sentence+" Info: "+tuple+"\"\r\n")
	check(t, recs, []want{{id: 12288, provider: ospp, computer: "CL01.contoso.com", at: "2014-03-28 13:04:12", line: 2, text: tuple}})
}

func TestSDPTableOfNothing(t *testing.T) {
	l, recs := read(t, sdpHead+",,,,,,[Info],,[Export operation ended at '3/2/2026 8:00:02 AM' - 0 record(s) generated]\r\n")
	if len(recs) != 0 || l.Total != 0 || l.Lost != 0 || l.Err != nil {
		t.Errorf("records %v, log %+v", recs, l)
	}
}

func TestDelimited(t *testing.T) {
	tests := []struct {
		name, in string
		want     []want
	}{
		{"viewer csv", "Level,Date and Time,Source,Event ID,Task Category\r\n" +
			"Information,3/2/2026 10:04:12 AM," + spp + ",12288,None,\"" + sentence + "\r\nInfo:\r\n" + tuple + "\"\r\n" +
			"Information,3/2/2026 10:03:00 AM,Other,12288,None,\"a \"\"quoted\"\" word\"\r\n" +
			"Information,2/28/2026 10:02:00 AM," + spp + ",903,None,The Software Protection service has stopped. \r\n",
			[]want{
				{id: 12288, provider: spp, at: "2026-03-02 10:04:12", line: 2, text: "Info:\n" + tuple},
				{id: 903, provider: spp, at: "2026-02-28 10:02:00", line: 6, text: "has stopped"},
			}},
		{"viewer text, german", "Ebene\tDatum und Uhrzeit\tQuelle\tEreignis-ID\tAufgabenkategorie\r\n" +
			"Informationen\t02.03.2026 10:04:12\t" + spp + "\t12288\tKeine\t\"Anforderung\r\nInfo:\r\n" + tuple + "\"\r\n",
			[]want{{id: 12288, provider: spp, at: "2026-03-02 10:04:12", line: 2, text: tuple}}},
		{"export-csv of get-winevent", "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n" +
			`"Message","Id","Version","Qualifiers","Level","ProviderName","LogName","RecordId","MachineName","TimeCreated"` + "\r\n" +
			`"` + sentence + "\nInfo:\n" + tuple + `","12288","0","16384","4","` + spp + `","Application","4711","CL01.contoso.com","2026-03-02 10:04:12"` + "\r\n",
			[]want{{id: 12288, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 10:04:12", line: 3, text: tuple}}},
		{"semicolons of get-eventlog", `"EventID";"MachineName";"Index";"EntryType";"Message";"Source";"InstanceId";"TimeGenerated"` + "\r\n" +
			`"12288";"CL01";"7";"Information";"` + tuple + `";"` + ospp + `";"1073754112";"02.03.2026 10:04:12"` + "\r\n",
			[]want{{id: 12288, provider: ospp, computer: "CL01", at: "2026-03-02 10:04:12", line: 2, text: tuple}}},
		{"a quote that never closes", "Level,Date and Time,Source,Event ID,Task Category\r\n" +
			"Information,3/13/2026 10:04:12 AM," + spp + ",900,None,\"broken\r\n" +
			"Information,3/13/2026 10:03:12 AM," + spp + ",12288,None," + strings.ReplaceAll(tuple, ",", ";") + "\r\n",
			[]want{
				{id: 900, provider: spp, at: "2026-03-13 10:04:12", line: 2, text: "broken"},
				{id: 12288, provider: spp, at: "2026-03-13 10:03:12", line: 3, text: "0x800706BA"},
			}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			l, recs := read(t, c.in)
			if l.Form != Delimited {
				t.Errorf("form %q", l.Form)
			}
			check(t, recs, c.want)
		})
	}
}

func viewerBlock(date, id, message string) string {
	return "Log Name:      Application\r\nSource:        " + spp + "\r\nDate:          " + date + "\r\nEvent ID:      " + id +
		"\r\nTask Category: None\r\nLevel:         Information\r\nKeywords:      Classic\r\nUser:          N/A\r\nComputer:      CL01.contoso.com\r\nDescription:\r\n" +
		message + "\r\n\r\n"
}

func TestList(t *testing.T) {
	german := "Protokollname: Application\r\nQuelle:        " + spp + "\r\nDatum:         02.03.2026 10:04:12\r\nEreignis-ID:   12288\r\nAufgabenkategorie:Keine\r\n" +
		"Ebene:         Informationen\r\nSchlüsselwörter:Klassisch\r\nBenutzer:      Nicht zutreffend\r\nComputer:      CL01.contoso.com\r\nBeschreibung:\r\nAnforderung.\r\nInfo:\r\n" + tuple + "\r\n"
	tests := []struct {
		name, in string
		want     []want
	}{
		{"viewer", viewerBlock("3/2/2026 10:04:12 AM", "12288", sentence+"\r\nInfo:\r\n"+tuple) + viewerBlock("3/13/2026 10:05:00 PM", "12289", "Info:\r\n"+answer),
			[]want{
				{id: 12288, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 10:04:12", line: 13, text: tuple},
				{id: 12289, provider: spp, computer: "CL01.contoso.com", at: "2026-03-13 22:05:00", line: 26, text: answer},
			}},
		{"viewer in a mail", "Hello,\r\nhere is what we see:\r\n\r\n" + viewerBlock("02.03.2026 10:04:12", "12288", tuple),
			[]want{{id: 12288, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 10:04:12", line: 14, text: tuple}}},
		{"viewer, german", german,
			[]want{{id: 12288, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 10:04:12", line: 13, text: tuple}}},
		{"viewer with xml", viewerBlock("3/2/2026 10:04:12 AM", "12288", "Info:\r\nEvent Xml:\r\n"+event(12288, spp, "<Data>"+tuple+"</Data>")),
			[]want{{id: 12288, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 09:04:12Z", line: 1, text: tuple}}},
		{"viewer in a quoted mail", "> " + strings.ReplaceAll(viewerBlock("02.03.2026 10:04:12", "12288", sentence+"\r\nInfo:\r\n"+tuple), "\r\n", "\r\n> "),
			[]want{{id: 12288, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 10:04:12", line: 13, text: tuple}}},
		{"viewer without a date", strings.ReplaceAll(viewerBlock("", "12288", sentence+"\r\nInfo:\r\n"+tuple), "\r\n", "  \r\n"),
			[]want{{id: 12288, provider: spp, computer: "CL01.contoso.com", line: 13, text: tuple}}},
		{"wevtutil", "Event[0]:\r\n  Log Name: Application\r\n  Source: " + spp + "\r\n  Date: 2026-03-02T10:04:12.123\r\n  Event ID: 12288\r\n  Task: N/A\r\n  Level: Information\r\n" +
			"  Opcode: Info\r\n  Keyword: Classic\r\n  User: N/A\r\n  User Name: N/A\r\n  Computer: CL01.contoso.com\r\n  Description: \r\n" + sentence + "\r\nInfo:\r\n" + tuple + "\r\n\r\n" +
			"Event[1]:\r\n  Log Name: Application\r\n  Source: MsiInstaller\r\n  Date: 2026-03-02T10:04:13.000\r\n  Event ID: 1033\r\n  Description: \r\nx\r\n",
			[]want{{id: 12288, provider: spp, computer: "CL01.contoso.com", at: "2026-03-02 10:04:12", line: 16, text: tuple}}},
		{"format-list", "\r\n\r\nTimeCreated  : 02.03.2026 10:04:12\r\nProviderName : " + spp + "\r\nId           : 12288\r\nMessage      : " + sentence + "\r\n               Info:\r\n               " +
			tuple[:60] + "\r\n               " + tuple[60:] + "\r\n\r\nTimeCreated  : 02.03.2026 10:05:12\r\nProviderName : " + spp + "\r\nId           : 903\r\nMessage      : stopped\r\n",
			[]want{
				{id: 12288, provider: spp, at: "2026-03-02 10:04:12", line: 8, text: tuple[:60]},
				{id: 903, provider: spp, at: "2026-03-02 10:05:12", line: 11, text: "stopped"},
			}},
		{"format-list of get-eventlog", "Index              : 7\r\nEntryType          : Information\r\nInstanceId         : 1073754112\r\nMessage            : \r\nCategory           : (0)\r\n" +
			"ReplacementStrings : {" + tuple + "}\r\nSource             : " + ospp + "\r\nTimeGenerated      : 2026-03-02 10:04:12\r\n",
			[]want{{id: 12288, provider: ospp, at: "2026-03-02 10:04:12", line: 1, text: tuple}}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			l, recs := read(t, c.in)
			if l.Form != List {
				t.Errorf("form %q", l.Form)
			}
			check(t, recs, c.want)
		})
	}
}

// TestLoose holds that payloads count where the events around them were left out, wrapped or with a masked id too.
func TestLoose(t *testing.T) {
	masked := strings.Replace(tuple, tuple[strings.Index(tuple, "1688, ")+6:][:36], ".......-b604-4b8c-9a48-99d4348fcf37", 1)
	host := "0x0,5,cl77.contoso.com,7d1f0d0a-5a2e-4a58-9c07-31f6b0a4d2e9,2026/3/2 9:04,0,2,41520,b322da9c-a2e2-4058-9e4e-f59a6970bd69"
	l, recs := read(t, "We saw this:\r\n\r\n"+sentence+"\r\n\r\nInfo:\r\n\r\n"+tuple+"\r\n\r\n> Info: "+answer+" and so on\r\n"+masked+"\r\n"+
		tuple[:80]+"\r\n"+tuple[80:]+"\r\nERROR/HOST: 0x800706BA, 0x00000000, kms01.contoso.com\r\n"+host+"\r\n")
	if l.Form != Loose || l.Form.Format() != "txt" || l.Total != 5 {
		t.Errorf("log = %+v", l)
	}
	check(t, recs, []want{{id: 12288, line: 7, text: tuple}, {id: 12289, line: 9, text: answer}, {id: 12288, line: 10, text: masked},
		{id: 12288, line: 11, text: tuple}, {id: 12290, line: 14, text: host}})
	for _, r := range recs {
		if !r.Bare || r.Provider != "" || !r.At.IsZero() || r.Local {
			t.Errorf("record = %+v", r)
		}
	}
}

func TestTable(t *testing.T) {
	in := "\r\n   ProviderName: " + spp + "\r\n\r\nTimeCreated                     Id LevelDisplayName Message\r\n-----------                     -- ---------------- -------\r\n" +
		"3/13/2026 10:04:12 AM         12288 Information      " + sentence + "...\r\n3/2/2026 10:03:12 AM            903 Information      The service has stopped.\r\n" +
		"                                                    wrapped line\r\n\r\n   ProviderName: MsiInstaller\r\n\r\n3/2/2026 10:02:12 AM           1033 Information      x\r\n"
	l, recs := read(t, in)
	check(t, recs, []want{
		{id: 12288, provider: spp, at: "2026-03-13 10:04:12", line: 6, text: sentence},
		{id: 903, provider: spp, at: "2026-03-02 10:03:12", line: 7, text: "stopped.\nwrapped line"},
	})
	if l.Form != Table || l.Total != 3 || len(l.Notes) != 1 {
		t.Errorf("log = %+v", l)
	}
}

// TestTableHalves holds that the halves of the day are read in a table too, whatever their words.
func TestTableHalves(t *testing.T) {
	for date, at := range map[string]string{"13/2/2026 1:04:05 μμ": "2026-02-13 13:04:05", "2026/2/13 下午 01:04:05": "2026-02-13 13:04:05",
		"13.02.2026 13.04.05": "2026-02-13 13:04:05", "13/02/2026 1:04:05 a. m.": "2026-02-13 01:04:05"} {
		_, recs := read(t, "\r\n   ProviderName: "+spp+"\r\n\r\nTimeCreated                     Id LevelDisplayName Message\r\n-----------                     -- ---------------- -------\r\n"+
			date+"         12288 Information      "+tuple+"\r\n")
		check(t, recs, []want{{id: 12288, provider: spp, at: at, line: 6, text: tuple}})
	}
}

func TestJSON(t *testing.T) {
	tests := []struct {
		name, in    string
		want        []want
		total, lost int
	}{
		{"get-winevent", `[{"Id":12288,"Qualifiers":16384,"ProviderName":"` + spp + `","LogName":"Application","MachineName":"CL01","TimeCreated":"\/Date(1772442252000)\/","Message":"x","Properties":[{"Value":"` + tuple + `"}]},` +
			"\n" + `{"Id":1,"ProviderName":"Other","TimeCreated":"\/Date(1772442252000)\/"}]`,
			[]want{{id: 12288, provider: spp, computer: "CL01", at: "2026-03-02 09:04:12Z", line: 1, text: tuple}}, 2, 0},
		{"ISO and a torn object", `[{"EventID":12288,"Source":"` + ospp + `","TimeGenerated":"2026-03-02T10:04:12+01:00","Message":"` + tuple + "\"},\n{\"EventID\":12289,\"Sour",
			[]want{{id: 12288, provider: ospp, at: "2026-03-02 09:04:12Z", line: 1, text: tuple}}, 1, 1},
		{"dumper", `{"Event":{"System":{"Provider":{"#attributes":{"Name":"` + spp + `"}},"EventID":{"#attributes":{"Qualifiers":16384},"#text":12288},"TimeCreated":{"#attributes":{"SystemTime":"2026-03-02T09:04:12.000000Z"}},"Computer":"CL01"},"EventData":{"Data":{"#text":["` + tuple + `"]}}}}`,
			[]want{{id: 12288, provider: spp, computer: "CL01", at: "2026-03-02 09:04:12Z", line: 1, text: tuple}}, 1, 0},
		{"properties in another order", `[{"LevelDisplayName":"Information","MachineName":"CL01","TimeCreated":"2026-03-02T10:04:12.1234567+01:00","Id":12288,"ProviderName":"` + spp + `","Message":"` + tuple + `"}]`,
			[]want{{id: 12288, provider: spp, computer: "CL01", at: "2026-03-02 09:04:12Z", line: 1, text: tuple}}, 1, 0},
		{"not quite JSON", "[ { message: '" + tuple + `\r\n',` + "\r\n  source: '" + ospp + "', eventId: 12288,\r\n  time: '02.03.2026 10:04:12',\r\n  machineName: 'CL01' },\r\n { message: 'no id', source: '" + ospp + "' } ]",
			[]want{{id: 12288, provider: ospp, computer: "CL01", at: "2026-03-02 10:04:12", line: 1, text: tuple}}, 2, 1},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			l, recs := read(t, c.in)
			if l.Form != JSON || l.Total != c.total || l.Lost != c.lost {
				t.Errorf("form %q, total %d, lost %d: %v", l.Form, l.Total, l.Lost, l.Losses)
			}
			check(t, recs, c.want)
		})
	}
}

func TestEncodings(t *testing.T) {
	norwegian := strings.Replace(sdpFile(), "The client", "Klienten på norsk æøå", 1)
	latin, err := charmap.Windows1252.NewEncoder().String(norwegian)
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(norwegian)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	bare := wide[2:]
	for name, in := range map[string]string{"utf-8": norwegian, "utf-8 with mark": "\ufeff" + norwegian, "windows-1252": latin, "utf-16le": string(wide), "utf-16le bare": string(bare)} {
		l, recs := read(t, in)
		if len(recs) != 2 || l.Err != nil {
			t.Fatalf("%s: %d records, %v", name, len(recs), l.Err)
		}
		if !strings.Contains(recs[0].Message, tuple) || name != "windows-1252" && !strings.Contains(recs[0].Message, "æøå") {
			t.Errorf("%s: message %q", name, recs[0].Message)
		}
		if e, _, _ := strings.Cut(name, " "); e != "windows-1252" && l.Encoding != e {
			t.Errorf("%s: encoding %q", name, l.Encoding)
		}
	}
}

// TestEncodingsOfOEM holds that an export in any page that textenc knows is read in it: Greek and Turkish consoles have
// pages of their own.
func TestEncodingsOfOEM(t *testing.T) {
	for page, words := range map[string]string{
		"cp737": "\x8e\xa4\x9c\xa8\xa5\xac \x9b \xac\xa7\x9e\xa8\x9c\xa9\xe5\x98 \xa3\x9e\xa4\xe7\xa3\x98\xab\x98 \x9a\xa0\x98 \xab\x9e\xa4", // Ενερυ δ υπηρεσία μηνύματα για την
		"cp857": "etkinle\x9ftirme i\x87in bir hizmet ba\x9flat\x8dld\x8d, s\x81resi doldu",
	} {
		l, recs := read(t, strings.Replace(sdpFile(), "The client", words, 1))
		if len(recs) != 2 || l.Encoding != page || strings.ContainsRune(recs[0].Message, '\ufffd') {
			t.Errorf("%s: encoding %q, records %+v", page, l.Encoding, recs)
		}
	}
}

// TestWideGreek holds that UTF-16 without its mark is told by the text, not by its first words: a head of Greek has few zero
// bytes.
func TestWideGreek(t *testing.T) {
	head := "Επίπεδο\tΗμερομηνία και ώρα\tΠροέλευση\tΑναγνωριστικό συμβάντος\tΚατηγορία εργασίας\r\n"
	row := "Πληροφορίες\t2/3/2026 11:04:12 πμ\t" + spp + "\t12288\tΚανένας\t\"Η υπηρεσία έστειλε μια αίτηση ενεργοποίησης στον υπολογιστή και περιμένει την απάντηση από αυτόν\r\nΠληροφορίες:\r\n" + tuple + "\"\r\n"
	var wide []byte
	for _, u := range utf16.Encode([]rune(head + strings.Repeat(row, 5))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	l, recs := read(t, string(wide))
	if len(recs) != 5 || l.Encoding != "utf-16le" || l.Err != nil {
		t.Errorf("%d records, encoding %q, %v", len(recs), l.Encoding, l.Err)
	}
}

// TestLateAccent holds that megabytes of ASCII do not decide on the encoding.
func TestLateAccent(t *testing.T) {
	row := "03/02/2026,10:04:12 AM,Information,CL01,1,Other,None,N/A,\"plain\"\r\n"
	sjis, err := japanese.ShiftJIS.NewEncoder().String("03/02/2026,10:04:13 AM,情報,CL01,12288," + spp + ",なし,N/A,\"要求 " + tuple + "\"\r\n")
	if err != nil {
		t.Fatal(err)
	}
	l, recs := read(t, sdpHead+strings.Repeat(row, 10000)+sjis)
	if len(recs) != 1 || !strings.Contains(recs[0].Message, tuple) || l.Total != 10001 || l.Encoding == "utf-8" {
		t.Errorf("%d records, total %d, encoding %q", len(recs), l.Total, l.Encoding)
	}
}

func TestNoLog(t *testing.T) {
	for _, in := range []string{"", "hello\n", "<html><body>Event</body></html>", "{\"a\": 1}", "a,b,c\n1,2,3\n", "Name: x\nValue: 3\nDate: 02.03.2026 10:00:00\n",
		"LICENSE NAME: Office 15\nERROR CODE: 0xC004F074\nLast 5 characters of installed product key: GVGXT\n", "\x00\x01\x02"} {
		if l, _ := read(t, in); !errors.Is(l.Err, ErrForm) {
			t.Errorf("%q: form %q, error %v", in, l.Form, l.Err)
		}
	}
}
