package artifact

import (
	"errors"
	"regexp"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/nslookup"
	"kmstriage/parse/format/textenc"
)

// maxRecords bounds the records of one answer: a DNS message of 64 KiB holds fewer.
const maxRecords = 1000

var nslookupLog = parse.Artifact{
	Kind:      fact.NSLookup,
	Doc:       "the answer of nslookup to the KMS SRV query",
	Signature: "an SRV record of _vlmcs._tcp, its failure, or the frame of nslookup around that name",
	Languages: "eleven, and mixtures: a translated frame with an English reason",
	Quirks:    []string{"dig or Resolve-DnsName in its place is read too, where the file has nslookup's name", "the error lines may stand before the server's", "cp1251 may be shown as cp866", "a search list gives an answer for each suffix"},
	Names:     []string{"{Computer}_NSLookup.log"},
	Supply:    `nslookup -type=srv _vlmcs._tcp > NSLookup.log 2>&1`,
	Expected:  true,
	Mixed:     true,
	Yields:    []fact.Topic{fact.TopicDNS},
	Match:     matchNslookupLog,
	Read:      readNSLookup,
}

// kmsService is the name under which KMS hosts are published (KB2870357).
const kmsService = "_vlmcs._tcp"

var (
	namedNslookupLog = named(`nslookup.*\.(log|txt)$`)
	// nslookupRecord is in every language's answer, nslookupWait in every one's time-out.
	nslookupRecord = regexp.MustCompile(`(?i)SRV service location:|svr\s?hostname\s*=|_vlmcs\._tcp\S*\s+service = \d`)
	nslookupWait   = regexp.MustCompile(`(?m)^\s*DNS request timed out\.\s+timeout was \d`)
	nslookupFrame  = regexp.MustCompile(`(?m)^[> ]*\*\*\*? .*_vlmcs\._tcp|^[> ]*[^\n:：=*]{1,40}[:：][ \t]+\S+[ \t]*\n[> ]*[^\n:：=*]{1,40}[:：][ \t]*(?:\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*:[0-9a-fA-F:.]+)`)
	// otherDumps are transcripts of the scripts that may hold an nslookup session besides their own, larger part.
	otherDumps = regexp.MustCompile(`---Processing-|(?m)^LICENSE NAME:|^SKU ID:|[:：]\s*\d+\.\d+\.\d{4,5}\.\d+\s*$`)
)

func matchNslookupLog(p parse.Probe) parse.Claim {
	named := namedNslookupLog(p)
	return parse.Claim{Name: named, Content: nslookupContent(p.Text) || named && dnsAnswerContent(p.Text, p.Base)}
}

// otherTool reports an answer of dig, Resolve-DnsName or the like, which people put in place of nslookup's.
func otherTool(lines []textenc.Line) bool {
	text := joinLines(lines)
	return !nslookupContent(text) && dnsAnswerContent(text, "")
}

// answerLines is how many lines are looked at for the command that printed them: an answer has some twenty.
const answerLines = 400

func joinLines(lines []textenc.Line) string {
	var b strings.Builder
	for _, l := range lines[:min(len(lines), answerLines)] {
		b.WriteString(l.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

func nslookupContent(text string) bool {
	if text == "" || strings.HasPrefix(strings.TrimSpace(text), "<") || otherDumps.MatchString(text) {
		return false
	}
	return nslookupRecord.MatchString(text) || nslookupWait.MatchString(text) ||
		strings.Contains(strings.ToLower(text), kmsService) && nslookupFrame.MatchString(text) && !dnsAnswerFrame.MatchString(text)
}

func readNSLookup(f *parse.File) error {
	text, err := f.Listing()
	if err != nil {
		return err
	}
	if otherTool(text.Lines) {
		return readDNSAnswer(f)
	}
	log := nslookup.Parse(text.Lines)
	for _, l := range log.Losses {
		f.Damage(l.Line.N, "%s: %q", l.Text, clip(l.Line.Text))
	}
	if f.Reading.Language == "" {
		f.Reading.Language = log.Language
	}
	f.Reading.Records = len(log.Queries)
	if len(log.Queries) == 0 {
		if blank(text.Lines) {
			f.Empty()
			return nil
		}
		return errors.New("no line of nslookup's output was recognised")
	}
	f.Set.DNS = append(f.Set.DNS, dnsAnswers(f, log.Queries)...)
	return nil
}

// dnsAnswers keeps the queries for the KMS record. Without one, the first other query still tells the DNS server.
func dnsAnswers(f *parse.File, queries []nslookup.Query) []fact.DNSAnswer {
	var out []fact.DNSAnswer
	var others []nslookup.Query
	for _, q := range queries {
		if q.About(kmsService) {
			out = append(out, dnsAnswer(f, q))
		} else {
			others = append(others, q)
		}
	}
	if len(out) == 0 && len(others) > 0 {
		q := others[0]
		out = append(out, fact.DNSAnswer{State: fact.DNSAbsent, Line: lineOf(f, q.Line)})
	}
	for i := range out {
		for _, q := range others {
			borrow(f, &out[i], q)
		}
	}
	return out
}

// borrow takes from another query of the same file what does not depend on the name asked: the DNS server, and the
// addresses of a host that the answer names.
func borrow(f *parse.File, a *fact.DNSAnswer, q nslookup.Query) {
	if a.ServerName == "" && a.ServerIP == "" {
		a.ServerName, a.ServerIP = q.Server, q.ServerIP
	}
	for _, h := range q.Addresses {
		for _, r := range a.Records {
			if strings.EqualFold(r.Host, h.Host) {
				a.Addresses = append(a.Addresses, fact.HostAddress{Host: h.Host, IP: h.IP, Line: lineOf(f, h.Line)})
				break
			}
		}
	}
}

var dnsStates = map[nslookup.Outcome]fact.DNSState{
	nslookup.Answered:  fact.DNSRecords,
	nslookup.NoRecords: fact.DNSNone,
	nslookup.Silent:    fact.DNSNoneInferred,
	nslookup.Failed:    fact.DNSFailed,
	nslookup.Other:     fact.DNSAbsent,
	nslookup.Undecided: fact.DNSAbsent,
}

func dnsAnswer(f *parse.File, q nslookup.Query) fact.DNSAnswer {
	a := fact.DNSAnswer{State: dnsStates[q.Outcome], ServerName: q.Server, ServerIP: q.ServerIP, Asked: q.Asked,
		Reason: string(q.Reason), Line: lineOf(f, q.Line)}
	for _, r := range q.Records {
		if r.Owner != "" && !nslookup.IsService(r.Owner, kmsService) {
			continue
		}
		if a.Zone == "" {
			a.Zone = nslookup.Zone(r.Owner, kmsService)
		}
		if len(a.Records) == maxRecords {
			f.Damage(r.Line.N, "more than %d SRV records: the rest was left out", maxRecords)
			break
		}
		a.Records = append(a.Records, fact.SRVRecord{Owner: r.Owner, Host: r.Host, Port: r.Port, Priority: r.Priority,
			Weight: r.Weight, Line: lineOf(f, r.Line)})
	}
	for _, h := range q.Addresses {
		a.Addresses = append(a.Addresses, fact.HostAddress{Host: h.Host, IP: h.IP, Line: lineOf(f, h.Line)})
	}
	return a
}

// lineOf cites a line of a text format.
func lineOf(f *parse.File, l textenc.Line) fact.Line { return f.Line(l.N, strings.TrimSpace(l.Text)) }

func blank(lines []textenc.Line) bool {
	for _, l := range lines {
		if strings.TrimSpace(l.Text) != "" {
			return false
		}
	}
	return true
}

// clip keeps a quoted line of a message short.
func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "..."
	}
	return s
}
