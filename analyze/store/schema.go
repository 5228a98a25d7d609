package store

import "strings"

// Table is one table of the store as docs/store.md shows it.
type Table struct {
	Name    string
	Doc     string
	Columns []Column
}

// Column is one column: its SQL type (with constraints) and what it holds.
type Column struct{ Name, Type, Doc string }

// View is a question that people ask, and the SELECT that answers it for the newest run.
type View struct{ Name, Question, Select string }

// Tables lists every table, in order of creation. Times are RFC 3339 in UTC, codes texts like 0xC004F074; what is
// unknown is NULL.
var Tables = []Table{
	{"runs", "One row a finished run.", []Column{
		{"id", "INTEGER PRIMARY KEY", "numbers the runs, oldest first"},
		{"tool", "TEXT NOT NULL", "program and version"},
		{"build", "TEXT NOT NULL", "digest of the program that ran: another one reads every bundle again"},
		{"rules", "TEXT NOT NULL", "digest of the rules that judged"},
		{"outcome", "TEXT NOT NULL", "what applied to the run, separated by blanks: analysed, partial, findings, ..."},
		{"exit", "INTEGER NOT NULL", "exit status"},
		{"bundles", "INTEGER NOT NULL", "number of bundles"},
		{"machines", "INTEGER NOT NULL", "number of computers"},
	}},
	{"unreadable", "Inputs that could not be read, or only in part.", []Column{
		{"run", "INTEGER NOT NULL REFERENCES runs", "the run"},
		{"path", "TEXT NOT NULL", "where it lies"},
		{"why", "TEXT NOT NULL", "the reason"},
		{"partly", "INTEGER NOT NULL", "1 where the rest was analysed"},
	}},
	{"machines", "One row a computer of a run, each once.", []Column{
		{"id", "INTEGER PRIMARY KEY", ""},
		{"run", "INTEGER NOT NULL REFERENCES runs", "the run"},
		{"name", "TEXT NOT NULL", "the computer's name, else the bundle's"},
		{"bundles", "INTEGER NOT NULL", "how many bundles are about it"},
		{"rule", "TEXT", "its cause: the primary finding of its newest bundle"},
		{"severity", "TEXT", "of the cause"},
		{"confidence", "TEXT", "of the cause"},
		{"host", "TEXT", "KMS host asked"},
		{"port", "INTEGER", "its port"},
	}},
	{"bundles", "One row a bundle of a run.", []Column{
		{"id", "INTEGER PRIMARY KEY", ""},
		{"run", "INTEGER NOT NULL REFERENCES runs", "the run"},
		{"machine", "INTEGER REFERENCES machines", "the computer that it is about"},
		{"leads", "INTEGER NOT NULL", "1 for the newest bundle of its computer, 0 for the others"},
		{"path", "TEXT NOT NULL", "where it lies"},
		{"name", "TEXT NOT NULL", "its name"},
		{"sha256", "TEXT", "digest of its content"},
		{"computer", "TEXT", "the computer's name"},
		{"collected_at", "TEXT", "the newest moment that it proves"},
		{"os_version", "TEXT", "Windows version, like 10.0"},
		{"product_type", "TEXT", "client or server"},
		{"dns_state", "TEXT", "what the query for KMS hosts gave: records, none, none-inferred, failed, absent"},
		{"dns_zone", "TEXT", "zone asked"},
		{"dns_server", "TEXT", "server that answered"},
		{"rule", "TEXT", "its primary finding"},
		{"unreadable", "TEXT", "why nothing of it could be read"},
		{"kept", "INTEGER REFERENCES kept", "what it said, in `kept`"},
		{"part", "INTEGER", "which part of that input it is, from 0"},
	}},
	{"subjects", "One row an Office licence under diagnosis.", []Column{
		{"bundle", "INTEGER NOT NULL REFERENCES bundles", "the bundle"},
		{"subject", "TEXT NOT NULL", "id, like office15/ProPlus"},
		{"name", "TEXT", "what people call it"},
		{"family", "INTEGER NOT NULL", "14, 15 or 16"},
		{"kind", "TEXT NOT NULL", "kms, mak, nonvolume, nokey or unknown"},
		{"status", "TEXT", "licence status, like LICENSED"},
		{"channel", "TEXT", "licence channel"},
		{"partial_key", "TEXT", "last five characters of the key"},
		{"grace_minutes", "INTEGER", "minutes left when it was collected"},
		{"pinned_host", "TEXT", "KMS host that is pinned"},
		{"pinned_port", "INTEGER", "its port"},
		{"code", "TEXT", "the effective error code"},
		{"comparison", "TEXT", "host asked against DNS"},
		{"origin", "TEXT", "where the host asked comes from"},
		{"last_success", "TEXT", "time of the newest activation"},
		{"rule", "TEXT", "its primary finding"},
	}},
	{"attempts", "One row a KMS request of a client, with what came of it.", []Column{
		{"bundle", "INTEGER NOT NULL REFERENCES bundles", "the bundle"},
		{"subject", "TEXT", "the licence, where it is known"},
		{"application", "TEXT", "office, windows or unknown"},
		{"time", "TEXT", "when"},
		{"host", "TEXT", "KMS host asked"},
		{"port", "INTEGER", "its port"},
		{"code", "TEXT", "error code"},
		{"ok", "INTEGER NOT NULL", "1 if it activated"},
		{"refused", "INTEGER NOT NULL", "1 if the host answered without activating"},
		{"stale", "INTEGER NOT NULL", "1 if a newer success overtook it"},
		{"cmid", "TEXT", "client machine id"},
		{"count", "INTEGER", "count of clients in the answer"},
		{"path", "TEXT", "file of the bundle"},
		{"record", "INTEGER", "EventRecordID"},
		{"line", "INTEGER", "line of the file"},
	}},
	{"findings", "One row a finding.", []Column{
		{"id", "INTEGER PRIMARY KEY", ""},
		{"bundle", "INTEGER NOT NULL REFERENCES bundles", "the bundle"},
		{"place", "INTEGER NOT NULL", "its place in the report, from 0; 0 is the primary"},
		{"rule", "TEXT NOT NULL", "id of the rule"},
		{"section", "TEXT NOT NULL", "section of the decision tree"},
		{"severity", "TEXT NOT NULL", "error, warning, ok or info"},
		{"confidence", "TEXT NOT NULL", "high, medium or low"},
		{"subject", "TEXT", "the licence that it is about"},
		{"title", "TEXT NOT NULL", "one line of English"},
		{"text", "TEXT", "two or three sentences of English"},
	}},
	{"evidence", "One row a line that proves a finding.", []Column{
		{"finding", "INTEGER NOT NULL REFERENCES findings", "the finding"},
		{"path", "TEXT NOT NULL", "file of the bundle"},
		{"line", "INTEGER", "its line"},
		{"record", "INTEGER", "EventRecordID"},
		{"offset", "INTEGER", "byte of the unpacked file"},
		{"text", "TEXT NOT NULL", "the raw line"},
	}},
	{"hosts", "One row a KMS host as the clients of a run saw it; the newest bundle of each computer counts.", []Column{
		{"run", "INTEGER NOT NULL REFERENCES runs", "the run"},
		{"host", "TEXT NOT NULL", "name or address, lower case"},
		{"port", "INTEGER", "its port"},
		{"asked", "INTEGER NOT NULL", "attempts that asked it"},
		{"answered", "INTEGER NOT NULL", "attempts that it activated"},
		{"refused", "INTEGER NOT NULL", "attempts that it answered without activating"},
		{"last_answer", "TEXT", "time of the newest answer"},
		{"count", "INTEGER", "count of clients in that answer"},
	}},
	{"srv_records", "One row a KMS host that DNS published to a bundle's computer.", []Column{
		{"bundle", "INTEGER NOT NULL REFERENCES bundles", "the bundle"},
		{"host", "TEXT NOT NULL", "name, lower case"},
		{"port", "INTEGER NOT NULL", "its port"},
		{"priority", "INTEGER", "priority of the record"},
		{"weight", "INTEGER", "weight of the record"},
	}},
	{"clones", "One row a computer that shares its client machine id with others of the run.", []Column{
		{"run", "INTEGER NOT NULL REFERENCES runs", "the run"},
		{"cmid", "TEXT NOT NULL", "client machine id"},
		{"machine", "TEXT NOT NULL", "name of the computer"},
	}},
	{"kept", "What an input said, so that it need not be read again while it is the same.", []Column{
		{"id", "INTEGER PRIMARY KEY", ""},
		{"path", "TEXT NOT NULL", "where it lies"},
		{"sha256", "TEXT NOT NULL", "digest of its content"},
		{"build", "TEXT NOT NULL", "digest of the program that read it; once: and another digest where it holds for its own run alone, since it could not be read whole, or only once"},
	}},
	{"kept_parts", "The bundles in a kept input.", []Column{
		{"kept", "INTEGER NOT NULL REFERENCES kept", "the input"},
		{"part", "INTEGER NOT NULL", "from 0"},
		{"about", "BLOB NOT NULL", "what the run must tell of it (JSON)"},
		{"facts", "BLOB", "its facts: JSON, packed with zstd by the dictionary of `settings`"},
	}},
	{"settings", "What the store needs for itself.", []Column{
		{"name", "TEXT PRIMARY KEY", ""},
		{"value", "BLOB", ""},
	}},
}

// indexes make the views and the look-ups of a run quick.
var indexes = []string{
	"CREATE UNIQUE INDEX kept_input ON kept (path, sha256, build)",
	"CREATE UNIQUE INDEX kept_part ON kept_parts (kept, part)",
	"CREATE INDEX bundles_run ON bundles (run)",
	"CREATE INDEX machines_run ON machines (run)",
	"CREATE INDEX findings_bundle ON findings (bundle)",
	"CREATE INDEX evidence_finding ON evidence (finding)",
	"CREATE INDEX subjects_bundle ON subjects (bundle)",
	"CREATE INDEX attempts_bundle ON attempts (bundle)",
	"CREATE INDEX srv_records_bundle ON srv_records (bundle)",
}

const newest = "(SELECT max(id) FROM runs)"

// leading are the newest bundles of the computers of the newest run.
const leading = "bundles.run = " + newest + " AND bundles.leads = 1"

// Views lists every view. All are about the newest run.
var Views = []View{
	{"causes", "Which cause do how many computers share?",
		"SELECT rule, count(*) AS machines, min(name) AS example FROM machines WHERE run = " + newest + " AND rule IS NOT NULL GROUP BY rule ORDER BY machines DESC, rule"},
	{"machine_causes", "What is wrong with each computer?",
		"SELECT machines.name, machines.rule, machines.severity, machines.confidence, findings.title, bundles.path FROM machines JOIN bundles ON bundles.machine = machines.id AND bundles.leads = 1 LEFT JOIN findings ON findings.bundle = bundles.id AND findings.place = 0 WHERE machines.run = " + newest + " ORDER BY machines.name"},
	{"host_health", "Which KMS hosts are sick?",
		"SELECT host, port, asked, answered, refused, last_answer, count FROM hosts WHERE run = " + newest + " ORDER BY asked DESC, host, port"},
	{"host_refusals", "With which codes did a KMS host refuse, or could not be reached?",
		"SELECT lower(attempts.host) AS host, attempts.port, attempts.code, count(*) AS attempts, count(DISTINCT bundles.id) AS machines, max(attempts.time) AS newest FROM attempts JOIN bundles ON bundles.id = attempts.bundle WHERE " + leading + " AND attempts.application = 'office' AND attempts.ok = 0 AND attempts.host IS NOT NULL GROUP BY lower(attempts.host), attempts.port, attempts.code ORDER BY attempts DESC, host, code"},
	{"clone_families", "Which computers were cloned from one image?",
		"SELECT cmid, count(*) AS machines, group_concat(machine, ', ') AS names FROM (SELECT cmid, machine FROM clones WHERE run = " + newest + " ORDER BY cmid, machine) GROUP BY cmid ORDER BY machines DESC, cmid"},
	{"dns_answers", "Which DNS server publishes which KMS hosts in which zone?",
		"SELECT bundles.dns_zone AS zone, bundles.dns_server AS server, bundles.dns_state AS state, srv_records.host, srv_records.port, count(DISTINCT bundles.id) AS machines FROM bundles LEFT JOIN srv_records ON srv_records.bundle = bundles.id WHERE " + leading + " AND bundles.dns_state <> 'absent' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"},
	{"dead_records", "Which KMS hosts does DNS still publish that answered nobody?",
		"SELECT srv_records.host, srv_records.port, count(DISTINCT bundles.id) AS machines, (SELECT asked FROM hosts WHERE hosts.run = " + newest + " AND hosts.host = srv_records.host AND hosts.port = srv_records.port) AS asked FROM srv_records JOIN bundles ON bundles.id = srv_records.bundle WHERE " + leading + " AND EXISTS (SELECT 1 FROM hosts WHERE hosts.run = " + newest + " AND hosts.host = srv_records.host AND hosts.port = srv_records.port AND hosts.answered = 0 AND hosts.refused = 0) GROUP BY 1, 2 ORDER BY machines DESC, 1"},
	{"expiry", "Who loses activation when, if nothing renews it?",
		"SELECT bundles.computer, subjects.subject, subjects.status, strftime('%Y-%m-%d', bundles.collected_at, '+' || subjects.grace_minutes || ' minutes') AS ends, subjects.code FROM subjects JOIN bundles ON bundles.id = subjects.bundle WHERE " + leading + " AND subjects.kind = 'kms' AND subjects.grace_minutes > 0 AND bundles.collected_at IS NOT NULL ORDER BY ends, bundles.computer, subjects.subject"},
	{"proof", "What proves each finding?",
		"SELECT bundles.computer, findings.rule, findings.subject, evidence.path, evidence.record, evidence.line, evidence.text FROM evidence JOIN findings ON findings.id = evidence.finding JOIN bundles ON bundles.id = findings.bundle WHERE bundles.run = " + newest + " ORDER BY bundles.id, findings.place, evidence.rowid"},
	{"not_analysed", "What could not be read?",
		"SELECT path, why, partly FROM unreadable WHERE run = " + newest + " ORDER BY path, why"},
}

// statements create an empty store.
func statements() []string {
	var out []string
	for _, t := range Tables {
		var cols []string
		for _, c := range t.Columns {
			cols = append(cols, c.Name+" "+c.Type)
		}
		out = append(out, "CREATE TABLE "+t.Name+" ("+strings.Join(cols, ", ")+")")
	}
	out = append(out, indexes...)
	for _, v := range Views {
		out = append(out, "CREATE VIEW "+v.Name+" AS "+v.Select)
	}
	return out
}
