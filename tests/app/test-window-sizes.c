/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "recovery-bar.h"
#include "window-peers.h"
#include "window-private.h"

#include <libintl.h>
#include <locale.h>

/* Everything fits a small screen, with text of the usual size and with large text; and no two letters are the same. It is run
 * in more than one language. */

#define WIDTH  900
#define HEIGHT 600

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

/* --- Hands */

static void
set_text (WindowFixture *self, int percent)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));
  gint64 frame = gdk_frame_clock_get_frame_counter (clock);

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", percent * 96 * 1024 / 100, NULL);
  window_wait_for ((gtk_widget_queue_resize (GTK_WIDGET (self->window)),
                    gdk_frame_clock_get_frame_counter (clock) > frame + 5));
}

static void
do_detailed (WindowFixture *self, const char *detailed)
{
  g_autofree char *action = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_action_parse_detailed_name (detailed, &action, &target, &error));
  g_assert_no_error (error);
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (self->page), action, target));
}

/* Returns: (nullable): the window beside the main one that is shown */
static GtkWindow *
find_other (WindowFixture *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (window != GTK_WINDOW (self->window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

/* A server with a client that has sent something, so that there is something in every window. */
static GSocket *
talk (WindowFixture *self)
{
  SockeyeLogPosition from = { 0 };
  SockeyeLogPosition to = { .number = 2 };
  GSocket *client;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_open_session (self);
  client = connect_client (sockeye_session_get_local_port (self->session));
  g_assert_cmpint (g_socket_send (client, "hello\n", 6, NULL, NULL), ==, 6);
  window_wait_for (window_log_shows (self, "hello"));
  sockeye_log_view_select (sockeye_data_log_get_view (self->page->data_log), &from, &to);
  return client;
}

/* --- Eyes */

static void
assert_fits (const char *what, GtkWidget *widget, int percent, gboolean wanted)
{
  int sizes[2][2];

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &sizes[0][0], &sizes[0][1], NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (sizes[0][wanted], wanted ? 0 : WIDTH),
                      &sizes[1][0], &sizes[1][1], NULL, NULL);
  g_test_message ("%s at %d %%: %d x %d, natural %d x %d", what, percent, sizes[0][0], sizes[1][0],
                  sizes[0][1], sizes[1][1]);
  g_assert_cmpint (sizes[0][wanted], <=, WIDTH);
  g_assert_cmpint (sizes[1][wanted], <=, HEIGHT);
}

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

static void
set_window_state (WindowFixture *self, const char *action, gboolean state)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), action, g_variant_new_boolean (state));
}

static void
make_small (WindowFixture *self)
{
  GtkWidget *window = GTK_WIDGET (self->window);

  window_wait_for (gtk_widget_get_width (window) > 0);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  window_wait_for (gtk_widget_get_width (window) <= WIDTH && gtk_widget_get_height (window) <= HEIGHT);
  g_test_message ("small: %d x %d", gtk_widget_get_width (window), gtk_widget_get_height (window));
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

/* --- Nothing lies over anything else */

static void
show_commands (WindowFixture *self, gboolean show)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->page->actions), "quick-commands",
                                      g_variant_new_boolean (show));
}

static void
set_width (WindowFixture *self, int width)
{
  GtkWidget *window = GTK_WIDGET (self->window);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gint64 frame;

  /* It has a frame, of less than a step of the widths. */
  gtk_window_set_default_size (GTK_WINDOW (window), width, HEIGHT);
  window_wait_for (gtk_widget_get_width (window) <= width && gtk_widget_get_width (window) > width - 20);
  frame = gdk_frame_clock_get_frame_counter (clock);
  window_wait_for ((gtk_widget_queue_resize (GTK_WIDGET (self->window)),
                    self->page->narrow_source == 0 && gdk_frame_clock_get_frame_counter (clock) > frame + 2));
}

/* Where @widget is from left to right in the window; nothing of it is where the window is not. */
static graphene_rect_t
get_place (WindowFixture *self, gpointer widget)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (self->window), &place));
  g_assert_cmpfloat (place.origin.x, >=, 0);
  g_assert_cmpfloat (place.origin.x + place.size.width, <=, gtk_widget_get_width (GTK_WIDGET (self->window)));
  return place;
}

static void
assert_apart (WindowFixture *self, gpointer left, gpointer right)
{
  graphene_rect_t first = get_place (self, left);
  graphene_rect_t second = get_place (self, right);

  g_test_message ("%d: %g + %g, %g + %g", gtk_widget_get_width (GTK_WIDGET (self->window)), first.origin.x,
                  first.size.width, second.origin.x, second.size.width);
  g_assert_cmpfloat (first.origin.x + first.size.width, <=, second.origin.x);
}

static void
check_columns (WindowFixture *self)
{
  GtkWidget *side = gtk_widget_get_ancestor (GTK_WIDGET (self->page->network_panel),
                                             GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *open = window_child (self->page->network_panel, "open");

  assert_apart (self, self->page->main_column, self->page->commands_panel);
  if (gtk_widget_get_mapped (side))
    assert_apart (self, side, self->page->main_column);
  /* Wherever it is, there is one to press. */
  g_assert_true (gtk_widget_get_mapped (open)
                 != gtk_widget_get_mapped (GTK_WIDGET (self->page->narrow_open)));
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (self->window)), <=, HEIGHT);
}

/* As wide as they were at another width, if there is room for that. */
static void
check_showing_commands (WindowFixture *self, int width)
{
  show_commands (self, FALSE);
  set_width (self, width);
  g_settings_set_int (self->page->settings, "quick-commands-width", 260);
  show_commands (self, TRUE);
  set_width (self, width);
  check_columns (self);
}

/* With the quick commands and with a socket that is open, in windows of every width. */
static void
test_columns (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = NULL;

  make_small (self);
  client = talk (self);
  show_commands (self, TRUE);
  for (int width = WIDTH; width <= 1270; width += 20)
    {
      set_width (self, width);
      check_columns (self);
    }
  g_assert_false (gtk_widget_get_mapped (self->page->narrow_bar));
  for (int width = 1260; width >= WIDTH; width -= 30)
    {
      set_width (self, width);
      check_columns (self);
    }
  for (int width = WIDTH; width <= 1270; width += 20)
    check_showing_commands (self, width);
  set_width (self, WIDTH);

  /* The bar is as that of the labs. */
  g_assert_true (gtk_widget_get_mapped (self->page->narrow_bar));
  gtk_toggle_button_set_active (self->page->narrow_settings, TRUE);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->page->network_panel)));
  gtk_toggle_button_set_active (self->page->narrow_settings, FALSE);
  g_signal_emit_by_name (self->page->narrow_open, "clicked");
  window_wait_for (sockeye_session_get_state (self->session) == SOCKEYE_SESSION_CLOSED);
  show_commands (self, FALSE);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->page->network_panel)));
  window_wait_for (!gtk_widget_get_mapped (self->page->narrow_bar));
}

/* --- The find bar */

/* Its cross stays in its corner, also when the rest takes two lines; where nothing is found yet there is no line for it. */
static void
test_find_bar (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *entry;
  GtkWidget *cross;
  GtkWidget *tools;
  graphene_rect_t field;
  graphene_rect_t place;

  make_small (self);
  window_do (self, "find");
  entry = window_child (gtk_widget_get_first_child (window_child (self->page->data_log, "find_place")),
                        "entry");
  tools = gtk_widget_get_parent (entry);
  cross = gtk_widget_get_next_sibling (tools);
  set_window_state (self, "labs", TRUE);
  set_text (self, 150);

  field = get_place (self, entry);
  place = get_place (self, cross);
  g_assert_cmpfloat (place.origin.y, >=, field.origin.y);
  g_assert_cmpfloat (place.origin.y + place.size.height, <=, field.origin.y + field.size.height + 1);
  g_assert_cmpfloat (place.origin.x, >=,
                     get_place (self, tools).origin.x + get_place (self, tools).size.width);
  g_assert_cmpint (gtk_widget_get_height (tools), <, 2 * gtk_widget_get_height (entry));
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
}

/* --- Messages */

static const char sentence[] =
    "The capture could not be saved to “/somewhere/a.pcapng”, and nothing was changed there: "
    "Permission denied. Choose a place that you may write to, and save again.";

/* As after the program was killed. */
static void
offer_recovery (WindowFixture *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  GtkWidget *bar = sockeye_recovery_bar_new (self->settings, none);

  gtk_box_prepend (GTK_BOX (gtk_window_get_child (GTK_WINDOW (self->window))), bar);
  gtk_label_set_label (window_child (bar, "message"), sentence);
  gtk_widget_set_visible (bar, TRUE);
}

/* In a window that has room for one more bar at most. The page in the tab that is not shown has its part of the window. */
static void
test_messages (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *lines = g_strjoin ("\n", sentence, sentence, sentence, sentence, sentence, sentence, NULL);
  GtkAdjustment *room = gtk_scrolled_window_get_vadjustment (self->page->messages);
  g_autoptr (GSocket) client = NULL;

  make_small (self);
  client = talk (self);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-tab", NULL);
  sockeye_window_activate_page (self->window, self->page);
  set_text (self, 100);
  assert_fits ("without a message", GTK_WIDGET (self->window), 100, FALSE);

  /* Where there is room for all of a message, all is shown. */
  sockeye_notice_bar_show_error (self->page->notice, sentence);
  set_text (self, 100);
  assert_fits ("with an error", GTK_WIDGET (self->window), 100, FALSE);
  g_assert_cmpfloat (gtk_adjustment_get_upper (room), <=, gtk_adjustment_get_page_size (room));

  window_do (self, "find");
  sockeye_notice_bar_show_error (self->page->notice, lines);
  sockeye_notice_bar_show_error (self->page->save_notice, sentence);
  offer_recovery (self);
  set_text (self, 100);
  assert_fits ("with long errors", GTK_WIDGET (self->window), 100, FALSE);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (self->window)), <=, HEIGHT);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (self->page->messages)), <, HEIGHT / 3);

  /* The newest is in front, and the others are below it. */
  g_assert_true (gtk_widget_get_first_child (GTK_WIDGET (self->page->messages_box))
                 == GTK_WIDGET (self->page->save_notice));
  g_assert_cmpfloat (gtk_adjustment_get_value (room), ==, 0);
  g_assert_cmpfloat (gtk_adjustment_get_upper (room), >, gtk_adjustment_get_page_size (room));

  sockeye_notice_bar_dismiss (self->page->save_notice);
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_parent (GTK_WIDGET (self->page->messages))));
  sockeye_notice_bar_dismiss (self->page->notice);
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_parent (GTK_WIDGET (self->page->messages))));
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
  WINDOW_TEST ("/window-sizes/columns", test_columns);
  WINDOW_TEST ("/window-sizes/find-bar", test_find_bar);
  WINDOW_TEST ("/window-sizes/messages", test_messages);

  return g_test_run ();
}
