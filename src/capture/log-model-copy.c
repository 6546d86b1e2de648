/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-model.h"

typedef struct
{
  SockeyeCapture *capture;
  SockeyeScan *filter;
  SockeyeLogSettings settings;
  SockeyeLogPosition from;
  SockeyeLogPosition to;
  SockeyeLogCopy how;
  gsize limit;
} CopyData;

static void
copy_data_free (gpointer data)
{
  CopyData *copy = data;

  g_clear_object (&copy->filter);
  g_clear_pointer (&copy->settings.frames, sockeye_log_frames_unref);
  g_object_unref (copy->capture);
  g_free (copy);
}

static void
get_settings (SockeyeLogModel *self, SockeyeLogSettings *settings)
{
  *settings = (SockeyeLogSettings){ .frames = sockeye_log_model_get_frames (self),
                                    .charset = sockeye_log_model_get_charset (self),
                                    .form = sockeye_log_model_get_form (self),
                                    .time = sockeye_log_model_get_time (self),
                                    .origin = sockeye_log_model_get_origin (self) };
}

/**
 * sockeye_log_model_copy:
 * @self: a model
 * @from: the first byte
 * @to: one past the last byte
 * @how: what is wanted
 * @limit: the most bytes that the string may have
 * @error: return location for an error
 *
 * See sockeye_log_copy(); written as the model shows it. Waits for the disk.
 *
 * Returns: (transfer full): the copy, or %NULL
 */
char *
sockeye_log_model_copy (SockeyeLogModel *self,
                        const SockeyeLogPosition *from,
                        const SockeyeLogPosition *to,
                        SockeyeLogCopy how,
                        gsize limit,
                        GError **error)
{
  SockeyeLogSettings settings;

  g_return_val_if_fail (SOCKEYE_IS_LOG_MODEL (self), NULL);

  get_settings (self, &settings);
  return sockeye_log_copy (sockeye_log_model_get_capture (self), sockeye_log_model_get_filter (self),
                           &settings, from, to, how, limit, NULL, error);
}

static void
copy_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  CopyData *copy = data;
  GError *error = NULL;
  char *string = sockeye_log_copy (copy->capture, copy->filter, &copy->settings, &copy->from, &copy->to,
                                   copy->how, copy->limit, cancellable, &error);

  if (string != NULL)
    g_task_return_pointer (task, string, g_free);
  else
    g_task_return_error (task, error);
}

/* In the caller's context again. */
static void
hand_over (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *string = g_task_propagate_pointer (G_TASK (result), &error);

  if (string != NULL)
    g_task_return_pointer (task, string, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * sockeye_log_model_copy_async:
 * @self: a model
 * @from: the first byte
 * @to: one past the last byte
 * @how: what is wanted
 * @limit: the most bytes that the string may have
 * @cancellable: (nullable): stops the work
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * As sockeye_log_model_copy(), on a thread.
 */
void
sockeye_log_model_copy_async (SockeyeLogModel *self,
                              const SockeyeLogPosition *from,
                              const SockeyeLogPosition *to,
                              SockeyeLogCopy how,
                              gsize limit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) work = NULL;
  GTask *task;
  CopyData *copy;

  g_return_if_fail (SOCKEYE_IS_LOG_MODEL (self));

  copy = g_new0 (CopyData, 1);
  copy->capture = g_object_ref (sockeye_log_model_get_capture (self));
  g_set_object (&copy->filter, sockeye_log_model_get_filter (self));
  get_settings (self, &copy->settings);
  if (copy->settings.frames != NULL)
    sockeye_log_frames_ref (copy->settings.frames);
  copy->from = *from;
  copy->to = *to;
  copy->how = how;
  copy->limit = limit;

  /* Two tasks, because a thread may keep its one for a moment longer, and must not be the last to let go of the model. */
  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, sockeye_log_model_copy_async);
  work = g_task_new (NULL, cancellable, hand_over, task);
  g_task_set_source_tag (work, sockeye_log_model_copy_async);
  g_task_set_task_data (work, copy, copy_data_free);
  g_task_run_in_thread (work, copy_in_thread);
}

/**
 * sockeye_log_model_copy_finish:
 * @self: a model
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full): the copy, or %NULL; see sockeye_log_copy()
 */
char *
sockeye_log_model_copy_finish (SockeyeLogModel *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
