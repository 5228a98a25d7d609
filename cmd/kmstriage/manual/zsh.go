package manual

import (
	"fmt"
	"strings"
)

// Zsh is a script for zsh: a file named "_" and the program's name in a folder of fpath.
func Zsh(p Program) string {
	var b strings.Builder
	fmt.Fprintf(&b, `#compdef %[1]s
# Completion of %[1]s in zsh: save it as _%[1]s in a folder of $fpath.

# Words of which those that end with "=" are only beginnings: behind them stands a file.
_%[1]s_open() {
    if compset -P '*='; then
        _files
    else
        compadd -S '' -- "$@"
    fi
}

_%[1]s() {
    local command= word
    local -i i skip=0 at=1
    for ((i = 2; i < CURRENT; i++)); do
        word=$words[i]
        if ((skip)); then skip=0; continue; fi
        case "$command $word" in
        (" --config") skip=1 ;;
`, p.Name)
	fmt.Fprintf(&b, "        (%s) command=$word at=i ;;\n", quotedEach(p.first(), `" `, `"`))
	for _, g := range p.groups() {
		fmt.Fprintf(&b, "        (%s) command=\"%s $word\" at=i ;;\n", quotedEach(p.second(g), `"`+g+" ", `"`), g)
	}
	fmt.Fprintf(&b, `        (" "*) command=%[2]s ;;
        esac
    done

    if [[ -z $command && $PREFIX != -* ]]; then
        local -a commands=(
%[3]s        )
        _describe command commands
        _files
        return
    fi
`, p.Name, p.def().Path, p.zshCommands())
	for _, g := range p.groups() {
		fmt.Fprintf(&b, "    if [[ $command == %s ]]; then\n        compadd -- %s\n        return\n    fi\n", g, strings.Join(p.second(g), " "))
	}
	fmt.Fprintf(&b, `    # What stands before the command is no argument of it.
    words=($words[1] "${(@)words[at+1,-1]}")
    ((CURRENT -= at - 1))
    case ${command:-%s} in
`, p.def().Path)
	for _, c := range p.Commands {
		fmt.Fprintf(&b, "    (%q)\n        _arguments -s -S", c.Path)
		for _, f := range p.all(c) {
			fmt.Fprintf(&b, " \\\n            %s", zshFlag(p, f))
		}
		for _, a := range c.Args {
			if act := zshAction(p, a.Takes); act != "" {
				fmt.Fprintf(&b, " \\\n            '*:%s:%s'", zshText(a.Name), act)
				break
			}
		}
		b.WriteString(" ;;\n")
	}
	fmt.Fprintf(&b, "    esac\n}\n\nif [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n    _%[1]s \"$@\"\nelse\n    compdef _%[1]s %[1]s\nfi\n", p.Name)
	return b.String()
}

func (p Program) zshCommands() string {
	var b strings.Builder
	for _, w := range p.first() {
		help := ""
		for _, c := range p.Commands {
			if c.Path == w || strings.HasPrefix(c.Path, w+" ") {
				help = c.Help
			}
		}
		fmt.Fprintf(&b, "            '%s:%s'\n", w, zshText(help))
	}
	return b.String()
}

// zshFlag is a flag in the words of _arguments.
func zshFlag(p Program, f Flag) string {
	end := ""
	if !f.Bool {
		end = fmt.Sprintf(":%s:%s", zshText(f.Placeholder), zshAction(p, f.Takes))
	}
	long := "--" + f.Name
	if !f.Bool {
		long += "="
	}
	about := fmt.Sprintf("[%s]%s", zshText(f.Help), end)
	switch {
	case f.Short == "" && f.Repeated:
		return fmt.Sprintf("'*%s%s'", long, about)
	case f.Short == "":
		return fmt.Sprintf("'%s%s'", long, about)
	case f.Repeated:
		return fmt.Sprintf("'*'{%s,%s}'%s'", zshShort(f), long, about)
	}
	return fmt.Sprintf("'(-%s --%s)'{%s,%s}'%s'", f.Short, f.Name, zshShort(f), long, about)
}

func zshShort(f Flag) string {
	if f.Bool {
		return "-" + f.Short
	}
	return "-" + f.Short + "+"
}

func zshAction(p Program, t Takes) string {
	switch {
	case len(t.Words) > 0 && t.Files:
		return fmt.Sprintf(`_%s_open %s`, p.Name, strings.Join(t.Words, " "))
	case len(t.Words) > 0:
		return "(" + strings.Join(t.Words, " ") + ")"
	case t.Folders:
		return "_files -/"
	case t.Files:
		return "_files"
	}
	return ""
}

// zshText makes a text fit for a specification in single quotes.
func zshText(s string) string {
	return strings.NewReplacer(`'`, `'\''`, `\`, `\\`, `[`, `\[`, `]`, `\]`, `:`, `\:`).Replace(s)
}
