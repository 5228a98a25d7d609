package analyze

import "sort"

// Questions are the questions whose answer decides between remedies, by id (decision-tree.md C2).
var Questions = map[string]string{
	"host-correct":        "Is {hostport} the KMS host that this client should use for Office?",
	"host-for-office":     "Is {host} meant to activate Office {release}?",
	"srv-legit":           "Should {host} be published in DNS as a KMS host?",
	"can-serve-office":    "Can the Office volume licence pack and an Office KMS host key be installed on {host}?",
	"host-alive":          "Is {host} still running as a KMS host?",
	"host-should-publish": "Do your KMS hosts publish themselves in DNS?",
	"which-port":          "Is {dnsport} the port on which {host} listens?",
	"other-host":          "Is another KMS host for Office {release} available?",
	"want-kms":            "Should this client use KMS instead of its present activation?",
	"count-rises":         "Does \"Current count\" on the KMS host rise with each new client?",
	"connects":            "Does a TCP connection from this client to {hostport} succeed?",
	"same-host":           "Do {host} and {published} denote the same machine?",
	"same-machine":        "Was this computer renamed, or imaged from {others}?",
}

// QuestionIDs lists the ids of all questions, sorted.
func QuestionIDs() []string {
	var out []string
	for id := range Questions {
		out = append(out, id)
	}
	sort.Strings(out)
	return out
}

// follows tells for a question which answer to which other one it depends on: with the other answer it is not asked
// (decision-tree.md, section 16).
var follows = map[string]struct{ question, answer string }{
	"srv-legit":        {"host-for-office", "no"},
	"can-serve-office": {"srv-legit", "yes"},
	"host-alive":       {"srv-legit", "no"},
}
