/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-store.h"

#include "history-file.h"

/* The file is written at most so often, in milliseconds. */
#define WRITE_INTERVAL_MS 1000
/* Changes that wait while the file cannot be written. */
#define PENDING_MAX 1000u

struct _SockeyeHistoryStore
{
  GObject parent_instance;

  /* Owned */
  char *path;
  GPtrArray *entries; /* of SockeyeHistoryItem: the history, which changes by itself */
  GPtrArray *pending; /* of SockeyeHistoryChange: not in the file yet, and not on the way to it */
  char *problem;      /* (nullable): why the last try failed */
  guint timer;

  gint64 last_time; /* of the last try, monotonic */
  gboolean keep;
  gboolean stale; /* what the file has is not known yet */
  gboolean erase; /* the file is to go */
  gboolean busy;  /* a thread has the file */
};

G_DEFINE_FINAL_TYPE (SockeyeHistoryStore, sockeye_history_store, G_TYPE_OBJECT)

enum
{
  READ,
  MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void queue_write (SockeyeHistoryStore *self);

typedef struct
{
  char *path;
  GPtrArray *changes; /* (nullable): the file is to be erased */
  GPtrArray *entries; /* (nullable): what the file has */
  char *remark;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->remark);
  g_clear_pointer (&job->changes, g_ptr_array_unref);
  g_clear_pointer (&job->entries, g_ptr_array_unref);
  g_free (job);
}

static void
write_on_thread (GTask *task,
                 gpointer source G_GNUC_UNUSED,
                 gpointer data,
                 GCancellable *cancellable G_GNUC_UNUSED)
{
  Job *job = data;
  GError *error = NULL;

  if (job->changes != NULL)
    job->entries = sockeye_history_file_update (job->path, job->changes, &job->remark, &error);
  else
    sockeye_history_file_erase (job->path, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* A problem that lasts is told once. */
static void
set_problem (SockeyeHistoryStore *self, const GError *error)
{
  gboolean known = error != NULL && g_strcmp0 (self->problem, error->message) == 0;

  g_free (self->problem);
  self->problem = error != NULL ? g_strdup (error->message) : NULL;
  if (error != NULL && !known)
    g_signal_emit (self, signals[MESSAGE], 0, error->message);
}

static GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_history_change_free);
}

/* Everything that is here shall be in the file, whatever happened to it. */
static void
restate (SockeyeHistoryStore *self)
{
  g_ptr_array_set_size (self->pending, 0);
  for (guint i = self->entries->len; i-- > 0;)
    g_ptr_array_add (self->pending,
                     sockeye_history_change_new (SOCKEYE_HISTORY_KEPT, g_ptr_array_index (self->entries, i)));
}

/* What the file has, and what was done meanwhile. */
static void
hand_over (SockeyeHistoryStore *self, GPtrArray *entries)
{
  self->stale = FALSE;
  for (guint i = 0; i < self->pending->len; i++)
    sockeye_history_change_apply (g_ptr_array_index (self->pending, i), entries);
  g_signal_emit (self, signals[READ], 0, entries);
}

/* What was on its way waits again, before what came later. */
static void
take_back (SockeyeHistoryStore *self, Job *job)
{
  GPtrArray *later = self->pending;

  self->pending = g_steal_pointer (&job->changes);
  g_ptr_array_extend_and_steal (self->pending, later);
  if (self->pending->len > PENDING_MAX)
    restate (self);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  SockeyeHistoryStore *self = SOCKEYE_HISTORY_STORE (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean written = g_task_propagate_boolean (G_TASK (result), &error);

  self->busy = FALSE;
  /* What was done since is no longer noted when nothing is kept. */
  if (self->keep && job->entries != NULL)
    hand_over (self, job->entries);
  else if (self->keep && job->changes != NULL)
    take_back (self, job);

  set_problem (self, error);
  if (job->remark != NULL)
    g_signal_emit (self, signals[MESSAGE], 0, job->remark);
  /* What failed is tried again with the next change: it is told once, and costs nothing meanwhile. */
  if (written || self->erase)
    queue_write (self);
}

static gboolean
start_write (gpointer data)
{
  SockeyeHistoryStore *self = data;
  Job *job = g_new0 (Job, 1);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_written, NULL);

  self->timer = 0;
  self->busy = TRUE;
  self->last_time = g_get_monotonic_time ();
  job->path = g_strdup (self->path);
  if (!self->erase)
    {
      job->changes = self->pending;
      self->pending = new_changes ();
    }
  self->erase = FALSE;

  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_on_thread);
  return G_SOURCE_REMOVE;
}

static void
queue_write (SockeyeHistoryStore *self)
{
  gint64 waited = (g_get_monotonic_time () - self->last_time) / 1000;

  if (self->busy || self->timer != 0
      || !(self->erase || (self->keep && (self->stale || self->pending->len > 0))))
    return;

  self->timer = g_timeout_add (waited >= WRITE_INTERVAL_MS ? 0 : (guint) (WRITE_INTERVAL_MS - waited),
                               start_write, self);
}

static void
sockeye_history_store_finalize (GObject *object)
{
  SockeyeHistoryStore *self = SOCKEYE_HISTORY_STORE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_ptr_array_unref (self->pending);
  g_free (self->problem);
  g_free (self->path);

  G_OBJECT_CLASS (sockeye_history_store_parent_class)->finalize (object);
}

static void
sockeye_history_store_class_init (SockeyeHistoryStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_history_store_finalize;

  /**
   * SockeyeHistoryStore::read:
   * @entries: (type GPtrArray) (element-type SockeyeHistoryItem): what the history has now, newest first
   *
   * The file was read. Another program may have left entries in it.
   */
  signals[READ] = g_signal_new ("read", SOCKEYE_TYPE_HISTORY_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /**
   * SockeyeHistoryStore::message:
   * @message: what the user has to know about the file, in sentences
   *
   * Something is wrong with the file, or was.
   */
  signals[MESSAGE] = g_signal_new ("message", SOCKEYE_TYPE_HISTORY_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sockeye_history_store_init (SockeyeHistoryStore *self)
{
  self->pending = new_changes ();
  self->last_time = -G_USEC_PER_SEC;
}

/**
 * sockeye_history_store_new:
 * @path: the file
 * @entries: (element-type SockeyeHistoryItem): the history that is kept; whoever changes it says so with
 *   sockeye_history_store_note()
 *
 * Returns: (transfer full): a store that keeps nothing yet
 */
SockeyeHistoryStore *
sockeye_history_store_new (const char *path, GPtrArray *entries)
{
  SockeyeHistoryStore *self = g_object_new (SOCKEYE_TYPE_HISTORY_STORE, NULL);

  self->path = g_strdup (path);
  self->entries = g_ptr_array_ref (entries);
  return self;
}

/**
 * sockeye_history_store_get_keep:
 * @self: a store
 *
 * Returns: whether there is to be a file
 */
gboolean
sockeye_history_store_get_keep (SockeyeHistoryStore *self)
{
  return self->keep;
}

/**
 * sockeye_history_store_set_keep:
 * @self: a store
 * @keep: whether there is to be a file
 *
 * When there is, all entries go into it, and "read" tells of those that it had before; when there is none any more, it is
 * deleted.
 */
void
sockeye_history_store_set_keep (SockeyeHistoryStore *self, gboolean keep)
{
  if (!self->keep == !keep)
    return;

  self->keep = keep;
  self->stale = keep;
  self->erase = !keep;
  g_ptr_array_set_size (self->pending, 0);
  if (keep)
    restate (self);
  queue_write (self);
}

/**
 * sockeye_history_store_note:
 * @self: a store
 * @change: (transfer full): what was done to the entries
 *
 * The same will be done to the file, if there is to be one.
 */
void
sockeye_history_store_note (SockeyeHistoryStore *self, SockeyeHistoryChange *change)
{
  if (!self->keep)
    {
      sockeye_history_change_free (change);
      return;
    }

  g_ptr_array_add (self->pending, change);
  if (self->pending->len > PENDING_MAX)
    restate (self);
  queue_write (self);
}

static gboolean
on_flush_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * sockeye_history_store_flush:
 * @self: a store
 * @milliseconds: how long to wait at most
 *
 * Writes what is not in the file yet, and turns the main loop until that is done: for the end of the program.
 *
 * Returns: whether there is nothing left to write
 */
gboolean
sockeye_history_store_flush (SockeyeHistoryStore *self, guint milliseconds)
{
  gboolean late = FALSE;
  guint source;

  if (!self->busy)
    queue_write (self);
  source = g_timeout_add (milliseconds, on_flush_timeout, &late);
  while (!late && (self->busy || self->timer != 0))
    {
      if (self->timer != 0)
        {
          g_source_remove (self->timer);
          start_write (self);
        }
      g_main_context_iteration (NULL, TRUE);
    }
  if (!late)
    g_source_remove (source);
  return !self->busy && !self->erase && self->pending->len == 0;
}
