package catalogue

import "fmt"

// SideWords says where the cause of a code lies, out of ErrorCode.Side.
func SideWords(side string) string {
	switch side {
	case "client":
		return "this client"
	case "host":
		return "the KMS host"
	case "either":
		return "the client or the KMS host"
	case "dns":
		return "DNS, on the client or on its server"
	case "network":
		return "the way between client and KMS host"
	case "ms":
		return "the way to Microsoft's activation service (MAK, retail and host keys), or that service; a KMS client never asks it"
	}
	return side
}

// CategoryWords says what a code is about, out of ErrorCode.Category.
func CategoryWords(category string) string {
	switch category {
	case "adba":
		return "activation through Active Directory"
	case "avma":
		return "automatic activation of virtual machines, which is for Windows only"
	case "count":
		return "the number of clients that the KMS host has counted"
	case "dns":
		return "the search for a KMS host in DNS"
	case "files":
		return "files of the licensing service"
	case "generic":
		return "a general failure"
	case "genuine":
		return "genuine validation of Windows"
	case "host-activation":
		return "activation of the KMS host itself"
	case "host-config":
		return "set-up of the KMS host"
	case "host-key":
		return "the host key of the KMS host"
	case "info":
		return "information, no failure"
	case "key":
		return "the product key"
	case "licence":
		return "licence files"
	case "licence-state":
		return "the state of the licence, not the outcome of an attempt"
	case "ms-activation":
		return "activation with Microsoft over the internet"
	case "network":
		return "the connection"
	case "oem":
		return "licences that come with a computer, which is for Windows only"
	case "ok":
		return "success"
	case "permission":
		return "rights"
	case "phone":
		return "activation by telephone"
	case "registry":
		return "licensing data in the registry"
	case "registry/host-update":
		return "licensing data in the registry, or an update that the KMS host lacks"
	case "rpc":
		return "the remote procedure call (RPC) that carries a KMS request"
	case "service":
		return "the licensing service"
	case "setup":
		return "installation"
	case "store":
		return "the licence store"
	case "tamper":
		return "damaged or changed licensing files"
	case "time":
		return "clocks"
	case "token":
		return "token-based activation"
	case "usage":
		return "how a script was called"
	case "winhttp":
		return "the internet connection to Microsoft"
	case "wmi":
		return "Windows Management Instrumentation, through which the scripts ask"
	}
	return category
}

// Bits takes a code apart as every HRESULT is built: severity (bit 31), facility (bits 16 to 26) and number (bits 0 to
// 15). Source: Microsoft's description of HRESULT; codes of licensing (0xC004....) are NTSTATUS-like and have bit 30 set
// too.
func Bits(code uint32) (severity, facility string, number uint32) {
	severity = "success or information"
	if code>>31 == 1 {
		severity = "failure"
	}
	n := code >> 16 & 0x7FF
	if name, ok := facilities[n]; ok {
		return severity, fmt.Sprintf("%d (%s)", n, name), code & 0xFFFF
	}
	return severity, fmt.Sprint(n), code & 0xFFFF
}

// facilities are those that turn up around activation. Source: winerror.h.
var facilities = map[uint32]string{
	0:  "general",
	1:  "RPC",
	2:  "dispatch of scripts",
	3:  "storage",
	4:  "interface; the licensing service uses it",
	7:  "Win32",
	8:  "Windows",
	9:  "security",
	10: "control",
	11: "certificates",
	12: "internet",
	13: "media server",
	15: "setup",
	25: "HTTP",
	36: "Windows Update",
	37: "directory service",
	51: "remote management",
}
