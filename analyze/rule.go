// Package analyze turns facts into a diagnosis: it holds the contract of a rule, has every rule judged, and folds what
// they say by rank and suppression into one primary per subject and one for the bundle.
package analyze

import (
	"time"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// Severity is how bad a finding is.
type Severity string

// The severities, worst first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	OK      Severity = "ok"
	Info    Severity = "info"
)

// Confidence is how sure a finding is.
type Confidence string

// The confidences, best first.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Scope says what a rule is judged for.
type Scope string

// The scopes: each subject, each Office family with evidence, the whole bundle, or several bundles.
const (
	PerSubject Scope = "subject"
	PerFamily  Scope = "family"
	PerBundle  Scope = "bundle"
	PerBatch   Scope = "batch"
)

// Rule is one branch of the decision tree as a documented value. Ids, ranks and conditions are those of the catalogue
// of rules; an id never changes its meaning.
type Rule struct {
	ID       string
	Section  string
	Severity Severity
	Rank     int  // precedence inside a subject: lower wins
	Primary  bool // may be the primary finding
	Scope    Scope
	// Needs is the least without which the condition cannot be evaluated: of each inner list one topic must have been
	// read. Better names topics that only raise the confidence.
	Needs  [][]fact.Topic
	Better []fact.Topic
	// Title and Doc may hold {name} placeholders of Hit.Values. Title is one line; Doc explains in two or three
	// sentences what happened and why.
	Title string
	Doc   string
	// When is the condition in one or two plain sentences, without placeholders: "The error is 0xC004F041, and ...".
	// Error codes in it are written out, so that a code finds its rules.
	When string
	// Steps and Questions are what to do; a step whose When is not met is left out.
	Steps     []StepText
	Questions []string
	// Suppresses drops findings (id patterns with "*"); with Reach they must concern the same subject, stem or family. Lowers takes one
	// step of confidence from them.
	Suppresses []string
	Lowers     []string
	Reach      Reach
	// YieldsTo lists the findings (patterns; "@error" is any error of the same subject) that drop this one.
	YieldsTo []string
	// WholeFamily marks a PerFamily rule whose finding competes to be the primary of every subject of the family.
	WholeFamily bool
	// Fallback rules are found only if no other rule that may be primary is, for the same subject (or, for PerBundle,
	// anywhere).
	Fallback bool
	// Several rules need the other bundles of a run: alone they are not asked.
	Several bool
	// Gate rules end the search: nothing below may replace them as the bundle's primary.
	Gate bool
	// Silence rules lean on the absence of an event: the report says what that absence is worth.
	Silence bool
	// Judge returns what it found, or nil. It is called once for each member of Scope.
	Judge func(*Scene) *Hit
}

// Reach limits what a rule's suppression touches.
type Reach int

// The reaches.
const (
	Anywhere Reach = iota // for rules without subject: everything; for others: the same subject, its family-level and bundle-level findings
	SameSubject
	SameStem
)

// Scene is what a rule may look at.
type Scene struct {
	Case    *derive.Case
	Subject *derive.Subject // of PerSubject
	Family  int             // of PerSubject and PerFamily
}

// Hit is what a rule found in one place.
type Hit struct {
	Confidence Confidence // zero is High
	Values     map[string]string
	Because    []Evidence
	Lowered    []string  // why Confidence is not high
	Severity   Severity  // zero is the rule's
	Stem       string    // of a PerFamily finding about one product: its licence stem
	Newest     time.Time // of the evidence; breaks ties
}

// StepText is a step with placeholders. When names a value that must be present ("port"), or with "!" absent ("!port"); it may list several joined by ",".
type StepText struct {
	Where, Text, Command string
	When                 string
	// Question and Answer tie the step to one outcome of a question.
	Question, Answer string
	// Until names the question that the step only points to: once that is answered the step is left out.
	Until string
}
