// Package manual turns the model of the command line into what tells of it elsewhere: a manual page, a reference, and scripts
// that complete in shells.
package manual

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Program is a command line, parted from the library that parses it.
type Program struct {
	Name, About string
	Commands    []Command // those that can be run, "config show" among them
	Flags       []Flag    // that stand before or behind any command
}

// Command is one of its commands.
type Command struct {
	Path    string // words that name it
	Help    string
	Default bool // its name can be left out
	Args    []Arg
	Flags   []Flag // its own
}

// Arg is a positional argument.
type Arg struct {
	Name, Help         string
	Optional, Repeated bool
	Takes              Takes
}

// Flag is one flag.
type Flag struct {
	Name        string
	Short       string // one letter, or none
	Help        string
	Placeholder string // of its value
	Default     string
	Group       string // title of the flags that it stands with
	Bool        bool
	Repeated    bool
	Setting     bool // may stand in the settings file and in the environment
	Takes       Takes
}

// Takes is what a value can be, for completion.
type Takes struct {
	Words   []string
	Files   bool // files too, behind a word that ends with "="
	Folders bool
}

// Words gives the words that a kind of value can be or begin with: the "takes" of a flag that is neither a list of words
// nor file, path or folder.
type Words func(kind string) []string

// Of reads the model.
func Of(app *kong.Application, words Words) Program {
	p := Program{Name: app.Name, About: app.Help, Flags: flags(app.Flags, words)}
	for _, n := range app.Leaves(true) {
		c := Command{Path: n.Path(), Help: n.Help, Default: app.DefaultCmd == n, Flags: flags(n.Flags, words)}
		for _, a := range n.Positional {
			c.Args = append(c.Args, Arg{Name: a.Name, Help: a.Help, Optional: !a.Required, Repeated: a.IsCumulative(), Takes: takes(a, words)})
		}
		p.Commands = append(p.Commands, c)
	}
	return p
}

func flags(fs []*kong.Flag, words Words) []Flag {
	var out []Flag
	for _, f := range fs {
		if f.Hidden {
			continue
		}
		x := Flag{Name: f.Name, Help: f.Help, Default: f.Default, Bool: f.IsBool(), Repeated: f.IsCumulative(), Setting: f.Tag.Has("setting"), Takes: takes(f.Value, words)}
		if f.Short != 0 {
			x.Short = string(f.Short)
		}
		if f.Group != nil {
			x.Group = f.Group.Title
		}
		if !x.Bool {
			x.Placeholder = strings.Trim(f.FormatPlaceHolder(), `"`)
		}
		out = append(out, x)
	}
	return out
}

func takes(v *kong.Value, words Words) Takes {
	switch t := v.Tag.Get("takes"); {
	case v.Enum != "":
		return Takes{Words: v.EnumSlice()}
	case strings.Contains(t, ","):
		return Takes{Words: strings.Split(t, ",")}
	case t == "file", t == "path":
		return Takes{Files: true}
	case t == "folder":
		return Takes{Folders: true}
	case t != "":
		w := words(t)
		return Takes{Words: w, Files: slices.ContainsFunc(w, func(w string) bool { return strings.HasSuffix(w, "=") })}
	}
	return Takes{}
}

// def is the command whose name can be left out.
func (p Program) def() Command {
	return p.Commands[slices.IndexFunc(p.Commands, func(c Command) bool { return c.Default })]
}

// first are the first words of the commands, each once.
func (p Program) first() []string {
	var out []string
	for _, c := range p.Commands {
		w, _, _ := strings.Cut(c.Path, " ")
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// second are the words that may follow a first one.
func (p Program) second(first string) []string {
	var out []string
	for _, c := range p.Commands {
		if w, ok := strings.CutPrefix(c.Path, first+" "); ok {
			out = append(out, w)
		}
	}
	return out
}

// groups are the first words that a second one follows.
func (p Program) groups() []string {
	var out []string
	for _, w := range p.first() {
		if len(p.second(w)) > 0 {
			out = append(out, w)
		}
	}
	return out
}

// all are the flags of a command and those of every command.
func (p Program) all(c Command) []Flag { return append(slices.Clone(c.Flags), p.Flags...) }

// spellings are the flag as it is typed.
func (f Flag) spellings() []string {
	if f.Short == "" {
		return []string{"--" + f.Name}
	}
	return []string{"-" + f.Short, "--" + f.Name}
}

// valued are the flags of every command that a value follows, as they are typed, each once.
func (p Program) valued() []string {
	var out []string
	for _, c := range p.Commands {
		for _, f := range p.all(c) {
			if !f.Bool {
				out = append(out, f.spellings()...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
