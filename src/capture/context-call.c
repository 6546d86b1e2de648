/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "context-call.h"

#include "lock.h"

/* What is called, apart from its owner, so that it outlives an owner that is freed by another thread meanwhile. */
typedef struct
{
  GSourceFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Target;

struct _SockeyeContextCall
{
  GMutex mutex;
  GMainContext *context;
  Target *target;  /* NULL: nothing is called */
  GSource *source; /* it was asked for and not yet called */
};

static void
target_clear (gpointer data)
{
  Target *target = data;

  if (target->destroy != NULL)
    target->destroy (target->data);
}

static void
target_unref (gpointer target)
{
  g_atomic_rc_box_release_full (target, target_clear);
}

static void
self_clear (gpointer data)
{
  SockeyeContextCall *self = data;

  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->target, target_unref);
  g_mutex_clear (&self->mutex);
}

static void
self_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, self_clear);
}

static gboolean
on_dispatch (gpointer data)
{
  SockeyeContextCall *self = data;
  Target *target = NULL;

  sockeye_lock (&self->mutex);
  if (self->source == g_main_current_source ())
    {
      g_clear_pointer (&self->source, g_source_unref);
      target = self->target != NULL ? g_atomic_rc_box_acquire (self->target) : NULL;
    }
  sockeye_unlock (&self->mutex);

  if (target != NULL)
    {
      target->func (target->data);
      target_unref (target);
    }
  return G_SOURCE_REMOVE;
}

/**
 * sockeye_context_call_new:
 *
 * Returns: (transfer full): a call that nothing is set for yet
 */
SockeyeContextCall *
sockeye_context_call_new (void)
{
  SockeyeContextCall *self = g_atomic_rc_box_new0 (SockeyeContextCall);

  g_mutex_init (&self->mutex);
  return self;
}

/**
 * sockeye_context_call_free:
 *
 * See sockeye_context_call_set() for what may still happen.
 */
void
sockeye_context_call_free (SockeyeContextCall *self)
{
  sockeye_context_call_set (self, NULL, NULL, NULL, NULL);
  self_unref (self);
}

/**
 * sockeye_context_call_set:
 * @self: a call
 * @context: (nullable): where; %NULL: the default main context
 * @func: (nullable): what to call; its result does not matter
 * @data: for @func
 * @destroy: (nullable): frees @data when it is no longer needed
 *
 * What was asked for and not yet called is no longer called. Only when this is called by the thread that runs the
 * former context it is certain that the former function does not run at this moment.
 */
void
sockeye_context_call_set (SockeyeContextCall *self,
                          GMainContext *context,
                          GSourceFunc func,
                          gpointer data,
                          GDestroyNotify destroy)
{
  Target *target = func != NULL ? g_atomic_rc_box_new0 (Target) : NULL;
  GMainContext *old_context;
  Target *old_target;
  GSource *source;

  if (target != NULL)
    *target = (Target){ func, data, destroy };

  sockeye_lock (&self->mutex);
  source = g_steal_pointer (&self->source);
  old_target = g_steal_pointer (&self->target);
  old_context = g_steal_pointer (&self->context);
  self->target = target;
  if (func != NULL)
    self->context = g_main_context_ref (context != NULL ? context : g_main_context_default ());
  sockeye_unlock (&self->mutex);

  if (source != NULL)
    {
      g_source_destroy (source);
      g_source_unref (source);
    }
  g_clear_pointer (&old_target, target_unref);
  g_clear_pointer (&old_context, g_main_context_unref);
}

/**
 * sockeye_context_call_post:
 * @self: a call
 * @milliseconds: not before
 *
 * Asks for a call. Any thread.
 */
void
sockeye_context_call_post (SockeyeContextCall *self, guint milliseconds)
{
  sockeye_lock (&self->mutex);
  if (self->source == NULL && self->target != NULL)
    {
      self->source = milliseconds > 0 ? g_timeout_source_new (milliseconds) : g_idle_source_new ();
      g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->source, on_dispatch, g_atomic_rc_box_acquire (self), self_unref);
      g_source_attach (self->source, self->context);
    }
  sockeye_unlock (&self->mutex);
}
