/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "click-guard.h"

static void
on_pressed (GtkGestureClick *gesture,
            int n_press,
            double x G_GNUC_UNUSED,
            double y G_GNUC_UNUSED,
            GtkButton *button)
{
  const char *label = gtk_button_get_label (button);

  if (n_press == 1)
    g_object_set_data_full (G_OBJECT (gesture), "label", g_strdup (label), g_free);
  else if (g_strcmp0 (label, g_object_get_data (G_OBJECT (gesture), "label")) != 0)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
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

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_pressed), button);
  /* On what stands around it, so that it comes before the button's own. */
  gtk_widget_add_controller (gtk_widget_get_parent (GTK_WIDGET (button)), GTK_EVENT_CONTROLLER (gesture));
}
