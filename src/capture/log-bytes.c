/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-bytes.h"

#include <string.h>

#define WINDOW_LENGTH (1u << 20)
/* Longer pieces gain nothing from a window. */
#define PIECE_LENGTH_MAX (WINDOW_LENGTH / 4)

struct _SockeyeLogBytes
{
  SockeyeCapture *capture;
  gboolean wait;

  guint8 *window; /* made when it is first used */
  guint64 window_offset;
  gsize window_length;
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
 * sockeye_log_bytes_read:
 * @self: a reader of bytes
 * @offset: where they begin, see #SockeyeRecord
 * @bytes: (out caller-allocates) (array length=length): copied bytes, undefined unless %SOCKEYE_READ_OK
 * @length: how many
 *
 * Returns: see sockeye_capture_read(); bytes that gave way meanwhile may still be had from what was read ahead
 */
SockeyeReadResult
sockeye_log_bytes_read (SockeyeLogBytes *self, guint64 offset, guint8 *bytes, gsize length)
{
  if (self->wait && (is_in_window (self, offset, length) || move_window (self, offset, length)))
    {
      memcpy (bytes, self->window + (offset - self->window_offset), length);
      return SOCKEYE_READ_OK;
    }

  return sockeye_capture_read (self->capture, offset, bytes, length, self->wait);
}
