package cab

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	blockLen   = 8        // the header of a block, without the reserved area
	maxOut     = 32 << 10 // unpacked bytes of a block; so far back MSZIP refers
	maxIn      = maxOut + 6144
	mszipMagic = "CK"
)

// ErrMethod says that the folder is packed with a method that is not unpacked here, ErrContinued that it begins in
// another cabinet.
var (
	ErrMethod    = errors.New("method not supported")
	ErrContinued = errors.New("begins in another cabinet")
)

// Damage is what is wrong with a block, counted from 1: nothing of it and what stands behind it can be read.
type Damage struct {
	Block, Of int
	What      string // "its checksum is wrong"
}

// Error names the block and what is wrong with it.
func (d *Damage) Error() string { return fmt.Sprintf("block %d of %d: %s", d.Block, d.Of, d.What) }

// Open starts to unpack a folder from its beginning, or fails with ErrMethod or ErrContinued. The reader's errors are
// *Damage and those of the cabinet's reader; what came before stands. It reads no more than the
// blocks that the folder claims.
func (f *Folder) Open() (io.Reader, error) {
	if f.Method != Stored && f.Method != MSZIP {
		return nil, fmt.Errorf("%w: %s", ErrMethod, f.Method)
	}
	if f.behind {
		return nil, ErrContinued
	}
	return &unpacker{f: f, in: io.NewSectionReader(f.r, f.start, f.Packed())}, nil
}

// Packed is how many bytes of the cabinet the folder takes at most.
func (f *Folder) Packed() int64 { return max(f.end-f.start, 0) }

// unpacker unpacks one block after the other.
type unpacker struct {
	f      *Folder
	in     *io.SectionReader
	n      int    // blocks read
	out    []byte // what was not yet handed out
	window []byte // the last maxOut bytes that came out
	packed []byte
	z      io.ReadCloser
	err    error
}

func (u *unpacker) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		if u.n == u.f.blocks {
			return 0, io.EOF
		}
		if u.err = u.block(); u.err != nil {
			return 0, u.err
		}
		u.n++
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// block reads the next block into out.
func (u *unpacker) block() error {
	head := make([]byte, blockLen+u.f.reserve)
	if err := u.read(head); err != nil {
		return err
	}
	le := binary.LittleEndian
	sum, packed, unpacked := le.Uint32(head), int(le.Uint16(head[4:])), int(le.Uint16(head[6:]))
	switch {
	case packed > maxIn || unpacked > maxOut:
		return u.damage("its length is impossible")
	case unpacked == 0:
		return u.damage("it continues in the next cabinet")
	}
	u.packed = grown(u.packed, packed)
	if err := u.read(u.packed); err != nil {
		return err
	}
	if sum != 0 && sum != checksum(head[4:blockLen], checksum(u.packed, 0)) {
		return u.damage("its checksum is wrong")
	}
	if u.f.Method == Stored {
		if packed != unpacked {
			return u.damage("its two lengths differ")
		}
		u.out = u.packed
		return nil
	}
	return u.inflate(unpacked)
}

func (u *unpacker) read(p []byte) error {
	_, err := io.ReadFull(u.in, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return u.damage("the cabinet ends early")
	}
	return err
}

func (u *unpacker) damage(what string) error {
	return &Damage{Block: u.n + 1, Of: u.f.blocks, What: what}
}

func grown(b []byte, n int) []byte {
	if cap(b) < n {
		b = make([]byte, n, maxIn)
	}
	return b[:n]
}

// inflate unpacks a block of MSZIP: a whole deflate stream that may refer to what came out of the blocks before.
func (u *unpacker) inflate(n int) error {
	if !bytes.HasPrefix(u.packed, []byte(mszipMagic)) {
		return u.damage("it is not MSZIP")
	}
	in := bytes.NewReader(u.packed[len(mszipMagic):])
	if u.z == nil {
		u.z = flate.NewReaderDict(in, u.window)
	} else if err := u.z.(flate.Resetter).Reset(in, u.window); err != nil {
		return err
	}
	out := make([]byte, n)
	if _, err := io.ReadFull(u.z, out); err != nil {
		return u.damage(err.Error())
	}
	if m, err := u.z.Read(make([]byte, 1)); m != 0 || err != io.EOF {
		return u.damage("more comes out of it than it says")
	}
	u.window = append(u.window, out...)
	u.window = u.window[max(len(u.window)-maxOut, 0):]
	u.out = out
	return nil
}

// checksum is CSUMCompute of MS-CAB: the exclusive or of the words, the bytes that are left over in reverse.
func checksum(p []byte, seed uint32) uint32 {
	for ; len(p) >= 4; p = p[4:] {
		seed ^= binary.LittleEndian.Uint32(p)
	}
	var rest uint32
	for _, b := range p {
		rest = rest<<8 | uint32(b)
	}
	return seed ^ rest
}
