/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-sizes.h"

#include "window.h"

/* The sizes of the windows beside the main one, by the names of their types. */

#define KEY "window-sizes"
/* Of a window: the size that it was shown with. */
#define SHOWN "sockeye-shown-size"

typedef struct
{
  int width;
  int height;
} Size;

/* While a window is being made it is not yet known of which type it is. */
static gboolean
is_remembered (GtkWindow *window)
{
  return g_str_has_prefix (G_OBJECT_TYPE_NAME (window), "Sockeye") && !SOCKEYE_IS_WINDOW (window)
         && gtk_window_get_resizable (window);
}

static void
on_realize (GtkWindow *window, gpointer data)
{
  g_autoptr (GVariant) sizes = g_settings_get_value (data, KEY);
  Size size;

  if (!is_remembered (window))
    return;
  if (g_variant_lookup (sizes, G_OBJECT_TYPE_NAME (window), "(ii)", &size.width, &size.height)
      && size.width > 0 && size.height > 0)
    gtk_window_set_default_size (window, size.width, size.height);
  gtk_window_get_default_size (window, &size.width, &size.height);
  g_object_set_data_full (G_OBJECT (window), SHOWN, g_memdup2 (&size, sizeof size), g_free);
}

static void
keep (GSettings *settings, const char *name, const Size *size)
{
  g_autoptr (GVariant) sizes = g_settings_get_value (settings, KEY);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other;
  int width, height;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{s(ii)}"));
  g_variant_iter_init (&iter, sizes);
  while (g_variant_iter_next (&iter, "{&s(ii)}", &other, &width, &height))
    if (!g_str_equal (other, name))
      g_variant_builder_add (&builder, "{s(ii)}", other, width, height);
  g_variant_builder_add (&builder, "{s(ii)}", name, size->width, size->height);
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

/* Only what the user has changed: a later version may have better sizes. */
static void
on_unrealize (GtkWindow *window, gpointer data)
{
  const Size *shown = g_object_get_data (G_OBJECT (window), SHOWN);
  Size size;

  if (shown == NULL || gtk_window_is_maximized (window) || gtk_window_is_fullscreen (window))
    return;
  gtk_window_get_default_size (window, &size.width, &size.height);
  if (size.width > 0 && size.height > 0 && (size.width != shown->width || size.height != shown->height))
    keep (data, G_OBJECT_TYPE_NAME (window), &size);
}

static void
on_windows_changed (GListModel *windows,
                    guint position,
                    guint n_removed G_GNUC_UNUSED,
                    guint n_added,
                    gpointer data)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      g_signal_connect_object (window, "realize", G_CALLBACK (on_realize), data, 0);
      g_signal_connect_object (window, "unrealize", G_CALLBACK (on_unrealize), data, 0);
    }
}

/**
 * sockeye_window_sizes_watch:
 * @settings: where they are kept
 *
 * From now on windows are as large as the user made the last one of their kind. Once.
 */
void
sockeye_window_sizes_watch (GSettings *settings)
{
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_windows_changed),
                           settings, 0);
}
