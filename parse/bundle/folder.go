package bundle

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"
)

// maxFolderDepth is far beyond any collection's tree (four levels) and below what the stack or a loop of mounts costs.
const maxFolderDepth = 32

// openFolder lists the files below a folder. os.Root keeps every later open inside it, whatever is renamed or linked
// meanwhile.
func openFolder(name string, lim Limits) (*Bundle, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, cannotRead(name, err)
	}
	b := &Bundle{Name: folderName(name), Path: name, Folder: true, spent: &meter{}, guard: lim.Guard, close: sync.OnceValue(root.Close)}
	w := &folderWalk{root: root, bundle: b, lim: lim}
	if err := fs.WalkDir(root.FS(), ".", w.visit); err != nil {
		b.Close()
		return nil, cannotRead(name, err)
	}
	sort.SliceStable(b.Entries, func(i, j int) bool { return b.Entries[i].Path < b.Entries[j].Path })
	b.sum = sync.OnceValues(func() (string, error) { return treeDigest(b.Entries), nil })
	return b, nil
}

// folderName is the last element, also of "." and "/".
func folderName(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	return filepath.Base(name)
}

type folderWalk struct {
	root   *os.Root
	bundle *Bundle
	lim    Limits
}

func (w *folderWalk) visit(p string, d fs.DirEntry, err error) error {
	if err != nil {
		if p == "." {
			return err
		}
		w.problem(p, cannotRead(path.Base(p), err).Error())
		if d != nil && d.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	switch t := d.Type(); {
	case d.IsDir():
		if strings.Count(p, "/") >= maxFolderDepth {
			w.problem(p, fmt.Sprintf("more than %d folders deep: not read", maxFolderDepth))
			return fs.SkipDir
		}
		return nil
	case t&fs.ModeSymlink != 0:
		w.problem(p, "a symbolic link: not followed")
		return nil
	case !t.IsRegular():
		w.problem(p, "neither file nor folder: not read")
		return nil
	}
	if len(w.bundle.Entries) >= w.lim.Entries {
		w.problem("", fmt.Sprintf("more than %d files: those from %q on are not read", w.lim.Entries, p))
		return fs.SkipAll
	}
	w.add(p, d)
	return nil
}

func (w *folderWalk) problem(p, text string) {
	w.bundle.Problems = append(w.bundle.Problems, Problem{Path: p, Text: text})
}

func (w *folderWalk) add(p string, d fs.DirEntry) {
	e := &Entry{Path: label(p), Size: -1}
	if info, err := d.Info(); err == nil {
		e.Size, e.Modified, e.UTC = info.Size(), info.ModTime().UTC(), true
	}
	e.file = func() (*os.File, error) { return openRegular(w.root, p) }
	w.bundle.add(e, w.lim, 0, func() (io.ReadCloser, error) { return e.file() })
}

// openRegular looks before it opens: to open a pipe would wait for its writer.
func openRegular(root *os.Root, p string) (*os.File, error) {
	info, err := root.Lstat(p)
	if err != nil {
		return nil, cannotRead(p, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%q is no longer a file", p)
	}
	f, err := root.Open(p)
	if err != nil {
		return nil, cannotRead(p, err)
	}
	return f, nil
}

// treeDigest is over names and digests, in order. A file that cannot be read counts with what came out of it.
func treeDigest(entries []*Entry) string {
	all := sha256.New()
	buf := make([]byte, 64<<10)
	for _, e := range entries {
		one := sha256.New()
		if r, err := e.Open(); err == nil {
			io.CopyBuffer(one, struct{ io.Reader }{r}, buf) // hides WriterTo, which would bring its own buffer
			r.Close()
		}
		fmt.Fprintf(all, "%s\x00%x\n", e.Path, one.Sum(nil))
	}
	return fmt.Sprintf("%x", all.Sum(nil))
}
