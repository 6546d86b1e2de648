/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "click-guard.h"

typedef struct
{
  GtkButton *button;
  char *label;  /* (nullable): before the first press; never pressed */
  guint32 last; /* when it was pressed last, in ms of the display's clock */
} Guard;

static void
guard_free (gpointer data)
{
  Guard *self = data;

  g_free (self->label);
  g_free (self);
}

static gboolean
is_over_button (Guard *self, GtkGesture *gesture, double x, double y)
{
  GtkWidget *around = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  return gtk_widget_translate_coordinates (around, GTK_WIDGET (self->button), x, y, &x, &y)
         && gtk_widget_contains (GTK_WIDGET (self->button), x, y);
}

/* When the presses were made counts. GTK counts from when it comes to handle them: to it, two clicks that had to wait on a
 * busy machine are a double click, and a double click may be two clicks. */
static gboolean
is_soon (Guard *self, GtkGesture *gesture)
{
  guint32 time = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (gesture));
  guint32 passed = time - self->last;
  int longest;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self->button)), "gtk-double-click-time", &longest, NULL);
  self->last = time;
  return passed <= (guint32) longest;
}

static void
on_pressed (GtkGesture *gesture, int n_press G_GNUC_UNUSED, double x, double y, Guard *self)
{
  const char *label = gtk_button_get_label (self->button);

  if (!is_over_button (self, gesture, x, y))
    return;
  if (!is_soon (self, gesture) || self->label == NULL)
    {
      g_free (self->label);
      self->label = g_strdup (label);
    }
  else if (g_strcmp0 (label, self->label) != 0)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/**
 * sockeye_click_guard_add:
 * @button: within a parent; its label says what it does next
 *
 * When the button says something else after the first press, the second one of a double click is not meant for that.
 */
void
sockeye_click_guard_add (GtkButton *button)
{
  GtkGesture *gesture = gtk_gesture_click_new ();
  Guard *guard = g_new0 (Guard, 1);

  guard->button = button;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_object_set_data_full (G_OBJECT (gesture), "guard", guard, guard_free);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_pressed), guard);
  /* On what stands around it, so that it comes before the button's own. */
  gtk_widget_add_controller (gtk_widget_get_parent (GTK_WIDGET (button)), GTK_EVENT_CONTROLLER (gesture));
}
