/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rate-graph.h"

#include "log-style.h"
#include "rate-meter.h"

#include <glib/gi18n-lib.h>

#define SAMPLE_INTERVAL_MS 250
#define NATURAL_WIDTH      64
#define NATURAL_HEIGHT     18

struct _SockeyeRateGraph
{
  GtkWidget parent_instance;

  /* Owned */
  SockeyeCapture *capture;
  SockeyeRateMeter *meter;

  guint source; /* takes samples while something moves */
};

G_DEFINE_FINAL_TYPE (SockeyeRateGraph, sockeye_rate_graph, GTK_TYPE_WIDGET)

static char *
format_rate (double bytes, double messages)
{
  g_autofree char *size = g_format_size ((guint64) bytes);

  /* Translators: bytes per second ("1.2 MB") and messages per second */
  return g_strdup_printf (_ ("%s/s, %.0f messages/s"), size, messages);
}

static char *
describe (SockeyeRateGraph *self)
{
  SockeyeRate now, mean;
  g_autofree char *received = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *mean_received = NULL;
  g_autofree char *mean_sent = NULL;

  sockeye_rate_meter_get_current (self->meter, &now);
  sockeye_rate_meter_get_mean (self->meter, &mean);
  received = format_rate (now.received_bytes, now.received_messages);
  sent = format_rate (now.sent_bytes, now.sent_messages);
  mean_received = format_rate (mean.received_bytes, mean.received_messages);
  mean_sent = format_rate (mean.sent_bytes, mean.sent_messages);
  /* Translators: every %s is a rate such as "1.2 MB/s, 300 messages/s" */
  return g_strdup_printf (_ ("Receiving %s (mean %s)\nSending %s (mean %s)"), received, mean_received, sent,
                          mean_sent);
}

/* Asked for, not set: a new tooltip would lay out a window each time, also one that nobody sees. */
static gboolean
sockeye_rate_graph_query_tooltip (GtkWidget *widget,
                                  int x G_GNUC_UNUSED,
                                  int y G_GNUC_UNUSED,
                                  gboolean keyboard G_GNUC_UNUSED,
                                  GtkTooltip *tooltip)
{
  g_autofree char *text = describe (SOCKEYE_RATE_GRAPH (widget));

  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
take_sample (SockeyeRateGraph *self)
{
  g_autofree char *text = NULL;
  SockeyeTraffic traffic;

  sockeye_capture_get_traffic (self->capture, &traffic);
  sockeye_rate_meter_add (self->meter, g_get_monotonic_time (), &traffic);
  text = describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
sample (gpointer data)
{
  SockeyeRateGraph *self = data;

  take_sample (self);
  if (!sockeye_rate_meter_is_quiet (self->meter))
    return G_SOURCE_CONTINUE;

  self->source = 0;
  return G_SOURCE_REMOVE;
}

static double
highest (const SockeyeRate *rates, guint n)
{
  double most = 1;

  for (guint i = 0; i < n; i++)
    most = MAX (most, MAX (rates[i].received_bytes, rates[i].sent_bytes));

  return most;
}

static void
draw_received (cairo_t *cr, const SockeyeRate *rates, guint n, double step, double height, double scale)
{
  cairo_move_to (cr, 0, height);
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, i * step, height - rates[i].received_bytes * scale);
  cairo_line_to (cr, (n - 1) * step, height);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_sent (cairo_t *cr, const SockeyeRate *rates, guint n, double step, double height, double scale)
{
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, i * step, height - 0.5 - rates[i].sent_bytes * scale);
  cairo_stroke (cr);
}

static void
sockeye_rate_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SockeyeRateGraph *self = SOCKEYE_RATE_GRAPH (widget);
  SockeyeRate rates[SOCKEYE_RATE_SAMPLES];
  guint n = sockeye_rate_meter_get_series (self->meter, rates, G_N_ELEMENTS (rates));
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  double scale = (height - 1) / highest (rates, n);
  double step = (double) width / (SOCKEYE_RATE_SAMPLES - 1);
  GdkRGBA received, sent;
  cairo_t *cr;

  if (n < 2)
    return;

  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_RECEIVED, &received);
  sockeye_log_style_get_color (widget, SOCKEYE_LOG_COLOR_SENT, &sent);
  received.alpha *= 0.6f;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_translate (cr, width - (n - 1) * step, 0);
  gdk_cairo_set_source_rgba (cr, &received);
  draw_received (cr, rates, n, step, height, scale);
  gdk_cairo_set_source_rgba (cr, &sent);
  draw_sent (cr, rates, n, step, height, scale);
  cairo_destroy (cr);
}

static void
sockeye_rate_graph_measure (GtkWidget *widget G_GNUC_UNUSED,
                            GtkOrientation orientation,
                            int for_size G_GNUC_UNUSED,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline G_GNUC_UNUSED,
                            int *natural_baseline G_GNUC_UNUSED)
{
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
  *minimum = *natural / 2;
}

static void
sockeye_rate_graph_dispose (GObject *object)
{
  SockeyeRateGraph *self = SOCKEYE_RATE_GRAPH (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->capture);

  G_OBJECT_CLASS (sockeye_rate_graph_parent_class)->dispose (object);
}

static void
sockeye_rate_graph_finalize (GObject *object)
{
  SockeyeRateGraph *self = SOCKEYE_RATE_GRAPH (object);

  g_clear_pointer (&self->meter, sockeye_rate_meter_free);

  G_OBJECT_CLASS (sockeye_rate_graph_parent_class)->finalize (object);
}

static void
sockeye_rate_graph_class_init (SockeyeRateGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sockeye_rate_graph_dispose;
  object_class->finalize = sockeye_rate_graph_finalize;
  widget_class->snapshot = sockeye_rate_graph_snapshot;
  widget_class->measure = sockeye_rate_graph_measure;
  widget_class->query_tooltip = sockeye_rate_graph_query_tooltip;

  gtk_widget_class_set_css_name (widget_class, "rategraph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sockeye_rate_graph_init (SockeyeRateGraph *self)
{
  self->meter = sockeye_rate_meter_new ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rate"), -1);
}

/**
 * sockeye_rate_graph_set_capture:
 * @self: a graph
 * @capture: (nullable): whose traffic it shows
 */
void
sockeye_rate_graph_set_capture (SockeyeRateGraph *self, SockeyeCapture *capture)
{
  if (g_set_object (&self->capture, capture))
    sockeye_rate_graph_reset (self);
}

/**
 * sockeye_rate_graph_reset:
 * @self: a graph
 *
 * Begins anew: the mean counts from now.
 */
void
sockeye_rate_graph_reset (SockeyeRateGraph *self)
{
  sockeye_rate_meter_reset (self->meter);
  if (self->capture != NULL)
    take_sample (self);
}

/**
 * sockeye_rate_graph_wake:
 * @self: a graph
 *
 * Something moved: takes samples from now on, until nothing has moved for a minute.
 */
void
sockeye_rate_graph_wake (SockeyeRateGraph *self)
{
  if (self->source != 0 || self->capture == NULL)
    return;

  take_sample (self);
  self->source = g_timeout_add (SAMPLE_INTERVAL_MS, sample, self);
}
