package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/dustin/go-humanize"

	"kmstriage/cmd/kmstriage-fleet/queue"
	"kmstriage/cmd/kmstriage-fleet/source"
)

type workCmd struct {
	s3Flags    `embed:""`
	Jobs       int           `short:"j" placeholder:"N" help:"Bundles read at a time (default: one a processor)."`
	Memory     string        `default:"2GiB" help:"For all bundles that are read at a time; more wait."`
	MaxTime    time.Duration `default:"15m" help:"Time to read one bundle."`
	Grace      time.Duration `default:"1m" help:"When stopped, time to finish what is being read; the rest is given back."`
	Rescue     time.Duration `placeholder:"TIME" help:"After which a bundle is taken from a worker that does not end it: it was killed (default: twice --max-time and a minute). The same for all workers."`
	UntilEmpty bool          `help:"End when the queue is empty."`
	Temp       string        `placeholder:"FOLDER" help:"For copies of objects while they are read (default: that of the system)."`
	Listen     string        `placeholder:"ADDRESS" help:"Health and metrics on this address, like 127.0.0.1:9188 (default: none)."`
	Log        string        `enum:"text,json" default:"text" help:"Form of the log on standard error: text or json."`
}

func (c *workCmd) run(ctx context.Context, name string, s streams) error {
	memory, err := humanize.ParseBytes(c.Memory)
	switch {
	case err != nil || memory < leastMemory:
		return statusError{exitUsage, fmt.Errorf("--memory %q: want a size like 2GiB, at least 128MiB", c.Memory)}
	case c.MaxTime <= 0 || c.Grace < 0 || c.Jobs < 0:
		return statusError{exitUsage, errors.New("--max-time, --grace and --jobs: want more than nothing")}
	}
	if c.Jobs == 0 {
		c.Jobs = runtime.GOMAXPROCS(0)
	}
	switch {
	case c.Rescue == 0:
		c.Rescue = queue.RescueAfter(c.MaxTime)
	case c.Rescue < queue.LeastRescue:
		return statusError{exitUsage, fmt.Errorf("--rescue: want %v or more", queue.LeastRescue)}
	}
	var h slog.Handler = slog.NewTextHandler(s.err, nil)
	if c.Log == "json" {
		h = slog.NewJSONHandler(s.err, nil)
	}
	log := slog.New(h)
	roomy(int64(memory))
	db, q, err := openQueue(ctx, name)
	if err != nil {
		return err
	}
	defer db.Close()
	var watch queue.Watch
	if c.Listen != "" {
		m, err := listen(ctx, c.Listen, db, q, log)
		if err != nil {
			return err
		}
		defer m.close()
		watch = m
	}
	return queue.Work(ctx, db, queue.Options{Build: build(), Jobs: c.Jobs, Memory: int64(memory), Time: c.MaxTime, Grace: c.Grace, Rescue: c.Rescue,
		Sources: &source.Sources{S3: c.s3(), Dir: c.Temp}, Log: log, Watch: watch}, c.UntilEmpty)
}

// leastMemory has room for one bundle whose archive must be unpacked to be read.
const leastMemory = 128 << 20

// roomyPercent lets the heap of a worker grow to some times what is in use: it makes garbage of much more than it holds.
const roomyPercent = 500

// roomy has the collector work seldom while there is memory, and harder before it is used up, unless the variables of the Go
// runtime say otherwise.
func roomy(memory int64) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(roomyPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
}
