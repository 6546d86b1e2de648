/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history-popover.h"
#include "window-fixture.h"

/* What was sent, put back and sent again, in a window that is bound and sends to a socket of the test. */
typedef struct
{
  WindowFixture window; /* first: the fixture's functions take it */
  SockeyeHistory *history;
  SockeyeHistoryPopover *popover; /* once it was opened */
  GSocket *peer;
} HistoryFixture;

static inline WindowFixture *
history_get_window (HistoryFixture *self)
{
  return &self->window;
}

static inline void
history_set_up (HistoryFixture *self, gconstpointer data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  window_fixture_set_up (&self->window, data);
  self->history = sockeye_application_get_history (self->window.application);
  g_ptr_array_unref (sockeye_history_clear (self->history));

  self->peer = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_assert_true (g_socket_bind (self->peer, address, FALSE, NULL));
  g_socket_set_timeout (self->peer, 20);
  bound = g_socket_get_local_address (self->peer, NULL);
  window_set_port (history_get_window (self), "remote_port",
                   g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  window_open_session (history_get_window (self));
}

static inline void
history_tear_down (HistoryFixture *self, gconstpointer data)
{
  g_object_unref (self->peer);
  window_fixture_tear_down (&self->window, data);
}

static inline void
history_assert_received (HistoryFixture *self, const char *wanted, gsize length)
{
  char bytes[256];
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive (self->peer, bytes, sizeof bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (bytes, (gsize) n, wanted, length);
}

#define assert_receives(self, wanted) history_assert_received (self, wanted, strlen (wanted))

static inline void
history_send_text (HistoryFixture *self, const char *text)
{
  window_type (history_get_window (self), text);
  window_do (history_get_window (self), "send");
  assert_receives (self, text);
}

#define assert_typed(self, text)                                                                             \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *now_typed = window_get_typed (history_get_window (self));                               \
    g_assert_cmpstr (now_typed, ==, text);                                                                   \
  }                                                                                                          \
  G_STMT_END

static inline gpointer
history_get_option (HistoryFixture *self, const char *name)
{
  return window_child (window_child (self->window.page->send_box, "payload"), name);
}

/* It can be used when it is closed, once it was open. */
static inline gpointer
history_get_checksum (HistoryFixture *self)
{
  GtkPopover *popover = window_open_popover (history_get_option (self, "checksum"));

  gtk_popover_popdown (popover);
  return window_child (gtk_popover_get_child (popover), "checksum");
}

/* As the keys come: to the widget's controllers, until one of them takes it. */
static inline gboolean
history_press (gpointer widget, guint keyval, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; !taken && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, modifiers, &taken);
    }
  return taken;
}

static inline void
history_step (HistoryFixture *self, guint keyval)
{
  g_assert_true (
      history_press (window_child (self->window.page->send_box, "text"), keyval, GDK_CONTROL_MASK));
}

#define HISTORY_TEST(name, test)                                                                             \
  g_test_add (name, HistoryFixture, NULL, history_set_up, test, history_tear_down)
