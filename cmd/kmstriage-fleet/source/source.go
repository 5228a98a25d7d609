// Package source finds the inputs of a fleet and opens them, in the file system and in S3-compatible object storage.
package source

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
)

// Object is an input as it was found: one archive or file, or the loose files of computers in a folder.
type Object struct {
	Location string // for machines: file:///... or s3://bucket/key
	Path     string // for people
	Name     string // what the bundle is called: its place below what was submitted
	Stamp    string // changes whenever the content does
	Size     int64  // bytes, as it lies there
	Loose    bool   // the loose files of a folder, not an archive
	Archive  bool   // it lies in a folder among others and is taken for an archive
	Besides  bool   // it lies among loose files of a computer
}

// Content is an object that was opened: bytes at hand, with their digest. Close lets go of them.
type Content struct {
	io.ReaderAt
	Size     int64
	Modified time.Time // true UTC, zero unknown
	Digest   string    // SHA-256, lower-case hexadecimal
	close    func() error
}

// Close lets go of the content.
func (c *Content) Close() error { return c.close() }

// Sources are all stores that objects may lie in.
type Sources struct {
	S3  S3
	Dir string // for objects that are copied here while they are read, "" that of the system

	once sync.Once
	made *minio.Client
	err  error
}

// Open opens an archive or file.
func (s *Sources) Open(ctx context.Context, o Object) (*Content, error) {
	switch {
	case strings.HasPrefix(o.Location, filePrefix):
		return openFile(ctx, strings.TrimPrefix(o.Location, filePrefix))
	case strings.HasPrefix(o.Location, s3Prefix):
		return s.fetch(ctx, o.Location)
	}
	return nil, fmt.Errorf("%s: want file:// or s3://", o.Location)
}

// spool is a temporary file without a name: whatever ends the program, it is gone.
func (s *Sources) spool() (*os.File, error) {
	f, err := os.CreateTemp(s.Dir, "kmstriage-fleet-*")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil { // Windows refuses: there it is removed when it is closed
		return f, nil
	}
	return f, nil
}
