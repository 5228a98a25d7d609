package derive

import (
	"testing"

	"kmstriage/parse/fact"
)

const unreachable fact.Code = 0x800706BA

// TestCompare is decision-tree.md C1: the ten results, by the host that was asked and what DNS publishes.
func TestCompare(t *testing.T) {
	records := func(rs ...fact.SRVRecord) []fact.DNSAnswer { return []fact.DNSAnswer{dnsAnswer(rs...)} }
	state := func(s fact.DNSState) []fact.DNSAnswer { return []fact.DNSAnswer{{State: s}} }
	withAddress := func(a fact.HostAddress, rs ...fact.SRVRecord) []fact.DNSAnswer {
		d := dnsAnswer(rs...)
		d.Addresses = []fact.HostAddress{a}
		return []fact.DNSAnswer{d}
	}
	kms1, kms2 := published("kms01.contoso.com", 1688), published("kms02.contoso.com", 1688)
	elsewhere := published("kms01.fabrikam.com", 1688)
	asked := func(host string, port int) []fact.Request {
		return []fact.Request{ask(utc("06-17 09:00:00"), host, port, unreachable)}
	}
	tests := []struct {
		name     string
		requests []fact.Request
		dns      []fact.DNSAnswer
		want     Result
	}{
		{"same name and port", asked("kms01.contoso.com", 1688), records(kms1), Match},
		{"case and trailing dot", asked("KMS01.CONTOSO.COM.", 1688), records(kms1), Match},
		{"second of two records", asked("kms02.contoso.com", 1688), records(kms1, kms2), Match},
		{"second record of one host has the port", asked("kms01.contoso.com", 1699), records(kms1, published("kms01.contoso.com", 1699)), Match},
		{"same address", asked("192.0.2.10", 1688), records(published("192.0.2.10", 1688)), Match},
		{"address of the target", asked("192.0.2.10", 1688), withAddress(address4("kms01.contoso.com", "192.0.2.10"), kms1), Match},
		{"mapped address of the target", asked("[::ffff:192.0.2.10]", 1688), withAddress(address4("kms01.contoso.com", "192.0.2.10"), kms1), Match},
		{"port unknown", asked("kms01.contoso.com", 0), records(kms1), MatchPortUnknown},
		{"single label, port unknown", asked("kms01", 0), records(kms1), MatchPortUnknown},
		{"single label", asked("kms01", 1688), records(kms1, kms2), MatchShort},
		{"record of a single label", asked("kms01.contoso.com", 1688), records(published("kms01", 1688)), MatchShort},
		{"a full name beats a short one", asked("kms01", 1688), records(published("kms01", 1688), kms1), Match},
		{"single label fits two", asked("kms01", 1688), records(kms1, elsewhere), Ambiguous},
		{"address without answer", asked("192.0.2.10", 1688), records(kms1), Ambiguous},
		{"unbracketed IPv6", []fact.Request{ask(utc("06-17 09:00:00"), "2001:db8::10:1688", 0, unreachable, func(r *fact.Request) { r.Ambiguous = true })}, records(kms1), Ambiguous},
		{"other port", asked("kms01.contoso.com", 1699), records(kms1), PortDiffers},
		{"single label, other port", asked("kms01", 1699), records(kms1), PortDiffers},
		{"the same beats a different port", asked("kms02.contoso.com", 1688), records(published("kms02.contoso.com", 1699), kms2), Match},
		{"not published", asked("kms09.contoso.com", 1688), records(kms1, kms2), NotListed},
		{"same label, other domain", asked("kms01.contoso.com", 1688), records(elsewhere), NotListed},
		{"another address than the target's", asked("192.0.2.99", 1688), withAddress(address4("kms01.contoso.com", "192.0.2.10"), kms1), NotListed},
		{"nothing published", asked("kms01.contoso.com", 1688), state(fact.DNSNone), NoSRV},
		{"only the banner", asked("kms01.contoso.com", 1688), state(fact.DNSNoneInferred), NoSRV},
		{"query failed", asked("kms01.contoso.com", 1688), state(fact.DNSFailed), DNSUnknown},
		{"no file", asked("kms01.contoso.com", 1688), nil, DNSUnknown},
		{"a failure before the answer", asked("kms01.contoso.com", 1688), append(state(fact.DNSFailed), dnsAnswer(kms1)), Match},
		{"no host chosen", asked("", 0), records(kms1), NoHost},
		{"no request", nil, records(kms1), NoEvent},
		{"history without host", []fact.Request{ask(utc("06-17 09:00:00"), "", 0, unreachable, func(r *fact.Request) { r.HostUnknown = true })}, records(kms1), NoEvent},
	}
	seen := map[Result]bool{}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := only(t, derived(fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS")}, Requests: x.requests, DNS: x.dns}))
			if s.Compare.Result != x.want {
				t.Errorf("got %s, want %s", s.Compare.Result, x.want)
			}
			seen[x.want] = true
		})
	}
	for _, r := range []Result{Match, MatchPortUnknown, MatchShort, Ambiguous, PortDiffers, NotListed, NoSRV, DNSUnknown, NoHost, NoEvent} {
		if !seen[r] {
			t.Errorf("no case of %s", r)
		}
	}
}

// TestCompareLookupDomain holds that an answer about another zone than the client searches proves only what fits.
func TestCompareLookupDomain(t *testing.T) {
	search := func(zone string) func(*fact.Licence) {
		return func(l *fact.Licence) { l.KMSBlock, l.LookupDomain = true, zone }
	}
	for _, x := range []struct {
		zone, host string
		port       int
		want       Result
		other      bool
	}{
		{"fabrikam.com", "kms09.contoso.com", 1688, DNSUnknown, true},
		{"fabrikam.com", "kms01.contoso.com", 1699, DNSUnknown, true},
		{"fabrikam.com", "kms01.contoso.com", 1688, Match, true},
		{"CONTOSO.com.", "kms09.contoso.com", 1688, NotListed, false},
	} {
		s := only(t, derived(fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS", search(x.zone))}, DNS: []fact.DNSAnswer{dnsAnswer(published("kms01.contoso.com", 1688))},
			Requests: []fact.Request{ask(utc("06-17 09:00:00"), x.host, x.port, unreachable)}}))
		if s.Compare.Result != x.want || s.Compare.OtherZone != x.other {
			t.Errorf("%s:%d while searching %s: %s %v, want %s %v", x.host, x.port, x.zone, s.Compare.Result, s.Compare.OtherZone, x.want, x.other)
		}
	}
}

// TestOrigin is the second half of C1: where the client had the host from.
func TestOrigin(t *testing.T) {
	tests := []struct {
		name string
		host string
		port int
		row  fact.Licence
		want Origin
	}{
		{"pinned", "kms01.contoso.com", 1688, suite("NOTIFICATIONS", pinned("KMS01.contoso.com.", 1688)), FromPin},
		{"pinned, port unknown in the event", "kms01.contoso.com", 0, suite("NOTIFICATIONS", pinned("kms01.contoso.com", 1688)), FromPin},
		{"pinned by its short name", "kms01.contoso.com", 1688, suite("NOTIFICATIONS", pinned("kms01", 1688)), FromPin},
		{"another host is pinned now", "kms01.contoso.com", 1688, suite("NOTIFICATIONS", pinned("kms02.contoso.com", 1688)), Superseded},
		{"another port is pinned now", "kms01.contoso.com", 1688, suite("NOTIFICATIONS", pinned("kms01.contoso.com", 1699)), Superseded},
		{"an address is pinned, a name was asked", "kms01.contoso.com", 1688, suite("NOTIFICATIONS", pinned("192.0.2.10", 1688)), NotKnown},
		{"discovered", "kms09.contoso.com", 1688, suite("NOTIFICATIONS", discovered("kms09.contoso.com", 1688)), FromDNS},
		{"discovered by its short name", "kms09", 1688, suite("NOTIFICATIONS", discovered("kms09.contoso.com", 1688)), FromDNS},
		{"published", "kms01.contoso.com", 1688, suite("NOTIFICATIONS", fromDNS), FromDNS},
		{"published with another port", "kms01.contoso.com", 1699, suite("NOTIFICATIONS", fromDNS), FromDNS},
		{"nowhere", "kms09.contoso.com", 1688, suite("NOTIFICATIONS", fromDNS), NotKnown},
		{"published, but the listing tells no settings", "kms01.contoso.com", 1688, suite("NOTIFICATIONS"), NotKnown},
	}
	seen := map[Origin]bool{}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := only(t, derived(fact.Set{Licences: []fact.Licence{x.row}, DNS: []fact.DNSAnswer{dnsAnswer(published("kms01.contoso.com", 1688))},
				Requests: []fact.Request{ask(utc("06-17 09:00:00"), x.host, x.port, unreachable)}}))
			if s.Compare.Origin != x.want {
				t.Errorf("got %s, want %s", s.Compare.Origin, x.want)
			}
			seen[x.want] = true
		})
	}
	for _, o := range []Origin{FromPin, FromDNS, Superseded, NotKnown} {
		if !seen[o] {
			t.Errorf("no case of %s", o)
		}
	}
}

// TestLastFailingHostDecides holds that of several hosts within two minutes the last failing one is compared, and that
// each is told.
func TestLastFailingHostDecides(t *testing.T) {
	s := only(t, derived(fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS", fromDNS)}, DNS: []fact.DNSAnswer{dnsAnswer(published("kms01.contoso.com", 1688))},
		Requests: []fact.Request{
			ask(utc("06-17 09:00:00"), "kms01.contoso.com", 1688, unreachable),
			ask(utc("06-17 09:01:59"), "kms02.contoso.com", 1688, unreachable),
			ask(utc("06-17 08:57:59"), "kms03.contoso.com", 1688, unreachable),
		}}))
	if len(s.Attempts) != 2 || s.Failing != s.Attempts[1] {
		t.Fatalf("%d attempts", len(s.Attempts))
	}
	if hosts := s.Failing.Hosts(); len(hosts) != 2 || hosts[0] != "kms01.contoso.com:1688" || hosts[1] != "kms02.contoso.com:1688" {
		t.Errorf("hosts %v", hosts)
	}
	if s.Compare.Result != NotListed || s.Failing.Decides.Host != "kms02.contoso.com" {
		t.Errorf("%s of %s", s.Compare.Result, s.Failing.Decides.Host)
	}
}
