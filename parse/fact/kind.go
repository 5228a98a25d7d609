package fact

// Kind names what a file is. The names are those of the contract and never change.
type Kind string

// The kinds of the collection (KB2870357, SDP manifest) and the two that every file can be.
const (
	ROIScanLog        Kind = "roiscan-log"
	ROIScanXML        Kind = "roiscan-xml"
	SLMgr             Kind = "slmgr"
	EventsActivation  Kind = "events-activation"
	EventsApplication Kind = "events-application"
	EventsKMS         Kind = "events-kms"
	NSLookup          Kind = "nslookup"
	MGADiag           Kind = "mgadiag"
	OSPPCMID          Kind = "ospp-dcmid"
	OSPPHistoryActErr Kind = "ospp-dhistoryacterr"
	OSPPHistoryKMS    Kind = "ospp-dhistorykms"
	OSPPStatusAll     Kind = "ospp-dstatusall"
	OSPPTokCerts      Kind = "ospp-dtokcerts"
	OSPPTokILs        Kind = "ospp-dtokils"
	OSPPAct           Kind = "ospp-act"
	SDPReport         Kind = "sdp-report" // {Computer}_Office_Client_KMS_Report.htm: listed, never evidence

	// What people send besides.
	AnswerOfDNS  Kind = "dns-answer"    // dig, host, Resolve-DnsName
	RegExport    Kind = "reg-export"    // .reg, reg query
	ServiceState Kind = "service-state" // sc query, sc qc, Get-Service, net start
	IPConfig     Kind = "ipconfig"      // ipconfig /all
	SLMgrXPR     Kind = "slmgr-xpr"     // slmgr.vbs /xpr
	SystemInfo   Kind = "systeminfo"
	Reachability Kind = "reachability" // Test-NetConnection, telnet, portqry
	TimeService  Kind = "clock"        // w32tm
	VNextDiag    Kind = "vnextdiag"    // vnextdiag.ps1

	Unrecognised Kind = "unrecognised"
)

// Topic names a subject matter of the facts: what a rule declares that it needs.
type Topic string

// The topics. Each is one slice (or a few that always come together) of Set.
const (
	TopicLicences     Topic = "licences"      // licence rows: channel, status, key, pinned host
	TopicRequests     Topic = "requests"      // 12288 and 12289: hosts asked, answers
	TopicFailures     Topic = "failures"      // 8198, 8200, 8208, 8233: codes of failed activations
	TopicHostRequests Topic = "host-requests" // 12290: what a KMS host answered
	TopicPublishing   Topic = "publishing"    // 12293, 12294
	TopicDNS          Topic = "dns"           // SRV answers
	TopicHostLicences Topic = "host-licences" // slmgr /dlv blocks
	TopicOffice       Topic = "office"        // installed Office products
	TopicOS           Topic = "os"
	TopicCMIDs        Topic = "cmids"
	TopicScripts      Topic = "scripts"     // errors that the scripts printed about themselves
	TopicElevation    Topic = "elevation"   // whether the collection ran as administrator
	TopicNames        Topic = "names"       // computer names and domains
	TopicTokens       Topic = "tokens"      // token-based activation licences
	TopicSettings     Topic = "settings"    // values of the registry that govern activation
	TopicServices     Topic = "services"    // states of the licensing services
	TopicNetwork      Topic = "network"     // DNS suffixes and servers of the computer
	TopicConnections  Topic = "connections" // connect tests
	TopicClock        Topic = "clock"       // offsets of the clock
)

// State grades how well a file was read.
type State string

// The states of a reading.
const (
	Whole         State = "whole"
	Partial       State = "partial"
	Empty         State = "empty"
	Failed        State = "failed"
	NotRecognised State = "unrecognised"
)

// Problem is damage or an oddity of the input: a value with its place, not an error.
type Problem struct {
	Line   int    `json:"line,omitempty"`
	Record uint64 `json:"record,omitempty"`
	Offset int64  `json:"offset,omitempty"`
	Text   string `json:"text"`
	// Bug marks a fault of the program itself (a recovered panic), not of the input.
	Bug bool `json:"bug,omitempty"`
}

// Reading is one file of the bundle and how well it was read.
type Reading struct {
	Path     string `json:"path"`
	Kind     Kind   `json:"kind"`
	Also     []Kind `json:"also,omitempty"`   // what else a transcript of several commands holds
	Format   string `json:"format,omitempty"` // evtx, xml, csv, txt: of event logs only
	State    State  `json:"reading"`
	Encoding string `json:"encoding,omitempty"` // utf-8, utf-16le, utf-16be, cpNNN, windows-NNNN
	Language string `json:"language,omitempty"` // BCP 47, where the text tells
	Family   int    `json:"family,omitempty"`   // 14, 15, 16 from "_Office15_" of the name
	Computer string `json:"computer,omitempty"` // the name's prefix
	Size     int64  `json:"size"`
	Modified Time   `json:"modified,omitzero"` // of the archive entry: local, no zone, two seconds
	Records  int    `json:"records,omitempty"` // records, rows or blocks that were read
	Lost     int    `json:"lost,omitempty"`    // records known to be lost
	First    Time   `json:"first,omitzero"`    // of an event log: oldest and newest record of any provider
	Last     Time   `json:"last,omitzero"`
	// CopyOf is the path of the event log that holds the same events and was read whole: of this export only the records
	// that tell the zone of local times were read.
	CopyOf   string    `json:"copyOf,omitempty"`
	Guess    string    `json:"guess,omitempty"`  // what an unrecognised file seems to be
	Yields   []Topic   `json:"yields,omitempty"` // what a file of this kind can tell
	Problems []Problem `json:"problems,omitempty"`
}

// Missing is an artifact of the collection that the bundle does not hold, and what would supply it.
type Missing struct {
	Kind   Kind    `json:"kind"`
	Supply string  `json:"supply"`
	Yields []Topic `json:"yields,omitempty"`
}
