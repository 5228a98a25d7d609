package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"kmstriage/analyze"
	"kmstriage/analyze/report"
)

// pageSuffix is behind the computer's name in the name of its page: the support diagnostic called its report so.
const (
	pageSuffix = "_Office_Client_KMS_Report.htm"
	fleetPage  = "Fleet"
)

// pages is a folder that takes a page of each bundle, and of several one of all.
type pages struct {
	format  report.Format
	folder  string
	filled  []page
	written []string
}

// page is one file of a folder, written under a temporary name.
type page struct{ path, temp string }

func isFolder(path string) bool {
	if strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// name is the folder, or the only page in it once that is written.
func (p *pages) name() string {
	if len(p.written) == 1 {
		return p.written[0]
	}
	return p.folder
}

// prepare tries whether a file can be made there.
func (p *pages) prepare() error {
	t, err := os.CreateTemp(p.folder, ".kmstriage.*")
	if err != nil {
		return cannotWrite(p.folder, err)
	}
	return errors.Join(t.Close(), os.Remove(t.Name()))
}

func (p *pages) close() {}

func (p *pages) discard() {
	for _, x := range p.filled {
		os.Remove(x.temp)
	}
	p.filled = nil
}

// fill writes the pages. One that stands for an unread bundle alone is none.
func (p *pages) fill(r report.Run, ds report.Diagnoses, v report.View) error {
	p.discard()
	taken := map[string]bool{}
	for d, err := range ds {
		if err != nil {
			return err
		}
		if d.Unreadable != "" && r.Bundles > 1 {
			continue
		}
		one := report.Run{Schema: r.Schema, Tool: r.Tool, Outcome: r.Outcome, Exit: r.Exit, Bundles: 1, Machines: 1}
		if r.Bundles == 1 {
			one = r
		}
		if err := p.add(pageName(d, taken), func(w io.Writer) error { return p.format.Write(w, one, report.These(d), v) }); err != nil {
			return err
		}
	}
	if r.Bundles == 1 {
		return nil
	}
	return p.add(unique(fleetPage, taken), func(w io.Writer) error { return p.format.Write(w, r, ds, v) })
}

func (p *pages) add(name string, write func(io.Writer) error) (err error) {
	t, err := os.CreateTemp(p.folder, ".kmstriage.*")
	if err != nil {
		return err
	}
	p.filled = append(p.filled, page{filepath.Join(p.folder, name), t.Name()})
	defer func() { err = errors.Join(err, t.Close()) }()
	w := bufio.NewWriterSize(t, writeBuffer)
	if err := write(w); err != nil {
		return err
	}
	return errors.Join(w.Flush(), t.Chmod(0o644), t.Sync())
}

// publish gives the pages their names.
func (p *pages) publish() (size int64, err error) {
	for len(p.filled) > 0 {
		x := p.filled[0]
		info, err := os.Stat(x.temp)
		if err == nil {
			err = os.Rename(x.temp, x.path)
		}
		if err != nil {
			p.discard()
			return size, err
		}
		p.filled = p.filled[1:]
		p.written = append(p.written, x.path)
		size += info.Size()
	}
	return size, nil
}

// longestName bounds the bytes that a bundle gives to the name of a file: file systems take 255.
const longestName = 100

// pageName makes a file's name of the computer's. Only letters, digits, and what parts them in names stay: it is foreign, and
// must stay inside the folder.
func pageName(d *analyze.Diagnosis, taken map[string]bool) string {
	kept := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '_'
	}, d.MachineName())
	for len(kept) > longestName {
		_, n := utf8.DecodeLastRuneInString(kept)
		kept = kept[:len(kept)-n]
	}
	if kept = strings.Trim(kept, "."); kept == "" {
		kept = "_"
	}
	return unique(kept, taken)
}

// unique numbers a name that is taken, case aside: not every file system tells cases apart.
func unique(name string, taken map[string]bool) string {
	try := name
	for n := 2; taken[strings.ToLower(try)]; n++ {
		try = fmt.Sprintf("%s-%d", name, n)
	}
	taken[strings.ToLower(try)] = true
	return try + pageSuffix
}
