/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-window.h"

#include "hold-panel.h"
#include "send-target.h"
#include "state-choices.h"
#include "state-diagram.h"
#include "state-facts.h"
#include "state-text.h"
#include "text-scale.h"

#include <glib/gi18n-lib.h>

/* Stands for the connection that is held: no peer has that id. */
#define HELD G_MAXUINT32
/* How many times the usual size text has to be until a small screen has no room for all of the diagram. */
#define LARGE_TEXT 1.1

struct _SockeyeStateWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkWidget *connection_title;
  GtkDropDown *connection;
  GtkLabel *message;
  SockeyeHoldPanel *hold_panel;
  GtkWidget *story_box;
  GtkLabel *story;
  GtkLabel *command;
  SockeyeStateDiagram *diagram;
  SockeyeStateFacts *facts;

  /* Owned */
  SockeyeWorkspace *workspace; /* NULL: disposed */
  SockeyeStateWatcher *watcher;
  GListStore *choices; /* of SockeyeSendTarget */

  SockeyeStateView held_view;
  gboolean held;       /* there is such a connection */
  gboolean shows_held; /* it is the one that is shown */
  gboolean chosen;     /* by the user: then newer connections do not take its place */
  gboolean frozen;     /* the choice changes by itself */
};

G_DEFINE_FINAL_TYPE (SockeyeStateWindow, sockeye_state_window, GTK_TYPE_WINDOW)

static gboolean
is_tcp (SockeyeStateWindow *self)
{
  SockeyeProtocol protocol = sockeye_session_get_protocol (sockeye_workspace_get_session (self->workspace));

  return protocol == SOCKEYE_PROTOCOL_TCP_CLIENT || protocol == SOCKEYE_PROTOCOL_TCP_SERVER;
}

static GPtrArray *
list_choices (SockeyeStateWindow *self)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->held)
    {
      const char *state = sockeye_tcp_state_get_name (g_bit_nth_lsf (self->held_view.own.states, -1));
      /* Translators: %s is a TCP state */
      g_autofree char *label = g_strdup_printf (_ ("Held: %s"), state);

      g_ptr_array_add (choices, sockeye_send_target_new (SOCKEYE_TARGET_PEER, HELD, label));
    }
  sockeye_state_choices_add (choices, self->workspace, self->watcher);
  return choices;
}

static const SockeyeStateView *
get_view (SockeyeStateWindow *self)
{
  return self->shows_held ? &self->held_view : sockeye_state_watcher_get_view (self->watcher);
}

static void
select_watched (SockeyeStateWindow *self)
{
  const SockeyeStateView *view = get_view (self);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->choices)); i++)
    if (sockeye_state_choice_is_shown (sockeye_send_target_peek (self->choices, i), view))
      selected = i;
  gtk_drop_down_set_selected (self->connection, selected);
}

/* How the state is held, and the command that shows it. */
static void
show_story (SockeyeStateWindow *self)
{
  g_autofree char *story = self->shows_held ? sockeye_hold_panel_make_story (self->hold_panel) : NULL;
  g_autofree char *command = self->shows_held ? sockeye_hold_panel_make_command (self->hold_panel) : NULL;

  gtk_widget_set_visible (self->story_box, story != NULL);
  if (story == NULL || g_str_equal (gtk_label_get_label (self->command), command))
    return; /* what is selected in it stays so */
  gtk_label_set_label (self->story, story);
  gtk_label_set_label (self->command, command);
}

static void
show_view (SockeyeStateWindow *self)
{
  const SockeyeStateView *view = get_view (self);
  g_autofree char *sentence = NULL;
  g_autofree char *summary = NULL;

  if (view->watched)
    sentence = sockeye_state_text_explain (view);
  else if (is_tcp (self))
    sentence = g_strdup (_ ("There is no connection. Its states are shown here as soon as there is one."));
  else
    sentence = g_strdup (_ ("Only TCP connections have these states; datagrams and Unix sockets have none."));
  summary = view->watched ? sockeye_state_text_summarize (view) : g_strdup (sentence);
  gtk_label_set_label (self->message, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->diagram), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  summary, -1);
  sockeye_state_diagram_show (self->diagram, view);
  sockeye_state_facts_show (self->facts, view);
  show_story (self);
}

/* Nobody has chosen: the newest connection, made or being made, and the next one when it has ended; the listener until it
 * accepts one. */
static void
choose_newest (SockeyeStateWindow *self, GPtrArray *choices)
{
  SockeyeSendTarget *newest = NULL;

  for (guint i = self->held ? 1 : 0; i < choices->len; i++)
    if (newest == NULL
        || sockeye_state_choice_get_time (choices->pdata[i], self->workspace, self->watcher)
               > sockeye_state_choice_get_time (newest, self->workspace, self->watcher))
      newest = choices->pdata[i];
  if (newest != NULL
      && !sockeye_state_choice_is_shown (newest, sockeye_state_watcher_get_view (self->watcher))
      && !sockeye_state_watcher_goes_on (self->watcher))
    sockeye_state_choice_watch (newest, self->watcher);
}

/* What there is to choose from may have changed. */
static void
update (SockeyeStateWindow *self)
{
  g_autoptr (GPtrArray) choices = NULL;

  if (self->workspace == NULL)
    return;
  choices = list_choices (self);
  self->frozen = TRUE;
  if (!self->chosen)
    choose_newest (self, choices);
  sockeye_send_target_list (self->choices, choices);
  select_watched (self);
  self->frozen = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->connection), choices->len > 0);
  show_view (self);
}

static void
on_selected (SockeyeStateWindow *self)
{
  SockeyeSendTarget *choice = gtk_drop_down_get_selected_item (self->connection);

  if (self->frozen || self->watcher == NULL || choice == NULL)
    return;
  self->shows_held = sockeye_send_target_get_peer (choice) == HELD;
  if (!self->shows_held)
    {
      self->chosen = TRUE;
      sockeye_state_choice_watch (choice, self->watcher);
    }
  show_view (self);
}

/* What is held is shown at once, and what was shown before when it has gone. */
static void
on_hold_changed (SockeyeStateWindow *self)
{
  gboolean had = self->held;

  self->held = sockeye_hold_panel_get_view (self->hold_panel, &self->held_view);
  self->held_view.peer = HELD;
  if (self->held != had)
    self->shows_held = self->held;
  update (self);
}

static void
on_state_clicked (SockeyeStateWindow *self, guint state)
{
  sockeye_hold_panel_hold (self->hold_panel, (SockeyeTcpState) state);
}

static void
on_copy (SockeyeStateWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (self->command));
}

/* With text of the usual size the figures of both ends break their lines before the diagram has to be scrolled. */
static void
give_room_to_diagram (SockeyeStateWindow *self)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self->diagram), GTK_TYPE_SCROLLED_WINDOW);
  int width;

  gtk_widget_measure (GTK_WIDGET (self->diagram), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  if (sockeye_text_scale_get (GTK_WIDGET (self)) < LARGE_TEXT)
    gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (scrolled), width);
}

static void
sockeye_state_window_map (GtkWidget *widget)
{
  give_room_to_diagram (SOCKEYE_STATE_WINDOW (widget));
  GTK_WIDGET_CLASS (sockeye_state_window_parent_class)->map (widget);
  sockeye_state_watcher_set_active (SOCKEYE_STATE_WINDOW (widget)->watcher, TRUE);
}

static void
sockeye_state_window_unmap (GtkWidget *widget)
{
  if (SOCKEYE_STATE_WINDOW (widget)->watcher != NULL)
    sockeye_state_watcher_set_active (SOCKEYE_STATE_WINDOW (widget)->watcher, FALSE);
  GTK_WIDGET_CLASS (sockeye_state_window_parent_class)->unmap (widget);
}

static void
sockeye_state_window_dispose (GObject *object)
{
  SockeyeStateWindow *self = SOCKEYE_STATE_WINDOW (object);

  g_clear_object (&self->watcher);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_STATE_WINDOW);
  g_clear_object (&self->choices);

  G_OBJECT_CLASS (sockeye_state_window_parent_class)->dispose (object);
}

static void
sockeye_state_window_class_init (SockeyeStateWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_state_window_dispose;
  widget_class->map = sockeye_state_window_map;
  widget_class->unmap = sockeye_state_window_unmap;

  g_type_ensure (SOCKEYE_TYPE_HOLD_PANEL);
  g_type_ensure (SOCKEYE_TYPE_STATE_DIAGRAM);
  g_type_ensure (SOCKEYE_TYPE_STATE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/state-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, connection_title);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, connection);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, hold_panel);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, story_box);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, story);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, command);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, diagram);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStateWindow, facts);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_hold_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_state_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sockeye_state_window_init (SockeyeStateWindow *self)
{
  g_autoptr (GtkExpression) label = gtk_property_expression_new (SOCKEYE_TYPE_SEND_TARGET, NULL, "label");
  g_autoptr (GtkSizeGroup) titles = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_size_group_add_widget (titles, self->connection_title);
  gtk_size_group_add_widget (titles, sockeye_hold_panel_get_title (self->hold_panel));
  self->choices = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  self->frozen = TRUE;
  gtk_drop_down_set_expression (self->connection, label);
  gtk_drop_down_set_model (self->connection, G_LIST_MODEL (self->choices));
  self->frozen = FALSE;
}

static SockeyeStateWindow *
make (GtkWindow *parent, SockeyeWorkspace *workspace)
{
  SockeyeStateWindow *self = g_object_new (SOCKEYE_TYPE_STATE_WINDOW, "transient-for", parent, NULL);
  SockeyeSession *session = sockeye_workspace_get_session (workspace);

  self->workspace = g_object_ref (workspace);
  self->watcher = sockeye_state_watcher_new (workspace);
  g_signal_connect_object (self->watcher, "sampled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "news", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::n-connections", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return self;
}

static SockeyeStateWindow *
find (GtkWindow *parent, SockeyeWorkspace *workspace)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_STATE_WINDOW (l->data) && gtk_window_get_transient_for (l->data) == parent
        && SOCKEYE_STATE_WINDOW (l->data)->workspace == workspace)
      return l->data;
  return NULL;
}

/**
 * sockeye_state_window_present:
 * @parent: the window to stand before
 * @workspace: whose connections
 * @peer: the connection to show; 0: the newest one
 *
 * Shows the states of a connection, in the window that there may be already.
 *
 * Returns: (transfer none): the window; GTK owns it
 */
GtkWindow *
sockeye_state_window_present (GtkWindow *parent, SockeyeWorkspace *workspace, guint32 peer)
{
  SockeyeStateWindow *self = find (parent, workspace);

  if (self == NULL)
    self = make (parent, workspace);
  self->chosen = peer != 0;
  if (peer != 0)
    {
      self->shows_held = FALSE;
      sockeye_state_watcher_choose (self->watcher, peer);
    }
  update (self);
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
