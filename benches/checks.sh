#!/usr/bin/env bash
# What bounds checks cost on every kernel of the suite, in one table: two builds of `compare`, of
# which one leaves them out of machine code (unsound, and for measuring alone), run one after the
# other. Takes some minutes.
#
#   benches/checks.sh [folder for the results, by default target/suite/checks [KERNEL..]]
#
# Out: what became of the checks (checks.txt, checks.json), checked.json, unchecked.json, and both
# joined as cost.txt and cost.json in that folder; the tables on the standard output.
set -euo pipefail
cd "$(dirname "$0")/.."
results=${1:-target/suite/checks}
shift || true
mkdir -p "$results"

build() {
  local name=$1
  shift
  RUSTFLAGS="-C target-cpu=native $*" METATE_COMPARE_BUILD=$name \
    cargo build --release --quiet --example compare --target-dir "target/suite/$name"
  cp "target/suite/$name/release/examples/compare" "$results/compare-$name"
}

build checked
build unchecked --cfg metate_unchecked
"$results/compare-checked" --suite --checks --json "$@" > "$results/checks.json"
"$results/compare-checked" --suite --checks "$@" | tee "$results/checks.txt"
for name in checked unchecked; do
  "$results/compare-$name" --suite --json "$@" > "$results/$name.json"
done
join=("$results/compare-checked" --join "$results/checked.json" "$results/unchecked.json" --checks)
"${join[@]}" --json > "$results/cost.json"
"${join[@]}" | tee "$results/cost.txt"
