package manual

import (
	"fmt"
	"slices"
	"strings"
)

// Text is what the model does not tell.
type Text struct {
	Version     string // "kmstriage 1.2.3"
	Description []string
	Settings    []string
	Environment []Row
	Files       []Row
	Statuses    []Row
	Examples    []Row
}

// Row is a name and what it means.
type Row struct{ Name, Means string }

// Page is the manual page, for man(7).
func Page(p Program, t Text) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 \"\" %q \"User Commands\"\n.nh\n.ad l\n", strings.ToUpper(p.Name), roff(t.Version))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", p.Name, roff(lowerFirst(strings.TrimSuffix(p.About, "."))))
	b.WriteString(".SH SYNOPSIS\n")
	for i, c := range p.Commands {
		if i > 0 {
			b.WriteString(".br\n")
		}
		fmt.Fprintf(&b, ".B %s\n%s\n", roff(p.Name+" "+usage(c)), roffArgs(c))
	}
	section(&b, "DESCRIPTION", t.Description)
	b.WriteString(".SH COMMANDS\n")
	for _, c := range p.Commands {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(c.Path), roff(c.Help))
		for _, a := range c.Args {
			if a.Help != "" {
				fmt.Fprintf(&b, ".br\n.I %s\n\\(en %s\n", roff(strings.ToUpper(a.Name)), roff(a.Help))
			}
		}
	}
	b.WriteString(".SH OPTIONS\n")
	for _, g := range p.groupsOfFlags() {
		if g.title != "" {
			fmt.Fprintf(&b, ".SS %s\n", roff(strings.TrimSuffix(g.title, ":")))
		}
		for _, f := range g.flags {
			fmt.Fprintf(&b, ".TP\n%s\n%s\n", roffFlag(f.Flag), roff(f.says()))
		}
	}
	section(&b, "SETTINGS", t.Settings)
	rows(&b, "ENVIRONMENT", t.Environment)
	rows(&b, "FILES", t.Files)
	rows(&b, "EXIT STATUS", t.Statuses)
	b.WriteString(".SH EXAMPLES\n")
	for i, x := range t.Examples {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		fmt.Fprintf(&b, "%s\n.PP\n.nf\n.RS\n%s\n.RE\n.fi\n", roff(x.Means), roff(x.Name))
	}
	return b.String()
}

func section(b *strings.Builder, title string, paragraphs []string) {
	fmt.Fprintf(b, ".SH %s\n", title)
	for i, s := range paragraphs {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		fmt.Fprintf(b, "%s\n", roff(s))
	}
}

func rows(b *strings.Builder, title string, rs []Row) {
	fmt.Fprintf(b, ".SH %s\n", title)
	for _, r := range rs {
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(r.Name), roff(r.Means))
	}
}

// usage is the command as it is typed, in brackets where it need not be.
func usage(c Command) string {
	if c.Default {
		return "[" + c.Path + "]"
	}
	return c.Path
}

func roffArgs(c Command) string {
	return fmt.Sprintf(".RI %q", roff(arguments(c))+"[FLAGS]")
}

// arguments are the names of the arguments, with a blank behind each.
func arguments(c Command) string {
	s := ""
	for _, a := range c.Args {
		s += strings.ToUpper(a.Name)
		if a.Repeated {
			s += "..."
		}
		s += " "
	}
	return s
}

func roffFlag(f Flag) string {
	s := `\fB` + roff(strings.Join(f.spellings(), `\fR, \fB`)) + `\fR`
	s = strings.ReplaceAll(s, `\e`, `\`) // of the fonts in between
	if !f.Bool {
		s += "=\\fI" + roff(f.Placeholder) + "\\fR"
	}
	return s
}

// roff makes a text inert: backslashes, hyphens that people copy, and a first character that would be a request.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "\n", " ").Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// used is a flag with the commands that take it in this form.
type used struct {
	Flag
	by []string // nil if all do
}

func (u used) says() string {
	s := u.Help
	if len(u.by) > 0 {
		s += " For " + strings.Join(u.by, ", ") + "."
	}
	if u.Default != "" {
		s += fmt.Sprintf(" Default: %s.", u.Default)
	}
	return s
}

type flagGroup struct {
	title string
	flags []used
}

// groupsOfFlags gathers the flags of all commands, each form once, by their groups. Those with fewer commands come later.
func (p Program) groupsOfFlags() []flagGroup {
	var out []flagGroup
	add := func(f Flag, by string) {
		i := slices.IndexFunc(out, func(g flagGroup) bool { return g.title == f.Group })
		if i < 0 {
			i = len(out)
			out = append(out, flagGroup{title: f.Group})
		}
		g := &out[i]
		j := slices.IndexFunc(g.flags, func(u used) bool {
			return u.Name == f.Name && u.Help == f.Help && u.Default == f.Default && u.Placeholder == f.Placeholder
		})
		if j < 0 {
			j = len(g.flags)
			g.flags = append(g.flags, used{Flag: f})
		}
		if by != "" {
			g.flags[j].by = append(g.flags[j].by, by)
		}
	}
	for _, f := range p.Flags {
		add(f, "")
	}
	for _, c := range p.Commands {
		for _, f := range c.Flags {
			add(f, c.Path)
		}
	}
	for _, g := range out {
		slices.SortStableFunc(g.flags, func(a, b used) int { return strings.Compare(a.Name, b.Name) })
	}
	return out
}
