/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-private.h"
#include "newlines.h"

#include <stdatomic.h>

/* The producer's side of the capture. What is called for every record is reached through the interface only, so its
 * cast needs no check. */

#define GIVEN_FLAGS                                                                                          \
  (SOCKEYE_RECORD_DATAGRAM | SOCKEYE_RECORD_TRUNCATED | SOCKEYE_RECORD_KERNEL_TIME | SOCKEYE_RECORD_FAULT)

/* Private: lets readers see all records that are complete, and tells who asked for it. */
void
sockeye_capture_publish (SockeyeCapture *self)
{
  guint64 n = sockeye_record_index_get_n (self->index);

  if (n == atomic_load_explicit (&self->n_published, memory_order_relaxed) && !self->has_news)
    return;

  self->has_news = FALSE;
  atomic_store_explicit (&self->end_offset, sockeye_byte_store_get_end (self->bytes), memory_order_release);

  /* Sequentially consistent, as are sockeye_capture_arm_notify() and sockeye_capture_wait(): either this thread sees
   * that it was asked, or the other one sees the new count. */
  atomic_store (&self->n_published, n);
  if (self->journal != NULL)
    sockeye_capture_journal_note (self->journal, n, sockeye_byte_store_get_end (self->bytes));
  if (atomic_load (&self->asked) != 0)
    sockeye_capture_tell_published (self);
}

/* What may have to give way is always published: the chunks that are about to be taken are others' soon. */
static gboolean
make_room (SockeyeCapture *self, gsize length, gboolean urgent)
{
  if (sockeye_byte_store_is_at_hand (self->bytes, length))
    return TRUE;

  sockeye_capture_publish (self);
  return sockeye_byte_store_make_room (self->bytes, length, urgent);
}

static void
note_index_error (SockeyeCapture *self)
{
  int error_number = sockeye_record_index_get_error (self->index);

  if (error_number == 0 || self->index_failed)
    return;

  self->index_failed = TRUE;
  sockeye_byte_store_lock (self->bytes);
  sockeye_capture_note_failed (self, error_number, sockeye_capture_get_bytes_kept (self));
  sockeye_byte_store_unlock (self->bytes);
}

/* When the index can get no block more, the oldest one's records give way. */
static void
make_block (SockeyeCapture *self)
{
  note_index_error (self);
  if (sockeye_record_index_prepare_block (self->index))
    return;

  sockeye_capture_publish (self);
  sockeye_byte_store_lock (self->bytes);
  while (!sockeye_record_index_prepare_block (self->index))
    {
      guint64 old_first = atomic_load (&self->first);
      guint64 old_bytes = self->first_bytes;
      guint64 first = sockeye_record_index_get_second_block (self->index);

      if (first > old_first)
        {
          sockeye_capture_give_way (self, first, FALSE);
          sockeye_capture_note_discarded (self, first - old_first, self->first_bytes - old_bytes);
          sockeye_byte_store_release_before (self->bytes, atomic_load (&self->first_offset));
        }
      else
        sockeye_record_index_release_before (self->index, old_first, FALSE);
    }
  sockeye_byte_store_unlock (self->bytes);
}

static void
append_record (SockeyeCapture *self, SockeyeRecord *record)
{
  if (sockeye_record_index_needs_block (self->index))
    make_block (self);

  sockeye_peer_table_count (self->peers, sockeye_record_index_get_n (self->index), record);
  sockeye_record_index_append (self->index, record);
}

static void
append_payload (SockeyeCapture *self, SockeyeRecord *record, const guint8 *bytes)
{
  record->flags &= GIVEN_FLAGS;
  if (record->length > 0)
    {
      record->newlines = sockeye_count_newlines (bytes, record->length);
      if (bytes[record->length - 1] == '\n')
        record->flags |= SOCKEYE_RECORD_ENDS_LINE;
    }

  append_record (self, record);
}

static guint32
add_peer (SockeyeSink *sink,
          const SockeyeEndpoint *local,
          const SockeyeEndpoint *remote,
          gboolean stream,
          gint64 time)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (sink);

  self->has_news = TRUE;
  return sockeye_peer_table_add (self->peers, local, remote, stream, time);
}

static guint32
add_target (SockeyeSink *sink,
            const SockeyeEndpoint *local,
            const SockeyeEndpoint *remote,
            gboolean stream,
            guint32 client,
            gint64 time)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (sink);

  self->has_news = TRUE;
  return sockeye_peer_table_add_target (self->peers, local, remote, stream, client, time);
}

static void
link_peer (SockeyeSink *sink, guint32 peer, guint32 link)
{
  sockeye_peer_table_link (SOCKEYE_CAPTURE (sink)->peers, peer, link);
}

static void
close_peer (SockeyeSink *sink, guint32 peer, gint64 time)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (sink);

  self->has_news = TRUE;
  sockeye_peer_table_close (self->peers, peer, time);
}

/* At least the smaller of @wanted and 64 KiB, or NULL: no datagram is cut for want of room. */
static guint8 *
reserve (SockeyeSink *sink, gsize wanted, gsize *available)
{
  SockeyeCapture *self = (SockeyeCapture *) sink;

  if (!make_room (self, CLAMP (wanted, 1, SOCKEYE_CHUNK_OVERHANG), FALSE))
    return NULL;

  return sockeye_byte_store_reserve (self->bytes, wanted, available);
}

static void
commit (SockeyeSink *sink, SockeyeRecordKind kind, guint16 flags, guint32 peer, gint64 time, gsize length)
{
  SockeyeCapture *self = (SockeyeCapture *) sink;
  SockeyeRecord record = { .time = time,
                           .offset = sockeye_byte_store_get_end (self->bytes),
                           .length = (guint32) length,
                           .peer = peer,
                           .kind = (guint8) kind,
                           .flags = flags };

  append_payload (self, &record, length > 0 ? sockeye_byte_store_commit (self->bytes, length) : NULL);
}

static gboolean
append_bytes (SockeyeCapture *self, SockeyeRecord *record, const guint8 *bytes, gsize length)
{
  g_return_val_if_fail (length <= SOCKEYE_RECORD_LENGTH_MAX, FALSE);

  if (!make_room (self, length, FALSE))
    return FALSE;

  record->offset = sockeye_byte_store_get_end (self->bytes);
  record->length = (guint32) length;
  sockeye_byte_store_append (self->bytes, bytes, length);
  append_payload (self, record, bytes);
  return TRUE;
}

static gboolean
append (SockeyeSink *sink,
        SockeyeRecordKind kind,
        guint16 flags,
        guint32 peer,
        gint64 time,
        const guint8 *bytes,
        gsize length)
{
  SockeyeRecord record = { .time = time, .peer = peer, .kind = (guint8) kind, .flags = flags };

  return append_bytes ((SockeyeCapture *) sink, &record, bytes, length);
}

static guint8
add_arrival (SockeyeSink *sink, const SockeyeArrival *arrival)
{
  return sockeye_arrival_table_add (((SockeyeCapture *) sink)->arrivals, arrival);
}

static gboolean
append_datagram (SockeyeSink *sink,
                 guint16 flags,
                 guint32 peer,
                 guint8 arrival,
                 gint64 time,
                 const guint8 *bytes,
                 gsize length)
{
  SockeyeRecord record = {
    .time = time, .peer = peer, .kind = SOCKEYE_RECORD_RECEIVED, .arrival = arrival, .flags = flags
  };

  return append_bytes ((SockeyeCapture *) sink, &record, bytes, length);
}

static void
append_event (SockeyeSink *sink, guint32 peer, gint64 time, const SockeyeEvent *event)
{
  sockeye_capture_append_event (SOCKEYE_CAPTURE (sink), peer, time, event);
}

/* Private. When even the room that payload leaves to events is used up, this waits for the disk to write a chunk: the
 * producer cannot go on without telling what happened. */
void
sockeye_capture_append_event (SockeyeCapture *self, guint32 peer, gint64 time, const SockeyeEvent *event)
{
  g_autoptr (GBytes) bytes = sockeye_event_serialize (event);
  gsize length = g_bytes_get_size (bytes);
  SockeyeRecord record = { .time = time,
                           .offset = sockeye_byte_store_get_end (self->bytes),
                           .length = (guint32) length,
                           .newlines = event->type,
                           .peer = peer,
                           .kind = SOCKEYE_RECORD_EVENT };

  make_room (self, length, TRUE);
  sockeye_byte_store_append (self->bytes, g_bytes_get_data (bytes, NULL), length);
  append_record (self, &record);
}

static void
drop (SockeyeSink *sink, guint64 datagrams, guint64 bytes)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (sink);

  atomic_fetch_add_explicit (&self->dropped_datagrams, datagrams, memory_order_relaxed);
  atomic_fetch_add_explicit (&self->dropped_bytes, bytes, memory_order_relaxed);
  if (self->journal != NULL)
    sockeye_capture_journal_set_dropped (self->journal, atomic_load (&self->dropped_datagrams),
                                         atomic_load (&self->dropped_bytes));
  self->has_news = TRUE;
  sockeye_capture_note_dropped (self);
}

static void
publish (SockeyeSink *sink)
{
  SockeyeCapture *self = (SockeyeCapture *) sink;

  if (atomic_load_explicit (&self->has_notices, memory_order_relaxed))
    sockeye_capture_say_notices (self);
  sockeye_capture_publish (self);
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
on_notice (gpointer data)
{
  g_autoptr (SockeyeSink) sink = g_weak_ref_get (data);

  if (sink != NULL)
    publish (sink);
  return G_SOURCE_REMOVE;
}

static void
set_room_func (SockeyeSink *sink, GMainContext *context, GSourceFunc func, gpointer data)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (sink);
  GWeakRef *weak = NULL;

  sockeye_context_call_set (self->room, context, func, data, NULL);
  if (func == NULL)
    {
      sockeye_context_call_set (self->notice, NULL, NULL, NULL, NULL);
      return;
    }

  /* The producer's context may outlive the capture, which its own sources must not keep alive. */
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  sockeye_context_call_set (self->notice, context, on_notice, weak, weak_ref_free);
  if (atomic_load (&self->has_notices))
    sockeye_context_call_post (self->notice, 1);
}

/**
 * sockeye_capture_restore_record:
 * @self: a capture without a producer
 * @record: a record of another capture: its time, peer, kind, way in, flags, type (of an event) and length count; the
 *   rest is found anew
 * @bytes: (array): its bytes
 *
 * Appends a record exactly as it was, also the details of an event and where code units of UTF-16 begin.
 *
 * Returns: %FALSE when the store is full for now, or for good when the disk has failed; then nothing was stored
 */
gboolean
sockeye_capture_restore_record (SockeyeCapture *self, const SockeyeRecord *record, const guint8 *bytes)
{
  SockeyeRecord restored = { .time = record->time,
                             .peer = record->peer,
                             .kind = record->kind,
                             .arrival = record->arrival,
                             .flags = record->flags };

  if (record->kind != SOCKEYE_RECORD_EVENT)
    {
      if ((record->flags & SOCKEYE_RECORD_DATAGRAM) == 0)
        sockeye_peer_table_set_odd (self->peers, record);
      if (!append_bytes (self, &restored, bytes, record->length))
        return FALSE;
      atomic_fetch_add (&self->n_restored, 1);
      return TRUE;
    }

  if (!make_room (self, record->length, FALSE))
    return FALSE;
  restored.offset = sockeye_byte_store_get_end (self->bytes);
  restored.length = record->length;
  restored.newlines = record->newlines;
  sockeye_byte_store_append (self->bytes, bytes, record->length);
  append_record (self, &restored);
  atomic_fetch_add (&self->n_restored, 1);
  return TRUE;
}

/**
 * sockeye_capture_get_n_restored:
 * @self: a capture
 *
 * Returns: how many of its first records came with a file
 */
guint64
sockeye_capture_get_n_restored (SockeyeCapture *self)
{
  return atomic_load (&self->n_restored);
}

/**
 * sockeye_capture_restore_end:
 * @self: a capture without a producer
 * @peer: the id of a connection that was restored
 * @time: when it ended, or the capture was saved, microseconds since the Epoch
 * @outlived: it was open then
 *
 * It is not open any more in either case: nobody here holds it.
 */
void
sockeye_capture_restore_end (SockeyeCapture *self, guint32 peer, gint64 time, gboolean outlived)
{
  sockeye_peer_table_restore_end (self->peers, peer, time, outlived);
}

/**
 * sockeye_capture_restore_dropped:
 * @self: a capture without a producer
 * @datagrams: that were received but not stored
 * @bytes: in them
 *
 * Sets these counters without a record that says so: there is one already.
 */
void
sockeye_capture_restore_dropped (SockeyeCapture *self, guint64 datagrams, guint64 bytes)
{
  atomic_store (&self->dropped_datagrams, datagrams);
  atomic_store (&self->dropped_bytes, bytes);
  self->said_datagrams = datagrams;
  self->said_bytes = bytes;
}

/* Private. */
void
sockeye_capture_init_sink (SockeyeSinkInterface *interface)
{
  interface->add_peer = add_peer;
  interface->add_target = add_target;
  interface->link_peer = link_peer;
  interface->close_peer = close_peer;
  interface->reserve = reserve;
  interface->commit = commit;
  interface->append = append;
  interface->add_arrival = add_arrival;
  interface->append_datagram = append_datagram;
  interface->append_event = append_event;
  interface->drop = drop;
  interface->publish = publish;
  interface->set_room_func = set_room_func;
}
