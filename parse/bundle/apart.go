package bundle

// Apart reports whether the entries may be read several at a time with the same outcome as one after the other: what
// they are said to unpack to stays, together, far below the limit that they share, so that in which order they are read
// does not decide which of them meets it. The same goes for memory that is taken only when an entry is read. Readers of
// different entries may always be used at the same time.
func (b *Bundle) Apart() bool {
	if b.holdsLater {
		return false
	}
	if b.spent == nil {
		return true
	}
	b.spent.mu.Lock()
	defer b.spent.mu.Unlock()
	left := b.spent.limit/2 - b.spent.spent
	for _, e := range b.Entries {
		if e.Size < 0 || e.Size > left {
			return false
		}
		left -= e.Size
	}
	return true
}
