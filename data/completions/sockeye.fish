# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of sockeye and sockeye-cli for fish. Installed under both names, so it may be read twice.

set -l protocols udp tcp-client tcp-server tcp-relay udp-relay unix-client unix-server unix-datagram
set -l encodings utf-8 gbk gb18030 big5 utf-16le utf-16be cp932 euc-kr iso-8859-1
set -l no_protocol "not __fish_seen_subcommand_from $protocols diff"
set -l with_path "__fish_seen_subcommand_from unix-client unix-server unix-datagram"

for command in sockeye sockeye-cli
    complete --command $command --erase
    complete --command $command --no-files
    complete --command $command --condition $with_path --force-files

    complete --command $command --condition $no_protocol --arguments udp --description 'Datagrams'
    complete --command $command --condition $no_protocol --arguments tcp-client --description 'Connect to a server'
    complete --command $command --condition $no_protocol --arguments tcp-server --description 'Listen for clients'
    complete --command $command --condition $no_protocol --arguments tcp-relay --description 'Stand between clients and a server'
    complete --command $command --condition $no_protocol --arguments udp-relay --description 'The same with datagrams'
    complete --command $command --condition $no_protocol --arguments unix-client --description 'Connect to a path'
    complete --command $command --condition $no_protocol --arguments unix-server --description 'Listen at a path'
    complete --command $command --condition $no_protocol --arguments unix-datagram --description 'Datagrams at a path'

    complete --command $command --short-option h --long-option help --description 'Show the options'
    complete --command $command --short-option v --long-option version --description 'Show the version'
    complete --command $command --long-option to --condition "not $with_path" --exclusive --description 'Where datagrams go to'
    complete --command $command --long-option to --condition $with_path --require-parameter --force-files --description 'Where datagrams go to'
    complete --command $command --long-option local --condition "not $with_path" --exclusive --description 'This end of a client'
    complete --command $command --long-option local --condition $with_path --require-parameter --force-files --description 'This end of a client'
    complete --command $command --long-option encoding --exclusive --arguments "$encodings" --description 'The encoding of text'
    complete --command $command --long-option tls --description 'Go over TLS'
    complete --command $command --long-option tls-name --exclusive --arguments '(__fish_print_hostnames)' --description 'The name of the server'
    complete --command $command --long-option tls-alpn --exclusive --description 'Protocols to agree on'
    complete --command $command --long-option tls-ca --require-parameter --force-files --description 'Certificates that are trusted'
    complete --command $command --long-option tls-insecure --description 'Accept any certificate'
    complete --command $command --long-option tls-cert --require-parameter --force-files --description 'Certificate of this end'
    complete --command $command --long-option tls-key --require-parameter --force-files --description 'Its private key'
    complete --command $command --long-option send --exclusive --description 'Send this text'
    complete --command $command --long-option send-hex --exclusive --description 'Send these bytes'
end

# Profiles and captures are opened by the window only.
complete --command sockeye --condition $no_protocol --arguments '(__fish_complete_path (commandline --current-token) | string match --regex --entire -- "\.(?:sockeye|pcapng)(?:\t|\$)|/(?:\t|\$)")'
complete --command sockeye --long-option no-open --description 'Only fill in the fields'

# Captures are compared without a window only.
complete --command sockeye-cli --condition $no_protocol --arguments diff --description 'Compare two captures'
complete --command sockeye-cli --condition "__fish_seen_subcommand_from diff" --arguments '(__fish_complete_path (commandline --current-token) | string match --regex --entire -- "\.pcapng(?:\t|\$)|/(?:\t|\$)")'

complete --command sockeye-cli --long-option send-file --require-parameter --force-files --description 'Send a file'
complete --command sockeye-cli --long-option expect --exclusive --description 'Wait for this text'
complete --command sockeye-cli --long-option expect-hex --exclusive --description 'Wait for these bytes'
complete --command sockeye-cli --long-option expect-regex --exclusive --description 'Wait for a match'
complete --command sockeye-cli --long-option expect-close --description 'Wait until the far end has closed'
complete --command sockeye-cli --long-option within --exclusive --description 'How long the expectation before it may take (ms)'
complete --command sockeye-cli --long-option wait --exclusive --description 'Wait so long (ms)'
complete --command sockeye-cli --long-option close-sending --description 'Send a FIN'
complete --command sockeye-cli --long-option close --description 'Close'
complete --command sockeye-cli --long-option echo --description 'Send back what comes'
complete --command sockeye-cli --long-option stdin --description 'Send the standard input'
complete --command sockeye-cli --long-option once --description 'Accept the first connection only'
complete --command sockeye-cli --short-option n --long-option count --exclusive --description 'End after so many messages'
complete --command sockeye-cli --short-option t --long-option timeout --exclusive --description 'End when all has taken so long (ms)'
complete --command sockeye-cli --long-option retry --exclusive --description 'Keep trying so long to open (ms)'
complete --command sockeye-cli --short-option o --long-option output --exclusive --arguments 'text hex ndjson raw none' --description 'What is written'
complete --command sockeye-cli --short-option q --long-option quiet --description 'Write nothing'
complete --command sockeye-cli --long-option no-escapes --description 'A backslash is a backslash'
complete --command sockeye-cli --long-option variables --description 'Replace variables in what is sent'
