/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include "text-scale.h"

/* A page that shares its window, shows the quick commands, or whose text is large, may be too narrow for its column of
 * settings. A bar takes its place, with the button that opens the session, and one that shows the settings in place of the
 * log. */

/* Pixels: two of them fit into a window of 900. */
#define NARROW_WIDTH 440
/* From here on, everything beside each other does not fit into a small screen. */
#define LARGE_TEXT 1.2

/* The resolution is known before the style follows it, and so before the window would grow. */
static gboolean
has_large_text (SockeyeSessionPage *self)
{
  int dpi;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return dpi >= LARGE_TEXT * 96 * PANGO_SCALE || sockeye_text_scale_get (GTK_WIDGET (self)) >= LARGE_TEXT;
}

static gboolean
is_short_of_room (SockeyeSessionPage *self)
{
  return self->beside || has_large_text (self);
}

static void
on_narrow_settings (SockeyeSessionPage *self)
{
  sockeye_side_layout_set_in_front (self->side_layout, gtk_toggle_button_get_active (self->narrow_settings));
}

static gboolean
follow_layout (gpointer data)
{
  SockeyeSessionPage *self = data;
  gboolean narrow = sockeye_side_layout_get_narrow (self->side_layout);

  self->narrow_source = 0;
  gtk_widget_set_visible (self->narrow_bar, narrow);
  if (narrow && sockeye_side_layout_get_tight (self->side_layout))
    gtk_widget_add_css_class (GTK_WIDGET (self), "tight");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "tight");
  if (!narrow)
    gtk_toggle_button_set_active (self->narrow_settings, FALSE);
  sockeye_session_page_sync_session (self);
  return G_SOURCE_REMOVE;
}

/* Nothing may be shown or hidden while sizes are being allocated. */
static void
on_narrow (SockeyeSessionPage *self)
{
  if (self->narrow_source == 0)
    self->narrow_source = g_idle_add (follow_layout, self);
}

/* Private: after something that takes or gives room. Lines are broken only where it is short. */
void
sockeye_session_page_sync_narrow (SockeyeSessionPage *self)
{
  gboolean is_short = is_short_of_room (self);
  int minimum, natural;

  gtk_widget_measure (GTK_WIDGET (self->send_box), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL,
                      NULL);
  gtk_widget_set_size_request (self->main_column, is_short ? NARROW_WIDTH : natural, -1);
  sockeye_side_layout_set_wrapping (self->side_layout, is_short);
  sockeye_side_layout_set_yielding (self->side_layout,
                                    is_short || sockeye_session_page_shows_commands (self));
  on_narrow (self);
}

static gboolean
follow_text (gpointer data)
{
  SockeyeSessionPage *self = data;

  self->text_source = 0;
  sockeye_session_page_sync_narrow (self);
  return G_SOURCE_REMOVE;
}

/* The style follows the settings with the next frame. */
static void
on_text_changed (SockeyeSessionPage *self)
{
  sockeye_session_page_sync_narrow (self);
  if (self->text_source == 0)
    self->text_source = g_idle_add (follow_text, self);
}

void
sockeye_session_page_set_up_narrow (SockeyeSessionPage *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  GtkWidget *open = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (self->network_panel), SOCKEYE_TYPE_NETWORK_PANEL, "open"));

  g_signal_connect_object (self->side_layout, "notify::narrow", G_CALLBACK (on_narrow), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->side_layout, "notify::tight", G_CALLBACK (on_narrow), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->side_layout, "notify::low", G_CALLBACK (on_narrow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (on_text_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-font-name", G_CALLBACK (on_text_changed), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (open, "label", self->narrow_open, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (open, "css-classes", self->narrow_open, "css-classes", G_BINDING_SYNC_CREATE);
  /* A window that was large once stays so. */
  if (is_short_of_room (self))
    sockeye_session_page_sync_narrow (self);
}

void
sockeye_session_page_clear_narrow (SockeyeSessionPage *self)
{
  g_clear_handle_id (&self->narrow_source, g_source_remove);
  g_clear_handle_id (&self->text_source, g_source_remove);
}

static int
measure_bar (GtkWidget *bar)
{
  int minimum, natural;

  if (!gtk_widget_get_visible (bar))
    return 0;

  gtk_widget_measure (bar, GTK_ORIENTATION_VERTICAL, -1, &minimum, &natural, NULL, NULL);
  return minimum;
}

/* Private: whether there is no room for the list of connections: log and send box come first. A bar that was shown just
 * now counts already; the layout knows of it only after the window has grown. */
gboolean
sockeye_session_page_is_cramped (SockeyeSessionPage *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self)) - measure_bar (self->narrow_bar)
               - measure_bar (GTK_WIDGET (self->status_bar));

  return is_short_of_room (self)
         && (sockeye_side_layout_get_low (self->side_layout)
             || height < SOCKEYE_SIDE_LAYOUT_LOW * sockeye_text_scale_get (GTK_WIDGET (self)));
}

/* For the class. */
void
sockeye_session_page_bind_narrow (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, main_column);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, narrow_bar);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, narrow_settings);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSessionPage, narrow_open);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_settings);
}

/**
 * sockeye_session_page_set_beside:
 * @self: a page
 * @beside: whether there is another one at its side
 *
 * Makes the page narrower than it could be otherwise.
 */
void
sockeye_session_page_set_beside (SockeyeSessionPage *self, gboolean beside)
{
  if (self->beside == beside)
    return;

  self->beside = beside;
  if (beside)
    sockeye_status_bar_set_compact (self->status_bar, TRUE);
  sockeye_session_page_sync_narrow (self);
  /* At once: for as much as a frame of everything the window would grow, and stay so. */
  sockeye_session_page_sync_session (self);
}
