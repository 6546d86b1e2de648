/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-private.h"
#include "lock.h"

#include <stdatomic.h>

/* How others learn that something was published: a main context by a call, a thread by waiting. The producer looks at one
 * word, whoever there is, and does no more when nobody has asked. */

/* Private: somebody asked to be told of this publishing. The producer's. */
void
sockeye_capture_tell_published (SockeyeCapture *self)
{
  guint asked = atomic_exchange (&self->asked, 0);

  if ((asked & SOCKEYE_CAPTURE_ASKED_NOTIFY) != 0)
    sockeye_context_call_post (self->notify, 0);
  if ((asked & SOCKEYE_CAPTURE_ASKED_WAKE) == 0)
    return;

  /* Whoever asked holds the mutex until it waits, so it cannot miss this. */
  sockeye_lock (&self->wait_mutex);
  g_cond_broadcast (&self->published);
  sockeye_unlock (&self->wait_mutex);
}

/**
 * sockeye_capture_set_notify:
 * @self: a capture
 * @context: (nullable): the context in which to tell; %NULL: the default one
 * @func: (nullable): what to call there when there is news; %NULL: nothing more
 * @data: for @func
 *
 * Sets what is called once after each sockeye_capture_arm_notify(). Call this from the thread that runs @context:
 * then nothing is called any more when it returns.
 */
void
sockeye_capture_set_notify (SockeyeCapture *self, GMainContext *context, GSourceFunc func, gpointer data)
{
  sockeye_context_call_set (self->notify, context, func, data, NULL);
}

/**
 * sockeye_capture_arm_notify:
 * @self: a capture
 *
 * The next publishing will be told, once. What was published before is not: arm first, then look at the counts.
 */
void
sockeye_capture_arm_notify (SockeyeCapture *self)
{
  atomic_fetch_or (&self->asked, SOCKEYE_CAPTURE_ASKED_NOTIFY);
}

/* Asks first, and looks then: see sockeye_capture_publish(). */
static gboolean
has_news (SockeyeCapture *self, guint64 n_records, guint n_wakes)
{
  atomic_fetch_or (&self->asked, SOCKEYE_CAPTURE_ASKED_WAKE);
  return atomic_load (&self->n_published) > n_records || self->n_wakes != n_wakes;
}

/**
 * sockeye_capture_wait:
 * @self: a capture
 * @n_records: how many records are known
 * @n_wakes: (inout): the calls of sockeye_capture_wake() that are known; at first 0
 * @deadline: when to give up, of g_get_monotonic_time(); %G_MAXINT64: never
 *
 * Waits until there are more records, or until sockeye_capture_wake() is called, or was since @n_wakes was taken. For
 * threads that may wait: not the UI's, nor the one that publishes.
 *
 * Returns: whether there are more records
 */
gboolean
sockeye_capture_wait (SockeyeCapture *self, guint64 n_records, guint *n_wakes, gint64 deadline)
{
  sockeye_lock (&self->wait_mutex);
  while (!has_news (self, n_records, *n_wakes))
    {
      if (deadline == G_MAXINT64)
        sockeye_lock_wait (&self->published, &self->wait_mutex);
      else if (!sockeye_lock_wait_until (&self->published, &self->wait_mutex, deadline))
        break;
    }
  *n_wakes = self->n_wakes;
  sockeye_unlock (&self->wait_mutex);

  return sockeye_capture_get_n_records (self) > n_records;
}

/**
 * sockeye_capture_wake:
 * @self: a capture
 *
 * Ends all waiting, and the next one of each thread that does not wait now: they have something else to look at. Any
 * thread.
 */
void
sockeye_capture_wake (SockeyeCapture *self)
{
  sockeye_lock (&self->wait_mutex);
  self->n_wakes++;
  g_cond_broadcast (&self->published);
  sockeye_unlock (&self->wait_mutex);
}
