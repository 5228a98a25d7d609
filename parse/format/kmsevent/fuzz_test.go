package kmsevent

import (
	"strings"
	"testing"
)

// FuzzPayload holds that no text makes a parser panic, and that what is reported stands in the text.
func FuzzPayload(f *testing.F) {
	f.Add("0x800706BA, 0x00000000, kms01.contoso.com:1688, " + cmid + ", 2026/03/02 09:04, 0, 5, 0, " + act + ", 5")
	f.Add("0x00000000, 0x00000000, 1, 0, 10, 120, 10080, 2026/03/02 09:04")
	f.Add("0x0,5,cl01," + cmid + ",2026/3/2 9:04,1,2,41520," + act)
	f.Add("hr=0xC004F074\nRuleId=" + act + ";AppId=0ff1ce15-a989-479d-af46-f275c6370663;SkuId=" + cmid + ";Trigger=UserLogon")
	f.Add("1: " + act + ", 1, 1 [(0 [0x00000000, 1, 0], [(?)])(1 )(2 )]")
	f.Add("in the 'contoso.com' domain failed. Info: 0x8007232A")
	f.Fuzz(func(t *testing.T, s string) {
		if r, ok := ParseRequest(s); ok {
			if r.Code == nil || r.CMID == "" && r.Written.IsZero() {
				t.Errorf("ParseRequest(%q) reports %+v without an anchor", s, r)
			}
			if !strings.Contains(strings.ToLower(wraps.ReplaceAllString(s, "")), r.CMID) {
				t.Errorf("ParseRequest(%q) made up the client id %q", s, r.CMID)
			}
		}
		ParseResponse(s)
		ParseHostRequest([]string{s})
		ParseHostRequest(strings.Split(s, ","))
		for _, id := range []int{8198, 8200, 8233} {
			ParseFailure(id, []string{s})
			ParseFailure(id, strings.Split(s, ","))
		}
		ParsePublishing([]string{s})
		ParseStatus([]string{s})
	})
}
