/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands.h"

#include "errors.h"

#include <glib/gi18n-lib.h>

struct _SockeyeQuickCommands
{
  GObject parent_instance;

  GPtrArray *folders; /* of SockeyeQuickCommandFolder */

  /* What was deleted last, and where it was. */
  SockeyeQuickCommandFolder *deleted_from; /* (nullable): the command's folder, or the deleted one */
  SockeyeQuickCommand *deleted;            /* (nullable): %NULL: the whole folder */
  guint deleted_at;
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeQuickCommands,
                               sockeye_quick_commands,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_CAN_UNDO,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model G_GNUC_UNUSED)
{
  return SOCKEYE_TYPE_QUICK_COMMAND_FOLDER;
}

static guint
get_n_items (GListModel *model)
{
  return SOCKEYE_QUICK_COMMANDS (model)->folders->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeQuickCommands *self = SOCKEYE_QUICK_COMMANDS (model);

  return position < self->folders->len ? g_object_ref (g_ptr_array_index (self->folders, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
on_changed (SockeyeQuickCommands *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
insert_folder (SockeyeQuickCommands *self, guint position, SockeyeQuickCommandFolder *folder)
{
  position = MIN (position, self->folders->len);
  g_ptr_array_insert (self->folders, (int) position, g_object_ref (folder));
  g_signal_connect_swapped (folder, "changed", G_CALLBACK (on_changed), self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  on_changed (self);
}

static SockeyeQuickCommandFolder *
take_folder (SockeyeQuickCommands *self, guint position)
{
  SockeyeQuickCommandFolder *folder = g_ptr_array_steal_index (self->folders, position);

  g_signal_handlers_disconnect_by_data (folder, self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  on_changed (self);
  return folder;
}

static void
remember (SockeyeQuickCommands *self,
          SockeyeQuickCommandFolder *folder,
          SockeyeQuickCommand *command,
          guint position)
{
  g_set_object (&self->deleted_from, folder);
  g_set_object (&self->deleted, command);
  self->deleted_at = position;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
}

static void
sockeye_quick_commands_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeQuickCommands *self = SOCKEYE_QUICK_COMMANDS (object);

  switch (id)
    {
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, sockeye_quick_commands_can_undo (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_quick_commands_finalize (GObject *object)
{
  SockeyeQuickCommands *self = SOCKEYE_QUICK_COMMANDS (object);

  for (guint i = 0; i < self->folders->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->folders, i), self);
  g_ptr_array_unref (self->folders);
  g_clear_object (&self->deleted_from);
  g_clear_object (&self->deleted);

  G_OBJECT_CLASS (sockeye_quick_commands_parent_class)->finalize (object);
}

static void
sockeye_quick_commands_class_init (SockeyeQuickCommandsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sockeye_quick_commands_get_property;
  object_class->finalize = sockeye_quick_commands_finalize;

  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SockeyeQuickCommands::changed:
   *
   * What would be kept is another thing now: a folder, its list, or what a command holds. Comes several times for one
   * step of the user.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_QUICK_COMMANDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
sockeye_quick_commands_init (SockeyeQuickCommands *self)
{
  /* Translators: the name of the folder of quick commands that is there at first */
  g_autoptr (SockeyeQuickCommandFolder) first = sockeye_quick_command_folder_new (_ ("General"));

  self->folders = g_ptr_array_new_with_free_func (g_object_unref);
  insert_folder (self, 0, first);
}

/**
 * sockeye_quick_commands_new:
 *
 * Returns: (transfer full): an empty folder
 */
SockeyeQuickCommands *
sockeye_quick_commands_new (void)
{
  return g_object_new (SOCKEYE_TYPE_QUICK_COMMANDS, NULL);
}

/**
 * sockeye_quick_commands_copy:
 * @self: folders
 *
 * Returns: (transfer full): copies of them, of which nobody else knows, so that another thread may have them
 */
SockeyeQuickCommands *
sockeye_quick_commands_copy (SockeyeQuickCommands *self)
{
  SockeyeQuickCommands *copy = sockeye_quick_commands_new ();

  for (guint i = 0; i < self->folders->len; i++)
    {
      g_autoptr (SockeyeQuickCommandFolder)
          folder = sockeye_quick_command_folder_copy (g_ptr_array_index (self->folders, i));

      insert_folder (copy, i, folder);
    }
  g_object_unref (take_folder (copy, copy->folders->len - 1));
  return copy;
}

/**
 * sockeye_quick_commands_get_n_folders:
 * @self: folders
 *
 * Returns: how many there are, at least 1
 */
guint
sockeye_quick_commands_get_n_folders (SockeyeQuickCommands *self)
{
  return self->folders->len;
}

/**
 * sockeye_quick_commands_get_folder:
 * @self: folders
 * @position: of a folder
 *
 * Returns: (transfer none) (nullable): the folder there; %NULL: there is none
 */
SockeyeQuickCommandFolder *
sockeye_quick_commands_get_folder (SockeyeQuickCommands *self, guint position)
{
  return position < self->folders->len ? g_ptr_array_index (self->folders, position) : NULL;
}

/**
 * sockeye_quick_commands_find_folder:
 * @self: folders
 * @folder: a folder
 * @position: (out) (optional): where it is
 *
 * Returns: whether it is one of them
 */
gboolean
sockeye_quick_commands_find_folder (SockeyeQuickCommands *self,
                                    SockeyeQuickCommandFolder *folder,
                                    guint *position)
{
  return g_ptr_array_find (self->folders, folder, position);
}

/**
 * sockeye_quick_commands_find:
 * @self: folders
 * @command: a command
 *
 * Returns: (transfer none) (nullable): the folder that has it; %NULL: none
 */
SockeyeQuickCommandFolder *
sockeye_quick_commands_find (SockeyeQuickCommands *self, SockeyeQuickCommand *command)
{
  for (guint i = 0; i < self->folders->len; i++)
    if (sockeye_quick_command_folder_find (g_ptr_array_index (self->folders, i), command, NULL))
      return g_ptr_array_index (self->folders, i);
  return NULL;
}

/**
 * sockeye_quick_commands_count:
 * @self: folders
 *
 * Returns: how many commands they have together
 */
guint
sockeye_quick_commands_count (SockeyeQuickCommands *self)
{
  guint n = 0;

  for (guint i = 0; i < self->folders->len; i++)
    n += sockeye_quick_command_folder_get_n_commands (g_ptr_array_index (self->folders, i));
  return n;
}

static gboolean
check_room (SockeyeQuickCommands *self, guint n_folders, guint n_commands, GError **error)
{
  if (self->folders->len + n_folders > SOCKEYE_QUICK_COMMAND_FOLDERS_MAX)
    {
      g_set_error (
          error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
          _ ("There is room for %d folders of quick commands. Delete some first; nothing was added."),
          SOCKEYE_QUICK_COMMAND_FOLDERS_MAX);
      return FALSE;
    }
  if (sockeye_quick_commands_count (self) + n_commands > SOCKEYE_QUICK_COMMANDS_MAX)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
                   _ ("There is room for %d quick commands. Delete some first; nothing was added."),
                   SOCKEYE_QUICK_COMMANDS_MAX);
      return FALSE;
    }

  return TRUE;
}

/**
 * sockeye_quick_commands_add_folder:
 * @self: folders
 * @name: what it is called, 1 to %SOCKEYE_QUICK_COMMAND_NAME_MAX characters
 * @error: %SOCKEYE_ERROR_TOO_LARGE: there are %SOCKEYE_QUICK_COMMAND_FOLDERS_MAX
 *
 * Returns: (transfer none) (nullable): a new folder, the last one
 */
SockeyeQuickCommandFolder *
sockeye_quick_commands_add_folder (SockeyeQuickCommands *self, const char *name, GError **error)
{
  g_autoptr (SockeyeQuickCommandFolder) folder = NULL;

  if (!check_room (self, 1, 0, error))
    return NULL;

  folder = sockeye_quick_command_folder_new (name);
  insert_folder (self, self->folders->len, folder);
  return folder;
}

/**
 * sockeye_quick_commands_add:
 * @self: folders
 * @folder: one of them
 * @position: where to; beyond the end: at the end
 * @command: a command that is in no folder
 * @error: %SOCKEYE_ERROR_TOO_LARGE: there are %SOCKEYE_QUICK_COMMANDS_MAX
 *
 * Returns: %FALSE for an error
 */
gboolean
sockeye_quick_commands_add (SockeyeQuickCommands *self,
                            SockeyeQuickCommandFolder *folder,
                            guint position,
                            SockeyeQuickCommand *command,
                            GError **error)
{
  if (!check_room (self, 0, 1, error))
    return FALSE;

  sockeye_quick_command_folder_insert (folder, position, command);
  return TRUE;
}

/**
 * sockeye_quick_commands_move:
 * @self: folders
 * @command: a command in one of them
 * @folder: one of them, the same or another one
 * @position: where it is to be afterwards; beyond the end: at the end
 *
 * Returns: whether anything is different now
 */
gboolean
sockeye_quick_commands_move (SockeyeQuickCommands *self,
                             SockeyeQuickCommand *command,
                             SockeyeQuickCommandFolder *folder,
                             guint position)
{
  SockeyeQuickCommandFolder *from = sockeye_quick_commands_find (self, command);
  g_autoptr (SockeyeQuickCommand) moved = NULL;
  guint before = 0;

  if (from == NULL || !sockeye_quick_commands_find_folder (self, folder, NULL))
    return FALSE;

  sockeye_quick_command_folder_find (from, command, &before);
  if (from == folder)
    position = MIN (position, sockeye_quick_command_folder_get_n_commands (folder) - 1);
  if (from == folder && position == before)
    return FALSE;

  moved = g_object_ref (command);
  sockeye_quick_command_folder_remove (from, before);
  sockeye_quick_command_folder_insert (folder, position, moved);
  return TRUE;
}

/**
 * sockeye_quick_commands_delete:
 * @self: folders
 * @command: a command in one of them
 *
 * Takes it away. sockeye_quick_commands_undo() brings it back until something else is deleted.
 *
 * Returns: %FALSE when it is not there
 */
gboolean
sockeye_quick_commands_delete (SockeyeQuickCommands *self, SockeyeQuickCommand *command)
{
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_find (self, command);
  guint position;

  if (folder == NULL)
    return FALSE;

  sockeye_quick_command_folder_find (folder, command, &position);
  remember (self, folder, command, position);
  sockeye_quick_command_folder_remove (folder, position);
  return TRUE;
}

/**
 * sockeye_quick_commands_delete_folder:
 * @self: folders
 * @folder: one of them
 *
 * Takes it away, with its commands, as sockeye_quick_commands_delete() does.
 *
 * Returns: %FALSE when it is not there, or is the only one
 */
gboolean
sockeye_quick_commands_delete_folder (SockeyeQuickCommands *self, SockeyeQuickCommandFolder *folder)
{
  guint position;

  if (self->folders->len == 1 || !g_ptr_array_find (self->folders, folder, &position))
    return FALSE;

  remember (self, folder, NULL, position);
  g_object_unref (take_folder (self, position));
  return TRUE;
}

/**
 * sockeye_quick_commands_can_undo:
 * @self: folders
 *
 * Returns: whether there is something that sockeye_quick_commands_undo() brings back
 */
gboolean
sockeye_quick_commands_can_undo (SockeyeQuickCommands *self)
{
  return self->deleted_from != NULL;
}

/* The folder may have been deleted since, or read anew from the file. */
static SockeyeQuickCommandFolder *
find_home (SockeyeQuickCommands *self)
{
  const char *name = sockeye_quick_command_folder_get_name (self->deleted_from);

  if (g_ptr_array_find (self->folders, self->deleted_from, NULL))
    return self->deleted_from;

  for (guint i = 0; i < self->folders->len; i++)
    if (g_str_equal (sockeye_quick_command_folder_get_name (g_ptr_array_index (self->folders, i)), name))
      return g_ptr_array_index (self->folders, i);
  return g_ptr_array_index (self->folders, 0);
}

/**
 * sockeye_quick_commands_undo:
 * @self: folders
 * @error: %SOCKEYE_ERROR_TOO_LARGE: there is no room for it any more
 *
 * Brings back what was deleted last, to where it was.
 *
 * Returns: %FALSE for an error, after which it can be tried again
 */
gboolean
sockeye_quick_commands_undo (SockeyeQuickCommands *self, GError **error)
{
  gboolean is_folder = self->deleted == NULL;
  guint n_commands;

  g_return_val_if_fail (sockeye_quick_commands_can_undo (self), FALSE);

  n_commands = is_folder ? sockeye_quick_command_folder_get_n_commands (self->deleted_from) : 1;
  if (!check_room (self, is_folder ? 1 : 0, n_commands, error))
    return FALSE;

  if (is_folder)
    insert_folder (self, self->deleted_at, self->deleted_from);
  else
    sockeye_quick_command_folder_insert (find_home (self), self->deleted_at, self->deleted);
  remember (self, NULL, NULL, 0);
  return TRUE;
}

/* "Modem", "Modem 2", "Modem 3" … */
static char *
make_unique (SockeyeQuickCommands *self, const char *name)
{
  g_autofree char *unique = g_strdup (name);
  gboolean known = TRUE;

  for (guint number = 2; known; number++)
    {
      known = FALSE;
      for (guint i = 0; i < self->folders->len && !known; i++)
        known = g_str_equal (sockeye_quick_command_folder_get_name (g_ptr_array_index (self->folders, i)),
                             unique);
      if (!known)
        break;
      g_free (unique);
      unique = g_strdup_printf ("%s %u", name, number);
    }

  return g_steal_pointer (&unique);
}

/**
 * sockeye_quick_commands_import:
 * @self: folders
 * @from: folders, which are left without their commands
 * @error: %SOCKEYE_ERROR_TOO_LARGE: there is no room for all of them
 *
 * Adds the folders of @from behind those that are there, of which none changes.
 *
 * Returns: %FALSE for an error, when nothing was added
 */
gboolean
sockeye_quick_commands_import (SockeyeQuickCommands *self, SockeyeQuickCommands *from, GError **error)
{
  if (!check_room (self, from->folders->len, sockeye_quick_commands_count (from), error))
    return FALSE;

  for (guint i = 0; i < from->folders->len; i++)
    {
      SockeyeQuickCommandFolder *folder = g_ptr_array_index (from->folders, i);
      g_autofree char *name = make_unique (self, sockeye_quick_command_folder_get_name (folder));
      g_autoptr (SockeyeQuickCommandFolder) added = sockeye_quick_command_folder_new (name);

      sockeye_quick_command_folder_replace (added, folder);
      insert_folder (self, self->folders->len, added);
    }

  return TRUE;
}

/* The first one from @start on that is called @name comes to @start. */
static gboolean
bring_folder (SockeyeQuickCommands *self, guint start, const char *name)
{
  for (guint i = start; i < self->folders->len; i++)
    {
      g_autoptr (SockeyeQuickCommandFolder) folder = g_object_ref (g_ptr_array_index (self->folders, i));

      if (!g_str_equal (sockeye_quick_command_folder_get_name (folder), name))
        continue;
      if (i != start)
        {
          g_object_unref (take_folder (self, i));
          insert_folder (self, start, folder);
        }
      return TRUE;
    }

  return FALSE;
}

/**
 * sockeye_quick_commands_replace:
 * @self: folders
 * @with: folders, which are left without their commands
 *
 * Becomes what @with is. Folders of the same name and commands that are equal stay the same objects.
 */
void
sockeye_quick_commands_replace (SockeyeQuickCommands *self, SockeyeQuickCommands *with)
{
  guint n = with->folders->len;

  for (guint i = 0; i < n; i++)
    {
      SockeyeQuickCommandFolder *folder = g_ptr_array_index (with->folders, i);

      if (!bring_folder (self, i, sockeye_quick_command_folder_get_name (folder)))
        {
          g_autoptr (SockeyeQuickCommandFolder)
              added = sockeye_quick_command_folder_new (sockeye_quick_command_folder_get_name (folder));

          insert_folder (self, i, added);
        }
      sockeye_quick_command_folder_replace (g_ptr_array_index (self->folders, i), folder);
    }
  while (self->folders->len > n)
    g_object_unref (take_folder (self, self->folders->len - 1));
}
