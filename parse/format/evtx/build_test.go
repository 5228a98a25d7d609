package evtx

import (
	"encoding/binary"
	"hash/crc32"
	"unicode/utf16"
)

// builder writes one chunk, as small as the reader needs it: no hash tables, correct checksums.
type builder struct {
	buf       []byte
	names     map[string]int
	templates map[string]int
	firstID   uint64
	id        uint64
	last      int // offset of the last record
}

func newBuilder(firstID uint64) *builder {
	return &builder{buf: make([]byte, chunkHeaderSize, chunkSize), names: map[string]int{}, templates: map[string]int{},
		firstID: firstID, id: firstID}
}

func (b *builder) u8(v ...byte)  { b.buf = append(b.buf, v...) }
func (b *builder) u16(v int)     { b.buf = binary.LittleEndian.AppendUint16(b.buf, uint16(v)) }
func (b *builder) u32(v int)     { b.buf = binary.LittleEndian.AppendUint32(b.buf, uint32(v)) }
func (b *builder) u64(v uint64)  { b.buf = binary.LittleEndian.AppendUint64(b.buf, v) }
func (b *builder) set(at, v int) { binary.LittleEndian.PutUint32(b.buf[at:], uint32(v)) }

func wideBytes(s string) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

func (b *builder) name(s string) {
	if at, ok := b.names[s]; ok {
		b.u32(at)
		return
	}
	at := len(b.buf) + 4
	b.names[s] = at
	b.u32(at)
	b.u32(0)
	b.u16(0)
	b.u16(len(wideBytes(s)) / 2)
	b.u8(wideBytes(s)...)
	b.u16(0)
}

type at struct {
	name  string
	value any
}

type sub int

// element writes an element; a dependency id stands before its size in definitions only.
func (b *builder) element(dependency bool, name string, attributes []at, content ...any) {
	token := byte(tokenStart)
	if len(attributes) > 0 {
		token |= tokenMore
	}
	b.u8(token)
	if dependency {
		b.u16(0xffff)
	}
	size := len(b.buf)
	b.u32(0)
	b.name(name)
	if len(attributes) > 0 {
		list := len(b.buf)
		b.u32(0)
		for i, a := range attributes {
			token := byte(tokenAttribute)
			if i < len(attributes)-1 {
				token |= tokenMore
			}
			b.u8(token)
			b.name(a.name)
			b.leaf(a.value)
		}
		b.set(list, len(b.buf)-list-4)
	}
	if len(content) == 0 {
		b.u8(tokenCloseEmpty)
	} else {
		b.u8(tokenCloseStart)
		for _, x := range content {
			b.leaf(x)
		}
		b.u8(tokenEnd)
	}
	b.set(size, len(b.buf)-size-4)
}

func (b *builder) leaf(x any) {
	switch x := x.(type) {
	case string:
		b.u8(tokenText, typeString)
		b.u16(len(wideBytes(x)) / 2)
		b.u8(wideBytes(x)...)
	case sub:
		b.u8(tokenOptional)
		b.u16(int(x))
		b.u8(typeString)
	case func():
		x()
	}
}

func (b *builder) fragment() { b.u8(tokenFragment, 1, 1, 0) }

// instance writes a template instance; the definition follows where key is new in the chunk.
func (b *builder) instance(key string, define func()) {
	b.u8(tokenTemplate, 1)
	b.u32(7)
	at, ok := b.templates[key]
	if ok {
		b.u32(at)
		return
	}
	at = len(b.buf) + 4
	b.templates[key] = at
	b.u32(at)
	b.u32(0)
	b.u8(make([]byte, 16)...)
	b.u32(0)
	b.fragment()
	define()
	b.u8(tokenEOF)
	b.set(at+20, len(b.buf)-at-templateHeaderSize)
}

type val struct {
	kind byte
	data []byte
	xml  func() // writes the value, of type XML
}

func (b *builder) values(list ...val) {
	b.u32(len(list))
	table := len(b.buf)
	for _, v := range list {
		b.u16(len(v.data))
		b.u8(v.kind, 0)
	}
	for i, v := range list {
		start := len(b.buf)
		b.u8(v.data...)
		if v.xml != nil {
			v.xml()
			binary.LittleEndian.PutUint16(b.buf[table+4*i:], uint16(len(b.buf)-start))
		}
	}
}

const fixtureStamp = 130_800_000_000_000_000 // 2015-06-28 21:20:00 UTC

// record writes a record whose header carries the next id.
func (b *builder) record(body func()) {
	start := len(b.buf)
	b.last = start
	b.u8([]byte(recordMagic)...)
	b.u32(0)
	b.u64(b.id)
	b.u64(fixtureStamp + b.id*10_000_000)
	body()
	size := len(b.buf) - start + 4
	b.u32(size)
	b.set(start+4, size)
	b.id++
}

// event describes a record in the shape of Windows.
type event struct {
	provider, source string
	providerSub      *val // provider as a value instead of literal text
	id, qualifiers   int
	record           uint64
	strings          []byte // value of type 0x81
	binary           []byte
	payload          func() // instead of strings: writes the value with EventData or UserData
}

func (b *builder) event(e event) {
	b.record(func() { b.body(e) })
}

func (b *builder) body(e event) {
	b.fragment()
	provider := []at{{"Name", e.provider}}
	var named val
	if e.providerSub != nil {
		provider, named = []at{{"Name", sub(13)}}, *e.providerSub
	}
	if e.source != "" {
		provider = append(provider, at{"EventSourceName", e.source})
	}
	b.instance("outer"+e.provider+e.source, func() { b.outer(provider) })
	payload := e.payload
	if payload == nil {
		payload = func() { b.classic(e) }
	}
	record := e.record
	if record == 0 {
		record = b.id
	}
	le := binary.LittleEndian
	b.values(val{kind: typeUint8, data: []byte{4}}, val{}, val{}, val{kind: typeUint16, data: le.AppendUint16(nil, uint16(e.id))},
		val{kind: typeUint16, data: le.AppendUint16(nil, uint16(e.qualifiers))}, val{},
		val{kind: typeFiletime, data: le.AppendUint64(nil, fixtureStamp+b.id*10_000_000+7)}, val{}, val{}, val{},
		val{kind: typeUint64, data: le.AppendUint64(nil, record)}, val{},
		val{kind: typeSID, data: []byte{1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0}}, named, val{}, val{}, val{}, val{}, val{},
		val{kind: typeXML, xml: payload})
}

// outer is the definition of the System part.
func (b *builder) outer(provider []at) {
	el := func(name string, attributes []at, content ...any) func() {
		return func() { b.element(true, name, attributes, content...) }
	}
	b.element(true, "Event", []at{{"xmlns", "http://schemas.microsoft.com/win/2004/08/events/event"}},
		el("System", nil,
			el("Provider", provider),
			el("EventID", []at{{"Qualifiers", sub(4)}}, sub(3)),
			el("Level", nil, sub(0)),
			el("TimeCreated", []at{{"SystemTime", sub(6)}}),
			el("EventRecordID", nil, sub(10)),
			el("Channel", nil, "Application"),
			el("Computer", nil, "CL01.contoso.com"),
			el("Security", []at{{"UserID", sub(12)}})),
		sub(19))
}

// classic is the payload that ReportEvent leads to: one string array, and binary data.
func (b *builder) classic(e event) {
	b.fragment()
	b.instance("classic", func() {
		b.element(true, "EventData", nil,
			func() { b.element(true, "Data", nil, sub(0)) },
			func() { b.element(true, "Binary", nil, sub(1)) })
	})
	list := val{}
	if e.strings != nil {
		list = val{kind: typeString | typeArray, data: e.strings}
	}
	bin := val{}
	if e.binary != nil {
		bin = val{kind: typeBinary, data: e.binary}
	}
	b.values(list, bin)
}

func stringArray(list ...string) []byte {
	out := []byte{}
	for _, s := range list {
		out = append(append(out, wideBytes(s)...), 0, 0)
	}
	return out
}

// bytes ends the chunk.
func (b *builder) bytes() []byte {
	free := len(b.buf)
	c := append(b.buf, make([]byte, chunkSize-free)...)
	le := binary.LittleEndian
	copy(c, chunkMagic)
	le.PutUint64(c[8:], b.firstID)
	le.PutUint64(c[16:], b.id-1)
	le.PutUint64(c[24:], b.firstID)
	le.PutUint64(c[32:], b.id-1)
	le.PutUint32(c[40:], 128)
	le.PutUint32(c[44:], uint32(b.last))
	le.PutUint32(c[48:], uint32(free))
	le.PutUint32(c[52:], crc32.ChecksumIEEE(c[chunkHeaderSize:free]))
	sumHeader(c)
	return c
}

func sumHeader(c []byte) {
	sum := crc32.Update(crc32.ChecksumIEEE(c[:120]), crc32.IEEETable, c[128:chunkHeaderSize])
	binary.LittleEndian.PutUint32(c[124:], sum)
}

// logOf puts a file header before chunks.
func logOf(chunks ...[]byte) []byte {
	h := make([]byte, fileHeaderSize)
	le := binary.LittleEndian
	copy(h, fileMagic)
	le.PutUint64(h[16:], uint64(max(len(chunks), 1)-1))
	le.PutUint32(h[32:], 128)
	le.PutUint16(h[36:], 1)
	le.PutUint16(h[38:], 3)
	le.PutUint16(h[40:], fileHeaderSize)
	le.PutUint16(h[42:], uint16(len(chunks)))
	for _, c := range chunks {
		le.PutUint64(h[24:], le.Uint64(c[32:])+1)
		h = append(h, c...)
	}
	le.PutUint32(h[124:], crc32.ChecksumIEEE(h[:120]))
	return h
}

const (
	officeProvider = "Office Software Protection Platform Service"
	sppProvider    = "Microsoft-Windows-Security-SPP"
	sppSource      = "Software Protection Platform Service"
)

// ordinary fills a chunk with n events of three providers, the ids of whose records rise from first.
func ordinary(first uint64, n int) []byte {
	b := newBuilder(first)
	for i := range n {
		switch i % 3 {
		case 0:
			b.event(event{provider: sppProvider, source: sppSource, id: 12288, qualifiers: 16384,
				strings: stringArray("0x00000000, 0x00000000, kms.contoso.com:1688")})
		case 1:
			b.event(event{provider: officeProvider, id: 1003, qualifiers: 16384, strings: stringArray("a", "", "c")})
		default:
			b.event(event{provider: "MsiInstaller", id: 1040, strings: stringArray("x")})
		}
	}
	return b.bytes()
}
