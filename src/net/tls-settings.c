/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-settings.h"

#include <string.h>

/* RFC 7301, 3.1: the length of a name is one byte. The field takes no longer ones. */
#define ALPN_NAME_MAX 255

/* Blanks around names come from entries and mean nothing; in names of files they count. */
static const char *
copy_name (const char *name)
{
  return g_strstrip (g_strdup (name != NULL ? name : ""));
}

static const char *
copy_path (const char *path)
{
  return g_strdup (path != NULL ? path : "");
}

/**
 * sockeye_tls_settings_copy:
 * @copy: (out): owns its strings, none of them %NULL; to be cleared
 */
void
sockeye_tls_settings_copy (const SockeyeTlsSettings *self, SockeyeTlsSettings *copy)
{
  SockeyeTlsSettings made = *self;

  made.server_name = copy_name (self->server_name);
  made.alpn = copy_name (self->alpn);
  made.ca_file = copy_path (self->ca_file);
  made.certificate_file = copy_path (self->certificate_file);
  made.key_file = copy_path (self->key_file);
  *copy = made;
}

/**
 * sockeye_tls_settings_clear:
 * @self: a copy
 */
void
sockeye_tls_settings_clear (SockeyeTlsSettings *self)
{
  g_free ((char *) self->server_name);
  g_free ((char *) self->alpn);
  g_free ((char *) self->ca_file);
  g_free ((char *) self->certificate_file);
  g_free ((char *) self->key_file);
  *self = (SockeyeTlsSettings){ 0 };
}

/**
 * sockeye_tls_settings_list_alpn:
 * @self: a copy
 *
 * Returns: (transfer full) (nullable): the names of the protocols; %NULL: there are none
 */
char **
sockeye_tls_settings_list_alpn (const SockeyeTlsSettings *self)
{
  g_auto (GStrv) names = g_strsplit (self->alpn, ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      gsize length = strlen (g_strstrip (names[i]));

      if (length == 0 || length > ALPN_NAME_MAX)
        continue;
      g_strv_builder_add (builder, names[i]);
      n++;
    }
  return n > 0 ? g_strv_builder_end (builder) : NULL;
}

/**
 * sockeye_tls_settings_choose_name:
 * @self: (client) a copy
 * @remote_host: what this end connects to, the default
 *
 * Returns: (transfer full): which name is asked for, as it can stand in a certificate: without brackets and zone
 */
char *
sockeye_tls_settings_choose_name (const SockeyeTlsSettings *self, const char *remote_host)
{
  g_autofree char *host = g_strdup (*self->server_name != '\0' ? self->server_name : remote_host);
  gsize length = strlen (host);

  if (host[0] == '[' && host[length - 1] == ']')
    {
      host[length - 1] = '\0';
      memmove (host, host + 1, length - 1);
    }
  if (strchr (host, ':') != NULL && strchr (host, '%') != NULL)
    *strchr (host, '%') = '\0';
  return g_steal_pointer (&host);
}
