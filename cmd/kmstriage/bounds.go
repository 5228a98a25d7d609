package main

// bounds are what the process gave up: what a hostile bundle made this program do, the kernel would not let it. Where that
// cannot be, the run goes on.
type bounds struct {
	network error                        // why sockets and programs could not be given up, nil if they are
	confine func(folders []string) error // gives up to write elsewhere
	writing error                        // why that could not be, nil if it is
}

// writer is a command that writes files, in these folders.
type writer interface{ folders() []string }

// files gives up to write what a command does not.
func (b *bounds) files(c command) {
	if b == nil {
		return
	}
	var out []string
	if w, ok := c.(writer); ok {
		out = w.folders()
	}
	b.writing = b.confine(out)
}

// folders are those of both groups of flags that write: without a method of its own, the language would give the command that of
// neither.
func (c *convertCmd) folders() []string {
	return append(c.outputFlags.folders(), c.mapFlags.folders()...)
}
