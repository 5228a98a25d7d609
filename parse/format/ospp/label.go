package ospp

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Key names what a label or a fixed sentence says.
type Key string

// The labels of a licence block, in the order of the script.
const (
	Product        Key = "product"
	SKU            Key = "sku"
	Name           Key = "name"
	Description    Key = "description"
	Beta           Key = "beta"
	Status         Key = "status"
	ErrorCode      Key = "errorCode"
	ErrorText      Key = "errorText"
	Grace          Key = "grace"
	LastFive       Key = "lastFive"
	ActivationType Key = "activationType"
	ActivatedBy    Key = "activatedBy"
	DNSNone        Key = "dnsNone"
	DNSHost        Key = "dnsHost"
	Override       Key = "override"
	Interval       Key = "interval"
	Renewal        Key = "renewal"
	Caching        Key = "caching"
	LookupDomain   Key = "lookupDomain"
)

// The labels and sentences of the other commands.
const (
	Attempt         Key = "attempt" // /act found a key and tries to activate
	Success         Key = "success"
	NoKeys          Key = "noKeys"
	SearchKMS       Key = "searchKMS" // value: the computer
	NoKMSEvents     Key = "noKMSEvents"
	SearchInternet  Key = "searchInternet"
	NoFailures      Key = "noFailures"
	Written         Key = "written"   // time of an event
	ErrorHost       Key = "errorHost" // codes and host of a 12288
	Message         Key = "message"   // text of an 8200
	CMID            Key = "cmid"
	ILID            Key = "ilid"
	ILVID           Key = "ilvid"
	Expiry          Key = "expiryDate"
	AdditionalInfo  Key = "additionalInfo"
	AuthError       Key = "authorizationError"
	TokenText       Key = "tokenDescription"
	NoTokens        Key = "noTokens"
	Thumbprint      Key = "thumbprint"
	CertSubject     Key = "subject"
	CertIssuer      Key = "issuer"
	ValidFrom       Key = "validFrom"
	ValidTo         Key = "validTo"
	NotElevated     Key = "notElevated"
	NotInstalled    Key = "notInstalled"
	NotRunning      Key = "notRunning"
	Unsupported     Key = "unsupported"
	ScriptNotFound  Key = "scriptNotFound"
	Noise           Key = "noise" // known lines without a fact
	frameProcessing Key = "processing"
	frameExiting    Key = "exiting"
	separator       Key = "separator"
)

// label is text in front of a colon. Labels marked start are common words: they count at the start of a line only.
type label struct {
	text   string
	key    Key
	start  bool
	folded string
}

var labels = compact([]label{
	{text: "PRODUCT ID", key: Product},
	{text: "SKU ID", key: SKU},
	{text: "LICENSE NAME", key: Name},
	{text: "LICENSE DESCRIPTION", key: Description},
	{text: "BETA EXPIRATION", key: Beta},
	{text: "LICENSE STATUS", key: Status},
	{text: "ERROR CODE", key: ErrorCode},
	{text: "ERROR DESCRIPTION", key: ErrorText},
	{text: "REMAINING GRACE", key: Grace},
	{text: "Last 5 characters of installed product key", key: LastFive},
	{text: "Activation Type Configuration", key: ActivationType},
	{text: "Most recent successful activation client information", key: ActivatedBy},
	{text: "Activation Object name", key: Noise},
	{text: "AO DN", key: Noise},
	{text: "AO extended PID", key: Noise},
	{text: "AO activation ID", key: Noise},
	{text: "DNS auto-discovery", key: DNSNone},
	{text: "KMS machine name from DNS", key: DNSHost},
	{text: "KMS machine registry override defined", key: Override},
	{text: "Activation Interval", key: Interval},
	{text: "Renewal Interval", key: Renewal},
	{text: "KMS host caching", key: Caching},
	{text: "KMS Lookup Domain", key: LookupDomain},
	{text: "Installed product key detected - attempting to activate the following product", key: Attempt},
	{text: "To view the activation event history run", key: Noise},
	{text: "NOTICE", key: Noise},
	{text: "FOR MORE INFORMATION PLEASE VISIT", key: Noise},
	{text: "Searching for KMS activation events on machine", key: SearchKMS},
	{text: "No KMS activation events found on machine", key: NoKMSEvents},
	{text: "Searching for Internet activation failure events on machine", key: SearchInternet},
	{text: "No failure events found on machine", key: NoFailures},
	{text: "Event ID", key: Noise, start: true},
	{text: "Coordinated Universal Time Written", key: Written},
	{text: "ERROR/HOST", key: ErrorHost},
	{text: "MESSAGE", key: Message},
	{text: "Client Machine ID (CMID)", key: CMID},
	{text: "License ID (ILID)", key: ILID},
	{text: "Version ID (ILvID)", key: ILVID},
	{text: "Expiry Date", key: Expiry, start: true},
	{text: "Additional Info", key: AdditionalInfo, start: true},
	{text: "Authorization Error", key: AuthError, start: true},
	{text: "Description", key: TokenText, start: true},
	{text: "Thumbprint", key: Thumbprint, start: true},
	{text: "Subject", key: CertSubject, start: true},
	{text: "Issuer", key: CertIssuer, start: true},
	{text: "Valid From", key: ValidFrom, start: true},
	{text: "Valid To", key: ValidTo, start: true},
	{text: "Installing Office license", key: Noise, start: true},
	{text: "File not found", key: Noise, start: true},
	{text: "Input Error", key: ScriptNotFound, start: true},
})

// phrase is a sentence without a value. Those with inline set are also found where line ends were lost.
type phrase struct {
	text   string
	key    Key
	inline bool
}

var phrases = []phrase{
	{"<Product activation successful>", Success, true},
	{"Product activation successful", Success, false},
	{"<No installed product keys detected>", NoKeys, true},
	{"No installed product keys detected", NoKeys, false},
	{"<No licenses found>", NoTokens, true},
	{"Installed product key detected", Attempt, true},
	{"Insufficient rights to perform operation", NotElevated, true},
	{"Ensure cmd.exe is elevated", Noise, true},
	{"Error: The Software Protection Platform service is not installed", NotInstalled, true},
	{"Error: The Software Protection Platform service is not running", NotRunning, true},
	{"Unsupported command passed", Unsupported, false},
	{"The following command is supported on Windows", Unsupported, false},
	{"Successfully applied setting", Noise, false},
	{"Office license installed successfully", Noise, false},
	{"Microsoft (R) Windows Script Host", Noise, false},
	{"Copyright (C)", Noise, false},
}

// compact prepares labels for comparison without blanks and sorts them longest first, so that "LICENSE DESCRIPTION"
// wins over "Description".
func compact(ls []label) []label {
	for i := range ls {
		ls[i].text = strings.ReplaceAll(ls[i].text, " ", "")
		ls[i].folded = strings.ToLower(ls[i].text)
	}
	sort.SliceStable(ls, func(i, j int) bool { return len(ls[i].text) > len(ls[j].text) })
	return ls
}

// token is a label, a sentence or a piece of frame at bytes start to end of a line.
type token struct {
	key        Key
	start, end int
}

// reach is how many bytes in front of a colon may belong to a label: the longest one has 77 characters, and wrapping
// may have put blanks between.
const reach = 128

// tokens finds everything known in a line, in order and without overlap.
func tokens(s string) []token {
	ts := frames(nil, s)
	ts = phraseTokens(ts, s)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == ':' || r == '：' {
			if at, k, ok := labelBefore(s, i); ok {
				ts = append(ts, token{k, at, i + n})
			}
		}
		i += n
	}
	sort.SliceStable(ts, func(i, j int) bool {
		if ts[i].start != ts[j].start {
			return ts[i].start < ts[j].start
		}
		return ts[i].end > ts[j].end
	})
	out := ts[:0]
	end := 0
	for _, t := range ts {
		if t.start >= end {
			out = append(out, t)
			end = t.end
		}
	}
	return out
}

// labelBefore looks for a label that ends where the colon at byte c stands, and says where it begins.
func labelBefore(s string, c int) (int, Key, bool) {
	if !tails[tailOf(s[max(0, c-reach):c])] {
		return 0, "", false
	}
	var buf [reach]byte
	var pos [reach]int
	n := reach
	for i := c - 1; i >= 0 && c-i <= reach && n > 0; i-- {
		if s[i] != ' ' && s[i] != '\t' {
			n--
			buf[n], pos[n] = s[i], i
		}
	}
	sq := string(buf[n:])
	low := ""
	if c <= reach {
		low = lowASCII(sq)
	}
	for _, l := range labels {
		k := len(sq) - len(l.text)
		if k < 0 {
			continue
		}
		if sq[k:] == l.text {
			if !l.start || junk(s[:pos[n+k]]) {
				return pos[n+k], l.key, true
			}
			continue
		}
		if low != "" && low[k:] == l.folded && junk(s[:pos[n+k]]) {
			return pos[n+k], l.key, true
		}
	}
	return 0, "", false
}

// tail is the last four letters of a label, lowered and without blanks: a cheap way to say no, since every colon of a
// hostile file asks.
type tail [4]byte

// tails are those of all labels.
var tails = func() map[tail]bool {
	m := map[tail]bool{}
	for _, l := range labels {
		m[tailOf(l.folded)] = true
	}
	return m
}()

func tailOf(s string) (t tail) {
	n := len(t)
	for i := len(s) - 1; i >= 0 && n > 0; i-- {
		if c := s[i]; c != ' ' && c != '\t' {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			n--
			t[n] = c
		}
	}
	return t
}

// lowASCII lowers without changing the length, as strings.ToLower could.
func lowASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// junk reports whether only indentation, bullets or quote marks stand in s: what follows starts its line.
func junk(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !strings.ContainsRune("-*>|•·▪●◦\"'“”`\u200b\ufeff", r) {
			return false
		}
	}
	return true
}

func phraseTokens(ts []token, s string) []token {
	start := len(s) - len(strings.TrimLeftFunc(s, func(r rune) bool { return junk(string(r)) }))
	for _, p := range phrases {
		if n := len(p.text); len(s)-start >= n && strings.EqualFold(s[start:start+n], p.text) {
			ts = append(ts, token{p.key, start, start + n})
			continue
		}
		if !p.inline {
			continue
		}
		for from := 0; ; {
			i := strings.Index(s[from:], p.text)
			if i < 0 {
				break
			}
			ts = append(ts, token{p.key, from + i, from + i + len(p.text)})
			from += i + len(p.text)
		}
	}
	return ts
}

// minSeparator is the shortest run of hyphens that separates blocks; the script prints 39, narrow windows wrap them.
const minSeparator = 20

// frames finds runs of hyphens: separators, and "---Processing---" and "---Exiting---" also where they are glued to a
// separator.
func frames(ts []token, s string) []token {
	for i := 0; i < len(s); {
		if s[i] != '-' {
			j := strings.IndexByte(s[i:], '-')
			if j < 0 {
				break
			}
			i += j
		}
		end := i
		for end < len(s) && s[end] == '-' {
			end++
		}
		n := end - i
		word := strings.TrimLeft(s[end:], " ")
		skipped := len(s) - end - len(word)
		for _, f := range [...]struct {
			text string
			key  Key
		}{{"Processing", frameProcessing}, {"Exiting", frameExiting}} {
			if n < 2 || skipped > 1 || !strings.HasPrefix(word, f.text) {
				continue
			}
			stop := end + skipped + len(f.text)
			rest := strings.TrimLeft(s[stop:], " ")
			if rest != "" && rest[0] != '-' {
				continue
			}
			for stop < len(s) && (s[stop] == '-' || s[stop] == ' ') {
				stop++
			}
			ts = append(ts, token{f.key, i, stop})
			n, end = 0, stop
			break
		}
		if n >= minSeparator {
			ts = append(ts, token{separator, i, end})
		}
		i = end
	}
	return ts
}
