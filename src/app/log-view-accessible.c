/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "log-view-private.h"

#include <math.h>

/* While data flows, readers of the screen are told so often. */
#define INTERVAL_MS 250

/*
 * GTK 4.8 lets no widget of others have the accessible text interface. So each visible row has a child that is placed
 * where the row is, tells its text, and is never drawn.
 */

static GtkWidget *
add_child (SockeyeLogView *self)
{
  GtkWidget *child = gtk_inscription_new (NULL);

  /* Otherwise it would lay out the text when it is placed, though nobody sees it. */
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (child), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (child), 0);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (child), 0);
  gtk_widget_set_can_target (child, FALSE);
  gtk_widget_set_visible (child, FALSE);
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_ptr_array_add (self->children, child);
  return child;
}

static void
set_text (GtkWidget *child, const char *text)
{
  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (child)), text) == 0)
    return;
  gtk_inscription_set_text (GTK_INSCRIPTION (child), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* Made for all rows that have room, before there are any: the frame that shows the first ones has enough to do. */
static void
make_children (SockeyeLogView *self, guint n_rows)
{
  guint n_room = (guint) (gtk_widget_get_height (GTK_WIDGET (self)) / self->style->row_height) + 1;

  while (self->children->len < MAX (n_rows, n_room))
    add_child (self);
}

static void
update_children (SockeyeLogView *self)
{
  guint64 first = log_view_first_visible (self, NULL);
  guint n = log_view_n_visible (self);

  make_children (self, n);
  for (guint i = 0; i < self->children->len; i++)
    {
      GtkWidget *child = g_ptr_array_index (self->children, i);
      g_autofree char *text = NULL;

      if (i < n)
        text = sockeye_log_line_to_string (log_view_get_row (self, first + i)->line);
      set_text (child, text != NULL ? text : "");
      gtk_widget_set_visible (child, i < n);
    }

  log_view_allocate_accessible (self);
  self->accessible_time = g_get_monotonic_time ();
}

void
log_view_allocate_accessible (SockeyeLogView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double y;

  log_view_first_visible (self, &y);
  for (guint i = 0; i < self->children->len; i++)
    {
      GtkWidget *child = g_ptr_array_index (self->children, i);
      GtkAllocation place = { 0, (int) round (y) + (int) i * self->style->row_height, MAX (width, 1),
                              self->style->row_height };

      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (child, &place, -1);
    }
}

static void
on_time (gpointer data)
{
  SockeyeLogView *self = data;

  self->accessible_timeout = 0;
  update_children (self);
}

/* At once when things are calm, and never more often than the interval while they are not; nothing is left running. */
void
log_view_queue_accessible (SockeyeLogView *self)
{
  gint64 since = (g_get_monotonic_time () - self->accessible_time) / 1000;
  guint delay = since >= INTERVAL_MS ? 0 : (guint) (INTERVAL_MS - since);

  if (self->accessible_timeout != 0 || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  self->accessible_timeout = g_timeout_add_once (delay, on_time, self);
}

void
log_view_dispose_accessible (SockeyeLogView *self)
{
  g_clear_handle_id (&self->accessible_timeout, g_source_remove);
  if (self->children == NULL)
    return;
  for (guint i = 0; i < self->children->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->children, i));
  g_clear_pointer (&self->children, g_ptr_array_unref);
}
