#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command in a desktop session of its own: an X server without a screen, a window manager, a session bus, and
# an empty home. Nothing of the user's session is seen or touched, so any number of them can run at once.
#
#   tests/ui-session.sh [OPTION…] [--] COMMAND [ARGUMENT…]
#
#   --wm NAME        openbox (default) or none
#   --a11y KIND      GTK_A11Y: atspi (default; other processes can read the window), test or none
#   --screen WxH     1280x900
#   --language LANG  zh_CN and so on; English
#   --keep-settings  settings outlast the program (not the session)
#   --net            a network with nothing but loopback, where every port is free; where that is not permitted,
#                    sessions with --net run one after the other
#
# Ends with the command's exit status, or with 77 ("skipped") when no X server is installed.

set -u

wm=openbox a11y=atspi screen=1280x900 language="" settings=memory net=""
all=("$@")
while [ $# -gt 0 ]; do
  case $1 in
    --wm) wm=$2; shift 2 ;;
    --a11y) a11y=$2; shift 2 ;;
    --screen) screen=$2; shift 2 ;;
    --language) language=$2; shift 2 ;;
    --keep-settings) settings=keyfile; shift ;;
    --net) net=1; shift ;;
    --) shift; break ;;
    -*) echo "ui-session.sh: unknown option $1" >&2; exit 2 ;;
    *) break ;;
  esac
done
if [ $# -eq 0 ]; then
  echo "ui-session.sh: no command" >&2
  exit 2
fi

for program in Xvfb dbus-daemon; do
  if ! command -v "$program" > /dev/null; then
    echo "ui-session.sh: $program is not installed" >&2
    exit 77
  fi
done

# The name space has to be entered first: the X server's and the bus's abstract sockets belong to it.
if [ -n "$net" ] && [ -z "${UI_SESSION_NET:-}" ]; then
  export UI_SESSION_NET=lock
  for options in -n -rn; do
    if unshare "$options" -- ip link set lo up 2> /dev/null; then
      export UI_SESSION_NET=own
      # shellcheck disable=SC2016
      exec unshare "$options" -- sh -c 'ip link set lo up && exec "$@"' sh "$0" "${all[@]}"
    fi
  done
fi
if [ "${UI_SESSION_NET:-}" = lock ]; then
  exec 9> "/tmp/sockeye-ports-$(id -u).lock"
  flock 9
fi

# Directly in /tmp, whatever TMPDIR says: the path of a socket is limited to 107 bytes.
dir=$(mktemp -d /tmp/sockeye-ui.XXXXXX) || exit 1
children=()

# shellcheck disable=SC2317
end () {
  trap - EXIT
  trap '' HUP INT TERM
  local i
  for ((i = ${#children[@]} - 1; i >= 0; i--)); do
    kill "${children[i]}" 2> /dev/null
    wait "${children[i]}" 2> /dev/null
  done
  rm -rf "$dir"
}
trap end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail () {
  echo "ui-session.sh: $1" >&2
  cat "$dir/log" >&2
  exit 1
}

unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS DBUS_STARTER_ADDRESS AT_SPI_BUS_ADDRESS XAUTHORITY SESSION_MANAGER \
  DESKTOP_STARTUP_ID XDG_CURRENT_DESKTOP XDG_CONFIG_DIRS GTK_THEME GTK_MODULES GTK_IM_MODULE XMODIFIERS \
  GDK_SCALE GDK_DPI_SCALE LC_ALL LC_MESSAGES
mkdir -m 700 "$dir"/{home,config,data,cache,state,run,services}
export HOME=$dir/home XDG_CONFIG_HOME=$dir/config XDG_DATA_HOME=$dir/data XDG_CACHE_HOME=$dir/cache \
  XDG_STATE_HOME=$dir/state XDG_RUNTIME_DIR=$dir/run
export GDK_BACKEND=x11 GDK_DEBUG=gl-disable GSK_RENDERER=cairo GTK_A11Y=$a11y ATSPI_NO_CACHE=1 GTK_USE_PORTAL=0 \
  ADW_DISABLE_PORTAL=1 GSETTINGS_BACKEND=$settings GIO_USE_VFS=local GIO_USE_PROXY_RESOLVER=dummy \
  NO_AT_BRIDGE=1 LANG=C.UTF-8 LANGUAGE=$language TZ=UTC

: > "$dir/log"
mkfifo "$dir/display" "$dir/address"

# One after the other: in networks of their own they all have the same number, and the same file for the keyboard's map.
exec 7> "/tmp/sockeye-display-$(id -u).lock"
flock -w 60 7
Xvfb -displayfd 8 -screen 0 "${screen}x24" -dpi 96 -nolisten tcp -noreset 8> "$dir/display" >> "$dir/log" 2>&1 7>&- 9>&- &
children+=($!)
read -r -t 60 display < "$dir/display" || fail "the X server did not start"
exec 7>&-
export DISPLAY=:$display

# The only service that this bus can start is the accessibility bus.
cat > "$dir/bus.conf" << CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$dir/run/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>$dir/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
if [ "$a11y" = atspi ] && [ -r /usr/share/dbus-1/services/org.a11y.Bus.service ]; then
  grep -v '^SystemdService=' /usr/share/dbus-1/services/org.a11y.Bus.service > "$dir/services/org.a11y.Bus.service"
fi
dbus-daemon --config-file="$dir/bus.conf" --nofork --print-address=8 8> "$dir/address" >> "$dir/log" 2>&1 9>&- &
children+=($!)
read -r -t 60 DBUS_SESSION_BUS_ADDRESS < "$dir/address" || fail "the session bus did not start"
export DBUS_SESSION_BUS_ADDRESS

if [ "$wm" != none ]; then
  command -v "$wm" > /dev/null || fail "$wm is not installed"
  # A window that is shown while openbox starts is never managed, and never gets a size.
  ready=()
  [ "$wm" != openbox ] || ready=(--startup "touch $dir/ready")
  GTK_A11Y=none "$wm" "${ready[@]}" >> "$dir/log" 2>&1 9>&- &
  children+=($!)
  for ((i = 0; ${#ready[@]} > 0 && i < 600; i++)); do
    [ ! -e "$dir/ready" ] || break
    kill -0 "${children[-1]}" 2> /dev/null || fail "$wm did not start"
    sleep 0.05
  done
fi

# In the background, so that signals are noticed at once.
"$@" <&0 9>&- &
command=$!
children+=("$command")
wait "$command"
status=$?
unset 'children[-1]'
exit "$status"
