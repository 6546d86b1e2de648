/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-private.h"

#include "scratch-file.h"

#include <stdatomic.h>

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeCapture,
                               sockeye_capture,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOCKEYE_TYPE_SINK, sockeye_capture_init_sink))

/* How often the capture says how much has given way or was not stored. */
#define NOTICE_INTERVAL G_USEC_PER_SEC

/* What takes its time to be freed. */
typedef struct
{
  SockeyeDiskThread *disk;
  SockeyeByteStore *bytes;
  SockeyeRecordIndex *index;
  SockeyePeerTable *peers;
  SockeyeArrivalTable *arrivals;
  SockeyeCaptureJournal *journal;
} Remains;

/* Captures whose files are being closed; see sockeye_capture_wait_for_closed(). */
static _Atomic guint n_closing;

static gpointer
remains_free (gpointer data)
{
  Remains *remains = data;

  sockeye_disk_thread_free (remains->disk);
  sockeye_byte_store_free (remains->bytes);
  sockeye_record_index_free (remains->index);
  sockeye_peer_table_free (remains->peers);
  sockeye_arrival_table_free (remains->arrivals);
  g_clear_pointer (&remains->journal, sockeye_capture_journal_free);
  g_free (remains);
  atomic_fetch_sub (&n_closing, 1);
  return NULL;
}

/* Where a record begins, or will begin: not the end of what is published, which may have moved on meanwhile. */
static guint64
get_offset (SockeyeCapture *self, guint64 number)
{
  SockeyeRecord before;

  sockeye_record_index_get (self->index, number - 1, &before);
  return before.offset + before.length;
}

/* Readers are told first; then the memory may be used again. The record before @first is still kept. */
void
sockeye_capture_give_way (SockeyeCapture *self, guint64 first, gboolean spare_memory)
{
  guint64 offset = get_offset (self, first);
  SockeyeRecordSums sums;

  sockeye_record_index_get_sums (self->index, first, &sums);
  self->first_bytes = sums.bytes;

  atomic_store (&self->first, first);
  atomic_store (&self->first_offset, offset);
  if (self->journal != NULL)
    sockeye_capture_journal_set_first (self->journal, first, offset);
  sockeye_record_index_release_before (self->index, first, spare_memory);
}

static void
on_gave_way (gpointer data, guint64 offset)
{
  SockeyeCapture *self = data;
  guint64 old_first = atomic_load (&self->first);
  guint64 old_bytes = self->first_bytes;
  guint64 end = atomic_load (&self->n_published);
  guint64 first = sockeye_record_index_find_offset (self->index, old_first, end, offset);

  if (first == old_first)
    return;

  sockeye_capture_give_way (self, first, FALSE);
  sockeye_capture_note_discarded (self, first - old_first, self->first_bytes - old_bytes);
}

static void
on_failed (gpointer data, int error_number, guint64 capacity)
{
  sockeye_capture_note_failed (data, error_number, capacity);
}

static void
on_room (gpointer data)
{
  SockeyeCapture *self = data;

  sockeye_context_call_post (self->room, 0);
}

static void
sockeye_capture_dispose (GObject *object)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (object);

  /* The disk thread holds no reference; from here on it tells nothing. */
  sockeye_byte_store_stop (self->bytes);
  if (self->journal != NULL)
    sockeye_capture_journal_stop (self->journal);
  sockeye_context_call_set (self->notify, NULL, NULL, NULL, NULL);
  sockeye_context_call_set (self->room, NULL, NULL, NULL, NULL);
  sockeye_context_call_set (self->notice, NULL, NULL, NULL, NULL);

  G_OBJECT_CLASS (sockeye_capture_parent_class)->dispose (object);
}

static void
sockeye_capture_finalize (GObject *object)
{
  SockeyeCapture *self = SOCKEYE_CAPTURE (object);
  Remains *remains = g_new (Remains, 1);
  gboolean slow = sockeye_disk_thread_is_started (self->disk);

  *remains = (Remains){ self->disk, self->bytes, self->index, self->peers, self->arrivals, self->journal };
  atomic_fetch_add (&n_closing, 1);
  if (slow)
    g_thread_unref (g_thread_new ("sockeye-close", remains_free, remains));
  else
    remains_free (remains);

  g_free (self->folder);
  sockeye_context_call_free (self->notify);
  sockeye_context_call_free (self->room);
  sockeye_context_call_free (self->notice);
  g_mutex_clear (&self->wait_mutex);
  g_cond_clear (&self->published);

  G_OBJECT_CLASS (sockeye_capture_parent_class)->finalize (object);
}

static void
sockeye_capture_class_init (SockeyeCaptureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sockeye_capture_dispose;
  object_class->finalize = sockeye_capture_finalize;
}

static void
sockeye_capture_init (SockeyeCapture *self)
{
  g_mutex_init (&self->wait_mutex);
  g_cond_init (&self->published);
  self->disk = sockeye_disk_thread_new ();
  self->peers = sockeye_peer_table_new ();
  self->arrivals = sockeye_arrival_table_new ();
  self->notify = sockeye_context_call_new ();
  self->room = sockeye_context_call_new ();
  self->notice = sockeye_context_call_new ();
  self->notice_interval = NOTICE_INTERVAL;
}

static char *
get_folder (const SockeyeCaptureLimits *limits)
{
  g_autofree char *folder = sockeye_scratch_file_get_folder (limits->directory);

  return g_filename_display_name (folder);
}

/**
 * sockeye_capture_new:
 * @limits: (nullable): how much to keep; copied; %NULL: the defaults
 *
 * Makes an empty capture. Unless it is recoverable, nothing touches the disk until the first MiB is full, and nothing
 * ever does when the quota fits into the memory. Beside the quota there is a file for the index: 24 bytes per record, up to half of the quota;
 * beyond, the oldest records give way as well.
 *
 * A file that cannot be made or written is told by a %SOCKEYE_EVENT_STORE_FAILED; the capture goes on with what it
 * has. What gave way at a limit is told by %SOCKEYE_EVENT_DISCARDED records, one a second at most, whose numbers add
 * up; what was reported by sockeye_sink_drop() by %SOCKEYE_EVENT_NOT_STORED records.
 *
 * Records are published by sockeye_sink_publish(), and in any case when a chunk is full.
 */
SockeyeCapture *
sockeye_capture_new (const SockeyeCaptureLimits *limits)
{
  static const SockeyeByteStoreFuncs funcs = { on_gave_way, on_failed, on_room };
  const SockeyeCaptureLimits defaults = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeCapture *self = g_object_new (SOCKEYE_TYPE_CAPTURE, NULL);

  if (limits == NULL)
    limits = &defaults;
  self->folder = get_folder (limits);
  self->bytes = sockeye_byte_store_new (limits, self->disk, &funcs, self);
  self->index = sockeye_record_index_new (limits, self->disk);
  if (limits->recoverable)
    sockeye_capture_set_up_journal (self, limits);
  return self;
}

/**
 * sockeye_capture_get_first:
 * @self: a capture
 *
 * Returns: the number of the oldest record that is kept. It only grows
 */
guint64
sockeye_capture_get_first (SockeyeCapture *self)
{
  return atomic_load_explicit (&self->first, memory_order_acquire);
}

/**
 * sockeye_capture_get_n_records:
 * @self: a capture
 *
 * Returns: the number of records that there were ever, thus of the next one
 */
guint64
sockeye_capture_get_n_records (SockeyeCapture *self)
{
  return atomic_load_explicit (&self->n_published, memory_order_acquire);
}

static gboolean
is_kept (SockeyeCapture *self, guint64 number)
{
  return number >= sockeye_capture_get_first (self);
}

/**
 * sockeye_capture_get_record:
 * @self: a capture
 * @number: a record's number
 * @record: (out): the record, unless it is not kept; undefined then
 *
 * Returns: whether there is such a record
 */
gboolean
sockeye_capture_get_record (SockeyeCapture *self, guint64 number, SockeyeRecord *record)
{
  if (!is_kept (self, number) || number >= sockeye_capture_get_n_records (self))
    return FALSE;

  sockeye_record_index_get (self->index, number, record);
  return is_kept (self, number);
}

/**
 * sockeye_capture_get_rows_before:
 * @self: a capture
 * @number: a record's number, or the number of all records
 * @rows: (out): rows of all records before, also of those that gave way
 *
 * Takes microseconds, whatever the number of records.
 *
 * Returns: whether the record is kept (or is the next one)
 */
gboolean
sockeye_capture_get_rows_before (SockeyeCapture *self, guint64 number, SockeyeRowCounts *rows)
{
  SockeyeRecordSums sums;

  if (!is_kept (self, number) || number > sockeye_capture_get_n_records (self))
    return FALSE;

  sockeye_record_index_get_sums (self->index, number, &sums);
  *rows = sums.rows;
  return is_kept (self, number);
}

static gboolean
find_row (SockeyeCapture *self, gboolean hex, guint64 row, guint64 *number, guint64 *row_in_record)
{
  guint64 end = sockeye_capture_get_n_records (self);
  guint64 first = sockeye_capture_get_first (self);
  SockeyeRecordSums sums;

  if (first >= end)
    return FALSE;

  sockeye_record_index_get_sums (self->index, first, &sums);
  if (!is_kept (self, first) || row < (hex ? sums.rows.hex : sums.rows.text))
    return FALSE;

  *number = sockeye_record_index_find_row (self->index, first, end, hex, row, row_in_record);
  return *number < end && is_kept (self, *number);
}

/**
 * sockeye_capture_find_text_row:
 * @self: a capture
 * @row: a row, counted from the capture's beginning
 * @number: (out): the record that it belongs to
 * @row_in_record: (out): which of the record's rows it is, from 0
 *
 * Takes microseconds, whatever the number of records.
 *
 * Returns: whether there is such a row; not when its record gave way
 */
gboolean
sockeye_capture_find_text_row (SockeyeCapture *self, guint64 row, guint64 *number, guint64 *row_in_record)
{
  return find_row (self, FALSE, row, number, row_in_record);
}

/**
 * sockeye_capture_find_hex_row:
 *
 * As sockeye_capture_find_text_row(), for rows of 16 bytes.
 */
gboolean
sockeye_capture_find_hex_row (SockeyeCapture *self, guint64 row, guint64 *number, guint64 *row_in_record)
{
  return find_row (self, TRUE, row, number, row_in_record);
}

/**
 * sockeye_capture_read:
 * @self: a capture
 * @offset: where the bytes begin, see #SockeyeRecord
 * @bytes: (out caller-allocates) (array length=length): copied bytes, undefined unless %SOCKEYE_READ_OK
 * @length: how many
 * @wait: wait for the disk; never on the UI thread
 *
 * Bytes that were not published cannot be read: %SOCKEYE_READ_ERROR.
 */
SockeyeReadResult
sockeye_capture_read (SockeyeCapture *self, guint64 offset, guint8 *bytes, gsize length, gboolean wait)
{
  guint64 end = atomic_load_explicit (&self->end_offset, memory_order_acquire);
  SockeyeReadResult result;

  if (offset > end || length > end - offset)
    return SOCKEYE_READ_ERROR;
  if (offset < atomic_load_explicit (&self->first_offset, memory_order_acquire))
    return SOCKEYE_READ_GONE;

  result = sockeye_byte_store_read (self->bytes, offset, bytes, length, wait);

  /* They may have given way while they were read. */
  return offset < atomic_load_explicit (&self->first_offset, memory_order_acquire) ? SOCKEYE_READ_GONE
                                                                                   : result;
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
 * @id: a peer's id, from 1
 * @peer: (out): what is known about it
 *
 * Its counters may be ahead of the published records, by less than a batch.
 *
 * Returns: whether there is such a peer
 */
gboolean
sockeye_capture_get_peer (SockeyeCapture *self, guint32 id, SockeyePeer *peer)
{
  return sockeye_peer_table_get (self->peers, id, peer);
}

/* Without the host where that is the target's, because there is little room for names. */
static char *
name_client (const SockeyePeer *client, const SockeyePeer *target)
{
  char host[SOCKEYE_ENDPOINT_TEXT_MAX];
  char other[SOCKEYE_ENDPOINT_TEXT_MAX];

  sockeye_endpoint_format_host (&client->remote, host, sizeof host);
  sockeye_endpoint_format_host (&target->remote, other, sizeof other);
  return strcmp (host, other) == 0 ? g_strdup_printf (":%u", sockeye_endpoint_get_port (&client->remote))
                                   : sockeye_endpoint_to_string (&client->remote);
}

/**
 * sockeye_capture_name_peer:
 * @self: a capture
 * @peer: one of its peers
 *
 * Returns: (transfer full): its far end, "127.0.0.1:9000"; what a relay has towards its target tells its client as well,
 *   because the far end is the same for all of them: "192.0.2.1:9000 (192.0.2.7:40112)", "127.0.0.1:9000 (:40112)"
 */
char *
sockeye_capture_name_peer (SockeyeCapture *self, const SockeyePeer *peer)
{
  g_autofree char *remote = sockeye_endpoint_to_string (&peer->remote);
  g_autofree char *name = NULL;
  SockeyePeer client;

  if (peer->client == 0 || !sockeye_capture_get_peer (self, peer->client, &client))
    return g_steal_pointer (&remote);
  name = name_client (&client, peer);
  return g_strdup_printf ("%s (%s)", remote, name);
}

/**
 * sockeye_capture_get_arrival:
 * @self: a capture
 * @id: of a record that was received
 * @arrival: (out): the way it came; unchanged when it is not known
 *
 * Returns: whether it is known
 */
gboolean
sockeye_capture_get_arrival (SockeyeCapture *self, guint8 id, SockeyeArrival *arrival)
{
  return sockeye_arrival_table_get (self->arrivals, id, arrival);
}

/**
 * sockeye_capture_get_n_open_connections:
 * @self: a capture
 *
 * Returns: how many connections are open now
 */
guint32
sockeye_capture_get_n_open_connections (SockeyeCapture *self)
{
  return sockeye_peer_table_get_n_open (self->peers);
}

/**
 * sockeye_capture_get_traffic:
 * @self: a capture
 * @traffic: (out): takes the counters
 *
 * Messages and bytes since the beginning, also of what is no longer kept.
 */
void
sockeye_capture_get_traffic (SockeyeCapture *self, SockeyeTraffic *traffic)
{
  sockeye_peer_table_get_total (self->peers, traffic);
}

/**
 * sockeye_capture_get_dropped:
 * @self: a capture
 * @datagrams: (out): that were received but not stored
 * @bytes: (out): in them
 */
void
sockeye_capture_get_dropped (SockeyeCapture *self, guint64 *datagrams, guint64 *bytes)
{
  *datagrams = atomic_load_explicit (&self->dropped_datagrams, memory_order_relaxed);
  *bytes = atomic_load_explicit (&self->dropped_bytes, memory_order_relaxed);
}

/**
 * sockeye_capture_get_n_failures:
 * @self: a capture
 * @last: (out) (optional): takes the last one, as a %SOCKEYE_EVENT_STORE_FAILED with a text of the capture's
 *
 * The record that tells of a full disk is soon among the oldest, which give way. So it can be asked for as well.
 *
 * Returns: how often the disk has failed
 */
guint
sockeye_capture_get_n_failures (SockeyeCapture *self, SockeyeEvent *last)
{
  guint n;

  sockeye_byte_store_lock (self->bytes);
  n = self->n_failures;
  if (last != NULL)
    *last = (SockeyeEvent){ .type = SOCKEYE_EVENT_STORE_FAILED,
                            .error_number = self->failure,
                            .text = self->folder,
                            .number = self->capacity };
  sockeye_byte_store_unlock (self->bytes);

  return n;
}

/**
 * sockeye_capture_get_bytes_kept:
 * @self: a capture
 *
 * Returns: how many bytes the kept records have, the details of events included
 */
guint64
sockeye_capture_get_bytes_kept (SockeyeCapture *self)
{
  guint64 first = atomic_load_explicit (&self->first_offset, memory_order_acquire);

  return atomic_load_explicit (&self->end_offset, memory_order_acquire) - first;
}

/**
 * sockeye_capture_discard_before:
 * @self: a capture
 * @number: the first record to keep; the number of all records: keep none
 *
 * Forgets older records at once, from any thread, without a record that says so. Their memory, and their room on the
 * disk, are given back soon.
 */
void
sockeye_capture_discard_before (SockeyeCapture *self, guint64 number)
{
  sockeye_byte_store_lock (self->bytes);
  number = MIN (number, atomic_load (&self->n_published));
  if (number > atomic_load (&self->first))
    {
      sockeye_capture_give_way (self, number, TRUE);
      sockeye_byte_store_release_before (self->bytes, atomic_load (&self->first_offset));
      sockeye_byte_store_try_disk_again (self->bytes);
    }
  sockeye_byte_store_unlock (self->bytes);
  if (self->journal != NULL && number > 0)
    sockeye_capture_journal_ask (self->journal);
}

/**
 * sockeye_record_text_rows:
 * @record: a record
 *
 * Returns: how many rows it takes up as text: one per line, which 0x0A ends; an event one
 */
guint
sockeye_record_text_rows (const SockeyeRecord *record)
{
  guint unfinished = record->length > 0 && (record->flags & SOCKEYE_RECORD_ENDS_LINE) == 0;

  if (record->kind == SOCKEYE_RECORD_EVENT)
    return 1;

  return MAX (1, record->newlines + unfinished);
}

/**
 * sockeye_record_hex_rows:
 * @record: a record
 *
 * Returns: how many rows it takes up in hex: one per 16 bytes; an event one
 */
guint
sockeye_record_hex_rows (const SockeyeRecord *record)
{
  if (record->kind == SOCKEYE_RECORD_EVENT)
    return 1;

  return MAX (1, (record->length + 15) / 16);
}

/* Private, for tests: see SockeyeWriteHook. */
void
sockeye_capture_set_write_hook (SockeyeCapture *self, SockeyeWriteHook hook, gpointer data)
{
  sockeye_byte_store_set_write_hook (self->bytes, hook, data);
}

/* Private, for tests: see SockeyeRoomHook. */
void
sockeye_capture_set_room_hook (SockeyeCapture *self, SockeyeRoomHook hook, gpointer data)
{
  sockeye_byte_store_set_room_hook (self->bytes, hook, data);
}

/* Private, for tests: a process that ends meanwhile would leave threads behind. */
void
sockeye_capture_wait_for_closed (void)
{
  while (atomic_load (&n_closing) > 0)
    g_usleep (500);
}

/* Private, for tests. */
void
sockeye_capture_set_notice_interval (SockeyeCapture *self, gint64 microseconds)
{
  self->notice_interval = microseconds;
}
