/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-panel.h"
#include "file-entry.h"
#include "window-fixture.h"

#include <string.h>

/* The set-up as a program on the clipboard; or a sentence that says why there is none, where every other one stands. */

static void
copy_program (WindowFixture *self, const char *language)
{
  sockeye_notice_bar_dismiss (self->page->notice);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), "nothing yet");
  g_action_group_activate_action (G_ACTION_GROUP (self->page->actions), "copy-program",
                                  g_variant_new_string (language));
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  char **text = data;
  g_autoptr (GError) error = NULL;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
}

static char *
get_clipboard (WindowFixture *self)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), NULL, on_text, &text);
  window_wait_for (text != NULL);
  return text;
}

static void
assert_copied (WindowFixture *self, const char *language, const char *part)
{
  g_autofree char *text = NULL;

  copy_program (self, language);
  g_assert_true (g_str_has_prefix (window_get_notice (self), "Copied a program for "));
  text = get_clipboard (self);
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

/* What was on the clipboard stays there. */
static void
assert_refused (WindowFixture *self, const char *language, const char *sentence)
{
  g_autofree char *text = NULL;

  copy_program (self, language);
  g_assert_cmpstr (window_get_notice (self), ==, sentence);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (window_child (self->page->notice, "box")), "error"));
  text = get_clipboard (self);
  g_assert_cmpstr (text, ==, "nothing yet");
}

/* The bytes are those that Send would send: encoding, line ends, digits and checksum included. */
static void
test_message (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSendPlan plan = { .line_end = SOCKEYE_LINE_END_CRLF, .append_line_end = TRUE };

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_host (self, "remote_host", "127.0.0.1");
  window_set_port (self, "remote_port", 8888);
  sockeye_workspace_set_charset (self->page->workspace, sockeye_charset_find ("gbk"));
  sockeye_workspace_set_plan (self->page->workspace, &plan);
  window_type (self, "你\n\"好\"");
  assert_copied (self, "python", "b\"\\xc4\\xe3\\r\\n\"");
  assert_copied (self, "bash", "printf '\\304\\343\\r\\n\"\\272\\303\"\\r\\n' >&3");
  window_type (self, "😀");
  copy_program (self, "python");
  g_assert_nonnull (strstr (window_get_notice (self), "GBK"));

  /* A frame of MODBUS */
  plan = (SockeyeSendPlan){ .form = SOCKEYE_SEND_AS_HEX,
                            .checksum = SOCKEYE_CHECKSUM_CRC_16_MODBUS,
                            .checksum_little_endian = TRUE };
  sockeye_workspace_set_plan (self->page->workspace, &plan);
  window_type (self, "01 03 00 00 00 01");
  assert_copied (self, "python", "MESSAGE = b\"\\x01\\x03\\x00\\x00\\x00\\x01\\x84\\n\"\n");
  assert_copied (self, "posix", " \"\\x01\\x03\\x00\\x00\\x00\\x01\\x84\\n\";");

  window_type (self, "");
  assert_copied (self, "bash", "TCP client: prints what comes until the other end closes.");
}

static gpointer
get_tls (WindowFixture *self, const char *name)
{
  SockeyeTlsRow *row = window_child (self->page->network_panel, "tls_row");

  return g_str_equal (name, "tls") ? (gpointer) sockeye_tls_row_get_switch (row)
                                   : window_get_tls_field (row, name);
}

static void
test_tls (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_host (self, "remote_host", "127.0.0.1");
  window_set_port (self, "remote_port", 8888);
  gtk_check_button_set_active (get_tls (self, "tls"), TRUE);
  gtk_editable_set_text (get_tls (self, "server_name"), "a.test");
  gtk_editable_set_text (get_tls (self, "alpn"), "h2");
  assert_copied (self, "python", "server_hostname=\"a.test\"");
  assert_copied (self, "gio", "g_network_address_new(\"a.test\", 8888)");
  assert_copied (self, "ncat", " --ssl-verify --ssl-servername a.test --ssl-alpn h2 127.0.0.1 8888\n");
  assert_refused (
      self, "posix",
      "POSIX has no TLS: a library has to do it. Choose C (GIO), Python, ncat or socat; or switch TLS "
      "off.");
  assert_refused (self, "socat", "socat has no ALPN. Empty ALPN, or choose Python or C (GIO).");
  assert_refused (self, "bash",
                  "bash alone has no TLS. Choose Python, C (GIO), ncat or socat; or switch TLS off.");

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  gtk_check_button_set_active (get_tls (self, "tls"), TRUE);
  window_set_port (self, "local_port", 8080);
  assert_copied (self, "python", "\n# openssl req ");
  assert_copied (self, "ncat", " -l --ssl ");
  sockeye_file_entry_set_text (get_tls (self, "certificate"), "/a b.pem");
  assert_copied (self, "python", "files = [\"/a b.pem\"]");
  assert_copied (self, "socat", "cert=/a b.pem'");
  gtk_drop_down_set_selected (get_tls (self, "clients"), SOCKEYE_TLS_CLIENTS_ASKED);
  assert_refused (self, "ncat",
                  "ncat cannot ask clients for a certificate. Choose Python, C (GIO) or socat.");
}

static void
test_unix (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_UNIX_SERVER);
  g_object_set (window_child (self->page->network_panel, "local_path"), "text", "/tmp/it's here", NULL);
  window_type (self, "hello");
  assert_copied (self, "python", "\nLOCAL = \"/tmp/it's here\"\n");
  assert_copied (self, "posix", "local_name[] = \"/tmp/it's here\";");
  assert_refused (self, "bash", "bash alone has no Unix sockets. Choose Python, C, ncat or socat.");

  g_object_set (window_child (self->page->network_panel, "local_path"), "text", "@x", NULL);
  assert_copied (self, "socat", "ABSTRACT-LISTEN:x\n");
  assert_refused (
      self, "ncat",
      "ncat knows only the paths of Unix sockets, no abstract names. Enter a path, or choose Python, "
      "C or socat.");
}

static void
test_relay (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_RELAY);
  window_set_host (self, "local_host", "127.0.0.1");
  window_set_port (self, "local_port", 8080);
  window_set_host (self, "remote_host", "127.0.0.1");
  window_set_port (self, "remote_port", 8888);
  /* A relay has no message, so what is wrong with the one in the box is of no interest. */
  window_type (self, "😀");
  assert_copied (self, "socat",
                 "socat -v -t 86400 TCP4-LISTEN:8080,reuseaddr,bind=127.0.0.1,fork TCP4:127.0.0.1:8888\n");
  assert_copied (self, "ncat", "--sh-exec 'exec ncat 127.0.0.1 8888'\n");
  assert_refused (self, "bash", "bash alone cannot listen for connections. Choose Python, C, ncat or socat.");

  window_choose_protocol (self, SOCKEYE_PROTOCOL_UDP_RELAY);
  window_set_port (self, "local_port", 8080);
  window_set_host (self, "remote_host", "127.0.0.1");
  window_set_port (self, "remote_port", 8888);
  assert_copied (self, "gio", "UDP relay: ");
  assert_refused (self, "ncat",
                  "ncat cannot tell the clients of a UDP relay apart. Choose Python, C or socat.");
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/copy-as/message", test_message);
  WINDOW_TEST ("/window/copy-as/tls", test_tls);
  WINDOW_TEST ("/window/copy-as/unix", test_unix);
  WINDOW_TEST ("/window/copy-as/relay", test_relay);
  return g_test_run ();
}
