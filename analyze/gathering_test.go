package analyze

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kmstriage/parse/fact"
)

var collected = time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)

func at(days int) *time.Time {
	t := collected.AddDate(0, 0, days)
	return &t
}

func pointer[T any](v T) *T { return &v }

// client is a computer whose only licence had these attempts, the newest last, and has so many days left.
func client(name string, left int, attempts ...Attempt) *Diagnosis {
	d := &Diagnosis{Bundle: BundleID{Name: name + ".zip", SHA256: name, Computer: name, CollectedAt: &collected},
		Artifacts: []Artifact{{Path: "a.evtx", Kind: "events-application"}}, Timeline: attempts}
	s := Subject{ID: "office16/ProPlus", Kind: "kms", Licence: &Licence{GraceMinutes: pointer(left * 24 * 60)}}
	if n := len(attempts); n > 0 {
		s.Attempt = &attempts[n-1]
	}
	d.Subjects = []Subject{s}
	return d
}

func tried(host string, day int) Attempt {
	return Attempt{Host: host, Port: 1688, Application: "office", Time: at(day), Code: pointer(fact.Code(0x800706BA))}
}

func served(host string, day, count int) Attempt {
	return Attempt{Host: host, Port: 1688, Application: "office", Time: at(day), OK: true, Count: &count}
}

// TestFleetHosts counts what clients saw of a host, by code and by day.
func TestFleetHosts(t *testing.T) {
	refused := Attempt{Host: "KMS1", Port: 1688, Application: "office", Time: at(-1), Refused: true, Code: pointer(fact.Code(0xC004F038)), Count: pointer(3)}
	windows := tried("kms1", 0)
	windows.Application = "windows"
	f := NewFleet([]*Diagnosis{
		client("CL01", 10, served("kms1", -9, 10), refused, windows),
		client("CL02", 10, tried("kms1", -1), tried("kms1", -1)),
	})
	want := []FleetHost{{Host: "kms1", Port: 1688, Machines: 2, Asked: 4, Answered: 1, Refused: 1, LastAnswer: "2026-03-11T08:00:00Z", Count: pointer(3),
		Codes: []CodeCount{{0x800706BA, 2}, {0xC004F038, 1}},
		Days:  []HostDay{{Day: "2026-03-03", Asked: 1, Answered: 1, Count: pointer(10)}, {Day: "2026-03-11", Asked: 3, Count: pointer(3)}}}}
	if diff := cmp.Diff(want, f.Hosts, cmpopts.IgnoreUnexported(HostDay{})); diff != "" {
		t.Error(diff)
	}
}

// TestExpiry counts machines whose attempts fail, and those whose host has died since; one that is served is not among them.
func TestExpiry(t *testing.T) {
	f := NewFleet([]*Diagnosis{
		client("FAILS", 1, tried("kms1", -1)),
		client("SERVED", 1, served("kms1", 0, 10)),
		client("SILENT", 5, served("old", -20, 10)),
		client("SHOWS", 40, tried("old", -2)),
		client("LAPSED", 0, tried("old", -2)),
		client("NEVER", 3),
	})
	want := []Week{
		{Week: "2026-03-09", Machines: 1, Names: []string{"FAILS"}},
		{Week: "2026-03-16", Machines: 1, Silent: 1, Names: []string{"SILENT"}},
		{Week: "2026-04-20", Machines: 1, Names: []string{"SHOWS"}},
	}
	if diff := cmp.Diff(want, f.Expiry); diff != "" {
		t.Error(diff)
	}
}

// TestZones tells split answers and hosts that are published and dead.
func TestZones(t *testing.T) {
	answer := func(d *Diagnosis, zone, server string, hosts ...string) *Diagnosis {
		d.DNS = DNS{State: "records", Zone: zone, Server: server}
		for _, h := range hosts {
			d.DNS.Records = append(d.DNS.Records, SRVRecord{Host: h, Port: 1688})
		}
		return d
	}
	wrong := answer(client("CL04", 1), "other.com", "dc1", "kms9")
	wrong.Findings = []Finding{{Rule: wrongZone}}
	f := NewFleet([]*Diagnosis{
		answer(client("CL01", 1, tried("old", -1)), "contoso.com", "dc1", "kms1", "OLD."),
		answer(client("CL02", 1, served("kms1", -1, 9)), "Contoso.com", "dc2", "kms1"),
		answer(client("CL03", 1), "contoso.com", "dc2", "kms1"),
		wrong,
	})
	want := []ZoneView{
		{Zone: "contoso.com", Server: "dc2", State: "records", Hosts: []string{"kms1:1688"}, Machines: 2, Split: true},
		{Zone: "contoso.com", Server: "dc1", State: "records", Hosts: []string{"kms1:1688", "old:1688"}, Machines: 1, Split: true, Retired: []string{"old:1688"}},
		{Zone: "other.com", Server: "dc1", State: "records", Hosts: []string{"kms9:1688"}, Machines: 1, WrongZone: 1},
	}
	if diff := cmp.Diff(want, f.DNS); diff != "" {
		t.Error(diff)
	}
}

// TestFixes orders changes by machines; a step that only looks, or an alternative, is not the change.
func TestFixes(t *testing.T) {
	with := func(name string, s Severity, steps []Step, qs ...QuestionAsked) *Diagnosis {
		d := client(name, 1)
		d.Primary = "some.rule"
		d.Findings = []Finding{{Rule: d.Primary, Severity: s, Steps: steps, Questions: qs}}
		return d
	}
	pin := []Step{{Where: "client", Command: `cd /d "C:\x"`, Text: "go"}, {Where: "client", Text: "Look at it"}, {Where: "client", Text: "Remove the pin", Command: "remhst"}}
	open := QuestionAsked{ID: "host-correct", Text: "Is it?"}
	f := NewFleet([]*Diagnosis{
		with("CL01", Error, pin), with("CL02", Error, []Step{{Where: "dns", Text: "Or delete it"}, {Where: "dns", Text: "Delete the record"}}),
		with("CL03", Error, pin), with("CL04", Error, nil, open), with("CL05", Info, pin),
	})
	want := []Fix{
		{Rule: "some.rule", Where: "client", Text: "Remove the pin", Command: "remhst", Machines: 2, Names: []string{"CL01", "CL03"}},
		{Rule: "some.rule", Where: "dns", Text: "Delete the record", Machines: 1, Names: []string{"CL02"}},
		{Rule: "some.rule", Where: "support", Text: "Is it?", Question: "host-correct", Machines: 1, Names: []string{"CL04"}},
	}
	if diff := cmp.Diff(want, f.Fixes); diff != "" {
		t.Error(diff)
	}
}

// TestRepeats merges the bundles of one machine, the newest leading, and the same content of an unknown one; the order of the
// bundles decides nothing.
func TestRepeats(t *testing.T) {
	old, young := client("CL01", 1), client("CL01", 1)
	old.Bundle.CollectedAt, old.Primary, old.Bundle.Name = at(-3), "old.cause", "a.zip"
	young.Primary, young.Bundle.Name = "new.cause", "b.zip"
	twin := func() *Diagnosis {
		d := client("", 1)
		d.Bundle.Name, d.Bundle.SHA256 = "upload.zip", "same"
		return d
	}
	stranger := twin()
	stranger.Bundle.SHA256 = "another"
	for _, ds := range [][]*Diagnosis{{old, young, twin(), twin(), stranger}, {twin(), stranger, young, twin(), old}} {
		f := NewFleet(ds)
		if len(f.Machines) != 3 || f.Repeats != 2 {
			t.Errorf("%d machines and %d repeats, want 3 and 2: %+v", len(f.Machines), f.Repeats, f.Machines)
		}
		if len(f.Causes) != 1 || f.Causes[0].Rule != "new.cause" {
			t.Errorf("causes %+v, want that of the newest bundle alone", f.Causes)
		}
	}
}

// TestCausesCountOnce holds that every machine is counted under one cause.
func TestCausesCountOnce(t *testing.T) {
	var ds []*Diagnosis
	for i := range 30 {
		d := client(fmt.Sprintf("CL%02d", i), 1, tried(fmt.Sprintf("kms%d", i%3), -i))
		if d.Primary = []string{"", "a.rule", "b.rule"}[i%3]; d.Primary != "" {
			d.Findings = []Finding{{Rule: d.Primary, Severity: Error}}
		}
		ds = append(ds, d)
	}
	sum := 0
	for _, c := range NewFleet(ds).Causes {
		sum += c.Machines
		if c.Rule == "b.rule" && (c.Host != "kms2" || c.Since != "2026-02-11") {
			t.Errorf("cause %+v, want host kms2 since 2026-02-11", c)
		}
	}
	if sum != 20 {
		t.Errorf("%d machines under causes, want 20", sum)
	}
}
