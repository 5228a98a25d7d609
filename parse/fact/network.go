package fact

// Network is the computer's names and resolver, as ipconfig or the registry tells them. Suffix is the primary DNS suffix,
// in which a KMS client of a domain looks for hosts; Search the search list; Connections the suffixes of the adapters
// (DHCP option 15), in which one of a workgroup looks. Empty is unknown.
type Network struct {
	Host        string   `json:"host,omitempty"`
	Suffix      string   `json:"suffix,omitempty"`
	Domain      string   `json:"domain,omitempty"` // of Active Directory
	Search      []string `json:"search,omitempty"`
	Connections []string `json:"connections,omitempty"`
	Servers     []string `json:"servers,omitempty"` // addresses of the DNS servers
	From        Kind     `json:"from"`
	Lines       Lines    `json:"lines,omitempty"` // by field name
}
