/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "byte-store-private.h"
#include "capture-private.h"

#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>

#define MIB         (1u << 20)
#define DEADLINE_US (40 * G_USEC_PER_SEC)

/* The sanitizers have memory of their own for every page that was ever used. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define MEMORY_CAN_BE_MEASURED FALSE
#else
#define MEMORY_CAN_BE_MEASURED TRUE
#endif

/* A capture in a folder of its own, and a disk that can be slow or broken. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeSink *sink;
  char *directory;

  /* The disk */
  GMutex mutex;
  GCond changed;
  gboolean held;     /* writes wait */
  guint slowness;    /* microseconds per write */
  guint32 fail_slot; /* writes to this slot and later ones fail … */
  guint fail_from;   /* … and this write and later ones … */
  guint fail_until;  /* … but not this one and later ones … */
  int error_number;  /* … with this */
  guint n_writes;

  /* What the capture said */
  guint64 seen;
  guint n_events[SOCKEYE_EVENT_N_TYPES];
  guint64 discarded_records;
  guint64 discarded_bytes;
  guint64 not_stored_datagrams;
  guint64 not_stored_bytes;
  SockeyeEvent last_failure;
} Fixture;

static inline int
fixture_on_write (guint32 slot, gpointer data)
{
  Fixture *self = data;
  gboolean fails;

  sockeye_lock (&self->mutex);
  while (self->held)
    sockeye_lock_wait (&self->changed, &self->mutex);
  fails = slot >= self->fail_slot || (self->n_writes >= self->fail_from && self->n_writes < self->fail_until);
  self->n_writes++;
  sockeye_unlock (&self->mutex);

  if (self->slowness > 0)
    g_usleep (self->slowness);
  return fails ? self->error_number : 0;
}

static inline void
fixture_init (Fixture *self, guint64 quota, gsize memory)
{
  SockeyeCaptureLimits limits = { .quota = quota, .memory = memory };

  *self = (Fixture){ .fail_slot = G_MAXUINT32, .fail_from = G_MAXUINT, .fail_until = G_MAXUINT };
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->directory = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);
  limits.directory = self->directory;
  self->capture = sockeye_capture_new (&limits);
  self->sink = SOCKEYE_SINK (self->capture);
  sockeye_capture_set_write_hook (self->capture, fixture_on_write, self);
  sockeye_capture_set_notice_interval (self->capture, 1000);
}

static inline void
fixture_hold (Fixture *self, gboolean held)
{
  sockeye_lock (&self->mutex);
  self->held = held;
  g_cond_broadcast (&self->changed);
  sockeye_unlock (&self->mutex);
}

static inline void
fixture_clear (Fixture *self)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  fixture_hold (self, FALSE);
  g_assert_finalize_object (self->capture);
  sockeye_capture_wait_for_closed ();

  /* The files have no names, so the folder is empty. */
  g_assert_cmpint (g_rmdir (self->directory), ==, 0);
  g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  g_free (self->directory);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->mutex);
}

static inline void
fixture_append (Fixture *self,
                SockeyeRecordKind kind,
                guint16 flags,
                guint32 peer,
                gconstpointer bytes,
                gsize length)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (!sockeye_sink_append (self->sink, kind, flags, peer, 1000, bytes, length))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
}

static inline void
fixture_receive (Fixture *self, gconstpointer bytes, gsize length)
{
  fixture_append (self, SOCKEYE_RECORD_RECEIVED, 0, 0, bytes, length);
}

static inline void
fixture_see_event (Fixture *self, const SockeyeRecord *record)
{
  g_autofree guint8 *bytes = g_malloc (MAX (record->length, 1));
  SockeyeEvent event;

  g_assert_cmpint (sockeye_capture_read (self->capture, record->offset, bytes, record->length, TRUE), ==,
                   SOCKEYE_READ_OK);
  g_assert_true (sockeye_event_parse (bytes, record->length, &event));
  g_assert_cmpuint (event.type, ==, record->newlines);
  self->n_events[event.type]++;
  if (event.type == SOCKEYE_EVENT_DISCARDED)
    {
      self->discarded_records += event.number;
      self->discarded_bytes += event.number2;
    }
  else if (event.type == SOCKEYE_EVENT_NOT_STORED)
    {
      self->not_stored_datagrams += event.number;
      self->not_stored_bytes += event.number2;
    }
  else if (event.type == SOCKEYE_EVENT_STORE_FAILED)
    self->last_failure = event;
}

/* Publishes, and takes note of what the capture says itself; it says that in the newest records. */
static inline void
fixture_publish (Fixture *self)
{
  SockeyeRecord record;

  sockeye_sink_publish (self->sink);
  self->seen = MAX (self->seen, sockeye_capture_get_first (self->capture));
  for (; self->seen < sockeye_capture_get_n_records (self->capture); self->seen++)
    if (sockeye_capture_get_record (self->capture, self->seen, &record)
        && record.kind == SOCKEYE_RECORD_EVENT)
      fixture_see_event (self, &record);
}

static inline void
fixture_assert_bytes (Fixture *self, guint64 number, gconstpointer expected, gsize length)
{
  g_autofree guint8 *bytes = g_malloc (MAX (length, 1));
  SockeyeRecord record;

  g_assert_true (sockeye_capture_get_record (self->capture, number, &record));
  g_assert_cmpuint (record.length, ==, length);
  g_assert_cmpint (sockeye_capture_read (self->capture, record.offset, bytes, length, TRUE), ==,
                   SOCKEYE_READ_OK);
  g_assert_cmpmem (bytes, length, expected, length);
}

/* Until then, older records may give way at any moment. */
static inline void
fixture_wait_for_disk (Fixture *self)
{
  SockeyeByteStore *store = self->capture->bytes;
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  gboolean busy;

  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (500);
      sockeye_byte_store_lock (store);
      busy = store->on_disk && store->written < store->full;
      sockeye_byte_store_unlock (store);
    }
  while (busy);
}

static inline gboolean
fixture_count_call (gpointer data)
{
  (*(guint *) data)++;
  return G_SOURCE_CONTINUE;
}

static inline guint64
fixture_get_private_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "RssAnon:");
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("RssAnon:"), NULL, 10) * 1024;
}
