/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "stream-window.h"

static void
on_byte_stream (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  gboolean is_new;
  GtkWindow *window = sockeye_stream_window_present (sockeye_session_page_get_window (self), self->workspace,
                                                     &is_new);

  if (is_new)
    sockeye_session_page_adopt (self, window);
}

/* Private: the action that shows the bytes of a stream, and what divides them. */
void
sockeye_session_page_add_stream_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "byte-stream", on_byte_stream, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
