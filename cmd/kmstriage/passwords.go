package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"kmstriage/parse/fact"
)

// loader is one that tries the passwords given.
func (f readFlags) loader(s streams) (*loader, error) {
	passwords, err := f.passwords()
	if err != nil {
		return nil, err
	}
	l := newLoader(s)
	if err := f.bound(l, s); err != nil {
		return nil, err
	}
	l.limits.Passwords = passwords
	l.reader.Unfiltered = f.NoPrefilter
	return l, nil
}

// maxPasswordBytes bounds a file of passwords: some thousand.
const maxPasswordBytes = 1 << 20

// passwords reads the file of passwords: in UTF-8, or in UTF-16 with a mark, as the editors of Windows save.
func (f readFlags) passwords() ([]string, error) {
	if f.PasswordFile == "" {
		return nil, nil
	}
	file, err := os.Open(f.PasswordFile)
	if err != nil {
		return nil, usageError{fmt.Sprintf("--password-file %s: %s", f.PasswordFile, plain(err))}
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(fact.Unmarked(file), maxPasswordBytes+1))
	switch {
	case err != nil:
		return nil, usageError{fmt.Sprintf("--password-file %s: %s", f.PasswordFile, plain(err))}
	case len(b) > maxPasswordBytes:
		return nil, usageError{fmt.Sprintf("--password-file %s: longer than %d MiB", f.PasswordFile, maxPasswordBytes>>20)}
	}
	var out []string
	for l := range strings.Lines(string(b)) {
		if l = strings.TrimRight(l, "\r\n"); l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return nil, usageError{fmt.Sprintf("--password-file %s: there is no password in it", f.PasswordFile)}
	}
	return out, nil
}
