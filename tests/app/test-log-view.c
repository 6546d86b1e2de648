/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-fixture.h"

static void
test_follow (void)
{
  ViewFixture f;
  GRand *rand = g_rand_new_with_seed (17);

  view_fixture_init (&f);
  for (guint i = 0; i < 200; i++)
    {
      guint n = (guint) g_rand_int_range (rand, 0, i < 20 ? 3 : 400);

      for (guint j = 0; j < n; j++)
        {
          g_autofree char *text = g_strnfill ((gsize) g_rand_int_range (rand, 1, 60), 'x');

          text[g_rand_int_range (rand, 0, (gint32) strlen (text))] = '\n';
          view_receive (&f, text);
        }
      if (i % 50 == 49)
        sockeye_capture_discard_before (f.log.capture, sockeye_capture_get_n_records (f.log.capture) - 100);
      view_update (&f);
      view_assert_at_end (&f);
      g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 0);
      g_main_context_iteration (NULL, FALSE);
    }

  gtk_window_set_default_size (GTK_WINDOW (f.window), 700, 333);
  view_wait_for (gtk_widget_get_width (GTK_WIDGET (f.view)) < 700);
  view_settle (&f);
  view_assert_at_end (&f);
  g_rand_free (rand);
  view_fixture_clear (&f);
}

static void
test_stays_still (void)
{
  ViewFixture f;
  double value;
  guint64 number;

  view_fixture_init (&f);
  view_receive_numbered (&f, 300);
  gtk_adjustment_set_value (view_get_vadjustment (&f), 1234);
  g_assert_false (sockeye_log_view_get_following (f.view));
  value = view_get_value (&f);
  number = view_get_top (&f)->number;

  for (guint i = 1; i <= 50; i++)
    {
      view_receive_numbered (&f, 3);
      g_assert_cmpfloat (view_get_value (&f), ==, value);
      g_assert_cmpuint (view_get_top (&f)->number, ==, number);
      g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 3 * i);
    }

  sockeye_log_view_go_newest (f.view);
  view_assert_at_end (&f);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 0);

  /* By hand to the end: the view follows again. */
  gtk_adjustment_set_value (view_get_vadjustment (&f), 500);
  g_assert_false (sockeye_log_view_get_following (f.view));
  gtk_adjustment_set_value (view_get_vadjustment (&f), 1e9);
  g_assert_true (sockeye_log_view_get_following (f.view));
  view_receive_numbered (&f, 7);
  view_assert_at_end (&f);
  view_fixture_clear (&f);
}

/* Counted as news is what was never in view. */
static void
test_news (void)
{
  ViewFixture f;
  double row;

  view_fixture_init (&f);
  row = f.view->style->row_height;
  view_receive_numbered (&f, 300);
  log_view_scroll_to (f.view, view_get_value (&f) - 100 * row);
  view_receive_numbered (&f, 40);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 40);
  log_view_scroll_to (f.view, view_get_value (&f) + 110 * row);
  g_assert_false (sockeye_log_view_get_following (f.view));
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), >=, 29);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), <=, 30);
  log_view_scroll_to (f.view, 0);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), <=, 30);
  view_fixture_clear (&f);
}

static void
test_eviction (void)
{
  ViewFixture f;
  double y;
  guint64 number;

  view_fixture_init (&f);
  view_receive_numbered (&f, 2000);
  gtk_adjustment_set_value (view_get_vadjustment (&f), 20007);
  number = view_get_top (&f)->number;
  y = view_get_top_y (&f);

  for (guint64 gone = 10; gone < number; gone += 130)
    {
      sockeye_capture_discard_before (f.log.capture, gone);
      view_receive_numbered (&f, 5);
      g_assert_cmpuint (view_get_top (&f)->number, ==, number);
      g_assert_cmpfloat (view_get_top_y (&f), ==, y);
    }

  /* What is in view itself goes: the oldest that is left comes to the top. */
  sockeye_capture_discard_before (f.log.capture, number + 500);
  view_update (&f);
  g_assert_cmpuint (view_get_top (&f)->number, ==, number + 500);
  g_assert_cmpfloat (view_get_value (&f), ==, 0);
  g_assert_false (sockeye_log_view_get_following (f.view));

  /* Everything. */
  sockeye_capture_discard_before (f.log.capture, sockeye_capture_get_n_records (f.log.capture));
  view_update (&f);
  g_assert_cmpuint (f.view->n_rows, ==, 0);
  view_settle (&f);
  view_receive_numbered (&f, 3);
  g_assert_cmpuint (f.view->n_rows, ==, 3);
  view_fixture_clear (&f);
}

static void
assert_top_shows (ViewFixture *f, guint64 number, guint32 byte)
{
  const SockeyeLogLine *line = view_get_top (f);

  g_assert_cmpuint (line->number, ==, number);
  g_assert_cmpuint (line->first_byte, <=, byte);
  g_assert_cmpuint (line->first_byte + line->n_bytes, >, byte);
}

static void
test_forms_keep_place (void)
{
  static const SockeyeLogForm forms[] = {
    SOCKEYE_LOG_FORM_HEX,  SOCKEYE_LOG_FORM_BOTH, SOCKEYE_LOG_FORM_TEXT,
    SOCKEYE_LOG_FORM_BOTH, SOCKEYE_LOG_FORM_HEX,  SOCKEYE_LOG_FORM_TEXT
  };
  ViewFixture f;
  GString *text = g_string_new (NULL);

  view_fixture_init (&f);
  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "line %03u of a long message\n", i);
  for (guint i = 0; i < 5; i++)
    view_receive (&f, text->str);
  view_update (&f);

  log_view_scroll_to (f.view, LOG_PADDING + 1300 * f.view->style->row_height);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      guint64 number = view_get_top (&f)->number;
      guint32 byte = view_get_top (&f)->first_byte;

      sockeye_log_model_set_form (f.log.model, forms[i]);
      view_wait_for (f.view->generation == sockeye_log_model_get_generation (f.log.model));
      assert_top_shows (&f, number, byte);
      sockeye_log_model_set_charset (f.log.model, sockeye_charset_find (i % 2 == 0 ? "iso-8859-1" : "utf-8"));
      view_wait_for (f.view->generation == sockeye_log_model_get_generation (f.log.model));
      assert_top_shows (&f, number, byte);
      g_assert_false (sockeye_log_view_get_following (f.view));
    }

  sockeye_log_view_go_newest (f.view);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      sockeye_log_model_set_form (f.log.model, forms[i]);
      sockeye_log_view_refresh (f.view);
      view_assert_at_end (&f);
    }
  g_string_free (text, TRUE);
  view_fixture_clear (&f);
}

static void
test_paused (void)
{
  ViewFixture f;

  view_fixture_init (&f);
  view_receive_numbered (&f, 100);
  sockeye_log_view_set_paused (f.view, TRUE);
  view_receive_numbered (&f, 50);
  g_assert_cmpuint (f.view->n_rows, ==, 100);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 50);
  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_BOTH);
  sockeye_log_view_refresh (f.view);
  g_assert_cmpuint (f.view->n_rows, ==, 100);
  sockeye_capture_discard_before (f.log.capture, 90);
  view_receive_numbered (&f, 10);
  g_assert_cmpuint (f.view->n_rows, ==, 10);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 60);
  sockeye_capture_discard_before (f.log.capture, 120);
  view_update (&f);
  g_assert_cmpuint (f.view->n_rows, ==, 0);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 40);

  sockeye_log_view_set_paused (f.view, FALSE);
  g_assert_cmpuint (f.view->n_rows, ==, 40);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 0);
  view_assert_at_end (&f);

  /* Scrolled up and paused: the rest comes below. */
  view_receive_numbered (&f, 100);
  log_view_scroll_to (f.view, 0);
  sockeye_log_view_set_paused (f.view, TRUE);
  view_receive_numbered (&f, 5);
  g_assert_cmpuint (f.view->n_rows, ==, 140);
  sockeye_log_view_set_paused (f.view, FALSE);
  g_assert_cmpfloat (view_get_value (&f), ==, 0);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 5);
  view_fixture_clear (&f);
}

static void
test_clear_log (void)
{
  ViewFixture f;
  guint32 other;

  view_fixture_init (&f);
  other = log_fixture_add_peer (&f.log, 65000, TRUE);
  view_receive_numbered (&f, 500);
  log_fixture_receive (&f.log, other, "far", 3);
  view_update (&f);
  g_assert_cmpuint (f.view->peer_chars, ==, strlen ("127.0.0.1:65000"));
  log_view_scroll_to (f.view, 100);
  sockeye_log_model_set_start (f.log.model, sockeye_capture_get_n_records (f.log.capture));
  view_wait_for (f.view->n_rows == 0);
  g_assert_cmpuint (f.view->peer_chars, ==, 0);
  view_receive_numbered (&f, 5);
  g_assert_cmpuint (f.view->peer_chars, ==, strlen ("127.0.0.1:5000"));
  g_assert_true (sockeye_log_view_get_following (f.view));
  view_receive_numbered (&f, 500);
  view_assert_at_end (&f);
  view_fixture_clear (&f);
}

static void
test_go_to_record (void)
{
  ViewFixture f;
  static const guint64 numbers[] = { 0, 5, 500, 777, 998, 999, 12345 };

  view_fixture_init (&f);
  view_receive_numbered (&f, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      guint64 first, row = MIN (numbers[i], 999);

      sockeye_log_view_go_to_record (f.view, numbers[i]);
      first = log_view_first_visible (f.view, NULL);
      g_assert_cmpuint (first, <=, row);
      g_assert_cmpuint (first + log_view_n_visible (f.view), >, row);
    }
  view_fixture_clear (&f);
}

/* However many rows there are, only those in view are read, drawn and told to a screen reader. */
static void
test_many_rows (void)
{
  ViewFixture f;
  guint n_nodes = 0, n_children = 0;
  GtkWidget *child;

  view_fixture_init (&f);
  for (guint i = 0; i < 100000; i++)
    log_fixture_receive (&f.log, f.peer, "0123456789\n", 11);
  view_update (&f);
  view_assert_at_end (&f);
  for (guint i = 0; i < 20; i++)
    {
      gtk_adjustment_set_value (view_get_vadjustment (&f), (i * 7919 % 100000) * 20.5);
      view_settle (&f);
    }

  for (guint i = 0; i < f.view->rows->len; i++)
    n_nodes += ((LogRow *) g_ptr_array_index (f.view->rows, i))->text != NULL;
  for (child = gtk_widget_get_first_child (GTK_WIDGET (f.view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_children++;
  g_assert_cmpuint (n_nodes, >=, log_view_n_visible (f.view));
  g_assert_cmpuint (n_nodes, <=, 100);
  g_assert_cmpuint (n_children, <=, 100);
  view_fixture_clear (&f);
}

/* Rows beyond what single precision, or 32 bits of pixels, can tell apart. */
static void
test_far_down (void)
{
  ViewFixture f;
  double y, row;

  view_fixture_init (&f);
  view_receive_numbered (&f, 50);
  row = f.view->style->row_height;
  f.view->n_rows = G_GUINT64_CONSTANT (40000000000);
  log_view_configure (f.view, 123456789012.0 * row / 4);
  g_assert_cmpuint (log_view_first_visible (f.view, &y), ==,
                    (guint64) ((123456789012.0 * row / 4 - LOG_PADDING) / row));
  g_assert_cmpfloat (y, <=, 0);
  g_assert_cmpfloat (y, >, -row);
  log_view_configure (f.view, G_MAXDOUBLE);
  g_assert_cmpuint (log_view_first_visible (f.view, NULL) + log_view_n_visible (f.view), ==, f.view->n_rows);
  sockeye_log_view_refresh (f.view);
  g_assert_cmpuint (f.view->n_rows, ==, 50);
  view_fixture_clear (&f);
}

/* A character that is spread over two receives is shown once the rest is there. */
static void
test_row_completes (void)
{
  ViewFixture f;

  view_fixture_init (&f);
  log_fixture_receive (&f.log, f.peer, "A\xe4\xbd", 3);
  view_update (&f);
  g_assert_cmpstr (log_view_get_row (f.view, 0)->line->text->utf8->str, ==, "A\\xE4\\xBD");
  log_fixture_receive (&f.log, f.peer,
                       "\xa0"
                       "B",
                       2);
  view_update (&f);
  g_assert_cmpstr (log_view_get_row (f.view, 0)->line->text->utf8->str, ==, "A");
  g_assert_cmpstr (log_view_get_row (f.view, 1)->line->text->utf8->str, ==, "你B");
  view_fixture_clear (&f);
}

/* What has gone to the disk comes back without the view waiting for it, and then nothing goes on. */
static void
test_from_disk (void)
{
  ViewFixture f;
  g_autofree char *million = g_strnfill (1 << 20, 'm');

  view_fixture_init (&f);
  for (guint i = 0; i < 1 << 20; i += 64)
    million[i + 63] = '\n';
  view_receive_millions (&f, million, 100);
  view_update (&f);

  for (guint i = 0; i < 10; i++)
    {
      log_view_scroll_to (f.view, (double) (i * 7919 % 90) * 16384 * f.view->style->row_height);
      sockeye_log_model_set_form (f.log.model, i % 2 == 0 ? SOCKEYE_LOG_FORM_BOTH : SOCKEYE_LOG_FORM_TEXT);
      view_wait_for (f.view->generation == sockeye_log_model_get_generation (f.log.model) && !f.view->waiting
                     && !f.view->is_wanted);
      g_assert_cmpint (view_get_top (&f)->result, ==, SOCKEYE_READ_OK);
      assert_top_shows (&f, f.view->anchor.number, f.view->anchor.byte);
      g_assert_false (sockeye_log_view_get_following (f.view));
    }
  view_settle (&f);
  g_assert_cmpuint (f.view->tick, ==, 0);
  view_fixture_clear (&f);
}

static void
send_numbered (ViewFixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("sent %u\n", i);

      log_fixture_append (&f->log, i % 10 == 0 ? SOCKEYE_RECORD_SENT : SOCKEYE_RECORD_RECEIVED, 0, f->peer,
                          text, strlen (text));
    }
}

static void
set_filter (ViewFixture *f, guint kinds)
{
  SockeyeFilter filter = { .kinds = kinds };
  g_autoptr (SockeyeScan) scan = kinds != 0 ? sockeye_scan_new (f->log.capture, &filter, 0) : NULL;

  sockeye_log_model_set_filter (f->log.model, scan);
  view_update (f);
}

static void
test_filter_keeps_place (void)
{
  ViewFixture f;
  guint64 number;

  view_fixture_init (&f);
  send_numbered (&f, 5000);
  view_update (&f);
  log_view_scroll_to (f.view, LOG_PADDING + 2005 * f.view->style->row_height);
  g_assert_cmpuint (view_get_top (&f)->number, ==, 2005);

  /* The record at the top is not shown any more: the next one is. */
  set_filter (&f, SOCKEYE_FILTER_SENT);
  view_wait_for (f.view->n_rows == 500 && !f.view->is_wanted);
  g_assert_cmpuint (view_get_top (&f)->number, ==, 2010);
  g_assert_false (sockeye_log_view_get_following (f.view));

  send_numbered (&f, 100);
  view_wait_for ((view_update (&f), sockeye_log_model_get_n_records (f.log.model) == 510));
  g_assert_cmpuint (view_get_top (&f)->number, ==, 2010);
  g_assert_cmpuint (sockeye_log_view_get_n_new (f.view), ==, 10);
  sockeye_log_view_set_paused (f.view, TRUE);
  send_numbered (&f, 50);
  view_wait_for ((view_update (&f), sockeye_log_model_get_n_records (f.log.model) == 515));
  g_assert_cmpuint (f.view->n_rows, ==, 510);
  sockeye_log_view_set_paused (f.view, FALSE);
  g_assert_cmpuint (f.view->n_rows, ==, 515);

  set_filter (&f, 0);
  g_assert_cmpuint (view_get_top (&f)->number, ==, 2010);
  number = view_get_top (&f)->number;
  sockeye_log_model_set_charset (f.log.model, sockeye_charset_find ("utf-16le"));
  view_wait_for (!sockeye_log_model_is_counting (f.log.model) && f.view->tick == 0 && !f.view->is_wanted);
  g_assert_cmpuint (view_get_top (&f)->number, ==, number);

  sockeye_log_view_go_newest (f.view);
  set_filter (&f, SOCKEYE_FILTER_SENT);
  view_wait_for (f.view->n_rows == 515);
  view_assert_at_end (&f);
  view_fixture_clear (&f);
}

/* Whatever happens, the view is at the end, or what is in view stays where it is. */
static void
test_any_order (void)
{
  ViewFixture f;
  GRand *rand = g_rand_new_with_seed (4711);

  view_fixture_init (&f);
  for (guint i = 0; i < 600; i++)
    {
      gboolean following = sockeye_log_view_get_following (f.view);
      guint64 number = f.view->anchor.number;
      double y = f.view->n_rows > 0 ? view_get_top_y (&f) : 0;
      guint64 end = sockeye_capture_get_n_records (f.log.capture);
      guint64 gone = MIN (end, (guint64) g_rand_int_range (rand, 0, 40)
                                   + sockeye_capture_get_first (f.log.capture));

      switch (g_rand_int_range (rand, 0, 6))
        {
        case 0:
        case 1:
          view_receive_numbered (&f, (guint) g_rand_int_range (rand, 0, 100));
          break;
        case 2:
          sockeye_capture_discard_before (f.log.capture, gone);
          view_update (&f);
          break;
        case 3:
          log_view_scroll_to (f.view, g_rand_double_range (rand, 0, 1.2) * (double) f.view->n_rows * 20);
          continue;
        case 4:
          sockeye_log_view_go_newest (f.view);
          view_assert_at_end (&f);
          continue;
        default:
          view_settle (&f);
          break;
        }
      if (following)
        view_assert_at_end (&f);
      else if (f.view->n_rows > 0 && number >= sockeye_log_model_get_first (f.log.model)
               && !sockeye_log_view_get_following (f.view))
        {
          g_assert_cmpuint (view_get_top (&f)->number, ==, number);
          g_assert_cmpfloat (view_get_top_y (&f), ==, y);
        }
    }
  g_rand_free (rand);
  view_fixture_clear (&f);
}

static void
count_paint (GdkFrameClock *clock G_GNUC_UNUSED, gpointer data)
{
  (*(guint *) data)++;
}

/* Nothing ticks, waits or paints when nothing happens; news below the visible rows paints nothing either. */
static void
test_idle (void)
{
  ViewFixture f;
  GdkFrameClock *clock;
  guint n_paints = 0;
  gint64 until;
  guint wake;

  view_fixture_init (&f);
  view_receive_numbered (&f, 500);
  log_view_scroll_to (f.view, 100);
  view_settle (&f);
  view_wait_for (f.view->accessible_timeout == 0);
  view_settle (&f);
  view_wait_for (f.view->accessible_timeout == 0);
  g_assert_cmpuint (f.view->tick, ==, 0);
  g_assert_cmpuint (f.view->autoscroll, ==, 0);

  clock = gtk_widget_get_frame_clock (GTK_WIDGET (f.view));
  g_signal_connect (clock, "paint", G_CALLBACK (count_paint), &n_paints);
  gtk_widget_set_visible (
      gtk_scrolled_window_get_vscrollbar (GTK_SCROLLED_WINDOW (gtk_window_get_child (GTK_WINDOW (f.window)))),
      TRUE);
  wake = g_timeout_add (10, view_wake_up, NULL);
  for (until = g_get_monotonic_time () + G_USEC_PER_SEC / 2; g_get_monotonic_time () < until;)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
  g_assert_cmpuint (n_paints, <=, 1);
  g_signal_handlers_disconnect_by_func (clock, count_paint, &n_paints);
  view_fixture_clear (&f);
}

static void
test_model_goes (void)
{
  ViewFixture f;
  g_autoptr (SockeyeLogModel) other = NULL;

  view_fixture_init (&f);
  view_receive_numbered (&f, 500);
  log_view_select_all (f.view);
  other = sockeye_log_model_new (f.log.capture);
  sockeye_log_model_update (other);
  sockeye_log_view_set_model (f.view, other);
  g_assert_false (sockeye_log_view_has_selection (f.view));
  view_settle (&f);
  g_assert_cmpuint (f.view->n_rows, ==, 500);
  sockeye_log_view_set_model (f.view, NULL);
  view_settle (&f);
  g_assert_cmpuint (log_view_n_visible (f.view), ==, 0);
  log_view_press (f.view, 300, 100, 1, FALSE);
  log_view_move_head (f.view, 1);
  log_view_select_all (f.view);
  sockeye_log_view_go_newest (f.view);
  g_assert_false (sockeye_log_view_has_selection (f.view));
  view_fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-view/follow", test_follow);
  g_test_add_func ("/log-view/stays-still", test_stays_still);
  g_test_add_func ("/log-view/news", test_news);
  g_test_add_func ("/log-view/eviction", test_eviction);
  g_test_add_func ("/log-view/forms-keep-place", test_forms_keep_place);
  g_test_add_func ("/log-view/paused", test_paused);
  g_test_add_func ("/log-view/clear-log", test_clear_log);
  g_test_add_func ("/log-view/go-to-record", test_go_to_record);
  g_test_add_func ("/log-view/many-rows", test_many_rows);
  g_test_add_func ("/log-view/far-down", test_far_down);
  g_test_add_func ("/log-view/row-completes", test_row_completes);
  g_test_add_func ("/log-view/from-disk", test_from_disk);
  g_test_add_func ("/log-view/filter-keeps-place", test_filter_keeps_place);
  g_test_add_func ("/log-view/any-order", test_any_order);
  g_test_add_func ("/log-view/idle", test_idle);
  g_test_add_func ("/log-view/model-goes", test_model_goes);
  return g_test_run ();
}
