package evtxwrite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Types of values.
const (
	typeNull        = 0x00
	typeString      = 0x01
	typeUint8       = 0x04
	typeUint16      = 0x06
	typeUint32      = 0x08
	typeUint64      = 0x0a
	typeBinary      = 0x0e
	typeGUID        = 0x0f
	typeFileTime    = 0x11
	typeSID         = 0x13
	typeHex64       = 0x15
	typeBinXML      = 0x21
	typeStringArray = 0x81
)

// value is what a record puts in the place of a substitution; its zero is "no value".
type value struct {
	typeCode byte
	bytes    []byte
}

// maxValue is what the 16 bits of a value's size can say.
const maxValue = 0xffff

// describe fills in the descriptor at an offset. A size beyond 16 bits is cut: such a value overflows the chunk as well.
func (c *chunk) describe(at int, v value, size int) {
	binary.LittleEndian.PutUint16(c.bytes[at:], uint16(size))
	c.bytes[at+2] = v.typeCode
}

func (c *chunk) setSize(start int) {
	size := uint32(len(c.bytes) - start)
	binary.LittleEndian.PutUint32(c.bytes[start+4:], size)
	binary.LittleEndian.PutUint32(c.bytes[len(c.bytes)-4:], size)
}

func uint8Value(n int) value { return value{typeUint8, []byte{byte(n)}} }

func uint16Value(n int) value {
	return value{typeUint16, binary.LittleEndian.AppendUint16(nil, uint16(n))}
}

func uint32Value(n uint32) value {
	return value{typeUint32, binary.LittleEndian.AppendUint32(nil, n)}
}

func uint64Value(typeCode byte, n uint64) value {
	return value{typeCode, binary.LittleEndian.AppendUint64(nil, n)}
}

func stringValue(s string) (value, error) {
	return sizeChecked(value{typeString, appendUTF16(nil, s)})
}

// arrayValue ends every string with a zero character: the only mark between them.
func arrayValue(all []string) (value, error) {
	if len(all) == 0 {
		return value{}, nil
	}
	var b []byte
	for _, s := range all {
		if strings.ContainsRune(s, 0) {
			return value{}, errors.New("a string array cannot hold a zero character")
		}
		b = append(appendUTF16(b, s), 0, 0)
	}
	return sizeChecked(value{typeStringArray, b})
}

func binaryValue(b []byte) (value, error) {
	if b == nil {
		return value{}, nil
	}
	return sizeChecked(value{typeBinary, b})
}

func sizeChecked(v value) (value, error) {
	if len(v.bytes) > maxValue {
		return value{}, fmt.Errorf("a value of %d bytes: %w", len(v.bytes), errFull)
	}
	return v, nil
}

func appendUTF16(b []byte, s string) []byte {
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// epoch is the start of FILETIME, 1601-01-01, in seconds before that of Unix.
const epoch = 11644473600

// fileTime counts the 100 ns intervals since 1601, UTC.
func fileTime(t time.Time) (uint64, error) {
	seconds := t.Unix() + epoch
	if seconds < 0 || seconds > (1<<63-1)/10_000_000-1 {
		return 0, fmt.Errorf("time %s is not between the years 1601 and 30828", t.UTC().Format(time.RFC3339))
	}
	return uint64(seconds)*10_000_000 + uint64(t.Nanosecond()/100), nil
}

// maxSubAuthorities is the limit of a SID.
const maxSubAuthorities = 15

func sid(s string) (value, error) {
	if s == "" {
		return value{}, nil
	}
	parts := strings.Split(s, "-")
	if len(parts) < 3 || parts[0] != "S" || parts[1] != "1" || len(parts) > 3+maxSubAuthorities {
		return value{}, fmt.Errorf("malformed SID %q", s)
	}
	authority, err := strconv.ParseUint(parts[2], 10, 48)
	if err != nil {
		return value{}, fmt.Errorf("malformed SID %q", s)
	}
	b := []byte{1, byte(len(parts) - 3)}
	b = append(b, binary.BigEndian.AppendUint64(nil, authority)[2:]...)
	for _, p := range parts[3:] {
		n, err := strconv.ParseUint(p, 10, 32)
		if err != nil {
			return value{}, fmt.Errorf("malformed SID %q", s)
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return value{typeSID, b}, nil
}
