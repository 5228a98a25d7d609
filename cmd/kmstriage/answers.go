package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kmstriage/analyze"
	"kmstriage/analyze/derive"
	"kmstriage/analyze/site"
	"kmstriage/parse/fact"
)

// maxAnswerBytes bounds an answers file: there are thirteen questions.
const maxAnswerBytes = 1 << 20

// readAnswers takes the answers of a file; what is wrong with it comes back. An empty path is no file.
func readAnswers(g *derive.Given, path string) []site.Mistake {
	if path == "" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return []site.Mistake{{What: plain(err)}}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxAnswerBytes+1))
	switch {
	case err != nil:
		return []site.Mistake{{What: plain(err)}}
	case len(b) > maxAnswerBytes:
		return []site.Mistake{{What: fmt.Sprintf("longer than %d KiB", maxAnswerBytes>>10), Hint: "this is no answers file"}}
	}
	return takeAnswers(g, filepath.Base(path), string(b))
}

// takeAnswers reads ID=yes and ID=no, one a line, blanks ignored; what follows # is a comment.
func takeAnswers(g *derive.Given, name, text string) []site.Mistake {
	g.Answers, g.AnsweredAt = map[string]string{}, map[string]fact.Source{}
	var wrong []site.Mistake
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		n := i + 1
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		id, v, _ := strings.Cut(line, "=")
		id, v = strings.TrimSpace(id), strings.TrimSpace(v)
		first := g.AnsweredAt[id].Line
		switch {
		case id == "" || v != "yes" && v != "no":
			wrong = append(wrong, site.Mistake{Line: n, What: fmt.Sprintf("%q", line), Hint: "want QUESTION=yes or QUESTION=no"})
		case analyze.Questions[id] == "":
			wrong = append(wrong, site.Mistake{Line: n, What: fmt.Sprintf("unknown question %q", id), Hint: fmt.Sprintf("did you mean %q?", nearest(id, analyze.QuestionIDs(), 1)[0])})
		case first > 0:
			wrong = append(wrong, site.Mistake{Line: n, What: fmt.Sprintf("%s a second time", id), Hint: fmt.Sprintf("it stands at line %d already", first)})
		default:
			g.Answers[id] = v
			g.AnsweredAt[id] = fact.Source{Path: name, Line: n}
		}
	}
	return wrong
}

// plain is why a file could not be read, without the path that the message names already.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
