/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-window.h"

#include "hold-panel.h"
#include "send-target.h"
#include "state-diagram.h"
#include "state-facts.h"
#include "state-text.h"

#include <glib/gi18n-lib.h>

/* Connections to choose from, the newest ones, among as many that are looked at. */
#define CHOICES_MAX 50
#define LOOKED_AT   2000
/* So long after its end a connection may be in TIME-WAIT, with some time to look at what came. */
#define KEPT_US (120 * G_USEC_PER_SEC)
/* No system goes on for longer to send SYNs: what tells of no end then has lost it. */
#define ATTEMPT_MAX_US (600 * G_USEC_PER_SEC)
/* Stands for the connection that is held: no peer has that id. */
#define HELD G_MAXUINT32

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

static SockeyeCapture *
get_capture (SockeyeStateWindow *self)
{
  return sockeye_workspace_get_capture (self->workspace);
}

static gboolean
is_tcp (SockeyeStateWindow *self)
{
  SockeyeProtocol protocol = sockeye_session_get_protocol (sockeye_workspace_get_session (self->workspace));

  return protocol == SOCKEYE_PROTOCOL_TCP_CLIENT || protocol == SOCKEYE_PROTOCOL_TCP_SERVER;
}

static gboolean
is_listening (SockeyeStateWindow *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);

  return sockeye_session_get_protocol (session) == SOCKEYE_PROTOCOL_TCP_SERVER
         && sockeye_session_get_state (session) == SOCKEYE_SESSION_OPEN;
}

/* The one that is watched stays, however old it is. */
static gboolean
is_offered (SockeyeStateWindow *self, const SockeyePeer *peer)
{
  const SockeyeStateView *view = sockeye_state_watcher_get_view (self->watcher);

  if (!peer->stream || sockeye_endpoint_get_family (&peer->remote) == AF_UNIX)
    return FALSE;
  return peer->open || g_get_real_time () - peer->closed < KEPT_US
         || (view->watched && view->peer == peer->id);
}

static SockeyeSendTarget *
make_choice (const SockeyePeer *peer)
{
  g_autofree char *remote = sockeye_endpoint_to_string (&peer->remote);
  g_autofree char *closed = NULL;

  if (!peer->open)
    /* Translators: %s is the address of the far end of a connection that this end has closed */
    closed = g_strdup_printf (_ ("%s (closed)"), remote);
  return sockeye_send_target_new (SOCKEYE_TARGET_PEER, peer->id, closed != NULL ? closed : remote);
}

/* Those that go on, the one that is watched, and of the others the newest. */
static gboolean
is_attempt_offered (SockeyeStateWindow *self, const SockeyeAttempt *attempt, gboolean newest)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  const SockeyeStateView *view = sockeye_state_watcher_get_view (self->watcher);
  gint64 now = g_get_real_time ();

  if (attempt->peer != 0)
    return FALSE;
  if (view->watched && view->attempt == attempt->number)
    return TRUE;
  if (attempt->ended != 0)
    return newest && now - attempt->ended < KEPT_US;
  return sockeye_session_get_state (session) != SOCKEYE_SESSION_CLOSED
         && now - attempt->began < ATTEMPT_MAX_US;
}

/* An address that nobody is connected to: the number stands where the connection's id would. */
static SockeyeSendTarget *
make_attempt_choice (const SockeyeAttempt *attempt)
{
  g_autofree char *remote = sockeye_endpoint_to_string (&attempt->remote);
  g_autofree char *label = NULL;

  label = attempt->ended == 0
              /* Translators: %s is the address of a far end that is being connected to */
              ? g_strdup_printf (_ ("%s (connecting)"), remote)
              /* Translators: %s is the address of a far end that could not be connected to */
              : g_strdup_printf (_ ("%s (not connected)"), remote);
  return sockeye_send_target_new (SOCKEYE_TARGET_ADDRESS, attempt->number, label);
}

static void
add_attempts (SockeyeStateWindow *self, GPtrArray *choices)
{
  const SockeyeAttemptList *attempts = sockeye_state_watcher_get_attempts (self->watcher);
  guint n = sockeye_attempt_list_get_n (attempts);

  for (guint i = n; i-- > 0 && choices->len < CHOICES_MAX;)
    {
      const SockeyeAttempt *attempt = sockeye_attempt_list_get (attempts, i);

      if (is_attempt_offered (self, attempt, i == n - 1))
        g_ptr_array_add (choices, make_attempt_choice (attempt));
    }
}

static guint16
get_local_port (SockeyeStateWindow *self, SockeyeSendTarget *choice)
{
  const SockeyeAttempt *attempt;
  SockeyePeer peer;

  if (sockeye_send_target_get_kind (choice) == SOCKEYE_TARGET_ADDRESS)
    {
      attempt = sockeye_attempt_list_find (sockeye_state_watcher_get_attempts (self->watcher),
                                           sockeye_send_target_get_peer (choice));
      return attempt != NULL ? sockeye_endpoint_get_port (&attempt->local) : 0;
    }
  return sockeye_capture_get_peer (get_capture (self), sockeye_send_target_get_peer (choice), &peer)
             ? sockeye_endpoint_get_port (&peer.local)
             : 0;
}

/* Several connections to the same far end differ in nothing else. */
static void
tell_apart (SockeyeStateWindow *self, GPtrArray *choices)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < choices->len; i++)
    {
      const char *label = sockeye_send_target_get_label (choices->pdata[i]);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, label));

      g_hash_table_insert (counts, g_strdup (label), GUINT_TO_POINTER (n + 1));
    }
  for (guint i = 0; i < choices->len; i++)
    {
      const char *label = sockeye_send_target_get_label (choices->pdata[i]);
      /* Translators: the address of a far end, and the port of this end */
      g_autofree char *longer = g_strdup_printf (_ ("%s from port %u"), label,
                                                 get_local_port (self, choices->pdata[i]));

      if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, label)) > 1)
        sockeye_send_target_set_label (choices->pdata[i], longer);
    }
}

static GPtrArray *
list_choices (SockeyeStateWindow *self)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_object_unref);
  guint32 newest = sockeye_capture_get_n_peers (get_capture (self));
  guint32 oldest = newest > LOOKED_AT ? newest - LOOKED_AT : 0;

  if (self->held)
    {
      const char *state = sockeye_tcp_state_get_name (g_bit_nth_lsf (self->held_view.own.states, -1));
      /* Translators: %s is a TCP state */
      g_autofree char *label = g_strdup_printf (_ ("Held: %s"), state);

      g_ptr_array_add (choices, sockeye_send_target_new (SOCKEYE_TARGET_PEER, HELD, label));
    }
  if (is_listening (self))
    g_ptr_array_add (choices, sockeye_send_target_new (SOCKEYE_TARGET_ALL, 0, _ ("Listener")));
  add_attempts (self, choices);
  for (guint32 id = newest; id > oldest && choices->len < CHOICES_MAX; id--)
    {
      SockeyePeer peer;

      if (sockeye_capture_get_peer (get_capture (self), id, &peer) && is_offered (self, &peer))
        g_ptr_array_add (choices, make_choice (&peer));
    }
  tell_apart (self, choices);
  return choices;
}

static const SockeyeStateView *
get_view (SockeyeStateWindow *self)
{
  return self->shows_held ? &self->held_view : sockeye_state_watcher_get_view (self->watcher);
}

static gboolean
is_shown (const SockeyeStateView *view, SockeyeSendTarget *choice)
{
  gboolean attempt = sockeye_send_target_get_kind (choice) == SOCKEYE_TARGET_ADDRESS;

  if (!view->watched || attempt != (view->attempt != 0))
    return FALSE;
  return sockeye_send_target_get_peer (choice) == (attempt ? view->attempt : view->peer);
}

static void
select_watched (SockeyeStateWindow *self)
{
  const SockeyeStateView *view = get_view (self);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->choices)); i++)
    if (is_shown (view, sockeye_send_target_peek (self->choices, i)))
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

static void
watch (SockeyeStateWindow *self, SockeyeSendTarget *choice)
{
  if (sockeye_send_target_get_kind (choice) == SOCKEYE_TARGET_ADDRESS)
    sockeye_state_watcher_choose_attempt (self->watcher, sockeye_send_target_get_peer (choice));
  else
    sockeye_state_watcher_choose (self->watcher, sockeye_send_target_get_peer (choice));
}

/* Whether what is watched goes on. */
static gboolean
is_alive (SockeyeStateWindow *self, const SockeyeStateView *view)
{
  SockeyePeer peer;

  if (view->attempt != 0)
    return view->end.type == SOCKEYE_EVENT_NONE;
  return view->peer != 0 && sockeye_capture_get_peer (get_capture (self), view->peer, &peer) && peer.open;
}

/* When it came, microseconds since the Epoch; 0: it is no connection, nor is it to be one */
static gint64
get_beginning (SockeyeStateWindow *self, SockeyeSendTarget *choice)
{
  const SockeyeAttempt *attempt;
  SockeyePeer peer;

  if (sockeye_send_target_get_kind (choice) == SOCKEYE_TARGET_ADDRESS)
    {
      attempt = sockeye_attempt_list_find (sockeye_state_watcher_get_attempts (self->watcher),
                                           sockeye_send_target_get_peer (choice));
      return attempt != NULL ? attempt->began : 0;
    }
  return sockeye_capture_get_peer (get_capture (self), sockeye_send_target_get_peer (choice), &peer)
             ? peer.opened
             : 0;
}

/* Nobody has chosen: the newest connection, made or being made, and the next one when it has ended; without any the
 * listener. */
static void
choose_newest (SockeyeStateWindow *self, GPtrArray *choices)
{
  const SockeyeStateView *view = sockeye_state_watcher_get_view (self->watcher);
  SockeyeSendTarget *newest = NULL;

  for (guint i = self->held ? 1 : 0; i < choices->len; i++)
    if (newest == NULL || get_beginning (self, choices->pdata[i]) > get_beginning (self, newest))
      newest = choices->pdata[i];
  if (newest == NULL || is_shown (view, newest) || (view->watched && is_alive (self, view)))
    return;
  watch (self, newest);
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
      watch (self, choice);
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

static void
sockeye_state_window_map (GtkWidget *widget)
{
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
