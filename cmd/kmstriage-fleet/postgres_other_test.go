//go:build !linux

package main

import "testing"

// postgres is started on Linux only.
type postgres struct{}

func newPostgres(t *testing.T) *postgres {
	t.Skip("PostgreSQL is started on Linux only")
	return nil
}

func (p *postgres) start()           {}
func (p *postgres) kill()            {}
func (p *postgres) database() string { return "" }
