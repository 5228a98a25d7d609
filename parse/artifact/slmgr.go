package artifact

import (
	"errors"
	"regexp"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/slmgr"
)

var slmgrLog = parse.Artifact{
	Kind:      fact.SLMgr,
	Doc:       "slmgr.vbs /dlv for the Office 2013 and 2010 KMS host licences",
	Signature: "blocks of slmgr.vbs: names, activation ids and numbers in their order",
	Languages: "any language of Windows, read by shape: ids, numbers and order",
	Quirks:    []string{`in the collection it asks for Office's KMS host licences: "product key not found" is normal on a client`},
	Names:     []string{"{Computer}_KMS_Client_slmgr.log"},
	Supply:    `cscript C:\Windows\System32\slmgr.vbs /dlv 2E28138A-847F-42BC-9752-61B03FFF33CD`,
	Expected:  true,
	Mixed:     true,
	Yields:    []fact.Topic{fact.TopicHostLicences},
	Match:     matchSlmgrLog,
	Read:      readSLMgr,
}

var (
	namedSlmgrLog = named(`slmgr.*\.(log|txt)$`)
	// slmgrEnglish are lines that only slmgr.vbs prints; ospp.vbs has no colon-and-blank labels of these names.
	slmgrEnglish = regexp.MustCompile(`(?m)^\s*(?:Software licensing service version: \d|Key Management Service client information\s*$|Key Management Service is enabled on this machine\s*$|Partial Product Key: \S{5}\s*$|License Status: \S)`)
	// slmgrVersion is the first line of every /dlv, in every language; slmgrBanner what stands before it.
	slmgrVersion = regexp.MustCompile(`(?m)^[^\n:：=]{4,90}[:：]\s*\d+\.\d+\.\d{4,5}\.\d+\s*$`)
	slmgrBanner  = regexp.MustCompile(`(?mi)Windows Script Host|^.*Microsoft.*\b5\.\d{1,3}\s*$`)
	// slmgrPID is the extended PID, of which the labels around are translated.
	slmgrPID     = regexp.MustCompile(`\d{5}-\d{5}-\d{3}-\d{6}-\d{2}-\d{4,5}-\d{4,5}\.\d{4}-\d{7}`)
	slmgrChannel = regexp.MustCompile(`VOLUME[_-]KMS|Volume:(?:CSVLK|GVLK|MAK)`)
	slmgrGUID    = regexp.MustCompile(`(?mi)[:：]\s*[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\s*$`)
	// notSlmgr marks the reports that quote slmgr's output, and the dumps of other scripts.
	notSlmgr = regexp.MustCompile(`Diagnostic Report \(|(?m)[A-Za-z]-->\s*$|---Processing-|^SKU ID:|^LICENSE NAME:|ROIScan|Robust Office Inventory`)
)

func matchSlmgrLog(p parse.Probe) parse.Claim {
	named := namedSlmgrLog(p)
	return parse.Claim{Name: named, Content: slmgrContent(p.Text) || named && xprContent(p.Text)}
}

func slmgrContent(text string) bool {
	if text == "" || strings.HasPrefix(strings.TrimSpace(text), "<") || notSlmgr.MatchString(text) {
		return false
	}
	return slmgrEnglish.MatchString(text) ||
		slmgrVersion.MatchString(text) && (slmgrBanner.MatchString(text) || slmgrChannel.MatchString(text)) ||
		slmgrGUID.MatchString(text) && (slmgrPID.MatchString(text) || slmgrChannel.MatchString(text) && strings.Contains(text, "(CMID)"))
}

func readSLMgr(f *parse.File) error {
	text, err := f.Listing()
	if err != nil {
		return err
	}
	if whole := joinLines(text.Lines); xprContent(whole) && !slmgrContent(whole) {
		f.Reading.Yields = nil // it says nothing about host licences
		return readSlmgrXPR(f)
	}
	log := slmgr.Parse(text.Lines)
	f.Reading.Records = len(log.Runs)
	if log.Unread > 0 {
		f.Damage(log.Unread, "longer than any listing: the rest was not read")
	}
	for _, r := range log.Runs {
		b := serviceBlock(f, r)
		f.Set.HostLicences = append(f.Set.HostLicences, b)
		if r.CMID != "" {
			f.Set.CMIDs = append(f.Set.CMIDs, fact.CMID{Value: r.CMID, From: "slmgr", Line: b.Lines["cmid"]})
		}
		windowsVersion(f, r)
		switch at := b.Lines["block"].Source.Line; {
		case r.Cut:
			f.Damage(at, "the block that begins here ends early")
		case r.StatusWord != "" && r.Status == "":
			f.Note(b.Lines["status"].Source.Line, "the status word %q is not known", clip(r.StatusWord))
		}
	}
	for _, e := range log.Failures {
		f.Set.Scripts = append(f.Set.Scripts, scriptError(f, e))
	}
	if len(log.Runs) > 0 || len(log.Failures) > 0 {
		return nil
	}
	if log.Banner || blank(text.Lines) {
		f.Empty()
		return nil
	}
	return errors.New("no line of slmgr.vbs's output was recognised")
}

func serviceBlock(f *parse.File, r slmgr.Run) fact.ServiceBlock {
	b := fact.ServiceBlock{
		Requested: r.Requested, ActivationID: r.ActivationID, ApplicationID: r.ApplicationID, Name: r.Name, Description: r.Description,
		ServiceVersion: r.ServiceVersion, Status: string(r.Status), GraceMinutes: r.GraceMinutes, HasKey: r.HasKey, PartialKey: r.PartialKey, Cut: r.Cut,
		HostEnabled: r.HostEnabled, Count: r.Count, Port: r.Port, DNSPublishing: r.DNSPublishing, Priority: r.Priority, Total: r.Total, Failed: r.Failed,
		CMID: r.CMID, Registered: hostPortOf(r.Registered), Discovered: hostPortOf(r.Discovered), Caching: r.Caching, LookupDomain: r.LookupDomain,
		Lines: fact.Lines{},
	}
	if r.Found != slmgr.Untold {
		found := r.Found == slmgr.Yes
		b.Found = &found
	}
	if r.Reason != nil {
		c := fact.Code(*r.Reason)
		b.Reason = &c
	}
	for name, l := range r.At {
		b.Lines[name] = lineOf(f, l)
	}
	if b.Cut && len(b.PartialKey) < osppKeyTail {
		b.PartialKey = "" // torn
	}
	if b.Cut && !strings.HasSuffix(b.Description, " channel") {
		b.Description = "" // torn: VOLUME_KMS may have been VOLUME_KMSCLIENT
	}
	return b
}

func hostPortOf(h *slmgr.HostPort) *fact.HostPort {
	if h == nil {
		return nil
	}
	return &fact.HostPort{Host: h.Host, Port: h.Port}
}

// windowsVersion takes the version of the licensing service for that of Windows, which it has always been: the service
// is a part of Windows. One fact a file and version.
func windowsVersion(f *parse.File, r slmgr.Run) {
	p := strings.SplitN(r.ServiceVersion, ".", 4)
	if len(p) != 4 {
		return
	}
	os := fact.OS{NT: p[0] + "." + p[1], Build: p[2], From: "slmgr"}
	for _, o := range f.Set.OS {
		if o.From == os.From && o.NT == os.NT && o.Build == os.Build && o.Line.Source.Path == f.Path {
			return
		}
	}
	if at, ok := r.At["serviceVersion"]; ok {
		os.Line = lineOf(f, at)
		f.Set.OS = append(f.Set.OS, os)
	}
}

func scriptError(f *parse.File, e slmgr.Failure) fact.ScriptError {
	s := fact.ScriptError{Kind: f.Kind, What: "code", Line: lineOf(f, e.Line)}
	if e.Denied {
		s.What = "insufficient-rights"
	}
	if e.Code != nil {
		c := fact.Code(*e.Code)
		s.Code = &c
	}
	return s
}
