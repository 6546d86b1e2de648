/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include <glib/gi18n-lib.h>

/* What the page sends: once, again and again, or a file. */

/**
 * sockeye_session_page_get_target:
 * @self: a page
 * @target: (out caller-allocates): whom to send to; its strings and peers are borrowed from the page
 *
 * Returns: %FALSE when the connection that was chosen has ended
 */
gboolean
sockeye_session_page_get_target (SockeyeSessionPage *self, SockeyeTarget *target)
{
  SockeyeTargetChooser *chooser = sockeye_send_box_get_target_chooser (self->send_box);
  SockeyeSettings settings;

  if (!sockeye_target_chooser_get_target (chooser, target))
    return FALSE;

  if (target->kind == SOCKEYE_TARGET_ADDRESS && sockeye_target_chooser_wants_remote (chooser))
    {
      sockeye_network_panel_get_settings (self->network_panel, &settings);
      target->host = settings.remote_host;
      target->port = settings.remote_port;
    }
  return TRUE;
}

static void
show_error (SockeyeSessionPage *self, const GError *error)
{
  sockeye_notice_bar_show_error (sockeye_send_box_get_notice (self->send_box), error->message);
}

/* What failed before does not hold for what was sent now; should it fail again, that is told anew. */
static void
clear_sent (SockeyeSessionPage *self)
{
  if (self->tells_failure)
    sockeye_notice_bar_dismiss (self->notice);
  self->tells_failure = FALSE;
  sockeye_notice_bar_dismiss (sockeye_send_box_get_notice (self->send_box));
  sockeye_send_box_note_sent (self->send_box, sockeye_send_panel_get_clear_after_sending (self->send_panel));
}

static void
send_once (SockeyeSessionPage *self, const SockeyeTarget *target)
{
  g_autofree char *text = sockeye_send_box_get_text (self->send_box);
  g_autoptr (GError) error = NULL;

  if (sockeye_workspace_send_text (self->workspace, target, text, &error))
    {
      sockeye_session_page_note_sent (self, text);
      clear_sent (self);
    }
  else
    show_error (self, error);
}

static SockeyeOutlet *
get_outlet (SockeyeSessionPage *self)
{
  return sockeye_session_get_outlet (sockeye_workspace_get_session (self->workspace));
}

static gboolean
start_job (SockeyeSessionPage *self, SockeyeJob *job)
{
  g_autoptr (GError) error = NULL;
  gboolean started = sockeye_workspace_start_job (self->workspace, job, &error);

  if (started)
    sockeye_notice_bar_dismiss (sockeye_send_box_get_notice (self->send_box));
  else
    show_error (self, error);
  return started;
}

static void
start_repeating (SockeyeSessionPage *self, const SockeyeTarget *target)
{
  g_autofree char *text = sockeye_send_box_get_text (self->send_box);
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyePayloadTemplate) message = sockeye_payload_template_new (
      sockeye_workspace_get_plan (self->workspace), sockeye_workspace_get_charset (self->workspace), text,
      FALSE, &error);
  g_autoptr (SockeyeSendJob) job = NULL;

  if (message == NULL)
    {
      show_error (self, error);
      return;
    }

  job = sockeye_send_job_new (sockeye_workspace_get_mailer (self->workspace), get_outlet (self), target);
  sockeye_repeat_panel_add_message (self->repeat_panel, job, message);
  if (start_job (self, SOCKEYE_JOB (job)))
    sockeye_session_page_note_sent (self, text);
}

static void
start_file (SockeyeSessionPage *self, const SockeyeTarget *target)
{
  g_autoptr (SockeyeJob) job = sockeye_file_source_make_job (
      sockeye_send_box_get_file_source (self->send_box), sockeye_workspace_get_mailer (self->workspace),
      get_outlet (self), target);

  start_job (self, job);
}

static void
send_chosen (SockeyeSessionPage *self, gboolean repeat)
{
  SockeyeTarget target;

  if (sockeye_send_box_put_off (self->send_box) || !sockeye_session_page_get_target (self, &target))
    return;

  if (sockeye_send_box_has_file (self->send_box))
    start_file (self, &target);
  else if (repeat)
    start_repeating (self, &target);
  else
    send_once (self, &target);
}

static void
on_send (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  send_chosen (self, sockeye_repeat_panel_get_active (self->repeat_panel));
}

/* One key to begin and to end it. It has no button that could tell why it does nothing. */
static void
on_repeat (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  const char *obstacle = sockeye_session_page_why_not_send (self);

  if (sockeye_workspace_get_job (self->workspace) != NULL)
    sockeye_workspace_stop_job (self->workspace);
  else if (obstacle != NULL)
    sockeye_notice_bar_show_message (sockeye_send_box_get_notice (self->send_box), obstacle);
  else
    send_chosen (self, TRUE);
}

static void
on_stop_job (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_workspace_stop_job (self->workspace);
}

static void
on_cancel_sending (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_session_cancel_sending (sockeye_workspace_get_session (self->workspace));
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, gpointer data)
{
  SockeyeSessionPage *self = data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      sockeye_send_box_set_file (self->send_box, file);
    }

  g_object_unref (dialog);
}

static void
on_choose_file (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("File to send"), sockeye_session_page_get_window (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
      _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_close_file (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_send_box_set_file (self->send_box, NULL);
}

static void
on_job_changed (SockeyeSessionPage *self)
{
  if (self->ready)
    sockeye_session_page_update_actions (self);
}

static void
on_job_ended (SockeyeSessionPage *self, SockeyeJob *job G_GNUC_UNUSED, const GError *error)
{
  if (error != NULL)
    show_error (self, error);
}

/* Private: the actions that send. */
void
sockeye_session_page_add_send_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "send", on_send, NULL, NULL, NULL, { 0 } },
    { "repeat", on_repeat, NULL, NULL, NULL, { 0 } },
    { "stop-job", on_stop_job, NULL, NULL, NULL, { 0 } },
    { "cancel-sending", on_cancel_sending, NULL, NULL, NULL, { 0 } },
    { "choose-file", on_choose_file, NULL, NULL, NULL, { 0 } },
    { "close-file", on_close_file, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->workspace, "notify::job", G_CALLBACK (on_job_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "job-ended", G_CALLBACK (on_job_ended), self, G_CONNECT_SWAPPED);
}
