package nslookup

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// id names a message of the resource table by what it says.
type id int

const (
	nonAuthoritative id = iota
	noServerName        // harmless: the look-up of the DNS server's own name failed
	noDefaultServers
	defaultServer
	noInitialAddress
	noServerAddress
	noRecords // %1 type in words, %2 type, %3 name
	requestTimedOut
	cannotFind // %1 server, %2 name, %3 reason
	server
	addresses
	address
	formatError
	serverFailed
	nonExistentDomain
	notImplemented
	queryRefused
	timedOut
	noInformation
	unspecified
	noResponse
)

// language is a bit, so that a text that several languages share keeps all of them.
type language uint

const (
	de language = 1 << iota
	en
	es
	fr
	it
	ja
	ko
	ptBR
	ru
	zhCN
	zhTW
)

var tags = []struct {
	language
	tag string
}{{de, "de"}, {en, "en"}, {es, "es"}, {fr, "fr"}, {it, "it"}, {ja, "ja"}, {ko, "ko"}, {ptBR, "pt-BR"}, {ru, "ru"}, {zhCN, "zh-CN"}, {zhTW, "zh-TW"}}

type message struct {
	id
	language
	text string
}

// reasons maps the reason texts to what they mean for an SRV query.
var reasons = map[id]Reason{
	formatError:       Unknown,
	serverFailed:      ServerFailed,
	nonExistentDomain: NonExistentDomain,
	notImplemented:    Unknown,
	queryRefused:      Refused,
	timedOut:          TimedOut,
	noInformation:     Unknown,
	unspecified:       Unknown,
	noResponse:        TimedOut,
}

// prepared is a message in the forms that texts are compared in.
type prepared struct {
	message
	plain, faded string
	shared       language // the languages that say it in the same words
}

// table groups the prepared messages by what they say.
var table = sync.OnceValue(func() map[id][]prepared {
	out := map[id][]prepared{}
	for _, m := range messages {
		p := prepared{message: m, plain: plain(m.text), faded: faded(m.text)}
		for _, o := range messages {
			if o.id == m.id && plain(o.text) == p.plain {
				p.shared |= o.language
			}
		}
		out[m.id] = append(out[m.id], p)
	}
	return out
})

var unify = strings.NewReplacer("\u2019", "'", "\u00a0", " ", "\uff1a", ":", "\t", " ")

// plain brings a message to a form in which spelling by hand, wrapping and language packs of different years agree.
func plain(s string) string {
	s = unify.Replace(strings.ToLower(s))
	s = strings.Join(strings.Fields(s), " ")
	s = strings.ReplaceAll(s, " :", ":")
	return strings.TrimRight(s, " .\u3002")
}

// faded is plain with every run of letters beyond ASCII, apostrophes and question marks made one "?": what is left of
// a Latin text whatever code page it was read with.
func faded(s string) string {
	var b strings.Builder
	last := false
	for _, r := range plain(s) {
		gone := r >= utf8.RuneSelf || r == '?' || r == '\''
		if !gone {
			b.WriteRune(r)
		} else if !last {
			b.WriteByte('?')
		}
		last = gone
	}
	return b.String()
}

// fadable are the languages of which enough is left when only ASCII is.
const fadable = de | en | es | fr | it | ptBR

// fits matches a text against a message's text, both in the same form, and returns its values by number ("%2" is
// args[2]). Values may hold blanks only where loose says so.
func fits(pattern, text string, loose func(n int) bool) (args [4]string, ok bool) {
	for {
		at := strings.IndexByte(pattern, '%')
		if at < 0 || at+1 >= len(pattern) {
			return args, pattern == text
		}
		if !strings.HasPrefix(text, pattern[:at]) {
			return args, false
		}
		n := int(pattern[at+1] - '0')
		text, pattern = text[at:], pattern[at+2:]
		if n < 1 || n >= len(args) {
			return args, false
		}
		end := len(text)
		if pattern != "" {
			lit, _, more := strings.Cut(pattern, "%")
			if end = strings.Index(text, lit); !more && strings.HasSuffix(text, lit) {
				end = len(text) - len(lit)
			}
		}
		if end < 1 || !loose(n) && strings.ContainsRune(text[:end], ' ') {
			return args, false
		}
		args[n], text = text[:end], text[end:]
	}
}
