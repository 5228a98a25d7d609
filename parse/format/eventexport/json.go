package eventexport

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kmstriage/parse/format/winevent"
)

// maxObject bounds one JSON object, with the whole of a 1003.
const maxObject = maxLine

// maxDepth bounds nesting, of JSON and of XML: events nest below ten deep.
const maxDepth = 256

// readJSON reads ConvertTo-Json of PowerShell and dumps like it: objects in an array, one after another, or alone. One
// broken object costs itself.
func readJSON(l *Log) {
	var o object
	for {
		x, ok := l.src.next()
		if !ok {
			break
		}
		for _, c := range []byte(x.text) {
			if o.depth == 0 && c != '{' {
				continue
			}
			if o.depth == 0 {
				o = object{start: x}
			}
			if !o.add(c) {
				l.lose(winevent.Loss{Line: o.start.n, Offset: o.start.off, Records: 1, Reason: "an object larger than 1 MiB"})
				o = object{}
				continue
			}
			if o.depth == 0 {
				l.out.object(&o)
				o = object{}
			}
		}
		if o.depth > 0 {
			o.add('\n')
		}
	}
	if o.depth > 0 {
		l.lose(winevent.Loss{Line: o.start.n, Offset: o.start.off, Records: 1, Reason: "the file ends inside an event"})
	}
}

// object is one {...} while it is collected.
type object struct {
	start   line
	b       []byte
	depth   int
	quote   byte
	escaped bool
}

// add takes a byte and follows braces outside strings. Both kinds of quote count: dumps of other tools use either.
func (o *object) add(c byte) bool {
	if len(o.b) >= maxObject || o.depth > maxDepth {
		return false
	}
	o.b = append(o.b, c)
	switch {
	case o.escaped:
		o.escaped = false
	case o.quote != 0 && c == '\\':
		o.escaped = true
	case o.quote != 0:
		if c == o.quote {
			o.quote = 0
		}
	case c == '"', c == '\'':
		o.quote = c
	case c == '{':
		o.depth++
	case c == '}':
		o.depth--
	}
	return true
}

func (s *sink) object(o *object) {
	m := map[string]any{}
	if err := json.Unmarshal(o.b, &m); err != nil {
		m = relaxed(string(o.b))
		if len(m) == 0 {
			s.log.lose(winevent.Loss{Line: o.start.n, Offset: o.start.off, Records: 1, Reason: "an object that is no JSON"})
			return
		}
		s.log.note("not quite JSON: read by its keys")
	}
	if ev, ok := m["Event"].(map[string]any); ok {
		m = flattened(ev)
	}
	rec, when := fromObject(m)
	s.seen(when)
	source, wanted := s.want.find(rec.Provider)
	if !wanted {
		return
	}
	rec.Provider, rec.Line, rec.Offset = source, o.start.n, o.start.off
	if rec.EventID < 0 {
		s.log.lose(winevent.Loss{Line: o.start.n, Offset: o.start.off, Records: 1, Reason: "an event without its id"})
		return
	}
	s.emit(rec, when)
}

var relaxedPair = regexp.MustCompile(`(?s)["']?\b([A-Za-z_]\w{0,40})["']?\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+))`)

// relaxed picks key and value pairs out of what JavaScript would accept and JSON does not.
func relaxed(s string) map[string]any {
	m := map[string]any{}
	unescape := strings.NewReplacer(`\r`, "\r", `\n`, "\n", `\t`, "\t", `\'`, "'", `\"`, `"`, `\\`, `\`)
	for _, p := range relaxedPair.FindAllStringSubmatch(s, maxFields) {
		if _, twice := m[p[1]]; !twice {
			m[p[1]] = unescape.Replace(p[2] + p[3] + p[4])
		}
	}
	return m
}

// maxFields bounds the pairs of one object.
const maxFields = 200

// fromObject reads the properties of an event by their English names. EventID is -1 where there is none.
func fromObject(m map[string]any) (winevent.Record, stamp) {
	rec := winevent.Record{EventID: -1, Level: -1}
	var when stamp
	for _, k := range slices.Sorted(maps.Keys(m)) {
		v := m[k]
		switch named(k) {
		case fieldID:
			if id, ok := eventID(scalar(v)); ok && (rec.EventID < 0 || strings.EqualFold(k, "Id") || strings.EqualFold(k, "EventID")) {
				rec.EventID = id
			}
		case fieldSource:
			if t := scalar(v); t != "" {
				rec.Provider = t
			}
		case fieldWhen, fieldDate, fieldClock:
			if s, ok := parseStamp(scalar(v)); ok && when.isZero() {
				when = s
			}
		case fieldComputer:
			rec.Computer = scalar(v)
		case fieldLog:
			rec.Channel = scalar(v)
		case fieldLevel:
			if n := level(scalar(v)); n >= 0 {
				rec.Level = n
			}
		case fieldRecord:
			rec.RecordID = recordID(scalar(v))
		case fieldMessage:
			rec.Message = bounded(scalar(v))
		case fieldData:
			rec.Data = strs(v)
		}
		if strings.EqualFold(k, "Qualifiers") {
			rec.Qualifiers, _ = strconv.Atoi(scalar(v))
		}
	}
	if len(rec.Data) > 0 {
		rec.Message = ""
	}
	return rec, when
}

// flattened brings {"System": {...}, "EventData": {...}} of evtx dumpers to the names of PowerShell's properties.
func flattened(ev map[string]any) map[string]any {
	m := map[string]any{}
	sys, _ := ev["System"].(map[string]any)
	m["EventID"], m["Level"], m["Channel"], m["Computer"] = text(sys["EventID"]), text(sys["Level"]), text(sys["Channel"]), text(sys["Computer"])
	m["RecordID"] = text(sys["EventRecordID"])
	m["ProviderName"] = attribute(sys["Provider"], "Name")
	m["TimeCreated"] = attribute(sys["TimeCreated"], "SystemTime")
	if data, ok := ev["EventData"].(map[string]any); ok {
		d := data["Data"]
		if in, ok := d.(map[string]any); ok {
			d = in["#text"]
		}
		m["Properties"] = d
	}
	return m
}

func text(v any) any {
	if m, ok := v.(map[string]any); ok {
		return m["#text"]
	}
	return v
}

func attribute(v any, name string) any {
	m, _ := v.(map[string]any)
	for _, k := range []string{"#attributes", "@attributes"} {
		if a, ok := m[k].(map[string]any); ok {
			return a[name]
		}
	}
	for _, k := range []string{name, "@" + name} {
		if a, ok := m[k]; ok {
			return a
		}
	}
	return nil
}

// scalar is a value as text; of PowerShell's wrapped dates the inner one.
func scalar(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case map[string]any:
		for _, k := range []string{"value", "Value", "DateTime"} {
			if in, ok := x[k].(string); ok {
				return in
			}
		}
	}
	return ""
}

// strs reads a list of strings, or of {"Value": ...} objects.
func strs(v any) []string {
	list, ok := v.([]any)
	if !ok {
		if s := scalar(v); s != "" {
			return []string{s}
		}
		return nil
	}
	var out []string
	for _, e := range list[:min(len(list), maxFields)] {
		switch x := e.(type) {
		case map[string]any:
			if in, ok := x["Value"]; ok && in != nil {
				out = append(out, fmt.Sprint(in))
				continue
			}
			out = append(out, scalar(e))
		default:
			out = append(out, scalar(e))
		}
	}
	return out
}
