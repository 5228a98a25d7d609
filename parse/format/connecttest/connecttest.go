// Package connecttest turns what connect tests to a TCP port print into host, port and outcome: Test-NetConnection,
// telnet, portqry, psping, tcping, and nc of Unix.
package connecttest

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// Outcome is how a test ended.
type Outcome string

// The outcomes.
const (
	Reached    Outcome = "reached"
	Refused    Outcome = "refused"
	Silent     Outcome = "silent"
	Unresolved Outcome = "unresolved"
	Failed     Outcome = "failed" // not reached, and the tool does not say why
)

// Test is one test. Host is as typed, or the address where only that is shown; Address is "" where it is not shown.
type Test struct {
	Tool    string
	Host    string
	Address string
	Port    int
	Outcome Outcome
	Line    textenc.Line // that tells the outcome
}

// maxLines and maxTests bound the work.
const (
	maxLines = 100_000
	maxTests = 5000
)

// maxLine is beyond every line of these tools: a longer one is something else, and no expression looks at it.
const maxLine = 4096

// Parse reads the lines of a file; a text of another kind has no tests. Repeated probes of one port make one test, and
// one that succeeded counts before those that did not.
func Parse(lines []textenc.Line) []Test {
	r := &reader{}
	for _, l := range lines[:min(len(lines), maxLines)] {
		if len(l.Text) > maxLine {
			continue
		}
		l.Text = strings.TrimSpace(l.Text)
		r.line(l)
	}
	r.close()
	return r.out
}

type reader struct {
	out   []Test
	typed Test // by the command line: tool, host and port
	list  *Test
	ended bool // the open list has shown its result
}

var (
	tncCommand    = regexp.MustCompile(`(?i)^(?:Test-NetConnection|tnc)\s+(.*)$`)
	telnetCommand = regexp.MustCompile(`(?i)^(?:\S*[\\/])?(telnet|nc|ncat|tcping|psping|paping)(?:\.exe)?\s+(.*)$`)
	tncHost       = regexp.MustCompile(`(?i)(?:^|\s)(?:-ComputerName\s+)?["']?([\w.:-]*[\w])["']?`)
	tncPort       = regexp.MustCompile(`(?i)-Port\s+(\d{1,5})`)
	tncField      = regexp.MustCompile(`^(ComputerName|RemoteAddress|RemotePort|TcpTestSucceeded)\s*: ?(.*)$`)
	tncUnresolved = regexp.MustCompile(`^(?:WARNING|[\p{L}]+): Name resolution of (\S+) failed`)
	telnetFailed  = regexp.MustCompile(`^\S.*?\s(\S+?)\.\.\.\s*\S.*?\D(\d{1,5})\s?[:：]\s*\S`)
	telnetPort    = regexp.MustCompile(`\D(\d{1,5})\s?[:：]\s*\S`)
	portqryHost   = regexp.MustCompile(`^Querying target system called:$`)
	portqryAddr   = regexp.MustCompile(`^Name resolved to (\S+)$`)
	portqryResult = regexp.MustCompile(`^TCP port (\d{1,5}) \([^)]*\)\s?: ((?:NOT )?LISTENING|FILTERED)`)
	probing       = regexp.MustCompile(`^Probing (\S+?):(\d{1,5})/tcp - (Port is open|No response|.*)`)
	psping        = regexp.MustCompile(`^Connecting to (\S+?):(\d{1,5})(?: \(warmup\))?: ?(from \S+: [\d.]+ ?ms|.*)$`)
	ncSucceeded   = regexp.MustCompile(`^Connection to (\S+)(?: \(([^)]+)\))? (\d{1,5}) port \[tcp/[^\]]*\] succeeded`)
	ncFailed      = regexp.MustCompile(`^nc: connect(?:x)? to (\S+)(?: \(([^)]+)\))? port (\d{1,5}) \(tcp\) (?:failed|timed out)(?:: (.*))?`)
	ncatConnected = regexp.MustCompile(`^Ncat: Connected to (\S+):(\d{1,5})\.$`)
)

func (r *reader) line(l textenc.Line) {
	if l.Text == "" {
		if r.list != nil && r.list.Tool != "portqry" {
			r.close()
		}
		return
	}
	if typed, ok := consoletext.Command(l.Text); ok {
		r.close()
		r.command(typed)
		return
	}
	switch {
	case r.netConnection(l), r.portqry(l), r.probe(l), r.unix(l):
	case r.quiet(l):
	default:
		r.telnet(l)
	}
}

// command notes host and port of what was typed.
func (r *reader) command(typed string) {
	r.typed = Test{}
	if m := tncCommand.FindStringSubmatch(typed); m != nil {
		r.typed.Tool = "Test-NetConnection"
		if p := tncPort.FindStringSubmatch(m[1]); p != nil {
			r.typed.Port = port(p[1])
		}
		if h := tncHost.FindStringSubmatch(m[1]); h != nil {
			r.typed.Host = h[1]
		}
		return
	}
	m := telnetCommand.FindStringSubmatch(typed)
	if m == nil {
		return
	}
	r.typed.Tool = strings.ToLower(m[1])
	for _, w := range strings.Fields(m[2]) {
		switch {
		case strings.HasPrefix(w, "-"):
		case r.typed.Host == "":
			r.typed.Host = w
		case r.typed.Port == 0:
			r.typed.Port = port(w)
		}
	}
}

func port(s string) int {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

// netConnection takes the properties of Test-NetConnection, of which the names are English everywhere.
func (r *reader) netConnection(l textenc.Line) bool {
	if m := tncUnresolved.FindStringSubmatch(l.Text); m != nil {
		r.open("Test-NetConnection")
		r.list.Outcome, r.list.Line = Unresolved, l
		if r.list.Host == "" {
			r.list.Host = m[1]
		}
		return true
	}
	m := tncField.FindStringSubmatch(l.Text)
	if m == nil {
		return false
	}
	value := strings.TrimSpace(m[2])
	if r.ended && m[1] == "ComputerName" {
		r.close()
	}
	r.open("Test-NetConnection")
	switch m[1] {
	case "ComputerName":
		r.list.Host = value
	case "RemoteAddress":
		r.list.Address = value
	case "RemotePort":
		r.list.Port = port(value)
	case "TcpTestSucceeded":
		r.ended = true
		switch {
		case strings.EqualFold(value, "True"):
			r.list.Outcome, r.list.Line = Reached, l
		case strings.EqualFold(value, "False") && r.list.Outcome == "":
			r.list.Outcome, r.list.Line = Failed, l
		}
	}
	return true
}

func (r *reader) open(tool string) {
	if r.list != nil && r.list.Tool == tool {
		return
	}
	r.close()
	r.list, r.ended = &Test{Tool: tool}, false
	if r.typed.Tool == tool {
		r.list.Host, r.list.Port = r.typed.Host, r.typed.Port
	}
}

func (r *reader) close() {
	t := r.list
	r.list, r.ended = nil, false
	if t != nil {
		r.add(*t)
	}
}

// portqry takes the report of portqry, which names the host in a line below its heading.
func (r *reader) portqry(l textenc.Line) bool {
	if portqryHost.MatchString(l.Text) {
		r.close()
		r.open("portqry")
		return true
	}
	if r.list == nil || r.list.Tool != "portqry" {
		return false
	}
	if m := portqryAddr.FindStringSubmatch(l.Text); m != nil {
		r.list.Address = m[1]
		return true
	}
	if strings.HasPrefix(l.Text, "Failed to resolve name") {
		r.list.Outcome, r.list.Line = Unresolved, l
		return true
	}
	if m := portqryResult.FindStringSubmatch(l.Text); m != nil {
		t := *r.list
		t.Port, t.Line = port(m[1]), l
		t.Outcome = map[string]Outcome{"LISTENING": Reached, "NOT LISTENING": Refused, "FILTERED": Silent}[m[2]]
		r.add(t)
		return true
	}
	if r.list.Host == "" && !strings.Contains(l.Text, " ") {
		r.list.Host = l.Text
	}
	return true
}

// probe takes the lines of tcping and psping.
func (r *reader) probe(l textenc.Line) bool {
	if m := probing.FindStringSubmatch(l.Text); m != nil {
		o := Failed
		switch {
		case m[3] == "Port is open":
			o = Reached
		case strings.HasPrefix(m[3], "No response"):
			o = Silent
		}
		r.add(Test{Tool: "tcping", Host: m[1], Port: port(m[2]), Outcome: o, Line: l})
		return true
	}
	if m := psping.FindStringSubmatch(l.Text); m != nil {
		o := Failed
		if strings.HasPrefix(m[3], "from ") {
			o = Reached
		}
		r.add(Test{Tool: "psping", Host: m[1], Port: port(m[2]), Outcome: o, Line: l})
		return true
	}
	return false
}

// unix takes the lines of nc.
func (r *reader) unix(l textenc.Line) bool {
	if m := ncSucceeded.FindStringSubmatch(l.Text); m != nil {
		r.add(Test{Tool: "nc", Host: m[1], Address: m[2], Port: port(m[3]), Outcome: Reached, Line: l})
		return true
	}
	if m := ncatConnected.FindStringSubmatch(l.Text); m != nil {
		r.add(Test{Tool: "nc", Host: m[1], Port: port(m[2]), Outcome: Reached, Line: l})
		return true
	}
	if m := ncFailed.FindStringSubmatch(l.Text); m != nil {
		o := Failed
		switch {
		case strings.Contains(m[4], "refused"):
			o = Refused
		case strings.Contains(l.Text, "timed out"):
			o = Silent
		}
		r.add(Test{Tool: "nc", Host: m[1], Address: m[2], Port: port(m[3]), Outcome: o, Line: l})
		return true
	}
	return false
}

// quiet takes the one word of Test-NetConnection -InformationLevel Quiet.
func (r *reader) quiet(l textenc.Line) bool {
	if r.list != nil || r.typed.Tool != "Test-NetConnection" || r.typed.Port == 0 || l.Text != "True" && l.Text != "False" {
		return false
	}
	t := r.typed
	t.Line, t.Outcome = l, Failed
	if l.Text == "True" {
		t.Outcome = Reached
	}
	r.add(t)
	return true
}

// telnet takes the line in which Windows' telnet fails, in any language: the host before three dots, the port before a
// colon. It says the same whether the host refused, was silent or has no address. Of success it leaves no text.
func (r *reader) telnet(l textenc.Line) {
	if m := telnetFailed.FindStringSubmatch(l.Text); m != nil && hostLike(m[1]) {
		r.add(Test{Tool: "telnet", Host: m[1], Port: port(m[2]), Outcome: Failed, Line: l})
		return
	}
	if r.typed.Tool == "telnet" && r.typed.Port != 0 {
		if m := telnetPort.FindStringSubmatch(l.Text); m != nil && port(m[1]) == r.typed.Port {
			t := r.typed
			t.Outcome, t.Line = Failed, l
			r.add(t)
		}
	}
}

func hostLike(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	letters := false
	for _, c := range s {
		if c > 127 || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", c) {
			return false
		}
		letters = letters || c > '9'
	}
	return letters
}

// add keeps a test that is whole.
func (r *reader) add(t Test) {
	if t.Host == "" {
		t.Host = t.Address
	}
	if t.Outcome == "" || t.Host == "" || t.Port == 0 {
		return
	}
	for i := range r.out {
		x := &r.out[i]
		if x.Tool == t.Tool && x.Port == t.Port && strings.EqualFold(x.Host, t.Host) && (t.Tool == "tcping" || t.Tool == "psping") {
			if t.Outcome == Reached && x.Outcome != Reached {
				*x = t
			}
			return
		}
	}
	if len(r.out) < maxTests {
		r.out = append(r.out, t)
	}
}
