/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-sink.h"

#include "io-thread.h"

#include <string.h>

struct _MemorySink
{
  GObject parent_instance;

  GMutex mutex;
  GArray *records; /* of MemoryRecord */
  GByteArray *bytes;
  GArray *peers;    /* of MemoryPeer */
  GArray *arrivals; /* of SockeyeArrival */
  GStringChunk *strings;
  guint n_published;
  guint n_refused;
  guint64 dropped;

  guint8 *piece;
  gsize piece_size;
  guint peers_max;
  guint arrivals_max;
  gboolean full;
  gboolean forgetful; /* large records are not kept */

  GMainContext *room_context;
  GSourceFunc room_func;
  gpointer room_data;
};

static void memory_sink_iface_init (SockeyeSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MemorySink,
                               memory_sink,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOCKEYE_TYPE_SINK, memory_sink_iface_init))

/* The contract: one producer, in the I/O thread. */
static MemorySink *
producer (SockeyeSink *sink)
{
  g_assert_true (sockeye_io_thread_is_current ());
  return MEMORY_SINK (sink);
}

static guint32
add_peer (SockeyeSink *sink,
          const SockeyeEndpoint *local,
          const SockeyeEndpoint *remote,
          gboolean stream,
          gint64 time G_GNUC_UNUSED)
{
  MemorySink *self = producer (sink);
  MemoryPeer peer = { *local, *remote, stream, TRUE };
  guint32 id = 0;

  g_mutex_lock (&self->mutex);
  if (self->peers->len < self->peers_max)
    {
      g_array_append_val (self->peers, peer);
      id = self->peers->len;
    }
  g_mutex_unlock (&self->mutex);
  return id;
}

static void
close_peer (SockeyeSink *sink, guint32 id, gint64 time G_GNUC_UNUSED)
{
  MemorySink *self = producer (sink);
  MemoryPeer *peer;

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (id, >, 0);
  g_assert_cmpuint (id, <=, self->peers->len);
  peer = &g_array_index (self->peers, MemoryPeer, id - 1);
  g_assert_true (peer->open);
  peer->open = FALSE;
  g_mutex_unlock (&self->mutex);
}

static guint8 *
reserve (SockeyeSink *sink, gsize wanted, gsize *available)
{
  MemorySink *self = producer (sink);
  guint8 *piece = NULL;

  g_mutex_lock (&self->mutex);
  if (self->full)
    self->n_refused++;
  else
    {
      piece = self->piece;
      *available = MIN (wanted, self->piece_size);
    }
  g_mutex_unlock (&self->mutex);
  return piece;
}

/* With the mutex held. */
static void
add_record (MemorySink *self, const MemoryRecord *record, const guint8 *bytes)
{
  MemoryRecord copy = *record;

  if (self->forgetful && record->length > 1000)
    return;
  copy.offset = self->bytes->len;
  g_byte_array_append (self->bytes, bytes, record->length);
  g_array_append_val (self->records, copy);
}

static void
commit (SockeyeSink *sink, SockeyeRecordKind kind, guint16 flags, guint32 peer, gint64 time, gsize length)
{
  MemorySink *self = producer (sink);
  MemoryRecord record = { kind, flags, peer, 0, time, 0, length, { 0 } };

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (length, <=, self->piece_size);
  add_record (self, &record, self->piece);
  g_mutex_unlock (&self->mutex);
}

static gboolean
store (MemorySink *self, const MemoryRecord *record, const guint8 *bytes)
{
  gboolean stored;

  g_mutex_lock (&self->mutex);
  stored = !self->full;
  if (stored)
    add_record (self, record, bytes);
  else
    self->n_refused++;
  g_mutex_unlock (&self->mutex);
  return stored;
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
  MemoryRecord record = { kind, flags, peer, 0, time, 0, length, { 0 } };

  return store (producer (sink), &record, bytes);
}

static guint8
add_arrival (SockeyeSink *sink, const SockeyeArrival *arrival)
{
  MemorySink *self = producer (sink);
  guint id = SOCKEYE_ARRIVAL_OTHER;

  g_mutex_lock (&self->mutex);
  if (self->arrivals->len < self->arrivals_max)
    {
      g_array_append_vals (self->arrivals, arrival, 1);
      id = self->arrivals->len;
    }
  g_mutex_unlock (&self->mutex);
  return (guint8) id;
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
  MemoryRecord record = { SOCKEYE_RECORD_RECEIVED, flags, peer, arrival, time, 0, length, { 0 } };

  return store (producer (sink), &record, bytes);
}

static const char *
keep (MemorySink *self, const char *text)
{
  return text != NULL ? g_string_chunk_insert (self->strings, text) : NULL;
}

static void
append_event (SockeyeSink *sink, guint32 peer, gint64 time, const SockeyeEvent *event)
{
  MemorySink *self = producer (sink);
  MemoryRecord record = { SOCKEYE_RECORD_EVENT, 0, peer, 0, time, 0, 0, *event };

  g_mutex_lock (&self->mutex);
  record.event.text = keep (self, event->text);
  record.event.detail = keep (self, event->detail);
  add_record (self, &record, NULL);
  g_mutex_unlock (&self->mutex);
}

static void
drop (SockeyeSink *sink, guint64 datagrams, guint64 bytes G_GNUC_UNUSED)
{
  MemorySink *self = producer (sink);

  g_mutex_lock (&self->mutex);
  self->dropped += datagrams;
  g_mutex_unlock (&self->mutex);
}

static void
publish (SockeyeSink *sink)
{
  MemorySink *self = producer (sink);

  g_mutex_lock (&self->mutex);
  self->n_published = self->records->len;
  g_mutex_unlock (&self->mutex);
  g_main_context_wakeup (NULL);
}

static void
set_room_func (SockeyeSink *sink, GMainContext *context, GSourceFunc func, gpointer data)
{
  MemorySink *self = producer (sink);

  g_mutex_lock (&self->mutex);
  self->room_context = context;
  self->room_func = func;
  self->room_data = data;
  g_mutex_unlock (&self->mutex);
}

static void
memory_sink_iface_init (SockeyeSinkInterface *iface)
{
  iface->add_peer = add_peer;
  iface->close_peer = close_peer;
  iface->reserve = reserve;
  iface->commit = commit;
  iface->append = append;
  iface->add_arrival = add_arrival;
  iface->append_datagram = append_datagram;
  iface->append_event = append_event;
  iface->drop = drop;
  iface->publish = publish;
  iface->set_room_func = set_room_func;
}

static void
memory_sink_finalize (GObject *object)
{
  MemorySink *self = MEMORY_SINK (object);

  g_mutex_clear (&self->mutex);
  g_array_unref (self->records);
  g_byte_array_unref (self->bytes);
  g_array_unref (self->peers);
  g_array_unref (self->arrivals);
  g_string_chunk_free (self->strings);
  g_free (self->piece);

  G_OBJECT_CLASS (memory_sink_parent_class)->finalize (object);
}

static void
memory_sink_class_init (MemorySinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = memory_sink_finalize;
}

static void
memory_sink_init (MemorySink *self)
{
  g_mutex_init (&self->mutex);
  self->records = g_array_new (FALSE, FALSE, sizeof (MemoryRecord));
  self->bytes = g_byte_array_new ();
  self->peers = g_array_new (FALSE, FALSE, sizeof (MemoryPeer));
  self->strings = g_string_chunk_new (256);
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (SockeyeArrival));
  self->peers_max = G_MAXUINT;
  self->arrivals_max = SOCKEYE_ARRIVALS_MAX;
  memory_sink_set_piece (self, SOCKEYE_RECORD_LENGTH_MAX);
}

MemorySink *
memory_sink_new (void)
{
  return g_object_new (MEMORY_TYPE_SINK, NULL);
}

/* Lends at most this many bytes at once; for a sink that nobody uses yet. */
void
memory_sink_set_piece (MemorySink *self, gsize piece)
{
  g_free (self->piece);
  self->piece = g_malloc (piece);
  self->piece_size = piece;
}

/* For floods: records of more than 1,000 bytes are forgotten at once. For a sink that nobody uses yet. */
void
memory_sink_set_forgetful (MemorySink *self)
{
  self->forgetful = TRUE;
}

void
memory_sink_set_peers_max (MemorySink *self, guint max)
{
  g_mutex_lock (&self->mutex);
  self->peers_max = max;
  g_mutex_unlock (&self->mutex);
}

void
memory_sink_set_arrivals_max (MemorySink *self, guint max)
{
  g_mutex_lock (&self->mutex);
  self->arrivals_max = max;
  g_mutex_unlock (&self->mutex);
}

void
memory_sink_set_full (MemorySink *self, gboolean full)
{
  g_mutex_lock (&self->mutex);
  self->full = full;
  if (!full && self->room_func != NULL)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_callback (source, self->room_func, self->room_data, NULL);
      g_source_attach (source, self->room_context);
    }
  g_mutex_unlock (&self->mutex);
}

guint
memory_sink_get_n_records (MemorySink *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_published;
  g_mutex_unlock (&self->mutex);
  return n;
}

void
memory_sink_get_record (MemorySink *self, guint i, MemoryRecord *record)
{
  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (i, <, self->n_published);
  *record = g_array_index (self->records, MemoryRecord, i);
  g_mutex_unlock (&self->mutex);
}

guint
memory_sink_get_n_peers (MemorySink *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->peers->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

void
memory_sink_get_peer (MemorySink *self, guint32 id, MemoryPeer *peer)
{
  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (id, >, 0);
  g_assert_cmpuint (id, <=, self->peers->len);
  *peer = g_array_index (self->peers, MemoryPeer, id - 1);
  g_mutex_unlock (&self->mutex);
}

void
memory_sink_get_arrival (MemorySink *self, guint8 id, SockeyeArrival *arrival)
{
  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (id, >, 0);
  g_assert_cmpuint (id, <=, self->arrivals->len);
  *arrival = g_array_index (self->arrivals, SockeyeArrival, id - 1);
  g_mutex_unlock (&self->mutex);
}

guint
memory_sink_get_n_arrivals (MemorySink *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->arrivals->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

guint64
memory_sink_get_dropped (MemorySink *self)
{
  guint64 n;

  g_mutex_lock (&self->mutex);
  n = self->dropped;
  g_mutex_unlock (&self->mutex);
  return n;
}

/* How often there was no room. */
guint
memory_sink_get_n_refused (MemorySink *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_refused;
  g_mutex_unlock (&self->mutex);
  return n;
}

static gboolean
fits (const MemoryRecord *record, SockeyeRecordKind kind, guint32 peer)
{
  return record->kind == kind && (peer == 0 || record->peer == peer);
}

/* All bytes of one kind, in order. @peer 0: of everybody. */
GBytes *
memory_sink_get_bytes (MemorySink *self, SockeyeRecordKind kind, guint32 peer)
{
  GByteArray *all = g_byte_array_new ();

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->n_published; i++)
    {
      const MemoryRecord *record = &g_array_index (self->records, MemoryRecord, i);

      if (fits (record, kind, peer))
        g_byte_array_append (all, self->bytes->data + record->offset, record->length);
    }
  g_mutex_unlock (&self->mutex);
  return g_byte_array_free_to_bytes (all);
}

gsize
memory_sink_count_bytes (MemorySink *self, SockeyeRecordKind kind, guint32 peer)
{
  gsize n = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->n_published; i++)
    {
      const MemoryRecord *record = &g_array_index (self->records, MemoryRecord, i);

      if (fits (record, kind, peer))
        n += record->length;
    }
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
memory_sink_count (MemorySink *self, SockeyeRecordKind kind, guint32 peer)
{
  guint n = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->n_published; i++)
    n += fits (&g_array_index (self->records, MemoryRecord, i), kind, peer) ? 1 : 0;
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
memory_sink_count_events (MemorySink *self, SockeyeEventType type)
{
  guint n = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->n_published; i++)
    {
      const MemoryRecord *record = &g_array_index (self->records, MemoryRecord, i);

      n += record->kind == SOCKEYE_RECORD_EVENT && record->event.type == type ? 1 : 0;
    }
  g_mutex_unlock (&self->mutex);
  return n;
}

/* The newest of a type. */
gboolean
memory_sink_find_event (MemorySink *self, SockeyeEventType type, MemoryRecord *record)
{
  gboolean found = FALSE;

  g_mutex_lock (&self->mutex);
  for (guint i = self->n_published; i > 0 && !found; i--)
    {
      const MemoryRecord *candidate = &g_array_index (self->records, MemoryRecord, i - 1);

      found = candidate->kind == SOCKEYE_RECORD_EVENT && candidate->event.type == type;
      if (found)
        *record = *candidate;
    }
  g_mutex_unlock (&self->mutex);
  return found;
}

/* "listening accepted peer-closed", in order. @peer 0: of everybody. */
char *
memory_sink_list_events (MemorySink *self, guint32 peer)
{
  GString *all = g_string_new (NULL);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->n_published; i++)
    {
      const MemoryRecord *record = &g_array_index (self->records, MemoryRecord, i);

      if (fits (record, SOCKEYE_RECORD_EVENT, peer))
        g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "",
                                sockeye_event_type_to_nick (record->event.type));
    }
  g_mutex_unlock (&self->mutex);
  return g_string_free (all, FALSE);
}
