/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-panel.h"

#include "template.h"

struct _SockeyeSendPanel
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkDropDown *line_end;
  GtkCheckButton *append_line_end;
  GtkCheckButton *clear_after_sending;

  /* Owned */
  SockeyeWorkspace *workspace;
  GSettings *store;
};

G_DEFINE_FINAL_TYPE (SockeyeSendPanel, sockeye_send_panel, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_option_changed (SockeyeSendPanel *self)
{
  SockeyeLineEnd line_end = (SockeyeLineEnd) gtk_drop_down_get_selected (self->line_end);

  if (self->workspace != NULL)
    {
      SockeyeSendPlan plan = *sockeye_workspace_get_plan (self->workspace);

      plan.line_end = line_end;
      plan.append_line_end = gtk_check_button_get_active (self->append_line_end);
      sockeye_workspace_set_plan (self->workspace, &plan);
    }
  if (self->store != NULL)
    g_settings_set_enum (self->store, "line-end", (gint) line_end);

  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sockeye_send_panel_dispose (GObject *object)
{
  SockeyeSendPanel *self = SOCKEYE_SEND_PANEL (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->store);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_SEND_PANEL);

  G_OBJECT_CLASS (sockeye_send_panel_parent_class)->dispose (object);
}

static void
sockeye_send_panel_class_init (SockeyeSendPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_send_panel_dispose;

  signals[CHANGED] = g_signal_new ("changed", SOCKEYE_TYPE_SEND_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/send-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendPanel, line_end);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendPanel, append_line_end);
  gtk_widget_class_bind_template_child (widget_class, SockeyeSendPanel, clear_after_sending);
  gtk_widget_class_bind_template_callback (widget_class, on_option_changed);
}

static void
sockeye_send_panel_init (SockeyeSendPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sockeye_send_panel_set_workspace:
 * @self: a panel
 * @workspace: whose send plan follows the options
 */
void
sockeye_send_panel_set_workspace (SockeyeSendPanel *self, SockeyeWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  on_option_changed (self);
}

/**
 * sockeye_send_panel_set_store:
 * @self: a panel
 * @store: where the options are kept
 *
 * Shows what @store holds. Windows do not follow each other: each has options of its own.
 */
void
sockeye_send_panel_set_store (SockeyeSendPanel *self, GSettings *store)
{
  GSettingsBindFlags flags = G_SETTINGS_BIND_GET_NO_CHANGES;

  gtk_drop_down_set_selected (self->line_end, (guint) g_settings_get_enum (store, "line-end"));
  g_set_object (&self->store, store);
  g_settings_bind (store, "append-line-end", self->append_line_end, "active", flags);
  g_settings_bind (store, "clear-after-sending", self->clear_after_sending, "active", flags);
}

/**
 * sockeye_send_panel_get_clear_after_sending:
 * @self: a panel
 *
 * Returns: whether the box is to be emptied once its text was taken
 */
gboolean
sockeye_send_panel_get_clear_after_sending (SockeyeSendPanel *self)
{
  return gtk_check_button_get_active (self->clear_after_sending);
}
