/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-private.h"

#include "application.h"
#include "errors.h"
#include "socket-options-window.h"

#include <glib/gi18n-lib.h>

/* Frames without news after which the window sleeps: waking up costs more than half a second of looking. */
#define QUIET_FRAMES_MAX 30
/* Nobody reads counters faster: microseconds between two refreshes. */
#define COUNTERS_INTERVAL (G_USEC_PER_SEC / 10)

G_DEFINE_FINAL_TYPE (SockeyeWindow, sockeye_window, GTK_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_SETTINGS,
  PROP_COMMANDS,
  PROP_DOCUMENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static char *
make_title (SockeyeWindow *self, SockeyeSession *session)
{
  const char *local = sockeye_session_get_local (session);
  const char *remote = sockeye_session_get_remote (session);

  if (sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED && self->document_name != NULL)
    /* Translators: a window's title; %s is the name of a file */
    return g_strdup_printf (_ ("%s – Sockeye"), self->document_name);
  if (sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED)
    return g_strdup ("Sockeye");

  switch (sockeye_session_get_protocol (session))
    {
    case SOCKEYE_PROTOCOL_UDP:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("UDP %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_TCP_CLIENT:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP client %s – Sockeye"), remote != NULL ? remote : "…");
    case SOCKEYE_PROTOCOL_UNIX_CLIENT:
      /* Translators: a window's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix client %s – Sockeye"), remote != NULL ? remote : "…");
    case SOCKEYE_PROTOCOL_UNIX_SERVER:
      /* Translators: a window's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix server %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_UNIX_DATAGRAM:
      /* Translators: a window's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix datagram %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_TCP_RELAY:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP relay %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_UDP_RELAY:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("UDP relay %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_TCP_SERVER:
    case SOCKEYE_N_PROTOCOLS:
    default:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP server %s – Sockeye"), local != NULL ? local : "…");
    }
}

/* At full speed the log's own row about it has given way before anybody could read it. */
static void
tell_store_failure (SockeyeWindow *self)
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
refresh_counters (SockeyeWindow *self, gint64 now)
{
  tell_store_failure (self);
  self->counters_time = now;
  self->counters_stale = FALSE;
  sockeye_status_bar_refresh (self->status_bar);
  /* The first datagram brings the last sender. */
  sockeye_window_update_actions (self);
}

static gboolean
take_over_news (SockeyeWindow *self)
{
  if (!sockeye_workspace_update (self->workspace))
    return FALSE;

  sockeye_data_log_refresh (self->data_log);
  self->quiet_frames = 0;
  self->counters_stale = TRUE;
  return TRUE;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data G_GNUC_UNUSED)
{
  SockeyeWindow *self = SOCKEYE_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (!take_over_news (self))
    self->quiet_frames++;
  if (self->counters_stale && now - self->counters_time >= COUNTERS_INTERVAL)
    refresh_counters (self, now);
  if (self->quiet_frames < QUIET_FRAMES_MAX || self->counters_stale)
    return G_SOURCE_CONTINUE;

  /* Whatever came before the watch is seen by this last look, whatever comes after it wakes the window. */
  sockeye_workspace_watch (self->workspace);
  if (take_over_news (self))
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
on_news (SockeyeWindow *self)
{
  self->quiet_frames = 0;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
on_session_changed (SockeyeWindow *self)
{
  if (self->ready)
    sockeye_window_sync_session (self);
}

/* What is looked for is other bytes now. */
static void
on_charset_changed (SockeyeWindow *self)
{
  sockeye_data_log_refresh (self->data_log);
}

static void
on_failed (SockeyeWindow *self, const GError *error)
{
  sockeye_notice_bar_show_error (self->notice, error->message);
  self->tells_failure = TRUE;
}

static void
on_copy_failed (SockeyeWindow *self, const GError *error)
{
  if (g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE))
    sockeye_notice_bar_show_offer (self->notice, error->message, _ ("Save log"), "win.save-log");
  else
    sockeye_notice_bar_show_error (self->notice, error->message);
}

static void
on_saved_live (SockeyeWindow *self, const char *message)
{
  sockeye_notice_bar_show_message (self->notice, message);
}

static void
on_reply_notice (SockeyeWindow *self, const char *message)
{
  sockeye_notice_bar_show_error (self->notice, message);
}

static void
on_network_changed (SockeyeWindow *self)
{
  if (!self->ready)
    return;

  sockeye_send_box_set_protocol (self->send_box, sockeye_network_panel_get_protocol (self->network_panel));
  sockeye_window_sync_session (self);
  sockeye_window_sync_options (self);
}

/* What it said was about the fields as they were. */
static void
on_network_edited (SockeyeWindow *self)
{
  sockeye_notice_bar_dismiss (self->notice);
}

static void
on_send_box_changed (SockeyeWindow *self)
{
  if (self->ready)
    sockeye_window_update_actions (self);
}

static void
on_peer_activated (SockeyeWindow *self, guint peer)
{
  sockeye_target_chooser_choose_peer (sockeye_send_box_get_target_chooser (self->send_box), peer);
  gtk_widget_grab_focus (GTK_WIDGET (self->send_box));
}

/* The theme's red is too dark to be read on the theme's dark, and a style sheet of GTK 4.8 does not know which one of
 * both it is for. */
static void
follow_theme (SockeyeWindow *self)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA text;

  if (gtk_style_context_lookup_color (style, "theme_fg_color", &text)
      && text.red + text.green + text.blue > 1.5f)
    gtk_widget_add_css_class (GTK_WIDGET (self), "on-dark");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "on-dark");
}

static void
set_up_theme (SockeyeWindow *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));

  g_signal_connect_object (settings, "notify::gtk-application-prefer-dark-theme", G_CALLBACK (follow_theme),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-theme-name", G_CALLBACK (follow_theme), self,
                           G_CONNECT_SWAPPED);
  follow_theme (self);
}

static gboolean
sockeye_window_close_request (GtkWindow *window)
{
  SockeyeWindow *self = SOCKEYE_WINDOW (window);

  sockeye_window_save_state (self);
  return GTK_WINDOW_CLASS (sockeye_window_parent_class)->close_request (window);
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
set_up_workspace (SockeyeWindow *self)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeSession *session;

  limits.quota = (guint64) g_settings_get_int (self->settings, "quota") << 30;
  limits.leave_free = (guint64) g_settings_get_int (self->settings, "leave-free") << 30;
  if (self->document != NULL)
    self->workspace = sockeye_workspace_new_for_capture (self->document);
  else
    self->workspace = sockeye_workspace_new (&limits);
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
  sockeye_connections_panel_set_model (self->connections_panel,
                                       sockeye_workspace_get_connections (self->workspace));
  sockeye_connections_panel_set_session (self->connections_panel, session);
  sockeye_connections_panel_set_capture (self->connections_panel,
                                         sockeye_workspace_get_capture (self->workspace));
  sockeye_status_bar_set_workspace (self->status_bar, self->workspace);
  sockeye_reply_strip_set_responder (self->reply_strip, sockeye_workspace_get_responder (self->workspace));
  g_signal_connect_object (sockeye_workspace_get_responder (self->workspace), "notice",
                           G_CALLBACK (on_reply_notice), self, G_CONNECT_SWAPPED);
}

static void
sockeye_window_constructed (GObject *object)
{
  SockeyeWindow *self = SOCKEYE_WINDOW (object);

  G_OBJECT_CLASS (sockeye_window_parent_class)->constructed (object);

  set_up_workspace (self);
  sockeye_window_add_actions (self);
  sockeye_window_set_up_commands (self);
  self->ready = TRUE;
  set_up_theme (self);
  sockeye_window_load_state (self);
  on_network_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->send_box));
}

static void
sockeye_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SockeyeWindow *self = SOCKEYE_WINDOW (object);

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
sockeye_window_dispose (GObject *object)
{
  SockeyeWindow *self = SOCKEYE_WINDOW (object);

  self->ready = FALSE;
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_cancellable_cancel (self->saving);
  g_clear_object (&self->saving);
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->document_name, g_free);
  g_clear_object (&self->saved_file);
  g_clear_weak_pointer (&self->options);
  g_clear_pointer (&self->faults, g_variant_unref);

  sockeye_window_clear_commands (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_WINDOW);
  g_clear_object (&self->workspace);
  g_clear_object (&self->document);
  g_clear_object (&self->settings);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (sockeye_window_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (SOCKEYE_TYPE_CONNECTIONS_PANEL);
  g_type_ensure (SOCKEYE_TYPE_DATA_LOG);
  g_type_ensure (SOCKEYE_TYPE_NETWORK_PANEL);
  g_type_ensure (SOCKEYE_TYPE_NOTICE_BAR);
  g_type_ensure (SOCKEYE_TYPE_QUICK_COMMANDS_PANEL);
  g_type_ensure (SOCKEYE_TYPE_RECEIVE_PANEL);
  g_type_ensure (SOCKEYE_TYPE_REPEAT_PANEL);
  g_type_ensure (SOCKEYE_TYPE_REPLY_STRIP);
  g_type_ensure (SOCKEYE_TYPE_SEND_BOX);
  g_type_ensure (SOCKEYE_TYPE_SEND_PANEL);
  g_type_ensure (SOCKEYE_TYPE_SIDE_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_STATUS_BAR);
}

static void
sockeye_window_class_init (SockeyeWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sockeye_window_constructed;
  object_class->set_property = sockeye_window_set_property;
  object_class->dispose = sockeye_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = sockeye_window_close_request;

  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                                                   G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                       | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMMANDS] = g_param_spec_object ("commands", NULL, NULL, SOCKEYE_TYPE_QUICK_COMMANDS_FILE,
                                                   G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                       | G_PARAM_STATIC_STRINGS);
  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, SOCKEYE_TYPE_CAPTURE,
                                                   G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                       | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  ensure_types ();
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, network_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, receive_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, send_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, repeat_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, save_notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, reply_strip);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, send_pane);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, data_log);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, connections_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, send_box);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, commands_pane);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, commands_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, side_layout);
  gtk_widget_class_bind_template_child (widget_class, SockeyeWindow, status_bar);
  gtk_widget_class_bind_template_callback (widget_class, on_network_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_network_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_peer_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_send_box_changed);
}

static void
sockeye_window_init (SockeyeWindow *self)
{
  g_autoptr (GtkSizeGroup) labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  gtk_widget_init_template (GTK_WIDGET (self));
  align_labels (GTK_WIDGET (self->network_panel), labels);
  align_labels (GTK_WIDGET (self->receive_panel), labels);
  align_labels (GTK_WIDGET (self->send_panel), labels);
  align_labels (GTK_WIDGET (self->repeat_panel), labels);
}

/* Everything that depends on the protocol and on the session's state, but for the panels' own fields. */
void
sockeye_window_sync_session (SockeyeWindow *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  gboolean is_server = sockeye_protocol_is_server (sockeye_network_panel_get_protocol (self->network_panel));
  gboolean has_several = is_server
                         || (sockeye_session_get_short_connections (session)
                             && sockeye_session_get_state (session) != SOCKEYE_SESSION_CLOSED);
  g_autofree char *title = make_title (self, session);

  if (g_strcmp0 (title, gtk_window_get_title (GTK_WINDOW (self))) != 0)
    gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_widget_set_visible (GTK_WIDGET (self->connections_panel), has_several && self->show_connections);
  sockeye_window_update_actions (self);
}

/* The window of the socket options is about what the network panel says. */
void
sockeye_window_sync_options (SockeyeWindow *self)
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
sockeye_window_refresh_now (SockeyeWindow *self)
{
  sockeye_workspace_update (self->workspace);
  sockeye_data_log_refresh (self->data_log);
  refresh_counters (self, g_get_monotonic_time ());
}

/**
 * sockeye_window_new:
 * @application: the program, a #SockeyeApplication
 * @settings: what is kept from run to run
 *
 * Returns: (transfer none): a window with a closed session, owned by GTK
 */
GtkWindow *
sockeye_window_new (GtkApplication *application, GSettings *settings)
{
  return sockeye_window_new_for_capture (application, settings, NULL, NULL);
}

/**
 * sockeye_window_new_for_capture:
 * @application: the program, a #SockeyeApplication
 * @settings: what is kept from run to run
 * @capture: (nullable): a capture without a producer, such as one that was opened; %NULL: an empty one
 * @file: (nullable): where it came from
 *
 * Returns: (transfer none): a window with a closed session that shows the capture, owned by GTK
 */
GtkWindow *
sockeye_window_new_for_capture (GtkApplication *application,
                                GSettings *settings,
                                SockeyeCapture *capture,
                                GFile *file)
{
  SockeyeWindow *self = g_object_new (
      SOCKEYE_TYPE_WINDOW, "application", application, "settings", settings, "commands",
      sockeye_application_get_quick_commands (SOCKEYE_APPLICATION (application)), "document", capture, NULL);

  if (file != NULL)
    {
      g_autofree char *base = g_file_get_basename (file);

      self->document_name = g_filename_display_name (base != NULL ? base : "");
      sockeye_window_sync_session (self);
    }

  sockeye_window_set_history (self, sockeye_application_get_history (SOCKEYE_APPLICATION (application)));
  return GTK_WINDOW (self);
}

/**
 * sockeye_window_get_workspace:
 * @self: a window
 *
 * Returns: (transfer none): what it shows
 */
SockeyeWorkspace *
sockeye_window_get_workspace (SockeyeWindow *self)
{
  return self->workspace;
}
