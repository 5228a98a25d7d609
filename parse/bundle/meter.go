package bundle

import (
	"fmt"
	"io"
	"sync"
)

// meter counts the unpacked bytes of a bundle and of the archives inside it. A range of an entry that is read twice
// (its head for recognition, then the whole) counts once.
type meter struct {
	mu    sync.Mutex
	spent int64
	limit int64 // of the bundle
}

// metered bounds one reader of one entry.
type metered struct {
	io.ReadCloser
	entry  *Entry
	lim    Limits
	packed int64 // bytes of the entry in the archive; 0 where nothing is packed
	total  *meter
	seen   *int64 // farthest offset that any reader of the entry came to, guarded by total.mu
	out    int64
	err    error
}

// limit makes an entry's open function bounded.
func limit(e *Entry, lim Limits, total *meter, packed int64, open func() (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	seen := new(int64)
	if e.guard == nil {
		e.guard = lim.Guard
	}
	if total != nil {
		total.mu.Lock()
		total.limit = lim.TotalBytes
		total.mu.Unlock()
	}
	return func() (io.ReadCloser, error) {
		r, err := open()
		if err != nil {
			return nil, err
		}
		return &metered{ReadCloser: r, entry: e, lim: lim, packed: packed, total: total, seen: seen}, nil
	}
}

// Read passes on what is below every limit and then fails with an error that names entry and limit.
func (m *metered) Read(p []byte) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	if err := m.entry.guard.check(); err != nil {
		m.err = fmt.Errorf("%q: %w", m.entry.Path, err)
		return 0, m.err
	}
	n, err := m.ReadCloser.Read(p)
	if over := m.out + int64(n) - m.lim.EntryBytes; over > 0 {
		n -= int(over)
		err = fmt.Errorf("%q unpacks to more than the limit of %s an entry", m.entry.Path, size(m.lim.EntryBytes))
	}
	m.out += int64(n)
	if m.packed > 0 && m.out > ratioFrom && m.out/m.packed > m.lim.Ratio {
		err = fmt.Errorf("%q unpacks to more than the limit of %d times its packed size", m.entry.Path, m.lim.Ratio)
	}
	if over := m.count(); over > 0 {
		n -= int(min(over, int64(n)))
		err = fmt.Errorf("%q: the bundle unpacks to more than the limit of %s", m.entry.Path, size(m.lim.TotalBytes))
	}
	m.err = err
	return n, err
}

// count adds what is new to the total and returns by how much that is above the limit.
func (m *metered) count() int64 {
	m.total.mu.Lock()
	defer m.total.mu.Unlock()
	if fresh := m.out - *m.seen; fresh > 0 {
		*m.seen = m.out
		m.total.spent += fresh
		return m.total.spent - m.lim.TotalBytes
	}
	return 0
}
