package nslookup

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// fill puts values into a message of the table, as nslookup does.
func fillIn(text string, values ...string) string {
	for i, v := range values {
		text = strings.ReplaceAll(text, "%"+string(rune('1'+i)), v)
	}
	return text
}

// TestStarred goes through the frames and reasons of every language: translated reasons, and English ones as real
// captures have them.
func TestStarred(t *testing.T) {
	for _, frame := range messages {
		if frame.id != cannotFind {
			continue
		}
		for _, m := range messages {
			want, isReason := reasons[m.id]
			if !isReason || m.language != frame.language && m.language != en {
				continue
			}
			line := fillIn(frame.text, "dc01.contoso.com", "_vlmcs._tcp", m.text)
			got := (&session{}).starred(line)
			if got.reason != want || got.asked != "_vlmcs._tcp" || got.harmless {
				t.Errorf("%s: got %+v, want %s", line, got, want)
			}
		}
	}
}

func TestStarredFrames(t *testing.T) {
	for _, m := range messages {
		var line string
		want := starred{reason: NoServer, known: true}
		switch m.id {
		case noServerName:
			line, want = fillIn(m.text, "192.0.2.53", "Non-existent domain"), starred{harmless: true}
		case noDefaultServers:
			line = m.text
		case noServerAddress, noInitialAddress:
			line = fillIn(m.text, "dns.contoso.com", "Timed out")
		case requestTimedOut:
			line, want = fillIn(m.text, "192.0.2.53"), starred{reason: TimedOut, known: true}
		case noRecords:
			line, want = fillIn(m.text, "service location", "SRV", "_vlmcs._tcp.contoso.com"), starred{reason: NoData, known: true, asked: "_vlmcs._tcp.contoso.com"}
		default:
			continue
		}
		got := (&session{}).starred(line)
		if got.language&m.language == 0 && m.text[4:7] != "Can" { // German left one text in English
			t.Errorf("%s: language %b, want %b", line, got.language, m.language)
		}
		got.language = 0
		if got != want {
			t.Errorf("%s: got %+v, want %+v", line, got, want)
		}
	}
}

// TestStarredMisread reads lines with another code page than they were written in, as captures from consoles were.
func TestStarredMisread(t *testing.T) {
	for _, c := range []struct {
		text         string
		write, read_ interface {
			Enc(string) (string, error)
			Dec(string) (string, error)
		}
		want Reason
	}{
		{"*** UnKnown не удалось найти _vlmcs._tcp: Домен не существует", page{charmap.Windows1251}, page{charmap.CodePage866}, NonExistentDomain},
		{"*** Превышено время ожидания запроса UnKnown", page{charmap.Windows1251}, page{charmap.CodePage866}, TimedOut},
		{"*** UnKnown не удалось найти _vlmcs._tcp: Запрос отклонен", page{charmap.CodePage866}, page{charmap.Windows1251}, Refused},
		{"*** UnKnown не удалось найти _vlmcs._tcp: Нет ответа от сервера", page{charmap.CodePage866}, page{charmap.Windows1251}, TimedOut},
		{"*** Se agotó el tiempo de espera de la solicitud a dns1.fabrikam.com", page{charmap.CodePage850}, page{charmap.Windows1252}, TimedOut},
		{"*** Le délai de la requête sur UnKnown est dépassé.", page{charmap.Windows1252}, page{charmap.CodePage437}, TimedOut},
		{"*** _vlmcs._tcp wurde von dc01.contoso.com nicht gefunden: Domäne nicht vorhanden..", page{charmap.Windows1252}, page{charmap.CodePage850}, NonExistentDomain},
		{"*** dc01.contoso.com が _vlmcs._tcp を見つけられません: 存在しないドメイン", sjis{}, page{charmap.CodePage437}, NonExistentDomain},
	} {
		b, err := c.write.Enc(c.text)
		if err != nil {
			t.Fatal(err)
		}
		misread, err := c.read_.Dec(b)
		if err != nil || misread == c.text {
			t.Fatalf("%s: not misread: %s, %v", c.text, misread, err)
		}
		if got := (&session{}).starred(strings.TrimSpace(misread)); got.reason != c.want || !got.known {
			t.Errorf("%s, read as %s: got %+v, want %s", c.text, misread, got, c.want)
		}
	}
}

type page struct{ *charmap.Charmap }

func (p page) Enc(s string) (string, error) { return p.NewEncoder().String(s) }
func (p page) Dec(s string) (string, error) { return p.NewDecoder().String(s) }

type sjis struct{}

func (sjis) Enc(s string) (string, error) { return japanese.ShiftJIS.NewEncoder().String(s) }
func (sjis) Dec(s string) (string, error) { return japanese.ShiftJIS.NewDecoder().String(s) }

func TestStarredUnknown(t *testing.T) {
	for text, want := range map[string]starred{
		"*** dc01.contoso.com ei löydä kohdetta _vlmcs._tcp: Non-existent domain": {reason: NonExistentDomain, known: true, asked: "_vlmcs._tcp"},
		"*** Tietueita (SRV) ei ole: _vlmcs._tcp.contoso.com":                     {reason: NoData, known: true, asked: "_vlmcs._tcp.contoso.com"},
		"*** Nimeä ei löydy 192.0.2.53: Non-existent domain":                      {reason: NonExistentDomain, known: true, harmless: true},
		"*** jotain meni pieleen":                                                 {reason: Unknown},
		"*** UnKnown can't find 10.2.0.192.in-addr.arpa: Timed out":               {reason: TimedOut, known: true, asked: "10.2.0.192.in-addr.arpa", language: en},
	} {
		if got := (&session{}).starred(text); got != want {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
	}
}
