package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// image is what the Dockerfile makes.
type image struct {
	instructions []instruction
	entrypoint   []string
	user         string
	built        map[string]string // packages by the path of their program in the image
}

// instruction is one of a Dockerfile, its lines joined. stage is the name of the one that it is in, "" for the last.
type instruction struct{ word, rest, stage string }

var (
	stageName  = regexp.MustCompile(`(?i)^(\S+) AS (\S+)$`)
	buildsLine = regexp.MustCompile(`go build (?:-C (\S+) )?-o (\S+) (\S+)`)
)

// imageOf reads the Dockerfile as far as ours goes: no heredocs, no parser directives.
func imageOf(t *testing.T) image {
	t.Helper()
	x := image{built: map[string]string{}}
	stage := ""
	text := regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(deployed(t, "Dockerfile"), "")
	for _, line := range strings.Split(strings.ReplaceAll(text, "\\\n", " "), "\n") {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "" {
			continue
		}
		switch rest = strings.Join(strings.Fields(rest), " "); word {
		case "FROM":
			stage = ""
			if m := stageName.FindStringSubmatch(rest); m != nil {
				stage = m[2]
			}
			x.user, x.entrypoint = "", nil
		case "USER":
			x.user = rest
		case "ENTRYPOINT":
			if err := json.Unmarshal([]byte(rest), &x.entrypoint); err != nil {
				t.Errorf("ENTRYPOINT %s: %v", rest, err)
			}
		case "RUN":
			for _, m := range buildsLine.FindAllStringSubmatch(rest, -1) {
				x.built[strings.TrimPrefix(m[2], "/image")] = filepath.Join(m[1], m[3])
			}
		}
		x.instructions = append(x.instructions, instruction{word, rest, stage})
	}
	return x
}

// TestDockerfile holds the image to the repository: what is copied is there, what is built is a command, Go is that of go.mod, and what
// comes out is a system with nothing in it, and not for root.
func TestDockerfile(t *testing.T) {
	root := filepath.Join("..", "..")
	x := imageOf(t)
	var from []string
	for _, i := range x.instructions {
		switch i.word {
		case "FROM":
			from = append(from, stageName.ReplaceAllString(i.rest, "$1"))
		case "COPY":
			args := strings.Fields(i.rest)
			of, staged := strings.CutPrefix(args[0], "--from=")
			if staged != (i.stage == "") || staged && of != "build" {
				t.Errorf("COPY %s: the last stage copies from the first, and that from the repository", i.rest)
			}
			for _, path := range args[:len(args)-1] {
				if _, err := os.Stat(filepath.Join(root, path)); !staged && err != nil {
					t.Errorf("COPY %s: %v", i.rest, err)
				}
			}
		case "RUN":
			if i.stage == "" {
				t.Errorf("RUN %s: there is nothing in the image to run it", i.rest)
			}
			for _, m := range regexp.MustCompile(`go run (\./\S+)|cp (\S+) /`).FindAllStringSubmatch(i.rest, -1) {
				if _, err := os.Stat(filepath.Join(root, m[1]+m[2])); err != nil {
					t.Errorf("RUN %s: %v", i.rest, err)
				}
			}
		case "ENV", "WORKDIR", "USER", "ENTRYPOINT":
		default:
			t.Errorf("%s %s: the test does not know what that does", i.word, i.rest)
		}
	}
	goMod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\S+)$`).FindSubmatch(goMod)
	if want := "golang:" + string(version[1]); len(from) != 2 || from[0] != want || from[1] != "scratch" {
		t.Errorf("the stages are from %q, want %s as in go.mod, and scratch", from, want)
	}
	for path, pkg := range map[string]string{"/usr/bin/kmstriage": "cmd/kmstriage", "/usr/bin/kmstriage-fleet": "cmd/kmstriage-fleet"} {
		if x.built[path] != pkg {
			t.Errorf("%s is built from %q, want %s", path, x.built[path], pkg)
		}
		if b, err := os.ReadFile(filepath.Join(root, pkg, "main.go")); err != nil || !strings.Contains(string(b), "\npackage main\n") {
			t.Errorf("%s is no command (%v)", pkg, err)
		}
	}
	if x.user != "65532:65532" {
		t.Errorf("the user is %q; the manifests give volumes to 65532", x.user)
	}
	if len(x.entrypoint) != 1 || x.built[x.entrypoint[0]] == "" {
		t.Errorf("the entry point %q is not built", x.entrypoint)
	}
	if !strings.Contains(deployed(t, "Dockerfile"), "CGO_ENABLED=0") {
		t.Error("without CGO_ENABLED=0 the programs want a C library that scratch has not")
	}
}

// TestDockerignore holds that no file of git's is kept from the build: a program without it would call its revision changed.
func TestDockerignore(t *testing.T) {
	ignored, err := os.ReadFile(filepath.Join("..", "..", ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(deployed(t, "Dockerfile.dockerignore"), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if !strings.Contains("\n"+string(ignored), "\n"+strings.TrimPrefix(line, "**/")+"\n") {
			t.Errorf("%s is not in .gitignore", line)
		}
	}
}
