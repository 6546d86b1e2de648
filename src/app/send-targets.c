/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-targets.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>

static void
append (GListStore *store, SockeyeTargetKind kind, const char *label)
{
  g_autoptr (SockeyeSendTarget) target = sockeye_send_target_new (kind, 0, label);

  g_list_store_append (store, target);
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

static GListModel *
make_server_targets (GListModel *connections)
{
  GtkMapListModel *each = gtk_map_list_model_new (g_object_ref (connections), make_target, NULL, NULL);
  g_autoptr (SockeyeSendTarget) all = sockeye_send_target_new (SOCKEYE_TARGET_ALL, 0, NULL);
  GListStore *first = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  GListStore *parts = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (first, all);
  g_list_store_append (parts, first);
  g_list_store_append (parts, each);
  g_object_unref (first);
  g_object_unref (each);

  g_signal_connect_object (connections, "items-changed", G_CALLBACK (count_connections), all, 0);
  count_connections (connections, 0, 0, 0, all);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (parts)));
}

/**
 * sockeye_send_targets_new:
 * @protocol: the session's role
 * @connections: a server's connections, of #SockeyeConnectionItem
 *
 * Returns: (transfer full): whom can be sent to, of #SockeyeSendTarget; a client has its server and no choice
 */
GListModel *
sockeye_send_targets_new (SockeyeProtocol protocol, GListModel *connections)
{
  GListStore *store;

  if (protocol == SOCKEYE_PROTOCOL_TCP_SERVER)
    return make_server_targets (connections);

  store = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  if (protocol == SOCKEYE_PROTOCOL_UDP)
    {
      append (store, SOCKEYE_TARGET_ADDRESS, _ ("Remote host"));
      append (store, SOCKEYE_TARGET_LAST_SENDER, _ ("Last sender"));
    }
  else
    append (store, SOCKEYE_TARGET_DEFAULT, _ ("Remote host"));

  return G_LIST_MODEL (store);
}

/**
 * sockeye_send_targets_find:
 * @targets: a list of #SockeyeSendTarget
 * @kind: whom
 * @peer: which connection, or 0
 *
 * Returns: its position, or %GTK_INVALID_LIST_POSITION
 */
guint
sockeye_send_targets_find (GListModel *targets, SockeyeTargetKind kind, guint32 peer)
{
  guint n = g_list_model_get_n_items (targets);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SockeyeSendTarget) target = g_list_model_get_item (targets, i);

      if (sockeye_send_target_get_kind (target) == kind && sockeye_send_target_get_peer (target) == peer)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}
