package main

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"kmstriage/fixtures/fleet"
)

// bucket serves the files of a folder as objects below incoming/.
func bucket(t *testing.T, dir string) (endpoint string) {
	t.Helper()
	server := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	t.Cleanup(server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test-test-test")
	c, err := minio.New(strings.TrimPrefix(server.URL, "http://"), &minio.Options{Creds: credentials.NewStaticV4("test", "test-test-test", "")})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.MakeBucket(t.Context(), "bundles", minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, err := c.FPutObject(t.Context(), "bundles", "incoming/"+f.Name(), filepath.Join(dir, f.Name()), minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	return server.URL
}

// TestObjectStorage holds that bundles in S3-compatible storage give what the same files give, but for where they lie, and that
// nothing is left of the copies.
func TestObjectStorage(t *testing.T) {
	dir, _ := makeFleet(t, fleet.Options{Bundles: 60, Broken: 2})
	endpoint := bucket(t, dir)
	db, temp := filepath.Join(t.TempDir(), "fleet.sqlite"), t.TempDir()
	out := ran(t, fleetProgram, fine, "--db", db, "submit", "--s3-endpoint", endpoint, "s3://bundles/incoming/")
	if !strings.HasPrefix(out, "60 found, 60 submitted") {
		t.Fatal(out)
	}
	ran(t, fleetProgram, fine, "--db", db, "work", "--s3-endpoint", endpoint, "--until-empty", "--temp", temp)
	got := ran(t, fleetProgram, partial, "--db", db, "report", "-f", "json")
	want := oneMachineSays(t, dir).json
	want = strings.ReplaceAll(want, dir, "s3://bundles/incoming")
	// When a file was last changed is another time than when the object was put.
	dated := regexp.MustCompile(`(?m)^.*"modified": .*\n`)
	if got = toolLine.ReplaceAllString(got, ""); dated.ReplaceAllString(got, "") != dated.ReplaceAllString(want, "") {
		t.Errorf("(-files +objects)\n%.3000s", cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("%d copies are left", len(left))
	}
	if out := ran(t, fleetProgram, fine, "--db", db, "submit", "--s3-endpoint", endpoint, "s3://bundles/incoming/"); !strings.HasPrefix(out, "60 found, 0 submitted") {
		t.Errorf("submitted again: %s", out)
	}
}

// TestGivenUp holds that what cannot be had is tried, given up with its reason, told of in the report, and read once it is
// there and put back; and that it does not block the others.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: 12})
	away := filepath.Join(t.TempDir(), "WS00003.zip")
	db := filepath.Join(t.TempDir(), "fleet.sqlite")
	ran(t, fleetProgram, fine, "--db", db, "submit", "--attempts", "2", dir)
	if err := os.Rename(filepath.Join(dir, "WS00003.zip"), away); err != nil {
		t.Fatal(err)
	}
	ran(t, fleetProgram, fine, "--db", db, "work", "--until-empty")
	status := ran(t, fleetProgram, fine, "--db", db, "status", "--dead")
	for _, want := range []string{"given up 1", "bundles 11", "tried 2 times", "WS00003.zip", "no such file"} {
		if !strings.Contains(status, want) {
			t.Errorf("status says nothing of %q:\n%s", want, status)
		}
	}
	if got := ran(t, fleetProgram, []int{exitPartial}, "--db", db, "report", "-f", "json"); !strings.Contains(got, "given up after 2 attempts: open ") {
		t.Errorf("the report does not tell of it:\n%.1000s", got)
	}
	if err := os.Rename(away, filepath.Join(dir, "WS00003.zip")); err != nil {
		t.Fatal(err)
	}
	ran(t, fleetProgram, fine, "--db", db, "retry")
	ran(t, fleetProgram, fine, "--db", db, "work", "--until-empty")
	oneMachineSays(t, dir).same(t, fleetSays(t, db))
}

// TestKinds has what a folder may hold: archives of several computers, loose files of computers, facts, pictures.
func TestKinds(t *testing.T) {
	t.Parallel()
	dir, _ := makeFleet(t, fleet.Options{Bundles: 4})
	unzip := func(name, to string) {
		t.Helper()
		if out, err := exec.Command("unzip", "-q", "-o", filepath.Join(dir, name), "-d", filepath.Join(dir, to)).CombinedOutput(); err != nil {
			t.Skipf("unzip: %v: %s", err, out)
		}
	}
	unzip("WS00000.zip", "loose/a")
	unzip("WS00001.zip", "loose/b")
	for name, text := range map[string]string{"note.txt": "hello", "picture.png": "\x89PNG\r\n\x1a\n", "empty.zip": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"WS00002.zip": "sub/WS00002.zip", "WS00003.zip": "sub/text.zip"} {
		if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "sub", "not.zip"), []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	facts := ran(t, oneMachine, fine, "facts", filepath.Join(dir, "sub", "WS00002.zip"))
	if err := os.WriteFile(filepath.Join(dir, "sub", "facts.json"), []byte(strings.ReplaceAll(facts, "WS00002", "WS00009")), 0o600); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(t.TempDir(), "fleet.sqlite")
	ran(t, fleetProgram, fine, "--db", db, "submit", dir)
	ran(t, fleetProgram, fine, "--db", db, "work", "--until-empty")
	oneMachineSays(t, dir).same(t, fleetSays(t, db))
	if out := ran(t, fleetProgram, fine, "--db", db, "submit", dir); !strings.Contains(out, " 0 submitted") {
		t.Errorf("submitted again: %s", out)
	}
}
