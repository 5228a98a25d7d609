package catalogue

import "strings"

// TermKind says what a word of the reports, scripts and listings is one of.
type TermKind string

// The kinds of terms.
const (
	LicenceState TermKind = "licence state"
	KeyType      TermKind = "key type"
	CompareTerm  TermKind = "comparison"
	OriginTerm   TermKind = "origin"
	DNSTerm      TermKind = "DNS state"
	SureTerm     TermKind = "confidence"
)

// Term is one word with its meaning. Basis says where the knowledge comes from, in words.
type Term struct {
	Kind  TermKind
	ID    string
	Also  []string // other spellings and numbers
	Title string
	About string
	See   []string // ids to read on
	Basis string
}

// Terms returns the whole table, kind by kind.
func Terms() []Term { return append([]Term(nil), terms...) }

// TermsNamed returns the terms of a word or of one of its other spellings; case, outer hyphens, and what joins words
// do not count ("---OOB_GRACE---", "extended grace").
func TermsNamed(word string) []Term {
	var out []Term
	word = foldTerm(word)
	for _, t := range terms {
		if foldTerm(t.ID) == word || t.alsoNamed(word) {
			out = append(out, t)
		}
	}
	return out
}

func (t Term) alsoNamed(folded string) bool {
	for _, a := range t.Also {
		if foldTerm(a) == folded {
			return true
		}
	}
	return false
}

var joiners = strings.NewReplacer("_", "-", " ", "-", ":", "-")

func foldTerm(s string) string {
	return strings.Trim(joiners.Replace(strings.ToLower(strings.TrimSpace(s))), "-")
}
