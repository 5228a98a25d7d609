// Package cab turns a Microsoft cabinet into the list of its files and the unpacked bytes of its folders. Stored and
// MSZIP folders are read; LZX and Quantum ones, and files that continue in another cabinet, are listed.
//
// The format: "Microsoft Cabinet Format" (MS-CAB, CFHEADER, CFFOLDER, CFFILE, CFDATA) and "MSZIP Compression" (MS-MCI).
package cab

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Signature begins every cabinet; the second half is a reserved field.
const Signature = "MSCF\x00\x00\x00\x00"

// Method is how the bytes of a folder are packed: the low four bits of CFFOLDER.typeCompress.
type Method uint16

// The methods of the format. Only the first two are unpacked here.
const (
	Stored  Method = 0
	MSZIP   Method = 1
	Quantum Method = 2
	LZX     Method = 3
)

// String is the name that the format gives the method.
func (m Method) String() string {
	switch m {
	case Stored:
		return "no compression"
	case MSZIP:
		return "MSZIP"
	case Quantum:
		return "Quantum"
	case LZX:
		return "LZX"
	}
	return fmt.Sprintf("unknown method %d", uint16(m))
}

// Cabinet is the directory of one cabinet file.
type Cabinet struct {
	Folders []Folder
	Files   []File // in their order in the cabinet
	// Previous and Next name the cabinets that this one continues and that continue it, as raw bytes; empty for none.
	Previous, Next string
	// Truncated is true where the cabinet says that it is longer than it is.
	Truncated bool
}

// Folder is one run of packed bytes that some files share.
type Folder struct {
	Method Method

	r       io.ReaderAt
	start   int64
	end     int64 // of what may belong to it
	blocks  int
	behind  bool // it begins in the previous cabinet
	reserve int  // bytes between the header of a block and its data
}

// File is one file of a cabinet.
type File struct {
	Name       string // raw bytes: UTF-8 if UTF8 is set, else in the packing machine's code page; backslashes
	UTF8       bool
	Size       int64  // unpacked bytes
	Offset     int64  // of its first byte in the unpacked folder
	Folder     int    // index into Folders; -1 where there is no such folder
	Date, Time uint16 // of the packing machine's clock, as MS-DOS writes them
	Continued  Continued
}

// Continued says whether a file has parts in other cabinets.
type Continued int

// What a file can be: whole in this cabinet, begun in the one before it, continued in the next, or both.
const (
	Whole Continued = iota
	FromPrevious
	ToNext
	PreviousAndNext
)

// ErrFormat says that the directory cannot be a cabinet's. ErrLimit says that it lists more files than allowed.
var (
	ErrFormat = errors.New("no cabinet directory")
	ErrLimit  = errors.New("too many files")
)

const (
	headerLen = 36
	folderLen = 8
	fileLen   = 16 // without the name
	maxName   = 256

	flagPrevious = 1
	flagNext     = 2
	flagReserve  = 4

	attributeUTF = 0x80

	folderFromPrevious    = 0xFFFD
	folderToNext          = 0xFFFE
	folderPreviousAndNext = 0xFFFF
)

// Open reads the directory of a cabinet of size bytes, which lists at most max files. Errors are ErrFormat, ErrLimit and
// those of r. A directory that is cut off is an ErrFormat; a cabinet that is cut off behind it is Truncated.
func Open(r io.ReaderAt, size int64, max int) (*Cabinet, error) {
	d := &directory{in: io.NewSectionReader(r, 0, size)}
	h := d.bytes(headerLen)
	if d.err != nil || string(h[:8]) != Signature || h[25] != 1 {
		return nil, d.failed()
	}
	le := binary.LittleEndian
	length, firstFile := int64(le.Uint32(h[8:])), int64(le.Uint32(h[16:]))
	folders, files, flags := int(le.Uint16(h[26:])), int(le.Uint16(h[28:])), le.Uint16(h[30:])
	if files > max {
		return nil, ErrLimit
	}
	c := &Cabinet{Truncated: length > size}
	inHeader, inFolder, inBlock := d.reserves(flags)
	d.bytes(inHeader)
	if flags&flagPrevious != 0 {
		c.Previous = d.name()
		d.name() // of the disk
	}
	if flags&flagNext != 0 {
		c.Next = d.name()
		d.name()
	}
	for range folders {
		b := d.bytes(folderLen)
		d.bytes(inFolder)
		if d.err != nil {
			return nil, d.failed()
		}
		c.Folders = append(c.Folders, Folder{Method: Method(le.Uint16(b[6:]) & 15), r: r, start: int64(le.Uint32(b)),
			blocks: int(le.Uint16(b[4:])), reserve: inBlock})
	}
	d.seek(firstFile)
	for range files {
		f := d.file(len(c.Folders))
		if d.err != nil {
			return nil, d.failed()
		}
		c.Files = append(c.Files, f)
		if (f.Continued == FromPrevious || f.Continued == PreviousAndNext) && f.Folder == 0 {
			c.Folders[0].behind = true
		}
	}
	c.fence(size)
	return c, nil
}

// fence lets each folder end where another begins: folders that share their bytes would be unpacked once for each.
func (c *Cabinet) fence(size int64) {
	order := make([]*Folder, len(c.Folders))
	for i := range c.Folders {
		order[i] = &c.Folders[i]
	}
	slices.SortStableFunc(order, func(a, b *Folder) int { return cmp.Compare(a.start, b.start) })
	end := size
	for _, f := range slices.Backward(order) {
		f.end, end = end, f.start
	}
}

// directory reads what stands in front of the packed bytes. After an error everything is zero.
type directory struct {
	in  *io.SectionReader
	err error
}

func (d *directory) failed() error {
	if d.err == nil || errors.Is(d.err, io.EOF) || errors.Is(d.err, io.ErrUnexpectedEOF) {
		return ErrFormat
	}
	return d.err
}

func (d *directory) bytes(n int) []byte {
	b := make([]byte, n)
	if d.err == nil {
		_, d.err = io.ReadFull(d.in, b)
	}
	return b
}

func (d *directory) seek(at int64) {
	if d.err == nil {
		_, d.err = d.in.Seek(at, io.SeekStart)
	}
}

// reserves are the lengths of the areas for other programs' use, in the header, in each folder and in each block.
func (d *directory) reserves(flags uint16) (header, folder, block int) {
	if flags&flagReserve == 0 {
		return 0, 0, 0
	}
	b := d.bytes(4)
	return int(binary.LittleEndian.Uint16(b)), int(b[2]), int(b[3])
}

// name reads up to a NUL.
func (d *directory) name() string {
	at, _ := d.in.Seek(0, io.SeekCurrent)
	b := make([]byte, maxName+1)
	if d.err != nil {
		return ""
	}
	n, err := d.in.ReadAt(b, at)
	end := bytes.IndexByte(b[:n], 0)
	if end < 0 {
		if d.err = err; err == nil {
			d.err = ErrFormat
		}
		return ""
	}
	d.seek(at + int64(end) + 1)
	return string(b[:end])
}

func (d *directory) file(folders int) File {
	b := d.bytes(fileLen)
	le := binary.LittleEndian
	f := File{Size: int64(le.Uint32(b)), Offset: int64(le.Uint32(b[4:])), Folder: int(le.Uint16(b[8:])), Date: le.Uint16(b[10:]), Time: le.Uint16(b[12:]),
		UTF8: le.Uint16(b[14:])&attributeUTF != 0, Name: d.name()}
	switch f.Folder {
	case folderFromPrevious:
		f.Folder, f.Continued = 0, FromPrevious
	case folderToNext:
		f.Folder, f.Continued = folders-1, ToNext
	case folderPreviousAndNext:
		f.Folder, f.Continued = 0, PreviousAndNext
	}
	if f.Folder >= folders {
		f.Folder = -1
	}
	return f
}
