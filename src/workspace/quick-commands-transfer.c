/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-transfer.h"

#include "errors.h"
#include "file-error.h"
#include "quick-commands-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * sockeye_quick_commands_load_bytes:
 * @file: a file
 * @error: %G_IO_ERROR: what the system said; or %SOCKEYE_ERROR_INVALID_FILE: it is none that could be read to its end
 *
 * Reads a file that is not beyond all measure. Blocks: not for the UI thread.
 *
 * Returns: (transfer full) (nullable): what it has, with a NUL behind it
 */
GBytes *
sockeye_quick_commands_load_bytes (GFile *file, GError **error)
{
  g_autoptr (GFileInfo)
      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                G_FILE_QUERY_INFO_NONE, NULL, error);
  char *text;
  gsize length;

  if (info == NULL)
    return NULL;
  /* A pipe would keep us waiting for ever. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE, _ ("This is no ordinary file."));
      return NULL;
    }
  if (g_file_info_get_size (info) > SOCKEYE_QUICK_COMMANDS_FILE_MAX)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                   /* Translators: %u is a number of MiB */
                   _ ("The file has more than %u MiB."), SOCKEYE_QUICK_COMMANDS_FILE_MAX >> 20);
      return NULL;
    }
  if (!g_file_load_contents (file, NULL, &text, &length, NULL, error))
    return NULL;

  return g_bytes_new_take (text, length);
}

/**
 * sockeye_quick_commands_explain:
 * @error: an error of sockeye_quick_commands_load_bytes() or sockeye_quick_commands_from_text()
 *
 * Returns: (transfer full): what is wrong, as a sentence: what the system says has no full stop
 */
char *
sockeye_quick_commands_explain (const GError *error)
{
  if (error->domain == SOCKEYE_ERROR)
    return g_strdup (error->message);

  /* Translators: %s is what the system said; make it a sentence */
  return g_strdup_printf (_ ("%s."), sockeye_file_error_get_reason (error));
}

static void
load_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  GFile *file = data;
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = sockeye_quick_commands_load_bytes (file, &error);
  SockeyeQuickCommands *commands = NULL;
  g_autofree char *why = NULL;
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes != NULL)
    commands = sockeye_quick_commands_from_text (text != NULL ? text : "", length, &error);
  /* There is always a folder, also where the file has none. */
  if (commands != NULL && sockeye_quick_commands_count (commands) == 0)
    {
      g_clear_object (&commands);
      g_set_error_literal (&error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                           _ ("There are no quick commands in it."));
    }
  if (commands != NULL)
    {
      g_task_return_pointer (task, commands, g_object_unref);
      return;
    }

  why = sockeye_quick_commands_explain (error);
  g_task_return_new_error (task, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                           /* Translators: a file, and what is wrong with it, a sentence */
                           _ ("Nothing was imported from “%s”. %s"), name, why);
}

/**
 * sockeye_quick_commands_load_async:
 * @file: a file
 * @cancellable: (nullable): gives up waiting
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Reads a file as sockeye_quick_commands_export_async() writes it.
 */
void
sockeye_quick_commands_load_async (GFile *file,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, sockeye_quick_commands_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * sockeye_quick_commands_load_finish:
 * @result: what the callback was given
 * @error: why there is nothing, a sentence for the user with the line that is wrong, if one is
 *
 * Returns: (transfer full) (nullable): what stands in the file
 */
SockeyeQuickCommands *
sockeye_quick_commands_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_quick_commands_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  SockeyeQuickCommands *commands;
  guint only; /* position of the folder; G_MAXUINT: all */
  GFile *file;
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_object_unref (self->commands);
  g_object_unref (self->file);
  g_free (self);
}

static void
export_in_thread (GTask *task,
                  gpointer source G_GNUC_UNUSED,
                  gpointer data,
                  GCancellable *cancellable G_GNUC_UNUSED)
{
  Export *self = data;
  g_autofree char *text = sockeye_quick_commands_to_text (
      self->commands, sockeye_quick_commands_get_folder (self->commands, self->only));
  g_autofree char *name = g_file_get_parse_name (self->file);
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents (self->file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                               &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
                             /* Translators: a file, what the system said, and what to do, a sentence */
                             _ ("The quick commands could not be exported to “%s”: %s. %s"), name,
                             sockeye_file_error_get_reason (error), sockeye_file_error_advise_saving (error));
}

/**
 * sockeye_quick_commands_export_async:
 * @commands: folders
 * @only: (nullable): one of them; %NULL: all
 * @file: where to; a file of that name is replaced in one step
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Writes them as they are now, see sockeye_quick_commands_to_text().
 */
void
sockeye_quick_commands_export_async (SockeyeQuickCommands *commands,
                                     SockeyeQuickCommandFolder *only,
                                     GFile *file,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Export *self = g_new0 (Export, 1);

  self->commands = sockeye_quick_commands_copy (commands);
  if (only == NULL || !sockeye_quick_commands_find_folder (commands, only, &self->only))
    self->only = G_MAXUINT;
  self->file = g_object_ref (file);
  g_task_set_source_tag (task, sockeye_quick_commands_export_async);
  g_task_set_task_data (task, self, export_free);
  g_task_run_in_thread (task, export_in_thread);
}

/**
 * sockeye_quick_commands_export_finish:
 * @result: what the callback was given
 * @error: why the file was not written, a sentence for the user
 *
 * Returns: whether the file was written
 */
gboolean
sockeye_quick_commands_export_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_quick_commands_export_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
