/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compare-window-private.h"

#include "compare-item.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (SockeyeCompareWindow, sockeye_compare_window, GTK_TYPE_WINDOW)

static void
set_enabled (SockeyeCompareWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* Private: the only place that enables them. */
void
sockeye_compare_window_update_actions (SockeyeCompareWindow *self)
{
  gboolean differs;

  if (self->actions == NULL)
    return;
  differs = self->diff != NULL && sockeye_capture_diff_get_n_rows (self->diff, TRUE) > 0;
  set_enabled (self, "next", differs);
  set_enabled (self, "previous", differs);
  set_enabled (self, "show", gtk_single_selection_get_selected_item (self->selection) != NULL);
  set_enabled (self, "save", self->diff != NULL && self->writing == NULL);
  set_enabled (self, "copy", self->diff != NULL && self->writing == NULL);
  set_enabled (self, "open", self->opening == NULL);
  set_enabled (self, "cancel", self->comparing != NULL || self->opening != NULL || self->writing != NULL);
}

static const char *
explain_nothing (SockeyeCompareWindow *self, gboolean only_differences)
{
  if (self->diff == NULL)
    return _ (
        "This is one capture on both sides. Choose another tab on the right, or open a capture that was "
        "saved with “Open capture…” in the menu of this window.");
  if (only_differences && sockeye_capture_diff_get_count (self->diff, SOCKEYE_DIFF_EQUAL) > 0)
    return _ ("There is no difference.");
  return _ ("There is nothing to compare: neither side has such a record.");
}

/**
 * sockeye_compare_window_show_rows:
 * @self: a window
 *
 * Private. Shows the rows that are wanted of what was compared.
 */
void
sockeye_compare_window_show_rows (SockeyeCompareWindow *self)
{
  gboolean only = gtk_check_button_get_active (self->only_differences);
  gboolean some = self->diff != NULL && sockeye_capture_diff_get_n_rows (self->diff, only) > 0;

  sockeye_compare_model_set_diff (self->model, self->diff, only);
  if (!some)
    gtk_label_set_label (self->nothing, explain_nothing (self, only));
  gtk_stack_set_visible_child_name (self->pages, some ? "rows" : "nothing");
}

/* What is selected stays, or what comes behind it. */
static void
on_only_differences_toggled (SockeyeCompareWindow *self)
{
  gboolean only = gtk_check_button_get_active (self->only_differences);
  guint selected = gtk_single_selection_get_selected (self->selection);
  guint n_rows;

  if (self->diff == NULL)
    return;
  n_rows = sockeye_capture_diff_get_n_rows (self->diff, only);
  if (selected != GTK_INVALID_LIST_POSITION)
    selected = sockeye_capture_diff_convert (self->diff, selected, only);
  sockeye_compare_window_show_rows (self);
  if (selected != GTK_INVALID_LIST_POSITION && n_rows > 0)
    sockeye_compare_window_select (self, MIN (selected, n_rows - 1));
}

static void
on_hex_toggled (SockeyeCompareWindow *self)
{
  self->looks[0].hex = self->looks[1].hex = gtk_check_button_get_active (self->hex);
  if (self->items != NULL)
    sockeye_compare_window_refresh_rows (self);
}

static void
on_option_selected (SockeyeCompareWindow *self)
{
  sockeye_compare_window_compare (self);
}

/* The selected row is the one that was activated; a row that is on one side only is shown there. */
static void
on_activated (SockeyeCompareWindow *self)
{
  SockeyeCompareItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    g_action_group_activate_action (
        G_ACTION_GROUP (self->actions), "show",
        g_variant_new_uint32 (sockeye_compare_item_get_row (item)->items[0] != NULL ? 0 : 1));
}

/* A double click on the right half is about the right one. */
static void
on_pressed (SockeyeCompareWindow *self, int n_presses, double x, double y G_GNUC_UNUSED, GtkGesture *gesture)
{
  SockeyeCompareItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (n_presses != 2 || item == NULL || sockeye_compare_item_get_row (item)->items[1] == NULL
      || x <= gtk_widget_get_width (GTK_WIDGET (self->list)) / 2.0)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "show", g_variant_new_uint32 (1));
}

/* Tabs may have come and gone. */
static void
on_active_changed (SockeyeCompareWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    return;
  sockeye_compare_choice_refresh (self->left);
  sockeye_compare_choice_refresh (self->right);
}

/* Closed: what is still at work has a reference until it ends, and when that goes GTK 4.8 would look at a parent that is no
 * more. */
static void
sockeye_compare_window_unrealize (GtkWidget *widget)
{
  SockeyeCompareWindow *self = SOCKEYE_COMPARE_WINDOW (widget);

  g_cancellable_cancel (self->comparing);
  g_cancellable_cancel (self->opening);
  g_cancellable_cancel (self->writing);
  GTK_WIDGET_CLASS (sockeye_compare_window_parent_class)->unrealize (widget);
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
}

static void
sockeye_compare_window_dispose (GObject *object)
{
  SockeyeCompareWindow *self = SOCKEYE_COMPARE_WINDOW (object);

  g_cancellable_cancel (self->comparing);
  g_cancellable_cancel (self->opening);
  g_cancellable_cancel (self->writing);
  g_clear_object (&self->comparing);
  g_clear_object (&self->opening);
  g_clear_object (&self->writing);
  g_clear_object (&self->opened);
  g_clear_object (&self->saved);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->actions);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_COMPARE_WINDOW);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_pointer (&self->diff, sockeye_capture_diff_unref);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_object (&self->compared[i]);
      g_clear_pointer (&self->names[i], g_free);
    }

  G_OBJECT_CLASS (sockeye_compare_window_parent_class)->dispose (object);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "compare.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "compare.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "compare.again", NULL);
}

static void
sockeye_compare_window_class_init (SockeyeCompareWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_compare_window_dispose;
  widget_class->unrealize = sockeye_compare_window_unrealize;

  g_signal_new ("show-record", SOCKEYE_TYPE_COMPARE_WINDOW, G_SIGNAL_RUN_LAST, 0,
                g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2, SOCKEYE_TYPE_WORKSPACE,
                G_TYPE_UINT64);
  g_signal_new ("show-capture", SOCKEYE_TYPE_COMPARE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, SOCKEYE_TYPE_CAPTURE, G_TYPE_FILE);
  g_type_ensure (SOCKEYE_TYPE_COMPARE_CHOICE);
  g_type_ensure (SOCKEYE_TYPE_COMPARE_DETAILS);
  g_type_ensure (SOCKEYE_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/compare-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, left);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, right);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, unit);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, direction);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, times);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, hex);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, only_differences);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, remark);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, place);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, nothing);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, list);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCompareWindow, details);
  gtk_widget_class_bind_template_callback (widget_class, on_option_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_hex_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_only_differences_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  bind_keys (widget_class);
}

static void
sockeye_compare_window_init (SockeyeCompareWindow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->frozen = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  sockeye_compare_window_set_up_list (self);
  sockeye_compare_window_add_actions (self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active_changed), NULL);
  sockeye_compare_window_update_actions (self);
  self->frozen = FALSE;
}

/**
 * sockeye_compare_window_new:
 * @parent: the window that it stands before
 * @limits: of captures that are opened to be compared
 *
 * Returns: (transfer none): a window that compares nothing yet
 */
GtkWidget *
sockeye_compare_window_new (GtkWindow *parent, const SockeyeCaptureLimits *limits)
{
  SockeyeCompareWindow *self = g_object_new (SOCKEYE_TYPE_COMPARE_WINDOW, "transient-for", parent, NULL);

  self->limits = *limits;
  return GTK_WIDGET (self);
}

/**
 * sockeye_compare_window_choose:
 * @self: a window
 * @left: (nullable): whose capture is the left one; %NULL: as before
 * @right: whose is the right one
 *
 * Compares these. The bytes are shown in the form that the log of the left one has.
 */
void
sockeye_compare_window_choose (SockeyeCompareWindow *self, SockeyeWorkspace *left, SockeyeWorkspace *right)
{
  if (left != NULL)
    {
      SockeyeLogForm form = sockeye_log_model_get_form (sockeye_workspace_get_log (left));

      sockeye_compare_choice_set_workspace (self->left, left);
      gtk_check_button_set_active (self->hex, form == SOCKEYE_LOG_FORM_HEX);
    }
  sockeye_compare_choice_set_workspace (self->right, right);
  sockeye_compare_window_compare (self);
}

/**
 * sockeye_compare_window_choose_ends:
 * @self: a window
 * @end: one end of a pair
 * @other: the other one
 *
 * Compares what each has sent with what the other has received.
 */
void
sockeye_compare_window_choose_ends (SockeyeCompareWindow *self,
                                    SockeyeWorkspace *end,
                                    SockeyeWorkspace *other)
{
  self->frozen = TRUE;
  gtk_drop_down_set_selected (self->direction, SOCKEYE_COMPARE_BOTH_ENDS);
  self->frozen = FALSE;
  sockeye_compare_window_choose (self, end, other);
}

/**
 * sockeye_compare_window_is_about:
 * @self: a window
 * @workspace: a tab's
 *
 * Returns: whether its capture is one of both
 */
gboolean
sockeye_compare_window_is_about (SockeyeCompareWindow *self, SockeyeWorkspace *workspace)
{
  return sockeye_compare_choice_get_workspace (self->left) == workspace
         || sockeye_compare_choice_get_workspace (self->right) == workspace;
}

/**
 * sockeye_compare_window_is_busy:
 * @self: a window
 *
 * Returns: whether captures are being compared
 */
gboolean
sockeye_compare_window_is_busy (SockeyeCompareWindow *self)
{
  return self->comparing != NULL;
}
