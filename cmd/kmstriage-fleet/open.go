package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"kmstriage/cmd/kmstriage-fleet/queue"
	"kmstriage/cmd/kmstriage-fleet/results"
	"kmstriage/cmd/kmstriage-fleet/source"
)

// open opens the database and makes in it what is not there yet.
func open(ctx context.Context, name string) (*results.DB, error) {
	db, err := results.Open(name)
	if err != nil {
		return nil, err
	}
	if err := db.Prepare(ctx); err != nil {
		db.Close()
		return nil, err
	}
	if err := queue.Prepare(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// openThere opens a database that somebody has made.
func openThere(ctx context.Context, name string) (*results.DB, *queue.Queue, error) {
	if !strings.Contains(name, "://") {
		if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
			return nil, nil, statusError{exitUsage, fmt.Errorf("no such database: %s. Submit makes it", name)}
		}
	}
	return openQueue(ctx, name)
}

// openQueue opens the database and the queue in it.
func openQueue(ctx context.Context, name string) (*results.DB, *queue.Queue, error) {
	db, err := open(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	q, err := queue.Open(db)
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	return db, q, nil
}

// s3Flags say where s3:// is.
type s3Flags struct {
	Endpoint string `name:"s3-endpoint" env:"KMSTRIAGE_FLEET_S3_ENDPOINT" placeholder:"URL" help:"Of s3://: https://s3.example.com (default: that of Amazon). Keys are those of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."`
	Region   string `name:"s3-region" env:"AWS_REGION" placeholder:"REGION" help:"Of s3:// (default: asked of the storage)."`
}

func (f s3Flags) s3() source.S3 { return source.S3{Endpoint: f.Endpoint, Region: f.Region} }
