package text

import (
	"strings"
	"testing"
	"time"
)

const header = "msgid \"\"\nmsgstr \"\"\n\"X-Name: polski\\n\"\n\"X-Plurals: one few many\\n\"\n\"X-Day: 02.01.2006\\n\"\n\"X-Minute: 02.01.2006 15:04\\n\"\n"

func sample(t *testing.T) *Language {
	t.Helper()
	l, err := Parse("pl", []byte(header+`
msgid "%d rule"
msgid_plural "%d rules"
msgstr[0] "%d regula"
msgstr[1] "%d reguly"
msgstr[2] "%d regul"

# of two lines
msgid "No KMS "
"record"
msgstr "Brak rekordu "
"\"KMS\""

msgid "{host} was asked"
msgstr "pytano {host}"

msgid "{host} was asked by {names} and {n} more"
msgstr "{n} i {names} pytali {host}"

msgid "{why}."
msgstr "<{why}>"

msgid "on {day}"
msgstr "dnia {day}"

msgid "the host"
msgstr "serwer"

msgid "later"
msgstr ""
`))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestText(t *testing.T) {
	l := sample(t)
	for in, want := range map[string]string{"No KMS record": `Brak rekordu "KMS"`, "later": "later", "unheard": "unheard", "": ""} {
		if got := l.Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
	var english *Language
	if got := english.Text("later"); got != "later" {
		t.Errorf("English: %q", got)
	}
	if got := english.Say("%d of %s", 3, "x"); got != "3 of x" {
		t.Errorf("English: %q", got)
	}
}

// TestCount holds the forms against a language that has more of them than English.
func TestCount(t *testing.T) {
	l := sample(t)
	for n, want := range map[int]string{0: "0 regul", 1: "1 regula", 2: "2 reguly", 4: "4 reguly", 5: "5 regul", 11: "11 regul", 22: "22 reguly", 112: "112 regul"} {
		if got := l.Count(n, "%d rule", "%d rules"); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 files", 1: "1 file", 2: "2 files"} {
		if got := l.Count(n, "%d file", "%d files"); got != want {
			t.Errorf("without translation: Count(%d) = %q, want %q", n, got, want)
		}
		if got := (*Language)(nil).Count(n, "%d file", "%d files"); got != want {
			t.Errorf("English: Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestProse(t *testing.T) {
	l := sample(t)
	for in, want := range map[string]string{
		"the host":                            "serwer",
		"kms01 was asked":                     "pytano kms01",
		"the host was asked":                  "pytano serwer",
		"kms01 was asked by A, B and 12 more": "12 i A, B pytali kms01",
		"kms01 was asked by A and B more":     "kms01 was asked by A and B more", // B is no number
		`"a: b.log": the host`:                `"a: b.log": serwer`,
		"on 2015-03-02":                       "dnia 02.03.2015",
		"on Monday":                           "on Monday",
		"2015-03-02":                          "02.03.2015",
		"2015-03-02 09:04 UTC":                "02.03.2015 09:04 UTC",
		"2015-03-02T09:04:59Z":                "02.03.2015 09:04 UTC",
		"2015-03-32":                          "2015-03-32",
		"the host, kms01":                     "serwer, kms01",
		"the host; x was asked":               "serwer; pytano x",
		"Any sentence.":                       "Any sentence.", // "{why}." says too little to be known by
		"kms01.contoso.com":                   "kms01.contoso.com",
		"":                                    "",
	} {
		if got := l.Prose(in); got != want {
			t.Errorf("Prose(%q) = %q, want %q", in, got, want)
		}
	}
	deep := "x" + strings.Repeat(" was asked", 1000)
	if got := l.Prose(deep); !strings.HasPrefix(got, "pytano ") {
		t.Errorf("%.40q", got)
	}
}

func TestDay(t *testing.T) {
	at := time.Date(2015, 3, 2, 23, 4, 0, 0, time.FixedZone("", -3600*2))
	if got := sample(t).Day(at); got != "03.03.2015" {
		t.Errorf("%q", got)
	}
	if got := (*Language)(nil).Day(at); got != "2015-03-03" {
		t.Errorf("English: %q", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, bad := range []string{
		"msgstr \"x\"\n",
		"msgid \"x\"\n",
		"msgid x\nmsgstr \"y\"\n",
		"msgid \"x\"\nmsgstr \"y\n",
		"msgid \"x\"\nmsgstr \"y\"\nmsgstr \"z\"\n",
		"msgid \"x\"\nmsgstr[1] \"y\"\n",
		"msgid \"x\"\nmsgstr \"y\"\nmsgid_plural \"z\"\n",
		"msgctxt \"c\"\nmsgid \"x\"\nmsgstr \"y\"\n",
		"\"x\"\n",
		"msgid \"x\"\nmsgstr \"y\"\nmsgid \"x\"\nmsgstr \"z\"\n",
	} {
		if _, err := Parse("pl", []byte(header+"\n"+bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	for _, bad := range []string{"", strings.Replace(header, "one few", "one some", 1), strings.Replace(header, "X-Day", "X-Tag", 1)} {
		if _, err := Parse("pl", []byte(bad)); err == nil {
			t.Errorf("header %q is read", bad)
		}
	}
	if _, err := Parse("no such", []byte(header)); err == nil {
		t.Error("a code that is none is read")
	}
}

func TestFind(t *testing.T) {
	for _, code := range Codes {
		l, err := Find(code)
		switch {
		case err != nil:
			t.Errorf("%s: %v", code, err)
		case code == English && l != nil:
			t.Error("English has a catalogue")
		case code != English && (l.Code != code || l.Name == ""):
			t.Errorf("%s: %q %q", code, l.Code, l.Name)
		}
	}
	if _, err := Find("xx"); err == nil {
		t.Error("a language that is not there is found")
	}
}
