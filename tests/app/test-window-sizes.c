/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "small-window.h"

#include <libintl.h>
#include <locale.h>

/* Everything fits a small screen, with text of the usual size and with large text; and no two letters are the same. It is run
 * in more than one language. */

/* What opens a window. The keys are for a main window alone. */
static const char *const openings[] = {
  "app.shortcuts",
  "app.preferences",
  "app.help('')",
  "app.about",
  "app.inspect-address(('', ''))",
  "session.socket-options",
  "session.replies",
  "session.faults",
  "session.highlights",
  "session.connection-state(uint32 0)",
  "session.call-diagram(uint32 0)",
  "session.byte-stream",
  "session.inspect",
  "session.save-capture",
  "win.compare",
  "win.projector",
};

/* --- Eyes */

/* Those of a popover are its own. */
static void
collect_letters (GtkWidget *widget, GHashTable *seen)
{
  if (GTK_IS_LABEL (widget) && gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)) != GDK_KEY_VoidSymbol)
    {
      guint key = gtk_label_get_mnemonic_keyval (GTK_LABEL (widget));
      const char *text = gtk_label_get_label (GTK_LABEL (widget));
      const char *other = g_hash_table_lookup (seen, GUINT_TO_POINTER (key));

      if (other != NULL)
        g_error ("%s and %s have the same letter", other, text);
      g_hash_table_insert (seen, GUINT_TO_POINTER (key), (gpointer) text);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child) && gtk_widget_get_child_visible (child) && gtk_widget_get_visible (child))
      collect_letters (child, seen);
}

static void
check_letters (GtkWidget *widget)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  collect_letters (widget, seen);
}

/* A popover is as large as it would like to be. */
static void
check_popovers (GtkWidget *widget, int percent)
{
  if (GTK_IS_POPOVER (widget) && !GTK_IS_POPOVER_MENU (widget)
      && gtk_popover_get_child (GTK_POPOVER (widget)) != NULL)
    {
      GtkWidget *child = gtk_popover_get_child (GTK_POPOVER (widget));

      check_letters (child);
      assert_fits (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)), child, percent, TRUE);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_popovers (child, percent);
}

/* What a button opens is made when it is pressed first. */
static void
make_popovers (GtkWidget *widget)
{
  if (GTK_IS_MENU_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && gtk_menu_button_get_popover (GTK_MENU_BUTTON (widget)) == NULL)
    {
      gtk_menu_button_popup (GTK_MENU_BUTTON (widget));
      gtk_menu_button_popdown (GTK_MENU_BUTTON (widget));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    make_popovers (child);
}

static void
check_window (WindowFixture *self, const char *opening, int percent)
{
  gpointer window;

  do_detailed (self, opening);
  window_wait_for (find_other (self) != NULL);
  window = find_other (self);
  window_wait_for (gtk_widget_get_width (window) > 0);
  assert_fits (opening, window, percent, FALSE);
  check_letters (window);
  gtk_window_close (window);
  window_wait_for (find_other (self) == NULL);
}

static void
test_windows (WindowFixture *self, gconstpointer data)
{
  int percent = GPOINTER_TO_INT (data);
  g_autoptr (GSocket) client = talk (self);

  set_text (self, percent);
  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    check_window (self, openings[i], percent);
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
}

/* Returns: (nullable): the first within @widget that has this class of styles */
static GtkWidget *
find_styled (GtkWidget *widget, const char *name)
{
  GtkWidget *found = gtk_widget_has_css_class (widget, name) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_styled (child, name);
  return found;
}

static void
check_labs (WindowFixture *self, int percent)
{
  GtkListBox *list;

  set_window_state (self, "labs", TRUE);
  list = GTK_LIST_BOX (find_styled (GTK_WIDGET (self->window->labs_pane), "lab-list"));
  window_wait_for (gtk_list_box_get_row_at_index (list, 0) != NULL);
  set_text (self, percent);
  assert_fits ("with the labs", GTK_WIDGET (self->window), percent, FALSE);
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 0));
  set_text (self, percent);
  assert_fits ("with a lab", GTK_WIDGET (self->window), percent, FALSE);
}

/* Of every protocol, and with every panel. */
static void
test_panels (WindowFixture *self, gconstpointer data)
{
  int percent = GPOINTER_TO_INT (data);
  GtkWidget *content = gtk_window_get_child (GTK_WINDOW (self->window));

  make_small (self);
  set_text (self, percent);
  for (guint i = 0; i < SOCKEYE_N_PROTOCOLS; i++)
    {
      window_choose_protocol (self, i);
      assert_fits ("main window", GTK_WIDGET (self->window), percent, FALSE);
      check_letters (GTK_WIDGET (self->window));
      make_popovers (content);
    }
  window_do (self, "find");
  set_text (self, percent);
  check_popovers (content, percent);
  assert_fits ("with the find bar", GTK_WIDGET (self->window), percent, FALSE);
  check_labs (self, percent);
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
}

static int
count_beside (WindowFixture *self)
{
  return gtk_notebook_get_n_pages (self->window->second);
}

/* Large text is a matter of the screen, or of the font. */
static void
test_pair (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const kinds[] = { "udp", "tcp" };
  GtkSettings *settings = gtk_settings_get_default ();

  make_small (self);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair",
                                      g_variant_new_string (kinds[i]));
      g_assert_cmpint (count_beside (self), ==, (int) i + 1);
      set_text (self, 150);
      assert_fits (kinds[i], GTK_WIDGET (self->window), 150, FALSE);
      set_text (self, 100);
      g_object_set (settings, "gtk-font-name", "Sans 15", NULL);
      set_text (self, 100);
      assert_fits ("large font", GTK_WIDGET (self->window), 100, FALSE);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, WIDTH);
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (self->window)), <=, HEIGHT);
      gtk_settings_reset_property (settings, "gtk-font-name");
    }
  gtk_settings_reset_property (settings, "gtk-xft-dpi");
}

static SockeyePageTab *
get_tab (SockeyeSessionPage *page)
{
  return SOCKEYE_PAGE_TAB (gtk_notebook_get_tab_label (sockeye_window_get_side (page), GTK_WIDGET (page)));
}

static gboolean
is_cut (SockeyeSessionPage *page)
{
  return pango_layout_is_ellipsized (gtk_label_get_layout (window_child (get_tab (page), "title")));
}

/* Whether its tab takes what the row has to spare */
static gboolean
is_tight (SockeyeSessionPage *page)
{
  gboolean tight;

  g_object_get (gtk_notebook_get_page (sockeye_window_get_side (page), GTK_WIDGET (page)), "tab-expand",
                &tight, NULL);
  return tight;
}

/* Large titles are not cut where there is room for them. */
static void
test_titles (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *right;

  make_small (self);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("tcp"));
  right = sockeye_session_page_get_twin (sockeye_window_get_page (self->window));
  sockeye_session_page_set_name (right, "the client of the experiment");
  set_text (self, 250);
  window_wait_for (is_tight (right));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1280, HEIGHT);
  window_wait_for (!is_cut (right));
  sockeye_session_page_set_name (right, "client");
  window_wait_for (!is_tight (right));
  sockeye_session_page_set_name (right, "the server of the experiment");
  window_wait_for (is_tight (right) && !is_cut (right));
  set_text (self, 100);
  window_wait_for (!is_tight (right) && !is_cut (right));
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
}

/* What would be left of a title is hidden also when a page that was narrow before gets narrower. */
static void
test_tight (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *window = GTK_WIDGET (self->window);

  window_wait_for (gtk_widget_get_width (window) > 0);
  gtk_window_set_default_size (GTK_WINDOW (window), 1180, HEIGHT);
  window_wait_for (gtk_widget_get_width (window) > 1100);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("tcp"));
  self->page = sockeye_window_get_page (self->window);
  window_wait_for (gtk_widget_get_visible (self->page->narrow_bar));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (self->page), "tight"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  window_wait_for (gtk_widget_has_css_class (GTK_WIDGET (self->page), "tight"));
}

/* Three columns do not fit: the pair is in tabs until the labs are closed, and the window stays as it is. */
static void
test_labs_beside_pair (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  make_small (self);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("tcp"));
  self->page = sockeye_window_get_page (self->window);
  g_assert_cmpint (count_beside (self), ==, 1);

  set_window_state (self, "labs", TRUE);
  g_assert_cmpint (count_beside (self), ==, 0);
  g_assert_true (sockeye_window_get_page (self->window) == self->page);
  set_text (self, 100);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, WIDTH);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (self->window)), <=, HEIGHT);

  set_window_state (self, "labs", FALSE);
  g_assert_cmpint (count_beside (self), ==, 1);
  g_assert_true (sockeye_window_get_page (self->window) == self->page);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (gtk_notebook_get_nth_page (self->window->second, 0))));
  set_text (self, 100);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, WIDTH);

  /* What is asked for last has the room; a new pair does not send the labs away. */
  set_window_state (self, "labs", TRUE);
  set_window_state (self, "side-by-side", TRUE);
  g_assert_cmpint (count_beside (self), ==, 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->window->labs_pane)));
  set_window_state (self, "side-by-side", FALSE);
  set_window_state (self, "labs", TRUE);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("udp"));
  g_assert_cmpint (count_beside (self), ==, 0);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->window->labs_pane)));
  set_text (self, 100);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, WIDTH);
}

#define SIZE_TEST(name, test, percent)                                                                       \
  g_test_add (name, WindowFixture, GINT_TO_POINTER (percent), window_fixture_set_up, test,                   \
              window_fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  /* GTK has chosen another one, for which there may be no translations. */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("SOCKEYE_LOCALEDIR"));

  SIZE_TEST ("/window-sizes/windows", test_windows, 100);
  SIZE_TEST ("/window-sizes/windows-large-text", test_windows, 150);
  SIZE_TEST ("/window-sizes/panels", test_panels, 100);
  SIZE_TEST ("/window-sizes/panels-large-text", test_panels, 150);
  WINDOW_TEST ("/window-sizes/pair-large-text", test_pair);
  WINDOW_TEST ("/window-sizes/titles", test_titles);
  WINDOW_TEST ("/window-sizes/tight", test_tight);
  WINDOW_TEST ("/window-sizes/labs-beside-pair", test_labs_beside_pair);

  return g_test_run ();
}
