package derive

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOutcomes(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 3, 12, h, 0, 0, 0, time.UTC) }
	b := NewBatch([]*Peer{
		{Computer: "CL03", Uses: []Use{{Host: "kms1", T: at(9)}}},
		{Computer: "CL01", Uses: []Use{{Host: "kms1", T: at(3)}, {Host: "kms2", OK: true, T: at(1)}}},
		{Computer: "CL02", Uses: []Use{{Host: "kms1", OK: true, T: at(5)}, {Host: "kms2", T: at(2)}}},
	})
	o := b.Outcomes("KMS1")
	if o.Clients != 3 || !o.ServedLater || cmp.Diff([]string{"CL01", "CL03"}, o.Failing) != "" {
		t.Errorf("kms1: %+v", o)
	}
	if got := o.ServedAfter(at(4)); cmp.Diff([]string{"CL02"}, got) != "" {
		t.Errorf("served after 4: %v", got)
	}
	if got := o.ServedAfter(at(5)); got != nil {
		t.Errorf("served after 5: %v", got)
	}
	if o := b.Outcomes("kms2"); o.ServedLater {
		t.Error("kms2 served nobody after the failure")
	}
	if o := b.Outcomes("kms3"); o == nil || o.Clients != 0 {
		t.Errorf("an unknown host: %+v", o)
	}
}
