/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "disk-thread.h"

#include "thread.h"

/* A handful of kinds of jobs, each in the queue at most once: the array stays short. */
typedef struct
{
  SockeyeDiskJob func;
  gpointer data;
  gint64 due; /* monotonic time: not before; 0: at once */
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

/* The oldest that is due; otherwise @due is when the next one will be, or 0. */
static gboolean
take_job (SockeyeDiskThread *self, Job *job, gint64 *due)
{
  gint64 now = 0;

  *due = 0;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const Job *other = &g_array_index (self->jobs, Job, i);

      if (other->due != 0 && now == 0)
        now = g_get_monotonic_time ();
      if (other->due <= now)
        {
          *job = *other;
          g_array_remove_index (self->jobs, i);
          return TRUE;
        }
      *due = *due == 0 ? other->due : MIN (*due, other->due);
    }

  return FALSE;
}

static void
wait_for_job (SockeyeDiskThread *self, gint64 due)
{
  if (due == 0)
    sockeye_lock_wait (&self->pushed, &self->mutex);
  else
    sockeye_lock_wait_until (&self->pushed, &self->mutex, due);
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
      gint64 due;

      if (!take_job (self, &job, &due))
        {
          wait_for_job (self, due);
          continue;
        }

      sockeye_unlock (&self->mutex);
      again = job.func (job.data);
      sockeye_lock (&self->mutex);
      job.due = 0;
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
  sockeye_disk_thread_push_at (self, job, data, 0);
}

/**
 * sockeye_disk_thread_push_at:
 * @self: a disk thread
 * @job: what to do, at least once from now on
 * @data: for @job
 * @due: not before, monotonic time; 0: at once
 *
 * As sockeye_disk_thread_push(). A job that is there already keeps its time.
 */
void
sockeye_disk_thread_push_at (SockeyeDiskThread *self, SockeyeDiskJob job, gpointer data, gint64 due)
{
  Job pushed = { job, data, due };

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
