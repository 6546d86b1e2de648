/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-file.h"

#include "quick-commands-step.h"
#include "sentences.h"

#include <glib/gi18n-lib.h>

/* Others may write in several steps; milliseconds of quiet before their file is read. */
#define QUIET_MS 200
/* Seconds until what could not be written is tried again. */
#define RETRY_S 5

struct _SockeyeQuickCommandsFile
{
  GObject parent_instance;

  SockeyeQuickCommands *commands;
  char *path;
  GFileMonitor *monitor; /* (nullable): not everywhere can a file be watched */
  GBytes *known; /* (nullable): what the file had when it was read or written last; %NULL: there was none */
  char *problem; /* (nullable) */

  guint next;  /* sources: the next step */
  guint quiet; /* others have stopped writing */
  guint retry;

  gboolean loaded;  /* the file was read, or could not be */
  gboolean working; /* a step is under way on the thread */
  gboolean unsaved; /* something changed since what was written last, or is being written */
  gboolean stale;   /* others have changed the file */
  gboolean blocked; /* there is a file that can neither be read nor put aside: it must not be overwritten */
  gboolean frozen;  /* the commands change because the file did */
};

G_DEFINE_FINAL_TYPE (SockeyeQuickCommandsFile, sockeye_quick_commands_file, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_BUSY,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void queue_next (SockeyeQuickCommandsFile *self);

/* --- On the thread */

typedef gboolean (*StepFunc) (SockeyeQuickCommandsStep *step, GError **error);

static void
run_step (GTask *task, StepFunc func)
{
  GError *error = NULL;

  if (func (g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
load_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data G_GNUC_UNUSED,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  run_step (task, sockeye_quick_commands_step_load);
}

static void
look_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data G_GNUC_UNUSED,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  run_step (task, sockeye_quick_commands_step_look);
}

static void
save_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data G_GNUC_UNUSED,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  run_step (task, sockeye_quick_commands_step_save);
}

/* --- Steps */

static void
set_problem (SockeyeQuickCommandsFile *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* The reference is the callback's and not the task's, which the thread may be the last to let go of. */
static void
start (SockeyeQuickCommandsFile *self, GTaskThreadFunc func, GAsyncReadyCallback callback, gboolean write)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, g_object_ref (self));
  SockeyeQuickCommands *commands = write ? sockeye_quick_commands_copy (self->commands) : NULL;

  self->working = TRUE;
  g_task_set_task_data (task, sockeye_quick_commands_step_new (self->path, self->known, commands),
                        (GDestroyNotify) sockeye_quick_commands_step_free);
  g_task_run_in_thread (task, func);
}

static void
know (SockeyeQuickCommandsFile *self, GBytes *bytes)
{
  GBytes *known = bytes != NULL ? g_bytes_ref (bytes) : NULL;

  g_clear_pointer (&self->known, g_bytes_unref);
  self->known = known;
}

static void
take_over (SockeyeQuickCommandsFile *self, SockeyeQuickCommands *from)
{
  self->frozen = TRUE;
  sockeye_quick_commands_replace (self->commands, from);
  self->frozen = FALSE;
}

static void
on_loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeQuickCommandsFile) self = data;
  SockeyeQuickCommandsStep *step = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->working = FALSE;
  self->loaded = TRUE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    set_problem (self, error->message);
  self->blocked = step->blocked;
  know (self, step->bytes);

  /* Whoever was quicker than the disk keeps what he made. */
  if (step->commands != NULL && self->unsaved
      && !sockeye_quick_commands_import (self->commands, step->commands, &error))
    set_problem (self, error->message);
  else if (step->commands != NULL && !self->unsaved)
    take_over (self, step->commands);
  queue_next (self);
}

static void
on_looked (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeQuickCommandsFile) self = data;
  SockeyeQuickCommandsStep *step = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->working = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    set_problem (self, error->message);
  else if (step->commands != NULL && !self->unsaved)
    {
      know (self, step->bytes);
      take_over (self, step->commands);
    }
  queue_next (self);
}

static gboolean
on_retry (gpointer data)
{
  SockeyeQuickCommandsFile *self = data;

  self->retry = 0;
  queue_next (self);
  return G_SOURCE_REMOVE;
}

static void
tell_saved (SockeyeQuickCommandsFile *self, const SockeyeQuickCommandsStep *step, const GError *error)
{
  g_autofree char *conflict = NULL;
  g_autofree char *both = NULL;

  if (step->aside != NULL)
    /* Translators: a file, and where what others wrote was kept */
    conflict = g_strdup_printf (
        _ ("Another program had changed “%s” at the same time. What it wrote was kept "
           "as “%s”."),
        step->path, step->aside);
  if (conflict != NULL && error != NULL)
    both = sockeye_sentences_join (conflict, error->message, NULL);
  set_problem (self, both != NULL ? both : error != NULL ? error->message : conflict);
}

static void
on_saved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeQuickCommandsFile) self = data;
  SockeyeQuickCommandsStep *step = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->working = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    know (self, step->bytes);
  else
    {
      know (self, step->known);
      self->unsaved = TRUE;
      self->retry = g_timeout_add_seconds (RETRY_S, on_retry, self);
    }
  tell_saved (self, step, error);
  queue_next (self);
}

/* One step after the other; a save takes everything that changed until it begins. */
static gboolean
on_next (gpointer data)
{
  SockeyeQuickCommandsFile *self = data;

  self->next = 0;
  if (self->working)
    return G_SOURCE_REMOVE;

  if (!self->loaded)
    start (self, load_in_thread, on_loaded, FALSE);
  else if (self->unsaved && !self->blocked && self->retry == 0)
    {
      self->unsaved = FALSE;
      start (self, save_in_thread, on_saved, TRUE);
    }
  else if (self->stale && !self->blocked)
    {
      self->stale = FALSE;
      start (self, look_in_thread, on_looked, FALSE);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  return G_SOURCE_REMOVE;
}

/* Before anything is drawn, but after the whole of what the user did. */
static void
queue_next (SockeyeQuickCommandsFile *self)
{
  if (self->next == 0)
    self->next = g_idle_add_full (G_PRIORITY_HIGH, on_next, self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
on_commands_changed (SockeyeQuickCommandsFile *self)
{
  if (self->frozen)
    return;

  self->unsaved = TRUE;
  g_clear_handle_id (&self->retry, g_source_remove);
  if (self->blocked)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  queue_next (self);
}

static gboolean
on_quiet (gpointer data)
{
  SockeyeQuickCommandsFile *self = data;

  self->quiet = 0;
  self->stale = TRUE;
  queue_next (self);
  return G_SOURCE_REMOVE;
}

static void
on_file_changed (SockeyeQuickCommandsFile *self)
{
  g_clear_handle_id (&self->quiet, g_source_remove);
  self->quiet = g_timeout_add (QUIET_MS, on_quiet, self);
}

static void
sockeye_quick_commands_file_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeQuickCommandsFile *self = SOCKEYE_QUICK_COMMANDS_FILE (object);

  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, sockeye_quick_commands_file_is_busy (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_quick_commands_file_dispose (GObject *object)
{
  SockeyeQuickCommandsFile *self = SOCKEYE_QUICK_COMMANDS_FILE (object);

  g_clear_handle_id (&self->next, g_source_remove);
  g_clear_handle_id (&self->quiet, g_source_remove);
  g_clear_handle_id (&self->retry, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  if (self->commands != NULL)
    g_signal_handlers_disconnect_by_data (self->commands, self);
  g_clear_object (&self->commands);

  G_OBJECT_CLASS (sockeye_quick_commands_file_parent_class)->dispose (object);
}

static void
sockeye_quick_commands_file_finalize (GObject *object)
{
  SockeyeQuickCommandsFile *self = SOCKEYE_QUICK_COMMANDS_FILE (object);

  g_free (self->path);
  g_free (self->problem);
  g_clear_pointer (&self->known, g_bytes_unref);

  G_OBJECT_CLASS (sockeye_quick_commands_file_parent_class)->finalize (object);
}

static void
sockeye_quick_commands_file_class_init (SockeyeQuickCommandsFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sockeye_quick_commands_file_get_property;
  object_class->dispose = sockeye_quick_commands_file_dispose;
  object_class->finalize = sockeye_quick_commands_file_finalize;

  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sockeye_quick_commands_file_init (SockeyeQuickCommandsFile *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_quick_commands_file_new:
 * @commands: what is kept; the file's are taken over as soon as they are read
 * @path: of the file; its folder is made when it is needed
 *
 * Keep it while it is busy, or what changed last is lost.
 *
 * Returns: (transfer full): the file
 */
SockeyeQuickCommandsFile *
sockeye_quick_commands_file_new (SockeyeQuickCommands *commands, const char *path)
{
  SockeyeQuickCommandsFile *self = g_object_new (SOCKEYE_TYPE_QUICK_COMMANDS_FILE, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->commands = g_object_ref (commands);
  self->path = g_strdup (path);
  g_signal_connect_swapped (commands, "changed", G_CALLBACK (on_commands_changed), self);
  /* NULL: where a file cannot be watched, others' changes are noticed when it is written. */
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_file_changed), self);
  queue_next (self);
  return self;
}

/**
 * sockeye_quick_commands_file_get_commands:
 * @self: a file
 *
 * Returns: (transfer none): what it keeps
 */
SockeyeQuickCommands *
sockeye_quick_commands_file_get_commands (SockeyeQuickCommandsFile *self)
{
  return self->commands;
}

/**
 * sockeye_quick_commands_file_is_busy:
 * @self: a file
 *
 * Returns: whether something is still to be read or written; not when writing failed and is tried again only later
 */
gboolean
sockeye_quick_commands_file_is_busy (SockeyeQuickCommandsFile *self)
{
  return self->working || self->next != 0;
}

/**
 * sockeye_quick_commands_file_get_problem:
 * @self: a file
 *
 * Returns: (nullable): what went wrong and has not been put right, sentences for the user
 */
const char *
sockeye_quick_commands_file_get_problem (SockeyeQuickCommandsFile *self)
{
  return self->problem;
}
