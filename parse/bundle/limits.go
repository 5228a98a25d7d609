package bundle

import (
	"fmt"
	"sync"
)

// The defaults. A bundle of the support diagnostics is 1 to 100 MB unpacked; all bounds leave room for the largest ones
// seen, with security logs of gigabytes in them.
const (
	defaultEntries    = 100_000 // 70,000 entries were seen in real archives of whole profile folders
	defaultEntryBytes = 4 << 30
	defaultTotalBytes = 16 << 30
	// defaultRatio is just under the 1032:1 that deflate can reach at all: real logs are 13:1 to 200:1, half-empty
	// pre-allocated event logs more; only mere filler gets here.
	defaultRatio     = 1000
	defaultDepth     = 3
	defaultHeldBytes = 256 << 20

	ratioFrom = 1 << 20 // unpacked bytes before which no ratio is suspicious
)

// DefaultLimits is what one run may cost, with a fresh account of held bytes: take it once a run and pass copies on.
func DefaultLimits() Limits {
	return Limits{
		Entries:    defaultEntries,
		EntryBytes: defaultEntryBytes,
		TotalBytes: defaultTotalBytes,
		Ratio:      defaultRatio,
		Depth:      defaultDepth,
		HeldBytes:  defaultHeldBytes,
		Held:       NewBudget(defaultHeldBytes),
	}
}

// Budget is an account of bytes that several archives share. It is safe for concurrent use.
type Budget struct {
	mu       sync.Mutex
	left     int64
	refusals int
}

// NewBudget makes an account of so many bytes.
func NewBudget(bytes int64) *Budget { return &Budget{left: bytes} }

func (b *Budget) take(n int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left < n {
		b.refusals++
		return false
	}
	b.left -= n
	return true
}

// Refusals is how often something did not fit so far: what was refused while others held memory may fit once they are done.
func (b *Budget) Refusals() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refusals
}

func (b *Budget) give(n int64) {
	b.mu.Lock()
	b.left += n
	b.mu.Unlock()
}

func (l Limits) held() *Budget {
	if l.Held != nil {
		return l.Held
	}
	return NewBudget(l.HeldBytes)
}

// size prints a number of bytes for a message.
func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

// sizeOf prints "1.2 of 8.8 MiB".
func sizeOf(n, all int64) string {
	if n < 1<<20 || all < 1<<20 {
		return fmt.Sprintf("%d of %d bytes", n, all)
	}
	return fmt.Sprintf("%.1f of %.1f MiB", float64(n)/(1<<20), float64(all)/(1<<20))
}

// failure says something in its own words and still is one of the sentinels.
type failure struct {
	text string
	is   error
}

func fail(is error, format string, args ...any) error {
	return &failure{text: fmt.Sprintf(format, args...), is: is}
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.is }
