/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "document-settings.h"

#include "capture-origin.h"

static void
set_path (GVariantDict *dict, const char *protocol, const char *end, const SockeyeEndpoint *endpoint)
{
  g_autofree char *key = g_strdup_printf ("%s-%s-path", protocol, end);
  char path[SOCKEYE_ENDPOINT_TEXT_MAX] = "";

  if (!sockeye_endpoint_is_unnamed (endpoint))
    sockeye_endpoint_format_host (endpoint, path, sizeof path);
  g_variant_dict_insert (dict, key, "s", path);
}

/* An empty host stands for all addresses, of both kinds; "0.0.0.0" for those of IPv4. */
static void
set_address (GVariantDict *dict, const char *protocol, const char *end, const SockeyeEndpoint *endpoint)
{
  g_autofree char *host_key = g_strdup_printf ("%s-%s-host", protocol, end);
  g_autofree char *port_key = g_strdup_printf ("%s-%s-port", protocol, end);
  char host[SOCKEYE_ENDPOINT_TEXT_MAX];

  sockeye_endpoint_format_host (endpoint, host, sizeof host);
  g_variant_dict_insert (dict, host_key, "s", g_str_equal (host, "::") ? "" : host);
  g_variant_dict_insert (dict, port_key, "q", sockeye_endpoint_get_port (endpoint));
}

/**
 * sockeye_document_settings_new:
 * @capture: a capture that was opened
 *
 * A program that shows connections of TCP beside the fields of another protocol seems to have something to do with them.
 *
 * Returns: (transfer full) (nullable): protocol and ends as the settings of a session, a{sv}; %NULL if the capture
 *   tells of none
 */
GVariant *
sockeye_document_settings_new (SockeyeCapture *capture)
{
  SockeyeCaptureOrigin origin;
  const char *protocol;
  gboolean is_unix;
  GVariantDict dict;

  if (!sockeye_capture_origin_read (capture, &origin))
    return NULL;

  protocol = sockeye_protocol_get_nick (origin.protocol);
  is_unix = sockeye_protocol_is_unix (origin.protocol);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "protocol", "s", protocol);
  (is_unix ? set_path : set_address) (&dict, protocol, "local", &origin.local);
  if (sockeye_protocol_has_remote (origin.protocol))
    (is_unix ? set_path : set_address) (&dict, protocol, "remote", &origin.remote);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}
