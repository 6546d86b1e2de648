/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-shelf.h"

#include "file-error.h"
#include "lab-file.h"
#include "sockeye-labs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SUFFIX    ".lab"
#define RESOURCES "/org/sockeye/Sockeye/labs"

static void
add_problem (SockeyeLabShelf *self, char *problem)
{
  if (self->problems->len < SOCKEYE_LABS_MAX)
    g_ptr_array_add (self->problems, problem);
  else
    g_free (problem);
}

/* One of the user's takes the place of ours with the same name. */
static void
put (SockeyeLabShelf *self, SockeyeLab *lab)
{
  for (guint i = 0; i < self->labs->len; i++)
    {
      SockeyeLab *there = self->labs->pdata[i];

      if (strcmp (there->id, lab->id) == 0)
        {
          sockeye_lab_unref (there);
          self->labs->pdata[i] = lab;
          return;
        }
    }
  g_ptr_array_add (self->labs, lab);
}

static void
read_text (SockeyeLabShelf *self, const char *name, const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  SockeyeLab *lab = sockeye_lab_file_read (name, text, length, &error);

  if (lab != NULL)
    put (self, lab);
  else
    add_problem (self, g_strdup (error->message));
}

static void
read_resources (SockeyeLabShelf *self)
{
  /* NULL: they are in the program. */
  GResource *resource = sockeye_labs_get_resource ();
  g_auto (GStrv) names = g_resource_enumerate_children (resource, RESOURCES, 0, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (RESOURCES, "/", names[i], NULL);
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, 0, NULL);
      g_autofree char *text = bytes != NULL
                                  ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                                  : NULL;

      if (text != NULL)
        read_text (self, names[i], text, strlen (text));
    }
}

/* It may be large, or no file at all: not more than the limit is read, and one byte. */
static char *
read_start (GFile *file, gsize *length, GError **error)
{
  g_autoptr (GFileInfo)
      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, NULL, error);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *text = g_malloc0 (SOCKEYE_LAB_FILE_MAX + 2);

  if (info == NULL)
    return NULL;
  /* Opening a pipe would wait for somebody who writes. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("It is no file"));
      return NULL;
    }
  stream = g_file_read (file, NULL, error);
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, SOCKEYE_LAB_FILE_MAX + 1, length, NULL,
                                   error))
    return NULL;
  if (*length > SOCKEYE_LAB_FILE_MAX)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("It is too large"));
      return NULL;
    }
  return g_steal_pointer (&text);
}

static void
read_file (SockeyeLabShelf *self, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = read_start (file, &length, &error);

  if (text != NULL)
    read_text (self, shown, text, length);
  else
    /* Translators: the name of a file, and what the system said */
    add_problem (
        self, g_strdup_printf (_ ("%s cannot be read: %s."), shown, sockeye_file_error_get_reason (error)));
}

static void
read_folder (SockeyeLabShelf *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *name;
  guint n = 0;

  if (folder == NULL)
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        add_problem (self, g_strdup (error->message));
      return;
    }
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      if (!g_str_has_suffix (name, SUFFIX) || *name == '.')
        continue;
      if (n++ == SOCKEYE_LABS_MAX)
        {
          /* Translators: a number, and a folder */
          add_problem (
              self, g_strdup_printf (_ ("Only %u labs of the folder %s are shown."), SOCKEYE_LABS_MAX, path));
          return;
        }
      read_file (self, path, name);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const SockeyeLab *const *one = a;
  const SockeyeLab *const *other = b;

  return strcmp ((*one)->id, (*other)->id);
}

static void
load_on_thread (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *c G_GNUC_UNUSED)
{
  SockeyeLabShelf *self = g_new0 (SockeyeLabShelf, 1);

  self->labs = g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_lab_unref);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  read_resources (self);
  read_folder (self, data);
  g_ptr_array_sort (self->labs, compare);
  g_task_return_pointer (task, self, (GDestroyNotify) sockeye_lab_shelf_free);
}

/**
 * sockeye_lab_shelf_get_folder:
 *
 * Returns: (transfer full): the user's folder, which need not be there
 */
char *
sockeye_lab_shelf_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "sockeye", "labs", NULL);
}

/**
 * sockeye_lab_shelf_load_async:
 * @folder: where the user's labs are
 * @callback: called in the thread-default context
 * @data: for @callback
 *
 * Reads all labs in a thread.
 */
void
sockeye_lab_shelf_load_async (const char *folder, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_set_task_data (task, g_strdup (folder), g_free);
  g_task_run_in_thread (task, load_on_thread);
}

/**
 * sockeye_lab_shelf_load_finish:
 * @result: what the callback got
 *
 * Returns: (transfer full): the labs; those that cannot be read are told of in it
 */
SockeyeLabShelf *
sockeye_lab_shelf_load_finish (GAsyncResult *result)
{
  /* NULL: what fails is in the result. */
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * sockeye_lab_shelf_free:
 * @self: (transfer full): the labs
 */
void
sockeye_lab_shelf_free (SockeyeLabShelf *self)
{
  g_ptr_array_unref (self->labs);
  g_ptr_array_unref (self->problems);
  g_free (self);
}
