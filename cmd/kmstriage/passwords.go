package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"kmstriage/parse/fact"
	"kmstriage/parse/input"
)

// loader is one that tries the passwords given.
func (f readFlags) loader(s streams) (*input.Loader, error) {
	passwords, err := f.passwords()
	if err != nil {
		return nil, err
	}
	l := input.New(s.in)
	if err := f.bound(l, s); err != nil {
		return nil, err
	}
	l.Limits.Passwords = passwords
	l.Reader.Unfiltered = f.NoPrefilter
	return l, nil
}

// maxPasswordBytes bounds a file of passwords: some thousand.
const maxPasswordBytes = 1 << 20

// passwords reads the file of passwords.
func (f readFlags) passwords() ([]string, error) {
	if f.PasswordFile == "" {
		return nil, nil
	}
	return secretLines("--password-file", f.PasswordFile, "password")
}

// secretLines reads a file of passwords, one a line: in UTF-8, or in UTF-16 with a mark, as the editors of Windows save.
func secretLines(flag, path, what string) ([]string, error) {
	wrong := func(why string) ([]string, error) {
		return nil, usageError{fmt.Sprintf("%s %s: %s", flag, path, why)}
	}
	file, err := os.Open(path)
	if err != nil {
		return wrong(plain(err))
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(fact.Unmarked(file), maxPasswordBytes+1))
	switch {
	case err != nil:
		return wrong(plain(err))
	case len(b) > maxPasswordBytes:
		return wrong(fmt.Sprintf("longer than %d MiB", maxPasswordBytes>>20))
	}
	var out []string
	for l := range strings.Lines(string(b)) {
		if l = strings.TrimRight(l, "\r\n"); l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return wrong("there is no " + what + " in it")
	}
	return out, nil
}
