/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "highlights-window.h"
#include "record-inspector.h"
#include "replies-window.h"
#include "socket-options-window.h"

#include <glib/gi18n-lib.h>

static const char *const form_nicks[] = {
  [SOCKEYE_LOG_FORM_TEXT] = "text",
  [SOCKEYE_LOG_FORM_HEX] = "hex",
  [SOCKEYE_LOG_FORM_BOTH] = "both",
  [SOCKEYE_LOG_FORM_RAW] = "raw",
};

static const char *const time_nicks[] = {
  [SOCKEYE_LOG_TIME_ABSOLUTE] = "absolute",
  [SOCKEYE_LOG_TIME_SINCE_START] = "since-start",
  [SOCKEYE_LOG_TIME_SINCE_PREVIOUS] = "since-previous",
};

static int
find_nick (const char *const *nicks, guint n_nicks, GVariant *value)
{
  const char *nick = g_variant_get_string (value, NULL);

  for (guint i = 0; i < n_nicks; i++)
    if (g_str_equal (nicks[i], nick))
      return (int) i;

  return -1;
}

static void
on_open_close (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  SockeyeSettings settings;

  if (sockeye_session_get_state (session) != SOCKEYE_SESSION_CLOSED && !sockeye_session_is_closing (session))
    {
      sockeye_session_close (session);
      return;
    }

  sockeye_notice_bar_dismiss (self->notice);
  if (self->saving == NULL)
    sockeye_notice_bar_dismiss (self->save_notice);
  sockeye_network_panel_save (self->network_panel);
  sockeye_network_panel_get_settings (self->network_panel, &settings);
  settings.wishes = sockeye_workspace_get_wishes (self->workspace, settings.protocol);
  sockeye_session_page_apply_faults (self, &settings);
  /* It may have failed, and be closed again, before its state is looked at. */
  sockeye_capture_set_name (sockeye_workspace_get_capture (self->workspace), self->label);
  sockeye_session_open (session, &settings);
}

static void
on_tick_connection (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeSessionPage *self = data;
  guint32 peer;
  gboolean ticked;

  g_variant_get (parameter, "(ub)", &peer, &ticked);
  sockeye_workspace_tick_connection (self->workspace, peer, ticked);
  sockeye_session_page_update_actions (self);
}

static void
on_clear_log (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_log_clearing_clear (sockeye_data_log_get_clearing (self->data_log));
  sockeye_session_page_refresh_now (self);
}

static void
on_undo_clear (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_log_clearing_undo (sockeye_data_log_get_clearing (self->data_log));
  sockeye_session_page_refresh_now (self);
  gtk_widget_grab_focus (GTK_WIDGET (sockeye_data_log_get_view (self->data_log)));
}

static void
on_save_log (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  sockeye_session_page_save_log (data);
}

static void
on_save_live (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeSaveStrip *strip = sockeye_data_log_get_save_strip (self->data_log);

  sockeye_save_strip_set_rotation (strip, (guint64) g_settings_get_int (self->settings, "rotate-after") << 20,
                                   (guint) g_settings_get_int (self->settings, "rotate-keep"));
  sockeye_save_strip_ask (strip, sockeye_workspace_get_log (self->workspace));
}

static void
on_cancel_saving (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  g_cancellable_cancel (self->saving);
}

static void
on_copy (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  gtk_widget_activate_action (GTK_WIDGET (sockeye_data_log_get_view (self->data_log)), "log.copy", NULL);
}

static void
on_copy_as (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeSessionPage *self = data;
  g_autofree char *name = g_strconcat ("log.copy-", g_variant_get_string (parameter, NULL), NULL);

  gtk_widget_activate_action (GTK_WIDGET (sockeye_data_log_get_view (self->data_log)), name, NULL);
}

static void
on_jump (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_data_log_open_jump (self->data_log);
}

static void
on_highlights (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  gtk_window_present (sockeye_highlights_window_new (sockeye_session_page_get_window (self), self->settings));
}

/* One is enough: two would edit the same fields. */
static void
on_replies (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  if (self->replies == NULL)
    {
      g_set_weak_pointer (&self->replies, sockeye_replies_window_new (sockeye_session_page_get_window (self),
                                                                      self->workspace));
      sockeye_session_page_adopt (self, self->replies);
    }
  gtk_window_present (self->replies);
}

static void
on_socket_options (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  if (self->options == NULL)
    {
      g_set_weak_pointer (&self->options,
                          sockeye_socket_options_window_new (sockeye_session_page_get_window (self),
                                                             self->workspace, self->settings));
      sockeye_session_page_adopt (self, self->options);
    }
  sockeye_session_page_sync_options (self);
  gtk_window_present (self->options);
}

static void
on_find (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_data_log_open_find (self->data_log);
}

static void
on_filter (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_data_log_open_filter (self->data_log);
}

static void
on_find_next (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_data_log_find_again (self->data_log, "find.next");
}

static void
on_find_previous (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_data_log_find_again (self->data_log, "find.previous");
}

static void
on_inspect (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeLogView *view = sockeye_data_log_get_view (self->data_log);
  GtkWidget *inspector;
  guint64 number;

  if (!sockeye_log_view_get_current (view, &number))
    {
      sockeye_notice_bar_show_message (self->notice, _ ("The log shows no record that could be inspected."));
      return;
    }

  inspector = sockeye_record_inspector_new (sockeye_session_page_get_window (self),
                                            sockeye_workspace_get_log (self->workspace));
  sockeye_record_inspector_show_record (SOCKEYE_RECORD_INSPECTOR (inspector), number);
  sockeye_session_page_adopt (self, GTK_WINDOW (inspector));
  gtk_window_present (GTK_WINDOW (inspector));
}

static void
on_go_newest (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;
  SockeyeLogView *view = sockeye_data_log_get_view (self->data_log);

  sockeye_log_view_set_paused (view, FALSE);
  sockeye_log_view_go_newest (view);
}

static void
on_reset_counters (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer data)
{
  SockeyeSessionPage *self = data;

  sockeye_workspace_reset_traffic (self->workspace);
  sockeye_status_bar_refresh (self->status_bar);
}

static void
change_form (GSimpleAction *action, GVariant *value, gpointer data)
{
  SockeyeSessionPage *self = data;
  int form = find_nick (form_nicks, G_N_ELEMENTS (form_nicks), value);

  if (form < 0)
    return;

  g_simple_action_set_state (action, value);
  sockeye_log_model_set_form (sockeye_workspace_get_log (self->workspace), (SockeyeLogForm) form);
  g_settings_set_enum (self->settings, "form", form);
  sockeye_session_page_refresh_now (self);
}

static void
change_time (GSimpleAction *action, GVariant *value, gpointer data)
{
  SockeyeSessionPage *self = data;
  int time = find_nick (time_nicks, G_N_ELEMENTS (time_nicks), value);

  if (time < 0)
    return;

  g_simple_action_set_state (action, value);
  sockeye_log_model_set_time (sockeye_workspace_get_log (self->workspace), (SockeyeLogTime) time);
  g_settings_set_enum (self->settings, "time", time);
  sockeye_session_page_refresh_now (self);
}

static void
change_show_connections (GSimpleAction *action, GVariant *value, gpointer data)
{
  SockeyeSessionPage *self = data;

  g_simple_action_set_state (action, value);
  self->show_connections = g_variant_get_boolean (value);
  g_settings_set_boolean (self->settings, "show-connections", self->show_connections);
  sockeye_session_page_sync_session (self);
}

static void
add_view_action (SockeyeSessionPage *self, const char *name, const char *property)
{
  SockeyeLogView *view = sockeye_data_log_get_view (self->data_log);
  g_autoptr (GPropertyAction) action = g_property_action_new (name, view, property);

  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
}

/* Private: for those that take part in updating. */
void
sockeye_session_page_set_enabled (SockeyeSessionPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static const char *
why_no_datagram (SockeyeSessionPage *self, const SockeyeTarget *target)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  gboolean is_unix = sockeye_protocol_is_unix (sockeye_network_panel_get_protocol (self->network_panel));

  if (target->kind == SOCKEYE_TARGET_LAST_SENDER && sockeye_session_get_last_sender (session) == 0)
    return is_unix ? _ ("Nobody has sent anything yet. Choose the remote path, or wait for a datagram.")
                   : _ ("Nobody has sent anything yet. Choose the remote host, or wait for a datagram.");
  if (target->kind == SOCKEYE_TARGET_ADDRESS
      && sockeye_target_chooser_wants_remote (sockeye_send_box_get_target_chooser (self->send_box)))
    {
      if (sockeye_network_panel_has_remote (self->network_panel))
        return NULL;
      return is_unix ? _ ("Enter the remote path to send to.")
                     : _ ("Enter the remote host and the remote port to send to.");
    }
  if (target->kind == SOCKEYE_TARGET_ADDRESS && target->host == NULL)
    return is_unix ? _ (
               "Enter the path to send to, such as /tmp/test.sock. Who has sent without a name cannot be "
               "sent to.")
                   : _ ("Enter the address to send to: a host and a port, such as 127.0.0.1:8888.");

  return NULL;
}

static const char *
why_not_open (SockeyeProtocol protocol)
{
  if (sockeye_protocol_is_datagram (protocol) && !sockeye_protocol_is_relay (protocol))
    return _ ("Bind first: there is no socket to send from.");
  return sockeye_protocol_is_client (protocol) ? _ ("Connect first: there is nobody to send to.")
                                               : _ ("Listen first: there is nobody to send to.");
}

/* Private: NULL: there is somebody to send to; otherwise why not, and what to do */
const char *
sockeye_session_page_why_nobody (SockeyeSessionPage *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  SockeyeSessionState state = sockeye_session_get_state (session);
  SockeyeProtocol protocol = sockeye_network_panel_get_protocol (self->network_panel);
  SockeyeTarget target;

  if (state != SOCKEYE_SESSION_OPEN && state != SOCKEYE_SESSION_DRAINING)
    return why_not_open (protocol);
  if (!sockeye_target_chooser_get_target (sockeye_send_box_get_target_chooser (self->send_box), &target))
    return _ ("The connection chosen for sending has ended. Choose whom to send to.");
  if (sockeye_protocol_is_datagram (protocol))
    return why_no_datagram (self, &target);
  if (sockeye_protocol_is_server (protocol) && sockeye_session_get_n_connections (session) == 0)
    return _ ("No client is connected yet: there is nobody to send to.");
  if (sockeye_session_page_why_closed_for_sending (self, &target) != NULL)
    return sockeye_session_page_why_closed_for_sending (self, &target);
  if (target.kind == SOCKEYE_TARGET_SET && target.n_peers == 0)
    return _ ("Tick the connections that are to get it, in the list of connections.");

  return NULL;
}

/* NULL: what stands in the box can be sent; otherwise why it cannot, and what to do */
const char *
sockeye_session_page_why_not_send (SockeyeSessionPage *self)
{
  const char *obstacle = sockeye_session_page_why_nobody (self);

  /* A datagram may be empty. */
  if (obstacle != NULL
      || sockeye_protocol_is_datagram (sockeye_network_panel_get_protocol (self->network_panel)))
    return obstacle;
  if (sockeye_send_box_has_file (self->send_box)
      && sockeye_session_get_short_connections (sockeye_workspace_get_session (self->workspace)))
    return _ ("A file needs a long connection. Close, and choose it under “More” in the network settings.");
  if (sockeye_send_box_is_empty (self->send_box)
      && !sockeye_send_plan_adds (sockeye_workspace_get_plan (self->workspace)))
    return _ ("Type something to send.");

  return obstacle;
}

/* The only place that enables actions. */
void
sockeye_session_page_update_actions (SockeyeSessionPage *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  SockeyeSessionState state = sockeye_session_get_state (session);
  SockeyeLogView *view = sockeye_data_log_get_view (self->data_log);
  const char *obstacle = sockeye_session_page_why_not_send (self);

  sockeye_session_page_set_enabled (self, "open-close",
                                    (state != SOCKEYE_SESSION_CLOSED && !sockeye_session_is_closing (session))
                                        || sockeye_network_panel_is_valid (self->network_panel));
  sockeye_session_page_set_enabled (self, "send", obstacle == NULL);
  sockeye_session_page_set_enabled (self, "stop-job", sockeye_workspace_get_job (self->workspace) != NULL);
  sockeye_send_box_set_obstacle (self->send_box, obstacle);
  sockeye_session_page_update_life_actions (self);
  sockeye_session_page_set_enabled (self, "cancel-sending", sockeye_session_get_unsent (session) > 0);
  sockeye_session_page_set_enabled (self, "save-log", self->saving == NULL);
  sockeye_session_page_update_capture_actions (self);
  /* What is cleared would be missing from the file. */
  sockeye_session_page_set_enabled (self, "clear-log", self->saving == NULL);
  sockeye_session_page_set_enabled (
      self, "save-live", !sockeye_save_strip_is_running (sockeye_data_log_get_save_strip (self->data_log)));
  sockeye_session_page_set_enabled (self, "cancel-saving", self->saving != NULL);
  sockeye_session_page_set_enabled (self, "copy", sockeye_log_view_has_selection (view));
  sockeye_session_page_set_enabled (self, "copy-as", sockeye_log_view_has_selection (view));
  sockeye_session_page_update_commands (self, sockeye_session_page_why_nobody (self));
  sockeye_session_page_send_when_ready (self);
}

void
sockeye_session_page_add_actions (SockeyeSessionPage *self)
{
  static const GActionEntry entries[] = {
    { "open-close", on_open_close, NULL, NULL, NULL, { 0 } },
    { "tick-connection", on_tick_connection, "(ub)", NULL, NULL, { 0 } },
    { "clear-log", on_clear_log, NULL, NULL, NULL, { 0 } },
    { "undo-clear", on_undo_clear, NULL, NULL, NULL, { 0 } },
    { "save-log", on_save_log, NULL, NULL, NULL, { 0 } },
    { "save-live", on_save_live, NULL, NULL, NULL, { 0 } },
    { "cancel-saving", on_cancel_saving, NULL, NULL, NULL, { 0 } },
    { "copy", on_copy, NULL, NULL, NULL, { 0 } },
    { "copy-as", on_copy_as, "s", NULL, NULL, { 0 } },
    { "jump", on_jump, NULL, NULL, NULL, { 0 } },
    { "highlights", on_highlights, NULL, NULL, NULL, { 0 } },
    { "socket-options", on_socket_options, NULL, NULL, NULL, { 0 } },
    { "replies", on_replies, NULL, NULL, NULL, { 0 } },
    { "find", on_find, NULL, NULL, NULL, { 0 } },
    { "filter", on_filter, NULL, NULL, NULL, { 0 } },
    { "find-next", on_find_next, NULL, NULL, NULL, { 0 } },
    { "find-previous", on_find_previous, NULL, NULL, NULL, { 0 } },
    { "inspect", on_inspect, NULL, NULL, NULL, { 0 } },
    { "go-newest", on_go_newest, NULL, NULL, NULL, { 0 } },
    { "reset-counters", on_reset_counters, NULL, NULL, NULL, { 0 } },
    { "form", NULL, "s", "'text'", change_form, { 0 } },
    { "time", NULL, "s", "'absolute'", change_time, { 0 } },
    { "show-connections", NULL, NULL, "true", change_show_connections, { 0 } },
  };
  SockeyeLogView *view = sockeye_data_log_get_view (self->data_log);
  g_autoptr (GPropertyAction) auto_reply = g_property_action_new (
      "auto-reply", sockeye_workspace_get_responder (self->workspace), "active");

  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (auto_reply));
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  sockeye_session_page_add_send_actions (self);
  sockeye_session_page_add_life_actions (self);
  sockeye_session_page_add_stream_actions (self);
  sockeye_session_page_add_fault_actions (self);
  sockeye_session_page_add_capture_actions (self);
  sockeye_session_page_add_profile_actions (self);
  sockeye_session_page_add_copy_as_actions (self);
  sockeye_session_page_add_history_actions (self);
  add_view_action (self, "show-time", "show-time");
  add_view_action (self, "show-peer", "show-peer");
  add_view_action (self, "show-size", "show-size");
  add_view_action (self, "show-conversations", "show-conversations");
  add_view_action (self, "pause-view", "paused");

  g_signal_connect_object (view, "notify::has-selection", G_CALLBACK (sockeye_session_page_update_actions),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sockeye_data_log_get_save_strip (self->data_log), "notify::running",
                           G_CALLBACK (sockeye_session_page_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->send_panel, "changed", G_CALLBACK (sockeye_session_page_update_actions),
                           self, G_CONNECT_SWAPPED);
}
