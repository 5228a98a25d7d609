package fact

// Name is a computer name as one artifact gives it: NetBIOS or FQDN.
type Name struct {
	Name   string `json:"name"`
	From   string `json:"from"` // prefix, roiscan, event, dhistory, mgadiag, ipconfig, systeminfo, reg-export
	Count  int    `json:"count,omitempty"`
	Source Source `json:"source"`
}

// OS is the Windows version as one artifact gives it. NT is "major.minor" ("6.1"); Arch x86, x64 or arm64; ProductType
// client or server. Empty fields are unknown.
type OS struct {
	NT          string `json:"nt,omitempty"`
	Build       string `json:"build,omitempty"`
	Caption     string `json:"caption,omitempty"`
	ProductType string `json:"productType,omitempty"`
	Arch        string `json:"arch,omitempty"`
	From        string `json:"from"` // roiscan, mgadiag, slmgr, systeminfo
	Line        Line   `json:"line"`
}

// Office is an installed Office product (ROIScan). Family is the major version: 9 to 12, 14, 15 or 16. Path is the
// folder of its programs where it was read.
type Office struct {
	Family      int    `json:"family"`
	Product     string `json:"product"`
	Config      string `json:"config,omitempty"` // PROPLUS, VISPRO, ...
	ProductCode string `json:"productCode,omitempty"`
	Version     string `json:"version,omitempty"`
	Arch        string `json:"arch,omitempty"` // x86, x64
	Tech        string `json:"tech,omitempty"` // MSI, C2R
	Path        string `json:"path,omitempty"`
	// Channels are the channels of the licences that ROIScan lists for the product, active or not (KMS_Client, MAK,
	// Retail, ...), in its own words.
	Channels []string `json:"channels,omitempty"`
	From     string   `json:"from"` // roiscan-xml, roiscan-log
	Line     Line     `json:"line"`
}

// ScriptError is what ospp.vbs or slmgr.vbs printed about itself instead of its answer. What is one of: code (a bare
// error code), insufficient-rights, service-not-installed, service-not-running.
type ScriptError struct {
	Kind   Kind   `json:"kind"`
	Family int    `json:"family,omitempty"`
	What   string `json:"what"`
	Code   *Code  `json:"code,omitempty"`
	Line   Line   `json:"line"`
}

// Elevation is one artifact's own word on whether it ran as administrator (MGADiag "Is Admin", ROIScan "IsAdmin").
type Elevation struct {
	Elevated bool `json:"elevated"`
	From     Kind `json:"from"`
	Line     Line `json:"line"`
}

// CMID is a client machine id. From is dcmid, request, host-request or slmgr; Script the generation of ospp.vbs (14,
// 15, 16) where From is dcmid.
type CMID struct {
	Value  string `json:"value"`
	Family int    `json:"family,omitempty"`
	From   string `json:"from"`
	Client string `json:"client,omitempty"` // of host-request: the client's name
	Line   Line   `json:"line"`
}

// TokenListing is one licence of /dtokils or one certificate of /dtokcerts.
type TokenListing struct {
	Kind Kind              `json:"kind"`
	Rows map[string]string `json:"rows,omitempty"`
	Line Line              `json:"line"`
}
