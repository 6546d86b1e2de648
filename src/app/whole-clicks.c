/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "whole-clicks.h"

/* When what is under the pointer has moved, GTK 4.8 makes up a motion of the pointer, and asks the display for the buttons
 * that are down at that moment. The release of one that was just let go of is still on its way then: to the gestures it
 * looks as if they had missed it, and they give up. In a window in which data arrives, one click of a hundred was lost. */

/* So many motions are not believed: a button may really have been let go of elsewhere. */
#define DOUBTED_MAX 10

typedef struct
{
  GdkModifierType down; /* the buttons whose press was seen, and whose release was not */
  guint n_doubted;
} Watch;

static GdkModifierType
get_mask (GdkEvent *event)
{
  guint button = gdk_button_event_get_button (event);

  return button >= 1 && button <= 5 ? GDK_BUTTON1_MASK << (button - 1) : 0;
}

static gboolean
is_doubtful (Watch *self, GdkEvent *event)
{
  return (gdk_event_get_modifier_state (event) & self->down) != self->down && self->n_doubted++ < DOUBTED_MAX;
}

static gboolean
on_event (GtkEventController *controller G_GNUC_UNUSED, GdkEvent *event, Watch *self)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
      self->down |= get_mask (event);
      self->n_doubted = 0;
      break;
    case GDK_BUTTON_RELEASE:
      self->down &= ~get_mask (event);
      break;
    case GDK_GRAB_BROKEN:
      self->down = 0;
      break;
    case GDK_MOTION_NOTIFY:
      return is_doubtful (self, event) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
free_watch (gpointer data, GClosure *closure G_GNUC_UNUSED)
{
  g_free (data);
}

static void
watch (GtkWidget *window)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_data (controller, "event", G_CALLBACK (on_event), g_new0 (Watch, 1), free_watch, 0);
  gtk_widget_add_controller (window, controller);
}

static void
on_windows_changed (GListModel *windows, guint position, guint n_removed G_GNUC_UNUSED, guint n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      watch (window);
    }
}

/**
 * sockeye_whole_clicks_watch:
 *
 * From now on no click on any window is lost because what is under the pointer moved while it was made. Once, before there
 * are windows.
 */
void
sockeye_whole_clicks_watch (void)
{
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_windows_changed), NULL);
}
