/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "status-bar.h"

#include "figure.h"
#include "rate-graph.h"
#include "template.h"

#include <glib/gi18n-lib.h>

/* What a counter has room for before it grows. */
#define FIGURE_CHARS 19

/* Pixels; the first one as in the template. */
#define SPACING         9
#define COMPACT_SPACING 6

struct _SockeyeStatusBar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *row;
  GtkLabel *state;
  GtkInscription *received;
  GtkInscription *sent;
  GtkWidget *rate_separator;
  SockeyeRateGraph *rate;
  GtkButton *reset;

  /* Owned */
  SockeyeWorkspace *workspace;

  gboolean compact;
  int rest_width;       /* pixels: what all but the state needs where there is room, 0: not known yet */
  guint compact_source; /* shows or hides what there is room for */
  guint64 n_messages;   /* that were shown last */
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

static char *
describe_received (const SockeyeTraffic *traffic)
{
  g_autofree char *messages = count_messages (traffic->received_messages);
  g_autofree char *bytes = count_bytes (traffic->received_bytes);

  /* Translators: received data; "RX: 7 messages, 95 bytes" */
  return g_strdup_printf (_ ("RX: %s, %s"), messages, bytes);
}

static char *
describe_sent (const SockeyeTraffic *traffic)
{
  g_autofree char *messages = count_messages (traffic->sent_messages);
  g_autofree char *bytes = count_bytes (traffic->sent_bytes);

  /* Translators: sent data; "TX: 7 messages, 95 bytes" */
  return g_strdup_printf (_ ("TX: %s, %s"), messages, bytes);
}

/* Whoever cannot see it has the whole text also where there is little room. */
static void
show_bytes (SockeyeStatusBar *self, const SockeyeTraffic *traffic, const char *received, const char *sent)
{
  g_autofree char *n_received = g_strdup_printf ("%'" G_GUINT64_FORMAT, traffic->received_bytes);
  g_autofree char *n_sent = g_strdup_printf ("%'" G_GUINT64_FORMAT, traffic->sent_bytes);
  /* Translators: received data where there is little room; %s is the number of bytes */
  g_autofree char *short_received = g_strdup_printf (_ ("RX: %s B"), n_received);
  /* Translators: sent data where there is little room; %s is the number of bytes */
  g_autofree char *short_sent = g_strdup_printf (_ ("TX: %s B"), n_sent);

  sockeye_figure_set_short_text (self->received, short_received, received);
  sockeye_figure_set_short_text (self->sent, short_sent, sent);
}

static void
show_traffic (SockeyeStatusBar *self, const SockeyeTraffic *traffic)
{
  g_autofree char *received = describe_received (traffic);
  g_autofree char *sent = describe_sent (traffic);

  if (self->compact)
    show_bytes (self, traffic, received, sent);
  else
    {
      sockeye_figure_set_text (self->received, received);
      sockeye_figure_set_text (self->sent, sent);
    }
}

/* Asked for, not set: a new tooltip would lay out the window. */
static gboolean
on_query_tooltip (GtkWidget *figure,
                  int x G_GNUC_UNUSED,
                  int y G_GNUC_UNUSED,
                  gboolean keyboard G_GNUC_UNUSED,
                  GtkTooltip *tooltip,
                  SockeyeStatusBar *self)
{
  g_autofree char *counted = NULL;
  g_autofree char *text = NULL;
  SockeyeTraffic traffic;

  sockeye_workspace_get_traffic (self->workspace, &traffic);
  counted = figure == GTK_WIDGET (self->received) ? describe_received (&traffic) : describe_sent (&traffic);
  text = g_strdup_printf ("%s\n%s", counted, gtk_widget_get_tooltip_text (figure));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
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

static int
get_natural_width (gpointer widget)
{
  int minimum, natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return natural;
}

static void
measure_rest (SockeyeStatusBar *self)
{
  if (!self->compact)
    self->rest_width = get_natural_width (self->row) - get_natural_width (self->state);
}

static gboolean
apply_compact (gpointer data)
{
  SockeyeStatusBar *self = data;

  self->compact_source = 0;
  sockeye_status_bar_set_compact (self, !self->compact);
  return G_SOURCE_REMOVE;
}

/* Nothing may be shown or hidden while sizes are being allocated. */
static void
follow_width (SockeyeStatusBar *self, int width)
{
  gboolean compact;

  measure_rest (self);
  compact = self->rest_width + get_natural_width (self->state) > width;
  if (compact == self->compact)
    g_clear_handle_id (&self->compact_source, g_source_remove);
  else if (self->compact_source == 0)
    self->compact_source = g_idle_add (apply_compact, self);
}

/* It is never wider than it must be: what there is no room for goes. Its height depends on no width. */
static void
sockeye_status_bar_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size G_GNUC_UNUSED,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline G_GNUC_UNUSED,
                            int *natural_baseline G_GNUC_UNUSED)
{
  SockeyeStatusBar *self = SOCKEYE_STATUS_BAR (widget);

  gtk_widget_measure (self->row, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && !self->compact)
    *minimum = 0;
}

static void
sockeye_status_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SockeyeStatusBar *self = SOCKEYE_STATUS_BAR (widget);
  gboolean right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int minimum, natural, row_width;

  gtk_widget_measure (self->row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  row_width = MAX (width, minimum);
  gtk_widget_size_allocate (
      self->row, &(GtkAllocation){ right_to_left ? width - row_width : 0, 0, row_width, height }, baseline);
  follow_width (self, width);
}

static void
sockeye_status_bar_dispose (GObject *object)
{
  SockeyeStatusBar *self = SOCKEYE_STATUS_BAR (object);

  g_clear_handle_id (&self->compact_source, g_source_remove);
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
  widget_class->measure = sockeye_status_bar_measure;
  widget_class->size_allocate = sockeye_status_bar_size_allocate;

  g_type_ensure (SOCKEYE_TYPE_RATE_GRAPH);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, row);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, state);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, received);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, sent);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, rate_separator);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, rate);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStatusBar, reset);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
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

/* It has grown for other texts. */
static void
set_up_figure (GtkInscription *figure, gboolean compact)
{
  guint chars = compact ? 0 : FIGURE_CHARS;

  gtk_inscription_set_min_chars (figure, chars);
  gtk_inscription_set_nat_chars (figure, chars);
  gtk_widget_set_size_request (GTK_WIDGET (figure), -1, -1);
}

static void
set_up_reset (SockeyeStatusBar *self)
{
  const char *label = _ ("Reset counters");

  if (self->compact)
    gtk_button_set_icon_name (self->reset, "view-refresh-symbolic");
  else
    gtk_button_set_label (self->reset, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reset), self->compact ? label : NULL);
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
  show_traffic (self, &traffic);
  follow_rate (self, traffic.received_messages + traffic.sent_messages);
}

/**
 * sockeye_status_bar_set_compact:
 * @self: a bar
 * @compact: whether it leaves the room to the state: bytes without messages, no graph, and a sign on the button
 *
 * The bar does so by itself as soon as it knows how much room it has.
 */
void
sockeye_status_bar_set_compact (SockeyeStatusBar *self, gboolean compact)
{
  if (self->compact == compact)
    return;

  measure_rest (self);
  self->compact = compact;
  gtk_box_set_spacing (GTK_BOX (self->row), compact ? COMPACT_SPACING : SPACING);
  set_up_figure (self->received, compact);
  set_up_figure (self->sent, compact);
  gtk_widget_set_visible (self->rate_separator, !compact);
  gtk_widget_set_visible (GTK_WIDGET (self->rate), !compact);
  set_up_reset (self);
  if (self->workspace != NULL)
    sockeye_status_bar_refresh (self);
}
