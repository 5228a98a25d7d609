package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"

	"kmstriage/analyze/rule"
)

// build names what reads and judges: the revision of the source and the rules, alike on all platforms; of a changed source the
// digest of the program itself.
var build = sync.OnceValue(func() string {
	set := map[string]string{}
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, x := range b.Settings {
			set[x.Key] = x.Value
		}
	}
	if rev := set["vcs.revision"]; len(rev) >= 12 && set["vcs.modified"] == "false" {
		return fmt.Sprintf("%.12s rules %.12s", rev, rule.Digest())
	}
	return fmt.Sprintf("%.12s rules %.12s", own(), rule.Digest())
})

// own is the digest of the running program.
func own() string {
	path, err := os.Executable()
	if err != nil {
		return tool
	}
	f, err := os.Open(path)
	if err != nil {
		return tool
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return tool
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}
