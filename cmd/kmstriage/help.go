package main

import (
	"fmt"

	"github.com/alecthomas/kong"
)

// shortHelp is what kmstriage alone and kmstriage --help print: what people need, examples first.
const shortHelp = `kmstriage reads support bundles of Office KMS activation problems and says,
offline, what is wrong.

  kmstriage CL01.zip                       one bundle: its diagnosis
  kmstriage inbox/ -o json=run.json        many: a table, and all of it as JSON
  kmstriage CL01.zip --answer ID=yes       with the answer to a question
  kmstriage ls CL01.zip                    what is in it, what is missing
  kmstriage events CL01.zip                the activation timeline
  kmstriage facts CL01.zip > facts.json    the facts alone; a bundle to diagnose
  kmstriage explain 0xC004F074             what a code, rule or event means
  kmstriage redact CL01.zip -o copy.zip    a copy without names and addresses
  kmstriage rules                          every rule (artifacts: file kinds)

Usage: kmstriage [diagnose|ls|events|facts] PATH... [flags]
       kmstriage convert RUN.json -f FORMAT, kmstriage reply BUNDLE
       kmstriage watch FOLDER, kmstriage diff OLD NEW, kmstriage merge STORE...
       kmstriage explain ID-OR-CODE, kmstriage rules|artifacts|version
       kmstriage config show, kmstriage completion SHELL, kmstriage man

PATH is an archive, a folder with one machine's files, a folder of bundles, a
single collected file, a facts file, or - for standard input.

  -f, --format FORMAT        text, json, ndjson, csv, md or html (or -o)
  -o, --output FORMAT=FILE   another format into a file (repeatable)
      --answer ID=yes|no     the answer to a question (repeatable)
      --answers FILE         answers, one ID=yes or ID=no a line
      --site FILE            what is known of the site's KMS hosts (docs/site.md)
      --error CODE           the error code that the customer reported
      --lang CODE            language of text, md and html (docs/languages.md)
      --fail-on SEVERITY     exit 1 on such a finding: error, warning or never
  -j, --jobs N               bundles read at a time
      --files-from FILE, -0  read the paths from a file, NUL-separated with -0
      --shard I/N            one share of the input, for an array job (then merge)
      --password-file FILE   passwords of archives, one a line, tried in order
      --redact, --map FILE   without names; the map puts them back (unredact)
  -q, --quiet                no notes and no progress
  -v, --verbose              everything, also what was suppressed
      --color WHEN           auto, always or never
      --progress HOW         auto, plain, json or none, on standard error
      --config FILE          settings file, in place of the user's own
      --max-time 15m         and other limits: kmstriage diagnose --help

Exit: 0 analysed, 1 finding (--fail-on), 2 failed, 3 an input was not read,
4 no bundle or unknown id, 80 wrong usage. kmstriage VERB --help tells more.
`

// groups part the flags in the help of a command.
var groups = []kong.Group{{Key: "limits", Title: "Limits:",
	Description: "Reaching one ends no run: what was read is kept, and the report says what was not."}}

// printHelp shows the short help for the program and kong's for a verb.
func printHelp(o kong.HelpOptions, ctx *kong.Context) error {
	if ctx.Selected() == nil || len(ctx.Args) == 1 {
		_, err := fmt.Fprint(ctx.Stdout, shortHelp)
		return err
	}
	return kong.DefaultHelpPrinter(o, ctx)
}
