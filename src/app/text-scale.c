/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "text-scale.h"

/* Pixels: of a desktop's usual text. */
#define USUAL_SIZE 14.67
/* Of a list: the percentage that its columns have now. */
#define PERCENT "sockeye-text-percent"

/**
 * sockeye_text_scale_get:
 * @widget: a widget that draws letters of sizes of its own
 *
 * Returns: how many times the usual size the user wants letters to be; 1 at least
 */
double
sockeye_text_scale_get (GtkWidget *widget)
{
  const PangoFontDescription *font = pango_context_get_font_description (
      gtk_widget_get_pango_context (widget));
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  /* GTK's style is in pixels, whatever the resolution. */
  if (!pango_font_description_get_size_is_absolute (font))
    size *= 96.0 / 72.0;
  return MAX (1.0, size / USUAL_SIZE);
}

/* What the user has made of the columns stays in proportion. */
static void
scale_columns (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  int before = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (view), PERCENT));
  int percent = (int) (100 * sockeye_text_scale_get (GTK_WIDGET (view)) + 0.5);

  if (before == 0)
    before = 100;
  g_object_set_data (G_OBJECT (view), PERCENT, GINT_TO_POINTER (percent));
  for (guint i = 0; percent != before && i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      int width = gtk_column_view_column_get_fixed_width (column);

      if (width > 0)
        gtk_column_view_column_set_fixed_width (column, (width * percent + before / 2) / before);
    }
}

static gboolean
follow (gpointer data)
{
  scale_columns (data);
  return G_SOURCE_REMOVE;
}

/* The style follows the settings with the next frame. */
static void
on_text_changed (GtkColumnView *view)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, follow, g_object_ref (view), g_object_unref);
}

/**
 * sockeye_text_scale_watch_columns:
 * @view: a list whose columns have fixed widths, for text of the usual size
 *
 * From now on they are wider where text is larger. Once.
 */
void
sockeye_text_scale_watch_columns (GtkColumnView *view)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (view));

  g_signal_connect (view, "map", G_CALLBACK (scale_columns), NULL);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (on_text_changed), view,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-font-name", G_CALLBACK (on_text_changed), view,
                           G_CONNECT_SWAPPED);
}
