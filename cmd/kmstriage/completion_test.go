package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kmstriage/cmd/kmstriage/manual"
)

// lineCases are lines of a shell, and what it must and must not offer at their end. The working directory holds the folder sub
// and the file CL01.zip.
var lineCases = []struct {
	line       string
	has, hasNo []string
}{
	{"kmstriage ", []string{"diagnose", "ls", "completion", "config", "CL01.zip"}, []string{"--format"}},
	{"kmstriage e", []string{"events", "explain"}, []string{"ls", "CL01.zip"}},
	{"kmstriage --fa", []string{"--fail-on"}, []string{"--format"}},
	{"kmstriage CL01.zip --fa", []string{"--fail-on"}, []string{"--format"}},
	{"kmstriage ls --f", []string{"--format", "--files-from"}, []string{"--fail-on"}},
	{"kmstriage ls CL01.zip -f ", []string{"text", "json"}, []string{"html", "CL01.zip"}},
	{"kmstriage CL01.zip -f ", []string{"text", "html"}, []string{"CL01.zip", "sqlite"}},
	{"kmstriage CL01.zip --color=al", []string{"always"}, []string{"auto"}},
	{"kmstriage CL01.zip --color al", []string{"always"}, []string{"auto"}},
	{"kmstriage CL01.zip -o js", []string{"json="}, []string{"html="}},
	{"kmstriage CL01.zip -o ", []string{"json=", "sqlite="}, nil},
	{"kmstriage CL01.zip --answer host-c", []string{"host-correct=yes", "host-correct=no"}, []string{"which-port=yes"}},
	{"kmstriage explain 0xC004F07", []string{"0xC004F074"}, []string{"CL01.zip"}},
	{"kmstriage explain port-cl", []string{"port-closed.suspected"}, nil},
	{"kmstriage config ", []string{"show"}, []string{"ls"}},
	{"kmstriage config show --c", []string{"--config"}, []string{"--color"}},
	{"kmstriage --config CL01.zip ls --max-e", []string{"--max-entry", "--max-entries"}, []string{"--every"}},
	{"kmstriage watch ", []string{"sub"}, []string{"CL01.zip"}},
	{"kmstriage completion ", []string{"bash", "zsh", "fish", "powershell"}, nil},
	{"kmstriage --site ", []string{"CL01.zip", "sub"}, []string{"ls"}},
	{"kmstriage ls ", []string{"CL01.zip", "sub"}, []string{"events"}},
	{"kmstriage diff CL01.zip ", []string{"CL01.zip", "sub"}, nil},
}

// TestCompletion has each shell complete lines by the script that the program prints for it.
func TestCompletion(t *testing.T) {
	for shell, offers := range map[string]func(*testing.T, string, []string) [][]string{"bash": bashOffers, "zsh": zshOffers, "fish": fishOffers} {
		t.Run(shell, func(t *testing.T) {
			if _, err := exec.LookPath(shell); err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatal(err)
				}
				t.Skip(err)
			}
			dir := t.TempDir()
			script, err := program(t, "completion", shell).Output()
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "_kmstriage"), script, 0o600)
			}
			if err == nil {
				err = os.MkdirAll(filepath.Join(dir, "box", "sub"), 0o700)
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "box", "CL01.zip"), nil, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, c := range lineCases {
				lines = append(lines, c.line)
			}
			all := offers(t, dir, lines)
			for i, c := range lineCases {
				got := all[i]
				for _, w := range c.has {
					if !slices.Contains(got, w) {
						t.Errorf("%q: %q is not offered, but %q", c.line, w, got)
					}
				}
				for _, w := range c.hasNo {
					if slices.Contains(got, w) {
						t.Errorf("%q: %q is offered", c.line, w)
					}
				}
			}
		})
	}
}

// shell runs a script of a shell in the folder box and gives the lines that it prints.
func shell(t *testing.T, dir string, args ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Dir = filepath.Join(dir, "box")
	cmd.Env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TERM=dumb"}
	cmd.WaitDelay = time.Minute
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v: %s", args[0], err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func bashOffers(t *testing.T, dir string, lines []string) (out [][]string) {
	t.Helper()
	for _, line := range lines {
		out = append(out, shell(t, dir, "bash", "--norc", "--noprofile", "-c", `source ../_kmstriage
COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
_kmstriage; printf '%s\n' "${COMPREPLY[@]}"`, "bash", line))
	}
	return out
}

func fishOffers(t *testing.T, dir string, lines []string) (out [][]string) {
	t.Helper()
	for _, line := range lines {
		got := shell(t, dir, "fish", "--no-config", "-c", `source ../_kmstriage; complete -C $argv[1]`, line)
		for i, w := range got {
			w, _, _ = strings.Cut(w, "\t")
			w = strings.TrimSuffix(w, "/")
			if _, v, ok := strings.Cut(w, "--color="); ok { // the whole word is given
				w = v
			}
			got[i] = w
		}
		out = append(out, got)
	}
	return out
}

// zshOffers runs zsh in a terminal of its own, since it completes in no other way, and notes what is offered there.
func zshOffers(t *testing.T, dir string, lines []string) (out [][]string) {
	t.Helper()
	const inner = `PS1=
fpath=(.. $fpath)
autoload -U compinit; compinit -u -D
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits
  builtin compadd -A hits "$@"
  print -lr -- $hits >> ../hits
  builtin compadd "$@"
}
finish() { comppostfuncs=(finish); : > ../done }
unsetopt autolist automenu
comppostfuncs=(finish)
bindkey '^I' complete-word
: > ../ready
`
	if err := os.WriteFile(filepath.Join(dir, "inner"), []byte(inner), 0o600); err != nil {
		t.Fatal(err)
	}
	const between = "--- the next line ---"
	got := shell(t, dir, append([]string{"zsh", "-f", "-c", `zmodload zsh/zpty zsh/zselect
await() { for ((i = 0; i < 3000; i++)); do [[ -e $1 ]] && return; zpty -rt inner x; zselect -t 1; done; print "zsh does not answer"; exit 1 }
zpty inner zsh -f -i
zpty -w inner "source ../inner"
await ../ready
for line; do
  : > ../hits; rm -f ../done
  zpty -w -n inner $line$'\t'
  await ../done
  cat ../hits
  print -- "` + between + `"
  zpty -w -n inner $'\x15'
done`, "zsh"}, lines...)...)
	for _, part := range strings.Split(strings.Join(got, "\n"), between) {
		out = append(out, strings.Split(strings.TrimSpace(part), "\n"))
	}
	return out
}

// TestManualPage holds that the readers of manual pages find no fault in it.
func TestManualPage(t *testing.T) {
	page, err := program(t, "man").Output()
	if err != nil {
		t.Fatal(err)
	}
	// It has no date: the same program prints the same page.
	dated := strings.Replace(string(page), ` 1 "" `, ` 1 "2016-09-14" `, 1)
	for _, line := range [][]string{{"mandoc", "-T", "lint", "-W", "warning"}, {"groff", "-man", "-ww", "-Tutf8", "-z"}} {
		t.Run(line[0], func(t *testing.T) {
			if _, err := exec.LookPath(line[0]); err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatal(err)
				}
				t.Skip(err)
			}
			cmd := exec.Command(line[0], line[1:]...)
			cmd.Stdin = strings.NewReader(dated)
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

const commandsFile = "../../docs/commands.md"

// TestCommands holds docs/commands.md to the command line.
func TestCommands(t *testing.T) {
	k, err := newParser(streams{}, newSettings(os.Getenv), func(int) {}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := manual.Of(k.Model, words)
	want := "# The command line\n\nMade from the structs in cmd/kmstriage by `make docs`: do not edit. `kmstriage man` prints the same for a terminal.\n\n" + manual.Reference(p, told())
	if *update {
		if err := os.WriteFile(commandsFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(commandsFile)
	if err != nil {
		t.Fatal(err)
	}
	if want != string(got) {
		t.Error("docs/commands.md is stale: run make docs")
	}
	// Verbs are suggested by a list of their own.
	for _, c := range p.Commands {
		if verb, _, _ := strings.Cut(c.Path, " "); !slices.Contains(verbs(), verb) {
			t.Errorf("%s is no verb of suggest.go", verb)
		}
	}
}
