package rule

import (
	"crypto/sha256"
	"fmt"
)

// Digest names what judges: SHA-256 over the documented values of all rules, lower-case hexadecimal.
func Digest() string {
	h := sha256.New()
	for _, r := range All {
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00%d\x00%t\x00%s\x00%s\x00%s\x00%s\n", r.ID, r.Section, r.Severity, r.Rank, r.Primary, r.Scope, r.When, r.Title, r.Doc)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}
