package report

import (
	"slices"

	"kmstriage/analyze"
	"kmstriage/analyze/text"
)

// language is the code of the view's language.
func (v View) language() string {
	if v.Lang == nil {
		return text.English
	}
	return v.Lang.Code
}

func (v View) wording() analyze.Wording {
	return analyze.Wording{Text: v.Lang.Text, Prose: v.Lang.Prose}
}

// words puts one diagnosis into the language of the view.
func (v View) words(d *analyze.Diagnosis) *analyze.Diagnosis {
	if v.Lang == nil {
		return d
	}
	return d.In(v.wording())
}

// speech words what a report says itself.
type speech struct{ *text.Language }

// word puts a word of the diagnosis into the language.
func (s speech) word(w string) string {
	if slices.Contains(machineWords, w) {
		return s.Text(w)
	}
	return w
}

// columns are the heads of a table.
func (s speech) columns(english ...string) []string {
	out := make([]string, len(english))
	for i, e := range english {
		out[i] = s.Text(e)
	}
	return out
}

// spoken puts a run into the language of the view. What the bundles mean together comes first: it is reckoned from the
// English of the diagnoses.
func (v View) spoken(r Run, ds Diagnoses) (Run, Diagnoses, error) {
	if v.Lang == nil {
		return r, ds, nil
	}
	f, err := r.together(ds)
	if err != nil {
		return r, nil, err
	}
	w := v.wording()
	r.Fleet = f.In(w)
	unread := r.Unreadable
	r.Unreadable = nil
	for _, u := range unread {
		u.Why = w.Prose(u.Why)
		r.Unreadable = append(r.Unreadable, u)
	}
	return r, func(yield func(*analyze.Diagnosis, error) bool) {
		for d, err := range ds {
			if err == nil {
				d = v.words(d)
			}
			if !yield(d, err) {
				return
			}
		}
	}, nil
}

// since words what changed between two runs.
func (v View) since(ss []analyze.Since) []analyze.Since {
	if v.Lang == nil {
		return ss
	}
	out := make([]analyze.Since, len(ss))
	for i, s := range ss {
		out[i] = s.In(v.wording())
	}
	return out
}
