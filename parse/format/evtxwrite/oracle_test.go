package evtxwrite_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kmstriage/parse/format/evtxwrite"

	"github.com/google/go-cmp/cmp"
)

// seen is an event as another program reads it.
type seen struct {
	RecordID   uint64
	Time       string // RFC 3339, to the millisecond: python-evtx computes with floats
	Provider   string
	GUID       string
	SourceName string
	EventID    int
	Qualifiers int
	Level      int
	Channel    string
	Computer   string
	UserSID    string
	Data       []string
	Names      []string
	Binary     string // hexadecimal, upper case
}

func expected(events []evtxwrite.Event, first uint64) []seen {
	var all []seen
	next := first
	for _, ev := range events {
		id := ev.RecordID
		if id == 0 {
			id = next
		}
		next = id + 1
		s := seen{RecordID: id, Time: millisecond(ev.Time), Provider: ev.Provider, GUID: ev.GUID, SourceName: ev.SourceName,
			EventID: ev.EventID, Qualifiers: ev.Qualifiers, Level: ev.Level, Channel: ev.Channel, Computer: ev.Computer,
			UserSID: ev.UserSID, Binary: fmt.Sprintf("%X", ev.Binary)}
		s.Data = append(s.Data, ev.Data...)
		if ev.Style == evtxwrite.Named {
			s.Names = append(s.Names, ev.Names...)
		}
		all = append(all, s)
	}
	return all
}

func millisecond(t time.Time) string {
	return t.UTC().Round(time.Millisecond).Format("2006-01-02T15:04:05.000Z")
}

// xmlEvent is the part of the event schema that the oracles print.
type xmlEvent struct {
	System struct {
		Provider struct {
			Name       string `xml:"Name,attr"`
			GUID       string `xml:"Guid,attr"`
			SourceName string `xml:"EventSourceName,attr"`
		}
		EventID struct {
			Qualifiers int `xml:"Qualifiers,attr"`
			Value      int `xml:",chardata"`
		}
		Level       int
		TimeCreated struct {
			SystemTime string `xml:"SystemTime,attr"`
		}
		EventRecordID uint64
		Channel       string
		Computer      string
		Security      struct {
			UserID string `xml:"UserID,attr"`
		}
	}
	EventData struct {
		Data []struct {
			Name  string `xml:"Name,attr"`
			Value string `xml:",chardata"`
		}
		Binary string
	}
}

func fromXML(t *testing.T, r io.Reader) []seen {
	t.Helper()
	var all []seen
	d := xml.NewDecoder(r)
	for {
		var e xmlEvent
		err := d.Decode(&e)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("the oracle's XML, after %d events: %v", len(all), err)
		}
		all = append(all, e.seen(t))
	}
}

func (e xmlEvent) seen(t *testing.T) seen {
	t.Helper()
	created, err := time.Parse("2006-01-02 15:04:05.999999999", // evtxexport and python-evtx differ in the signs only
		strings.NewReplacer("T", " ", "Z", "").Replace(e.System.TimeCreated.SystemTime))
	if err != nil {
		t.Fatal(err)
	}
	s := seen{RecordID: e.System.EventRecordID, Time: millisecond(created), Provider: e.System.Provider.Name,
		GUID: e.System.Provider.GUID, SourceName: e.System.Provider.SourceName, EventID: e.System.EventID.Value,
		Qualifiers: e.System.EventID.Qualifiers, Level: e.System.Level, Channel: e.System.Channel,
		Computer: e.System.Computer, UserSID: e.System.Security.UserID, Binary: e.EventData.Binary}
	named := false
	var names []string
	for _, d := range e.EventData.Data {
		s.Data = append(s.Data, d.Value)
		names = append(names, d.Name)
		named = named || d.Name != ""
	}
	if named {
		s.Names = names
	}
	return s
}

// oracle finds a program; without it the test is skipped, but in CI it fails: there the oracle must be.
func oracle(t *testing.T, path string) string {
	t.Helper()
	found, err := exec.LookPath(path)
	if err == nil {
		return found
	}
	missing(t, err.Error())
	return ""
}

func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("no oracle: %s", why)
	}
	t.Skipf("no oracle: %s", why)
}

func write(t *testing.T, events []evtxwrite.Event, o evtxwrite.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := evtxwrite.Write(&b, events, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func file(t *testing.T, log []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "written.evtx")
	if err := os.WriteFile(path, log, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEvtxexportReadsWhatWasWritten(t *testing.T) {
	program := oracle(t, "evtxexport")
	for _, tt := range logs() {
		t.Run(tt.name, func(t *testing.T) {
			cmd := exec.Command(program, "-f", "xml", file(t, write(t, tt.events, tt.options)))
			cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("evtxexport: %v\n%s", err, out)
			}
			got := fromXML(t, bytes.NewReader(afterBanner(out)))
			if diff := cmp.Diff(tt.want(), got); diff != "" {
				t.Errorf("evtxexport reads (-written +read):\n%s", diff)
			}
		})
	}
}

// afterBanner drops the line with the version. Carriage returns stand raw in the output and an XML reader would drop them.
func afterBanner(out []byte) []byte {
	_, rest, _ := bytes.Cut(out, []byte("\n\n"))
	return bytes.ReplaceAll(rest, []byte("\r"), []byte("&#13;"))
}

// pythonScript prints the XML of every record as one JSON list, after checking all checksums.
const pythonScript = `
import json, sys
import Evtx.Evtx as evtx
with evtx.Evtx(sys.argv[1]) as log:
    header = log.get_file_header()
    if not header.check_magic() or header.checksum() != header.calculate_checksum():
        sys.exit("file header")
    if header.is_dirty() != (sys.argv[2] == "dirty"):
        sys.exit("dirty flag")
    for i, chunk in enumerate(header.chunks()):
        if not chunk.check_magic() or chunk.header_checksum() != chunk.calculate_header_checksum():
            sys.exit("header of chunk %d" % i)
        if chunk.data_checksum() != chunk.calculate_data_checksum():
            sys.exit("data of chunk %d" % i)
    json.dump([r.xml() for c in header.chunks() for r in c.records()], sys.stdout)
`

const pythonWithEvtx = "/usr/bin/python3" // Debian's own: another python does not see Debian's modules

func TestPythonEvtxReadsWhatWasWritten(t *testing.T) {
	program := oracle(t, pythonWithEvtx)
	if out, err := exec.Command(program, "-c", "import Evtx.Evtx").CombinedOutput(); err != nil {
		missing(t, string(out))
	}
	for _, tt := range logs() {
		if tt.notPython != "" {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			state := "clean"
			if tt.options.Dirty {
				state = "dirty"
			}
			var stderr bytes.Buffer
			cmd := exec.Command(program, "-c", pythonScript, file(t, write(t, tt.events, tt.options)), state)
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("python-evtx: %v\n%s", err, stderr.String())
			}
			var records []string
			if err := json.Unmarshal(out, &records); err != nil {
				t.Fatal(err)
			}
			var got []seen
			for _, r := range records {
				for _, s := range fromXML(t, strings.NewReader(strings.ReplaceAll(r, "\r", "&#13;"))) {
					got = append(got, fromPython(t, s))
				}
			}
			if diff := cmp.Diff(tt.want(), got); diff != "" {
				t.Errorf("python-evtx reads (-written +read):\n%s", diff)
			}
		})
	}
}

// fromPython undoes what python-evtx prints in its own way: the strings of an array as <string>...</string> within one
// <Data>, an empty <Data> for an event without strings (the same for real logs), and binary data as base64.
func fromPython(t *testing.T, s seen) seen {
	t.Helper()
	if len(s.Data) == 1 && strings.HasPrefix(s.Data[0], "<string>") {
		array := strings.TrimSuffix(strings.TrimPrefix(s.Data[0], "<string>"), "</string>\n")
		s.Data = strings.Split(array, "</string>\n<string>")
	}
	if len(s.Data) == 1 && s.Data[0] == "" {
		s.Data = nil
	}
	b, err := base64.StdEncoding.DecodeString(s.Binary)
	if err != nil {
		t.Fatal(err)
	}
	s.Binary = fmt.Sprintf("%X", b)
	return s
}
