/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "life-store.h"

/**
 * sockeye_life_store_read:
 * @store: the settings
 * @protocol: whose options are asked for
 * @settings: (out caller-allocates): what is kept of how connections live, as far as the protocol has it, and nothing else
 */
void
sockeye_life_store_read (GSettings *store, SockeyeProtocol protocol, SockeyeSettings *settings)
{
  guint backlog = g_settings_get_uint (store, "backlog");
  gboolean is_short = sockeye_protocol_is_client (protocol)
                      && g_settings_get_boolean (store, "short-connections");

  *settings = (SockeyeSettings){ .protocol = protocol };
  settings->backlog = backlog > 0 ? (gint) backlog : SOCKEYE_BACKLOG_NONE;
  settings->connect_timeout_ms = g_settings_get_uint (store, "connect-timeout");
  settings->short_connections = is_short;
  settings->short_close_sending = is_short && g_settings_get_boolean (store, "short-close-sending");
  /* A short connection ends when the peer closes it. */
  settings->stay_half_open = !is_short && g_settings_get_boolean (store, "stay-half-open");
  settings->reconnect = !is_short && g_settings_get_boolean (store, "reconnect");
  settings->reconnect_first_ms = g_settings_get_uint (store, "reconnect-first-delay");
  settings->reconnect_max_ms = g_settings_get_uint (store, "reconnect-max-delay");
  settings->reconnect_attempts = g_settings_get_uint (store, "reconnect-attempts");
}

/**
 * sockeye_life_store_is_changed:
 * @settings: what is kept of how connections live
 *
 * Returns: whether something that the protocol has is not as it is by default: what is folded away and makes a difference
 *   is to be seen
 */
gboolean
sockeye_life_store_is_changed (const SockeyeSettings *settings)
{
  gboolean other_timeout = settings->connect_timeout_ms != SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS;

  if (sockeye_protocol_is_datagram (settings->protocol))
    return FALSE;
  if (sockeye_protocol_is_relay (settings->protocol))
    return settings->backlog != SOCKEYE_BACKLOG_DEFAULT || other_timeout;
  if (settings->stay_half_open)
    return TRUE;
  if (sockeye_protocol_is_server (settings->protocol))
    return settings->backlog != SOCKEYE_BACKLOG_DEFAULT;
  return settings->short_connections || settings->reconnect
         || (!sockeye_protocol_is_unix (settings->protocol) && other_timeout);
}
