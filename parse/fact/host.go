package fact

// ServiceBlock is one run of slmgr.vbs (/dlv or /dli): a licence of the machine's licensing service. In the SDP's log
// the runs ask for Office *host* licences: Found=false is the normal answer of a plain client.
type ServiceBlock struct {
	Found          *bool  `json:"found,omitempty"`     // nil: the block does not tell
	Requested      string `json:"requested,omitempty"` // id on a pasted command line, lower case
	ActivationID   string `json:"activationID,omitempty"`
	ApplicationID  string `json:"applicationID,omitempty"`
	Name           string `json:"name,omitempty"`
	Description    string `json:"description,omitempty"`
	ServiceVersion string `json:"serviceVersion,omitempty"` // 6.1.7601.17514: tells the Windows version
	Status         string `json:"status,omitempty"`         // tokens of Licence.Status; "" unknown
	GraceMinutes   *int   `json:"graceMinutes,omitempty"`
	Reason         *Code  `json:"reason,omitempty"`
	HasKey         bool   `json:"hasKey,omitempty"`
	PartialKey     string `json:"partialKey,omitempty"`
	Cut            bool   `json:"cut,omitempty"` // the text ended inside the block

	// Host block: "Key Management Service is enabled on this machine".
	HostEnabled   bool   `json:"hostEnabled,omitempty"`
	Count         *int   `json:"count,omitempty"`
	Port          int    `json:"port,omitempty"`
	DNSPublishing *bool  `json:"dnsPublishing,omitempty"`
	Priority      string `json:"priority,omitempty"`
	Total         *int   `json:"total,omitempty"`
	Failed        *int   `json:"failed,omitempty"`

	// Client block.
	CMID         string    `json:"cmid,omitempty"`
	Registered   *HostPort `json:"registered,omitempty"`
	Discovered   *HostPort `json:"discovered,omitempty"`
	Caching      *bool     `json:"caching,omitempty"`
	LookupDomain string    `json:"lookupDomain,omitempty"`

	Lines Lines `json:"lines,omitempty"` // by field name; "block" is its first line
}
