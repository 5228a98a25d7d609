package site

import (
	"fmt"
	"slices"
	"strings"

	"kmstriage/parse/fact"
)

// Asked is a question of a diagnosis with what it is about. Empty and zero fields are unknown.
type Asked struct {
	Question  string // its id: host-correct, ...
	Section   string // of the rule that asks: host-unreachable, ...
	Release   string // of Office: 2010 to 2024
	Host      string // that the client asked
	Port      int    // that it asked
	DNSPort   int    // that DNS publishes for the host
	Published []string
	Computer  string // the client's own name, and its DNS domain
	Domain    string
}

// Answer settles a question: yes or no, with the line of the file that does and the reason in words. ok is false where
// the file does not tell.
func (s *Site) Answer(a Asked) (yes bool, why fact.Line, ok bool) {
	switch a.Question {
	case "host-should-publish":
		return s.chosen(s.Publish, true, "the hosts publish themselves", "the hosts do not publish themselves")
	case "want-kms":
		// A MAK says nothing about retail licences and subscriptions.
		if a.Section == "mak-already-active" {
			return s.chosen(s.MAK, false, "a MAK is acceptable", "a MAK is not acceptable")
		}
	case "other-host":
		return s.otherHost(a)
	case "same-host":
		return s.sameHost(a)
	case "host-correct", "host-for-office", "can-serve-office", "srv-legit", "host-alive", "which-port":
		return s.aboutHost(a)
	}
	return false, fact.Line{}, false
}

// chosen answers by a yes or no of the file; straight says whether its yes is the question's.
func (s *Site) chosen(c *Choice, straight bool, yes, no string) (bool, fact.Line, bool) {
	if c == nil {
		return false, fact.Line{}, false
	}
	reason := no
	if c.Yes {
		reason = yes
	}
	return c.Yes == straight, s.at(c.Line, reason), true
}

func (s *Site) aboutHost(a Asked) (bool, fact.Line, bool) {
	f := s.find(a.Host)
	switch {
	case f.unsure || !isName(a.Host):
		return false, fact.Line{}, false
	case f.retired != nil:
		if a.Question == "which-port" {
			return false, fact.Line{}, false
		}
		return false, s.at(f.retired.Line, a.Host+" is retired"), true
	case f.host != nil:
		return s.listed(a, f.host)
	case s.HostsLine > 0 && (a.Question == "host-correct" || a.Question == "host-for-office"):
		// The list names every host that serves Office; hosts of Windows alone may be missing in it.
		return false, s.at(s.HostsLine, "the list of hosts does not name "+a.Host), true
	}
	return false, fact.Line{}, false
}

// listed answers about a host of the list.
func (s *Site) listed(a Asked, h *Host) (bool, fact.Line, bool) {
	serves, told := h.serves(a.Release)
	product := s.at(h.ServesLine, fmt.Sprintf("%s serves %s", h.Name, strings.Join(h.Serves, ", ")))
	dead := s.at(h.AliveLine, h.Name+" is not alive")
	switch a.Question {
	case "host-for-office", "can-serve-office":
		return serves, product, told
	case "host-alive":
		if h.Dead {
			return false, dead, true
		}
		return true, s.at(h.Line, h.Name+" is a host of the site"), true
	case "srv-legit":
		// Whether the record of a host that does not run may stay is for people to say.
		return true, s.at(h.Line, h.Name+" is a host of the site"), !h.Dead
	case "which-port":
		port := s.at(h.PortLine, fmt.Sprintf("%s listens on %d", h.Name, h.Port))
		return h.Port == a.DNSPort, port, a.DNSPort != a.Port && (h.Port == a.DNSPort || h.Port == a.Port)
	case "host-correct":
		switch {
		case h.Dead:
			return false, dead, true
		case !told || !serves:
			return false, product, told
		case a.Port != 0 && a.Port != h.Port:
			return false, s.at(h.PortLine, fmt.Sprintf("%s listens on %d, not on %d", h.Name, h.Port, a.Port)), true
		}
		return true, product, true
	}
	return false, fact.Line{}, false
}

// serves reports whether the host serves an Office release. Where the release is unknown it tells only if the host
// serves all or none.
func (h *Host) serves(release string) (yes, told bool) {
	if release != "" {
		return slices.Contains(h.Serves, "office "+release), true
	}
	n := 0
	for _, p := range h.Serves {
		if p != "windows" {
			n++
		}
	}
	return n > 0, n == 0 || n == len(Products())-1
}

// otherHost tells whether a host beside the one asked, and beside the client itself, serves the release.
func (s *Site) otherHost(a Asked) (bool, fact.Line, bool) {
	if s.HostsLine == 0 {
		return false, fact.Line{}, false
	}
	open := false
	for i := range s.Hosts {
		h := &s.Hosts[i]
		yes, told := h.serves(a.Release)
		switch {
		case h.Dead || s.isClient(a, h) || s.find(a.Host).host == h:
		case yes && told:
			return true, s.at(h.ServesLine, fmt.Sprintf("%s serves %s", h.Name, strings.Join(h.Serves, ", "))), true
		case !told:
			open = true
		}
	}
	return false, s.at(s.HostsLine, strings.TrimSpace("no other host of the list serves Office "+a.Release)), !open
}

// isClient reports that a host is the computer of the bundle. A first label is enough: to send a client to itself is the
// graver error.
func (s *Site) isClient(a Asked, h *Host) bool {
	if a.Computer == "" {
		return false
	}
	full := normal(strings.TrimSuffix(a.Computer+"."+a.Domain, "."))
	for _, own := range append([]string{h.Name}, h.Aliases...) {
		n := normal(own)
		if n == full || firstLabel(n) == firstLabel(full) && (single(n) || a.Domain == "") {
			return true
		}
	}
	return false
}

// sameHost compares the host that was asked with the published ones by the names of the file.
func (s *Site) sameHost(a Asked) (bool, fact.Line, bool) {
	x := s.find(a.Host)
	if x.unsure || x.host == nil || len(a.Published) == 0 {
		return false, fact.Line{}, false
	}
	others := 0
	for _, p := range a.Published {
		y := s.find(p)
		if y.host == x.host {
			return true, s.at(x.host.AliasLine, fmt.Sprintf("%s and %s are names of %s", a.Host, p, x.host.Name)), true
		}
		if y.host != nil || y.retired != nil {
			others++
		}
	}
	return false, s.at(x.host.Line, fmt.Sprintf("%s is %s; the published hosts are others", a.Host, x.host.Name)), others == len(a.Published)
}
