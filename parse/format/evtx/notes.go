package evtx

import "fmt"

// notes collects what is odd about a log but costs nothing.
type notes struct {
	said                            []string
	headerSums, dataSums, recovered int
}

// add is called for the file header and the end of the file only, so the list stays short.
func (n *notes) add(s string) { n.said = append(n.said, s) }

func (n *notes) list() []string {
	out := n.said
	for _, x := range []struct {
		n    int
		what string
	}{
		{n.headerSums, "wrong checksum of the chunk header in %d chunks"},
		{n.dataSums, "wrong checksum of the records in %d chunks"},
		{n.recovered, "%d records were found outside of what the chunk headers list"},
	} {
		if x.n > 0 {
			out = append(out, fmt.Sprintf(x.what, x.n))
		}
	}
	return out
}

func moreLosses(n int) string {
	return fmt.Sprintf("this and %d further places are damaged", n)
}
