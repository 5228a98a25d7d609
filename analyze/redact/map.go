package redact

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"sync"
)

// The classes of what is replaced. They stand in map files and never change.
const (
	classLabel   = "label"   // one label of a host or domain name, a NetBIOS name, a user: anything that is one word
	classDomain  = "domain"  // the last labels of a domain name
	classAddress = "address" // IPv4 or IPv6
	classNet     = "net"     // the first 24 bits of an IPv4 address
	classPath    = "path"    // a word of a file's or folder's name that is of no collection
	classMAC     = "mac"
	classSID     = "sid"
	classGUID    = "guid" // a CMID or another id that is no product's
	classPID     = "product-id"
	classKey     = "key" // the last five characters of a product key
)

// Map knows what was replaced by what. What a word becomes hangs on the map's secret alone, unless two would become the
// same: so one map gives the same words in every bundle. It can be used by several at a time.
type Map struct {
	secret  []byte
	entries []Entry
	tokens  map[string]string // of class and original
	taken   map[string]string // originals by token, in lower case
	known   map[string]bool   // originals, in lower case
	mu      sync.Mutex
}

// Entry is one replacement: Original, in the form in which it is compared, became Token.
type Entry struct {
	Class    string `json:"class"`
	Original string `json:"original"`
	Token    string `json:"token"`
}

// secretBytes are as many as the hash has.
const secretBytes = sha256.Size

// NewMap is an empty map with a secret of its own.
func NewMap() *Map {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails
	return MapOf(secret)
}

// MapOf is an empty map with a secret that is given.
func MapOf(secret []byte) *Map {
	return &Map{secret: secret, tokens: map[string]string{}, taken: map[string]string{}, known: map[string]bool{}}
}

func (m *Map) add(e Entry) {
	m.entries = append(m.entries, e)
	m.tokens[e.Class+" "+e.Original] = e.Token
	m.taken[strings.ToLower(e.Token)] = e.Original
	m.known[e.Original] = true
}

// Entries lists the replacements in the order in which they were made.
func (m *Map) Entries() []Entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.entries[:len(m.entries):len(m.entries)]
}

// maxTries is after how many words that are taken a word is refused: there are hardly that many of two letters.
const maxTries = 2000

// expect notes what will be replaced, so that no token is made that looks like it.
func (m *Map) expect(original string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known[original] = true
}

// isToken reports what stands for another already.
func (m *Map) isToken(s string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.taken[strings.ToLower(s)]
	return ok
}

// token gives what an original is replaced by. make forms a candidate out of random numbers; ok may refuse it.
func (m *Map) token(class, original string, form func(*source) string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if t, ok := m.tokens[class+" "+original]; ok {
		return t
	}
	t := ""
	for i := range maxTries {
		t = form(m.source(class, original, i))
		low := strings.ToLower(t)
		if _, used := m.taken[low]; !used && !m.known[low] && low != original {
			break
		}
	}
	m.add(Entry{class, original, t})
	return t
}

// source gives numbers that hang on the secret, a text and the number of the try.
func (m *Map) source(class, original string, try int) *source {
	return &source{secret: m.secret, seed: fmt.Sprintf("%s\x00%s\x00%d", class, original, try), try: try}
}

// source is a stream of numbers that nobody can tell without the secret.
type source struct {
	secret []byte
	seed   string
	try    int
	block  uint32
	left   []byte
}

// below gives a number from 0 to n-1, n at most 65536. The bias of at most one in a million matters to nobody: what is
// hidden is the word, not how often it occurs.
func (s *source) below(n int) int {
	if len(s.left) < 8 {
		h := hmac.New(sha256.New, s.secret)
		_, _ = io.WriteString(h, s.seed)
		_ = binary.Write(h, binary.BigEndian, s.block)
		s.block++
		s.left = h.Sum(nil)
	}
	v := binary.BigEndian.Uint64(s.left)
	s.left = s.left[8:]
	return int(v % uint64(n))
}
