/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "figure.h"

/* It grows by this much, in pixels, so that the next digits find room. */
#define STEP 12

static int
measure_text (GtkWidget *widget, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/**
 * sockeye_figure_set_text:
 * @figure: shows something that changes many times a second
 * @text: what it shows now, on one line
 *
 * A label lays out the whole window for each new text, which takes as long as the rest of a frame. Here only a text that
 * is wider than all those before does so.
 */
void
sockeye_figure_set_text (GtkInscription *figure, const char *text)
{
  sockeye_figure_set_short_text (figure, text, text);
}

/**
 * sockeye_figure_set_short_text:
 * @figure: shows something that changes many times a second
 * @text: what it shows now, on one line
 * @name: its accessible name: the whole text
 *
 * As sockeye_figure_set_text(), where there is no room for the whole text.
 */
void
sockeye_figure_set_short_text (GtkInscription *figure, const char *text, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (figure);
  int width, request;

  gtk_accessible_update_property (GTK_ACCESSIBLE (figure), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (g_strcmp0 (gtk_inscription_get_text (figure), text) == 0)
    return;

  width = measure_text (widget, text);
  gtk_widget_get_size_request (widget, &request, NULL);
  if (width > request)
    gtk_widget_set_size_request (widget, (width + STEP - 1) / STEP * STEP, -1);
  gtk_inscription_set_text (figure, text);
}
