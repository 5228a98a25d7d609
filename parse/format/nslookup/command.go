package nslookup

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	bareCommand = regexp.MustCompile(`(?i)^nslookup(?:\.exe)?(?:\s|-|$)`)
	anyCommand  = regexp.MustCompile(`(?i)^(?:&\s*)?(?:\S*[\\/])?"?nslookup(?:\.exe)?"?(.*)$`)
	setting     = regexp.MustCompile(`(?i)^set\s+(\S.*)$`)
	typeOption  = regexp.MustCompile(`(?i)\b(?:type|ty|q|qt|query|querytype)\s*=\s*([a-z0-9*+]+)`)
)

// command takes what was typed at a prompt of the system.
func (s *session) command(typed string) {
	if typed == "" {
		return
	}
	m := anyCommand.FindStringSubmatch(typed)
	if m == nil {
		s.close()
		s.foreign = true
		return
	}
	s.foreign, s.interactive, s.typ = false, false, "a"
	q := s.next()
	args, _, _ := strings.Cut(m[1], ">")
	args, _, _ = strings.Cut(args, "|")
	if t := typeOption.FindStringSubmatch(args); t != nil {
		s.typ = strings.ToLower(t[1])
	} else if strings.Contains(strings.ToLower(args), "srv") {
		s.typ = "srv"
	}
	q.Type = s.typ
	if name := serviceName.FindString(args); name != "" {
		q.typed = strings.TrimRight(name, ".")
		return
	}
	for _, f := range strings.Fields(args) {
		if !strings.HasPrefix(f, "-") && !strings.HasPrefix(f, "/") && !strings.Contains(f, "=") && f != "2" {
			q.typed = strings.TrimRight(f, ".")
			return
		}
	}
	s.cur, s.interactive = nil, true
}

// typed takes what was typed at nslookup's own prompt.
func (s *session) typed(text string, prompted bool) bool {
	if m := setting.FindStringSubmatch(text); m != nil {
		if t := typeOption.FindStringSubmatch(m[1]); t != nil {
			s.typ = strings.ToLower(t[1])
		}
		s.interactive = true
		return true
	}
	words := strings.Fields(text)
	if !prompted && (len(words) != 1 || !serviceName.MatchString(text)) || len(words) > 2 {
		return false
	}
	switch strings.ToLower(words[0]) {
	case "exit", "quit", "help", "?", "server", "lserver", "root", "ls", "view", "finger":
		return true
	}
	s.interactive = true
	before := s.cur
	q := s.next()
	q.typed, q.Type = strings.TrimRight(words[0], "."), s.typ
	if before != nil && before.banner {
		q.Server, q.ServerIP, q.Header = before.Server, before.ServerIP, before.Header
	}
	return true
}

func number(text string, most int) *int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return nil
	}
	return &n
}
