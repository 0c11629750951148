#!/usr/bin/env bash
# A short form of `bazel run //tools:kill_test -- --runs=100`: one training of each kind and one more.
set -euo pipefail
kill_test=$1
export MOEBENCH_CACHE=$TEST_TMPDIR/cache
exec "$kill_test" --runs=6 --work_dir="$TEST_TMPDIR/kill_test" --set training.epochs=2
