package artifact

import (
	"errors"
	"regexp"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/ipconfig"
	"kmstriage/parse/format/textenc"
)

var ipConfig = parse.Artifact{
	Kind:      fact.IPConfig,
	Doc:       "ipconfig /all in any language: the computer's name, the DNS suffixes in which it looks for KMS hosts, its DNS servers",
	Signature: "rows with dot leaders in the order of ipconfig",
	Languages: "any, by shape and order",
	Quirks:    []string{"a virtual adapter has a suffix of its own"},
	Names:     []string{"ipconfig.txt"},
	Supply:    `ipconfig /all > ipconfig.txt`,
	Extra:     true,
	Yields:    []fact.Topic{fact.TopicNetwork, fact.TopicNames},
	Match:     matchIPConfig,
	Read:      readIPConfig,
}

// ipconfigRows are four labels in a row with their dots: the first section, of which every run has one.
var ipconfigRows = regexp.MustCompile(`(?m)(?:^[ \t]{1,8}\S[^\n:：]*?(?:[ ]?\.){3,}[ ]?[:：][^\n]*\n){4}`)

func matchIPConfig(p parse.Probe) parse.Claim {
	return parse.Claim{Content: speaksOf(p.Text, ". . .") && ipconfigRows.MatchString(p.Text)}
}

func readIPConfig(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	c := ipconfig.Parse(text.Lines)
	f.Reading.Records = c.Rows
	if c.Host == "" {
		return errors.New("the computer's name was not found in what looks like ipconfig's output")
	}
	n := fact.Network{Host: c.Host, Suffix: c.Suffix, Search: c.Search, Connections: c.Connections, Servers: c.Servers, From: f.Kind, Lines: fact.Lines{}}
	for key, l := range map[string]textenc.Line{"host": c.HostLine, "suffix": c.SuffixLine, "search": c.SearchLine, "connections": c.ConnectionLine, "servers": c.ServerLine} {
		if l.N > 0 {
			n.Lines[key] = lineOf(f, l)
		}
	}
	addNetwork(f, n)
	return nil
}
