#compdef sockeye sockeye-cli
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of sockeye and sockeye-cli for zsh.

_sockeye_end() {
  if [[ $service == sockeye-cli && $words[2] == diff ]]; then
    _files -g '*.pcapng'
  elif [[ -n ${words[(r)unix-*]} ]]; then
    _files
  elif [[ $words[2] == (*.sockeye|*.pcapng|*/*) ]]; then
    _files -g '*.(sockeye|pcapng)'
  else
    _message 'HOST:PORT, or :PORT for this end'
  fi
}

# Profiles and captures are opened by the window only.
_sockeye_first() {
  _describe protocol protocols
  [[ $service == sockeye-cli ]] || _files -g '*.(sockeye|pcapng)'
}

_sockeye() {
  local -a options protocols
  local encodings='(utf-8 gbk gb18030 big5 utf-16le utf-16be cp932 euc-kr iso-8859-1)'

  protocols=(
    'udp:datagrams'
    'tcp-client:connect to a server'
    'tcp-server:listen for clients'
    'tcp-relay:stand between clients and a server'
    'udp-relay:the same with datagrams'
    'unix-client:connect to a path'
    'unix-server:listen at a path'
    'unix-datagram:datagrams at a path'
  )
  # Captures are compared without a window only.
  [[ $service == sockeye-cli ]] && protocols+=('diff:compare two captures')
  options=(
    '(- *)'{-h,--help}'[show the options]'
    '(- *)'{-v,--version}'[show the version]'
    '--to=[where datagrams go to]:end:_sockeye_end'
    '--local=[this end of a client]:end:_sockeye_end'
    "--encoding=[the encoding of text]:encoding:$encodings"
    '--tls[go over TLS]'
    '--tls-name=[the name of the server]:name:_hosts'
    '--tls-alpn=[protocols to agree on]:protocols: '
    '--tls-ca=[certificates that are trusted]:file:_files'
    '--tls-insecure[accept any certificate]'
    '--tls-cert=[certificate of this end]:file:_files'
    '--tls-key=[its private key]:file:_files'
  )
  if [[ $service == sockeye-cli ]]; then
    options+=(
      '*--send=[send this text]:text: '
      '*--send-hex=[send these bytes]:bytes in hex: '
      '*--send-file=[send a file]:file:_files'
      '*--expect=[wait for this text]:text: '
      '*--expect-hex=[wait for these bytes]:bytes in hex: '
      '*--expect-regex=[wait for a match]:regular expression: '
      '*--expect-close[wait until the far end has closed]'
      '*--within=[how long the expectation before it may take]:milliseconds: '
      '*--wait=[wait so long]:milliseconds: '
      '*--close-sending[send a FIN]'
      '*--close[close]'
      '--echo[send back what comes]'
      '--stdin[send the standard input]'
      '--once[accept the first connection only]'
      '(-n --count)'{-n+,--count=}'[end after so many messages]:number: '
      '(-t --timeout)'{-t+,--timeout=}'[end when all has taken so long]:milliseconds: '
      '--retry=[keep trying so long to open]:milliseconds: '
      '(-o --output -q --quiet)'{-o+,--output=}'[what is written]:form:(text hex ndjson raw none)'
      '(-o --output -q --quiet)'{-q,--quiet}'[write nothing]'
      '--no-escapes[a backslash is a backslash]'
      '--variables[replace variables in what is sent]'
    )
  else
    options+=(
      '--send=[send this text as soon as there is somebody]:text: '
      '--send-hex=[the same with bytes]:bytes in hex: '
      '--no-open[only fill in the fields]'
    )
  fi

  _arguments -s -S $options '1:protocol:_sockeye_first' '*:end:_sockeye_end'
}

_sockeye "$@"
