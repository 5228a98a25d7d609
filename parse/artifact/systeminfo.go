package artifact

import (
	"errors"
	"regexp"
	"strings"

	"kmstriage/parse"
	"kmstriage/parse/fact"
	"kmstriage/parse/format/systeminfo"
)

var systemInfo = parse.Artifact{
	Kind:      fact.SystemInfo,
	Doc:       "systeminfo in any language: the computer's name and domain, the version of Windows",
	Signature: "the rows of systeminfo in their order",
	Languages: "any, by shape and order",
	Names:     []string{"systeminfo.txt"},
	Supply:    `systeminfo > systeminfo.txt`,
	Extra:     true,
	Yields:    []fact.Topic{fact.TopicOS, fact.TopicNames, fact.TopicNetwork},
	Match:     matchSystemInfo,
	Read:      readSystemInfo,
}

// systemInfoStart are the first three rows: name of the computer, name and version of Windows.
var systemInfoStart = regexp.MustCompile(`(?m)^[^\s:：][^\n:：]*[:：][ \t]+\S+[ \t]*\n[^\s:：][^\n:：]*[:：][ \t]+Microsoft\S*[ \t]+Windows[^\n]*\n[^\s:：][^\n:：]*[:：][ \t]+\d+\.\d+\.\d{4,5}\b`)

func matchSystemInfo(p parse.Probe) parse.Claim {
	return parse.Claim{Content: speaksOf(p.Text, "Windows") && systemInfoStart.MatchString(p.Text)}
}

func readSystemInfo(f *parse.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	in := systeminfo.Parse(text.Lines)
	if f.Reading.Records = in.Rows; in.Rows == 0 {
		return errors.New("no row of systeminfo was recognised")
	}
	if f.Reading.Language == "" {
		f.Reading.Language = in.Locale
	}
	at := fact.Lines{}
	for key, l := range in.Lines {
		at[key] = lineOf(f, l)
	}
	f.Set.Names = append(f.Set.Names, fact.Name{Name: in.Host, From: string(f.Kind), Source: at["host"].Source})
	if in.Domain != "" {
		f.Set.Networks = append(f.Set.Networks, fact.Network{Host: in.Host, Domain: in.Domain, From: f.Kind, Lines: fact.Lines{"host": at["host"], "domain": at["domain"]}})
	}
	v := strings.Split(in.Version, ".")
	if len(v) != 3 {
		f.Damage(at["caption"].Source.Line, "the report ends before the version of Windows")
		return nil
	}
	o := fact.OS{NT: v[0] + "." + v[1], Build: v[2], Caption: in.Caption, Arch: in.Arch, ProductType: "client", From: string(f.Kind), Line: at["version"]}
	if strings.Contains(strings.ToLower(in.Caption), "server") {
		o.ProductType = "server"
	}
	f.Set.OS = append(f.Set.OS, o)
	return nil
}
