#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files for the desktop are valid: the desktop file and metainfo as built, the schema as written."""

import subprocess
import tempfile

import house

APP_ID = "org.sockeye.Sockeye"


def check(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        house.problem(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")


check("desktop-file-validate", f"{house.BUILD}/data/{APP_ID}.desktop")
check("appstreamcli", "validate", "--no-net", "--explain", f"{house.BUILD}/data/{APP_ID}.metainfo.xml")
with tempfile.TemporaryDirectory() as folder:
    check("glib-compile-schemas", "--strict", f"--targetdir={folder}", f"{house.SOURCE}/data")
house.end()
