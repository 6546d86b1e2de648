/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "highlight-palette.h"
#include "log-view-fixture.h"
#include "time-text.h"

#include <time.h>

#define DAY G_GINT64_CONSTANT (1763827541240123) /* 2025-11-22 16:05:41.240123 UTC */

static gint64
utc (int year, int month, int day, int hour, int minute, double second)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (year, month, day, hour, minute, second);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

static void
assert_time (const char *text, gint64 expected, gint64 span)
{
  g_autoptr (GError) error = NULL;
  gint64 from, to;

  g_assert_true (sockeye_time_text_parse (text, DAY, &from, &to, &error));
  g_assert_no_error (error);
  g_assert_cmpint (from, ==, expected);
  g_assert_cmpint (to, ==, expected + span - 1);
}

static void
test_times (void)
{
  assert_time ("14:03", utc (2025, 11, 22, 14, 3, 0), 60 * G_USEC_PER_SEC);
  assert_time (" 4:03:05 ", utc (2025, 11, 22, 4, 3, 5), G_USEC_PER_SEC);
  assert_time ("14:03:05.25", utc (2025, 11, 22, 14, 3, 5.25), 10000);
  assert_time ("14:03:05.000001", utc (2025, 11, 22, 14, 3, 5) + 1, 1);
  assert_time ("2024-02-29", utc (2024, 2, 29, 0, 0, 0), G_TIME_SPAN_DAY);
  assert_time ("2024-02-29 23:59", utc (2024, 2, 29, 23, 59, 0), 60 * G_USEC_PER_SEC);
  assert_time ("2024-02-29T23:59:59", utc (2024, 2, 29, 23, 59, 59), G_USEC_PER_SEC);
}

static void
test_no_times (void)
{
  static const char *const texts[] = {
    "",           "9",          "soon",     "24:00", "12:60",     "12:00:60", "12:00:00.", "12:00:00.1234567",
    "2025-02-29", "2025-13-01", "25-11-22", "-",     "12:00:00x", "12:",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 from, to;

      g_assert_false (sockeye_time_text_parse (texts[i], DAY, &from, &to, &error));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
add_rule (GArray *rules, gboolean enabled, SockeyePatternKind kind, char *text, guint color)
{
  SockeyeHighlightRule rule = { enabled, kind, text, color };

  g_array_append_val (rules, rule);
}

static void
keep_rules (GSettings *settings)
{
  g_autoptr (GArray) rules = g_array_new (FALSE, FALSE, sizeof (SockeyeHighlightRule));
  char text[] = "ERR", hex[] = "ff 0a", regex[] = "[0-9]+", off[] = "row", wrong[] = "(";

  add_rule (rules, TRUE, SOCKEYE_PATTERN_TEXT, text, 1);
  add_rule (rules, TRUE, SOCKEYE_PATTERN_HEX, hex, 2);
  add_rule (rules, TRUE, SOCKEYE_PATTERN_REGEX, regex, 3);
  add_rule (rules, FALSE, SOCKEYE_PATTERN_TEXT, off, 4);
  add_rule (rules, TRUE, SOCKEYE_PATTERN_REGEX, wrong, 5);
  sockeye_highlights_save (settings, rules);
}

/* The text that is marked in a row, by colour; %NULL: there is none. */
static char *
get_marked (ViewFixture *f, guint64 index, guint color)
{
  LogRow *row = log_view_get_row (f->view, index);

  for (guint i = 0; i < row->highlights->len; i++)
    {
      const LogHighlight *highlight = &g_array_index (row->highlights, LogHighlight, i);

      if (highlight->color == color)
        return g_strndup (row->line->text->utf8->str + highlight->start, highlight->end - highlight->start);
    }
  return NULL;
}

static void
assert_marked (ViewFixture *f, guint64 index, guint color, const char *expected)
{
  g_autofree char *marked = get_marked (f, index, color);

  g_assert_cmpstr (marked, ==, expected);
}

static void
test_highlights (void)
{
  ViewFixture f;
  g_autoptr (GSettings) settings = g_settings_new ("org.sockeye.Sockeye");
  g_autoptr (SockeyeHighlights) highlights = sockeye_highlights_new (settings);

  view_fixture_init (&f);
  g_assert_true (sockeye_highlights_are_empty (highlights));
  sockeye_log_view_set_highlights (f.view, highlights);
  view_receive (&f, "an error 17 in this row\xff\n");
  view_receive (&f, "nothing here\n");
  view_update (&f);
  g_assert_cmpuint (log_view_get_row (f.view, 0)->highlights->len, ==, 0);

  /* They hold at once, whatever was drawn before. */
  keep_rules (settings);
  g_assert_false (sockeye_highlights_are_empty (highlights));
  assert_marked (&f, 0, 1, "err");
  assert_marked (&f, 0, 2, "\\xFF");
  assert_marked (&f, 0, 3, "17");
  assert_marked (&f, 0, 4, NULL);
  assert_marked (&f, 0, 5, NULL);
  g_assert_cmpuint (log_view_get_row (f.view, 1)->highlights->len, ==, 0);

  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_HEX);
  view_update (&f);
  assert_marked (&f, 0, 1, "65 72 72");
  view_settle (&f);

  g_settings_reset (settings, "highlight-rules");
  g_assert_cmpuint (log_view_get_row (f.view, 0)->highlights->len, ==, 0);
  view_fixture_clear (&f);
}

/* A match that goes over the end of a row of 16 bytes is marked in both. */
static void
test_highlights_over_rows (void)
{
  ViewFixture f;
  g_autoptr (GSettings) settings = g_settings_new ("org.sockeye.Sockeye");
  g_autoptr (SockeyeHighlights) highlights = sockeye_highlights_new (settings);

  keep_rules (settings);
  view_fixture_init (&f);
  sockeye_log_view_set_highlights (f.view, highlights);
  sockeye_log_model_set_form (f.log.model, SOCKEYE_LOG_FORM_BOTH);
  view_receive (&f, "xxxxxxxxxxxxxxERRxxxx");
  view_update (&f);
  assert_marked (&f, 0, 1, "45 52");
  assert_marked (&f, 1, 1, "52");
  view_settle (&f);
  g_settings_reset (settings, "highlight-rules");
  view_fixture_clear (&f);
}

/* What is looked for is marked in all rows, over the rules, and only in the encoding it was made for. */
static void
test_found (void)
{
  ViewFixture f;
  g_autoptr (SockeyePattern) pattern = NULL;
  const SockeyeCharset *gbk = sockeye_charset_find ("gbk");

  pattern = sockeye_pattern_new (SOCKEYE_PATTERN_TEXT, "中", FALSE, gbk, NULL);
  view_fixture_init (&f);
  view_receive (&f, "one \xD6\xD0 and \xD6\xD0\n");
  view_receive (&f, "two \xD6\xD0\n");
  view_update (&f);
  sockeye_log_view_set_found (f.view, pattern);
  assert_marked (&f, 0, SOCKEYE_HIGHLIGHT_FOUND, NULL);

  sockeye_log_model_set_charset (f.log.model, gbk);
  view_update (&f);
  assert_marked (&f, 0, SOCKEYE_HIGHLIGHT_FOUND, "中");
  assert_marked (&f, 1, SOCKEYE_HIGHLIGHT_FOUND, "中");
  g_assert_cmpuint (log_view_get_row (f.view, 0)->highlights->len, ==, 2);
  view_settle (&f);

  sockeye_log_view_set_found (f.view, NULL);
  assert_marked (&f, 0, SOCKEYE_HIGHLIGHT_FOUND, NULL);
  view_fixture_clear (&f);
}

/* In an event it is marked in its sentence, in every form, and what is stepped to is just that part. */
static void
test_found_in_event (void)
{
  static const SockeyeLogForm forms[] = { SOCKEYE_LOG_FORM_TEXT, SOCKEYE_LOG_FORM_HEX,
                                          SOCKEYE_LOG_FORM_BOTH };
  const SockeyeMatch second = { .start = strlen ("Looking up one two \xE4\xB8\xAD "), .length = 3 };
  SockeyeEvent event = { .type = SOCKEYE_EVENT_RESOLVING, .text = "one\ttwo \xE4\xB8\xAD two" };
  ViewFixture f;
  g_autoptr (SockeyePattern) pattern = sockeye_pattern_new (SOCKEYE_PATTERN_TEXT, "NE TWO", FALSE,
                                                            sockeye_charset_find ("utf-8"), NULL);
  g_autofree char *part = NULL;

  view_fixture_init (&f);
  sockeye_sink_append_event (f.log.sink, 0, 1, &event);
  sockeye_sink_publish (f.log.sink);
  view_update (&f);
  sockeye_log_view_set_found (f.view, pattern);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      sockeye_log_model_set_form (f.log.model, forms[i]);
      view_update (&f);
      assert_marked (&f, 0, SOCKEYE_HIGHLIGHT_FOUND, "ne two");
      view_settle (&f);
    }

  sockeye_log_view_select_match (f.view, 0, &second);
  view_settle (&f);
  part = log_view_get_event_part (f.view);
  g_assert_cmpstr (part, ==, "two");
  view_fixture_clear (&f);
}

/* Where the colour's line is drawn, and where not. */
static char *
draw_highlight (guint color)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 60, 20);
  const guint32 *pixels = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface);
  int width = cairo_image_surface_get_stride (surface) / 4;
  GString *shape = g_string_new (NULL);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  sockeye_highlight_color_draw (color, FALSE, cr, 0, 60, 20);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int y = 0; y < 20; y++)
    for (int x = 2; x < 58; x++)
      g_string_append_c (shape, pixels[y * width + x] == pixels[10 * width + 30] ? ' ' : '#');
  cairo_surface_destroy (surface);
  return g_string_free (shape, FALSE);
}

/* Who does not see the colours tells them apart by their lines. */
static void
test_lines (void)
{
  g_autoptr (GHashTable) shapes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < SOCKEYE_N_HIGHLIGHT_COLORS; i++)
    {
      char *shape = draw_highlight (i);

      g_assert_nonnull (strchr (shape, '#'));
      g_assert_true (g_hash_table_add (shapes, shape));
    }
}

/* Peers that follow each other differ in colour and shape; 64 pass before a pair comes again. */
static void
test_conversations (void)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new (NULL, NULL);

  for (guint32 peer = 1; peer <= 64; peer++)
    {
      guint color = sockeye_log_style_get_conversation_color (peer);
      guint shape = (peer - 1) % SOCKEYE_LOG_N_CONVERSATIONS;

      g_assert_cmpuint (color, >=, SOCKEYE_LOG_COLOR_CONVERSATION);
      g_assert_cmpuint (color, <, SOCKEYE_LOG_N_COLORS);
      g_assert_cmpuint (color, !=, sockeye_log_style_get_conversation_color (peer + 1));
      g_assert_true (g_hash_table_add (pairs, GUINT_TO_POINTER (color * 100 + shape + 1)));
    }
}

/* What was received and what was sent can be told apart wherever they are drawn. */
static void
test_colors (void)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  GdkRGBA text, received, sent;

  gtk_style_context_get_color (gtk_widget_get_style_context (label), &text);
  sockeye_log_style_get_color (label, SOCKEYE_LOG_COLOR_RECEIVED, &received);
  sockeye_log_style_get_color (label, SOCKEYE_LOG_COLOR_SENT, &sent);
  g_assert_false (gdk_rgba_equal (&received, &sent));
  g_assert_false (gdk_rgba_equal (&received, &text));
  g_object_unref (label);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-tools/times", test_times);
  g_test_add_func ("/log-tools/no-times", test_no_times);
  g_test_add_func ("/log-tools/highlights", test_highlights);
  g_test_add_func ("/log-tools/highlights-over-rows", test_highlights_over_rows);
  g_test_add_func ("/log-tools/found", test_found);
  g_test_add_func ("/log-tools/found-in-event", test_found_in_event);
  g_test_add_func ("/log-tools/lines", test_lines);
  g_test_add_func ("/log-tools/colors", test_colors);
  g_test_add_func ("/log-tools/conversations", test_conversations);

  return g_test_run ();
}
