package derive

import (
	"testing"

	"kmstriage/parse/fact"
)

// TestMachine holds whose bundle it is: the file names' majority, else the inventory, else events, else history.
func TestMachine(t *testing.T) {
	name := func(n, from string, count int) fact.Name {
		return fact.Name{Name: n, From: from, Count: count, Source: fact.Source{Path: from + ".txt"}}
	}
	tests := []struct {
		name  string
		names []fact.Name
		want  string
		fqdn  string
	}{
		{"nothing", nil, "", ""},
		{"prefix", []fact.Name{name("cl01", "prefix", 0)}, "CL01", ""},
		{"majority of prefixes", []fact.Name{name("CL02", "prefix", 0), name("CL01", "prefix", 0), name("Cl01", "prefix", 0)}, "CL01", ""},
		{"prefix over inventory", []fact.Name{name("CL09", "roiscan", 0), name("CL01", "prefix", 0)}, "CL01", ""},
		{"inventory over events", []fact.Name{name("CL09.contoso.com", "event", 500), name("CL01", "roiscan", 0)}, "CL01", ""},
		{"most seen in events", []fact.Name{name("OLD.contoso.com", "event", 3), name("CL01.contoso.com", "event", 40)}, "CL01", "cl01.contoso.com"},
		{"events over history", []fact.Name{name("CL09", "dhistory", 9), name("CL01", "event", 1)}, "CL01", ""},
		{"history alone", []fact.Name{name("CL01", "dhistory", 1)}, "CL01", ""},
		{"full name by events of the same first label only", []fact.Name{name("CL01", "prefix", 0), name("OTHER.contoso.com", "event", 9), name("cl01.contoso.com", "event", 2)}, "CL01", "cl01.contoso.com"},
		{"the domain seen most, first", []fact.Name{name("CL01", "prefix", 0), name("cl01.contoso.com", "event", 9), name("cl01.fabrikam.com", "event", 2)}, "CL01", "cl01.contoso.com"},
		{"the domain seen most", []fact.Name{name("CL01", "prefix", 0), name("cl01.fabrikam.com", "event", 2), name("cl01.contoso.com", "event", 9)}, "CL01", "cl01.contoso.com"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			m := machine(&fact.Set{Names: x.names})
			if m.Name != x.want || m.FQDN != x.fqdn || m.Proven != (x.want != "") {
				t.Errorf("%q %q proven %v, want %q %q", m.Name, m.FQDN, m.Proven, x.want, x.fqdn)
			}
		})
	}
}

// TestIsSelf holds which hosts denote the machine itself.
func TestIsSelf(t *testing.T) {
	c := derived(fact.Set{Names: []fact.Name{{Name: "CL01.contoso.com", From: "event", Count: 3}}})
	for host, want := range map[string]bool{
		"CL01": true, "cl01.contoso.com": true, "CL01.CONTOSO.COM.": true, "localhost": true, "LocalHost.": true, "127.0.0.1": true, "127.8.9.10": true, "::1": true, "[::1]": true,
		"::ffff:127.0.0.1": true, "cl01.fabrikam.com": false, "cl02": false, "192.0.2.1": false, "": false, "128.0.0.1": false,
	} {
		if got := c.Machine.IsSelf(host); got != want {
			t.Errorf("IsSelf(%q) = %v", host, got)
		}
	}
}

// TestOwnNameByDNS holds that a published host of the same first label is this machine only where it is a KMS host by
// its own word and no full name is known.
func TestOwnNameByDNS(t *testing.T) {
	served := []fact.HostRequest{{Event: fact.Event{ID: 12290, Computer: "CL01", Format: "evtx", Source: fact.Source{Path: log, Record: 5}}}}
	full := []fact.Name{{Name: "CL01.fabrikam.com", From: "event", Count: 3}}
	for _, x := range []struct {
		name   string
		served []fact.HostRequest
		names  []fact.Name
		want   bool
	}{
		{"a client", nil, nil, false},
		{"a host", served, nil, true},
		{"a host of another domain", served, full, false},
	} {
		c := derived(fact.Set{HostRequests: x.served, Names: x.names, DNS: []fact.DNSAnswer{dnsAnswer(published("cl01.contoso.com", 1688))}})
		if got := c.Machine.IsSelf("cl01.contoso.com"); got != x.want {
			t.Errorf("%s: %v", x.name, got)
		}
	}
}

// TestForeignEvents holds that events of another computer's name are kept apart.
func TestForeignEvents(t *testing.T) {
	other := func(r *fact.Request) { r.Computer = "OTHER.contoso.com" }
	nameless := func(r *fact.Request) { r.Computer = "" }
	elsewhere := func(r *fact.Request) { r.Computer = "cl01.fabrikam.com" } // the domain may have changed
	c := derived(fact.Set{Licences: []fact.Licence{suite("NOTIFICATIONS")}, Requests: []fact.Request{
		ask(utc("06-17 09:00:00"), "kms01.contoso.com", 1688, unreachable, other), ask(utc("06-17 08:00:00"), "kms02.contoso.com", 1688, unreachable, nameless),
		ask(utc("06-17 07:00:00"), "kms03.contoso.com", 1688, unreachable, elsewhere),
	}, Failures: []fact.Failure{fault(utc("06-17 09:00:21"), 0xC004F014, func(f *fact.Failure) { f.Computer = "OTHER" })}})
	if len(c.Requests) != 2 || len(c.Foreign) != 2 || len(c.Failures) != 0 {
		t.Fatalf("%d own, %d foreign", len(c.Requests), len(c.Foreign))
	}
	if s := only(t, c); s.Failing.Decides.Host != "kms02.contoso.com" || s.Pick.Code != noHostContacted {
		t.Errorf("%+v", s.Pick)
	}
}
