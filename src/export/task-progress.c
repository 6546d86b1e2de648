/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "task-progress.h"

/* Between two calls, in microseconds. */
#define INTERVAL (G_USEC_PER_SEC / 10)

struct _SockeyeTaskProgress
{
  GTask *task; /* borrowed */
  GFileProgressCallback callback;
  gpointer data;
  gint64 next; /* monotonic time */
};

typedef struct
{
  GTask *task;
  GFileProgressCallback callback;
  gpointer data;
  goffset done;
  goffset total;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->task);
  g_free (call);
}

static gboolean
make_call (gpointer data)
{
  Call *call = data;

  /* The caller's data may be gone once it has the result. */
  if (!g_task_get_completed (call->task))
    call->callback (call->done, call->total, call->data);
  return G_SOURCE_REMOVE;
}

/**
 * sockeye_task_progress_new:
 * @task: a task; it has to live longer
 * @callback: (nullable): called in the task's context, a few times per second
 * @data: for @callback
 *
 * Returns: (transfer full): for the task's thread
 */
SockeyeTaskProgress *
sockeye_task_progress_new (GTask *task, GFileProgressCallback callback, gpointer data)
{
  SockeyeTaskProgress *self = g_new0 (SockeyeTaskProgress, 1);

  self->task = task;
  self->callback = callback;
  self->data = data;
  return self;
}

/**
 * sockeye_task_progress_free:
 * @self: (transfer full): what is no longer needed
 */
void
sockeye_task_progress_free (SockeyeTaskProgress *self)
{
  g_free (self);
}

/**
 * sockeye_task_progress_tell:
 * @self: what tells
 * @done: how much is done
 * @total: of how much
 *
 * May be called as often as wanted.
 */
void
sockeye_task_progress_tell (SockeyeTaskProgress *self, guint64 done, guint64 total)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GSource) source = NULL;
  Call *call;

  if (self->callback == NULL || now < self->next)
    return;

  self->next = now + INTERVAL;
  call = g_new (Call, 1);
  *call = (Call){ g_object_ref (self->task), self->callback, self->data, (goffset) done, (goffset) total };
  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (self->task));
  g_source_set_callback (source, make_call, call, call_free);
  g_source_attach (source, g_task_get_context (self->task));
}
