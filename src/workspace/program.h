/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"
#include "protocol.h"
#include "tls-settings.h"
#include "wishes.h"

G_BEGIN_DECLS

/* In the order of the menu. */
typedef enum
{
  SOCKEYE_LANGUAGE_PYTHON,
  SOCKEYE_LANGUAGE_POSIX, /* C with the calls of POSIX */
  SOCKEYE_LANGUAGE_GIO,   /* C with GIO */
  SOCKEYE_LANGUAGE_NCAT,
  SOCKEYE_LANGUAGE_SOCAT,
  SOCKEYE_LANGUAGE_BASH, /* alone, with its own /dev/tcp and /dev/udp */
  SOCKEYE_N_LANGUAGES
} SockeyeLanguage;

/* Bytes of a program's message: as many as the largest datagram has. */
#define SOCKEYE_PROGRAM_MESSAGE_MAX 65507

/**
 * SockeyeProgram:
 * @protocol: what the program is
 * @local_host: (nullable): to bind to; %NULL or empty: any. Unix: a path, or an abstract name behind an "@"
 * @local_port: 0: the system chooses
 * @remote_host: (nullable): to connect or send to; for datagrams %NULL or empty: whoever sends gets the message; (relay)
 *   the target. Unix: a path or a name, as above
 * @remote_port: of @remote_host
 * @tls: (nullable): how connections go over TLS; %NULL, or not enabled: they do not. (relay) Those that it accepts
 * @target_tls: (nullable): (relay) the same for those to the target
 * @wishes: (nullable): (UDP) the multicast groups that are joined; socket options are left to the system
 * @broadcast: (UDP) @remote_host is known to be all of a network
 * @close_sending: (client) close the sending side behind the message
 * @message: (nullable): what is sent; %NULL or empty: nothing, the program only receives. A relay sends none of its own
 * @charset: the encoding of what is sent and received
 * @is_text: that is text, in @charset
 * @has_faults: Sockeye makes faults on purpose, which a program does not
 * @is_example: the message has variables, which each sending replaces anew
 *
 * What a program in another language is to do. A plain value that owns nothing.
 */
typedef struct
{
  SockeyeProtocol protocol;
  const char *local_host;
  guint16 local_port;
  const char *remote_host;
  guint16 remote_port;
  const SockeyeTlsSettings *tls;
  const SockeyeTlsSettings *target_tls;
  const SockeyeWishes *wishes;
  gboolean broadcast;
  gboolean close_sending;
  GBytes *message;
  const SockeyeCharset *charset;
  gboolean is_text;
  gboolean has_faults;
  gboolean is_example;
} SockeyeProgram;

gboolean sockeye_language_find (const char *nick, SockeyeLanguage *language);
const char *sockeye_language_get_name (SockeyeLanguage language);

char *sockeye_program_write (const SockeyeProgram *self, SockeyeLanguage language, GError **error);

G_END_DECLS
