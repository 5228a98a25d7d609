package redact

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// MapSchema names the form of a map in its file, which is JSON, encrypted with a passphrase in the format of age
// (age-encryption.org/v1, scrypt).
const MapSchema = "kmstriage-map/1"

// ErrPassphrase is returned for a map that another passphrase opens.
var ErrPassphrase = errors.New("the passphrase is not that of the map")

// saved is a map in its file.
type saved struct {
	Schema  string  `json:"schema"`
	Secret  []byte  `json:"secret"`
	Entries []Entry `json:"entries"`
}

// maxMapBytes bounds a map's file: a million replacements.
const maxMapBytes = 256 << 20

// workFactor makes one guess at a passphrase cost 128 MiB and some tenths of a second: scrypt with N = 2^17, what OWASP asks
// for, and half of what age has by itself.
const workFactor = 17

// Save writes the map, encrypted: who has it and the passphrase knows every name again.
func (m *Map) Save(w io.Writer, passphrase string) error {
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fmt.Errorf("encrypt the map: %w", err)
	}
	to.SetWorkFactor(workFactor)
	c, err := age.Encrypt(w, to)
	if err != nil {
		return fmt.Errorf("encrypt the map: %w", err)
	}
	if err := json.NewEncoder(c).Encode(saved{MapSchema, m.secret, m.Entries()}); err != nil {
		return fmt.Errorf("write the map: %w", err)
	}
	if err := c.Close(); err != nil {
		return fmt.Errorf("write the map: %w", err)
	}
	return nil
}

// LoadMap reads what Save wrote. The error wraps ErrPassphrase if the passphrase is wrong.
func LoadMap(r io.Reader, passphrase string) (*Map, error) {
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, fmt.Errorf("open the map: %w", err)
	}
	d, err := age.Decrypt(io.LimitReader(r, maxMapBytes), id)
	if err != nil {
		var no *age.NoIdentityMatchError
		if errors.As(err, &no) {
			return nil, ErrPassphrase
		}
		return nil, fmt.Errorf("open the map: %w", err)
	}
	var s saved
	if err := json.NewDecoder(d).Decode(&s); err != nil {
		return nil, fmt.Errorf("read the map: %w", err)
	}
	if s.Schema != MapSchema || len(s.Secret) == 0 {
		return nil, fmt.Errorf("read the map: schema %q, want %q", s.Schema, MapSchema)
	}
	m := MapOf(s.Secret)
	for _, e := range s.Entries {
		m.add(e)
	}
	return m, nil
}
