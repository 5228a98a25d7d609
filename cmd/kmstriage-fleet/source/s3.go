package source

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"kmstriage/parse/bundle"
)

const s3Prefix = "s3://"

// S3 is an S3-compatible object storage. Keys come from the variables that its own tools read: AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY, or MINIO_ACCESS_KEY and MINIO_SECRET_KEY, the file of credentials, or the role of the machine.
type S3 struct {
	Endpoint string // URL, https://s3.amazonaws.com where it is ""
	Region   string // "" is asked for
}

func (s S3) client() (*minio.Client, error) {
	endpoint := s.Endpoint
	if endpoint == "" {
		endpoint = "https://s3.amazonaws.com"
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("S3 endpoint %q: want one like https://s3.example.com", endpoint)
	}
	return minio.New(u.Host, &minio.Options{
		Creds:  credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.EnvMinio{}, &credentials.FileAWSCredentials{}, &credentials.IAM{}}),
		Secure: u.Scheme == "https", Region: s.Region,
	})
}

// client is made once: it keeps connections and keys.
func (s *Sources) client() (*minio.Client, error) {
	s.once.Do(func() { s.made, s.err = s.S3.client() })
	return s.made, s.err
}

// parts of s3://bucket/key.
func parts(location string) (bucket, key string, err error) {
	rest, ok := strings.CutPrefix(location, s3Prefix)
	bucket, key, _ = strings.Cut(rest, "/")
	if !ok || bucket == "" {
		return "", "", fmt.Errorf("%q: want s3://BUCKET/PREFIX", location)
	}
	return bucket, key, nil
}

// IsBucket reports the location of objects in object storage.
func IsBucket(p string) bool { return strings.HasPrefix(p, s3Prefix) }

// Bucket lists the objects below s3://bucket/prefix, each for itself, in the storage's order, and calls each with them.
func (s S3) Bucket(ctx context.Context, location string, each func(Object) error) error {
	bucket, prefix, err := parts(location)
	if err != nil {
		return err
	}
	c, err := s.client()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop() // else the listing waits for a reader for ever
	for o := range c.ListObjects(ctx, bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return fmt.Errorf("list %s: %w", location, o.Err)
		}
		if strings.HasSuffix(o.Key, "/") { // what some tools make for a folder
			continue
		}
		at := s3Prefix + bucket + "/" + o.Key
		name := strings.TrimPrefix(strings.TrimPrefix(o.Key, prefix), "/")
		if name == "" {
			name = o.Key[strings.LastIndex(o.Key, "/")+1:]
		}
		if err := each(Object{Location: at, Path: at, Name: name, Stamp: o.ETag, Size: o.Size, Archive: bundle.NamedArchive(name)}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// fetch streams an object into a temporary file: archives are read from their end.
func (s *Sources) fetch(ctx context.Context, location string) (*Content, error) {
	bucket, key, err := parts(location)
	if err != nil {
		return nil, err
	}
	c, err := s.client()
	if err != nil {
		return nil, err
	}
	o, err := c.GetObject(ctx, bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", location, err)
	}
	defer o.Close()
	info, err := o.Stat()
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", location, err)
	}
	f, err := s.spool()
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), o)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("get %s: %w", location, err), closeSpool(f))
	}
	return &Content{ReaderAt: f, Size: n, Modified: info.LastModified.UTC(), Digest: fmt.Sprintf("%x", h.Sum(nil)), close: func() error { return closeSpool(f) }}, nil
}

func closeSpool(f *os.File) error {
	err := f.Close()
	if rm := os.Remove(f.Name()); rm != nil && !errors.Is(rm, os.ErrNotExist) {
		err = errors.Join(err, rm)
	}
	return err
}
