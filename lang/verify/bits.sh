#!/usr/bin/env bash
# The same bits whatever instructions rustc may use: builds everything for three levels of x86-64,
# lets each build print hashes of the results of two million inputs per function and type
# (`metate-verify bits`), and compares what they print byte for byte. Needs a processor of the
# highest level (AVX-512) and what `metate-verify` needs: a C compiler, make and m4.
#
#     lang/verify/bits.sh
set -euo pipefail
cd "$(dirname "$0")"

grep -qw avx512vl /proc/cpuinfo || { echo "bits.sh: this processor has no AVX-512" >&2; exit 1; }

host=$(rustc -vV | sed -n 's/^host: //p')
folder=target/bits
mkdir -p "$folder"
levels=(x86-64 x86-64-v3 x86-64-v4)
for level in "${levels[@]}"; do
    # For all crates, not only the last one: rare paths are compiled where they are defined.
    RUSTFLAGS="-C target-cpu=$level" \
        cargo run --quiet --release --locked --target "$host" -- bits >"$folder/$level"
done
for level in "${levels[@]:1}"; do
    cmp "$folder/${levels[0]}" "$folder/$level"
done
echo "$(wc -l <"$folder/${levels[0]}") functions of two types: the same bits from ${levels[*]}"
