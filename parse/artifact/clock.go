package artifact

import (
	"regexp"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/w32tm"
)

var timeService = parse.Artifact{
	Kind:      fact.TimeService,
	Doc:       "what w32tm measured: how far the computer's clock is from a time source (/stripchart, /monitor, /query /status)",
	Signature: "offsets as w32tm prints them",
	Languages: "any, by shape",
	Quirks:    []string{"the sign is that of the source against this clock"},
	Names:     []string{"w32tm.txt"},
	Supply:    `w32tm /stripchart /computer:<KMS host> /samples:3 /dataonly > w32tm.txt`,
	Extra:     true,
	Yields:    []fact.Topic{fact.TopicClock},
	Match:     matchClock,
	Read:      readClock,
}

var clockShown = regexp.MustCompile(`(?m)^\d{1,2}[:.]\d{2}[:.]\d{2}(?: ?[AaPp][Mm])?,?[ \t]+(?:d:[+-]?\d+[.,]\d+s[ \t]+o:)?[+-]\d+[.,]\d{4,}s|^[^\n:：]+[:：][ \t]*0x[0-9A-Fa-f]{8} \([^\n]*\)[ \t]*\n[^\n]*\n[^\n:：]+[:：]|` +
	`\[[0-9A-Fa-f.:]+:123\]|^[ \t]*NTP: [+-]\d+[.,]\d+s `)

func matchClock(p parse.Probe) parse.Claim {
	return parse.Claim{Content: speaksOf(p.Text, ":123]", "NTP: ", " (", ", +", ", -", " o:", "d:+", "d:-") && clockShown.MatchString(p.Text)}
}

func readClock(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	log := w32tm.Parse(text.Lines)
	f.Reading.Records = len(log.Offsets)
	if len(log.Offsets) == 0 && !log.Status && log.Errors == 0 {
		f.Damage(0, "no offset was recognised")
		return nil
	}
	if log.Errors > 0 {
		f.Note(0, "%d samples were not answered", log.Errors)
	}
	for _, o := range log.Offsets {
		f.Set.TimeOffsets = append(f.Set.TimeOffsets, fact.TimeOffset{Source: o.Source, Seconds: o.Seconds, Line: lineOf(f, o.Line)})
	}
	return nil
}
