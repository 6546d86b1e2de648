/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-tabs.h"

/* What is asked before something that is open is broken off. */

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (GTK_IS_MESSAGE_DIALOG (l->data) && gtk_window_get_transient_for (l->data) != NULL)
      return l->data;

  return NULL;
}

static guint
count_dialogs (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  guint n = 0;

  for (GList *l = windows; l != NULL; l = l->next)
    n += GTK_IS_MESSAGE_DIALOG (l->data);
  return n;
}

static void
answer (int response)
{
  window_wait_for (find_dialog () != NULL);
  gtk_dialog_response (GTK_DIALOG (find_dialog ()), response);
  window_wait_for (find_dialog () == NULL);
}

/* The keyboard is at the button that loses nothing. */
static void
check_careful (void)
{
  GtkWidget *dialog;

  window_wait_for ((dialog = find_dialog ()) != NULL && gtk_widget_get_mapped (dialog));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (dialog))
                 == gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL));
  g_assert_true (gtk_window_get_default_widget (GTK_WINDOW (dialog))
                 == gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL));
}

static void
test_question (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gpointer closed;

  new_tab (self);
  window_open_session (self);
  do_window (self, "close-tab");
  check_careful ();
  answer (GTK_RESPONSE_CANCEL);
  g_assert_cmpuint (count_pages (self), ==, 2);
  g_assert_cmpint (window_get_state (self), ==, SOCKEYE_SESSION_OPEN);

  /* The window asks for all of them. */
  gtk_window_close (GTK_WINDOW (self->window));
  check_careful ();
  answer (GTK_RESPONSE_CANCEL);
  g_assert_cmpuint (count_pages (self), ==, 2);

  closed = self->page;
  g_object_add_weak_pointer (G_OBJECT (self->page), &closed);
  do_window (self, "close-tab");
  answer (GTK_RESPONSE_ACCEPT);
  window_wait_for (closed == NULL);
  g_assert_cmpuint (count_pages (self), ==, 1);
  take_active (self);

  /* With the last tab goes the log, too. */
  window_open_session (self);
  gtk_window_close (GTK_WINDOW (self->window));
  check_careful ();
  answer (GTK_RESPONSE_CANCEL);
  g_assert_cmpint (window_get_state (self), ==, SOCKEYE_SESSION_OPEN);
  window_fixture_close (self);
}

static SockeyeSessionState
get_state (SockeyeSessionPage *page)
{
  return sockeye_session_get_state (sockeye_workspace_get_session (page->workspace));
}

static void
quit (WindowFixture *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "quit", NULL);
}

/* Pressed twice, it is one question. */
static char *
ask_to_quit (WindowFixture *self, const char *heading)
{
  g_autofree char *text = NULL;
  char *more;

  quit (self);
  check_careful ();
  quit (self);
  g_assert_cmpuint (count_dialogs (), ==, 1);
  g_object_get (find_dialog (), "text", &text, "secondary-text", &more, NULL);
  g_assert_cmpstr (text, ==, heading);
  return more;
}

static void
test_quit_one (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *first = self->page;
  g_autofree char *heading = NULL;
  g_autofree char *text = NULL;

  window_open_session (self);
  new_tab (self);
  heading = g_strdup_printf ("Quit, and close “%s”?", sockeye_session_page_get_label (first));
  text = ask_to_quit (self, heading);
  g_assert_true (g_str_has_prefix (text, "Its socket is open, "));
  answer (GTK_RESPONSE_CANCEL);
  g_assert_cmpint (get_state (first), ==, SOCKEYE_SESSION_OPEN);
  g_assert_cmpuint (count_pages (self), ==, 2);

  /* It can be asked again, and goes with the tab that it is about. */
  quit (self);
  check_careful ();
  sockeye_window_discard_page (self->window, first);
  window_wait_for (find_dialog () == NULL);
  window_open_session (self);
  quit (self);
  check_careful ();
  answer (GTK_RESPONSE_CANCEL);
}

/* So many that some are only counted. */
static void
test_quit_many (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("number %u", i);

      if (i > 0)
        new_tab (self);
      sockeye_session_page_set_name (self->page, name);
      window_open_session (self);
    }
  text = ask_to_quit (self, "Quit Sockeye?");
  g_assert_true (g_str_has_prefix (text, "In 10 tabs a socket is open"));
  g_assert_nonnull (strstr (text, "\n• number 0\n• number 1\n"));
  g_assert_true (g_str_has_suffix (text, "\n• number 7\n• and 2 others"));
  answer (GTK_RESPONSE_CANCEL);
}

/* Once for all windows, and all of them are closed. This is the last test: the program is told to end. */
static void
test_quit_all (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = NULL;
  g_autoptr (GVariant) kept = NULL;
  gpointer first = self->window, second;

  window_open_session (self);
  sockeye_session_page_set_name (self->page, "here");
  new_tab (self);
  window_open_session (self);
  sockeye_session_page_set_name (self->page, "there");
  do_window (self, "detach-tab");
  second = gtk_widget_get_root (GTK_WIDGET (self->page));
  g_assert_true (second != first);
  window_wait_for (gtk_widget_get_mapped (second));
  text = ask_to_quit (self, "Quit Sockeye?");
  g_assert_true (g_str_has_prefix (text, "In 2 tabs a socket is open"));
  g_assert_nonnull (strstr (text, "\n• here"));
  g_assert_nonnull (strstr (text, "\n• there"));

  g_object_add_weak_pointer (first, &first);
  g_object_add_weak_pointer (second, &second);
  answer (GTK_RESPONSE_ACCEPT);
  window_wait_for (first == NULL && second == NULL);
  self->window = NULL;
  kept = g_settings_get_value (self->settings, "windows");
  g_assert_cmpuint (g_variant_n_children (kept), ==, 2);
}

static void
tear_down (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  if (self->window != NULL)
    window_fixture_close (self);
}

#define CLOSING_TEST(name, test)                                                                             \
  g_test_add (name, WindowFixture, NULL, window_fixture_set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);

  CLOSING_TEST ("/window-closing/question", test_question);
  CLOSING_TEST ("/window-closing/quit-one", test_quit_one);
  CLOSING_TEST ("/window-closing/quit-many", test_quit_many);
  CLOSING_TEST ("/window-closing/quit-all", test_quit_all);

  return g_test_run ();
}
