/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "template.h"

/**
 * sockeye_template_dispose:
 * @widget: a widget that is being disposed
 * @type: the class whose template it has
 *
 * Lets go of what the template made: gtk_widget_dispose_template() forgets the children that have a name, but takes
 * none out of the widget.
 */
void
sockeye_template_dispose (GtkWidget *widget, GType type)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);

  gtk_widget_dispose_template (widget, type);
}
