/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-step.h"

#include "errors.h"
#include "file-error.h"
#include "quick-commands-text.h"
#include "quick-commands-transfer.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Of files put aside within one second. */
#define NAMES_MAX 100

/* Replacing a link would cut it off from the file that it stands for. */
static char *
follow_links (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real != NULL ? real : path);

  free (real);
  return copy;
}

static gboolean
is_same (GBytes *one, GBytes *other)
{
  return one == other || (one != NULL && other != NULL && g_bytes_equal (one, other));
}

/* A name beside the file that nobody has. */
static char *
find_name (const char *path, const char *kind)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *name = g_strdup_printf ("%s.%s-%s", path, kind, time);

  for (guint i = 2; i < NAMES_MAX && g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.%s-%s-%u", path, kind, time, i);
    }
  return name;
}

static gboolean
put_aside (SockeyeQuickCommandsStep *self, GError **error)
{
  g_autofree char *name = find_name (self->path, "broken");
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GFile) aside = g_file_new_for_path (name);

  if (!g_file_move (file, aside, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, error))
    return FALSE;

  self->aside = g_steal_pointer (&name);
  return TRUE;
}

/* %FALSE with @error unset: there is no file. */
static gboolean
read_bytes (SockeyeQuickCommandsStep *self, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GError) local_error = NULL;

  self->bytes = sockeye_quick_commands_load_bytes (file, &local_error);
  if (self->bytes != NULL)
    return TRUE;
  if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static SockeyeQuickCommands *
parse (GBytes *bytes, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  return sockeye_quick_commands_from_text (text != NULL ? text : "", length, error);
}

static GError *
refuse_unreadable (SockeyeQuickCommandsStep *self, const GError *cause)
{
  g_autofree char *why = sockeye_quick_commands_explain (cause);
  g_autoptr (GError) error = NULL;

  if (put_aside (self, &error))
    return g_error_new (SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                        /* Translators: what is wrong with a file, a sentence; then the file's new name */
                        _ ("The quick commands could not be read. %s The file was kept as “%s”, and an empty "
                           "list begun."),
                        why, self->aside);

  self->blocked = TRUE;
  return g_error_new (SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
                      /* Translators: a file; what is wrong with it, a sentence; what the system said */
                      _ ("The quick commands in “%s” could not be read. %s Nor could the file be put aside: "
                         "%s. What you change is not saved, so that nothing in it is lost; make the file "
                         "readable, or remove it, and start Sockeye again."),
                      self->path, why, sockeye_file_error_get_reason (error));
}

/**
 * sockeye_quick_commands_step_new:
 * @path: of the file
 * @known: (nullable): what it had when it was read or written last
 * @commands: (nullable): (transfer full): what is to be written
 *
 * Returns: (transfer full): a step
 */
SockeyeQuickCommandsStep *
sockeye_quick_commands_step_new (const char *path, GBytes *known, SockeyeQuickCommands *commands)
{
  SockeyeQuickCommandsStep *self = g_new0 (SockeyeQuickCommandsStep, 1);

  self->path = g_strdup (path);
  self->known = known != NULL ? g_bytes_ref (known) : NULL;
  self->commands = commands;
  return self;
}

/**
 * sockeye_quick_commands_step_free:
 * @self: a step
 *
 * Frees what it holds, too.
 */
void
sockeye_quick_commands_step_free (SockeyeQuickCommandsStep *self)
{
  g_free (self->path);
  g_clear_pointer (&self->known, g_bytes_unref);
  g_clear_object (&self->commands);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->aside);
  g_free (self);
}

/**
 * sockeye_quick_commands_step_load:
 * @self: a step
 * @error: the file cannot be read, a sentence for the user; it was put aside, or is @blocked
 *
 * Reads the file for the first time. Blocks.
 *
 * Returns: %FALSE for an error; a file that is not there is none
 */
gboolean
sockeye_quick_commands_step_load (SockeyeQuickCommandsStep *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (read_bytes (self, &cause))
    self->commands = parse (self->bytes, &cause);
  if (cause == NULL)
    return TRUE;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_propagate_error (error, refuse_unreadable (self, cause));
  return FALSE;
}

/**
 * sockeye_quick_commands_step_look:
 * @self: a step
 * @error: the file cannot be read any more, a sentence for the user; nothing was done to it
 *
 * Reads the file when others have changed it: then there are @commands. Blocks.
 *
 * Returns: %FALSE for an error
 */
gboolean
sockeye_quick_commands_step_look (SockeyeQuickCommandsStep *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *why = NULL;

  if (read_bytes (self, &cause) && !is_same (self->bytes, self->known))
    self->commands = parse (self->bytes, &cause);
  if (cause == NULL)
    return TRUE;

  why = sockeye_quick_commands_explain (cause);
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE,
      /* Translators: a file, and what is wrong with it, a sentence */
      _ ("Another program changed “%s”, which cannot be read now. %s The quick commands in the window stay "
         "as they are; when you change one they are saved, and that file is kept beside the new one."),
      self->path, why);
  return FALSE;
}

/* What others wrote at the same time is not to be lost either. */
static gboolean
keep_other (SockeyeQuickCommandsStep *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *name = NULL;

  if (!read_bytes (self, &local_error))
    {
      gboolean is_gone = local_error == NULL;

      if (!is_gone)
        g_propagate_error (error, g_steal_pointer (&local_error));
      return is_gone;
    }
  if (is_same (self->bytes, self->known))
    return TRUE;

  name = find_name (self->path, "other");
  if (!g_file_set_contents_full (name, g_bytes_get_data (self->bytes, NULL),
                                 (gssize) g_bytes_get_size (self->bytes), G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 error))
    return FALSE;

  self->aside = g_steal_pointer (&name);
  g_clear_pointer (&self->known, g_bytes_unref);
  self->known = g_bytes_ref (self->bytes);
  return TRUE;
}

static gboolean
write_file (SockeyeQuickCommandsStep *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *real = follow_links (self->path);
  char *text = sockeye_quick_commands_to_text (self->commands, NULL);
  gsize length = strlen (text);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_new_take (text, length);
  /* When the folder cannot be made, the file cannot either, and that is what is told. */
  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents_full (real, text, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/**
 * sockeye_quick_commands_step_save:
 * @self: a step
 * @error: what the system said, in sentences for the user; the file is as it was
 *
 * Puts a new file in the place of the old one, which is there until the new one is safe on the disk. One that others have
 * written meanwhile is kept @aside. Blocks.
 *
 * Returns: %FALSE for an error
 */
gboolean
sockeye_quick_commands_step_save (SockeyeQuickCommandsStep *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *why = NULL;

  if (keep_other (self, &cause) && write_file (self, &cause))
    return TRUE;

  why = sockeye_quick_commands_explain (cause);
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
      /* Translators: a file, and what the system said, a sentence */
      _ ("The quick commands could not be saved to “%s”. %s They are still in the window, and saving is "
         "tried again; make room, or see to it that the file can be written."),
      self->path, why);
  return FALSE;
}
