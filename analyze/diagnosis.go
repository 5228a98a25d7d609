package analyze

import (
	"time"

	"kmstriage/analyze/derive"
	"kmstriage/parse/fact"
)

// BundleSchema names the form of a Diagnosis in JSON.
const BundleSchema = "kmstriage/1"

// Diagnosis is what one bundle means: the B of the contract. Its JSON is the machine form; renderers draw no
// conclusions of their own. What is unknown is absent.
type Diagnosis struct {
	Type       string        `json:"type"` // "bundle"
	Schema     string        `json:"schema"`
	Bundle     BundleID      `json:"bundle"`
	OS         *OS           `json:"os,omitempty"`
	Artifacts  []Artifact    `json:"artifacts"`
	Missing    []MissingKind `json:"missing"`
	DNS        DNS           `json:"dns"`
	Subjects   []Subject     `json:"subjects"`
	Primary    string        `json:"primary,omitempty"`
	Findings   []Finding     `json:"findings"`
	Clear      []string      `json:"clear"`
	NotChecked []NotChecked  `json:"notChecked"`
	Timeline   []Attempt     `json:"timeline,omitempty"`
	Coverage   []Coverage    `json:"coverage,omitempty"`
	Licences   []Licence     `json:"licences,omitempty"`
	Candidates []Chain       `json:"candidates,omitempty"`
	Silence    []Silence     `json:"silence,omitempty"`
	// Suppressed findings are shown with -v only.
	Suppressed []Finding `json:"suppressed,omitempty"`
	// Unreadable says why nothing could be read of the input.
	Unreadable string `json:"unreadable,omitempty"`
}

// BundleID names the input. Computer is upper case as Windows shows it; CollectedAt is the newest moment that the
// bundle proves, and is absent where no artifact tells.
type BundleID struct {
	Name        string     `json:"name"`
	SHA256      string     `json:"sha256,omitempty"`
	Computer    string     `json:"computer,omitempty"`
	CollectedAt *time.Time `json:"collectedAt,omitempty"`
	TimeQuality string     `json:"timeQuality,omitempty"` // set unless exact
	Problems    []Problem  `json:"problems,omitempty"`
}

// OS is the Windows version that won.
type OS struct {
	Version     string `json:"version,omitempty"`
	Build       string `json:"build,omitempty"`
	Caption     string `json:"caption,omitempty"`
	Arch        string `json:"arch,omitempty"`
	ProductType string `json:"productType,omitempty"`
}

// Artifact is one file of the bundle as it was read.
type Artifact struct {
	Path        string     `json:"path"`
	Kind        string     `json:"kind"`
	Also        []string   `json:"also,omitempty"`
	Format      string     `json:"format,omitempty"`
	Reading     string     `json:"reading"`
	Encoding    string     `json:"encoding,omitempty"`
	Language    string     `json:"language,omitempty"`
	Size        int64      `json:"size,omitempty"`
	Records     int        `json:"records,omitempty"`
	Lost        int        `json:"lost,omitempty"`
	From        *time.Time `json:"from,omitempty"`
	To          *time.Time `json:"to,omitempty"`
	TimeQuality string     `json:"timeQuality,omitempty"`
	Guess       string     `json:"guess,omitempty"`
	CopyOf      string     `json:"copyOf,omitempty"`
	UsedBy      int        `json:"usedBy,omitempty"`
	Problems    []Problem  `json:"problems,omitempty"`
}

// Problem is damage of the input, with its place.
type Problem struct {
	Line   int    `json:"line,omitempty"`
	Record uint64 `json:"record,omitempty"`
	Offset int64  `json:"offset,omitempty"`
	Text   string `json:"text"`
}

// MissingKind is an artifact that the bundle lacks and the command that supplies it.
type MissingKind struct {
	Kind   string `json:"kind"`
	Supply string `json:"supply"`
}

// DNS is what the SRV query gave.
type DNS struct {
	State   string       `json:"state"`
	Zone    string       `json:"zone,omitempty"`
	Server  string       `json:"server,omitempty"`
	Reason  string       `json:"reason,omitempty"`
	Records []SRVRecord  `json:"records,omitempty"`
	Source  *fact.Source `json:"source,omitempty"`
}

// SRVRecord is one published KMS host.
type SRVRecord struct {
	Host      string      `json:"host"`
	Port      int         `json:"port"`
	Priority  *int        `json:"priority,omitempty"`
	Weight    *int        `json:"weight,omitempty"`
	Addresses []string    `json:"addresses,omitempty"`
	Source    fact.Source `json:"source"`
}

// Subject is one Office licence under diagnosis.
type Subject struct {
	ID          string         `json:"id"`
	Name        string         `json:"name,omitempty"` // what people call it: "Office 2013 ProPlus"
	Family      int            `json:"family"`
	Kind        string         `json:"kind"` // kms, mak, nonvolume, nokey, unknown
	Licence     *Licence       `json:"licence,omitempty"`
	Pinned      *fact.HostPort `json:"pinned,omitempty"`
	Discovered  *fact.HostPort `json:"discovered,omitempty"`
	Attempt     *Attempt       `json:"attempt,omitempty"` // the newest failing one that is not stale; else the newest
	LastSuccess *time.Time     `json:"lastSuccess,omitempty"`
	Comparison  string         `json:"comparison,omitempty"`
	Origin      string         `json:"origin,omitempty"`
	Code        *fact.Code     `json:"code,omitempty"` // the effective code
	Primary     string         `json:"primary,omitempty"`
	Severity    Severity       `json:"severity,omitempty"` // of the primary
}

// Licence is one licence row that holds a key.
type Licence struct {
	Name         string       `json:"name,omitempty"`
	Description  string       `json:"description,omitempty"`
	Status       string       `json:"status,omitempty"`
	Channel      string       `json:"channel,omitempty"`
	PartialKey   string       `json:"partialKey,omitempty"`
	GraceMinutes *int         `json:"graceMinutes,omitempty"`
	SKU          string       `json:"sku,omitempty"`
	Source       *fact.Source `json:"source,omitempty"`
}

// Attempt is one activation attempt: a KMS request with what came of it.
type Attempt struct {
	Host        string     `json:"host,omitempty"`
	Port        int        `json:"port,omitempty"`
	Code        *fact.Code `json:"code,omitempty"`
	OK          bool       `json:"ok,omitempty"`
	Stale       bool       `json:"stale,omitempty"`
	Refused     bool       `json:"refused,omitempty"` // the host answered, without activating
	Time        *time.Time `json:"time,omitempty"`
	TimeQuality string     `json:"timeQuality,omitempty"` // set unless exact
	Application string     `json:"application,omitempty"`
	Subject     string     `json:"subject,omitempty"`
	CMID        string     `json:"cmid,omitempty"`
	Count       *int       `json:"count,omitempty"`
	Hosts       []string   `json:"hosts,omitempty"` // every host:port touched within the two minutes, oldest first
	// Status and GraceMinutes are those of the licence when it asked, as the request tells.
	Status       string      `json:"status,omitempty"`
	GraceMinutes *int        `json:"graceMinutes,omitempty"`
	Source       fact.Source `json:"source"`
}

// Coverage is the span of one event log, oldest to newest record of any provider.
type Coverage struct {
	Path        string     `json:"path"`
	From        *time.Time `json:"from,omitempty"`
	To          *time.Time `json:"to,omitempty"`
	TimeQuality string     `json:"timeQuality,omitempty"`
	Records     int        `json:"records,omitempty"`
	Lost        int        `json:"lost,omitempty"`
}

// Finding is one rule that was found, for one subject or for the bundle. Title, Text and Steps are rendered in English
// from the rule and Values; other languages render from Rule and Values again.
type Finding struct {
	Rule       string            `json:"rule"`
	Section    string            `json:"section"`
	Severity   Severity          `json:"severity"`
	Confidence Confidence        `json:"confidence"`
	Subject    string            `json:"subject,omitempty"`
	Title      string            `json:"title"`
	Text       string            `json:"text,omitempty"`
	Values     map[string]string `json:"values,omitempty"`
	Because    []Evidence        `json:"because"`
	Questions  []QuestionAsked   `json:"questions,omitempty"`
	Steps      []Step            `json:"steps,omitempty"`
	// Lowered says why the confidence is not the rule's best, in words.
	Lowered []string `json:"lowered,omitempty"`

	rule   *Rule
	family int
	stem   string
	newest time.Time
}

// Evidence is one raw line with its place.
type Evidence struct {
	Source fact.Source `json:"source"`
	Text   string      `json:"text"`
}

// QuestionAsked is a question whose answer decides between remedies. Answer is "yes" or "no" once it is settled; SettledBy
// then says by what ("--answer", or a line of the answers or site file, "site.yaml:7", or of a file of the bundle), Reason what stands there.
type QuestionAsked struct {
	ID        string   `json:"id"`
	Text      string   `json:"text"`
	Yes       []string `json:"yes"`
	No        []string `json:"no"`
	Answer    string   `json:"answer,omitempty"`
	SettledBy string   `json:"settledBy,omitempty"`
	Reason    string   `json:"reason,omitempty"`
}

// Step is one thing to do. Where is client, host, dns, network or support. Command is ready to paste, with the
// bundle's own values; empty where there is none.
type Step struct {
	Where   string `json:"where"`
	Text    string `json:"text"`
	Command string `json:"command,omitempty"`
}

// NotChecked is a rule that could not be judged, and the artifact kinds whose absence is the reason.
type NotChecked struct {
	Rule    string   `json:"rule"`
	Missing []string `json:"missing"`
}

// Given is what a person told beside the bundle; see derive.Given.
type Given = derive.Given
