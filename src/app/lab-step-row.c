/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-step-row.h"

#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeLabStepRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkStack *mark;
  GtkLabel *number;
  GtkLabel *text;
  GtkLabel *message;

  guint position; /* from 1 */
};

G_DEFINE_FINAL_TYPE (SockeyeLabStepRow, sockeye_lab_step_row, GTK_TYPE_WIDGET)

/* What the mark shows to the eye. */
static void
describe (SockeyeLabStepRow *self, SockeyeLabStepState state)
{
  static const char *const formats[] = {
    /* Translators: in all of these, %u is the number of a step of a lab */
    [SOCKEYE_LAB_STEP_LATER] = N_ ("Step %u"),
    [SOCKEYE_LAB_STEP_NEXT] = N_ ("Step %u, next"),
    [SOCKEYE_LAB_STEP_DONE] = N_ ("Step %u, done"),
  };
  g_auto (GStrv) parts = g_strsplit (_ (formats[state]), "%u", -1);
  g_autofree char *number = g_strdup_printf ("%u", self->position);
  g_autofree char *label = g_strjoinv (number, parts);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mark), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
sockeye_lab_step_row_dispose (GObject *object)
{
  sockeye_template_dispose (GTK_WIDGET (object), SOCKEYE_TYPE_LAB_STEP_ROW);

  G_OBJECT_CLASS (sockeye_lab_step_row_parent_class)->dispose (object);
}

static void
sockeye_lab_step_row_class_init (SockeyeLabStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_lab_step_row_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/lab-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabStepRow, mark);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabStepRow, number);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabStepRow, text);
  gtk_widget_class_bind_template_child (widget_class, SockeyeLabStepRow, message);
}

static void
sockeye_lab_step_row_init (SockeyeLabStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_lab_step_row_new:
 * @number: which step it is, from 1
 * @text: what to do
 *
 * Returns: (transfer floating): a step that is not the next one
 */
GtkWidget *
sockeye_lab_step_row_new (guint number, const char *text)
{
  SockeyeLabStepRow *self = g_object_new (SOCKEYE_TYPE_LAB_STEP_ROW, NULL);
  g_autofree char *label = g_strdup_printf ("%u", number);

  self->position = number;
  gtk_label_set_label (self->number, label);
  gtk_label_set_label (self->text, text);
  sockeye_lab_step_row_set_state (self, SOCKEYE_LAB_STEP_LATER, "");
  return GTK_WIDGET (self);
}

/**
 * sockeye_lab_step_row_set_state:
 * @self: a step
 * @state: whether it is done, or the next one to be done
 * @message: what is missing, or how long it took; empty: nothing
 */
void
sockeye_lab_step_row_set_state (SockeyeLabStepRow *self, SockeyeLabStepState state, const char *message)
{
  gtk_stack_set_visible_child_name (self->mark, state == SOCKEYE_LAB_STEP_DONE ? "done" : "number");
  gtk_label_set_label (self->message, message);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *message != '\0');
  if (state == SOCKEYE_LAB_STEP_NEXT)
    gtk_widget_add_css_class (GTK_WIDGET (self), "next");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "next");
  describe (self, state);
}
