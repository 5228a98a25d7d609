package report

import (
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
	w := analyze.Wording{Text: v.Lang.Text, Prose: v.Lang.Prose}
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
				d = d.In(w)
			}
			if !yield(d, err) {
				return
			}
		}
	}, nil
}
