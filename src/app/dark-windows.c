/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "dark-windows.h"

/* Some of the theme's colours are too dark to be read on the theme's dark, and a style sheet of GTK 4.8 does not know
 * which one of both it is for. */

#define CLASS "on-dark"

static gboolean
is_dark (void)
{
  g_autoptr (GtkWidget) probe = g_object_ref_sink (gtk_label_new (NULL));
  GdkRGBA text;

  return gtk_style_context_lookup_color (gtk_widget_get_style_context (probe), "theme_fg_color", &text)
         && text.red + text.green + text.blue > 1.5f;
}

static void
mark (GListModel *windows, guint first, guint n)
{
  gboolean dark = is_dark ();

  for (guint i = first; i < first + n; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (dark)
        gtk_widget_add_css_class (window, CLASS);
      else
        gtk_widget_remove_css_class (window, CLASS);
    }
}

static void
on_windows_changed (GListModel *windows, guint position, guint n_removed G_GNUC_UNUSED, guint n_added)
{
  mark (windows, position, n_added);
}

static void
on_theme_changed (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  mark (windows, 0, g_list_model_get_n_items (windows));
}

/**
 * sockeye_dark_windows_watch:
 *
 * From now on every window, also dialogs, has the class "on-dark" while the theme is dark. Once.
 */
void
sockeye_dark_windows_watch (void)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_windows_changed), NULL);
  g_signal_connect (settings, "notify::gtk-application-prefer-dark-theme", G_CALLBACK (on_theme_changed),
                    NULL);
  g_signal_connect (settings, "notify::gtk-theme-name", G_CALLBACK (on_theme_changed), NULL);
  on_theme_changed ();
}
