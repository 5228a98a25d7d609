package catalogue

import "sort"

// Section is one of the 22 symptom sections of KB2870357. The ids never change.
type Section struct {
	Number int
	ID     string
	Title  string // in our words
}

// sections is in the order of the article. Source: knowledge/decision-tree.md, part B.
var sections = [...]Section{
	{1, "svc-not-started", "licensing service disabled or stopped"},
	{2, "office-too-old", "KMS exists only from Office 2010 on"},
	{3, "non-volume-license", "the licence is Retail or subscription"},
	{4, "kms-already-licensed", "nothing to do: activated"},
	{5, "self-host-2013", "Office 2013 client on a machine that is its own KMS host"},
	{6, "self-host-2010", "Office 2010 client on its own KMS host"},
	{7, "mak-already-active", "activated by MAK, so that KMS fails"},
	{8, "reg-info-missing", "licensing data missing in the registry"},
	{9, "reg-access-denied", "access denied"},
	{10, "reg-data-invalid", "invalid data"},
	{11, "dns-srv-not-found", "no SRV record found in DNS"},
	{12, "no-product-key", "no product key installed"},
	{13, "kms-count-low", "fewer than five Office clients at the host"},
	{14, "kms-not-enabled", "the request was not answered"},
	{15, "host-not-activated", "the host's Office licence is not activated"},
	{16, "host-wrong-type", "the host that was contacted cannot serve this Office"},
	{17, "host-unreachable", "no KMS host could be contacted"},
	{18, "port-closed", "the connect test to the host fails"},
	{19, "nslookup-no-srv", "nslookup returns no SRV record"},
	{20, "host-caching-off", "caching of the KMS host is disabled"},
	{21, "key-blocked-ignorable", "a blocked key of a licence that does not matter"},
	{22, "product-use-rights-notice", "activated; a notice about product use rights"},
}

// Sections returns the article's symptom sections in its order.
func Sections() []Section { return append([]Section(nil), sections[:]...) }

// SectionByID returns one section.
func SectionByID(id string) (Section, bool) {
	for _, s := range sections {
		if s.ID == id {
			return s, true
		}
	}
	return Section{}, false
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
