package parse

import "kmstriage/parse/fact"

// Limits bound what is read of one file and kept of one bundle; what an archive may cost stands in bundle.Limits. A zero is
// the default, which stands with its reason where the bound is kept.
type Limits struct {
	Line        int // bytes of a line of a listing; of an exported event log LinesOfExport times that
	XMLDepth    int // elements inside elements of an inventory
	XMLElements int // elements of an inventory
	XMLBytes    int // bytes of an inventory of which a tree is built
	Records     int // licensing events of a bundle, all kinds and files
}

// LinesOfExport is how much longer than a line of a listing one of an exported log may be: it holds a whole event.
const LinesOfExport = 4

// DefaultLine bounds a line of a listing, in bytes: a listing that lost all its line ends, of every licence of every Office, is
// shorter. What parses lines takes a second for ten megabytes on one.
const DefaultLine = 256 << 10

// MaxLine is the bound of a line of a listing, in bytes.
func (l Limits) MaxLine() int {
	if l.Line > 0 {
		return l.Line
	}
	return DefaultLine
}

// MaxRecords is the bound of the licensing events of a bundle.
func (l Limits) MaxRecords() int {
	if l.Records > 0 {
		return l.Records
	}
	return fact.MaxEvents
}
