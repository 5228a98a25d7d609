package main

import (
	"archive/zip"
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"kmstriage/fixtures"
)

// FuzzWalk takes any bytes for a bundle on standard input: whatever they are, the run ends with a status of the contract,
// without a fault of the program, and what it prints is inert for a terminal.
func FuzzWalk(f *testing.F) {
	for _, c := range seeds(f) {
		f.Add(c.Zip())
	}
	f.Fuzz(func(t *testing.T, b []byte) { walk(t, b) })
}

// FuzzFile takes any bytes for one file of a collection, beside a lookup and a listing of licences: mutated archives
// rarely get past their checksums.
func FuzzFile(f *testing.F) {
	demo, err := fixtures.Demo()
	if err != nil {
		f.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(demo.Files))
	for i, name := range names {
		if b := demo.Files[name]; len(b) < 64<<10 {
			f.Add(uint8(i), b)
		}
		for _, c := range seeds(f) {
			if b, ok := c.Files[name]; ok && len(b) < 64<<10 {
				f.Add(uint8(i), b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		replaced := names[int(which)%len(names)]
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range []string{"CL01_NSLookup.log", "CL01_Office15_Ospp-Dstatusall.txt", replaced} {
			data := demo.Files[name]
			if name == replaced {
				data = content
			}
			e, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			if err == nil {
				_, err = e.Write(data)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		walk(t, b.Bytes())
	})
}

// seeds are some cases, spread over the whole: all of them would take the fuzzer a minute to go through.
func seeds(f *testing.F) []fixtures.Case {
	f.Helper()
	all, err := fixtures.Load("../../fixtures/cases")
	if err != nil {
		f.Fatal(err)
	}
	var some []fixtures.Case
	for i := 0; i < len(all); i += 20 {
		some = append(some, all[i])
	}
	return some
}

func walk(t *testing.T, bundle []byte) {
	t.Helper()
	var out, messages strings.Builder
	status := run(context.Background(), []string{"-"}, streams{in: bytes.NewReader(bundle), out: &out, err: &messages, env: func(string) string { return "" }})
	if status != exitOK && status != exitPartial && status != exitNothing {
		t.Errorf("status %d\n%s", status, messages.String())
	}
	for _, said := range []string{out.String(), messages.String()} {
		if strings.Contains(said, "a bug of kmstriage") {
			t.Error(said)
		}
		if i := strings.IndexFunc(said, func(r rune) bool {
			return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
		}); i >= 0 {
			t.Errorf("a raw control character: %q", said[max(0, i-40):min(len(said), i+40)])
		}
	}
}
