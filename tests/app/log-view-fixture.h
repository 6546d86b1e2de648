/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-view-private.h"

#include "log-fixture.h"

/* A window with a log view, over a capture that the test fills by hand. */
typedef struct
{
  LogFixture log;
  guint32 peer;
  GtkWidget *window;
  SockeyeLogView *view;
} ViewFixture;

#define VIEW_TIMEOUT_US (60 * G_USEC_PER_SEC)

static inline gboolean
view_wake_up (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* Turns the main loop until the condition holds. */
#define view_wait_for(condition)                                                                             \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 view_deadline = g_get_monotonic_time () + VIEW_TIMEOUT_US;                                        \
    guint view_source = g_timeout_add (10, view_wake_up, NULL);                                              \
    gboolean view_holds;                                                                                     \
    while (!(view_holds = (condition)) && g_get_monotonic_time () < view_deadline)                           \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (view_source);                                                                           \
    if (!view_holds)                                                                                         \
      g_error ("In vain waited for: %s", #condition);                                                        \
  }                                                                                                          \
  G_STMT_END

static inline void
view_count_frame (GdkFrameClock *clock G_GNUC_UNUSED, gpointer data)
{
  (*(guint *) data)++;
}

/* Two frames that are drawn whole. */
static inline void
view_settle (ViewFixture *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->view));
  guint n_frames = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (view_count_frame), &n_frames);

  for (guint i = 1; i <= 2; i++)
    {
      gtk_widget_queue_draw (GTK_WIDGET (self->view));
      view_wait_for (n_frames >= i);
    }
  g_signal_handler_disconnect (clock, handler);
}

static inline void
view_fixture_init (ViewFixture *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  log_fixture_init (&self->log);
  self->peer = log_fixture_add_peer (&self->log, 5000, TRUE);
  self->view = SOCKEYE_LOG_VIEW (sockeye_log_view_new ());
  self->window = gtk_window_new ();
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (scrolled), FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_ALWAYS, GTK_POLICY_ALWAYS);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_window_set_child (GTK_WINDOW (self->window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 500);
  sockeye_log_view_set_model (self->view, self->log.model);
  gtk_window_present (GTK_WINDOW (self->window));
  view_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->view))
                 && gtk_widget_get_height (GTK_WIDGET (self->view)) > 100);
  view_settle (self);
}

/* Also proves that nothing keeps the widget. */
static inline void
view_fixture_clear (ViewFixture *self)
{
  gpointer view = self->view;

  g_object_add_weak_pointer (G_OBJECT (self->view), &view);
  gtk_window_destroy (GTK_WINDOW (self->window));
  view_wait_for (view == NULL);
  log_fixture_clear (&self->log);
}

/* What a window does once per frame. */
static inline void
view_update (ViewFixture *self)
{
  log_fixture_update (&self->log);
  sockeye_log_view_refresh (self->view);
}

static inline void
view_receive (ViewFixture *self, const char *text)
{
  log_fixture_receive (&self->log, self->peer, text, strlen (text));
}

/* Much at once: waits while the disk thread makes room. */
static inline void
view_receive_millions (ViewFixture *self, const char *million, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      view_wait_for (sockeye_sink_append (self->log.sink, SOCKEYE_RECORD_RECEIVED, 0, self->peer,
                                          self->log.time, (const guint8 *) million, 1 << 20));
      self->log.time += 1000;
    }
  sockeye_sink_publish (self->log.sink);
}

static inline void
view_receive_numbered (ViewFixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %" G_GUINT64_FORMAT "\n",
                                               sockeye_capture_get_n_records (self->log.capture));

      view_receive (self, text);
    }
  view_update (self);
}

static inline GtkAdjustment *
view_get_vadjustment (ViewFixture *self)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
}

static inline double
view_get_value (ViewFixture *self)
{
  return gtk_adjustment_get_value (view_get_vadjustment (self));
}

static inline const SockeyeLogLine *
view_get_top (ViewFixture *self)
{
  return log_view_get_row (self->view, log_view_first_visible (self->view, NULL))->line;
}

/* Pixels from the widget's top to the first row's. */
static inline double
view_get_top_y (ViewFixture *self)
{
  double y;

  log_view_first_visible (self->view, &y);
  return y;
}

static inline void
view_assert_at_end (ViewFixture *self)
{
  GtkAdjustment *adjustment = view_get_vadjustment (self);
  guint64 n_rows = sockeye_log_model_get_n_rows (self->log.model);
  double height = gtk_widget_get_height (GTK_WIDGET (self->view));
  double bottom = LOG_PADDING + (double) n_rows * self->view->style->row_height - view_get_value (self);

  g_assert_true (sockeye_log_view_get_following (self->view));
  g_assert_cmpfloat (gtk_adjustment_get_page_size (adjustment), ==, height);
  if (n_rows == 0)
    return;
  g_assert_cmpfloat (bottom, <=, height - LOG_PADDING);
  if (view_get_value (self) > 0)
    g_assert_cmpfloat (bottom, ==, height - LOG_PADDING);
}

/* Where a letter of a row stands in the widget; @part: 0 its left edge, 1 its right one. */
static inline double
get_x (ViewFixture *f, guint64 row, gsize index, double part)
{
  LogRow *shown = log_view_get_row (f->view, row);
  const char *text = shown->line->text->utf8->str;
  gsize next = text[index] == '\0' ? index : (gsize) (g_utf8_next_char (text + index) - text);
  double left = log_row_index_to_x (shown, f->view->style, index);
  double right = log_row_index_to_x (shown, f->view->style, next);

  return f->view->columns.text + left + part * (right - left)
         - gtk_adjustment_get_value (f->view->hadjustment);
}

static inline double
get_y (ViewFixture *f, guint64 row)
{
  return LOG_PADDING + ((double) row + 0.5) * f->view->style->row_height - view_get_value (f);
}

static inline void
select_between (ViewFixture *f, guint64 row, gsize index, guint64 to_row, gsize to_index)
{
  log_view_press (f->view, get_x (f, row, index, 0.1), get_y (f, row), 1, FALSE);
  log_view_drag_to (f->view, get_x (f, to_row, to_index, 0.1), get_y (f, to_row));
  log_view_stop_selecting (f->view);
}

static inline void
append_event (ViewFixture *f, const char *name)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_RESOLVING, .text = name };

  sockeye_sink_append_event (f->log.sink, 0, f->log.time, &event);
  sockeye_sink_publish (f->log.sink);
}
