/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "settings.h"

/* Hosts come from entries: blanks around them mean nothing, and an empty one is the same as none. In a path every byte
 * counts. */
static const char *
copy_host (const SockeyeSettings *settings, const char *host)
{
  char *copy = g_strdup (host != NULL ? host : "");

  return sockeye_protocol_is_unix (settings->protocol) ? copy : g_strstrip (copy);
}

/**
 * sockeye_settings_copy:
 * @settings: what a session is opened with; zeros stand for the defaults
 *
 * Returns: (transfer full): a copy that owns its strings and wishes, none of them %NULL, with the defaults filled in
 */
SockeyeSettings *
sockeye_settings_copy (const SockeyeSettings *settings)
{
  SockeyeSettings *copy = g_memdup2 (settings, sizeof *settings);

  copy->local_host = copy_host (settings, settings->local_host);
  copy->remote_host = copy_host (settings, settings->remote_host);
  sockeye_tls_settings_copy (&settings->tls, &copy->tls);
  sockeye_tls_settings_copy (&settings->target_tls, &copy->target_tls);
  copy->wishes = settings->wishes != NULL ? sockeye_wishes_copy (settings->wishes) : sockeye_wishes_new ();
  if (copy->backlog == 0)
    copy->backlog = SOCKEYE_BACKLOG_DEFAULT;
  if (copy->connect_timeout_ms == 0)
    copy->connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS;
  if (copy->reconnect_first_ms == 0)
    copy->reconnect_first_ms = SOCKEYE_RECONNECT_FIRST_DEFAULT_MS;
  if (copy->reconnect_max_ms == 0)
    copy->reconnect_max_ms = SOCKEYE_RECONNECT_MAX_DEFAULT_MS;
  return copy;
}

/**
 * sockeye_settings_free:
 * @settings: (transfer full): a copy
 */
void
sockeye_settings_free (SockeyeSettings *settings)
{
  g_free ((char *) settings->local_host);
  g_free ((char *) settings->remote_host);
  sockeye_tls_settings_clear (&settings->tls);
  sockeye_tls_settings_clear (&settings->target_tls);
  sockeye_wishes_free ((SockeyeWishes *) settings->wishes);
  g_free (settings);
}
