package site

import (
	"fmt"
	"strings"

	"kmstriage/parse/fact"
)

// Chosen is the KMS host that a client should use by the file.
type Chosen struct {
	Host string
	Port int
	Zone string // in which its SRV record belongs; "" unknown
	Line fact.Line
}

// KMSHost gives the host that a client should be pointed to: one that serves its Office, is alive and is not the client.
// The host that was asked comes first if only its port was wrong, and last if it is there that the request failed.
func (s *Site) KMSHost(a Asked) (Chosen, bool) {
	if a.Release == "" {
		return Chosen{}, false
	}
	asked := s.find(a.Host).host
	var other *Host
	same := false
	for i := range s.Hosts {
		h := &s.Hosts[i]
		yes, _ := h.serves(a.Release)
		switch {
		case !yes || h.Dead || s.isClient(a, h):
		case h == asked:
			same = true
		case other == nil:
			other = h
		}
	}
	switch {
	case same && (a.Port != 0 && a.Port != asked.Port || other == nil && a.Section != "host-wrong-type"):
		return s.chosenHost(a, asked), true
	case other != nil:
		return s.chosenHost(a, other), true
	}
	return Chosen{}, false
}

func (s *Site) chosenHost(a Asked, h *Host) Chosen {
	return Chosen{Host: strings.TrimSuffix(h.Name, "."), Port: h.Port, Zone: s.zoneOf(a, h),
		Line: s.at(h.Line, fmt.Sprintf("%s serves %s", h.Name, strings.Join(h.Serves, ", ")))}
}

// zoneOf is the zone that the client searches, if it is one of the site's; else that of the host, else the only one.
func (s *Site) zoneOf(a Asked, h *Host) string {
	best := ""
	for _, z := range s.Zones {
		if normal(z.Name) == normal(a.Domain) {
			return z.Name
		}
		if strings.HasSuffix(normal(h.Name), "."+normal(z.Name)) && len(z.Name) > len(best) {
			best = z.Name
		}
	}
	if best == "" && len(s.Zones) == 1 {
		best = s.Zones[0].Name
	}
	return best
}
