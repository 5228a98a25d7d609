// Package picture draws what a diagnosis and a fleet hold as SVG for a web page: the attempts over time, the way to the KMS
// host, and what several machines have in common. It judges nothing.
//
// The pictures have no style attributes and no colours of their own: classes name what a thing means, and the page's style
// sheet gives it its look in either theme. Foreign text is escaped; the page must make control characters inert.
package picture

import (
	"fmt"
	"html"
	"strings"

	"kmstriage/analyze/text"
)

// width is that of every picture in user units, which are CSS pixels where there is room.
const width = 960

// canvas collects the elements of one picture.
type canvas struct {
	*text.Language
	b      strings.Builder
	height float64
}

// attr are attributes of an element, name and value in turn. Values are numbers, or texts of this package.
type attr []any

func (c *canvas) open(name string, as attr) {
	c.b.WriteString("<" + name)
	for i := 0; i+1 < len(as); i += 2 {
		fmt.Fprintf(&c.b, ` %s="%s"`, as[i], html.EscapeString(value(as[i+1])))
	}
	c.b.WriteString(">")
}

// value writes numbers with one digit behind the point, so that a picture does not grow by digits that nobody sees.
func value(v any) string {
	f, ok := v.(float64)
	if !ok {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0")
}

func (c *canvas) close(name string) { c.b.WriteString("</" + name + ">") }

// shape adds an element, with a tip that browsers show beside the pointer.
func (c *canvas) shape(name, tip string, as attr) {
	c.open(name, as)
	c.tip(tip)
	c.close(name)
}

func (c *canvas) tip(tip string) {
	if tip != "" {
		c.b.WriteString("<title>" + html.EscapeString(tip) + "</title>")
	}
}

func (c *canvas) rect(class, tip string, x, y, w, h float64) {
	c.shape("rect", tip, attr{"class", class, "x", x, "y", y, "width", max(w, 1), "height", h, "rx", 3.0})
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.shape("path", "", attr{"class", class, "d", fmt.Sprintf("M%s %sL%s %s", value(x1), value(y1), value(x2), value(y2))})
}

// text writes a label of at most so many characters; the whole of a longer one is its tip.
func (c *canvas) text(class string, x, y float64, most int, s string) {
	short := shorten(s, most)
	c.open("text", attr{"class", class, "x", x, "y", y})
	if short != s {
		c.tip(s)
	}
	c.b.WriteString(html.EscapeString(short))
	c.close("text")
}

// shorten leaves out the middle of a text: names differ at both ends.
func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	head := (most - 1) / 2
	return string(r[:head]) + "\u2026" + string(r[len(r)-(most-1-head):])
}

// svg wraps the picture up. The title names it, the description says in words what it shows.
func (c *canvas) svg(id, title, description string) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" viewBox="0 0 %d %s" aria-labelledby="%[3]s-t %[3]s-d">`+
		`<title id="%[3]s-t">%[4]s</title><desc id="%[3]s-d">%[5]s</desc>%[6]s</svg>`,
		width, value(c.height), html.EscapeString(id), html.EscapeString(title), html.EscapeString(description), c.b.String())
}

// hostPort joins a host and its port; IPv6 literals are bracketed.
func hostPort(host string, port int) string {
	if host == "" || port == 0 {
		return host
	}
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	return fmt.Sprintf("%s:%d", host, port)
}
