/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-fixture.h"

#include <errors.h>
#include <gdk/x11/gdkx.h>
#include <math.h>

typedef struct
{
  guint n_copied;
  GError *error;
  char *text;
  gboolean done;
} Copied;

static void
on_copied (SockeyeLogView *view G_GNUC_UNUSED, gpointer data)
{
  ((Copied *) data)->n_copied++;
}

static void
on_copy_failed (SockeyeLogView *view G_GNUC_UNUSED, const GError *error, gpointer data)
{
  ((Copied *) data)->error = g_error_copy (error);
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  Copied *copied = data;
  g_autoptr (GError) error = NULL;

  copied->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
  copied->done = TRUE;
}

/* What the clipboard holds after the action. */
static char *
copy_with (ViewFixture *f, const char *action)
{
  Copied copied = { 0 };

  g_signal_connect (f->view, "copied", G_CALLBACK (on_copied), &copied);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->view), action, NULL));
  view_wait_for (copied.n_copied == 1);
  g_signal_handlers_disconnect_by_data (f->view, &copied);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->view)), NULL, on_text, &copied);
  view_wait_for (copied.done);
  return copied.text;
}

static void
assert_copy (ViewFixture *f, const char *action, const char *expected)
{
  g_autofree char *text = copy_with (f, action);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_copy (void)
{
  ViewFixture f;
  g_autofree char *rows = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *part = NULL;

  view_fixture_init (&f);
  view_receive (&f, "first\xff row\nsecond row\n");
  view_receive (&f, "\xe4\xbd\xa0\n");
  append_event (&f, "peer.example");
  view_update (&f);

  select_between (&f, 0, 3, 1, 6);
  assert_copy (&f, "log.copy-text", "st\\xFF row\nsecond");
  assert_copy (&f, "log.copy-hex", "73 74 FF 20 72 6F 77 0A 73 65 63 6F 6E 64");
  first = sockeye_log_line_to_string (log_view_get_row (f.view, 0)->line);
  second = sockeye_log_line_to_string (log_view_get_row (f.view, 1)->line);
  rows = g_strconcat (first, "\n", second, NULL);
  assert_copy (&f, "log.copy", rows);

  assert_copy (&f, "log.copy-python", "b\"st\\xff row\\nsecond\"");

  gtk_widget_activate_action (GTK_WIDGET (f.view), "log.select-all", NULL);
  assert_copy (&f, "log.copy-hex",
               "66 69 72 73 74 FF 20 72 6F 77 0A 73 65 63 6F 6E 64 20 72 6F 77 0A\nE4 BD A0 0A");

  log_view_press (f.view, get_x (&f, 3, 0, 0.1), get_y (&f, 3), 1, FALSE);
  log_view_drag_to (f.view, get_x (&f, 3, 5, 0.1), get_y (&f, 3));
  log_view_stop_selecting (f.view);
  part = g_strndup (log_view_get_row (f.view, 3)->line->text->utf8->str, 5);
  assert_copy (&f, "log.copy", part);
  view_fixture_clear (&f);
}

/* Of many rows few are made; all is selected before a frame has shown them, and while the last one is out of view. */
static void
test_copy_all_after_change (void)
{
  ViewFixture f;
  g_autofree char *lines = g_malloc (2 * 500 + 1);

  for (guint i = 0; i < 500; i++)
    memcpy (lines + (gsize) 2 * i, "a\n", 3);
  view_fixture_init (&f);
  view_receive (&f, lines);
  view_update (&f);
  log_view_scroll_to (f.view, 0);
  log_view_forget_rows (f.view);
  sockeye_log_view_refresh (f.view);
  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_BOTH);
  log_view_select_all (f.view);
  g_assert_true (sockeye_log_view_has_selection (f.view));
  assert_copy (&f, "log.copy-text", lines);
  view_fixture_clear (&f);
}

static void
test_copy_many (void)
{
  ViewFixture f;
  g_autofree char *text = NULL;

  view_fixture_init (&f);
  for (guint i = 0; i < 20000; i++)
    log_fixture_receive (&f.log, f.peer, "0123456789\n", 11);
  view_update (&f);
  log_view_select_all (f.view);
  view_receive_numbered (&f, 5);
  text = copy_with (&f, "log.copy-text");
  g_assert_cmpuint (strlen (text), ==, 220000);
  view_fixture_clear (&f);
}

static void
test_copy_too_large (void)
{
  ViewFixture f;
  Copied copied = { 0 };
  g_autofree char *million = g_strnfill (1 << 20, 'm');

  view_fixture_init (&f);
  view_receive_millions (&f, million, 70);
  view_update (&f);
  log_view_select_all (f.view);
  g_signal_connect (f.view, "copied", G_CALLBACK (on_copied), &copied);
  g_signal_connect (f.view, "copy-failed", G_CALLBACK (on_copy_failed), &copied);
  gtk_widget_activate_action (GTK_WIDGET (f.view), "log.copy-text", NULL);
  view_wait_for (copied.error != NULL);
  g_assert_error (copied.error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
  g_assert_cmpuint (copied.n_copied, ==, 0);
  g_error_free (copied.error);
  view_fixture_clear (&f);
}

/* Closing the window while a large copy is being made. */
static void
test_copy_cancelled (void)
{
  ViewFixture f;
  g_autofree char *million = g_strnfill (1 << 20, 'm');

  view_fixture_init (&f);
  view_receive_millions (&f, million, 50);
  view_update (&f);
  log_view_select_all (f.view);
  gtk_widget_activate_action (GTK_WIDGET (f.view), "log.copy-hex", NULL);
  gtk_widget_activate_action (GTK_WIDGET (f.view), "log.copy-text", NULL);
  view_fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-view-input/copy", test_copy);
  g_test_add_func ("/log-view-input/copy-all-after-change", test_copy_all_after_change);
  g_test_add_func ("/log-view-input/copy-many", test_copy_many);
  g_test_add_func ("/log-view-input/copy-too-large", test_copy_too_large);
  g_test_add_func ("/log-view-input/copy-cancelled", test_copy_cancelled);
  return g_test_run ();
}
