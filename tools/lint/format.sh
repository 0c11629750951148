#!/usr/bin/env bash
# Every C++ and CUDA file is as clang-format leaves it. Repair: tools/lint/format.sh --fix
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

type -P clang-format >/dev/null || { echo 'no clang-format: apt-get install clang-format' >&2 && exit 1; }
mode=(--dry-run -Werror)
[[ ${1:-} == --fix ]] && mode=(-i)
git ls-files -z --cached --others --exclude-standard -- '*.h' '*.cc' '*.cu' | xargs -0 -r clang-format --style=file "${mode[@]}"
