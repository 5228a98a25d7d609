package queue

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/cmd/kmstriage-fleet/source"
)

// poisonous opens objects, but for one that makes the worker panic and one that is never to be had.
type poisonous struct{ source.Sources }

func (p *poisonous) Open(ctx context.Context, o source.Object) (*source.Content, error) {
	switch {
	case strings.HasSuffix(o.Name, "poison.zip"):
		panic("index out of range [7] with length 3")
	case strings.HasSuffix(o.Name, "away.zip"):
		return nil, errors.New("the storage does not answer")
	}
	return p.Sources.Open(ctx, o)
}

// TestPoison holds that what makes a worker panic is given up after as many tries as may be, with its reason, and that the others
// are read meanwhile.
func TestPoison(t *testing.T) {
	dir := t.TempDir()
	var all []Args
	for _, name := range []string{"poison.zip", "a.txt", "away.zip", "b.txt", "c.txt"} {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		os, err := source.Files(p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, ArgsOf(os[0], "test", ""))
	}
	db, err := results.Open(filepath.Join(dir, "fleet.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := errors.Join(db.Prepare(t.Context()), Prepare(t.Context(), db)); err != nil {
		t.Fatal(err)
	}
	q, err := Open(db)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := q.Submit(t.Context(), all, 2); n != len(all) || err != nil {
		t.Fatal(n, err)
	}
	var log bytes.Buffer
	o := Options{Build: "test", Jobs: 1, Memory: 1 << 30, Time: time.Minute, Rescue: time.Hour, Grace: time.Minute, Sources: &poisonous{}, Log: slog.New(slog.NewTextHandler(&log, nil))}
	if err := Work(t.Context(), db, o, true); err != nil {
		t.Fatal(err)
	}
	why := map[string]string{}
	if err := q.Dead(t.Context(), func(d Dead) error {
		if d.Attempts != 2 || d.At.IsZero() {
			t.Errorf("given up: %+v", d)
		}
		why[filepath.Base(d.Path)] = d.Why
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(why) != 2 || !strings.Contains(why["poison.zip"], "index out of range") || why["away.zip"] != "the storage does not answer" {
		t.Errorf("given up: %v", why)
	}
	if c, err := db.Counts(t.Context(), "test"); err != nil || c.Inputs != 3 {
		t.Errorf("%+v, %v: want the three others", c, err)
	}
	if !strings.Contains(log.String(), "a bug of kmstriage-fleet") {
		t.Errorf("the log says nothing of the panic:\n%s", log.String())
	}
}

// TestWeight holds that jobs of archives that must be held weigh more, and none more than there is.
func TestWeight(t *testing.T) {
	db, err := results.Open(filepath.Join(t.TempDir(), "fleet.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w := newWorker(db, Options{Jobs: 2, Memory: 300 << 20, Time: time.Minute})
	for name, want := range map[string]int64{"a.zip": baseWeight, "a.ZIP": baseWeight, "small.tgz": baseWeight + heldTimes<<10, "large.tar.gz": baseWeight + 150<<20} {
		size := int64(1 << 10)
		if strings.HasPrefix(name, "large") {
			size = 1 << 30
		}
		if got := w.weight(Args{Name: name, Size: size}); got != want {
			t.Errorf("%s weighs %d, want %d", name, got, want)
		}
	}
	w.Memory = 10 << 20
	if got := w.weight(Args{Name: "a.zip"}); got != w.Memory {
		t.Errorf("a job weighs %d of %d: it would wait for ever", got, w.Memory)
	}
}
