package zipcrypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/binary"
	"hash"
	"io"
)

// aesReader decrypts as it reads, and compares the code at the end. The counter of this mode begins at 1 and is
// little-endian, unlike that of crypto/cipher.
type aesReader struct {
	r       io.Reader
	left    int64
	block   cipher.Block
	counter uint64
	stream  [aes.BlockSize]byte
	used    int // bytes of stream
	mac     hash.Hash
	err     error
}

func newAESReader(r io.Reader, size int64, k *Key) (*aesReader, error) {
	b, err := aes.NewCipher(k.aes)
	if err != nil {
		return nil, err
	}
	return &aesReader{r: r, left: size, block: b, used: aes.BlockSize, mac: hmac.New(sha1.New, k.mac)}, nil
}

func (a *aesReader) Read(p []byte) (int, error) {
	if a.err == nil && a.left == 0 {
		a.err = a.authenticate()
	}
	if a.err != nil {
		return 0, a.err
	}
	n, err := a.r.Read(p[:min(int64(len(p)), a.left)])
	a.mac.Write(p[:n])
	a.decrypt(p[:n])
	a.left -= int64(n)
	switch {
	case err == io.EOF && a.left > 0:
		a.err = io.ErrUnexpectedEOF
	case err != io.EOF:
		a.err = err
	}
	return n, a.err
}

func (a *aesReader) decrypt(p []byte) {
	for i := range p {
		if a.used == aes.BlockSize {
			a.counter++
			var in [aes.BlockSize]byte
			binary.LittleEndian.PutUint64(in[:], a.counter)
			a.block.Encrypt(a.stream[:], in[:])
			a.used = 0
		}
		p[i] ^= a.stream[a.used]
		a.used++
	}
}

// authenticate reads the code behind the bytes and gives io.EOF where it is theirs.
func (a *aesReader) authenticate() error {
	code := make([]byte, codeLen)
	if _, err := io.ReadFull(a.r, code); err == io.EOF {
		return io.ErrUnexpectedEOF
	} else if err != nil {
		return err
	}
	if !hmac.Equal(a.mac.Sum(nil)[:codeLen], code) {
		return ErrAuthentication
	}
	return io.EOF
}
