package report

import "strings"

// fileName makes a file name of the collection readable: "{Computer}_evt.{evtx,xml}" is "<computer>_evt.evtx (or xml)".
func (k *Knowledge) fileName(s string) string {
	i := strings.LastIndex(s, ".{")
	if i < 0 || !strings.HasSuffix(s, "}") {
		return k.filled(s)
	}
	first, rest, _ := strings.Cut(s[i+2:len(s)-1], ",")
	name := k.filled(s[:i]) + "." + first
	if rest == "" {
		return name
	}
	return k.Lang.Say("%s (or %s)", name, strings.ReplaceAll(rest, ",", ", "))
}

// readable is a rule's text in the language with words for its placeholders.
func (k *Knowledge) readable(s string) string { return k.filled(k.Lang.Text(s)) }

// filled is a command or a name of a file, which stay as they are, with words of the language for its placeholders.
func (k *Knowledge) filled(s string) string {
	return withWords(s, func(name string) (string, bool) {
		w, ok := stands[name]
		return k.Lang.Text(w), ok
	})
}

// readable replaces the placeholders of a rule's text, which a finding fills with values of the bundle, by words in
// angle brackets: there is no bundle. A name without words stands for itself.
func readable(s string) string { return (&Knowledge{}).readable(s) }

func withWords(s string, stands func(name string) (string, bool)) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			break
		}
		n := strings.IndexByte(s[i:], '}')
		if n < 0 {
			break
		}
		b.WriteString(s[:i])
		name := s[i+1 : i+n]
		if w, ok := stands(name); !ok {
			b.WriteString("<" + name + ">")
		} else if w != "" {
			b.WriteString("<" + w + ">")
		}
		s = s[i+n+1:]
	}
	b.WriteString(s)
	return b.String()
}

// stands are the words for placeholders; "" for fragments that a finding may lack as well.
var stands = map[string]string{
	"Computer":      "computer",
	"about":         "what differs",
	"advice":        "what the code points to",
	"porttest":      "what a connect test shows",
	"says":          "what says so",
	"asked":         "hosts that were asked",
	"branch":        "how DNS differs",
	"bundles":       "names of the bundles",
	"cmid":          "client machine id",
	"code":          "error code",
	"computer":      "computer",
	"computers":     "names of computers",
	"count":         "count",
	"connectport":   "port",
	"customport":    "port",
	"dnscustomport": "port from DNS",
	"dnshost":       "host from DNS",
	"dnsport":       "port from DNS",
	"asker":         "what was asked: nslookup, or another tool",
	"dnssays":       "what nslookup shows",
	"domain":        "DNS domain of this computer",
	"facts":         "what is known of the host",
	"grace":         "days",
	"file":          "file",
	"gvlk":          "generic key of the edition",
	"have":          "what it shows",
	"hint":          "section",
	"host":          "host",
	"hostbundle":    "bundle of the host",
	"hostcount":     "count",
	"hostid":        "activation id of the host licence",
	"hostos":        "Windows version of the host",
	"hostport":      "host:port",
	"hosttime":      "time of the host's bundle",
	"how":           "what was assumed",
	"inner":         "code of the request",
	"innermeaning":  "its meaning",
	"installed":     "installed product",
	"kinds":         "files",
	"lapses":        "day",
	"last5":         "last five characters of the key",
	"lastok":        "time of the last success",
	"licence":       "licence",
	"listens":       "its own port",
	"lookupdomain":  "lookup domain",
	"machines":      "names of computers",
	"maklast5":      "last five characters of the MAK",
	"makmeaning":    "its meaning",
	"maknewest":     "error code",
	"meaning":       "its meaning",
	"n":             "number",
	"named":         "",
	"offsets":       "hours",
	"osppdir":       "folder of OSPP.VBS",
	"osppdir2":      "other folder of OSPP.VBS",
	"other":         "other licence",
	"others":        "names of other computers",
	"otherstatus":   "its status",
	"pinned":        "pinned host",
	"pinnedhost":    "pinned host",
	"pinnedport":    "pinned port",
	"pinword":       "",
	"port":          "port",
	"ports":         "ports",
	"product":       "product",
	"products":      "products",
	"published":     "published hosts",
	"reason":        "",
	"recordhost":    "host of the record",
	"release":       "version",
	"releases":      "versions",
	"seen":          "files that were found",
	"since":         "day",
	"sitehost":      "KMS host of the site",
	"siteline":      "line of the site file",
	"siteport":      "its port",
	"sitesetport":   "its port",
	"sitezone":      "its zone",
	"state":         "disabled or stopped",
	"status":        "licence status",
	"time":          "time",
	"type":          "activation type",
	"unknown":       "what could not be read",
	"what":          "what is newer",
	"why":           "reason",
	"won":           "which one is used",
	"written":       "time inside the request",
	"zone":          "DNS zone",
}

// condition puts a step's condition, names of values joined by commas, into words. What every real finding meets is
// not worth saying.
func (k *Knowledge) condition(when string) string {
	var out []string
	for _, name := range strings.Split(when, ",") {
		name = strings.TrimSpace(name)
		bare, absent := strings.CutPrefix(name, "!")
		w, ok := conditions[name]
		switch {
		case ok:
		case absent:
			w = k.Lang.Say("if no %s is known", k.readableName(bare))
		default:
			w = k.Lang.Say("if a %s is known", k.readableName(bare))
		}
		if w = k.Lang.Text(w); w != "" && name != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " "+k.Lang.Say("and")+" ")
}

func (k *Knowledge) readableName(name string) string {
	if w := stands[name]; w != "" {
		return k.Lang.Text(w)
	}
	return name
}

var conditions = map[string]string{
	"hostid":        "",
	"host":          "if the host is known",
	"!host":         "if no host is known",
	"dnshost":       "if DNS publishes a host",
	"!dnshost":      "if DNS publishes no host",
	"dnsport":       "if DNS publishes a port",
	"dnscustomport": "if its port is not 1688",
	"customport":    "if the port is not 1688",
	"isdns":         "if the host came from DNS",
	"!isdns":        "unless the host came from DNS",
	"ispinned":      "if a host is pinned",
	"notpinned":     "if no host is pinned",
	"gvlk":          "if the edition has one",
	"!gvlk":         "if the edition is not known",
	"last5":         "if the key is known by its last five characters",
	"maknewest":     "if such a failure was seen",
	"ospp":          "if Office has its own licensing service",
	"!ospp":         "if Windows' own service licenses Office",
	"spp":           "if Windows' own service licenses Office",
	"telnet":        "on Windows before 8.1 and Server 2012 R2",
	"!telnet":       "",
	"sitehost":      "if the site file names a KMS host",
	"!sitehost":     "",
	"sitezone":      "if it names the zone",
	"!sitezone":     "if it names no zone",
	"sitesetport":   "if its port is not 1688",
}
