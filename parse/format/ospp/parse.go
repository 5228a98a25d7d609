package ospp

import (
	"regexp"
	"strings"
)

// parser is the state machine over mended lines: outside a run, in a run, in a block.
type parser struct {
	runs []Run
	run  *Run
	blk  *Block
	// foreign is set after a prompt with another program's command, until ospp.vbs shows its frame: slmgr prints some
	// of the same labels in other letters.
	foreign bool
	// open is set while the last field may go on in the next line.
	open bool
}

func (p *parser) line(l logical) {
	if cmd, ok := prompt(l.text); ok && !p.hinted(l.text) {
		p.endRun()
		p.foreign = cmd == ""
		if cmd != "" {
			p.startRun(l.marks[0].n).Command = cmd
		}
		return
	}
	ts := tokens(l.text)
	if len(ts) == 0 {
		p.unknown(l, l.text, 0)
		return
	}
	if ts[0].start > 0 {
		p.unknown(l, l.text[:ts[0].start], 0)
	}
	for i, t := range ts {
		end := len(l.text)
		if i+1 < len(ts) {
			end = ts[i+1].start
		}
		p.token(l, t, end)
	}
	if p.run != nil {
		p.run.Last = l.marks[len(l.marks)-1].n
	}
}

// hinted is true where a command line without a prompt is the rest of "run: cscript ospp.vbs ...".
func (p *parser) hinted(s string) bool {
	if !p.open || p.blk == nil || len(p.blk.Fields) == 0 {
		return false
	}
	f := p.blk.Fields[len(p.blk.Fields)-1]
	return (f.Value == "" || strings.HasSuffix(f.Value, ":")) && bare.MatchString(strings.TrimSpace(s))
}

func (p *parser) token(l logical, t token, end int) {
	n := l.line(t.start)
	switch t.key {
	case frameProcessing:
		if p.run == nil || p.run.Framed || len(p.run.Blocks) > 0 || p.blk != nil {
			p.endRun()
			p.startRun(n)
		}
		p.run.Framed, p.foreign = true, false
		p.unknown(l, l.text[t.end:end], t.end)
	case frameExiting:
		p.closeBlock(true)
		if p.run == nil {
			p.startRun(n)
		}
		p.run.Exited = true
		p.run.Last = n
		p.endRun()
		p.unknown(l, l.text[t.end:end], t.end)
	case separator:
		p.closeBlock(true)
		p.unknown(l, l.text[t.end:end], t.end)
	default:
		if p.foreign && !exact(l.text[t.start:t.end]) {
			return
		}
		p.field(Field{
			Key:   t.key,
			Value: strings.TrimSpace(l.text[t.end:end]),
			Text:  strings.TrimSpace(l.text[t.start:end]),
			Line:  n,
		})
	}
}

// exact reports whether a label is spelled as only ospp.vbs spells it, in capitals or with its own sentence.
func exact(s string) bool {
	return strings.ToUpper(s) == s || strings.HasPrefix(s, "Last 5") || strings.HasPrefix(s, "Installed product key") || strings.HasPrefix(s, "Searching for")
}

func (p *parser) field(f Field) {
	if p.run == nil {
		p.startRun(f.Line)
	}
	if p.blk != nil && begins(f.Key, *p.blk) {
		p.closeBlock(true)
	}
	if p.blk == nil {
		p.blk = &Block{}
	}
	p.blk.Fields = append(p.blk.Fields, f)
	p.run.Last = max(p.run.Last, f.Line)
	p.open = true
}

// begins reports whether a field cannot belong to the block before it: separators get lost.
func begins(k Key, b Block) bool {
	switch k {
	case Attempt, Written, SearchKMS, SearchInternet, CMID, ILID, Thumbprint:
		return len(b.Fields) > 0 && !(k == CMID && !b.Has(CMID, SKU, Name))
	case Product, SKU:
		return b.Has(k, Name, Description, Status, LastFive, Written)
	case Name:
		return b.Has(Name, Description, Status, LastFive, Written)
	case Description, Status, LastFive, ErrorCode, Message:
		return b.Has(k)
	}
	return false
}

// unknown takes text without a label: the rest of a value, a rendering without the script's labels, or nothing.
func (p *parser) unknown(l logical, s string, at int) {
	text := strings.TrimSpace(s)
	if at == 0 && junk(text) {
		return // indentation and quote marks in front of a label
	}
	if text == "" {
		return
	}
	if f, ok := shape(text, p.blk != nil); ok && p.translated() {
		f.Line, f.Text = l.line(at), text
		p.field(f)
		return
	}
	if !p.open || l.gap && at == 0 || p.blk == nil || len(p.blk.Fields) == 0 {
		p.open = false
		return
	}
	f := &p.blk.Fields[len(p.blk.Fields)-1]
	if !continues(f) || len(f.Value) > maxValue {
		p.open = false
		return
	}
	f.Value = strings.TrimSpace(f.Value + " " + text)
	f.Text += " " + text
}

// maxValue bounds a value that goes on over unknown lines: twenty times the longest description.
const maxValue = 8 << 10

// continues reports whether a value may go on in an unlabelled line: texts, and labels whose value was moved away.
func continues(f *Field) bool {
	switch f.Key {
	case Name, Description, ErrorText, Message, CertSubject, CertIssuer, AdditionalInfo:
		return true
	case Noise:
		return false
	}
	return f.Value == ""
}

// translated reports whether labels of another tool may stand here: never inside the script's own frame.
func (p *parser) translated() bool {
	return !p.foreign && (p.run == nil || !p.run.Framed)
}

var (
	shapeName = regexp.MustCompile(`^(?:[^:：]{0,80}[:：]\s*)?(Office (?:14|15|16|19|2[0-9]), ?\S.* edition)$`)
	shapeDesc = regexp.MustCompile(`^(?:[^:：]{0,80}[:：]\s*)?(Office (?:14|15|16|19|2[0-9]), ?[A-Z_]{3,40}(?:\([A-Za-z]{1,20}\))? channel)$`)
	shapeCode = regexp.MustCompile(`^[^:：]{1,80}[:：]\s*(0x[0-9A-Fa-f]{8})$`)
	// shapeKey knows the letters that product keys are made of.
	shapeKey = regexp.MustCompile(`^[^:：]{1,80}[:：]\s*([BCDFGHJKMNPQRTVWXY2346789]{5}|X{5})$`)
)

// shape knows a value by its form, for the renderings of other tools in other languages. Labels in ASCII do not count:
// slmgr.vbs has such lines.
func shape(s string, inBlock bool) (Field, bool) {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return junk(string(r)) })
	if len(s) > maxPrompt {
		return Field{}, false
	}
	bare := strings.HasPrefix(s, "Office ")
	if !bare && ascii(s) {
		return Field{}, false
	}
	for _, x := range [...]struct {
		re    *regexp.Regexp
		key   Key
		block bool
	}{{shapeName, Name, false}, {shapeDesc, Description, true}, {shapeCode, ErrorCode, true}, {shapeKey, LastFive, true}} {
		if m := x.re.FindStringSubmatch(s); m != nil && (inBlock || !x.block) {
			return Field{Key: x.key, Value: m[1]}, true
		}
	}
	return Field{}, false
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func (p *parser) startRun(n int) *Run {
	p.runs = append(p.runs, Run{Line: n, Last: n})
	p.run = &p.runs[len(p.runs)-1]
	return p.run
}

func (p *parser) endRun() {
	p.closeBlock(false)
	p.run = nil
}

func (p *parser) closeBlock(whole bool) {
	if p.blk != nil && p.run != nil {
		p.blk.Closed = whole
		p.run.Blocks = append(p.run.Blocks, *p.blk)
	}
	p.blk, p.open = nil, false
}
