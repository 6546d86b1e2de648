/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repeat-panel.h"

#include "repeat-fields.h"
#include "template.h"

struct _SockeyeRepeatPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkGrid *grid;
  GtkCheckButton *active;

  SockeyeRepeatFields *fields; /* (nullable): borrowed from the grid; it was active once */

  /* Owned, as the window's */
  GSettings *store;
  GtkSizeGroup *labels;
};

G_DEFINE_FINAL_TYPE (SockeyeRepeatPanel, sockeye_repeat_panel, GTK_TYPE_WIDGET)

static void
add_fields (SockeyeRepeatPanel *self)
{
  self->fields = g_object_new (SOCKEYE_TYPE_REPEAT_FIELDS, NULL);
  sockeye_repeat_fields_set_store (self->fields, self->store);
  if (self->labels != NULL)
    sockeye_repeat_fields_add_labels (self->fields, self->labels);
  gtk_grid_attach (self->grid, GTK_WIDGET (self->fields), 0, 1, 1, 1);
}

static void
on_toggled (SockeyeRepeatPanel *self)
{
  gboolean active = gtk_check_button_get_active (self->active);

  if (active && self->fields == NULL && self->store != NULL)
    add_fields (self);
  if (self->fields != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->fields), active);
}

static void
sockeye_repeat_panel_dispose (GObject *object)
{
  SockeyeRepeatPanel *self = SOCKEYE_REPEAT_PANEL (object);

  g_clear_object (&self->store);
  g_clear_object (&self->labels);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_REPEAT_PANEL);
  self->fields = NULL;

  G_OBJECT_CLASS (sockeye_repeat_panel_parent_class)->dispose (object);
}

static void
sockeye_repeat_panel_class_init (SockeyeRepeatPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_repeat_panel_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/repeat-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatPanel, grid);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatPanel, active);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
}

static void
sockeye_repeat_panel_init (SockeyeRepeatPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_repeat_panel_set_labels:
 * @self: a panel
 * @labels: what keeps the labels of all panels equally wide, also those that this one has later
 */
void
sockeye_repeat_panel_set_labels (SockeyeRepeatPanel *self, GtkSizeGroup *labels)
{
  g_set_object (&self->labels, labels);
}

/**
 * sockeye_repeat_panel_set_store:
 * @self: a panel
 * @store: where the options are kept; once
 *
 * Shows what @store holds. Windows do not follow each other: each has options of its own.
 */
void
sockeye_repeat_panel_set_store (SockeyeRepeatPanel *self, GSettings *store)
{
  g_return_if_fail (self->store == NULL);

  self->store = g_object_ref (store);
  g_settings_bind (store, "repeat", self->active, "active", G_SETTINGS_BIND_GET_NO_CHANGES);
}

/**
 * sockeye_repeat_panel_get_active:
 * @self: a panel
 *
 * Returns: whether Send sends again and again
 */
gboolean
sockeye_repeat_panel_get_active (SockeyeRepeatPanel *self)
{
  return gtk_check_button_get_active (self->active);
}

/**
 * sockeye_repeat_panel_add_message:
 * @self: a panel
 * @job: without steps yet
 * @message: what to send again and again
 *
 * Gives @job its one step, its pace and its rounds. What stands in a field counts, also before Enter is pressed.
 */
void
sockeye_repeat_panel_add_message (SockeyeRepeatPanel *self,
                                  SockeyeSendJob *job,
                                  SockeyePayloadTemplate *message)
{
  if (self->fields != NULL)
    sockeye_repeat_fields_update (self->fields);
  sockeye_repeat_fields_set_up_job (self->store, job, message);
}
