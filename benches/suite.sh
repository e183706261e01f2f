#!/usr/bin/env bash
# The scalar jit against rustc on every kernel of the suite, in one table: once with all that rustc
# has for this machine, once without vectorisation. Two builds of `compare` that differ in how rustc
# compiles the native functions and in nothing else, run one after the other. Takes some minutes.
#
#   benches/suite.sh [folder for the results, by default target/suite/results]
#
# Out: vectorised.json, unvectorised.json, both joined as suite.json, suite.txt and suite.svg in that
# folder; the table on the standard output. `compare --join A B --markdown` makes it Markdown.
set -euo pipefail
cd "$(dirname "$0")/.."
results=${1:-target/suite/results}
mkdir -p "$results"

# Flags behind `--` are for the example alone: metate and its mathematical functions are the same in
# both builds.
build() {
  local name=$1
  shift
  RUSTFLAGS="-C target-cpu=native" METATE_COMPARE_BUILD=$name \
    cargo rustc --release --quiet --example compare --target-dir target/suite -- "$@"
  cp target/suite/release/examples/compare "$results/compare-$name"
}

build vectorised
build unvectorised -C no-vectorize-loops -C no-vectorize-slp
for name in vectorised unvectorised; do
  "$results/compare-$name" --suite --json > "$results/$name.json"
done
join=("$results/compare-vectorised" --join "$results/vectorised.json" "$results/unvectorised.json")
"${join[@]}" --json > "$results/suite.json"
"${join[@]}" --svg "$results/suite.svg" | tee "$results/suite.txt"
