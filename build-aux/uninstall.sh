#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Removes what "ninja install" installed, and what was made of it on the way: Meson itself leaves the caches of settings,
# icons and file types as they are. Needs the same rights, and the same DESTDIR.
#
#   build-aux/uninstall.sh [BUILD]     the build that was installed; "build" in this tree by default

set -eu

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(realpath "${1:-$top/build}")
log=$build/meson-logs/install-log.txt
export PATH=/usr/bin:$PATH LC_ALL=C.UTF-8

if [ ! -f "$log" ]; then
  echo "uninstall.sh: nothing was installed from $build" >&2
  exit 1
fi
data=${DESTDIR:-}$(meson introspect "$build" --buildoptions | python3 -c '
import json, os, sys
values = {option["name"]: option["value"] for option in json.load(sys.stdin)}
print(os.path.join(values["prefix"], values["datadir"]))')

# refresh FOLDER WHAT COMMAND…: makes the cache of a folder anew.
# Without anything else in it, the cache itself is what is left over: see below.
refresh () {
  local folder=$1 what=$2
  shift 2
  if [ -n "$(find "$folder" -name "$what" -print -quit 2> /dev/null)" ] && command -v "$1" > /dev/null; then
    "$@" "$folder"
  fi
}

# forget FOLDER WHAT FILE…: removes the cache of a folder that has nothing else to be found.
forget () {
  local folder=$1 what=$2
  shift 2
  if [ -d "$folder" ] && [ -z "$(find "$folder" -name "$what" -print -quit)" ]; then
    (cd "$folder" && rm -f "$@")
  fi
}

ninja -C "$build" uninstall

refresh "$data/glib-2.0/schemas" '*.xml' glib-compile-schemas
forget "$data/glib-2.0/schemas" '*.xml' gschemas.compiled
refresh "$data/icons/hicolor" '*.[ps][nv]g' gtk4-update-icon-cache -q -t -f
forget "$data/icons/hicolor" '*.[ps][nv]g' icon-theme.cache
refresh "$data/applications" '*.desktop' update-desktop-database -q
forget "$data/applications" '*.desktop' mimeinfo.cache
# What is beside its packages was made of them, a file for each type included.
if [ -n "$(find "$data/mime/packages" -name '*.xml' -print -quit 2> /dev/null)" ]; then
  refresh "$data/mime" '*.xml' update-mime-database
elif [ -d "$data/mime" ]; then
  (cd "$data/mime" && rm -f aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version \
    XMLnamespaces application/x-sockeye-profile.xml)
  rmdir --ignore-fail-on-non-empty "$data/mime"/*/ 2> /dev/null || true
fi

# The folders that were made for it, the innermost first, as far as nothing else is in them.
while IFS= read -r path; do
  if [ -d "$path" ] && [ ! -L "$path" ]; then
    rmdir --ignore-fail-on-non-empty "$path"
  fi
done < "$log"

cat << 'END'
Sockeye was uninstalled. What users have of it stays, each in the own folders: settings (dconf reset -f /org/sockeye/Sockeye/),
quick commands, rules, history and labs (~/.local/share/sockeye), and captures of a crash (~/.cache/sockeye).
END
