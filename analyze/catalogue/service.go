package catalogue

import (
	"strconv"
	"strings"
)

// The licensing services, by the names of Windows' service manager.
const (
	OSPPService = "osppsvc"
	SPPService  = "sppsvc"
)

// RequiredService gives the service that licenses a family of Office (14, 15, 16) on a Windows version ("6.1"): Office
// 2010 always has its own; later ones have it before Windows 8 only. "" is unknown. Source: knowledge/facts.md.
func RequiredService(family int, nt string) string {
	switch {
	case family == 14:
		return OSPPService
	case family < 15:
		return ""
	}
	before, known := before62(nt)
	switch {
	case !known:
		return ""
	case before:
		return OSPPService
	}
	return SPPService
}

// before62 says whether a version is older than Windows 8 (6.2).
func before62(nt string) (before, known bool) {
	major, minor, ok := strings.Cut(nt, ".")
	if !ok {
		return false, false
	}
	a, errA := strconv.Atoi(major)
	b, errB := strconv.Atoi(minor)
	if errA != nil || errB != nil {
		return false, false
	}
	return a < 6 || a == 6 && b < 2, true
}

// ServiceName is the display name of a service, or the name itself where it is not one of the two.
func ServiceName(service string) string {
	switch service {
	case OSPPService:
		return "Office Software Protection Platform"
	case SPPService:
		return "Software Protection"
	}
	return service
}

// Providers are the names under which a service writes events, the present one first.
func Providers(service string) []string {
	switch service {
	case OSPPService:
		return []string{"Office Software Protection Platform Service"}
	case SPPService:
		return []string{"Microsoft-Windows-Security-SPP", "Microsoft-Windows-Security-Licensing-SLC"}
	}
	return nil
}
