/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quick-command-row.h"

#include "template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of the commands that have a key: Ctrl+1 to Ctrl+9. */
#define N_KEYS 9

struct _SockeyeQuickCommandRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkCheckButton *tick;
  GtkLabel *title;
  GtkLabel *details;
  GtkButton *send;

  /* Owned */
  SockeyeQuickCommand *command; /* (nullable) */

  guint position;
  gboolean frozen; /* the tick box changes by itself */
};

G_DEFINE_FINAL_TYPE (SockeyeQuickCommandRow, sockeye_quick_command_row, GTK_TYPE_WIDGET)

enum
{
  DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- What it shows */

static void
append_detail (GString *details, const char *text)
{
  if (details->len > 0)
    g_string_append (details, " · ");
  g_string_append (details, text);
}

/* Its key, the gap, and the comment's first line. */
static char *
make_details (SockeyeQuickCommandRow *self)
{
  GString *details = g_string_new (NULL);
  const char *comment = sockeye_quick_command_get_comment (self->command);
  g_autofree char *line = g_strndup (comment, strcspn (comment, "\r\n"));
  guint gap = sockeye_quick_command_get_gap (self->command);

  if (self->position < N_KEYS)
    {
      /* Translators: a key; %u is a digit */
      g_autofree char *key = g_strdup_printf (_ ("Ctrl+%u"), self->position + 1);

      append_detail (details, key);
    }
  if (gap > 0)
    {
      g_autofree char *number = g_strdup_printf ("%'u", gap);
      /* Translators: %s is a number of milliseconds */
      g_autofree char *text = g_strdup_printf (_ ("then %s ms"), number);

      append_detail (details, text);
    }
  if (*line != '\0')
    append_detail (details, line);
  return g_string_free (details, FALSE);
}

static void
show_command (SockeyeQuickCommandRow *self)
{
  const char *title = sockeye_quick_command_get_title (self->command);
  /* Translators: the name of a tick box; %s is the name of a command */
  g_autofree char *tick = g_strdup_printf (_ ("Tick %s"), title);
  /* Translators: the name of a button; %s is the name of a command */
  g_autofree char *send = g_strdup_printf (_ ("Send %s"), title);
  g_autofree char *details = make_details (self);

  self->frozen = TRUE;
  gtk_check_button_set_active (self->tick, sockeye_quick_command_get_ticked (self->command));
  self->frozen = FALSE;
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->details), *details != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tick), GTK_ACCESSIBLE_PROPERTY_LABEL, tick, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send), GTK_ACCESSIBLE_PROPERTY_LABEL, send, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/* Asked for, not set: GTK 4.8 shows a tooltip that is set wherever the pointer rests, and complains when somebody types
 * into another window at that moment: the editor, at each key. */
static gboolean
on_query_tooltip (SockeyeQuickCommandRow *self,
                  int x G_GNUC_UNUSED,
                  int y G_GNUC_UNUSED,
                  gboolean keyboard G_GNUC_UNUSED,
                  GtkTooltip *tooltip)
{
  g_autofree char *text = NULL;
  const char *comment;

  if (self->command == NULL)
    return FALSE;

  comment = sockeye_quick_command_get_comment (self->command);
  text = g_strconcat (sockeye_quick_command_get_title (self->command), *comment != '\0' ? "\n" : NULL,
                      comment, NULL);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
on_tick_toggled (SockeyeQuickCommandRow *self)
{
  if (!self->frozen && self->command != NULL)
    sockeye_quick_command_set_ticked (self->command, gtk_check_button_get_active (self->tick));
}

/* --- Dragging */

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, SockeyeQuickCommandRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  if (self->command == NULL)
    return NULL;

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  return gdk_content_provider_new_typed (SOCKEYE_TYPE_QUICK_COMMAND, self->command);
}

static void
show_drop (SockeyeQuickCommandRow *self, gboolean above, gboolean below)
{
  if (above)
    gtk_widget_add_css_class (GTK_WIDGET (self), "drop-above");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-above");
  if (below)
    gtk_widget_add_css_class (GTK_WIDGET (self), "drop-below");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-below");
}

static gboolean
is_below (SockeyeQuickCommandRow *self, double y)
{
  return y > gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
}

static GdkDragAction
on_drop_motion (GtkDropTarget *target G_GNUC_UNUSED,
                double x G_GNUC_UNUSED,
                double y,
                SockeyeQuickCommandRow *self)
{
  show_drop (self, !is_below (self, y), is_below (self, y));
  return GDK_ACTION_MOVE;
}

static void
on_drop_leave (GtkDropTarget *target G_GNUC_UNUSED, SockeyeQuickCommandRow *self)
{
  show_drop (self, FALSE, FALSE);
}

static gboolean
on_drop (GtkDropTarget *target G_GNUC_UNUSED,
         const GValue *value,
         double x G_GNUC_UNUSED,
         double y,
         SockeyeQuickCommandRow *self)
{
  g_signal_emit (self, signals[DROPPED], 0, g_value_get_object (value), is_below (self, y));
  return TRUE;
}

static void
set_up_dragging (SockeyeQuickCommandRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (SOCKEYE_TYPE_QUICK_COMMAND, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_drag_prepare), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));

  g_signal_connect_object (target, "motion", G_CALLBACK (on_drop_motion), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (on_drop_leave), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- */

static void
sockeye_quick_command_row_dispose (GObject *object)
{
  SockeyeQuickCommandRow *self = SOCKEYE_QUICK_COMMAND_ROW (object);

  sockeye_quick_command_row_set_command (self, NULL);
  sockeye_template_dispose (GTK_WIDGET (self), SOCKEYE_TYPE_QUICK_COMMAND_ROW);

  G_OBJECT_CLASS (sockeye_quick_command_row_parent_class)->dispose (object);
}

static void
sockeye_quick_command_row_class_init (SockeyeQuickCommandRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_quick_command_row_dispose;

  /**
   * SockeyeQuickCommandRow::dropped:
   * @command: what the user has dropped
   * @below: whether on the lower half
   *
   * The command is to stand above or below this one.
   */
  signals[DROPPED] = g_signal_new ("dropped", SOCKEYE_TYPE_QUICK_COMMAND_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, SOCKEYE_TYPE_QUICK_COMMAND, G_TYPE_BOOLEAN);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "command");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/quick-command-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandRow, tick);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandRow, title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandRow, details);
  gtk_widget_class_bind_template_child (widget_class, SockeyeQuickCommandRow, send);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, on_tick_toggled);
}

static void
sockeye_quick_command_row_init (SockeyeQuickCommandRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_dragging (self);
}

/**
 * sockeye_quick_command_row_new:
 *
 * Returns: (transfer floating): a row without a command
 */
GtkWidget *
sockeye_quick_command_row_new (void)
{
  return g_object_new (SOCKEYE_TYPE_QUICK_COMMAND_ROW, NULL);
}

/**
 * sockeye_quick_command_row_set_command:
 * @self: a row
 * @command: (nullable): what it shows from now on
 */
void
sockeye_quick_command_row_set_command (SockeyeQuickCommandRow *self, SockeyeQuickCommand *command)
{
  if (self->command != NULL)
    g_signal_handlers_disconnect_by_data (self->command, self);
  g_set_object (&self->command, command);
  if (command == NULL)
    return;

  g_signal_connect_swapped (command, "notify", G_CALLBACK (show_command), self);
  show_command (self);
}

/**
 * sockeye_quick_command_row_get_command:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): what it shows
 */
SockeyeQuickCommand *
sockeye_quick_command_row_get_command (SockeyeQuickCommandRow *self)
{
  return self->command;
}

/**
 * sockeye_quick_command_row_set_position:
 * @self: a row
 * @position: of its command in the folder
 */
void
sockeye_quick_command_row_set_position (SockeyeQuickCommandRow *self, guint position)
{
  self->position = position;
  /* The target first: the action wants one. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->send), "u", position);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->send), "session.send-command");
  if (self->command != NULL)
    show_command (self);
}

/**
 * sockeye_quick_command_row_set_obstacle:
 * @self: a row
 * @obstacle: (nullable): why nothing can be sent now, and what to do
 */
void
sockeye_quick_command_row_set_obstacle (SockeyeQuickCommandRow *self, const char *obstacle)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self->send)), obstacle) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->send), obstacle);
}
