package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCloakLearnsWholeFiles holds that --redact knows every name of a site file, however long the file is, and that one which
// cannot be read ends the run: a report would show its names.
func TestCloakLearnsWholeFiles(t *testing.T) {
	s := streams{env: func(string) string { return "" }}
	path := filepath.Join(t.TempDir(), "site.txt")
	text := strings.Repeat("# a comment that says nothing of a name\n", 40_000) + "kms77.contoso.com\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := redactFlags{Redact: true}.cloak(s, "", path)
	if err != nil {
		t.Fatal(err)
	}
	c.settle()
	if got := c.Text("the site says kms77.contoso.com"); strings.Contains(got, "contoso") || strings.Contains(got, "kms77") {
		t.Errorf("a name of the site is shown: %s", got)
	}
	if _, err := (redactFlags{Redact: true}).cloak(s, path+".gone"); statusOf(err) != exitUsage {
		t.Errorf("a file that is not there: %v", err)
	}
}
