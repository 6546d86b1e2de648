/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "diff-side.h"

#include "event.h"
#include "stream-cutter.h"

#include <string.h>

/* Records that are looked at before somebody is asked whether to stop. */
#define SLICE_LENGTH 1024u
/* Events are short. */
#define DETAILS_MAX 4096u

/* One direction of one connection, as far as it was read. */
typedef struct
{
  SockeyeFramer *framer;      /* (nullable) */
  SockeyeStreamCutter cutter; /* (streams) */
  SockeyeDigester digester;
  SockeyeDiffItem item; /* that is not complete yet; its length 0: there is none */
} Lane;

struct _SockeyeDiffSide
{
  SockeyeCapture *capture;
  SockeyeDiffSideOptions options;
  guint64 first;
  guint64 end;

  GArray *items; /* of SockeyeDiffItem */
  gint64 origin;
  guint64 n_gone;
  gboolean cut;

  /* While it is read */
  SockeyeDigestTable *table; /* borrowed */
  SockeyeDigestKey key;
  GHashTable *lanes;    /* twice a peer's id, and one more for what was sent -> Lane */
  GHashTable *ordinals; /* a peer's id -> which one it is, from 1 */
  guint8 *bytes;
};

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  g_clear_pointer (&lane->framer, sockeye_framer_free);
  g_free (lane);
}

/**
 * sockeye_diff_side_new:
 * @capture: what is to be compared, as far as it is published now
 * @options: how; copied
 *
 * Returns: (transfer full): a side of which nothing was read
 */
SockeyeDiffSide *
sockeye_diff_side_new (SockeyeCapture *capture, const SockeyeDiffSideOptions *options)
{
  SockeyeDiffSide *self = g_new0 (SockeyeDiffSide, 1);

  self->capture = g_object_ref (capture);
  self->options = *options;
  if (options->unit == SOCKEYE_DIFF_STREAMS)
    self->options.kinds &= ~SOCKEYE_FILTER_EVENTS;
  self->end = sockeye_capture_get_n_records (capture);
  self->first = MIN (MAX (options->first, sockeye_capture_get_first (capture)), self->end);
  self->items = g_array_new (FALSE, FALSE, sizeof (SockeyeDiffItem));
  return self;
}

/**
 * sockeye_diff_side_free:
 * @self: (transfer full): a side
 */
void
sockeye_diff_side_free (SockeyeDiffSide *self)
{
  g_array_unref (self->items);
  g_object_unref (self->capture);
  g_free (self);
}

static void
add_item (SockeyeDiffSide *self, SockeyeDiffItem *item, const SockeyeDigester *digester)
{
  SockeyeDigest digest;

  if (self->items->len >= SOCKEYE_DIFF_ITEMS_MAX)
    {
      self->cut = TRUE;
      return;
    }
  sockeye_digester_finish (digester, &digest);
  item->value = sockeye_digest_table_add (self->table, &digest);
  g_array_append_val (self->items, *item);
}

/* Bytes in another direction, or on another connection where those are told apart, are not the same. */
static void
begin_digest (SockeyeDiffSide *self, SockeyeDigester *digester, const SockeyeDiffItem *item)
{
  guint32 lane = GUINT32_TO_LE (item->lane);
  guint8 head[1 + sizeof lane] = { item->role };

  memcpy (head + 1, &lane, sizeof lane);
  sockeye_digester_init (digester, &self->key);
  sockeye_digester_push (digester, head, sizeof head);
}

static guint8
get_role (SockeyeDiffSide *self, const SockeyeRecord *record)
{
  if (!self->options.mirrored || record->kind == SOCKEYE_RECORD_EVENT)
    return record->kind;
  return record->kind == SOCKEYE_RECORD_SENT ? SOCKEYE_RECORD_RECEIVED : SOCKEYE_RECORD_SENT;
}

static SockeyeDiffItem
make_item (SockeyeDiffSide *self, guint64 number, const SockeyeRecord *record)
{
  SockeyeDiffItem item = { .record = number,
                           .time = record->time,
                           .length = record->length,
                           .n_records = 1,
                           .peer = record->peer,
                           .kind = record->kind,
                           .role = get_role (self, record) };
  guint ordinal;

  if (self->options.unit != SOCKEYE_DIFF_STREAMS)
    return item;
  ordinal = GPOINTER_TO_UINT (g_hash_table_lookup (self->ordinals, GUINT_TO_POINTER (record->peer)));
  if (ordinal == 0)
    {
      ordinal = g_hash_table_size (self->ordinals) + 1;
      g_hash_table_insert (self->ordinals, GUINT_TO_POINTER (record->peer), GUINT_TO_POINTER (ordinal));
    }
  item.lane = 2 * (ordinal - 1) + (item.role == SOCKEYE_RECORD_SENT ? 1 : 0);
  return item;
}

/* What happened, and what went wrong; ports and times differ from run to run. */
static void
add_event (SockeyeDiffSide *self, guint64 number, const SockeyeRecord *record)
{
  SockeyeDiffItem item = make_item (self, number, record);
  gsize length = MIN (record->length, DETAILS_MAX);
  gint32 facts[3] = { (gint32) record->newlines, 0, 0 };
  SockeyeDigester digester;
  SockeyeEvent event;

  if (sockeye_capture_read (self->capture, record->offset, self->bytes, length, TRUE) == SOCKEYE_READ_OK
      && sockeye_event_parse (self->bytes, length, &event) && event.type == SOCKEYE_EVENT_ERROR)
    {
      facts[1] = (gint32) event.operation;
      facts[2] = (gint32) event.error_number;
    }
  begin_digest (self, &digester, &item);
  sockeye_digester_push (&digester, (const guint8 *) facts, sizeof facts);
  add_item (self, &item, &digester);
}

static void
add_record (SockeyeDiffSide *self, guint64 number, const SockeyeRecord *record)
{
  SockeyeDiffItem item = make_item (self, number, record);
  SockeyeDigester digester;

  begin_digest (self, &digester, &item);
  sockeye_digester_push (&digester, self->bytes, record->length);
  add_item (self, &item, &digester);
}

static Lane *
get_lane (SockeyeDiffSide *self, const SockeyeRecord *record)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) record->peer * 2 + (record->kind == SOCKEYE_RECORD_SENT ? 1 : 0));
  Lane *lane = g_hash_table_lookup (self->lanes, key);

  if (lane != NULL)
    return lane;
  lane = g_new0 (Lane, 1);
  if (self->options.unit == SOCKEYE_DIFF_MESSAGES)
    lane->framer = sockeye_framer_new (&self->options.framing);
  g_hash_table_insert (self->lanes, key, lane);
  return lane;
}

/* A record while it is divided. */
typedef struct
{
  SockeyeDiffSide *side;
  Lane *lane;
  guint64 number;
  const SockeyeRecord *record;
  gsize done; /* bytes of it that belong to an item already */
} Division;

static void
grow_item (Division *division, gsize end)
{
  Lane *lane = division->lane;
  gsize length = end - division->done;

  if (length == 0)
    return;
  if (lane->item.length == 0)
    {
      lane->item = make_item (division->side, division->number, division->record);
      lane->item.length = 0;
      lane->item.offset = (guint32) division->done;
      begin_digest (division->side, &lane->digester, &lane->item);
    }
  sockeye_digester_push (&lane->digester, division->side->bytes + division->done, length);
  lane->item.length += (guint32) length;
  lane->item.n_records = (guint32) MIN (division->number - lane->item.record + 1, G_MAXUINT32);
  division->done = end;
}

static void
end_item (SockeyeDiffSide *self, Lane *lane)
{
  if (lane->item.length > 0)
    add_item (self, &lane->item, &lane->digester);
  lane->item.length = 0;
}

static void
on_frame (gsize end, gsize length G_GNUC_UNUSED, gboolean bad G_GNUC_UNUSED, gpointer data)
{
  Division *division = data;

  grow_item (division, end);
  end_item (division->side, division->lane);
}

static void
divide (SockeyeDiffSide *self, guint64 number, const SockeyeRecord *record)
{
  Division division = { self, get_lane (self, record), number, record, 0 };

  if (division.lane->framer != NULL)
    sockeye_framer_push (division.lane->framer, self->bytes, record->length, record->time, on_frame,
                         &division);
  else
    while (division.done < record->length)
      {
        gsize length = record->length - division.done;
        gboolean complete = sockeye_stream_cutter_push (&division.lane->cutter, self->bytes + division.done,
                                                        &length);

        grow_item (&division, division.done + length);
        if (complete)
          end_item (self, division.lane);
      }
  grow_item (&division, record->length);
}

static gboolean
is_divided (SockeyeDiffSide *self, const SockeyeRecord *record)
{
  if ((record->flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    return FALSE;
  return self->options.unit == SOCKEYE_DIFF_STREAMS
         || (self->options.unit == SOCKEYE_DIFF_MESSAGES
             && self->options.framing.kind != SOCKEYE_FRAMING_AS_RECEIVED);
}

static void
look_at (SockeyeDiffSide *self, guint64 number)
{
  SockeyeRecord record;

  if (!sockeye_capture_get_record (self->capture, number, &record))
    {
      self->n_gone++;
      return;
    }
  if ((self->options.kinds & (1u << record.kind)) == 0
      || (self->options.peer != 0 && self->options.peer != record.peer))
    return;
  if (self->origin == 0)
    self->origin = record.time;
  if (record.kind == SOCKEYE_RECORD_EVENT)
    add_event (self, number, &record);
  else if (sockeye_capture_read (self->capture, record.offset, self->bytes, record.length, TRUE)
           != SOCKEYE_READ_OK)
    self->n_gone++;
  else if (is_divided (self, &record))
    divide (self, number, &record);
  else
    add_record (self, number, &record);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const SockeyeDiffItem *one = a;
  const SockeyeDiffItem *other = b;

  if (one->lane != other->lane)
    return one->lane < other->lane ? -1 : 1;
  if (one->record != other->record)
    return one->record < other->record ? -1 : 1;
  return one->offset < other->offset ? -1 : one->offset > other->offset;
}

/* Messages are known once they end, and stand where they begin, as in the log. */
static void
put_in_order (SockeyeDiffSide *self)
{
  for (guint i = 1; i < self->items->len; i++)
    if (compare_places (&g_array_index (self->items, SockeyeDiffItem, i - 1),
                        &g_array_index (self->items, SockeyeDiffItem, i))
        > 0)
      {
        g_array_sort (self->items, compare_places);
        return;
      }
}

static void
end_lanes (SockeyeDiffSide *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    end_item (self, lane);
}

/**
 * sockeye_diff_side_get_n_records:
 * @self: a side
 *
 * Returns: how many records there are to be looked at
 */
guint64
sockeye_diff_side_get_n_records (const SockeyeDiffSide *self)
{
  return self->end - self->first;
}

/**
 * sockeye_diff_side_read:
 * @self: a side of which nothing was read
 * @table: where what is the same on both sides gets the same number
 * @key: the same for both sides
 * @reading: asked now and then
 * @data: for @reading
 *
 * Reads the capture, and waits for the disk. What gives way meanwhile, or cannot be read back, is counted and left out.
 *
 * Returns: %FALSE: it was stopped
 */
gboolean
sockeye_diff_side_read (SockeyeDiffSide *self,
                        SockeyeDigestTable *table,
                        const SockeyeDigestKey *key,
                        SockeyeDiffReading reading,
                        gpointer data)
{
  g_autoptr (GHashTable) lanes = g_hash_table_new_full (NULL, NULL, NULL, lane_free);
  g_autoptr (GHashTable) ordinals = g_hash_table_new (NULL, NULL);
  g_autofree guint8 *bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  gboolean stopped = FALSE;

  self->table = table;
  self->key = *key;
  self->lanes = lanes;
  self->ordinals = ordinals;
  self->bytes = bytes;
  for (guint64 number = self->first; number < self->end && !self->cut && !stopped; number++)
    {
      look_at (self, number);
      if ((number - self->first) % SLICE_LENGTH == SLICE_LENGTH - 1)
        stopped = reading (number - self->first + 1, data);
    }
  end_lanes (self);
  put_in_order (self);
  self->table = NULL;
  self->lanes = NULL;
  self->ordinals = NULL;
  self->bytes = NULL;
  return !stopped;
}

/**
 * sockeye_diff_side_get_capture:
 * @self: a side
 *
 * Returns: (transfer none): the capture
 */
SockeyeCapture *
sockeye_diff_side_get_capture (const SockeyeDiffSide *self)
{
  return self->capture;
}

/**
 * sockeye_diff_side_get_items:
 * @self: a side that was read
 * @n_items: (out): how many
 *
 * Returns: (transfer none) (array length=n_items): in the order in which they are compared
 */
const SockeyeDiffItem *
sockeye_diff_side_get_items (const SockeyeDiffSide *self, guint *n_items)
{
  *n_items = self->items->len;
  return (const SockeyeDiffItem *) (gpointer) self->items->data;
}

/**
 * sockeye_diff_side_is_cut:
 * @self: a side that was read
 *
 * Returns: whether there are more than %SOCKEYE_DIFF_ITEMS_MAX
 */
gboolean
sockeye_diff_side_is_cut (const SockeyeDiffSide *self)
{
  return self->cut;
}

/**
 * sockeye_diff_side_get_n_gone:
 * @self: a side that was read
 *
 * Returns: records that were left out since their bytes are not there any more
 */
guint64
sockeye_diff_side_get_n_gone (const SockeyeDiffSide *self)
{
  return self->n_gone;
}

/**
 * sockeye_diff_side_get_origin:
 * @self: a side that was read
 *
 * Returns: the time of the first record that is compared, microseconds since the Epoch
 */
gint64
sockeye_diff_side_get_origin (const SockeyeDiffSide *self)
{
  return self->origin;
}

/* Bytes of an item within one of its records. */
typedef struct
{
  guint32 skip; /* of what is still to come */
  gsize length;
  guint8 *bytes;
} Wanted;

static SockeyeReadResult
read_part (const SockeyeDiffSide *self,
           const SockeyeRecord *record,
           guint32 offset,
           Wanted *wanted,
           gboolean wait)
{
  guint32 there = record->length - MIN (record->length, offset);
  gsize skipped = MIN (there, wanted->skip);
  gsize length = MIN (there - skipped, wanted->length);
  SockeyeReadResult result = SOCKEYE_READ_OK;

  if (length > 0)
    result = sockeye_capture_read (self->capture, record->offset + offset + skipped, wanted->bytes, length,
                                   wait);
  wanted->skip -= (guint32) skipped;
  wanted->length -= length;
  wanted->bytes += length;
  return result;
}

/**
 * sockeye_diff_side_read_bytes:
 * @self: a side that was read
 * @item: one of its items
 * @from: a byte of it
 * @bytes: (out caller-allocates) (array length=length): undefined unless %SOCKEYE_READ_OK
 * @length: how many, within the item
 * @wait: wait for the disk; otherwise %SOCKEYE_READ_LATER may be returned
 *
 * From any thread.
 */
SockeyeReadResult
sockeye_diff_side_read_bytes (const SockeyeDiffSide *self,
                              const SockeyeDiffItem *item,
                              guint32 from,
                              guint8 *bytes,
                              gsize length,
                              gboolean wait)
{
  Wanted wanted = { from, length, bytes };
  SockeyeReadResult result = SOCKEYE_READ_OK;
  SockeyeRecord record;

  for (guint i = 0; i < item->n_records && wanted.length > 0 && result == SOCKEYE_READ_OK; i++)
    {
      if (!sockeye_capture_get_record (self->capture, item->record + i, &record))
        return SOCKEYE_READ_GONE;
      if (record.peer == item->peer && record.kind == item->kind)
        result = read_part (self, &record, i == 0 ? item->offset : 0, &wanted, wait);
    }
  return result == SOCKEYE_READ_OK && wanted.length > 0 ? SOCKEYE_READ_GONE : result;
}
