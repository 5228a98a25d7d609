package artifact

import (
	"errors"
	"regexp"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/regexport"
)

var regExport = parse.Artifact{
	Kind:      fact.RegExport,
	Doc:       "an export of the registry (.reg, or the output of reg query): KMS hosts and other settings of the licensing services, their start types, the computer's DNS suffixes",
	Signature: "headings of keys, [HKEY_...] or HKEY_...",
	Languages: "names of keys and values have no language",
	Quirks:    []string{"UTF-16 or the ANSI code page", "long values go on behind a backslash"},
	Names:     []string{"reg-spp.txt"},
	Supply:    `reg query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform" /s > reg-spp.txt`,
	Extra:     true,
	Yields:    []fact.Topic{fact.TopicSettings, fact.TopicServices, fact.TopicNetwork},
	Match:     matchRegExport,
	Read:      readRegExport,
}

var (
	// regHeading is the heading of one of the keys that readRegExport wants, of which sub-keys may come first.
	regHeading = regexp.MustCompile(`(?im)^\[?(?:HKEY_LOCAL_MACHINE|HKLM)\\(?:SOFTWARE\\(?:WOW6432Node\\)?(?:Microsoft\\(?:Windows NT\\CurrentVersion\\SoftwareProtectionPlatform|OfficeSoftwareProtectionPlatform)|` +
		`Policies\\Microsoft\\Windows NT\\CurrentVersion\\Software Protection Platform)|SYSTEM\\(?:CurrentControlSet|ControlSet\d+)\\Services\\(?:o?sppsvc|Tcpip\\Parameters))(?:\\[^\n\]]*)?\]?\s*$`)

	sppKey    = regexp.MustCompile(`(?i)^HKEY_LOCAL_MACHINE\\SOFTWARE\\(?:WOW6432Node\\)?Microsoft\\Windows NT\\CurrentVersion\\SoftwareProtectionPlatform(?:\\(.*))?$`)
	osppKey   = regexp.MustCompile(`(?i)^HKEY_LOCAL_MACHINE\\SOFTWARE\\(?:WOW6432Node\\)?Microsoft\\OfficeSoftwareProtectionPlatform(?:\\(.*))?$`)
	policyKey = regexp.MustCompile(`(?i)^HKEY_LOCAL_MACHINE\\SOFTWARE\\(?:WOW6432Node\\)?Policies\\Microsoft\\Windows NT\\CurrentVersion\\Software Protection Platform(?:\\(.*))?$`)
	serviceOf = regexp.MustCompile(`(?i)^HKEY_LOCAL_MACHINE\\SYSTEM\\(?:CurrentControlSet|ControlSet\d+)\\Services\\(o?sppsvc)$`)
	tcpipKey  = regexp.MustCompile(`(?i)^HKEY_LOCAL_MACHINE\\SYSTEM\\(?:CurrentControlSet|ControlSet\d+)\\Services\\Tcpip\\Parameters$`)
	subKey    = regexp.MustCompile(`(?i)^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$`)
)

func matchRegExport(p parse.Probe) parse.Claim {
	return parse.Claim{Content: speaksOf(p.Text, "HKEY_", "HKLM", "hkey_", "hklm") && regHeading.MatchString(p.Text)}
}

func regWanted(path string) bool {
	for _, k := range []*regexp.Regexp{sppKey, osppKey, policyKey, serviceOf, tcpipKey} {
		if k.MatchString(path) {
			return true
		}
	}
	return false
}

func readRegExport(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	log := regexport.Parse(text.Lines, regWanted)
	f.Reading.Records = len(log.Keys)
	for _, l := range log.Losses {
		f.Damage(l.Line.N, "%s: %q", l.Text, clip(l.Line.Text))
	}
	if len(log.Keys) == 0 {
		return errors.New("no key of the licensing services was recognised")
	}
	for _, k := range log.Keys {
		regKey(f, k)
	}
	return nil
}

// settingNames are the values that tell something about activation (formats of KB2870357 and of Microsoft's volume
// activation guide), by their names in lower case. The keys hold many others.
var settingNames = spelled("KeyManagementServiceName", "KeyManagementServicePort", "KeyManagementServiceLookupDomain", "KeyManagementServiceListeningPort",
	"DisableDnsPublishing", "DnsDomainPublishList", "DisableKeyManagementServiceHostCaching", "VLActivationType", "VLActivationInterval",
	"VLRenewalInterval", "NoGenTicket", "EnableKmsLowPriority")

func spelled(names ...string) map[string]string {
	m := map[string]string{}
	for _, n := range names {
		m[strings.ToLower(n)] = n
	}
	return m
}

func regKey(f *parse.File, k regexport.Key) {
	for scope, re := range map[string]*regexp.Regexp{fact.ScopeSPP: sppKey, fact.ScopeOSPP: osppKey, fact.ScopePolicy: policyKey} {
		if m := re.FindStringSubmatch(k.Path); m != nil {
			regSettings(f, scope, m[1], k)
			return
		}
	}
	if m := serviceOf.FindStringSubmatch(k.Path); m != nil {
		regService(f, strings.ToLower(m[1]), k)
		return
	}
	regNetwork(f, k)
}

func regSettings(f *parse.File, scope, below string, k regexport.Key) {
	s := fact.Setting{Scope: scope}
	if below != "" {
		m := subKey.FindStringSubmatch(below)
		if m == nil {
			return // the service's own caches
		}
		s.AppID, s.SKU = strings.ToLower(m[1]), strings.ToLower(m[2])
	}
	for _, v := range k.Values {
		name, ok := settingNames[strings.ToLower(v.Name)]
		if !ok || v.Text == "" {
			continue
		}
		s.Name, s.Value, s.Line = name, v.Text, lineOf(f, v.Line)
		f.Set.Settings = append(f.Set.Settings, s)
	}
}

// startTypes are the numbers of the value Start.
var startTypes = map[string]string{"2": fact.StartAuto, "3": fact.StartManual, "4": fact.StartDisabled}

func regService(f *parse.File, name string, k regexport.Key) {
	for _, v := range k.Values {
		if start := startTypes[v.Text]; strings.EqualFold(v.Name, "Start") && start != "" {
			f.Set.Services = append(f.Set.Services, fact.Service{Name: name, Start: start, From: f.Kind, Lines: fact.Lines{"start": lineOf(f, v.Line)}})
		}
	}
}

// regNetwork reads Tcpip\Parameters. Windows keeps each name twice, the second one ("NV ...") for the next start.
func regNetwork(f *parse.File, k regexport.Key) {
	n := fact.Network{From: f.Kind, Lines: fact.Lines{}}
	set := func(to *string, key string, v regexport.Value) {
		if v.Text != "" && *to == "" {
			*to = v.Text
			n.Lines[key] = lineOf(f, v.Line)
		}
	}
	var dhcp string
	for _, v := range k.Values {
		switch strings.ToLower(v.Name) {
		case "hostname":
			set(&n.Host, "host", v)
		case "domain":
			set(&n.Suffix, "suffix", v)
		case "dhcpdomain":
			set(&dhcp, "connections", v)
		case "searchlist":
			if n.Search == nil && v.Text != "" {
				n.Search = strings.FieldsFunc(v.Text, func(r rune) bool { return r == ',' || r == ' ' })
				n.Lines["search"] = lineOf(f, v.Line)
			}
		}
	}
	if dhcp != "" {
		n.Connections = []string{dhcp}
	}
	if len(n.Lines) == 0 {
		return
	}
	addNetwork(f, n)
}

// addNetwork keeps the computer's network, and its name where that is told.
func addNetwork(f *parse.File, n fact.Network) {
	f.Set.Networks = append(f.Set.Networks, n)
	if n.Host == "" {
		return
	}
	name := n.Host
	if n.Suffix != "" && !strings.Contains(n.Host, ".") {
		name += "." + n.Suffix
	}
	f.Set.Names = append(f.Set.Names, fact.Name{Name: name, From: string(f.Kind), Source: n.Lines["host"].Source})
}
