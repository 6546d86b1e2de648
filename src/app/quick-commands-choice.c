/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-commands-choice.h"

struct _SockeyeQuickCommandsChoice
{
  GObject parent_instance;

  /* Owned */
  SockeyeQuickCommands *commands;
  GSettings *store;                  /* (nullable) */
  GtkSingleSelection *neighbours;    /* of the folders: knows which one takes the place of one that goes */
  SockeyeQuickCommandFolder *folder; /* (nullable): none is there yet */
  char *wanted; /* (nullable): the name of the folder to be chosen as soon as there is one */
};

G_DEFINE_FINAL_TYPE (SockeyeQuickCommandsChoice, sockeye_quick_commands_choice, G_TYPE_OBJECT)

enum
{
  CHANGED,
  SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
want (SockeyeQuickCommandsChoice *self, const char *name)
{
  g_autofree char *wanted = g_strdup (name);

  g_free (self->wanted);
  self->wanted = g_steal_pointer (&wanted);
  if (self->store != NULL)
    g_settings_set_string (self->store, "quick-commands-folder", self->wanted);
}

static void
on_renamed (SockeyeQuickCommandsChoice *self)
{
  want (self, sockeye_quick_command_folder_get_name (self->folder));
}

static void
on_commands_changed (SockeyeQuickCommandsChoice *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_folder (SockeyeQuickCommandsChoice *self, SockeyeQuickCommandFolder *folder)
{
  guint position;

  if (sockeye_quick_commands_find_folder (self->commands, folder, &position))
    gtk_single_selection_set_selected (self->neighbours, position);
  if (folder == self->folder)
    return;

  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_data (self->folder, self);
  g_set_object (&self->folder, folder);
  g_signal_connect_swapped (folder, "notify::name", G_CALLBACK (on_renamed), self);
  g_signal_connect_swapped (folder, "changed", G_CALLBACK (on_commands_changed), self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static SockeyeQuickCommandFolder *
find_wanted (SockeyeQuickCommandsChoice *self)
{
  guint n = sockeye_quick_commands_get_n_folders (self->commands);

  for (guint i = 0; i < n && self->wanted != NULL; i++)
    {
      SockeyeQuickCommandFolder *folder = sockeye_quick_commands_get_folder (self->commands, i);

      if (g_str_equal (sockeye_quick_command_folder_get_name (folder), self->wanted))
        return folder;
    }
  return NULL;
}

static gboolean
is_there (SockeyeQuickCommandsChoice *self, SockeyeQuickCommandFolder *folder)
{
  return folder != NULL && sockeye_quick_commands_find_folder (self->commands, folder, NULL);
}

/* The folder that was chosen may come back at once, when the file is read anew, or later, when its deletion is undone. */
static SockeyeQuickCommandFolder *
find_folder (SockeyeQuickCommandsChoice *self)
{
  SockeyeQuickCommandFolder *folder = NULL;

  if (is_there (self, self->folder)
      && (self->wanted == NULL
          || g_str_equal (sockeye_quick_command_folder_get_name (self->folder), self->wanted)))
    return self->folder;

  folder = find_wanted (self);
  if (folder == NULL && is_there (self, self->folder))
    folder = self->folder;
  if (folder == NULL && self->wanted != NULL)
    folder = gtk_single_selection_get_selected_item (self->neighbours);
  return is_there (self, folder) ? folder : sockeye_quick_commands_get_folder (self->commands, 0);
}

static void
on_folders_changed (SockeyeQuickCommandsChoice *self)
{
  SockeyeQuickCommandFolder *folder = find_folder (self);

  /* None is there for a moment while the last one is taken out and put in again. */
  if (folder != NULL)
    set_folder (self, folder);
  g_signal_emit (self, signals[SETTLED], 0);
}

static void
sockeye_quick_commands_choice_dispose (GObject *object)
{
  SockeyeQuickCommandsChoice *self = SOCKEYE_QUICK_COMMANDS_CHOICE (object);

  if (self->commands != NULL)
    g_signal_handlers_disconnect_by_data (self->commands, self);
  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_data (self->folder, self);
  g_clear_object (&self->folder);
  g_clear_object (&self->neighbours);
  g_clear_object (&self->commands);
  g_clear_object (&self->store);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (sockeye_quick_commands_choice_parent_class)->dispose (object);
}

static void
sockeye_quick_commands_choice_class_init (SockeyeQuickCommandsChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sockeye_quick_commands_choice_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_QUICK_COMMANDS_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[SETTLED] = g_signal_new ("settled", SOCKEYE_TYPE_QUICK_COMMANDS_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
sockeye_quick_commands_choice_init (SockeyeQuickCommandsChoice *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_quick_commands_choice_new:
 * @commands: the folders
 *
 * Returns: (transfer full): a choice, of the first folder
 */
SockeyeQuickCommandsChoice *
sockeye_quick_commands_choice_new (SockeyeQuickCommands *commands)
{
  SockeyeQuickCommandsChoice *self = g_object_new (SOCKEYE_TYPE_QUICK_COMMANDS_CHOICE, NULL);

  self->commands = g_object_ref (commands);
  self->neighbours = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (commands)));
  /* After whoever shows the folders: they know the new ones when they are told of the choice. */
  g_signal_connect_data (commands, "items-changed", G_CALLBACK (on_folders_changed), self, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  on_folders_changed (self);
  return self;
}

/**
 * sockeye_quick_commands_choice_set_store:
 * @self: a choice
 * @store: where its name is kept; the folder of that name is chosen, now or when there is one. Once
 */
void
sockeye_quick_commands_choice_set_store (SockeyeQuickCommandsChoice *self, GSettings *store)
{
  g_autofree char *name = g_settings_get_string (store, "quick-commands-folder");

  g_return_if_fail (self->store == NULL);

  if (*name != '\0')
    want (self, name);
  on_folders_changed (self);
  self->store = g_object_ref (store);
}

/**
 * sockeye_quick_commands_choice_get_commands:
 * @self: a choice
 *
 * Returns: (transfer none): the folders
 */
SockeyeQuickCommands *
sockeye_quick_commands_choice_get_commands (SockeyeQuickCommandsChoice *self)
{
  return self->commands;
}

/**
 * sockeye_quick_commands_choice_get_folder:
 * @self: a choice
 *
 * Returns: (transfer none): the folder that is chosen
 */
SockeyeQuickCommandFolder *
sockeye_quick_commands_choice_get_folder (SockeyeQuickCommandsChoice *self)
{
  return self->folder;
}

/**
 * sockeye_quick_commands_choice_get_n_ticked:
 * @self: a choice
 *
 * Returns: how many commands of the folder are steps of the sequence
 */
guint
sockeye_quick_commands_choice_get_n_ticked (SockeyeQuickCommandsChoice *self)
{
  guint n = sockeye_quick_command_folder_get_n_commands (self->folder);
  guint n_ticked = 0;

  for (guint i = 0; i < n; i++)
    n_ticked += sockeye_quick_command_get_ticked (sockeye_quick_command_folder_get_command (self->folder, i))
                    ? 1
                    : 0;
  return n_ticked;
}

/**
 * sockeye_quick_commands_choice_choose:
 * @self: a choice
 * @folder: the one that the user wants
 */
void
sockeye_quick_commands_choice_choose (SockeyeQuickCommandsChoice *self, SockeyeQuickCommandFolder *folder)
{
  want (self, sockeye_quick_command_folder_get_name (folder));
  set_folder (self, folder);
}
