# Completion of scale in PowerShell: scale completion powershell | Out-String | Invoke-Expression
# in the profile.

Register-ArgumentCompleter -Native -CommandName scale -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commands = [ordered]@{
        'weigh' = 'Weigh things.'
        'tell' = 'Tell of a word: what it means.'
        'box' = 'Shut it.'
    }
    $groups = @{
        'box' = @('open', 'shut')
    }
    $flags = @{
        'weigh' = [ordered]@{
            '--unit' = 'The unit: [g] or kg.'
            '--output' = 'Where to. Don''t.'
            '--quiet' = 'Say nothing.'
            '--most' = 'At most.'
            '--help' = 'Show context-sensitive help.'
            '--config' = 'Settings.'
        }
        'tell' = [ordered]@{
            '--help' = 'Show context-sensitive help.'
            '--config' = 'Settings.'
        }
        'box open' = [ordered]@{
            '--help' = 'Show context-sensitive help.'
            '--config' = 'Settings.'
        }
        'box shut' = [ordered]@{
            '--help' = 'Show context-sensitive help.'
            '--config' = 'Settings.'
        }
    }
    $values = @{
        'weigh --u' = @('g', 'kg')
        'weigh --unit' = @('g', 'kg')
        'weigh --o' = @('text=', 'json=')
        'weigh --output' = @('text=', 'json=')
        'tell' = @('gram', 'kilo')
    }
    $result = { param($text, $help) [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $help) }

    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    $command = ''
    $skip = $false
    foreach ($word in @($before | Select-Object -Skip 1)) {
        if ($skip) { $skip = $false; continue }
        if ($command -eq '' -and $word -eq '--config') { $skip = $true; continue }
        if ($command -eq '' -and $commands.Contains($word)) { $command = $word; continue }
        if ($groups.ContainsKey($command) -and $groups[$command] -contains $word) { $command = "$command $word"; continue }
        if ($command -eq '') { $command = 'weigh' }
    }
    if ($command -eq '' -and -not $wordToComplete.StartsWith('-')) {
        foreach ($c in $commands.Keys) { if ($c.StartsWith($wordToComplete)) { & $result $c $commands[$c] } }
        return
    }
    if ($groups.ContainsKey($command)) {
        foreach ($c in $groups[$command]) { if ($c.StartsWith($wordToComplete)) { & $result $c $c } }
        return
    }
    if ($command -eq '') { $command = 'weigh' }
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
