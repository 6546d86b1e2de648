# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of sockeye and sockeye-cli for bash.

_sockeye()
{
  local current=$2 previous=$3 word protocol=""
  local protocols="udp tcp-client tcp-server tcp-relay udp-relay unix-client unix-server unix-datagram"
  local encodings="utf-8 gbk gb18030 big5 utf-16le utf-16be cp932 euc-kr iso-8859-1"
  local options="--help --version --to --local --encoding --tls --tls-name --tls-alpn --tls-ca --tls-insecure
    --tls-cert --tls-key --send --send-hex"

  if [ "${1##*/}" = sockeye-cli ]; then
    if [ "$COMP_CWORD" -ge 2 ] && [ "${COMP_WORDS[1]}" = diff ]; then
      if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--help" -- "$current")
        return
      fi
      compopt -o filenames 2> /dev/null
      mapfile -t COMPREPLY < <(
        compgen -d -- "$current"
        compgen -f -X '!*.pcapng' -- "$current"
      )
      return
    fi
    options+=" --send-file --expect --expect-hex --expect-regex --expect-close --within --wait --close-sending --close
      --echo --stdin --once --count --timeout --retry --output --quiet --no-escapes --variables"
  else
    options+=" --no-open"
  fi
  # "--encoding=gbk" is three words for bash.
  if [ "$previous" = = ] && [ "$COMP_CWORD" -ge 2 ]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  elif [ "$current" = = ]; then
    current=""
  fi

  for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case " $protocols " in
      *" $word "*) protocol=$word ;;
    esac
  done

  case $previous in
    --encoding) mapfile -t COMPREPLY < <(compgen -W "$encodings" -- "$current"); return ;;
    --output | -o) mapfile -t COMPREPLY < <(compgen -W "text hex ndjson raw none" -- "$current"); return ;;
    --send-file | --tls-ca | --tls-cert | --tls-key)
      compopt -o filenames 2> /dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
    --to | --local | --tls-name)
      # A path for a Unix socket, or the name of a machine.
      if [[ $protocol == unix-* ]]; then
        compopt -o filenames 2> /dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
      else
        mapfile -t COMPREPLY < <(compgen -A hostname -- "$current")
      fi
      return ;;
    --send | --send-hex | --expect | --expect-hex | --expect-regex | --within | --wait | --count | -n | --timeout | -t | \
      --retry | --tls-alpn)
      return ;;
  esac

  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  elif [ -z "$protocol" ]; then
    # Captures are compared without a window only.
    if [ "${1##*/}" = sockeye-cli ] && [ "$COMP_CWORD" -eq 1 ]; then
      protocols+=" diff"
    fi
    mapfile -t COMPREPLY < <(compgen -W "$protocols" -- "$current")
    # Profiles and captures are opened by the window only.
    if [ "${1##*/}" != sockeye-cli ]; then
      compopt -o filenames 2> /dev/null
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(
        compgen -d -- "$current"
        compgen -f -X '!*.sockeye' -- "$current"
        compgen -f -X '!*.pcapng' -- "$current"
      )
    fi
  elif [[ $protocol == unix-* ]]; then
    compopt -o filenames 2> /dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}

complete -F _sockeye sockeye sockeye-cli
