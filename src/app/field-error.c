/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "field-error.h"

/**
 * sockeye_field_mark:
 * @field: a field of any kind
 * @label: where its message stands
 * @error: (nullable): what is wrong with its text; %NULL: nothing
 *
 * Marks the field and says why, to the eye and to assistive technology, or takes both back.
 */
void
sockeye_field_mark (GtkWidget *field, GtkLabel *label, const GError *error)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (field);

  gtk_label_set_label (label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (label), error != NULL);

  if (error != NULL)
    {
      gtk_widget_add_css_class (field, "error");
      gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, error->message, -1);
    }
  else
    {
      gtk_widget_remove_css_class (field, "error");
      gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    }
}

/**
 * sockeye_field_set_error:
 * @entry: a field
 * @label: where its message stands
 * @error: (nullable): what is wrong with its text; %NULL: nothing
 *
 * The same for an entry.
 */
void
sockeye_field_set_error (GtkEntry *entry, GtkLabel *label, const GError *error)
{
  sockeye_field_mark (GTK_WIDGET (entry), label, error);
}
