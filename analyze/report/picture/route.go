package picture

import (
	"fmt"
	"slices"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/text"
)

// The places of the route, in user units: three columns of boxes.
const (
	clientX, clientW = 8.0, 210.0
	originX, originW = 330.0, 300.0
	targetX, targetW = 732.0, 220.0
	boxPad           = 12.0
	rowStep          = 20.0
	boxGap           = 22.0
	mostRecords      = 5
)

// Route draws from where a client could have had its KMS host, and which one it really asked. A mismatch is marked. It is
// empty for a licence that is activated otherwise than by KMS. id must be unique on the page.
func Route(d *analyze.Diagnosis, s *analyze.Subject, id string, l *text.Language) string {
	if s.Kind != "kms" && s.Attempt == nil {
		return ""
	}
	r := &route{canvas: canvas{Language: l}, d: d, s: s}
	r.draw()
	return r.svg(id, RouteTitle(s, l), r.inWords())
}

// RouteTitle names the picture of a licence.
func RouteTitle(s *analyze.Subject, l *text.Language) string {
	return l.Text(wordRoute) + ": " + name(s)
}

type route struct {
	canvas
	d *analyze.Diagnosis
	s *analyze.Subject
}

// box is a heading with lines below it.
type box struct {
	class, head string
	lines       []string
	x, y, w, h  float64
}

func (b *box) middle() float64 { return b.y + b.h/2 }

func (r *route) draw() {
	pinned := &box{class: "box", head: r.Text(wordPinned), lines: r.pinnedLines(), x: originX, y: 8, w: originW}
	pinned.size()
	dns := &box{class: "box", head: r.Text(wordDNS), lines: r.dnsLines(), x: originX, y: pinned.y + pinned.h + boxGap, w: originW}
	if r.d.DNS.Zone != "" {
		dns.head += ": " + r.d.DNS.Zone
	}
	dns.size()
	total := dns.y + dns.h
	client := &box{class: "box", head: r.d.MachineName(), lines: []string{name(r.s)}, x: clientX, w: clientW}
	client.size()
	client.y = (8 + total - client.h) / 2
	asked := &box{class: "box " + r.askedClass(), head: r.Text(wordAsked), lines: r.askedLines(), x: targetX, w: targetW}
	asked.size()
	asked.y = (8 + total - asked.h) / 2
	r.height = max(total, asked.y+asked.h, client.y+client.h) + 8
	from := r.origin()
	for _, b := range []*box{pinned, dns} {
		used := from != "" && (from == "pinned") == (b == pinned)
		r.link(client, b, used)
		r.link(b, asked, used && r.s.Attempt != nil)
		if used {
			b.class += " used"
		}
	}
	for _, b := range []*box{client, pinned, dns, asked} {
		r.box(b)
	}
	r.badge(dns, asked)
}

// origin is where the host came from: pinned, dns, or "" where that is not known.
func (r *route) origin() string {
	switch {
	case r.s.Origin == "pinned", r.s.Origin == "superseded":
		return "pinned"
	case r.s.Origin == "dns":
		return "dns"
	case r.s.Attempt == nil && r.s.Pinned != nil:
		return "pinned"
	}
	return ""
}

func (r *route) pinnedLines() []string {
	if p := r.s.Pinned; p != nil {
		return []string{hostPort(p.Host, p.Port)}
	}
	if r.s.Origin == "superseded" {
		return []string{r.Text(wordSuperseded)}
	}
	for _, c := range r.d.Candidates {
		if c.Subject != r.s.ID {
			continue
		}
		for _, x := range c.Chain {
			if strings.HasPrefix(x.Candidate, "pinned-") && x.State == "confirmed" {
				return []string{hostPort(x.Host, x.Port)}
			}
		}
		if !slices.ContainsFunc(c.Chain, func(x analyze.Candidate) bool {
			return strings.HasPrefix(x.Candidate, "pinned-") && x.State != "excluded"
		}) {
			return []string{r.Text(wordNotPinned)}
		}
	}
	return []string{r.Text(wordUnknown)}
}

func (r *route) dnsLines() []string {
	rs := r.d.DNS.Records
	if len(rs) == 0 {
		return []string{DNSWords(r.d.DNS.State, r.Language)}
	}
	var out []string
	for i, x := range rs {
		if i == mostRecords {
			out = append(out, r.Say(wordMore, len(rs)-i))
			break
		}
		out = append(out, hostPort(x.Host, x.Port))
	}
	return out
}

func (r *route) askedLines() []string {
	a := r.s.Attempt
	if a == nil {
		return []string{r.Text(wordNoRequest)}
	}
	host := hostPort(a.Host, a.Port)
	if host == "" {
		host = r.Text(wordNoHost)
	}
	out := []string{host, r.Text(outcomeOf(a).words)}
	if a.Code != nil && *a.Code != 0 {
		out = append(out, a.Code.String())
	}
	if a.Time != nil {
		out = append(out, stamp(*a.Time))
	}
	return out
}

func (r *route) askedClass() string {
	if r.s.Attempt == nil {
		return "none"
	}
	return outcomeOf(r.s.Attempt).class
}

func (b *box) size() { b.h = 2*boxPad + 18 + rowStep*float64(len(b.lines)) }

func (r *route) box(b *box) {
	r.shape("rect", "", attr{"class", b.class, "x", b.x, "y", b.y, "width", b.w, "height", b.h, "rx", 8.0})
	fits := int((b.w - 2*boxPad) / 8)
	r.text("head", b.x+boxPad, b.y+boxPad+14, fits, b.head)
	for i, l := range b.lines {
		r.text("value", b.x+boxPad, b.y+boxPad+16+rowStep*float64(i+1), fits, l)
	}
}

// link joins two boxes; the way that was taken is strong, the other one broken.
func (r *route) link(from, to *box, used bool) {
	class := "way"
	if used {
		class = "way used"
	}
	x1, y1, x2, y2 := from.x+from.w, from.middle(), to.x, to.middle()
	mid := (x1 + x2) / 2
	r.shape("path", "", attr{"class", class, "d", fmt.Sprintf("M%s %sC%s %s %s %s %s %s", value(x1), value(y1), value(mid), value(y1), value(mid), value(y2), value(x2), value(y2))})
	if used {
		r.shape("path", "", attr{"class", "arrow", "d", fmt.Sprintf("M%s %sl-11 -6v12z", value(x2), value(y2))})
	}
}

// badge stands between DNS and the host asked, and says whether they agree.
func (r *route) badge(dns, asked *box) {
	class, sign := "", ""
	switch r.s.Comparison {
	case "match", "match-port-unknown", "match-short":
		class, sign = "good", "="
	case "port-differs", "not-listed":
		class, sign = "bad", "\u2260"
	case "ambiguous":
		class, sign = "warn", "?"
	default:
		return
	}
	x, y := (dns.x+dns.w+asked.x)/2, (dns.middle()+asked.middle())/2
	r.shape("circle", Comparison(r.s.Comparison, r.Language), attr{"class", "badge " + class, "cx", x, "cy", y, "r", 15.0})
	r.text("sign", x, y+6, 3, sign)
}

func (r *route) inWords() string {
	parts := []string{
		fmt.Sprintf("%s: %s", r.Text(wordPinned), strings.Join(r.pinnedLines(), ", ")),
		fmt.Sprintf("%s: %s", r.Text(wordDNS), strings.Join(r.dnsLines(), ", ")),
		fmt.Sprintf("%s: %s", r.Text(wordAsked), strings.Join(r.askedLines(), ", ")),
	}
	s := strings.Join(parts, "; ") + "."
	if w := Comparison(r.s.Comparison, r.Language); w != "" {
		s += " " + w
	}
	return s
}
