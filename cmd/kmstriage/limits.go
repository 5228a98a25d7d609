package main

import (
	"fmt"
	"math"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/dustin/go-humanize"

	"kmstriage/parse"
	"kmstriage/parse/artifact"
	"kmstriage/parse/bundle"
	"kmstriage/parse/input"
)

// limitFlags are the limits of a run. Their defaults stand, with the reason, where each is kept; limitDefaults names them.
type limitFlags struct {
	MaxEntries     int           `default:"${max_entries}" setting:"" help:"Files of one archive or folder."`
	MaxEntry       byteSize      `default:"${max_entry}" setting:"" help:"Unpacked size of one file."`
	MaxBytes       byteSize      `default:"${max_bytes}" setting:"" help:"Unpacked size of all files of an archive, with the archives in it."`
	MaxRatio       int64         `default:"${max_ratio}" setting:"" help:"Unpacked to packed size of one file."`
	MaxDepth       int           `default:"${max_depth}" setting:"" help:"Archives inside archives."`
	MaxHeld        byteSize      `default:"${max_held}" setting:"" help:"Memory for standard input and for archives that must be unpacked to be read, in the whole run."`
	MaxLine        byteSize      `default:"${max_line}" setting:"" help:"One line of a listing; of an exported log four times that."`
	MaxXMLDepth    int           `name:"max-xml-depth" default:"${max_xml_depth}" setting:"" help:"Elements inside elements of an inventory; beyond it is read tag by tag."`
	MaxXMLElements int           `name:"max-xml-elements" default:"${max_xml_elements}" setting:"" help:"Elements of an inventory."`
	MaxXMLBytes    byteSize      `name:"max-xml-bytes" default:"${max_xml_bytes}" setting:"" help:"Inventory of which a tree is built; a longer one is read tag by tag."`
	MaxRecords     int           `default:"${max_records}" setting:"" help:"Licensing events of a bundle; the newest are kept."`
	MaxTime        time.Duration `default:"${max_time}" setting:"" aliases:"timeout" help:"Time to read one bundle, from its first byte on."`
	MaxMemory      byteSize      `default:"${max_memory}" setting:"" help:"Memory of the run beyond which a bundle is not read further."`
}

// softMemory is where the collector begins to work harder instead of letting the heap grow to twice what is in use: a run may
// hold 256 MiB of archives alone. In bytes; GOMEMLIMIT overrules it.
const softMemory = 400 << 20

// limitDefaults are the values of limitFlags for its tags.
func limitDefaults() kong.Vars {
	b, p := bundle.DefaultLimits(), artifact.DefaultLimits()
	return kong.Vars{
		"max_entries": strconv.Itoa(b.Entries), "max_entry": byteSize(b.EntryBytes).String(), "max_bytes": byteSize(b.TotalBytes).String(),
		"max_ratio": strconv.FormatInt(b.Ratio, 10), "max_depth": strconv.Itoa(b.Depth), "max_held": byteSize(b.HeldBytes).String(),
		"max_line": byteSize(p.Line).String(), "max_xml_depth": strconv.Itoa(p.XMLDepth), "max_xml_elements": strconv.Itoa(p.XMLElements),
		"max_xml_bytes": byteSize(p.XMLBytes).String(), "max_records": strconv.Itoa(p.Records),
		"max_time": strings.TrimSuffix(time.Duration(input.MaxTime).String(), "0s"), "max_memory": byteSize(input.MaxMemory).String(),
	}
}

// Bounds of the limits themselves: what is above would overflow a sum or, of XML, the stack.
const (
	mostCount    = 1 << 30
	mostBytes    = 1 << 50
	mostXMLDepth = 10_000
)

// check finds a limit that cannot be one.
func (f limitFlags) check() error {
	for _, x := range []struct {
		flag        string
		value, most int64
	}{
		{"max-entries", int64(f.MaxEntries), mostCount}, {"max-entry", int64(f.MaxEntry), mostBytes}, {"max-bytes", int64(f.MaxBytes), mostBytes},
		{"max-ratio", f.MaxRatio, mostCount}, {"max-depth", int64(f.MaxDepth), mostCount}, {"max-held", int64(f.MaxHeld), mostBytes},
		{"max-line", int64(f.MaxLine), mostCount}, {"max-xml-depth", int64(f.MaxXMLDepth), mostXMLDepth}, {"max-xml-elements", int64(f.MaxXMLElements), mostCount},
		{"max-xml-bytes", int64(f.MaxXMLBytes), mostCount}, {"max-records", int64(f.MaxRecords), mostCount},
		{"max-time", int64(f.MaxTime), math.MaxInt64}, {"max-memory", int64(f.MaxMemory), mostBytes},
	} {
		switch {
		case x.value < 1:
			return usageError{fmt.Sprintf("--%s: want more than nothing", x.flag)}
		case x.value > x.most:
			return usageError{fmt.Sprintf("--%s: want %d at most", x.flag, x.most)}
		}
	}
	return nil
}

// bound gives a loader these limits.
func (f limitFlags) bound(l *input.Loader, s streams) error {
	if err := f.check(); err != nil {
		return err
	}
	l.Limits = bundle.Limits{Entries: f.MaxEntries, EntryBytes: int64(f.MaxEntry), TotalBytes: int64(f.MaxBytes), Ratio: f.MaxRatio,
		Depth: f.MaxDepth, HeldBytes: int64(f.MaxHeld), Held: bundle.NewBudget(int64(f.MaxHeld))}
	l.Reader.Limits = parse.Limits{Line: int(f.MaxLine), XMLDepth: f.MaxXMLDepth, XMLElements: f.MaxXMLElements, XMLBytes: int(f.MaxXMLBytes), Records: f.MaxRecords}
	l.Time, l.Memory = f.MaxTime, input.NewGauge(uint64(f.MaxMemory))
	if s.env("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(min(int64(f.MaxMemory)/2, softMemory))
	}
	return nil
}

// byteSize is a number of bytes as people write it: 64MiB, 1.5GB, 4096.
type byteSize int64

// UnmarshalText reads a number with a unit or none.
func (b *byteSize) UnmarshalText(text []byte) error {
	n, err := humanize.ParseBytes(string(text))
	if err != nil || n > mostBytes {
		return fmt.Errorf("%q is no size: want one like 64MiB, at most 1PiB", text)
	}
	*b = byteSize(n)
	return nil
}

func (b byteSize) String() string {
	return strings.NewReplacer(" ", "", ".0", "").Replace(humanize.IBytes(uint64(b)))
}
