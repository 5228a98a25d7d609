package zipcrypt

import (
	"hash/crc32"
	"io"
)

// cryptoKeys is the state of the traditional encryption (APPNOTE.TXT 6.1.5): three words that every plain byte changes.
type cryptoKeys [3]uint32

func newCryptoKeys(password string) cryptoKeys {
	k := cryptoKeys{0x12345678, 0x23456789, 0x34567890}
	for i := range len(password) {
		k.update(password[i])
	}
	return k
}

func (k *cryptoKeys) update(plain byte) {
	k[0] = crcByte(k[0], plain)
	k[1] = (k[1]+k[0]&0xff)*134775813 + 1
	k[2] = crcByte(k[2], byte(k[1]>>24))
}

// crcByte is one step of CRC-32, without the inversions at its ends.
func crcByte(crc uint32, b byte) uint32 { return crc32.IEEETable[byte(crc)^b] ^ crc>>8 }

func (k *cryptoKeys) decrypt(p []byte) {
	for i, c := range p {
		x := k[2] | 2
		p[i] = c ^ byte(x*(x^1)>>8)
		k.update(p[i])
	}
}

// cryptoReader decrypts as it reads.
type cryptoReader struct {
	r    io.Reader
	left int64
	keys cryptoKeys
}

func (c *cryptoReader) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.keys.decrypt(p[:n])
	c.left -= int64(n)
	if err == io.EOF && c.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
