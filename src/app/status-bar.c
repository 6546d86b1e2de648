/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "status-bar.h"

#include "figure.h"
#include "rate-graph.h"
#include "template.h"
#include "wrap-layout.h"

#include <glib/gi18n-lib.h>

struct _SockeyeStatusBar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *state;
  GtkInscription *received;
  GtkInscription *sent;
  SockeyeRateGraph *rate;

  /* Owned */
  SockeyeWorkspace *workspace;

  guint64 n_messages; /* that were shown last */
};

G_DEFINE_FINAL_TYPE (SockeyeStatusBar, sockeye_status_bar, GTK_TYPE_WIDGET)

static char *
count_messages (guint64 messages)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, messages);

  /* Translators: %s is the number of messages */
  return g_strdup_printf (ngettext ("%s message", "%s messages", (gulong) MIN (messages, G_MAXULONG)),
                          number);
}

static char *
count_bytes (guint64 bytes)
{
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, bytes);

  /* Translators: %s is the number of bytes */
  return g_strdup_printf (ngettext ("%s byte", "%s bytes", (gulong) MIN (bytes, G_MAXULONG)), number);
}

/* Setting a label to what it shows already would still lay out the window. */
static void
show_state (SockeyeStatusBar *self, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (self->state), text) == 0)
    return;
  gtk_label_set_label (self->state, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), text);
}

static void
show_received (SockeyeStatusBar *self, guint64 messages, guint64 bytes)
{
  g_autofree char *in_messages = count_messages (messages);
  g_autofree char *in_bytes = count_bytes (bytes);
  /* Translators: received data; "RX: 7 messages, 95 bytes" */
  g_autofree char *text = g_strdup_printf (_ ("RX: %s, %s"), in_messages, in_bytes);

  sockeye_figure_set_text (self->received, text);
}

static void
show_sent (SockeyeStatusBar *self, guint64 messages, guint64 bytes)
{
  g_autofree char *in_messages = count_messages (messages);
  g_autofree char *in_bytes = count_bytes (bytes);
  /* Translators: sent data; "TX: 7 messages, 95 bytes" */
  g_autofree char *text = g_strdup_printf (_ ("TX: %s, %s"), in_messages, in_bytes);

  sockeye_figure_set_text (self->sent, text);
}

/* The counters only fall when they are reset. */
static void
follow_rate (SockeyeStatusBar *self, guint64 n_messages)
{
  if (n_messages < self->n_messages)
    sockeye_rate_graph_reset (self->rate);
  else if (n_messages > self->n_messages)
    sockeye_rate_graph_wake (self->rate);
  self->n_messages = n_messages;
}

static void
sockeye_status_bar_dispose (GObject *object)
{
  SockeyeStatusBar *self = SOCKEYE_STATUS_BAR (object);

  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (sockeye_workspace_get_session (self->workspace), self);
  g_clear_object (&self->workspace);
  /* GTK 4.8 does not free what an inscription has got. */
  if (self->received != NULL)
    gtk_inscription_set_attributes (self->received, NULL);
  if (self->sent != NULL)
    gtk_inscription_set_attributes (self->sent, NULL);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_STATUS_BAR);

  G_OBJECT_CLASS (sockeye_status_bar_parent_class)->dispose (object);
}

static void
sockeye_status_bar_class_init (SockeyeStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_status_bar_dispose;

  g_type_ensure (SOCKEYE_TYPE_RATE_GRAPH);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, state);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, received);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, sent);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, rate);
}

static void
sockeye_status_bar_init (SockeyeStatusBar *self)
{
  g_autoptr (PangoAttrList) smaller = pango_attr_list_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  pango_attr_list_insert (smaller, pango_attr_scale_new (PANGO_SCALE_SMALL));
  gtk_inscription_set_attributes (self->received, smaller);
  gtk_inscription_set_attributes (self->sent, smaller);
}

/**
 * sockeye_status_bar_set_workspace:
 * @self: a bar
 * @workspace: what it tells about; once
 */
void
sockeye_status_bar_set_workspace (SockeyeStatusBar *self, SockeyeWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  sockeye_rate_graph_set_capture (self->rate, sockeye_workspace_get_capture (workspace));
  g_signal_connect_swapped (sockeye_workspace_get_session (workspace), "notify",
                            G_CALLBACK (sockeye_status_bar_refresh), self);
  sockeye_status_bar_refresh (self);
}

/**
 * sockeye_status_bar_refresh:
 * @self: a bar
 *
 * Shows the state and the counters as they are now.
 */
void
sockeye_status_bar_refresh (SockeyeStatusBar *self)
{
  g_autofree char *state = sockeye_workspace_describe (self->workspace);
  SockeyeTraffic traffic;

  show_state (self, state);

  sockeye_workspace_get_traffic (self->workspace, &traffic);
  show_received (self, traffic.received_messages, traffic.received_bytes);
  show_sent (self, traffic.sent_messages, traffic.sent_bytes);
  follow_rate (self, traffic.received_messages + traffic.sent_messages);
}
