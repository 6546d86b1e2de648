/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "state-window.h"

#include <glib/gi18n-lib.h>

/* What the user does with connections. A connection is named by its id; 0: all of the session's. */

static SockeyeSession *
get_session (SockeyeSessionPage *self)
{
  return sockeye_workspace_get_session (self->workspace);
}

static void
on_stop_listening (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  sockeye_session_stop_listening (get_session (data));
}

static void
on_disconnect (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  sockeye_session_disconnect (get_session (data), g_variant_get_uint32 (parameter));
}

static void
on_close_sending (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  sockeye_session_close_sending (get_session (data), g_variant_get_uint32 (parameter));
}

static void
on_abort (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  sockeye_session_abort (get_session (data), g_variant_get_uint32 (parameter));
}

static void
on_set_reading (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  guint32 peer;
  gboolean reading;

  g_variant_get (parameter, "(ub)", &peer, &reading);
  sockeye_session_set_reading (get_session (data), peer, reading);
}

static void
on_connection_state (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeSessionPage *self = data;
  GtkWindow *states = sockeye_state_window_present (sockeye_session_page_get_window (self), self->workspace,
                                                    g_variant_get_uint32 (parameter));

  if (states == self->states)
    return;
  g_set_weak_pointer (&self->states, states);
  sockeye_session_page_adopt (self, states);
}

/* The states of these two follow the session. */
static void
change_pause_reading (GSimpleAction *action G_GNUC_UNUSED, GVariant *value, gpointer data)
{
  sockeye_session_set_reading (get_session (data), 0, !g_variant_get_boolean (value));
}

static void
change_pause_accepting (GSimpleAction *action G_GNUC_UNUSED, GVariant *value, gpointer data)
{
  sockeye_session_set_accepting (get_session (data), !g_variant_get_boolean (value));
}

static void
set_state (SockeyeSessionPage *self, const char *name, gboolean state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (state));
}

/* Private: the actions on connections. */
void
sockeye_session_page_add_life_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "stop-listening", on_stop_listening, NULL, NULL, NULL, { 0 } },
    { "disconnect", on_disconnect, "u", NULL, NULL, { 0 } },
    { "close-sending", on_close_sending, "u", NULL, NULL, { 0 } },
    { "abort", on_abort, "u", NULL, NULL, { 0 } },
    { "connection-state", on_connection_state, "u", NULL, NULL, { 0 } },
    { "set-reading", on_set_reading, "(ub)", NULL, NULL, { 0 } },
    { "pause-reading", NULL, NULL, "false", change_pause_reading, { 0 } },
    { "pause-accepting", NULL, NULL, "false", change_pause_accepting, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  sockeye_session_page_add_call_actions (self);
}

/* Private: enables them as the session stands. */
void
sockeye_session_page_update_life_actions (SockeyeSessionPage *self)
{
  SockeyeSession *session = get_session (self);
  SockeyeSessionState state = sockeye_session_get_state (session);
  SockeyeConnectionFlags flags = sockeye_session_get_connection_flags (session);
  gboolean is_server = sockeye_protocol_is_server (sockeye_session_get_protocol (session));
  gboolean listens = is_server && state == SOCKEYE_SESSION_OPEN;
  gboolean connected = sockeye_session_get_n_connections (session) > 0;
  gboolean paused = (flags & SOCKEYE_CONNECTION_READING_PAUSED) != 0;

  sockeye_session_page_set_enabled (self, "stop-listening", listens);
  sockeye_session_page_set_enabled (self, "pause-accepting", listens);
  set_state (self, "pause-accepting", sockeye_session_get_accepting_paused (session));
  sockeye_session_page_set_enabled (self, "close-sending",
                                    connected && (flags & SOCKEYE_CONNECTION_SENDING_CLOSED) == 0);
  sockeye_session_page_set_enabled (self, "abort", connected);
  sockeye_session_page_set_enabled (self, "set-reading", connected);
  sockeye_session_page_set_enabled (self, "pause-reading",
                                    connected && !is_server
                                        && !sockeye_session_get_short_connections (session)
                                        && (paused || (flags & SOCKEYE_CONNECTION_PEER_CLOSED) == 0));
  set_state (self, "pause-reading", paused);
}

/**
 * sockeye_session_page_why_closed_for_sending:
 * @self: a page
 * @target: whom to send to
 *
 * Returns: (nullable): why nothing can be sent to the one connection that is meant; %NULL: it can, or there are several
 */
const char *
sockeye_session_page_why_closed_for_sending (SockeyeSessionPage *self, const SockeyeTarget *target)
{
  SockeyeSession *session = get_session (self);
  SockeyeConnectionFlags flags = target->kind == SOCKEYE_TARGET_PEER
                                     ? sockeye_outlet_get_flags (sockeye_session_get_outlet (session),
                                                                 target->peer)
                                     : sockeye_session_get_connection_flags (session);

  if ((flags & SOCKEYE_CONNECTION_SENDING_CLOSED) == 0)
    return NULL;
  return _ ("Sending was closed on this connection: it can only receive. Connect again to send.");
}
