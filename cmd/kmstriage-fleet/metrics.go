package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kmstriage/cmd/kmstriage-fleet/queue"
	"kmstriage/cmd/kmstriage-fleet/results"
)

// metrics are what an operator sees of a worker. It implements queue.Watch.
type metrics struct {
	server  *http.Server
	running prometheus.Gauge
	jobs    *prometheus.CounterVec
	bundles prometheus.Counter
	bytes   prometheus.Counter
	seconds prometheus.Histogram
}

// asked bounds how long a question of an operator may wait for the database.
const asked = 5 * time.Second

// listen serves /metrics, /healthz (the process lives) and /readyz (the database answers).
func listen(ctx context.Context, address string, db *results.DB, q *queue.Queue, log *slog.Logger) (*metrics, error) {
	m := &metrics{
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "kmstriage_jobs_running", Help: "Bundles that this worker reads now."}),
		jobs:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kmstriage_jobs_total", Help: "Jobs of this worker by outcome."}, []string{"outcome"}),
		bundles: prometheus.NewCounter(prometheus.CounterOpts{Name: "kmstriage_bundles_total", Help: "Bundles that this worker has kept."}),
		bytes:   prometheus.NewCounter(prometheus.CounterOpts{Name: "kmstriage_bytes_total", Help: "Bytes of the inputs that this worker has read."}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "kmstriage_job_seconds", Help: "Time of a job.", Buckets: prometheus.ExponentialBuckets(0.01, 3, 10)}),
	}
	r := prometheus.NewRegistry()
	r.MustRegister(m.running, m.jobs, m.bundles, m.bytes, m.seconds, &depth{q}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(r, promhttp.HandlerOpts{Timeout: asked}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), asked)
		defer cancel()
		if err := db.PingContext(ctx); err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	m.server = &http.Server{Handler: mux, ReadHeaderTimeout: asked, ReadTimeout: asked, WriteTimeout: 2 * asked, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		if err := m.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("health and metrics ended", "error", err.Error())
		}
	}()
	log.Info("health and metrics", "address", l.Addr().String())
	return m, nil
}

func (m *metrics) close() { m.server.Close() }

// Began implements queue.Watch.
func (m *metrics) Began() { m.running.Inc() }

// Ended implements queue.Watch.
func (m *metrics) Ended(outcome string, bundles int, bytes int64, took time.Duration) {
	m.running.Dec()
	m.jobs.WithLabelValues(outcome).Inc()
	m.seconds.Observe(took.Seconds())
	if outcome == queue.Done {
		m.bundles.Add(float64(bundles))
		m.bytes.Add(float64(bytes))
	}
}

// depth asks the queue when it is asked itself.
type depth struct{ q *queue.Queue }

var depthDesc = prometheus.NewDesc("kmstriage_queue_jobs", "Jobs in the queue of all workers by state.", []string{"state"}, nil)

func (d *depth) Describe(c chan<- *prometheus.Desc) { c <- depthDesc }

func (d *depth) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), asked)
	defer cancel()
	states, err := d.q.States(ctx)
	if err != nil {
		c <- prometheus.NewInvalidMetric(depthDesc, errors.New("the database does not answer"))
		return
	}
	for s, n := range states {
		c <- prometheus.MustNewConstMetric(depthDesc, prometheus.GaugeValue, float64(n), s)
	}
}
