/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "status.h"

/* Between two notifications: a frame. Their source has the default priority and would starve drawing without
 * it. */
#define INTERVAL_US 16000
/* Failures kept for the listener until it looks; all of them are records in any case. */
#define FAILURES_MAX 16

struct _SockeyeStatus
{
  GMutex mutex;
  SockeyeSnapshot live;
  SockeyeSnapshot announced;
  GQueue failures;           /* of GError, oldest first */
  GQueue announced_failures; /* the same */
  gboolean changed;          /* since the last announcement */

  /* The listener may be gone before the I/O thread is through with its sockets. */
  GWeakRef listener;
  GMainContext *context;
  SockeyeStatusFunc func;

  gboolean pending;
  gint64 notified; /* g_get_monotonic_time() */
};

/**
 * sockeye_status_new:
 * @listener: held weakly
 * @context: where @func is called
 * @func: hears that something changed
 *
 * Returns: (transfer full): the state of a session that is being opened
 */
SockeyeStatus *
sockeye_status_new (GObject *listener, GMainContext *context, SockeyeStatusFunc func)
{
  SockeyeStatus *self = g_atomic_rc_box_new0 (SockeyeStatus);

  g_mutex_init (&self->mutex);
  g_queue_init (&self->failures);
  g_queue_init (&self->announced_failures);
  g_weak_ref_init (&self->listener, listener);
  self->context = g_main_context_ref (context);
  self->func = func;
  self->live.state = SOCKEYE_SESSION_OPENING;
  self->announced = self->live;
  return self;
}

/**
 * sockeye_status_ref:
 *
 * Returns: (transfer full): the same. Any thread.
 */
SockeyeStatus *
sockeye_status_ref (SockeyeStatus *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SockeyeStatus *self)
{
  g_mutex_clear (&self->mutex);
  g_queue_clear_full (&self->failures, (GDestroyNotify) g_error_free);
  g_queue_clear_full (&self->announced_failures, (GDestroyNotify) g_error_free);
  g_weak_ref_clear (&self->listener);
  g_main_context_unref (self->context);
}

/**
 * sockeye_status_unref:
 *
 * Drops a reference. Any thread.
 */
void
sockeye_status_unref (SockeyeStatus *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sockeye_status_detach:
 *
 * The listener hears nothing more. Called in its own thread.
 */
void
sockeye_status_detach (SockeyeStatus *self)
{
  g_weak_ref_set (&self->listener, NULL);
}

static gboolean
notify (gpointer data)
{
  SockeyeStatus *self = data;
  g_autoptr (GObject) listener = NULL;

  g_mutex_lock (&self->mutex);
  self->pending = FALSE;
  self->notified = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);

  listener = g_weak_ref_get (&self->listener);
  if (listener != NULL)
    self->func (listener, self);
  return G_SOURCE_REMOVE;
}

/* With the mutex held. */
static void
schedule (SockeyeStatus *self)
{
  g_autoptr (GSource) source = NULL;
  gint64 wait = self->notified + INTERVAL_US - g_get_monotonic_time ();

  if (self->pending)
    return;
  self->pending = TRUE;
  source = wait > 0 ? g_timeout_source_new ((guint) (wait / 1000 + 1)) : g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, notify, sockeye_status_ref (self), (GDestroyNotify) sockeye_status_unref);
  g_source_attach (source, self->context);
}

/**
 * sockeye_status_begin:
 *
 * Locks the state in order to change it; sockeye_status_end() must follow soon.
 *
 * Returns: (transfer none): the fields to change
 */
SockeyeSnapshot *
sockeye_status_begin (SockeyeStatus *self)
{
  g_mutex_lock (&self->mutex);
  return &self->live;
}

/**
 * sockeye_status_end:
 *
 * The listener hears of the change with the next sockeye_status_announce().
 */
void
sockeye_status_end (SockeyeStatus *self)
{
  self->changed = TRUE;
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_status_add_failure:
 * @error: (transfer full): what the user is told
 */
void
sockeye_status_add_failure (SockeyeStatus *self, GError *error)
{
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->failures, error);
  if (self->failures.length > FAILURES_MAX)
    g_error_free (g_queue_pop_head (&self->failures));
  self->changed = TRUE;
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_status_announce:
 *
 * Lets the listener know what has changed. To be called when the records that belong to it can be seen.
 */
void
sockeye_status_announce (SockeyeStatus *self)
{
  gpointer failure;

  g_mutex_lock (&self->mutex);
  if (self->changed)
    {
      self->announced = self->live;
      while ((failure = g_queue_pop_head (&self->failures)) != NULL)
        g_queue_push_tail (&self->announced_failures, failure);
      while (self->announced_failures.length > FAILURES_MAX)
        g_error_free (g_queue_pop_head (&self->announced_failures));
      self->changed = FALSE;
      schedule (self);
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_status_get:
 * @snapshot: (out): the state as it is; records that tell it may not be visible yet
 */
void
sockeye_status_get (SockeyeStatus *self, SockeyeSnapshot *snapshot)
{
  g_mutex_lock (&self->mutex);
  *snapshot = self->live;
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_status_get_announced:
 * @snapshot: (out): the state that the listener is to know
 */
void
sockeye_status_get_announced (SockeyeStatus *self, SockeyeSnapshot *snapshot)
{
  g_mutex_lock (&self->mutex);
  *snapshot = self->announced;
  g_mutex_unlock (&self->mutex);
}

/**
 * sockeye_status_take_failures:
 *
 * Returns: (transfer full) (element-type GError): what was announced since the last call, oldest first
 */
GList *
sockeye_status_take_failures (SockeyeStatus *self)
{
  GList *failures;

  g_mutex_lock (&self->mutex);
  failures = self->announced_failures.head;
  g_queue_init (&self->announced_failures);
  g_mutex_unlock (&self->mutex);
  return failures;
}
