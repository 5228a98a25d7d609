package slmgr

import "strings"

// settle draws what only the whole run tells.
func (r *run) settle(last bool) {
	r.byOrder()
	r.found(last)
	if r.Found != Yes {
		return
	}
	if r.Status == "" && r.GraceMinutes != nil && *r.GraceMinutes > maxGraceMinutes {
		r.Status = Licensed // more than any grace period: a volume activation that will expire
	}
	if !r.complete() {
		r.Cut = true
	}
	if r.Status == "" && !r.HasKey && !r.Cut && r.ActivationID != "" {
		r.Status = Unlicensed // "This license is not in use.", in whatever language
	}
}

// maxGraceMinutes is the longest grace period, 30 days; what is longer is the 180 days of a KMS activation.
const maxGraceMinutes = 30 * 24 * 60

// byOrder fills the host block of labels in no table: count and port behind the first heading, then total and failed
// requests behind the second.
func (r *run) byOrder() {
	if r.CMID != "" || r.Count != nil {
		return
	}
	for i, g := range r.groups {
		if len(g) < 2 || port(g[1].n) == 0 {
			continue
		}
		r.HostEnabled, r.Count, r.Port = true, &g[0].n, g[1].n
		r.set("hostEnabled", g[0].at)
		r.set("count", g[0].at)
		r.set("port", g[1].at)
		for _, t := range r.groups[i+1:] {
			if r.totalsOn = true; len(t) > 0 {
				r.requests(t)
				return
			}
		}
		return
	}
}

// requests takes the cumulative part, of which total and failed come first.
func (r *run) requests(t []number) {
	r.totals, r.Total = len(t), &t[0].n
	r.set("total", t[0].at)
	if len(t) > 1 {
		r.Failed = &t[1].n
		r.set("failed", t[1].at)
	}
}

// found decides whether the licence is there. A run without any id is the script's word that it is not, in whatever
// language; a run that ends before any word tells nothing.
func (r *run) found(last bool) {
	switch {
	case r.ActivationID != "", r.HasKey, r.keyless, r.CMID != "", r.nameKnown, channel.MatchString(r.Description), product.MatchString(r.Name):
		r.Found = Yes
		return
	case r.wordy && !r.failed:
		r.Found = No
	case r.failed:
	case r.lines == 0:
		if r.Cut = last; !last {
			r.Found = No
		}
	default:
		_, value, ok := labelled(r.last)
		if r.Cut = last && (!ok || len(value) < minSentence); !r.Cut {
			r.Found = No
		}
	}
	if r.Found == No && r.lines > 0 {
		r.set("found", r.lastAt)
	}
	r.Name, r.Description = "", ""
	delete(r.At, "name")
	delete(r.At, "description")
}

// minSentence is what an error in words has at least; less is the beginning of a line that the text's end tore.
const minSentence = 6

// complete says whether everything was printed that the script prints for such a licence.
func (r *run) complete() bool {
	switch {
	case !r.brief && (r.ActivationID != "" || r.ServiceVersion != "") && !r.trusted:
		return false
	case r.StatusWord == "" && r.Status == "" && !r.keyless && r.HasKey:
		return false
	case r.ActivationID == "" && !r.HasKey && !r.keyless && r.CMID == "":
		return false
	case r.CMID == "" && r.trusted && len(r.groups) > 0 && len(r.groups[len(r.groups)-1]) == 0:
		return false // a heading, and nothing below it
	case r.CMID != "":
		return r.intervals >= 2 && (r.cached || r.ServiceVersion == "" || strings.HasPrefix(r.ServiceVersion, "6.0.") || strings.HasPrefix(r.ServiceVersion, "6.1."))
	case r.HostEnabled:
		return r.Count != nil && r.Port != 0 && r.Priority != "" && (!r.totalsOn || r.totals >= totalLines)
	case r.Status == Licensed && strings.Contains(r.Description, "KMSCLIENT"):
		return r.please || r.directory
	}
	return true
}

// totalLines are the lines of the cumulative part of a host block.
const totalLines = 8
