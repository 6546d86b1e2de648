/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-entry.h"
#include "window-peers.h"

static gpointer
get_row (WindowFixture *self)
{
  return window_child (self->page->network_panel, "tls_row");
}

static gpointer
get_switch (WindowFixture *self)
{
  return sockeye_tls_row_get_switch (get_row (self));
}

static gpointer
get_options (WindowFixture *self)
{
  return window_get_tls_options (get_row (self));
}

static gpointer
get_field (WindowFixture *self, const char *name)
{
  return window_get_tls_field (get_row (self), name);
}

static void
switch_on (WindowFixture *self, SockeyeProtocol protocol)
{
  window_choose_protocol (self, protocol);
  gtk_check_button_set_active (get_switch (self), TRUE);
}

/* Each protocol shows what it has, and fields that follow from others only then. */
static void
test_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  g_assert_false (is_shown (get_row (self)));

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  g_assert_true (is_shown (get_row (self)));
  g_assert_false (is_shown (get_options (self)));
  gtk_check_button_set_active (get_switch (self), TRUE);
  g_assert_true (is_shown (get_options (self)));
  g_assert_true (is_shown (get_field (self, "server_name")));
  g_assert_true (is_shown (get_field (self, "trust")));
  g_assert_false (is_shown (get_field (self, "clients")));
  g_assert_false (is_shown (get_field (self, "ca_file")));
  g_assert_false (is_shown (get_field (self, "key")));
  gtk_drop_down_set_selected (get_field (self, "trust"), SOCKEYE_TLS_TRUST_FILE);
  g_assert_true (is_shown (get_field (self, "ca_file")));
  g_assert_true (is_shown (get_field (self, "ca_file_error")));
  sockeye_file_entry_set_text (get_field (self, "ca_file"), "/ca.pem");
  g_assert_false (is_shown (get_field (self, "ca_file_error")));
  sockeye_file_entry_set_text (get_field (self, "certificate"), "/own.pem");
  g_assert_true (is_shown (get_field (self, "key")));

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  g_assert_false (gtk_check_button_get_active (get_switch (self)));
  g_assert_false (is_shown (get_field (self, "server_name")));
  g_assert_false (is_shown (get_field (self, "trust")));
  g_assert_true (is_shown (get_field (self, "clients")));
  gtk_drop_down_set_selected (get_field (self, "clients"), SOCKEYE_TLS_CLIENTS_REQUIRED);
  g_assert_true (is_shown (get_field (self, "trust")));
}

/* What was set holds in the next window, before anybody looks, and is there again; client and server have options of their own. */
static void
test_kept (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSettings settings;

  switch_on (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  g_assert_false (gtk_widget_has_css_class (get_options (self), "active"));
  gtk_editable_set_text (get_field (self, "server_name"), "a.test");
  g_assert_true (gtk_widget_has_css_class (get_options (self), "active"));
  gtk_editable_set_text (get_field (self, "alpn"), "h2");
  gtk_drop_down_set_selected (get_field (self, "trust"), SOCKEYE_TLS_TRUST_FILE);
  sockeye_file_entry_set_text (get_field (self, "ca_file"), "/ca.pem");
  sockeye_file_entry_set_text (get_field (self, "certificate"), "/own.pem");
  sockeye_file_entry_set_text (get_field (self, "key"), "/own.key");
  switch_on (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  gtk_drop_down_set_selected (get_field (self, "clients"), SOCKEYE_TLS_CLIENTS_ASKED);
  gtk_drop_down_set_selected (get_field (self, "trust"), SOCKEYE_TLS_TRUST_ANYTHING);

  window_fixture_close (self);
  window_fixture_open (self);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_true (settings.tls.enabled);
  g_assert_cmpint (settings.tls.clients, ==, SOCKEYE_TLS_CLIENTS_ASKED);
  g_assert_cmpint (settings.tls.trust, ==, SOCKEYE_TLS_TRUST_ANYTHING);
  g_assert_cmpstr (settings.tls.certificate_file, ==, "");
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_true (settings.tls.enabled);
  g_assert_cmpstr (settings.tls.server_name, ==, "a.test");
  g_assert_cmpstr (settings.tls.alpn, ==, "h2");
  g_assert_cmpint (settings.tls.trust, ==, SOCKEYE_TLS_TRUST_FILE);
  g_assert_cmpstr (settings.tls.ca_file, ==, "/ca.pem");
  g_assert_cmpstr (settings.tls.certificate_file, ==, "/own.pem");
  g_assert_cmpstr (settings.tls.key_file, ==, "/own.key");
  g_assert_true (gtk_widget_has_css_class (get_options (self), "active"));
  g_assert_null (gtk_menu_button_get_popover (get_options (self)));
  g_assert_cmpstr (gtk_editable_get_text (get_field (self, "server_name")), ==, "a.test");
  g_assert_true (is_shown (get_field (self, "ca_file")));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_false (settings.tls.enabled);
}

/* A relay has TLS on both sides, and each side its own options. */
static void
test_relay (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gpointer clients = window_child (self->page->network_panel, "clients_tls");
  gpointer target = window_child (self->page->network_panel, "target_tls");
  SockeyeSettings settings;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  g_assert_false (is_shown (clients) || is_shown (target));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP_RELAY);
  g_assert_false (is_shown (clients) || is_shown (target));
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_RELAY);
  g_assert_true (is_shown (clients) && is_shown (target));
  g_assert_false (is_shown (get_row (self)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (sockeye_tls_row_get_switch (clients)), TRUE);
  g_assert_true (is_shown (window_get_tls_field (clients, "clients")));
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_true (settings.tls.enabled && !settings.target_tls.enabled);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (sockeye_tls_row_get_switch (target)), TRUE);
  g_assert_true (is_shown (window_get_tls_field (target, "server_name")));
  gtk_editable_set_text (window_get_tls_field (target, "server_name"), "a.test");
  gtk_editable_set_text (window_get_tls_field (clients, "alpn"), "h2");
  window_fixture_close (self);
  window_fixture_open (self);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_cmpint (settings.protocol, ==, SOCKEYE_PROTOCOL_TCP_RELAY);
  g_assert_true (settings.tls.enabled && settings.target_tls.enabled);
  g_assert_cmpstr (settings.tls.alpn, ==, "h2");
  g_assert_cmpstr (settings.target_tls.alpn, ==, "");
  g_assert_cmpstr (settings.target_tls.server_name, ==, "a.test");
  g_assert_cmpstr (settings.remote_host, ==, "127.0.0.1");

  /* The client's and the server's are what they were. */
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  sockeye_network_panel_get_settings (self->page->network_panel, &settings);
  g_assert_false (settings.tls.enabled || settings.target_tls.enabled);
}

static gboolean
accept_anything (void)
{
  return TRUE;
}

/* GIO's client against the window's server, which makes its certificate; nothing can be changed while it is open. */
static void
test_server (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;

  switch_on (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  g_assert_false (gtk_widget_get_sensitive (get_switch (self)));
  g_assert_false (gtk_widget_get_sensitive (get_field (self, "certificate")));
  g_assert_false (gtk_widget_get_sensitive (get_field (self, "clients")));

  connection = g_socket_client_connect_to_host (client, "127.0.0.1", get_port (self), NULL, &error);
  g_assert_no_error (error);
  tls = g_tls_client_connection_new (G_IO_STREAM (connection), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_anything), NULL);
  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (tls), "hello", 5, NULL, NULL, &error));
  g_assert_no_error (error);
  window_wait_for (window_log_shows (self, "hello"));
  window_wait_for (window_log_shows (self, "TLS established with "));
  g_assert_true (g_io_stream_close (tls, NULL, &error));
  window_wait_for (window_log_shows (self, "(TLS close_notify)"));

  window_close_session (self);
  g_assert_true (gtk_widget_get_sensitive (get_switch (self)));
  g_assert_true (gtk_widget_get_sensitive (get_field (self, "certificate")));
}

/* A file that is not there is told when the session is to be opened, and what was typed stays. */
static void
test_missing_file (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  switch_on (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  sockeye_file_entry_set_text (get_field (self, "certificate"), "/nowhere.pem");
  window_do (self, "open-close");
  window_wait_for (window_log_shows (self, "The certificate “/nowhere.pem” cannot be used"));
  window_wait_for (sockeye_session_get_state (self->session) == SOCKEYE_SESSION_CLOSED);
  g_assert_cmpstr (sockeye_file_entry_get_text (get_field (self, "certificate")), ==, "/nowhere.pem");
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  WINDOW_TEST ("/window/tls/fields", test_fields);
  WINDOW_TEST ("/window/tls/kept", test_kept);
  WINDOW_TEST ("/window/tls/relay", test_relay);
  WINDOW_TEST ("/window/tls/server", test_server);
  WINDOW_TEST ("/window/tls/missing-file", test_missing_file);
  return g_test_run ();
}
