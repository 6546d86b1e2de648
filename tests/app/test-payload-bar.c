/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-fixture.h"

#include "payload-bar.h"

static SockeyePayloadBar *
get_bar (WindowFixture *self)
{
  return window_child (self->window->send_box, "payload");
}

static void
set_active (WindowFixture *self, const char *option, gboolean active)
{
  gtk_check_button_set_active (window_child (get_bar (self), option), active);
}

static gboolean
previews (WindowFixture *self, const char *text)
{
  return g_str_equal (gtk_label_get_label (window_child (get_bar (self), "preview")), text);
}

static void
assert_typed (WindowFixture *self, const char *text)
{
  g_autofree char *typed = window_get_typed (self);

  g_assert_cmpstr (typed, ==, text);
}

static void
test_preview (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_type (self, "1234");
  window_wait_for (previews (self, "4 bytes: 31 32 33 34"));
  sockeye_workspace_set_charset (self->window->workspace, sockeye_charset_find ("utf-16be"));
  window_wait_for (previews (self, "8 bytes: 00 31 00 32 00 33 00 34"));
  sockeye_workspace_set_charset (self->window->workspace, sockeye_charset_find ("utf-8"));

  g_object_set (window_child (get_bar (self), "checksum"), "selected", (guint) SOCKEYE_CHECKSUM_XOR_8, NULL);
  window_wait_for (previews (self, "5 bytes: 31 32 33 34 04"));
  g_object_set (window_child (get_bar (self), "suffix"), "text", "0d0a", NULL);
  window_wait_for (previews (self, "7 bytes: 31 32 33 34 04 0D 0A"));
  g_object_set (window_child (get_bar (self), "start"), "value", 2.0, NULL);
  window_wait_for (previews (self, "7 bytes: 31 32 33 34 35 0D 0A"));
  g_object_set (window_child (get_bar (self), "length"), "value", 1.0, NULL);
  window_wait_for (previews (self, "7 bytes: 31 32 33 34 32 0D 0A"));
  g_object_set (window_child (get_bar (self), "start"), "value", 5.0, NULL);
  window_wait_for (gtk_widget_has_css_class (window_child (get_bar (self), "preview"), "error"));
}

static void
test_wrong_suffix (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *message = window_child (get_bar (self), "suffix_message");

  g_object_set (window_child (get_bar (self), "suffix"), "text", "0d0", NULL);
  g_assert_true (gtk_widget_get_visible (message));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (message)), "column 3"));
  g_object_set (window_child (get_bar (self), "suffix"), "text", "0d", NULL);
  g_assert_false (gtk_widget_get_visible (message));
}

static void
test_switch (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkCheckButton *escapes = window_child (get_bar (self), "escapes");

  window_type (self, "好\n\\");
  set_active (self, "hex", TRUE);
  assert_typed (self, "E5 A5 BD 0A 5C");
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (escapes)));
  set_active (self, "hex", FALSE);
  assert_typed (self, "好\n\\");
  g_assert_false (gtk_check_button_get_active (escapes));

  /* What is no text stays as escapes, and what a backslash was stays one. */
  set_active (self, "hex", TRUE);
  window_type (self, "5c ff 00");
  set_active (self, "hex", FALSE);
  assert_typed (self, "\\\\\\xFF\\0");
  g_assert_true (gtk_check_button_get_active (escapes));
  window_wait_for (previews (self, "3 bytes: 5C FF 00"));
}

/* Nothing typed is lost: what cannot be read cannot be switched. */
static void
test_switch_refused (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  set_active (self, "hex", TRUE);
  window_type (self, "5c f");
  set_active (self, "hex", FALSE);
  g_assert_true (gtk_check_button_get_active (window_child (get_bar (self), "hex")));
  assert_typed (self, "5c f");
  g_assert_nonnull (strstr (window_get_send_notice (self), "column 4"));
  window_wait_for (gtk_widget_has_css_class (window_child (get_bar (self), "preview"), "error"));
}

/* Encoded on a thread, and only the newest counts. */
static void
test_long (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (100000, 'x');

  for (gsize i = 79; i < 100000; i += 80)
    text[i] = '\n';
  window_type (self, text);
  window_wait_for (g_str_has_prefix (gtk_label_get_label (window_child (get_bar (self), "preview")),
                                     "100000 bytes: 78 78"));
  window_type (self, text);
  window_type (self, "x");
  window_wait_for (previews (self, "1 byte: 78"));
}

static void
test_send (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_open_session (self);
  set_active (self, "hex", TRUE);
  window_type (self, "0x41, 0x42");
  window_do (self, "send");
  window_wait_for (window_log_shows (self, "AB"));
  window_close_session (self);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/payload-bar/preview", test_preview);
  WINDOW_TEST ("/payload-bar/wrong-suffix", test_wrong_suffix);
  WINDOW_TEST ("/payload-bar/switch", test_switch);
  WINDOW_TEST ("/payload-bar/switch-refused", test_switch_refused);
  WINDOW_TEST ("/payload-bar/long", test_long);
  WINDOW_TEST ("/payload-bar/send", test_send);
  return g_test_run ();
}
