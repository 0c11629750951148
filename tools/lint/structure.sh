#!/usr/bin/env bash
# What the house asks of its files and can be seen without building. Prints every breach; exit 1 if there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

untested=tools/lint/headers_without_test.txt
breaches=0
breach() { printf '%s\n' "$*" && breaches=$((breaches + 1)); }
files() { # patterns...; tracked or new, and there
  local file
  git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do [[ ! -e $file ]] || echo "$file"; done
}
matches() { xargs -r grep -HnE "$1" || true; } # of the files on stdin

while read -r hit; do
  breach "$hit: a header must not include torch/torch.h (12 s a file); include the lightest that serves"
done < <(files '*.h' | matches 'include *[<"]torch/torch\.h')

while read -r header; do
  # test_folder.h and its like serve tests themselves.
  [[ ${header##*/} == test_* || -e ${header%.h}_test.cc ]] || grep -qE "^$header +# ." "$untested" ||
    breach "$header: no ${header%.h}_test.cc beside it; write one, or name the reason in $untested"
  guard=MOEBENCH_$(tr 'a-z/.' 'A-Z__' <<<"$header")_
  grep -q "^#define $guard\$" "$header" || breach "$header: its include guard is not $guard"
done < <(files '*.h')

while read -r header _; do
  [[ -z $header || $header == \#* || (-e $header && ! -e ${header%.h}_test.cc) ]] ||
    breach "$untested: $header is gone or has a test now"
done <"$untested"

while read -r hit; do
  breach "$hit: a router must not see dispatch or experts"
done < <(files 'moe_core/routing/*.h' 'moe_core/routing/*.cc' | matches 'include "moe_core/(dispatch|experts)/')

while read -r hit; do
  breach "$hit: outside third_party, name //third_party:<library>"
done < <(files '*BUILD.bazel' | grep -v '^third_party/' |
  matches '"@(libtorch|system|sentencepiece|com_google_protobuf|cuda_toolkit)\b')

while read -r file; do
  breach "$file: name the concept; utils, common and helpers say nothing"
done < <(files | grep -E '(^|/)[a-z0-9_]*(utils?|common|helpers?)(_test)?(\.[a-z]+|/)' || true)

((breaches == 0)) || { printf '%d breaches\n' "$breaches" && exit 1; }
