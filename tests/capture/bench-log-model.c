/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-fixture.h"

#include <stdio.h>
#include <stdlib.h>

#define N_LOOKS 20000
/* A line of GBK: characters of two bytes and of one, and a line end. */
static const char line[] =
    "\xC9\xCF\xBA\xA3 0123456789 \xCD\xF8\xC2\xE7\xB5\xF7\xCA\xD4 abcdefghijklmnopqrstuvwxyz 0123456789\r\n";

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
get_time (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

static void
print_looks (const char *what, GArray *times, guint later)
{
  g_array_sort (times, compare_times);
  printf ("%-36s p50 %6.1f us  p99 %6.1f us  max %7.1f us  later %u of %u\n", what,
          g_array_index (times, double, times->len / 2), g_array_index (times, double, times->len * 99 / 100),
          g_array_index (times, double, times->len - 1), later, times->len);
  g_array_set_size (times, 0);
}

static void
fill (LogFixture *fixture, guint64 n_records)
{
  guint32 peer = log_fixture_add_peer (fixture, 1001, TRUE);
  double begin = get_time ();

  for (guint64 i = 0; i < n_records; i++)
    {
      while (!sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_RECEIVED, 0, peer, fixture->time,
                                   (const guint8 *) line, sizeof line - 1))
        g_usleep (100); /* the disk is behind */
      fixture->time += 13;
      if (i % 256 == 0)
        sockeye_sink_publish (fixture->sink);
    }
  sockeye_sink_publish (fixture->sink);
  printf ("%" G_GUINT64_FORMAT " records of %zu bytes in %.1f s\n", n_records, sizeof line,
          get_time () - begin);
}

/* Random rows, as after a jump of the scroll bar; or the newest ones, as while following. */
static void
look (LogFixture *fixture, const char *what, gboolean newest)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  guint64 n_rows = sockeye_log_model_get_n_rows (fixture->model);
  guint later = 0;

  for (guint i = 0; i < N_LOOKS; i++)
    {
      guint64 row = newest ? n_rows - 1 - i % 40 : (guint64) (g_random_double () * (double) n_rows);
      double begin = get_time ();
      double took;

      sockeye_log_model_get_line (fixture->model, row, fixture->line);
      took = (get_time () - begin) * G_USEC_PER_SEC;
      g_array_append_val (times, took);
      later += fixture->line->result == SOCKEYE_READ_LATER;
    }
  print_looks (what, times, later);
}

static void
measure_switch (LogFixture *fixture, const char *what, SockeyeLogForm form, const char *charset)
{
  double begin = get_time ();
  double counted;

  sockeye_log_model_set_form (fixture->model, form);
  sockeye_log_model_set_charset (fixture->model, sockeye_charset_find (charset));
  for (guint64 row = 0; row < 40; row++)
    sockeye_log_model_get_line (fixture->model, row, fixture->line);
  printf ("%-36s %.3f ms with 40 rows\n", what, (get_time () - begin) * 1000);
  if (!sockeye_log_model_is_counting (fixture->model))
    return;

  while (sockeye_log_model_is_counting (fixture->model))
    g_main_context_iteration (NULL, TRUE);
  counted = get_time () - begin;
  printf ("%-36s %.2f s until all rows are counted\n", what, counted);
}

int
main (int argc, char **argv)
{
  guint64 n_records = argc > 1 ? strtoull (argv[1], NULL, 10) : 12000000;
  LogFixture fixture;
  double begin;

  log_fixture_init (&fixture);
  fill (&fixture, n_records);

  begin = get_time ();
  sockeye_log_model_update (fixture.model);
  printf ("update() that takes over all of them: %.3f ms, %" G_GUINT64_FORMAT " rows\n",
          (get_time () - begin) * 1000, sockeye_log_model_get_n_rows (fixture.model));

  look (&fixture, "utf-8 text, newest", TRUE);
  look (&fixture, "utf-8 text, random", FALSE);
  measure_switch (&fixture, "to gbk", SOCKEYE_LOG_FORM_TEXT, "gbk");
  look (&fixture, "gbk text, newest", TRUE);
  look (&fixture, "gbk text, random", FALSE);
  measure_switch (&fixture, "to hex", SOCKEYE_LOG_FORM_HEX, "gbk");
  look (&fixture, "hex, newest", TRUE);
  look (&fixture, "hex, random", FALSE);
  measure_switch (&fixture, "to both", SOCKEYE_LOG_FORM_BOTH, "gbk");
  look (&fixture, "both, newest", TRUE);
  measure_switch (&fixture, "to utf-16le", SOCKEYE_LOG_FORM_TEXT, "utf-16le");
  look (&fixture, "utf-16le text, newest", TRUE);

  log_fixture_clear (&fixture);
  return EXIT_SUCCESS;
}
