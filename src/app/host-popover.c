/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "host-popover.h"

#include "local-addresses.h"

struct _SockeyeHostPopover
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkListBox *addresses;
};

G_DEFINE_FINAL_TYPE (SockeyeHostPopover, sockeye_host_popover, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkWidget *
make_row (const SockeyeLocalAddress *address)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *text = gtk_label_new (address->address);
  GtkWidget *note = gtk_label_new (address->note);

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (note, "dim-label");
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), note);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "address", g_strdup (address->address), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, address->address,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, address->note, -1);
  return row;
}

static void
on_row_activated (SockeyeHostPopover *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (row), "address"));
}

static void
sockeye_host_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SOCKEYE_TYPE_HOST_POPOVER);

  G_OBJECT_CLASS (sockeye_host_popover_parent_class)->dispose (object);
}

static void
sockeye_host_popover_class_init (SockeyeHostPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_host_popover_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", SOCKEYE_TYPE_HOST_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/host-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHostPopover, addresses);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
sockeye_host_popover_init (SockeyeHostPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_host_popover_new:
 *
 * Returns: (transfer floating): a popover without addresses
 */
GtkWidget *
sockeye_host_popover_new (void)
{
  return g_object_new (SOCKEYE_TYPE_HOST_POPOVER, NULL);
}

/**
 * sockeye_host_popover_refresh:
 * @self: a popover
 * @offer_any: whether "0.0.0.0" and "::" are among the addresses
 *
 * Shows the addresses that this machine has now.
 */
void
sockeye_host_popover_refresh (SockeyeHostPopover *self, gboolean offer_any)
{
  g_autoptr (GPtrArray) addresses = sockeye_local_addresses_list (offer_any);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->addresses))) != NULL)
    gtk_list_box_remove (self->addresses, row);

  for (guint i = 0; i < addresses->len; i++)
    gtk_list_box_append (self->addresses, make_row (g_ptr_array_index (addresses, i)));
}
