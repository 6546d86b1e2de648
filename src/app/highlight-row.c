/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "highlight-row.h"

#include "field-error.h"
#include "highlight-palette.h"
#include "template.h"


struct _SockeyeHighlightRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkCheckButton *enabled;
  GtkDropDown *kind;
  GtkEntry *text;
  GtkDropDown *color;
  GtkDrawingArea *sample;
  GtkWidget *remove;
  GtkLabel *message;

  gboolean ready;
};

G_DEFINE_FINAL_TYPE (SockeyeHighlightRow, sockeye_highlight_row, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
draw_sample (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  SockeyeHighlightRow *self = data;
  GdkRGBA text;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &text);
  sockeye_highlight_color_draw (gtk_drop_down_get_selected (self->color), text.green > 0.5f, cr, 0, width,
                                height);
}

/* An empty rule is one that is still being written. */
static void
check (SockeyeHighlightRow *self)
{
  g_autoptr (GError) error = NULL;
  SockeyePattern *pattern;
  SockeyeHighlightRule rule;

  sockeye_highlight_row_get_rule (self, &rule);
  if (*rule.text != '\0')
    {
      pattern = sockeye_highlight_rule_compile (&rule, sockeye_charset_find ("utf-8"), &error);
      g_clear_pointer (&pattern, sockeye_pattern_unref);
    }
  sockeye_field_set_error (self->text, self->message, error);
  g_free (rule.text);
}

static void
on_field_changed (SockeyeHighlightRow *self)
{
  if (!self->ready)
    return;

  check (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->sample));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
remove_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  g_signal_emit (widget, signals[REMOVED], 0);
}

static void
sockeye_highlight_row_dispose (GObject *object)
{
  SOCKEYE_HIGHLIGHT_ROW (object)->ready = FALSE;
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_HIGHLIGHT_ROW);

  G_OBJECT_CLASS (sockeye_highlight_row_parent_class)->dispose (object);
}

static void
sockeye_highlight_row_class_init (SockeyeHighlightRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_highlight_row_dispose;

  /**
   * SockeyeHighlightRow::changed:
   *
   * The rule is another one now.
   */
  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_HIGHLIGHT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  /**
   * SockeyeHighlightRow::removed:
   *
   * The user does not want the rule any more.
   */
  signals[REMOVED] = g_signal_new ("removed", SOCKEYE_TYPE_HIGHLIGHT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/highlight-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightRow, enabled);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightRow, kind);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightRow, text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightRow, color);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightRow, sample);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightRow, remove);
  gtk_widget_class_bind_template_child (widget_class, SockeyeHighlightRow, message);
  gtk_widget_class_bind_template_callback (widget_class, on_field_changed);
  gtk_widget_class_install_action (widget_class, "rule.remove", NULL, remove_action);
}

static void
sockeye_highlight_row_init (SockeyeHighlightRow *self)
{
  g_autoptr (GtkStringList) colors = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < SOCKEYE_N_HIGHLIGHT_COLORS; i++)
    gtk_string_list_append (colors, sockeye_highlight_color_get_name (i));
  gtk_drop_down_set_model (self->color, G_LIST_MODEL (colors));
  gtk_drawing_area_set_draw_func (self->sample, draw_sample, self, NULL);
}

/**
 * sockeye_highlight_row_new:
 * @rule: what the fields have at first
 *
 * Returns: (transfer floating): fields for a rule
 */
GtkWidget *
sockeye_highlight_row_new (const SockeyeHighlightRule *rule)
{
  SockeyeHighlightRow *self = g_object_new (SOCKEYE_TYPE_HIGHLIGHT_ROW, NULL);

  gtk_check_button_set_active (self->enabled, rule->enabled);
  gtk_drop_down_set_selected (self->kind, rule->kind);
  gtk_editable_set_text (GTK_EDITABLE (self->text), rule->text);
  gtk_drop_down_set_selected (self->color, MIN (rule->color, SOCKEYE_N_HIGHLIGHT_COLORS - 1));
  self->ready = TRUE;
  check (self);
  return GTK_WIDGET (self);
}

/**
 * sockeye_highlight_row_get_rule:
 * @self: fields of a rule
 * @rule: (out caller-allocates): the rule; its text is to be freed
 */
void
sockeye_highlight_row_get_rule (SockeyeHighlightRow *self, SockeyeHighlightRule *rule)
{
  rule->enabled = gtk_check_button_get_active (self->enabled);
  rule->kind = (SockeyePatternKind) gtk_drop_down_get_selected (self->kind);
  rule->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));
  rule->color = gtk_drop_down_get_selected (self->color);
}

/**
 * sockeye_highlight_row_get_color:
 * @self: fields of a rule
 *
 * Returns: its colour, less than %SOCKEYE_N_HIGHLIGHT_COLORS
 */
guint
sockeye_highlight_row_get_color (SockeyeHighlightRow *self)
{
  return MIN (gtk_drop_down_get_selected (self->color), SOCKEYE_N_HIGHLIGHT_COLORS - 1);
}

/**
 * sockeye_highlight_row_edit:
 * @self: fields of a rule
 *
 * Gives the text the keyboard focus.
 */
void
sockeye_highlight_row_edit (SockeyeHighlightRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/**
 * sockeye_highlight_row_focus_remove:
 * @self: fields of a rule
 *
 * Gives the button that removes the rule the keyboard focus.
 */
void
sockeye_highlight_row_focus_remove (SockeyeHighlightRow *self)
{
  gtk_widget_grab_focus (self->remove);
}
