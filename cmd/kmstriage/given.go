package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/site"
	"kmstriage/parse/fact"
)

// givenFlags say what a person knows beside the bundle.
type givenFlags struct {
	Error   string   `placeholder:"CODE" help:"The error code that the customer reported, like 0xC004F074."`
	Answer  []string `placeholder:"ID=yes|no" sep:"none" takes:"answer" help:"The answer to a question of the report (repeatable)."`
	Answers string   `placeholder:"FILE" takes:"file" help:"Answers, one ID=yes or ID=no a line; # begins a comment."`
	Site    string   `placeholder:"FILE" takes:"file" setting:"" help:"What is known of the site: its KMS hosts, ports, DNS zones (docs/site.md)."`
}

// given reads the flags and the files that they name. An answer of --answer beats one of --answers, which beats the
// site's.
func (g givenFlags) given() (derive.Given, error) {
	out := derive.Given{}
	if g.Error != "" {
		c, err := fact.ParseCode(g.Error)
		if err != nil {
			return out, usageError{fmt.Sprintf("--error: %v", err)}
		}
		out.Error = &c
	}
	told, err := g.told()
	if err != nil {
		return out, err
	}
	var all mistakes
	for _, m := range readAnswers(&out, g.Answers) {
		all = append(all, fmt.Sprintf("--answers %s: %s", g.Answers, m))
	}
	for id, v := range told {
		if out.Answers == nil {
			out.Answers = map[string]string{}
		}
		out.Answers[id] = v
		delete(out.AnsweredAt, id)
	}
	if g.Site != "" {
		known, wrong := readSite(g.Site)
		for _, m := range wrong {
			all = append(all, fmt.Sprintf("--site %s: %s", g.Site, m))
		}
		out.Site = siteKnowledge{known}
	}
	if len(all) > 0 {
		return derive.Given{}, all
	}
	return out, nil
}

// told are the answers of --answer.
func (g givenFlags) told() (map[string]string, error) {
	out := map[string]string{}
	for _, a := range g.Answer {
		id, v, _ := strings.Cut(a, "=")
		switch old := out[id]; {
		case id == "" || v != "yes" && v != "no":
			return nil, usageError{fmt.Sprintf("--answer %q: want QUESTION=yes or QUESTION=no", a)}
		case old != "" && old != v:
			return nil, usageError{fmt.Sprintf("--answer %s is given as yes and as no", id)}
		}
		out[id] = v
	}
	var wrong mistakes
	for _, a := range g.Answer {
		id, _, _ := strings.Cut(a, "=")
		if analyze.Questions[id] == "" {
			wrong = append(wrong, "--answer: "+unknownQuestion(id))
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return out, nil
}

func unknownQuestion(id string) string {
	return fmt.Sprintf("there is no question %q: did you mean %q?", id, nearest(id, analyze.QuestionIDs(), 1)[0])
}

// readSite reads a site file. Its sources show the file's own name: the folder is this machine's affair.
func readSite(path string) (*site.Site, []site.Mistake) {
	f, err := os.Open(path)
	if err != nil {
		return nil, []site.Mistake{{What: plain(err)}}
	}
	defer f.Close()
	return site.Read(filepath.Base(path), f)
}

// siteKnowledge lets rules ask the site: the two packages do not know each other.
type siteKnowledge struct{ site *site.Site }

// Answer settles a question by the site file.
func (k siteKnowledge) Answer(a derive.Asked) (yes bool, why fact.Line, ok bool) {
	return k.site.Answer(site.Asked(a))
}

// KMSHost is the host that the site file names for the client.
func (k siteKnowledge) KMSHost(a derive.Asked) (derive.SiteHost, bool) {
	h, ok := k.site.KMSHost(site.Asked(a))
	return derive.SiteHost(h), ok
}
