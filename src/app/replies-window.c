/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "replies-window.h"

#include "notice-bar.h"
#include "ready-reply.h"
#include "reply-editor.h"
#include "reply-row.h"

#include <glib/gi18n-lib.h>

struct _SockeyeRepliesWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkSwitch *active;
  GtkCheckButton *stop_loops;
  SockeyeNoticeBar *notice;
  GtkWidget *undo;
  GtkLabel *undo_label;
  GtkWidget *rules_pane;
  GtkListBox *list;
  GtkWidget *nothing;
  SockeyeReplyEditor *editor;
  GtkWidget *add;

  /* Owned */
  SockeyeWorkspace *workspace;
  SockeyeReplyRule *deleted; /* (nullable): the last one */

  SockeyeReplyRules *rules; /* borrowed from the workspace, as the next one */
  SockeyeReplyStore *store;
  guint deleted_position;
};

G_DEFINE_FINAL_TYPE (SockeyeRepliesWindow, sockeye_replies_window, GTK_TYPE_WINDOW)

/* As the targets of the menu. */
static const char *const ready_nicks[] = {
  [SOCKEYE_READY_REPLY_ECHO] = "echo",       [SOCKEYE_READY_REPLY_DISCARD] = "discard",
  [SOCKEYE_READY_REPLY_DAYTIME] = "daytime", [SOCKEYE_READY_REPLY_CHARGEN] = "chargen",
  [SOCKEYE_READY_REPLY_HTTP] = "http",
};

static guint
count_rules (SockeyeRepliesWindow *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rules));
}

/* The selected row's place, or -1. */
static int
get_selected (SockeyeRepliesWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

static void
update_actions (SockeyeRepliesWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int selected = get_selected (self);
  int n = (int) count_rules (self);
  gboolean loaded = sockeye_reply_store_is_loaded (self->store);
  gboolean room = loaded && n < SOCKEYE_REPLY_RULES_MAX;

  gtk_widget_set_sensitive (self->rules_pane, loaded);
  gtk_widget_action_set_enabled (widget, "replies.add", room);
  gtk_widget_action_set_enabled (widget, "replies.duplicate", room && selected >= 0);
  gtk_widget_action_set_enabled (widget, "replies.delete", selected >= 0);
  gtk_widget_action_set_enabled (widget, "replies.up", selected > 0);
  gtk_widget_action_set_enabled (widget, "replies.down", selected >= 0 && selected < n - 1);
  gtk_widget_action_set_enabled (widget, "replies.undo", room && self->deleted != NULL);
  gtk_widget_action_set_enabled (widget, "replies.reset", n > 0);
}

static void
on_row_selected (SockeyeRepliesWindow *self)
{
  int selected = self->rules != NULL ? get_selected (self) : -1;
  g_autoptr (SockeyeReplyItem)
      item = selected >= 0 ? g_list_model_get_item (G_LIST_MODEL (self->rules), (guint) selected) : NULL;

  if (self->rules == NULL)
    return;
  sockeye_reply_editor_set_item (self->editor, item);
  gtk_widget_set_visible (GTK_WIDGET (self->editor), item != NULL);
  gtk_widget_set_visible (self->nothing, item == NULL);
  update_actions (self);
}

static void
select_row (SockeyeRepliesWindow *self, guint position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) position);

  gtk_list_box_select_row (self->list, row);
  on_row_selected (self);
}

/* The row that is gone may have had the focus. */
static void
focus_selected (SockeyeRepliesWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : self->add);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  SockeyeRepliesWindow *self = data;

  return sockeye_reply_row_new (item, self->workspace);
}

static void
refresh_counts (SockeyeRepliesWindow *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    sockeye_reply_row_refresh_count (SOCKEYE_REPLY_ROW (row));
}

/* --- Commands */

static void
add_empty (SockeyeRepliesWindow *self)
{
  SockeyeReplyFields fields = { .enabled = TRUE, .when = SOCKEYE_REPLY_WHEN_EQUALS };
  g_autoptr (SockeyeReplyRule) rule = NULL;

  fields.plan.variables = TRUE;
  rule = sockeye_reply_rule_new (&fields, NULL);
  sockeye_reply_rules_insert (self->rules, G_MAXUINT, rule);
}

static void
add_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter)
{
  SockeyeRepliesWindow *self = SOCKEYE_REPLIES_WINDOW (widget);
  const char *nick = g_variant_get_string (parameter, NULL);
  guint before = count_rules (self);
  g_autoptr (GPtrArray) ready = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ready_nicks); i++)
    if (g_str_equal (nick, ready_nicks[i]))
      ready = sockeye_ready_reply_make ((SockeyeReadyReply) i);

  if (ready != NULL)
    sockeye_reply_rules_append_all (self->rules, ready);
  else
    add_empty (self);
  select_row (self, before);
  if (ready == NULL)
    sockeye_reply_editor_edit (self->editor);
}

static void
duplicate_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeRepliesWindow *self = SOCKEYE_REPLIES_WINDOW (widget);
  guint position = (guint) get_selected (self);
  g_autoptr (SockeyeReplyItem) item = NULL;
  g_autoptr (SockeyeReplyRule) copy = NULL;

  sockeye_reply_editor_apply (self->editor);
  item = g_list_model_get_item (G_LIST_MODEL (self->rules), position);
  copy = sockeye_reply_rule_new (sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (item)), NULL);
  sockeye_reply_rules_insert (self->rules, position + 1, copy);
  select_row (self, position + 1);
}

static void
delete_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeRepliesWindow *self = SOCKEYE_REPLIES_WINDOW (widget);
  guint position = (guint) get_selected (self);
  g_autoptr (SockeyeReplyItem) item = NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  sockeye_reply_editor_apply (self->editor);
  item = g_list_model_get_item (G_LIST_MODEL (self->rules), position);
  title = sockeye_reply_rule_get_title (sockeye_reply_item_get_rule (item));
  /* Translators: %s is the name of a rule */
  text = g_strdup_printf (_ ("The rule “%s” was deleted."), title);
  g_clear_pointer (&self->deleted, sockeye_reply_rule_unref);
  self->deleted = sockeye_reply_rule_ref (sockeye_reply_item_get_rule (item));
  self->deleted_position = position;
  gtk_label_set_label (self->undo_label, text);
  gtk_widget_set_visible (self->undo, TRUE);

  sockeye_reply_rules_remove (self->rules, position);
  if (count_rules (self) > 0)
    select_row (self, MIN (position, count_rules (self) - 1));
  else
    on_row_selected (self);
  focus_selected (self);
}

static void
undo_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeRepliesWindow *self = SOCKEYE_REPLIES_WINDOW (widget);
  guint position = MIN (self->deleted_position, count_rules (self));

  sockeye_reply_rules_insert (self->rules, position, self->deleted);
  g_clear_pointer (&self->deleted, sockeye_reply_rule_unref);
  gtk_widget_set_visible (self->undo, FALSE);
  select_row (self, position);
  focus_selected (self);
}

static void
move_to (SockeyeRepliesWindow *self, int by)
{
  int position = get_selected (self);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean in_list = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));

  sockeye_reply_rules_move (self->rules, (guint) position, (guint) (position + by));
  select_row (self, (guint) (position + by));
  if (in_list)
    focus_selected (self);
}

static void
up_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  move_to (SOCKEYE_REPLIES_WINDOW (widget), -1);
}

static void
down_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  move_to (SOCKEYE_REPLIES_WINDOW (widget), 1);
}

static void
reset_action (GtkWidget *widget, const char *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED)
{
  SockeyeRepliesWindow *self = SOCKEYE_REPLIES_WINDOW (widget);

  sockeye_reply_rules_reset_counts (self->rules);
  refresh_counts (self);
}

/* --- */

static void
on_loaded (SockeyeRepliesWindow *self)
{
  update_actions (self);
  if (get_selected (self) < 0 && count_rules (self) > 0)
    select_row (self, 0);
}

static void
on_failed (SockeyeRepliesWindow *self, const GError *error)
{
  sockeye_notice_bar_show_error (self->notice, error->message);
}

static gboolean
sockeye_replies_window_close_request (GtkWindow *window)
{
  SockeyeRepliesWindow *self = SOCKEYE_REPLIES_WINDOW (window);

  sockeye_reply_editor_apply (self->editor);
  sockeye_reply_store_flush (self->store);
  return GTK_WINDOW_CLASS (sockeye_replies_window_parent_class)->close_request (window);
}

static void
sockeye_replies_window_dispose (GObject *object)
{
  SockeyeRepliesWindow *self = SOCKEYE_REPLIES_WINDOW (object);

  if (self->workspace != NULL)
    {
      sockeye_reply_editor_set_item (self->editor, NULL);
      gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
      g_signal_handlers_disconnect_by_data (sockeye_workspace_get_responder (self->workspace), self);
      g_signal_handlers_disconnect_by_data (self->store, self);
    }
  self->rules = NULL;
  self->store = NULL;
  g_clear_pointer (&self->deleted, sockeye_reply_rule_unref);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_REPLIES_WINDOW);

  G_OBJECT_CLASS (sockeye_replies_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "replies.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "replies.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "replies.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "replies.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "replies.up", NULL, up_action);
  gtk_widget_class_install_action (widget_class, "replies.down", NULL, down_action);
  gtk_widget_class_install_action (widget_class, "replies.reset", NULL, reset_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "replies.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "replies.down", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "replies.duplicate", NULL);
}

static void
sockeye_replies_window_class_init (SockeyeRepliesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_replies_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = sockeye_replies_window_close_request;

  g_type_ensure (SOCKEYE_TYPE_NOTICE_BAR);
  g_type_ensure (SOCKEYE_TYPE_REPLY_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/replies-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, active);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, stop_loops);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, undo);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, undo_label);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, rules_pane);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, list);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, nothing);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, editor);
  gtk_widget_class_bind_template_child (widget_class, SockeyeRepliesWindow, add);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  install_actions (widget_class);
}

static void
sockeye_replies_window_init (SockeyeRepliesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_workspace (SockeyeRepliesWindow *self, SockeyeWorkspace *workspace)
{
  SockeyeResponder *responder = sockeye_workspace_get_responder (workspace);
  GBindingFlags flags = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;

  self->workspace = g_object_ref (workspace);
  self->rules = sockeye_responder_get_rules (responder);
  self->store = sockeye_responder_get_store (responder);
  g_object_bind_property (responder, "active", self->active, "active", flags);
  g_object_bind_property (responder, "stop-loops", self->stop_loops, "active", flags);
  g_signal_connect_swapped (responder, "counted", G_CALLBACK (refresh_counts), self);
  g_signal_connect_swapped (self->store, "notify::loaded", G_CALLBACK (on_loaded), self);
  g_signal_connect_swapped (self->store, "failed", G_CALLBACK (on_failed), self);
  sockeye_reply_editor_set_workspace (self->editor, workspace);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->rules), make_row, self, NULL);
  sockeye_reply_store_load (self->store);
  on_loaded (self);
}

/**
 * sockeye_replies_window_new:
 * @parent: (nullable): the window to stand before
 * @workspace: whose rules are shown
 *
 * Returns: (transfer none): a window, owned by GTK
 */
GtkWindow *
sockeye_replies_window_new (GtkWindow *parent, SockeyeWorkspace *workspace)
{
  SockeyeRepliesWindow *self = g_object_new (SOCKEYE_TYPE_REPLIES_WINDOW, "transient-for", parent, NULL);

  set_workspace (self, workspace);
  return GTK_WINDOW (self);
}
