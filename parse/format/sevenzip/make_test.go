package sevenzip

import (
	"encoding/binary"
	"hash/crc32"
	"unicode/utf16"
)

// makeStored writes an archive of one folder of stored files, with names and contents by turns; change may spoil the
// directory before it is summed.
func makeStored(change func(head []byte) []byte, entries ...string) []byte {
	var data, names, sizes, sums []byte
	n := len(entries) / 2
	for i := 0; i < len(entries); i += 2 {
		for _, u := range utf16.Encode([]rune(entries[i] + "\x00")) {
			names = binary.LittleEndian.AppendUint16(names, u)
		}
		if i < len(entries)-2 {
			sizes = append(sizes, number(len(entries[i+1]))...)
		}
		sums = binary.LittleEndian.AppendUint32(sums, crc32.ChecksumIEEE([]byte(entries[i+1])))
		data = append(data, entries[i+1]...)
	}
	head := []byte{idHeader, idMainStreams, idPackInfo, 0, 1, idSize}
	head = append(append(head, number(len(data))...), idEnd)
	head = append(head, idUnpackInfo, idFolder, 1, 0, 1, 1, 0, idUnpackSize)
	head = append(append(head, number(len(data))...), idEnd)
	head = append(append(head, idSubStreams, idNumUnpack), number(n)...)
	if n > 1 {
		head = append(append(head, idSize), sizes...)
	}
	head = append(append(head, idCRC, 1), sums...)
	head = append(append(head, idEnd, idEnd, idFilesInfo), number(n)...)
	head = append(append(head, idNames), number(len(names)+1)...)
	head = append(append(append(head, 0), names...), idEnd, idEnd)
	if change != nil {
		head = change(head)
	}
	return wrap(data, head)
}

// wrap puts the first 32 bytes in front.
func wrap(data, head []byte) []byte {
	le := binary.LittleEndian
	start := le.AppendUint64(nil, uint64(len(data)))
	start = le.AppendUint64(start, uint64(len(head)))
	start = le.AppendUint32(start, crc32.ChecksumIEEE(head))
	out := append([]byte(Signature), 0, 4)
	out = le.AppendUint32(out, crc32.ChecksumIEEE(start))
	return append(append(append(out, start...), data...), head...)
}

// number writes the format's integer, in five bytes where one is not enough.
func number(n int) []byte {
	if n < 0x80 {
		return []byte{byte(n)}
	}
	return binary.LittleEndian.AppendUint32([]byte{0xf0}, uint32(n))
}
