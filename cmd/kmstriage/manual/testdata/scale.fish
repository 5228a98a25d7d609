# Completion of scale in fish: save it as ~/.config/fish/completions/scale.fish.

# The command of the line so far; nothing where it may still come.
function __scale_command
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
            case ' box'
                set group box
            case 'box open' 'box shut'
                echo box $word
                return
            case ' weigh' ' tell' ' box'
                echo $word
                return
            case ' *'
                echo weigh
                return
        end
    end
    echo "$group"
end

function __scale_is
    contains -- "$(__scale_command)" $argv
end

complete -c scale -n '__scale_is ""' -a weigh -d 'Weigh things.'
complete -c scale -n '__scale_is ""' -a tell -d 'Tell of a word: what it means.'
complete -c scale -n '__scale_is ""' -a box
complete -c scale -n '__scale_is box' -f -a 'open shut'
complete -c scale -l help -s h -d 'Show context-sensitive help.'
complete -c scale -l config -r -F -d 'Settings.'
complete -c scale -n '__scale_is "weigh" ""' -l unit -s u -x -a 'g kg' -d 'The unit: [g] or kg.'
complete -c scale -n '__scale_is "weigh" ""' -l output -s o -r -F -a 'text= json=' -d 'Where to. Don\'t.'
complete -c scale -n '__scale_is "weigh" ""' -l quiet -s q -d 'Say nothing.'
complete -c scale -n '__scale_is "weigh" ""' -l most -x -d 'At most.'
complete -c scale -n '__scale_is "tell"' -f -a 'gram kilo'
complete -c scale -n '__scale_is "box open"' -f -a '(__fish_complete_directories)'
complete -c scale -n '__scale_is "box shut"' -f
