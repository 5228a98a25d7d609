package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// TestPodGuards holds every pod to the "restricted" of the Pod Security Standards, by the code that clusters ask, and to what that
// leaves open: nothing can be written but volumes, nobody is root, and no key of the cluster lies about.
func TestPodGuards(t *testing.T) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m := manifested(t, nil)
	if len(m.pods) != 6 {
		t.Errorf("%d kinds of pods, want 6", len(m.pods))
	}
	for _, p := range m.pods {
		results := evaluator.EvaluatePod(api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}, &p.meta, &p.spec)
		if len(results) < 10 {
			t.Fatalf("%d checks: the test looks at nothing", len(results))
		}
		for _, r := range results {
			if !r.Allowed {
				t.Errorf("%s: %s: %s", p.file, r.ForbiddenReason, r.ForbiddenDetail)
			}
		}
		if x := p.spec.AutomountServiceAccountToken; x == nil || *x {
			t.Errorf("%s: a token of the cluster is mounted", p.file)
		}
		if x := p.spec.EnableServiceLinks; x == nil || *x {
			t.Errorf("%s: variables of services are set, some of which begin with KMSTRIAGE_", p.file)
		}
		if u := p.spec.SecurityContext.RunAsUser; u == nil || *u == 0 {
			t.Errorf("%s: no user is named", p.file)
		} else if image := imageOf(t).user; p.spec.Containers[0].Image != "postgres:18" && !strings.HasPrefix(image, "65532:") {
			t.Errorf("%s: user %d, that of the image is %s", p.file, *u, image)
		}
		if len(p.spec.Containers) != 1 || len(p.spec.InitContainers) != 0 {
			t.Fatalf("%s: the tests look at one container alone", p.file)
		}
		k := p.spec.Containers[0]
		if x := k.SecurityContext.ReadOnlyRootFilesystem; x == nil || !*x {
			t.Errorf("%s: the root file system can be written", p.file)
		}
		for _, amounts := range []corev1.ResourceList{k.Resources.Requests, k.Resources.Limits} {
			if amounts.Memory().IsZero() {
				t.Errorf("%s: no memory is named", p.file)
			}
		}
		if k.Resources.Requests.Cpu().IsZero() {
			t.Errorf("%s: no processors are named", p.file)
		}
		holdMemory(t, m.container(t, p), k.Resources.Limits.Memory().Value())
	}
}

// TestSelectors holds that what selects pods selects some, and what makes pods selects its own.
func TestSelectors(t *testing.T) {
	m := manifested(t, nil)
	for _, d := range m.deployments {
		m.selects(t, d.Name, d.Spec.Selector, []string{d.Name})
	}
	for _, s := range m.statefulSets {
		m.selects(t, s.Name, s.Spec.Selector, []string{s.Name})
		if m.services[s.Spec.ServiceName] == nil {
			t.Errorf("%s: there is no service %s", s.Name, s.Spec.ServiceName)
		}
	}
	for _, s := range m.services {
		m.selects(t, s.Name, &metav1.LabelSelector{MatchLabels: s.Spec.Selector}, []string{"kmstriage-postgres"})
		for _, port := range s.Spec.Ports {
			if m.port(m.pod(t, "kmstriage-postgres"), port.TargetPort) != port.Port {
				t.Errorf("service %s: port %d leads to %s, which its pods do not open", s.Name, port.Port, &port.TargetPort)
			}
		}
	}
}

// selects holds a selector to the pods that it is meant for.
func (m *manifests) selects(t *testing.T, who string, selector *metav1.LabelSelector, want []string) {
	t.Helper()
	s, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range m.pods {
		if s.Matches(labels.Set(p.meta.Labels)) {
			got = append(got, p.name)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s selects pods of %q, want %q", who, got, want)
	}
}

// port is the number of a port that pods open, by name or number; 0 for none.
func (m *manifests) port(p pod, port intstr.IntOrString) int32 {
	for _, x := range p.spec.Containers[0].Ports {
		if x.Name == port.StrVal || x.ContainerPort == port.IntVal {
			return x.ContainerPort
		}
	}
	return 0
}

// TestNetworkPolicies holds that every pod is under one policy for both directions; that what workers, submit and report ask for on
// their side, PostgreSQL lets in on its own; and that those which need no network have none.
func TestNetworkPolicies(t *testing.T) {
	m := manifested(t, nil)
	fleet := []string{"kmstriage-report", "kmstriage-submit", "kmstriage-workers"}
	for name, want := range map[string][]string{"kmstriage-fleet": fleet, "kmstriage-shards": {"kmstriage-merge", "kmstriage-shards"}, "kmstriage-postgres": {"kmstriage-postgres"}} {
		p := m.policies[name]
		if p == nil {
			t.Fatalf("no network policy %s", name)
		}
		m.selects(t, name, &p.Spec.PodSelector, want)
		if !slices.Equal(p.Spec.PolicyTypes, []networkingv1.PolicyType{"Ingress", "Egress"}) {
			t.Errorf("%s is for %v", name, p.Spec.PolicyTypes)
		}
	}
	if s := m.policies["kmstriage-shards"].Spec; len(s.Ingress)+len(s.Egress) > 0 {
		t.Error("kmstriage needs no network")
	}
	pg := m.policies["kmstriage-postgres"].Spec
	if len(pg.Egress) > 0 || len(pg.Ingress) != 1 || len(pg.Ingress[0].From) != 1 {
		t.Fatal("want PostgreSQL to be asked by the fleet alone, and to ask nobody")
	}
	m.selects(t, "who PostgreSQL lets in", pg.Ingress[0].From[0].PodSelector, fleet)
	served := m.services["kmstriage-postgres"].Spec.Ports[0].Port
	opens := func(ports []networkingv1.NetworkPolicyPort, want int32) bool {
		return slices.ContainsFunc(ports, func(p networkingv1.NetworkPolicyPort) bool { return p.Port.IntVal == want })
	}
	if !opens(pg.Ingress[0].Ports, served) {
		t.Errorf("PostgreSQL does not let in to port %d", served)
	}
	f := m.policies["kmstriage-fleet"].Spec
	asks := false
	for _, e := range f.Egress {
		if e.To[0].PodSelector != nil {
			m.selects(t, "whom the fleet asks", e.To[0].PodSelector, []string{"kmstriage-postgres"})
			asks = opens(e.Ports, served)
		}
	}
	if !asks {
		t.Errorf("the fleet may not ask PostgreSQL at port %d", served)
	}
	if len(f.Ingress) != 1 || !opens(f.Ingress[0].Ports, m.port(m.pod(t, "kmstriage-workers"), intstr.FromString("metrics"))) {
		t.Error("want the metrics of workers, and no more, to be let in to")
	}
}

// TestSecrets holds that there are places for secrets and no secrets, and that each has a name that the programs read.
func TestSecrets(t *testing.T) {
	plain := []string{"KMSTRIAGE_FLEET_DB", "KMSTRIAGE_FLEET_S3_ENDPOINT", "AWS_REGION"}
	secret := []string{"PGPASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} // of pgx, and of source.S3
	var names []string
	for _, s := range manifested(t, nil).secrets {
		if len(s.Data) > 0 {
			t.Errorf("%s: values in base64 look like secrets: write them in stringData", s.Name)
		}
		for name, value := range s.StringData {
			names = append(names, name)
			if slices.Contains(secret, name) && value != "REPLACE-ME" {
				t.Errorf("%s is not REPLACE-ME", name)
			}
		}
	}
	slices.Sort(names)
	if want := slices.Sorted(slices.Values(append(secret, plain...))); !slices.Equal(names, want) {
		t.Errorf("secrets are %q, want %q", names, want)
	}
	for _, p := range manifested(t, nil).pods {
		for _, e := range p.spec.Containers[0].Env {
			if e.Value != "" && slices.Contains(secret, e.Name) {
				t.Errorf("%s: %s stands in the manifest itself", p.file, e.Name)
			}
		}
	}
}

// TestClusterDatabase holds that the fleet asks for the database that the manifest makes.
func TestClusterDatabase(t *testing.T) {
	m := manifested(t, nil)
	db := databaseOf(t, m.container(t, m.pod(t, "kmstriage-workers")))
	pg := m.container(t, m.pod(t, "kmstriage-postgres")).env
	s := m.services[db.Host]
	if s == nil || int32(db.Port) != s.Spec.Ports[0].Port || db.User != pg["POSTGRES_USER"] || db.Database != pg["POSTGRES_DB"] || db.Password != pg["POSTGRES_PASSWORD"] {
		t.Errorf("the fleet asks for %s@%s:%d/%s, PostgreSQL has %q", db.User, db.Host, db.Port, db.Database, slices.Sorted(maps.Keys(pg)))
	}
}
