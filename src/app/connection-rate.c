/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connection-rate.h"

#include "peer-rates.h"
#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeConnectionRate
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *label;

  /* Owned */
  SockeyePeerRates *rates; /* (nullable) */

  guint32 peer; /* 0: none */
  guint timer;
};

G_DEFINE_FINAL_TYPE (SockeyeConnectionRate, sockeye_connection_rate, GTK_TYPE_WIDGET)

static char *
format_speed (double bytes)
{
  g_autofree char *size = g_format_size ((guint64) bytes);

  /* Translators: %s is a size such as "1.2 MB" */
  return g_strdup_printf (_ ("%s/s"), size);
}

static char *
describe_speed (const SockeyeRate *rate)
{
  g_autofree char *received = format_speed (rate->received_bytes);
  g_autofree char *sent = format_speed (rate->sent_bytes);

  /* Arrows as in the log. */
  return g_strdup_printf ("← %s  → %s", received, sent);
}

static char *
describe_all (const SockeyeRate *now, const SockeyeRate *mean)
{
  g_autofree char *speed = describe_speed (mean);
  /* Translators: %s are speeds such as "← 1.2 MB/s → 3 kB/s" */
  g_autofree char *means = g_strdup_printf (_ ("Mean: %s"), speed);
  /* Translators: messages per second: received now and on the average, sent now and on the average */
  g_autofree char *messages = g_strdup_printf (
      _ ("Messages per second: ← %.1f (mean %.1f)  → %.1f (mean %.1f)"), now->received_messages,
      mean->received_messages, now->sent_messages, mean->sent_messages);

  return g_strconcat (means, "\n", messages, NULL);
}

static gboolean
show_rates (gpointer data)
{
  SockeyeConnectionRate *self = data;
  SockeyeRate now, mean;
  g_autofree char *speed = NULL;
  g_autofree char *all = NULL;

  if (sockeye_peer_rates_get_current (self->rates, self->peer, g_get_monotonic_time (), &now)
      && sockeye_peer_rates_get_mean (self->rates, self->peer, g_get_real_time (), &mean))
    {
      speed = describe_speed (&now);
      all = describe_all (&now, &mean);
    }
  gtk_label_set_text (self->label, speed != NULL ? speed : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), all);
  return G_SOURCE_CONTINUE;
}

/* Nobody wakes up for what is not seen. */
static void
sync_timer (SockeyeConnectionRate *self)
{
  gboolean wanted = self->peer != 0 && self->rates != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  if (wanted)
    {
      self->timer = g_timeout_add_seconds (1, show_rates, self);
      show_rates (self);
    }
  else
    gtk_label_set_text (self->label, "");
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sockeye_connection_rate_parent_class)->map (widget);
  sync_timer (SOCKEYE_CONNECTION_RATE (widget));
}

static void
unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sockeye_connection_rate_parent_class)->unmap (widget);
  g_clear_handle_id (&SOCKEYE_CONNECTION_RATE (widget)->timer, g_source_remove);
}

static void
sockeye_connection_rate_dispose (GObject *object)
{
  SockeyeConnectionRate *self = SOCKEYE_CONNECTION_RATE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->rates, sockeye_peer_rates_free);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_CONNECTION_RATE);

  G_OBJECT_CLASS (sockeye_connection_rate_parent_class)->dispose (object);
}

static void
sockeye_connection_rate_class_init (SockeyeConnectionRateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_connection_rate_dispose;
  widget_class->map = map;
  widget_class->unmap = unmap;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/connection-rate.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeConnectionRate, label);
}

static void
sockeye_connection_rate_init (SockeyeConnectionRate *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_connection_rate_set_capture:
 * @self: a widget
 * @capture: whose connections are shown
 */
void
sockeye_connection_rate_set_capture (SockeyeConnectionRate *self, SockeyeCapture *capture)
{
  g_clear_pointer (&self->rates, sockeye_peer_rates_free);
  self->rates = sockeye_peer_rates_new (capture);
  sync_timer (self);
}

/**
 * sockeye_connection_rate_set_peer:
 * @self: a widget
 * @peer: the connection to show; 0: none
 */
void
sockeye_connection_rate_set_peer (SockeyeConnectionRate *self, guint32 peer)
{
  if (self->peer == peer)
    return;

  self->peer = peer;
  sync_timer (self);
}
