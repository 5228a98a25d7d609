package artifact

import (
	"regexp"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/connecttest"
)

var reachability = parse.Artifact{
	Kind:      fact.Reachability,
	Doc:       "a connect test to the port of a KMS host: Test-NetConnection, the failure of telnet, portqry, psping, tcping, nc",
	Signature: "the result of a connect test with a host and a port",
	Languages: "English; the failure of telnet by shape",
	Quirks:    []string{"telnet says nothing where it connects"},
	Names:     []string{"connect.txt"},
	Supply:    `powershell -Command "Test-NetConnection <KMS host> -Port 1688" > connect.txt`,
	Extra:     true,
	Yields:    []fact.Topic{fact.TopicConnections},
	Match:     matchReachability,
	Read:      readReachability,
}

// connectShown are lines of the tools. That of telnet is translated but for the host, three dots and the port.
var connectShown = regexp.MustCompile(`(?m)^[ \t]*TcpTestSucceeded[ \t]*:|^[ \t]*RemotePort[ \t]*: \d|^(?:WARNING|\S+): TCP connect to \(|>[ \t]*(?i:Test-NetConnection|tnc|telnet|portqry)[ \t]+\S|` +
	`^Querying target system called:|^TCP port \d+ \(.*\)[ \t]?: (?:NOT )?(?:LISTENING|FILTERED)|^Probing \S+:\d+/tcp|^Connecting to \S+:\d+(?: \(warmup\))?:|` +
	`^Connection to \S+.* port \[tcp/|^nc: connectx? to \S+.* port \d+|^Ncat: Connected to `)

// telnetShown is the line in which telnet fails.
var telnetShown = regexp.MustCompile(`^\S[^\n]*?[ \t][\w.-]+\.\.\.\S[^\n]*\D\d{2,5}[ ]?[:：][ \t]*\S`)

// connectWords are what at least one of stands in every test but those of telnet.
var connectWords = []string{"TcpTestSucceeded", "RemotePort", "TCP connect to", "est-NetConnection", "tnc", "elnet", "ortqry", "ortQry", "Querying target", "TCP port", "Probing ", "Connecting to ",
	"Connection to ", "nc: connect", "Ncat: "}

func matchReachability(p parse.Probe) parse.Claim {
	return parse.Claim{Content: speaksOf(p.Text, connectWords...) && connectShown.MatchString(p.Text) || telnetFailed(p.Text)}
}

// telnetFailed looks at the lines with three dots in them.
func telnetFailed(text string) bool {
	for {
		at := strings.Index(text, "...")
		if at < 0 {
			return false
		}
		start := strings.LastIndexByte(text[:at], '\n') + 1
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			return telnetShown.MatchString(text[start:])
		}
		if telnetShown.MatchString(text[start : at+end]) {
			return true
		}
		text = text[at+end+1:]
	}
}

func readReachability(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	tests := connecttest.Parse(text.Lines)
	f.Reading.Records = len(tests)
	if len(tests) == 0 {
		f.Damage(0, "no result of a connect test was recognised")
		return nil
	}
	for _, t := range tests {
		f.Set.Connections = append(f.Set.Connections, fact.Connection{Host: t.Host, Address: t.Address, Port: t.Port, Outcome: string(t.Outcome), Tool: t.Tool, Line: lineOf(f, t.Line)})
	}
	return nil
}
