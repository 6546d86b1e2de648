/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lazy-menu.h"

static void
on_open (GtkMenuButton *button, gpointer data)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, data);
}

/**
 * sockeye_lazy_menu_set:
 * @button: a button without a menu
 * @model: its menu
 *
 * Makes the widgets of the menu when it is opened first: each item is half a dozen of them, and most menus stay closed.
 */
void
sockeye_lazy_menu_set (GtkMenuButton *button, GMenuModel *model)
{
  gtk_menu_button_set_create_popup_func (button, on_open, g_object_ref (model), g_object_unref);
}
