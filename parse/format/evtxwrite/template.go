package evtxwrite

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"
)

// template is a definition that records share: stored once in each chunk that uses it.
type template struct {
	key  string // equal for equal definitions
	root element
}

// instance writes the start of a use of the template, and its definition where the chunk has it not yet. The values follow.
func (c *chunk) instance(t template) {
	guid := sha256.Sum256([]byte(t.key)) // its first 16 bytes: any GUID does, but equal definitions have equal ones
	c.u8(tokenTemplate)
	c.u8(1)
	c.bytes = append(c.bytes, guid[:4]...) // the short id of a template is the start of its GUID
	at, known := c.templateAt[t.key]
	if known {
		c.u32(at)
		return
	}
	at = c.at() + 4
	c.u32(at)
	bucket := &c.templates[templateBucket([16]byte(guid[:16]))]
	c.u32(*bucket)
	c.bytes = append(c.bytes, guid[:16]...)
	end := c.sized()
	c.fragment()
	c.element(t.root)
	c.u8(tokenEnd)
	end()
	*bucket = at
	c.templateAt[t.key] = at
}

// templateBucket hashes the GUID as eight UTF-16 units. Right for all 136 definitions of the Windows 7 logs at hand; later
// Windows uses something else. No reader known looks definitions up this way.
func templateBucket(guid [16]byte) uint32 {
	units := make([]uint16, 8)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(guid[2*i:])
	}
	return hashUnits(units) % 32
}

// The substitutions of the System template, in the order of Windows; those between are unused here.
const (
	subLevel      = 0
	subOpcode     = 1
	subTask       = 2
	subEventID    = 3
	subQualifiers = 4
	subKeywords   = 5
	subTime       = 6
	subActivity   = 7
	subPID        = 8
	subTID        = 9
	subRecordID   = 10
	subVersion    = 11
	subUser       = 12
	subRelated    = 18
	subEventData  = 19
	systemSubs    = 20
)

// systemTemplate is the definition for all events of one source: provider, channel and computer are literal text in it. A
// source that has only a name has the shorter form of unregistered classic sources, unless that would lose something.
func systemTemplate(ev Event) template {
	short := ev.GUID == "" && ev.Version == 0 && ev.Opcode == 0 && ev.PID == 0 && ev.TID == 0
	key := strings.Join([]string{"system", strconv.FormatBool(short), ev.Provider, ev.GUID, ev.SourceName, ev.Channel, ev.Computer}, "\x00")
	return template{key: key, root: element{
		name: "Event", when: subEventData,
		attributes: []attribute{{"xmlns", text("http://schemas.microsoft.com/win/2004/08/events/event")}},
		children:   []element{{name: "System", when: always, children: systemElements(ev, short)}},
		after:      []content{optional(subEventData, typeBinXML)},
	}}
}

func systemElements(ev Event, short bool) []element {
	all := []element{
		{name: "Provider", when: always, attributes: providerAttributes(ev)},
		{name: "EventID", when: subEventID, content: []content{optional(subEventID, typeUint16)},
			attributes: []attribute{{"Qualifiers", optional(subQualifiers, typeUint16)}}},
		field("Version", subVersion, typeUint8),
		field("Level", subLevel, typeUint8),
		field("Task", subTask, typeUint16),
		field("Opcode", subOpcode, typeUint8),
		field("Keywords", subKeywords, typeHex64),
		{name: "TimeCreated", when: always, attributes: []attribute{{"SystemTime", optional(subTime, typeFileTime)}}},
		field("EventRecordID", subRecordID, typeUint64),
		{name: "Correlation", when: always, attributes: []attribute{
			{"ActivityID", optional(subActivity, typeGUID)}, {"RelatedActivityID", optional(subRelated, typeGUID)}}},
		{name: "Execution", when: always, attributes: []attribute{
			{"ProcessID", optional(subPID, typeUint32)}, {"ThreadID", optional(subTID, typeUint32)}}},
		literal("Channel", ev.Channel),
		literal("Computer", ev.Computer),
		{name: "Security", when: always, attributes: []attribute{{"UserID", optional(subUser, typeSID)}}},
	}
	if !short {
		return all
	}
	kept := all[:0]
	for _, e := range all {
		switch e.name {
		case "Version", "Opcode", "Correlation", "Execution":
		default:
			kept = append(kept, e)
		}
	}
	return kept
}

func field(name string, n uint16, typeCode byte) element {
	return element{name: name, when: n, content: []content{optional(n, typeCode)}}
}

func literal(name, value string) element {
	e := element{name: name, when: always}
	if value != "" {
		e.content = []content{text(value)}
	}
	return e
}

func providerAttributes(ev Event) []attribute {
	all := []attribute{{"Name", text(ev.Provider)}}
	if ev.GUID != "" {
		all = append(all, attribute{"Guid", text(ev.GUID)})
	}
	if ev.SourceName != "" {
		all = append(all, attribute{"EventSourceName", text(ev.SourceName)})
	}
	return all
}

// dataTemplate is the definition of <EventData>, which stands in a record of its own inside the record.
func dataTemplate(ev Event) template {
	if ev.Style == ClassicArray {
		return template{key: "array", root: element{name: "EventData", when: always, children: []element{
			{name: "Data", when: 0, content: []content{optional(0, typeStringArray)}},
			{name: "Binary", when: 2, content: []content{optional(2, typeBinary)}},
		}}}
	}
	key := []string{"elements", strconv.FormatBool(ev.Binary != nil), strconv.Itoa(len(ev.Data))}
	root := element{name: "EventData", when: always}
	for i := range ev.Data {
		e := element{name: "Data", when: always, content: []content{required(uint16(i), typeString)}}
		if ev.Style == Named {
			e.attributes = []attribute{{"Name", text(ev.Names[i])}}
			key = append(key, ev.Names[i])
		}
		root.children = append(root.children, e)
	}
	if ev.Binary != nil {
		n := uint16(len(ev.Data))
		root.children = append(root.children, element{name: "Binary", when: n, content: []content{optional(n, typeBinary)}})
	}
	return template{key: strings.Join(key, "\x00"), root: root}
}
