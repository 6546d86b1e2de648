/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "io-thread.h"
#include "udp-flow.h"

/* What is held back for the next datagram goes out after this time when there is none. */
#define HOLD_MS 1000

static void
tell (SockeyeUdp *self, const SockeyeUdpDatagram *datagram, const char *name, guint64 number, guint64 number2)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_FAULT,
                         .remote = datagram->remote,
                         .text = name,
                         .number = number,
                         .number2 = number2 };

  sockeye_role_tell (SOCKEYE_ROLE (self), sockeye_udp_get_recipient (self, datagram), &event);
}

static void
corrupt (SockeyeUdp *self, SockeyeUdpDatagram *datagram)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (datagram->payload, &length);
  g_autofree guint8 *copy = g_memdup2 (bytes, length);
  guint32 at, bit;

  if (length == 0)
    return;
  at = (guint32) g_rand_int_range (self->chance, 0, (gint32) length);
  bit = (guint32) g_rand_int_range (self->chance, 0, 8);
  copy[at] ^= (guint8) (1u << bit);
  g_bytes_unref (datagram->payload);
  datagram->payload = g_bytes_new_take (g_steal_pointer (&copy), length);
  tell (self, datagram, SOCKEYE_FAULT_CORRUPTED, at, bit);
}

/* Booked as if it had been sent by itself. */
static void
duplicate (SockeyeUdp *self, const SockeyeUdpDatagram *datagram)
{
  gsize length = g_bytes_get_size (datagram->payload);
  SockeyeUdpDatagram *copy;

  if (sockeye_send_ledger_book (sockeye_role_get_ledger (SOCKEYE_ROLE (self)), 0, length) != SOCKEYE_BOOKED)
    return;
  copy = g_memdup2 (datagram, sizeof *datagram);
  copy->payload = g_bytes_ref (datagram->payload);
  copy->flow = datagram->flow != NULL ? sockeye_udp_flow_ref (datagram->flow) : NULL;
  self->waiting += length;
  tell (self, datagram, SOCKEYE_FAULT_DUPLICATED, length, 0);
  sockeye_udp_push (self, copy);
}

/* What was held back goes now. */
static void
release (SockeyeUdp *self)
{
  SockeyeUdpDatagram *held = g_steal_pointer (&self->held);

  sockeye_io_thread_clear_timer (&self->hold_timer);
  if (held != NULL)
    sockeye_udp_push (self, held);
}

static gboolean
on_hold_time (gpointer data)
{
  g_autoptr (SockeyeUdp) self = g_object_ref (SOCKEYE_UDP (data));

  release (self);
  return G_SOURCE_REMOVE;
}

static void
hold (SockeyeUdp *self, SockeyeUdpDatagram *datagram)
{
  self->held = datagram;
  tell (self, datagram, SOCKEYE_FAULT_HELD, g_bytes_get_size (datagram->payload), 0);
  sockeye_io_thread_set_timer (&self->hold_timer, HOLD_MS, on_hold_time, self);
}

static const SockeyeFaults *
get_faults (SockeyeUdp *self)
{
  return &sockeye_role_get_settings (SOCKEYE_ROLE (self))->faults;
}

/**
 * sockeye_udp_pass_on:
 * @datagram: (transfer full): is to be sent
 *
 * Sends it, or does something else with it on purpose. Chance is asked the same number of times for each datagram, so
 * that a seed gives the same run whatever the shares are.
 */
void
sockeye_udp_pass_on (SockeyeUdp *self, SockeyeUdpDatagram *datagram)
{
  const SockeyeFaults *faults = get_faults (self);
  gboolean dropped, doubled, held, corrupted, same_way;

  if (self->chance == NULL)
    {
      sockeye_udp_push (self, datagram);
      return;
    }
  dropped = g_rand_double (self->chance) < faults->drop;
  doubled = g_rand_double (self->chance) < faults->duplicate;
  held = g_rand_double (self->chance) < faults->reorder;
  corrupted = g_rand_double (self->chance) < faults->corrupt;

  datagram->due = g_get_monotonic_time () + (gint64) faults->delay_ms * 1000;
  if (dropped)
    {
      tell (self, datagram, SOCKEYE_FAULT_DROPPED, g_bytes_get_size (datagram->payload), 0);
      sockeye_udp_forget (self, datagram);
      return;
    }
  if (corrupted)
    corrupt (self, datagram);
  if (doubled)
    duplicate (self, datagram);
  if (held && self->held == NULL)
    {
      hold (self, datagram);
      return;
    }
  /* Behind the next one of the same way, that is: a relay has several. */
  same_way = self->held != NULL && self->held->flow == datagram->flow;
  sockeye_udp_push (self, datagram);
  if (same_way)
    release (self);
}

static gboolean
on_due (gpointer data)
{
  g_autoptr (SockeyeUdp) self = g_object_ref (SOCKEYE_UDP (data));

  sockeye_udp_stop_waiting (self);
  sockeye_udp_flush (self);
  return G_SOURCE_REMOVE;
}

/* Whether the first one in the queue has to wait for its time; then the queue is looked at again when it has come. */
gboolean
sockeye_udp_is_too_early (SockeyeUdp *self, const SockeyeUdpDatagram *datagram)
{
  gint64 left = datagram->due - g_get_monotonic_time ();

  if (datagram->due == 0 || left <= 0)
    return FALSE;
  if (self->due_timer == NULL)
    {
      sockeye_io_thread_set_timer (&self->due_timer, (guint) MIN ((left + 999) / 1000, G_MAXINT), on_due,
                                   self);
    }
  return TRUE;
}

void
sockeye_udp_stop_waiting (SockeyeUdp *self)
{
  sockeye_io_thread_clear_timer (&self->due_timer);
}

/* When it is bound. */
void
sockeye_udp_start_faults (SockeyeUdp *self)
{
  const SockeyeFaults *faults = get_faults (self);

  if (sockeye_faults_touch_datagrams (faults))
    self->chance = g_rand_new_with_seed (faults->seed);
}

/* What was held back is in the queue afterwards, with all that waits; nothing goes out by itself any more. */
void
sockeye_udp_collect_held (SockeyeUdp *self)
{
  SockeyeUdpDatagram *held = g_steal_pointer (&self->held);

  sockeye_io_thread_clear_timer (&self->hold_timer);
  sockeye_udp_stop_waiting (self);
  if (held != NULL)
    g_queue_push_tail (&self->queue, held);
}
