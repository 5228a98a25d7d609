package main

import (
	"strings"

	"github.com/alecthomas/kong"

	"kmstriage/analyze/report"
	"kmstriage/analyze/text"
)

// languages tells the flags which languages there are.
var languages = kong.Vars{"languages": strings.Join(text.Codes, ",")}

// langFlag chooses the language of what people read. It is English unless asked for: the surroundings change no byte.
type langFlag struct {
	Lang string `enum:"${languages}" default:"en" setting:"" help:"Language of text, md and html: ${languages}."`
}

// speak puts a view into the language.
func (f langFlag) speak(v report.View) (report.View, error) {
	l, err := text.Find(f.Lang)
	if err != nil {
		return v, statusError{exitFailed, err}
	}
	v.Lang = l
	return v, nil
}
