// Package sevenzip turns a 7z archive into the list of its files and the unpacked bytes of its folders, which are the runs
// that files are packed in together. Chains of Copy, LZMA, LZMA2, Deflate, Deflate64, bzip2 and AES are unpacked.
//
// The format: 7zFormat.txt of the LZMA SDK, which leaves the AES coder to the source of 7-Zip (7zAes.cpp).
package sevenzip

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"
)

// Signature begins every archive.
const Signature = "7z\xbc\xaf\x27\x1c"

// Errors of Open. ErrTruncated says that the list of files is not there: it stands at the end, and the archive is cut off.
// ErrPassword says that the list is encrypted and no password opens it.
var (
	ErrTruncated = errors.New("the list of files is missing")
	ErrFormat    = errors.New("the list of files is damaged")
	ErrLimit     = errors.New("too many files")
	ErrPassword  = errors.New("the list of files is encrypted")
)

// Archive is the directory of one archive.
type Archive struct {
	Files   []File
	Folders []Folder
}

// File is one file or folder of the tree that was packed.
type File struct {
	Name     string // UTF-8, with slashes
	Size     int64  // unpacked bytes
	Folder   int    // index into Folders; -1 where there are no bytes
	Offset   int64  // of its first byte in the unpacked folder
	CRC      uint32
	Summed   bool      // CRC is known
	Modified time.Time // UTC, zero unknown
	Dir      bool
	Special  bool // a link, a device: neither file nor folder
}

// Folder is one run of packed bytes.
type Folder struct {
	Size      int64 // unpacked bytes
	Packed    int64 // bytes in the archive
	Encrypted bool

	r      io.ReaderAt
	start  int64
	coders []coder // in the order in which they unpack
	crc    uint32
	summed bool
	keys   *keyring
	damage string // why it cannot be read
}

const (
	startLen  = 32
	maxHeader = 64 << 20 // bytes of a directory: a hundred thousand files take some 20 MB
	maxLevels = 4        // packings of the directory: 7-Zip packs it once
)

// Open reads the directory of an archive of size bytes, which lists at most max files and folders. Where it is encrypted,
// the passwords are tried in order. Errors are the ones above, *MethodError for a directory that is packed in a way that is
// not unpacked here, and those of r.
func Open(r io.ReaderAt, size int64, max int, passwords []string) (*Archive, error) {
	b := make([]byte, startLen)
	if n, err := r.ReadAt(b, 0); n < startLen {
		if err == io.EOF {
			err = ErrTruncated
		}
		return nil, err
	}
	le := binary.LittleEndian
	if string(b[:6]) != Signature || crc32.ChecksumIEEE(b[12:]) != le.Uint32(b[8:]) {
		return nil, ErrFormat
	}
	at, n := le.Uint64(b[12:]), le.Uint64(b[20:])
	switch {
	case n == 0:
		return &Archive{}, nil
	case at > 1<<62 || n > 1<<62 || startLen+int64(at)+int64(n) > size:
		return nil, ErrTruncated
	case n > maxHeader:
		return nil, ErrLimit
	}
	head := make([]byte, n)
	if _, err := r.ReadAt(head, startLen+int64(at)); err != nil && err != io.EOF {
		return nil, err
	}
	if crc32.ChecksumIEEE(head) != le.Uint32(b[28:]) {
		return nil, ErrFormat
	}
	keys := &keyring{}
	for range maxLevels {
		s := &scanner{b: head, r: r, keys: keys, end: startLen + int64(at), max: max}
		switch s.byte() {
		case idHeader:
			return s.header()
		case idEncodedHeader:
			folders, err := s.encoded()
			if err != nil {
				return nil, err
			}
			if head, err = unpackHeader(&folders[0], passwords); err != nil {
				return nil, err
			}
		default:
			return nil, ErrFormat
		}
	}
	return nil, ErrFormat
}

// unpackHeader unpacks a packed directory, with the first password that gives the right checksum where it is encrypted.
func unpackHeader(f *Folder, passwords []string) ([]byte, error) {
	if f.Size > maxHeader {
		return nil, ErrLimit
	}
	if !f.Encrypted {
		return f.all("")
	}
	if !f.summed {
		return nil, ErrFormat // nothing would tell a wrong password
	}
	for _, p := range passwords {
		b, err := f.all(p)
		var method *MethodError
		if err == nil || errors.As(err, &method) {
			return b, err
		}
	}
	return nil, ErrPassword
}

// all unpacks a folder of a directory's size.
func (f *Folder) all(password string) ([]byte, error) {
	r, err := f.Open(password)
	if err != nil {
		return nil, headerFault(err)
	}
	var b bytes.Buffer // grows with what comes out: the size may lie
	if _, err := io.Copy(&b, r); err != nil {
		return nil, headerFault(err)
	}
	if int64(b.Len()) != f.Size || f.summed && crc32.ChecksumIEEE(b.Bytes()) != f.crc {
		return nil, ErrFormat
	}
	return b.Bytes(), nil
}

func headerFault(err error) error {
	var damage *DamageError
	if errors.As(err, &damage) {
		return ErrFormat
	}
	return err
}

// MethodError is a method that is not unpacked here, or a demand of one that is too high.
type MethodError struct{ What string }

// Error says which, in words that stand behind "packed with ".
func (e *MethodError) Error() string { return e.What }

func (f *Folder) refuse(format string, args ...any) error {
	return &MethodError{What: fmt.Sprintf(format, args...)}
}
