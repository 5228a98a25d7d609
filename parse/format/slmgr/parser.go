package slmgr

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"kmstriage/parse/format/consoletext"
	"kmstriage/parse/format/textenc"
)

var (
	bannerLine  = regexp.MustCompile(`(?i)Windows Script Host|Copyright \(C\)|Microsoft.*\b5\.\d{1,3}\s*$|^版权所有`)
	versionLine = regexp.MustCompile(`[:：]\s*(\d+\.\d+\.\d{4,5}\.\d+)\s*$`)
	bareCommand = regexp.MustCompile(`(?i)^"?(?:[cw]script(?:\.exe)?\b.*?)?[^\s"]*\bslmgr(?:\.vbs)?["']?\s+[/-][a-z]{2,}`)
	anySlmgr    = regexp.MustCompile(`(?i)\bslmgr(?:\.vbs)?["']?\s+[/-]([a-z]+(?:-[a-z]+)*)`)
	guid        = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	errorCode   = regexp.MustCompile(`\b0x([0-9A-Fa-f]{8})\b`)
	channel     = regexp.MustCompile(`VOLUME[_-](?:KMS|MAK)|TIMEBASED_|RETAIL|OEM_|VIRTUAL_MACHINE_ACTIVATION`)
	product     = regexp.MustCompile(`^(?:Microsoft )?(?:Windows|Office)\b`)
)

// maxRuns bounds how many licences, and how many errors, a text may list: "/dlv all" of a machine with every Office edition stays below 400.
const maxRuns = 4096

// parser is the state while the lines go by.
type parser struct {
	log     Log
	cur     *run
	foreign bool // the lines belong to another command
	banners int  // lines of a banner in a row
}

func (p *parser) line(l consoletext.Line) {
	text := strings.TrimSpace(l.Text)
	if text == "" {
		return
	}
	banners := p.banners
	p.banners = 0
	if typed, ok := consoletext.Command(l.Text); ok {
		p.command(typed, l.First())
		return
	}
	switch {
	case bareCommand.MatchString(text):
		p.command(text, l.First())
	case bannerLine.MatchString(text):
		if p.banners = banners + 1; banners == 0 {
			p.banner()
		}
	case p.foreign:
	case versionLine.MatchString(text):
		p.version(versionLine.FindStringSubmatch(text)[1], l.First())
	default:
		p.body(l, text)
	}
}

// banner ends a run. One that a pasted command began goes on behind it.
func (p *parser) banner() {
	p.log.Banner = true
	if p.cur != nil && !p.cur.touched() {
		return
	}
	p.close(false)
	p.foreign = false
}

func (p *parser) command(typed string, at textenc.Line) {
	if typed == "" {
		return
	}
	p.close(false)
	p.foreign = true
	if m := anySlmgr.FindStringSubmatch(typed); m != nil {
		p.log.Banner = true
		if verb := strings.ToLower(m[1]); verb == "dlv" || verb == "dli" {
			p.foreign = false
			p.begin(at)
			p.cur.brief = verb == "dli"
			if id := strings.ToLower(guid.FindString(typed)); id != "" {
				p.cur.Requested = id
				p.cur.At["requested"] = at
			}
		}
	}
}

func (p *parser) version(v string, at textenc.Line) {
	if p.cur == nil || p.cur.touched() {
		p.close(false)
		p.begin(at)
	}
	p.cur.ServiceVersion = v
	p.cur.set("serviceVersion", at)
}

func (p *parser) begin(at textenc.Line) {
	p.cur = &run{Run: Run{At: map[string]textenc.Line{"block": at}}}
}

func (p *parser) body(l consoletext.Line, text string) {
	label, value, ok := labelled(text)
	if p.cur == nil {
		if !beginsRun(label, value, ok) {
			p.failure(text, l.First())
			return
		}
		p.begin(l.First())
	}
	if r := p.cur; ok && r.nameLabel == label && (r.Description != "" || r.ActivationID != "") {
		v := r.ServiceVersion
		p.close(false) // "/dlv all": one version line, many licences
		p.begin(l.First())
		p.cur.ServiceVersion = v
	}
	r := p.cur
	r.lines++
	r.last, r.lastAt = text, l.First()
	if code := errorCode.FindString(text); code != "" && !r.takesReason(label) {
		r.failed = true
		p.failure(text, l.First())
		return
	}
	if !ok {
		r.heading(text, l.First())
		p.failure(text, l.First())
		return
	}
	if isError(label) {
		r.wordy = true
		p.failure(text, l.First())
		return
	}
	r.field(label, value, l.At(strings.Index(l.Text, value)))
}

// failure keeps an error that the script printed, once a run and code.
func (p *parser) failure(text string, at textenc.Line) {
	f := Failure{Line: at}
	if m := errorCode.FindStringSubmatch(text); m != nil {
		if v, err := strconv.ParseUint(m[1], 16, 32); err == nil {
			c := uint32(v)
			f.Code = &c
			f.Denied = c == 0x80070005
		}
	}
	t := strings.ToLower(text)
	for _, w := range deniedWords {
		f.Denied = f.Denied || strings.Contains(t, w)
	}
	if f.Code == nil && !f.Denied {
		return
	}
	if r := p.cur; r != nil {
		r.failed = true
		if r.lastCode != nil && f.Code != nil && *r.lastCode == *f.Code {
			return
		}
		r.lastCode = f.Code
	} else if p.cur == nil && f.Code == nil {
		return // words outside of any run are other programs'
	}
	if len(p.log.Failures) < maxRuns {
		p.log.Failures = append(p.log.Failures, f)
	}
}

// close settles the open run and keeps it. last says that the text ends here.
func (p *parser) close(last bool) {
	r := p.cur
	p.cur = nil
	if r == nil || !r.touched() || len(p.log.Runs) >= maxRuns {
		return
	}
	r.settle(last)
	p.log.Runs = append(p.log.Runs, r.Run)
}

// beginsRun says whether a line without banner, version or command before it can only be slmgr's.
func beginsRun(label, value string, ok bool) bool {
	if !ok {
		return false
	}
	f := labelField(label)
	return f != unknownLabel && f != "" || isError(label) || product.MatchString(value) || channel.MatchString(value) && strings.Contains(value, "channel")
}

func isError(label string) bool {
	l := strings.ToLower(label)
	for _, w := range errorWords {
		if l == w {
			return true
		}
	}
	return false
}

// labelled takes "label: value" apart at the first colon, narrow or wide.
func labelled(text string) (label, value string, ok bool) {
	at := strings.IndexAny(text, ":：")
	if at <= 0 {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	label, value = strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+size:])
	return label, value, label != "" && value != ""
}

// ownPrefixes begin the lines without a colon, in English: never the rest of a torn one.
var ownPrefixes = []string{"Key Management Service", "DNS publishing", "KMS host caching", "This license", "Most recent", "Please use", "Copyright", "AD Activation"}

// startsOwn says that a line is not what the window's edge tore off the one before.
func startsOwn(this, next string) bool {
	t := strings.TrimSpace(next)
	if _, prompt := consoletext.Command(next); prompt || bannerLine.MatchString(t) || bareCommand.MatchString(t) {
		return true
	}
	for _, p := range ownPrefixes {
		if strings.HasPrefix(t, p) {
			return true
		}
	}
	if !strings.ContainsAny(this, ":：") && strings.HasPrefix(this, "  ") && !strings.HasPrefix(next, " ") {
		return false // a label that is wider than the window
	}
	_, _, label := labelled(t)
	return label
}
