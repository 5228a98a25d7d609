package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"kmstriage/analyze/redact"
)

// mapFlags say where it is kept what was replaced by what.
type mapFlags struct {
	Map string `placeholder:"FILE" takes:"file" setting:"" help:"Map of what was replaced: made, or used again so that names become the same as before."`
	// PassphraseFile is a file, since everybody on a machine can see its command lines.
	PassphraseFile string `placeholder:"FILE" takes:"file" setting:"" help:"Passphrase of the map, in the first line (or KMSTRIAGE_PASSPHRASE)."`
}

func (f mapFlags) folders() []string { return foldersOf(f.Map) }

// keeper holds a map and its file.
type keeper struct {
	m                *redact.Map
	path, passphrase string
}

// keeper opens the map, or begins one where there is none yet; nil where none is asked for.
func (f mapFlags) keeper(s streams) (*keeper, error) {
	if f.Map == "" {
		return nil, nil
	}
	k := &keeper{path: f.Map, passphrase: s.env("KMSTRIAGE_PASSPHRASE")}
	if f.PassphraseFile != "" {
		lines, err := secretLines("--passphrase-file", f.PassphraseFile, "passphrase")
		if err != nil {
			return nil, err
		}
		k.passphrase = lines[0]
	}
	if k.passphrase == "" {
		return nil, usageError{"--map: the map is encrypted: give a file with its passphrase (--passphrase-file) or KMSTRIAGE_PASSPHRASE"}
	}
	file, err := os.Open(f.Map)
	if errors.Is(err, fs.ErrNotExist) {
		k.m = redact.NewMap()
		return k, nil
	}
	if err != nil {
		return nil, usageError{fmt.Sprintf("--map %s: %s", f.Map, plain(err))}
	}
	defer file.Close()
	if k.m, err = redact.LoadMap(file, k.passphrase); err != nil {
		return nil, usageError{fmt.Sprintf("--map %s: %v", f.Map, err)}
	}
	return k, nil
}

// save writes the map whole or leaves the old one. Only its owner may read it.
func (k *keeper) save() error {
	if k == nil {
		return nil
	}
	var b bytes.Buffer
	if err := k.m.Save(&b, k.passphrase); err != nil {
		return err
	}
	return replaceFile(k.path, b.Bytes(), ownerOnly)
}

// The rights of files that are written whole.
const (
	ownerOnly = os.FileMode(0o600)
	anybody   = os.FileMode(0o644)
)

// replaceFile writes a file whole or not at all. mode is that of a file that was not there.
func replaceFile(path string, b []byte, mode os.FileMode) error {
	k := &sink{path: path}
	if err := k.prepare(); err != nil {
		return err
	}
	defer k.discard()
	if _, err := k.temp.Write(b); err != nil {
		return cannotWrite(path, err)
	}
	if err := k.temp.Sync(); err != nil {
		return cannotWrite(path, err)
	}
	if _, err := k.publishAs(mode); err != nil {
		return cannotWrite(path, err)
	}
	return nil
}
