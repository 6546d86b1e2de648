/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-scrollbar.h"

/* While the content grows, the slider is moved so often. */
#define INTERVAL_MS 100

/* GtkRange lays itself out whenever its adjustment changes, and with every layout GTK asks the X server for the monitor,
 * the work area and the pointer: half a dozen answers to wait for in each frame of a log that grows. So this bar has an
 * adjustment of its own, which follows that of what is scrolled: at once when somebody scrolls, otherwise in its time. */
struct _SockeyeLogScrollbar
{
  GtkWidget parent_instance;

  /* Owned */
  GtkWidget *bar;
  GtkAdjustment *scrolled; /* (nullable) */

  GtkAdjustment *shown; /* borrowed from the bar */
  gboolean following;   /* is being told, does not tell */
  gint64 followed;      /* when, in microseconds of the monotonic clock */
  guint timeout;
};

G_DEFINE_FINAL_TYPE (SockeyeLogScrollbar, sockeye_log_scrollbar, GTK_TYPE_WIDGET)

static gboolean
is_at_end (GtkAdjustment *adjustment, double value)
{
  return value >= gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 0.5;
}

static void
follow (SockeyeLogScrollbar *self)
{
  GtkAdjustment *from = self->scrolled;

  g_clear_handle_id (&self->timeout, g_source_remove);
  self->followed = g_get_monotonic_time ();
  self->following = TRUE;
  gtk_adjustment_configure (self->shown, gtk_adjustment_get_value (from), gtk_adjustment_get_lower (from),
                            gtk_adjustment_get_upper (from), gtk_adjustment_get_step_increment (from),
                            gtk_adjustment_get_page_increment (from), gtk_adjustment_get_page_size (from));
  self->following = FALSE;
}

static void
on_time (gpointer data)
{
  SockeyeLogScrollbar *self = data;

  self->timeout = 0;
  follow (self);
}

static void
on_scrolled (SockeyeLogScrollbar *self)
{
  gint64 since = (g_get_monotonic_time () - self->followed) / 1000;
  gboolean grows = gtk_adjustment_get_upper (self->scrolled) > gtk_adjustment_get_upper (self->shown)
                   && gtk_adjustment_get_page_size (self->scrolled)
                          == gtk_adjustment_get_page_size (self->shown);

  if (!grows || since >= INTERVAL_MS)
    follow (self);
  else if (self->timeout == 0)
    self->timeout = g_timeout_add_once ((guint) (INTERVAL_MS - since), on_time, self);
}

/* The end of what is shown is the end, however much has come since. */
static void
on_moved (SockeyeLogScrollbar *self)
{
  double value = gtk_adjustment_get_value (self->shown);

  if (self->following || self->scrolled == NULL)
    return;
  if (is_at_end (self->shown, value))
    value = gtk_adjustment_get_upper (self->scrolled);
  gtk_adjustment_set_value (self->scrolled, value);
}

static void
sockeye_log_scrollbar_dispose (GObject *object)
{
  SockeyeLogScrollbar *self = SOCKEYE_LOG_SCROLLBAR (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->scrolled != NULL)
    g_signal_handlers_disconnect_by_data (self->scrolled, self);
  g_clear_object (&self->scrolled);
  g_clear_pointer (&self->bar, gtk_widget_unparent);

  G_OBJECT_CLASS (sockeye_log_scrollbar_parent_class)->dispose (object);
}

static void
sockeye_log_scrollbar_class_init (SockeyeLogScrollbarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_log_scrollbar_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sockeye_log_scrollbar_init (SockeyeLogScrollbar *self)
{
  self->shown = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  self->bar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, self->shown);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  g_signal_connect_object (self->shown, "value-changed", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
}

/**
 * sockeye_log_scrollbar_set_scrolled:
 * @self: a bar
 * @scrolled: what it scrolls vertically, with the policy %GTK_POLICY_EXTERNAL; once
 */
void
sockeye_log_scrollbar_set_scrolled (SockeyeLogScrollbar *self, GtkScrolledWindow *scrolled)
{
  g_return_if_fail (self->scrolled == NULL);

  /* It would lay itself out although it is not shown. */
  gtk_widget_set_visible (gtk_scrolled_window_get_vscrollbar (scrolled), FALSE);

  self->scrolled = g_object_ref (gtk_scrolled_window_get_vadjustment (scrolled));
  g_signal_connect_swapped (self->scrolled, "changed", G_CALLBACK (on_scrolled), self);
  g_signal_connect_swapped (self->scrolled, "value-changed", G_CALLBACK (on_scrolled), self);
  follow (self);
}
