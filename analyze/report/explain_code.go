package report

import (
	"fmt"
	"strings"

	"kmstriage/analyze/catalogue"
	"kmstriage/parse/fact"
)

const kindCode = "error code"

// code explains an error code, of the tables or by its bits.
func (k *Knowledge) code(c fact.Code) Explanation {
	e, ok := catalogue.Lookup(uint32(c))
	if !ok {
		return k.unknownCode(c)
	}
	x := Explanation{ID: c.String(), Kind: kindCode, Title: e.Symbol, Basis: codeBasis(e)}
	if !strings.HasPrefix(e.Message, "(") {
		x.Text = []string{sentence(e.Message)}
	}
	x.Details = append(x.Details,
		Detail{Key: "symbol", Value: e.Symbol},
		Detail{Key: "message", Value: e.Message},
		Detail{Key: "cause", Label: "Likely cause", Value: e.Cause, Words: []string{sentence(e.Cause)}})
	if e.Action != "" && e.Action != "None" {
		x.Details = append(x.Details, Detail{Key: "action", Label: "First action", Value: e.Action, Words: []string{sentence(e.Action)}})
	}
	if c != 0 {
		x.Details = append(x.Details, Detail{Key: "side", Label: "Lies with", Value: e.Side, Words: []string{catalogue.SideWords(e.Side)}})
	}
	x.Details = append(x.Details,
		Detail{Key: "category", Label: "About", Value: e.Category, Words: []string{catalogue.CategoryWords(e.Category)}})
	x.Details = append(x.Details, inRequest(uint32(c))...)
	x.Details = append(x.Details, spellings(c))
	if s, ok := catalogue.SectionByID(e.Section); ok {
		x.Details = append(x.Details, Detail{Key: "section", Label: "Section", Value: s.ID,
			Words: []string{fmt.Sprintf("%s: %s (%s)", s.ID, k.Lang.Text(s.Title), k.Lang.Say("KB2870357, section %d", s.Number))}})
	}
	return k.speaking(x, c)
}

func codeBasis(e catalogue.ErrorCode) string {
	ws := catalogue.BasisWords(e.Basis)
	if !strings.Contains(e.Basis, "K") {
		ws = append(ws, "cause and action are this tool's own summary")
	}
	return strings.Join(ws, "; ")
}

// sentence ends a text with a full stop.
func sentence(s string) string {
	if s == "" || strings.ContainsRune(".!?", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

// inRequest says what the code means as first code of a KMS request.
func inRequest(code uint32) []Detail {
	w := ""
	switch {
	case catalogue.IsRefusal(code):
		w = "The host answered and refused: it was reached, so DNS and network are not the cause."
	case catalogue.IsDNS(code):
		w = "The search in DNS found no KMS host, and none is pinned."
	case code == catalogue.CodeInvalidData:
		w = "The host is too old for this Windows, or it is this very computer. As an error that a user sees it concerns this computer only."
	case code == catalogue.CodeAccessDenied:
		w = "The host refused the call. As an error that a user sees it concerns this computer only."
	case catalogue.IsTransport(code):
		w = "The conversation with the host failed below KMS. A user sees 0xC004F074 then."
	default:
		return nil
	}
	return []Detail{{Key: "inRequest", Label: "In 12288", Value: w, Words: []string{w}}}
}

func spellings(c fact.Code) Detail {
	out := []string{fmt.Sprint(uint32(c))}
	if c>>31 == 1 {
		out = append(out, fmt.Sprint(int32(c)))
	}
	return Detail{Key: "also", Label: "Also written", Value: out, Words: []string{strings.Join(out, ", ")}}
}

// speaking adds the rules that name the code.
func (k *Knowledge) speaking(x Explanation, c fact.Code) Explanation {
	d := Detail{Key: "rules", Label: "Rules that speak of it"}
	ids := []string{}
	for _, r := range k.Rules {
		if strings.Contains(r.When, c.String()) || strings.Contains(r.Title, c.String()) || strings.Contains(r.Doc, c.String()) {
			ids = append(ids, r.ID)
			d.Refs = append(d.Refs, Ref{r.ID, k.readable(r.Title)})
		}
	}
	d.Value = ids
	if len(d.Refs) == 0 {
		d.Label = ""
	}
	x.Details = append(x.Details, d)
	return x
}

// unknownCode decodes what the tables do not have.
func (k *Knowledge) unknownCode(c fact.Code) Explanation {
	severity, facility, number := catalogue.Bits(uint32(c))
	x := Explanation{ID: c.String(), Kind: kindCode, Title: "not in the tables",
		Text:  []string{"The tables of this tool do not have this code. By its bits it is " + catalogue.Facility(uint32(c)) + "."},
		Basis: "the bits of the code alone, as Microsoft lays out every HRESULT"}
	x.Details = []Detail{
		{Key: "known", Value: false},
		{Key: "severity", Label: "Severity", Value: severity, Words: []string{severity}},
		{Key: "facility", Label: "Facility", Value: facility, Words: []string{facility}},
		{Key: "number", Label: "Number", Value: number, Words: []string{fmt.Sprintf("%d (0x%04X)", number, number)}},
		spellings(c),
	}
	ask := catalogue.DescribeError(c.String())
	if c>>16 == 0x8007 {
		ask = fmt.Sprintf("net helpmsg %d", number)
	}
	x.Details = append(x.Details, commands("ask", "Windows may know it", ask))
	return k.speaking(x, c)
}
