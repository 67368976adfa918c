#!/usr/bin/env bash
# Counts instructions with valgrind's callgrind: the same on a busy machine as on an idle one, so that a small loss of speed is seen.
#
#   benches/instructions.sh            compare with benches/instructions.txt; exit 1 if anything costs over 10 % more
#   benches/instructions.sh --record   write benches/instructions.txt anew
#
# PROGRAM names the binary; the default is target/release/declutter. Needs valgrind and python3; installs nothing.
set -euo pipefail
cd "$(dirname "$0")"

program=${PROGRAM:-../target/release/declutter}
recorded=instructions.txt
tolerance=10
bytes=$((8 << 20))

for needed in valgrind python3 "$program"; do
  if ! command -v "$needed" > /dev/null; then
    echo "instructions.sh: $needed is missing" >&2
    exit 2
  fi
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 corpus.py article "$bytes" > "$scratch/article"
python3 corpus.py short "$bytes" > "$scratch/short"
python3 corpus.py long "$bytes" > "$scratch/long"
python3 corpus.py article 4096 > "$scratch/small"
: > "$scratch/empty"

# Instructions of a run over a file, from a file into a pipe. With few variables set, the stack lies where it did last time.
instructions() {
  env -i PATH="$PATH" valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" \
    < "$scratch/$1" 2> "$scratch/said" | wc -c > "$scratch/count"
  if [ "$1" != empty ] && [ "$(cat "$scratch/count")" -eq 0 ]; then
    echo "instructions.sh: nothing came out for $1" >&2
    return 2
  fi
  sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$scratch/said"
}

empty=$(instructions empty)
{
  echo "# Instructions: per 1,000 bytes of text with an empty run taken off, and of whole runs. Written by instructions.sh --record."
  for text in article short long; do
    total=$(instructions "$text")
    echo "$text-1000-bytes $(((total - empty) * 1000 / bytes))"
  done
  echo "run-empty $empty"
  echo "run-4k $(instructions small)"
} > "$scratch/now"

if [ "${1-}" = --record ]; then
  cp "$scratch/now" "$recorded"
  cat "$recorded"
  exit
fi

awk -v tolerance="$tolerance" '
  /^#/ { next }
  NR == FNR { before[$1] = $2; next }
  !($1 in before) { printf "%-20s %12d  not recorded: run with --record\n", $1, $2; failed = 1; next }
  {
    change = ($2 / before[$1] - 1) * 100
    verdict = change > tolerance ? "TOO MANY" : change < -tolerance ? "fewer: record it" : "ok"
    printf "%-20s %12d  was %12d  %+6.1f %%  %s\n", $1, $2, before[$1], change, verdict
    if (change > tolerance) failed = 1
  }
  END { exit failed }
' "$recorded" "$scratch/now"
