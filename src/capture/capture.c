/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture.h"

#include "capture-private.h"
#include "chunk-store.h"
#include "hex.h"
#include "newlines.h"
#include "peer-table.h"
#include "record-index.h"

#include <stdatomic.h>

/* What gives way is told at once, and then not more often than this. */
#define DISCARD_INTERVAL_US G_USEC_PER_SEC

struct _SockeyeCapture
{
  GObject parent_instance;

  /* Owned */
  SockeyeChunkStore *store;
  SockeyeRecordIndex *index;
  SockeyePeerTable *peers;

  /* Counters: written by the producer, read by all. */
  _Atomic guint64 received_messages;
  _Atomic guint64 received_bytes;
  _Atomic guint64 sent_messages;
  _Atomic guint64 sent_bytes;
  _Atomic guint64 dropped_datagrams;
  _Atomic guint64 dropped_bytes;
  _Atomic guint64 end_offset;
  _Atomic guint64 wanted_first; /* sockeye_capture_discard_before() */

  /* The producer's. */
  guint8 *reserved;
  guint64 seen_first_offset;
  guint64 discarded_records; /* not yet told */
  guint64 discarded_bytes;
  gint64 discard_told;
  guint64 untold_datagrams;
  guint64 untold_bytes;
  gboolean telling;

  /* Under the mutex. */
  GMutex notify_mutex;
  GMainContext *notify_context;
  GSourceFunc notify_func;
  gpointer notify_data;
  GSource *notify_source;
  _Atomic gboolean armed;
};

static void sockeye_capture_sink_init (SockeyeSinkInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeCapture,
                               sockeye_capture,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOCKEYE_TYPE_SINK, sockeye_capture_sink_init))

/* There is one writer, so a plain addition is enough. */
static void
add (_Atomic guint64 *counter, guint64 n)
{
  atomic_store_explicit (counter, atomic_load_explicit (counter, memory_order_relaxed) + n,
                         memory_order_relaxed);
}

static void
count (SockeyeCapture *self, SockeyeRecordKind kind, gsize length)
{
  if (kind == SOCKEYE_RECORD_RECEIVED)
    {
      add (&self->received_messages, 1);
      add (&self->received_bytes, length);
    }
  else if (kind == SOCKEYE_RECORD_SENT)
    {
      add (&self->sent_messages, 1);
      add (&self->sent_bytes, length);
    }
}

/* Records up to here give way; those that the user did not ask for are counted. */
static void
give_way (SockeyeCapture *self, guint64 first, gboolean tell)
{
  guint64 from = sockeye_record_index_get_first (self->index);

  if (first <= from)
    return;

  for (guint64 number = from; tell && number < first; number++)
    {
      SockeyeRecord record;

      if (sockeye_record_index_peek (self->index, number, &record) && record.kind != SOCKEYE_RECORD_EVENT)
        {
          self->discarded_records++;
          self->discarded_bytes += record.length;
        }
    }
  sockeye_record_index_set_first (self->index, first);
}

/* The store has forgotten its oldest bytes: so must the index. */
static void
follow_store (SockeyeCapture *self)
{
  guint64 first_offset = sockeye_chunk_store_get_first (self->store);
  guint64 end = sockeye_record_index_get_end (self->index);
  guint64 first = sockeye_record_index_get_first (self->index);
  SockeyeRecord record;

  if (first_offset == self->seen_first_offset)
    return;

  self->seen_first_offset = first_offset;
  while (first < end && sockeye_record_index_peek (self->index, first, &record)
         && record.offset < first_offset)
    first++;
  give_way (self, first, TRUE);
}

static void
follow_wish (SockeyeCapture *self)
{
  guint64 wanted = atomic_load (&self->wanted_first);
  SockeyeRecord record;

  if (wanted <= sockeye_record_index_get_first (self->index))
    return;

  wanted = MIN (wanted, sockeye_record_index_get_end (self->index));
  if (sockeye_record_index_peek (self->index, wanted, &record))
    sockeye_chunk_store_discard_before (self->store, record.offset);
  else
    sockeye_chunk_store_discard_before (self->store, sockeye_chunk_store_get_end (self->store));
  give_way (self, wanted, FALSE);
}

static guint32
get_back (guint64 number, guint64 before)
{
  guint64 back = before > 0 ? number - (before - 1) : 0;

  return back <= SOCKEYE_INDEX_BACK_MAX ? (guint32) back : 0;
}

static void
add_record (SockeyeCapture *self, SockeyeRecord *record)
{
  guint64 number = sockeye_record_index_get_end (self->index);

  if (record->kind != SOCKEYE_RECORD_EVENT)
    {
      gboolean odd;
      guint64 before = sockeye_peer_table_count (
          self->peers, record->peer, record->kind == SOCKEYE_RECORD_SENT, number, record->length, &odd);

      record->back = get_back (number, before);
      if (odd && (record->flags & SOCKEYE_RECORD_DATAGRAM) == 0)
        record->flags |= SOCKEYE_RECORD_ODD;
    }
  count (self, record->kind, record->length);

  /* At the index's own bound the oldest records give way, a block of them at once. */
  while (!sockeye_record_index_append (self->index, record))
    give_way (self, sockeye_record_index_get_oldest_block_end (self->index), TRUE);
}

static void
fill_payload (SockeyeRecord *record, const guint8 *bytes, gsize length)
{
  record->length = (guint32) length;
  record->newlines = sockeye_count_newlines (bytes, length);
  if (length > 0 && bytes[length - 1] == '\n')
    record->flags |= SOCKEYE_RECORD_ENDS_LINE;
}

/* What the store has to say comes as records of its own. */
static void
tell (SockeyeCapture *self, gint64 time)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_NONE };
  int error_number;
  guint64 capacity;

  if (self->telling)
    return;

  self->telling = TRUE;
  if (sockeye_chunk_store_take_failure (self->store, &error_number, &capacity))
    {
      event.type = SOCKEYE_EVENT_STORE_FAILED;
      event.error_number = error_number;
      event.number = capacity;
      sockeye_sink_append_event (SOCKEYE_SINK (self), 0, time, &event);
    }
  if (self->untold_datagrams > 0)
    {
      event = (SockeyeEvent){ .type = SOCKEYE_EVENT_NOT_STORED,
                              .number = self->untold_datagrams,
                              .number2 = self->untold_bytes };
      self->untold_datagrams = self->untold_bytes = 0;
      sockeye_sink_append_event (SOCKEYE_SINK (self), 0, time, &event);
    }
  if (self->discarded_records > 0 && time - self->discard_told >= DISCARD_INTERVAL_US)
    {
      event = (SockeyeEvent){ .type = SOCKEYE_EVENT_DISCARDED,
                              .number = self->discarded_records,
                              .number2 = self->discarded_bytes };
      self->discarded_records = self->discarded_bytes = 0;
      self->discard_told = time;
      sockeye_sink_append_event (SOCKEYE_SINK (self), 0, time, &event);
    }
  self->telling = FALSE;
}

static void
notify (SockeyeCapture *self)
{
  if (!atomic_load_explicit (&self->armed, memory_order_relaxed) || !atomic_exchange (&self->armed, FALSE))
    return;

  g_mutex_lock (&self->notify_mutex);
  if (self->notify_func != NULL && self->notify_source == NULL)
    {
      self->notify_source = g_idle_source_new ();
      g_source_set_priority (self->notify_source, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->notify_source, self->notify_func, self->notify_data, NULL);
      g_source_attach (self->notify_source, self->notify_context);
    }
  g_mutex_unlock (&self->notify_mutex);
}

/* The sink */

static guint32
sockeye_capture_add_peer (SockeyeSink *sink,
                          const SockeyeEndpoint *local,
                          const SockeyeEndpoint *remote,
                          gboolean stream,
                          gint64 time)
{
  return sockeye_peer_table_add (SOCKEYE_CAPTURE (sink)->peers, local, remote, stream, time);
}

static void
sockeye_capture_close_peer (SockeyeSink *sink, guint32 peer, gint64 time)
{
  sockeye_peer_table_close (SOCKEYE_CAPTURE (sink)->peers, peer, time);
}

static guint8 *
sockeye_capture_reserve (SockeyeSink *sink, gsize wanted, gsize *available)
{
  SockeyeCapture *self = (SockeyeCapture *) sink;

  self->reserved = sockeye_chunk_store_reserve (self->store, CLAMP (wanted, 1, SOCKEYE_RECORD_LENGTH_MAX),
                                                available);
  return self->reserved;
}

static void
sockeye_capture_commit (SockeyeSink *sink,
                        SockeyeRecordKind kind,
                        guint16 flags,
                        guint32 peer,
                        gint64 time,
                        gsize length)
{
  SockeyeCapture *self = (SockeyeCapture *) sink;
  SockeyeRecord record = { .time = time, .peer = peer, .kind = (guint8) kind, .flags = flags };

  record.offset = sockeye_chunk_store_get_end (self->store);
  fill_payload (&record, self->reserved, length);
  sockeye_chunk_store_advance (self->store, length);
  self->reserved = NULL;
  add_record (self, &record);
}

static gboolean
sockeye_capture_append (SockeyeSink *sink,
                        SockeyeRecordKind kind,
                        guint16 flags,
                        guint32 peer,
                        gint64 time,
                        const guint8 *bytes,
                        gsize length)
{
  SockeyeCapture *self = (SockeyeCapture *) sink;
  SockeyeRecord record = { .time = time, .peer = peer, .kind = (guint8) kind, .flags = flags };

  record.offset = sockeye_chunk_store_get_end (self->store);
  if (!sockeye_chunk_store_append (self->store, bytes, length, FALSE))
    return FALSE;

  fill_payload (&record, bytes, length);
  add_record (self, &record);
  return TRUE;
}

static void
sockeye_capture_append_event (SockeyeSink *sink, guint32 peer, gint64 time, const SockeyeEvent *event)
{
  SockeyeCapture *self = (SockeyeCapture *) sink;
  g_autoptr (GBytes) details = sockeye_event_serialize (event);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (details, &length);
  SockeyeRecord record = { .time = time, .peer = peer, .kind = SOCKEYE_RECORD_EVENT };

  record.offset = sockeye_chunk_store_get_end (self->store);
  record.newlines = event->type;
  /* With all memory used up, spare chunks included, an event still is a record, without its details. */
  if (sockeye_chunk_store_append (self->store, bytes, length, TRUE))
    record.length = (guint32) length;
  add_record (self, &record);
}

static void
sockeye_capture_drop (SockeyeSink *sink, guint64 datagrams, guint64 bytes)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (sink);

  add (&self->dropped_datagrams, datagrams);
  add (&self->dropped_bytes, bytes);
  self->untold_datagrams += datagrams;
  self->untold_bytes += bytes;
}

static void
sockeye_capture_publish (SockeyeSink *sink)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (sink);

  follow_store (self);
  follow_wish (self);
  tell (self, g_get_real_time ());
  if (sockeye_record_index_get_end (self->index) == sockeye_record_index_get_published (self->index))
    return;

  atomic_store_explicit (&self->end_offset, sockeye_chunk_store_get_end (self->store), memory_order_relaxed);
  sockeye_record_index_publish (self->index);
  notify (self);
}

static void
sockeye_capture_set_room_func (SockeyeSink *sink, GMainContext *context, GSourceFunc func, gpointer data)
{
  sockeye_chunk_store_set_room_func (SOCKEYE_CAPTURE (sink)->store, context, func, data);
}

static void
sockeye_capture_sink_init (SockeyeSinkInterface *interface)
{
  interface->add_peer = sockeye_capture_add_peer;
  interface->close_peer = sockeye_capture_close_peer;
  interface->reserve = sockeye_capture_reserve;
  interface->commit = sockeye_capture_commit;
  interface->append = sockeye_capture_append;
  interface->append_event = sockeye_capture_append_event;
  interface->drop = sockeye_capture_drop;
  interface->publish = sockeye_capture_publish;
  interface->set_room_func = sockeye_capture_set_room_func;
}

static void
clear_notify_source (SockeyeCapture *self)
{
  if (self->notify_source != NULL)
    g_source_destroy (self->notify_source);
  g_clear_pointer (&self->notify_source, g_source_unref);
}

static void
sockeye_capture_finalize (GObject *object)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (object);

  clear_notify_source (self);
  g_clear_pointer (&self->notify_context, g_main_context_unref);
  g_mutex_clear (&self->notify_mutex);
  g_clear_pointer (&self->store, sockeye_chunk_store_close);
  g_clear_pointer (&self->index, sockeye_record_index_free);
  g_clear_pointer (&self->peers, sockeye_peer_table_free);

  G_OBJECT_CLASS (sockeye_capture_parent_class)->finalize (object);
}

static void
sockeye_capture_class_init (SockeyeCaptureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_capture_finalize;
}

static void
sockeye_capture_init (SockeyeCapture *self)
{
  g_mutex_init (&self->notify_mutex);
}

/**
 * sockeye_capture_new:
 * @limits: (nullable): how much may be kept; %NULL: the defaults
 *
 * Makes an empty capture. Its file is made when there is more than memory should hold.
 *
 * Returns: (transfer full): a capture
 */
SockeyeCapture *
sockeye_capture_new (const SockeyeCaptureLimits *limits)
{
  const SockeyeCaptureLimits defaults = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeCapture *self = g_object_new (SOCKEYE_TYPE_CAPTURE, NULL);
  g_autofree char *directory = NULL;

  if (limits == NULL)
    limits = &defaults;
  directory = limits->directory != NULL ? g_strdup (limits->directory)
                                        : g_build_filename (g_get_user_cache_dir (), "sockeye", NULL);
  self->store = sockeye_chunk_store_new (limits);
  self->index = sockeye_record_index_new (directory, g_get_real_time (), limits->quota);
  self->peers = sockeye_peer_table_new ();
  return self;
}

/* For tests, see capture-private.h. */
SockeyeChunkStore *
_sockeye_capture_get_store (SockeyeCapture *self)
{
  return self->store;
}

/**
 * sockeye_capture_get_first:
 * @self: a capture
 *
 * Returns: the number of the oldest record that is kept
 */
guint64
sockeye_capture_get_first (SockeyeCapture *self)
{
  return sockeye_record_index_get_first (self->index);
}

/**
 * sockeye_capture_get_n_records:
 * @self: a capture
 *
 * Returns: how many records there have been, those that gave way included: one past the newest record's number
 */
guint64
sockeye_capture_get_n_records (SockeyeCapture *self)
{
  return sockeye_record_index_get_published (self->index);
}

/**
 * sockeye_capture_get_record:
 * @self: a capture
 * @number: a record's number
 * @record: (out): takes the record
 *
 * Returns: %FALSE when it is not there yet, or gave way
 */
gboolean
sockeye_capture_get_record (SockeyeCapture *self, guint64 number, SockeyeRecord *record)
{
  return sockeye_record_index_get (self->index, number, record);
}

/**
 * sockeye_capture_get_rows_before:
 * @self: a capture
 * @number: a record's number, or that of the next one to come
 * @rows: (out): rows of all records before it, from the very first
 *
 * Returns: %FALSE when it is not there yet, or gave way
 */
gboolean
sockeye_capture_get_rows_before (SockeyeCapture *self, guint64 number, SockeyeRowCounts *rows)
{
  return sockeye_record_index_get_rows_before (self->index, number, rows);
}

/**
 * sockeye_capture_find_text_row:
 * @self: a capture
 * @row: a row of text, counted from the very first record
 * @number: (out): the record it belongs to
 * @row_in_record: (out): which of its rows it is
 *
 * Returns: %FALSE when it is not there yet, or gave way
 */
gboolean
sockeye_capture_find_text_row (SockeyeCapture *self, guint64 row, guint64 *number, guint64 *row_in_record)
{
  return sockeye_record_index_find_row (self->index, FALSE, row, number, row_in_record);
}

/**
 * sockeye_capture_find_hex_row:
 * @self: a capture
 * @row: a row of hex, counted from the very first record
 * @number: (out): the record it belongs to
 * @row_in_record: (out): which of its rows it is
 *
 * Returns: %FALSE when it is not there yet, or gave way
 */
gboolean
sockeye_capture_find_hex_row (SockeyeCapture *self, guint64 row, guint64 *number, guint64 *row_in_record)
{
  return sockeye_record_index_find_row (self->index, TRUE, row, number, row_in_record);
}

/**
 * sockeye_capture_read:
 * @self: a capture
 * @offset: where, from a published record
 * @bytes: (out caller-allocates): takes the bytes
 * @length: how many
 * @wait: wait for the disk; not on the UI thread
 *
 * Returns: whether the bytes could be read
 */
SockeyeReadResult
sockeye_capture_read (SockeyeCapture *self, guint64 offset, guint8 *bytes, gsize length, gboolean wait)
{
  return sockeye_chunk_store_read (self->store, offset, bytes, length, wait);
}

/**
 * sockeye_capture_get_n_peers:
 * @self: a capture
 *
 * Returns: how many peers there have been; their ids are 1 to this number
 */
guint32
sockeye_capture_get_n_peers (SockeyeCapture *self)
{
  return sockeye_peer_table_get_n (self->peers);
}

/**
 * sockeye_capture_get_peer:
 * @self: a capture
 * @id: a peer's id
 * @peer: (out): what is known of it
 *
 * Returns: %FALSE when there is no such peer
 */
gboolean
sockeye_capture_get_peer (SockeyeCapture *self, guint32 id, SockeyePeer *peer)
{
  return sockeye_peer_table_get (self->peers, id, peer);
}

/**
 * sockeye_capture_get_n_open_connections:
 * @self: a capture
 *
 * Returns: how many connections are open
 */
guint32
sockeye_capture_get_n_open_connections (SockeyeCapture *self)
{
  return sockeye_peer_table_get_n_open (self->peers);
}

/**
 * sockeye_capture_get_traffic:
 * @self: a capture
 * @traffic: (out): messages and bytes since the beginning
 */
void
sockeye_capture_get_traffic (SockeyeCapture *self, SockeyeTraffic *traffic)
{
  traffic->received_messages = atomic_load_explicit (&self->received_messages, memory_order_relaxed);
  traffic->received_bytes = atomic_load_explicit (&self->received_bytes, memory_order_relaxed);
  traffic->sent_messages = atomic_load_explicit (&self->sent_messages, memory_order_relaxed);
  traffic->sent_bytes = atomic_load_explicit (&self->sent_bytes, memory_order_relaxed);
}

/**
 * sockeye_capture_get_dropped:
 * @self: a capture
 * @datagrams: (out): datagrams that were received but not stored, because the disk was too slow
 * @bytes: (out): their bytes
 */
void
sockeye_capture_get_dropped (SockeyeCapture *self, guint64 *datagrams, guint64 *bytes)
{
  *datagrams = atomic_load_explicit (&self->dropped_datagrams, memory_order_relaxed);
  *bytes = atomic_load_explicit (&self->dropped_bytes, memory_order_relaxed);
}

/**
 * sockeye_capture_get_bytes_kept:
 * @self: a capture
 *
 * Returns: bytes that can still be read
 */
guint64
sockeye_capture_get_bytes_kept (SockeyeCapture *self)
{
  guint64 end = atomic_load_explicit (&self->end_offset, memory_order_relaxed);
  SockeyeRecord first;

  if (!sockeye_capture_get_record (self, sockeye_capture_get_first (self), &first))
    return 0;

  return end > first.offset ? end - first.offset : 0;
}

/**
 * sockeye_capture_discard_before:
 * @self: a capture
 * @number: the first record that is still wanted
 *
 * Records before it are not needed any more. They go when the producer next publishes something, without a record
 * that says so. The counters stay.
 */
void
sockeye_capture_discard_before (SockeyeCapture *self, guint64 number)
{
  guint64 wanted = atomic_load (&self->wanted_first);

  while (number > wanted && !atomic_compare_exchange_weak (&self->wanted_first, &wanted, number))
    ;
}

/**
 * sockeye_capture_set_notify:
 * @self: a capture
 * @context: (nullable): where @func is called
 * @func: (nullable): called once after something was published; returns %G_SOURCE_REMOVE
 * @data: for @func
 *
 * A notification under way is dropped. Call sockeye_capture_arm_notify() for each that is wanted.
 */
void
sockeye_capture_set_notify (SockeyeCapture *self, GMainContext *context, GSourceFunc func, gpointer data)
{
  g_mutex_lock (&self->notify_mutex);
  clear_notify_source (self);
  g_clear_pointer (&self->notify_context, g_main_context_unref);
  self->notify_context = context != NULL ? g_main_context_ref (context) : NULL;
  self->notify_func = func;
  self->notify_data = data;
  g_mutex_unlock (&self->notify_mutex);
}

/**
 * sockeye_capture_arm_notify:
 * @self: a capture
 *
 * The next publication is notified, once. What was published before is not: arm first, then look at the count.
 */
void
sockeye_capture_arm_notify (SockeyeCapture *self)
{
  g_mutex_lock (&self->notify_mutex);
  clear_notify_source (self);
  g_mutex_unlock (&self->notify_mutex);
  atomic_store (&self->armed, TRUE);
}

/**
 * sockeye_record_text_rows:
 * @record: a record
 *
 * Returns: rows that it takes up as text: one per line, at least one
 */
guint
sockeye_record_text_rows (const SockeyeRecord *record)
{
  guint rows;

  if (record->kind == SOCKEYE_RECORD_EVENT)
    return 1;

  rows = record->newlines + (record->length > 0 && (record->flags & SOCKEYE_RECORD_ENDS_LINE) == 0);
  return MAX (rows, 1);
}

/**
 * sockeye_record_hex_rows:
 * @record: a record
 *
 * Returns: rows that it takes up as hex: one per 16 bytes, at least one
 */
guint
sockeye_record_hex_rows (const SockeyeRecord *record)
{
  if (record->kind == SOCKEYE_RECORD_EVENT)
    return 1;

  return MAX ((record->length + SOCKEYE_HEX_ROW - 1) / SOCKEYE_HEX_ROW, 1);
}
