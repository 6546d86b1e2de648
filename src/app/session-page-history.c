/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "mailer.h"

/* What was sent, in this page and in others. */

/* As it was: the options and the encoding that are chosen now do not matter. */
static gboolean
send_item (SockeyeSessionPage *self, SockeyeHistoryItem *item, GError **error)
{
  g_autoptr (SockeyePayloadTemplate) message = sockeye_payload_template_new (
      sockeye_history_item_get_plan (item), sockeye_history_item_get_charset (item),
      sockeye_history_item_get_text (item), FALSE, error);
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  SockeyeTarget target;

  return message != NULL && sockeye_session_page_get_target (self, &target)
         && sockeye_mailer_send (sockeye_workspace_get_mailer (self->workspace),
                                 sockeye_session_get_outlet (session), &target, message, NULL, 0, NULL,
                                 error);
}

static void
on_send_again (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeNoticeBar *notice = sockeye_send_box_get_notice (self->send_box);
  const char *obstacle = sockeye_session_page_why_nobody (self);
  g_autoptr (SockeyeHistoryItem) item = NULL;
  g_autoptr (GError) error = NULL;

  if (self->history != NULL)
    item = g_list_model_get_item (G_LIST_MODEL (self->history), g_variant_get_uint32 (parameter));
  if (item == NULL || !sockeye_history_item_is_whole (item))
    return;

  if (obstacle != NULL)
    sockeye_notice_bar_show_message (notice, obstacle);
  else if (!send_item (self, item, &error))
    sockeye_notice_bar_show_error (notice, error->message);
  else
    {
      sockeye_notice_bar_dismiss (notice);
      sockeye_history_add (self->history, sockeye_history_item_get_text (item),
                           sockeye_history_item_get_plan (item), sockeye_history_item_get_charset (item));
    }
}

/* The page that is told first tells the user. */
static void
on_message (SockeyeSessionPage *self)
{
  g_autofree char *message = sockeye_history_take_message (self->history);

  if (message != NULL)
    sockeye_notice_bar_show_error (self->notice, message);
}

/* Private: what the page sends goes into @history, once. */
void
sockeye_session_page_set_history (SockeyeSessionPage *self, SockeyeHistory *history)
{
  self->history = g_object_ref (history);
  sockeye_send_box_set_history (self->send_box, history);
  g_signal_connect_object (history, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  on_message (self);
}

/* Private: @text stood in the box, and was sent. */
void
sockeye_session_page_note_sent (SockeyeSessionPage *self, const char *text)
{
  if (self->history != NULL)
    sockeye_history_add (self->history, text, sockeye_workspace_get_plan (self->workspace),
                         sockeye_workspace_get_charset (self->workspace));
}

/* Private: @command was sent. */
void
sockeye_session_page_note_command_sent (SockeyeSessionPage *self, SockeyeQuickCommand *command)
{
  const SockeyeCharset *charset = sockeye_quick_command_get_charset (command);

  if (self->history != NULL)
    sockeye_history_add (self->history, sockeye_quick_command_get_text (command),
                         sockeye_quick_command_get_plan (command),
                         charset != NULL ? charset : sockeye_workspace_get_charset (self->workspace));
}

void
sockeye_session_page_add_history_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "send-again", on_send_again, "u", NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
