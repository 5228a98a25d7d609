package kmsevent

import (
	"regexp"
	"strconv"
	"strings"
)

// Status is the payload of 1003: the licensing status of every product of one application.
type Status struct {
	AppID    string
	Products []ProductStatus
}

// ProductStatus is one line of it. Code 0xC004F014 (no key) is normal for every product that is not used. Minutes are
// what is left of a KMS licence, nil where the KMS part says nothing.
type ProductStatus struct {
	SKU      string
	Licensed bool
	Code     *uint32
	Minutes  *int
}

// maxProducts bounds the list: Office 2010 to 2024 together list below 600 products an application.
const maxProducts = 4096

var (
	statusLine = regexp.MustCompile(`\b\d{1,5}:\s*(` + guid + `)\s*,\s*\d+\s*,\s*([01])\s*\[`)
	statusCode = regexp.MustCompile(`^\(\d+\s*\[(0x[0-9A-Fa-f]{1,8})`)
	kmsPart    = regexp.MustCompile(`msft:rm/algorithm/volume/[0-9.]+\s+0x[0-9A-Fa-f]{1,8}\s+(\d{1,9})`)
)

// ParseStatus reads 1003 from its insertion strings or its rendered text. It reports false where neither an
// application id nor a product is there. The text may be cut: the last product then counts only if it is whole up to
// its code.
func ParseStatus(data []string) (Status, bool) {
	text := strings.Join(data[:min(len(data), maxFields)], "\n")
	var s Status
	for _, g := range anyGUID.FindAllString(text, 4) {
		if g = strings.ToLower(g); IsAppID(g) {
			s.AppID = g
			break
		}
	}
	at := statusLine.FindAllStringSubmatchIndex(text, maxProducts)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		s.Products = append(s.Products, product(text[m[2]:m[3]], text[m[4]:m[5]], text[m[1]:end]))
	}
	return s, s.AppID != "" || len(s.Products) > 0
}

func product(id, licensed, body string) ProductStatus {
	p := ProductStatus{SKU: strings.ToLower(id), Licensed: licensed == "1"}
	if m := statusCode.FindStringSubmatch(body); m != nil {
		if c, ok := code32(m[1]); ok {
			p.Code = &c
		}
	}
	if m := kmsPart.FindStringSubmatch(body); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			p.Minutes = &n
		}
	}
	return p
}
