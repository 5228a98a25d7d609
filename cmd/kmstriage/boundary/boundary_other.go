//go:build !linux

package boundary

// Network gives up nothing here.
func Network() error { return ErrSystem }

// Files gives up nothing here.
func Files([]string) error { return ErrSystem }
