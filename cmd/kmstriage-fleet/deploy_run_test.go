package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// exitStatuses are those for which a Job does something of its own.
func exitStatuses(j *batchv1.Job, do batchv1.PodFailurePolicyAction) (out []int) {
	for _, r := range j.Spec.PodFailurePolicy.Rules {
		if r.Action == do && r.OnExitCodes != nil {
			for _, v := range r.OnExitCodes.Values {
				out = append(out, int(v))
			}
		}
	}
	return out
}

// TestShards holds that there are as many runs as shares, that merge names the store of each, and that together they say what one run
// says. Where a bundle cannot be read, the Jobs must know it.
func TestShards(t *testing.T) {
	m := manifested(t, nil)
	job, merging := m.jobs["kmstriage-shards"], m.jobs["kmstriage-merge"]
	shard, merge := m.container(t, m.pod(t, "kmstriage-shards")), m.container(t, m.pod(t, "kmstriage-merge"))
	n := int(*job.Spec.Completions)
	if *job.Spec.CompletionMode != batchv1.IndexedCompletion || strconv.Itoa(n) != shard.value("--shard") || int(*job.Spec.Parallelism) > n || job.Spec.BackoffLimitPerIndex == nil {
		t.Errorf("%s: want an Indexed Job of as many runs as --shard %s, each with tries of its own", shard.name, shard.value("--shard"))
	}
	before, after, _ := strings.Cut(strings.TrimPrefix(shard.value("--output"), "sqlite="), "$(JOB_COMPLETION_INDEX)")
	var want, got []string
	for i := range n {
		want = append(want, before+fmt.Sprint(i)+after)
	}
	for _, a := range merge.args {
		if strings.HasPrefix(a, before) {
			got = append(got, a)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s names %q, want %q", merge.name, got, want)
	}
	for _, j := range []*batchv1.Job{job, merging} {
		for _, r := range j.Spec.PodFailurePolicy.Rules {
			if r.OnExitCodes != nil && *r.OnExitCodes.ContainerName != j.Spec.Template.Spec.Containers[0].Name {
				t.Errorf("%s looks at the exit status of %s, which there is not", j.Name, *r.OnExitCodes.ContainerName)
			}
		}
	}
	t.Run("run", func(t *testing.T) {
		dir := someUnreadable(t, 30)
		results := t.TempDir()
		folders := map[string]string{"kmstriage-bundles": dir, "kmstriage-results": results}
		for i := range n {
			shard.must(t, append(exitStatuses(job, batchv1.PodFailurePolicyActionFailIndex), exitOK), folders, map[string]string{"JOB_COMPLETION_INDEX": fmt.Sprint(i)})
		}
		merge.must(t, exitStatuses(merging, batchv1.PodFailurePolicyActionFailJob), folders, nil)
		sameFleet(t, dir, filepath.Join(results, "report.json"))
		hasFiles(t, results, "report.html")
	})
}

// TestQueue puts bundles of object storage into the queue, has a worker read them, asks it what its cluster asks, stops it, and
// reports: by the manifests. Here the database is a file.
func TestQueue(t *testing.T) {
	m := manifested(t, nil)
	p := m.pod(t, "kmstriage-workers")
	submit, worker, report := m.container(t, m.pod(t, "kmstriage-submit")), m.container(t, p), m.container(t, m.pod(t, "kmstriage-report"))
	dir := someUnreadable(t, 12)
	results, scratch := t.TempDir(), t.TempDir()
	folders := map[string]string{"kmstriage-results": results, "empty": scratch}
	env := map[string]string{"KMSTRIAGE_FLEET_DB": filepath.Join(t.TempDir(), "fleet.sqlite"), "KMSTRIAGE_FLEET_S3_ENDPOINT": bucket(t, dir)}
	if out := submit.must(t, fine, folders, env); !strings.HasPrefix(out, "12 found, 12 submitted") {
		t.Fatal(out)
	}
	port := m.port(p, intstr.FromString("metrics"))
	if got := worker.value("--listen"); got != fmt.Sprintf("0.0.0.0:%d", port) {
		t.Errorf("the worker listens on %s, its port is %d", got, port)
	}
	address := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	worker.args[slices.Index(worker.args, "--listen")+1] = address
	cmd := worker.cmd(t, folders, env)
	var logged bytes.Buffer
	cmd.Stderr = &logged
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for listens := false; !listens; {
		select {
		case err := <-ended:
			t.Fatalf("the worker ended by itself: %v\n%s", err, logged.String())
		case <-time.After(50 * time.Millisecond):
			c, err := net.Dial("tcp", address)
			if listens = err == nil; listens {
				c.Close()
			}
		}
	}
	finish(t, env["KMSTRIAGE_FLEET_DB"])
	askProbes(t, m, p, address)
	cmd.Process.Signal(syscall.SIGTERM)
	if err := <-ended; err != nil {
		t.Errorf("the worker was stopped: %v\n%s", err, logged.String())
	}
	holdTimes(t, worker, time.Duration(*p.spec.TerminationGracePeriodSeconds)*time.Second)
	report.must(t, exitStatuses(m.jobs["kmstriage-report"], batchv1.PodFailurePolicyActionFailJob), folders, env)
	sameFleet(t, dir, filepath.Join(results, "report.json"))
	hasFiles(t, results, "report.html")
}

// askProbes asks a worker for what the manifest has asked of it, each within the time that it has.
func askProbes(t *testing.T, m *manifests, p pod, address string) {
	t.Helper()
	k := p.spec.Containers[0]
	for want, probe := range map[string]*corev1.Probe{"/healthz": k.LivenessProbe, "/readyz": k.ReadinessProbe} {
		if probe == nil || probe.HTTPGet == nil {
			t.Fatalf("%s: nobody asks for %s", p.file, want)
		}
		g := probe.HTTPGet
		if g.Path != want || m.port(p, g.Port) == 0 {
			t.Errorf("%s: asked for %s at %s, want %s at a port that is open", p.file, g.Path, &g.Port, want)
		}
		if got := get(t, "http://"+address+g.Path); got != "ok\n" {
			t.Errorf("%s says %q", g.Path, got)
		}
	}
	if ready := time.Duration(k.ReadinessProbe.TimeoutSeconds) * time.Second; ready <= asked {
		t.Errorf("%s: readiness is waited for %v, the worker waits %v for the database", p.file, ready, asked)
	}
	a := p.meta.Annotations
	if a["prometheus.io/scrape"] != "true" || a["prometheus.io/port"] != fmt.Sprint(m.port(p, intstr.FromString("metrics"))) {
		t.Errorf("%s: Prometheus is told %v", p.file, a)
	}
	if got := get(t, "http://"+address+a["prometheus.io/path"]); !regexp.MustCompile(`(?m)^kmstriage_bundles_total \d`).MatchString(got) {
		t.Errorf("%s are no metrics: %.300s", a["prometheus.io/path"], got)
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestFolderInQueue holds that what workers.yaml has as a comment, for bundles in a folder, is a manifest as it stands.
func TestFolderInQueue(t *testing.T) {
	m := manifested(t, func(text string) string { return folderVariant.ReplaceAllString(text, "$1$2") })
	c := m.container(t, m.pod(t, "kmstriage-workers"))
	if got, want := c.mounts["/bundles"], (mount{"kmstriage-bundles", true}); got != want {
		t.Errorf("/bundles is %v, want %v", got, want)
	}
}
