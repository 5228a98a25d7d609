package evtx

import (
	"strings"
)

// maxText bounds the characters that one record can unfold to; a record has at most 64 KiB.
const maxText = 1 << 20

// reading unfolds one record: the elements of its definition with its values in them.
type reading struct {
	chunk *chunk
	size  int // characters rendered
	err   error
}

// elements visits the child elements of content, those in values of type XML included.
func (r *reading) elements(content []piece, s *scope, nesting int, visit func(*element, *scope, int)) {
	for _, p := range content {
		if !r.step(0) {
			return
		}
		switch p.kind {
		case pieceElement:
			visit(p.child, s, nesting)
		case pieceSub, pieceOptional:
			if inner, ok := r.inner(s.value(p.sub), nesting); ok {
				r.elements(inner.root, &inner, nesting+1, visit)
			}
		}
	}
}

// inner reads a value of type XML.
func (r *reading) inner(v value, nesting int) (s scope, ok bool) {
	if v.kind != typeXML || v.size == 0 || r.err != nil {
		return s, false
	}
	s, err := r.chunk.scope(v.off, v.off+v.size, nesting+1, nil)
	if err != nil {
		r.err = err
	}
	return s, err == nil
}

// step counts what is unfolded against the bounds.
func (r *reading) step(characters int) bool {
	r.chunk.steps--
	r.size += characters
	if r.err == nil && (r.chunk.steps < 0 || r.size > maxText) {
		r.err = errBudget
	}
	return r.err == nil
}

// text renders content or an attribute value; elements give their text.
func (r *reading) text(content []piece, s *scope, nesting int) string {
	if len(content) == 1 && content[0].kind == pieceText {
		return content[0].text
	}
	var b strings.Builder
	for _, p := range content {
		if !r.step(0) {
			break
		}
		x := p.text
		switch p.kind {
		case pieceElement:
			x = r.text(p.child.content, s, nesting)
		case pieceSub, pieceOptional:
			x = r.valueText(s.value(p.sub), nesting)
		}
		r.step(len(x))
		b.WriteString(x)
	}
	return b.String()
}

func (r *reading) valueText(v value, nesting int) string {
	b := r.chunk.data[v.off : v.off+v.size]
	switch {
	case v.kind == typeXML:
		if s, ok := r.inner(v, nesting); ok {
			return r.text(s.root, &s, nesting+1)
		}
		return ""
	case v.kind&typeArray != 0:
		list := items(v.kind, b)
		r.chunk.steps -= len(list)
		return strings.Join(list, ", ")
	}
	return text(v.kind, b)
}

// value is the value with a number; one that the table does not have is null.
func (s *scope) value(n int) value {
	if n >= len(s.values) {
		return value{}
	}
	return s.values[n]
}
