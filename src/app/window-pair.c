/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "free-ports.h"

#include <glib/gi18n-lib.h>

/* Two sessions side by side, each aimed at the other, on this machine. Nothing is opened. */

/* Private: whatever the last session was like, such sessions understand each other. */
void
sockeye_window_set_plain (GVariantDict *dict, const char *protocol, const char *text)
{
  static const char *const off[] = {
    "tcp-client-tls", "tcp-server-tls", "short-connections", "send-as-hex", "escapes", "variables", "repeat",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (off); i++)
    g_variant_dict_insert (dict, off[i], "b", FALSE);
  g_variant_dict_insert (dict, "checksum", "u", 0);
  g_variant_dict_insert_value (dict, "faults", g_variant_new_array (G_VARIANT_TYPE ("{sd}"), NULL, 0));
  g_variant_dict_insert (dict, "protocol", "s", protocol);
  g_variant_dict_insert (dict, "send-text", "s", text);
}

/* Private: @end: "local" or "remote" */
void
sockeye_window_set_end (GVariantDict *dict,
                        const char *protocol,
                        const char *end,
                        const char *host,
                        guint16 port)
{
  g_autofree char *host_key = g_strdup_printf ("%s-%s-host", protocol, end);
  g_autofree char *port_key = g_strdup_printf ("%s-%s-port", protocol, end);

  g_variant_dict_insert (dict, host_key, "s", host);
  g_variant_dict_insert (dict, port_key, "q", port);
}

static GVariant *
make_datagram_end (guint16 local, guint16 remote, const char *text)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  sockeye_window_set_plain (&dict, "udp", text);
  sockeye_window_set_end (&dict, "udp", "local", "127.0.0.1", local);
  sockeye_window_set_end (&dict, "udp", "remote", "127.0.0.1", remote);
  return g_variant_dict_end (&dict);
}

static GVariant *
make_server (guint16 port)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  sockeye_window_set_plain (&dict, "tcp-server", _ ("Hello from the server"));
  sockeye_window_set_end (&dict, "tcp-server", "local", "127.0.0.1", port);
  return g_variant_dict_end (&dict);
}

static GVariant *
make_client (guint16 port)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  sockeye_window_set_plain (&dict, "tcp-client", _ ("Hello from the client"));
  sockeye_window_set_end (&dict, "tcp-client", "local", "", 0);
  sockeye_window_set_end (&dict, "tcp-client", "remote", "127.0.0.1", port);
  return g_variant_dict_end (&dict);
}

/* Private: @datagrams: two ends of UDP; otherwise a TCP server and its client */
void
sockeye_window_new_pair (SockeyeWindow *self, gboolean datagrams)
{
  guint16 ports[2];
  g_autoptr (GVariant) left = NULL;
  g_autoptr (GVariant) right = NULL;
  SockeyeSessionPage *one, *other;

  sockeye_free_ports_find (datagrams, ports, G_N_ELEMENTS (ports));
  left = g_variant_ref_sink (datagrams
                                 ? make_datagram_end (ports[0], ports[1], _ ("Hello from the first end"))
                                 : make_server (ports[0]));
  right = g_variant_ref_sink (datagrams
                                  ? make_datagram_end (ports[1], ports[0], _ ("Hello from the second end"))
                                  : make_client (ports[0]));

  one = sockeye_window_make_page (self, left, self->first);
  other = sockeye_window_make_page (self, right, self->first);
  sockeye_session_page_set_twin (one, other);
  sockeye_window_activate_page (self, one);
  sockeye_window_show_beside (self, other);
  sockeye_window_fold_sides (self);
}
