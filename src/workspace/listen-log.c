/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "listen-log.h"

/* Records looked through in one turn. The first ones count as much as the newest: a server often listens once, and then its
 * log grows. So nothing is passed over, but it may take several turns. */
#define BUDGET 20000u

struct _SockeyeListenLog
{
  SockeyeCapture *capture;
  GArray *times; /* of gint64, oldest first */
  guint64 next;  /* the record to be looked at */
  gint64 read;   /* the time of the newest one that was looked at */
  gboolean complete;
  gboolean listens;
};

/**
 * sockeye_listen_log_new:
 * @capture: whose records are looked at
 *
 * Returns: (transfer full): a log, empty until the first sockeye_listen_log_read()
 */
SockeyeListenLog *
sockeye_listen_log_new (SockeyeCapture *capture)
{
  SockeyeListenLog *self = g_new0 (SockeyeListenLog, 1);

  self->capture = g_object_ref (capture);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

/**
 * sockeye_listen_log_free:
 * @self: (transfer full) (nullable): a log
 */
void
sockeye_listen_log_free (SockeyeListenLog *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->capture);
  g_array_unref (self->times);
  g_free (self);
}

static void
take (SockeyeListenLog *self, const SockeyeRecord *record)
{
  self->read = record->time;
  if (record->kind != SOCKEYE_RECORD_EVENT)
    return;
  if (record->newlines == SOCKEYE_EVENT_STOPPED_LISTENING)
    self->listens = FALSE;
  if (record->newlines != SOCKEYE_EVENT_LISTENING)
    return;
  self->listens = TRUE;
  if (self->times->len == SOCKEYE_LISTENINGS_MAX)
    g_array_remove_index (self->times, 0);
  g_array_append_val (self->times, record->time);
}

/* What nobody has looked at before it gave way may have told of another listening. */
static void
skip_discarded (SockeyeListenLog *self)
{
  guint64 first = sockeye_capture_get_first (self->capture);

  if (self->next >= first)
    return;
  self->next = first;
  self->listens = FALSE;
  g_array_set_size (self->times, 0);
}

/**
 * sockeye_listen_log_read:
 * @self: a log
 *
 * Takes over what was published since, or a part of it: the rest comes in the next turns.
 */
void
sockeye_listen_log_read (SockeyeListenLog *self)
{
  guint64 end = sockeye_capture_get_n_records (self->capture);
  guint64 last;

  skip_discarded (self);
  last = MIN (end, self->next + BUDGET);
  for (; self->next < last; self->next++)
    {
      SockeyeRecord record;

      if (sockeye_capture_get_record (self->capture, self->next, &record))
        take (self, &record);
    }
  self->complete = self->next >= end;
}

/**
 * sockeye_listen_log_get_current:
 * @self: a log
 *
 * Returns: since when the session listens, microseconds since the Epoch; 0: it does not, or that is not known yet
 */
gint64
sockeye_listen_log_get_current (const SockeyeListenLog *self)
{
  if (!self->complete || !self->listens)
    return 0;
  return g_array_index (self->times, gint64, self->times->len - 1);
}

/**
 * sockeye_listen_log_find:
 * @self: a log
 * @time: when a connection was accepted, microseconds since the Epoch
 *
 * Returns: since when the session listened then; 0: the records do not tell, or not yet
 */
gint64
sockeye_listen_log_find (const SockeyeListenLog *self, gint64 time)
{
  if (!self->complete && self->read < time)
    return 0;
  for (guint i = self->times->len; i-- > 0;)
    if (g_array_index (self->times, gint64, i) <= time)
      return g_array_index (self->times, gint64, i);
  return 0;
}
