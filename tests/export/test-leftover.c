/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-journal-format.h"
#include "capture-private.h"
#include "chunk-pool.h"
#include "leftover-reader.h"
#include "leftover.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Another process captures records that both know, and is killed; this one recovers them and compares. */

#define MIB         (1u << 20)
#define DEADLINE_US (40 * G_USEC_PER_SEC)
#define N_PEERS     5
/* The other process does not stay when this one fails. */
#define CHILD_SECONDS 60

typedef struct
{
  const char *name;
  guint64 quota;
  guint n;       /* records */
  guint longest; /* one of so many bytes */
  gboolean goes_on;
} Case;

static const Case cases[] = {
  { "few", 64 * (guint64) MIB, 40, 200, FALSE },
  { "several-chunks", 64 * (guint64) MIB, 300, 300000, FALSE },
  { "longest", 64 * (guint64) MIB, 12, MIB, FALSE },
  { "bytes-gave-way", 10 * (guint64) MIB, 400, 300000, FALSE },
  { "many-records", 64 * (guint64) MIB, 700000, 5, FALSE },
  { "records-gave-way", 8 * (guint64) MIB, 700000, 3, FALSE },
  /* Killed at any moment. */
  { "in-the-middle", 64 * (guint64) MIB, 0, 50000, TRUE },
  { "in-the-middle-small", 8 * (guint64) MIB, 0, 3000, TRUE },
};

static guint
get_length (const Case *self, guint64 i)
{
  return i % 7 == 3 ? 0 : (guint) ((i * 2654435761u) % (self->longest + 1));
}

static SockeyeRecord
make_record (const Case *self, guint64 i)
{
  return (SockeyeRecord){ .time = (gint64) (1000000 + i * 10),
                          .length = get_length (self, i),
                          .peer = (guint32) (i % (N_PEERS + 1)),
                          .kind = i % 3 == 0 ? SOCKEYE_RECORD_SENT : SOCKEYE_RECORD_RECEIVED };
}

static void
fill (guint8 *bytes, guint64 i, guint length)
{
  for (guint at = 0; at < length; at++)
    bytes[at] = (guint8) (i * 31 + at * 7 + at / 251);
  if (length >= sizeof i)
    memcpy (bytes, &i, sizeof i);
}

static SockeyeCaptureLimits
get_limits (const Case *self, const char *directory)
{
  return (SockeyeCaptureLimits){
    .quota = self->quota, .memory = 8 * MIB, .directory = directory, .recoverable = TRUE
  };
}

/* --- the other process */

static void
add_peers (SockeyeSink *sink)
{
  SockeyeEndpoint local, remote;

  for (guint i = 1; i <= N_PEERS; i++)
    {
      g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
      g_assert_true (sockeye_endpoint_set_literal (&remote, "::1", (guint16) (40000 + i), NULL));
      if (i == 2)
        sockeye_sink_add_target (sink, &local, &remote, TRUE, 1, 500);
      else
        sockeye_sink_add_peer (sink, &local, &remote, i % 2 == 0, 500);
    }
}

static void
append (SockeyeSink *sink, const Case *self, guint64 i, guint8 *bytes)
{
  SockeyeRecord record = make_record (self, i);

  fill (bytes, i, record.length);
  while (!sockeye_sink_append (sink, record.kind, 0, record.peer, record.time, bytes, record.length))
    g_thread_yield ();
  if (i % 16 == 15)
    sockeye_sink_publish (sink);
}

static void
capture_and_wait (const Case *self, const char *directory)
{
  SockeyeCaptureLimits limits = get_limits (self, directory);
  g_autoptr (SockeyeCapture) capture = sockeye_capture_new (&limits);
  SockeyeSink *sink = SOCKEYE_SINK (capture);
  g_autofree guint8 *bytes = g_malloc (MIB);

  alarm (CHILD_SECONDS);
  /* Records of their own would be in the way. */
  sockeye_capture_set_notice_interval (capture, G_MAXINT64 / 2);
  sockeye_capture_set_name (capture, "TCP server 0.0.0.0:8080");
  add_peers (sink);
  for (guint64 i = 0; self->goes_on || i < self->n; i++)
    append (sink, self, i, bytes);
  sockeye_sink_publish (sink);
  for (;;)
    pause ();
}

/* --- this one */

typedef struct
{
  const Case *what;
  char *directory;
  GPid child;
  GPtrArray *found;
  SockeyeCapture *capture;
  guint64 n_missing;
  GError *error;
  gboolean done;
} Fixture;

static void
fixture_init (Fixture *self, const Case *what)
{
  *self = (Fixture){ .what = what, .directory = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL) };
}

static void
remove_all (const char *directory)
{
  const char *name;
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      remove_all (path);
    }
  g_assert_cmpint (g_remove (directory), ==, 0);
}

static void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_object (&self->capture);
  sockeye_capture_wait_for_closed ();
  g_clear_error (&self->error);
  remove_all (self->directory);
  g_free (self->directory);
}

static void
start (Fixture *self)
{
  char *argv[] = { (char *) "/proc/self/exe", (char *) "--capture", (char *) self->what->name,
                   self->directory, NULL };
  g_autofree char *exe = g_file_read_link (argv[0], NULL);
  GError *error = NULL;

  argv[0] = exe;
  g_assert_true (
      g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &self->child, &error));
  g_assert_no_error (error);
}

/* The only one there. */
static char *
get_place (Fixture *self)
{
  g_autofree char *folder = g_build_filename (self->directory, SOCKEYE_JOURNAL_FOLDER, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, SOCKEYE_JOURNAL_PREFIX))
      return g_build_filename (folder, name, NULL);
  return NULL;
}

/* Chunks are written one after the other: the last full one, and what is in the one that is not. */
static gboolean
is_whole (const char *place, const SockeyeJournalState *state)
{
  guint64 chunk = state->end / SOCKEYE_CHUNK_SIZE;
  const SockeyeJournalTail *tail = &state->tails[chunk % SOCKEYE_JOURNAL_TAILS];
  g_autofree char *path = g_build_filename (place, SOCKEYE_JOURNAL_SLOTS, NULL);
  g_autofree char *content = NULL;
  gsize length = 0;

  if (tail->chunk != chunk + 1 || tail->length != state->end % SOCKEYE_CHUNK_SIZE)
    return FALSE;
  if (chunk == 0 || !g_file_get_contents (path, &content, &length, NULL))
    return chunk == 0;
  for (gsize at = 0; at + sizeof chunk <= length; at += sizeof chunk)
    if (memcmp (content + at, &chunk, sizeof chunk) == 0)
      return TRUE;
  return FALSE;
}

static void
wait_for_records (Fixture *self, guint64 n)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  SockeyeJournalState state = { .n = 0 };

  for (;;)
    {
      g_autofree char *place = get_place (self);
      gboolean is_empty;

      /* It may be read while it is written. */
      if (place != NULL && sockeye_journal_read_state (place, &state, &is_empty) && state.n >= n
          && (self->what->goes_on || state.n == 0 || is_whole (place, &state)))
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
    }
}

static void
kill_it (Fixture *self)
{
  int status;

  g_assert_cmpint (kill (self->child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (self->child, &status, 0), ==, self->child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  g_spawn_close_pid (self->child);
}

static void
wait_until_done (Fixture *self)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (!self->done)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  self->done = FALSE;
}

static void
on_found (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;
  g_autoptr (GError) error = NULL;

  self->found = sockeye_leftovers_find_finish (result, &error);
  g_assert_no_error (error);
  self->done = TRUE;
}

static guint
find (Fixture *self)
{
  g_clear_pointer (&self->found, g_ptr_array_unref);
  sockeye_leftovers_find_async (self->directory, NULL, on_found, self);
  wait_until_done (self);
  return self->found->len;
}

/* A thread may hold what was found before for a moment. */
static void
find_again (Fixture *self)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (find (self) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
    }
  g_assert_cmpuint (self->found->len, ==, 1);
}

static void
on_recovered (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->capture = sockeye_leftover_recover_finish (result, &self->n_missing, &self->error);
  self->done = TRUE;
}

static void
recover (Fixture *self)
{
  SockeyeCaptureLimits limits = get_limits (self->what, self->directory);

  sockeye_leftover_recover_async (self->found->pdata[0], &limits, NULL, NULL, NULL, on_recovered, self);
  wait_until_done (self);
}

static void
on_discarded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  g_assert_true (sockeye_leftover_discard_finish (result, &self->error));
  g_assert_no_error (self->error);
  self->done = TRUE;
}

static void
assert_record (Fixture *self, const SockeyeRecord *record, guint64 i, guint8 *bytes, guint8 *expected)
{
  const SockeyeRecord wanted = make_record (self->what, i);

  g_assert_cmpint (record->time, ==, wanted.time);
  g_assert_cmpuint (record->kind, ==, wanted.kind);
  g_assert_cmpuint (record->peer, ==, wanted.peer);
  g_assert_cmpuint (record->length, ==, wanted.length);
  g_assert_cmpint (sockeye_capture_read (self->capture, record->offset, bytes, record->length, TRUE), ==,
                   SOCKEYE_READ_OK);
  fill (expected, i, wanted.length);
  g_assert_cmpmem (bytes, record->length, expected, wanted.length);
}

/* @end: one past the newest, as the other process counts. All before it are as they were, without a gap, but for what the
 * capture said itself; returns which one the oldest is. */
static guint64
assert_records (Fixture *self, guint64 end)
{
  g_autofree guint8 *bytes = g_malloc (MIB);
  g_autofree guint8 *expected = g_malloc (MIB);
  SockeyeRecord record;

  g_assert_cmpuint (sockeye_capture_get_first (self->capture), ==, 0);
  for (guint64 number = sockeye_capture_get_n_records (self->capture); number-- > 0;)
    {
      g_assert_true (sockeye_capture_get_record (self->capture, number, &record));
      if (record.kind != SOCKEYE_RECORD_EVENT)
        assert_record (self, &record, --end, bytes, expected);
      else
        g_assert_cmpuint (record.newlines, ==, SOCKEYE_EVENT_DISCARDED);
    }
  return end;
}

/* One past the newest, of records that have their number in them. */
static guint64
find_end (SockeyeCapture *capture)
{
  guint64 behind = 0;
  SockeyeRecord record;

  for (guint64 number = sockeye_capture_get_n_records (capture); number-- > 0;)
    {
      guint64 i;

      g_assert_true (sockeye_capture_get_record (capture, number, &record));
      behind += record.kind != SOCKEYE_RECORD_EVENT;
      if (record.kind == SOCKEYE_RECORD_EVENT || record.length < sizeof i)
        continue;
      g_assert_cmpint (sockeye_capture_read (capture, record.offset, (guint8 *) &i, sizeof i, TRUE), ==,
                       SOCKEYE_READ_OK);
      return i + behind;
    }
  g_assert_not_reached ();
}

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
  wait_for_records (&self, self.what->goes_on ? 5000 : self.what->n);
  /* A running one is nobody else's. */
  g_assert_cmpuint (find (&self), ==, 0);
  kill_it (&self);

  g_assert_cmpuint (find (&self), ==, 1);
  leftover = g_object_ref (self.found->pdata[0]);
  g_assert_false (sockeye_leftover_is_damaged (leftover));
  g_assert_cmpstr (sockeye_leftover_get_name (leftover), ==, "TCP server 0.0.0.0:8080");

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
  g_test_add_func ("/leftover/no-folder", test_no_folder);
  return g_test_run ();
}
