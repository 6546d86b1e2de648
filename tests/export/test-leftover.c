/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "leftover-fixture.h"

static void
assert_peers (SockeyeCapture *capture)
{
  g_assert_cmpuint (sockeye_capture_get_n_peers (capture), ==, N_PEERS);
  g_assert_cmpuint (sockeye_capture_get_n_open_connections (capture), ==, 0);
  for (guint32 id = 1; id <= N_PEERS; id++)
    {
      g_autofree char *name = NULL;
      SockeyePeer peer;

      g_assert_true (sockeye_capture_get_peer (capture, id, &peer));
      name = sockeye_endpoint_to_string (&peer.remote);
      g_assert_cmpuint (sockeye_endpoint_get_port (&peer.remote), ==, 40000 + id);
      g_assert_true (g_str_has_prefix (name, "[::1]:"));
      g_assert_cmpuint (peer.client, ==, id == 2 ? 1 : 0);
      g_assert_cmpint (peer.stream, ==, id % 2 == 0);
      g_assert_cmpint (peer.opened, ==, 500);
    }
}

static void
test_killed (gconstpointer data)
{
  g_autoptr (SockeyeLeftover) leftover = NULL;
  Fixture self;
  guint64 first;

  fixture_init (&self, data);
  start (&self);
  wait_for_records (&self, self.what->goes_on ? MAX (5000, self.what->n) : self.what->n);
  /* A running one is nobody else's. */
  g_assert_cmpuint (find (&self), ==, 0);
  kill_it (&self);

  g_assert_cmpuint (find (&self), ==, 1);
  leftover = g_object_ref (self.found->pdata[0]);
  g_assert_false (sockeye_leftover_is_damaged (leftover));
  g_assert_cmpstr (sockeye_leftover_get_name (leftover), ==, "TCP server 0.0.0.0:8080");
  g_assert_false (sockeye_leftover_was_recovered (leftover));

  recover (&self);
  g_assert_no_error (self.error);
  assert_peers (self.capture);
  g_assert_cmpuint (sockeye_capture_get_n_records (self.capture), >, 10);
  if (self.what->goes_on)
    assert_records (&self, find_end (self.capture));
  else
    {
      g_assert_cmpuint (self.n_missing, ==, 0);
      first = assert_records (&self, self.what->n);
      g_assert_cmpint (first > 0, ==, strstr (self.what->name, "gave-way") != NULL);
      g_assert_cmpuint (sockeye_capture_get_n_records (self.capture), ==,
                        sockeye_leftover_get_n_records (leftover));
    }

  /* It is still there until it is discarded, and for one program at a time. */
  g_assert_cmpuint (find (&self), ==, 0);
  g_clear_object (&leftover);
  find_again (&self);
  g_assert_true (sockeye_leftover_was_recovered (self.found->pdata[0]));
  sockeye_leftover_discard_async (self.found->pdata[0], on_discarded, &self);
  wait_until_done (&self);
  g_assert_cmpuint (find (&self), ==, 0);
  g_assert_null (get_place (&self));
  fixture_clear (&self);
}

/* Before anything is read, the files are changed. */
static void
damage (Fixture *self, const char *name, goffset position, goffset end)
{
  g_autofree char *place = get_place (self);
  g_autofree char *path = g_build_filename (place, name, NULL);
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpint (position, <, (goffset) length);
  content[position] ^= 0x40;
  if (end > 0)
    length = (gsize) end;
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

static void
test_damaged_state (void)
{
  Fixture self;

  fixture_init (&self, &cases[0]);
  start (&self);
  wait_for_records (&self, self.what->n);
  kill_it (&self);
  damage (&self, SOCKEYE_JOURNAL_STATE, offsetof (SockeyeJournalState, n), 0);
  g_assert_cmpuint (find (&self), ==, 1);
  g_assert_true (sockeye_leftover_is_damaged (self.found->pdata[0]));
  g_assert_null (sockeye_leftover_get_name (self.found->pdata[0]));
  recover (&self);
  g_assert_null (self.capture);
  g_assert_nonnull (self.error);
  g_assert_nonnull (strstr (self.error->message, "damaged"));
  fixture_clear (&self);
}

/* What stands before the damage comes back. */
static void
test_damaged_index (void)
{
  Fixture self;

  fixture_init (&self, &cases[0]);
  start (&self);
  wait_for_records (&self, self.what->n);
  kill_it (&self);
  /* The length of the record with the number 20. */
  damage (&self, SOCKEYE_JOURNAL_COPIES, 20 * 24 + 23, 0);
  g_assert_cmpuint (find (&self), ==, 1);
  recover (&self);
  g_assert_no_error (self.error);
  g_assert_cmpuint (sockeye_capture_get_n_records (self.capture), ==, 20);
  g_assert_cmpuint (self.n_missing, ==, 20);
  assert_records (&self, 20);
  g_clear_object (&self.capture);

  damage (&self, SOCKEYE_JOURNAL_BLOCKS, 0, 0);
  recover (&self);
  g_assert_null (self.capture);
  g_assert_nonnull (self.error);
  fixture_clear (&self);
}

/* The newest record is there in part. */
static void
test_half_written (void)
{
  Fixture self;

  fixture_init (&self, &cases[0]);
  start (&self);
  wait_for_records (&self, self.what->n);
  kill_it (&self);
  damage (&self, SOCKEYE_JOURNAL_COPIES, 40 * 24 - 1, 39 * 24 + 10);
  g_assert_cmpuint (find (&self), ==, 1);
  recover (&self);
  g_assert_no_error (self.error);
  g_assert_cmpuint (sockeye_capture_get_n_records (self.capture), ==, 39);
  assert_records (&self, 39);
  fixture_clear (&self);
}

/* Ended as it should, it leaves nothing; with nothing received neither, when it was killed. */
static void
test_clean_end (void)
{
  SockeyeCaptureLimits limits;
  SockeyeCapture *capture;
  g_autofree guint8 *bytes = g_malloc (MIB);
  Fixture self;

  fixture_init (&self, &cases[1]);
  limits = get_limits (self.what, self.directory);
  capture = sockeye_capture_new (&limits);
  for (guint64 i = 0; i < 100; i++)
    {
      SockeyeRecord record = make_record (self.what, i);

      while (!sockeye_sink_append (SOCKEYE_SINK (capture), record.kind, 0, 0, 0, bytes, record.length))
        g_thread_yield ();
    }
  sockeye_sink_publish (SOCKEYE_SINK (capture));
  wait_for_records (&self, 100);
  g_assert_cmpuint (find (&self), ==, 0);
  g_assert_finalize_object (capture);
  sockeye_capture_wait_for_closed ();
  g_assert_null (get_place (&self));

  capture = sockeye_capture_new (&limits);
  sockeye_sink_append_event (SOCKEYE_SINK (capture), 0, 0, &(SockeyeEvent){ .type = SOCKEYE_EVENT_BOUND });
  sockeye_sink_publish (SOCKEYE_SINK (capture));
  wait_for_records (&self, 1);
  g_assert_finalize_object (capture);
  sockeye_capture_wait_for_closed ();
  g_assert_null (get_place (&self));
  fixture_clear (&self);
}

static void
test_nothing_received (void)
{
  const Case nothing = { "nothing", 64 * (guint64) MIB, 0, 1, FALSE };
  Fixture self;

  fixture_init (&self, &nothing);
  start (&self);
  wait_for_records (&self, 0);
  kill_it (&self);
  g_assert_cmpuint (find (&self), ==, 0);
  g_assert_null (get_place (&self));
  fixture_clear (&self);
}

/* What stands in a capture without any message. */
typedef struct
{
  const char *name;
  SockeyeEventType types[3];
  guint n;
  gboolean connected; /* the last one is about a connection */
  gboolean offered;
} Told;

static const Told told[] = {
  { "listening", { SOCKEYE_EVENT_LISTENING }, 1, FALSE, FALSE },
  { "opened-and-closed",
    { SOCKEYE_EVENT_BOUND, SOCKEYE_EVENT_OPTION_SET, SOCKEYE_EVENT_UNBOUND },
    3,
    FALSE,
    FALSE },
  { "refused", { SOCKEYE_EVENT_CONNECTING, SOCKEYE_EVENT_ERROR }, 2, FALSE, TRUE },
  { "accepted", { SOCKEYE_EVENT_LISTENING, SOCKEYE_EVENT_ACCEPTED }, 2, TRUE, TRUE },
};

static void
tell_and_wait (const Told *self, const char *directory)
{
  SockeyeCaptureLimits limits = get_limits (&cases[0], directory);
  g_autoptr (SockeyeCapture) capture = sockeye_capture_new (&limits);
  SockeyeSink *sink = SOCKEYE_SINK (capture);

  alarm (CHILD_SECONDS);
  add_peers (sink);
  for (guint i = 0; i < self->n; i++)
    sockeye_sink_append_event (sink, self->connected && i == self->n - 1 ? 1 : 0, 1000 + i,
                               &(SockeyeEvent){ .type = self->types[i] });
  sockeye_sink_publish (sink);
  for (;;)
    pause ();
}

/* A connection or an error is worth keeping; that a socket was opened is not. */
static void
test_without_messages (gconstpointer data)
{
  const Told *what = data;
  const Case events = { what->name, 64 * (guint64) MIB, what->n, 1, FALSE };
  SockeyeRecord record;
  Fixture self;

  fixture_init (&self, &events);
  start (&self);
  wait_for_records (&self, what->n);
  kill_it (&self);
  g_assert_cmpuint (find (&self), ==, what->offered ? 1 : 0);
  if (what->offered)
    {
      g_assert_cmpuint (sockeye_leftover_get_n_records (self.found->pdata[0]), ==, what->n);
      recover (&self);
      g_assert_no_error (self.error);
      g_assert_cmpuint (self.n_missing, ==, 0);
      g_assert_cmpuint (sockeye_capture_get_n_records (self.capture), ==, what->n);
      for (guint i = 0; i < what->n; i++)
        {
          g_assert_true (sockeye_capture_get_record (self.capture, i, &record));
          g_assert_cmpint (record.kind, ==, SOCKEYE_RECORD_EVENT);
          g_assert_cmpuint (record.newlines, ==, what->types[i]);
        }
    }
  else
    g_assert_null (get_place (&self));
  fixture_clear (&self);
}

/* An error that cannot be read any more may have been there. */
static void
test_damaged_without_messages (void)
{
  const Case events = { "listening", 64 * (guint64) MIB, 1, 1, FALSE };
  Fixture self;

  fixture_init (&self, &events);
  start (&self);
  wait_for_records (&self, 1);
  kill_it (&self);
  damage (&self, SOCKEYE_JOURNAL_BLOCKS, 0, 0);
  g_assert_cmpuint (find (&self), ==, 1);
  fixture_clear (&self);
}

static gboolean
find_event (SockeyeCapture *capture, SockeyeRecord *record)
{
  for (guint64 i = 0; i < sockeye_capture_get_n_records (capture); i++)
    if (sockeye_capture_get_record (capture, i, record) && record->kind == SOCKEYE_RECORD_EVENT)
      return TRUE;
  return FALSE;
}

/* A folder that cannot be made: the capture says so, and goes on. */
static void
test_no_folder (void)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  g_autofree char *file = NULL;
  SockeyeCaptureLimits limits;
  SockeyeCapture *capture;
  SockeyeRecord record;
  Fixture self;

  fixture_init (&self, &cases[0]);
  file = g_build_filename (self.directory, SOCKEYE_JOURNAL_FOLDER, NULL);
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  limits = get_limits (self.what, self.directory);
  capture = sockeye_capture_new (&limits);
  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      sockeye_sink_append (SOCKEYE_SINK (capture), SOCKEYE_RECORD_RECEIVED, 0, 0, 0, (const guint8 *) "x", 1);
      sockeye_sink_publish (SOCKEYE_SINK (capture));
      g_usleep (1000);
    }
  while (!find_event (capture, &record));
  g_assert_cmpuint (record.newlines, ==, SOCKEYE_EVENT_STORE_FAILED);
  g_assert_cmpuint (sockeye_capture_get_n_failures (capture, NULL), ==, 0);
  g_assert_finalize_object (capture);
  fixture_clear (&self);
}

static int
run_child (const char *name, const char *directory)
{
  const Case nothing = { "nothing", 64 * (guint64) MIB, 0, 1, FALSE };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_equal (cases[i].name, name))
      capture_and_wait (&cases[i], directory);
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    if (g_str_equal (told[i].name, name))
      tell_and_wait (&told[i], directory);
  capture_and_wait (&nothing, directory);
  return 1;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--capture"))
    return run_child (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/leftover/killed/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_killed);
    }
  g_test_add_func ("/leftover/damaged-state", test_damaged_state);
  g_test_add_func ("/leftover/damaged-index", test_damaged_index);
  g_test_add_func ("/leftover/half-written", test_half_written);
  g_test_add_func ("/leftover/clean-end", test_clean_end);
  g_test_add_func ("/leftover/nothing-received", test_nothing_received);
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autofree char *path = g_strconcat ("/leftover/without-messages/", told[i].name, NULL);

      g_test_add_data_func (path, &told[i], test_without_messages);
    }
  g_test_add_func ("/leftover/damaged-without-messages", test_damaged_without_messages);
  g_test_add_func ("/leftover/no-folder", test_no_folder);
  return g_test_run ();
}
