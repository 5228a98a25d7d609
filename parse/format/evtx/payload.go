package evtx

import (
	"encoding/hex"
	"strings"
)

// data gathers the payload of an event.
type data struct {
	*reading
	values, names []string
	binary        []byte
	some          bool // at least one has a name
}

func (d *data) add(name, value string) {
	d.values, d.names = append(d.values, value), append(d.names, name)
	d.some = d.some || name != ""
}

func (d *data) named() []string {
	if !d.some {
		return nil
	}
	return d.names
}

// event reads EventData. A string array stands for as many Data elements as it has strings. A Data element with nothing
// but a null value is what the one definition of a classic provider leaves where an event has no strings: no element.
func (d *data) event(e *element, s *scope, nesting int) {
	single := d.count(e, s, nesting) == 1
	d.elements(e.content, s, nesting, func(e *element, s *scope, nesting int) {
		if e.name == "Binary" {
			d.binary = d.bytes(e, s, nesting)
			return
		}
		if e.name != "Data" {
			d.leaves(e, s, nesting, 0)
			return
		}
		name := d.text(e.attribute("Name"), s, nesting)
		v, whole := sole(e.content, s)
		switch {
		case whole && v.kind&typeArray != 0:
			for _, x := range items(v.kind, d.chunk.data[v.off:v.off+v.size]) {
				if d.step(len(x)) {
					d.add(name, x)
				}
			}
		case whole && v.null() && name == "" && single:
		default:
			d.add(name, d.text(e.content, s, nesting))
		}
	})
}

// count is the number of Data elements.
func (d *data) count(e *element, s *scope, nesting int) (n int) {
	d.elements(e.content, s, nesting, func(e *element, _ *scope, _ int) {
		if e.name == "Data" {
			n++
		}
	})
	return n
}

func (d *data) bytes(e *element, s *scope, nesting int) []byte {
	if v, ok := sole(e.content, s); ok && v.kind == typeBinary {
		return append([]byte(nil), d.chunk.data[v.off:v.off+v.size]...)
	}
	b, err := hex.DecodeString(strings.TrimSpace(d.text(e.content, s, nesting)))
	if err != nil {
		return nil
	}
	return b
}

// leaves adds the innermost elements of a payload without fixed form, named by their element.
func (d *data) leaves(e *element, s *scope, nesting, depth int) {
	if depth > maxDepth {
		d.err = errDeep
		return
	}
	inner := false
	d.elements(e.content, s, nesting, func(e *element, s *scope, nesting int) {
		inner = true
		d.leaves(e, s, nesting, depth+1)
	})
	if inner || d.err != nil {
		return
	}
	name := e.name
	if n := d.text(e.attribute("Name"), s, nesting); n != "" && name == "Data" {
		name = n
	}
	if v, ok := sole(e.content, s); ok && v.kind&typeArray != 0 && v.size > 0 {
		for _, x := range items(v.kind, d.chunk.data[v.off:v.off+v.size]) {
			if d.step(len(x)) {
				d.add(name, x)
			}
		}
		return
	}
	d.add(name, d.text(e.content, s, nesting))
}
