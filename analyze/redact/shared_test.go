package redact_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"kmstriage/analyze/redact"
	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
)

// thinnedBy is how many of the bundles one stands for but in make check-deep: all of them take minutes under the race detector.
const thinnedBy = 9

// TestSamples redacts the logs that Windows wrote and the bundles beside them, if KMSTRIAGE_SAMPLES names their folder: there is
// a capsule of each, which means the same and names nobody.
func TestSamples(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("KMSTRIAGE_SAMPLES")
	if dir == "" {
		t.Skip("KMSTRIAGE_SAMPLES is not set")
	}
	var paths []string
	for _, pattern := range []string{"evtx/*.evtx", "../bundles/*/*.zip", "../bundles/*/*/*.zip"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	if len(paths) == 0 {
		t.Fatalf("nothing in %s", dir)
	}
	for i, p := range paths {
		if os.Getenv("KMSTRIAGE_DEEP") != "1" && i%thinnedBy != 0 {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(p))+"/"+filepath.Base(p), func(t *testing.T) {
			b, err := bundle.Open(p, bundle.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			c, err := redact.Bundle(b, parse.Read(b, artifact.All), redact.Options{Map: redact.MapOf([]byte(p))})
			switch {
			case errors.Is(err, redact.ErrNothing):
			case err != nil:
				t.Error(err)
			case c.Whole:
				t.Error("the lines that do not matter could not be told")
			}
		})
	}
}
