package artifact

import (
	"errors"
	"regexp"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/dnsanswer"
	"kmstriage/parse/format/nslookup"
)

var dnsAnswerText = parse.Artifact{
	Kind:      fact.AnswerOfDNS,
	Doc:       "the answer of another tool than nslookup to the KMS SRV query: dig, host, resolvectl, Resolve-DnsName as table, list or error",
	Signature: "the frame of dig, host, resolvectl or Resolve-DnsName around _vlmcs._tcp",
	Languages: "errors of PowerShell in any language, by their ids; the other tools are English",
	Quirks:    []string{"+short tells neither the name asked nor the server"},
	Names:     []string{"srv.txt"},
	Supply:    `Resolve-DnsName -Type SRV _vlmcs._tcp.<DNS suffix> > srv.txt`,
	Extra:     true,
	Yields:    []fact.Topic{fact.TopicDNS},
	Match:     matchDNSAnswer,
	Read:      readDNSAnswer,
}

var (
	// dnsAnswerFrame are lines that only these tools print, and nslookup never does.
	dnsAnswerFrame = regexp.MustCompile(`(?m)^; <<>> DiG |^;; ->>HEADER<<-|^\S+ has SRV record \d+ \d+ \d+ \S|^Host \S*_vlmcs\S* not found: \d|_vlmcs\S* has no SRV record|` +
		`^\S+\s+(?:\d+\s+)?(?:IN\s+)?SRV\s+\d+\s+\d+\s+\d+\s+\S|^\s*\S+\s+SRV\s+\d+\s+(?:Answer|Additional)\s|^\s*NameTarget\s+: |ResourceRecord.*SRV|` +
		`,Microsoft\.DnsClient\.Commands\.ResolveDnsName|^Resolve-DnsName ?: \S+ : |^\S*_vlmcs\._tcp\S*\s+SRV\s.*\[\d+\]\[\d+\]\[\d+\]\[`)
	// soaTable is what Resolve-DnsName shows where a name has no record of the type.
	soaTable = regexp.MustCompile(`(?m)^\s*\S+\s+SOA\s+\d+\s+Authority\s`)
	// digShort is a whole file of dig +short: of any service, so the port or the name must tell that it is KMS.
	digShort  = regexp.MustCompile(`^(?:\s*\d{1,5} \d{1,5} \d{1,5} \S+\.\s*\n)+\s*$`)
	digKMS    = regexp.MustCompile(`(?m)^\s*\d+ \d+ 1688 `)
	digSilent = regexp.MustCompile(`(?m)^;; (?:connection timed out; )?no servers could be reached`)
)

// dnsWords are what at least one of stands in every answer but that of dig +short.
var dnsWords = []string{"SRV", "DiG", "->>HEADER<<-", "_vlmcs", "NameTarget", "ResolveDnsName", "Resolve-DnsName", "no servers could be reached"}

// matchDNSAnswer leaves a file with nslookup's name and nothing of nslookup in it to that kind.
func matchDNSAnswer(p parse.Probe) parse.Claim {
	return parse.Claim{Content: dnsAnswerContent(p.Text, p.Base) && (!namedNslookupLog(p) || nslookupContent(p.Text))}
}

func dnsAnswerContent(t, base string) bool {
	if !speaksOf(t, dnsWords...) && !digShort.MatchString(t) || strings.HasPrefix(strings.TrimSpace(t), "<") {
		return false
	}
	return dnsAnswerFrame.MatchString(t) || digSilent.MatchString(t) ||
		strings.Contains(strings.ToLower(t), kmsService) && soaTable.MatchString(t) ||
		digShort.MatchString(t) && (digKMS.MatchString(t) || strings.Contains(base, "vlmcs"))
}

func readDNSAnswer(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	log := dnsanswer.Parse(text.Lines)
	for _, l := range log.Losses {
		f.Damage(l.Line.N, "%s: %q", l.Text, clip(l.Line.Text))
	}
	f.Reading.Records = len(log.Answers)
	if len(log.Answers) == 0 {
		return errors.New("no answer of a DNS tool was recognised")
	}
	queries := make([]nslookup.Query, len(log.Answers))
	for i, a := range log.Answers {
		queries[i] = a.Query
		if !a.Searched && strings.EqualFold(a.Asked, kmsService) && a.Outcome == nslookup.NoRecords {
			f.Note(a.Line.N, "asked without a zone by a tool that does not search one: this proves nothing")
			queries[i].Outcome, queries[i].Reason = nslookup.Undecided, ""
		}
	}
	for _, a := range dnsAnswers(f, queries) {
		a.From = fact.AnswerOfDNS
		if a.State == fact.DNSNone {
			a.Zone = nslookup.Zone(a.Asked, kmsService)
		}
		f.Set.DNS = append(f.Set.DNS, a)
	}
	return nil
}
