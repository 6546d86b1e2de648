/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "send-job.h"

#include <glib/gi18n-lib.h>

/* The quick commands: their panel, which is made when it is shown first, and how they are sent. */

/* --- Sending */

static SockeyeOutlet *
get_outlet (SockeyeSessionPage *self)
{
  return sockeye_session_get_outlet (sockeye_workspace_get_session (self->workspace));
}

/* Where the user looks. */
static SockeyeNoticeBar *
get_notice (SockeyeSessionPage *self)
{
  return sockeye_session_page_shows_commands (self)
             ? sockeye_quick_commands_panel_get_notice (self->commands_panel)
             : sockeye_send_box_get_notice (self->send_box);
}

static void
tell_failed (SockeyeSessionPage *self, SockeyeQuickCommand *command, const GError *error)
{
  /* Translators: the name of a command, and why it was not sent, a sentence */
  g_autofree char *message = g_strdup_printf (_ ("“%s”: %s"), sockeye_quick_command_get_title (command),
                                              error->message);

  sockeye_notice_bar_show_error (get_notice (self), message);
}

static void
send_command (SockeyeSessionPage *self, SockeyeQuickCommand *command)
{
  g_autoptr (SockeyePayloadTemplate) message = NULL;
  g_autoptr (GError) error = NULL;
  SockeyeTarget target;

  if (!sockeye_session_page_get_target (self, &target))
    return;

  message = sockeye_quick_command_compile (command, sockeye_workspace_get_charset (self->workspace), &error);
  if (message != NULL
      && sockeye_mailer_send (sockeye_workspace_get_mailer (self->workspace), get_outlet (self), &target,
                              message, NULL, 0, NULL, &error))
    {
      sockeye_session_page_note_command_sent (self, command);
      sockeye_notice_bar_dismiss (get_notice (self));
    }
  else
    tell_failed (self, command, error);
}

static SockeyeQuickCommand *
get_command (SockeyeSessionPage *self, GVariant *position)
{
  return sockeye_quick_command_folder_get_command (sockeye_quick_commands_choice_get_folder (self->choice),
                                                   g_variant_get_uint32 (position));
}

static void
on_send_command (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeQuickCommand *command = get_command (data, parameter);

  if (command != NULL)
    send_command (data, command);
}

/* A key can be pressed at any time, and an action that is not enabled would not answer. */
static void
on_press_command (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_choice_get_folder (self->choice);
  SockeyeQuickCommand *command = get_command (self, parameter);

  if (command == NULL)
    {
      /* Translators: a number from 1 to 9, and the name of a folder */
      g_autofree char *message = g_strdup_printf (_ ("There is no command number %u in the folder “%s”."),
                                                  g_variant_get_uint32 (parameter) + 1,
                                                  sockeye_quick_command_folder_get_name (folder));

      sockeye_notice_bar_show_message (get_notice (self), message);
    }
  else if (self->commands_obstacle != NULL)
    sockeye_notice_bar_show_message (get_notice (self), self->commands_obstacle);
  else
    send_command (self, command);
}

/* --- The sequence */

static gboolean
add_steps (SockeyeSessionPage *self, SockeyeSendJob *job)
{
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_choice_get_folder (self->choice);
  guint n = sockeye_quick_command_folder_get_n_commands (folder);

  for (guint i = 0; i < n; i++)
    {
      SockeyeQuickCommand *command = sockeye_quick_command_folder_get_command (folder, i);
      g_autoptr (SockeyePayloadTemplate) message = NULL;
      g_autoptr (GError) error = NULL;

      if (!sockeye_quick_command_get_ticked (command))
        continue;
      message = sockeye_quick_command_compile (command, sockeye_workspace_get_charset (self->workspace),
                                               &error);
      if (message == NULL)
        {
          tell_failed (self, command, error);
          return FALSE;
        }
      sockeye_send_job_add_step (job, message, (gint64) sockeye_quick_command_get_gap (command) * 1000);
    }

  return TRUE;
}

/* The first one sent is the oldest one, however often the sequence goes round. */
static void
note_steps_sent (SockeyeSessionPage *self)
{
  SockeyeQuickCommandFolder *folder = sockeye_quick_commands_choice_get_folder (self->choice);
  guint n = sockeye_quick_command_folder_get_n_commands (folder);

  for (guint i = 0; i < n; i++)
    {
      SockeyeQuickCommand *command = sockeye_quick_command_folder_get_command (folder, i);

      if (sockeye_quick_command_get_ticked (command))
        sockeye_session_page_note_command_sent (self, command);
    }
}

/* What is kept counts, also while there is no panel. */
static guint
get_rounds (SockeyeSessionPage *self)
{
  if (self->commands_panel != NULL)
    sockeye_quick_commands_panel_confirm (self->commands_panel);
  return (guint) g_settings_get_double (self->settings, "quick-commands-rounds");
}

static void
on_send_sequence (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  g_autoptr (SockeyeSendJob) job = NULL;
  g_autoptr (GError) error = NULL;
  SockeyeTarget target;

  if (!sockeye_session_page_get_target (self, &target))
    return;

  job = sockeye_send_job_new (sockeye_workspace_get_mailer (self->workspace), get_outlet (self), &target);
  sockeye_send_job_set_rounds (job, get_rounds (self));
  if (!add_steps (self, job))
    return;

  g_set_object (&self->sequence, SOCKEYE_JOB (job));
  if (sockeye_workspace_start_job (self->workspace, SOCKEYE_JOB (job), &error))
    {
      note_steps_sent (self);
      sockeye_notice_bar_dismiss (get_notice (self));
    }
  else
    sockeye_notice_bar_show_error (get_notice (self), error->message);
}

static void
on_job_changed (SockeyeSessionPage *self)
{
  SockeyeJob *job = sockeye_workspace_get_job (self->workspace);

  if (job != self->sequence)
    g_clear_object (&self->sequence);
  if (self->commands_panel != NULL)
    sockeye_quick_commands_panel_set_running (self->commands_panel, self->sequence != NULL);
}

/* --- The panel */

static void
on_panel_send (SockeyeSessionPage *self, SockeyeQuickCommand *command)
{
  send_command (self, command);
}

/* The pane has its size now: the panel gets the width that it had last. */
static void
place_panel (GtkPaned *pane, GParamSpec *pspec G_GNUC_UNUSED, SockeyeSessionPage *self)
{
  int width = g_settings_get_int (self->settings, "quick-commands-width");
  int min = 0;
  int max = 0;
  int minimum = 0;

  g_signal_handlers_disconnect_by_func (pane, place_panel, self);
  gtk_widget_measure (GTK_WIDGET (self->commands_panel), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_object_get (pane, "min-position", &min, "max-position", &max, NULL);
  /* The pane is being given its size, and takes any position for good: with less than its start needs, it would push that over
   * what is before the pane. */
  gtk_paned_set_position (pane, MAX (min, max - MAX (width - minimum, 0)));
}

/* Nothing tells of the size when it is the one that the pane had before; then there is nothing to be done either. */
static gboolean
forget_placing (GtkWidget *pane, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  /* The first frame's ticks come before its sizes. */
  if (self->placing_frames-- > 0)
    return G_SOURCE_CONTINUE;

  g_signal_handlers_disconnect_by_func (pane, place_panel, self);
  return G_SOURCE_REMOVE;
}

static void
make_panel (SockeyeSessionPage *self)
{
  SockeyeQuickCommandsPanel *panel = g_object_new (SOCKEYE_TYPE_QUICK_COMMANDS_PANEL, "visible", FALSE, NULL);

  g_set_weak_pointer (&self->commands_panel, panel);
  sockeye_quick_commands_panel_set_workspace (panel, self->workspace);
  sockeye_quick_commands_panel_set_choice (panel, self->choice);
  sockeye_quick_commands_panel_set_store (panel, self->settings);
  sockeye_quick_commands_panel_set_running (panel, self->sequence != NULL);
  g_signal_connect_object (panel, "send", G_CALLBACK (on_panel_send), self, G_CONNECT_SWAPPED);
  gtk_paned_set_end_child (self->commands_pane, GTK_WIDGET (panel));
  sockeye_session_page_update_actions (self);
}

static void
show_panel (SockeyeSessionPage *self, gboolean show)
{
  GtkWidget *pane = GTK_WIDGET (self->commands_pane);

  if (show == sockeye_session_page_shows_commands (self))
    return;

  if (self->commands_panel == NULL)
    make_panel (self);

  if (show)
    {
      g_signal_connect (pane, "notify::max-position", G_CALLBACK (place_panel), self);
      self->placing_frames = 2;
      gtk_widget_add_tick_callback (pane, forget_placing, self, NULL);
    }
  else
    sockeye_session_page_save_commands (self);
  gtk_widget_set_visible (GTK_WIDGET (self->commands_panel), show);
  sockeye_session_page_sync_narrow (self);
}

/* The keyboard goes with the panel, and does not stay where nothing can be seen. */
static void
move_focus (SockeyeSessionPage *self, gboolean show)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean within = focus != NULL && self->commands_panel != NULL
                    && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->commands_panel));

  show_panel (self, show);
  if (show && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->commands_panel));
  else if (!show && within)
    gtk_widget_grab_focus (GTK_WIDGET (self->send_box));
}

static void
change_quick_commands (GSimpleAction *action, GVariant *value, gpointer data)
{
  SockeyeSessionPage *self = data;
  gboolean show = g_variant_get_boolean (value);

  g_simple_action_set_state (action, value);
  g_settings_set_boolean (self->settings, "show-quick-commands", show);
  move_focus (self, show);
}

/* --- The send box */

static void
on_save_command (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  g_autofree char *text = sockeye_send_box_get_text (self->send_box);
  g_autoptr (SockeyeQuickCommand) command = sockeye_quick_command_new ();
  g_autoptr (GError) error = NULL;

  if (!sockeye_quick_command_set_text (command, text, &error))
    {
      sockeye_notice_bar_show_error (get_notice (self), error->message);
      return;
    }

  sockeye_quick_command_set_plan (command, sockeye_workspace_get_plan (self->workspace));
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "quick-commands",
                                      g_variant_new_boolean (TRUE));
  sockeye_quick_commands_panel_add (self->commands_panel, command);
}

/* --- The file */

static void
show_problem (SockeyeSessionPage *self)
{
  const char *problem = sockeye_quick_commands_file_get_problem (self->commands);
  const char *shown = sockeye_notice_bar_get_message (self->notice);

  if (problem != NULL)
    sockeye_notice_bar_show_error (self->notice, problem);
  else if (shown != NULL && g_strcmp0 (shown, self->commands_problem) == 0)
    sockeye_notice_bar_dismiss (self->notice);
  g_free (self->commands_problem);
  self->commands_problem = g_strdup (problem);
}

/* --- Private */

gboolean
sockeye_session_page_shows_commands (SockeyeSessionPage *self)
{
  return self->commands_panel != NULL && gtk_widget_get_visible (GTK_WIDGET (self->commands_panel));
}

void
sockeye_session_page_set_up_commands (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "quick-commands", NULL, NULL, "false", change_quick_commands, { 0 } },
    { "send-command", on_send_command, "u", NULL, NULL, { 0 } },
    { "press-command", on_press_command, "u", NULL, NULL, { 0 } },
    { "send-sequence", on_send_sequence, NULL, NULL, NULL, { 0 } },
    { "save-command", on_save_command, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  self->choice = sockeye_quick_commands_choice_new (
      sockeye_quick_commands_file_get_commands (self->commands));
  g_signal_connect_object (self->choice, "changed", G_CALLBACK (sockeye_session_page_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::job", G_CALLBACK (on_job_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->commands, "notify::problem", G_CALLBACK (show_problem), self,
                           G_CONNECT_SWAPPED);
  show_problem (self);
}

void
sockeye_session_page_clear_commands (SockeyeSessionPage *self)
{
  if (self->commands_pane != NULL)
    g_signal_handlers_disconnect_by_func (self->commands_pane, place_panel, self);
  g_clear_weak_pointer (&self->commands_panel);
  g_clear_object (&self->choice);
  g_clear_object (&self->commands);
  g_clear_object (&self->sequence);
  g_clear_pointer (&self->commands_problem, g_free);
  g_clear_pointer (&self->commands_obstacle, g_free);
}

/* @obstacle: why nothing can be sent now, whatever it is; NULL: it can */
void
sockeye_session_page_update_commands (SockeyeSessionPage *self, const char *obstacle)
{
  GActionMap *map = G_ACTION_MAP (self->actions);
  gboolean busy = sockeye_workspace_get_job (self->workspace) != NULL;
  const char *sequence = obstacle;

  if (sequence == NULL && busy)
    sequence = _ ("Something else is being sent. Stop it first.");
  else if (sequence == NULL && sockeye_quick_commands_choice_get_n_ticked (self->choice) == 0)
    sequence = _ ("Tick the commands that are to be sent.");

  if (g_strcmp0 (obstacle, self->commands_obstacle) != 0)
    {
      g_free (self->commands_obstacle);
      self->commands_obstacle = g_strdup (obstacle);
    }
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "send-command")),
                               obstacle == NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "send-sequence")),
                               sequence == NULL);
  if (self->commands_panel != NULL)
    sockeye_quick_commands_panel_set_obstacles (self->commands_panel, obstacle, sequence);
}

void
sockeye_session_page_load_commands (SockeyeSessionPage *self)
{
  gboolean show = g_settings_get_boolean (self->settings, "show-quick-commands");

  sockeye_quick_commands_choice_set_store (self->choice, self->settings);
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "quick-commands",
                                      g_variant_new_boolean (show));
}

void
sockeye_session_page_save_commands (SockeyeSessionPage *self)
{
  int width = sockeye_session_page_shows_commands (self)
                  ? gtk_widget_get_width (GTK_WIDGET (self->commands_panel))
                  : 0;

  if (width > 0)
    g_settings_set_int (self->settings, "quick-commands-width", width);
}
