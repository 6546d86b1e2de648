/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "errors.h"
#include "socket-options-window.h"
#include "template.h"
#include "wrap-layout.h"

#include <glib/gi18n-lib.h>

/* Frames without news after which the page sleeps: waking up costs more than half a second of looking. */
#define QUIET_FRAMES_MAX 30
/* Nobody reads counters faster: microseconds between two refreshes. */
#define COUNTERS_INTERVAL (G_USEC_PER_SEC / 10)

G_DEFINE_FINAL_TYPE (SockeyeSessionPage, sockeye_session_page, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SETTINGS,
  PROP_COMMANDS,
  PROP_DOCUMENT,
  PROP_TITLE,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* At full speed the log's own row about it has given way before anybody could read it. */
static void
tell_store_failure (SockeyeSessionPage *self)
{
  SockeyeCapture *capture = sockeye_workspace_get_capture (self->workspace);
  g_autofree char *message = NULL;
  SockeyeEvent event;
  guint n = sockeye_capture_get_n_failures (capture, &event);

  if (n == self->n_store_failures)
    return;

  self->n_store_failures = n;
  message = sockeye_event_describe (&event);
  sockeye_notice_bar_show_error (self->notice, message);
}

static void
refresh_counters (SockeyeSessionPage *self, gint64 now)
{
  tell_store_failure (self);
  self->counters_time = now;
  self->counters_stale = FALSE;
  sockeye_status_bar_refresh (self->status_bar);
  /* The first datagram brings the last sender. */
  sockeye_session_page_update_actions (self);
}

static gboolean
take_over_news (SockeyeSessionPage *self)
{
  if (!sockeye_workspace_update (self->workspace))
    return FALSE;

  sockeye_session_page_share_origin (self);
  sockeye_data_log_refresh (self->data_log);
  self->quiet_frames = 0;
  self->counters_stale = TRUE;
  return TRUE;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data G_GNUC_UNUSED)
{
  SockeyeSessionPage *self = SOCKEYE_SESSION_PAGE (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (!take_over_news (self))
    self->quiet_frames++;
  if (self->counters_stale && now - self->counters_time >= COUNTERS_INTERVAL)
    refresh_counters (self, now);
  if (self->quiet_frames < QUIET_FRAMES_MAX || self->counters_stale)
    return G_SOURCE_CONTINUE;

  /* Whatever came before the watch is seen by this last look, whatever comes after it wakes the page. */
  sockeye_workspace_watch (self->workspace);
  if (take_over_news (self))
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
on_news (SockeyeSessionPage *self)
{
  self->quiet_frames = 0;
  /* Nobody sees it, and what there is to be seen is looked up when it is shown. */
  if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
sockeye_session_page_map (GtkWidget *widget)
{
  /* It has the window's style now. */
  sockeye_session_page_sync_narrow (SOCKEYE_SESSION_PAGE (widget));
  GTK_WIDGET_CLASS (sockeye_session_page_parent_class)->map (widget);
  on_news (SOCKEYE_SESSION_PAGE (widget));
}

static void
sockeye_session_page_unmap (GtkWidget *widget)
{
  SockeyeSessionPage *self = SOCKEYE_SESSION_PAGE (widget);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (widget, self->tick);
  self->tick = 0;
  GTK_WIDGET_CLASS (sockeye_session_page_parent_class)->unmap (widget);
}

static void
on_session_changed (SockeyeSessionPage *self)
{
  if (self->ready)
    sockeye_session_page_sync_session (self);
}

/* What is looked for is other bytes now. */
static void
on_charset_changed (SockeyeSessionPage *self)
{
  sockeye_data_log_refresh (self->data_log);
}

static void
on_failed (SockeyeSessionPage *self, const GError *error)
{
  sockeye_notice_bar_show_error (self->notice, error->message);
  self->tells_failure = TRUE;
}

static void
on_copy_failed (SockeyeSessionPage *self, const GError *error)
{
  if (g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE))
    sockeye_notice_bar_show_offer (self->notice, error->message, _ ("Save log"), "session.save-log");
  else
    sockeye_notice_bar_show_error (self->notice, error->message);
}

static void
on_saved_live (SockeyeSessionPage *self, const char *message)
{
  sockeye_notice_bar_show_message (self->notice, message);
}

static void
on_reply_notice (SockeyeSessionPage *self, const char *message)
{
  sockeye_notice_bar_show_error (self->notice, message);
}

static void
on_network_changed (SockeyeSessionPage *self)
{
  if (!self->ready)
    return;

  sockeye_send_box_set_protocol (self->send_box, sockeye_network_panel_get_protocol (self->network_panel));
  sockeye_session_page_sync_session (self);
  sockeye_session_page_sync_options (self);
}

/* What it said was about the fields as they were. */
static void
on_network_edited (SockeyeSessionPage *self)
{
  if (self->ready)
    sockeye_session_page_sync_titles (self);
  sockeye_notice_bar_dismiss (self->notice);
}

static void
on_send_box_changed (SockeyeSessionPage *self)
{
  if (self->ready)
    sockeye_session_page_update_actions (self);
}

/* One column of labels over all groups, as wide as the widest of them is in the user's language. */
static void
align_labels (GtkWidget *widget, GtkSizeGroup *group)
{
  if (gtk_widget_has_css_class (widget, "field-label"))
    gtk_size_group_add_widget (group, widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    align_labels (child, group);
}

static void
set_up_workspace (SockeyeSessionPage *self)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeSession *session;

  limits.quota = (guint64) g_settings_get_int (self->settings, "quota") << 30;
  limits.leave_free = (guint64) g_settings_get_int (self->settings, "leave-free") << 30;
  limits.recoverable = TRUE;
  self->workspace = self->document != NULL ? sockeye_workspace_new_for_capture (self->document)
                                           : sockeye_workspace_new (&limits);
  session = sockeye_workspace_get_session (self->workspace);

  g_signal_connect_object (self->workspace, "news", G_CALLBACK (on_news), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::charset", G_CALLBACK (on_charset_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify", G_CALLBACK (on_session_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (sockeye_data_log_get_view (self->data_log), "copy-failed",
                           G_CALLBACK (on_copy_failed), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (sockeye_data_log_get_save_strip (self->data_log), "failed", G_CALLBACK (on_failed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sockeye_data_log_get_save_strip (self->data_log), "saved",
                           G_CALLBACK (on_saved_live), self, G_CONNECT_SWAPPED);

  sockeye_network_panel_set_session (self->network_panel, session);
  sockeye_receive_panel_set_workspace (self->receive_panel, self->workspace);
  sockeye_send_panel_set_workspace (self->send_panel, self->workspace);
  sockeye_send_box_set_workspace (self->send_box, self->workspace);
  sockeye_data_log_set_model (self->data_log, sockeye_workspace_get_log (self->workspace));
  sockeye_status_bar_set_workspace (self->status_bar, self->workspace);
  sockeye_reply_strip_set_responder (self->reply_strip, sockeye_workspace_get_responder (self->workspace));
  g_signal_connect_object (sockeye_workspace_get_responder (self->workspace), "notice",
                           G_CALLBACK (on_reply_notice), self, G_CONNECT_SWAPPED);
}

/* When a page comes under a window, GTK 4.8 tells its buttons of the window's actions of the same names, which may be
 * another page's, and a button does not go insensitive when it is told later that its own one is disabled: only a
 * removal is heard. To put the page's actions in where they are already removes them, and adds them again. */
static void
sockeye_session_page_root (GtkWidget *widget)
{
  gtk_widget_insert_action_group (widget, "session", G_ACTION_GROUP (SOCKEYE_SESSION_PAGE (widget)->actions));

  GTK_WIDGET_CLASS (sockeye_session_page_parent_class)->root (widget);
}

static void
sockeye_session_page_constructed (GObject *object)
{
  SockeyeSessionPage *self = SOCKEYE_SESSION_PAGE (object);

  G_OBJECT_CLASS (sockeye_session_page_parent_class)->constructed (object);

  set_up_workspace (self);
  self->actions = g_simple_action_group_new ();
  sockeye_session_page_add_actions (self);
  sockeye_session_page_set_up_commands (self);
  sockeye_session_page_set_up_notifying (self);
  sockeye_session_page_set_up_narrow (self);
  self->ready = TRUE;
  sockeye_session_page_load_state (self);
  on_network_changed (self);
}

static void
sockeye_session_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeSessionPage *self = SOCKEYE_SESSION_PAGE (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_session_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeSessionPage *self = SOCKEYE_SESSION_PAGE (object);

  switch (id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_COMMANDS:
      self->commands = g_value_dup_object (value);
      break;
    case PROP_DOCUMENT:
      self->document = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_session_page_dispose (GObject *object)
{
  SockeyeSessionPage *self = SOCKEYE_SESSION_PAGE (object);

  self->ready = FALSE;
  sockeye_session_page_withdraw (self);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_cancellable_cancel (self->saving);
  g_clear_object (&self->saving);
  g_clear_object (&self->saved_file);
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_weak_pointer (&self->connections_panel);
  g_clear_weak_pointer (&self->options);
  g_clear_weak_pointer (&self->replies);
  g_clear_weak_pointer (&self->states);
  g_clear_weak_pointer (&self->twin);
  g_clear_pointer (&self->faults, g_variant_unref);
  sockeye_session_page_clear_profile (self);

  sockeye_session_page_clear_narrow (self);
  sockeye_session_page_clear_commands (self);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_SESSION_PAGE);
  g_clear_object (&self->workspace);
  g_clear_object (&self->document);
  g_clear_object (&self->document_file);
  g_clear_pointer (&self->document_etag, g_free);
  g_clear_object (&self->leftover);
  g_clear_object (&self->settings);
  g_clear_object (&self->history);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->label, g_free);

  G_OBJECT_CLASS (sockeye_session_page_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (SOCKEYE_TYPE_DATA_LOG);
  g_type_ensure (SOCKEYE_TYPE_NETWORK_PANEL);
  g_type_ensure (SOCKEYE_TYPE_NOTICE_BAR);
  g_type_ensure (SOCKEYE_TYPE_RECEIVE_PANEL);
  g_type_ensure (SOCKEYE_TYPE_REPEAT_PANEL);
  g_type_ensure (SOCKEYE_TYPE_REPLY_STRIP);
  g_type_ensure (SOCKEYE_TYPE_SEND_BOX);
  g_type_ensure (SOCKEYE_TYPE_SEND_PANEL);
  g_type_ensure (SOCKEYE_TYPE_SIDE_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_STATUS_BAR);
  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
}

static void
sockeye_session_page_class_init (SockeyeSessionPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sockeye_session_page_constructed;
  object_class->get_property = sockeye_session_page_get_property;
  object_class->set_property = sockeye_session_page_set_property;
  object_class->dispose = sockeye_session_page_dispose;
  widget_class->root = sockeye_session_page_root;
  widget_class->map = sockeye_session_page_map;
  widget_class->unmap = sockeye_session_page_unmap;

  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                                                   G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                       | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMMANDS] = g_param_spec_object ("commands", NULL, NULL, SOCKEYE_TYPE_QUICK_COMMANDS_FILE,
                                                   G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                       | G_PARAM_STATIC_STRINGS);
  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, SOCKEYE_TYPE_CAPTURE,
                                                   G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                       | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string (
      "title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_LABEL] = g_param_spec_string (
      "label", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  ensure_types ();
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/session-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, document_note);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, network_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, receive_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, send_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, repeat_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, reply_strip);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, send_pane);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, data_log);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, connections_pane);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, send_box);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, commands_pane);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, side_layout);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, status_bar);
  sockeye_session_page_bind_messages (widget_class);
  sockeye_session_page_bind_narrow (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_network_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_network_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_send_box_changed);
}

static void
sockeye_session_page_init (SockeyeSessionPage *self)
{
  g_autoptr (GtkSizeGroup) labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_session_page_set_up_messages (self);
  align_labels (GTK_WIDGET (self->network_panel), labels);
  align_labels (GTK_WIDGET (self->receive_panel), labels);
  align_labels (GTK_WIDGET (self->send_panel), labels);
  sockeye_repeat_panel_set_labels (self->repeat_panel, labels);
}

static void
take_title (SockeyeSessionPage *self, char **title, char *new_title, guint property)
{
  if (g_strcmp0 (*title, new_title) == 0)
    {
      g_free (new_title);
      return;
    }

  g_free (*title);
  *title = new_title;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* What a window and a tab say about the session. */
void
sockeye_session_page_sync_titles (SockeyeSessionPage *self)
{
  take_title (self, &self->title, sockeye_session_page_make_title (self), PROP_TITLE);
  take_title (self, &self->label, sockeye_session_page_make_label (self), PROP_LABEL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->label, -1);
  if (sockeye_session_get_state (sockeye_workspace_get_session (self->workspace)) != SOCKEYE_SESSION_CLOSED)
    sockeye_capture_set_name (sockeye_workspace_get_capture (self->workspace), self->label);
}

/* Everything that depends on the protocol and on the session's state, but for the panels' own fields. */
void
sockeye_session_page_sync_session (SockeyeSessionPage *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  gboolean is_server = sockeye_protocol_is_server (sockeye_network_panel_get_protocol (self->network_panel));
  gboolean has_several = is_server
                         || (sockeye_session_get_short_connections (session)
                             && sockeye_session_get_state (session) != SOCKEYE_SESSION_CLOSED);

  sockeye_session_page_sync_titles (self);
  sockeye_session_page_show_connections (self, has_several && self->show_connections
                                                   && !sockeye_session_page_is_cramped (self));
  sockeye_session_page_update_actions (self);
}

/* The window of the socket options is about what the network panel says. */
void
sockeye_session_page_sync_options (SockeyeSessionPage *self)
{
  SockeyeSettings settings;

  if (self->options == NULL)
    return;
  sockeye_network_panel_get_settings (self->network_panel, &settings);
  sockeye_socket_options_window_follow (SOCKEYE_SOCKET_OPTIONS_WINDOW (self->options), settings.protocol,
                                        settings.local_host);
}

/* Shows at once what the user did; news of the session would come with the next frame. */
void
sockeye_session_page_refresh_now (SockeyeSessionPage *self)
{
  sockeye_workspace_update (self->workspace);
  sockeye_session_page_share_origin (self);
  sockeye_data_log_refresh (self->data_log);
  refresh_counters (self, g_get_monotonic_time ());
}

/* Private: the one that the page is in now; it may have been moved from another one. */
GtkWindow *
sockeye_session_page_get_window (SockeyeSessionPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/**
 * sockeye_session_page_new:
 * @settings: what is kept from run to run
 * @commands: the program's quick commands
 * @history: what was sent in all pages
 *
 * Returns: (transfer floating): a page with a closed session
 */
GtkWidget *
sockeye_session_page_new (GSettings *settings, SockeyeQuickCommandsFile *commands, SockeyeHistory *history)
{
  return sockeye_session_page_new_for_capture (settings, commands, history, NULL);
}

/**
 * sockeye_session_page_get_workspace:
 * @self: a page
 *
 * Returns: (transfer none): what it shows
 */
SockeyeWorkspace *
sockeye_session_page_get_workspace (SockeyeSessionPage *self)
{
  return self->workspace;
}

/**
 * sockeye_session_page_get_actions:
 * @self: a page
 *
 * Returns: (transfer none): what can be done with the session; the page's widgets know them as "session.…"
 */
GActionGroup *
sockeye_session_page_get_actions (SockeyeSessionPage *self)
{
  return G_ACTION_GROUP (self->actions);
}

/**
 * sockeye_session_page_is_busy:
 * @self: a page
 *
 * Returns: whether something would be broken off by closing it: a socket is open, something is being sent or saved
 */
gboolean
sockeye_session_page_is_busy (SockeyeSessionPage *self)
{
  return sockeye_session_get_state (sockeye_workspace_get_session (self->workspace)) != SOCKEYE_SESSION_CLOSED
         || sockeye_workspace_get_job (self->workspace) != NULL || self->saving != NULL
         || sockeye_save_strip_is_running (sockeye_data_log_get_save_strip (self->data_log));
}

/**
 * sockeye_session_page_focus:
 * @self: a page
 *
 * Moves the keyboard to where the user types what is to be sent. It is no gtk_widget_grab_focus(): that is called as
 * well when Tab leaves the page.
 */
void
sockeye_session_page_focus (SockeyeSessionPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->send_box));
}

/**
 * sockeye_session_page_get_settings:
 * @self: a page
 *
 * Returns: (transfer none): what it was made with
 */
GSettings *
sockeye_session_page_get_settings (SockeyeSessionPage *self)
{
  return self->settings;
}
