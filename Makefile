# The front door. `make help` lists the targets.
CARGO ?= cargo

.PHONY: build help test check fmt docs

build: ## build the release binary
	$(CARGO) build --release --locked

test: ## run every test
	$(CARGO) test --workspace --locked

check: ## formatting, lints with warnings denied, tests, documentation
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(CARGO) test --workspace --locked
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked

fmt: ## format the code
	$(CARGO) fmt --all

docs: ## write the generated pages of the documentation
	$(CARGO) build --locked -p netloom
	mkdir -p docs
	$(CARGO) run --quiet --locked -p netloom -- docs cli >docs/cli.md
	$(CARGO) run --quiet --locked -p netloom -- docs checks >docs/checks.md

help: ## list the targets
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'
