/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "label-factory.h"

static void
on_setup (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
          GtkListItem *list_item,
          gpointer data G_GNUC_UNUSED)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory G_GNUC_UNUSED, GtkListItem *list_item, gpointer data)
{
  GBinding *binding = g_object_bind_property (gtk_list_item_get_item (list_item), data,
                                              gtk_list_item_get_child (list_item), "label",
                                              G_BINDING_SYNC_CREATE);

  g_object_set_data (G_OBJECT (list_item), "binding", binding);
}

static void
on_unbind (GtkSignalListItemFactory *factory G_GNUC_UNUSED,
           GtkListItem *list_item,
           gpointer data G_GNUC_UNUSED)
{
  g_binding_unbind (g_object_steal_data (G_OBJECT (list_item), "binding"));
}

/**
 * sockeye_label_factory_new:
 * @property: a property of the items, a string; static
 *
 * Returns: (transfer full): makes labels that follow the property, as an expression of a drop-down does not
 */
GtkListItemFactory *
sockeye_label_factory_new (const char *property)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), (gpointer) property);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  return factory;
}
