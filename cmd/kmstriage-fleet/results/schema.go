package results

import "strings"

// Tables, with what is the database's own in braces. Texts compare byte by byte, so that orders are those of Go.
//
// fleet_source: where inputs lay, and as what they were seen there last (a stamp of the store: size and time, or an ETag).
// fleet_input: one content, by its digest, once, however often and under whatever name it came.
// fleet_bundle: a bundle of an input. leads and speaks tell which one of its machine is the newest: of those that count in the
// fleet, and of those that tell others something.
// fleet_key, fleet_use: what bundles are found by; see derive.Index.
// fleet_setting: single values.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS fleet_setting (name {text} PRIMARY KEY, value {blob} NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS fleet_source (location {text} PRIMARY KEY, stamp {text} NOT NULL, digest {text} NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS fleet_input (
		id {id}, digest {text} NOT NULL UNIQUE, build {text} NOT NULL, location {text} NOT NULL, path {text} NOT NULL,
		position INTEGER NOT NULL, name {text} NOT NULL, loose INTEGER NOT NULL, archive INTEGER NOT NULL, besides INTEGER NOT NULL, bytes BIGINT NOT NULL, read_at BIGINT NOT NULL, took BIGINT NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS fleet_input_path ON fleet_input (path, position)`,
	`CREATE TABLE IF NOT EXISTS fleet_bundle (
		id {id}, input BIGINT NOT NULL REFERENCES fleet_input (id) ON DELETE CASCADE, part INTEGER NOT NULL, path {text} NOT NULL,
		name {text} NOT NULL, sha256 {text} NOT NULL, computer {text} NOT NULL, collected BIGINT NOT NULL,
		recognised INTEGER NOT NULL, what {text} NOT NULL, why {text} NOT NULL, partly INTEGER NOT NULL,
		machine {text} NOT NULL, counts INTEGER NOT NULL, leads INTEGER NOT NULL,
		peer_machine {text} NOT NULL, speaks INTEGER NOT NULL, is_host INTEGER NOT NULL, receives INTEGER NOT NULL,
		facts {blob}, peer {blob})`,
	`CREATE INDEX IF NOT EXISTS fleet_bundle_input ON fleet_bundle (input)`,
	`CREATE INDEX IF NOT EXISTS fleet_bundle_machine ON fleet_bundle (machine)`,
	`CREATE INDEX IF NOT EXISTS fleet_bundle_peer ON fleet_bundle (peer_machine)`,
	`CREATE INDEX IF NOT EXISTS fleet_bundle_host ON fleet_bundle (is_host) WHERE is_host = 1`,
	`CREATE INDEX IF NOT EXISTS fleet_bundle_receives ON fleet_bundle (receives) WHERE receives = 1`,
	`CREATE INDEX IF NOT EXISTS fleet_bundle_note ON fleet_bundle (id) WHERE why <> '' OR recognised = 0`,
	`CREATE TABLE IF NOT EXISTS fleet_key (kind {text} NOT NULL, key {text} NOT NULL,
		bundle BIGINT NOT NULL REFERENCES fleet_bundle (id) ON DELETE CASCADE, computer {text} NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (kind, key, bundle, computer))`,
	`CREATE INDEX IF NOT EXISTS fleet_key_bundle ON fleet_key (bundle)`,
	`CREATE TABLE IF NOT EXISTS fleet_use (host {text} NOT NULL, bundle BIGINT NOT NULL REFERENCES fleet_bundle (id) ON DELETE CASCADE,
		computer {text} NOT NULL, ok INTEGER NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (host, bundle))`,
	`CREATE INDEX IF NOT EXISTS fleet_use_bundle ON fleet_use (bundle)`,
}

// Kinds of fleet_key.
const (
	ownCMID    = "cmid"   // an Office client machine id that the machine tells itself
	servedCMID = "served" // one that a KMS host's log names; computer is the client
	sentCMID   = "sent"   // the digest of one under which it sent a request of which the log tells
)

func (d *DB) statements() []string {
	words := strings.NewReplacer("{text}", "TEXT", "{blob}", "BLOB", "{id}", "INTEGER PRIMARY KEY")
	if d.Kind == Postgres {
		words = strings.NewReplacer("{text}", `TEXT COLLATE "C"`, "{blob}", "BYTEA", "{id}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
	}
	out := make([]string, len(tables))
	for i, t := range tables {
		out[i] = words.Replace(t)
	}
	return out
}
