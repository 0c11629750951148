#!/usr/bin/env bash
# draw_run.py on a made-up record of two evaluations and three experts, and on what is no such record.
# usage: draw_run_test.sh DRAW_RUN_PY RECORD_JSON
set -u

draw=$1 record=$2
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/draw_run_test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() { printf 'FAILED: %s\n' "$*" && failures=$((failures + 1)); }
run_folder() { # name, sed script that changes the record; prints the folder
  mkdir "$scratch/$1" && sed "$2" "$record" >"$scratch/$1/record.json" && echo "$scratch/$1"
}
draws() { # what, text that must be in the picture
  grep -qF -- "$2" "$scratch/out.svg" || fail "$1: no $2"
}
refuses() { # what, words of the message, arguments of draw_run.py
  local what=$1 words=$2 message
  shift 2
  message=$(python3 "$draw" "$@" 2>&1) && fail "$what: exit code 0"
  [[ $message == *"$words"* ]] || fail "$what: says $message"
  [[ $message != *Traceback* ]] || fail "$what: $message"
}

whole=$(run_folder whole '')
python3 "$draw" "$whole" "$scratch/out.svg" || fail "exit code $?"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$scratch/out.svg" || fail 'not XML'
draws 'title, escaped' 'toy&lt;&amp;&gt;, scale smoke, data set made-up, seed 7'
draws 'E and accuracy' 'E = 0.500; final held-out accuracy 50.0 % (top-2-gated)'
# The plot spans x 56 to 372 for epochs 0 to 2, and y 346 to 96 for 0 to 50 %: 25 % at epoch 1 is its centre.
draws 'curve' 'points="214.0,221.0 372.0,96.0"'
draws 'linear probe at 40 %' 'y1="146.0" x2="372.0" y2="146.0" class="probe"'
draws 'its label' 'linear probe 40.0 %'
# Shades are 0.06 + 0.94 sqrt(usage / 0.75), 0.75 being the largest; 0.1875 is a quarter of it: 0.53.
draws 'largest usage' 'fill-opacity="1.00" class="cell"'
draws 'a quarter of it' 'fill-opacity="0.53" class="cell"'
draws 'usage in figures' '>18.8<'
draws 'threshold' 'DEAD: under 0.5 %'
draws 'tiers' '>tier 1<'
crosses=$(grep -o 'class="cross"' "$scratch/out.svg" | wc -l)
((crosses == 4)) || fail "$crosses strokes of crosses, expected 2 of the DEAD cell and 2 of the legend"

python3 "$draw" "$(run_folder killed 's/FINISHED/INTERRUPTED/; s/"summary".*/"summary": []/')" "$scratch/out.svg" ||
  fail "interrupted: exit code $?"
draws 'interrupted, without summary' 'E undefined; interrupted, last held-out accuracy'
! grep -q 'linear probe' "$scratch/out.svg" || fail 'a linear probe that the run had not'

refuses 'no arguments' 'usage: draw_run.py RUN_FOLDER OUT.svg'
refuses 'no folder' 'cannot read' "$scratch/none" "$scratch/x.svg"
refuses 'not JSON' 'is not JSON' "$(run_folder cut '5,$d')" "$scratch/x.svg"
refuses 'another version' 'schema version 1' "$(run_folder next 's/version": 1/version": 2/')" "$scratch/x.svg"
refuses 'no evaluation' 'holds no evaluation' "$(run_folder early 's/"evaluation"/"other"/')" "$scratch/x.svg"
refuses 'no accuracy' 'no usable top2_gated_accuracy' "$(run_folder other 's/top2_gated/word/')" "$scratch/x.svg"
refuses 'NaN' 'no usable usage of expert 1' "$(run_folder nan 's/0.1875/"NaN"/')" "$scratch/x.svg"
refuses 'no experts' 'not that of a vision run' "$(run_folder dense 's/"expert": \[/"layer": [/')" "$scratch/x.svg"
[[ ! -e $scratch/x.svg ]] || fail 'a refused record left a picture'
refuses 'no place for the picture' 'cannot write' "$whole" "$scratch/none/x.svg"

((failures == 0)) && echo 'all passed'
exit $((failures > 0))
