#!/usr/bin/env bash
# Whole processes: an empty Rust program, netloom on one config, and two everyday tools as yardsticks.
set -euo pipefail
cd "$(dirname "$0")/../.."
PYTHON=${PYTHON:-python3}
PYTHON=$PYTHON tests/e2e/setup.sh tools
cargo build --release --locked --quiet --bin netloom
cargo build --release --locked --quiet -p netloom-tests --example empty
tools=target/e2e/tools/bin
"$PYTHON" tests/benches/processes.py "${ROUNDS:-300}" \
    "empty program=target/release/examples/empty" \
    "netloom render (S2)=target/release/netloom render tests/cases/private-compute-new-vpc/config.ini" \
    "netloom check (S2)=target/release/netloom check tests/cases/private-compute-new-vpc/config.ini" \
    "cfn-lint --version=$tools/cfn-lint --version" \
    "aws --version=$tools/aws --version"

# Policy: the same rules on the same templates, by netloom and by the CLI of cfn-guard in the version that netloom embeds.
guard=target/bench/bin/cfn-guard
[ -x "$guard" ] || cargo install --quiet --locked --root target/bench --version 3.2.1 cfn-guard
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rules=$(printf ' -r %s' crates/netloom-guard/rules/*.guard)
for n in 20 500; do
    "$PYTHON" tests/benches/template.py "$n" >"$folder/$n.yaml"
    rows=(
        "netloom check, $n resources=target/release/netloom check $folder/$n.yaml"
        "netloom check --rules, $n resources=target/release/netloom check --rules default $folder/$n.yaml"
        "cfn-guard, structured JSON, $n resources=$guard validate -S none --structured -o json -d $folder/$n.yaml $rules"
    )
    "$PYTHON" tests/benches/processes.py "${ROUNDS:-300}" "${rows[@]}"
done
