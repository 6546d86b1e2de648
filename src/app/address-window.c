/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "address-window.h"

#include "address-facts.h"
#include "field-error.h"
#include "half-width.h"
#include "interface-list.h"
#include "port-facts.h"

#include <glib/gi18n-lib.h>

/* So that the values of all groups stand in one column. */
#define TITLE_CHARS 18

struct _SockeyeAddressWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkEntry *address;
  GtkLabel *address_message;
  GtkWidget *address_title;
  GtkGrid *address_facts;
  GtkEntry *port;
  GtkLabel *port_message;
  GtkWidget *port_title;
  GtkGrid *port_facts;
  GtkGrid *interfaces;

  /* Owned */
  GPtrArray *known;          /* of SockeyeInterface: this machine's */
  GCancellable *cancellable; /* (nullable): of the port that is looked up */
};

G_DEFINE_FINAL_TYPE (SockeyeAddressWindow, sockeye_address_window, GTK_TYPE_WINDOW)

static void
clear (GtkGrid *grid)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
}

static GtkWidget *
make_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  return label;
}

static void
add_line (GtkGrid *grid, int row, const char *name, const char *value)
{
  GtkWidget *title = make_label (name);
  GtkWidget *text = make_label (value);

  gtk_widget_add_css_class (title, "dim-label");
  gtk_label_set_width_chars (GTK_LABEL (title), TITLE_CHARS);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (text, "numeric");
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, title, NULL,
                                  -1);
  gtk_grid_attach (grid, title, 0, row, 1, 1);
  gtk_grid_attach (grid, text, 1, row, 1, 1);
}

/* @facts: (nullable) */
static void
show_facts (GtkGrid *grid, GtkWidget *title, GPtrArray *facts)
{
  clear (grid);
  for (guint i = 0; facts != NULL && i < facts->len; i++)
    {
      const SockeyeFact *fact = facts->pdata[i];

      add_line (grid, (int) i, fact->label, fact->value);
    }
  gtk_widget_set_visible (title, facts != NULL);
  gtk_widget_set_visible (GTK_WIDGET (grid), facts != NULL);
}

static void
on_address_changed (SockeyeAddressWindow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
  int prefix = sockeye_interface_list_find_prefix (self->known, text);
  g_autoptr (GPtrArray) facts = NULL;
  g_autoptr (GError) error = NULL;

  if (*text != '\0')
    facts = sockeye_address_facts_list (text, prefix, &error);
  sockeye_field_set_error (self->address, self->address_message, error);
  show_facts (self->address_facts, self->address_title, facts);
}

static void
on_port_facts (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  SockeyeAddressWindow *self = data;
  g_autoptr (GPtrArray) facts = sockeye_port_facts_list_finish (result, NULL); /* fails only when cancelled */

  if (facts != NULL)
    show_facts (self->port_facts, self->port_title, facts);
  g_object_unref (self);
}

static void
on_port_changed (SockeyeAddressWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->port));
  g_autoptr (GError) error = NULL;
  guint16 port;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (*text != '\0' && sockeye_port_parse (text, TRUE, &port, &error))
    {
      self->cancellable = g_cancellable_new ();
      sockeye_port_facts_list_async (port, self->cancellable, on_port_facts, g_object_ref (self));
    }
  else
    show_facts (self->port_facts, self->port_title, NULL);
  sockeye_field_set_error (self->port, self->port_message, error);
}

static char *
describe_interface (const SockeyeInterface *interface)
{
  GString *text = g_string_new (NULL);
  g_autofree char *addresses = g_strjoinv ("\n", interface->addresses);

  if (*addresses != '\0')
    g_string_append_printf (text, "%s\n", addresses);
  g_string_append (text, interface->up ? _ ("up") : _ ("down"));
  if (interface->loopback)
    g_string_append_printf (text, " · %s", _ ("loopback"));
  if (interface->multicast)
    g_string_append_printf (text, " · %s", _ ("multicast"));
  if (interface->broadcast != NULL)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("broadcast %s"), interface->broadcast);
    }
  if (interface->mtu > 0)
    {
      g_string_append (text, " · ");
      /* Translators: the largest packet, in bytes */
      g_string_append_printf (text, _ ("MTU %u"), interface->mtu);
    }
  if (interface->hardware != NULL)
    g_string_append_printf (text, " · %s", interface->hardware);
  return g_string_free (text, FALSE);
}

static void
read_interfaces (SockeyeAddressWindow *self)
{
  g_clear_pointer (&self->known, g_ptr_array_unref);
  self->known = sockeye_interface_list_read ();
  clear (self->interfaces);
  for (guint i = 0; i < self->known->len; i++)
    {
      const SockeyeInterface *interface = self->known->pdata[i];
      g_autofree char *text = describe_interface (interface);

      add_line (self->interfaces, (int) i, interface->name, text);
    }
}

static void
on_refresh (SockeyeAddressWindow *self)
{
  read_interfaces (self);
  on_address_changed (self);
}

static void
sockeye_address_window_dispose (GObject *object)
{
  SockeyeAddressWindow *self = SOCKEYE_ADDRESS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_ADDRESS_WINDOW);

  G_OBJECT_CLASS (sockeye_address_window_parent_class)->dispose (object);
}

static void
sockeye_address_window_finalize (GObject *object)
{
  g_clear_pointer (&SOCKEYE_ADDRESS_WINDOW (object)->known, g_ptr_array_unref);

  G_OBJECT_CLASS (sockeye_address_window_parent_class)->finalize (object);
}

static void
sockeye_address_window_class_init (SockeyeAddressWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sockeye_address_window_dispose;
  object_class->finalize = sockeye_address_window_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/address-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, address);
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, address_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, address_title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, address_facts);
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, port);
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, port_message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, port_title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, port_facts);
  gtk_widget_class_bind_template_child (widget_class, SockeyeAddressWindow, interfaces);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_port_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_refresh);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sockeye_address_window_init (SockeyeAddressWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_half_width_follow (self->address);
  sockeye_half_width_follow (self->port);
  read_interfaces (self);
  on_address_changed (self);
  on_port_changed (self);
}

/**
 * sockeye_address_window_new:
 * @parent: (nullable): the window that it belongs to
 * @address: what it begins with; may be empty
 * @port: the same
 *
 * Returns: (transfer none): a new window; GTK owns it
 */
GtkWindow *
sockeye_address_window_new (GtkWindow *parent, const char *address, const char *port)
{
  SockeyeAddressWindow *self = g_object_new (SOCKEYE_TYPE_ADDRESS_WINDOW, "transient-for", parent, NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->address), address);
  gtk_editable_set_text (GTK_EDITABLE (self->port), port);
  return GTK_WINDOW (self);
}
