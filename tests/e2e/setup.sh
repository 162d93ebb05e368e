#!/usr/bin/env bash
# Makes the Python environments of the end-to-end suite: one per file in requirements/, under target/e2e/<name>/.
# Every version is pinned; an environment that was made from the same file is left alone.
#
# usage: setup.sh [NAME...]
set -euo pipefail
cd "$(dirname "$0")/../.."
PYTHON=${PYTHON:-python3}
if ! "$PYTHON" -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))'; then
    echo "setup.sh: \`$PYTHON\` has to be Python 3.10 or newer with the module venv; name another one: PYTHON=python3.12" >&2
    exit 1
fi
requirements=tests/e2e/requirements
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
    for file in "$requirements"/*.txt; do
        names+=("$(basename "$file" .txt)")
    done
fi
make_environment() {
    local file=$requirements/$1.txt venv=target/e2e/$1
    local stamp=$venv/.made-from
    if cmp -s "$file" "$stamp"; then
        return
    fi
    echo "making $venv from $file"
    rm -rf "$venv"
    mkdir -p "$(dirname "$venv")"
    "$PYTHON" -m venv "$venv"
    # The lists are complete, so nothing is resolved: what is installed is what is written. What a test imports is compiled
    # then, and the rest never.
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps \
        --requirement "$file"
    cp "$file" "$stamp"
}

# All at once: most of the time is spent waiting for downloads.
jobs=()
for name in "${names[@]}"; do
    (make_environment "$name") &
    jobs+=($!)
done
for job in "${jobs[@]}"; do
    wait "$job"
done
