package derive

import (
	"regexp"
	"strings"

	"kmstriage/parse/fact"
)

// Row is a licence after merging what several listings say of it.
type Row struct {
	fact.Licence
	Class     string // channel: kms_client, mak, kms_host, other_volume, subscription, free, grace, trial, retail, oem, unknown
	Stem      string // ProPlus, VisioPro, ProPlus2019
	Ignorable bool   // ByPass and SubPrepid components need no activation
	// Rival is another listing's row of the same licence with another status.
	Rival *fact.Licence
}

// Keyed reports whether the row holds a key and asks for activation by its own kind.
func (r *Row) Keyed() bool { return r.HasKey && !r.Ignorable && r.Class != "kms_host" }

var ignorable = regexp.MustCompile(`(?i)by[ _-]?pass|sub[ _-]?prepid`)

// classify names the channel by the description first, then by tokens of the name (facts.md, lic[].channel).
func classify(l fact.Licence) string {
	d := strings.ToUpper(strings.ReplaceAll(l.Description, " ", ""))
	n := strings.ToUpper(l.Name)
	makName := hasToken(n, "MAK")
	switch {
	case strings.Contains(d, "VOLUME_KMSCLIENT"):
		return "kms_client"
	case strings.Contains(d, "VOLUME_MAK"), strings.Contains(d, "RETAIL(MAK)"), strings.Contains(d, "RETAIL") && makName:
		return "mak"
	case strings.Contains(d, "VOLUME_KMS"):
		return "kms_host"
	case strings.Contains(d, "VOLUME"):
		return "other_volume"
	case strings.Contains(d, "TIMEBASED_SUB"), strings.Contains(d, "SUBSCRIPTION"):
		return "subscription"
	case strings.Contains(d, "RETAIL(FREE)"):
		return "free"
	case strings.Contains(d, "(GRACE)"):
		return "grace"
	case strings.Contains(d, "TRIAL"), strings.Contains(d, "EVAL"):
		return "trial"
	case strings.Contains(d, "RETAIL"):
		return "retail"
	case strings.Contains(d, "OEM"):
		return "oem"
	case strings.Contains(d, "SUB"):
		return "subscription"
	}
	return classifyName(n, strings.ToUpper(l.Channel))
}

func classifyName(name, channel string) string {
	switch {
	case hasToken(name, "KMS_CLIENT"), strings.HasPrefix(channel, "KMS_CLIENT"):
		return "kms_client"
	case hasToken(name, "KMS_HOST"), strings.HasPrefix(channel, "KMS_HOST"):
		return "kms_host"
	case hasToken(name, "MAK"), strings.HasPrefix(channel, "MAK"):
		return "mak"
	case ignorable.MatchString(name):
		return "free"
	case hasToken(name, "SUBSCRIPTION"), hasToken(name, "SUB"), strings.HasPrefix(channel, "SUB"):
		return "subscription"
	case hasToken(name, "GRACE"), channel == "GRACE":
		return "grace"
	case hasToken(name, "TRIAL"), channel == "TRIAL":
		return "trial"
	case hasToken(name, "RETAIL"), channel == "RETAIL":
		return "retail"
	case strings.HasPrefix(channel, "OEM"):
		return "oem"
	}
	return "unknown"
}

// hasToken finds a token between "_", "-", blanks or ends.
func hasToken(s, token string) bool {
	for at := 0; ; {
		i := strings.Index(s[at:], token)
		if i < 0 {
			return false
		}
		i += at
		end := i + len(token)
		if (i == 0 || strings.ContainsRune("_- ,", rune(s[i-1]))) && (end == len(s) || strings.ContainsRune("_- ,", rune(s[end]))) {
			return true
		}
		at = i + 1
	}
}

var (
	leadingOffice = regexp.MustCompile(`^(?i:office)(?:1[4-9]|2[0-9])?`)
	c2rVolume     = regexp.MustCompile(`XC2R(VL)?$|C2R(VL)?$`)
)

// stem is the product token of a licence name without release prefix and edition suffix: "Office 19,
// Office19ProPlus2019VL_KMS_Client_AE edition" gives "ProPlus2019".
func stem(name string) string {
	if _, after, ok := strings.Cut(name, ","); ok {
		name = after
	}
	name = strings.TrimSpace(name)
	name = strings.TrimSuffix(strings.TrimSuffix(name, "edition"), " ")
	if i := strings.IndexAny(name, "_- "); i >= 0 {
		name = name[:i]
	}
	name = leadingOffice.ReplaceAllString(name, "")
	name = c2rVolume.ReplaceAllString(name, "")
	for _, suffix := range []string{"VL", "Volume", "Retail"} {
		name = strings.TrimSuffix(name, suffix)
	}
	if n := strings.TrimSuffix(name, "R"); n != name && n != "" && n[len(n)-1] >= '0' && (n[len(n)-1] <= '9' || n[len(n)-1] >= 'a') {
		name = n
	}
	return name
}

// configs are ROIScan's names of MSI products whose licence stem differs by more than case.
var configs = map[string]string{
	"VISPRO": "VisioPro", "VISSTD": "VisioStd", "VISPRM": "VisioPrem", "PRJPRO": "ProjectPro", "PRJSTD": "ProjectStd",
	"SMALLBUSINESS": "SmallBusBasics", "STANDARD": "Standard", "PROPLUS": "ProPlus", "ENTERPRISE": "Enterprise",
}

// ProductStem is the licence stem that an installed product would have.
func ProductStem(o fact.Office) string {
	c := o.Config
	if s, ok := configs[strings.ToUpper(c)]; ok {
		return s
	}
	for _, suffix := range []string{"Volume", "Retail", "VL", "R"} {
		if n := strings.TrimSuffix(c, suffix); n != c && n != "" {
			return n
		}
	}
	return c
}

// licenceFamily is the family of a row: of its own name, else of the script that listed it.
func licenceFamily(l fact.Licence) int {
	if l.Family != 0 {
		return l.Family
	}
	return l.Script
}

// Ignorable reports a licence name of a component that needs no activation: ByPass, SubPrepid.
func Ignorable(name string) bool { return ignorable.MatchString(name) }
