/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_TLS_TRUST_SYSTEM,
  SOCKEYE_TLS_TRUST_FILE,
  SOCKEYE_TLS_TRUST_ANYTHING,
} SockeyeTlsTrust;

typedef enum
{
  SOCKEYE_TLS_CLIENTS_NOT_ASKED,
  SOCKEYE_TLS_CLIENTS_ASKED,
  SOCKEYE_TLS_CLIENTS_REQUIRED,
} SockeyeTlsClients;

/**
 * SockeyeTlsSettings:
 * @enabled: whether streams go over TLS
 * @server_name: (client) the name that is asked for (SNI) and has to be in the certificate; empty: the remote host
 * @alpn: names of protocols with commas between them, the best first; empty: none
 * @trust: which certificates of the far end are accepted
 * @ca_file: certificates (PEM) that are trusted, for %SOCKEYE_TLS_TRUST_FILE
 * @certificate_file: this end's certificate and its chain (PEM); empty: (server) one is made, (client) there is none
 * @key_file: its private key (PEM); empty: it is in @certificate_file
 * @clients: (server) whether clients have to show a certificate
 *
 * How TLS is to be. Strings are owned by whoever made the struct; %NULL is the same as empty.
 */
typedef struct
{
  gboolean enabled;
  const char *server_name;
  const char *alpn;
  SockeyeTlsTrust trust;
  const char *ca_file;
  const char *certificate_file;
  const char *key_file;
  SockeyeTlsClients clients;
} SockeyeTlsSettings;

void sockeye_tls_settings_copy (const SockeyeTlsSettings *self, SockeyeTlsSettings *copy);
void sockeye_tls_settings_clear (SockeyeTlsSettings *self);
char **sockeye_tls_settings_list_alpn (const SockeyeTlsSettings *self);
char *sockeye_tls_settings_choose_name (const SockeyeTlsSettings *self, const char *remote_host);

G_END_DECLS
