package analyze

import (
	"fmt"
	"sort"
	"strings"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// judge asks every rule about every member of its scope. A rule whose needs are not met is not asked: it is unknown,
// decided here and never by a rule.
func judge(c *derive.Case, rules []Rule) *verdicts {
	v := &verdicts{subjects: map[*derive.Subject]*Finding{}}
	for i := range rules {
		r := &rules[i]
		if r.Fallback || (r.Several || r.Scope == PerBatch) && c.Batch == nil {
			continue
		}
		v.ask(c, r)
	}
	v.fallbacks(c, rules)
	sort.Strings(v.clear)
	return v
}

func (v *verdicts) ask(c *derive.Case, r *Rule) {
	if missing, met := needs(c, r); !met {
		v.notChecked = append(v.notChecked, NotChecked{Rule: r.ID, Missing: missing})
		return
	}
	n := len(v.found)
	for _, sc := range scenes(c, r) {
		if f := judgeSafely(r, sc); f != nil {
			v.found = append(v.found, f)
		}
	}
	if len(v.found) == n {
		v.clear = append(v.clear, r.ID)
	}
}

// judgeSafely is the second of the two doors at which a panic is recovered.
func judgeSafely(r *Rule, sc *Scene) (f *Finding) {
	defer func() {
		if p := recover(); p != nil {
			f = &Finding{Rule: r.ID, Section: r.Section, Severity: Warning, Confidence: Low, rule: &Rule{ID: r.ID, Rank: 999},
				Title: fmt.Sprintf("A bug of kmstriage: rule %s failed (%v); please report it", r.ID, p)}
		}
	}()
	h := r.Judge(sc)
	if h == nil {
		return nil
	}
	return finding(r, sc, h)
}

func finding(r *Rule, sc *Scene, h *Hit) *Finding {
	f := &Finding{Rule: r.ID, Section: r.Section, Severity: r.Severity, Confidence: h.Confidence, Values: h.Values,
		Because: distinct(h.Because), Lowered: h.Lowered, rule: r, family: sc.Family, stem: h.Stem, newest: h.Newest}
	if f.Confidence == "" {
		f.Confidence = High
	}
	if h.Severity != "" {
		f.Severity = h.Severity
	}
	switch {
	case sc.Subject != nil:
		f.Subject = sc.Subject.ID
		if sc.Subject.Row != nil {
			f.stem = sc.Subject.Row.Stem
		}
	case r.Scope == PerFamily:
		f.Subject = fmt.Sprintf("office%d", sc.Family)
	}
	render(f, sc)
	return f
}

func distinct(es []Evidence) []Evidence {
	out := []Evidence{}
	seen := map[Evidence]bool{}
	for _, e := range es {
		if (e.Text == "" && e.Source.IsZero()) || seen[e] {
			continue
		}
		seen[e] = true
		out = append(out, e)
	}
	return out
}

func scenes(c *derive.Case, r *Rule) []*Scene {
	var out []*Scene
	switch r.Scope {
	case PerSubject:
		for _, s := range c.Subjects {
			out = append(out, &Scene{Case: c, Subject: s, Family: s.Family})
		}
	case PerFamily:
		for _, f := range c.Families {
			out = append(out, &Scene{Case: c, Family: f})
		}
	default:
		out = append(out, &Scene{Case: c})
	}
	return out
}

// supplies names, for each topic, the artifact that tells it best: what is asked of the customer when it is missing.
var supplies = map[fact.Topic]fact.Kind{
	fact.TopicLicences: fact.OSPPStatusAll, fact.TopicRequests: fact.EventsApplication, fact.TopicFailures: fact.EventsApplication,
	fact.TopicHostRequests: fact.EventsKMS, fact.TopicPublishing: fact.EventsApplication, fact.TopicDNS: fact.NSLookup,
	fact.TopicHostLicences: fact.SLMgr, fact.TopicOffice: fact.ROIScanXML, fact.TopicOS: fact.ROIScanLog, fact.TopicCMIDs: fact.OSPPCMID,
	fact.TopicScripts: fact.OSPPStatusAll, fact.TopicElevation: fact.MGADiag, fact.TopicNames: fact.ROIScanLog, fact.TopicTokens: fact.OSPPTokILs,
	fact.TopicSettings: fact.RegExport, fact.TopicServices: fact.ServiceState, fact.TopicNetwork: fact.IPConfig, fact.TopicConnections: fact.Reachability,
	fact.TopicClock: fact.TimeService,
}

// needs reports whether of each alternative one topic was read, else the kinds that would tell it.
func needs(c *derive.Case, r *Rule) (missing []string, met bool) {
	set := map[string]bool{}
	for _, alternatives := range r.Needs {
		if !anyKnown(c, alternatives) {
			for _, t := range alternatives {
				set[string(supplies[t])] = true
			}
		}
	}
	for k := range set {
		missing = append(missing, k)
	}
	sort.Strings(missing)
	return missing, len(set) == 0
}

func anyKnown(c *derive.Case, ts []fact.Topic) bool {
	for _, t := range ts {
		if c.Knows(t) {
			return true
		}
	}
	return false
}

// fallbacks are asked last: they speak only where nothing else that may be primary does.
func (v *verdicts) fallbacks(c *derive.Case, rules []Rule) {
	spoken := map[string]bool{} // subject ids with a primary-capable finding
	for _, f := range v.found {
		if !f.rule.Primary {
			continue
		}
		spoken[f.Subject] = true
		if f.rule.WholeFamily {
			for _, s := range c.Subjects {
				if s.Family == f.family {
					spoken[s.ID] = true
				}
			}
		}
	}
	for i := range rules {
		r := &rules[i]
		if !r.Fallback || r.Scope != PerSubject {
			continue
		}
		if missing, met := needs(c, r); !met {
			v.notChecked = append(v.notChecked, NotChecked{Rule: r.ID, Missing: missing})
			continue
		}
		n := len(v.found)
		for _, sc := range scenes(c, r) {
			if spoken[sc.Subject.ID] {
				continue
			}
			if f := judgeSafely(r, sc); f != nil {
				v.found = append(v.found, f)
			}
		}
		if len(v.found) == n {
			v.clear = append(v.clear, r.ID)
		}
	}
	v.last(c, rules)
}

// last asks the bundle's own fallbacks: nothing at all could be said.
func (v *verdicts) last(c *derive.Case, rules []Rule) {
	any := false
	for _, f := range v.found {
		any = any || f.rule.Primary
	}
	for i := range rules {
		r := &rules[i]
		if !r.Fallback || r.Scope != PerBundle {
			continue
		}
		if !any {
			if f := judgeSafely(r, &Scene{Case: c}); f != nil {
				v.found = append(v.found, f)
				continue
			}
		}
		v.clear = append(v.clear, r.ID)
	}
}

// matches reports whether an id fits a pattern, in which "*" stands for any run of characters.
func matches(pattern, id string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == id
	}
	rest, begins := strings.CutPrefix(id, parts[0])
	rest, ends := strings.CutSuffix(rest, parts[len(parts)-1])
	if !begins || !ends {
		return false
	}
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	return true
}
