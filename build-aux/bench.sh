#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds Sockeye optimized, and measures it beside its peers. Needs no display.
#
#   build-aux/bench.sh [CASE…] [OPTION…]     all cases, or some; --help lists both, README.md explains them
#
# Files of several gigabytes come and go in ~/.cache. Nothing else should run meanwhile.

set -eu

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$top/build-bench
# shellcheck source=build-aux/packages.sh
. "$top/build-aux/packages.sh"

# Debian's tools, also where other versions of Python come first. The same words everywhere.
export PATH=/usr/bin:$PATH LC_ALL=C.UTF-8 LANGUAGE=
unset DESTDIR CFLAGS LDFLAGS

for word; do
  case $word in
    -h | --help) exec python3 "$top/tests/bench/run.py" --help ;;
  esac
done

install_packages "${build_packages[@]}" "${run_packages[@]}" "${bench_packages[@]}"
# What is wrong with the arguments is told before anything is built.
python3 "$top/tests/bench/run.py" --check "$build" "$@"

if [ ! -f "$build/build.ninja" ]; then
  # What an interrupted setup left behind is of no use.
  rm -rf "$build"
  meson setup --buildtype=release "$build" "$top"
fi
ninja -C "$build" bench-programs
exec python3 "$top/tests/bench/run.py" "$build" "$@"
