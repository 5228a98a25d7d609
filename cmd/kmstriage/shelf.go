package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// maxShelved bounds the packed facts of a run that are held in memory: some ten thousand to a hundred thousand bundles.
const maxShelved = 512 << 20

var errShelfFull = errors.New("the facts of this many bundles do not fit into memory: give them in parts, or add -o sqlite=FILE, which keeps them on disk")

// shelf holds what the bundles of a run said until all are read, since what one means hangs on the others: their facts,
// pared and packed to a few kilobytes each. It is safe for concurrent use.
type shelf struct {
	packer *packer
	mu     sync.Mutex
	held   int
}

// take makes room for packed facts.
func (s *shelf) take(b []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held += len(b); s.held > maxShelved {
		return errShelfFull
	}
	return nil
}

// maxDictionary bounds the dictionary: a window of what bundles have in common.
const maxDictionary = 128 << 10

// packer turns facts into few bytes and back. Bundles of one fleet say nearly the same: the facts of the first serve as a
// dictionary for all. It is safe for concurrent use.
type packer struct {
	once    sync.Once
	encoder *zstd.Encoder
	decoder *zstd.Decoder
	err     error
	begun   func(dictionary []byte) error // told once of a dictionary that pack chose; may be nil
}

const dictionaryID = 1

// begin sets the dictionary; only the first call of it or choose counts.
func (p *packer) begin(dictionary []byte) error {
	p.once.Do(func() { p.err = p.ready(dictionary) })
	return p.err
}

// choose makes the first facts the dictionary, and has them kept.
func (p *packer) choose(facts []byte) error {
	p.once.Do(func() {
		d := append([]byte(nil), facts[:min(len(facts), maxDictionary)]...)
		if p.err = p.ready(d); p.err == nil && p.begun != nil {
			p.err = p.begun(d)
		}
	})
	return p.err
}

func (p *packer) ready(d []byte) (err error) {
	p.encoder, err = zstd.NewWriter(nil, zstd.WithEncoderDictRaw(dictionaryID, d), zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(packWindow))
	if err == nil {
		p.decoder, err = zstd.NewReader(nil, zstd.WithDecoderDictRaw(dictionaryID, d), zstd.WithDecoderConcurrency(0))
	}
	return err
}

// packWindow spans the facts of nearly every bundle; of larger ones a part far behind is not found again.
const packWindow = 512 << 10

func (p *packer) pack(s *fact.Set) ([]byte, error) {
	b, err := json.Marshal(derive.Pare(s))
	if err != nil {
		return nil, fmt.Errorf("pack facts: %w", err)
	}
	if err := p.choose(b); err != nil {
		return nil, fmt.Errorf("pack facts: %w", err)
	}
	packed := p.encoder.EncodeAll(b, nil)
	return append(make([]byte, 0, len(packed)), packed...), nil
}

func (p *packer) unpack(b []byte) (*fact.Set, error) {
	j, err := p.decoder.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack facts: %w", err)
	}
	s := &fact.Set{}
	if err := json.Unmarshal(j, s); err != nil {
		return nil, fmt.Errorf("unpack facts: %w", err)
	}
	return s, nil
}
