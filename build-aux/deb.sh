#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds a Debian package of what is committed or changed in this tree, and looks for mistakes in it with lintian.
#
#   build-aux/deb.sh [DIRECTORY]     where the package goes; "." by default

set -eu

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build-aux/packages.sh
. "$top/build-aux/packages.sh"

export PATH=/usr/bin:$PATH
unset DESTDIR CFLAGS LDFLAGS
place=$(realpath "${1:-.}")
install_packages "${build_packages[@]}" "${package_packages[@]}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" "$top/meson.build")
source=$work/sockeye-$version
mkdir "$source"
git -C "$top" ls-files -z | tar -C "$top" --null --verbatim-files-from -T - -c | tar -C "$source" -x
cp -r "$top/build-aux/debian" "$source/debian"

cd "$source"
DEB_BUILD_OPTIONS="parallel=$(nproc) ${DEB_BUILD_OPTIONS:-}" dpkg-buildpackage --build=binary --unsigned-changes --no-sign
cp "$work"/sockeye_*.deb "$place"
lintian --allow-root --fail-on error,warning "$work"/sockeye_*.deb
