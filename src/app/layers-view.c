/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "layers-view.h"

#include "layers-text.h"

#include <glib/gi18n-lib.h>

struct _SockeyeLayersView
{
  GtkBox parent_instance;

  /* Borrowed: children */
  GtkLabel *summary;
  GtkWidget *outermost; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SockeyeLayersView, sockeye_layers_view, GTK_TYPE_BOX)

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* A box with its heading and its fields, in @outside or, without, in the view. */
static GtkWidget *
add_box (SockeyeLayersView *self, GtkWidget *outside, const char *heading, char *fields)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *text = fields;

  gtk_widget_add_css_class (box, "layer");
  gtk_box_append (GTK_BOX (box), make_label (heading, "option-name"));
  if (text != NULL)
    gtk_box_append (GTK_BOX (box), make_label (text, NULL));
  gtk_box_append (GTK_BOX (outside != NULL ? outside : GTK_WIDGET (self)), box);
  if (outside == NULL)
    self->outermost = box;
  return box;
}

static char *
make_heading (const SockeyeLayers *layers, const char *name, guint bytes)
{
  if (layers->packets > 1)
    /* Translators: %1$s is the name of a protocol, %2$u the bytes of its header */
    return g_strdup_printf (_ ("%1$s: %2$u B in each packet"), name, bytes);
  /* Translators: %1$s is the name of a protocol, %2$u the bytes of its header */
  return g_strdup_printf (_ ("%1$s: %2$u B"), name, bytes);
}

static GtkWidget *
add_transport (SockeyeLayersView *self, GtkWidget *outside, const SockeyeLayers *layers)
{
  gboolean tcp = layers->kind == SOCKEYE_LAYERS_TCP;
  g_autofree char *heading = NULL;

  if (tcp)
    /* Translators: %u is the bytes of a TCP header */
    heading = g_strdup_printf (layers->packets > 1 ? _ ("TCP: usually %u B in each packet")
                                                   : _ ("TCP: usually %u B"),
                               layers->transport_header);
  else if (layers->packets > 1)
    /* Translators: %u is the bytes of a UDP header */
    heading = g_strdup_printf (_ ("UDP: %u B, in the first packet only"), layers->transport_header);
  else
    heading = make_heading (layers, "UDP", layers->transport_header);
  return add_box (self, outside, heading, sockeye_layers_text_describe_transport (layers));
}

static GtkWidget *
add_packet (SockeyeLayersView *self, const SockeyeLayers *layers)
{
  g_autofree char *link = make_heading (layers, layers->loopback ? _ ("Loopback interface") : "Ethernet",
                                        SOCKEYE_ETHERNET_HEADER);
  g_autofree char *ip = make_heading (layers, layers->ipv6 ? "IPv6" : "IPv4", layers->ip_header);
  g_autofree char *check = sockeye_layers_text_describe_check (layers);
  GtkWidget *frame = add_box (self, NULL, link, sockeye_layers_text_describe_link (layers));
  GtkWidget *inside = add_box (self, frame, ip, sockeye_layers_text_describe_ip (layers));

  if (check != NULL)
    gtk_box_append (GTK_BOX (frame), make_label (check, NULL));
  inside = add_transport (self, inside, layers);
  if (layers->tls)
    {
      /* Translators: %u is the bytes that TLS adds */
      g_autofree char *tls = g_strdup_printf (_ ("TLS: usually %u B"), layers->tls_bytes);

      inside = add_box (self, inside, tls, sockeye_layers_text_describe_tls (layers));
    }
  return inside;
}

static void
sockeye_layers_view_class_init (SockeyeLayersViewClass *klass G_GNUC_UNUSED)
{
}

static void
sockeye_layers_view_init (SockeyeLayersView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->summary = GTK_LABEL (make_label (NULL, NULL));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->summary));
}

/**
 * sockeye_layers_view_show:
 * @self: a view
 * @layers: what it shows
 */
void
sockeye_layers_view_show (SockeyeLayersView *self, const SockeyeLayers *layers)
{
  g_autofree char *summary = sockeye_layers_text_summarize (layers);
  g_autofree char *data = NULL;
  GtkWidget *inside = NULL;

  gtk_label_set_label (self->summary, summary);
  if (self->outermost != NULL)
    gtk_box_remove (GTK_BOX (self), self->outermost);
  self->outermost = NULL;
  if (layers->kind == SOCKEYE_LAYERS_NONE)
    return;
  if (layers->kind == SOCKEYE_LAYERS_UDP || layers->kind == SOCKEYE_LAYERS_TCP)
    inside = add_packet (self, layers);
  /* Translators: %u is the bytes of a message, without headers */
  data = g_strdup_printf (_ ("Data: %u B"), layers->length);
  add_box (self, inside, data, NULL);
}
