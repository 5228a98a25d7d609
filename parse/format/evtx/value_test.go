package evtx

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestText(t *testing.T) {
	tests := []struct {
		kind byte
		b    []byte
		want string
	}{
		{typeNull, nil, ""},
		{typeString, wideBytes("Füße 🔑\x00"), "Füße 🔑"},
		{typeString, []byte{0x3d, 0xd8}, "\ufffd"},
		{typeANSI, []byte("caf\xe9\x00"), "café"},
		{typeInt8, []byte{0xff}, "-1"},
		{typeUint8, []byte{0xff}, "255"},
		{typeInt16, []byte{0xfe, 0xff}, "-2"},
		{typeUint16, []byte{0xfe, 0xff}, "65534"},
		{typeInt32, []byte{0, 0, 0, 0x80}, "-2147483648"},
		{typeUint32, []byte{0, 0, 0, 0x80}, "2147483648"},
		{typeInt64, []byte{0, 0, 0, 0, 0, 0, 0, 0x80}, "-9223372036854775808"},
		{typeUint64, []byte{0, 0, 0, 0, 0, 0, 0, 0x80}, "9223372036854775808"},
		{typeReal32, []byte{0, 0, 0xc0, 0x3f}, "1.5"},
		{typeReal64, []byte{0, 0, 0, 0, 0, 0, 0xf8, 0x3f}, "1.5"},
		{typeBool, []byte{2, 0, 0, 0}, "true"},
		{typeBinary, []byte{0, 0xab}, "00AB"},
		{typeGUID, []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "{04030201-0605-0807-090A-0B0C0D0E0F10}"},
		{typeSize, []byte{0x10, 0, 0, 0}, "0x10"},
		{typeSize, []byte{0, 0, 0, 0, 1, 0, 0, 0}, "0x100000000"},
		{typeFiletime, []byte{0x01, 0x80, 0x3e, 0xd5, 0xde, 0xb1, 0x9d, 0x01}, "1970-01-01T00:00:00.0000001Z"},
		{typeSystime, []byte{0xe3, 7, 3, 0, 2, 0, 19, 0, 13, 0, 5, 0, 42, 0, 7, 0}, "2019-03-19T13:05:42.007Z"},
		{typeSID, []byte{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0}, "S-1-5-32-544"},
		{typeHex32, []byte{0x38, 0xf0, 4, 0xc0}, "0xc004f038"},
		{typeHex64, []byte{0, 0, 0, 0, 0, 0, 0x80, 0}, "0x80000000000000"},
		{typeUint32, []byte{1, 2}, "0102"},
		{typeSID, []byte{1, 9}, "0109"},
		{0x7f, []byte{0xff}, "FF"},
	}
	for _, x := range tests {
		if got := text(x.kind, x.b); got != x.want {
			t.Errorf("type 0x%02x of %x: got %q, want %q", x.kind, x.b, got, x.want)
		}
	}
}

func TestItems(t *testing.T) {
	tests := []struct {
		kind byte
		b    []byte
		want []string
	}{
		{typeString, nil, nil},
		{typeString, stringArray("", "a", "", ""), []string{"", "a", "", ""}},
		{typeString, append(stringArray("a"), 'b', 0, 'c'), []string{"a", "b"}},
		{typeANSI, []byte("a\x00\x00b"), []string{"a", "", "b"}},
		{typeUint32, []byte{1, 0, 0, 0, 2, 0, 0, 0, 3}, []string{"1", "2"}},
		{typeSID, []byte{1, 2}, []string{"0102"}},
	}
	for _, x := range tests {
		if d := cmp.Diff(x.want, items(x.kind|typeArray, x.b)); d != "" {
			t.Errorf("type 0x%02x of %x: %s", x.kind, x.b, d)
		}
	}
}
