package bundle

import (
	"bytes"
	"encoding/binary"
	"path"
	"strconv"
	"strings"
)

const (
	endSignature = "PK\x05\x06" // of the end of a zip's directory, APPNOTE.TXT 4.3.16
	endLen       = 22
	maxComment   = 1<<16 - 1

	unpackParts = "put all its parts into one folder, unpack it with 7-Zip (7z x) and give the folder"
)

// volume reports a zip that is one part of several: by its name, by the mark that begins the first part, or by the number
// of the part at the end of the last.
func (z *zipArchive) volume() bool {
	if namedVolume(z.name) {
		return true
	}
	head := make([]byte, 8)
	if n, _ := z.at.ReadAt(head, 0); string(head[:n]) == dataDescriptor+localSignature {
		return true
	}
	return z.lastVolume()
}

// lastVolume reports the part that the directory of a zip in several parts stands in: it leads into the others.
func (z *zipArchive) lastVolume() bool {
	tail := make([]byte, min(z.size, endLen+maxComment))
	n, _ := z.at.ReadAt(tail, z.size-int64(len(tail)))
	at := bytes.LastIndex(tail[:n], []byte(endSignature))
	if at < 0 || n-at < endLen {
		return false
	}
	part := binary.LittleEndian.Uint16(tail[at+4:])
	return part > 0 && part < 1<<16-1 // which says that zip64 knows
}

// namedVolume reports names like "x.zip.001", "x.7z.002" and "x.z01".
func namedVolume(name string) bool {
	end := strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".")
	digits := strings.TrimPrefix(end, "z")
	n, err := strconv.ParseUint(digits, 10, 16)
	return err == nil && n > 0 && (len(end) == 3 && (digits == end || len(digits) == 2))
}
