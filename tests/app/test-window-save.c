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

  sockeye_session_page_save_log_to (self->page, file);
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
  sockeye_session_page_save_log_to (self->page, file);
  window_wait_for (window_can (self, "save-log"));
  g_assert_true (
      gtk_widget_has_css_class (GTK_WIDGET (window_child (self->page->save_notice, "box")), "error"));
  g_assert_cmpstr (
      window_get_save_notice (self), ==,
      "The log could not be saved to “/nonexistent/log.txt”, and nothing was changed there: No such file "
      "or directory. Choose a folder that is there, and save again.");
}

/* The fixture proves that the window goes away. */
static void
test_close_while_saving (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = g_build_filename (g_get_tmp_dir (), "sockeye-test-closed.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);

  window_open_session (self);
  window_wait_for (window_log_shows (self, "Bound to"));
  sockeye_session_page_save_log_to (self->page, file);
  window_fixture_close (self);
  g_file_delete (file, NULL, NULL); /* it may be there or not */
  window_fixture_open (self);
}

static char *
make_path (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return g_build_filename (folder, name, NULL);
}

static void
remove_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* The tab that was opened. */
static SockeyeSessionPage *
find_document (WindowFixture *self)
{
  SockeyeSessionPage *page = sockeye_window_get_page (self->window);

  return page != self->page ? page : NULL;
}

static guint
count_pages (WindowFixture *self)
{
  return (guint) gtk_notebook_get_n_pages (
      GTK_NOTEBOOK (gtk_widget_get_ancestor (GTK_WIDGET (self->page), GTK_TYPE_NOTEBOOK)));
}

static void
close_shown (WindowFixture *self)
{
  guint n = count_pages (self);

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "close-tab", NULL);
  window_wait_for (count_pages (self) == n - 1);
}

/* A file that is opened again is not there twice, unless its tab shows something else by now. */
static void
check_again (WindowFixture *self, WindowFixture *document, GFile *file)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  guint n = count_pages (self);

  g_action_group_activate_action (G_ACTION_GROUP (self->window), "previous-tab", NULL);
  g_assert_true (find_document (self) == NULL);
  sockeye_window_open_file (self->window, file);
  window_wait_for (find_document (self) == document->page);
  g_assert_nonnull (strstr (window_get_save_notice (document), "is open already, in this tab."));
  g_assert_true (window_can (self, "open-capture"));
  g_assert_cmpuint (count_pages (self), ==, n);

  window_do (document, "clear-log");
  sockeye_window_open_file (self->window, file);
  window_wait_for (count_pages (self) == n + 1);
  close_shown (self);
  window_do (document, "undo-clear");

  info = g_file_info_new ();
  g_file_info_set_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED, 1);
  g_file_set_attributes_from_info (file, info, G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_no_error (error);
  sockeye_window_open_file (self->window, file);
  window_wait_for (count_pages (self) == n + 1);
  close_shown (self);
  g_assert_true (find_document (self) == document->page);
}

/* What was received is there again in a tab of its own, whose session is closed. */
static void
test_capture (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = make_path ("重要.pcapng");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  WindowFixture document = *self;
  gpointer gone;

  window_open_session (self);
  window_type (self, "kept for ever");
  window_do (self, "send");
  window_wait_for (window_log_shows (self, "kept for ever"));
  sockeye_session_page_export_to (self->page, file, SOCKEYE_EXPORT_PCAPNG, SOCKEYE_EXPORT_ALL);
  g_assert_false (window_can (self, "save-capture"));
  g_assert_false (window_can (self, "clear-log"));
  window_wait_for (window_can (self, "save-capture"));
  g_assert_nonnull (strstr (window_get_save_notice (self), "Saved"));

  sockeye_window_open_file (self->window, file);
  g_assert_true (window_can (self, "cancel-opening"));
  window_wait_for (find_document (self) != NULL);
  g_assert_true (window_can (self, "open-capture"));
  document.page = find_document (self);
  document.session = sockeye_workspace_get_session (document.page->workspace);
  document.capture = sockeye_workspace_get_capture (document.page->workspace);
  window_wait_for (window_log_shows (&document, "kept for ever"));
  window_wait_for (window_log_shows (&document, "Bound to"));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "重要.pcapng – Sockeye");
  g_assert_cmpint (sockeye_session_get_state (document.session), ==, SOCKEYE_SESSION_CLOSED);
  g_assert_cmpint (sockeye_session_get_state (self->session), ==, SOCKEYE_SESSION_OPEN);

  check_again (self, &document, file);
  gone = document.page;
  g_object_add_weak_pointer (G_OBJECT (document.page), &gone);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "close-tab", NULL);
  window_wait_for (gone == NULL);
  remove_path (path);
}

static void
wait_opened (WindowFixture *self)
{
  /* Each of them is opened from the tab that is shown then. */
  window_wait_for (
      find_document (self) != NULL && sockeye_notice_bar_get_message (find_document (self)->notice) != NULL
      && g_str_has_suffix (gtk_window_get_title (GTK_WINDOW (self->window)), "b.pcapng – Sockeye"));
}

static GFile *
copy_file (GFile *file, const char *name)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  GFile *copy = g_file_get_child (folder, name);
  g_autoptr (GError) error = NULL;

  g_file_copy (file, copy, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return copy;
}

/* All of them, in the order in which they were named; what is wrong with the others is told where the user looks. */
static void
test_several (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = { "wrong.pcapng", "a.pcapng", "worse.pcapng", "b.pcapng" };
  static const char *const titles[] = { "a.pcapng", "b.pcapng" };
  GtkNotebook *tabs = window_child (self->window, "first");
  g_autofree char *folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  GFile *files[G_N_ELEMENTS (names)];
  GFile *copies[2];
  const char *told;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      files[i] = g_file_new_for_path (path);
      g_assert_true (g_file_set_contents (path, "hello", -1, NULL));
      if (i % 2 == 1)
        {
          sockeye_session_page_export_to (self->page, files[i], SOCKEYE_EXPORT_PCAPNG, SOCKEYE_EXPORT_ALL);
          window_wait_for (window_can (self, "save-capture"));
        }
    }
  sockeye_window_open_files (self->window, files, G_N_ELEMENTS (files));
  wait_opened (self);
  g_assert_cmpint (gtk_notebook_get_n_pages (tabs), ==, 3);
  for (int i = 0; i < 2; i++)
    g_assert_cmpstr (
        sockeye_session_page_get_name (SOCKEYE_SESSION_PAGE (gtk_notebook_get_nth_page (tabs, i + 1))), ==,
        titles[i]);
  told = sockeye_notice_bar_get_message (find_document (self)->notice);
  g_assert_nonnull (strstr (told, "/wrong.pcapng” was not saved by Sockeye"));
  g_assert_nonnull (strstr (told, "/worse.pcapng” was not saved by Sockeye"));

  /* One after the other, as by a program that is started twice. */
  copies[0] = copy_file (files[3], "c.pcapng");
  copies[1] = copy_file (files[1], "d.pcapng");
  sockeye_window_open_file (self->window, copies[0]);
  sockeye_window_open_file (self->window, copies[1]);
  /* Also when it is still being read. */
  sockeye_window_open_file (self->window, copies[1]);
  window_wait_for (gtk_notebook_get_n_pages (tabs) >= 5 && find_document (self) != NULL
                   && sockeye_notice_bar_get_message (find_document (self)->save_notice) != NULL
                   && strstr (sockeye_notice_bar_get_message (find_document (self)->save_notice),
                              "/d.pcapng is open already"));
  g_assert_cmpint (gtk_notebook_get_n_pages (tabs), ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    {
      g_assert_true (g_file_delete (copies[i], NULL, NULL));
      g_object_unref (copies[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (g_file_delete (files[i], NULL, NULL));
      g_object_unref (files[i]);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Nothing opens, and the notice says why. */
static void
test_foreign (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = make_path ("other.pcapng");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, "hello", -1, NULL));
  sockeye_window_open_file (self->window, file);
  window_wait_for (window_can (self, "open-capture"));
  g_assert_null (find_document (self));
  g_assert_nonnull (strstr (window_get_save_notice (self), "was not saved by Sockeye"));
  remove_path (path);

  sockeye_window_open_file (self->window, file);
  window_do (self, "cancel-opening");
  window_wait_for (window_can (self, "open-capture"));
  g_assert_null (find_document (self));
}

static GtkWindow *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_EXPORT_DIALOG (l->data))
      return l->data;
  return NULL;
}

/* What cannot be chosen is not offered, and only what is selected is saved. */
static void
test_dialog (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = make_path ("x.csv");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *contents = NULL;
  SockeyeExportDialog *dialog;

  window_open_session (self);
  window_type (self, "kept for ever");
  window_do (self, "send");
  window_wait_for (window_log_shows (self, "kept for ever"));
  window_do (self, "save-capture");
  dialog = SOCKEYE_EXPORT_DIALOG (find_dialog ());
  g_assert_false (gtk_widget_get_sensitive (window_child (dialog, "selected")));
  g_assert_false (gtk_widget_get_sensitive (window_child (dialog, "filtered")));
  g_assert_cmpint (sockeye_export_dialog_get_format (dialog), ==, SOCKEYE_EXPORT_PCAPNG);
  g_assert_cmpint (sockeye_export_dialog_get_range (dialog), ==, SOCKEYE_EXPORT_ALL);
  gtk_window_close (GTK_WINDOW (dialog));
  window_wait_for (find_dialog () == NULL);

  gtk_widget_activate_action (GTK_WIDGET (sockeye_data_log_get_view (self->page->data_log)), "log.select-all",
                              NULL);
  window_do (self, "save-capture");
  dialog = SOCKEYE_EXPORT_DIALOG (find_dialog ());
  g_assert_true (gtk_widget_get_sensitive (window_child (dialog, "selected")));
  g_object_set (window_child (dialog, "selected"), "active", TRUE, NULL);
  g_object_set (window_child (dialog, "format"), "selected", (guint) SOCKEYE_EXPORT_CSV, NULL);
  g_assert_cmpint (sockeye_export_dialog_get_format (dialog), ==, SOCKEYE_EXPORT_CSV);
  g_assert_cmpint (sockeye_export_dialog_get_range (dialog), ==, SOCKEYE_EXPORT_SELECTED);
  gtk_window_close (GTK_WINDOW (dialog));
  window_wait_for (find_dialog () == NULL);

  sockeye_session_page_export_to (self->page, file, SOCKEYE_EXPORT_CSV, SOCKEYE_EXPORT_SELECTED);
  window_wait_for (window_can (self, "save-capture"));
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "kept for ever"));
  remove_path (path);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/save/save", test_save);
  WINDOW_TEST ("/window/save/close-while-saving", test_close_while_saving);
  WINDOW_TEST ("/window/save/capture", test_capture);
  WINDOW_TEST ("/window/save/foreign", test_foreign);
  WINDOW_TEST ("/window/save/several", test_several);
  WINDOW_TEST ("/window/save/dialog", test_dialog);
  return g_test_run ();
}
