/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repeat-panel.h"

#include "template.h"

#include <glib/gi18n-lib.h>

struct _SockeyeRepeatPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkCheckButton *active;
  GtkDropDown *pace;
  GtkSpinButton *value;
  GtkAdjustment *adjustment;
  GtkSpinButton *times;

  GSettings *store; /* owned, as the window's */
  gboolean frozen;  /* the fields change by themselves */
};

G_DEFINE_FINAL_TYPE (SockeyeRepeatPanel, sockeye_repeat_panel, GTK_TYPE_WIDGET)

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
get_pace (SockeyeRepeatPanel *self)
{
  return (SockeyePaceKind) MIN (gtk_drop_down_get_selected (self->pace), SOCKEYE_PACE_FLAT_OUT);
}

/* The field has no label of its own: it says what the choice above it says. */
static void
name_value (SockeyeRepeatPanel *self)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (self->pace);

  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->value), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_string_object_get_string (item), -1);
}

static void
show_value (SockeyeRepeatPanel *self)
{
  SockeyePaceKind pace = get_pace (self);
  const char *key = paces[pace].key;

  gtk_widget_set_visible (GTK_WIDGET (self->value),
                          key != NULL && gtk_check_button_get_active (self->active));
  name_value (self);
  if (key == NULL || self->store == NULL)
    return;

  self->frozen = TRUE;
  gtk_adjustment_set_upper (self->adjustment, paces[pace].max);
  gtk_spin_button_set_value (self->value, g_settings_get_double (self->store, key));
  self->frozen = FALSE;
}

static void
on_pace_changed (SockeyeRepeatPanel *self)
{
  if (self->store != NULL && !self->frozen)
    g_settings_set_uint (self->store, "repeat-pace", get_pace (self));
  show_value (self);
}

static void
on_changed (SockeyeRepeatPanel *self)
{
  const char *key = paces[get_pace (self)].key;

  gtk_widget_set_visible (GTK_WIDGET (self->value),
                          key != NULL && gtk_check_button_get_active (self->active));
  if (self->store == NULL || self->frozen)
    return;
  g_settings_set_boolean (self->store, "repeat", gtk_check_button_get_active (self->active));
  g_settings_set_double (self->store, "repeat-times", gtk_spin_button_get_value (self->times));
  if (key != NULL)
    g_settings_set_double (self->store, key, gtk_spin_button_get_value (self->value));
}

static void
sockeye_repeat_panel_dispose (GObject *object)
{
  SockeyeRepeatPanel *self = SOCKEYE_REPEAT_PANEL (object);

  g_clear_object (&self->store);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_REPEAT_PANEL);

  G_OBJECT_CLASS (sockeye_repeat_panel_parent_class)->dispose (object);
}

static void
sockeye_repeat_panel_class_init (SockeyeRepeatPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_repeat_panel_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/repeat-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatPanel, active);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatPanel, pace);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatPanel, value);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatPanel, adjustment);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepeatPanel, times);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_pace_changed);
}

static void
sockeye_repeat_panel_init (SockeyeRepeatPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_value (self);
}

/**
 * sockeye_repeat_panel_set_store:
 * @self: a panel
 * @store: where the options are kept
 *
 * Shows what @store holds. Windows do not follow each other: each has options of its own.
 */
void
sockeye_repeat_panel_set_store (SockeyeRepeatPanel *self, GSettings *store)
{
  self->frozen = TRUE;
  g_set_object (&self->store, store);
  gtk_check_button_set_active (self->active, g_settings_get_boolean (store, "repeat"));
  gtk_drop_down_set_selected (self->pace, g_settings_get_uint (store, "repeat-pace"));
  gtk_spin_button_set_value (self->times, g_settings_get_double (store, "repeat-times"));
  self->frozen = FALSE;
  show_value (self);
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
  SockeyePaceKind pace = get_pace (self);
  double value;

  gtk_spin_button_update (self->value);
  gtk_spin_button_update (self->times);
  value = gtk_spin_button_get_value (self->value);
  sockeye_send_job_add_step (job, message, pace == SOCKEYE_PACE_GAPS ? (gint64) (value * 1000) : 0);
  sockeye_send_job_set_pace (job, pace, value);
  sockeye_send_job_set_rounds (job, (guint64) gtk_spin_button_get_value (self->times));
}
