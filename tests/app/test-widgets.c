/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "address-window.h"
#include "history-button.h"
#include "history-row.h"
#include "host-entry.h"
#include "job-text.h"
#include "log-scrollbar.h"
#include "port-entry.h"
#include "preferences-window.h"
#include "progress-bar.h"
#include "record-inspector.h"
#include "send-text.h"
#include "shortcuts-window.h"
#include "window-fixture.h"

/* Loads a template, puts it into a window, and lets go of it. */
static void
check_template (GType type)
{
  GtkWidget *widget = g_object_new (type, NULL);
  gpointer weak = widget;
  GtkWidget *window;

  g_object_add_weak_pointer (G_OBJECT (widget), &weak);
  window = GTK_IS_WINDOW (widget) ? widget : gtk_window_new ();
  if (window != widget)
    gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  window_wait_for (gtk_widget_get_mapped (widget) || !gtk_widget_get_visible (widget));
  gtk_window_destroy (GTK_WINDOW (window));
  window_wait_for (weak == NULL);
}

static void
test_templates (void)
{
  check_template (SOCKEYE_TYPE_CONNECTIONS_PANEL);
  check_template (SOCKEYE_TYPE_DATA_LOG);
  check_template (SOCKEYE_TYPE_HISTORY_BUTTON);
  check_template (SOCKEYE_TYPE_HISTORY_ROW);
  check_template (SOCKEYE_TYPE_HOST_ENTRY);
  check_template (SOCKEYE_TYPE_NETWORK_PANEL);
  check_template (SOCKEYE_TYPE_NOTICE_BAR);
  check_template (SOCKEYE_TYPE_PORT_ENTRY);
  check_template (SOCKEYE_TYPE_PREFERENCES_WINDOW);
  check_template (SOCKEYE_TYPE_RECEIVE_PANEL);
  check_template (SOCKEYE_TYPE_SEND_BOX);
  check_template (SOCKEYE_TYPE_SEND_PANEL);
  check_template (SOCKEYE_TYPE_SEND_TEXT);
  check_template (SOCKEYE_TYPE_STATUS_BAR);
}

static void
test_shortcuts (void)
{
  GtkWindow *shortcuts = GTK_WINDOW (sockeye_shortcuts_window_new ());

  gtk_window_present (shortcuts);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (shortcuts)));
  gtk_window_destroy (shortcuts);
}

static void
count (gpointer object G_GNUC_UNUSED, GParamSpec *pspec G_GNUC_UNUSED, gpointer data)
{
  (*(guint *) data)++;
}

static const struct
{
  const char *text;
  gboolean required;
  gboolean valid;
} hosts[] = {
  { "", FALSE, TRUE },
  { "", TRUE, FALSE },
  { "127.0.0.1", TRUE, TRUE },
  { "localhost", TRUE, TRUE },
  { "::1", TRUE, TRUE },
  { "fe80::1%lo", TRUE, TRUE },
  { "127.0.0.256", TRUE, FALSE },
  { "a b", FALSE, FALSE },
  { "1.2.3.4:80", TRUE, FALSE },
  { "::1::", TRUE, FALSE },
  { "www.example.org", TRUE, TRUE },
};

/* An error is to be seen, and to be heard. */
static void
assert_marked (GtkWidget *field, GtkWidget *entry, gboolean marked)
{
  GtkWidget *message = window_child (field, "message");

  g_assert_true (gtk_widget_has_css_class (entry, "error") == marked);
  g_assert_true (gtk_widget_get_visible (message) == marked);
  if (marked)
    {
      g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (message)), !=, "");
      gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
      gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                           gtk_label_get_label (GTK_LABEL (message)));
    }
  else
    g_assert_false (
        gtk_test_accessible_has_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

static void
test_host_entry (void)
{
  SockeyeHostEntry *field = g_object_ref_sink (g_object_new (SOCKEYE_TYPE_HOST_ENTRY, NULL));
  guint n_valid = 0;
  guint n_text = 0;

  g_signal_connect (field, "notify::valid", G_CALLBACK (count), &n_valid);
  g_signal_connect (field, "notify::text", G_CALLBACK (count), &n_text);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_test_message ("“%s”%s", hosts[i].text, hosts[i].required ? ", required" : "");
      sockeye_host_entry_set_required (field, hosts[i].required);
      sockeye_host_entry_set_text (field, hosts[i].text);
      g_assert_true (sockeye_host_entry_get_valid (field) == hosts[i].valid);
      assert_marked (GTK_WIDGET (field), sockeye_host_entry_get_entry (field), !hosts[i].valid);
    }

  sockeye_host_entry_set_text (field, "127.0.0.1");
  n_valid = n_text = 0;
  sockeye_host_entry_set_text (field, "127.0.0.2");
  g_assert_cmpuint (n_valid, ==, 0);
  g_assert_cmpuint (n_text, >, 0);
  sockeye_host_entry_set_text (field, "127.0.0.x y");
  g_assert_cmpuint (n_valid, ==, 1);
  g_assert_finalize_object (field);
}

static const struct
{
  const char *text;
  gboolean zero_allowed;
  gboolean required;
  gboolean valid;
  guint16 port;
} ports[] = {
  { "", TRUE, FALSE, TRUE, 0 },        { "0", TRUE, FALSE, TRUE, 0 },
  { "8080", TRUE, FALSE, TRUE, 8080 }, { "65535", FALSE, TRUE, TRUE, 65535 },
  { "65536", FALSE, TRUE, FALSE, 0 },  { "0", FALSE, TRUE, FALSE, 0 },
  { "", FALSE, TRUE, FALSE, 0 },       { "", FALSE, FALSE, TRUE, 0 },
  { "-1", TRUE, FALSE, FALSE, 0 },     { "80x", TRUE, FALSE, FALSE, 0 },
};

static void
test_port_entry (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      SockeyePortEntry *field = g_object_ref_sink (g_object_new (SOCKEYE_TYPE_PORT_ENTRY, NULL));

      g_test_message ("“%s”", ports[i].text);
      g_object_set (field, "zero-allowed", ports[i].zero_allowed, "required", ports[i].required, "text",
                    ports[i].text, NULL);
      g_assert_true (sockeye_port_entry_get_valid (field) == ports[i].valid);
      g_assert_cmpuint (sockeye_port_entry_get_port (field), ==, ports[i].port);
      assert_marked (GTK_WIDGET (field), sockeye_port_entry_get_entry (field), !ports[i].valid);
      g_assert_finalize_object (field);
    }
}

/* What the system chose is shown, and what the user asks for is not forgotten. */
static void
test_chosen_port (void)
{
  SockeyePortEntry *field = g_object_ref_sink (
      g_object_new (SOCKEYE_TYPE_PORT_ENTRY, "zero-allowed", TRUE, "text", "0", NULL));
  GtkEditable *entry = GTK_EDITABLE (sockeye_port_entry_get_entry (field));

  sockeye_port_entry_set_chosen (field, 40000);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "40000");
  g_assert_cmpuint (sockeye_port_entry_get_port (field), ==, 0);
  sockeye_port_entry_set_chosen (field, 0);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "0");

  sockeye_port_entry_set_port (field, 8080);
  sockeye_port_entry_set_chosen (field, 8080);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "8080");
  sockeye_port_entry_set_chosen (field, 0);
  g_assert_cmpuint (sockeye_port_entry_get_port (field), ==, 8080);
  g_assert_finalize_object (field);
}

static void
test_addresses (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *field = g_object_new (SOCKEYE_TYPE_HOST_ENTRY, "offer-any", TRUE, NULL);
  GtkWidget *list;
  GtkWidget *row;

  gtk_window_set_child (GTK_WINDOW (window), field);
  gtk_window_present (GTK_WINDOW (window));
  window_wait_for (gtk_widget_get_mapped (field));

  gtk_menu_button_popup (GTK_MENU_BUTTON (window_child (field, "button")));
  list = window_child (gtk_menu_button_get_popover (window_child (field, "button")), "addresses");
  window_wait_for (gtk_widget_get_mapped (list));
  row = gtk_widget_get_first_child (list);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "0.0.0.0");

  g_signal_emit_by_name (list, "row-activated", row);
  g_assert_cmpstr (sockeye_host_entry_get_text (SOCKEYE_HOST_ENTRY (field)), ==, "0.0.0.0");
  window_wait_for (!gtk_widget_get_mapped (list));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_notice (void)
{
  SockeyeNoticeBar *bar = g_object_ref_sink (g_object_new (SOCKEYE_TYPE_NOTICE_BAR, NULL));

  gtk_test_accessible_assert_role (bar, GTK_ACCESSIBLE_ROLE_ALERT);
  g_assert_null (sockeye_notice_bar_get_message (bar));

  sockeye_notice_bar_show_error (bar, "It <b>failed</b>.");
  g_assert_cmpstr (sockeye_notice_bar_get_message (bar), ==, "It <b>failed</b>.");
  gtk_test_accessible_assert_property (bar, GTK_ACCESSIBLE_PROPERTY_LABEL, "It <b>failed</b>.");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window_child (bar, "close"))));

  sockeye_notice_bar_show_progress (bar, "Saving", "session.cancel-saving");
  sockeye_notice_bar_set_fraction (bar, 0.5);
  g_assert_cmpfloat (
      sockeye_progress_bar_get_fraction (SOCKEYE_PROGRESS_BAR (window_child (bar, "progress"))), ==, 0.5);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window_child (bar, "action"))));

  sockeye_notice_bar_show_message (bar, "Done.");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window_child (bar, "progress"))));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (window_child (bar, "box")), "error"));
  g_signal_emit_by_name (window_child (bar, "close"), "clicked");
  g_assert_null (sockeye_notice_bar_get_message (bar));
  g_assert_finalize_object (bar);
}

static void
assert_text (SockeyeSendText *editor, const char *expected)
{
  g_autofree char *text = sockeye_send_text_get_text (editor);

  g_assert_true (g_str_equal (text, expected));
}

/* What a text view would take seconds to lay out is kept beside it, whole. */
static void
test_long_text (void)
{
  SockeyeSendText *editor = g_object_ref_sink (g_object_new (SOCKEYE_TYPE_SEND_TEXT, NULL));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (sockeye_send_text_get_view (editor)));
  GtkWidget *row = window_child (editor, "held_row");
  g_autofree char *line = g_strnfill (1 << 20, 'x');
  g_autofree char *lines = g_strnfill (9 << 20, 'x');
  g_autofree char *joined = g_strconcat ("ab", line, "好c", NULL);
  guint n_changed = 0;
  GtkTextIter iter;

  for (gsize i = 79; i < 9u << 20; i += 80)
    lines[i] = '\n';
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (g_atomic_int_inc), &n_changed);

  sockeye_send_text_set_text (editor, "short");
  g_assert_false (gtk_widget_get_visible (row));
  assert_text (editor, "short");

  /* Into the middle, as a paste. */
  sockeye_send_text_set_text (editor, "ab好c");
  n_changed = 0;
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, 2);
  gtk_text_buffer_insert_interactive (buffer, &iter, line, -1, TRUE);
  g_assert_cmpuint (n_changed, >, 0);
  assert_text (editor, joined);
  window_wait_for (gtk_widget_get_visible (row));
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), <, 4096);
  assert_text (editor, joined);
  g_assert_false (sockeye_send_text_is_empty (editor));

  /* Many lines; set while the first one is still there. */
  sockeye_send_text_set_text (editor, lines);
  assert_text (editor, lines);
  window_wait_for (gtk_widget_get_visible (row));
  assert_text (editor, lines);

  sockeye_send_text_set_text (editor, "");
  g_assert_true (sockeye_send_text_is_empty (editor));
  g_assert_false (gtk_widget_get_visible (row));
  g_assert_true (gtk_text_view_get_editable (GTK_TEXT_VIEW (sockeye_send_text_get_view (editor))));

  /* Gone before its beginning was shown. */
  sockeye_send_text_set_text (editor, lines);
  g_assert_finalize_object (editor);
}

static void
test_preferences (void)
{
  GSettings *settings = sockeye_application_get_settings (window_get_application ());
  GtkWindow *window = sockeye_preferences_window_new (NULL, settings);
  gboolean dark;

  g_assert_cmpfloat (gtk_spin_button_get_value (window_child (window, "quota")), ==, 8);
  g_assert_cmpfloat (gtk_spin_button_get_value (window_child (window, "leave_free")), ==, 2);
  g_object_set (window_child (window, "color_scheme"), "selected", 2u, NULL);
  g_assert_cmpint (g_settings_get_enum (settings, "color-scheme"), ==, 2);
  g_object_get (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", &dark, NULL);
  g_assert_true (dark);

  g_object_set (window_child (window, "color_scheme"), "selected", 1u, NULL);
  g_object_get (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", &dark, NULL);
  g_assert_false (dark);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (window_child (window, "quota")), 16);
  g_assert_cmpint (g_settings_get_int (settings, "quota"), ==, 16);
  gtk_window_destroy (window);
  g_settings_reset (settings, "color-scheme");
  g_settings_reset (settings, "quota");
}

/* While the log grows, the bar goes along in its time; who scrolls sees it at once, and its end is always the end. */
static void
test_log_scrollbar (void)
{
  GtkWidget *scrolled = g_object_ref_sink (gtk_scrolled_window_new ());
  GtkAdjustment *log = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  GtkWidget *bar = g_object_ref_sink (g_object_new (SOCKEYE_TYPE_LOG_SCROLLBAR, NULL));
  GtkAdjustment *shown = gtk_scrollbar_get_adjustment (GTK_SCROLLBAR (gtk_widget_get_first_child (bar)));

  gtk_adjustment_configure (log, 900, 0, 1000, 10, 90, 100);
  sockeye_log_scrollbar_set_scrolled (SOCKEYE_LOG_SCROLLBAR (bar), GTK_SCROLLED_WINDOW (scrolled));
  g_assert_cmpfloat (gtk_adjustment_get_upper (shown), ==, 1000);

  gtk_adjustment_configure (log, 1900, 0, 2000, 10, 90, 100);
  g_assert_cmpfloat (gtk_adjustment_get_upper (shown), ==, 1000);
  gtk_adjustment_set_value (shown, 500);
  g_assert_cmpfloat (gtk_adjustment_get_value (log), ==, 500);
  gtk_adjustment_set_value (shown, 900);
  g_assert_cmpfloat (gtk_adjustment_get_value (log), ==, 1900);
  window_wait_for (gtk_adjustment_get_upper (shown) == 2000);
  g_assert_cmpfloat (gtk_adjustment_get_value (shown), ==, 1900);

  gtk_adjustment_set_value (log, 100);
  g_assert_cmpfloat (gtk_adjustment_get_value (shown), ==, 100);
  gtk_adjustment_configure (log, 0, 0, 200, 10, 90, 100);
  g_assert_cmpfloat (gtk_adjustment_get_upper (shown), ==, 200);

  g_object_unref (bar);
  gtk_adjustment_set_value (log, 50);
  g_object_unref (scrolled);
}

static const char *
get_value (GtkWidget *grid, int row)
{
  return gtk_label_get_label (GTK_LABEL (gtk_grid_get_child_at (GTK_GRID (grid), 1, row)));
}

/* Follows what is typed; what is wrong is said at the field. */
static void
test_address_window (void)
{
  GtkWidget *inspector = GTK_WIDGET (sockeye_address_window_new (NULL, "10.1.2.3/30", "70000"));
  GtkWidget *address = window_child (inspector, "address");
  GtkWidget *port = window_child (inspector, "port");
  GtkWidget *port_facts = window_child (inspector, "port_facts");

  gtk_window_present (GTK_WINDOW (inspector));
  g_assert_cmpstr (get_value (window_child (inspector, "address_facts"), 0), ==, "IPv4");
  g_assert_cmpstr (get_value (window_child (inspector, "address_facts"), 3), ==, "10.1.2.0/30");
  g_assert_true (gtk_widget_has_css_class (port, "error"));
  g_assert_true (gtk_widget_get_visible (window_child (inspector, "port_message")));
  g_assert_false (gtk_widget_get_visible (port_facts));
  g_assert_cmpstr (get_value (window_child (inspector, "interfaces"), 0), !=, "");

  gtk_editable_set_text (GTK_EDITABLE (port), "1");
  window_wait_for (gtk_widget_get_visible (port_facts));
  g_assert_true (g_str_has_prefix (get_value (port_facts, 0), "well-known"));
  g_assert_false (gtk_widget_has_css_class (port, "error"));

  gtk_editable_set_text (GTK_EDITABLE (address), "10.1.2.300");
  g_assert_true (gtk_widget_has_css_class (address, "error"));
  g_assert_false (gtk_widget_get_visible (window_child (inspector, "address_facts")));
  gtk_editable_set_text (GTK_EDITABLE (address), "127.0.0.1"); /* an interface has it, with its prefix */
  g_assert_cmpstr (get_value (window_child (inspector, "address_facts"), 3), ==, "127.0.0.0/8");
  gtk_window_destroy (GTK_WINDOW (inspector));
}

static GtkWindow *
find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type))
      return l->data;
  return NULL;
}

/* From a field to what is in it. */
static void
test_inspect_address (void)
{
  GtkApplication *application = GTK_APPLICATION (window_get_application ());
  GtkWidget *window = gtk_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *host = g_object_new (SOCKEYE_TYPE_HOST_ENTRY, NULL);
  GtkWidget *port = g_object_new (SOCKEYE_TYPE_PORT_ENTRY, "text", "443", NULL);
  GtkWindow *inspector;

  gtk_box_append (GTK_BOX (box), host);
  gtk_box_append (GTK_BOX (box), port);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  sockeye_host_entry_set_text (SOCKEYE_HOST_ENTRY (host), "192.168.7.8");
  g_assert_true (gtk_widget_activate_action (host, "host.inspect", NULL));
  inspector = find_window (SOCKEYE_TYPE_ADDRESS_WINDOW);
  g_assert_nonnull (inspector);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (window_child (inspector, "address"))), ==,
                   "192.168.7.8");
  gtk_window_destroy (inspector);

  g_assert_true (gtk_widget_activate_action (port, "port.inspect", NULL));
  inspector = find_window (SOCKEYE_TYPE_ADDRESS_WINDOW);
  g_assert_nonnull (inspector);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (window_child (inspector, "port"))), ==, "443");
  gtk_window_destroy (inspector);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
expect_summary (const SockeyeJobProgress *progress, const char *expected)
{
  g_autofree char *text = sockeye_job_text_summarize (progress);

  g_assert_cmpstr (text, ==, expected);
}

/* What a job tells at its end: what was handed over, and what of it has not gone out. */
static void
test_job_text (void)
{
  SockeyeJobProgress progress = { .messages = 3, .bytes = 600, .elapsed = 2000, .duration = 4000 };

  expect_summary (&progress, "Sent 3 messages, 600 bytes, in 0.004 s: one every 1.000 ms.");
  /* As fast as possible: the time of one and that of all belong together. */
  expect_summary (&(SockeyeJobProgress){ .messages = 101, .bytes = 300, .elapsed = 20, .duration = 2000 },
                  "Sent 101 messages, 300 bytes, in 0.002 s: one every 0.0200 ms.");
  expect_summary (&(SockeyeJobProgress){ .messages = 101, .bytes = 300, .elapsed = 20, .duration = 300 },
                  "Sent 101 messages, 300 bytes, in 0.000300 s: one every 0.00300 ms.");
  progress.queued = 400;
  expect_summary (&progress, "Sent 3 messages, 600 bytes, in 0.004 s: one every 1.000 ms. "
                             "Of this, 400 bytes were still queued at that moment.");
  progress.lost_messages = 2;
  progress.lost_bytes = 300;
  progress.queued = 0;
  expect_summary (&progress, "Sent 3 messages, 600 bytes, in 0.004 s: one every 1.000 ms. "
                             "Of this, 2 messages did not go out, or not wholly: 300 bytes.");
  progress.total_bytes = 900;
  expect_summary (&progress, "Sent 300 bytes of 900 bytes in 0.004 s; the rest was not sent.");
  progress.lost_messages = 0;
  progress.lost_bytes = 0;
  progress.queued = 400;
  expect_summary (&progress, "Sent 600 bytes of 900 bytes in 0.004 s; the rest was not sent. "
                             "Of this, 400 bytes were still queued at that moment.");
}

static void
expect_description (const SockeyeJobProgress *progress, double bytes_per_second, const char *expected)
{
  g_autofree char *text = sockeye_job_text_describe (progress, bytes_per_second);
  g_auto (GStrv) words = g_strsplit (text, "\302\240", -1); /* in sizes */
  g_autofree char *plain = g_strjoinv (" ", words);

  g_assert_cmpstr (plain, ==, expected);
}

/* What is told while it runs: of a file how much, how fast, and for how long still; of messages who was passed over. */
static void
test_job_progress (void)
{
  SockeyeJobProgress file = { .bytes = 4000000, .total_bytes = 10000000 };
  SockeyeJobProgress messages = { .messages = 3, .total_messages = 10, .skipped = 2 };

  messages.elapsed = messages.duration = 4000;
  messages.bytes = 600;
  expect_description (&file, 1000000, "4.0 MB of 10.0 MB · 1.0 MB/s · 7 s left");
  expect_description (&file, 50000, "4.0 MB of 10.0 MB · 50.0 kB/s · 2:01 min left");
  expect_description (&file, 0, "4.0 MB of 10.0 MB");
  expect_description (
      &messages, 0,
      "3 of 10 messages · every 2.000 ms · 500/s, 100.0 kB/s · 2 messages not queued for far ends "
      "that do not read");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  window_get_application ();
  g_test_add_func ("/widgets/address-window", test_address_window);
  g_test_add_func ("/widgets/inspect-address", test_inspect_address);
  g_test_add_func ("/widgets/templates", test_templates);
  g_test_add_func ("/widgets/shortcuts", test_shortcuts);
  g_test_add_func ("/widgets/host-entry", test_host_entry);
  g_test_add_func ("/widgets/port-entry", test_port_entry);
  g_test_add_func ("/widgets/chosen-port", test_chosen_port);
  g_test_add_func ("/widgets/job-text", test_job_text);
  g_test_add_func ("/widgets/job-progress", test_job_progress);
  g_test_add_func ("/widgets/addresses", test_addresses);
  g_test_add_func ("/widgets/notice", test_notice);
  g_test_add_func ("/widgets/long-text", test_long_text);
  g_test_add_func ("/widgets/log-scrollbar", test_log_scrollbar);
  g_test_add_func ("/widgets/preferences", test_preferences);
  return g_test_run ();
}
