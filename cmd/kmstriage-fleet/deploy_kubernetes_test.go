package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// manifests are the objects of docs/deploy/kubernetes, by their names.
type manifests struct {
	jobs         map[string]*batchv1.Job
	deployments  map[string]*appsv1.Deployment
	statefulSets map[string]*appsv1.StatefulSet
	services     map[string]*corev1.Service
	secrets      map[string]*corev1.Secret
	claims       map[string]*corev1.PersistentVolumeClaim
	policies     map[string]*networkingv1.NetworkPolicy
	pods         []pod
}

// pod is what a Job, Deployment or StatefulSet makes, with the one container that ours have.
type pod struct {
	name   string
	file   string
	meta   metav1.ObjectMeta
	spec   corev1.PodSpec
	claims []string // that it brings itself
}

// folderVariant is what workers.yaml has for bundles in a folder, as a comment.
var folderVariant = regexp.MustCompile(`(?m)^(\s+)# (- name: bundles$|  \S.*$|    \S.*$)`)

// manifested reads the manifests as an API server does that is asked to be strict: an unknown field, one that stands twice or has
// another type fails.
func manifested(t *testing.T, change func(text string) string) *manifests {
	t.Helper()
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{corev1.AddToScheme, appsv1.AddToScheme, batchv1.AddToScheme, networkingv1.AddToScheme} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	m := &manifests{jobs: map[string]*batchv1.Job{}, deployments: map[string]*appsv1.Deployment{}, statefulSets: map[string]*appsv1.StatefulSet{}, services: map[string]*corev1.Service{},
		secrets: map[string]*corev1.Secret{}, claims: map[string]*corev1.PersistentVolumeClaim{}, policies: map[string]*networkingv1.NetworkPolicy{}}
	files, err := os.ReadDir(filepath.Join("..", "..", "docs", "deploy", "kubernetes"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text := deployed(t, "kubernetes/"+f.Name())
		if change != nil {
			text = change(text)
		}
		for documents := yaml.NewYAMLReader(bufio.NewReader(strings.NewReader(text))); ; {
			d, err := documents.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name(), err)
			}
			o, _, err := decoder.Decode(d, nil, nil)
			if err != nil {
				t.Fatalf("%s: %v", f.Name(), err)
			}
			if !m.add(f.Name(), o) {
				t.Errorf("%s: the test does not know %T, or it is there twice", f.Name(), o)
			}
		}
	}
	return m
}

// add reports false for what is there already, or is of a kind that no test looks at.
func (m *manifests) add(file string, o runtime.Object) bool {
	switch o := o.(type) {
	case *batchv1.Job:
		name := strings.TrimSuffix(o.Name+o.GenerateName, "-")
		m.pods = append(m.pods, pod{name, file, o.Spec.Template.ObjectMeta, o.Spec.Template.Spec, nil})
		return put(m.jobs, name, o)
	case *appsv1.Deployment:
		m.pods = append(m.pods, pod{o.Name, file, o.Spec.Template.ObjectMeta, o.Spec.Template.Spec, nil})
		return put(m.deployments, o.Name, o)
	case *appsv1.StatefulSet:
		p := pod{o.Name, file, o.Spec.Template.ObjectMeta, o.Spec.Template.Spec, nil}
		for _, c := range o.Spec.VolumeClaimTemplates {
			p.claims = append(p.claims, c.Name)
		}
		m.pods = append(m.pods, p)
		return put(m.statefulSets, o.Name, o)
	case *corev1.Service:
		return put(m.services, o.Name, o)
	case *corev1.Secret:
		return put(m.secrets, o.Name, o)
	case *corev1.PersistentVolumeClaim:
		return put(m.claims, o.Name, o)
	case *networkingv1.NetworkPolicy:
		return put(m.policies, o.Name, o)
	}
	return false
}

func put[T any](to map[string]T, name string, o T) bool {
	_, there := to[name]
	to[name] = o
	return !there && name != ""
}

func (m *manifests) pod(t *testing.T, name string) pod {
	t.Helper()
	i := slices.IndexFunc(m.pods, func(p pod) bool { return p.name == name })
	if i < 0 {
		t.Fatalf("no manifest makes pods of %s", name)
	}
	return m.pods[i]
}

// container of a pod, with the variables that the secrets give it.
func (m *manifests) container(t *testing.T, p pod) container {
	t.Helper()
	k := p.spec.Containers[0]
	c := container{name: p.file, entrypoint: k.Command, args: k.Args, env: map[string]string{}, mounts: map[string]mount{}}
	for _, from := range k.EnvFrom {
		for name, value := range m.secret(t, p, from.SecretRef.Name) {
			c.env[name] = value
		}
	}
	for _, e := range k.Env {
		c.env[e.Name] = e.Value
		if e.ValueFrom != nil {
			value, ok := m.secret(t, p, e.ValueFrom.SecretKeyRef.Name)[e.ValueFrom.SecretKeyRef.Key]
			if !ok {
				t.Errorf("%s: secret %s has no %s", p.file, e.ValueFrom.SecretKeyRef.Name, e.ValueFrom.SecretKeyRef.Key)
			}
			c.env[e.Name] = value
		}
	}
	for _, v := range k.VolumeMounts {
		c.mounts[v.MountPath] = mount{m.volume(t, p, v.Name), v.ReadOnly}
	}
	return c
}

func (m *manifests) secret(t *testing.T, p pod, name string) map[string]string {
	t.Helper()
	s, ok := m.secrets[name]
	if !ok {
		t.Fatalf("%s: there is no secret %s", p.file, name)
	}
	return s.StringData
}

// volume is what a mount's name stands for: a claim that is there, or a folder of the pod's own.
func (m *manifests) volume(t *testing.T, p pod, name string) string {
	t.Helper()
	if slices.Contains(p.claims, name) {
		return name
	}
	i := slices.IndexFunc(p.spec.Volumes, func(v corev1.Volume) bool { return v.Name == name })
	if i < 0 {
		t.Fatalf("%s: there is no volume %s", p.file, name)
	}
	v := p.spec.Volumes[i]
	switch {
	case v.EmptyDir != nil:
		return "empty"
	case v.PersistentVolumeClaim == nil || m.claims[v.PersistentVolumeClaim.ClaimName] == nil:
		t.Fatalf("%s: volume %s has no claim that is there", p.file, name)
	}
	return v.PersistentVolumeClaim.ClaimName
}
