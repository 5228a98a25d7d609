package catalogue

import (
	"strconv"
	"strings"
	"unicode"
)

// The commands of the steps that take no argument. Those with ospp.vbs run on the client, in an elevated prompt in the
// folder of OSPPDir; those with slmgr.vbs on the KMS host, in an elevated prompt. Source: knowledge/decision-tree.md, 0.3.
const (
	Status      = "cscript ospp.vbs /dstatusall"
	Act         = "cscript ospp.vbs /act"
	History     = "cscript ospp.vbs /dhistorykms"
	RemoveHost  = "cscript ospp.vbs /remhst"
	NSLookup    = "nslookup -type=srv _vlmcs._tcp"
	ServiceAuto = "cscript ospp.vbs /osppsvcauto"
	ServiceRun  = "cscript ospp.vbs /osppsvcrestart"
	// PublishOn and PublishOff want a restart of the service Software Protection behind them.
	PublishOn  = `cscript c:\windows\system32\slmgr.vbs /sdns`
	PublishOff = `cscript c:\windows\system32\slmgr.vbs /cdns`
	// CachingOn is for licensing by Windows' service, CachingOnOSPP where Office has its own.
	CachingOn     = `cscript c:\windows\system32\slmgr.vbs /skhc`
	CachingOnOSPP = "cscript ospp.vbs /cachst:TRUE"
	RestartSPP    = `net stop sppsvc && net start sppsvc`
)

// The placeholders that stand in a command where a value is not known.
const (
	PlaceHost  = "<KMS_HOST>"
	PlacePort  = "<KMS_PORT>"
	PlaceGVLK  = "<GVLK>"
	PlaceMAK   = "<MAK>"
	PlaceLast5 = "<LAST5>"
	PlaceID    = "<HOST_ACT_ID>"
	PlaceError = "<ERR>"
)

// SetHost pins a KMS host by name or address; DNS discovery is not used from then on.
func SetHost(host string) string { return "cscript ospp.vbs /sethst:" + argument(host, PlaceHost) }

// SetPort pins a port, which is needed together with SetHost only and where it is not 1688.
func SetPort(port int) string { return "cscript ospp.vbs /setprt:" + number(port) }

// InstallKey installs a product key: a GVLK, or PlaceMAK for one that the user has to know.
func InstallKey(key string) string { return "cscript ospp.vbs /inpkey:" + argument(key, PlaceGVLK) }

// RemoveKey removes the key with these last five characters.
func RemoveKey(last5 string) string {
	return "cscript ospp.vbs /unpkey:" + argument(last5, PlaceLast5)
}

// DescribeError prints what a code means, in the customer's language.
func DescribeError(code string) string {
	return "cscript ospp.vbs /ddescr:" + argument(code, PlaceError)
}

// HostStatus shows the host licence with this activation id: status, port, count, DNS publishing.
func HostStatus(id string) string {
	return `cscript c:\windows\system32\slmgr.vbs /dlv ` + argument(strings.ToUpper(id), PlaceID)
}

// HostActivate activates the host licence with this activation id.
func HostActivate(id string) string {
	return `cscript c:\windows\system32\slmgr.vbs /ato ` + argument(strings.ToUpper(id), PlaceID)
}

// SetListening sets the port that the host listens on, and wants a restart of the service behind it.
func SetListening(port int) string {
	return `cscript c:\windows\system32\slmgr.vbs /sprt ` + number(port)
}

// Connect tries a TCP connection to a host.
func Connect(host string, port int) string {
	return "Test-NetConnection " + argument(host, PlaceHost) + " -Port " + number(port)
}

// ConnectTelnet does the same where PowerShell has no Test-NetConnection (Windows 7).
func ConnectTelnet(host string, port int) string {
	return "telnet " + argument(host, PlaceHost) + " " + number(port)
}

func number(port int) string {
	if port <= 0 || port > 65535 {
		return PlacePort
	}
	return strconv.Itoa(port)
}

// argument lets a value out of a bundle into a command only if a shell sees nothing but a word in it; otherwise the
// placeholder stands there. A host called "a & format c:" must not become a step.
func argument(v, place string) string {
	if v == "" || v[0] == '-' || v[0] == '/' {
		return place
	}
	if strings.HasPrefix(v, "<") && strings.HasSuffix(v, ">") && strings.Trim(v[1:len(v)-1], "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == "" {
		return v
	}
	for _, r := range v {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-:_[]", r) {
			return place
		}
	}
	return v
}

// OSPPDir gives the folders that ospp.vbs of a family (14, 15, 16) may lie in, the likelier first: one where both
// bitnesses (x86, x64, arm64) are known or one decides, else two. The names are English on every Windows. Families
// without the script give none. Source: knowledge/decision-tree.md, 0.1.
func OSPPDir(family int, osArch, officeArch string) []string {
	if family < 14 || family > 16 {
		return nil
	}
	tail := `\Microsoft Office\Office` + strconv.Itoa(family)
	same, other := `C:\Program Files`+tail, `C:\Program Files (x86)`+tail
	wide := osArch == "x64" || osArch == "arm64"
	switch {
	case osArch == "x86", officeArch == "x64", officeArch == "arm64":
		return []string{same}
	case wide && officeArch == "x86":
		return []string{other}
	}
	// 32-bit Office on 64-bit Windows was what setup installed for most of the years.
	return []string{other, same}
}

// OSPPDirOf gives the folder of ospp.vbs by the folder of Office's programs, which may lie on another drive; "" where
// it is not of the usual form. Click-to-Run has the programs one folder deeper, below "root".
func OSPPDirOf(family int, programs string) string {
	want := "office" + strconv.Itoa(family)
	parts := strings.Split(strings.TrimRight(programs, `\`), `\`)
	last := len(parts) - 1
	if family < 14 || last < 1 || !strings.EqualFold(parts[last], want) {
		return ""
	}
	name := parts[last]
	parts = parts[:last]
	if strings.EqualFold(parts[last-1], "root") {
		parts = parts[:last-1]
	}
	return strings.Join(parts, `\`) + `\` + name
}
