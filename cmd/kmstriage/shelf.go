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
	once       sync.Once
	dictionary []byte
	encoder    *zstd.Encoder
	decoder    *zstd.Decoder
	err        error
}

const dictionaryID = 1

// begin sets the dictionary; only the first call counts.
func (p *packer) begin(dictionary []byte) error {
	p.once.Do(func() {
		p.dictionary = append([]byte(nil), dictionary[:min(len(dictionary), maxDictionary)]...)
		p.encoder, p.err = zstd.NewWriter(nil, zstd.WithEncoderDictRaw(dictionaryID, p.dictionary), zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
			zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(256<<10), zstd.WithEncoderCRC(true))
		if p.err == nil {
			p.decoder, p.err = zstd.NewReader(nil, zstd.WithDecoderDictRaw(dictionaryID, p.dictionary), zstd.WithDecoderConcurrency(0))
		}
	})
	return p.err
}

func (p *packer) pack(s *fact.Set) ([]byte, error) {
	b, err := json.Marshal(derive.Pare(s))
	if err != nil {
		return nil, fmt.Errorf("pack facts: %w", err)
	}
	if err := p.begin(b); err != nil {
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
