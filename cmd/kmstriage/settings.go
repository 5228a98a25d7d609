package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// settings give the flags that the command line leaves out: those marked as a setting, by a variable KMSTRIAGE_NAME, else by
// the settings file. Neither is looked for where a customer could have put it: in the working directory or in an input.
type settings struct {
	env    func(string) string
	flags  map[string][]*kong.Flag // of every command, by name
	path   string                  // of the file; "" where there can be none
	read   bool
	loaded bool
	file   map[string]setting
	wrong  mistakes
}

// setting is one value of the settings file.
type setting struct {
	text string
	line int
}

// Names of variables: envPrefix and the flag's, envConfig names the settings file.
const (
	envPrefix = "KMSTRIAGE_"
	envConfig = envPrefix + "CONFIG"
)

// maxSettingsBytes bounds the settings file: it has some forty keys.
const maxSettingsBytes = 64 << 10

// newSettings is bound to a model before it parses.
func newSettings(env func(string) string) *settings {
	return &settings{env: env, file: map[string]setting{}, flags: map[string][]*kong.Flag{}}
}

// Validate has nothing to add: what is wrong was said by Resolve, which comes before.
func (x *settings) Validate(*kong.Application) error { return nil }

// Resolve gives the value of a flag that the command line does not. It fails with all that is wrong with the settings, whatever
// flag it is asked for.
func (x *settings) Resolve(ctx *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
	if !x.loaded {
		x.loaded = true
		given, _ := ctx.FlagValue(ctx.Model.Flags[slices.IndexFunc(ctx.Model.Flags, func(f *kong.Flag) bool { return f.Name == "config" })]).(string)
		x.load(ctx.Model, given)
	}
	if len(x.wrong) > 0 {
		return nil, x.wrong
	}
	if text, _, ok := x.find(f); ok {
		return text, nil
	}
	return nil, nil
}

// find gives the text of a flag's setting and where it is from. A word that only other commands take, like a format, is not for
// this one.
func (x *settings) find(f *kong.Flag) (text, origin string, ok bool) {
	if !f.Tag.Has("setting") {
		return "", "", false
	}
	text, origin = x.env(variable(f.Name)), variable(f.Name)
	if text == "" {
		s, ok := x.file[f.Name]
		if !ok {
			return "", "", false
		}
		text, origin = s.text, fmt.Sprintf("%s:%d", x.path, s.line)
		if takesFile(f) && !filepath.IsAbs(text) {
			text = filepath.Join(filepath.Dir(x.path), text)
		}
	}
	if words := wordsOf(f); len(words) > 0 && !slices.Contains(words, text) {
		return "", "", false
	}
	return text, origin, true
}

func variable(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// wordsOf are the only values that a flag takes, none where it takes others too.
func wordsOf(f *kong.Flag) []string {
	if f.Enum != "" {
		return f.EnumSlice()
	}
	if t := f.Tag.Get("takes"); strings.Contains(t, ",") {
		return strings.Split(t, ",")
	}
	return nil
}

func takesFile(f *kong.Flag) bool { return f.Tag.Get("takes") == "file" }

// load reads the settings file and looks at every setting in it, whichever command is run: a mistake shall not wait for its day.
// Of variables it looks at those of the commands that app has.
func (x *settings) load(app *kong.Application, given string) {
	b, err := x.readFile(given)
	if err == nil && len(b) > 0 {
		var k *kong.Kong
		if k, err = newParser(streams{}, x, func(int) {}, nil); err == nil {
			app = k.Model // the file may hold settings of any command
		}
	}
	kong.Visit(app, func(v kong.Visitable, next kong.Next) error {
		if f, ok := v.(*kong.Flag); ok {
			x.flags[f.Name] = append(x.flags[f.Name], f)
		}
		return next(nil)
	})
	if err == nil {
		err = x.take(b)
	}
	if err != nil {
		x.wrong = append(x.wrong, err.Error())
	}
	for _, name := range x.names() {
		fs := x.flags[name]
		if text := x.env(variable(name)); text != "" {
			x.look(variable(name)+"="+text, fs, text, takesFile(fs[0]) && !filepath.IsAbs(text))
		}
	}
}

// look notes what is wrong with a value that is to be one of some flags of one name.
func (x *settings) look(where string, fs []*kong.Flag, text string, relative bool) {
	words := []string{}
	var why error
	for _, f := range fs {
		words = append(words, wordsOf(f)...)
		scratch := reflect.New(f.Target.Type()).Elem()
		why = f.Parse(kong.ScanFromTokens(kong.Token{Type: kong.FlagValueToken, Value: text}), scratch)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	switch {
	case relative:
		x.wrong = append(x.wrong, where+": want the whole path of the file")
	case why != nil:
		x.wrong = append(x.wrong, fmt.Sprintf("%s: %s", where, strings.TrimPrefix(why.Error(), "--"+fs[0].Name+": ")))
	case len(words) > 0 && !slices.Contains(words, text):
		x.wrong = append(x.wrong, fmt.Sprintf("%s: want one of %s", where, strings.Join(words, ", ")))
	}
}

// readFile takes the file that is named, or the one at its place if there is one.
func (x *settings) readFile(given string) ([]byte, error) {
	x.path = given
	named := "--config"
	if x.path == "" {
		x.path, named = x.env(envConfig), envConfig
		if x.path != "" && !filepath.IsAbs(x.path) {
			return nil, fmt.Errorf("%s=%s: want the whole path of the file", envConfig, x.path)
		}
	}
	if x.path == "" {
		x.path, named = settingsPath(x.env), ""
	}
	if x.path == "" {
		return nil, nil
	}
	f, err := os.Open(x.path)
	if named == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("settings file %s: %s", x.path, plain(err))
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSettingsBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("settings file %s: %s", x.path, plain(err))
	case len(b) > maxSettingsBytes:
		return nil, fmt.Errorf("settings file %s: longer than %d KiB: this is no settings file", x.path, maxSettingsBytes>>10)
	}
	x.read = true
	return b, nil
}

// settingsPath is the settings file's own place; "" where the surroundings name none.
func settingsPath(env func(string) string) string {
	base := env("XDG_CONFIG_HOME")
	if base == "" {
		switch home := env("HOME"); {
		case runtime.GOOS == "windows":
			base = env("AppData")
		case home == "":
		case runtime.GOOS == "darwin":
			base = filepath.Join(home, "Library", "Application Support")
		default:
			base = filepath.Join(home, ".config")
		}
	}
	if !filepath.IsAbs(base) { // it would be in the working directory
		return ""
	}
	return filepath.Join(base, "kmstriage", "config.yaml")
}

// take reads "name: value", a line for each setting, in YAML.
func (x *settings) take(b []byte) error {
	var doc yaml.Node
	d := yaml.NewDecoder(strings.NewReader(string(b)))
	if err := d.Decode(&doc); errors.Is(err, io.EOF) {
		return nil // nothing but comments
	} else if err != nil {
		return fmt.Errorf("settings file %s: %s", x.path, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := d.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return fmt.Errorf("settings file %s: want one document", x.path)
	}
	top := doc.Content[0]
	if top.Kind == yaml.ScalarNode && top.Tag == "!!null" {
		return nil
	}
	if top.Kind != yaml.MappingNode {
		return fmt.Errorf("settings file %s:%d: want NAME: VALUE, a line for each setting", x.path, top.Line)
	}
	for i := 0; i+1 < len(top.Content); i += 2 {
		x.pair(top.Content[i], top.Content[i+1])
	}
	return nil
}

func (x *settings) pair(key, value *yaml.Node) {
	where := fmt.Sprintf("settings file %s:%d", x.path, key.Line)
	fs := x.flags[key.Value]
	switch {
	case len(fs) > 0 && !fs[0].Tag.Has("setting"):
		x.wrong = append(x.wrong, fmt.Sprintf("%s: %q belongs to one run: give it on the command line", where, key.Value))
	case len(fs) == 0:
		x.wrong = append(x.wrong, fmt.Sprintf("%s: unknown setting %q: did you mean %q?", where, key.Value, nearest(key.Value, x.names(), 1)[0]))
	case x.file[key.Value].line > 0:
		x.wrong = append(x.wrong, fmt.Sprintf("%s: %q a second time: it stands at line %d already", where, key.Value, x.file[key.Value].line))
	case value.Kind != yaml.ScalarNode || value.Tag == "!!null":
		x.wrong = append(x.wrong, fmt.Sprintf("%s: %q wants one value", where, key.Value))
	default:
		x.file[key.Value] = setting{value.Value, key.Line}
		x.look(fmt.Sprintf("%s: %s: %s", where, key.Value, value.Value), fs, value.Value, false)
	}
}

// names are those of all settings, sorted.
func (x *settings) names() []string {
	var out []string
	for name, fs := range x.flags {
		if fs[0].Tag.Has("setting") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
