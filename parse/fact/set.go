package fact

import (
	"encoding/json"
	"fmt"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Schema names the form of a saved Set.
const Schema = "kmstriage-facts/1"

// Set is everything observed in one bundle, one slice a topic. Order inside a slice is the order of reading: paths
// sorted, then position; text exports beside their log come last. It is saved and read back by Save and Load without loss.
type Set struct {
	Schema string `json:"schema"`
	Bundle Bundle `json:"bundle"`

	Names        []Name         `json:"names,omitempty"`
	OS           []OS           `json:"os,omitempty"`
	Office       []Office       `json:"office,omitempty"`
	Licences     []Licence      `json:"licences,omitempty"`
	Activations  []Activation   `json:"activations,omitempty"`
	Requests     []Request      `json:"requests,omitempty"`
	Responses    []Response     `json:"responses,omitempty"`
	Failures     []Failure      `json:"failures,omitempty"`
	HostRequests []HostRequest  `json:"hostRequests,omitempty"`
	Publishings  []Publishing   `json:"publishings,omitempty"`
	Events       []ServiceEvent `json:"events,omitempty"`
	DNS          []DNSAnswer    `json:"dns,omitempty"`
	HostLicences []ServiceBlock `json:"hostLicences,omitempty"`
	CMIDs        []CMID         `json:"cmids,omitempty"`
	Scripts      []ScriptError  `json:"scripts,omitempty"`
	Elevation    []Elevation    `json:"elevation,omitempty"`
	Tokens       []TokenListing `json:"tokens,omitempty"`
	Settings     []Setting      `json:"settings,omitempty"`
	Services     []Service      `json:"services,omitempty"`
	Networks     []Network      `json:"networks,omitempty"`
	Connections  []Connection   `json:"connections,omitempty"`
	TimeOffsets  []TimeOffset   `json:"timeOffsets,omitempty"`
	Expiries     []Expiry       `json:"expiries,omitempty"`

	Readings []Reading `json:"readings,omitempty"`
	Missing  []Missing `json:"missing,omitempty"`
}

// MaxEvents bounds the licensing events that are kept of a bundle, all kinds and files. An event takes about a kilobyte in
// memory; three logs of the busiest KMS host seen hold less.
const MaxEvents = 140_000

// EventCount is how many licensing events there are, of every kind.
func (s *Set) EventCount() int {
	return len(s.Requests) + len(s.Responses) + len(s.HostRequests) + len(s.Publishings) + len(s.Failures) + len(s.Events)
}

// Bundle identifies the input. Name is the base name of the path that was given. SHA256 is of the archive's bytes, or
// of the sorted list of entries for a folder.
type Bundle struct {
	Name     string    `json:"name"`
	SHA256   string    `json:"sha256,omitempty"`
	Problems []Problem `json:"problems,omitempty"` // of the container: torn archive, encrypted or refused entries
	// Unreadable is set when nothing could be read, with the reason in words: the container could not be opened, or no
	// recognised file in it.
	Unreadable string `json:"unreadable,omitempty"`
	// Incomplete is set when the container was cut off and read as far as it goes, with the reason in words.
	Incomplete string `json:"incomplete,omitempty"`
}

// Save writes the set as indented JSON, the form that `kmstriage facts` prints.
func Save(w io.Writer, s *Set) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(s); err != nil {
		return fmt.Errorf("save facts: %w", err)
	}
	return nil
}

// Load reads what Save wrote, also as PowerShell's ">" leaves it: in UTF-16, or with a byte order mark. It fails on
// anything that is not a whole facts document of this schema.
func Load(r io.Reader) (*Set, error) {
	d := json.NewDecoder(Unmarked(r))
	var s Set
	if err := d.Decode(&s); err != nil {
		return nil, fmt.Errorf("read facts: %w", err)
	}
	if s.Schema != Schema {
		return nil, fmt.Errorf("read facts: schema %q, want %q", s.Schema, Schema)
	}
	s.Hide()
	return &s, nil
}

// Unmarked reads what begins with a byte order mark as UTF-8 without one, and anything else as it is.
func Unmarked(r io.Reader) io.Reader {
	return transform.NewReader(r, unicode.BOMOverride(encoding.Nop.NewDecoder()))
}
