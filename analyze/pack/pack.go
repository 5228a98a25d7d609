// Package pack turns the facts of bundles into few bytes and back: what one bundle means hangs on the others of its run, so
// the facts of all are kept until all are read.
package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// maxDictionary bounds the dictionary: a window of what bundles have in common.
const maxDictionary = 128 << 10

// Packer turns facts into few bytes and back. Bundles of one fleet say nearly the same: the facts of the first serve as a
// dictionary for all. It is safe for concurrent use.
type Packer struct {
	once    sync.Once
	encoder *zstd.Encoder
	decoder *zstd.Decoder
	err     error
	// Begun is told once of a dictionary that Pack chose; nil is not called.
	Begun func(dictionary []byte) error
}

const dictionaryID = 1

// Begin sets the dictionary; only the first call of it or choose counts.
func (p *Packer) Begin(dictionary []byte) error {
	p.once.Do(func() { p.err = p.ready(dictionary) })
	return p.err
}

// Dictionary is what facts give for one.
func Dictionary(s *fact.Set) ([]byte, error) {
	b, err := json.Marshal(derive.Pare(s))
	if err != nil {
		return nil, fmt.Errorf("pack facts: %w", err)
	}
	return window(b), nil
}

func window(facts []byte) []byte {
	return append([]byte(nil), facts[:min(len(facts), maxDictionary)]...)
}

// choose makes the first facts the dictionary, and has them kept.
func (p *Packer) choose(facts []byte) error {
	p.once.Do(func() {
		d := window(facts)
		if p.err = p.ready(d); p.err == nil && p.Begun != nil {
			p.err = p.Begun(d)
		}
	})
	return p.err
}

func (p *Packer) ready(d []byte) (err error) {
	p.encoder, err = zstd.NewWriter(nil, zstd.WithEncoderDictRaw(dictionaryID, d), zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(packWindow))
	if err == nil {
		p.decoder, err = zstd.NewReader(nil, zstd.WithDecoderDictRaw(dictionaryID, d), zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxFacts))
	}
	return err
}

// maxFacts bounds what packed facts unpack to, in bytes: those of the largest bundles take a tenth of it, and a file that came from
// another machine shall not fill the memory of this one.
const maxFacts = 1 << 30

// packWindow spans the facts of nearly every bundle; of larger ones a part far behind is not found again.
const packWindow = 512 << 10

// Pack keeps of the facts what a diagnosis is made from; see derive.Pare.
func (p *Packer) Pack(s *fact.Set) ([]byte, error) {
	b, err := json.Marshal(derive.Pare(s))
	if err != nil {
		return nil, fmt.Errorf("pack facts: %w", err)
	}
	return p.packed(b)
}

// packed packs facts in JSON.
func (p *Packer) packed(b []byte) ([]byte, error) {
	if err := p.choose(b); err != nil {
		return nil, fmt.Errorf("pack facts: %w", err)
	}
	packed := p.encoder.EncodeAll(b, nil)
	return append(make([]byte, 0, len(packed)), packed...), nil
}

// Unpack is the other way. The dictionary must be that of Pack.
func (p *Packer) Unpack(b []byte) (*fact.Set, error) {
	j, err := p.opened(b)
	if err != nil {
		return nil, err
	}
	s := &fact.Set{}
	if err := json.Unmarshal(j, s); err != nil {
		return nil, fmt.Errorf("unpack facts: %w", err)
	}
	return s, nil
}

// Move packs with the dictionary of another packer what this one packed.
func (p *Packer) Move(b []byte, to *Packer) ([]byte, error) {
	j, err := p.opened(b)
	if err != nil {
		return nil, err
	}
	return to.packed(j)
}

// opened gives facts as they were before they were packed.
func (p *Packer) opened(b []byte) ([]byte, error) {
	if p.decoder == nil {
		return nil, errors.New("unpack facts: their dictionary is missing")
	}
	j, err := p.decoder.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack facts: %w", err)
	}
	return j, nil
}
