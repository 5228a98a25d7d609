// Package boundary turns what a run needs into what the operating system still lets it do: no network, no other programs, and
// no files but its outputs.
package boundary

import "errors"

// ErrSystem says that the operating system has no such means, or that this program does not use them there.
var ErrSystem = errors.New("not on this system")
