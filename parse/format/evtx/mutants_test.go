package evtx

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kmstriage/fixtures/makeevtx"
	"kmstriage/fixtures/reference"
	"kmstriage/parse/format/winevent"
)

const (
	mutantSeed  = 5
	fewMutants  = 600     // of every run of the tests
	deepMutants = 200_000 // with KMSTRIAGE_DEEP

	// maxMutant is how long a mutant may take to be read twice. One takes a few milliseconds.
	maxMutant = 2 * time.Second
)

// mutants is how many are tried: KMSTRIAGE_MUTANTS, if it is set.
func mutants(t *testing.T) int {
	if s := os.Getenv("KMSTRIAGE_MUTANTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("KMSTRIAGE_MUTANTS=%q is no number", s)
		}
		return n
	}
	if os.Getenv("KMSTRIAGE_DEEP") != "" {
		return deepMutants
	}
	if testing.Short() {
		return fewMutants / 4
	}
	return fewMutants
}

// specimens are logs of two to three chunks: made ones, those of the measurements, and the starts of real ones.
func specimens(t *testing.T) []specimen {
	hostile := newBuilder(1)
	for i := range 4 {
		hostile.event(event{provider: officeProvider, id: 1, payload: func() { levels(hostile, i) }})
	}
	out := []specimen{
		newSpecimen("ordinary", logOf(ordinary(1, 30), ordinary(31, 30))),
		newSpecimen("nested", logOf(hostile.bytes(), ordinary(5, 20))),
	}
	for _, d := range []makeevtx.Dense{{Chunks: 3, Percent: 67}, {Chunks: 2, Every: true}} {
		file := bytes.NewBuffer(nil)
		w := seeker{Buffer: file}
		if _, err := makeevtx.WriteDense(&w, d); err != nil {
			t.Fatal(err)
		}
		out = append(out, newSpecimen(fmt.Sprintf("%+v", d), file.Bytes()))
	}
	if reference.Found() {
		for _, name := range []string{"001-aws-dc-winADController.evtx", "008-deepbluecli-many-events-application.evtx",
			"010-omerbenamram-Application_no_crc32.evtx", "016-attack-samples-rogue_msi_url_1040_1042.evtx"} {
			b := sampleFiles(t)[name]
			out = append(out, newSpecimen(name, bytes.Clone(b[:min(len(b), fileHeaderSize+2*chunkSize)])))
		}
	}
	return out
}

// seeker is memory that can be written over at its start.
type seeker struct {
	*bytes.Buffer
	over bool
}

func (s *seeker) Seek(int64, int) (int64, error) { s.over = true; return 0, nil }

func (s *seeker) Write(b []byte) (int, error) {
	if s.over {
		return copy(s.Bytes(), b), nil
	}
	return s.Buffer.Write(b)
}

// tally is what came of some mutants.
type tally struct {
	records, losses, refused, harmed int
	sum                              uint64 // of all records and losses, whatever the order of the mutants
	worst                            time.Duration
}

func (y *tally) add(x tally) {
	y.records, y.losses, y.refused, y.harmed = y.records+x.records, y.losses+x.losses, y.refused+x.refused, y.harmed+x.harmed
	y.sum += x.sum
	y.worst = max(y.worst, x.worst)
}

// TestMutants harms logs in many ways, by fixed seeds: nothing panics or hangs, golang-evtx prints nothing, and of every mutant
// the filter, with golang-evtx decoding in part, finds each wanted record that reading everything finds, in the same place, with
// the same content and losses.
// KMSTRIAGE_DEEP=1 tries 200,000; the sums do not change from run to run.
func TestMutants(t *testing.T) {
	all := specimens(t)
	n := mutants(t)
	var mu sync.Mutex
	var total tally
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			var own tally
			for i := w; i < n && !t.Failed(); i += workers {
				own.add(tryMutant(t, all[i%len(all)], uint64(i)))
			}
			mu.Lock()
			defer mu.Unlock()
			total.add(own)
		})
	}
	wg.Wait()
	t.Logf("%d mutants of %d logs, seed %d: %d harmed, %d wanted records, %d losses, %d records refused, sum %016x; slowest %v", n, len(all), mutantSeed,
		total.harmed, total.records, total.losses, total.refused, total.sum, total.worst.Round(time.Millisecond))
	if total.harmed < n/4 || total.records < n || total.refused < n/50 {
		t.Errorf("too little harm or too few records: the test shows nothing")
	}
}

func tryMutant(t *testing.T, s specimen, i uint64) (y tally) {
	b := s.mutate(rand.New(rand.NewPCG(i, mutantSeed)))
	began := time.Now()
	full, lf := readAll(b, Options{Want: licensing(), NoPrefilter: true})
	fast, ls := readAll(b, Options{Want: &Want{Providers: winevent.Providers, Decoded: winevent.Evidence}})
	y.worst = time.Since(began)
	for range 3 { // a machine that is busy with other things is no hang
		if y.worst < maxMutant {
			break
		}
		began = time.Now()
		readAll(b, Options{Want: licensing(), NoPrefilter: true})
		y.worst = time.Since(began)
	}
	if y.worst >= maxMutant {
		t.Errorf("%s, mutant %d: took %v", s.name, i, y.worst)
	}
	if !same(full, fast, lf, ls) {
		t.Errorf("%s, mutant %d: total %d and %d\n-full +filtered %.3000s\nlosses %.2000s", s.name, i, lf.Total, ls.Total,
			cmp.Diff(full, fast), cmp.Diff(lf.Losses, ls.Losses))
	}
	if i%10 == 0 {
		everything, la := readAll(b, Options{})
		w := newWanted(licensing())
		var wanted []winevent.Record
		for _, r := range everything {
			if w.record(&r) {
				wanted = append(wanted, r)
			}
		}
		if !reflect.DeepEqual(wanted, full) || la.Total != lf.Total {
			t.Errorf("%s, mutant %d: -all, then filtered +wanted only %.2000s", s.name, i, cmp.Diff(wanted, full))
		}
	}
	h := fnv.New64a()
	fmt.Fprintln(h, full, lf.Losses, lf.Total, lf.Notes, lf.Err)
	y.records, y.losses, y.sum = len(full), len(lf.Losses), h.Sum64()
	for _, x := range lf.Losses {
		if x.Record > 0 || bytes.HasPrefix([]byte(x.Reason), []byte("record refused")) {
			y.refused++
		}
	}
	if len(lf.Losses)+len(lf.Notes) > 0 {
		y.harmed = 1
	}
	return y
}

func same(full, fast []winevent.Record, lf, lp *Log) bool {
	return reflect.DeepEqual(full, fast) && lf.Total == lp.Total && lf.First.Equal(lp.First) && lf.Last.Equal(lp.Last) &&
		reflect.DeepEqual(lf.Losses, lp.Losses) && reflect.DeepEqual(lf.Notes, lp.Notes)
}
