package fact

// HostPort is a KMS host as a client stores or finds it. Port 0 is unknown.
type HostPort struct {
	Host string `json:"host"`
	Port int    `json:"port,omitempty"`
}

// Licence is one licence row: of ospp.vbs /dstatus(all), of an /act transcript, or of ROIScan. Pointers and empty
// strings are unknown, which is never the same as "no".
type Licence struct {
	From        Kind   `json:"from"`             // ospp-dstatusall, ospp-act, roiscan-xml, roiscan-log, vnextdiag
	Script      int    `json:"script,omitempty"` // family of the file's name (_Office15_): which ospp.vbs ran
	Family      int    `json:"family,omitempty"` // 14, 15, 16: from "Office NN," of the name (19, 21, 24 are 16)
	SKU         string `json:"sku,omitempty"`    // activation id, lower case, no braces; "" where masked
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Channel     string `json:"channel,omitempty"` // ROIScan's own channel word; derive classifies
	Status      string `json:"status,omitempty"`  // LICENSED, UNLICENSED, OOB_GRACE, OOT_GRACE, NON_GENUINE_GRACE, NOTIFICATIONS, EXTENDED_GRACE, UNKNOWN
	Reason      *Code  `json:"reason,omitempty"`
	// ReasonInfoOnly is set by "(for information purposes only as the status is licensed)".
	ReasonInfoOnly bool `json:"reasonInfoOnly,omitempty"`
	GraceMinutes   *int `json:"graceMinutes,omitempty"`
	// HasKey says whether a product key is installed; PartialKey its last five characters, masked or not.
	HasKey     bool   `json:"hasKey,omitempty"`
	PartialKey string `json:"partialKey,omitempty"`
	// Cut is set when the listing ended inside this block, so that absent lines prove nothing.
	Cut bool `json:"cut,omitempty"`

	ActivationType string `json:"activationType,omitempty"` // ALL, AD, KMS, TOKEN: "Activation Type Configuration"
	ActivatedBy    string `json:"activatedBy,omitempty"`    // AD, where "Most recent successful activation client information: AD" stands
	// KMSBlock is set when any line of the KMS block was printed, so that an absent override means none.
	KMSBlock        bool      `json:"kmsBlock,omitempty"`
	Pinned          *HostPort `json:"pinned,omitempty"`     // "KMS machine registry override defined"; the script prints 1688 for none
	Discovered      *HostPort `json:"discovered,omitempty"` // "KMS machine name from DNS"
	DiscoveredNone  bool      `json:"discoveredNone,omitempty"`
	IntervalMinutes int       `json:"intervalMinutes,omitempty"`
	RenewalMinutes  int       `json:"renewalMinutes,omitempty"`
	Caching         *bool     `json:"caching,omitempty"`
	LookupDomain    string    `json:"lookupDomain,omitempty"`
	ApplicationID   string    `json:"applicationID,omitempty"`
	Lines           Lines     `json:"lines,omitempty"` // by field name; "block" is its first line
}

// Activation is the outcome of one product in an /act transcript: success, or a code.
type Activation struct {
	Family      int    `json:"family,omitempty"`
	Script      int    `json:"script,omitempty"`
	SKU         string `json:"sku,omitempty"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	PartialKey  string `json:"partialKey,omitempty"`
	OK          bool   `json:"ok,omitempty"`
	Code        *Code  `json:"code,omitempty"`
	Line        Line   `json:"line"`
}

// Listing completeness lies in the readings: Reading.State of an ospp-dstatusall file is Whole when "---Exiting" was seen.
