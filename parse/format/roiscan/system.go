package roiscan

import "strings"

// System is the row "OS Details" of the log, taken apart. Empty fields are unknown.
type System struct {
	Caption string
	NT      string // 6.1
	Build   string // 7601
	Arch    string // x86, x64, arm64
	Server  bool   // the caption says so
}

// ParseSystem reads "Microsoft Windows 7 Enterprise , SP 1, Version: 6.1.7601, Codepage: 1252, Country Code: 1,
// Language: 1033, System Type: x64-based PC".
func ParseSystem(s string) System {
	var out System
	caption := true
	var words []string
	for _, part := range strings.Split(s, ",") {
		part = strings.TrimSpace(part)
		key, value, _ := strings.Cut(part, ":")
		value = strings.TrimSpace(value)
		switch k := Key(key); {
		case k == "version":
			out.version(value)
		case k == "systemtype":
			out.Arch = Arch(value)
		case k == "codepage", k == "countrycode", k == "language":
		case strings.HasPrefix(part, "SP ") || !caption:
			caption = false
			continue
		default:
			words = append(words, part)
			continue
		}
		caption = false
	}
	out.Caption = strings.Join(words, ", ")
	c := strings.ToLower(out.Caption)
	out.Server = strings.Contains(c, "server") || strings.Contains(c, "serveur")
	return out
}

func (s *System) version(v string) {
	f := strings.Split(v, ".")
	for _, p := range f {
		if p == "" || strings.Trim(p, "0123456789") != "" {
			return
		}
	}
	if len(f) >= 2 {
		s.NT = f[0] + "." + f[1]
	}
	if len(f) >= 3 {
		s.Build = f[2]
	}
}

// IsAdmin reads the word behind "IsAdmin:" in the row "Current User"; ok is false where it stands not there. snippet is
// that part alone: the row holds the user's name and SID, which are nobody's business here.
func IsAdmin(s string) (admin bool, snippet string, ok bool) {
	for _, part := range strings.Split(s, ",") {
		key, value, found := strings.Cut(part, ":")
		if !found || Key(key) != "isadmin" {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(value)) {
		case "true":
			return true, strings.TrimSpace(part), true
		case "false":
			return false, strings.TrimSpace(part), true
		}
	}
	return false, "", false
}
