/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-fixture.h"

/* "上" is 0x4E0A; "ਅ一ਅ" is 0x0A05 0x4E00 0x0A05: in neither order of bytes a line may break in them. */
#define TEXT "上海\nਅ一ਅ\n\n末"

static const char *const charsets[] = { "utf-16le", "utf-16be" };

static void
check_rows (LogFixture *fixture, const char *const *rows)
{
  guint n_rows = g_strv_length ((char **) rows);

  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture->model), ==, n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      const SockeyeLogLine *line = log_fixture_get_line (fixture, i);
      g_autofree char *shown = log_fixture_get_shown (line);

      g_assert_cmpstr (shown, ==, rows[i]);
    }
}

static void
test_lines (void)
{
  static const char *const rows[] = { "上海", "ਅ一ਅ", "", "末", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      const SockeyeCharset *charset = sockeye_charset_find (charsets[i]);
      g_autoptr (GBytes) bytes = sockeye_charset_encode (charset, TEXT, -1, NULL);
      LogFixture fixture;

      log_fixture_init (&fixture);
      log_fixture_receive (&fixture, log_fixture_add_peer (&fixture, 1, TRUE), g_bytes_get_data (bytes, NULL),
                           g_bytes_get_size (bytes));
      sockeye_log_model_set_charset (fixture.model, charset);
      log_fixture_update (&fixture);
      check_rows (&fixture, rows);
      g_assert_cmpuint (log_fixture_get_line (&fixture, 0)->n_bytes, ==, 6);
      g_assert_cmpuint (log_fixture_get_line (&fixture, 3)->n_rows, ==, 4);
      log_fixture_clear (&fixture);
    }
}

/* Cut anywhere, also within the line end's own code unit, the lines' text stays the same. */
static void
test_every_split (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      const SockeyeCharset *charset = sockeye_charset_find (charsets[i]);
      g_autoptr (GBytes) bytes = sockeye_charset_encode (charset, TEXT, -1, NULL);
      gsize length;
      const guint8 *data = g_bytes_get_data (bytes, &length);

      for (gsize at = 0; at <= length; at++)
        {
          g_autoptr (GString) text = g_string_new (NULL);
          LogFixture fixture;
          guint32 peer;

          log_fixture_init (&fixture);
          peer = log_fixture_add_peer (&fixture, 1, TRUE);
          sockeye_log_model_set_charset (fixture.model, charset);
          log_fixture_receive (&fixture, peer, data, at);
          log_fixture_receive (&fixture, peer, data + at, length - at);
          log_fixture_update (&fixture);
          for (guint64 row = 0; row < sockeye_log_model_get_n_rows (fixture.model); row++)
            {
              const SockeyeLogLine *line = log_fixture_get_line (&fixture, row);
              g_autofree char *shown = log_fixture_get_shown (line);

              g_string_append (text, shown);
              if (line->row + 1 < line->n_rows)
                g_string_append_c (text, '\n');
            }
          /* A record that ends with a line end does not show it as a further row. */
          if (at == 6 || at == 14 || at == 16)
            g_assert_cmpuint (text->len, ==, strlen (TEXT) - 1);
          else
            g_assert_cmpstr (text->str, ==, TEXT);
          log_fixture_clear (&fixture);
        }
    }
}

/* Rows come as they are counted, while others are added, and a list is told by the model itself. */
static void
test_counting (void)
{
  const SockeyeCharset *charset = sockeye_charset_find ("utf-16le");
  g_autoptr (GBytes) bytes = sockeye_charset_encode (charset, "a\nb\nc", -1, NULL);
  guint n = 100000;
  LogFixture fixture;
  guint32 peer;

  log_fixture_init (&fixture);
  peer = log_fixture_add_peer (&fixture, 1, TRUE);
  for (guint i = 0; i < n; i++)
    log_fixture_receive (&fixture, peer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  sockeye_log_model_update (fixture.model);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, n * 3);
  sockeye_log_model_set_charset (fixture.model, charset);
  for (guint i = 0; i < 1000; i++)
    {
      log_fixture_receive (&fixture, peer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      sockeye_log_model_update (fixture.model);
      g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==,
                        3 * sockeye_log_model_get_n_records (fixture.model));
    }
  log_fixture_update (&fixture);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, (n + 1000) * 3);

  /* Hex needs no counts, and the way back finds them still there. */
  sockeye_log_model_set_form (fixture.model, SOCKEYE_LOG_FORM_HEX);
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, n + 1000);
  g_assert_false (sockeye_log_model_is_counting (fixture.model));
  sockeye_log_model_set_form (fixture.model, SOCKEYE_LOG_FORM_TEXT);
  g_assert_false (sockeye_log_model_is_counting (fixture.model));
  g_assert_cmpuint (sockeye_log_model_get_n_rows (fixture.model), ==, (n + 1000) * 3);

  /* Gone while it is being counted: nobody waits, nothing leaks. */
  sockeye_log_model_set_charset (fixture.model, sockeye_charset_find ("utf-16be"));
  log_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-wide/lines", test_lines);
  g_test_add_func ("/log-wide/every-split", test_every_split);
  g_test_add_func ("/log-wide/counting", test_counting);

  return g_test_run ();
}
