package main

import (
	"path/filepath"
	"strings"
	"testing"

	"kmstriage/analyze"
)

func TestPageNames(t *testing.T) {
	taken := map[string]bool{}
	for _, c := range [][2]string{
		{"CL01", "CL01"}, {"cl01", "cl01-2"}, {"CL01", "CL01-3"}, {"CL01-2", "CL01-2-2"},
		{"../../etc/passwd", "_.._etc_passwd"}, {`..\x`, "_x"}, {"..", "_"}, {"a\x00b:c*", "a_b_c_"}, {"K\u00f8benhavn.contoso.com", "K\u00f8benhavn.contoso.com"},
		{strings.Repeat("\u6f22", 300), strings.Repeat("\u6f22", 33)},
	} {
		d := &analyze.Diagnosis{Bundle: analyze.BundleID{Computer: c[0]}}
		got := pageName(d, taken)
		if want := c[1] + "_Office_Client_KMS_Report.htm"; got != want || filepath.Base(got) != got {
			t.Errorf("pageName(%q) = %q, want %q", c[0], got, want)
		}
	}
}
