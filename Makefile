# Every target is one command that a person could type. make help lists them.
GO ?= go
FLEET := cmd/kmstriage-fleet
TOOLS := -modfile=.ci/tools/go.mod
T ?= 10s

.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

build: ## build ./kmstriage
	CGO_ENABLED=0 $(GO) build -trimpath -o kmstriage ./cmd/kmstriage

demo: build ## make a sick machine's bundle and diagnose it
	@set -e; d=$$(mktemp -d); trap 'rm -rf "$$d"' EXIT; \
	$(GO) run ./fixtures/makedemo "$$d/CL01.zip"; \
	./kmstriage "$$d/CL01.zip"

test: ## run the tests
	$(GO) test ./...
	cd $(FLEET) && $(GO) test ./...

check: ## everything that must hold: format, vet, staticcheck, tidy, tests under the race detector
	@unformatted=$$(gofmt -l cmd parse analyze $(wildcard fixtures)); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool $(TOOLS) staticcheck ./...
	$(GO) mod tidy -diff
	cd $(FLEET) && $(GO) vet ./... && $(GO) tool -modfile=../../.ci/tools/go.mod staticcheck ./... && $(GO) mod tidy -diff
	$(GO) test -race -timeout 20m ./...
	$(GO) test -run '^Test(Traced|Merge|MergeTells|MergeRedacted)$$' ./cmd/kmstriage
	cd $(FLEET) && $(GO) test -race -timeout 20m ./queue ./results ./source && $(GO) test -timeout 20m .

check-deep: ## what takes longer: every property over every case, killed runs, 200,000 harmed event logs, fuzzing for a minute each
	KMSTRIAGE_DEEP=1 $(GO) test -timeout 60m ./fixtures/cases ./analyze/redact $$($(GO) list ./parse/... | grep -v /evtx$$)
	KMSTRIAGE_DEEP=1 $(GO) test -timeout 60m -run '^TestKilled$$' ./cmd/kmstriage
	cd $(FLEET) && KMSTRIAGE_DEEP=1 $(GO) test -timeout 60m -v -run '^TestKilled$$' . && KMSTRIAGE_RACE=1 $(GO) test -timeout 60m -v -run '^TestSameAsOneMachine$$' .
	KMSTRIAGE_DEEP=1 $(GO) test -timeout 90m -v -run '^TestMutants$$' ./parse/format/evtx
	KMSTRIAGE_MUTANTS=10000 $(GO) test -race -timeout 90m -v -run '^TestMutants$$' ./parse/format/evtx
	$(MAKE) fuzz T=1m

fuzz: ## run each fuzz target for T (10s): make fuzz T=30m
	@set -e; for p in $$($(GO) list ./...); do \
	for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
	echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(T) -fuzzminimizetime 20x $$p; done; done

golden: ## write the goldens anew; look at the difference before you commit it
	$(GO) test ./analyze/report ./cmd/kmstriage/manual ./cmd/kmstriage -update
	$(GO) test ./fixtures/cases -run "^(TestReports|TestTranslated)$$" -update

words: ## bring the catalogues of translations in step with the English; see docs/languages.md
	$(GO) test ./analyze/text -run '^TestCatalogues$$' -update

release: ## build archives, packages, lists of parts and a formula of the checked out revision into dist/; nothing is published
	.ci/release/build

release-check: ## build the release twice, hold the two to be the same bytes, and install and run the package; takes half an hour
	.ci/release/check

vulns: ## look for known faults of dependencies; VULNDB is the address of their list (default: the network; file:///FOLDER)
	$(GO) tool $(TOOLS) govulncheck $(if $(VULNDB),-db $(VULNDB)) ./...

bench: ## measure the event log engine against others, and write docs/benchmarks.md anew; then run the benchmarks
	$(GO) test -count 1 -timeout 60m ./fixtures/measure -run '^TestMeasure$$' -measure
	$(GO) test -run '^$$' -bench . -benchmem ./...

bench-fleet: ## make BUNDLES (10000) bundles with a known truth, hold runs to it, and print what they take; needs 10 GB
	KMSTRIAGE_FLEET=$(or $(BUNDLES),10000) KMSTRIAGE_FLEET_RUNS=7 $(GO) test -timeout 10h -v -run '^TestBench(Fleet|Forms)$$' ./cmd/kmstriage

bench-queue: ## measure what the queue costs, with RUNS (5) runs each, and its store at ROWS (1000000) bundles; needs PostgreSQL
	cd $(FLEET) && KMSTRIAGE_QUEUE_RUNS=$(or $(RUNS),5) KMSTRIAGE_QUEUE_ROWS=$(or $(ROWS),1000000) $(GO) test -timeout 5h -v -run '^TestBench' .

docs: ## write the generated documents anew: what docs/ has from the code, and the session in README.md
	$(GO) test ./fixtures/docs ./cmd/kmstriage -run '^(TestReportKeys|TestSchema|TestArtifacts|TestRules|TestStore|TestReadmeSession|TestCommands)$$' -update

.PHONY: help build demo test check check-deep fuzz golden words release release-check vulns bench bench-fleet bench-queue docs
