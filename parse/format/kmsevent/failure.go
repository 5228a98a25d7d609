package kmsevent

import (
	"regexp"
	"strings"
)

// Failure is the payload of a failed activation: 8198, 8200, 8208, 8233, 1014. Nil and empty are unknown.
type Failure struct {
	Code    *uint32
	AppID   string // application: Office 2010, Office 2013 and later, Windows
	SKU     string // activation id
	Trigger string // UserLogon, TimerEvent, NetworkAvailable, ...
}

// appIDs are the application ids of licensing: Office 2013 and later, Office 2010, Windows.
var appIDs = []string{
	"0ff1ce15-a989-479d-af46-f275c6370663",
	"59a52881-a989-479d-af46-f275c6370663",
	"55c92734-d682-4d71-983e-d6ec3f16059f",
}

// IsAppID reports whether a lower-case id names an application rather than a product.
func IsAppID(id string) bool {
	for _, a := range appIDs {
		if id == a {
			return true
		}
	}
	return false
}

var (
	hrKey      = regexp.MustCompile(`(?i)\bhr\s*=\s*(0x[0-9a-f]{1,16})\b`)
	anyHex     = regexp.MustCompile(`(?i)\b0x[0-9a-f]{8,16}\b`)
	appKey     = regexp.MustCompile(`(?i)\bapp[ -]?id\s*[=:]\s*\{?(` + guid + `)`)
	skuKey     = regexp.MustCompile(`(?i)\bsku[ -]?id\s*[=:]\s*\{?(` + guid + `)`)
	ruleKey    = regexp.MustCompile(`(?i)\b(?:rule|session|policy)[ -]?id\s*[=:]\s*\{?` + guid)
	triggerKey = regexp.MustCompile(`(?i)\btrigger\s*[=:]\s*([^;\s]+)`)
	// behindIDs finds the translated "Trigger=" behind the last id.
	behindIDs = regexp.MustCompile(`^[^=＝]{0,60}[=＝]\s*([A-Za-z][A-Za-z0-9_]*)`)
)

// ParseFailure reads the insertion strings of a failure, or its rendered text as the only element. Ids are told apart
// by their keys, else by the known application ids. It reports false where there is neither a code nor an id.
func ParseFailure(id int, data []string) (Failure, bool) {
	text := bounded(data)
	f := Failure{Code: failureCode(id, data, text)}
	f.AppID, f.SKU = ids(text)
	f.Trigger = trigger(id, data, text)
	return f, f.Code != nil || f.AppID != "" || f.SKU != ""
}

func bounded(data []string) string {
	text := strings.Join(data[:min(len(data), maxFields)], "\n")
	return text[:min(len(text), maxPayload)]
}

// failureCode prefers the "hr=" key, then an element that is nothing but a code. 8200 ends with its code; the others
// begin with it.
func failureCode(id int, data []string, text string) *uint32 {
	if m := hrKey.FindStringSubmatch(text); m != nil {
		if v, ok := code32(m[1]); ok {
			return &v
		}
	}
	for _, d := range data {
		if m := hexField.FindString(strings.TrimSpace(d)); m != "" {
			if v, ok := code32(m); ok {
				return &v
			}
		}
	}
	all := anyHex.FindAllString(text, maxFields)
	if len(all) == 0 {
		return nil
	}
	pick := all[0]
	if id == 8200 {
		pick = all[len(all)-1]
	}
	v, ok := code32(pick)
	if !ok {
		return nil
	}
	return &v
}

// IDs finds the application id and the first product id of a text.
func IDs(data []string) (app, sku string) { return ids(bounded(data)) }

func ids(text string) (app, sku string) {
	if strings.Count(text, "-") < 4 { // a GUID has as many; most texts have none
		return "", ""
	}
	if m := appKey.FindStringSubmatch(text); m != nil {
		app = strings.ToLower(m[1])
	}
	if m := skuKey.FindStringSubmatch(text); m != nil {
		sku = strings.ToLower(m[1])
	}
	for _, g := range anyGUID.FindAllString(ruleKey.ReplaceAllString(text, ""), maxFields) {
		g = strings.ToLower(g)
		switch {
		case IsAppID(g):
			if app == "" {
				app = g
			}
		case sku == "" && g != app:
			sku = g
		}
	}
	return app, sku
}

// trigger reads what set the attempt off, without its parameters ("UserLogon;SessionId=1").
func trigger(id int, data []string, text string) string {
	if m := triggerKey.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	if id != 8233 {
		return ""
	}
	if len(data) > 3 {
		t, _, _ := strings.Cut(strings.TrimSpace(data[3]), ";")
		return t
	}
	if all := anyGUID.FindAllStringIndex(text, maxFields); len(all) > 0 {
		if m := behindIDs.FindStringSubmatch(text[all[len(all)-1][1]:]); m != nil {
			return m[1]
		}
	}
	return ""
}
