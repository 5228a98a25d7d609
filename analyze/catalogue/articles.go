package catalogue

import (
	"sort"
	"strings"
)

// Section is a section of the decision tree: one of the 22 symptom sections of KB2870357, or (Number 0) one of the four
// parts in front of them. The ids never change.
type Section struct {
	Number int
	ID     string
	Title  string // in our words
	About  string // what it is about and what decides, in a few sentences
}

// sections is in the order of the article. Source: knowledge/decision-tree.md, part B.
var sections = [...]Section{
	{1, "svc-not-started", "licensing service disabled or stopped",
		"Office asks a Windows service to activate it. While that service is disabled or stopped, nothing about KMS can work. Which service it is depends on Office and Windows: Office 2010 always has its own, Office Software Protection Platform; Office 2013 and later use it on Windows 7 and Server 2008 R2, and Software Protection on newer Windows."},
	{2, "office-too-old", "KMS exists only from Office 2010 on",
		"Office 2007 and older cannot be activated by KMS. Beside a newer Office they do no harm."},
	{3, "non-volume-license", "the licence is Retail or subscription",
		"Only volume editions know KMS. What counts is the description of the licences that hold a key: none of them contains VOLUME."},
	{4, "kms-already-licensed", "nothing to do: activated",
		"The KMS client licence is LICENSED, so older errors are history. The rules of this section look whether that will last."},
	{5, "self-host-2013", "Office 2013 client on a machine that is its own KMS host",
		"Office 2013 and later refuse to be activated by a KMS host on the same computer, by design. The way out is another KMS host or a MAK."},
	{6, "self-host-2010", "Office 2010 client on its own KMS host",
		"Office 2010 may use a KMS host on the same computer, but no longer once Office 2013 is installed there too."},
	{7, "mak-already-active", "activated by MAK, so that KMS fails",
		"A multiple activation key (MAK) activates with Microsoft once and for all. While it is active KMS is not needed, and activation by KMS fails."},
	{8, "reg-info-missing", "licensing data missing in the registry",
		"The licensing service cannot find its own data on this computer. KMS is not involved."},
	{9, "reg-access-denied", "access denied",
		"The licensing service may not read its own registry keys or store. The same number as first code of a KMS request with a host is another matter: there the host refused."},
	{10, "reg-data-invalid", "invalid data",
		"The licensing service found data that it cannot use on this computer. The same number as first code of a KMS request is another matter: there the host is too old for this Windows, or is this very computer."},
	{11, "dns-srv-not-found", "no SRV record found in DNS",
		"A client without a pinned KMS host asks DNS for the record _vlmcs._tcp, and found none. Either nothing is published, or this client asks the wrong server or zone."},
	{12, "no-product-key", "no product key installed",
		"A volume edition needs a key even for KMS: the generic one (GVLK) that Microsoft publishes for its edition. In a licence listing 0xC004F014 stands beside every licence without a key, which by itself means nothing."},
	{13, "kms-count-low", "fewer than five Office clients at the host",
		"A KMS host activates Office only after five different clients have asked it within 30 days. Cloned machines share one client machine id (CMID) and count once."},
	{14, "kms-not-enabled", "the request was not answered",
		"A request was sent, and what answered was no KMS host, or nothing did. Usually TCP port 1688 is blocked on the way, or KMS is not enabled on that machine."},
	{15, "host-not-activated", "the host's Office licence is not activated",
		"The host answered: its own licence for this Office is not activated. First make sure that it is the host that was meant."},
	{16, "host-wrong-type", "the host that was contacted cannot serve this Office",
		"The host answered: it is a KMS host, but not one for this Office. A KMS host needs the host key of each Office version that it shall activate; a host for Windows only is found by Office clients too."},
	{17, "host-unreachable", "no KMS host could be contacted",
		"The general failure of a KMS exchange. The reason stands in event 12288: its first code, and the host and port that were asked. Compared with what DNS publishes they tell whether the client or the host is to be mended."},
	{18, "port-closed", "the connect test to the host fails",
		"Nothing listens on the asked port of the host, or a firewall stops the connection. Only a test from the client, or the host's own bundle, can prove it."},
	{19, "nslookup-no-srv", "nslookup returns no SRV record",
		"DNS publishes no KMS host. That is the cause only where the client has no pinned host and no sharper error is known."},
	{20, "host-caching-off", "caching of the KMS host is disabled",
		"With caching the client keeps to the last host that worked. Off is not wrong, but makes each renewal depend on DNS."},
	{21, "key-blocked-ignorable", "a blocked key of a licence that does not matter",
		"Free and prepaid parts of Office (ByPass, SubPrepid) show 0xC004C003 though they need no activation. On any other licence the key really is blocked."},
	{22, "product-use-rights-notice", "activated; a notice about product use rights",
		"0x4004F040 comes with a licence that is in place and can be ignored then."},
}

// fronts are the parts of the article in front of its sections. Source: knowledge/decision-tree.md, part A.
var fronts = [...]Section{
	{0, "front-scope", "what the article covers",
		"Office 2010 and 2013 on Windows Vista to 8.1 and their servers. For newer versions the same tree is applied, and findings say that they go beyond the article."},
	{0, "front-collection", "what the collection holds, and whether it can be used",
		"Before anything is judged: can the bundle be read, is it of one machine, is it complete, were the scripts run as administrator?"},
	{0, "front-get-error-code", "how the error code is found",
		"The article is keyed on the error code of an activation attempt. The collection makes no attempt, so the code is taken from what was reported, from a transcript, or from the events of attempts in the log."},
	{0, "front-error-table", "which error code leads to which section",
		"Fifteen codes have a section of their own; some sections have no code. Sections are alternatives: only the one that fits the code applies."},
}

// Sections returns the article's symptom sections in its order.
func Sections() []Section { return append([]Section(nil), sections[:]...) }

// FrontSections returns the parts in front of them.
func FrontSections() []Section { return append([]Section(nil), fronts[:]...) }

// SectionByID returns one section of either kind.
func SectionByID(id string) (Section, bool) {
	for _, s := range fronts {
		if s.ID == id {
			return s, true
		}
	}
	for _, s := range sections {
		if s.ID == id {
			return s, true
		}
	}
	return Section{}, false
}

// BeyondArticle says whether a rule knows what KB2870357 does not: those of newer products, of reading the bundle, of
// several bundles, and two branches that practice added to the article's own sections.
func BeyondArticle(rule string) bool {
	switch prefix, _, _ := strings.Cut(rule, "."); prefix {
	case "ext", "meta", "batch":
		return true
	}
	return rule == "kms-already-licensed.renewal-failing" || rule == "key-blocked-ignorable.real"
}

// ArticleCode is one of the fifteen codes that the article has a section for, and that section's id.
type ArticleCode struct {
	Code    uint32
	Section string
}

// articleCodes is sorted by code. Source: knowledge/decision-tree.md, A4; OSPP.VBS points to the article for the same
// fifteen. 0x8007000D leads to host-unreachable instead where it is the first code of a Windows 8.1 client's request,
// which the rules decide.
var articleCodes = [...]ArticleCode{
	{0x4004F040, "product-use-rights-notice"},
	{0x80070001, "reg-info-missing"},
	{0x80070005, "reg-access-denied"},
	{0x8007000D, "reg-data-invalid"},
	{0x80070422, "svc-not-started"},
	{0x80070426, "svc-not-started"},
	{0x8007232B, "dns-srv-not-found"},
	{0x8007251D, "dns-srv-not-found"},
	{0xC004C003, "key-blocked-ignorable"},
	{0xC004F014, "no-product-key"},
	{0xC004F038, "kms-count-low"},
	{0xC004F039, "kms-not-enabled"},
	{0xC004F041, "host-not-activated"},
	{0xC004F042, "host-wrong-type"},
	{0xC004F074, "host-unreachable"},
}

// ArticleCodes returns the fifteen codes in their order.
func ArticleCodes() []ArticleCode { return append([]ArticleCode(nil), articleCodes[:]...) }

// ArticleSection returns the section id of one of the fifteen codes. 0 is none of them: it is no failure.
func ArticleSection(code uint32) (string, bool) {
	i := sort.Search(len(articleCodes), func(i int) bool { return articleCodes[i].Code >= code })
	if i == len(articleCodes) || articleCodes[i].Code != code {
		return "", false
	}
	return articleCodes[i].Section, true
}

// The codes that rules name.
const (
	CodeCountLow       uint32 = 0xC004F038
	CodeNotEnabled     uint32 = 0xC004F039
	CodeNotActivated   uint32 = 0xC004F041
	CodeWrongType      uint32 = 0xC004F042
	CodeUnreachable    uint32 = 0xC004F074
	CodeNoKey          uint32 = 0xC004F014
	CodeKeyBlocked     uint32 = 0xC004C003
	CodeUseRights      uint32 = 0x4004F040
	CodeRegMissing     uint32 = 0x80070001
	CodeAccessDenied   uint32 = 0x80070005
	CodeInvalidData    uint32 = 0x8007000D
	CodeDisabled       uint32 = 0x80070422
	CodeNotRunning     uint32 = 0x80070426
	CodeDNSNameError   uint32 = 0x8007232B
	CodeDNSNoRecords   uint32 = 0x8007251D
	FlagCountNotEnough uint32 = 0x04000000 // in the flags of event 12289
)

// IsRefusal says whether a host that answered gives this code: the host was reached, and the cause is its refusal.
func IsRefusal(code uint32) bool {
	switch code {
	case CodeCountLow, CodeNotEnabled, CodeNotActivated, CodeWrongType:
		return true
	}
	return false
}

// IsDNS says whether the code means that the search for the SRV record failed.
func IsDNS(code uint32) bool { return code == CodeDNSNameError || code == CodeDNSNoRecords }

// IsService says whether the code means that the licensing service is disabled or does not run.
func IsService(code uint32) bool { return code == CodeDisabled || code == CodeNotRunning }

// IsTransport says whether the code, as first code of a request with a host, means that the conversation with the host
// failed (the set "RPC" of knowledge/facts.md). 0x80070005 belongs to it in that place only: as the error that a user
// sees it concerns the local machine.
func IsTransport(code uint32) bool {
	switch code {
	case 0x800706BA, 0x800706BB, 0x800706BE, 0x800706BF, 0x800706D9, 0x80070721, 0x80072AF9, 0x8007274C, 0x8007274D, CodeAccessDenied:
		return true
	}
	return false
}
