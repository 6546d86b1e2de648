/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-queue.h"

#include <string.h>

/**
 * sockeye_send_queue_push:
 * @payload: (transfer none): not empty; waits behind the others
 */
void
sockeye_send_queue_push (SockeyeSendQueue *self, GBytes *payload)
{
  g_queue_push_tail (&self->payloads, g_bytes_ref (payload));
  self->bytes += g_bytes_get_size (payload);
}

/**
 * sockeye_send_queue_peek:
 * @length: (out): how many bytes of the first payload are still to be written
 *
 * Returns: (transfer none) (nullable): these bytes; %NULL: nothing waits
 */
const guint8 *
sockeye_send_queue_peek (SockeyeSendQueue *self, gsize *length)
{
  const guint8 *bytes;
  gsize size;

  if (self->payloads.length == 0)
    return NULL;
  bytes = g_bytes_get_data (self->payloads.head->data, &size);
  *length = size - self->written;
  return bytes + self->written;
}

/**
 * sockeye_send_queue_copy:
 * @bytes: (out caller-allocates) (array length=length): what is to be written next, also of several payloads
 * @length: how many bytes at most
 *
 * Returns: how many there were
 */
gsize
sockeye_send_queue_copy (SockeyeSendQueue *self, guint8 *bytes, gsize length)
{
  gsize start = self->written;
  gsize done = 0;

  for (GList *l = self->payloads.head; l != NULL && done < length; l = l->next)
    {
      gsize size;
      const guint8 *payload = g_bytes_get_data (l->data, &size);
      gsize n = MIN (size - start, length - done);

      memcpy (bytes + done, payload + start, n);
      done += n;
      start = 0;
    }
  return done;
}

/**
 * sockeye_send_queue_advance:
 * @length: bytes of the first payload that were written just now
 *
 * Returns: whether this payload is done with
 */
gboolean
sockeye_send_queue_advance (SockeyeSendQueue *self, gsize length)
{
  self->written += length;
  self->bytes -= length;
  if (self->written < g_bytes_get_size (self->payloads.head->data))
    return FALSE;

  self->written = 0;
  g_bytes_unref (g_queue_pop_head (&self->payloads));
  return TRUE;
}

/**
 * sockeye_send_queue_clear:
 *
 * Returns: how many payloads were given up, counting one that was written in part
 */
guint
sockeye_send_queue_clear (SockeyeSendQueue *self)
{
  guint n = self->payloads.length;

  g_queue_clear_full (&self->payloads, (GDestroyNotify) g_bytes_unref);
  self->written = 0;
  self->bytes = 0;
  return n;
}
