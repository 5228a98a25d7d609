package manual

import (
	"fmt"
	"strings"
)

// PowerShell is a script for PowerShell 5.1 and later. Where it has nothing to say, PowerShell completes paths.
func PowerShell(p Program) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Completion of %[1]s in PowerShell: %[1]s completion powershell | Out-String | Invoke-Expression
# in the profile.

Register-ArgumentCompleter -Native -CommandName %[1]s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commands = [ordered]@{
`, p.Name)
	for _, w := range p.first() {
		help := ""
		for _, c := range p.Commands {
			if c.Path == w || strings.HasPrefix(c.Path, w+" ") {
				help = c.Help
			}
		}
		fmt.Fprintf(&b, "        %s = %s\n", psText(w), psText(help))
	}
	b.WriteString("    }\n    $groups = @{\n")
	for _, g := range p.groups() {
		fmt.Fprintf(&b, "        %s = @(%s)\n", psText(g), psTexts(p.second(g)))
	}
	b.WriteString("    }\n    $flags = @{\n")
	for _, c := range p.Commands {
		fmt.Fprintf(&b, "        %s = [ordered]@{\n", psText(c.Path))
		for _, f := range p.all(c) {
			fmt.Fprintf(&b, "            %s = %s\n", psText("--"+f.Name), psText(f.Help))
		}
		b.WriteString("        }\n")
	}
	b.WriteString("    }\n    $values = @{\n")
	for _, c := range p.Commands {
		for _, f := range p.all(c) {
			if len(f.Takes.Words) == 0 {
				continue
			}
			for _, w := range f.spellings() {
				fmt.Fprintf(&b, "        %s = @(%s)\n", psText(c.Path+" "+psKey(w)), psTexts(f.Takes.Words))
			}
		}
		if len(c.Args) > 0 && len(c.Args[0].Takes.Words) > 0 {
			fmt.Fprintf(&b, "        %s = @(%s)\n", psText(c.Path), psTexts(c.Args[0].Takes.Words))
		}
	}
	fmt.Fprintf(&b, `    }
    $result = { param($text, $help) [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $help) }

    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    $command = ''
    $skip = $false
    foreach ($word in @($before | Select-Object -Skip 1)) {
        if ($skip) { $skip = $false; continue }
        if ($command -eq '' -and $word -eq '--config') { $skip = $true; continue }
        if ($command -eq '' -and $commands.Contains($word)) { $command = $word; continue }
        if ($groups.ContainsKey($command) -and $groups[$command] -contains $word) { $command = "$command $word"; continue }
        if ($command -eq '') { $command = '%[1]s' }
    }
    if ($command -eq '' -and -not $wordToComplete.StartsWith('-')) {
        foreach ($c in $commands.Keys) { if ($c.StartsWith($wordToComplete)) { & $result $c $commands[$c] } }
        return
    }
    if ($groups.ContainsKey($command)) {
        foreach ($c in $groups[$command]) { if ($c.StartsWith($wordToComplete)) { & $result $c $c } }
        return
    }
    if ($command -eq '') { $command = '%[1]s' }
    if ($wordToComplete -match '^(--[a-z-]+)=(.*)$') {
        $flag = $Matches[1]
        foreach ($v in $values["$command $flag"]) { if ($v.StartsWith($Matches[2])) { & $result "$flag=$v" $v } }
        return
    }
    if ($wordToComplete.StartsWith('-')) {
        foreach ($f in $flags[$command].Keys) { if ($f.StartsWith($wordToComplete)) { & $result $f $flags[$command][$f] } }
        return
    }
    $key = $command
    $last = "$($before[-1])"
    if ($last -cmatch '^-[a-z]$') { $last = "-$last" }
    if ($values.ContainsKey("$command $last")) { $key = "$command $last" }
    foreach ($v in $values[$key]) { if ($v.StartsWith($wordToComplete)) { & $result $v $v } }
}
`, p.def().Path)
	return b.String()
}

// psKey is a flag as the script looks it up: its tables tell no cases apart, but flags of one letter are longer there.
func psKey(w string) string {
	if strings.HasPrefix(w, "--") {
		return w
	}
	return "-" + w
}

func psText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func psTexts(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, psText(w))
	}
	return strings.Join(out, ", ")
}
