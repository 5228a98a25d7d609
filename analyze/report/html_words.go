package report

// htmlWord gives the words of the page by their keys; what a diagnosis says itself is not among them. A key without words
// shows itself, so that a test finds it.
func (s speech) htmlWord(key string) string {
	if w, ok := htmlWords[key]; ok {
		return s.Text(w)
	}
	return "[" + key + "]"
}

var htmlWords = map[string]string{
	"skip":    "Skip to the report",
	"brand":   "Office activation report",
	"made-by": "Made by",
	"offline": "It was made from the collected files alone: nothing was changed, run or contacted.",
	"unread":  "Not read",
	"partly":  "Read in part:",

	"cause": "Cause", "result": "Result", "no-cause": "No cause found", "not-analysed": "Not analysed",
	"no-cause-note": "No rule explains a failure. What that is worth is said below.",
	"confidence":    "Confidence", "for": "For", "rule": "Rule",
	"less-sure": "Less sure:", "silence": "Silence:",
	"error": "Error", "warning": "Warning", "ok": "Good", "info": "Remark",

	"facts": "The computer", "computer": "Computer", "windows": "Windows", "office": "Office", "collected": "Collected", "files-read": "Files", "dns": "KMS hosts in DNS",
	"licences": "Licences under diagnosis", "product": "Product", "state": "State", "attempt": "Attempt that counts", "time": "Time (UTC)", "key": "key ending",

	"proof": "Proof", "todo": "What to do",
	"where-client": "On this computer, as administrator", "where-host": "On the KMS host, as administrator", "where-dns": "In DNS",
	"where-network": "In the network", "where-support": "What support can do",
	"yes": "If yes", "no": "If no", "then": "Then, in either case", "nothing-first": "Nothing first", "nothing": "Nothing to do", "copy": "Copy",

	"timeline": "Attempts over time", "as-table": "The same as a table", "of": "For", "host": "KMS host", "outcome": "Outcome", "state-then": "Licence then", "source": "Source",
	"activated": "activated", "refused-one": "answered, not activated", "stale": "failed, activated later", "no-answer": "no answer seen",
	"others": "Also found", "worth": "What this is worth", "ruled-out": "Ruled out", "not-checked": "Not checked", "without": "Without",
	"suppressed": "Suppressed by other findings", "why-host": "Why this host", "place": "Where a client looks", "standing": "Standing", "because": "Because",
	"asks": "Ask the customer for", "files": "The files", "file": "File", "kind": "Kind", "reading": "Reading", "encoding": "Encoding", "span": "Span or records",
	"problems": "Problems",

	"machines": "Computers", "with-cause": "With a fault", "nothing-found": "Without a fault", "not-read": "Not analysed", "no-faults": "No fault was found", "most-often": "Most often:", "none-read": "No bundle was analysed",
	"fix-first": "Fix first", "fix-note": "Changes, by how many computers each would clear of their cause. Other causes may show once it is made.",
	"fix-client": "on each computer", "fix-host": "on the KMS host", "fix-dns": "in DNS", "fix-network": "in the network", "fix-support": "ask first",
	"causes": "Computers by cause", "since": "since", "mostly-asked": "most asked", "more": "more", "example": "As on", "across": "Across the bundles", "hosts": "KMS hosts, as these clients saw them",
	"hosts-note": "The clients are those that somebody complained about: this says how a host served them, not how it serves others.", "hosts-time": "KMS hosts over time",
	"clients": "Clients", "failed-with": "Failed with", "asked": "Asked", "answered": "Activated", "refused": "Refused", "count": "Count", "last-answer": "Last answer",
	"clones": "One client machine id, several computers", "clones-note": "A KMS host counts these computers as one.", "cmid": "Client machine id (CMID)", "names": "Names",
	"same": "Oldest records that are the same", "image": "Image, as the oldest record names it",
	"zones": "What DNS publishes where", "zones-note": "Each answer to the query for KMS hosts, and how many computers got it.", "zone": "Zone", "zone-unknown": "not told", "server": "DNS server", "published": "KMS hosts published",
	"split": "another answer was given in this zone, too", "note": "Note",
	"exchanges": "Both ends of the wire", "exchanges-note": "Requests that a client and a KMS host, both among the bundles, logged.", "client": "Client", "requests": "Requests", "newest": "Newest", "difference": "Clock of the host ahead by",
	"week": "Week of", "silent": "Of them, nothing fails yet",
	"burn": "Who loses activation when", "burn-note": "By week, unless a computer was activated again since it was collected. Red: its attempts fail. Amber: nothing fails there yet, but its host answers nobody any more.",
	"all-machines": "All computers", "filter": "Filter", "any": "any", "reset": "Reset", "of-shown": "of", "machine": "Computer", "host-asked": "Host asked", "bundle": "Bundle",
	"each": "Each computer",
}
