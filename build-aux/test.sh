#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds Sockeye twice (as it is shipped, with warnings as errors; and with the address and
# undefined behaviour sanitizers) and runs every test in both. Needs no display and no network besides apt's.
#
#   build-aux/test.sh [plain|sanitize]…
#
# The last line counts the test cases of all runs: "N passed, N failed[, N skipped]". The exit status is 0 only if
# something ran, nothing failed, and no test of the window was skipped.

set -u

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build-aux/packages.sh
. "$top/build-aux/packages.sh"

# Debian's tools, also where other versions of Python come first. The same words everywhere.
export PATH=/usr/bin:$PATH LC_ALL=C.UTF-8 LANGUAGE=
unset DESTDIR CFLAGS LDFLAGS
exec < /dev/null

status=0
logs=()
jobs=$(nproc)

# run NAME FACTOR OPTION…: build and test in build-NAME, with every time limit times FACTOR.
run () {
  local name=$1 factor=$2 dir=$top/build-$1
  shift 2

  echo "== $name: build"
  if [ ! -f "$dir/build.ninja" ]; then
    # What an interrupted setup left behind is of no use.
    rm -rf "$dir"
    meson setup "$dir" "$top" -Dwerror=true "$@" || return 1
  fi
  ninja -C "$dir" -j "$jobs" || return 1

  echo "== $name: test"
  rm -f "$dir/meson-logs/testlog.json"
  logs+=("$dir/meson-logs/testlog.json")
  # One more than there are processors: tests of the window wait more than they work.
  meson test -C "$dir" --no-rebuild --num-processes "$((jobs + 1))" --timeout-multiplier "$factor" --print-errorlogs
}

[ $# -gt 0 ] || set -- plain sanitize
if install_packages "${build_packages[@]}" "${test_packages[@]}"; then
  for what; do
    case $what in
      plain) run plain 3 || status=1 ;;
      sanitize) run sanitize 8 -Db_sanitize=address,undefined -Db_lundef=false || status=1 ;;
      *) echo "test.sh: unknown run $what" >&2; status=2 ;;
    esac
  done
else
  status=1
fi

python3 "$top/build-aux/count-tests.py" "${logs[@]}" || status=1
exit "$status"
