# Completion of scale in bash: source it, or save it where bash-completion looks for scale.

_scale() {
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
    --*=*) prev=${cur%%=*}; cur=${cur#*=} ;;
    esac

    for word in "${words[@]:1}"; do
        if [[ $skip ]]; then skip=; continue; fi
        case "$command $word" in
        " --config") skip=1 ;;
        " weigh"|" tell"|" box") command=$word ;;
        "box open"|"box shut") command="box $word" ;;
        " "*) command=weigh ;;
        esac
    done

    case "$command $prev" in
    "weigh -u"|" -u"|"weigh --unit"|" --unit") _scale_takes 'g kg'; return ;;
    "weigh -o"|" -o"|"weigh --output"|" --output") _scale_takes 'text= json='; return ;;
    "weigh --config"|" --config"|"tell --config"|"box open --config"|"box shut --config") _scale_takes files; return ;;
    *" --config") return ;;
    *" --most") return ;;
    *" --output") return ;;
    *" --unit") return ;;
    *" -o") return ;;
    *" -u") return ;;
    esac

    case "$command $cur" in
    "weigh -"*|" -"*) _scale_words '-u --unit -o --output -q --quiet --most -h --help --config' ;;
    "tell -"*) _scale_words '-h --help --config' ;;
    "box open -"*) _scale_words '-h --help --config' ;;
    "box shut -"*) _scale_words '-h --help --config' ;;
    " "*) _scale_words 'weigh tell box'; _scale_files ;;
    "box "*) _scale_words 'open shut' ;;
    "weigh "*) _scale_takes files ;;
    "tell "*) _scale_takes 'gram kilo' ;;
    "box open "*) _scale_takes folders ;;
    esac
}

# The words that go on as the current one does. One that ends with "=" is only a beginning, and what stands
# behind it is left to bash.
_scale_words() {
    COMPREPLY+=($(compgen -W "$1" -- "$cur"))
    case "${COMPREPLY[*]}" in
    *=) [[ ${COMPREPLY[0]} == "$cur" ]] && COMPREPLY=(); compopt -o nospace 2>/dev/null ;;
    esac
    case $cur:$COMP_WORDBREAKS in
    *=*:*=*) COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*=}"}"}") ;;
    esac
}

_scale_files() {
    local IFS=$'\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$cur"))
}

# What a value can be: files, folders, or words.
_scale_takes() {
    case $1 in
    files) _scale_files ;;
    folders) local IFS=$'\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")) ;;
    *) _scale_words "$1" ;;
    esac
}

complete -o default -F _scale scale
