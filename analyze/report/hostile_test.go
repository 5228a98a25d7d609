package report

import (
	"reflect"

	"kmstriage/analyze"
	"kmstriage/parse/fact"
)

// payloads are what a bundle may call its files, hosts, keys and products to make a report do something.
var payloads = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, `' onmouseover='alert(1)`,
	`</title></style></script><iframe src=javascript:alert(1)>`, `<svg><desc><script>alert(1)</script></desc></svg>`,
	`javascript:alert(1)`, `{{.}}<!-- -->`, `]]><a href="http://evil.example/">x</a>`,
	`=HYPERLINK("http://evil.example/","x")`, `+cmd|'/c calc'!A0`, `-2+3`, `@SUM(1)`, "\t=1+1", "\r=1+1", `x";=1+1`, "\uff1d1+1",
	`[x](http://evil.example/)`, `![x](http://evil.example/x.png)`, `<http://evil.example/>`, `http://evil.example/ www.evil.example`,
	"`code` ``two`` | cell \\| cell", "# heading", "1. one", "- item", "> quote", "~~~", "***", "| a | b |", "$x$", "a_b_c *d* **e**", `back\`,
	"\x1b]52;c;aGk=\x07", "a\u202eb\u2066c", "a\x00b", "two\n\n# lines",
}

// poisoned is the sample with a text in every place where a bundle or a person can put one: all strings but ids of rules and words
// that the program alone chooses.
func poisoned(text string) *analyze.Diagnosis {
	d := sample()
	d.Bundle.Problems = []analyze.Problem{{Text: "x"}}
	d.Subjects[0].Pinned = &fact.HostPort{Host: "x", Port: 1}
	d.Subjects[0].Licence.Description, d.Subjects[0].Licence.PartialKey = "x", "x"
	d.Findings[0].Values, d.Findings[0].Lowered = map[string]string{"host": "x"}, []string{"x"}
	d.Findings[0].Questions[0].Answer, d.Findings[0].Questions[0].SettledBy, d.Findings[0].Questions[0].Reason = "no", "x", "x"
	d.Findings[1].Questions = []analyze.QuestionAsked{{ID: "connects", Text: "x", Yes: []string{"x: cscript x"}, No: []string{"x"}}}
	d.OS.Caption = "x"
	d.DNS.Zone, d.DNS.Server, d.DNS.Records[0].Addresses = "x", "x", []string{"x"}
	d.Timeline = []analyze.Attempt{*d.Subjects[0].Attempt, {Host: "x", Port: 1, CMID: "x", Application: "office", Hosts: []string{"x"}, Source: fact.Source{Path: "x"}}}
	d.Coverage = []analyze.Coverage{{Path: "x", From: d.Artifacts[1].From, To: d.Artifacts[1].To}}
	d.Licences = []analyze.Licence{{Name: "x", Description: "x", PartialKey: "x", SKU: "x", Source: &fact.Source{Path: "x"}}}
	d.Candidates = []analyze.Chain{{Subject: "x", Chain: []analyze.Candidate{{Candidate: "pinned-machine", State: "confirmed", Host: "x", Port: 1, Why: "x", Because: []analyze.Evidence{{Text: "x"}}}}}}
	d.Silence = []analyze.Silence{{Rule: d.Findings[0].Rule, Subject: d.Subjects[0].ID, About: "x", Logs: []string{"x"}, Why: "x"}}
	poison(reflect.ValueOf(d).Elem(), text)
	return d
}

// kept are fields by whose words a renderer chooses what to show. All others may hold anything, be it that a saved run was
// written by somebody else.
var kept = map[string]bool{"Type": true, "Schema": true, "Severity": true, "Answer": true, "Application": true, "Unreadable": true}

func poison(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), text)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			v.SetMapIndex(k, reflect.ValueOf(text))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !kept[f.Name] {
				poison(v.Field(i), text)
			}
		}
	case reflect.String:
		v.SetString(text)
	}
}

// poisonedRun is a run whose unread inputs carry the text too.
func poisonedRun(text string, ds []*analyze.Diagnosis) Run {
	r := sampleRun(ds)
	r.Unreadable = []Unreadable{{Path: text, Why: text}, {Path: text, Why: text + "!", Partly: true}}
	r.Fleet = analyze.NewFleet(ds)
	r.Fleet.Hosts = []analyze.FleetHost{{Host: "x", Port: 1, Asked: 1, Days: []analyze.HostDay{{Day: "x", Asked: 1}}}}
	r.Fleet.Clones = []analyze.Clone{{CMID: "x", Machines: []string{"x", "x"}, SameRecords: 1, Image: "x"}}
	r.Fleet.DNS = []analyze.ZoneView{{Zone: "x", Server: "x", State: "x", Machines: 1}, {Zone: "x", Server: "x", State: "x", Hosts: []string{"x"}, Split: true, Retired: []string{"x"}, WrongZone: 1}}
	r.Fleet.Expiry = []analyze.Week{{Week: "x", Machines: 1, Names: []string{"x"}}}
	r.Fleet.Fixes = []analyze.Fix{{Rule: "x", Where: "x", Text: "x", Command: "x", Question: "x", Machines: 1, Names: []string{"x"}}}
	r.Fleet.Exchanges = []analyze.Exchange{{Client: "x", Host: "x", Newest: "x", Requests: 1}}
	poison(reflect.ValueOf(r.Fleet).Elem(), text)
	return r
}
