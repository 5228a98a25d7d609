package evtx

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/fixtures/makeevtx"
	"kmstriage/fixtures/reference"
	"kmstriage/parse/format/winevent"
)

// told is an event as far as two readers can be compared.
type told struct {
	Record                                    uint64
	ID, Qualifiers, Level                     int
	Provider, Source, Computer, Channel, User string
	Time                                      time.Time
	Payload                                   []string // "name=value" in order, the name empty where there is none
}

// ours tells a record of this package.
func ours(r winevent.Record) told {
	x := told{Record: r.RecordID, ID: r.EventID, Qualifiers: r.Qualifiers, Level: r.Level, Provider: r.Provider, Source: r.SourceName,
		Computer: r.Computer, Channel: r.Channel, User: r.UserSID, Time: r.At}
	for i, d := range r.Data {
		name := ""
		if r.Names != nil {
			name = r.Names[i]
		}
		x.Payload = append(x.Payload, plain(name, d))
	}
	if len(r.Binary) > 0 {
		x.Payload = append(x.Payload, "Binary="+strings.ToUpper(hex.EncodeToString(r.Binary)))
	}
	return x
}

// lineEnds are made one, as reading XML does.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// hundredths are two digits that libyal adds to the seven that a time in the log has.
var hundredths = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7})00Z$`)

// plain is a value without what no reader of XML can tell. libyal writes nothing for one of blanks and line ends.
func plain(name, value string) string {
	if strings.TrimSpace(value) == "" {
		value = ""
	}
	return name + "=" + hundredths.ReplaceAllString(lineEnds.Replace(value), "${1}Z")
}

// node is an element of an event that another program wrote as XML.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []node     `xml:",any"`
}

func (n *node) child(name string) *node {
	for i := range n.Children {
		if n.Children[i].XMLName.Local == name {
			return &n.Children[i]
		}
	}
	return &node{}
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// events reads the events in a text that is not one document.
func events(t *testing.T, text []byte) (out []node) {
	t.Helper()
	for _, x := range bytes.SplitAfter(text, []byte("</Event>")) {
		i := bytes.Index(x, []byte("<Event "))
		if i < 0 {
			continue
		}
		var n node
		d := xml.NewDecoder(bytes.NewReader(x[i:]))
		d.Strict = false
		if err := d.Decode(&n); err != nil && err != io.EOF {
			t.Fatalf("%v in %.500q", err, x[i:])
		}
		out = append(out, n)
	}
	return out
}

// theirs tells an event of another program; data reads one Data or Binary element of its EventData.
func theirs(n node, data func(n *node) []string) told {
	system := n.child("System")
	number := func(s string, none int) int {
		v, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return none
		}
		return v
	}
	x := told{ID: number(system.child("EventID").Text, 0), Qualifiers: number(system.child("EventID").attr("Qualifiers"), 0), Level: number(system.child("Level").Text, -1),
		Provider: system.child("Provider").attr("Name"), Source: system.child("Provider").attr("EventSourceName"), Computer: system.child("Computer").Text,
		Channel: system.child("Channel").Text, User: system.child("Security").attr("UserID")}
	x.Record, _ = strconv.ParseUint(system.child("EventRecordID").Text, 10, 64)
	at := system.child("TimeCreated").attr("SystemTime")
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999"} {
		if v, err := time.Parse(layout, at); err == nil {
			x.Time = v
		}
	}
	for i := range n.Children {
		switch c := &n.Children[i]; c.XMLName.Local {
		case "System", "RenderingInfo":
		case "EventData":
			for j := range c.Children {
				x.Payload = append(x.Payload, data(&c.Children[j])...)
			}
		default:
			for j := range c.Children {
				x.Payload = append(x.Payload, leavesOf(&c.Children[j])...)
			}
		}
	}
	return x
}

// leavesOf are the innermost elements.
func leavesOf(n *node) (out []string) {
	for i := range n.Children {
		out = append(out, leavesOf(&n.Children[i])...)
	}
	if len(n.Children) == 0 {
		name := n.XMLName.Local
		if own := n.attr("Name"); own != "" && name == "Data" {
			name = own
		}
		return []string{plain(name, n.Text)}
	}
	return out
}

// exportedPayload reads an element of EventData as evtxexport writes it.
func exportedPayload(n *node) []string {
	if n.XMLName.Local == "Binary" {
		if n.Text == "" {
			return nil
		}
		return []string{"Binary=" + strings.ToUpper(n.Text)}
	}
	return []string{plain(n.attr("Name"), n.Text)}
}

// pythonPayload reads one as python-evtx writes it: a string array in one element, binary as Base64.
func pythonPayload(n *node) []string {
	if n.XMLName.Local == "Binary" {
		b, err := base64.StdEncoding.DecodeString(n.Text)
		if err != nil || len(b) == 0 {
			return nil
		}
		return []string{"Binary=" + strings.ToUpper(hex.EncodeToString(b))}
	}
	name := n.attr("Name") + "="
	if !strings.HasPrefix(n.Text, "<string>") {
		return []string{plain(n.attr("Name"), n.Text)}
	}
	var out []string
	for _, s := range strings.SplitAfter(n.Text, "</string>\n") {
		if s, ok := strings.CutPrefix(strings.TrimSuffix(s, "</string>\n"), "<string>"); ok {
			out = append(out, name+s)
		}
	}
	return out
}

// oracleLogs are the real samples and made logs, by their paths.
func oracleLogs(t *testing.T) (paths []string) {
	t.Helper()
	if reference.Found() {
		paths, _ = filepath.Glob(filepath.Join(samples(t), "evtx", "*.evtx"))
	}
	for i, d := range []makeevtx.Dense{{Chunks: 4, Percent: 50}, {Chunks: 2, Every: true}} {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("made%d.evtx", i))
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := makeevtx.WriteDense(f, d); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

var negative = regexp.MustCompile(`=-\d+$`)

// TestEvtxexportAgrees compares every field of every record with libyal's evtxexport.
func TestEvtxexportAgrees(t *testing.T) {
	tool, err := exec.LookPath("evtxexport")
	if err != nil {
		absent(t, "evtxexport is not installed")
	}
	for _, path := range oracleLogs(t) {
		out, err := exec.Command(tool, "-f", "xml", path).Output()
		if err != nil {
			t.Fatalf("evtxexport %s: %v", path, err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []told
		for _, n := range events(t, out) {
			want = append(want, theirs(n, exportedPayload))
		}
		list, _ := readAll(file, Options{})
		for _, r := range list {
			got = append(got, ours(r))
		}
		for _, list := range [][]told{want, got} { // libyal 2018 prints negative numbers of 32 bits wrong; python-evtx does not
			for _, x := range list {
				for i := range x.Payload {
					x.Payload[i] = negative.ReplaceAllString(x.Payload[i], "=-")
				}
			}
		}
		if d := cmp.Diff(want, got); d != "" || len(got) == 0 {
			t.Errorf("%s, %d records: -evtxexport +ours %.6000s", filepath.Base(path), len(got), d)
		}
	}
}

// asPython gives the payload that python-evtx should show for ours, where it is known to show another: binary user data as
// Base64, times to the microsecond, one empty string for an event without strings, and empty strings of an array at the
// end of it.
func asPython(theirs, ours []string) []string {
	if len(ours) == 0 && len(theirs) == 1 && theirs[0] == "=" {
		return nil
	}
	if len(theirs) != len(ours) {
		return theirs
	}
	a, b := slices.Sorted(slices.Values(theirs)), slices.Sorted(slices.Values(ours))
	if slices.Equal(a, b) && slices.Contains(a, "=") {
		return ours
	}
	out := slices.Clone(theirs)
	for i, x := range out {
		name, value, _ := strings.Cut(x, "=")
		_, own, _ := strings.Cut(ours[i], "=")
		if b, err := base64.StdEncoding.DecodeString(value); err == nil && name == "binaryData" {
			out[i] = name + "=" + strings.ToUpper(hex.EncodeToString(b))
		}
		at, err := time.Parse("2006-01-02 15:04:05.999999", value)
		if v := when(own); err == nil && at.Sub(v).Abs() <= 5*time.Microsecond {
			out[i] = ours[i]
		}
	}
	return out
}

const pythonEvents = `
import sys
import Evtx.Evtx as evtx
with evtx.Evtx(sys.argv[1]) as log:
    for n, record in enumerate(log.records()):
        if n == int(sys.argv[2]): break
        try: print(record.xml())
        except Exception as e: print('<Event ><Failed>%s</Failed></Event>' % type(e).__name__)
`

// TestPythonAgrees compares the first records of every log with python-evtx, which needs milliseconds for each.
func TestPythonAgrees(t *testing.T) {
	const python = "/usr/bin/python3" // Debian's own: another python does not see Debian's modules
	if err := exec.Command(python, "-c", "import Evtx.Evtx").Run(); err != nil {
		absent(t, "python-evtx is not installed")
	}
	most := 200
	if testing.Short() {
		most = 30
	}
	for _, path := range oracleLogs(t) {
		out, err := exec.Command(python, "-c", pythonEvents, path, strconv.Itoa(most)).Output()
		if err != nil {
			t.Fatalf("python-evtx %s: %v", path, err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		list, _ := readAll(file, Options{})
		read := events(t, out)
		if len(read) != min(most, len(list)) {
			t.Fatalf("%s: python-evtx reads %d records of %d", path, len(read), len(list))
		}
		for i, n := range read {
			if n.child("Failed").Text != "" {
				continue
			}
			want, got := theirs(n, pythonPayload), ours(list[i])
			if want.Time.Sub(got.Time).Abs() <= 5*time.Microsecond { // it counts in binary fractions of a second
				want.Time = got.Time
			}
			want.Payload = asPython(want.Payload, got.Payload)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s, record %d: -python-evtx +ours %.3000s", filepath.Base(path), i, d)
			}
		}
	}
}
