#!/bin/sh
# A training that counts to six and keeps the files of a run folder, for tests of what kills and resumes trainings.
#
#   --output_dir=FOLDER   begins a run          --resume=RUN_FOLDER   goes on with one
#   --fault=F             forgets_metrics (does not cut metrics.jsonl back), fails_on_resume, ignores_sigterm,
#                         saves_nothing_on_sigterm, silent_on_sigterm, rewrites_finished, hangs
set -u
run= output_dir= fault=
for argument; do
  case $argument in
    --output_dir=*) output_dir=${argument#*=} ;;
    --resume=*) run=${argument#*=} ;;
    --fault=*) fault=${argument#*=} ;;
  esac
done

stopped=
trap 'stopped=1' TERM
[ "$fault" = ignores_sigterm ] && trap 'exit 1' TERM
[ "$fault" = hangs ] && sleep 100

write_record() { # status
  printf '{"schema_version":1,"experiment":"toy","status":"%s"}\n' "$1" >"$run/.record.json.$$-0.tmp"
  mv "$run/.record.json.$$-0.tmp" "$run/record.json"
}

if [ -z "$run" ]; then
  hidden=$output_dir/toy/.42-now.$$
  mkdir -p "$hidden/checkpoints"
  echo 'training {}' >"$hidden/config.textproto"
  : >"$hidden/metrics.jsonl"
  run=$output_dir/toy/42-now
  mv "$hidden" "$run"
  write_record RUNNING
elif grep -q FINISHED "$run/record.json"; then
  [ "$fault" = rewrites_finished ] && echo again >>"$run/metrics.jsonl"
  echo "$run is finished: nothing to resume"
  exit 0
elif [ "$fault" = fails_on_resume ]; then
  exit 65
fi

rm -f "$run"/.*.tmp "$run"/checkpoints/.*.tmp
step=$(ls "$run/checkpoints" | sed -n 's/^step-0*\([0-9]\)\.safetensors$/\1/p' | tail -n 1)
step=${step:-0}
if [ "$fault" != forgets_metrics ]; then
  head -n "$step" "$run/metrics.jsonl" >"$run/.metrics.jsonl.$$-1.tmp"
  mv "$run/.metrics.jsonl.$$-1.tmp" "$run/metrics.jsonl"
fi

while [ "$step" -lt 6 ]; do
  step=$((step + 1))
  sleep 0.03
  echo "{\"kind\":\"train\",\"step\":$step,\"loss\":0.$step,\"steps_per_second\":$$}" >>"$run/metrics.jsonl"
  sleep 0.03
  temporary=$run/checkpoints/.step-00000000$step.safetensors.$$-$step.tmp
  echo "weights of step $step" >"$temporary"
  sleep 0.03
  # A signal to the group may end mv, too.
  until mv "$temporary" "$run/checkpoints/step-00000000$step.safetensors"; do :; done
  if [ -n "$stopped" ] && [ "$step" -lt 6 ]; then
    write_record INTERRUPTED
    [ "$fault" = saves_nothing_on_sigterm ] && rm "$run"/checkpoints/*
    [ "$fault" = silent_on_sigterm ] || echo "stopped by SIGTERM after step $step; checkpoint written"
    exit 143
  fi
done
write_record FINISHED
