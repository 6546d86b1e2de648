/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "disk-thread.h"

#include "thread.h"

/* A handful of kinds of jobs, each in the queue at most once: the array stays short. */
typedef struct
{
  SockeyeDiskJob func;
  gpointer data;
} Job;

struct _SockeyeDiskThread
{
  GMutex mutex;
  GCond pushed;
  GThread *thread;
  GArray *jobs;
  gboolean stopped;
};

static void
push_locked (SockeyeDiskThread *self, const Job *job)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const Job *other = &g_array_index (self->jobs, Job, i);

      if (other->func == job->func && other->data == job->data)
        return;
    }

  g_array_append_val (self->jobs, *job);
}

static gpointer
run (gpointer data)
{
  SockeyeDiskThread *self = data;

  sockeye_thread_give_way ();
  sockeye_lock (&self->mutex);
  while (!self->stopped)
    {
      Job job;
      gboolean again;

      if (self->jobs->len == 0)
        {
          sockeye_lock_wait (&self->pushed, &self->mutex);
          continue;
        }

      job = g_array_index (self->jobs, Job, 0);
      g_array_remove_index (self->jobs, 0);
      sockeye_unlock (&self->mutex);
      again = job.func (job.data);
      sockeye_lock (&self->mutex);
      if (again)
        push_locked (self, &job);
    }
  sockeye_unlock (&self->mutex);

  return NULL;
}

/**
 * sockeye_disk_thread_new:
 *
 * Returns: (transfer full): a thread that starts when it has something to do
 */
SockeyeDiskThread *
sockeye_disk_thread_new (void)
{
  SockeyeDiskThread *self = g_new0 (SockeyeDiskThread, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->pushed);
  self->jobs = g_array_new (FALSE, FALSE, sizeof (Job));
  return self;
}

/**
 * sockeye_disk_thread_stop:
 *
 * The job that runs is the last one. Does not wait for it.
 */
void
sockeye_disk_thread_stop (SockeyeDiskThread *self)
{
  sockeye_lock (&self->mutex);
  self->stopped = TRUE;
  g_cond_signal (&self->pushed);
  sockeye_unlock (&self->mutex);
}

/**
 * sockeye_disk_thread_is_started:
 * @self: a disk thread
 *
 * Returns: whether it has had anything to do yet: the thread starts with its first chunk
 */
gboolean
sockeye_disk_thread_is_started (SockeyeDiskThread *self)
{
  gboolean started;

  sockeye_lock (&self->mutex);
  started = self->thread != NULL;
  sockeye_unlock (&self->mutex);
  return started;
}

/**
 * sockeye_disk_thread_free:
 *
 * Waits for the job that runs, thus for the disk: not on the UI thread.
 */
void
sockeye_disk_thread_free (SockeyeDiskThread *self)
{
  sockeye_disk_thread_stop (self);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_array_unref (self->jobs);
  g_cond_clear (&self->pushed);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * sockeye_disk_thread_push:
 * @self: a disk thread
 * @job: what to do, at least once from now on
 * @data: for @job
 *
 * Any thread; never waits. The job must not be called with a lock that the caller holds.
 */
void
sockeye_disk_thread_push (SockeyeDiskThread *self, SockeyeDiskJob job, gpointer data)
{
  Job pushed = { job, data };

  sockeye_lock (&self->mutex);
  if (!self->stopped)
    {
      push_locked (self, &pushed);
      if (self->thread == NULL)
        self->thread = g_thread_new ("sockeye-disk", run, self);
      g_cond_signal (&self->pushed);
    }
  sockeye_unlock (&self->mutex);
}
