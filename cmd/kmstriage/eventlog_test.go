package main

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"kmstriage/fixtures/makeevtx"
)

// eventLog is "evtx FILE.events": it puts the log that a list of events describes in the place of the list.
func eventLog(ts *testscript.TestScript, _ bool, args []string) {
	list := ts.MkAbs(args[0])
	text, err := os.ReadFile(list)
	ts.Check(err)
	log, err := makeevtx.Compile(text)
	ts.Check(err)
	ts.Check(os.WriteFile(strings.TrimSuffix(list, ".events"), log, 0o600))
	ts.Check(os.Remove(list))
}
