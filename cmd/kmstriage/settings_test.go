package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// surroundings are an environment with a settings file in its place.
func surroundings(t *testing.T, file string, env map[string]string) func(string) string {
	t.Helper()
	base := t.TempDir()
	if file != "" {
		path := filepath.Join(base, "kmstriage", "config.yaml")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(name string) string {
		if name == "XDG_CONFIG_HOME" {
			return base
		}
		return env[name]
	}
}

// parsedFlags are the values that the flags of a command end with.
func parsedFlags(t *testing.T, env func(string) string, n *kong.Node, args []string) map[string]string {
	t.Helper()
	k, err := newParser(streams{out: io.Discard, err: io.Discard}, newSettings(env), func(int) {}, strings.Fields(n.Path()))
	if err != nil {
		t.Fatal(err)
	}
	args = append(strings.Fields(n.Path()), args...)
	for _, a := range n.Positional {
		if a.Enum != "" {
			args = append(args, a.EnumSlice()[0])
		} else {
			args = append(args, "x")
		}
	}
	for _, f := range n.Flags {
		if f.Required {
			args = append(args, "--"+f.Name+"=x")
		}
	}
	kc, err := k.Parse(args)
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	out := map[string]string{}
	for _, f := range kc.Selected().Flags {
		out[f.Name] = fmt.Sprint(f.Target.Interface())
	}
	return out
}

// twoValues are two values of a flag, not its default, as they are written and as they are read; none where there are not two.
func twoValues(f *kong.Flag) (a, b string) {
	var other []string
	for _, w := range wordsOf(f) {
		if w != f.Default {
			other = append(other, w)
		}
	}
	switch {
	case len(other) > 1:
		return other[0], other[1]
	case len(other) > 0 && f.Default != "":
		return other[0], f.Default
	case len(wordsOf(f)) > 0:
		return "", ""
	case f.IsBool():
		return "true", "false"
	case takesFile(f):
		return filepath.Join(os.TempDir(), "a"), filepath.Join(os.TempDir(), "b")
	case strings.HasSuffix(f.Target.Type().String(), "Duration"):
		return "7s", "8s"
	case strings.HasSuffix(f.Target.Type().String(), "byteSize"):
		return "7MiB", "8MiB"
	}
	return "7", "8"
}

// TestPrecedence holds for every setting of every command that a flag goes before a variable, that before the settings file,
// and that before the default.
func TestPrecedence(t *testing.T) {
	k, err := newParser(streams{}, newSettings(os.Getenv), func(int) {}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, n := range k.Model.Leaves(true) {
		values := map[string][2]string{}
		for _, f := range n.Flags {
			if a, b := twoValues(f); f.Tag.Has("setting") && a != "" {
				values[f.Name] = [2]string{a, b}
			}
		}
		tried += len(values)
		// each writes the settings down with the first or the second of their values
		file := func(i int) (s string) {
			for name, v := range values {
				s += name + ": " + v[i] + "\n"
			}
			return s
		}
		env := func(i int) map[string]string {
			out := map[string]string{}
			for name, v := range values {
				out[variable(name)] = v[i]
			}
			return out
		}
		args := func(i int) (out []string) {
			for name, v := range values {
				out = append(out, "--"+name+"="+v[i])
			}
			return out
		}
		for what, c := range map[string]struct {
			env  func(string) string
			args []string
			want int
		}{
			"the file":                    {surroundings(t, file(0), nil), nil, 0},
			"a variable before the file":  {surroundings(t, file(0), env(1)), nil, 1},
			"a flag before the variable":  {surroundings(t, "", env(1)), args(0), 0},
			"a flag before the file":      {surroundings(t, file(0), nil), args(1), 1},
			"a flag before both":          {surroundings(t, file(1), env(1)), args(0), 0},
			"a variable without the file": {surroundings(t, "", env(1)), nil, 1},
		} {
			got := parsedFlags(t, c.env, n, c.args)
			for name, v := range values {
				if got[name] != v[c.want] {
					t.Errorf("%s --%s, %s: %s, want %s", n.Path(), name, what, got[name], v[c.want])
				}
			}
		}
	}
	if tried < 100 {
		t.Errorf("%d settings were tried: the test looks at nothing", tried)
	}
}

// TestOnlyRunsAreNoSettings holds that what belongs to one run can be no setting, by its name.
func TestOnlyRunsAreNoSettings(t *testing.T) {
	k, err := newParser(streams{}, newSettings(os.Getenv), func(int) {}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range k.Model.Leaves(true) {
		for _, f := range n.Flags {
			switch f.Name {
			case "output", "answer", "answers", "error", "files-from", "null", "help":
				if f.Tag.Has("setting") {
					t.Errorf("%s --%s is a setting", n.Path(), f.Name)
				}
			}
			// The first flag of a name decides whether it is a setting.
			if g := flagNamed(k.Model, f.Name); f.Tag.Has("setting") && (!g.Tag.Has("setting") || takesFile(g) != takesFile(f)) {
				t.Errorf("%s --%s differs from the flag of another command", n.Path(), f.Name)
			}
		}
	}
}

func flagNamed(app *kong.Application, name string) *kong.Flag {
	for _, n := range app.Leaves(true) {
		for _, f := range n.Flags {
			if f.Name == name {
				return f
			}
		}
	}
	return nil
}

// TestWrongSettings holds that a mistake is told with its place, whichever command is run, and that nothing runs.
func TestWrongSettings(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		env  map[string]string
		says string
	}{
		"unknown":     {"lang: en\nfail_on: error\n", nil, `config.yaml:2: unknown setting "fail_on": did you mean "fail-on"?`},
		"case":        {"Jobs: 2\n", nil, `config.yaml:1: unknown setting "Jobs": did you mean "jobs"?`},
		"nested":      {"max:\n  entry: 5\n", nil, `unknown setting "max"`},
		"list":        {"jobs: [1, 2]\n", nil, `config.yaml:1: "jobs" wants one value`},
		"nothing":     {"jobs:\n", nil, `config.yaml:1: "jobs" wants one value`},
		"twice":       {"jobs: 1\nlang: en\njobs: 2\n", nil, `config.yaml:3: "jobs" a second time: it stands at line 1 already`},
		"type":        {"jobs: many\n", nil, `config.yaml:1: jobs: many: expected a valid`},
		"word":        {"color: blue\n", nil, `config.yaml:1: color: blue: want one of always, auto, never`},
		"size":        {"max-entry: big\n", nil, `config.yaml:1: max-entry: big: "big" is no size`},
		"one run":     {"output: html=x\n", nil, `config.yaml:1: "output" belongs to one run`},
		"no mapping":  {"- jobs\n", nil, `config.yaml:1: want NAME: VALUE`},
		"no YAML":     {"jobs: [\n", nil, "config.yaml: "},
		"two":         {"jobs: 1\n---\njobs: 2\n", nil, "want one document"},
		"long":        {"# " + strings.Repeat("x", maxSettingsBytes), nil, "longer than 64 KiB"},
		"variable":    {"", map[string]string{"KMSTRIAGE_JOBS": "x"}, "KMSTRIAGE_JOBS=x: expected a valid"},
		"words":       {"", map[string]string{"KMSTRIAGE_PROGRESS": "loud"}, "KMSTRIAGE_PROGRESS=loud: want one of auto, json, none, plain"},
		"relative":    {"", map[string]string{"KMSTRIAGE_SITE": "site.yaml"}, "KMSTRIAGE_SITE=site.yaml: want the whole path"},
		"config":      {"", map[string]string{"KMSTRIAGE_CONFIG": "config.yaml"}, "KMSTRIAGE_CONFIG=config.yaml: want the whole path"},
		"not there":   {"", map[string]string{"KMSTRIAGE_CONFIG": filepath.Join(os.TempDir(), "no such file")}, "no such file"},
		"control":     {"jo\"\\e[31mbs\": 1\n", nil, "config.yaml:1: unknown setting"},
		"alias":       {"jobs: &a 1\nmax-depth: *a\n", nil, `config.yaml:2: "max-depth" wants one value`},
		"other verbs": {"settle: soon\n", nil, "config.yaml:1: settle: soon: expected duration"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, args := range [][]string{{"rules"}, {"config", "show"}, {"ls", "x"}} {
				var out, told strings.Builder
				status := run(t.Context(), args, streams{in: strings.NewReader(""), out: &out, err: &told, env: surroundings(t, c.file, c.env)})
				if status != exitUsage || out.Len() > 0 || !strings.Contains(told.String(), c.says) || strings.Contains(told.String(), "\x1b") {
					t.Errorf("%v: status %d, %q, want %q", args, status, told.String(), c.says)
				}
			}
		})
	}
}

// TestSettingsPath holds that the place of the settings file is never relative, which would be in the working directory.
func TestSettingsPath(t *testing.T) {
	for _, env := range []map[string]string{{}, {"HOME": ""}, {"HOME": "."}, {"XDG_CONFIG_HOME": "."}, {"XDG_CONFIG_HOME": "x", "HOME": "/home/me"}, {"AppData": "x"}} {
		if p := settingsPath(func(n string) string { return env[n] }); p != "" {
			t.Errorf("%v: %s", env, p)
		}
	}
	home := t.TempDir()
	p := settingsPath(func(n string) string { return map[string]string{"HOME": home, "AppData": home}[n] })
	if !strings.HasPrefix(p, home) || filepath.Base(p) != "config.yaml" {
		t.Errorf("of %s: %s", home, p)
	}
}
