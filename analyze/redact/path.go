package redact

import (
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"
	"unicode"

	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
)

// pathWord is a run of letters or of digits in a path.
var pathWord = regexp.MustCompile(`\p{L}+|\p{N}+`)

// learnPath notes the words of a path that are not of the collection: in a folder's name they may be a ticket's number or a
// person's name.
func (r *replacer) learnPath(p string) {
	r.learnText(p)
	r.whole[p] = true
	for _, w := range pathWord.FindAllString(r.lessEndings(p), -1) {
		if w = strings.ToLower(w); !collected[w] && (!everyday(w) || ticket(w)) {
			r.learn(classPath, w)
		}
	}
}

// ticket reports a number in a path that may be a case's. Releases and editions have fewer digits.
func ticket(w string) bool { return len(w) > 2 && strings.Trim(w, "0123456789") == "" }

// lessEndings leaves the names of the collection's files and forms out.
func (r *replacer) lessEndings(p string) string {
	return tailForm.ReplaceAllString(strings.ReplaceAll(p, `\`, "/"), " ")
}

// tailForm is what follows the computer in the names of the collection.
var tailForm = regexp.MustCompile(`(?i)[ _]*(?:roiscan|kms_client_slmgr|evt[_ ]+(?:activation[_ ]+)?(?:application)?(?:[_ ]*filter)?(?:keymanagementservice)?|nslookup|mgadiag|office ?1[4-9][ _]*(?:ospp-\w+)?|office_client_kms_report|officeinventory|ospp-\w+)(?:\.\w{2,4})?$`)

// collected are words of the collection's names that are no everyday words.
var collected = wordSet(`roiscan evt slmgr mgadiag officeinventory osppdstatus utf utf16 utf8 evtx`)

// paths gives every file its place in the capsule: in one folder, where no two then have the same name and all stay one
// computer's.
func (x *work) paths() {
	flat := map[string]string{}
	seen := map[string]bool{}
	unique := true
	for _, in := range x.inputs {
		p := in.reading.Path
		q := x.text.path(path.Base(strings.ReplaceAll(p, `\`, "/")))
		unique = unique && !seen[strings.ToLower(q)]
		seen[strings.ToLower(q)] = true
		flat[p] = q
	}
	if unique && x.sameOrder(flat) {
		x.capsule.Paths = flat
		return
	}
	clear(seen)
	for _, in := range x.inputs {
		p := in.reading.Path
		q := x.text.path(strings.ReplaceAll(strings.ReplaceAll(p, `\`, "/"), "!/", "/"))
		for base, n := q, 2; seen[strings.ToLower(q)]; n++ {
			q = fmt.Sprintf("%d/%s", n, base)
		}
		seen[strings.ToLower(q)] = true
		x.capsule.Paths[p] = q
	}
}

// sameOrder reports that the files are read in the order in which they were, and as one bundle.
func (x *work) sameOrder(to map[string]string) bool {
	var out []string
	files := map[string][]byte{}
	for _, in := range x.inputs {
		out = append(out, to[in.reading.Path])
		files[to[in.reading.Path]] = nil
	}
	parts, _ := parse.Split(bundle.Memory("", files), artifact.All)
	return sort.StringsAreSorted(out) && len(parts) < 2
}

// path gives a path without names. A word that is neither of the collection nor known to be a name is one all the same.
func (r *replacer) path(p string) string {
	for _, end := range []string{".gz", ".zst", ".bz2"} {
		p = strings.TrimSuffix(p, end) // it comes out unpacked
	}
	return strings.Map(func(c rune) rune {
		if c == ':' || unicode.IsControl(c) {
			return '_'
		}
		return c
	}, rewrite(p, p, nil, r.pathSpans(p)))
}

func (r *replacer) pathSpans(p string) []span {
	spans := r.spans(p, nil)
	return merged(spans, outside(r.paths.find(p, nil), spans))
}
