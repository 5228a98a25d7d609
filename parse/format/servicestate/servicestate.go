// Package servicestate turns what tools print about services of Windows into their states and start types: sc query and
// sc qc in every language, Get-Service as table or list, Win32_Service, and net start.
package servicestate

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

// The states and start types.
const (
	Running      = "running"
	Stopped      = "stopped"
	Pending      = "pending"
	Paused       = "paused"
	NotInstalled = "not-installed"

	Auto     = "auto"
	Manual   = "manual"
	Disabled = "disabled"
)

// Service is one statement about a service. Empty is untold; Exit is nil where no code of its end is told.
type Service struct {
	Name      string // as asked: lower case
	State     string
	Start     string
	Exit      *int
	StateLine textenc.Line
	StartLine textenc.Line
}

// maxLines and maxServices bound the work: a computer has some three hundred services.
const (
	maxLines    = 100_000
	maxServices = 5000
)

// maxLine is beyond every line of these tools: a longer one is something else, and no expression looks at it.
const maxLine = 4096

// Parse reads the lines of a file and keeps what is said of the services that are wanted, by their names in lower case.
// display gives the names under which net start lists them.
func Parse(lines []textenc.Line, wanted []string, display map[string]string) []Service {
	r := &reader{wanted: wanted, display: display}
	for _, l := range lines[:min(len(lines), maxLines)] {
		if len(l.Text) > maxLine {
			continue
		}
		r.line(l)
	}
	r.close()
	return r.out
}

type reader struct {
	wanted  []string
	display map[string]string
	out     []Service
	asked   string // by the command that was typed
	block   *block
}

// block is the answer of sc about one service, or a list of PowerShell.
type block struct {
	name   string
	list   bool
	fields []field
}

type field struct {
	label, value string
	line         textenc.Line
}

var (
	scCommand  = regexp.MustCompile(`(?i)^(?:&\s*)?(?:\S*[\\/])?"?(?:sc(?:\.exe)?"?\s+(?:\\\\\S+\s+)?(?:query|queryex|qc)|net(?:\.exe)?"?\s+start|get-service(?:\s+-name)?)\s+["']?([\w-]+)["']?`)
	scName     = regexp.MustCompile(`^[^\s:：]+\s?[:：]\s*([\w-]+)$`)
	scField    = regexp.MustCompile(`^([^:：]{1,40}?)\s*[:：]\s*(\S.*)$`)
	scFailed   = regexp.MustCompile(`\bOpenService\b.*\b1060\b`)
	number     = regexp.MustCompile(`^(\d+)\s+(\S.*)$`)
	exitCode   = regexp.MustCompile(`^(\d+)\s+\(0x[0-9a-fA-F]+\)$`)
	netError   = regexp.MustCompile(`(?:^|\D)1058(?:\D|$)`)
	psMissing  = regexp.MustCompile(`CategoryInfo\s*:\s*ObjectNotFound:\s*\(([\w-]+)(?::String)?\) \[Get-Service\]`)
	listName   = regexp.MustCompile(`^Name\s*: ([\w-]+)$`)
	stateWords = map[string]string{"running": Running, "stopped": Stopped, "paused": Paused, "startpending": Pending, "stoppending": Pending, "continuepending": Pending, "pausepending": Pending}
	startWords = map[string]string{"automatic": Auto, "auto": Auto, "automaticdelayedstart": Auto, "manual": Manual, "disabled": Disabled}
	states     = map[string]string{"1": Stopped, "2": Pending, "3": Pending, "4": Running, "5": Pending, "6": Pending, "7": Paused}
	starts     = map[string]string{"2": Auto, "3": Manual, "4": Disabled}
)

func (r *reader) line(l textenc.Line) {
	indented := strings.TrimLeft(l.Text, " \t") != l.Text
	l.Text = strings.TrimSpace(l.Text)
	if typed, ok := consoletext.Command(l.Text); ok {
		r.close()
		r.asked = ""
		if m := scCommand.FindStringSubmatch(typed); m != nil {
			r.asked = strings.ToLower(m[1])
		}
		return
	}
	switch {
	case l.Text == "":
		if r.block != nil && r.block.list {
			r.close()
		}
	case r.begins(l, indented):
	case r.block != nil && r.field(l):
	case scFailed.MatchString(l.Text):
		r.add(Service{Name: r.asked, State: NotInstalled, StateLine: l})
	case psMissing.MatchString(l.Text):
		r.add(Service{Name: strings.ToLower(psMissing.FindStringSubmatch(l.Text)[1]), State: NotInstalled, StateLine: l})
	case r.asked != "" && netError.MatchString(l.Text) && r.block == nil:
		r.add(Service{Name: r.asked, Start: Disabled, StartLine: l})
	default:
		r.row(l, indented)
	}
}

// begins opens the block of a service: sc names it in a line of its own, PowerShell's lists in their first.
func (r *reader) begins(l textenc.Line, indented bool) bool {
	if m := listName.FindStringSubmatch(l.Text); m != nil {
		r.close()
		r.block = &block{name: strings.ToLower(m[1]), list: true}
		return true
	}
	m := scName.FindStringSubmatch(l.Text)
	if m == nil || indented || !slices.Contains(r.wanted, strings.ToLower(m[1])) && !strings.HasPrefix(l.Text, "SERVICE_NAME") {
		return false
	}
	r.close()
	r.block = &block{name: strings.ToLower(m[1])}
	return true
}

func (r *reader) field(l textenc.Line) bool {
	m := scField.FindStringSubmatch(l.Text)
	if m == nil || len(r.block.fields) > 100 {
		return false
	}
	r.block.fields = append(r.block.fields, field{m[1], m[2], l})
	return true
}

// close settles a block. sc's fields come in a fixed order; the second is the state, or, of a configuration, the start
// type. An exit code or a program's path tells which; only where neither came the words do, which are English mostly.
func (r *reader) close() {
	b := r.block
	r.block = nil
	if b == nil {
		return
	}
	s := Service{Name: b.name}
	if b.list {
		for _, f := range b.fields {
			w := strings.ToLower(f.value)
			if v := stateWords[w]; v != "" && (f.label == "Status" || f.label == "State") {
				s.State, s.StateLine = v, f.line
			}
			if v := startWords[w]; v != "" && (f.label == "StartType" || f.label == "StartMode") {
				s.Start, s.StartLine = v, f.line
			}
		}
		r.add(s)
		return
	}
	b.settle(&s)
	r.add(s)
}

func (b *block) settle(s *Service) {
	var numbered []field
	query, config := false, false
	for _, f := range b.fields {
		switch {
		case exitCode.MatchString(f.value):
			if n, err := strconv.Atoi(exitCode.FindStringSubmatch(f.value)[1]); err == nil && s.Exit == nil && !config {
				s.Exit = &n
			}
			query = true
		case strings.Contains(strings.ToLower(f.value), ".exe"):
			config = true
		case number.MatchString(f.value):
			numbered = append(numbered, f)
		}
	}
	if len(numbered) < 2 {
		s.Exit = nil
		return
	}
	m := number.FindStringSubmatch(numbered[1].value)
	word := strings.ToUpper(m[2])
	config = config || !query && (strings.Contains(word, "START") && !strings.Contains(word, "PENDING") || strings.Contains(word, "DISABLED"))
	if config {
		s.Start, s.StartLine, s.Exit = starts[m[1]], numbered[1].line, nil
		return
	}
	s.State, s.StateLine = states[m[1]], numbered[1].line
}

// row takes a row of a table that names a service and says its state or start type, or a line of net start.
func (r *reader) row(l textenc.Line, indented bool) {
	if name, ok := r.display[strings.ToLower(l.Text)]; ok && indented {
		r.add(Service{Name: name, State: Running, StateLine: l})
		return
	}
	var s Service
	for _, w := range strings.Fields(strings.ToLower(l.Text)) {
		switch {
		case slices.Contains(r.wanted, w):
			s.Name = w
		case stateWords[w] != "" && s.State == "":
			s.State, s.StateLine = stateWords[w], l
		case startWords[w] != "" && s.Start == "":
			s.Start, s.StartLine = startWords[w], l
		}
	}
	r.add(s)
}

func (r *reader) add(s Service) {
	if s.State == "" && s.Start == "" || !slices.Contains(r.wanted, s.Name) || len(r.out) >= maxServices {
		return
	}
	r.out = append(r.out, s)
}
