/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shortcuts-window.h"

/* GTK's window has the size of its contents, whatever the size of the text and of the screen. */
static void
make_scrollable (GtkWindow *window)
{
  GtkBox *box = GTK_BOX (gtk_window_get_child (window));
  g_autoptr (GtkWidget) sections = g_object_ref (gtk_widget_get_last_child (GTK_WIDGET (box)));
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());

  gtk_box_remove (box, sections);
  gtk_scrolled_window_set_propagate_natural_width (scroller, TRUE);
  gtk_scrolled_window_set_propagate_natural_height (scroller, TRUE);
  gtk_scrolled_window_set_child (scroller, sections);
  gtk_box_append (box, GTK_WIDGET (scroller));
  gtk_window_set_resizable (window, TRUE);
}

/**
 * sockeye_shortcuts_window_new:
 *
 * Returns: (transfer none): the keys of the program, for gtk_application_window_set_help_overlay(); GTK owns it
 */
GtkShortcutsWindow *
sockeye_shortcuts_window_new (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/sockeye/Sockeye/shortcuts.ui");
  GtkShortcutsWindow *window = GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  make_scrollable (GTK_WINDOW (window));
  return window;
}
