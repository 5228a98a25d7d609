package evtxwrite

import (
	"errors"
	"fmt"
)

const (
	recordMagic      = 0x00002a2a
	recordHeaderSize = 24
	recordAlign      = 8
)

// record is an event whose values are encoded, ready to be put into any chunk.
type record struct {
	time   uint64 // FILETIME
	system template
	values []value // of the System template, without the last: the event data
	data   template
	nested []value
}

func newRecord(ev Event) (record, error) {
	if err := inRange(ev); err != nil {
		return record{}, err
	}
	filetime, err := fileTime(ev.Time)
	if err != nil {
		return record{}, err
	}
	user, err := sid(ev.UserSID)
	if err != nil {
		return record{}, err
	}
	nested, err := dataValues(ev)
	if err != nil {
		return record{}, err
	}
	values := make([]value, systemSubs)
	values[subLevel] = uint8Value(ev.Level)
	values[subOpcode] = uint8Value(ev.Opcode)
	values[subTask] = uint16Value(ev.Task)
	values[subEventID] = uint16Value(ev.EventID)
	values[subQualifiers] = uint16Value(ev.Qualifiers)
	values[subKeywords] = uint64Value(typeHex64, ev.Keywords)
	values[subTime] = uint64Value(typeFileTime, filetime)
	values[subPID] = uint32Value(ev.PID)
	values[subTID] = uint32Value(ev.TID)
	values[subRecordID] = uint64Value(typeUint64, ev.RecordID)
	values[subVersion] = uint8Value(ev.Version)
	values[subUser] = user
	return record{filetime, systemTemplate(ev), values, dataTemplate(ev), nested}, nil
}

func inRange(ev Event) error {
	for _, f := range []struct {
		name       string
		value, max int
	}{
		{"event id", ev.EventID, 0xffff}, {"qualifiers", ev.Qualifiers, 0xffff}, {"level", ev.Level, 0xff},
		{"version", ev.Version, 0xff}, {"task", ev.Task, 0xffff}, {"opcode", ev.Opcode, 0xff},
	} {
		if f.value < 0 || f.value > f.max {
			return fmt.Errorf("%s %d is not between 0 and %d", f.name, f.value, f.max)
		}
	}
	switch ev.Style {
	case ClassicArray, Elements:
	case Named:
		if len(ev.Names) != len(ev.Data) {
			return fmt.Errorf("%d names for %d strings", len(ev.Names), len(ev.Data))
		}
	default:
		return fmt.Errorf("unknown style %d", ev.Style)
	}
	return nil
}

// dataValues are the values of the event data's template.
func dataValues(ev Event) ([]value, error) {
	bin, err := binaryValue(ev.Binary)
	if err != nil {
		return nil, err
	}
	if ev.Style == ClassicArray {
		array, err := arrayValue(ev.Data)
		if err != nil {
			return nil, err
		}
		return []value{array, uint32Value(uint32(len(ev.Binary))), bin}, nil
	}
	if len(ev.Data) >= always {
		return nil, errors.New("more strings than a template can hold")
	}
	var all []value
	for _, s := range ev.Data {
		v, err := stringValue(s)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	if ev.Binary != nil {
		all = append(all, bin)
	}
	return all, nil
}

// write appends the record to the chunk, beyond its end if need be.
func (c *chunk) write(r record, number uint64) {
	start := len(c.bytes)
	c.u32(recordMagic)
	c.u32(0) // size
	c.u64(number)
	c.u64(r.time)
	c.fragment()
	c.instance(r.system)
	last := c.descriptors(r.values)
	nestedAt := len(c.bytes)
	c.fragment()
	c.instance(r.data)
	c.descriptors(r.nested)
	c.u8(tokenEnd)
	c.describe(last, value{typeCode: typeBinXML}, len(c.bytes)-nestedAt)
	c.u8(tokenEnd)
	for (len(c.bytes)-start+4)%recordAlign != 0 {
		c.u8(0)
	}
	c.u32(0) // the size again
	c.setSize(start)
}

// descriptors writes the number of values, the size and type of each, then their bytes. It returns where the last one's
// descriptor stands.
func (c *chunk) descriptors(values []value) int {
	c.u32(uint32(len(values)))
	at := len(c.bytes)
	for range values {
		c.u32(0)
	}
	for i, v := range values {
		c.describe(at+4*i, v, len(v.bytes))
		c.bytes = append(c.bytes, v.bytes...)
	}
	return at + 4*(len(values)-1)
}
