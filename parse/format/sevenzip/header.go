package sevenzip

import (
	"encoding/binary"
	"io"
	"strings"
	"time"
	"unicode/utf16"
)

// The property ids of the format.
const (
	idEnd           = 0x00
	idHeader        = 0x01
	idArchiveProps  = 0x02
	idAdditional    = 0x03
	idMainStreams   = 0x04
	idFilesInfo     = 0x05
	idPackInfo      = 0x06
	idUnpackInfo    = 0x07
	idSubStreams    = 0x08
	idSize          = 0x09
	idCRC           = 0x0A
	idFolder        = 0x0B
	idUnpackSize    = 0x0C
	idNumUnpack     = 0x0D
	idEmptyStream   = 0x0E
	idEmptyFile     = 0x0F
	idNames         = 0x11
	idMTime         = 0x14
	idAttributes    = 0x15
	idEncodedHeader = 0x17
)

const (
	maxFolders = 100_000 // each file may have its own
	maxCoders  = 8       // 7-Zip itself makes five at the most
)

// scanner reads a directory. After a fault it gives zeros, and bad is set: loops are bounded by what is left.
type scanner struct {
	b   []byte
	bad bool
	r   io.ReaderAt
	end int64 // of the packed streams
	max int

	keys *keyring
}

// take gives the next n bytes.
func (s *scanner) take(n int) []byte {
	if s.bad || n < 0 || n > len(s.b) {
		s.bad = true
		return nil
	}
	b := s.b[:n]
	s.b = s.b[n:]
	return b
}

func (s *scanner) byte() byte {
	if b := s.take(1); b != nil {
		return b[0]
	}
	return 0
}

// number reads the format's integer: the ones that lead the first byte count the bytes behind it.
func (s *scanner) number() uint64 {
	first := s.byte()
	var v uint64
	for i := range 8 {
		mask := byte(0x80) >> i
		if first&mask == 0 {
			return v | uint64(first&(mask-1))<<(8*i)
		}
		v |= uint64(s.byte()) << (8 * i)
	}
	return v
}

// size is a number of bytes.
func (s *scanner) size() int64 {
	n := s.number()
	if n > 1<<62 {
		s.bad = true
		return 0
	}
	return int64(n)
}

// count is a number of things of which each takes at least a byte further on.
func (s *scanner) count(max int) int {
	n := s.number()
	if n > uint64(len(s.b)) || n > uint64(max) {
		s.bad = true
		return 0
	}
	return int(n)
}

// bits reads n flags.
func (s *scanner) bits(n int) []bool {
	b := s.take((n + 7) / 8)
	out := make([]bool, n)
	for i := range out {
		out[i] = b != nil && b[i/8]>>(7-i%8)&1 != 0
	}
	return out
}

// defined reads which of n things have a value: all, or those of a list of flags.
func (s *scanner) defined(n int) []bool {
	if s.byte() == 0 {
		return s.bits(n)
	}
	out := make([]bool, n)
	for i := range out {
		out[i] = true
	}
	return out
}

// sum is a checksum that may not be known.
type sum struct {
	crc   uint32
	known bool
}

func (s *scanner) sums(n int) []sum {
	out := make([]sum, n)
	for i, ok := range s.defined(n) {
		if !ok {
			continue
		}
		if b := s.take(4); b != nil {
			out[i] = sum{binary.LittleEndian.Uint32(b), true}
		}
	}
	return out
}

// header reads the directory proper, behind its id.
func (s *scanner) header() (*Archive, error) {
	a := &Archive{}
	var subs []File
	id := s.byte()
	if id == idArchiveProps {
		for t := s.number(); t != idEnd && !s.bad; t = s.number() {
			s.take(s.count(maxHeader))
		}
		id = s.byte()
	}
	if id == idAdditional {
		s.streams()
		id = s.byte()
	}
	if id == idMainStreams {
		a.Folders, subs = s.streams()
		id = s.byte()
	}
	if id == idFilesInfo {
		var err error
		if a.Files, err = s.files(subs); err != nil {
			return nil, err
		}
	}
	if s.bad {
		return nil, ErrFormat
	}
	return a, nil
}

// encoded reads where the packed directory is.
func (s *scanner) encoded() ([]Folder, error) {
	folders, _ := s.streams()
	if s.bad || len(folders) == 0 {
		return nil, ErrFormat
	}
	return folders, nil
}

// streams reads what is packed where: the folders, and the size, place and checksum of each file in them.
func (s *scanner) streams() (folders []Folder, subs []File) {
	start, sizes := int64(0), []int64(nil)
	listed := false
	for !s.bad {
		switch s.byte() {
		case idEnd:
			if !listed {
				subs = s.oneEach(folders)
			}
			return folders, subs
		case idPackInfo:
			start, sizes = s.packed()
		case idUnpackInfo:
			folders = s.folders(start, sizes)
		case idSubStreams:
			subs, listed = s.subStreams(folders), true
		default:
			s.bad = true
		}
	}
	return nil, nil
}

func (s *scanner) packed() (start int64, sizes []int64) {
	start = startLen + s.size()
	n := s.count(maxFolders)
	for !s.bad {
		switch s.byte() {
		case idEnd:
			return start, sizes
		case idSize:
			for range n {
				sizes = append(sizes, s.size())
			}
		case idCRC:
			s.sums(n)
		default:
			s.bad = true
		}
	}
	return 0, nil
}

// folders reads how each is packed and assigns the packed streams, in order.
func (s *scanner) folders(start int64, sizes []int64) []Folder {
	if s.byte() != idFolder {
		s.bad = true
	}
	n := s.count(maxFolders)
	if s.byte() != 0 { // the list stands elsewhere, which nothing writes
		s.bad = true
	}
	chains := make([]chain, n)
	for i := range chains {
		if chains[i] = s.chain(); s.bad {
			return nil
		}
	}
	if s.byte() != idUnpackSize {
		s.bad = true
	}
	for i := range chains {
		for range chains[i].outs {
			chains[i].sizes = append(chains[i].sizes, s.size())
		}
	}
	known := make([]sum, n)
	id := s.byte()
	if id == idCRC {
		known = s.sums(n)
		id = s.byte()
	}
	if id != idEnd {
		s.bad = true
	}
	if s.bad {
		return nil
	}
	out := make([]Folder, n)
	for i, c := range chains {
		f := &out[i]
		f.r, f.keys, f.start, f.crc, f.summed = s.r, s.keys, start, known[i].crc, known[i].known
		if c.packed > len(sizes) {
			s.bad = true
			return nil
		}
		for _, z := range sizes[:c.packed] {
			f.Packed += z
			start += z
		}
		sizes = sizes[c.packed:]
		c.settle(f)
		if f.start < startLen || f.Packed < 0 || start < 0 || start > s.end {
			f.damage = "its bytes are not in the archive"
		}
	}
	return out
}

// oneEach is the list of files where it is left out: one a folder.
func (s *scanner) oneEach(folders []Folder) []File {
	var out []File
	for i, f := range folders {
		out = append(out, File{Folder: i, Size: f.Size, CRC: f.crc, Summed: f.summed})
	}
	return out
}

func (s *scanner) subStreams(folders []Folder) []File {
	counts := make([]int, len(folders))
	for i := range counts {
		counts[i] = 1
	}
	id, total := s.byte(), len(folders)
	if id == idNumUnpack {
		total = 0
		for i := range counts {
			n := s.number()
			if n > uint64(s.max-total) {
				s.bad = true
				return nil
			}
			counts[i] = int(n)
			total += counts[i]
		}
		id = s.byte()
	}
	out := make([]File, 0, min(total, len(s.b)+len(folders)))
	for i, f := range folders {
		left := f.Size
		for k := range counts[i] {
			size := left
			if k < counts[i]-1 {
				if id != idSize {
					s.bad = true
				}
				size = s.size()
			}
			if size > left || s.bad {
				s.bad = true
				return nil
			}
			out = append(out, File{Folder: i, Offset: f.Size - left, Size: size})
			left -= size
		}
	}
	if id == idSize {
		id = s.byte()
	}
	s.subSums(folders, counts, out, &id)
	if id != idEnd {
		s.bad = true
	}
	return out
}

// subSums gives each file its checksum: that of the folder where it is alone in it, else one of the list.
func (s *scanner) subSums(folders []Folder, counts []int, subs []File, id *byte) {
	var missing []int
	at := 0
	for i, n := range counts {
		if n == 1 && folders[i].summed {
			subs[at].CRC, subs[at].Summed = folders[i].crc, true
			at++
			continue
		}
		for range n {
			missing = append(missing, at)
			at++
		}
	}
	for !s.bad && *id != idEnd {
		if *id != idCRC {
			s.bad = true
			return
		}
		for i, x := range s.sums(len(missing)) {
			subs[missing[i]].CRC, subs[missing[i]].Summed = x.crc, x.known
		}
		*id = s.byte()
	}
}

// files reads the list of names and joins it with the packed files, in order.
func (s *scanner) files(subs []File) ([]File, error) {
	n := s.number()
	if n > uint64(s.max) {
		return nil, ErrLimit
	}
	if n > uint64(len(s.b)) { // each has a name of two bytes at the least
		return nil, ErrFormat
	}
	list := make([]File, n)
	noStream, noFile := make([]bool, n), []bool(nil)
	for !s.bad {
		id := s.number()
		if id == idEnd {
			break
		}
		p := &scanner{b: s.take(s.count(maxHeader))}
		switch id {
		case idEmptyStream:
			noStream = p.bits(int(n))
		case idEmptyFile:
			noFile = p.bits(count(noStream))
		case idNames:
			p.names(list)
		case idMTime:
			p.times(list)
		case idAttributes:
			p.attributes(list)
		}
		s.bad = s.bad || p.bad
	}
	empty := 0
	for i := range list {
		f := &list[i]
		if noStream[i] {
			f.Folder = -1
			f.Dir = f.Dir || empty >= len(noFile) || !noFile[empty]
			empty++
			continue
		}
		if len(subs) == 0 {
			return nil, ErrFormat
		}
		x := subs[0]
		f.Folder, f.Offset, f.Size, f.CRC, f.Summed = x.Folder, x.Offset, x.Size, x.CRC, x.Summed
		subs = subs[1:]
	}
	return list, nil
}

func count(flags []bool) int {
	n := 0
	for _, f := range flags {
		if f {
			n++
		}
	}
	return n
}

// names are UTF-16 and end with a zero each.
func (s *scanner) names(list []File) {
	if s.byte() != 0 {
		s.bad = true
	}
	var units []uint16
	for i := range list {
		units = units[:0]
		for {
			b := s.take(2)
			if b == nil {
				return
			}
			u := binary.LittleEndian.Uint16(b)
			if u == 0 {
				break
			}
			units = append(units, u)
		}
		list[i].Name = strings.ReplaceAll(string(utf16.Decode(units)), `\`, "/")
	}
}

// fileTimeEpoch is 1601-01-01 in Unix seconds.
const fileTimeEpoch = -11644473600

// times are 100 ns from 1601 on, in UTC.
func (s *scanner) times(list []File) {
	s.each(list, 8, func(f *File, b []byte) {
		if t := binary.LittleEndian.Uint64(b); t > 0 && t < 1<<62 {
			f.Modified = time.Unix(fileTimeEpoch+int64(t/1e7), int64(t%1e7)*100).UTC()
		}
	})
}

// attributes are those of Windows; the upper half is the mode of Unix where a flag says so.
func (s *scanner) attributes(list []File) {
	const dir, reparse, unix, typeMask, unixRegular, unixDir = 0x10, 0x400, 0x8000, 0xF000, 0x8000, 0x4000
	s.each(list, 4, func(f *File, b []byte) {
		a := binary.LittleEndian.Uint32(b)
		kind := a >> 16 & typeMask
		f.Dir = a&dir != 0
		f.Special = a&reparse != 0 || a&unix != 0 && kind != 0 && kind != unixRegular && kind != unixDir
	})
}

// each reads a property of so many bytes for every file that has it.
func (s *scanner) each(list []File, bytes int, set func(*File, []byte)) {
	known := s.defined(len(list))
	if s.byte() != 0 { // kept elsewhere: nobody writes that
		s.bad = true
	}
	for i, ok := range known {
		if !ok {
			continue
		}
		b := s.take(bytes)
		if b == nil {
			return
		}
		set(&list[i], b)
	}
}
