/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "output-file.h"

#include <stdlib.h>

struct _SockeyeOutputFile
{
  GOutputStream *stream;
  GFile *made; /* (nullable): the file, where there was none before */
};

/* A link stays one: what it points to is replaced, and in one step, which GIO does not do for a link itself. */
static GFile *
resolve_links (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  char *real = path != NULL ? realpath (path, NULL) : NULL;
  GFile *resolved = real != NULL ? g_file_new_for_path (real) : g_object_ref (file);

  free (real);
  return resolved;
}

/**
 * sockeye_output_file_open:
 * @file: where to
 * @cancellable: (nullable): stops the work
 * @error: return location for an error of GIO
 *
 * Only where a new file cannot be put in the place of an old one (several hard links, a folder that cannot be written to)
 * is that overwritten directly.
 *
 * Returns: (transfer full) (nullable): a file to be written to
 */
SockeyeOutputFile *
sockeye_output_file_open (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) resolved = resolve_links (file);
  g_autoptr (GError) local_error = NULL;
  SockeyeOutputFile *self;
  GFileOutputStream *stream;
  gboolean made;

  /* Where there is no file, g_file_replace() would write a new one in its place from the start, and leave it there. */
  stream = g_file_create (resolved, G_FILE_CREATE_NONE, cancellable, &local_error);
  made = stream != NULL;
  if (!made && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (!made)
    stream = g_file_replace (resolved, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  if (stream == NULL)
    return NULL;

  self = g_new0 (SockeyeOutputFile, 1);
  self->stream = G_OUTPUT_STREAM (stream);
  if (made)
    self->made = g_steal_pointer (&resolved);
  return self;
}

/**
 * sockeye_output_file_free:
 * @self: (transfer full): a file that was closed or abandoned
 */
void
sockeye_output_file_free (SockeyeOutputFile *self)
{
  g_object_unref (self->stream);
  g_clear_object (&self->made);
  g_free (self);
}

/**
 * sockeye_output_file_get_stream:
 * @self: a file
 *
 * Returns: (transfer none): where to write
 */
GOutputStream *
sockeye_output_file_get_stream (SockeyeOutputFile *self)
{
  return self->stream;
}

/**
 * sockeye_output_file_close:
 * @self: a file to which all was written
 * @cancellable: (nullable): stops the work
 * @error: return location for an error of GIO
 *
 * Returns: whether the file is in its place; if not, it is to be abandoned
 */
gboolean
sockeye_output_file_close (SockeyeOutputFile *self, GCancellable *cancellable, GError **error)
{
  return g_output_stream_close (self->stream, cancellable, error);
}

/**
 * sockeye_output_file_abandon:
 * @self: a file that cannot be written in full
 *
 * Throws away what was written; what was there before stays.
 */
void
sockeye_output_file_abandon (SockeyeOutputFile *self)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  /* Closing with a cancelled object leaves the file of before. */
  g_cancellable_cancel (cancelled);
  g_output_stream_close (self->stream, cancelled, NULL); /* its error is the cancelling that we ask for */
  /* If it cannot be removed either, there is nothing more to be done. */
  if (self->made != NULL)
    g_file_delete (self->made, NULL, NULL);
}
