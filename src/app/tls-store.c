/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-store.h"

/**
 * sockeye_tls_store_make_key:
 * @prefix: what the keys begin with, such as "tcp-client"
 * @field: (nullable): what it is about, such as "certificate"; %NULL: whether TLS is used at all
 *
 * Returns: (transfer full): the key, such as "tcp-client-tls-certificate"
 */
char *
sockeye_tls_store_make_key (const char *prefix, const char *field)
{
  return g_strconcat (prefix, "-tls", field != NULL ? "-" : NULL, field, NULL);
}

static char *
get_text (GSettings *store, const char *prefix, const char *field)
{
  g_autofree char *key = sockeye_tls_store_make_key (prefix, field);

  return g_settings_get_string (store, key);
}

static int
get_choice (GSettings *store, const char *prefix, const char *field)
{
  g_autofree char *key = sockeye_tls_store_make_key (prefix, field);

  return g_settings_get_enum (store, key);
}

/**
 * sockeye_tls_store_read:
 * @store: the settings
 * @prefix: what the keys begin with
 * @is_server: which end of the handshake this one is
 * @settings: (out caller-allocates): what holds; of what is kept, only what makes a difference. To be cleared with
 *   sockeye_tls_settings_clear()
 */
void
sockeye_tls_store_read (GSettings *store,
                        const char *prefix,
                        gboolean is_server,
                        SockeyeTlsSettings *settings)
{
  g_autofree char *enabled = sockeye_tls_store_make_key (prefix, NULL);

  *settings = (SockeyeTlsSettings){
    .enabled = g_settings_get_boolean (store, enabled),
    .alpn = get_text (store, prefix, "alpn"),
    .certificate_file = get_text (store, prefix, "certificate"),
  };
  if (*settings->certificate_file != '\0')
    settings->key_file = get_text (store, prefix, "key");
  if (is_server)
    settings->clients = (SockeyeTlsClients) get_choice (store, prefix, "clients");
  else
    settings->server_name = get_text (store, prefix, "server-name");
  if (sockeye_tls_store_checks_certificates (settings, is_server))
    settings->trust = (SockeyeTlsTrust) get_choice (store, prefix, "trust");
  if (settings->trust == SOCKEYE_TLS_TRUST_FILE)
    settings->ca_file = get_text (store, prefix, "ca-file");
}

/**
 * sockeye_tls_store_checks_certificates:
 * @settings: what holds
 * @is_server: which end of the handshake this one is
 *
 * Returns: whether there are certificates to be trusted or not: a server that asks for none has nobody to trust
 */
gboolean
sockeye_tls_store_checks_certificates (const SockeyeTlsSettings *settings, gboolean is_server)
{
  return !is_server || settings->clients != SOCKEYE_TLS_CLIENTS_NOT_ASKED;
}

static gboolean
is_set (const char *text)
{
  return text != NULL && *text != '\0';
}

/**
 * sockeye_tls_store_is_changed:
 * @settings: what holds
 *
 * Returns: whether something is not as it is by default: what is folded away and makes a difference is to be seen
 */
gboolean
sockeye_tls_store_is_changed (const SockeyeTlsSettings *settings)
{
  return is_set (settings->server_name) || is_set (settings->alpn) || is_set (settings->certificate_file)
         || settings->trust != SOCKEYE_TLS_TRUST_SYSTEM || settings->clients != SOCKEYE_TLS_CLIENTS_NOT_ASKED;
}
