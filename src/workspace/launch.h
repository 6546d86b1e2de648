/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charset.h"
#include "session.h"

G_BEGIN_DECLS

/**
 * SockeyeLaunchWords:
 * @words: (nullable): what is no option: the protocol, and its end point
 * @to: (nullable): --to
 * @local: (nullable): --local
 * @encoding: (nullable): --encoding
 * @tls: --tls
 * @tls_name: (nullable): --tls-name
 * @tls_alpn: (nullable): --tls-alpn
 * @tls_ca: (nullable): --tls-ca
 * @tls_insecure: --tls-insecure
 * @tls_cert: (nullable): --tls-cert
 * @tls_key: (nullable): --tls-key
 *
 * What both programs understand on the command line, as it was typed. Strings are owned.
 */
typedef struct
{
  char **words;
  char *to;
  char *local;
  char *encoding;
  gboolean tls;
  char *tls_name;
  char *tls_alpn;
  char *tls_ca;
  gboolean tls_insecure;
  char *tls_cert;
  char *tls_key;
} SockeyeLaunchWords;

/**
 * SockeyeLaunch:
 * @protocol: the role
 * @local_host: this end's host, or its path or name; empty: any
 * @local_port: this end's port; 0: the system chooses
 * @remote_host: the far end's host, or its path or name; empty: none
 * @remote_port: the far end's port
 * @charset: (nullable): the encoding, if one was asked for
 * @tls: whether streams go over TLS, and how; its strings are owned
 *
 * The socket that a command line asks for.
 */
typedef struct
{
  SockeyeProtocol protocol;
  char *local_host;
  guint16 local_port;
  char *remote_host;
  guint16 remote_port;
  const SockeyeCharset *charset;
  SockeyeTlsSettings tls;
} SockeyeLaunch;

GOptionEntry *sockeye_launch_make_entries (SockeyeLaunchWords *words);
void sockeye_launch_words_load (SockeyeLaunchWords *words, GVariantDict *options);
void sockeye_launch_words_clear (SockeyeLaunchWords *words);
gboolean sockeye_launch_words_are_empty (const SockeyeLaunchWords *words);

SockeyeLaunch *sockeye_launch_new (const SockeyeLaunchWords *words, const char *folder, GError **error);
void sockeye_launch_free (SockeyeLaunch *self);
void sockeye_launch_get_settings (const SockeyeLaunch *self, SockeyeSettings *settings);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SockeyeLaunchWords, sockeye_launch_words_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeLaunch, sockeye_launch_free)

G_END_DECLS
