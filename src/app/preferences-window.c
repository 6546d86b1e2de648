/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences-window.h"

struct _SockeyePreferencesWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkDropDown *color_scheme;
  GtkSpinButton *log_scale;
  GtkSpinButton *quota;
  GtkSpinButton *leave_free;
  GtkSpinButton *rotate_after;
  GtkSpinButton *rotate_keep;
  GtkCheckButton *keep_history;
  GtkCheckButton *notify;
};

G_DEFINE_FINAL_TYPE (SockeyePreferencesWindow, sockeye_preferences_window, GTK_TYPE_WINDOW)

static const char *const color_scheme_nicks[] = { "system", "light", "dark" };

static gboolean
nick_to_position (GValue *value, GVariant *variant, gpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (color_scheme_nicks); i++)
    if (g_str_equal (color_scheme_nicks[i], g_variant_get_string (variant, NULL)))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }

  return FALSE;
}

static GVariant *
position_to_nick (const GValue *value, const GVariantType *type G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  guint position = g_value_get_uint (value);

  return position < G_N_ELEMENTS (color_scheme_nicks) ? g_variant_new_string (color_scheme_nicks[position])
                                                      : NULL;
}

static void
sockeye_preferences_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SOCKEYE_TYPE_PREFERENCES_WINDOW);

  G_OBJECT_CLASS (sockeye_preferences_window_parent_class)->dispose (object);
}

static void
sockeye_preferences_window_class_init (SockeyePreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_preferences_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyePreferencesWindow, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, SockeyePreferencesWindow, log_scale);
  gtk_widget_class_bind_template_child (widget_class, SockeyePreferencesWindow, quota);
  gtk_widget_class_bind_template_child (widget_class, SockeyePreferencesWindow, leave_free);
  gtk_widget_class_bind_template_child (widget_class, SockeyePreferencesWindow, rotate_after);
  gtk_widget_class_bind_template_child (widget_class, SockeyePreferencesWindow, rotate_keep);
  gtk_widget_class_bind_template_child (widget_class, SockeyePreferencesWindow, keep_history);
  gtk_widget_class_bind_template_child (widget_class, SockeyePreferencesWindow, notify);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sockeye_preferences_window_init (SockeyePreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_preferences_window_new:
 * @parent: (nullable): the window to stand before
 * @settings: what is preferred
 *
 * Returns: (transfer none): a window, owned by GTK
 */
GtkWindow *
sockeye_preferences_window_new (GtkWindow *parent, GSettings *settings)
{
  SockeyePreferencesWindow *self = g_object_new (SOCKEYE_TYPE_PREFERENCES_WINDOW, "transient-for", parent,
                                                 "modal", TRUE, NULL);

  g_settings_bind_with_mapping (settings, "color-scheme", self->color_scheme, "selected",
                                G_SETTINGS_BIND_DEFAULT, nick_to_position, position_to_nick, NULL, NULL);
  g_settings_bind (settings, "log-scale", self->log_scale, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "quota", self->quota, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "leave-free", self->leave_free, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "rotate-after", self->rotate_after, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "rotate-keep", self->rotate_keep, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-long-work", self->notify, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "keep-history", self->keep_history, "active", G_SETTINGS_BIND_DEFAULT);
  return GTK_WINDOW (self);
}
