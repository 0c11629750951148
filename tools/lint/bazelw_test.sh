#!/usr/bin/env bash
# bazelw against stand-ins for dpkg-query, apt-get, sudo, id and bazel: what it asks for, installs, prints and returns.
# usage: bazelw_test.sh BAZELW PACKAGES_TXT
set -u

bazelw=$(readlink -f "$1")
packages=$(readlink -f "$2")
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/bazelw_test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
failures=0

expect() { # what, then a test command
  local what=$1
  shift
  "$@" && return
  printf 'FAILED %s: %s\n--- stdout\n%s\n--- stderr\n%s\n' "$scenario" "$what" "$(cat "$scratch/out")" "$(cat "$scratch/err")"
  failures=$((failures + 1))
}
has() { grep -qF -- "$2" "$scratch/$1"; }
lacks() { ! has "$@"; }
is() { [[ $1 == "$2" ]]; }

stand_in() { # name, body
  rm -f "$fakes/$1"
  printf '#!/bin/bash\n%s\n' "$2" >"$fakes/$1"
  chmod +x "$fakes/$1"
}

# A checkout, an empty cache, and a PATH of stand-ins and plain tools only: root, all packages installed, a bazel.
begin() {
  scenario=$1
  rm -rf "${scratch:?}"/*
  repo=$scratch/my\ repo fakes=$scratch/fakes
  mkdir -p "$repo/third_party/system" "$repo/sub" "$fakes" "$scratch/home"
  cp "$bazelw" "$repo/bazelw"
  printf '# needed\nbazel-bootstrap # Bazel\ng++     # compiler\nlibone-dev # a library\n' >"$repo/third_party/system/packages.txt"
  printf '%s\n' bazel-bootstrap g++ libone-dev >"$scratch/installed"
  : >"$scratch/apt.calls" >"$scratch/dpkg.calls"
  local tool
  for tool in awk bash cat chmod cut date dirname env find grep mkdir mktemp mv nice readlink rm sed sha256sum sleep sort tee xargs; do
    ln -s "$(type -P "$tool")" "$fakes/$tool"
  done
  stand_in id 'echo 0'
  stand_in bazel 'printf "arg<%s>\n" "$@"; printf "cwd<%s>\n" "$PWD"; exit ${BAZEL_EXIT:-0}'
  stand_in dpkg-query "echo >>'$scratch/dpkg.calls'; while read -r p; do echo \"installed \$p=1.0\"; done <'$scratch/installed'; exit 1"
  stand_in apt-get "echo \"\$DEBIAN_FRONTEND: \$*\" >>'$scratch/apt.calls'
    case \" \$* \" in *' install '*) printf '%s\n' bazel-bootstrap g++ libone-dev >'$scratch/installed';; esac"
}

run() { # arguments of bazelw; sets $status
  (cd "${from:-$repo}" && env -i HOME="$scratch/home" PATH="$fakes" ${settings:-} "$repo/bazelw" "$@" </dev/null) >"$scratch/out" 2>"$scratch/err"
  status=$?
}

begin 'nothing missing'
run test --flag='two words' '' '*' //...
expect 'exit code' is $status 0
expect 'says nothing' is "$(cat "$scratch/err")" ''
expect 'keeps spaces' has out 'arg<--flag=two words>'
expect 'keeps empty arguments' has out 'arg<>'
expect 'expands nothing' has out 'arg<*>'
expect 'installs nothing' is "$(cat "$scratch/apt.calls")" ''
expect 'writes the disk cache' has '/my repo/.bazelrc.system' "\"--disk_cache=$scratch/home/.cache/moebench/bazel-disk-cache\""
expect 'writes the version hash' grep -qE '^build --action_env=MOEBENCH_SYSTEM=[0-9a-f]{16}$' "$repo/.bazelrc.system"
run version
expect 'looks at packages once' is "$(wc -l <"$scratch/dpkg.calls")" 1
before=$(cat "$repo/.bazelrc.system")
touch "$repo/third_party/system/packages.txt"
stand_in dpkg-query 'printf "installed %s=2.0\n" g++ libone-dev'
sleep 0.01 && touch "$repo/third_party/system/packages.txt"
run version
expect 'another version, another hash' test "$before" != "$(cat "$repo/.bazelrc.system")"

begin 'exit code and folder'
settings=BAZEL_EXIT=37 from=$repo/sub run build
expect 'exit code of bazel' is $status 37
expect 'caller'\''s folder' has out "cwd<$repo/sub>"
from=/ run build
expect 'called by path from outside' has out "cwd<$repo>"

begin 'missing, as root'
echo g++ >"$scratch/installed"
run build //x
expect 'exit code' is $status 0
expect 'names what is missing' has err 'missing Debian packages: libone-dev'
expect 'updates, unattended, waiting for the lock' has apt.calls 'noninteractive: -o DPkg::Lock::Timeout=300 update'
expect 'installs only that' grep -q 'install .* libone-dev$' "$scratch/apt.calls"
expect 'does not install it twice' is "$(grep -c install "$scratch/apt.calls")" 1
expect 'stdout is bazel'\''s alone' is "$(head -1 "$scratch/out")" 'arg<build>'

begin 'no bazel, as root'
mv "$fakes/bazel" "$scratch/bazel.kept"
stand_in apt-get "mv '$scratch/bazel.kept' '$fakes/bazel'; echo bazel-bootstrap >>'$scratch/installed'"
printf '%s\n' g++ libone-dev >"$scratch/installed"
run build
expect 'installs Debian'\''s and runs it' has out 'arg<build>'
expect 'names it' has err 'missing Debian packages: bazel-bootstrap'

begin 'a bazel that is not Debian'\''s'
printf '%s\n' g++ libone-dev >"$scratch/installed"
run build
expect 'is used' has out 'arg<build>'
expect 'and nothing is installed' is "$(cat "$scratch/apt.calls")" ''

begin 'BAZEL names one'
stand_in mine 'echo "mine $*"'
settings="BAZEL=$fakes/mine" run build
expect 'is used' has out 'mine build'
settings="BAZEL=$fakes/none" run build
expect 'a wrong one is refused' has err "BAZEL=$fakes/none is not a program"

begin 'missing, without rights'
stand_in id 'echo 1000'
stand_in sudo 'exit 1'
: >"$scratch/installed"
run build
expect 'stops' is $status 1
expect 'prints the one command' has err 'apt-get update && apt-get install -y --no-install-recommends g++ libone-dev'
expect 'runs no apt-get' is "$(cat "$scratch/apt.calls")" ''
expect 'runs no bazel' is "$(cat "$scratch/out")" ''

begin 'missing, sudo without a password'
stand_in id 'echo 1000'
stand_in sudo "echo \"sudo \$*\" >>'$scratch/apt.calls'; [[ \$1 == -n ]] && shift; \"\$@\""
: >"$scratch/installed"
run build
expect 'exit code' is $status 0
expect 'installs through sudo' has apt.calls 'sudo env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get'

begin 'MOEBENCH_NO_INSTALL=1'
: >"$scratch/installed"
settings=MOEBENCH_NO_INSTALL=1 run build
expect 'goes on' has out 'arg<build>'
expect 'names what is missing' has err 'missing Debian packages: g++ libone-dev'
expect 'runs no apt-get' is "$(cat "$scratch/apt.calls")" ''
rm "$fakes/bazel"
settings=MOEBENCH_NO_INSTALL=1 run build
expect 'without a bazel stops' is $status 1
expect 'and says so' has err 'no Bazel on PATH'

begin 'the package lock is held'
echo g++ >"$scratch/installed"
stand_in sleep ':'
stand_in apt-get "echo \"\$*\" >>'$scratch/apt.calls'; echo 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7'; exit 100"
settings=MOEBENCH_LOCK_WAIT=1 run build
expect 'stops' is $status 1
expect 'says why and what to do' has err 'another program has held the package lock for 1 s'
expect 'tried more than once' test "$(wc -l <"$scratch/apt.calls")" -gt 1
expect 'gives apt the same bound' has apt.calls 'DPkg::Lock::Timeout=1'

begin 'apt-get fails'
echo g++ >"$scratch/installed"
stand_in apt-get 'echo "E: Unable to locate package libone-dev"; exit 100'
run build
expect 'stops' is $status 1
expect 'shows its words' has err 'Unable to locate package libone-dev'
stand_in apt-get ':'
run build
expect 'an apt-get that does nothing is noticed' has err 'still missing after the installation: libone-dev'

begin 'disk cache over its cap'
cas=$scratch/home/.cache/moebench/bazel-disk-cache/cas
mkdir -p "$cas"
for age in 1 2 3; do
  head -c 400000 /dev/zero >"$cas/$age"
  touch -d "$age days ago" "$cas/$age"
done
settings=MOEBENCH_DISK_CACHE_MB=1 run build
for _ in {1..100}; do [[ -e $cas/3 ]] || break; sleep 0.1; done
expect 'the oldest goes' is "$(ls "$cas" | tr '\n' ' ')" '1 2 '
head -c 2000000 /dev/zero >"$cas/4"
settings=MOEBENCH_DISK_CACHE_MB=1 run build
sleep 0.5
expect 'looks once an hour' test -e "$cas/1"

scenario='packages.txt'
expect 'every package has its reason' is "$(grep -vE '^(#.*|[a-z0-9.+-]+ +# .+|)$' "$packages")" ''

((failures == 0)) && echo 'all scenarios passed'
exit $((failures > 0))
