package bundle

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"kmstriage/parse/format/zipcrypt"
)

const (
	// maxTries bounds the wrong passwords that are tried on one archive: with AES each costs about a millisecond.
	maxTries = 10_000
	// maxProof bounds the bytes that are unpacked of one archive to prove passwords.
	maxProof = 1 << 30
)

// locked is an encrypted entry.
type locked struct {
	e    *Entry
	l    localEntry // with the method behind the encryption
	lock zipcrypt.Lock
	key  *zipcrypt.Key // nil until it is found
}

// encrypted reports an entry that needs a password.
func (l *localEntry) encrypted() bool { return l.flags&flagEncrypted != 0 || l.method == methodAES }

// addLocked appends an encrypted entry; unlock settles whether it can be read.
func (z *zipArchive) addLocked(e *Entry, l localEntry) {
	x := &locked{e: e, l: l}
	x.lock.Check = byte(l.crc >> 24)
	if l.flags&flagDescriptor != 0 {
		x.lock.Check = byte(l.time >> 8)
	}
	f, ok := zipcrypt.ParseField(extraField(l.extra, extraAES))
	switch {
	case l.method != methodAES && l.flags&flagStrong != 0:
		e.Refused = "encrypted (PKWARE strong encryption), which cannot be read: unpack it with PKZIP and give the folder"
	case l.method == methodAES && !ok:
		e.Refused = "encrypted (AES) in an unknown way: unpack it with 7-Zip (7z x) and give the folder"
	case l.method == methodAES:
		x.lock.Cipher, x.l.method, x.l.unsummed = f.Cipher, f.Method, f.Version == 2
	}
	z.bundle.add(e, z.lim, l.end-l.body, func() (io.ReadCloser, error) { return z.decrypt(x, x.key) })
	if e.Refused == "" {
		z.locked = append(z.locked, x)
	}
}

// decrypt opens an entry with a key.
func (z *zipArchive) decrypt(x *locked, key *zipcrypt.Key) (io.ReadCloser, error) {
	n := int64(x.lock.HeadLen())
	in := io.NewSectionReader(z.at, x.l.body+n, max(x.l.end-x.l.body-n, 0))
	plain, err := key.Reader(in, in.Size())
	if err != nil {
		return nil, damaged(x.e.Path, err)
	}
	return &salvaged{ReadCloser: unpacker(x.l.method)(bufio.NewReader(plain)), e: x.e, l: x.l, crc: crc32.NewIEEE(), rest: plain}, nil
}

// unlock finds the passwords of the encrypted entries. A password that seems to fit must unpack one entry to its
// checksum, a small one first, before it is believed; the others are judged by it.
func (z *zipArchive) unlock() {
	ring := keyring{z: z, passwords: spellings(z.lim.Passwords), tries: maxTries, proof: maxProof}
	order := slices.Clone(z.locked)
	slices.SortStableFunc(order, func(a, b *locked) int { return int(min(max(a.l.end-a.l.body-b.l.end+b.l.body, -1), 1)) })
	for _, x := range order {
		x.key = ring.open(x)
	}
	for _, x := range order {
		switch {
		case x.e.Refused != "": // shares its bytes with others
			continue
		case x.key == nil && len(ring.proven) > 0:
			x.key = ring.open(x)
		}
		if x.key != nil {
			x.e.Refused = refusal(x.l.method)
			continue
		}
		x.e.Refused = fmt.Sprintf("encrypted (%s)%s", x.lock.Cipher, z.lim.passwordWords())
	}
}

// passwordWords say what to do about a password.
func (l Limits) passwordWords() string {
	switch n := len(l.Passwords); n {
	case 0:
		return ": give a file with its password (--password-file), or ask for the archive without a password"
	case 1:
		return ", and the password given does not fit: ask for the right one, or for the archive without a password"
	default:
		return fmt.Sprintf(", and none of the %d passwords given fits: ask for the right one, or for the archive without a password", n)
	}
}

// keyring tries passwords on the entries of one archive.
type keyring struct {
	z         *zipArchive
	passwords []string
	proven    []string // those that opened an entry, the newest first
	tries     int      // left
	proof     int64    // bytes left
}

// open finds the key to an entry; nil if there is none.
func (k *keyring) open(x *locked) *zipcrypt.Key {
	if x.e.Refused != "" {
		return nil
	}
	head := make([]byte, x.lock.HeadLen())
	if n, _ := k.z.at.ReadAt(head, x.l.body); n < len(head) {
		return nil
	}
	for _, p := range k.proven {
		if key, err := x.lock.Try(head, p); err == nil {
			return key
		}
	}
	var likely *zipcrypt.Key // of AES, where one wrong password of 65,536 seems to fit: rather the entry is damaged
	for _, p := range k.passwords {
		if k.tries == 0 || slices.Contains(k.proven, p) {
			continue
		}
		key, err := x.lock.Try(head, p)
		if err == nil && k.proves(x, key) {
			k.proven = slices.Insert(k.proven, 0, p)
			return key
		}
		if err == nil && x.lock.Cipher != zipcrypt.ZipCrypto {
			likely = key
		}
		k.tries--
	}
	return likely
}

// proves reports that an entry unpacks with a key, or could: what is cut off, or packed with a method that is not read,
// proves nothing, and then the key is believed.
func (k *keyring) proves(x *locked, key *zipcrypt.Key) bool {
	if refusal(x.l.method) != "" {
		return true
	}
	r, err := k.z.decrypt(x, key)
	if err != nil {
		return x.l.torn
	}
	defer r.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(r, k.proof))
	k.proof -= n
	return err == nil || x.l.torn && n > 0
}

// spellings gives each password, and for one beyond ASCII also the bytes that packers of Windows make of it: those of the
// ANSI or of the OEM code page.
func spellings(passwords []string) []string {
	var out []string
	for _, p := range passwords {
		out = append(out, p)
		if !utf8.ValidString(p) || strings.IndexFunc(p, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
			continue
		}
		for _, page := range []*charmap.Charmap{charmap.Windows1252, charmap.CodePage850, charmap.Windows1251, charmap.CodePage866} {
			if s, err := page.NewEncoder().String(p); err == nil && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}
