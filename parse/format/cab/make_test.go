package cab

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"strings"
	"testing"
)

// made is what a test cabinet holds.
type made struct {
	folders []madeFolder
	reserve [3]byte // lengths of the areas for other programs, in header, folder and block
	next    string
}

type madeFolder struct {
	method Method
	files  []madeFile
}

type madeFile struct {
	name, data string
	attributes uint16
	folder     uint16 // instead of the real number, unless 0
}

// pack writes a cabinet by MS-CAB; deflate streams are those of Go, 32 KiB a block.
func pack(t testing.TB, m made) []byte {
	t.Helper()
	le := binary.LittleEndian
	var folders, files, data []byte
	var blocks []int // of each folder
	var starts []int
	for i, f := range m.folders {
		all := ""
		for _, x := range f.files {
			n := uint16(i)
			if x.folder != 0 {
				n = x.folder
			}
			files = le.AppendUint32(files, uint32(len(x.data)))
			files = le.AppendUint32(files, uint32(len(all)))
			files = le.AppendUint16(files, n)
			files = le.AppendUint16(files, 0x4662) // 2 March 2015
			files = le.AppendUint16(files, 0x49c1) // 09:14:02
			files = le.AppendUint16(files, x.attributes)
			files = append(files, x.name+"\x00"...)
			all += x.data
		}
		starts = append(starts, len(data))
		packed, n := packBlocks(t, f.method, all, int(m.reserve[2]))
		data = append(data, packed...)
		blocks = append(blocks, n)
	}
	head := 36
	flags := uint16(0)
	if m.reserve != [3]byte{} {
		flags |= flagReserve
		head += 4 + int(m.reserve[0])
	}
	if m.next != "" {
		flags |= flagNext
		head += len(m.next) + 2
	}
	tables := head + len(m.folders)*(8+int(m.reserve[1]))
	for i, f := range m.folders {
		folders = le.AppendUint32(folders, uint32(tables+len(files)+starts[i]))
		folders = le.AppendUint16(folders, uint16(blocks[i]))
		folders = le.AppendUint16(folders, uint16(f.method))
		folders = append(folders, make([]byte, m.reserve[1])...)
	}
	n := 0
	for _, f := range m.folders {
		n += len(f.files)
	}
	out := []byte(Signature)
	out = le.AppendUint32(out, uint32(tables+len(files)+len(data)))
	out = le.AppendUint32(out, 0)
	out = le.AppendUint32(out, uint32(tables))
	out = le.AppendUint32(out, 0)
	out = append(out, 3, 1)
	out = le.AppendUint16(out, uint16(len(m.folders)))
	out = le.AppendUint16(out, uint16(n))
	out = le.AppendUint16(out, flags)
	out = append(out, 0x39, 0x30, 0, 0)
	if flags&flagReserve != 0 {
		out = le.AppendUint16(out, uint16(m.reserve[0]))
		out = append(out, m.reserve[1], m.reserve[2])
		out = append(out, make([]byte, m.reserve[0])...)
	}
	if m.next != "" {
		out = append(out, m.next+"\x00\x00"...)
	}
	out = append(out, folders...)
	out = append(out, files...)
	return append(out, data...)
}

func packBlocks(t testing.TB, method Method, all string, reserve int) (out []byte, n int) {
	t.Helper()
	le := binary.LittleEndian
	window := ""
	for ; all != ""; n++ {
		plain := all[:min(len(all), maxOut)]
		all = all[len(plain):]
		packed := []byte(plain)
		if method == MSZIP {
			packed = deflate(t, plain, window)
		}
		head := le.AppendUint16(nil, uint16(len(packed)))
		head = le.AppendUint16(head, uint16(len(plain)))
		out = le.AppendUint32(out, checksum(head, checksum(packed, 0)))
		out = append(out, head...)
		out = append(out, make([]byte, reserve)...)
		out = append(out, packed...)
		window += plain
		window = window[max(len(window)-maxOut, 0):]
	}
	return out, n
}

func deflate(t testing.TB, plain, window string) []byte {
	t.Helper()
	b := bytes.NewBufferString(mszipMagic)
	w, err := flate.NewWriterDict(b, 6, []byte(window))
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, plain)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noise does not pack.
func noise(n int) string {
	var b strings.Builder
	x := uint32(1)
	for range n {
		x = x*1664525 + 1013904223
		b.WriteByte(byte(x >> 24))
	}
	return b.String()
}
