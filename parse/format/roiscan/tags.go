package roiscan

import (
	"iter"
	"strings"
)

const (
	// maxAttrs bounds the attributes of one tag; the script writes at most about forty.
	maxAttrs = 256
	// maxName bounds a name; the longest the script writes has 33 letters.
	maxName = 64
	// maxValue bounds an attribute's value whose end is not found; paths and messages stay below 4 KiB.
	maxValue = 64 << 10
	// lookAhead bounds the search for a better end of a value behind a doubtful one, so that hostile text costs
	// linear time.
	lookAhead = 512
)

type tagKind int

const (
	tagOpen tagKind = iota
	tagEmpty
	tagClose
)

// tag is one tag as the tolerant scan sees it.
type tag struct {
	Element
	kind tagKind
	// repaired is set when the tag is not well-formed XML but was read without loss.
	repaired bool
	// atEnd is set when the text ended inside the tag.
	atEnd bool
}

// elements are the names that the script writes; tags are spelled so, whatever their case in the file.
var elements = [...]string{
	"OFFICEINVENTORY", "C2RShared", "SKU", "ChildPackages", "SkuCulture", "ChildPackage", "KeyComponents", "Application",
	"LicenseData", "License", "PatchData", "PatchBaseline", "PostBaseline", "Patch", "InstallSource", "Source",
}

// container says whether an element of that name holds others: what a tag without its end is taken for.
func container(name string) bool {
	switch name {
	case "OFFICEINVENTORY", "SKU", "ChildPackages", "SkuCulture", "KeyComponents", "LicenseData", "PatchData",
		"PatchBaseline", "InstallSource":
		return true
	}
	return false
}

// tags scans the tags of a text one by one. Text between tags, comments, declarations and processing instructions are
// passed over: the format has nothing in them.
func tags(text string) iter.Seq[tag] {
	return func(yield func(tag) bool) {
		s := scanner{s: text, line: 1}
		for s.next() {
			t, ok := s.tag()
			if ok && !yield(t) {
				return
			}
		}
	}
}

// scanner is a position in the text. Every step moves pos forward through to, which counts the lines.
type scanner struct {
	s    string
	pos  int
	line int
}

func (s *scanner) to(pos int) {
	pos = min(pos, len(s.s))
	s.line += strings.Count(s.s[s.pos:pos], "\n")
	s.pos = pos
}

// next moves to the next "<".
func (s *scanner) next() bool {
	i := strings.IndexByte(s.s[s.pos:], '<')
	if i < 0 {
		s.to(len(s.s))
		return false
	}
	s.to(s.pos + i)
	return true
}

// tag reads what begins at "<"; false means that it is no tag and was passed over.
func (s *scanner) tag() (tag, bool) {
	rest := s.s[s.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		s.past("-->", 4)
		return tag{}, false
	case strings.HasPrefix(rest, "<!"), strings.HasPrefix(rest, "<?"):
		s.past(">", 2)
		return tag{}, false
	case strings.HasPrefix(rest, "</"):
		return s.closeTag()
	}
	name := nameAt(s.s, s.pos+1)
	if name == "" {
		s.to(s.pos + 1)
		return tag{}, false
	}
	t := tag{Element: Element{Name: canonical(name), Line: s.line}}
	s.to(s.pos + 1 + len(name))
	s.attributes(&t)
	return t, true
}

// past moves behind the next mark, or by least bytes where there is none.
func (s *scanner) past(mark string, least int) {
	if i := strings.Index(s.s[s.pos:], mark); i >= 0 {
		s.to(s.pos + i + len(mark))
		return
	}
	s.to(s.pos + least)
}

func (s *scanner) closeTag() (tag, bool) {
	name := nameAt(s.s, s.pos+2)
	if name == "" {
		s.to(s.pos + 2)
		return tag{}, false
	}
	t := tag{Element: Element{Name: canonical(name), Line: s.line}, kind: tagClose}
	s.to(s.pos + 2 + len(name))
	s.blanks()
	if s.pos < len(s.s) && s.s[s.pos] == '>' {
		s.to(s.pos + 1)
		return t, true
	}
	// A name that the end of the text cut ("</SK") closes nothing.
	if s.pos == len(s.s) && t.Name == name && !known(t.Name) {
		return tag{}, false
	}
	t.repaired = true
	return t, true
}

func (s *scanner) blanks() {
	i := s.pos
	for i < len(s.s) && blank(s.s[i]) {
		i++
	}
	s.to(i)
}

// attributes reads up to and with the end of the tag.
func (s *scanner) attributes(t *tag) {
	for {
		s.blanks()
		rest := s.s[s.pos:]
		switch {
		case rest == "" || rest == "/":
			s.to(len(s.s))
			s.broken(t)
			t.atEnd = true
			return
		case strings.HasPrefix(rest, "/>"):
			s.to(s.pos + 2)
			t.kind = tagEmpty
			return
		case rest[0] == '>':
			s.to(s.pos + 1)
			return
		case rest[0] == '<':
			s.broken(t)
			return
		}
		if !s.attribute(t) {
			return
		}
	}
}

// broken marks a tag whose end is lost. A leaf is taken as closed, a container as open, so that what follows stays in
// its place.
func (s *scanner) broken(t *tag) {
	t.Cut = true
	if !container(t.Name) {
		t.kind = tagEmpty
	}
}

// attribute reads one attribute; false means that the tag ended inside it.
func (s *scanner) attribute(t *tag) bool {
	start := s.pos
	i := start
	for i < len(s.s) && i-start < maxName && !blank(s.s[i]) && !strings.ContainsRune(`="'<>`, rune(s.s[i])) {
		i++
	}
	name := s.s[start:i]
	if name == "" {
		// A stray quote or equals sign: the rest of a value that ended too early.
		t.repaired = true
		s.to(i + 1)
		return true
	}
	s.to(i)
	s.blanks()
	if s.pos >= len(s.s) || s.s[s.pos] != '=' {
		t.repaired = true
		return true
	}
	s.to(s.pos + 1)
	s.blanks()
	if s.pos >= len(s.s) {
		return true
	}
	q := s.s[s.pos]
	if q != '"' && q != '\'' {
		t.repaired = true
		return true
	}
	from := s.pos + 1
	end, whole := valueEnd(s.s, from, q)
	raw := s.s[from:end]
	if !whole {
		// A value without its end is no value: "kms01.contoso.c" would be another host.
		s.to(end)
		s.broken(t)
		t.atEnd = end == len(s.s)
		return false
	}
	v, clean := unescape(raw)
	if !clean || strings.IndexByte(raw, q) >= 0 {
		t.repaired = true
	}
	if len(t.Attrs) < maxAttrs {
		t.Attrs = append(t.Attrs, Attr{Name: name, Value: v, Raw: s.s[start : end+1]})
	}
	s.to(end + 1)
	return true
}

// valueEnd finds the quote that ends a value beginning at from. A quote that is followed by another attribute or by
// the end of the tag is the end; one that merely could be is taken when no better one follows soon. Where a new tag
// begins on its own line before any end, the value is cut there.
func valueEnd(s string, from int, q byte) (end int, whole bool) {
	limit := min(len(s), from+maxValue)
	doubtful := -1
	for i := from; i < limit; i++ {
		switch {
		case s[i] == q:
			switch ends(s, i+1) {
			case endSure:
				return i, true
			case endMaybe:
				if doubtful < 0 {
					doubtful = i
					limit = min(limit, i+lookAhead)
				}
			}
		case s[i] == '\n' && tagBegins(s, i+1), doubtful >= 0 && s[i] == '<' && i+1 < limit && s[i+1] == '/':
			if doubtful >= 0 {
				return doubtful, true
			}
			return i, false
		}
	}
	if doubtful >= 0 {
		return doubtful, true
	}
	return limit, false
}

type ending int

const (
	endNot ending = iota
	endMaybe
	endSure
)

// ends judges what follows a quote.
func ends(s string, i int) ending {
	j := i
	for j < len(s) && blank(s[j]) {
		j++
	}
	if j == len(s) {
		return endSure
	}
	k := j
	if s[k] == '/' {
		k++
	}
	if k < len(s) && s[k] == '>' {
		k++
		for k < len(s) && (s[k] == ' ' || s[k] == '\t' || s[k] == '\r') {
			k++
		}
		if k == len(s) || s[k] == '\n' || s[k] == '<' {
			return endSure
		}
		return endMaybe
	}
	if k == len(s) {
		return endMaybe
	}
	return attributeFollows(s, j, j > i)
}

// attributeFollows says whether Name=" stands at j.
func attributeFollows(s string, j int, apart bool) ending {
	k := j
	for k < len(s) && k-j < maxName && (letter(s[k]) || k > j && (digit(s[k]) || strings.IndexByte("_.-:()/", s[k]) >= 0)) {
		k++
	}
	if k == len(s) && k > j && apart {
		return endMaybe
	}
	if k == j || k+1 >= len(s) || s[k] != '=' || s[k+1] != '"' && s[k+1] != '\'' && s[k+1] != ' ' {
		return endNot
	}
	if apart {
		return endSure
	}
	return endMaybe
}

// tagBegins says whether the line at i begins with a tag.
func tagBegins(s string, i int) bool {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i+1 < len(s) && s[i] == '<' && (letter(s[i+1]) || s[i+1] == '/')
}

// nameAt reads an element's name, "" where none begins or something other than blank, "/" or ">" ends it.
func nameAt(s string, i int) string {
	j := i
	for j < len(s) && j-i <= maxName && (letter(s[j]) || j > i && (digit(s[j]) || s[j] == '_' || s[j] == '-' || s[j] == '.')) {
		j++
	}
	if j == i || j-i > maxName {
		return ""
	}
	if j < len(s) && !blank(s[j]) && s[j] != '/' && s[j] != '>' {
		return ""
	}
	return s[i:j]
}

func canonical(name string) string {
	for _, e := range elements {
		if strings.EqualFold(e, name) {
			return e
		}
	}
	return name
}

func known(name string) bool {
	for _, e := range elements {
		if e == name {
			return true
		}
	}
	return false
}

func blank(c byte) bool  { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
