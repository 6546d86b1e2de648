/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-fixture.h"

#include "payload-bar.h"
#include "payload-preview.h"

static SockeyePayloadBar *
get_bar (WindowFixture *self)
{
  return window_child (self->page->send_box, "payload");
}

static gpointer
open_checksum_fields (WindowFixture *self)
{
  return gtk_popover_get_child (window_open_popover (window_child (get_bar (self), "checksum")));
}

static void
set_active (WindowFixture *self, const char *option, gboolean active)
{
  gtk_check_button_set_active (window_child (get_bar (self), option), active);
}

static GtkWidget *
get_preview (WindowFixture *self)
{
  return window_child (window_child (get_bar (self), "preview"), "label");
}

static gboolean
previews (WindowFixture *self, const char *text)
{
  return g_str_equal (gtk_label_get_label (GTK_LABEL (get_preview (self))), text);
}

static gboolean
preview_begins (WindowFixture *self, const char *text)
{
  return g_str_has_prefix (gtk_label_get_label (GTK_LABEL (get_preview (self))), text);
}

static GtkTextView *
get_view (WindowFixture *self)
{
  SockeyeSendText *editor = window_child (self->page->send_box, "text");

  return GTK_TEXT_VIEW (sockeye_send_text_get_view (editor));
}

static void
insert (WindowFixture *self, const char *variable)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_bar (self)), "payload.insert", "s", variable));
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
  gpointer fields;

  window_type (self, "1234");
  window_wait_for (previews (self, "4 bytes: 31 32 33 34"));
  sockeye_workspace_set_charset (self->page->workspace, sockeye_charset_find ("utf-16be"));
  window_wait_for (previews (self, "8 bytes: 00 31 00 32 00 33 00 34"));
  sockeye_workspace_set_charset (self->page->workspace, sockeye_charset_find ("utf-8"));

  fields = open_checksum_fields (self);
  g_object_set (window_child (fields, "checksum"), "selected", (guint) SOCKEYE_CHECKSUM_XOR_8, NULL);
  window_wait_for (previews (self, "5 bytes: 31 32 33 34 04"));
  g_object_set (window_child (fields, "suffix"), "text", "0d0a", NULL);
  window_wait_for (previews (self, "7 bytes: 31 32 33 34 04 0D 0A"));
  g_object_set (window_child (fields, "start"), "value", 2.0, NULL);
  window_wait_for (previews (self, "7 bytes: 31 32 33 34 35 0D 0A"));
  g_object_set (window_child (fields, "length"), "value", 1.0, NULL);
  window_wait_for (previews (self, "7 bytes: 31 32 33 34 32 0D 0A"));
  g_object_set (window_child (fields, "start"), "value", 5.0, NULL);
  window_wait_for (gtk_widget_has_css_class (get_preview (self), "error"));
}

static void
test_wrong_suffix (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gpointer fields = open_checksum_fields (self);
  GtkWidget *message = window_child (fields, "suffix_message");

  g_object_set (window_child (fields, "suffix"), "text", "0d0", NULL);
  g_assert_true (gtk_widget_get_visible (message));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (message)), "column 3"));
  g_object_set (window_child (fields, "suffix"), "text", "0d", NULL);
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
  window_wait_for (gtk_widget_has_css_class (get_preview (self), "error"));
}

/* Encoded on a thread, and only the newest counts. */
static void
test_long (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (100000, 'x');

  for (gsize i = 79; i < 100000; i += 80)
    text[i] = '\n';
  window_type (self, text);
  window_wait_for (preview_begins (self, "100000 bytes: 78 78"));
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

/* The next message is told, and the one after it as soon as that is sent. */
static void
test_variables (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  window_type (self, "n${counter}");
  window_wait_for (previews (self, "11 bytes: 6E 24 7B 63 6F 75 6E 74 65 72 7D"));
  set_active (self, "variables", TRUE);
  g_assert_true (g_settings_get_boolean (self->settings, "variables"));
  window_wait_for (previews (self, "Varies, for example 2 bytes: 6E 31"));
  window_type (self, "$${counter}");
  window_wait_for (previews (self, "10 bytes: 24 7B 63 6F 75 6E 74 65 72 7D"));
  window_type (self, "n${counter}");

  window_open_session (self);
  window_do (self, "send");
  window_wait_for (window_log_shows (self, "n1"));
  window_wait_for (previews (self, "Varies, for example 2 bytes: 6E 32"));
  window_do (self, "send");
  window_wait_for (window_log_shows (self, "n2"));
  window_do (self, "reset-counters");
  window_wait_for (previews (self, "Varies, for example 2 bytes: 6E 31"));
  window_close_session (self);
}

/* Before anything is open the ends are made up, and then they are those that there are. */
static void
test_ends (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) hex = g_string_new ("Varies, for example ");
  const char *local;

  set_active (self, "variables", TRUE);
  window_type (self, "${local}");
  window_wait_for (
      previews (self, "Varies, for example 14 bytes: 31 32 37 2E 30 2E 30 2E 31 3A 38 30 38 30"));
  window_open_session (self);
  local = sockeye_session_get_local (self->session);
  g_string_append_printf (hex, "%zu bytes:", strlen (local));
  for (const char *c = local; *c != '\0'; c++)
    g_string_append_printf (hex, " %02X", (guint8) *c);
  window_wait_for (previews (self, hex->str));
  window_close_session (self);
}

static void
test_wrong_variable (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char sentence[] =
      "“${tim}” at line 2, column 2 is no variable. There are ${time}, ${unix}, ${counter}, "
      "${random:8}, ${uuid}, ${peer} and ${local}; for a literal ${ write $${. Nothing was "
      "sent.";

  set_active (self, "variables", TRUE);
  window_type (self, "${time}\n ${tim}");
  window_wait_for (gtk_widget_has_css_class (get_preview (self), "error"));
  g_assert_true (previews (self, sentence));
  window_open_session (self);
  window_do (self, "send");
  g_assert_cmpstr (window_get_send_notice (self), ==, sentence);
  assert_typed (self, "${time}\n ${tim}");
  window_type (self, "${time}\n ${time}");
  g_assert_null (window_get_send_notice (self));
  window_wait_for (!gtk_widget_has_css_class (get_preview (self), "error"));
  window_close_session (self);
}

/* At the cursor, instead of what is selected; whoever goes on typing types behind it. */
static void
test_insert (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (get_view (self));
  GtkTextIter start, end;

  window_type (self, "one two");
  gtk_text_buffer_get_iter_at_offset (buffer, &start, 3);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_widget_grab_focus (window_child (get_bar (self), "insert"));
  insert (self, "${counter}");
  assert_typed (self, "one${counter} two");
  g_assert_true (gtk_check_button_get_active (window_child (get_bar (self), "variables")));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) == GTK_WIDGET (get_view (self)));
  insert (self, "${uuid}");
  assert_typed (self, "one${counter}${uuid} two");

  gtk_text_buffer_get_iter_at_offset (buffer, &start, 0);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, 13);
  gtk_text_buffer_select_range (buffer, &start, &end);
  insert (self, "$${");
  assert_typed (self, "$${${uuid} two");
  gtk_text_buffer_undo (buffer);
  assert_typed (self, "one${counter}${uuid} two");
}

/* What the fields say holds before anybody has looked at them; what is wrong is told when somebody does. */
static void
test_closed_fields (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gpointer fields;

  g_settings_set_uint (self->settings, "checksum", SOCKEYE_CHECKSUM_XOR_8);
  g_settings_set_double (self->settings, "checksum-first-byte", 2);
  g_settings_set_double (self->settings, "checksum-bytes", 1);
  g_settings_set_string (self->settings, "suffix", "0d 0a");
  window_fixture_close (self);
  window_fixture_open (self);
  window_type (self, "1234");
  window_wait_for (previews (self, "7 bytes: 31 32 33 34 32 0D 0A"));
  g_assert_null (gtk_menu_button_get_popover (window_child (get_bar (self), "checksum")));
  fields = open_checksum_fields (self);
  g_assert_cmpuint (gtk_drop_down_get_selected (window_child (fields, "checksum")), ==,
                    SOCKEYE_CHECKSUM_XOR_8);
  g_object_set (window_child (fields, "checksum"), "selected", 0u, NULL);
  window_wait_for (previews (self, "6 bytes: 31 32 33 34 0D 0A"));

  g_settings_set_string (self->settings, "suffix", "0d 0");
  window_fixture_close (self);
  window_fixture_open (self);
  window_type (self, "1234");
  window_wait_for (previews (self, "4 bytes: 31 32 33 34"));
  g_assert_true (gtk_widget_get_visible (window_child (open_checksum_fields (self), "suffix_message")));
}

/* The menu, as somebody without a pointer uses it. */
static void
test_insert_menu (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkMenuButton *button = window_child (get_bar (self), "insert");
  GtkPopover *popover = window_open_popover (button);
  GMenuModel *menu = gtk_menu_button_get_menu_model (button);
  guint n_entries = 0;

  for (int section = 0; section < g_menu_model_get_n_items (menu); section++)
    {
      g_autoptr (GMenuModel) items = g_menu_model_get_item_link (menu, section, G_MENU_LINK_SECTION);

      for (int i = 0; i < g_menu_model_get_n_items (items); i++, n_entries++)
        {
          g_autofree char *label = NULL;
          g_autofree char *target = NULL;

          g_assert_true (g_menu_model_get_item_attribute (items, i, G_MENU_ATTRIBUTE_LABEL, "s", &label));
          g_assert_true (g_menu_model_get_item_attribute (items, i, G_MENU_ATTRIBUTE_TARGET, "s", &target));
          g_assert_true (g_str_has_suffix (label, target));
          window_type (self, "");
          insert (self, target);
          assert_typed (self, target);
          window_wait_for (
              preview_begins (self, g_str_equal (target, "$${") ? "2 bytes: 24 7B" : "Varies, "));
        }
    }
  g_assert_cmpuint (n_entries, ==, 8);
  gtk_popover_popdown (popover);
}

static void
test_insert_refused (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (100000, 'x');

  window_type (self, text);
  insert (self, "${time}");
  assert_typed (self, text);
  g_assert_false (gtk_check_button_get_active (window_child (get_bar (self), "variables")));
  g_assert_cmpstr (window_get_send_notice (self), ==,
                   "Nothing was inserted: the text that is there is too long to edit. Discard it first.");
  window_type (self, "");
}

/* In hexadecimal there are none, and nothing is lost: what was typed comes back. */
static void
test_switch_variables (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *variables = window_child (get_bar (self), "variables");
  GtkWidget *button = window_child (get_bar (self), "insert");

  set_active (self, "variables", TRUE);
  window_type (self, "好${time}$${x");
  set_active (self, "hex", TRUE);
  assert_typed (self, "E5 A5 BD 24 7B 74 69 6D 65 7D 24 24 7B 78");
  g_assert_false (gtk_widget_get_sensitive (variables));
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_widget_activate_action (GTK_WIDGET (get_bar (self)), "payload.insert", "s", "${time}");
  assert_typed (self, "E5 A5 BD 24 7B 74 69 6D 65 7D 24 24 7B 78");
  window_wait_for (previews (self, "14 bytes: E5 A5 BD 24 7B 74 69 6D 65 7D 24 24 7B 78"));
  set_active (self, "hex", FALSE);
  assert_typed (self, "好${time}$${x");
  g_assert_true (gtk_widget_get_sensitive (variables));
  g_assert_true (gtk_widget_get_sensitive (button));
  window_wait_for (preview_begins (self, "Varies, for example 29 bytes: E5 A5 BD 32 30"));
}

static void
test_long_variables (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.0.0.1", .port = 9 };
  g_autofree char *text = g_strnfill (100000, '\n');

  set_active (self, "variables", TRUE);
  memcpy (text, "${counter}", 10);
  window_type (self, text);
  window_wait_for (preview_begins (self, "Varies, for example 99991 bytes: 31 0A"));
  window_open_session (self);
  g_assert_true (sockeye_workspace_send_text (self->page->workspace, &target, "${counter}", NULL));
  window_wait_for (preview_begins (self, "Varies, for example 99991 bytes: 32 0A"));
  window_close_session (self);
}

/* What came with a text holds, and can be seen. */
static void
test_reading (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSendPlan plan = { .escapes = TRUE, .variables = TRUE };

  sockeye_payload_bar_set_reading (get_bar (self), &plan);
  g_assert_true (sockeye_payload_bar_get_plan (get_bar (self))->variables);
  g_assert_true (gtk_check_button_get_active (window_child (get_bar (self), "variables")));
  plan.variables = FALSE;
  sockeye_payload_bar_set_reading (get_bar (self), &plan);
  g_assert_false (sockeye_payload_bar_get_plan (get_bar (self))->variables);
  g_assert_true (sockeye_payload_bar_get_plan (get_bar (self))->escapes);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/payload-bar/preview", test_preview);
  WINDOW_TEST ("/payload-bar/wrong-suffix", test_wrong_suffix);
  WINDOW_TEST ("/payload-bar/closed-fields", test_closed_fields);
  WINDOW_TEST ("/payload-bar/switch", test_switch);
  WINDOW_TEST ("/payload-bar/switch-refused", test_switch_refused);
  WINDOW_TEST ("/payload-bar/long", test_long);
  WINDOW_TEST ("/payload-bar/reading", test_reading);
  WINDOW_TEST ("/payload-bar/send", test_send);
  WINDOW_TEST ("/payload-bar/variables", test_variables);
  WINDOW_TEST ("/payload-bar/ends", test_ends);
  WINDOW_TEST ("/payload-bar/wrong-variable", test_wrong_variable);
  WINDOW_TEST ("/payload-bar/insert", test_insert);
  WINDOW_TEST ("/payload-bar/insert-menu", test_insert_menu);
  WINDOW_TEST ("/payload-bar/insert-refused", test_insert_refused);
  WINDOW_TEST ("/payload-bar/switch-variables", test_switch_variables);
  WINDOW_TEST ("/payload-bar/long-variables", test_long_variables);
  return g_test_run ();
}
