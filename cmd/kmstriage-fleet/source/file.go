package source

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"kmstriage/parse/bundle"
	"kmstriage/parse/input"
)

const filePrefix = "file://"

// LocalPath is the path of an object of the file system.
func (o Object) LocalPath() string {
	return filepath.FromSlash(strings.TrimPrefix(o.Location, filePrefix))
}

// Files lists the inputs of a path as the command kmstriage does: a file is one; in a folder each archive is, and the loose
// files of computers together.
func Files(p string) ([]Object, error) {
	info, err := os.Stat(p)
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(p)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []Object{{Location: filePrefix + filepath.ToSlash(abs), Path: p, Name: filepath.Base(p), Stamp: stamp(info), Size: info.Size()}}, nil
	}
	l := input.New(nil)
	defer l.Close()
	var out []Object
	var loose int64
	besides := false
	for _, u := range l.Plan([]string{p}) {
		if u.Path == p {
			besides = true
			loose += u.Size
			continue
		}
		name := strings.TrimPrefix(strings.TrimPrefix(u.Path, path.Clean(filepath.ToSlash(p))), "/")
		place := filepath.Join(abs, filepath.FromSlash(name))
		info, err := os.Stat(place)
		if err != nil {
			return nil, err
		}
		out = append(out, Object{Location: filePrefix + filepath.ToSlash(place), Path: u.Path, Name: name, Stamp: stamp(info), Size: info.Size(), Archive: !strings.EqualFold(path.Ext(name), ".json")})
	}
	for i := range out {
		out[i].Besides = besides
	}
	if besides {
		st, err := folderStamp(abs)
		if err != nil {
			return nil, err
		}
		out = append(out, Object{Location: filePrefix + filepath.ToSlash(abs), Path: p, Name: filepath.Base(p), Stamp: st, Size: loose, Loose: true})
	}
	return out, nil
}

func stamp(info os.FileInfo) string {
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

// folderStamp changes when a file of the folder does.
func folderStamp(dir string) (string, error) {
	b, err := bundle.Open(dir, bundle.DefaultLimits())
	if err != nil {
		return "", err
	}
	defer b.Close()
	h := fnv.New64a()
	for _, e := range b.Entries {
		fmt.Fprintf(h, "%s\x00%d %d\x00", e.Path, e.Size, e.Modified.UnixNano())
	}
	return fmt.Sprintf("%d %x", len(b.Entries), h.Sum64()), nil
}

func openFile(ctx context.Context, p string) (*Content, error) {
	f, err := os.Open(filepath.FromSlash(p))
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, errors.Join(err, fmt.Errorf("%s is no file that can be read more than once", p))
	}
	h := sha256.New()
	n, err := io.Copy(h, reading(ctx, f))
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("read %s: %w", p, err)
	}
	return &Content{ReaderAt: f, Size: n, Modified: info.ModTime().UTC(), Digest: fmt.Sprintf("%x", h.Sum(nil)), close: f.Close}, nil
}

// reading ends with the context.
func reading(ctx context.Context, r io.Reader) io.Reader { return &contextReader{ctx, r} }

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
