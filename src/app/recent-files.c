/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "recent-files.h"

/* More would be no help in a menu. */
#define FILES_MAX 10
/* As the desktop knows the program. */
#define PROGRAM_NAME "Sockeye"

/**
 * sockeye_recent_files_add:
 * @file: a file that was opened or saved
 * @mime_type: what it is
 */
void
sockeye_recent_files_add (GFile *file, const char *mime_type)
{
  g_autofree char *uri = g_file_get_uri (file);
  GtkRecentData data = {
    .mime_type = (char *) mime_type,
    .app_name = (char *) PROGRAM_NAME,
    .app_exec = (char *) "sockeye %f",
  };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

/**
 * sockeye_recent_files_forget:
 * @file: a file that is no longer there
 */
void
sockeye_recent_files_forget (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  /* NULL: it need not have been among them. */
  gtk_recent_manager_remove_item (gtk_recent_manager_get_default (), uri, NULL);
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  GDateTime *one = gtk_recent_info_get_modified (*(GtkRecentInfo *const *) a);
  GDateTime *other = gtk_recent_info_get_modified (*(GtkRecentInfo *const *) b);

  return g_date_time_compare (other, one);
}

/* The newest first. */
static GPtrArray *
list_own (void)
{
  GPtrArray *own = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_recent_info_unref);
  GList *all = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());

  for (GList *l = all; l != NULL; l = l->next)
    if (gtk_recent_info_has_application (l->data, PROGRAM_NAME))
      g_ptr_array_add (own, gtk_recent_info_ref (l->data));
  g_list_free_full (all, (GDestroyNotify) gtk_recent_info_unref);
  g_ptr_array_sort (own, compare_newest);
  g_ptr_array_set_size (own, (int) MIN (own->len, FILES_MAX));
  return own;
}

/* Where there are two of one name, the path tells them apart. An underscore is no mnemonic. */
static char *
make_label (GPtrArray *files, guint position)
{
  GtkRecentInfo *info = files->pdata[position];
  const char *name = gtk_recent_info_get_display_name (info);
  g_autofree char *path = gtk_recent_info_get_uri_display (info);
  g_auto (GStrv) parts = NULL;

  for (guint i = 0; i < files->len && path != NULL; i++)
    if (i != position && g_strcmp0 (gtk_recent_info_get_display_name (files->pdata[i]), name) == 0)
      name = path;
  parts = g_strsplit (name, "_", -1);
  return g_strjoinv ("__", parts);
}

/**
 * sockeye_recent_files_fill:
 * @menu: gets an item for each of them, and for nothing else
 * @action: what is done with a file, whose URI is its target
 */
void
sockeye_recent_files_fill (GMenu *menu, const char *action)
{
  g_autoptr (GPtrArray) files = list_own ();

  g_menu_remove_all (menu);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *label = make_label (files, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, action, "s", gtk_recent_info_get_uri (files->pdata[i]));
      g_menu_append_item (menu, item);
    }
}
