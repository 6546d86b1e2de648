/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window-fixture.h"

/* The far end: a plain socket that the test turns by hand, never the program's own code. */
typedef struct
{
  GSocket *socket;
  guint16 port;
} Peer;

static inline void
peer_init (Peer *peer, GSocketType type)
{
  g_autoptr (GInetAddress) any = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  peer->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (peer->socket, address, FALSE, &error);
  g_assert_no_error (error);
  if (type == G_SOCKET_TYPE_STREAM)
    g_socket_listen (peer->socket, NULL);
  bound = g_socket_get_local_address (peer->socket, NULL);
  peer->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_socket_set_timeout (peer->socket, 20);
}

static inline void
peer_clear (Peer *peer)
{
  g_object_unref (peer->socket);
}

static inline GSocketAddress *
make_address (guint16 port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  return g_inet_socket_address_new (loopback, port);
}

static inline GSocket *
connect_client (guint16 port)
{
  g_autoptr (GSocketAddress) address = make_address (port);
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                  &error);

  g_assert_no_error (error);
  g_socket_set_timeout (socket, 20);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  return socket;
}

/* The sockets are blocking, with a time limit; the program's own thread serves the other end. */
static inline void
assert_receives (GSocket *socket, const char *text)
{
  gsize wanted = strlen (text);
  g_autofree char *bytes = g_malloc0 (wanted + 1);
  g_autoptr (GError) error = NULL;
  gsize got = 0;

  while (got < wanted)
    {
      gssize n = g_socket_receive (socket, bytes + got, wanted - got, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (n, >, 0);
      got += (gsize) n;
    }
  g_assert_cmpstr (bytes, ==, text);
}

static inline void
send_text (GSocket *socket, const char *text)
{
  g_assert_cmpint (g_socket_send (socket, text, strlen (text), NULL, NULL), ==, (gssize) strlen (text));
}

static inline guint16
get_port (WindowFixture *self)
{
  return sockeye_session_get_local_port (self->session);
}

static inline guint
count_connections (WindowFixture *self)
{
  return g_list_model_get_n_items (sockeye_workspace_get_connections (self->page->workspace));
}

static inline GtkDropDown *
get_targets (WindowFixture *self)
{
  return GTK_DROP_DOWN (window_child (sockeye_send_box_get_target_chooser (self->page->send_box), "target"));
}

static inline char *
get_target_label (WindowFixture *self, guint position)
{
  g_autoptr (GObject) target = g_list_model_get_item (gtk_drop_down_get_model (get_targets (self)), position);
  char *label = NULL;

  g_assert_nonnull (target);
  g_object_get (target, "label", &label, NULL);
  return label;
}

static inline gboolean
is_shown (gpointer widget)
{
  return gtk_widget_get_visible (GTK_WIDGET (widget));
}

static inline void
do_with_all (WindowFixture *self, const char *action)
{
  g_assert_true (window_can (self, action));
  g_action_group_activate_action (G_ACTION_GROUP (self->page->actions), action, g_variant_new_uint32 (0));
}

static inline GSocket *
listen_with_client (WindowFixture *self)
{
  GSocket *client;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  client = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 1 && window_can (self, "abort"));
  return client;
}

static inline void
assert_at_end (GSocket *socket)
{
  g_autoptr (GError) error = NULL;
  char byte;

  g_assert_cmpint (g_socket_receive (socket, &byte, 1, NULL, &error), ==, 0);
  g_assert_no_error (error);
}
