#!/usr/bin/env bash
# Runs the program as users do, on a trace that a NumPy program wrote in both formats (testdata/write_trace.py).
set -euo pipefail
ecology=$PWD/$1 csv=$PWD/$2 safetensors=$PWD/$3
cd "$TEST_TMPDIR"

fail() { printf 'FAIL: %s\n' "$*" && exit 1; }
expect_exit() { # code, part of the message, flags...
  local code=0 expected=$1 message=$2
  shift 2
  "$ecology" "$@" >out.txt 2>err.txt || code=$?
  [[ $code == "$expected" ]] || fail "$*: exit code $code, expected $expected: $(cat err.txt)"
  grep -qF -- "$message" err.txt || fail "$*: no \"$message\" in: $(cat err.txt)"
  [[ ! -s out.txt ]] || fail "$*: printed a table all the same"
}

"$ecology" --trace="$csv" --tiers=8:4:4 --json=csv.json --html=csv.html >csv.txt
"$ecology" --trace="$safetensors" --tiers=8:4:4 --json=safetensors.json >safetensors.txt
cmp csv.json safetensors.json || fail 'the two formats of one trace give different JSON'
[[ $(grep -cE '^(PURE_CORE|BROAD_CORE|WEAK_CORE|EDGE|NOISE|DEAD)  [0-9]+$' csv.txt) == 12 ]] || fail 'six classes a layer'
[[ $(grep -c '^DEAD  3$' csv.txt) == 1 ]] || fail 'layer 1 has three DEAD experts'
grep -q '16 (largest id + 1; --num_experts says otherwise)' csv.txt || fail 'the number of experts is not explained'
grep -q 'Phase reversible: 3 DEAD at the end, at most 13 (step 96); 12 deaths, 12 revivals' csv.txt || fail 'phase'
grep -q '</html>' csv.html || fail 'the page is not whole'

# A trace in a pipe, and one beside the caller of `bazel run`.
"$ecology" --trace=<(cat "$csv") --tiers=8:4:4 --json=pipe.json >/dev/null
cmp csv.json pipe.json || fail 'a pipe gives different JSON'
mkdir caller && cp "$csv" caller/trace.csv
BUILD_WORKING_DIRECTORY=$PWD/caller "$ecology" --trace=trace.csv --tiers=8:4:4 --json=caller.json >/dev/null
cmp csv.json caller/caller.json || fail 'paths are not the caller'"'"'s'

head -c 30000 "$safetensors" >cut.safetensors
before=$(ls)
expect_exit 64 '--trace is not set'
expect_exit 64 'did you mean' --trce=x.csv
expect_exit 64 '--tiers=8:8:8 add up to 24 experts, but layer 0 has 16' --trace="$csv" --tiers=8:8:8 --json=no.json
expect_exit 64 'no such field' --trace="$csv" --set dead=1 --json=no.json
expect_exit 65 'line 2: expert1 is 10; expected an id from 0 to 7 (--num_experts)' --trace="$csv" --num_experts=8 --json=no.json --html=no.html
expect_exit 65 'cut.safetensors' --trace=cut.safetensors --json=no.json
expect_exit 66 'nowhere.csv' --trace=nowhere.csv --json=no.json
rm -f out.txt err.txt
[[ $(ls) == "$before" ]] || fail "a refused run left files: $(ls)"
