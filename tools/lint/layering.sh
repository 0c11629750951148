#!/usr/bin/env bash
# The arrows of the house, asked of Bazel: third_party < base < stats < moe_core < vision | language < benchmarks, tools.
# Prints a path for every arrow that points the wrong way; exit 1 if there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

broken=0

# A folder without a BUILD file yet is no layer: Bazel would refuse its name.
has_targets() { [[ $1 != //*/... ]] || [[ -n $(find "${1:2:-4}" -name BUILD.bazel -print -quit 2>/dev/null) ]]; }

none() { # what is forbidden, the query that must be empty
  local found
  found=$(./bazelw query --noshow_progress --noimplicit_deps "$2")
  [[ -z $found ]] || { printf 'forbidden: %s\n%s\n' "$1" "$found" && broken=$((broken + 1)); }
}

forbid() { # from, to...
  local from=$1 to
  shift
  has_targets "$from" || return 0
  for to in "$@"; do
    ! has_targets "$to" || none "$from -> $to" "somepath($from, $to)"
  done
}

forbid //base/... //stats/... //moe_core/... //vision/... //language/... //benchmarks/... //tools/...
forbid //stats/... //moe_core/... //vision/... //language/... //benchmarks/... //tools/...
forbid //moe_core/... //vision/... //language/... //benchmarks/... //tools/... //third_party:opencv
forbid //moe_core/routing/... //moe_core/dispatch/... //moe_core/experts/...
forbid //vision/... //language/... //benchmarks/... //tools/...
forbid //language/... //vision/... //benchmarks/... //tools/...

for layer in //base/... //stats/...; do
  ! has_targets $layer || none "$layer -> LibTorch or OpenCV" "filter('^@libtorch|:libtorch|opencv', deps($layer))"
done

((broken == 0)) || exit 1
