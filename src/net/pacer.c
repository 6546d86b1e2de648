/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pacer.h"

/* At a rate, one write has what goes out in this time. */
#define SLICES_PER_SECOND 50

typedef struct
{
  guint64 length; /* that is left of it */
  gint64 due;
} Batch;

struct _SockeyePacer
{
  SockeyeFaults faults;
  GQueue batches; /* of Batch, in the order of their times */
  gint64 free_at; /* the next write, because of those before it */
};

/**
 * sockeye_pacer_new:
 * @faults: copied
 *
 * Returns: (transfer full): a pacer of one stream
 */
SockeyePacer *
sockeye_pacer_new (const SockeyeFaults *faults)
{
  SockeyePacer *self = g_new0 (SockeyePacer, 1);

  self->faults = *faults;
  g_queue_init (&self->batches);
  return self;
}

/**
 * sockeye_pacer_free:
 * @self: (transfer full): a pacer
 */
void
sockeye_pacer_free (SockeyePacer *self)
{
  sockeye_pacer_clear (self);
  g_free (self);
}

/**
 * sockeye_pacer_add:
 * @length: bytes that are to be written behind all others
 * @now: the time
 */
void
sockeye_pacer_add (SockeyePacer *self, gsize length, gint64 now)
{
  gint64 due = now + (gint64) self->faults.delay_ms * 1000;
  Batch *last = g_queue_peek_tail (&self->batches);

  /* It goes with what still waits for more. */
  if (self->faults.coalesce_ms > 0 && last != NULL && last->due > now)
    {
      last->length += length;
      return;
    }
  last = g_new (Batch, 1);
  last->length = length;
  last->due = due + (gint64) self->faults.coalesce_ms * 1000;
  g_queue_push_tail (&self->batches, last);
}

static guint64
count_due (SockeyePacer *self, gint64 now, gint64 *next)
{
  guint64 due = 0;

  for (GList *l = self->batches.head; l != NULL; l = l->next)
    {
      const Batch *batch = l->data;

      if (batch->due > now)
        {
          if (due == 0)
            *next = batch->due;
          break;
        }
      due += batch->length;
      /* Without coalescing each payload is a write of its own, as usual. */
      if (self->faults.coalesce_ms == 0)
        break;
    }
  return due;
}

/**
 * sockeye_pacer_get_allowance:
 * @now: the time
 * @next: (out): when to ask again, if nothing may be written now
 *
 * Returns: how many bytes one write may have now; 0: none
 */
gsize
sockeye_pacer_get_allowance (SockeyePacer *self, gint64 now, gint64 *next)
{
  guint64 allowance;

  *next = self->free_at;
  if (self->free_at > now)
    return 0;
  allowance = count_due (self, now, next);
  if (self->faults.split > 0)
    allowance = MIN (allowance, self->faults.split);
  if (self->faults.rate > 0)
    allowance = MIN (allowance, MAX (self->faults.rate / SLICES_PER_SECOND, 1));
  return (gsize) MIN (allowance, G_MAXSIZE);
}

static void
drop_written (SockeyePacer *self, gsize length)
{
  while (length > 0 && self->batches.length > 0)
    {
      Batch *batch = self->batches.head->data;
      guint64 n = MIN (batch->length, length);

      batch->length -= n;
      length -= (gsize) n;
      if (batch->length == 0)
        g_free (g_queue_pop_head (&self->batches));
    }
}

/**
 * sockeye_pacer_take:
 * @length: bytes that were written just now
 * @now: the time
 */
void
sockeye_pacer_take (SockeyePacer *self, gsize length, gint64 now)
{
  gint64 gap = (gint64) self->faults.gap_ms * 1000;

  drop_written (self, length);
  if (self->faults.rate > 0)
    gap = MAX (gap, (gint64) ((double) length * 1e6 / (double) self->faults.rate));
  /* What comes late is not late for ever: at a rate the next time follows from the last one. */
  self->free_at = MAX (self->free_at, now - G_USEC_PER_SEC / SLICES_PER_SECOND) + gap;
  if (self->faults.rate == 0)
    self->free_at = now + gap;
}

/**
 * sockeye_pacer_clear:
 *
 * Nothing is left to be written.
 */
void
sockeye_pacer_clear (SockeyePacer *self)
{
  g_queue_clear_full (&self->batches, g_free);
}
