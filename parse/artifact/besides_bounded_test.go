package artifact

import (
	"strings"
	"testing"
	"time"

	"kmstriage/parse/fact"
)

// TestBesidesAreBounded holds that no file of what is sent besides, however made, takes long.
func TestBesidesAreBounded(t *testing.T) {
	const size = 256 << 10
	for name, start := range map[string]string{"dns": digNone, "ipconfig": ipconfigText, "systeminfo": systeminfoText, "services": scText, "connect": tncText, "reg": regText, "w32tm": w32tmText} {
		for kind, rest := range map[string]string{"one line": strings.Repeat("a.b: 0x1 ", size/9), "blank": strings.Repeat(" ", size), "again": strings.Repeat(start, size/len(start)),
			"hex": "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\sppsvc]\r\n\"Start\"=hex:" + strings.Repeat("00,\\\r\n", size/6)} {
			begin := time.Now()
			s := extra("notes.txt", start+rest)
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("%s, %s: %v", name, kind, took)
			}
			if s.Readings[0].Kind == fact.Unrecognised {
				t.Errorf("%s, %s: not recognised", name, kind)
			}
		}
	}
}
