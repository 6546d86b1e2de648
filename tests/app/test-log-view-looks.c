/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-fixture.h"

#include <math.h>

/* The sanitizers take several times as long. */
#if defined(__SANITIZE_ADDRESS__)
#define FRAME_MAX_US 500000
#else
#define FRAME_MAX_US 50000
#endif

static void
append_hostile (ViewFixture *f)
{
  static const char *const lines[] = {
    "\xe2\x80\xae txet desrever \xe2\x80\xac and \xe2\x81\xa7 isolates \xe2\x81\xa9\n",
    "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 abc \xd7\xa2\xd7\x91\xd7\xa8\xd7\x99\xd7\xaa 123\n",
    "<b>markup</b> &amp; <span size='9999999'>not parsed</span> %s %n\n",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x08\x08\x08 \x7f \xc2\x85 \xe2\x80\xa8 \xe2\x80\xa9 \xef\xbb\xbf\n",
    "\xff\xfe\xfd\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xe4\xbd\n",
    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 "
    "\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3\n",
    "\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x8c\xe4\xb8\x96\xe7\x95\x8c\r\n",
  };
  GString *marks = g_string_new ("e");
  g_autofree char *nuls = g_malloc0 (5000);
  g_autofree char *million = g_strnfill (1 << 20, 'm');

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    view_receive (f, lines[i]);
  for (guint i = 0; i < 400; i++)
    g_string_append (marks, "\xcc\x81\xcd\x9b");
  view_receive (f, marks->str);
  log_fixture_receive (&f->log, f->peer, nuls, 5000);
  view_receive_millions (f, million, 10);
  log_fixture_append (&f->log, SOCKEYE_RECORD_SENT, SOCKEYE_RECORD_DATAGRAM, f->peer, "", 0);
  g_string_free (marks, TRUE);
}

/* Microseconds for reading and drawing all rows in view anew; the best of some, because the machine may be busy. */
static gint64
measure_frame (ViewFixture *f)
{
  GtkWidget *widget = GTK_WIDGET (f->view);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time ();
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      cairo_t *cr = cairo_create (surface);
      GskRenderNode *node;

      log_view_forget_rows (f->view);
      log_view_read_rows (f->view, FALSE);
      GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node != NULL)
        gsk_render_node_draw (node, cr);
      g_clear_pointer (&node, gsk_render_node_unref);
      cairo_destroy (cr);
      best = MIN (best, g_get_monotonic_time () - start);
    }
  cairo_surface_destroy (surface);
  return best;
}

static void
test_hostile_text (void)
{
  ViewFixture f;
  int height;

  view_fixture_init (&f);
  height = f.view->style->row_height;
  append_hostile (&f);
  view_update (&f);
  for (int form = SOCKEYE_LOG_FORM_TEXT; form <= SOCKEYE_LOG_FORM_BOTH; form++)
    {
      GtkAdjustment *adjustment = f.view->hadjustment;

      sockeye_log_model_set_form (f.log.model, (SockeyeLogForm) form);
      sockeye_log_view_go_newest (f.view);
      view_settle (&f);
      log_view_scroll_to (f.view, 0);
      view_settle (&f);
      g_assert_cmpint (measure_frame (&f), <, FRAME_MAX_US);
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
      view_settle (&f);
      g_assert_cmpint (measure_frame (&f), <, FRAME_MAX_US);
      log_view_select_all (f.view);
      view_settle (&f);
      gtk_adjustment_set_value (adjustment, 0);
      view_settle (&f);
      g_assert_cmpint (f.view->style->row_height, ==, height);
      g_assert_cmpfloat (gtk_adjustment_get_upper (view_get_vadjustment (&f)), ==,
                         MAX ((double) f.view->n_rows * height + 2 * LOG_PADDING,
                              gtk_widget_get_height (GTK_WIDGET (f.view))));

      for (double x = 0; x < 900; x += 37)
        for (double y = 0; y < 400; y += height)
          {
            log_view_press (f.view, x, y, 1 + (int) x % 3, FALSE);
            log_view_drag_to (f.view, 900 - x, 400 - y);
          }
      log_view_stop_selecting (f.view);
      log_view_select_none (f.view);
    }
  view_fixture_clear (&f);
}

static void
test_columns (void)
{
  ViewFixture f;
  double text;

  view_fixture_init (&f);
  view_receive_numbered (&f, 30);
  text = f.view->columns.text;
  g_object_set (f.view, "show-time", FALSE, NULL);
  g_assert_cmpfloat (f.view->columns.text, <, text);
  g_object_set (f.view, "show-peer", FALSE, NULL);
  g_object_set (f.view, "show-size", FALSE, NULL);
  view_settle (&f);
  g_assert_cmpfloat (f.view->columns.text, <, 8 * f.view->style->char_width);
  g_object_set (f.view, "show-time", TRUE, "show-peer", TRUE, "show-size", TRUE, NULL);
  view_settle (&f);
  g_assert_cmpfloat (f.view->columns.text, ==, text);
  view_fixture_clear (&f);
}

/* In a narrow window the size gives way to the text, then the peer; wide again, both are back. */
static void
test_narrow (void)
{
  ViewFixture f;
  guint chars;

  view_fixture_init (&f);
  view_receive_numbered (&f, 30);
  chars = f.view->peer_chars;
  g_assert_cmpfloat (f.view->columns.size.width, >, 0);
  gtk_window_set_default_size (GTK_WINDOW (f.window), 500, 400);
  view_wait_for (f.view->columns.size.width == 0);
  g_assert_cmpfloat (f.view->columns.peer.width, >, 0);
  gtk_window_set_default_size (GTK_WINDOW (f.window), 300, 400);
  view_wait_for (f.view->columns.peer.width == 0);
  view_assert_at_end (&f);
  gtk_window_set_default_size (GTK_WINDOW (f.window), 900, 400);
  view_wait_for (f.view->columns.size.width > 0);
  g_assert_cmpuint (f.view->columns.peer_chars, ==, chars);
  view_fixture_clear (&f);
}

static void
test_theme (void)
{
  ViewFixture f;
  GtkSettings *settings = gtk_settings_get_default ();
  GdkRGBA light[SOCKEYE_LOG_N_COLORS];

  view_fixture_init (&f);
  view_receive_numbered (&f, 30);
  view_settle (&f);
  memcpy (light, f.view->style->colors, sizeof light);
  g_object_set (settings, "gtk-application-prefer-dark-theme", TRUE, NULL);
  view_settle (&f);
  for (guint i = 0; i < SOCKEYE_LOG_COLOR_SELECTION; i++)
    {
      const GdkRGBA *dark = &f.view->style->colors[i];

      g_assert_cmpfloat (dark->red + dark->green + dark->blue, >,
                         light[i].red + light[i].green + light[i].blue);
    }
  gtk_settings_reset_property (settings, "gtk-application-prefer-dark-theme");
  view_settle (&f);
  g_assert_cmpmem (light, sizeof light, f.view->style->colors, sizeof light);
  view_fixture_clear (&f);
}

static double
get_width (ViewFixture *f, guint64 row)
{
  LogRow *shown = log_view_get_row (f->view, row);

  return log_row_index_to_x (shown, f->view->style, shown->line->text->utf8->len);
}

/* However many letters of whatever script came before, ASCII keeps its width. */
static void
test_letters (void)
{
  ViewFixture f;
  double unit;

  view_fixture_init (&f);
  view_receive (&f, "a b c\n");
  view_update (&f);
  unit = f.view->style->char_width;
  g_assert_cmpfloat (get_width (&f, 0), ==, 5 * unit);
  view_settle (&f);

  for (gunichar first = 0x4e00; first < 0x9000; first += 300)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (gunichar ch = first; ch < first + 300; ch++)
        g_string_append_unichar (text, ch);
      g_string_append (text, " a b c\n");
      view_receive (&f, text->str);
      view_update (&f);
      view_settle (&f);
    }
  g_assert_cmpuint (g_hash_table_size (f.view->style->glyphs), <, 20000);
  view_receive (&f, "a b c\n");
  view_update (&f);
  g_assert_cmpfloat (get_width (&f, f.view->n_rows - 1), ==, 5 * unit);
  g_assert_true (log_view_get_row (f.view, f.view->n_rows - 1)->is_regular);
  g_assert_false (log_view_get_row (f.view, f.view->n_rows - 2)->is_regular);
  g_assert_cmpfloat (get_width (&f, f.view->n_rows - 2), >, 300 * unit);
  view_fixture_clear (&f);
}

static void
test_scale (void)
{
  ViewFixture f;
  guint64 number;
  int height;

  view_fixture_init (&f);
  view_receive_numbered (&f, 500);
  height = f.view->style->row_height;
  gtk_widget_activate_action (GTK_WIDGET (f.view), "log.zoom-in", NULL);
  gtk_widget_activate_action (GTK_WIDGET (f.view), "log.zoom-in", NULL);
  view_settle (&f);
  g_assert_cmpint (f.view->style->row_height, >, height);
  view_assert_at_end (&f);

  log_view_scroll_to (f.view, LOG_PADDING + 200 * f.view->style->row_height);
  number = view_get_top (&f)->number;
  sockeye_log_view_set_scale (f.view, 2.5);
  view_settle (&f);
  g_assert_cmpuint (view_get_top (&f)->number, ==, number);
  gtk_widget_activate_action (GTK_WIDGET (f.view), "log.zoom-normal", NULL);
  view_settle (&f);
  g_assert_cmpint (f.view->style->row_height, ==, height);
  g_assert_cmpuint (view_get_top (&f)->number, ==, number);
  view_fixture_clear (&f);
}

static void
assert_numbers (ViewFixture *f, gint64 last, gint64 next)
{
  g_autoptr (SockeyeLogLine) line = sockeye_log_line_new ();

  g_assert_cmpint (sockeye_log_view_get_last (f->view, line) ? (gint64) line->number : -1, ==, last);
  g_assert_cmpint (sockeye_log_view_get_next (f->view, line) ? (gint64) line->number : -1, ==, next);
  g_assert_cmpuint (line->row, ==, 0);
}

/* One record after the other; a long one from its beginning; what has given way is not counted. */
static void
test_steps (void)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  ViewFixture f;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (lines, "line %u\n", i);
  view_fixture_init (&f);
  assert_numbers (&f, -1, -1);
  view_receive_numbered (&f, 50);
  view_receive (&f, lines->str);
  view_receive_numbered (&f, 1);
  assert_numbers (&f, 51, -1);

  sockeye_log_view_show_to (f.view, 0);
  g_assert_cmpuint (sockeye_log_view_get_n_shown (f.view), ==, 0);
  assert_numbers (&f, -1, 0);
  sockeye_log_view_show_to (f.view, 50);
  g_assert_cmpuint (sockeye_log_view_get_n_shown (f.view), ==, 50);
  assert_numbers (&f, 49, 50);
  g_assert_true (sockeye_log_view_get_following (f.view));
  sockeye_log_view_show_to (f.view, 51);
  assert_numbers (&f, 50, 51);
  g_assert_cmpuint (f.view->n_rows, ==, 250);
  g_assert_cmpuint (view_get_top (&f)->number, <, 50);
  sockeye_log_view_show_to (f.view, 52);
  assert_numbers (&f, 51, -1);

  view_receive_numbered (&f, 1);
  assert_numbers (&f, 51, 52);
  sockeye_capture_discard_before (f.log.capture, 51);
  view_update (&f);
  g_assert_cmpuint (sockeye_log_view_get_n_shown (f.view), ==, 1);
  sockeye_log_view_set_paused (f.view, FALSE);
  g_assert_cmpuint (sockeye_log_view_get_n_shown (f.view), ==, 2);
  assert_numbers (&f, 52, -1);
  view_fixture_clear (&f);
}

/* Rows of pixels that are in the colour of errors near the left edge. */
static int
measure_bars (ViewFixture *f)
{
  GtkWidget *widget = GTK_WIDGET (f->view);
  const GdkRGBA *error = &f->view->style->colors[SOCKEYE_LOG_COLOR_ERROR];
  const double wanted[] = { error->blue * 255, error->green * 255, error->red * 255 };
  int height = gtk_widget_get_height (widget);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 40, height);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;
  int most = 0;

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  gsk_render_node_unref (node);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int x = 0; x < 40; x++)
    {
      int n = 0;

      for (int y = 0; y < height; y++)
        {
          const guint8 *pixel = pixels + y * cairo_image_surface_get_stride (surface) + x * 4;

          n += fabs (pixel[0] - wanted[0]) < 3 && fabs (pixel[1] - wanted[1]) < 3
               && fabs (pixel[2] - wanted[2]) < 3;
        }
      most = MAX (most, n);
    }
  cairo_surface_destroy (surface);
  return most;
}

/* A message that breaks the rule of the framing has a bar, as high as all its rows; no other has. */
static void
test_bad_frames (void)
{
  static const SockeyeFraming framing = { .kind = SOCKEYE_FRAMING_LENGTH, .width = 1, .adjustment = -4 };
  ViewFixture f;

  view_fixture_init (&f);
  log_fixture_receive (&f.log, f.peer, "\005a\002\001\006", 5);
  view_update (&f);
  view_settle (&f);
  g_assert_cmpint (measure_bars (&f), ==, 0);
  sockeye_log_model_set_framing (f.log.model, &framing);
  view_wait_for ((view_update (&f), f.view->n_rows == 4));
  view_settle (&f);
  g_assert_cmpint (measure_bars (&f), ==, 2 * f.view->style->row_height);
  view_fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-view/hostile-text", test_hostile_text);
  g_test_add_func ("/log-view/columns", test_columns);
  g_test_add_func ("/log-view/narrow", test_narrow);
  g_test_add_func ("/log-view/theme", test_theme);
  g_test_add_func ("/log-view/letters", test_letters);
  g_test_add_func ("/log-view/scale", test_scale);
  g_test_add_func ("/log-view/bad-frames", test_bad_frames);
  g_test_add_func ("/log-view-looks/steps", test_steps);
  return g_test_run ();
}
