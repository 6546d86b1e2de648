/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "socket-options-window.h"

#include <string.h>

/* A store of settings is no place for more. */
#define SEND_TEXT_MAX (64u << 10)

static void
apply_send_height (GtkPaned *pane, GParamSpec *pspec G_GNUC_UNUSED, SockeyeSessionPage *self)
{
  int height = g_settings_get_int (self->settings, "send-height");
  int max = 0;
  int minimum = 0;

  g_signal_handlers_disconnect_by_func (pane, apply_send_height, self);
  gtk_widget_measure (GTK_WIDGET (self->send_box), GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  g_object_get (pane, "max-position", &max, NULL);
  if (height > minimum)
    gtk_paned_set_position (pane, max - (height - minimum));
}

/* As it would be if no line were broken: a page that is narrow now may be wide next time. */
static int
get_send_height (SockeyeSessionPage *self)
{
  GtkWidget *box = GTK_WIDGET (self->send_box);
  int minimum = 0;
  int minimum_now = 0;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (box), &minimum_now, NULL, NULL,
                      NULL);
  return MAX (gtk_widget_get_height (box) - (minimum_now - minimum), 0);
}

static void
change_state (SockeyeSessionPage *self, const char *action, const char *key)
{
  g_autofree char *nick = g_settings_get_string (self->settings, key);

  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), action, g_variant_new_string (nick));
}

static void
bind_view (SockeyeSessionPage *self, const char *key, const char *property)
{
  SockeyeLogView *view = sockeye_data_log_get_view (self->data_log);

  g_settings_bind (self->settings, key, view, property, G_SETTINGS_BIND_GET_NO_CHANGES);
}

static gboolean
percent_to_factor (GValue *value, GVariant *variant, gpointer data G_GNUC_UNUSED)
{
  g_value_set_double (value, g_variant_get_int32 (variant) / 100.0);
  return TRUE;
}

static GVariant *
factor_to_percent (const GValue *value, const GVariantType *type G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  return g_variant_new_int32 ((gint32) (g_value_get_double (value) * 100.0 + 0.5));
}

static void
load_log_options (SockeyeSessionPage *self)
{
  g_autofree char *encoding = g_settings_get_string (self->settings, "encoding");
  const SockeyeCharset *charset = sockeye_charset_find (encoding);

  if (charset != NULL)
    sockeye_workspace_set_charset (self->workspace, charset);
  change_state (self, "form", "form");
  change_state (self, "time", "time");
  sockeye_data_log_set_store (self->data_log, self->settings);
  bind_view (self, "show-time", "show-time");
  bind_view (self, "show-peer", "show-peer");
  bind_view (self, "show-size", "show-size");
  bind_view (self, "show-conversations", "show-conversations");
  g_settings_bind_with_mapping (self->settings, "log-scale", sockeye_data_log_get_view (self->data_log),
                                "scale", G_SETTINGS_BIND_DEFAULT, percent_to_factor, factor_to_percent, NULL,
                                NULL);
  g_action_group_change_action_state (
      G_ACTION_GROUP (self->actions), "show-connections",
      g_variant_new_boolean (g_settings_get_boolean (self->settings, "show-connections")));
}

static void
load_wishes (SockeyeSessionPage *self)
{
  for (guint i = 0; i < SOCKEYE_N_PROTOCOLS; i++)
    {
      g_autoptr (GVariant) kept = g_settings_get_value (self->settings, sockeye_socket_options_get_key (i));

      sockeye_workspace_set_wishes (self->workspace, i, sockeye_wishes_new_from_variant (kept));
    }
}

/* A new page looks like the one that was closed last; pages that are open do not follow each other. */
void
sockeye_session_page_load_state (SockeyeSessionPage *self)
{
  g_autofree char *text = g_settings_get_string (self->settings, "send-text");

  load_log_options (self);
  load_wishes (self);
  sockeye_network_panel_set_store (self->network_panel, self->settings);
  sockeye_send_panel_set_store (self->send_panel, self->settings);
  sockeye_repeat_panel_set_store (self->repeat_panel, self->settings);
  sockeye_send_box_set_store (self->send_box, self->settings);
  sockeye_session_page_load_commands (self);
  sockeye_send_box_set_text (self->send_box, text);
  g_signal_connect (self->send_pane, "notify::max-position", G_CALLBACK (apply_send_height), self);
}

void
sockeye_session_page_save_state (SockeyeSessionPage *self)
{
  g_autofree char *text = sockeye_send_box_get_text (self->send_box);

  /* A page that was never shown has no height yet. */
  if (gtk_widget_get_height (GTK_WIDGET (self->send_box)) > 0)
    g_settings_set_int (self->settings, "send-height", get_send_height (self));

  sockeye_session_page_save_commands (self);
  sockeye_network_panel_save (self->network_panel);
  g_settings_set_string (self->settings, "encoding", sockeye_workspace_get_charset (self->workspace)->id);
  g_settings_set_string (self->settings, "send-text", strlen (text) <= SEND_TEXT_MAX ? text : "");
}
