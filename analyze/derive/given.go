package derive

import "kmstriage/parse/fact"

// Given is what a person told beside the bundle: it is kept apart from the facts, since nobody observed it.
type Given struct {
	// Error is the code that the customer reported (--error).
	Error *fact.Code
	// Answers maps question ids to "yes" or "no" (--answer and --answers).
	Answers map[string]string
	// AnsweredAt tells the line of the answers file for answers that come from there.
	AnsweredAt map[string]fact.Source
	// Site is what is known of the customer's site (--site); nil where nothing is. An answer of Answers beats it.
	Site Site
}

// Site is what is known of a customer's KMS hosts.
type Site interface {
	// Answer settles a question, with the line that does and the reason in words; ok is false where the site does not tell.
	Answer(Asked) (yes bool, why fact.Line, ok bool)
	// KMSHost is the host that the client should be pointed to; ok is false where the site names none.
	KMSHost(Asked) (host SiteHost, ok bool)
}

// Asked is a question with what it is about. Empty and zero fields are unknown.
type Asked struct {
	Question  string // its id
	Section   string // of the rule that asks
	Release   string // of Office: 2010 to 2024
	Host      string // that the client asked
	Port      int    // that it asked
	DNSPort   int    // that DNS publishes for the host
	Published []string
	Computer  string // the client's own name, and its DNS domain
	Domain    string
}

// SiteHost is a KMS host that the site names.
type SiteHost struct {
	Host string
	Port int
	Zone string // in which its SRV record belongs; "" unknown
	Line fact.Line
}
