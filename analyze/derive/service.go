package derive

import (
	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

// exitDisabled is Win32's code of a service that is disabled (1058, 0x422).
const exitDisabled = 1058

// disabledService is where a person's look at the services shows that the family's licensing service is disabled. A
// service that is merely stopped tells nothing: both start when they are needed and stop when they are not. Where a
// listing could be read, the service ran.
func (c *Case) disabledService(family int) *Sighting {
	for _, x := range c.servicesOf(c.ServiceOf(family), family) {
		switch {
		case x.Start == fact.StartDisabled:
			return &Sighting{Code: 0x80070422, From: "service", Line: x.Lines["start"]}
		case x.State == fact.ServiceStopped && x.Exit != nil && *x.Exit == exitDisabled:
			return &Sighting{Code: 0x80070422, From: "service", Line: x.Lines["state"]}
		}
	}
	return nil
}

// ServiceMissing is where a person's look at the services shows that Office's own licensing service is not installed;
// ok is false where nothing does.
func (c *Case) ServiceMissing(family int) (at fact.Line, ok bool) {
	for _, x := range c.servicesOf(catalogue.OSPPService, family) {
		if x.State == fact.ServiceNotInstalled {
			return x.Lines["state"], true
		}
	}
	return at, false
}

// servicesOf lists what is said of a service of this computer; nothing where a licence listing of the family shows that
// it ran.
func (c *Case) servicesOf(name string, family int) []fact.Service {
	for _, r := range c.Rows {
		if r.Family == family && (r.From == fact.OSPPStatusAll || r.From == fact.OSPPAct) {
			return nil
		}
	}
	var out []fact.Service
	for _, x := range c.Set.Services {
		if x.Name == name && !c.elsewhere(firstLine(x.Lines, "start", "state").Source.Path) {
			out = append(out, x)
		}
	}
	return out
}
