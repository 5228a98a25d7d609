package fact

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestPossible(t *testing.T) {
	for year, want := range map[int]bool{-5: false, 1: false, 1601: false, 1979: false, 1980: true, 2026: true, 2200: true, 2201: false, 9999: false, 29002: false} {
		at := time.Date(year, 6, 1, 2, 3, 4, 0, time.UTC)
		if got := Possible(at); got.IsZero() == want || want && !got.Equal(at) {
			t.Errorf("%d: %v", year, got)
		}
	}
}

// TestLoadImpossibleTime holds that facts from anybody hold no time that a report could not write.
func TestLoadImpossibleTime(t *testing.T) {
	in := `{"schema":"` + Schema + `","bundle":{"name":"x"},"requests":[{"time":{"at":"9999-12-31T23:59:59-12:00","quality":"exact"}},{"time":{"at":"2026-03-02T09:04:00Z","quality":"exact"}}]}`
	s, err := Load(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	if !s.Requests[0].Time.IsZero() || s.Requests[1].Time.At.Minute() != 4 || s.Requests[1].Time.Quality != Exact {
		t.Errorf("%+v", s.Requests)
	}
	if err := Save(new(bytes.Buffer), s); err != nil {
		t.Error(err)
	}
}
