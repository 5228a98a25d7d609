package main

import (
	"context"
	"io"
	"slices"

	"kmstriage/analyze"
	"kmstriage/analyze/report"
	"kmstriage/analyze/rule"
	"kmstriage/analyze/text"
	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

type replyCmd struct {
	inputFlags  `embed:""`
	givenFlags  `embed:""`
	redactFlags `embed:""`
	talkFlags   `embed:""`
	Lang        string `enum:",${languages}" default:"" setting:"" help:"Language of letter and note: ${languages}. Unless given, the letter is in that of the bundle where there is one, the note in English."`
}

// run writes one letter about one bundle.
func (c *replyCmd) run(ctx context.Context, s streams) error {
	given, err := c.given()
	if err != nil {
		return err
	}
	hide, err := c.cloak(s, c.Answers, c.Site)
	if err != nil {
		return err
	}
	v := c.view(s)
	letter := func(w io.Writer, set *fact.Set) error {
		d := analyze.Diagnose(set, nil, given, rule.All)
		customer, err := c.language(d)
		if err != nil {
			return err
		}
		if c.Lang != "" {
			v.Lang = customer
		}
		hide.diagnosis(d)
		return report.WriteReply(w, d, v, customer)
	}
	return onOne{"reply", c.inputFlags, c.talkFlags, hide, func(l input.Found) bool { return l.Recognised }, letter}.run(ctx, s)
}

// language is that of the letter: the one asked for, else the one in which most files of the bundle that show any are
// written, if the program speaks it.
func (c *replyCmd) language(d *analyze.Diagnosis) (*text.Language, error) {
	code := c.Lang
	if code == "" {
		code = text.English
		if l := d.Language(); slices.Contains(text.Codes, l) {
			code = l
		}
	}
	l, err := text.Find(code)
	if err != nil {
		return nil, statusError{exitFailed, err}
	}
	return l, nil
}
