package results

import (
	"context"
	"sync"

	"github.com/klauspost/compress/zstd"

	"kmstriage/analyze/pack"
	"kmstriage/parse/fact"
)

var peers struct {
	sync.Once
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// ready makes the coders of peers: with one goroutine each, they cannot fail.
func ready() {
	peers.Do(func() {
		peers.enc, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithLowerEncoderMem(true), zstd.WithEncoderConcurrency(1))
		peers.dec, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0))
	})
}

func packPeer(b []byte) []byte {
	ready()
	return peers.enc.EncodeAll(b, nil)
}

func unpackPeer(b []byte) ([]byte, error) {
	ready()
	return peers.dec.DecodeAll(b, nil)
}

const dictionaryName = "dictionary"

// Packer packs facts with the dictionary that all workers of the database share: the facts of the first bundle.
type Packer struct {
	db *DB
	mu sync.Mutex
	p  *pack.Packer
}

// Packer makes one.
func (d *DB) Packer() *Packer { return &Packer{db: d} }

// Pack packs facts.
func (p *Packer) Pack(ctx context.Context, s *fact.Set) ([]byte, error) {
	k, err := p.with(ctx, s)
	if err != nil {
		return nil, err
	}
	return k.Pack(s)
}

// Unpack is the other way.
func (p *Packer) Unpack(ctx context.Context, b []byte) (*fact.Set, error) {
	k, err := p.with(ctx, nil)
	if err != nil {
		return nil, err
	}
	return k.Unpack(b)
}

// with gives the packer once there is a dictionary, be it out of these facts.
func (p *Packer) with(ctx context.Context, s *fact.Set) (*pack.Packer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.p != nil {
		return p.p, nil
	}
	d, err := p.db.Setting(ctx, dictionaryName)
	if err == nil && d == nil && s != nil {
		if d, err = pack.Dictionary(s); err == nil {
			d, err = p.db.First(ctx, dictionaryName, d)
		}
	}
	if err != nil {
		return nil, err
	}
	k := &pack.Packer{}
	if err := k.Begin(d); err != nil {
		return nil, err
	}
	p.p = k
	return k, nil
}
