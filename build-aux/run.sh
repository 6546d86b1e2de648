#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds Sockeye into build/ and opens its window. Arguments are passed on to Sockeye.

set -eu

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$top/build
# shellcheck source=build-aux/packages.sh
. "$top/build-aux/packages.sh"

install_packages "${build_packages[@]}" "${run_packages[@]}"

# Debian's tools, also where other versions of Python come first.
export PATH=/usr/bin:$PATH
if [ ! -f "$build/build.ninja" ]; then
  meson setup "$build" "$top"
fi
ninja -C "$build"

# Nothing has to be installed: the program finds its settings and its translations in the build directory.
export GSETTINGS_SCHEMA_DIR=$build/data SOCKEYE_LOCALEDIR=$build/po
exec "$build/src/app/sockeye" "$@"
