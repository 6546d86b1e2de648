/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "highlights-window.h"

#include "highlight-palette.h"
#include "highlight-row.h"

struct _SockeyeHighlightsWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkBox *rows;
  GtkWidget *empty;

  /* Owned */
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (SockeyeHighlightsWindow, sockeye_highlights_window, GTK_TYPE_WINDOW)

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

static void
on_removed (SockeyeHighlightRow *row, SockeyeHighlightsWindow *self)
{
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (row));

  if (next == NULL)
    next = gtk_widget_get_prev_sibling (GTK_WIDGET (row));
  if (next != NULL)
    sockeye_highlight_row_edit (SOCKEYE_HIGHLIGHT_ROW (next));
  gtk_box_remove (self->rows, GTK_WIDGET (row));
  sync_rows (self);
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

/* The next colour in turn. */
static void
add_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeHighlightsWindow *self = SOCKEYE_HIGHLIGHTS_WINDOW (widget);
  char none[] = "";
  SockeyeHighlightRule rule = { .enabled = TRUE,
                                .text = none,
                                .color = count_rows (self) % SOCKEYE_N_HIGHLIGHT_COLORS };

  sockeye_highlight_row_edit (append_row (self, &rule));
  sync_rows (self);
}

static void
sockeye_highlights_window_dispose (GObject *object)
{
  SockeyeHighlightsWindow *self = SOCKEYE_HIGHLIGHTS_WINDOW (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_HIGHLIGHTS_WINDOW);

  G_OBJECT_CLASS (sockeye_highlights_window_parent_class)->dispose (object);
}

static void
sockeye_highlights_window_class_init (SockeyeHighlightsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_highlights_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/highlights-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightsWindow, rows);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightsWindow, empty);
  gtk_widget_class_install_action (widget_class, "rules.add", NULL, add_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sockeye_highlights_window_init (SockeyeHighlightsWindow *self)
{
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
