/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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
  /* And when all was written over twice; but there is room for what comes between two states, as in a GiB always. */
  { "in-the-middle-again", 64 * (guint64) MIB, 100000, 3000, TRUE },
};

static inline guint
get_length (const Case *self, guint64 i)
{
  return i % 7 == 3 ? 0 : (guint) ((i * 2654435761u) % (self->longest + 1));
}

static inline SockeyeRecord
make_record (const Case *self, guint64 i)
{
  return (SockeyeRecord){ .time = (gint64) (1000000 + i * 10),
                          .length = get_length (self, i),
                          .peer = (guint32) (i % (N_PEERS + 1)),
                          .kind = i % 3 == 0 ? SOCKEYE_RECORD_SENT : SOCKEYE_RECORD_RECEIVED };
}

static inline void
fill (guint8 *bytes, guint64 i, guint length)
{
  for (guint at = 0; at < length; at++)
    bytes[at] = (guint8) (i * 31 + at * 7 + at / 251);
  if (length >= sizeof i)
    memcpy (bytes, &i, sizeof i);
}

static inline SockeyeCaptureLimits
get_limits (const Case *self, const char *directory)
{
  return (SockeyeCaptureLimits){
    .quota = self->quota, .memory = 8 * MIB, .directory = directory, .recoverable = TRUE
  };
}

/* --- the other process */

static inline void
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

static inline void
append (SockeyeSink *sink, const Case *self, guint64 i, guint8 *bytes)
{
  SockeyeRecord record = make_record (self, i);

  fill (bytes, i, record.length);
  while (!sockeye_sink_append (sink, record.kind, 0, record.peer, record.time, bytes, record.length))
    g_thread_yield ();
  if (i % 16 == 15)
    sockeye_sink_publish (sink);
}

static inline void
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

static inline void
fixture_init (Fixture *self, const Case *what)
{
  *self = (Fixture){ .what = what, .directory = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL) };
}

static inline void
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

static inline void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_object (&self->capture);
  sockeye_capture_wait_for_closed ();
  g_clear_error (&self->error);
  remove_all (self->directory);
  g_free (self->directory);
}

static inline void
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
static inline char *
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
static inline gboolean
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

static inline void
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

static inline void
kill_it (Fixture *self)
{
  int status;

  g_assert_cmpint (kill (self->child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (self->child, &status, 0), ==, self->child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  g_spawn_close_pid (self->child);
}

static inline void
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

static inline void
on_found (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;
  g_autoptr (GError) error = NULL;

  self->found = sockeye_leftovers_find_finish (result, &error);
  g_assert_no_error (error);
  self->done = TRUE;
}

static inline guint
find (Fixture *self)
{
  g_clear_pointer (&self->found, g_ptr_array_unref);
  sockeye_leftovers_find_async (self->directory, NULL, on_found, self);
  wait_until_done (self);
  return self->found->len;
}

/* A thread may hold what was found before for a moment. */
static inline void
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

static inline void
on_recovered (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->capture = sockeye_leftover_recover_finish (result, &self->n_missing, &self->error);
  self->done = TRUE;
}

static inline void
recover (Fixture *self)
{
  SockeyeCaptureLimits limits = get_limits (self->what, self->directory);

  sockeye_leftover_recover_async (self->found->pdata[0], &limits, NULL, NULL, NULL, on_recovered, self);
  wait_until_done (self);
}

static inline void
on_discarded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  g_assert_true (sockeye_leftover_discard_finish (result, &self->error));
  g_assert_no_error (self->error);
  self->done = TRUE;
}

static inline void
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
static inline guint64
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
static inline guint64
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
