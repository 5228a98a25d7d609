package regexport

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"

	"kmstriage/parse/format/textenc"
)

// queried is a row of reg query: name, type, data.
func queried(m []string, l textenc.Line) Value {
	v := Value{Name: m[1], Type: m[2], Line: l}
	data := strings.TrimSpace(m[3])
	switch v.Type {
	case "REG_DWORD", "REG_QWORD", "REG_DWORD_LITTLE_ENDIAN", "REG_DWORD_BIG_ENDIAN":
		if n, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(data), "0x"), 16, 64); err == nil {
			v.number(n)
		}
	case "REG_MULTI_SZ":
		v.list(strings.Split(data, `\0`))
	case "REG_SZ", "REG_EXPAND_SZ":
		v.Text = data
	}
	return v
}

func (v *Value) number(n uint64) {
	v.Number, v.Text = &n, strconv.FormatUint(n, 10)
}

func (v *Value) list(ss []string) {
	for _, s := range ss {
		if s != "" {
			v.List = append(v.List, s)
		}
	}
	v.Text = strings.Join(v.List, " ")
}

// assignment reads `"Name"=data` of a .reg file, which goes on in the next line behind a backslash.
func (r *reader) assignment(lines []textenc.Line, i *int) {
	l := lines[*i]
	name, rest, ok := named(strings.TrimSpace(l.Text))
	if !ok {
		r.lose(l, "the value is not whole")
		return
	}
	v := Value{Name: name, Line: l}
	if rest == "-" {
		return // an instruction to delete it
	}
	if strings.HasPrefix(rest, `"`) {
		text, tail, ok := quoted(rest)
		if !ok || strings.TrimSpace(tail) != "" && !strings.HasPrefix(strings.TrimSpace(tail), ";") {
			r.lose(l, "the value is not whole")
			return
		}
		v.Type, v.Text = "REG_SZ", text
		r.add(v)
		return
	}
	data, ok := continued(rest, lines, i)
	if !ok || !v.encoded(strings.ToLower(data), r.old) {
		r.lose(l, "the value is not whole")
		return
	}
	r.add(v)
}

// continued joins the lines of a value. It passes over all of them, but keeps no more than a value may be long.
func continued(part string, lines []textenc.Line, i *int) (data string, ok bool) {
	var b strings.Builder
	ok = true
	for {
		head, more := strings.CutSuffix(part, `\`)
		if ok = ok && b.Len()+len(head) <= maxData; ok {
			b.WriteString(head)
		}
		if !more {
			return b.String(), ok
		}
		if *i+1 >= len(lines) {
			return "", false
		}
		*i++
		part = strings.TrimSpace(lines[*i].Text)
	}
}

// named takes the name off an assignment.
func named(text string) (name, rest string, ok bool) {
	if after, isDefault := strings.CutPrefix(text, "@"); isDefault {
		rest, ok = strings.CutPrefix(strings.TrimSpace(after), "=")
		return "", strings.TrimSpace(rest), ok
	}
	name, rest, ok = quoted(text)
	if !ok {
		return "", "", false
	}
	rest, ok = strings.CutPrefix(strings.TrimSpace(rest), "=")
	return name, strings.TrimSpace(rest), ok
}

// quoted takes a string in quotation marks, in which a backslash stands before a backslash or a mark.
func quoted(text string) (s, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			if i+1 == len(text) {
				return "", "", false
			}
			i++
			b.WriteByte(text[i])
		case '"':
			return b.String(), text[i+1:], true
		default:
			b.WriteByte(text[i])
		}
	}
	return "", "", false
}

// types are the numbers of the registry's types, as hex(N) names them; hex alone is binary.
var types = map[string]string{
	"hex": "REG_BINARY", "hex(0)": "REG_NONE", "hex(1)": "REG_SZ", "hex(2)": "REG_EXPAND_SZ", "hex(3)": "REG_BINARY", "hex(4)": "REG_DWORD",
	"hex(7)": "REG_MULTI_SZ", "hex(b)": "REG_QWORD",
}

// encoded reads the data of a .reg file that are no quoted string: dword:, or bytes in hexadecimal.
func (v *Value) encoded(data string, old bool) bool {
	kind, digits, ok := strings.Cut(data, ":")
	if !ok {
		return false
	}
	if kind == "dword" {
		n, err := strconv.ParseUint(strings.TrimSpace(digits), 16, 32)
		if err != nil || len(strings.TrimSpace(digits)) != 8 {
			return false
		}
		v.Type = "REG_DWORD"
		v.number(n)
		return true
	}
	if v.Type, ok = types[kind]; !ok {
		if !strings.HasPrefix(kind, "hex(") {
			return false
		}
		v.Type = "REG_NONE"
	}
	b, err := hex.DecodeString(strings.NewReplacer(",", "", " ", "", "\t", "").Replace(digits))
	if err != nil || strings.HasSuffix(strings.TrimSpace(digits), ",") {
		return false
	}
	switch v.Type {
	case "REG_DWORD", "REG_QWORD":
		if len(b) != 4 && len(b) != 8 {
			return false
		}
		n := uint64(0)
		for i := len(b) - 1; i >= 0; i-- {
			n = n<<8 | uint64(b[i])
		}
		v.number(n)
	case "REG_SZ", "REG_EXPAND_SZ":
		v.Text, _, _ = strings.Cut(wide(b, old), "\x00")
	case "REG_MULTI_SZ":
		v.list(strings.Split(wide(b, old), "\x00"))
	}
	return true
}

// wide reads the bytes of strings: UTF-16, little endian, or in REGEDIT4 single bytes, of which host names are ASCII.
func wide(b []byte, old bool) string {
	if old {
		return strings.ToValidUTF8(string(b), "�")
	}
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
	}
	return string(utf16.Decode(u))
}
