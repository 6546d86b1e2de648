/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

/* One record per chunk: its number all over. */
static void
receive_chunk (Fixture *fixture, guint i)
{
  g_autofree guint8 *bytes = g_malloc (MIB);

  memset (bytes, (int) i, MIB);
  fixture_receive (fixture, bytes, MIB);
  fixture_publish (fixture);
}

/* Everything that is said to be kept can be read. Returns how many chunks. */
static guint
check_kept (Fixture *fixture)
{
  g_autofree guint8 *bytes = g_malloc (MIB);
  g_autofree guint8 *expected = g_malloc (MIB);
  guint n = 0;

  for (guint64 i = sockeye_capture_get_first (fixture->capture);
       i < sockeye_capture_get_n_records (fixture->capture); i++)
    {
      SockeyeReadResult result;
      SockeyeRecord record;

      if (!sockeye_capture_get_record (fixture->capture, i, &record) || record.length != MIB)
        continue;
      result = sockeye_capture_read (fixture->capture, record.offset, bytes, MIB, TRUE);
      if (result == SOCKEYE_READ_GONE)
        continue;
      g_assert_cmpint (result, ==, SOCKEYE_READ_OK);
      memset (expected, bytes[0], MIB);
      g_assert_cmpmem (bytes, MIB, expected, MIB);
      n++;
    }
  return n;
}

static void
wait_for_failures (Fixture *fixture, guint n)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (fixture->n_events[SOCKEYE_EVENT_STORE_FAILED] < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
      fixture_publish (fixture);
    }
}

/* A disk that stands still: the producer is told to wait, is called when there is room, and nothing is lost. */
static void
test_slow_disk (void)
{
  Fixture fixture;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autofree guint8 *bytes = g_malloc0 (MIB);
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  guint n_calls = 0;
  guint n = 0;
  gsize available;

  fixture_init (&fixture, 64 * MIB, 6 * MIB);
  fixture_hold (&fixture, TRUE);
  sockeye_sink_set_room_func (fixture.sink, context, fixture_count_call, &n_calls);
  for (; sockeye_sink_append (fixture.sink, SOCKEYE_RECORD_RECEIVED, 0, 0, 1, bytes, MIB); n++)
    memset (bytes, (int) n + 1, MIB);
  g_assert_cmpuint (n, ==, 4);
  g_assert_null (sockeye_sink_reserve (fixture.sink, 1, &available));
  sockeye_sink_drop (fixture.sink, 2, 99);
  fixture_publish (&fixture);

  /* Events are never refused: there is room for tens of thousands. */
  for (guint i = 0; i < 20000; i++)
    sockeye_sink_append_event (fixture.sink, 0, 1,
                               &(SockeyeEvent){ .type = SOCKEYE_EVENT_RESET, .number = i });
  g_usleep (3000);
  fixture_publish (&fixture);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_RESET], ==, 20000);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_NOT_STORED], ==, 0);
  g_assert_cmpuint (n_calls, ==, 0);

  fixture_hold (&fixture, FALSE);
  while (n_calls == 0 || fixture.n_events[SOCKEYE_EVENT_NOT_STORED] == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (context, TRUE);
      fixture_publish (&fixture);
    }
  g_assert_cmpuint (n_calls, ==, 1);
  g_assert_cmpuint (fixture.not_stored_datagrams, ==, 2);
  g_assert_cmpuint (fixture.not_stored_bytes, ==, 99);
  sockeye_sink_drop (fixture.sink, 3, 1);
  while (fixture.not_stored_datagrams != 5)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (context, TRUE);
      fixture_publish (&fixture);
    }

  fixture_receive (&fixture, bytes, MIB);
  sockeye_sink_publish (fixture.sink);
  g_assert_cmpuint (check_kept (&fixture), ==, 5);
  g_assert_cmpuint (sockeye_capture_get_first (fixture.capture), ==, 0);
  sockeye_sink_set_room_func (fixture.sink, NULL, NULL, NULL);
  fixture_clear (&fixture);
}

/* Events go on while even their room is used up: they wait for the disk. */
static gpointer
let_go (gpointer data)
{
  g_usleep (20000);
  fixture_hold (data, FALSE);
  return NULL;
}

static void
test_flood_of_events (void)
{
  enum
  {
    N = 60000
  };
  char name[256] = "";
  Fixture fixture;
  GThread *thread;

  memset (name, 'n', sizeof name - 1);
  fixture_init (&fixture, 256 * MIB, 6 * MIB);
  fixture_hold (&fixture, TRUE);
  thread = g_thread_new ("let-go", let_go, &fixture);
  for (guint i = 0; i < N; i++)
    sockeye_sink_append_event (fixture.sink, 0, 1,
                               &(SockeyeEvent){ .type = SOCKEYE_EVENT_RESOLVING, .text = name });
  fixture_publish (&fixture);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_RESOLVING], ==, N);
  g_thread_join (thread);
  fixture_clear (&fixture);
}

/* The disk is full when 12 chunks are on it: these are a ring from then on. */
static void
test_full_disk (void)
{
  Fixture fixture;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  fixture.fail_slot = 12;
  fixture.error_number = ENOSPC;
  for (guint i = 0; i < 60; i++)
    receive_chunk (&fixture, i);
  wait_for_failures (&fixture, 1);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_STORE_FAILED], ==, 1);
  g_assert_cmpint (fixture.last_failure.error_number, ==, ENOSPC);
  g_assert_cmpuint (fixture.last_failure.number, ==, 12 * MIB);
  g_assert_cmpuint (check_kept (&fixture), >=, 11);
  fixture_clear (&fixture);
}

/* Nothing can be written, from the beginning or later on: memory goes on. */
static void
test_broken_disk (gconstpointer data)
{
  Fixture fixture;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  fixture.fail_from = GPOINTER_TO_UINT (data);
  fixture.error_number = EIO;
  for (guint i = 0; i < 60; i++)
    receive_chunk (&fixture, i);
  wait_for_failures (&fixture, 1);
  g_assert_cmpint (fixture.last_failure.error_number, ==, EIO);
  g_assert_cmpuint (fixture.last_failure.number, >=, 6 * MIB);
  g_assert_cmpuint (check_kept (&fixture), >=, 5);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_STORE_FAILED], <=, 2);

  /* After a clearing it is tried again. */
  sockeye_capture_discard_before (fixture.capture, G_MAXUINT64);
  sockeye_lock (&fixture.mutex);
  fixture.fail_until = 0;
  sockeye_unlock (&fixture.mutex);
  for (guint i = 0; i < 40; i++)
    receive_chunk (&fixture, i);
  g_assert_cmpuint (check_kept (&fixture), ==, 40);
  fixture_clear (&fixture);
}

/* Some writes fail: a bad place is not used again, and nothing is lost. */
static void
test_bad_places (void)
{
  Fixture fixture;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  fixture.fail_from = 20;
  fixture.fail_until = 22;
  fixture.error_number = EIO;
  for (guint i = 0; i < 40; i++)
    receive_chunk (&fixture, i);
  wait_for_failures (&fixture, 1);
  g_assert_cmpuint (check_kept (&fixture), >=, 37);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_STORE_FAILED], ==, 1);
  fixture_clear (&fixture);
}

static void
fill_memory (SockeyeCaptureLimits *limits, int error_number)
{
  Fixture fixture;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  g_clear_object (&fixture.capture);
  fixture.capture = sockeye_capture_new (limits);
  fixture.sink = SOCKEYE_SINK (fixture.capture);
  sockeye_capture_set_notice_interval (fixture.capture, 1000);
  for (guint i = 0; i < 40; i++)
    receive_chunk (&fixture, i);
  wait_for_failures (&fixture, 1);
  /* That a write failed, and then that the disk is given up: one record, or two when more than a millisecond lies
   * between them. */
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_STORE_FAILED], >=, 1);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_STORE_FAILED], <=, 2);
  g_assert_cmpint (fixture.last_failure.error_number, ==, error_number);
  g_assert_cmpuint (check_kept (&fixture), >=, 5);
  fixture_clear (&fixture);
}

static void
test_no_directory (void)
{
  SockeyeCaptureLimits limits = { .quota = 64 * MIB, .memory = 8 * MIB, .directory = "/proc/nowhere" };

  fill_memory (&limits, ENOENT);
}

static void
test_leave_free (void)
{
  SockeyeCaptureLimits limits = { .quota = 64 * MIB, .memory = 8 * MIB, .leave_free = G_MAXUINT64 };
  g_autofree char *directory = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);

  limits.directory = directory;
  fill_memory (&limits, ENOSPC);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

/* A real error of a real file: it may not be larger. */
static void
test_file_size_limit (void)
{
  SockeyeCaptureLimits limits = { .quota = 64 * MIB, .memory = 8 * MIB };
  g_autofree char *directory = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);
  struct rlimit old, small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = (struct rlimit){ .rlim_cur = 3 * MIB, .rlim_max = old.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  limits.directory = directory;
  fill_memory (&limits, EFBIG);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

static void
test_flat_memory (void)
{
  Fixture fixture;
  g_autofree guint8 *bytes = g_malloc0 (65536);
  guint64 before;

  fixture_init (&fixture, 64 * MIB, 16 * MIB);
  for (guint i = 0; i < 32 * 16; i++)
    fixture_receive (&fixture, bytes, 65536);
  before = fixture_get_private_memory ();
  for (guint i = 0; i < 1024 * 16; i++)
    {
      fixture_receive (&fixture, bytes, 65536);
      fixture_publish (&fixture);
    }
  g_test_message ("private memory: %" G_GUINT64_FORMAT " KiB, then %" G_GUINT64_FORMAT " KiB", before / 1024,
                  fixture_get_private_memory () / 1024);
  if (MEMORY_CAN_BE_MEASURED)
    g_assert_cmpuint (fixture_get_private_memory (), <, before + 4 * MIB);
  g_assert_cmpuint (sockeye_capture_get_bytes_kept (fixture.capture), <=, 80 * MIB);
  g_assert_cmpuint (sockeye_capture_get_bytes_kept (fixture.capture), >=, 64 * MIB);
  fixture_clear (&fixture);
}

static guint64
get_room (gpointer data)
{
  return atomic_load ((_Atomic guint64 *) data);
}

/* Others fill the disk: the capture gives room back; then they leave, and it takes it again. */
static void
test_shrink (void)
{
  SockeyeCaptureLimits limits = { .quota = 256 * MIB, .memory = 8 * MIB, .leave_free = 100 * MIB };
  g_autofree char *directory = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);
  _Atomic guint64 room = 500 * MIB;
  Fixture fixture;
  SockeyeEvent failure;
  guint kept;

  fixture_init (&fixture, 64 * MIB, 8 * MIB);
  g_assert_cmpuint (sockeye_capture_get_n_failures (fixture.capture, NULL), ==, 0);
  g_clear_object (&fixture.capture);
  limits.directory = directory;
  fixture.capture = sockeye_capture_new (&limits);
  fixture.sink = SOCKEYE_SINK (fixture.capture);
  sockeye_capture_set_notice_interval (fixture.capture, 1000);
  sockeye_capture_set_room_hook (fixture.capture, get_room, &room);

  for (guint i = 0; i < 60; i++)
    receive_chunk (&fixture, i);
  g_assert_cmpuint (check_kept (&fixture), ==, 60);

  atomic_store (&room, 90 * MIB);
  for (guint i = 0; i < 100; i++)
    receive_chunk (&fixture, i);
  fixture_wait_for_disk (&fixture);
  wait_for_failures (&fixture, 1);
  kept = check_kept (&fixture);
  g_assert_cmpuint (kept, >=, 7);
  g_assert_cmpuint (kept, <, 40);
  g_assert_cmpint (fixture.last_failure.error_number, ==, ENOSPC);
  g_assert_cmpuint (sockeye_capture_get_n_failures (fixture.capture, &failure), ==, 1);
  g_assert_cmpint (failure.type, ==, SOCKEYE_EVENT_STORE_FAILED);
  g_assert_cmpint (failure.error_number, ==, ENOSPC);
  g_assert_cmpuint (failure.number, ==, fixture.last_failure.number);
  g_assert_cmpstr (failure.text, ==, directory);

  atomic_store (&room, 500 * MIB);
  for (guint i = 0; i < 100; i++)
    receive_chunk (&fixture, i);
  g_assert_cmpuint (check_kept (&fixture), >=, 100);
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_STORE_FAILED], ==, 1);
  fixture_clear (&fixture);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

/* The producer has nothing more to publish: what gave way is said all the same. */
static void
test_said_later (void)
{
  Fixture fixture;
  g_autoptr (GMainContext) context = g_main_context_new ();
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  guint n_calls = 0;

  fixture_init (&fixture, 4 * MIB, 8 * MIB);
  sockeye_capture_set_notice_interval (fixture.capture, 100000);
  sockeye_sink_set_room_func (fixture.sink, context, fixture_count_call, &n_calls);
  for (guint i = 0; i < 12; i++)
    receive_chunk (&fixture, i);
  while (fixture.discarded_records != sockeye_capture_get_first (fixture.capture))
    {
      SockeyeRecord record;

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (context, TRUE);
      for (; fixture.seen < sockeye_capture_get_n_records (fixture.capture); fixture.seen++)
        if (sockeye_capture_get_record (fixture.capture, fixture.seen, &record)
            && record.kind == SOCKEYE_RECORD_EVENT)
          fixture_see_event (&fixture, &record);
    }
  g_assert_cmpuint (fixture.n_events[SOCKEYE_EVENT_DISCARDED], >=, 2);
  g_assert_cmpuint (n_calls, ==, 0);

  /* A timer that is left over does not keep the capture, nor call into it. */
  receive_chunk (&fixture, 12);
  fixture_clear (&fixture);
  while (g_main_context_iteration (context, FALSE))
    ;
}

/* What was discarded is given back, memory and disk. */
static void
test_give_back (void)
{
  Fixture fixture;
  guint64 before, full;
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  fixture_init (&fixture, 256 * MIB, 64 * MIB);
  before = fixture_get_private_memory ();
  for (guint i = 0; i < 100; i++)
    receive_chunk (&fixture, i);
  full = fixture_get_private_memory ();
  sockeye_capture_discard_before (fixture.capture, G_MAXUINT64);
  while (MEMORY_CAN_BE_MEASURED && fixture_get_private_memory () > before + (full - before) / 4)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
    }
  fixture_clear (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture-limits/slow-disk", test_slow_disk);
  g_test_add_func ("/capture-limits/flood-of-events", test_flood_of_events);
  g_test_add_func ("/capture-limits/full-disk", test_full_disk);
  g_test_add_data_func ("/capture-limits/broken-disk/first", GUINT_TO_POINTER (0), test_broken_disk);
  g_test_add_data_func ("/capture-limits/broken-disk/later", GUINT_TO_POINTER (30), test_broken_disk);
  g_test_add_func ("/capture-limits/bad-places", test_bad_places);
  g_test_add_func ("/capture-limits/no-directory", test_no_directory);
  g_test_add_func ("/capture-limits/leave-free", test_leave_free);
  g_test_add_func ("/capture-limits/file-size-limit", test_file_size_limit);
  g_test_add_func ("/capture-limits/flat-memory", test_flat_memory);
  g_test_add_func ("/capture-limits/shrink", test_shrink);
  g_test_add_func ("/capture-limits/said-later", test_said_later);
  g_test_add_func ("/capture-limits/give-back", test_give_back);
  return g_test_run ();
}
