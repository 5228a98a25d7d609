package eventexport

import (
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"kmstriage/parse/format/winevent"
)

// maxData bounds the Data elements of one event; licensing events have ten at most.
const maxData = 256

// parseEvent reads one <Event> element, forgiving bare "&" and "<", control characters and tags that do not close. It
// reports false, with the reason, where the id or the provider is missing.
func parseEvent(s string) (rec winevent.Record, ok bool, reason string) {
	e := eventReader{rec: winevent.Record{Level: -1}}
	d := xml.NewDecoder(strings.NewReader(clean(s)))
	d.Strict = false
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return e.rec, false, fmt.Sprintf("malformed XML: %v", err)
		}
		if e.token(t); e.deep {
			return e.rec, false, "XML nested too deep"
		}
	}
	rec = e.finish()
	switch {
	case rec.Provider == "" && rec.SourceName == "":
		return rec, false, "an event without its provider"
	case !e.hasID:
		return rec, false, "an event without its id"
	}
	if rec.Provider == "" {
		rec.Provider = rec.SourceName
	}
	return rec, true, ""
}

// clean makes text that the XML decoder accepts: control characters become blanks, a bare "<" an entity.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return r
		case r < 0x20 || r == 0xFFFE || r == 0xFFFF:
			return ' '
		}
		return r
	}, s)
	var b strings.Builder
	for {
		at := strings.IndexByte(s, '<')
		if at < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at])
		s = s[at:]
		if tag.MatchString(s) {
			b.WriteByte('<')
		} else {
			b.WriteString("&lt;")
		}
		s = s[1:]
	}
}

// tag tells a tag from a "<" that begins none; texts of other programs and RenderedXML hold it unescaped.
var tag = regexp.MustCompile(`^<(?:/?[A-Za-z_][A-Za-z0-9_:.-]*(?:[\s/>]|$)|[!?])`)

// eventReader follows the tokens of one event.
type eventReader struct {
	rec   winevent.Record
	stack []string
	text  strings.Builder
	name  string // Name attribute of the Data element
	named bool
	hasID bool
	deep  bool
	leaf  bool // nothing but text since the last start tag
}

// known are the elements that structure an event. Anything else inside Data or Message is text that looks like a tag.
var known = map[string]bool{"Event": true, "System": true, "EventData": true, "UserData": true, "RenderingInfo": true, "Data": true, "Message": true,
	"Binary": true, "Provider": true, "EventID": true, "Level": true, "TimeCreated": true, "EventRecordID": true, "Channel": true, "Computer": true, "Security": true}

func (e *eventReader) token(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		if e.inText() && !known[t.Name.Local] {
			e.text.WriteString("<" + t.Name.Local + ">")
			return
		}
		if len(e.stack) >= maxDepth {
			e.deep = true
			return
		}
		e.stack = append(e.stack, t.Name.Local)
		e.text.Reset()
		e.leaf = true
		e.start(t)
	case xml.EndElement:
		if e.inText() && !known[t.Name.Local] {
			if t.Name.Local == "string" {
				e.text.WriteString("</string>")
			}
			return
		}
		e.end(t.Name.Local)
	case xml.CharData:
		e.text.Write(t)
	}
}

// inText reports whether the innermost element holds text only.
func (e *eventReader) inText() bool {
	if len(e.stack) == 0 {
		return false
	}
	top := e.stack[len(e.stack)-1]
	return top == "Data" || top == "Message"
}

func (e *eventReader) within(name string) bool {
	return len(e.stack) > 1 && e.stack[1] == name
}

func (e *eventReader) start(t xml.StartElement) {
	get := func(name string) string {
		for _, a := range t.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	if e.within("System") {
		switch t.Name.Local {
		case "Provider":
			e.rec.Provider, e.rec.SourceName = get("Name"), get("EventSourceName")
		case "EventID":
			e.rec.Qualifiers, _ = strconv.Atoi(get("Qualifiers"))
		case "TimeCreated":
			e.rec.At, _ = systemClock(get("SystemTime"))
		case "Security":
			e.rec.UserSID = get("UserID")
		}
	}
	if t.Name.Local == "Data" {
		e.name = get("Name")
	}
}

// end closes the innermost element of that name; those inside it that never closed are closed with it. The end of
// something that is not open changes nothing.
func (e *eventReader) end(name string) {
	at := len(e.stack) - 1
	for at >= 0 && e.stack[at] != name {
		at--
	}
	if at < 0 {
		return
	}
	e.value(e.stack[len(e.stack)-1])
	e.stack = e.stack[:at]
	e.text.Reset()
	e.leaf = false
}

// value takes the text of an element that ends.
func (e *eventReader) value(name string) {
	if !e.leaf {
		return
	}
	raw := e.text.String()
	v := strings.TrimSpace(raw)
	switch {
	case e.within("System"):
		e.system(name, v)
	case e.within("EventData") && name == "Data":
		e.data(raw, e.name)
	case e.within("EventData") && name == "Binary":
		if b, err := hex.DecodeString(v); err == nil && len(b) <= maxEvent {
			e.rec.Binary = b
		}
	case e.within("UserData") && v != "":
		e.data(raw, name)
	case e.within("RenderingInfo") && name == "Message":
		e.rec.Message = bounded(v)
	}
}

func (e *eventReader) system(name, v string) {
	switch name {
	case "EventID":
		id, ok := eventID(v)
		e.rec.EventID, e.hasID = id, ok
	case "Level":
		e.rec.Level = level(v)
	case "EventRecordID":
		e.rec.RecordID = recordID(v)
	case "Channel":
		e.rec.Channel = v
	case "Computer":
		e.rec.Computer = v
	}
}

func (e *eventReader) data(v, name string) {
	if len(e.rec.Data) >= maxData {
		return
	}
	e.rec.Data = append(e.rec.Data, v)
	e.rec.Names = append(e.rec.Names, name)
	e.named = e.named || name != ""
}

var stringElement = regexp.MustCompile(`(?s)<string>(.*?)</string>`)

// finish settles what depends on the whole: names only if any is there, the text only where there are no data, and the
// string array that some dumpers put into one element.
func (e *eventReader) finish() winevent.Record {
	r := e.rec
	if !e.named {
		r.Names = nil
	}
	if len(r.Data) == 1 && strings.Contains(r.Data[0], "<string>") {
		var parts []string
		for _, m := range stringElement.FindAllStringSubmatch(r.Data[0], maxData) {
			parts = append(parts, m[1])
		}
		if len(parts) > 0 {
			r.Data, r.Names = parts, nil
		}
	}
	if len(r.Data) > 0 {
		r.Message = ""
	}
	return r
}
