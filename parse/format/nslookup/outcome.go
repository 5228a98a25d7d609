package nslookup

import (
	"math/bits"
	"strings"
)

// end closes the last query and settles what only the whole text tells.
func (s *session) end() {
	if s.starredOpen != nil {
		l := s.starredOpen
		v := s.starred(strings.TrimSpace(l.Text))
		s.verdict(v, l.First())
		if v.asked == "" {
			s.loss(l.First(), "the error line was not understood")
		}
	}
	s.close()
	if s.full {
		s.loss(s.log.Queries[len(s.log.Queries)-1].Line, "more queries than are kept: the rest was not read")
	}
	if bits.OnesCount(uint(s.spoken)) == 1 {
		for _, t := range tags {
			if t.language == s.spoken {
				s.log.Language = t.tag
			}
		}
	}
	s.log.Queries = superseded(s.log.Queries)
}

// close decides the outcome of the open query and keeps it, unless it is only a banner.
func (s *session) close() {
	q := s.cur
	s.cur = nil
	if q == nil || q.banner && !q.decided() && q.waited.N == 0 {
		return
	}
	cut := q.open != nil
	s.lose(q)
	q.Asked = q.typed
	if q.verdict != nil && q.verdict.asked != "" {
		q.Asked = q.verdict.asked
	}
	if !q.decided() && !cut && !q.header && q.typed == "" && q.waitEarly.N == 0 {
		return // lines that happen to look like an answer's
	}
	s.decide(q, cut)
	s.log.Queries = append(s.log.Queries, q.Query)
}

func (s *session) decide(q *query, cut bool) {
	q.Line = q.Header
	switch {
	case len(q.Records) > 0:
		q.Outcome, q.Line = Answered, q.Records[0].Line
	case cut:
		q.Outcome, q.Line = Undecided, q.openLine
	case q.verdict != nil:
		q.judge()
	case q.host != "":
		q.Outcome = Other
	case q.others.N != 0 && (q.header || q.typed != ""):
		q.Outcome, q.Reason, q.Line = NoRecords, NoData, q.others
	case q.waited.N != 0:
		q.Outcome, q.Reason, q.Line = Failed, TimedOut, q.waited
	case q.waitEarly.N != 0 && !q.header:
		q.Outcome, q.Reason, q.Line = Failed, TimedOut, q.waitEarly
	case q.stray.N != 0:
		q.Outcome, q.Line = Undecided, q.stray
		s.loss(q.stray, "the answer was not understood or ends here")
	case q.ServerIP != "" && q.header:
		q.Outcome = Silent
	default:
		q.Outcome = Undecided
		s.loss(q.Header, "the text ends before the answer")
	}
	// Without -type nslookup asks for addresses: only "no such name" then also says something about SRV records.
	if q.Type != "" && !asksSRV(q.Type) && q.Reason != NonExistentDomain && q.Outcome != Failed && q.Outcome != Answered && q.Outcome != Other {
		q.Outcome, q.Reason = Undecided, ""
	}
}

func (q *query) judge() {
	q.Outcome, q.Reason, q.Line = Failed, q.verdict.reason, q.judged
	switch q.Reason {
	case "":
		q.Outcome = Undecided
	case NonExistentDomain, NoData:
		q.Outcome = NoRecords
	case TimedOut:
		if q.noServer {
			q.Reason = NoServer
		}
	}
}

// superseded drops what failed before a good answer to the same question: a try that timed out, or one of which only
// the error line is left.
func superseded(all []Query) []Query {
	var out []Query
	for i, q := range all {
		better := false
		for _, later := range all[i+1:] {
			better = better || later.Outcome == Answered && sameQuestion(q, later)
		}
		if !better || q.Outcome == Answered || q.Outcome == Other {
			out = append(out, q)
		}
	}
	return out
}

// sameQuestion compares what two queries asked. A name that is not known may be any.
func sameQuestion(q, answered Query) bool {
	if q.host != "" {
		return false
	}
	owner := answered.Records[0].Owner
	switch {
	case q.Asked == "":
		return true
	case answered.Asked != "":
		return strings.EqualFold(q.Asked, answered.Asked)
	case owner == "":
		return true
	}
	return strings.EqualFold(q.Asked, owner) || len(owner) > len(q.Asked) && strings.EqualFold(owner[:len(q.Asked)+1], q.Asked+".")
}
