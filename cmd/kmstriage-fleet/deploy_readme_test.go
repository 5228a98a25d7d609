package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	afterwards = regexp.MustCompile(`\s(#|>|\|).*$`) // comments, and what becomes of the output
	ourProgram = regexp.MustCompile(`(?:^|\s)(?:/usr/bin/)?(kmstriage(?:-fleet)?) (\S.*)$`)
	ourFile    = regexp.MustCompile(`docs/deploy/\S+`)
	ourObject  = regexp.MustCompile(`(?:deploy|job)[/ ](kmstriage-[a-z]+)|job-name=(kmstriage-[a-z]+)|exec (kmstriage-[a-z]+)-0`)
)

// TestDeployReadme holds the commands of docs/deploy/README.md to the programs, the files and the objects that they name.
func TestDeployReadme(t *testing.T) {
	m := manifested(t, nil)
	ours, files, objects := 0, 0, 0
	for _, block := range shellBlock.FindAllStringSubmatch(deployed(t, "README.md"), -1) {
		for line := range strings.Lines(block[1]) {
			line = afterwards.ReplaceAllString(strings.TrimSpace(line), "")
			if x := ourProgram.FindStringSubmatch(line); x != nil && !strings.HasPrefix(line, "docker build") && !strings.HasPrefix(line, "kubectl create namespace") && !strings.HasPrefix(line, "kubectl label namespace") {
				ours++
				understands(t, x[1], strings.Fields(x[2]))
			}
			for _, f := range ourFile.FindAllString(line, -1) {
				files++
				if _, err := os.Stat(filepath.Join("..", "..", f)); err != nil {
					t.Errorf("%s: %v", line, err)
				}
			}
			for _, x := range ourObject.FindAllStringSubmatch(line, -1) {
				objects++
				m.pod(t, x[1]+x[2]+x[3])
			}
		}
	}
	if ours < 10 || files < 10 || objects < 10 {
		t.Errorf("%d commands, %d files, %d objects: the test looks at little", ours, files, objects)
	}
}

// understands has a program say what it would do, which it does not if a flag is wrong.
func understands(t *testing.T, name string, args []string) {
	t.Helper()
	program := map[string]string{"kmstriage": oneMachine, "kmstriage-fleet": fleetProgram}[name]
	out, err := exec.Command(program, append(args, "--help")...).CombinedOutput()
	want := "Usage: " + name + " " + args[0] + " "
	if strings.HasSuffix(args[0], "/") { // a folder: the command is left out
		want = "Usage: kmstriage diagnose "
	}
	if err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("%s %s: %v\n%.300s", name, strings.Join(args, " "), err, out)
	}
}
