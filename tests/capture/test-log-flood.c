/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-fixture.h"

#define N_FLOOD      120000u
#define FLOOD_LENGTH 1000u

static gpointer
flood (gpointer data)
{
  LogFixture *fixture = data;
  guint32 peer = log_fixture_add_peer (fixture, 1001, TRUE);
  guint8 bytes[FLOOD_LENGTH];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = i % 100 == 0 ? 0x0A : i % 100 == 1 ? 0x00 : (guint8) i;
  for (guint i = 0; i < N_FLOOD; i++)
    {
      while (!sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_RECEIVED, 0, peer, fixture->time, bytes,
                                   FLOOD_LENGTH))
        g_usleep (1000); /* the disk is behind */
      if (i % 64 == 0)
        sockeye_sink_publish (fixture->sink);
    }
  sockeye_sink_publish (fixture->sink);

  return NULL;
}

static void
count_items (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  guint *n_items = data;

  g_assert_cmpuint (position + removed, <=, *n_items);
  g_assert_true (position == 0 || (position == *n_items && removed == 0));
  *n_items = *n_items - removed + added;
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, *n_items);
}

/* Any row may have given way since the update, but then it says so, and no row is taken for another one. */
static void
look_at_some_rows (LogFixture *fixture)
{
  SockeyeLogModel *model = fixture->model;
  guint64 n_rows = sockeye_log_model_get_n_rows (model);
  guint64 row, found;

  for (guint i = 0; i < 40 && n_rows > 0; i++)
    {
      row = i < 20   ? (guint64) (g_test_rand_double () * (double) n_rows)
            : i < 30 ? i % n_rows
                     : n_rows - 1 - i % n_rows;
      g_assert_true (sockeye_log_model_get_line (model, row, fixture->line));
      g_assert_cmpint (fixture->line->result, !=, SOCKEYE_READ_ERROR);
      if (fixture->line->result != SOCKEYE_READ_OK)
        continue;
      g_assert_cmpuint (fixture->line->number, >=, sockeye_log_model_get_first (model));
      g_assert_cmpuint (fixture->line->number, <, sockeye_log_model_get_end (model));
      if (sockeye_log_model_find_row (model, fixture->line->number, fixture->line->row, &found))
        g_assert_cmpuint (found, ==, row);
    }
}

/* A producer that makes the oldest records give way all the time, while rows are read and forms change. */
static void
test_flood (void)
{
  static const char *const charsets[] = { "utf-8", "utf-16le", "gbk" };
  guint n_items = 0;
  guint turn = 0;
  LogFixture fixture;
  GThread *thread;

  log_fixture_init_with_quota (&fixture, 24u << 20);
  g_signal_connect (fixture.model, "items-changed", G_CALLBACK (count_items), &n_items);
  thread = g_thread_new ("flood", flood, &fixture);
  while (sockeye_capture_get_n_records (fixture.capture) < N_FLOOD)
    {
      sockeye_log_model_update (fixture.model);
      look_at_some_rows (&fixture);
      g_main_context_iteration (NULL, FALSE);
      if (++turn % 50 == 0)
        sockeye_log_model_set_charset (fixture.model, sockeye_charset_find (charsets[turn / 50 % 3]));
      if (turn % 80 == 0)
        sockeye_log_model_set_form (fixture.model, (SockeyeLogForm) (turn / 80 % 3));
    }
  g_thread_join (thread);

  log_fixture_update (&fixture);
  g_assert_cmpuint (sockeye_log_model_get_first (fixture.model), >, 0);
  g_assert_cmpuint (sockeye_log_model_get_end (fixture.model), >=, N_FLOOD);
  log_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-flood/model", test_flood);

  return g_test_run ();
}
