#!/bin/sh
# Looks up the dependencies: cargo-deny for licences, sources and advisories, cargo-audit for advisories. What cannot be
# checked here is reported, so that silence is never taken for a clean bill.
set -u

failed=0
has() { command -v "cargo-$1" >/dev/null 2>&1; }

if has deny; then
    cargo deny --locked check bans licenses sources || failed=1
else
    echo "audit: cargo-deny is not installed: licences and sources were NOT checked (cargo install cargo-deny)"
fi

# Advisories need the RustSec database, which is fetched; a machine without a network cannot judge them.
if has deny && cargo deny --locked fetch db >/dev/null 2>&1; then
    cargo deny --locked check advisories || failed=1
elif has audit && cargo audit --version >/dev/null 2>&1 && git ls-remote -q https://github.com/RustSec/advisory-db >/dev/null 2>&1; then
    cargo audit || failed=1
else
    echo "audit: the advisory database cannot be had: security advisories were NOT checked"
fi
exit $failed
