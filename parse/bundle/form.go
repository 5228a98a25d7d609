package bundle

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"kmstriage/parse/format/cab"
	"kmstriage/parse/format/sevenzip"
)

// formHead is how many bytes tell the forms of archives apart: a tar says what it is in its first block.
const formHead = 512

// form is one kind of container, recognised by content.
type form struct {
	name    string // "gzip"
	magic   string
	at      int
	stream  bool   // one stream of packed bytes, which may be a file or hold an archive
	unpacks string // for what is not read: the program that unpacks it
}

// forms are the containers that are told apart, zip first. Some are not read: their unpacks says what to do.
var forms = []form{
	{name: "zip", magic: "PK\x03\x04"},
	{name: "zip", magic: "PK\x05\x06"},
	{name: "zip", magic: "PK\x07\x08"},
	{name: "zip", magic: "PK00"},
	{name: "gzip", magic: "\x1f\x8b\x08", stream: true},
	{name: "zstd", magic: "\x28\xb5\x2f\xfd", stream: true},
	{name: "bzip2", magic: "1AY&SY", at: 4, stream: true}, // behind "BZh" and the size of a block
	{name: "7z", magic: sevenzip.Signature},
	{name: "rar", magic: "Rar!\x1a\x07", unpacks: "7-Zip (7z x) or unrar x"},
	{name: "cab", magic: cab.Signature},
	{name: "xz", magic: "\xfd7zXZ\x00", unpacks: "7-Zip (7z x) or xz -d"},
	{name: "lzip", magic: "LZIP\x01", unpacks: "lzip -d"},
	{name: "lzh", magic: "-lh5-", at: 2, unpacks: "7-Zip (7z x)"},
	{name: "ace", magic: "**ACE**", at: 7, unpacks: "unace x"},
	{name: "wim", magic: "MSWIM\x00\x00\x00", unpacks: "7-Zip (7z x) or DISM"},
	{name: "tar", magic: "ustar", at: 257},
}

// zstdSkippable begins a frame without content, 16 magics in all (RFC 8878, 3.1.2); pzstd writes one first.
const zstdSkippable = "\x2a\x4d\x18"

// formOf recognises a container by its first bytes, formHead of them where there are as many.
func formOf(head []byte) (form, bool) {
	for _, f := range forms {
		if len(head) > f.at && bytes.HasPrefix(head[f.at:], []byte(f.magic)) {
			return f, true
		}
	}
	if len(head) > 4 && head[0]&0xf0 == 0x50 && bytes.HasPrefix(head[1:], []byte(zstdSkippable)) {
		return form{name: "zstd", stream: true}, true
	}
	if oldTar(head) {
		return form{name: "tar"}, true
	}
	return form{}, false
}

// oldTar recognises a tar from before there was a magic by the checksum of its first block: the sum of its bytes, with
// those of the checksum itself (8 from 148 on, in octal) taken as blanks.
func oldTar(head []byte) bool {
	if len(head) < formHead || head[0] == 0 {
		return false
	}
	var want, sum int
	for _, c := range bytes.Trim(head[148:156], " \x00") {
		if c < '0' || c > '7' {
			return false
		}
		want = want<<3 | int(c-'0')
	}
	for i, c := range head[:formHead] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int(c)
	}
	return sum == want
}

// Archive names the form of container that a file is by its first bytes ("zip", "tar", "gzip"), whether it can be read or
// not; "" for anything else. Give it 512 bytes where there are as many. Office documents are zip archives too: the caller's
// to tell apart.
func Archive(head []byte) string {
	f, _ := formOf(head)
	return f.name
}

// NamedArchive reports a name that promises an archive of any form.
func NamedArchive(name string) bool {
	return slices.Contains([]string{".zip", ".7z", ".rar", ".cab", ".tar", ".gz", ".tgz", ".xz", ".zst", ".bz2"}, strings.ToLower(path.Ext(name)))
}

// refuse is the error for a container that is not read.
func (f form) refuse(name string) error {
	return fail(ErrNotArchive, "%q is %s %s archive, which cannot be read: unpack it with %s and give the folder", name, f.article(), f.name, f.unpacks)
}

func (f form) article() string {
	if slices.Contains([]string{"xz", "lzh", "ace"}, f.name) {
		return "an"
	}
	return "a"
}
