// Package zipcrypt turns the encrypted bytes of an entry of a zip archive into its packed bytes, by a password: those of
// the traditional encryption of PKZIP, and of AES as WinZip and 7-Zip write it.
//
// The formats: APPNOTE.TXT 6.1 (traditional), and "AES Encryption Information: Encryption Specification AE-1 and AE-2"
// by WinZip. PKWARE's own strong encryption is another matter and not read.
package zipcrypt

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"io"
)

// Cipher is a way to encrypt an entry.
type Cipher int

// The ciphers.
const (
	ZipCrypto Cipher = iota
	AES128
	AES192
	AES256
)

// String is the cipher's usual name.
func (c Cipher) String() string { return [...]string{"ZipCrypto", "AES-128", "AES-192", "AES-256"}[c] }

// ErrPassword says that a password is not the one. ErrAuthentication says that the code behind the bytes of AES is not
// theirs: they are damaged, or the password only seemed to fit, as one of 65,536 wrong ones does.
var (
	ErrPassword       = errors.New("wrong password")
	ErrAuthentication = errors.New("wrong authentication code")
)

const (
	cryptoHead = 12   // random bytes in front of the traditional encryption, the last of which is known
	verifyLen  = 2    // of a derived key, in front of the bytes of AES
	codeLen    = 10   // of the HMAC behind them
	rounds     = 1000 // of PBKDF2
)

// Field is the extra field 0x9901, which an entry encrypted with AES carries.
type Field struct {
	Version uint16 // 1: the entry's CRC-32 is given; 2: it is not
	Cipher  Cipher
	Method  uint16 // how the bytes are packed
}

// ParseField reads the data of the extra field. ok is false where it is none.
func ParseField(data []byte) (f Field, ok bool) {
	if len(data) < 7 || string(data[2:4]) != "AE" || data[4] < 1 || data[4] > 3 {
		return Field{}, false
	}
	le := binary.LittleEndian
	f = Field{Version: le.Uint16(data), Cipher: Cipher(data[4]), Method: le.Uint16(data[5:])}
	return f, f.Version == 1 || f.Version == 2
}

// Lock is what must be known of an entry to try a password.
type Lock struct {
	Cipher Cipher
	// Check is for ZipCrypto the byte that the head must end with: the highest of the entry's CRC-32, or, where the
	// sizes stand behind the entry (general purpose flag 3), of its time as MS-DOS writes it.
	Check byte
}

// HeadLen is how many bytes stand in front of the encrypted ones.
func (l Lock) HeadLen() int {
	if l.Cipher == ZipCrypto {
		return cryptoHead
	}
	return l.saltLen() + verifyLen
}

// TailLen is how many stand behind them.
func (l Lock) TailLen() int {
	if l.Cipher == ZipCrypto {
		return 0
	}
	return codeLen
}

func (l Lock) keyLen() int  { return 8 + 8*int(l.Cipher) }
func (l Lock) saltLen() int { return l.keyLen() / 2 }

// Key is the key to one entry.
type Key struct {
	lock     Lock
	keys     cryptoKeys // ZipCrypto, behind the head
	aes, mac []byte
}

// Try opens a lock with the head of an entry, HeadLen bytes long, and a password. It fails with ErrPassword. One wrong
// password of 256 seems to fit with ZipCrypto, one of 65,536 with AES: only the unpacked bytes tell. AES costs the time of
// some thousand SHA-1 sums.
func (l Lock) Try(head []byte, password string) (*Key, error) {
	if len(head) != l.HeadLen() {
		return nil, io.ErrUnexpectedEOF
	}
	if l.Cipher == ZipCrypto {
		k := newCryptoKeys(password)
		plain := append([]byte(nil), head...)
		k.decrypt(plain)
		if plain[cryptoHead-1] != l.Check {
			return nil, ErrPassword
		}
		return &Key{lock: l, keys: k}, nil
	}
	n := l.keyLen()
	derived, err := pbkdf2.Key(sha1.New, password, head[:l.saltLen()], rounds, 2*n+verifyLen)
	if err != nil {
		return nil, err
	}
	if !hmac.Equal(derived[2*n:], head[l.saltLen():]) {
		return nil, ErrPassword
	}
	return &Key{lock: l, aes: derived[:n], mac: derived[n : 2*n]}, nil
}

// Reader decrypts an entry's bytes behind the head, size bytes with the tail. With AES its last error is
// ErrAuthentication where they are not what was encrypted; read it to the end to know. It ends with io.ErrUnexpectedEOF
// where r has less than size bytes.
func (k *Key) Reader(r io.Reader, size int64) (io.Reader, error) {
	if size < int64(k.lock.TailLen()) {
		return nil, io.ErrUnexpectedEOF
	}
	if k.lock.Cipher == ZipCrypto {
		return &cryptoReader{r: r, left: size, keys: k.keys}, nil
	}
	return newAESReader(r, size-codeLen, k)
}
