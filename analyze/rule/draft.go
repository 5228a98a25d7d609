package rule

import (
	"strconv"
	"strings"
	"time"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// draft collects a finding while a rule judges: values for its texts, evidence, doubts.
type draft struct {
	scene  *analyze.Scene
	values map[string]string
	hit    analyze.Hit
	steps  int // of confidence taken
}

// about starts a finding with the values that every text of the scene may use.
func about(sc *analyze.Scene) *draft {
	d := &draft{scene: sc, values: map[string]string{}}
	d.machine()
	if sc.Family != 0 {
		d.family(sc.Family)
	}
	if sc.Subject != nil {
		d.subject(sc.Subject)
	}
	return d
}

// set gives a value; empty ones stay absent, so that a step can ask for them.
func (d *draft) set(name, value string) *draft {
	if value != "" {
		d.values[name] = value
	}
	return d
}

func (d *draft) because(lines ...fact.Line) *draft {
	for _, l := range lines {
		if l.Text != "" || !l.Source.IsZero() {
			d.hit.Because = append(d.hit.Because, analyze.Evidence{Source: l.Source, Text: l.Text})
		}
	}
	return d
}

// doubt takes a step of confidence if it holds, and says why.
func (d *draft) doubt(holds bool, why string) *draft {
	if holds {
		d.steps++
		d.hit.Lowered = append(d.hit.Lowered, why)
	}
	return d
}

// atMost caps the confidence.
func (d *draft) atMost(c analyze.Confidence) *draft {
	least := map[analyze.Confidence]int{analyze.High: 0, analyze.Medium: 1, analyze.Low: 2}[c]
	d.steps = max(d.steps, least)
	return d
}

func (d *draft) found() *analyze.Hit {
	d.hit.Values = d.values
	d.hit.Confidence = []analyze.Confidence{analyze.High, analyze.Medium, analyze.Low}[min(d.steps, 2)]
	return &d.hit
}

func stamp(t fact.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.At.UTC().Format("2006-01-02 15:04") + " UTC"
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func list(xs []string) string { return strings.Join(xs, ", ") }

// published lists the SRV records as host:port.
func published(c *derive.Case) []string {
	var out []string
	for _, r := range c.DNS.Records {
		out = append(out, derive.HostPort(r.Host, r.Port))
	}
	return out
}

func recordLines(c *derive.Case) []fact.Line {
	var out []fact.Line
	for i, r := range c.DNS.Records {
		if i == maxCited {
			break
		}
		l := r.Line
		if r.Port != 0 && !strings.Contains(l.Text, strconv.Itoa(r.Port)) {
			l.Text += " (port " + strconv.Itoa(r.Port) + ")"
		}
		out = append(out, l)
	}
	return out
}

// maxCited bounds how many equal pieces of evidence one finding shows.
const maxCited = 4
