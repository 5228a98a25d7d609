package evtx

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Types of values, MS-EVEN6 2.2.12.5. typeArray marks several of them in one value.
const (
	typeNull     = 0x00
	typeString   = 0x01
	typeANSI     = 0x02
	typeInt8     = 0x03
	typeUint8    = 0x04
	typeInt16    = 0x05
	typeUint16   = 0x06
	typeInt32    = 0x07
	typeUint32   = 0x08
	typeInt64    = 0x09
	typeUint64   = 0x0a
	typeReal32   = 0x0b
	typeReal64   = 0x0c
	typeBool     = 0x0d
	typeBinary   = 0x0e
	typeGUID     = 0x0f
	typeSize     = 0x10
	typeFiletime = 0x11
	typeSystime  = 0x12
	typeSID      = 0x13
	typeHex32    = 0x14
	typeHex64    = 0x15
	typeXML      = 0x21

	typeArray = 0x80
)

// value is one entry of the value table, by its place in the chunk.
type value struct {
	kind      byte
	off, size int
}

func (v value) null() bool { return v.kind == typeNull || v.size == 0 && v.kind != typeString }

const descriptorSize = 4 // size, type, zero

// table reads the value table at pos: count, descriptors, then the values one behind the other.
func (c *chunk) table(pos, end int, out []value) ([]value, error) {
	out = out[:0]
	if end-pos < 4 {
		return out, errShort
	}
	n := c.u32(pos)
	pos += 4
	if uint64(n)*descriptorSize > uint64(end-pos) {
		return out, fmt.Errorf("value table of %d values does not fit", n)
	}
	off := pos + int(n)*descriptorSize
	for i := range int(n) {
		d := pos + i*descriptorSize
		v := value{kind: c.data[d+2], off: off, size: int(c.u16(d))}
		if end-off < v.size {
			return out, errors.New("values reach beyond the record")
		}
		off += v.size
		out = append(out, v)
	}
	return out, nil
}

// fixedSize is the size in bytes of the types that have only one.
var fixedSize = [...]int{
	typeInt8: 1, typeUint8: 1, typeInt16: 2, typeUint16: 2, typeInt32: 4, typeUint32: 4, typeInt64: 8, typeUint64: 8,
	typeReal32: 4, typeReal64: 8, typeBool: 4, typeGUID: 16, typeFiletime: 8, typeSystime: 16, typeHex32: 4, typeHex64: 8,
}

// text renders a value that is neither XML nor an array as Windows shows it in XML: times in UTC with 100 ns, GUIDs in
// braces, binary and what has the wrong size for its type as hexadecimal digits.
func text(kind byte, b []byte) string {
	if int(kind) < len(fixedSize) && fixedSize[kind] > 0 && fixedSize[kind] != len(b) {
		return strings.ToUpper(hex.EncodeToString(b))
	}
	le := binary.LittleEndian
	switch kind {
	case typeNull:
		return ""
	case typeString:
		return strings.TrimRight(utf16le(b), "\x00")
	case typeANSI:
		return ansi(b)
	case typeInt8:
		return strconv.Itoa(int(int8(b[0])))
	case typeUint8:
		return strconv.Itoa(int(b[0]))
	case typeInt16:
		return strconv.Itoa(int(int16(le.Uint16(b))))
	case typeUint16:
		return strconv.Itoa(int(le.Uint16(b)))
	case typeInt32:
		return strconv.Itoa(int(int32(le.Uint32(b))))
	case typeUint32:
		return strconv.FormatUint(uint64(le.Uint32(b)), 10)
	case typeInt64:
		return strconv.FormatInt(int64(le.Uint64(b)), 10)
	case typeUint64:
		return strconv.FormatUint(le.Uint64(b), 10)
	case typeReal32:
		return strconv.FormatFloat(float64(math.Float32frombits(le.Uint32(b))), 'g', -1, 32)
	case typeReal64:
		return strconv.FormatFloat(math.Float64frombits(le.Uint64(b)), 'g', -1, 64)
	case typeBool:
		return strconv.FormatBool(le.Uint32(b) != 0)
	case typeHex32:
		return fmt.Sprintf("0x%x", le.Uint32(b))
	case typeHex64:
		return fmt.Sprintf("0x%x", le.Uint64(b))
	}
	return structured(kind, b)
}

func structured(kind byte, b []byte) string {
	le := binary.LittleEndian
	switch {
	case kind == typeGUID:
		return fmt.Sprintf("{%08X-%04X-%04X-%X-%X}", le.Uint32(b), le.Uint16(b[4:]), le.Uint16(b[6:]), b[8:10], b[10:])
	case kind == typeSize && len(b) == 4:
		return fmt.Sprintf("0x%x", le.Uint32(b))
	case kind == typeSize && len(b) == 8:
		return fmt.Sprintf("0x%x", le.Uint64(b))
	case kind == typeFiletime:
		return filetime(le.Uint64(b)).Format(timeLayout)
	case kind == typeSystime:
		return systime(b).Format("2006-01-02T15:04:05.000Z")
	case kind == typeSID && len(b) >= 8 && len(b) == 8+4*int(b[1]):
		return sid(b)
	}
	return strings.ToUpper(hex.EncodeToString(b))
}

const timeLayout = "2006-01-02T15:04:05.0000000Z"

// systime reads a SYSTEMTIME: year, month, day of the week, day, hour, minute, second, millisecond.
func systime(b []byte) time.Time {
	f := func(i int) int { return int(binary.LittleEndian.Uint16(b[2*i:])) }
	return time.Date(f(0), time.Month(f(1)), f(3), f(4), f(5), f(6), f(7)*int(time.Millisecond), time.UTC)
}

// sid renders a security identifier, whose authority is big endian and whose parts are little endian.
func sid(b []byte) string {
	authority := uint64(binary.BigEndian.Uint16(b[2:]))<<32 | uint64(binary.BigEndian.Uint32(b[4:]))
	s := fmt.Sprintf("S-%d-%d", b[0], authority)
	for b = b[8:]; len(b) >= 4; b = b[4:] {
		s += "-" + strconv.FormatUint(uint64(binary.LittleEndian.Uint32(b)), 10)
	}
	return s
}

// ansi reads bytes of an unknown ANSI code page. Provider names and numbers are ASCII in all of them; the rest is read as
// Latin-1 because the log does not say which page it was.
func ansi(b []byte) string {
	s := make([]rune, 0, len(b))
	for _, x := range b {
		s = append(s, rune(x))
	}
	return strings.TrimRight(string(s), "\x00")
}

// items splits an array into its elements. Strings end with a zero each, empty ones count, and a last one without the
// zero counts too.
func items(kind byte, b []byte) []string {
	kind &^= typeArray
	width := 1
	switch {
	case kind == typeString:
		return terminated(b, 2, utf16le)
	case kind == typeANSI:
		return terminated(b, 1, ansi)
	case int(kind) < len(fixedSize) && fixedSize[kind] > 0:
		width = fixedSize[kind]
	default:
		return []string{text(typeBinary, b)}
	}
	var out []string
	for ; len(b) >= width; b = b[width:] {
		out = append(out, text(kind, b[:width]))
	}
	return out
}

func terminated(b []byte, width int, decode func([]byte) string) (out []string) {
	start := 0
	for i := 0; i+width <= len(b); i += width {
		if b[i] == 0 && b[i+width-1] == 0 {
			out = append(out, decode(b[start:i]))
			start = i + width
		}
	}
	if len(b)-start >= width {
		out = append(out, decode(b[start:]))
	}
	return out
}
