/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lazy-popover.h"

typedef struct
{
  SockeyeMakePanel make;
  gpointer owner;
} Recipe;

static void
on_open (GtkMenuButton *button, gpointer data)
{
  const Recipe *recipe = data;
  GtkWidget *popover;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  popover = gtk_popover_new ();
  gtk_widget_add_css_class (popover, "tool-popover");
  gtk_popover_set_child (GTK_POPOVER (popover), recipe->make (recipe->owner));
  gtk_menu_button_set_popover (button, popover);
}

/**
 * sockeye_lazy_popover_set:
 * @button: a button without a popover
 * @make: makes what the popover shows
 * @owner: for @make; must live as long as @button, as the widget whose template @button is in does
 *
 * Makes a popover and what is in it when it is opened first: a window starts sooner, and most popovers stay closed.
 */
void
sockeye_lazy_popover_set (GtkMenuButton *button, SockeyeMakePanel make, gpointer owner)
{
  Recipe *recipe = g_new (Recipe, 1);

  *recipe = (Recipe){ .make = make, .owner = owner };
  gtk_menu_button_set_create_popup_func (button, on_open, recipe, g_free);
}

/**
 * sockeye_lazy_popover_fold:
 * @button: a button with such a popover
 *
 * Closes it. GTK 4.8 takes the focus out of there with the next event only, and warns of a field that is locked before.
 */
void
sockeye_lazy_popover_fold (GtkMenuButton *button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (button);
  gboolean has_focus = popover != NULL
                       && (gtk_widget_get_state_flags (GTK_WIDGET (popover)) & GTK_STATE_FLAG_FOCUS_WITHIN)
                              != 0;

  gtk_menu_button_popdown (button);
  if (has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (button));
}
