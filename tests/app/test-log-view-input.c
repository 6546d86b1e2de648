/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-fixture.h"

#include <errors.h>
#include <gdk/x11/gdkx.h>
#include <math.h>

static void
assert_selection (ViewFixture *f, guint64 number, guint32 byte, guint64 to_number, guint32 to_byte)
{
  SockeyeLogPosition from, to;

  g_assert_true (sockeye_log_view_get_selection (f->view, &from, &to));
  g_assert_cmpuint (from.number, ==, number);
  g_assert_cmpuint (from.byte, ==, byte);
  g_assert_cmpuint (to.number, ==, to_number);
  g_assert_cmpuint (to.byte, ==, to_byte);
}

static void
test_cells (void)
{
  ViewFixture f;

  view_fixture_init (&f);
  view_receive_numbered (&f, 10);
  g_assert_false (sockeye_log_view_has_selection (f.view));
  select_between (&f, 2, 5, 2, 5);
  g_assert_false (sockeye_log_view_has_selection (f.view));
  select_between (&f, 2, 3, 2, 7);
  assert_selection (&f, 2, 3, 2, 7);
  select_between (&f, 2, 7, 2, 3);
  assert_selection (&f, 2, 3, 2, 7);
  select_between (&f, 2, 7, 5, 1);
  assert_selection (&f, 2, 7, 5, 1);
  select_between (&f, 5, 1, 2, 7);
  assert_selection (&f, 2, 7, 5, 1);

  /* Shift goes on from where it was begun, to either side. */
  log_view_press (f.view, get_x (&f, 7, 2, 0.1), get_y (&f, 7), 1, TRUE);
  assert_selection (&f, 5, 1, 7, 2);
  log_view_press (f.view, get_x (&f, 1, 2, 0.1), get_y (&f, 1), 1, TRUE);
  assert_selection (&f, 1, 2, 5, 1);
  log_view_stop_selecting (f.view);

  /* Below the last row is its end, above the first one its beginning. */
  log_view_press (f.view, get_x (&f, 8, 2, 0.1), get_y (&f, 8), 1, FALSE);
  log_view_drag_to (f.view, 800, get_y (&f, 30));
  assert_selection (&f, 8, 2, 9, 9);
  log_view_drag_to (f.view, f.view->columns.text, -50);
  assert_selection (&f, 0, 0, 8, 2);
  log_view_select_none (f.view);
  g_assert_false (sockeye_log_view_has_selection (f.view));
  view_fixture_clear (&f);
}

/* Which record is meant: of the selection, of the last click, or the newest one in view. */
static void
test_current (void)
{
  ViewFixture f;
  guint64 number;

  view_fixture_init (&f);
  g_assert_false (sockeye_log_view_get_current (f.view, &number));
  view_receive_numbered (&f, 1000);
  g_assert_true (sockeye_log_view_get_current (f.view, &number));
  g_assert_cmpuint (number, ==, 999);
  log_view_scroll_to (f.view, 0);
  g_assert_true (sockeye_log_view_get_current (f.view, &number));
  g_assert_cmpuint (number, >, 5);
  g_assert_cmpuint (number, <, 500);
  select_between (&f, 2, 5, 2, 5);
  g_assert_false (sockeye_log_view_has_selection (f.view));
  g_assert_true (sockeye_log_view_get_current (f.view, &number));
  g_assert_cmpuint (number, ==, 2);
  select_between (&f, 5, 1, 3, 7);
  g_assert_true (sockeye_log_view_get_current (f.view, &number));
  g_assert_cmpuint (number, ==, 3);
  log_view_select_none (f.view);
  g_assert_true (sockeye_log_view_get_current (f.view, &number));
  g_assert_cmpuint (number, >, 5);
  view_fixture_clear (&f);
}

/* Each letter of every kind of row can be hit, in either half. */
static void
test_hit_exact (void)
{
  static const char *const lines[] = {
    "plain ASCII, as most are\n",
    "\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x8c\xe4\xb8\x96\xe7\x95\x8c mixed \xe4\xb8\xad\xe6\x96\x87\r\n",
    "tab\there, \xff\xfe invalid \xe4\xb8\xad\x01\n",
    "\x01\x02 only controls \x7f\n",
  };
  ViewFixture f;

  view_fixture_init (&f);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    view_receive (&f, lines[i]);
  view_update (&f);

  for (guint row = 0; row < G_N_ELEMENTS (lines); row++)
    {
      const SockeyeLogLine *line = log_view_get_row (f.view, row)->line;

      for (guint i = 0; i < line->text->cells->len; i++)
        {
          SockeyeCell cell = g_array_index (line->text->cells, SockeyeCell, i);

          log_view_press (f.view, get_x (&f, row, 0, 0), get_y (&f, row), 1, FALSE);
          log_view_drag_to (f.view, get_x (&f, row, cell.text + cell.text_length - 1, 1) - 0.5,
                            get_y (&f, row));
          assert_selection (&f, row, 0, row, (guint32) (cell.bytes + cell.bytes_length));
          if (i == 0)
            continue;
          log_view_drag_to (f.view, get_x (&f, row, cell.text, 0) + 0.5, get_y (&f, row));
          assert_selection (&f, row, 0, row, (guint32) cell.bytes);
        }
    }
  view_fixture_clear (&f);
}

static void
test_words_and_rows (void)
{
  ViewFixture f;

  view_fixture_init (&f);
  view_receive (&f, "one two_2, three\nsecond line\n");
  view_receive (&f, "third");
  view_update (&f);

  log_view_press (f.view, get_x (&f, 0, 6, 0.5), get_y (&f, 0), 2, FALSE);
  assert_selection (&f, 0, 4, 0, 9);
  log_view_drag_to (f.view, get_x (&f, 0, 13, 0.5), get_y (&f, 0));
  assert_selection (&f, 0, 4, 0, 16);
  log_view_drag_to (f.view, get_x (&f, 0, 1, 0.5), get_y (&f, 0));
  assert_selection (&f, 0, 0, 0, 9);
  log_view_press (f.view, get_x (&f, 0, 9, 0.5), get_y (&f, 0), 2, FALSE);
  assert_selection (&f, 0, 9, 0, 10);

  log_view_press (f.view, get_x (&f, 0, 6, 0.5), get_y (&f, 0), 3, FALSE);
  assert_selection (&f, 0, 0, 0, 17);
  log_view_drag_to (f.view, get_x (&f, 2, 1, 0.5), get_y (&f, 2));
  assert_selection (&f, 0, 0, 2, 0);

  /* In the columns on the left, whole rows. */
  log_view_press (f.view, 5, get_y (&f, 1), 1, FALSE);
  assert_selection (&f, 0, 17, 1, 0);

  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_HEX);
  sockeye_log_view_refresh (f.view);
  log_view_press (f.view, get_x (&f, 0, 4 * 3, 0.5), get_y (&f, 0), 2, FALSE);
  assert_selection (&f, 0, 4, 0, 5);
  log_view_stop_selecting (f.view);
  view_fixture_clear (&f);
}

static void
test_hexdump (void)
{
  ViewFixture f;
  gsize first;

  view_fixture_init (&f);
  view_receive (&f, "0123456789abcdef||tail");
  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_BOTH);
  view_update (&f);
  first = log_row_get_dump_characters (log_view_get_row (f.view, 0));
  g_assert_cmpuint (first, >, 50);
  g_assert_true (
      g_str_has_prefix (log_view_get_row (f.view, 0)->line->text->utf8->str + first, "0123456789abcdef"));

  select_between (&f, 0, first + 3, 0, first + 10);
  assert_selection (&f, 0, 3, 0, 10);
  select_between (&f, 0, first + 15, 1, log_row_get_dump_characters (log_view_get_row (f.view, 1)) + 2);
  assert_selection (&f, 0, 15, 0, 18);
  view_settle (&f);

  /* In the offset is before the first byte. */
  select_between (&f, 1, 2, 1, first + 1);
  assert_selection (&f, 0, 16, 0, 17);
  view_fixture_clear (&f);
}

static void
test_events (void)
{
  ViewFixture f;
  g_autofree char *part = NULL;
  const char *text;
  gsize at;

  view_fixture_init (&f);
  view_receive (&f, "before\n");
  append_event (&f, "peer.example");
  view_receive (&f, "after\n");
  view_update (&f);
  text = log_view_get_row (f.view, 1)->line->text->utf8->str;
  g_assert_nonnull (strstr (text, "peer.example"));
  at = (gsize) (strstr (text, "peer.example") - text);

  /* Alone, a part of its sentence can be selected … */
  log_view_press (f.view, get_x (&f, 1, at + 2, 0.5), get_y (&f, 1), 2, FALSE);
  part = log_view_get_event_part (f.view);
  g_assert_nonnull (strstr (part, "peer.example"));
  assert_selection (&f, 1, 0, 2, 0);

  /* … and together with others it is selected whole. */
  select_between (&f, 0, 2, 1, at);
  assert_selection (&f, 0, 2, 2, 0);
  g_assert_null (log_view_get_event_part (f.view));
  select_between (&f, 1, at, 2, 3);
  assert_selection (&f, 1, 0, 2, 3);
  view_fixture_clear (&f);
}

/* What is selected from outside, such as a match, comes into view in both directions. */
static void
test_reveal (void)
{
  ViewFixture f;
  g_autofree char *wide = g_strnfill (1000, 'w');
  SockeyeLogPosition from = { 50, 700 }, to = { 50, 710 };
  double left;

  view_fixture_init (&f);
  view_receive_numbered (&f, 50);
  view_receive (&f, wide);
  view_receive_numbered (&f, 500);
  sockeye_log_view_select (f.view, &from, &to);
  g_assert_cmpuint (log_view_first_visible (f.view, NULL), <=, 50);
  left = 700 * f.view->style->char_width - gtk_adjustment_get_value (f.view->hadjustment);
  g_assert_cmpfloat (left, >=, 0);
  g_assert_cmpfloat (left, <, gtk_widget_get_width (GTK_WIDGET (f.view)) - f.view->columns.text);

  from = (SockeyeLogPosition){ 400, 0 };
  to = (SockeyeLogPosition){ 400, 3 };
  sockeye_log_view_select (f.view, &from, &to);
  g_assert_cmpfloat (gtk_adjustment_get_value (f.view->hadjustment), ==, 0);
  view_fixture_clear (&f);
}

static void
test_selection_stays (void)
{
  ViewFixture f;
  LogPlace from, to;
  gsize start, end;
  gboolean through;

  view_fixture_init (&f);
  view_receive_numbered (&f, 100);
  log_view_scroll_to (f.view, 0);
  select_between (&f, 3, 4, 8, 2);
  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_HEX);
  sockeye_log_view_refresh (f.view);
  assert_selection (&f, 3, 4, 8, 2);
  g_assert_true (log_view_get_range (f.view, &from, &to));
  g_assert_true (log_row_get_selected (log_view_get_row (f.view, 3), &from, &to, &start, &end, &through));
  g_assert_cmpuint (start, ==, 4 * 3);
  g_assert_true (through);
  g_assert_true (log_row_get_selected (log_view_get_row (f.view, 8), &from, &to, &start, &end, &through));
  g_assert_cmpuint (start, ==, 0);
  g_assert_cmpuint (end, ==, 5);
  g_assert_false (through);
  g_assert_false (log_row_get_selected (log_view_get_row (f.view, 9), &from, &to, &start, &end, &through));

  sockeye_log_model_set_charset (f.log.model, sockeye_charset_find ("gbk"));
  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_TEXT);
  view_receive_numbered (&f, 100);
  sockeye_capture_discard_before (f.log.capture, 2);
  view_update (&f);
  assert_selection (&f, 3, 4, 8, 2);
  view_fixture_clear (&f);
}

G_GNUC_PRINTF (1, 2)
static void
xdotool (const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *arguments = NULL;
  g_autofree char *command = NULL;
  va_list list;
  int status;

  va_start (list, format);
  arguments = g_strdup_vprintf (format, list);
  va_end (list);
  command = g_strconcat ("xdotool ", arguments, NULL);
  g_spawn_command_line_sync (command, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* Moves the pointer there in steps, as a hand does. */
static void
point_at (ViewFixture *f, double x, double y)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (f->window));
  graphene_point_t place;
  double left, top;

  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (f->view), f->window,
                                           &GRAPHENE_POINT_INIT ((float) x, (float) y), &place));
  gtk_native_get_surface_transform (GTK_NATIVE (f->window), &left, &top);
  for (int i = 4; i >= 0; i--)
    xdotool ("mousemove --window %lu %d %d", gdk_x11_surface_get_xid (surface),
             (int) round (place.x + left) + i, (int) round (place.y + top) + i);
}

static gboolean
has_xdotool (void)
{
  g_autofree char *path = g_find_program_in_path ("xdotool");

  if (path == NULL)
    g_test_skip ("xdotool is not installed");
  return path != NULL;
}

static void
get_focus (ViewFixture *f)
{
  view_wait_for (gtk_window_is_active (GTK_WINDOW (f->window)));
  gtk_widget_grab_focus (GTK_WIDGET (f->view));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (f->view)));
}

static void
press_key (ViewFixture *f, const char *key)
{
  xdotool ("key %s", key);
  view_settle (f);
}

static void
test_keys (void)
{
  ViewFixture f;
  double row, height;

  if (!has_xdotool ())
    return;
  view_fixture_init (&f);
  view_receive_numbered (&f, 1000);
  get_focus (&f);
  row = f.view->style->row_height;
  height = gtk_widget_get_height (GTK_WIDGET (f.view));

  xdotool ("key Home");
  view_wait_for (view_get_value (&f) == 0);
  g_assert_false (sockeye_log_view_get_following (f.view));
  xdotool ("key Down Down Down");
  view_wait_for (view_get_value (&f) == 3 * row);
  xdotool ("key Up");
  view_wait_for (view_get_value (&f) == 2 * row);
  xdotool ("key Page_Down");
  view_wait_for (view_get_value (&f) > height / 2);
  xdotool ("key Page_Up");
  view_wait_for (view_get_value (&f) == 2 * row);
  xdotool ("key ctrl+End");
  view_wait_for (sockeye_log_view_get_following (f.view));
  view_assert_at_end (&f);
  xdotool ("key ctrl+Home");
  view_wait_for (view_get_value (&f) == 0);
  xdotool ("key End");
  view_wait_for (sockeye_log_view_get_following (f.view));

  xdotool ("key ctrl+a");
  view_wait_for (sockeye_log_view_has_selection (f.view));
  assert_selection (&f, 0, 0, 1000, 0);
  xdotool ("key Escape");
  view_wait_for (!sockeye_log_view_has_selection (f.view));
  xdotool ("key ctrl+plus");
  view_wait_for (sockeye_log_view_get_scale (f.view) > 1);
  xdotool ("key ctrl+0");
  view_wait_for (sockeye_log_view_get_scale (f.view) == 1);
  view_fixture_clear (&f);
}

static void
test_selecting_keys (void)
{
  ViewFixture f;
  SockeyeLogPosition from = { 20, 0 }, to = { 20, 0 };

  if (!has_xdotool ())
    return;
  view_fixture_init (&f);
  view_receive_numbered (&f, 1000);
  get_focus (&f);

  press_key (&f, "shift+Up");
  assert_selection (&f, 999, 0, 1000, 0);
  press_key (&f, "shift+Up");
  assert_selection (&f, 998, 0, 1000, 0);
  press_key (&f, "shift+Down");
  assert_selection (&f, 999, 0, 1000, 0);
  press_key (&f, "shift+Left");
  assert_selection (&f, 998, 11, 1000, 0);
  press_key (&f, "Escape");

  to.byte = 3;
  sockeye_log_view_select (f.view, &from, &to);
  g_assert_cmpuint (log_view_first_visible (f.view, NULL), <=, 20);
  press_key (&f, "shift+Right");
  assert_selection (&f, 20, 0, 20, 4);
  press_key (&f, "shift+Left");
  press_key (&f, "shift+Left");
  assert_selection (&f, 20, 0, 20, 2);
  press_key (&f, "shift+End");
  assert_selection (&f, 20, 0, 20, 10);
  press_key (&f, "shift+Right");
  assert_selection (&f, 20, 0, 21, 0);
  press_key (&f, "shift+Right");
  assert_selection (&f, 20, 0, 21, 1);
  press_key (&f, "shift+Left");
  press_key (&f, "shift+Left");
  assert_selection (&f, 20, 0, 20, 10);
  press_key (&f, "ctrl+shift+End");
  assert_selection (&f, 20, 0, 1000, 0);
  press_key (&f, "ctrl+shift+Home");
  assert_selection (&f, 0, 0, 20, 0);
  press_key (&f, "shift+Page_Down");
  g_assert_true (sockeye_log_view_has_selection (f.view));
  view_fixture_clear (&f);
}

static void
test_pointer (void)
{
  ViewFixture f;

  if (!has_xdotool ())
    return;
  view_fixture_init (&f);
  view_receive_numbered (&f, 1000);
  log_view_scroll_to (f.view, 0);
  view_settle (&f);
  get_focus (&f);

  point_at (&f, get_x (&f, 2, 3, 0.1), get_y (&f, 2));
  xdotool ("mousedown 1");
  point_at (&f, get_x (&f, 4, 5, 0.1), get_y (&f, 4));
  view_wait_for (sockeye_log_view_has_selection (f.view) && f.view->head.at.number == 4);
  xdotool ("mouseup 1");
  view_wait_for (!f.view->selecting);
  assert_selection (&f, 2, 3, 4, 5);

  /* Held below the edge it scrolls; nothing is left running when it ends. */
  point_at (&f, get_x (&f, 3, 2, 0.1), get_y (&f, 3));
  xdotool ("mousedown 1");
  point_at (&f, get_x (&f, 3, 2, 0.1), gtk_widget_get_height (GTK_WIDGET (f.view)) + 12);
  view_wait_for (view_get_value (&f) > 100);
  xdotool ("mouseup 1");
  view_wait_for (!f.view->selecting && f.view->autoscroll == 0);
  g_assert_cmpuint (f.view->head.at.number, >, 20);

  point_at (&f, get_x (&f, f.view->head.at.number - 3, 2, 0.5), get_y (&f, f.view->head.at.number - 3));
  xdotool ("click --repeat 2 --delay 40 1");
  view_wait_for (sockeye_log_view_has_selection (f.view) && f.view->granularity == LOG_SELECT_WORDS);
  view_wait_for (!f.view->selecting);
  view_fixture_clear (&f);
}

static void
test_menu (void)
{
  ViewFixture f;
  g_autoptr (GMenu) more = g_menu_new ();

  if (!has_xdotool ())
    return;
  view_fixture_init (&f);
  view_receive_numbered (&f, 10);
  get_focus (&f);
  g_menu_append (more, "More", "win.more");
  g_object_set (f.view, "menu-model", more, NULL);

  point_at (&f, get_x (&f, 4, 2, 0.5), get_y (&f, 4));
  xdotool ("click 3");
  view_wait_for (f.view->menu != NULL && gtk_widget_get_mapped (f.view->menu));
  assert_selection (&f, 4, 0, 5, 0);
  g_assert_cmpint (
      g_menu_model_get_n_items (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (f.view->menu))), ==, 3);
  xdotool ("key Escape");
  view_wait_for (!gtk_widget_get_mapped (f.view->menu));
  get_focus (&f);
  xdotool ("key shift+F10");
  view_wait_for (gtk_widget_get_mapped (f.view->menu));
  xdotool ("key Escape");
  view_wait_for (!gtk_widget_get_mapped (f.view->menu));
  get_focus (&f);
  xdotool ("key Menu");
  view_wait_for (gtk_widget_get_mapped (f.view->menu));
  view_fixture_clear (&f);
}

static void
assert_accessible_rows (ViewFixture *f)
{
  guint64 first = log_view_first_visible (f->view, NULL);
  guint n = log_view_n_visible (f->view);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (f->view));

  for (guint i = 0; i < n; i++, child = gtk_widget_get_next_sibling (child))
    {
      g_autofree char *text = sockeye_log_line_to_string (log_view_get_row (f->view, first + i)->line);
      graphene_rect_t bounds;

      g_assert_nonnull (child);
      g_assert_true (gtk_widget_get_mapped (child));
      g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (child)), ==, text);
      gtk_test_accessible_assert_role (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_ROLE_LABEL);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, text);
      g_assert_true (gtk_widget_compute_bounds (child, GTK_WIDGET (f->view), &bounds));
      g_assert_cmpfloat (bounds.origin.y + bounds.size.height / 2, ==, (float) get_y (f, first + i));
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    g_assert_false (gtk_widget_get_mapped (child));
}

static void
wait_for_accessible (ViewFixture *f)
{
  view_settle (f);
  view_wait_for (f->view->accessible_timeout == 0);
}

static void
test_accessible (void)
{
  ViewFixture f;

  view_fixture_init (&f);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (f.view), GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f.view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Data log");
  view_receive_numbered (&f, 3);
  wait_for_accessible (&f);
  assert_accessible_rows (&f);
  for (guint i = 0; i < 50; i++)
    view_receive_numbered (&f, 20);
  wait_for_accessible (&f);
  assert_accessible_rows (&f);
  log_view_scroll_to (f.view, 777);
  wait_for_accessible (&f);
  assert_accessible_rows (&f);
  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_HEX);
  sockeye_log_view_refresh (f.view);
  wait_for_accessible (&f);
  assert_accessible_rows (&f);
  sockeye_log_model_set_start (f.log.model, sockeye_capture_get_n_records (f.log.capture));
  view_receive_numbered (&f, 2);
  wait_for_accessible (&f);
  assert_accessible_rows (&f);
  view_fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-view-input/cells", test_cells);
  g_test_add_func ("/log-view-input/current", test_current);
  g_test_add_func ("/log-view-input/hit-exact", test_hit_exact);
  g_test_add_func ("/log-view-input/words-and-rows", test_words_and_rows);
  g_test_add_func ("/log-view-input/hexdump", test_hexdump);
  g_test_add_func ("/log-view-input/events", test_events);
  g_test_add_func ("/log-view-input/reveal", test_reveal);
  g_test_add_func ("/log-view-input/selection-stays", test_selection_stays);
  g_test_add_func ("/log-view-input/keys", test_keys);
  g_test_add_func ("/log-view-input/selecting-keys", test_selecting_keys);
  g_test_add_func ("/log-view-input/pointer", test_pointer);
  g_test_add_func ("/log-view-input/menu", test_menu);
  g_test_add_func ("/log-view-input/accessible", test_accessible);
  return g_test_run ();
}
