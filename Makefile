# The front door. `make help` lists the targets.
CARGO ?= cargo
PYTHON ?= python3

.PHONY: build help test unit check snapshots environments e2e bench docs audit fmt

build: ## build the release binary, target/release/netloom
	$(CARGO) build --release --locked --bin netloom

test: ## run every test; installs what the end-to-end part needs under target/
	@# The environments are downloaded while the tests are compiled.
	$(MAKE) -j2 unit environments
	$(MAKE) e2e

unit: ## run the tests that need nothing but Rust and Python
	$(CARGO) test --workspace --locked

check: ## formatting, wording, lints with warnings denied, tests, documentation
	$(PYTHON) tools/words.py
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --all-features --locked -- -D warnings
	$(CARGO) test --workspace --locked
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked

snapshots: ## rewrite the snapshots of the cases; read the diff before committing it
	INSTA_UPDATE=always $(CARGO) test --locked -p netloom-tests --test suite -- cases:: proofs:: networks::
	NETLOOM_ACCEPT=1 $(CARGO) test --locked -p netloom --test diffs

environments:
	PYTHON=$(PYTHON) tests/e2e/setup.sh

e2e: environments ## run the real AWS CLI, pcluster and cfn-lint against an emulator on loopback
	@# With the features that `make unit` compiles with, so that nothing is compiled twice.
	$(CARGO) test --workspace --locked --features netloom-tests/e2e --test e2e

bench: ## measure speed: benchmarks inside the process, then whole processes
	$(CARGO) bench --locked -p netloom-tests
	tests/benches/processes.sh

docs: ## rewrite the generated pages in docs/ and the generated schema
	$(CARGO) build --locked --bin netloom
	mkdir -p docs
	for page in checks cli config resources; do $(CARGO) run --locked --quiet --bin netloom -- docs $$page >docs/$$page.md; done
	$(CARGO) run --locked --quiet --bin netloom -- schema --for config >schemas/config.json

audit: ## licences, sources and security advisories of the dependencies, as far as they can be looked up here
	@tools/audit.sh

fmt: ## format the code
	$(CARGO) fmt --all

help: ## list the targets
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'
