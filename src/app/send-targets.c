/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-targets.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>

static void
append (GListStore *store, SockeyeSendTarget *target)
{
  g_list_store_append (store, target);
  g_object_unref (target);
}

static gpointer
make_target (gpointer item, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeConnectionItem) connection = SOCKEYE_CONNECTION_ITEM (item);

  return sockeye_send_target_new (SOCKEYE_TARGET_PEER, sockeye_connection_item_get_peer (connection),
                                  sockeye_connection_item_get_remote (connection));
}

static void
count_connections (GListModel *connections,
                   guint position G_GNUC_UNUSED,
                   guint removed G_GNUC_UNUSED,
                   guint added G_GNUC_UNUSED,
                   SockeyeSendTarget *all)
{
  g_autofree char *number = g_strdup_printf ("%'u", g_list_model_get_n_items (connections));
  /* Translators: %s is the number of connections */
  g_autofree char *label = g_strdup_printf (_ ("All connections (%s)"), number);

  sockeye_send_target_set_label (all, label);
}

static void
count_ticked (GObject *connections, GParamSpec *pspec G_GNUC_UNUSED, SockeyeSendTarget *ticked)
{
  g_autofree char *number = NULL;
  g_autofree char *label = NULL;
  guint n;

  g_object_get (connections, "n-ticked", &n, NULL);
  number = g_strdup_printf ("%'u", n);
  /* Translators: %s is the number of connections that are ticked in the list of connections */
  label = g_strdup_printf (_ ("Ticked connections (%s)"), number);
  sockeye_send_target_set_label (ticked, label);
}

/* One list of two, both of SockeyeSendTarget; takes them over. */
static GListModel *
join (GListModel *first, GListModel *second)
{
  GListStore *parts = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (parts, first);
  g_list_store_append (parts, second);
  g_object_unref (first);
  g_object_unref (second);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (parts)));
}

static GListModel *
make_server_targets (GListModel *connections)
{
  GtkMapListModel *each = gtk_map_list_model_new (g_object_ref (connections), make_target, NULL, NULL);
  g_autoptr (SockeyeSendTarget) all = sockeye_send_target_new (SOCKEYE_TARGET_ALL, 0, NULL);
  g_autoptr (SockeyeSendTarget) ticked = sockeye_send_target_new (SOCKEYE_TARGET_SET, 0, NULL);
  GListStore *first = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);

  g_list_store_append (first, all);
  g_list_store_append (first, ticked);
  g_signal_connect_object (connections, "items-changed", G_CALLBACK (count_connections), all, 0);
  g_signal_connect_object (connections, "notify::n-ticked", G_CALLBACK (count_ticked), ticked, 0);
  count_connections (connections, 0, 0, 0, all);
  count_ticked (G_OBJECT (connections), NULL, ticked);
  return join (G_LIST_MODEL (first), G_LIST_MODEL (each));
}

static gpointer
make_seen (gpointer item, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (SockeyeConnectionItem) sender = SOCKEYE_CONNECTION_ITEM (item);

  return sockeye_send_target_new_for_address (SOCKEYE_TARGET_SOURCE_SEEN,
                                              sockeye_connection_item_get_remote (sender));
}

static const char *
name_remote (SockeyeProtocol protocol)
{
  return sockeye_protocol_is_unix (protocol) ? _ ("Remote path") : _ ("Remote host");
}

static GListModel *
make_datagram_targets (SockeyeProtocol protocol, GListModel *senders)
{
  GListStore *first = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  GtkMapListModel *seen = gtk_map_list_model_new (g_object_ref (senders), make_seen, NULL, NULL);

  append (first, sockeye_send_target_new_for_address (SOCKEYE_TARGET_SOURCE_NETWORK, name_remote (protocol)));
  append (first, sockeye_send_target_new (SOCKEYE_TARGET_LAST_SENDER, 0, _ ("Last sender")));
  append (first, sockeye_send_target_new_for_address (SOCKEYE_TARGET_SOURCE_TYPED, _ ("Another address")));
  return join (G_LIST_MODEL (first), G_LIST_MODEL (seen));
}

/* Clients, and the target as each of them: what is sent goes out in between. */
static GListModel *
make_relay_targets (GListModel *senders)
{
  GListStore *first = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  GtkMapListModel *each = gtk_map_list_model_new (g_object_ref (senders), make_target, NULL, NULL);

  append (first, sockeye_send_target_new (SOCKEYE_TARGET_LAST_SENDER, 0, _ ("Last sender")));
  return join (G_LIST_MODEL (first), G_LIST_MODEL (each));
}

/**
 * sockeye_send_targets_new:
 * @protocol: the session's role
 * @workspace: whose connections, and senders of datagrams, there are
 *
 * Returns: (transfer full): whom can be sent to, of #SockeyeSendTarget; a client has its server and no choice
 */
GListModel *
sockeye_send_targets_new (SockeyeProtocol protocol, SockeyeWorkspace *workspace)
{
  GListStore *store;

  if (sockeye_protocol_is_server (protocol))
    return make_server_targets (sockeye_workspace_get_connections (workspace));
  if (protocol == SOCKEYE_PROTOCOL_UDP_RELAY)
    return make_relay_targets (sockeye_workspace_get_senders (workspace));
  if (sockeye_protocol_is_datagram (protocol))
    return make_datagram_targets (protocol, sockeye_workspace_get_senders (workspace));

  store = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  append (store, sockeye_send_target_new (SOCKEYE_TARGET_DEFAULT, 0, name_remote (protocol)));
  return G_LIST_MODEL (store);
}

/* Labels of addresses tell them apart; other labels count, and change. */
static gboolean
is_same (SockeyeSendTarget *a, SockeyeSendTarget *b)
{
  return sockeye_send_target_get_kind (a) == sockeye_send_target_get_kind (b)
         && sockeye_send_target_get_peer (a) == sockeye_send_target_get_peer (b)
         && sockeye_send_target_get_source (a) == sockeye_send_target_get_source (b)
         && (sockeye_send_target_get_source (a) != SOCKEYE_TARGET_SOURCE_SEEN
             || g_str_equal (sockeye_send_target_get_label (a), sockeye_send_target_get_label (b)));
}

/**
 * sockeye_send_targets_find:
 * @targets: a list of #SockeyeSendTarget
 * @wanted: a target, of this list or of an earlier one
 *
 * Returns: the position of the one that means the same, or %GTK_INVALID_LIST_POSITION
 */
guint
sockeye_send_targets_find (GListModel *targets, SockeyeSendTarget *wanted)
{
  guint n = g_list_model_get_n_items (targets);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SockeyeSendTarget) target = g_list_model_get_item (targets, i);

      if (is_same (target, wanted))
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

/**
 * sockeye_send_targets_find_peer:
 * @targets: a list of #SockeyeSendTarget
 * @peer: a connection
 *
 * Returns: its position, or %GTK_INVALID_LIST_POSITION
 */
guint
sockeye_send_targets_find_peer (GListModel *targets, guint32 peer)
{
  g_autoptr (SockeyeSendTarget) wanted = sockeye_send_target_new (SOCKEYE_TARGET_PEER, peer, NULL);

  return sockeye_send_targets_find (targets, wanted);
}
