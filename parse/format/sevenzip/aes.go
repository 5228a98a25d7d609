package sevenzip

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"sync"
	"unicode/utf16"
)

const (
	// maxCycles bounds the rounds that make a key, as a power of two. 7-Zip takes 19, half a million, which cost some
	// hundredths of a second.
	maxCycles = 22
	// maxRounds bounds those of all keys of an archive: 256 keys as 7-Zip makes them.
	maxRounds = 256 << 19

	noRounds = 0x3f
)

// keyring keeps the keys that were made for an archive: its folders usually share one. It is safe for concurrent use.
type keyring struct {
	mu     sync.Mutex
	keys   map[string][]byte
	rounds uint64 // made so far
}

func (k *keyring) key(p aesParameters, password string) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	id := string(rune(p.cycles)) + string(rune(len(p.salt))) + string(p.salt) + password
	if key := k.keys[id]; key != nil {
		return key, nil
	}
	if p.cycles != noRounds {
		if p.cycles > maxCycles || k.rounds+1<<p.cycles > maxRounds {
			return nil, &MethodError{What: "AES in a way that would take too long"}
		}
		k.rounds += 1 << p.cycles
	}
	if k.keys == nil {
		k.keys = map[string][]byte{}
	}
	k.keys[id] = p.key(password)
	return k.keys[id], nil
}

// aesParameters are those of the AES coder.
type aesParameters struct {
	cycles uint8
	salt   []byte
	iv     [aes.BlockSize]byte
}

func parseAES(props []byte) (p aesParameters, err error) {
	bad := errors.New("parameters of AES of the wrong length")
	if len(props) < 1 {
		return p, bad
	}
	p.cycles = props[0] & 0x3f
	if props[0]&0xc0 == 0 {
		return p, nil
	}
	if len(props) < 2 {
		return p, bad
	}
	salt, iv := int(props[0]>>7+props[1]>>4), int(props[0]>>6&1+props[1]&15)
	if len(props) != 2+salt+iv {
		return p, bad
	}
	p.salt = props[2 : 2+salt]
	copy(p.iv[:], props[2+salt:])
	return p, nil
}

// key is the SHA-256 sum of salt, password and a counter, over and over.
func (p aesParameters) key(password string) []byte {
	var units []byte
	for _, u := range utf16.Encode([]rune(password)) {
		units = binary.LittleEndian.AppendUint16(units, u)
	}
	once := append(append([]byte(nil), p.salt...), units...)
	if p.cycles == noRounds { // no rounds at all
		key := make([]byte, sha256.Size)
		copy(key, once)
		return key
	}
	at := len(once)
	once = append(once, make([]byte, 8)...)
	h := sha256.New()
	for i := range uint64(1) << p.cycles {
		binary.LittleEndian.PutUint64(once[at:], i)
		h.Write(once)
	}
	return h.Sum(nil)
}

// aesReader decrypts whole blocks as it reads.
type aesReader struct {
	r     io.Reader
	mode  cipher.BlockMode
	buf   [256 * aes.BlockSize]byte
	plain []byte // of buf, not handed out
	err   error
}

func (k *keyring) open(r io.Reader, props []byte, password string) (io.Reader, error) {
	p, err := parseAES(props)
	if err != nil {
		return nil, err
	}
	key, err := k.key(p, password)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return &aesReader{r: r, mode: cipher.NewCBCDecrypter(b, p.iv[:])}, nil
}

func (a *aesReader) Read(p []byte) (int, error) {
	for len(a.plain) == 0 {
		if a.err != nil {
			return 0, a.err
		}
		var n int
		n, a.err = io.ReadFull(a.r, a.buf[:])
		if a.err == io.ErrUnexpectedEOF && n%aes.BlockSize == 0 {
			a.err = io.EOF
		}
		a.plain = a.buf[:n-n%aes.BlockSize]
		a.mode.CryptBlocks(a.plain, a.plain)
	}
	n := copy(p, a.plain)
	a.plain = a.plain[n:]
	return n, nil
}
