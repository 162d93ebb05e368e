#!/usr/bin/env bash
# Whole processes: an empty Rust program, netloom on one config, and two everyday tools as yardsticks.
set -euo pipefail
cd "$(dirname "$0")/../.."
PYTHON=${PYTHON:-python3}
PYTHON=$PYTHON tests/e2e/setup.sh tools
cargo build --release --locked --quiet --bin netloom
cargo build --release --locked --quiet -p netloom-tests --example empty
tools=target/e2e/tools/bin
"$PYTHON" tests/bench/processes.py "${ROUNDS:-300}" \
    "empty program=target/release/examples/empty" \
    "netloom render (S2)=target/release/netloom render tests/cases/private-compute-new-vpc/config.ini" \
    "netloom check (S2)=target/release/netloom check tests/cases/private-compute-new-vpc/config.ini" \
    "cfn-lint --version=$tools/cfn-lint --version" \
    "aws --version=$tools/aws --version"
