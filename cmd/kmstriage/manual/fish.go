package manual

import (
	"fmt"
	"strings"
)

// Fish is a script for fish 3 and later.
func Fish(p Program) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Completion of %[1]s in fish: save it as ~/.config/fish/completions/%[1]s.fish.

# The command of the line so far; nothing where it may still come.
function __%[1]s_command
    set -l skip 0
    set -l group
    for word in (commandline -opc)[2..]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$group $word"
            case ' --config'
                set skip 1
`, p.Name)
	for _, g := range p.groups() {
		fmt.Fprintf(&b, "            case ' %s'\n                set group %s\n", g, g)
		fmt.Fprintf(&b, "            case %s\n                echo %s $word\n                return\n", fishEach(p.second(g), g+" "), g)
	}
	fmt.Fprintf(&b, "            case %s\n                echo $word\n                return\n", fishEach(p.first(), " "))
	fmt.Fprintf(&b, `            case ' *'
                echo %[2]s
                return
        end
    end
    echo "$group"
end

function __%[1]s_is
    contains -- "$(__%[1]s_command)" $argv
end

`, p.Name, p.def().Path)
	for _, c := range p.Commands {
		if !strings.Contains(c.Path, " ") {
			fmt.Fprintf(&b, "complete -c %[1]s -n '__%[1]s_is \"\"' -a %[2]s -d %[3]s\n", p.Name, c.Path, fishText(c.Help))
		}
	}
	for _, g := range p.groups() {
		fmt.Fprintf(&b, "complete -c %[1]s -n '__%[1]s_is \"\"' -a %[2]s\n", p.Name, g)
		fmt.Fprintf(&b, "complete -c %[1]s -n '__%[1]s_is %[2]s' -f -a '%[3]s'\n", p.Name, g, strings.Join(p.second(g), " "))
	}
	for _, f := range p.Flags {
		fmt.Fprintf(&b, "complete -c %s%s\n", p.Name, fishFlag(f))
	}
	for _, c := range p.Commands {
		is := fmt.Sprintf("complete -c %[1]s -n '__%[1]s_is %[2]q", p.Name, c.Path)
		if c.Default {
			is += ` ""`
		}
		is += "'"
		for _, f := range c.Flags {
			fmt.Fprintf(&b, "%s%s\n", is, fishFlag(f))
		}
		if !c.Default {
			fmt.Fprintf(&b, "%s%s\n", is, fishArgs(c))
		}
	}
	return b.String()
}

func fishFlag(f Flag) string {
	s := " -l " + f.Name
	if f.Short != "" {
		s += " -s " + f.Short
	}
	if !f.Bool {
		s += fishTakes(f.Takes)
	}
	return s + " -d " + fishText(f.Help)
}

func fishTakes(t Takes) string {
	switch {
	case len(t.Words) > 0 && t.Files:
		return fmt.Sprintf(" -r -F -a '%s'", strings.Join(t.Words, " "))
	case len(t.Words) > 0:
		return fmt.Sprintf(" -x -a '%s'", strings.Join(t.Words, " "))
	case t.Folders:
		return " -x -a '(__fish_complete_directories)'"
	case t.Files:
		return " -r -F"
	}
	return " -x"
}

func fishArgs(c Command) string {
	if len(c.Args) == 0 || !c.Args[0].Takes.any() {
		return " -f"
	}
	switch t := c.Args[0].Takes; {
	case len(t.Words) > 0:
		return fmt.Sprintf(" -f -a '%s'", strings.Join(t.Words, " "))
	case t.Folders:
		return " -f -a '(__fish_complete_directories)'"
	}
	return " -F"
}

func fishEach(words []string, before string) string {
	var out []string
	for _, w := range words {
		out = append(out, "'"+before+w+"'")
	}
	return strings.Join(out, " ")
}

func fishText(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
