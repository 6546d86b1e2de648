/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "arrival-table.h"

#include <stdatomic.h>

/* Ids begin at 1. An entry does not change any more once it is counted. */
struct _SockeyeArrivalTable
{
  SockeyeArrival entries[SOCKEYE_ARRIVALS_MAX];
  _Atomic guint n;
};

/**
 * sockeye_arrival_table_new:
 *
 * Returns: (transfer full): an empty table
 */
SockeyeArrivalTable *
sockeye_arrival_table_new (void)
{
  return g_new0 (SockeyeArrivalTable, 1);
}

/**
 * sockeye_arrival_table_free:
 * @self: (transfer full): a table
 *
 * Nobody may read from it any more.
 */
void
sockeye_arrival_table_free (SockeyeArrivalTable *self)
{
  g_free (self);
}

/**
 * sockeye_arrival_table_add:
 * @self: a table
 * @arrival: a way in
 *
 * Returns: its id, the same for the same way; %SOCKEYE_ARRIVAL_OTHER when all ids are taken
 */
guint8
sockeye_arrival_table_add (SockeyeArrivalTable *self, const SockeyeArrival *arrival)
{
  guint n = atomic_load_explicit (&self->n, memory_order_relaxed);

  for (guint i = 0; i < n; i++)
    if (sockeye_endpoint_equal (&self->entries[i].destination, &arrival->destination)
        && g_str_equal (self->entries[i].interface, arrival->interface))
      return (guint8) (i + 1);
  if (n == SOCKEYE_ARRIVALS_MAX)
    return SOCKEYE_ARRIVAL_OTHER;

  self->entries[n] = *arrival;
  atomic_store_explicit (&self->n, n + 1, memory_order_release);
  return (guint8) (n + 1);
}

/**
 * sockeye_arrival_table_get:
 * @self: a table
 * @id: an id
 * @arrival: (out): the way in; unchanged when it is not known
 *
 * Returns: whether it is known
 */
gboolean
sockeye_arrival_table_get (SockeyeArrivalTable *self, guint8 id, SockeyeArrival *arrival)
{
  if (id == SOCKEYE_ARRIVAL_UNKNOWN || id > atomic_load_explicit (&self->n, memory_order_acquire))
    return FALSE;

  *arrival = self->entries[id - 1];
  return TRUE;
}
