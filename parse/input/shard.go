package input

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"

	"golang.org/x/text/unicode/norm"
)

// Shard is one of the shares into which an input is cut, so that several machines read it. The zero value is the whole.
type Shard struct {
	Index int // from 0 to Count-1
	Count int
}

// ParseShard reads the two numbers of a shard: its index, from 0, and how many there are.
func ParseShard(index, count string) (Shard, error) {
	n, err := strconv.ParseUint(count, 10, 31)
	if err != nil || n == 0 {
		return Shard{}, fmt.Errorf("%q is no number of shards: want 1 or more", count)
	}
	i, err := strconv.ParseUint(index, 10, 31)
	if err != nil || i >= n {
		return Shard{}, fmt.Errorf("%q is no shard of %d: want a number from 0 to %d", index, n, n-1)
	}
	return Shard{int(i), int(n)}, nil
}

// String is the form of the command line: "1/4".
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// Of gives the units that are in the shard.
func (s Shard) Of(units []Unit) []Unit {
	if s.Count == 0 {
		return units
	}
	var out []Unit
	for _, u := range units {
		if s.holds(u) {
			out = append(out, u)
		}
	}
	return out
}

// holds reports whether a unit is in the shard. That hangs on its Place alone: each machine must come to the same answer by itself,
// wherever the input is mounted, and without reading it. The digest is a strong one since the low bit of the common quick ones is
// the parity of the text: of two shards, one would get all of CL01/CL01_NSLookup.log, CL02/CL02_NSLookup.log and so on.
func (s Shard) holds(u Unit) bool {
	if u.Path == "-" {
		return s.Index == 0 // a machine that reads no standard input may have none
	}
	// A share of files that macOS mounts has its names in another normal form.
	sum := sha256.Sum256([]byte(norm.NFC.String(u.Place)))
	return binary.BigEndian.Uint64(sum[:])%uint64(s.Count) == uint64(s.Index)
}
