package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// composeAsks are the variables that compose.yaml cannot do without.
var composeAsks = types.Mapping{"FLEET_BUNDLES": "/srv/bundles", "FLEET_RESULTS": "/srv/results", "FLEET_DB_PASSWORD": "of the test"}

// compose reads compose.yaml as Compose does, which holds it to its schema.
func compose(t *testing.T, env types.Mapping) (*types.Project, error) {
	t.Helper()
	return loader.LoadWithContext(t.Context(), types.ConfigDetails{WorkingDir: t.TempDir(), Environment: maps.Clone(env),
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: []byte(deployed(t, "compose.yaml"))}}})
}

func composed(t *testing.T) *types.Project {
	t.Helper()
	p, err := compose(t, composeAsks)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// containerOf is a service as a container.
func containerOf(s types.ServiceConfig) container {
	c := container{name: "compose.yaml, " + s.Name, entrypoint: s.Entrypoint, args: s.Command, env: map[string]string{}, mounts: map[string]mount{}}
	for k, v := range s.Environment {
		if v != nil {
			c.env[k] = *v
		}
	}
	for _, v := range s.Volumes {
		c.mounts[v.Target] = mount{v.Source, v.ReadOnly}
	}
	return c
}

// TestCompose runs the services one after the other, as each waits for the one before, from a folder of bundles to the report; and what
// asks for their health.
func TestCompose(t *testing.T) {
	p := composed(t)
	dir := someUnreadable(t, 12)
	results := t.TempDir()
	folders := map[string]string{composeAsks["FLEET_BUNDLES"]: dir, composeAsks["FLEET_RESULTS"]: results}
	env := map[string]string{"KMSTRIAGE_FLEET_DB": filepath.Join(t.TempDir(), "fleet.sqlite")}
	for _, x := range []struct {
		name, after, condition string
		may                    []int
	}{
		{"submit", "postgres", types.ServiceConditionHealthy, fine},
		{"workers", "submit", types.ServiceConditionCompletedSuccessfully, fine}, // it would not be met by another exit status
		{"report", "workers", types.ServiceConditionCompletedSuccessfully, partial},
	} {
		s, ok := p.Services[x.name]
		if !ok {
			t.Fatalf("no service %s", x.name)
		}
		if d := s.DependsOn[x.after]; d.Condition != x.condition {
			t.Errorf("%s waits for %s: %q, want %s", x.name, x.after, d.Condition, x.condition)
		}
		if x.condition == types.ServiceConditionHealthy && p.Services[x.after].HealthCheck == nil {
			t.Errorf("%s waits for the health of %s, which nobody asks for", x.name, x.after)
		}
		c := containerOf(s)
		c.must(t, x.may, folders, env)
		if h := s.HealthCheck; h != nil {
			c.name, c.entrypoint, c.args = c.name+", health", h.Test[1:2], h.Test[2:]
			c.must(t, fine, folders, env)
		}
	}
	sameFleet(t, dir, filepath.Join(results, "report.json"))
	hasFiles(t, results, "report.html")
}

// TestComposeGuards holds every service to what keeps a break-in small, and the workers to times and sizes that go together.
func TestComposeGuards(t *testing.T) {
	p := composed(t)
	for name, s := range p.Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || len(s.CapAdd) > 0 || s.Privileged || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s: want read_only, cap_drop ALL and no-new-privileges", name)
		}
		if user, _, _ := strings.Cut(s.User, ":"); name == "postgres" && (user == "" || user == "0" || user == "root") || name != "postgres" && s.User != "" {
			t.Errorf("%s: user %q; the image has one, postgres needs one", name, s.User)
		}
		for n := range s.Networks {
			if !p.Networks[n].Internal {
				t.Errorf("%s: network %s leads out", name, n)
			}
		}
		if len(s.Ports) > 0 || s.NetworkMode != "" || len(s.Networks) != 1 {
			t.Errorf("%s: want one network and no port", name)
		}
		for _, v := range s.Volumes {
			if v.Target == "/bundles" && !v.ReadOnly {
				t.Errorf("%s may write the bundles", name)
			}
		}
	}
	w := p.Services["workers"]
	c := containerOf(w)
	holdTimes(t, c, time.Duration(*w.StopGracePeriod))
	holdMemory(t, c, int64(w.Deploy.Resources.Limits.MemoryBytes))
	db := databaseOf(t, c)
	pg := p.Services["postgres"].Environment
	if db.Host != "postgres" || db.Port != 5432 || db.User != *pg["POSTGRES_USER"] || db.Database != *pg["POSTGRES_DB"] || db.Password != *pg["POSTGRES_PASSWORD"] {
		t.Errorf("the workers ask for %s@%s:%d/%s, which is not the service", db.User, db.Host, db.Port, db.Database)
	}
}

// TestComposeAsks holds that what nobody but its user can know is asked for, not guessed.
func TestComposeAsks(t *testing.T) {
	for name := range composeAsks {
		env := maps.Clone(composeAsks)
		delete(env, name)
		if _, err := compose(t, env); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}
