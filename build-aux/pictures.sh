#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the README's pictures anew, from the program in build/ (made by build-aux/run.sh or test.sh), and the icon of the
# windows, from that of the program.
#
#   build-aux/pictures.sh [BUILD [FOLDER]]

set -eu

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(realpath "${1:-$top/build}")
folder=${2:-$top/data/screenshots}
mkdir -p "$folder"

icons=$top/data/icons/hicolor
gdk-pixbuf-thumbnailer -s 48 "$icons/scalable/apps/org.sockeye.Sockeye.svg" "$icons/48x48/apps/org.sockeye.Sockeye-window.png"

export GSETTINGS_SCHEMA_DIR=$build/data SOCKEYE_LOCALEDIR=$build/po GDK_DEBUG=gl-disable
for language in en zh_CN; do
  for kind in main pair state calls stream labs; do
    "$top/tests/ui-session.sh" --net --keep-settings --screen 1200x1000 --language "${language#en}" -- \
      /usr/bin/python3 "$top/build-aux/pictures.py" "$kind" "$build/src/app/sockeye" "$folder/$kind-$language.png"
  done
done
