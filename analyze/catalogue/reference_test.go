package catalogue

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kmstriage/fixtures/reference"
)

// table reads a table of the domain reference, which lies beside the repository where it is at hand.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	b, err := os.ReadFile(reference.Path(t, "formats/"+name))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	var out []map[string]string
	for _, l := range lines[1:] {
		row := map[string]string{}
		for i, v := range strings.Split(l, "\t") {
			row[head[i]] = v
		}
		out = append(out, row)
	}
	if len(out) == 0 {
		t.Fatalf("%s holds no row", name)
	}
	return out
}

func TestCodesFollowTheReference(t *testing.T) {
	want := map[uint32]ErrorCode{}
	for _, r := range table(t, "codes.tsv") {
		n, err := strconv.ParseUint(r["code"], 0, 32)
		if err != nil {
			t.Fatal(err)
		}
		want[uint32(n)] = ErrorCode{uint32(n), r["symbol"], r["message"], "", r["side"], r["category"], r["likely_cause"], r["first_action"], r["basis"]}
		i := uint32(n)
		if e, _ := Lookup(i); (e.Section != "") != (r["kb2870357_section"] != "") {
			t.Errorf("%s: section %q, in the reference %q", r["code"], e.Section, r["kb2870357_section"])
		}
	}
	got := map[uint32]ErrorCode{}
	for _, c := range codes {
		c.Section = ""
		got[c.Code] = c
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("codes (-reference +table):\n%s", d)
	}
}

func TestProductsFollowTheReference(t *testing.T) {
	want, got := map[string]Product{}, map[string]Product{}
	apps := map[string]bool{}
	for _, r := range table(t, "products.tsv") {
		if r["kind"] == "app" {
			apps[r["activation_id"]] = true
			continue
		}
		major, err := strconv.Atoi(r["major"])
		if err != nil {
			t.Fatal(err)
		}
		id := r["activation_id"]
		want[id] = Product{ProductKind(r["kind"]), id, r["product"], r["edition"], major, r["release"], r["app_id"], r["folder"], r["license_name"], r["gvlk"], r["basis"]}
	}
	for _, p := range products {
		got[p.ActivationID] = p
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("products (-reference +table):\n%s", d)
	}
	if d := cmp.Diff(apps, map[string]bool{OfficeApp: true, Office2010App: true, WindowsApp: true}); d != "" {
		t.Errorf("applications (-reference +constants):\n%s", d)
	}
}

func TestNonKMSFollowsTheReference(t *testing.T) {
	want, got := map[string]NonKMS{}, map[string]NonKMS{}
	for _, r := range table(t, "acids_nonkms.tsv") {
		major, err := strconv.Atoi(r["major"])
		if err != nil {
			t.Fatal(err)
		}
		want[r["activation_id"]+" "+r["major"]] = NonKMS{r["activation_id"], major, r["config"], r["sku_token"], r["channel_token"]}
	}
	for _, n := range nonKMS {
		got[n.ID+" "+strconv.Itoa(n.Major)] = n
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("nonKMS (-reference +table):\n%s", d)
	}
}
