package eventexport

import (
	"strings"
	"testing"
)

// BenchmarkRead reads 20 MB of every form, mostly events of other programs, as an Application log is.
func BenchmarkRead(b *testing.B) {
	const size = 20 << 20
	fill := func(one string) string { return strings.Repeat(one, size/len(one)) }
	other := strings.Repeat("Some program says something at length. ", 8)
	for name, text := range map[string]string{
		"grid": gridHead + fill(gridLine("03/02/2026 10:04:12 AM", "Information", "CL01", "1", "Other", "None", "N/A", other)),
		"sdp":  sdpHead + fill("03/02/2026,10:04:12 AM,Information,CL01,1,Other,None,N/A,\""+other+"\"\r\n"),
		"list": fill(viewerBlock("02.03.2026 10:04:12", "1", other) + viewerBlock("02.03.2026 10:04:12", "903", other)),
		"xml":  "<root>\r\n" + fill(event(1, "Other", "<Data>"+other+"</Data>")+event(903, spp, "<Data>"+other+"</Data>")),
		"json": "[" + fill(`{"Id":1,"ProviderName":"Other","TimeCreated":"2026-03-02T10:04:12Z","Message":"`+other+"\"},\n"),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if l, _ := read(b, text); l.Total == 0 {
					b.Fatal("nothing read")
				}
			}
		})
	}
}
