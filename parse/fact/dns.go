package fact

// DNSState says what an SRV query gave.
type DNSState string

// The states of a query for _vlmcs._tcp.
const (
	DNSRecords      DNSState = "records"
	DNSNone         DNSState = "none"          // name error or no data
	DNSNoneInferred DNSState = "none-inferred" // only the server's banner: standard error was not captured
	DNSFailed       DNSState = "failed"        // time-out, refused, no server
	DNSAbsent       DNSState = "absent"        // no such query in the file
)

// DNSAnswer is one nslookup (or equivalent) session about the KMS SRV record. From is dns-answer where another tool than
// nslookup asked, else "".
type DNSAnswer struct {
	From       Kind          `json:"from,omitempty"`
	State      DNSState      `json:"state"`
	ServerName string        `json:"serverName,omitempty"`
	ServerIP   string        `json:"serverIP,omitempty"`
	Records    []SRVRecord   `json:"records,omitempty"`
	Addresses  []HostAddress `json:"addresses,omitempty"`
	// Asked is the name that the failing line quotes, or the name typed; Zone the part behind _vlmcs._tcp of the
	// answering owner name, or, of a tool other than nslookup, of the name that was asked in vain.
	Asked  string `json:"asked,omitempty"`
	Zone   string `json:"zone,omitempty"`
	Reason string `json:"reason,omitempty"` // of a failure, in English words: non-existent-domain, no-records, timed-out, refused, server-failed, no-server, unknown
	Line   Line   `json:"line"`             // the line that decided the state
}

// SRVRecord is one published KMS host. Host is as printed, without a trailing dot. Pointers are unknown.
type SRVRecord struct {
	Owner    string `json:"owner,omitempty"`
	Host     string `json:"host"`
	Port     int    `json:"port"`
	Priority *int   `json:"priority,omitempty"`
	Weight   *int   `json:"weight,omitempty"`
	Line     Line   `json:"line"` // the line that names the host
}

// HostAddress is an address line of the answer.
type HostAddress struct {
	Host string `json:"host"`
	IP   string `json:"ip"`
	Line Line   `json:"line"`
}
