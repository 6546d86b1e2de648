/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_save (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = g_build_filename (g_get_tmp_dir (), "sockeye-test-XXXXXX", NULL);
  g_autoptr (GFile) file = NULL;
  g_autofree char *contents = NULL;
  int fd = g_mkstemp (name);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  file = g_file_new_for_path (name);
  window_open_session (self);
  window_type (self, "kept for ever");
  window_do (self, "send");
  window_wait_for (window_log_shows (self, "kept for ever"));

  sockeye_window_save_log_to (self->window, file);
  g_assert_false (window_can (self, "save-log"));
  g_assert_false (window_can (self, "clear-log"));
  g_assert_true (window_can (self, "cancel-saving"));
  window_wait_for (window_can (self, "save-log"));
  g_assert_true (window_can (self, "clear-log"));
  g_assert_nonnull (strstr (window_get_save_notice (self), "Saved"));
  g_assert_true (g_file_get_contents (name, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "kept for ever"));
  g_assert_true (g_file_delete (file, NULL, NULL));

  /* A place that cannot be written to. */
  g_clear_object (&file);
  file = g_file_new_for_path ("/nonexistent/log.txt");
  sockeye_window_save_log_to (self->window, file);
  window_wait_for (window_can (self, "save-log"));
  g_assert_true (
      gtk_widget_has_css_class (GTK_WIDGET (window_child (self->window->save_notice, "box")), "error"));
}

/* The fixture proves that the window goes away. */
static void
test_close_while_saving (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = g_build_filename (g_get_tmp_dir (), "sockeye-test-closed.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);

  window_open_session (self);
  window_wait_for (window_log_shows (self, "Bound to"));
  sockeye_window_save_log_to (self->window, file);
  window_fixture_close (self);
  g_file_delete (file, NULL, NULL); /* it may be there or not */
  window_fixture_open (self);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/save/save", test_save);
  WINDOW_TEST ("/window/save/close-while-saving", test_close_while_saving);
  return g_test_run ();
}
