/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "profile-transfer.h"

#include "errors.h"
#include "file-error.h"
#include "output-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK_LENGTH (64u << 10)

/* Every pcapng file begins with the type of its first block. */
static const guint8 capture_magic[4] = { 0x0a, 0x0d, 0x0d, 0x0a };

/* On the way to or from a thread. */
typedef struct
{
  GFile *file;
  SockeyeProfileKeys *keys;
  SockeyeProfile *profile; /* (nullable): to be saved */
  gboolean is_capture;     /* it is no profile, but may be a capture */
} Transfer;

static void
transfer_free (gpointer data)
{
  Transfer *self = data;

  g_object_unref (self->file);
  sockeye_profile_keys_free (self->keys);
  g_clear_pointer (&self->profile, sockeye_profile_free);
  g_free (self);
}

static Transfer *
transfer_new (GFile *file, const SockeyeProfileKeys *keys)
{
  Transfer *self = g_new0 (Transfer, 1);

  self->file = g_object_ref (file);
  self->keys = sockeye_profile_keys_copy (keys);
  return self;
}

/* --- Reading */

static gboolean
check_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, error);
  GFileType type = info != NULL ? g_file_info_get_file_type (info) : G_FILE_TYPE_UNKNOWN;

  /* A pipe would keep us waiting for ever. */
  if (info == NULL || type == G_FILE_TYPE_REGULAR)
    return info != NULL;

  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                       type == G_FILE_TYPE_DIRECTORY
                           ? _ ("This is a folder. Open the files in it.")
                           : _ ("This is no ordinary file, but a pipe, a socket or a device. Copy what comes "
                                "from it into a file, and open that."));
  return FALSE;
}

/* A NUL is put behind what was read. The file may grow meanwhile: it is not its size that counts. */
static GByteArray *
read_stream (Transfer *self, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize length = CHUNK_LENGTH;

  while (length == CHUNK_LENGTH && !self->is_capture)
    {
      guint start = bytes->len;

      g_byte_array_set_size (bytes, start + CHUNK_LENGTH);
      if (!g_input_stream_read_all (stream, bytes->data + start, CHUNK_LENGTH, &length, cancellable, error))
        return NULL;
      g_byte_array_set_size (bytes, start + (guint) length);
      self->is_capture = bytes->len >= sizeof capture_magic
                         && memcmp (bytes->data, capture_magic, sizeof capture_magic) == 0;
      if (bytes->len <= SOCKEYE_PROFILE_FILE_MAX)
        continue;
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                   /* Translators: %u is a number of MiB */
                   _ ("The file has more than %u MiB: that is no profile."), SOCKEYE_PROFILE_FILE_MAX >> 20);
      return NULL;
    }

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return g_steal_pointer (&bytes);
}

/* (nullable): there is no file, or none that could be asked. Where files have no etag, nothing is known of them. */
static char *
get_etag (GFile *file)
{
  g_autoptr (GFileInfo)
      info = g_file_query_info (file, G_FILE_ATTRIBUTE_ETAG_VALUE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  const char *etag = info != NULL ? g_file_info_get_etag (info) : NULL;

  return info != NULL ? g_strdup (etag != NULL ? etag : "") : NULL;
}

static SockeyeProfile *
load (Transfer *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *etag = get_etag (self->file);
  SockeyeProfile *profile;

  if (!check_file (self->file, cancellable, error))
    return NULL;
  stream = g_file_read (self->file, cancellable, error);
  if (stream != NULL)
    bytes = read_stream (self, G_INPUT_STREAM (stream), cancellable, error);
  if (bytes == NULL || self->is_capture)
    return NULL;
  profile = sockeye_profile_from_text ((const char *) bytes->data, bytes->len - 1, self->keys, error);
  if (profile != NULL)
    profile->etag = g_steal_pointer (&etag);
  return profile;
}

static GError *
explain (Transfer *self, const GError *cause)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  if (cause->domain != G_IO_ERROR)
    return g_error_new (
        SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
        /* Translators: a file, and what is wrong with it, a sentence that mostly begins with a line */
        _ ("“%s” was not opened, and nothing was changed. %s"), name, cause->message);
  return g_error_new (SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
                      /* Translators: a file, what the system said, and what to do, a sentence */
                      _ ("“%s” could not be read, and nothing was changed: %s. %s"), name,
                      sockeye_file_error_get_reason (cause), sockeye_file_error_advise_opening (cause));
}

static void
load_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  Transfer *self = data;
  g_autoptr (GError) error = NULL;
  SockeyeProfile *profile = load (self, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, explain (self, error));
  else
    g_task_return_pointer (task, profile, (GDestroyNotify) sockeye_profile_free);
}

/**
 * sockeye_profile_load_async:
 * @file: a file
 * @keys: what a profile has
 * @cancellable: (nullable): gives up
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Reads a file as sockeye_profile_save_async() writes it, at most %SOCKEYE_PROFILE_FILE_MAX bytes.
 */
void
sockeye_profile_load_async (GFile *file,
                            const SockeyeProfileKeys *keys,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, sockeye_profile_load_async);
  g_task_set_task_data (task, transfer_new (file, keys), transfer_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * sockeye_profile_load_finish:
 * @result: what the callback was given
 * @is_capture: (out): there is neither a profile nor an error, because it is a capture (pcapng)
 * @error: %G_IO_ERROR_CANCELLED, or why there is nothing: sentences for the user, with the line that is wrong
 *
 * Returns: (transfer full) (nullable): what stands in the file
 */
SockeyeProfile *
sockeye_profile_load_finish (GAsyncResult *result, gboolean *is_capture, GError **error)
{
  const Transfer *self;

  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_profile_load_async), NULL);

  self = g_task_get_task_data (G_TASK (result));
  *is_capture = self->is_capture;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Writing */

static gboolean
write_text (GFile *file, const char *text, gsize length, GError **error)
{
  SockeyeOutputFile *output = sockeye_output_file_open (file, NULL, error);
  gboolean written;

  if (output == NULL)
    return FALSE;
  written = g_output_stream_write_all (sockeye_output_file_get_stream (output), text, length, NULL, NULL,
                                       error)
            && sockeye_output_file_close (output, NULL, error);
  if (!written)
    sockeye_output_file_abandon (output);
  sockeye_output_file_free (output);
  return written;
}

/* People edit these files. One that is gone is written anew. */
static gboolean
was_changed (Transfer *self)
{
  g_autofree char *etag = self->profile->etag != NULL ? get_etag (self->file) : NULL;

  return etag != NULL && !g_str_equal (etag, self->profile->etag);
}

static void
save_in_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *c G_GNUC_UNUSED)
{
  Transfer *self = data;
  g_autofree char *text = sockeye_profile_to_text (self->profile, self->keys);
  g_autofree char *name = g_file_get_parse_name (self->file);
  gsize length = strlen (text);
  g_autoptr (GError) error = NULL;

  if (length > SOCKEYE_PROFILE_FILE_MAX)
    g_task_return_new_error (
        task, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
        /* Translators: %u is a number of MiB */
        _ ("The profile was not saved: its quick commands and rules have more than %u MiB. "
           "Choose a smaller folder of quick commands, and save again."),
        SOCKEYE_PROFILE_FILE_MAX >> 20);
  else if (was_changed (self))
    g_task_return_new_error (
        task, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
        /* Translators: %s is a file */
        _ ("The profile was not saved, because another program has changed “%s” meanwhile. Open it "
           "to see what it is now, or save this one under another name."),
        name);
  else if (write_text (self->file, text, length, &error))
    g_task_return_pointer (task, get_etag (self->file), g_free);
  else
    g_task_return_new_error (task, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
                             /* Translators: a file, what the system said, and what to do, a sentence */
                             _ ("The profile could not be saved to “%s”: %s. %s"), name,
                             sockeye_file_error_get_reason (error), sockeye_file_error_advise_saving (error));
}

/**
 * sockeye_profile_save_async:
 * @profile: (transfer full): what is written; with its etag, only over the contents that are known
 * @keys: what it has
 * @file: where to; a file of that name is replaced in one step
 * @callback: called in the thread-default context of the caller
 * @data: for @callback
 *
 * Writes a profile, see sockeye_profile_to_text().
 */
void
sockeye_profile_save_async (SockeyeProfile *profile,
                            const SockeyeProfileKeys *keys,
                            GFile *file,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Transfer *self = transfer_new (file, keys);

  self->profile = profile;
  g_task_set_source_tag (task, sockeye_profile_save_async);
  g_task_set_task_data (task, self, transfer_free);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * sockeye_profile_save_finish:
 * @result: what the callback was given
 * @etag: (out) (transfer full) (nullable): stands for what the file has now
 * @error: why the file was not written, sentences for the user
 *
 * Returns: whether the file was written
 */
gboolean
sockeye_profile_save_finish (GAsyncResult *result, char **etag, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sockeye_profile_save_async), FALSE);

  *etag = g_task_propagate_pointer (G_TASK (result), error);
  return !g_task_had_error (G_TASK (result));
}
