/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "highlights-window.h"

#include "highlight-palette.h"
#include "highlight-row.h"
#include "notice-bar.h"

#include <glib/gi18n-lib.h>

/* So long a new row may take to get its place. */
#define PLACING_FRAMES_MAX 30u
/* What is to be seen beside it, in pixels. */
#define PLACING_MARGIN 12

/* A rule that the user took away, and where it was. */
typedef struct
{
  SockeyeHighlightRule rule;
  guint position;
} Removed;

struct _SockeyeHighlightsWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  SockeyeNoticeBar *notice;
  GtkScrolledWindow *scrolled;
  GtkBox *rows;
  GtkWidget *add;
  GtkWidget *empty;

  /* Owned */
  GSettings *settings;
  GArray *removed; /* of Removed: what Undo brings back, the last one first */

  GtkWidget *placed; /* (nullable): the row that is to come into view */
  guint tick;
  guint frames; /* that it was waited for its place */
};

G_DEFINE_FINAL_TYPE (SockeyeHighlightsWindow, sockeye_highlights_window, GTK_TYPE_WINDOW)

static void
clear_removed (gpointer data)
{
  g_free (((Removed *) data)->rule.text);
}

static guint
count_rows (SockeyeHighlightsWindow *self)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n++;
  return n;
}

static void
sync_rows (SockeyeHighlightsWindow *self)
{
  guint n = count_rows (self);

  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rules.add", n < SOCKEYE_HIGHLIGHTS_MAX);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rules.undo",
                                 n < SOCKEYE_HIGHLIGHTS_MAX && self->removed->len > 0);
}

static void
save (SockeyeHighlightsWindow *self)
{
  g_autoptr (GArray) rules = g_array_new (FALSE, TRUE, sizeof (SockeyeHighlightRule));

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      SockeyeHighlightRule rule;

      sockeye_highlight_row_get_rule (SOCKEYE_HIGHLIGHT_ROW (row), &rule);
      g_array_append_val (rules, rule);
    }
  sockeye_highlights_save (self->settings, rules);
  for (guint i = 0; i < rules->len; i++)
    g_free (g_array_index (rules, SockeyeHighlightRule, i).text);
}

/* Also ends the animation with which GTK goes to where the focus was. */
static void
scroll_to (SockeyeHighlightsWindow *self, GtkWidget *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  graphene_rect_t bounds;
  double top, bottom;

  if (!gtk_widget_compute_bounds (row, GTK_WIDGET (self->scrolled), &bounds))
    return;

  top = value + bounds.origin.y - PLACING_MARGIN;
  bottom = value + bounds.origin.y + bounds.size.height + PLACING_MARGIN;
  gtk_adjustment_set_value (adjustment, MIN (MAX (value, bottom - page), top));
}

/* GTK scrolls to what gets the focus, but a new row has no place before the next frame. */
static gboolean
on_placing (GtkWidget *widget, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  SockeyeHighlightsWindow *self = SOCKEYE_HIGHLIGHTS_WINDOW (widget);

  if (self->placed != NULL && gtk_widget_get_height (self->placed) == 0
      && ++self->frames < PLACING_FRAMES_MAX)
    return G_SOURCE_CONTINUE;

  if (self->placed != NULL)
    scroll_to (self, self->placed);
  g_clear_weak_pointer (&self->placed);
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
edit (SockeyeHighlightsWindow *self, SockeyeHighlightRow *row)
{
  sockeye_highlight_row_edit (row);
  g_set_weak_pointer (&self->placed, GTK_WIDGET (row));
  self->frames = 0;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_placing, NULL, NULL);
}

/* Of the one that comes back first. */
static void
offer_undo (SockeyeHighlightsWindow *self)
{
  const char *name;
  g_autofree char *message = NULL;

  if (self->removed->len == 0)
    {
      sockeye_notice_bar_dismiss (self->notice);
      return;
    }

  name = g_array_index (self->removed, Removed, self->removed->len - 1).rule.text;
  /* Translators: %s is what the rule marks in the log */
  message = g_strdup_printf (_ ("The rule for “%s” was removed."), name);
  sockeye_notice_bar_show_undo (self->notice, message, "rules.undo");
}

/* One that is still empty is none that anybody misses. */
static void
keep_removed (SockeyeHighlightsWindow *self, SockeyeHighlightRow *row)
{
  Removed removed = { .position = 0 };

  sockeye_highlight_row_get_rule (row, &removed.rule);
  if (*removed.rule.text == '\0')
    {
      clear_removed (&removed);
      return;
    }

  for (GtkWidget *before = gtk_widget_get_prev_sibling (GTK_WIDGET (row)); before != NULL;
       before = gtk_widget_get_prev_sibling (before))
    removed.position++;
  if (self->removed->len == SOCKEYE_HIGHLIGHTS_MAX)
    g_array_remove_index (self->removed, 0);
  g_array_append_val (self->removed, removed);
  offer_undo (self);
}

/* In a field, Ctrl+Z would undo something else. */
static void
on_removed (SockeyeHighlightRow *row, SockeyeHighlightsWindow *self)
{
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (row));

  if (next == NULL)
    next = gtk_widget_get_prev_sibling (GTK_WIDGET (row));
  keep_removed (self, row);
  gtk_box_remove (self->rows, GTK_WIDGET (row));
  sync_rows (self);
  if (next != NULL)
    sockeye_highlight_row_focus_remove (SOCKEYE_HIGHLIGHT_ROW (next));
  else
    gtk_widget_grab_focus (self->add);
  save (self);
}

static SockeyeHighlightRow *
append_row (SockeyeHighlightsWindow *self, const SockeyeHighlightRule *rule)
{
  GtkWidget *row = sockeye_highlight_row_new (rule);

  g_signal_connect_object (row, "changed", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (on_removed), self, 0);
  gtk_box_append (self->rows, row);
  return SOCKEYE_HIGHLIGHT_ROW (row);
}

/* The first one that no rule has; when there is none, one of those that fewest have. */
static guint
choose_color (SockeyeHighlightsWindow *self)
{
  guint used[SOCKEYE_N_HIGHLIGHT_COLORS] = { 0 };
  guint best = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    used[sockeye_highlight_row_get_color (SOCKEYE_HIGHLIGHT_ROW (row))]++;
  for (guint i = 1; i < SOCKEYE_N_HIGHLIGHT_COLORS; i++)
    if (used[i] < used[best])
      best = i;
  return best;
}

static void
add_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeHighlightsWindow *self = SOCKEYE_HIGHLIGHTS_WINDOW (widget);
  char none[] = "";
  SockeyeHighlightRule rule = { .enabled = TRUE, .text = none, .color = choose_color (self) };
  SockeyeHighlightRow *row = append_row (self, &rule);

  sync_rows (self);
  edit (self, row);
}

static void
undo_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeHighlightsWindow *self = SOCKEYE_HIGHLIGHTS_WINDOW (widget);
  guint last = self->removed->len - 1;
  const Removed *removed = &g_array_index (self->removed, Removed, last);
  guint position = MIN (removed->position, count_rows (self));
  SockeyeHighlightRow *row = append_row (self, &removed->rule);
  GtkWidget *before = NULL;

  for (guint i = 0; i < position; i++)
    before = before == NULL ? gtk_widget_get_first_child (GTK_WIDGET (self->rows))
                            : gtk_widget_get_next_sibling (before);
  gtk_box_reorder_child_after (self->rows, GTK_WIDGET (row), before);
  g_array_set_size (self->removed, last);
  offer_undo (self);
  sync_rows (self);
  edit (self, row);
  save (self);
}

static void
sockeye_highlights_window_dispose (GObject *object)
{
  SockeyeHighlightsWindow *self = SOCKEYE_HIGHLIGHTS_WINDOW (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_weak_pointer (&self->placed);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->removed, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_HIGHLIGHTS_WINDOW);

  G_OBJECT_CLASS (sockeye_highlights_window_parent_class)->dispose (object);
}

static void
sockeye_highlights_window_class_init (SockeyeHighlightsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_highlights_window_dispose;

  g_type_ensure (SOCKEYE_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/highlights-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightsWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightsWindow, scrolled);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightsWindow, rows);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightsWindow, add);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightsWindow, empty);
  gtk_widget_class_install_action (widget_class, "rules.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "rules.undo", NULL, undo_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  /* A field that has something to undo comes first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "rules.undo", NULL);
}

static void
sockeye_highlights_window_init (SockeyeHighlightsWindow *self)
{
  self->removed = g_array_new (FALSE, TRUE, sizeof (Removed));
  g_array_set_clear_func (self->removed, clear_removed);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_highlights_window_new:
 * @parent: (nullable): the window to stand before
 * @settings: where the rules are kept
 *
 * Returns: (transfer none): a window, owned by GTK
 */
GtkWindow *
sockeye_highlights_window_new (GtkWindow *parent, GSettings *settings)
{
  SockeyeHighlightsWindow *self = g_object_new (SOCKEYE_TYPE_HIGHLIGHTS_WINDOW, "transient-for", parent,
                                                NULL);
  g_autoptr (GArray) rules = sockeye_highlights_load (settings);

  self->settings = g_object_ref (settings);
  for (guint i = 0; i < rules->len; i++)
    append_row (self, &g_array_index (rules, SockeyeHighlightRule, i));
  sync_rows (self);
  return GTK_WINDOW (self);
}
