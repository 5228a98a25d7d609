package fact

// The keys of the registry in which settings of activation stand.
const (
	ScopeSPP    = "spp"    // HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform
	ScopeOSPP   = "ospp"   // HKLM\SOFTWARE\Microsoft\OfficeSoftwareProtectionPlatform, also of 32-bit programs
	ScopePolicy = "policy" // HKLM\SOFTWARE\Policies\Microsoft\Windows NT\CurrentVersion\Software Protection Platform
)

// Setting is a value of the registry that governs activation, as an export tells it. AppID and SKU are the ids of the
// sub-key, lower case, "" for the key itself. Name is spelled as Windows does; Value is text, a number in decimal digits.
type Setting struct {
	Scope string `json:"scope"` // spp, ospp, policy
	AppID string `json:"appID,omitempty"`
	SKU   string `json:"sku,omitempty"`
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
	Line  Line   `json:"line"`
}
