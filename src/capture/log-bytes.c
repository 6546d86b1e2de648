/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-bytes.h"

#include <string.h>

#define WINDOW_LENGTH (1u << 20)
/* Longer pieces gain nothing from a window. */
#define PIECE_LENGTH_MAX (WINDOW_LENGTH / 4)

/* Bytes that are in several pieces get offsets of their own, where no capture ever comes to. */
#define N_MAPS     8
#define MAP_OFFSET (G_GUINT64_CONSTANT (1) << 62)
#define MAP_BITS   32

typedef struct
{
  guint64 key;
  guint32 length;
  GArray *parts; /* SockeyeLogFramePart; NULL: not used yet */
} Map;

struct _SockeyeLogBytes
{
  SockeyeCapture *capture;
  gboolean wait;

  guint8 *window; /* made when it is first used */
  guint64 window_offset;
  gsize window_length;

  Map maps[N_MAPS];
  guint next_map;
};

/**
 * sockeye_log_bytes_new:
 * @capture: a capture
 * @wait: wait for the disk, and read ahead; otherwise bytes that are not in memory give %SOCKEYE_READ_LATER
 *
 * Returns: (transfer full): a reader of bytes
 */
SockeyeLogBytes *
sockeye_log_bytes_new (SockeyeCapture *capture, gboolean wait)
{
  SockeyeLogBytes *self = g_new0 (SockeyeLogBytes, 1);

  self->capture = g_object_ref (capture);
  self->wait = wait;

  return self;
}

/**
 * sockeye_log_bytes_free:
 * @self: (transfer full): a reader of bytes
 */
void
sockeye_log_bytes_free (SockeyeLogBytes *self)
{
  sockeye_log_bytes_forget_maps (self);
  g_free (self->window);
  g_object_unref (self->capture);
  g_free (self);
}

/**
 * sockeye_log_bytes_get_capture:
 *
 * Returns: (transfer none): the capture whose bytes are read
 */
SockeyeCapture *
sockeye_log_bytes_get_capture (SockeyeLogBytes *self)
{
  return self->capture;
}

static gboolean
is_in_window (SockeyeLogBytes *self, guint64 offset, gsize length)
{
  return offset >= self->window_offset && offset + length <= self->window_offset + self->window_length;
}

/* One past the last byte that is published. */
static guint64
get_end (SockeyeLogBytes *self)
{
  guint64 n_records = sockeye_capture_get_n_records (self->capture);
  SockeyeRecord last;

  return n_records > 0 && sockeye_capture_get_record (self->capture, n_records - 1, &last)
             ? last.offset + last.length
             : 0;
}

/* What comes before the window (a look back at another record) is read by itself, so the window only goes forward. */
static gboolean
move_window (SockeyeLogBytes *self, guint64 offset, gsize length)
{
  guint64 end = get_end (self);

  if (length > PIECE_LENGTH_MAX || (self->window_length > 0 && offset < self->window_offset)
      || end < offset + length)
    return FALSE;

  if (self->window == NULL)
    self->window = g_malloc (WINDOW_LENGTH);
  self->window_offset = offset;
  self->window_length = (gsize) MIN (WINDOW_LENGTH, end - offset);
  if (sockeye_capture_read (self->capture, offset, self->window, self->window_length, TRUE)
      == SOCKEYE_READ_OK)
    return TRUE;

  self->window_length = 0;
  return FALSE;
}

/**
 * sockeye_log_bytes_find_map:
 * @self: a reader of bytes
 * @key: what the bytes were called
 * @offset: (out): where they can be read
 *
 * Returns: whether sockeye_log_bytes_add_map() was told of them lately
 */
gboolean
sockeye_log_bytes_find_map (SockeyeLogBytes *self, guint64 key, guint64 *offset)
{
  for (guint i = 0; i < N_MAPS; i++)
    if (self->maps[i].parts != NULL && self->maps[i].key == key)
      {
        *offset = MAP_OFFSET + ((guint64) i << MAP_BITS);
        return TRUE;
      }

  return FALSE;
}

/**
 * sockeye_log_bytes_add_map:
 * @self: a reader of bytes
 * @key: what the bytes are called
 * @length: how many
 * @parts: (array length=n_parts): where they are; copied
 * @n_parts: how many pieces
 *
 * Puts bytes together that are in several pieces. The last few are remembered.
 *
 * Returns: the offset where they can be read in one piece, until a few others were added
 */
guint64
sockeye_log_bytes_add_map (SockeyeLogBytes *self,
                           guint64 key,
                           guint32 length,
                           const SockeyeLogFramePart *parts,
                           guint n_parts)
{
  guint slot = self->next_map;
  Map *map = &self->maps[slot];

  self->next_map = (slot + 1) % N_MAPS;
  if (map->parts == NULL)
    map->parts = g_array_new (FALSE, FALSE, sizeof (SockeyeLogFramePart));
  map->key = key;
  map->length = length;
  g_array_set_size (map->parts, 0);
  g_array_append_vals (map->parts, parts, n_parts);

  return MAP_OFFSET + ((guint64) slot << MAP_BITS);
}

/**
 * sockeye_log_bytes_forget_maps:
 * @self: a reader of bytes
 *
 * Keys of sockeye_log_bytes_add_map() stand for other bytes from now on.
 */
void
sockeye_log_bytes_forget_maps (SockeyeLogBytes *self)
{
  for (guint i = 0; i < N_MAPS; i++)
    g_clear_pointer (&self->maps[i].parts, g_array_unref);
}

static const SockeyeLogFramePart *
get_part (const Map *map, guint i)
{
  return &g_array_index (map->parts, SockeyeLogFramePart, i);
}

/* The last part that begins at or before the byte. */
static guint
find_part (const Map *map, guint32 byte)
{
  guint low = 0;
  guint high = map->parts->len;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (get_part (map, middle)->begin <= byte)
        low = middle;
      else
        high = middle;
    }

  return low;
}

static SockeyeReadResult
read_mapped (SockeyeLogBytes *self, guint64 offset, guint8 *bytes, gsize length)
{
  const Map *map = &self->maps[((offset - MAP_OFFSET) >> MAP_BITS) % N_MAPS];
  guint32 at = (guint32) offset;
  guint i = find_part (map, at);
  SockeyeReadResult result = SOCKEYE_READ_OK;

  for (; result == SOCKEYE_READ_OK && length > 0 && i < map->parts->len; i++)
    {
      const SockeyeLogFramePart *part = get_part (map, i);
      guint32 end = i + 1 < map->parts->len ? get_part (map, i + 1)->begin : map->length;
      gsize n = MIN (length, end - MIN (at, end));

      result = sockeye_log_bytes_read (self, part->offset + (at - part->begin), bytes, n);
      bytes += n;
      at += (guint32) n;
      length -= n;
    }

  return result == SOCKEYE_READ_OK && length > 0 ? SOCKEYE_READ_ERROR : result;
}

/**
 * sockeye_log_bytes_read:
 * @self: a reader of bytes
 * @offset: where they begin, see #SockeyeRecord and sockeye_log_bytes_add_map()
 * @bytes: (out caller-allocates) (array length=length): copied bytes, undefined unless %SOCKEYE_READ_OK
 * @length: how many
 *
 * Returns: see sockeye_capture_read(); bytes that gave way meanwhile may still be had from what was read ahead
 */
SockeyeReadResult
sockeye_log_bytes_read (SockeyeLogBytes *self, guint64 offset, guint8 *bytes, gsize length)
{
  if (offset >= MAP_OFFSET)
    return read_mapped (self, offset, bytes, length);
  if (self->wait && (is_in_window (self, offset, length) || move_window (self, offset, length)))
    {
      memcpy (bytes, self->window + (offset - self->window_offset), length);
      return SOCKEYE_READ_OK;
    }

  return sockeye_capture_read (self->capture, offset, bytes, length, self->wait);
}
