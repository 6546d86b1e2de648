/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repeat-fields.h"

#include "template.h"

#include <math.h>

struct _SockeyeRepeatFields
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkLabel *pace_label;
  GtkDropDown *pace;
  GtkSpinButton *value;
  GtkAdjustment *adjustment;
  GtkLabel *times_label;
  GtkSpinButton *times;

  GSettings *store; /* owned, as the window's */
  gboolean frozen;  /* the fields change by themselves */
};

G_DEFINE_FINAL_TYPE (SockeyeRepeatFields, sockeye_repeat_fields, GTK_TYPE_WIDGET)

/* Each pace keeps a value of its own. The most messages a second are more than any socket takes. */
static const struct
{
  const char *key;
  double max;
} paces[] = {
  [SOCKEYE_PACE_GAPS] = { "repeat-interval", 86400000 },
  [SOCKEYE_PACE_MESSAGES] = { "repeat-messages", 10000000 },
  [SOCKEYE_PACE_BYTES] = { "repeat-bytes", 1e11 },
  [SOCKEYE_PACE_FLAT_OUT] = { NULL, 0 },
};

static SockeyePaceKind
get_pace (GSettings *store)
{
  return (SockeyePaceKind) MIN (g_settings_get_uint (store, "repeat-pace"), SOCKEYE_PACE_FLAT_OUT);
}

/* The field has no label of its own: it says what the choice above it says. */
static void
name_value (SockeyeRepeatFields *self)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (self->pace);

  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->value), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_string_object_get_string (item), -1);
}

static void
show_value (SockeyeRepeatFields *self)
{
  SockeyePaceKind pace = get_pace (self->store);
  const char *key = paces[pace].key;

  gtk_widget_set_visible (GTK_WIDGET (self->value), key != NULL);
  name_value (self);
  if (key == NULL)
    return;

  self->frozen = TRUE;
  gtk_adjustment_set_upper (self->adjustment, paces[pace].max);
  gtk_spin_button_set_value (self->value, g_settings_get_double (self->store, key));
  self->frozen = FALSE;
}

static void
on_pace_changed (SockeyeRepeatFields *self)
{
  if (self->store == NULL || self->frozen)
    return;
  g_settings_set_uint (self->store, "repeat-pace", gtk_drop_down_get_selected (self->pace));
  show_value (self);
}

static void
on_value_changed (SockeyeRepeatFields *self)
{
  const char *key = self->store != NULL ? paces[get_pace (self->store)].key : NULL;

  if (key != NULL && !self->frozen)
    g_settings_set_double (self->store, key, gtk_spin_button_get_value (self->value));
}

static void
sockeye_repeat_fields_dispose (GObject *object)
{
  SockeyeRepeatFields *self = SOCKEYE_REPEAT_FIELDS (object);

  g_clear_object (&self->store);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_REPEAT_FIELDS);

  G_OBJECT_CLASS (sockeye_repeat_fields_parent_class)->dispose (object);
}

static void
sockeye_repeat_fields_class_init (SockeyeRepeatFieldsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_repeat_fields_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/repeat-fields.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatFields, pace_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatFields, pace);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatFields, value);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatFields, adjustment);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatFields, times_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatFields, times);
  gtk_widget_class_bind_template_callback (widget_class, on_pace_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_value_changed);
}

static void
sockeye_repeat_fields_init (SockeyeRepeatFields *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_repeat_fields_set_store:
 * @self: fields
 * @store: where they are kept
 *
 * Shows what @store holds, and keeps there what is changed. Windows do not follow each other.
 */
void
sockeye_repeat_fields_set_store (SockeyeRepeatFields *self, GSettings *store)
{
  self->frozen = TRUE;
  g_set_object (&self->store, store);
  gtk_drop_down_set_selected (self->pace, get_pace (store));
  g_settings_bind (store, "repeat-times", self->times, "value", G_SETTINGS_BIND_GET_NO_CHANGES);
  self->frozen = FALSE;
  show_value (self);
}

/**
 * sockeye_repeat_fields_add_labels:
 * @self: fields
 * @labels: what keeps the labels of all panels equally wide
 *
 * Its own are added to them.
 */
void
sockeye_repeat_fields_add_labels (SockeyeRepeatFields *self, GtkSizeGroup *labels)
{
  gtk_size_group_add_widget (labels, GTK_WIDGET (self->pace_label));
  gtk_size_group_add_widget (labels, GTK_WIDGET (self->times_label));
}

/**
 * sockeye_repeat_fields_update:
 * @self: fields
 *
 * Keeps what stands in them, also before Enter is pressed.
 */
void
sockeye_repeat_fields_update (SockeyeRepeatFields *self)
{
  gtk_spin_button_update (self->value);
  gtk_spin_button_update (self->times);
}

/**
 * sockeye_repeat_fields_set_up_job:
 * @store: where fields are kept, whether there are any now or not
 * @job: without steps yet
 * @message: what to send again and again
 *
 * Gives @job its one step, its pace and its rounds.
 */
void
sockeye_repeat_fields_set_up_job (GSettings *store, SockeyeSendJob *job, SockeyePayloadTemplate *message)
{
  SockeyePaceKind pace = get_pace (store);
  /* A field has no fractions, but a file of settings may. */
  double value = paces[pace].key != NULL ? rint (g_settings_get_double (store, paces[pace].key)) : 0;

  sockeye_send_job_add_step (job, message, pace == SOCKEYE_PACE_GAPS ? (gint64) (value * 1000) : 0);
  sockeye_send_job_set_pace (job, pace, value);
  sockeye_send_job_set_rounds (job, (guint64) g_settings_get_double (store, "repeat-times"));
}
