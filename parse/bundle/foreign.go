package bundle

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// foreignHead is how many bytes tell the formats of archives apart: a tar says what it is at 257.
const foreignHead = 264

// foreign names the format of an archive that is none of those read here, "" for anything else.
func foreign(head []byte) string {
	for _, f := range []struct {
		name, magic string
		at          int
	}{
		{"7z", "7z\xbc\xaf\x27\x1c", 0},
		{"rar", "Rar!\x1a\x07", 0},
		{"cab", "MSCF\x00\x00\x00\x00", 0},
		{"gzip", "\x1f\x8b\x08", 0},
		{"xz", "\xfd7zXZ\x00", 0},
		{"zstd", "\x28\xb5\x2f\xfd", 0},
		{"bzip2", "1AY&SY", 4},
		{"tar", "ustar", 257},
	} {
		if len(head) > f.at && bytes.HasPrefix(head[f.at:], []byte(f.magic)) {
			return f.name
		}
	}
	return ""
}

// NamedArchive reports a name that promises an archive of any format.
func NamedArchive(name string) bool {
	return slices.Contains([]string{".zip", ".7z", ".rar", ".cab", ".tar", ".gz", ".tgz", ".xz", ".zst", ".bz2"}, strings.ToLower(path.Ext(name)))
}

// archive fails with what the source is, where that is an archive in a format that is not read.
func (s source) archive() error {
	head := make([]byte, foreignHead)
	n, _ := s.at.ReadAt(head, 0)
	if f := foreign(head[:n]); f != "" {
		return fail(ErrNotArchive, "%q is a %s archive, which cannot be read: unpack it and give the folder", s.name, f)
	}
	return nil
}
