package artifact

import (
	"regexp"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/servicestate"
	"kmstriage/parse/format/textenc"
)

var serviceState = parse.Artifact{
	Kind:      fact.ServiceState,
	Doc:       "the states and start types of the licensing services, by sc query, sc qc, Get-Service, Win32_Service or net start, in any language",
	Signature: "a licensing service with a state or a start type",
	Languages: "any: the number of a state decides, not its word",
	Quirks:    []string{"sppsvc stops by itself when it is idle, which is normal"},
	Names:     []string{"services.txt"},
	Supply:    `sc qc osppsvc & sc qc sppsvc & sc query osppsvc & sc query sppsvc`,
	Extra:     true,
	Yields:    []fact.Topic{fact.TopicServices},
	Match:     matchServiceState,
	Read:      readServiceState,
}

// serviceShown are the lines in which the tools name one of the services.
var serviceShown = regexp.MustCompile(`(?mi)^\S+[ \t]?[:：][ \t]*o?sppsvc[ \t]*$|^Name[ \t]+: o?sppsvc[ \t]*$|ObjectNotFound:[ \t]*\(o?sppsvc(?::String)?\) \[Get-Service\]|>[ \t]*sc(?:\.exe)?[ \t]+(?:query|queryex|qc)[ \t]+o?sppsvc\b|` +
	`>[ \t]*net[ \t]+start[ \t]+o?sppsvc\b|^.*\b(?:Running|Stopped|Paused|StartPending|StopPending)[ \t]+(?:.*[ \t])?o?sppsvc\b|^(?:.*[ \t])?o?sppsvc[ \t]+(?:.*[ \t])?(?:Running|Stopped|Paused|StartPending|StopPending|Disabled)\b|` +
	`^[ \t]{3}(?:Office )?Software Protection(?: Platform)?[ \t]*$`)

// licensingServices are the two services, and their names in net start.
var (
	licensingServices = []string{"sppsvc", "osppsvc"}
	servicesDisplayed = map[string]string{"software protection": "sppsvc", "office software protection platform": "osppsvc"}
)

func matchServiceState(p parse.Probe) parse.Claim {
	return parse.Claim{Content: speaksOf(p.Text, "sppsvc", "SPPSVC", "Software Protection") && serviceShown.MatchString(p.Text)}
}

func readServiceState(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	services := servicestate.Parse(text.Lines, licensingServices, servicesDisplayed)
	f.Reading.Records = len(services)
	if len(services) == 0 {
		f.Damage(0, "neither state nor start type of a licensing service was recognised")
		return nil
	}
	for _, s := range services {
		x := fact.Service{Name: s.Name, State: s.State, Start: s.Start, Exit: s.Exit, From: f.Kind, Lines: fact.Lines{}}
		for key, l := range map[string]textenc.Line{"state": s.StateLine, "start": s.StartLine} {
			if l.N > 0 {
				x.Lines[key] = lineOf(f, l)
			}
		}
		f.Set.Services = append(f.Set.Services, x)
	}
	return nil
}
