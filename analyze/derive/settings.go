package derive

import (
	"strconv"
	"strings"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// What an export of the registry tells where no listing does. A listing is what the licensing service itself said; the
// registry is read by a person, at another time, and perhaps on another computer.

// applySettings completes the rows of which no listing shows the KMS settings.
func (c *Case) applySettings() {
	for _, r := range c.Rows {
		scope := settingScope(c.ServiceOf(r.Family))
		if scope == "" {
			continue
		}
		c.pinByRegistry(r, scope)
		if r.Caching == nil {
			if s, ok := c.setting(r, scope, "DisableKeyManagementServiceHostCaching"); ok {
				on := s.Value == "0"
				r.Caching = &on
				r.cite("caching", s.Line)
			}
		}
		if s, ok := c.setting(r, scope, "KeyManagementServiceLookupDomain"); ok && r.LookupDomain == "" && !r.told() {
			r.LookupDomain = s.Value
			r.cite("lookupDomain", s.Line)
		}
		if s, ok := c.setting(r, scope, "VLActivationType"); ok && r.ActivationType == "" && activationTypes[s.Value] != "" {
			r.ActivationType = activationTypes[s.Value]
			r.cite("activationType", s.Line)
		}
		if s, ok := c.setting(r, scope, "VLActivationInterval"); ok && r.IntervalMinutes == 0 {
			r.IntervalMinutes, _ = strconv.Atoi(s.Value)
		}
		if s, ok := c.setting(r, scope, "VLRenewalInterval"); ok && r.RenewalMinutes == 0 {
			r.RenewalMinutes, _ = strconv.Atoi(s.Value)
		}
	}
}

// activationTypes are the numbers of VLActivationType (slmgr.vbs /act-type).
var activationTypes = map[string]string{"0": "ALL", "1": "AD", "2": "KMS", "3": "TOKEN"}

// told reports a row of which the listing shows the KMS settings: what it does not show is not set.
func (r *Row) told() bool { return r.KMSBlock && !r.Cut }

func (r *Row) cite(key string, l fact.Line) {
	if r.Lines == nil {
		r.Lines = fact.Lines{}
	}
	r.Lines[key] = l
}

// pinByRegistry takes the host that is set for the product, or for all products of Office's own service. What is set for
// every product of Windows' service stands in Registered: whether Office heeds it is not known.
func (c *Case) pinByRegistry(r *Row, scope string) {
	if r.Pinned != nil || r.told() {
		return
	}
	s, ok := c.setting(r, scope, "KeyManagementServiceName")
	if !ok || s.AppID == "" && scope == fact.ScopeSPP {
		return
	}
	h := fact.HostPort{Host: s.Value}
	if p, ok := c.settingAt(scope, s.AppID, s.SKU, "KeyManagementServicePort"); ok {
		h.Port = portNumber(p.Value)
	}
	r.Pinned = &h
	r.cite("pinned", s.Line)
}

func portNumber(s string) int {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

func settingScope(service string) string {
	switch service {
	case catalogue.SPPService:
		return fact.ScopeSPP
	case catalogue.OSPPService:
		return fact.ScopeOSPP
	}
	return ""
}

// setting finds the value that holds for a row: that of the product, else of its application, else of the service.
func (c *Case) setting(r *Row, scope, name string) (fact.Setting, bool) {
	app := strings.ToLower(first(r.ApplicationID, applicationOf(r.Family)))
	for _, at := range [][2]string{{app, strings.ToLower(r.SKU)}, {app, ""}, {"", ""}} {
		if at[0] == app && at[1] == "" || r.SKU != "" || at[0] == "" {
			if s, ok := c.settingAt(scope, at[0], at[1], name); ok {
				return s, true
			}
		}
	}
	return fact.Setting{}, false
}

// applicationOf is the id under which the products of a family stand.
func applicationOf(family int) string {
	if family == 14 {
		return catalogue.Office2010App
	}
	return catalogue.OfficeApp
}

func (c *Case) settingAt(scope, app, sku, name string) (fact.Setting, bool) {
	for _, s := range c.Set.Settings {
		if s.Scope == scope && s.AppID == app && s.SKU == sku && s.Name == name && !c.elsewhere(s.Line.Source.Path) {
			return s, true
		}
	}
	return fact.Setting{}, false
}

// Registered is the host that the registry sets for every product of Windows' service; ok is false where none is shown.
func (c *Case) Registered() (h fact.HostPort, at fact.Line, ok bool) {
	s, ok := c.settingAt(fact.ScopeSPP, "", "", "KeyManagementServiceName")
	if !ok {
		return h, at, false
	}
	h.Host = s.Value
	if p, ok := c.settingAt(fact.ScopeSPP, "", "", "KeyManagementServicePort"); ok {
		h.Port = portNumber(p.Value)
	}
	return h, s.Line, true
}

// applySettings completes the block of a KMS host: its port and whether it publishes itself.
func (h *Host) applySettings(c *Case) {
	if !h.ByOwnWord() {
		return
	}
	b := fact.ServiceBlock{}
	if h.Block != nil {
		b = *h.Block
	}
	lines := fact.Lines{}
	for k, l := range b.Lines {
		lines[k] = l
	}
	changed := false
	if s, ok := c.settingAt(fact.ScopeSPP, "", "", "DisableDnsPublishing"); ok && b.DNSPublishing == nil {
		on := s.Value == "0"
		b.DNSPublishing, lines["dnsPublishing"], changed = &on, s.Line, true
	}
	if s, ok := c.settingAt(fact.ScopeSPP, "", "", "KeyManagementServiceListeningPort"); ok && b.Port == 0 && portNumber(s.Value) != 0 {
		b.Port, lines["port"], changed = portNumber(s.Value), s.Line, true
	}
	if changed {
		b.Lines = lines
		h.Block = &b
	}
}
