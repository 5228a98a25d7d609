package manual

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens anew")

// small is a command line with one of everything.
type small struct {
	Config string `takes:"file" placeholder:"FILE" help:"Settings."`

	Weigh struct {
		Path   []string `arg:"" optional:"" takes:"path" help:"What is 'weighed'."`
		Unit   string   `short:"u" enum:"g,kg" default:"g" setting:"" help:"The unit: [g] or kg."`
		Output []string `short:"o" sep:"none" takes:"form" placeholder:"FORM=FILE" help:"Where to. Don't."`
		Quiet  bool     `short:"q" setting:"" help:"Say nothing."`
		Most   int      `default:"7" group:"Bounds:" setting:"" help:"At most."`
	} `cmd:"" default:"withargs" help:"Weigh things."`
	Tell struct {
		Word string `arg:"" takes:"word" help:"One of the words."`
	} `cmd:"" help:"Tell of a word: what it means."`
	Box struct {
		Open struct {
			Dir string `arg:"" takes:"folder"`
		} `cmd:"" help:"Open it."`
		Shut struct{} `cmd:"" help:"Shut it."`
	} `cmd:"" help:"The box."`
	Secret struct{} `cmd:"" hidden:""`
}

func smallProgram(t *testing.T) Program {
	t.Helper()
	k, err := kong.New(&small{}, kong.Name("scale"), kong.Description("Weighs things, and tells."))
	if err != nil {
		t.Fatal(err)
	}
	return Of(k.Model, func(kind string) []string {
		return map[string][]string{"form": {"text=", "json="}, "word": {"gram", "kilo"}}[kind]
	})
}

// TestGoldens shows what each rendering is; that shells understand theirs is tried with the program itself. PowerShell is not
// tried there.
func TestGoldens(t *testing.T) {
	p := smallProgram(t)
	about := Text{Version: "scale 1.0", Description: []string{"First.", ".Second \\ with a backslash."}, Settings: []string{"A file."},
		Environment: []Row{{"SCALE", "All."}}, Files: []Row{{"~/.scale", "'It'."}}, Statuses: []Row{{"0", "Good."}}, Examples: []Row{{"scale -u kg x", "In kilograms:"}}}
	for name, got := range map[string]string{"scale.bash": Bash(p), "_scale": Zsh(p), "scale.fish": Fish(p), "scale.ps1": PowerShell(p), "scale.1": Page(p, about), "scale.md": Reference(p, about)} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if strings.Contains(got, "secret") {
			t.Errorf("%s tells of what is hidden", name)
		}
	}
}
