/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-fixture.h"

typedef struct
{
  SockeyeCapture *capture;
  _Atomic gboolean stop;
  _Atomic guint64 n_read;
  _Atomic guint64 n_late;
  _Atomic guint64 n_gone;
} Reader;

/* A record's time is its length's seed, and all its bytes say its number. */
#define LENGTH_OF(time) (8 * (guint32) ((guint64) (time) *7919 % 512))

static gboolean
read_one (Reader *reader, guint64 number, guint8 *bytes, gboolean wait)
{
  SockeyeReadResult result;
  SockeyeRecord record;

  if (!sockeye_capture_get_record (reader->capture, number, &record))
    {
      g_assert_cmpuint (number, <, sockeye_capture_get_first (reader->capture));
      return FALSE;
    }
  if (record.kind == SOCKEYE_RECORD_EVENT)
    return FALSE;

  g_assert_cmpuint (record.length, ==, LENGTH_OF (record.time));
  result = sockeye_capture_read (reader->capture, record.offset, bytes, record.length, wait);
  if (result == SOCKEYE_READ_GONE)
    g_assert_cmpuint (number, <, sockeye_capture_get_first (reader->capture));
  if (result == SOCKEYE_READ_GONE)
    atomic_fetch_add (&reader->n_gone, 1);
  if (result == SOCKEYE_READ_LATER)
    {
      g_assert_false (wait);
      atomic_fetch_add (&reader->n_late, 1);
    }
  if (result != SOCKEYE_READ_OK)
    return FALSE;

  for (guint32 i = 0; i < record.length; i += 8)
    {
      guint64 said;

      memcpy (&said, bytes + i, 8);
      g_assert_cmpuint (said, ==, (guint64) record.time);
    }
  return TRUE;
}

static gpointer
read_all_the_time (gpointer data)
{
  Reader *reader = data;
  g_autoptr (GRand) rand = g_rand_new ();
  guint8 bytes[4096];

  while (!atomic_load (&reader->stop))
    {
      guint64 n = sockeye_capture_get_n_records (reader->capture);
      guint64 first = sockeye_capture_get_first (reader->capture);
      guint64 number = first;
      SockeyeRowCounts rows;
      guint64 found, row;

      if (n <= first)
        continue;

      /* Mostly at the old end, where it gets dangerous. */
      if (g_rand_boolean (rand))
        number += g_rand_int (rand) % (n - first);
      if (read_one (reader, number, bytes, g_rand_boolean (rand)))
        atomic_fetch_add (&reader->n_read, 1);
      if (sockeye_capture_get_rows_before (reader->capture, number, &rows)
          && sockeye_capture_find_text_row (reader->capture, rows.text, &found, &row))
        {
          g_assert_cmpuint (found, ==, number);
          g_assert_cmpuint (row, ==, 0);
        }
    }
  return NULL;
}

static void
flood (Fixture *fixture, Reader *reader, guint n_threads)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  GThread *threads[8];

  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("reader", read_all_the_time, reader);
  for (guint64 number = 0; number < 60000 || atomic_load (&reader->n_read) < 3000; number++)
    {
      guint64 bytes[512];

      for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
        bytes[i] = number | G_GUINT64_CONSTANT (0x4040404000000000);
      while (!sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_RECEIVED, 0, 0, (gint64) bytes[0],
                                   (guint8 *) bytes, LENGTH_OF (bytes[0])))
        g_thread_yield ();
      if (number % 8 == 0)
        sockeye_sink_publish (fixture->sink);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  atomic_store (&reader->stop, TRUE);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
  g_test_message ("read %" G_GUINT64_FORMAT ", not in memory %" G_GUINT64_FORMAT ", gone %" G_GUINT64_FORMAT,
                  atomic_load (&reader->n_read), atomic_load (&reader->n_late),
                  atomic_load (&reader->n_gone));
}

typedef struct
{
  const char *name;
  guint64 quota;
  gsize memory;
} Case;

static const Case cases[] = {
  { "memory", 4 * MIB, 32 * MIB },
  { "disk", 10 * MIB, 6 * MIB },
};

static void
test_readers (gconstpointer data)
{
  const Case *test = data;
  Reader reader = { 0 };
  Fixture fixture;

  fixture_init (&fixture, test->quota, test->memory);
  reader.capture = fixture.capture;
  flood (&fixture, &reader, 3);
  fixture_clear (&fixture);
}

/* Others discard while the flood goes on. */
static gpointer
discard_all_the_time (gpointer data)
{
  Reader *reader = data;

  while (!atomic_load (&reader->stop))
    {
      sockeye_capture_discard_before (reader->capture, sockeye_capture_get_n_records (reader->capture));
      g_usleep (500);
    }
  return NULL;
}

static void
test_discard (void)
{
  Reader reader = { 0 };
  Fixture fixture;
  GThread *thread;

  fixture_init (&fixture, 32 * MIB, 6 * MIB);
  reader.capture = fixture.capture;
  thread = g_thread_new ("discard", discard_all_the_time, &reader);
  flood (&fixture, &reader, 2);
  g_thread_join (thread);
  fixture_clear (&fixture);
}

/* The records' words are checked where blocks of the index are used again: 64 Ki records each. */
static gpointer
read_index_all_the_time (gpointer data)
{
  Reader *reader = data;
  g_autoptr (GRand) rand = g_rand_new ();

  while (!atomic_load (&reader->stop))
    {
      guint64 n = sockeye_capture_get_n_records (reader->capture);
      guint64 first = sockeye_capture_get_first (reader->capture);
      guint64 number = first + (n > first && g_rand_boolean (rand) ? g_rand_int (rand) % (n - first) : 0);
      SockeyeRowCounts rows;
      SockeyeRecord record;

      if (sockeye_capture_get_record (reader->capture, number, &record))
        {
          if (record.kind != SOCKEYE_RECORD_EVENT)
            g_assert_cmpint (record.time, ==, (gint64) number);
          atomic_fetch_add (&reader->n_read, 1);
        }
      if (sockeye_capture_get_rows_before (reader->capture, number, &rows))
        {
          g_assert_cmpuint (rows.text, ==, number);
          g_assert_cmpuint (rows.hex, ==, number);
        }
    }
  return NULL;
}

static void
test_index (void)
{
  Reader reader = { 0 };
  Fixture fixture;
  GThread *threads[2];
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  fixture_init (&fixture, 16 * MIB, 6 * MIB);
  reader.capture = fixture.capture;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_index_all_the_time, &reader);
  for (guint i = 0; i < 1500000 || atomic_load (&reader.n_read) < 3000; i++)
    {
      gint64 number = (gint64) sockeye_record_index_get_n (fixture.capture->index);

      sockeye_sink_commit (fixture.sink, SOCKEYE_RECORD_RECEIVED, 0, 0, number, 0);
      if (i % 64 == 0)
        sockeye_sink_publish (fixture.sink);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  g_assert_cmpuint (sockeye_capture_get_first (fixture.capture), >, 0);
  atomic_store (&reader.stop, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  fixture_clear (&fixture);
}

typedef struct
{
  SockeyeCapture *capture;
  GMainLoop *loop;
  guint64 seen;
  guint64 wanted;
  guint n_calls;
} Listener;

static gboolean
on_news (gpointer data)
{
  Listener *listener = data;

  listener->n_calls++;
  sockeye_capture_arm_notify (listener->capture);
  listener->seen = sockeye_capture_get_n_records (listener->capture);
  if (listener->seen == listener->wanted)
    g_main_loop_quit (listener->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
produce (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < 20000; i++)
    {
      fixture_receive (fixture, "a", 1);
      sockeye_sink_publish (fixture->sink);
      if (i % 100 == 0)
        g_usleep (100);
    }
  return NULL;
}

static gboolean
on_too_late (G_GNUC_UNUSED gpointer data)
{
  g_assert_not_reached ();
}

/* Arm, look, wait: the last record is always seen. */
static void
test_notify (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Fixture fixture;
  Listener listener = { .loop = loop, .wanted = 20000 };
  GThread *thread;
  guint timeout = g_timeout_add (DEADLINE_US / 1000, on_too_late, NULL);

  fixture_init (&fixture, 64 * MIB, 6 * MIB);
  listener.capture = fixture.capture;
  sockeye_capture_set_notify (fixture.capture, NULL, on_news, &listener);
  sockeye_capture_arm_notify (fixture.capture);
  thread = g_thread_new ("producer", produce, &fixture);
  g_main_loop_run (loop);
  g_thread_join (thread);
  g_assert_cmpuint (listener.seen, ==, 20000);
  g_assert_cmpuint (listener.n_calls, <=, 20000);
  sockeye_capture_set_notify (fixture.capture, NULL, NULL, NULL);
  g_source_remove (timeout);
  fixture_clear (&fixture);
}

typedef struct
{
  SockeyeCapture *capture;
  guint64 wanted;
  guint64 seen;
} Waiter;

static gpointer
wait_for_all (gpointer data)
{
  Waiter *waiter = data;
  guint n_wakes = 0;

  while (waiter->seen < waiter->wanted)
    {
      g_assert_true (sockeye_capture_wait (waiter->capture, waiter->seen, &n_wakes,
                                           g_get_monotonic_time () + DEADLINE_US));
      waiter->seen = sockeye_capture_get_n_records (waiter->capture);
    }
  return NULL;
}

/* Whoever waits sees the last record as well, however many wait. */
static void
test_wait (void)
{
  Fixture fixture;
  Waiter waiters[3];
  GThread *threads[G_N_ELEMENTS (waiters)];
  GThread *producer;

  fixture_init (&fixture, 64 * MIB, 6 * MIB);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    {
      waiters[i] = (Waiter){ .capture = fixture.capture, .wanted = 20000 };
      threads[i] = g_thread_new ("waiter", wait_for_all, &waiters[i]);
    }
  producer = g_thread_new ("producer", produce, &fixture);
  g_thread_join (producer);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpuint (waiters[i].seen, ==, 20000);
    }
  fixture_clear (&fixture);
}

static gpointer
wait_without_end (gpointer data)
{
  Waiter *waiter = data;
  guint n_wakes = 0;

  g_assert_false (sockeye_capture_wait (waiter->capture, 0, &n_wakes, G_MAXINT64));
  g_assert_cmpuint (n_wakes, ==, 1);
  return NULL;
}

/* A wake is not missed by who is not waiting yet; a deadline ends the waiting as well. */
static void
test_wake (void)
{
  Fixture fixture;
  Waiter waiter = { 0 };
  GThread *thread;
  guint n_wakes = 0;
  gint64 before = g_get_monotonic_time ();

  fixture_init (&fixture, 64 * MIB, 6 * MIB);
  waiter.capture = fixture.capture;
  thread = g_thread_new ("waiter", wait_without_end, &waiter);
  sockeye_capture_wake (fixture.capture);
  g_thread_join (thread);

  g_assert_false (sockeye_capture_wait (fixture.capture, 0, &n_wakes, G_MAXINT64));
  g_assert_cmpuint (n_wakes, ==, 1);
  g_assert_false (sockeye_capture_wait (fixture.capture, 0, &n_wakes, before + 20000));
  g_assert_cmpint (g_get_monotonic_time (), >=, before + 20000);

  fixture_receive (&fixture, "a", 1);
  sockeye_sink_publish (fixture.sink);
  g_assert_true (sockeye_capture_wait (fixture.capture, 0, &n_wakes, G_MAXINT64));
  fixture_clear (&fixture);
}

/* Letting go of a capture whose disk stands still does not wait. */
static void
test_finalize (void)
{
  g_autofree guint8 *bytes = g_malloc0 (MIB);
  Fixture fixture;
  gint64 before;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  fixture_hold (&fixture, TRUE);
  for (guint i = 0; i < 4; i++)
    fixture_receive (&fixture, bytes, MIB);
  sockeye_sink_publish (fixture.sink);
  before = g_get_monotonic_time ();
  g_object_ref (fixture.capture);
  g_object_unref (fixture.capture);
  g_assert_finalize_object (g_steal_pointer (&fixture.capture));
  g_assert_cmpint (g_get_monotonic_time () - before, <, G_USEC_PER_SEC);

  fixture.capture = sockeye_capture_new (NULL);
  fixture_clear (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/capture-threads/readers/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_readers);
    }
  g_test_add_func ("/capture-threads/discard", test_discard);
  g_test_add_func ("/capture-threads/index", test_index);
  g_test_add_func ("/capture-threads/notify", test_notify);
  g_test_add_func ("/capture-threads/wait", test_wait);
  g_test_add_func ("/capture-threads/wake", test_wake);
  g_test_add_func ("/capture-threads/finalize", test_finalize);
  return g_test_run ();
}
