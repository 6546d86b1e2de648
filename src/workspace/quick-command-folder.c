/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-command-folder.h"

#include "errors.h"

#include <glib/gi18n-lib.h>

struct _SockeyeQuickCommandFolder
{
  GObject parent_instance;

  char *name;
  GPtrArray *commands; /* of SockeyeQuickCommand */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SockeyeQuickCommandFolder,
                               sockeye_quick_command_folder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_NAME,
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
  return SOCKEYE_TYPE_QUICK_COMMAND;
}

static guint
get_n_items (GListModel *model)
{
  return SOCKEYE_QUICK_COMMAND_FOLDER (model)->commands->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SockeyeQuickCommandFolder *self = SOCKEYE_QUICK_COMMAND_FOLDER (model);

  return position < self->commands->len ? g_object_ref (g_ptr_array_index (self->commands, position)) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
on_changed (SockeyeQuickCommandFolder *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sockeye_quick_command_folder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeQuickCommandFolder *self = SOCKEYE_QUICK_COMMAND_FOLDER (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_quick_command_folder_finalize (GObject *object)
{
  SockeyeQuickCommandFolder *self = SOCKEYE_QUICK_COMMAND_FOLDER (object);

  for (guint i = 0; i < self->commands->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->commands, i), self);
  g_ptr_array_unref (self->commands);
  g_free (self->name);

  G_OBJECT_CLASS (sockeye_quick_command_folder_parent_class)->finalize (object);
}

static void
sockeye_quick_command_folder_class_init (SockeyeQuickCommandFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sockeye_quick_command_folder_get_property;
  object_class->finalize = sockeye_quick_command_folder_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SockeyeQuickCommandFolder::changed:
   *
   * The name, the list of commands, or what one of them holds is another one now.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_QUICK_COMMAND_FOLDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
sockeye_quick_command_folder_init (SockeyeQuickCommandFolder *self)
{
  self->commands = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sockeye_quick_command_folder_new:
 * @name: what it is called, at most %SOCKEYE_QUICK_COMMAND_NAME_MAX characters
 *
 * Returns: (transfer full): an empty folder
 */
SockeyeQuickCommandFolder *
sockeye_quick_command_folder_new (const char *name)
{
  SockeyeQuickCommandFolder *self = g_object_new (SOCKEYE_TYPE_QUICK_COMMAND_FOLDER, NULL);

  self->name = g_strdup (name);
  return self;
}

/**
 * sockeye_quick_command_folder_copy:
 * @self: a folder
 *
 * Returns: (transfer full): a folder of the same name with copies of the commands
 */
SockeyeQuickCommandFolder *
sockeye_quick_command_folder_copy (SockeyeQuickCommandFolder *self)
{
  SockeyeQuickCommandFolder *copy = sockeye_quick_command_folder_new (self->name);

  for (guint i = 0; i < self->commands->len; i++)
    {
      g_autoptr (SockeyeQuickCommand)
          command = sockeye_quick_command_copy (g_ptr_array_index (self->commands, i));

      sockeye_quick_command_folder_insert (copy, i, command);
    }

  return copy;
}

/**
 * sockeye_quick_command_folder_get_name:
 * @self: a folder
 *
 * Returns: what it is called; several may have the same name
 */
const char *
sockeye_quick_command_folder_get_name (SockeyeQuickCommandFolder *self)
{
  return self->name;
}

/**
 * sockeye_quick_command_folder_set_name:
 * @self: a folder
 * @name: what it is called
 * @error: it has no name, or one of more than %SOCKEYE_QUICK_COMMAND_NAME_MAX characters
 *
 * Returns: %FALSE for an error, when the name stays as it was
 */
gboolean
sockeye_quick_command_folder_set_name (SockeyeQuickCommandFolder *self, const char *name, GError **error)
{
  if (*name == '\0' || g_utf8_strlen (name, -1) > SOCKEYE_QUICK_COMMAND_NAME_MAX)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
                   _ ("A folder needs a name of 1 to %d characters."), SOCKEYE_QUICK_COMMAND_NAME_MAX);
      return FALSE;
    }
  if (g_str_equal (self->name, name))
    return TRUE;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  on_changed (self);
  return TRUE;
}

/**
 * sockeye_quick_command_folder_get_n_commands:
 * @self: a folder
 *
 * Returns: how many commands it has
 */
guint
sockeye_quick_command_folder_get_n_commands (SockeyeQuickCommandFolder *self)
{
  return self->commands->len;
}

/**
 * sockeye_quick_command_folder_get_command:
 * @self: a folder
 * @position: of a command
 *
 * Returns: (transfer none) (nullable): the command there; %NULL: there is none
 */
SockeyeQuickCommand *
sockeye_quick_command_folder_get_command (SockeyeQuickCommandFolder *self, guint position)
{
  return position < self->commands->len ? g_ptr_array_index (self->commands, position) : NULL;
}

/**
 * sockeye_quick_command_folder_find:
 * @self: a folder
 * @command: a command
 * @position: (out) (optional): where it is
 *
 * Returns: whether it is in the folder
 */
gboolean
sockeye_quick_command_folder_find (SockeyeQuickCommandFolder *self,
                                   SockeyeQuickCommand *command,
                                   guint *position)
{
  return g_ptr_array_find (self->commands, command, position);
}

/**
 * sockeye_quick_command_folder_insert:
 * @self: a folder
 * @position: where to; beyond the end: at the end
 * @command: a command that is in no folder
 */
void
sockeye_quick_command_folder_insert (SockeyeQuickCommandFolder *self,
                                     guint position,
                                     SockeyeQuickCommand *command)
{
  position = MIN (position, self->commands->len);
  g_ptr_array_insert (self->commands, (int) position, g_object_ref (command));
  g_signal_connect_swapped (command, "notify", G_CALLBACK (on_changed), self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  on_changed (self);
}

static SockeyeQuickCommand *
steal (SockeyeQuickCommandFolder *self, guint position)
{
  SockeyeQuickCommand *command = g_ptr_array_steal_index (self->commands, position);

  g_signal_handlers_disconnect_by_data (command, self);
  return command;
}

/**
 * sockeye_quick_command_folder_remove:
 * @self: a folder
 * @position: of one of its commands
 */
void
sockeye_quick_command_folder_remove (SockeyeQuickCommandFolder *self, guint position)
{
  g_autoptr (SockeyeQuickCommand) command = NULL;

  g_return_if_fail (position < self->commands->len);

  command = steal (self, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  on_changed (self);
}

/* How many commands at the beginning are the same in both. */
static guint
count_equal (SockeyeQuickCommandFolder *self, SockeyeQuickCommandFolder *other)
{
  guint n = 0;

  while (n < self->commands->len && n < other->commands->len
         && sockeye_quick_command_equal (g_ptr_array_index (self->commands, n),
                                         g_ptr_array_index (other->commands, n)))
    n++;
  return n;
}

static SockeyeQuickCommand *
take_equal (GPtrArray *commands, SockeyeQuickCommand *command)
{
  for (guint i = 0; i < commands->len; i++)
    if (sockeye_quick_command_equal (g_ptr_array_index (commands, i), command))
      return g_ptr_array_steal_index (commands, i);
  return NULL;
}

/**
 * sockeye_quick_command_folder_replace:
 * @self: a folder
 * @with: a folder, which loses its commands
 *
 * Takes over the commands of @with. Those that are equal to one that was here stay the same objects, so that whoever
 * looks at them sees no change.
 */
void
sockeye_quick_command_folder_replace (SockeyeQuickCommandFolder *self, SockeyeQuickCommandFolder *with)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_object_unref);
  guint start = count_equal (self, with);
  guint n_old = self->commands->len - start;
  guint n_new = with->commands->len - start;

  if (n_old == 0 && n_new == 0)
    return;

  for (guint i = 0; i < n_old; i++)
    g_ptr_array_add (old, steal (self, start));
  /* Two steps: a list view of GTK 4.8 that gets back rows in the step in which it gives them up warns of duplicates. */
  if (n_old > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, n_old, 0);
  for (guint i = 0; i < n_new; i++)
    {
      g_autoptr (SockeyeQuickCommand) loaded = steal (with, start);
      SockeyeQuickCommand *command = take_equal (old, loaded);

      if (command == NULL)
        command = g_steal_pointer (&loaded);
      g_ptr_array_add (self->commands, command);
      g_signal_connect_swapped (command, "notify", G_CALLBACK (on_changed), self);
    }
  if (n_new > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, 0, n_new);
  on_changed (self);
}
