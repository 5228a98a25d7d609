package main

import (
	"strconv"

	"kmstriage/cmd/kmstriage/manual"
)

// statuses say what each exit status means.
var statuses = []struct {
	status int
	means  string
}{
	{exitOK, "every input was analysed, whatever was found"},
	{exitFindings, "--fail-on asked for it, and there is such a finding"},
	{exitFailed, "the run failed: an output cannot be written, or a fault of the program"},
	{exitPartial, "an input could not be read or diagnosed; the results of the others are written"},
	{exitNothing, "there is no bundle in the input; explain of an unknown id"},
	{exitUsage, "the command line or a settings file is wrong; nothing was run"},
	{exitInterrupted, "interrupted; what was finished is written"},
	{exitPipe, "standard output was closed"},
	{exitTerminated, "terminated; what was finished is written"},
}

// told is what the manual page tells besides the command line.
func told() manual.Text {
	t := manual.Text{
		Version: tool,
		Description: []string{
			"kmstriage reads what was collected from a computer on which Office does not activate against a KMS host, and says what is wrong, by which evidence, and what to do. It contacts nobody, runs nothing, and writes only the files that it is told to write.",
			"PATH is an archive (zip, 7z, cab, tar and its packed forms), a folder with one computer's files, a folder of bundles, a single collected file, a facts file, or - for standard input. Several bundles give a table of computers, with all of it in the files asked for.",
		},
		Settings: []string{
			"A flag that is a setting can be left out: KMSTRIAGE_NAME, in capitals and with _ for -, gives its value, else NAME in the settings file, else its default holds. kmstriage config show prints every setting and where it is from.",
			"The settings file is YAML, one NAME: VALUE a line. An unknown name is an error. Paths in it are relative to its folder. It is never looked for in the working directory or in an input: a customer's folder cannot configure the program.",
		},
		Environment: []manual.Row{
			{Name: envConfig, Means: "the whole path of the settings file; --config goes before it"},
			{Name: envPrefix + "NAME", Means: "the value of a setting"},
			{Name: "KMSTRIAGE_PASSPHRASE", Means: "the passphrase of a map of redact; --passphrase-file goes before it"},
			{Name: indexVariable, Means: "which of N shards the run reads, where --shard says N alone; indexed jobs of Kubernetes set it"},
			{Name: "XDG_CONFIG_HOME", Means: "the folder of settings, where it is not ~/.config"},
			{Name: "NO_COLOR, CLICOLOR_FORCE, TERM", Means: "colour, where --color says auto"},
			{Name: "LC_ALL, LC_CTYPE, LANG", Means: "whether the terminal shows UTF-8"},
			{Name: "GOMEMLIMIT", Means: "memory at which the collector of unused memory begins to work harder"},
			{Name: "KMSTRIAGE_TRACE", Means: "anything: print where a fault of the program happened"},
		},
		Files: []manual.Row{
			{Name: "~/.config/kmstriage/config.yaml", Means: "the settings file; on Windows %AppData%\\kmstriage\\config.yaml, on macOS ~/Library/Application Support/kmstriage/config.yaml"},
		},
		Examples: []manual.Row{
			{Name: "kmstriage CL01.zip", Means: "What is wrong on this computer:"},
			{Name: "kmstriage inbox/ -o html=today.html -o json=run.json", Means: "A folder of bundles as a web page and for programs:"},
			{Name: "kmstriage /data --shard 16 -o sqlite=/out/$JOB_COMPLETION_INDEX.sqlite; kmstriage merge /out/*.sqlite", Means: "In each run of an indexed job of Kubernetes, and after the last:"},
			{Name: "kmstriage CL01.zip --answer which-port=yes", Means: "With the answer to a question of the report:"},
			{Name: "kmstriage explain 0xC004F074", Means: "What an error code means:"},
			{Name: "kmstriage completion bash > ~/.local/share/bash-completion/completions/kmstriage", Means: "Completion in bash (zsh: a file _kmstriage in a folder of $fpath; fish: ~/.config/fish/completions/kmstriage.fish):"},
		},
	}
	for _, s := range statuses {
		t.Statuses = append(t.Statuses, manual.Row{Name: strconv.Itoa(s.status), Means: s.means})
	}
	return t
}
