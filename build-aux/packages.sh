# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
# Which Debian packages are needed for what, and how to get them. To be sourced.

build_packages=(build-essential desktop-file-utils gettext libglib2.0-dev libgnutls28-dev libgtk-4-bin libgtk-4-dev
  libxml2-utils meson ninja-build pkg-config)

# What a desktop has anyway, but a bare system has not.
run_packages=(dconf-gsettings-backend fonts-dejavu-core fonts-noto-cjk glib-networking librsvg2-common)

test_packages=(appstream at-spi2-core clang-format-14 dbus debhelper fakeroot fish flatpak-builder fonts-dejavu-core
  gir1.2-atspi-2.0 git glib-networking iproute2 libasan8 librsvg2-common libubsan1 libxtst-dev lintian ncat openbox
  openssl python3 python3-gi rpm shellcheck socat tshark util-linux xclip xdotool xvfb zsh)

# For build-aux/bench.sh: the programs that Sockeye is measured beside, and a display with a window manager.
bench_packages=(ncat openbox packetsender python3 socat x11-xserver-utils xvfb)

# For build-aux/deb.sh.
package_packages=(debhelper fakeroot git lintian)

# install_packages PACKAGE…: installs those that are missing, as root or with sudo.
install_packages () {
  local package missing=() sudo=()

  if ! command -v dpkg-query > /dev/null; then
    echo "This is not Debian: packages like these have to be there: $*" >&2
    return 0
  fi
  for package; do
    # One line for each architecture that has it.
    if ! dpkg-query -W -f '${db:Status-Status}\n' "$package" 2> /dev/null | grep -qx installed; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then
    return 0
  fi

  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
      echo "Packages are missing. As root, run: apt-get install --no-install-recommends ${missing[*]}" >&2
      return 1
    fi
    sudo=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update < /dev/null &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 install "${missing[@]}" < /dev/null
}
