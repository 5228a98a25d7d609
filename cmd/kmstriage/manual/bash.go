package manual

import (
	"fmt"
	"strings"
)

// Bash is a script for bash, from 3.2 on. It needs no other script.
func Bash(p Program) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Completion of %[1]s in bash: source it, or save it where bash-completion looks for %[1]s.

_%[1]s() {
    local line=${COMP_LINE:0:COMP_POINT} cur= prev= command= word skip= IFS=$' \t\n'
    local -a words
    COMPREPLY=()
    read -ra words <<<"$line"
    case $line in
    *[[:space:]]) ;;
    *) cur=${words[${#words[@]}-1]}; unset "words[${#words[@]}-1]" ;;
    esac
    prev=${words[${#words[@]}-1]}
    case $cur in
    --*=*) prev=${cur%%%%=*}; cur=${cur#*=} ;;
    esac

    for word in "${words[@]:1}"; do
        if [[ $skip ]]; then skip=; continue; fi
        case "$command $word" in
        " --config") skip=1 ;;
`, p.Name)
	fmt.Fprintf(&b, "        %s) command=$word ;;\n", quotedEach(p.first(), `" `, `"`))
	for _, g := range p.groups() {
		fmt.Fprintf(&b, "        %s) command=\"%s $word\" ;;\n", quotedEach(p.second(g), `"`+g+" ", `"`), g)
	}
	fmt.Fprintf(&b, `        " "*) command=%s ;;
        esac
    done

    case "$command $prev" in
`, p.def().Path)
	for _, v := range p.values() {
		fmt.Fprintf(&b, "    %s) _%s_takes %s; return ;;\n", strings.Join(v.patterns, "|"), p.Name, bashTakes(v.takes))
	}
	for _, w := range p.valued() {
		fmt.Fprintf(&b, "    *\" %s\") return ;;\n", w)
	}
	b.WriteString("    esac\n\n    case \"$command $cur\" in\n")
	for _, c := range p.Commands {
		fmt.Fprintf(&b, "    %s) _%s_words %s ;;\n", bashCommand(c, "-"), p.Name, bashWords(flagWords(p.all(c))))
	}
	fmt.Fprintf(&b, `    " "*) _%[1]s_words '%[2]s'; _%[1]s_files ;;
`, p.Name, strings.Join(p.first(), " "))
	for _, g := range p.groups() {
		fmt.Fprintf(&b, "    \"%s \"*) _%s_words '%s' ;;\n", g, p.Name, strings.Join(p.second(g), " "))
	}
	for _, c := range p.Commands {
		if len(c.Args) > 0 {
			fmt.Fprintf(&b, "    \"%s \"*) _%s_takes %s ;;\n", c.Path, p.Name, bashTakes(c.Args[0].Takes))
		}
	}
	fmt.Fprintf(&b, `    esac
}

# The words that go on as the current one does. One that ends with "=" is only a beginning, and what stands
# behind it is left to bash.
_%[1]s_words() {
    COMPREPLY+=($(compgen -W "$1" -- "$cur"))
    case "${COMPREPLY[*]}" in
    *=) [[ ${COMPREPLY[0]} == "$cur" ]] && COMPREPLY=(); compopt -o nospace 2>/dev/null ;;
    esac
    case $cur:$COMP_WORDBREAKS in
    *=*:*=*) COMPREPLY=("${COMPREPLY[@]#"${cur%%"${cur##*=}"}"}") ;;
    esac
}

_%[1]s_files() {
    local IFS=$'\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$cur"))
}

# What a value can be: files, folders, or words.
_%[1]s_takes() {
    case $1 in
    files) _%[1]s_files ;;
    folders) local IFS=$'\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")) ;;
    *) _%[1]s_words "$1" ;;
    esac
}

complete -o default -F _%[1]s %[1]s
`, p.Name)
	return b.String()
}

// value is what some flags take, as patterns of the command and the flag.
type value struct {
	patterns []string
	takes    Takes
}

// values gathers the flags that take the same.
func (p Program) values() []value {
	var out []value
	at := map[string]int{}
	for _, c := range p.Commands {
		for _, f := range p.all(c) {
			key := fmt.Sprintf("%v", f.Takes)
			if f.Bool || !f.Takes.any() {
				continue
			}
			i, ok := at[key]
			if !ok {
				i = len(out)
				at[key] = i
				out = append(out, value{takes: f.Takes})
			}
			for _, w := range f.spellings() {
				out[i].patterns = append(out[i].patterns, bashCommand(c, w))
			}
		}
	}
	for i := range out {
		out[i].patterns = short(out[i].patterns)
	}
	return out
}

func (t Takes) any() bool { return len(t.Words) > 0 || t.Files || t.Folders }

// bashCommand is a pattern of a command and a word behind it; of the default one also without its name.
func bashCommand(c Command, word string) string {
	end := `"`
	if word == "-" {
		end = `"*`
	}
	s := fmt.Sprintf(`"%s %s%s`, c.Path, word, end)
	if c.Default {
		s += fmt.Sprintf(`|" %s%s`, word, end)
	}
	return s
}

// short keeps the first of equal patterns.
func short(in []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range in {
		if !seen[s] {
			out = append(out, s)
		}
		seen[s] = true
	}
	return out
}

func bashTakes(t Takes) string {
	switch {
	case len(t.Words) > 0:
		return bashWords(t.Words)
	case t.Folders:
		return "folders"
	case t.Files:
		return "files"
	}
	return "''"
}

func bashWords(words []string) string { return "'" + strings.Join(words, " ") + "'" }

func quotedEach(words []string, before, behind string) string {
	var out []string
	for _, w := range words {
		out = append(out, before+w+behind)
	}
	return strings.Join(out, "|")
}

func flagWords(fs []Flag) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.spellings()...)
	}
	return out
}
