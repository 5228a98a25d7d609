package fact

// The outcomes of a connect test.
const (
	Reached    = "reached"    // a TCP connection was made
	Refused    = "refused"    // the host answered that nothing listens
	Silent     = "silent"     // no answer: a firewall drops it, or the host is off
	Unresolved = "unresolved" // the name has no address
	NotReached = "failed"     // not reached, and the tool does not say why
)

// Connection is one connect test from the computer to a port, as Test-NetConnection, telnet, portqry or the like told it.
// Host is the name or address that was typed; Address what it led to.
type Connection struct {
	Host    string `json:"host"`
	Address string `json:"address,omitempty"`
	Port    int    `json:"port"`
	Outcome string `json:"outcome"` // reached, refused, silent, unresolved, failed
	Tool    string `json:"tool,omitempty"`
	Line    Line   `json:"line"`
}
