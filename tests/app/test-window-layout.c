/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "recovery-bar.h"
#include "small-window.h"
#include "state-facts.h"

#include <libintl.h>
#include <locale.h>

/* What stands in a small window lies over nothing else, can be reached, and is not cut. It is run in more than one language. */

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

/* --- Tabs */

static GtkWidget *
get_tab (SockeyeSessionPage *page)
{
  return gtk_notebook_get_tab_label (sockeye_window_get_side (page), GTK_WIDGET (page));
}

/* Half of a window has room for both of its tabs, whichever is shown. */
static void
test_tabs_of_pair (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *before = self->page;
  SockeyeSessionPage *server;

  make_small (self);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("tcp"));
  server = sockeye_window_get_page (self->window);
  g_assert_true (sockeye_window_get_side (server) == sockeye_window_get_side (before));
  set_text (self, 100);
  window_wait_for (gtk_widget_get_mapped (get_tab (server)) && gtk_widget_get_mapped (get_tab (before)));
  sockeye_window_activate_page (self->window, before);
  set_text (self, 100);
  g_assert_true (gtk_widget_get_mapped (get_tab (server)));
  g_assert_true (gtk_widget_get_mapped (get_tab (before)));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, WIDTH);
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
  g_test_message ("%g + %g, %g + %g", field.origin.y, field.size.height, place.origin.y, place.size.height);
  g_assert_cmpfloat (ABS (place.origin.y + place.size.height / 2 - field.origin.y - field.size.height / 2),
                     <=, 3);
  g_assert_cmpfloat (place.origin.x, >=,
                     get_place (self, tools).origin.x + get_place (self, tools).size.width);
  g_assert_cmpint (gtk_widget_get_height (tools), <, 2 * gtk_widget_get_height (entry));
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
}

/* --- Sentences */

static char *
get_inspected (gpointer inspector)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (window_child (inspector, "text"));

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* What Sockeye says is read without scrolling; what was received has the lines that it has. */
static void
test_inspected_sentence (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = talk (self);
  g_autofree char *text = NULL;
  gpointer inspector;

  do_detailed (self, "session.inspect");
  window_wait_for (find_other (self) != NULL);
  inspector = find_other (self);
  window_wait_for ((g_free (text), text = get_inspected (inspector), *text != '\0'));
  g_assert_cmpint (gtk_text_view_get_wrap_mode (window_child (inspector, "text")), ==, GTK_WRAP_WORD_CHAR);

  /* The event that the client has connected is between. */
  g_assert_true (gtk_widget_activate_action (inspector, "inspector.next", NULL));
  g_assert_true (gtk_widget_activate_action (inspector, "inspector.next", NULL));
  window_wait_for ((g_free (text), text = get_inspected (inspector), g_str_has_prefix (text, "hello")));
  g_assert_cmpint (gtk_text_view_get_wrap_mode (window_child (inspector, "text")), ==, GTK_WRAP_NONE);
  gtk_window_close (inspector);
  window_wait_for (find_other (self) == NULL);
}

static gboolean
may_break (const char *unit)
{
  for (const char *p = unit; *p != '\0' && *g_utf8_next_char (p) != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iswide (g_utf8_get_char (p)) && g_unichar_iswide (g_utf8_get_char (g_utf8_next_char (p))))
      return TRUE;
  return FALSE;
}

/* Returns: how many figures with a unit are shown within @widget */
static guint
check_units (GtkWidget *widget)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_label (GTK_LABEL (widget)) : "";
  const char *space = strrchr (text, ' ');
  const char *unit = strstr (text, "\302\240");
  guint n = unit != NULL;

  if (unit != NULL)
    {
      g_assert_true (space < unit);
      g_assert_false (may_break (unit));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += check_units (child);
  return n;
}

/* No line ends before a unit, nor in one. */
static void
test_units (WindowFixture *self G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeStateEnd end = { .has_facts = TRUE };
  SockeyeStateView view = { .watched = TRUE };
  g_autoptr (GtkWidget) facts = g_object_ref_sink (g_object_new (SOCKEYE_TYPE_STATE_FACTS, NULL));

  end.facts.state = SOCKEYE_TCP_ESTABLISHED;
  end.facts.detailed = TRUE;
  end.facts.rtt_us = 31;
  end.facts.rtt_variation_us = 12;
  end.facts.window = 11;
  end.facts.segment = 32768;
  view.own = view.far = end;
  sockeye_state_facts_show (SOCKEYE_STATE_FACTS (facts), &view);
  g_assert_cmpuint (check_units (facts), ==, 4);
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

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  /* GTK has chosen another one, for which there may be no translations. */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("SOCKEYE_LOCALEDIR"));

  WINDOW_TEST ("/window-layout/columns", test_columns);
  WINDOW_TEST ("/window-layout/tabs-of-pair", test_tabs_of_pair);
  WINDOW_TEST ("/window-layout/find-bar", test_find_bar);
  WINDOW_TEST ("/window-layout/inspected-sentence", test_inspected_sentence);
  WINDOW_TEST ("/window-layout/units", test_units);
  WINDOW_TEST ("/window-layout/messages", test_messages);

  return g_test_run ();
}
