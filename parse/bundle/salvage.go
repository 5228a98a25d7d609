package bundle

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"strings"
)

const (
	localLen       = 30 // fixed part of a local header, APPNOTE.TXT 4.3.7
	extraZip64     = 1
	unknownIn32    = 1<<32 - 1
	scanStep       = 64 << 10
	scanMost       = 2 << 30 // bytes in which there must be another header: a disk image or a sparse file has none in terabytes
	localSignature = "PK\x03\x04"
	dataDescriptor = "PK\x07\x08"
)

// localEntry is an entry as its local header tells.
type localEntry struct {
	name          string
	method, flags uint16
	date, time    uint16
	extra         []byte
	body, end     int64 // packed bytes, as far as they are there
	size          int64 // unpacked, -1 unknown
	crc           uint32
	checked       bool // crc and size are known
	unsummed      bool // but the crc is not, as with AE-2
	torn          bool // the archive ends inside
}

// salvage lists the entries of an archive that has lost its directory, which stands at the end: half an upload. It
// walks the local headers; where one does not tell the packed size, the entry is inflated to find its end.
func (z *zipArchive) salvage() error {
	z.bundle.Salvaged = true
	budget := z.lim.TotalBytes
	var last *Entry
	for off := int64(0); ; {
		at, ok := z.find(off, localSignature)
		if !ok {
			break
		}
		l, ok := z.local(at)
		if !ok {
			off = at + 1
			continue
		}
		if len(z.bundle.Entries) >= z.lim.Entries {
			z.bundle.problem("", "more than %d entries: the others are not read", z.lim.Entries)
			break
		}
		if err := z.lim.Guard.check(); err != nil {
			z.bundle.problem("", "%v in looking for entries: those from %q on are not read", err, l.name)
			break
		}
		if budget <= 0 {
			z.bundle.problem("", "the limit of %s was reached in looking for entries: those from %q on are not read", size(z.lim.TotalBytes), l.name)
			break
		}
		z.measure(&l, &budget)
		if !strings.HasSuffix(l.name, "/") {
			last = z.localEntry(l)
		}
		off = max(l.end, at+localLen)
	}
	part := z.volume()
	switch {
	case last == nil && part:
		return fail(ErrTruncated, "%q is one part of an archive, and no file begins in it: "+unpackParts, z.name)
	case last == nil:
		return fail(ErrTruncated, "%q ends at %s, before any file in it could be read: ask for a new upload", z.name, size(z.size))
	}
	lost := fmt.Sprintf("the archive ends at %s without its directory, an incomplete upload: ask for a new one", size(z.size))
	if part {
		lost = "this is one part of an archive: " + unpackParts
	}
	z.bundle.Incomplete = fmt.Sprintf("%s; %d files were found in it, the last is %q", lost, len(z.bundle.Entries), last.Path)
	z.bundle.problem("", "%s", z.bundle.Incomplete)
	z.unlock()
	z.bundle.finish()
	return z.bundle.allEncrypted(z.name)
}

// find looks for the first of some signatures (of four bytes) from off on, in steps, in the next scanMost bytes.
func (z *zipArchive) find(off int64, signatures ...string) (int64, bool) {
	buf := make([]byte, scanStep)
	for end := min(z.size, off+scanMost); off < end; {
		n, err := z.at.ReadAt(buf[:min(int64(len(buf)), z.size-off)], off)
		first := -1
		for _, s := range signatures {
			if i := bytes.Index(buf[:n], []byte(s)); i >= 0 && (first < 0 || i < first) {
				first = i
			}
		}
		if first >= 0 {
			return off + int64(first), true
		}
		if err != nil && n == 0 {
			return 0, false
		}
		off += int64(max(n-3, 1))
	}
	return 0, false
}

// local reads the header at an offset. It is not one where its fields cannot be.
func (z *zipArchive) local(at int64) (localEntry, bool) {
	var h [localLen]byte
	if n, _ := z.at.ReadAt(h[:], at); n < localLen {
		return localEntry{}, false
	}
	le := binary.LittleEndian
	names, extras := int64(le.Uint16(h[26:])), int64(le.Uint16(h[28:]))
	rest := make([]byte, names+extras)
	if n, _ := z.at.ReadAt(rest, at+localLen); int64(n) < names+extras || names == 0 {
		return localEntry{}, false
	}
	l := localEntry{flags: le.Uint16(h[6:]), method: le.Uint16(h[8:]), time: le.Uint16(h[10:]), date: le.Uint16(h[12:]), crc: le.Uint32(h[14:])}
	l.extra = rest[names:]
	l.name = zipLabel(string(rest[:names]), l.extra, l.flags)
	l.body = at + localLen + names + extras
	packed, unpacked := int64(le.Uint32(h[18:])), int64(le.Uint32(h[22:]))
	if f := extraField(l.extra, extraZip64); len(f) >= 16 && (packed == unknownIn32 || unpacked == unknownIn32) {
		unpacked, packed = declared(le.Uint64(f)), declared(le.Uint64(f[8:]))
	}
	l.size, l.end, l.checked = unpacked, l.body+packed, true
	if packed < 0 || unpacked < 0 || l.end < l.body {
		return localEntry{}, false
	}
	if l.flags&flagDescriptor != 0 && packed == 0 {
		l.size, l.end, l.checked = -1, -1, false
	}
	return l, true
}

// measure finds the end of an entry. budget is the number of bytes that may still be inflated for it.
func (z *zipArchive) measure(l *localEntry, budget *int64) {
	switch {
	case l.end >= 0:
		l.torn = l.end > z.size
		l.end = min(l.end, z.size)
		if l.flags&flagDescriptor != 0 && !l.torn {
			z.describe(l)
		}
	case (l.method == zip.Deflate || l.method == methodDeflate64) && !l.encrypted():
		z.inflate(l, budget)
	default: // stored or encrypted
		z.scanEnd(l, budget)
	}
}

// describe takes the checksum from the data descriptor of an entry whose header gave the sizes: a packer that stores into
// a pipe knows them before, but not the sum.
func (z *zipArchive) describe(l *localEntry) {
	d := make([]byte, 24)
	n, _ := z.at.ReadAt(d, l.end)
	d = bytes.TrimPrefix(d[:n], []byte(dataDescriptor))
	if l.checked = descriptorSays(d, l.end-l.body); l.checked {
		l.crc = binary.LittleEndian.Uint32(d)
	}
}

// scanEnd looks for the data descriptor that tells as many packed bytes as stand before it: a zip inside has descriptors
// and headers too. Where none does, the entry ends at the first signature. What is scanned counts for the budget, so
// that headers without end cannot have the archive scanned for each of them.
func (z *zipArchive) scanEnd(l *localEntry, budget *int64) {
	first := int64(-1)
	for off := l.body; *budget > 0; {
		at, ok := z.find(off, dataDescriptor, localSignature)
		if !ok {
			*budget -= z.size - off
			break
		}
		*budget -= at + 4 - off
		off = at + 4
		if first < 0 {
			first = at
		}
		d := make([]byte, 24)
		n, _ := z.at.ReadAt(d, at)
		if d = d[:n]; bytes.HasPrefix(d, []byte(dataDescriptor)) && descriptorSays(d[4:], at-l.body) {
			l.end, l.crc = at, binary.LittleEndian.Uint32(d[4:])
			if l.method == zip.Store && !l.encrypted() {
				l.size, l.checked = at-l.body, true
			}
			return
		}
	}
	if l.end = first; first < 0 {
		l.end, l.torn = z.size, true
		l.end -= z.halfSignature(l.body)
	}
}

// descriptorSays compares the packed size behind the checksum, of 4 or of 8 bytes.
func descriptorSays(d []byte, packed int64) bool {
	le := binary.LittleEndian
	return len(d) >= 12 && int64(le.Uint32(d[4:])) == packed || len(d) >= 20 && le.Uint64(d[4:]) == uint64(packed)
}

// halfSignature is the number of bytes at the end that may be those of a descriptor and not the entry's.
func (z *zipArchive) halfSignature(body int64) int64 {
	tail := make([]byte, min(z.size-body, 3))
	z.at.ReadAt(tail, z.size-int64(len(tail)))
	for n := len(tail); n > 0; n-- {
		if bytes.HasSuffix(tail, []byte(dataDescriptor[:n])) {
			return int64(n)
		}
	}
	return 0
}

// inflate runs through the packed bytes once and reads the data descriptor behind them.
func (z *zipArchive) inflate(l *localEntry, budget *int64) {
	in := bufio.NewReaderSize(io.NewSectionReader(z.at, l.body, z.size-l.body), scanStep)
	counted := &byteCounter{r: in}
	f := unpacker(l.method)(counted)
	defer f.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(f, *budget))
	*budget -= n
	l.end = l.body + counted.n
	if err != nil || *budget <= 0 {
		l.torn = true
		if l.end >= z.size {
			l.end = z.size
		}
		return
	}
	d := make([]byte, 24) // with signature and 64-bit sizes
	m, _ := z.at.ReadAt(d, l.end)
	d = d[:m]
	d = bytes.TrimPrefix(d, []byte(dataDescriptor))
	if len(d) >= 12 {
		l.crc, l.size, l.checked = binary.LittleEndian.Uint32(d), n, true
	}
}

// byteCounter is an io.ByteReader, of which the inflater takes no byte more than it needs.
type byteCounter struct {
	r *bufio.Reader
	n int64
}

func (c *byteCounter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

func (c *byteCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (z *zipArchive) localEntry(l localEntry) *Entry {
	e := &Entry{Path: l.name, Size: l.size, Modified: dosTime(l.date, l.time)}
	if l.encrypted() {
		z.addLocked(e, l)
		return e
	}
	e.Refused = refusal(l.method)
	z.bundle.add(e, z.lim, l.end-l.body, func() (io.ReadCloser, error) {
		in := io.NewSectionReader(z.at, l.body, l.end-l.body)
		return &salvaged{ReadCloser: unpacker(l.method)(bufio.NewReader(in)), e: e, l: l, crc: crc32.NewIEEE()}, nil
	})
	return e
}

// salvaged passes on what comes out of an entry and says at its end whether that was all.
type salvaged struct {
	io.ReadCloser
	e   *Entry
	l   localEntry
	n   int64
	crc hash.Hash32
	// rest is the stream below, which must be read to its end to know that it is whole; nil where it need not.
	rest io.Reader
}

func (s *salvaged) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.n += int64(n)
	s.crc.Write(p[:n])
	if err == io.EOF && s.rest != nil {
		if _, below := io.Copy(io.Discard, s.rest); below != nil {
			err = below
		}
	}
	switch {
	case err == nil:
		return n, nil
	case s.l.torn && s.l.size > 0:
		return n, fmt.Errorf("%q ends at %s: ask for a new upload", s.e.Path, sizeOf(s.n, s.l.size))
	case s.l.torn:
		return n, fmt.Errorf("%q ends at %s, not its end: ask for a new upload", s.e.Path, size(s.n))
	case err != io.EOF:
		return n, damaged(s.e.Path, err)
	case s.l.checked && (s.n != s.l.size || !s.l.unsummed && s.crc.Sum32() != s.l.crc):
		return n, damaged(s.e.Path, zip.ErrChecksum)
	}
	return n, err
}
