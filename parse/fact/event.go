package fact

// Event is what every licensing event has. Time of evtx and XML is UTC; of csv and txt local until derive converts it.
// Raw is the line to cite: the payload, or the first line of the text.
type Event struct {
	ID         int    `json:"id"`
	Provider   string `json:"provider,omitempty"` // as the log spells it; "" in dhistorykms
	Qualifiers int    `json:"qualifiers,omitempty"`
	Level      int    `json:"level,omitempty"` // 2 error, 3 warning, 4 information, 0 unknown or information
	Computer   string `json:"computer,omitempty"`
	Time       Time   `json:"time"`
	Format     string `json:"format"`        // evtx, xml, csv, txt, dhistory
	Log        string `json:"log,omitempty"` // channel where the log tells
	// Recovered is set for a record carved out of a damaged chunk.
	Recovered bool   `json:"recovered,omitempty"`
	Source    Source `json:"source"`
	Raw       string `json:"raw,omitempty"`
}

// Request is event 12288, a KMS request of this client, or a line of /dhistorykms (which gives time, code and host
// only). Host "" means that no host was chosen; Port 0 is unknown.
type Request struct {
	Event
	Code  *Code  `json:"code,omitempty"`
	Flags *Code  `json:"flags,omitempty"`
	Host  string `json:"host,omitempty"`
	Port  int    `json:"port,omitempty"`
	// HostUnknown is set where the source cannot tell the host (localised dhistorykms), as against "no host".
	HostUnknown bool `json:"hostUnknown,omitempty"`
	// Ambiguous is set for an unbracketed IPv6 literal, whose last group may be the port.
	Ambiguous     bool   `json:"ambiguous,omitempty"`
	CMID          string `json:"cmid,omitempty"`
	Written       Time   `json:"written,omitzero"` // the minute inside the payload, UTC
	VM            *bool  `json:"vm,omitempty"`
	LicenceState  *int   `json:"licenceState,omitempty"`  // 0 to 6
	ExpiryMinutes *int   `json:"expiryMinutes,omitempty"` // to the state's expiration
	ActivationID  string `json:"activationID,omitempty"`
	MinimumCount  int    `json:"minimumCount,omitempty"` // N-policy: 5 Office and Windows Server, 25 Windows client
}

// Response is event 12289, a KMS response as this client processed it.
type Response struct {
	Event
	Code            Code `json:"code"`
	Flags           Code `json:"flags"`
	Activated       bool `json:"activated,omitempty"`
	Count           *int `json:"count,omitempty"`
	IntervalMinutes int  `json:"intervalMinutes,omitempty"`
	RenewalMinutes  int  `json:"renewalMinutes,omitempty"`
	Written         Time `json:"written,omitzero"`
}

// Failure is a failed activation: 8198, 8200, 8208, 8233 or their like.
type Failure struct {
	Event
	Code    *Code  `json:"code,omitempty"`
	AppID   string `json:"appID,omitempty"`
	SKU     string `json:"sku,omitempty"`
	Trigger string `json:"trigger,omitempty"`
}

// HostRequest is event 12290: a request that this KMS host processed.
type HostRequest struct {
	Event
	Code          Code   `json:"code"`
	MinimumCount  int    `json:"minimumCount,omitempty"`
	Client        string `json:"client,omitempty"`
	CMID          string `json:"cmid,omitempty"`
	Written       Time   `json:"written,omitzero"`
	VM            *bool  `json:"vm,omitempty"`
	LicenceState  *int   `json:"licenceState,omitempty"`
	ExpiryMinutes *int   `json:"expiryMinutes,omitempty"`
	ActivationID  string `json:"activationID,omitempty"`
}

// Publishing is 12293 (failed, with Code) or 12294 (done): the host's SRV record in DNS.
type Publishing struct {
	Event
	OK     bool   `json:"ok,omitempty"`
	Code   *Code  `json:"code,omitempty"`
	Domain string `json:"domain,omitempty"`
}

// ServiceEvent is any other event of a licensing provider that the timeline shows: 900, 902, 903, 1003, 12308, 16384, ...
type ServiceEvent struct {
	Event
	AppID string   `json:"appID,omitempty"`
	SKU   string   `json:"sku,omitempty"`
	Data  []string `json:"data,omitempty"`
}
