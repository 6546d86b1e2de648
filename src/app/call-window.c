/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-window.h"

#include "call-picture.h"
#include "call-view.h"
#include "far-end.h"
#include "notice-bar.h"
#include "peer-ends.h"
#include "send-target.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A ladder is built at most this often while calls come, and frames without news end the looking. */
#define BUILD_INTERVAL   (100 * 1000)
#define QUIET_FRAMES_MAX 30

struct _SockeyeCallWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkDropDown *connection;
  SockeyeNoticeBar *notice;
  GtkStack *pages;
  SockeyeCallView *view;
  GtkLabel *step;
  GtkWidget *show;

  /* Owned */
  SockeyeCallFeed *feed; /* NULL: disposed */
  GListStore *choices;   /* of SockeyeSendTarget */
  GSimpleActionGroup *actions;
  GCancellable *saving; /* (nullable): while a picture is written */
  GFile *saved_file;    /* (nullable): the last one */

  guint tick; /* 0: asleep until there is news */
  guint quiet_frames;
  gint64 built_at;             /* frame time */
  gboolean stale;              /* there are calls that the ladder does not have */
  guint32 wanted;              /* the connection that was chosen */
  gboolean chosen;             /* by the user: then newer connections do not take its place */
  guint32 joined;              /* the connection whose far end was searched for */
  guint32 n_peers;             /* that the choice was made of */
  gboolean paired;             /* the far end is given, and not searched for */
  gboolean frozen;             /* the choice changes by itself */
  SockeyePictureFormat format; /* that the open dialog is about */
};

G_DEFINE_FINAL_TYPE (SockeyeCallWindow, sockeye_call_window, GTK_TYPE_WINDOW)

enum
{
  SHOW_RECORD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static SockeyeCapture *
get_capture (SockeyeCallWindow *self)
{
  return sockeye_workspace_get_capture (sockeye_call_feed_get_workspace (self->feed, 0));
}

static SockeyeSendTarget *
make_choice (SockeyeCallWindow *self, guint32 id)
{
  g_autofree char *name = NULL;
  g_autofree char *closed = NULL;
  SockeyePeer peer;

  if (!sockeye_capture_get_peer (get_capture (self), id, &peer))
    return sockeye_send_target_new (SOCKEYE_TARGET_ALL, 0,
                                    sockeye_call_feed_is_whole (self->feed) ? _ ("Whole session")
                                                                            : _ ("Own socket"));
  name = sockeye_capture_name_peer (get_capture (self), &peer);
  if (peer.stream && sockeye_peer_has_ended (&peer))
    /* Translators: %s is the address of the far end of a connection that this end has closed */
    closed = g_strdup_printf (_ ("%s (closed)"), name);
  return sockeye_send_target_new (SOCKEYE_TARGET_PEER, id, closed != NULL ? closed : name);
}

static GPtrArray *
list_choices (SockeyeCallWindow *self)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) peers = sockeye_call_feed_list_peers (self->feed);

  g_ptr_array_add (choices, make_choice (self, 0));
  for (guint i = 0; i < peers->len; i++)
    g_ptr_array_add (choices, make_choice (self, g_array_index (peers, guint32, i)));
  return choices;
}

static void
update_choices (SockeyeCallWindow *self)
{
  guint32 n_peers = sockeye_capture_get_n_peers (
      get_capture (self)); /* before they are listed: others may come */
  g_autoptr (GPtrArray) choices = list_choices (self);
  guint32 chosen = sockeye_call_feed_get_chosen (self->feed);
  guint selected = GTK_INVALID_LIST_POSITION;

  self->frozen = TRUE;
  self->n_peers = n_peers;
  sockeye_send_target_list (self->choices, choices);
  for (guint i = 0; i < choices->len; i++)
    if (sockeye_send_target_get_peer (choices->pdata[i]) == chosen)
      selected = i;
  gtk_drop_down_set_selected (self->connection, selected);
  self->frozen = FALSE;
}

/* What the picture says of the selected step, in words. */
static void
show_step (SockeyeCallWindow *self)
{
  SockeyeCallLadder *ladder = sockeye_call_view_get_ladder (self->view);
  int row = sockeye_call_view_get_selected (self->view);
  g_autofree char *sentence = NULL;

  if (ladder != NULL && row >= 0)
    sentence = sockeye_call_ladder_describe (ladder, sockeye_call_ladder_get_step (ladder, (guint) row));
  gtk_widget_set_sensitive (self->show, row >= 0);
  gtk_label_set_label (self->step,
                       sentence != NULL
                           ? sentence
                           : _ ("Click a call or an arrow, or use the arrow keys, to read what it is."));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence != NULL ? sentence : "", -1);
}

static void
set_action_enabled (SockeyeCallWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_actions (SockeyeCallWindow *self)
{
  SockeyeCallLadder *ladder = sockeye_call_view_get_ladder (self->view);

  set_action_enabled (self, "save",
                      self->saving == NULL && ladder != NULL && sockeye_call_ladder_get_n_steps (ladder) > 0);
}

static void on_news (SockeyeCallWindow *self);

static void
follow (SockeyeCallWindow *self, SockeyeWorkspace *workspace)
{
  g_signal_connect_object (workspace, "news", G_CALLBACK (on_news), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sockeye_workspace_get_session (workspace), "notify::state", G_CALLBACK (on_news),
                           self, G_CONNECT_SWAPPED);
}

static void
unfollow (SockeyeCallWindow *self, SockeyeWorkspace *workspace)
{
  g_signal_handlers_disconnect_by_func (workspace, on_news, self);
  g_signal_handlers_disconnect_by_func (sockeye_workspace_get_session (workspace), on_news, self);
}

static void
join (SockeyeCallWindow *self, SockeyeWorkspace *twin)
{
  SockeyeWorkspace *old = sockeye_call_feed_get_workspace (self->feed, 1);

  if (twin == old && sockeye_call_feed_is_joined (self->feed) == (twin != NULL))
    return;
  if (old != NULL)
    unfollow (self, old);
  sockeye_call_feed_join (self->feed, twin);
  if (twin != NULL)
    follow (self, twin);
  sockeye_call_feed_read (self->feed);
  self->stale = TRUE;
}

/* What is shown, or would be if its far end were known. */
static guint32
get_wanted (SockeyeCallWindow *self)
{
  guint32 peer = sockeye_call_feed_get_chosen (self->feed);
  g_autoptr (GArray) peers = NULL;

  if (self->chosen)
    return peer;
  peers = sockeye_call_feed_list_peers (self->feed);
  return peers->len > 0 ? g_array_index (peers, guint32, 0) : 0;
}

/* The far end may be a session of this program, though not the other one of a pair; it may learn of the connection later. */
static void
search_far_end (SockeyeCallWindow *self)
{
  guint32 wanted = get_wanted (self);
  g_autoptr (SockeyeWorkspace) twin = NULL;
  guint32 far_peer;
  SockeyePeer peer;

  if (self->paired || (wanted == self->joined && sockeye_call_feed_is_joined (self->feed)))
    return;
  if (wanted != 0 && sockeye_capture_get_peer (get_capture (self), wanted, &peer) && peer.stream)
    twin = sockeye_far_end_find_workspace (get_capture (self), wanted, &far_peer);
  self->joined = wanted;
  join (self, twin);
}

static void
build (SockeyeCallWindow *self)
{
  SockeyeCallLadder *ladder;

  search_far_end (self);

  /* The session has become another one, which does not have it. */
  if (self->wanted != sockeye_call_feed_get_chosen (self->feed))
    self->chosen = FALSE;
  if (!self->chosen
      && sockeye_call_feed_get_default (self->feed) != sockeye_call_feed_get_chosen (self->feed))
    {
      sockeye_call_feed_choose (self->feed, sockeye_call_feed_get_default (self->feed));
      sockeye_call_feed_read (self->feed);
    }
  ladder = sockeye_call_feed_build (self->feed);
  self->stale = FALSE;
  gtk_stack_set_visible_child_name (self->pages,
                                    sockeye_call_ladder_get_n_steps (ladder) > 0 ? "ladder" : "nothing");
  sockeye_call_view_set_ladder (self->view, ladder);
  update_choices (self);
  update_actions (self);
}

static void
read_news (SockeyeCallWindow *self)
{
  /* A new connection may be none of the calls that are shown, and the one to show from now on. */
  if (sockeye_call_feed_read (self->feed)
      || self->n_peers != sockeye_capture_get_n_peers (get_capture (self)))
    {
      self->stale = TRUE;
      self->quiet_frames = 0;
    }
  else if (!sockeye_call_feed_is_behind (self->feed))
    self->quiet_frames++;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data G_GNUC_UNUSED)
{
  SockeyeCallWindow *self = SOCKEYE_CALL_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  read_news (self);
  if (self->stale && now - self->built_at >= BUILD_INTERVAL)
    {
      self->built_at = now;
      build (self);
    }
  if (self->stale || self->quiet_frames < QUIET_FRAMES_MAX)
    return G_SOURCE_CONTINUE;

  /* Whatever came before the watch is seen by this last look, whatever comes after it wakes the window. */
  sockeye_call_feed_watch (self->feed);
  read_news (self);
  search_far_end (self);
  update_choices (self);
  if (self->stale || sockeye_call_feed_is_behind (self->feed))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
on_news (SockeyeCallWindow *self)
{
  self->quiet_frames = 0;
  if (self->tick == 0 && self->feed != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
on_chosen (SockeyeCallWindow *self)
{
  SockeyeSendTarget *choice = gtk_drop_down_get_selected_item (self->connection);

  if (!self->frozen && self->feed != NULL && choice != NULL)
    sockeye_call_window_choose (self, sockeye_send_target_get_peer (choice));
}

static void
on_selected (SockeyeCallWindow *self)
{
  show_step (self);
}

static void
on_activated (SockeyeCallWindow *self)
{
  SockeyeCallLadder *ladder = sockeye_call_view_get_ladder (self->view);
  int row = sockeye_call_view_get_selected (self->view);
  const SockeyeCallStep *step;
  gboolean shown = FALSE;

  if (self->feed == NULL || ladder == NULL || row < 0)
    return;
  step = sockeye_call_ladder_get_step (ladder, (guint) row);
  g_signal_emit (self, signals[SHOW_RECORD], 0, sockeye_call_feed_get_workspace (self->feed, step->tape),
                 step->record, &shown);
  if (shown)
    sockeye_notice_bar_dismiss (self->notice);
  else
    sockeye_notice_bar_show_message (self->notice,
                                     _ ("The log does not show this record: it was cleared, or the "
                                        "filter of the log leaves it out."));
}

static void
on_saved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeCallWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;
  guint n_left_out = 0;
  gboolean done = sockeye_call_picture_save_finish (result, &n_left_out, &error);

  /* It may have been closed meanwhile. */
  if (self->feed == NULL)
    return;
  g_clear_object (&self->saving);
  update_actions (self);
  name = g_file_get_parse_name (self->saved_file);
  if (!done)
    sockeye_notice_bar_show_error (self->notice, error->message);
  else if (n_left_out > 0)
    /* Translators: %s is the name of a file */
    message = g_strdup_printf (
        _ ("Saved to %s without the oldest steps: a PNG has no room for more. Save it as SVG to "
           "have all of them."),
        name);
  else
    /* Translators: %s is the name of a file */
    message = g_strdup_printf (_ ("Saved the diagram to %s"), name);
  if (message != NULL)
    sockeye_notice_bar_show_message (self->notice, message);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      sockeye_call_window_save_to (data, file);
    }
  g_object_unref (dialog);
}

static void
on_save (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter, gpointer data)
{
  SockeyeCallWindow *self = data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("sockeye-calls-%s.%s", time,
                                           g_variant_get_string (parameter, NULL));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save diagram"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  self->format = strcmp (g_variant_get_string (parameter, NULL), "png") == 0 ? SOCKEYE_PICTURE_PNG
                                                                             : SOCKEYE_PICTURE_SVG;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
sockeye_call_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sockeye_call_window_parent_class)->map (widget);
  on_news (SOCKEYE_CALL_WINDOW (widget));
}

static void
sockeye_call_window_unmap (GtkWidget *widget)
{
  SockeyeCallWindow *self = SOCKEYE_CALL_WINDOW (widget);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (widget, self->tick);
  self->tick = 0;
  GTK_WIDGET_CLASS (sockeye_call_window_parent_class)->unmap (widget);
}

static void
sockeye_call_window_dispose (GObject *object)
{
  SockeyeCallWindow *self = SOCKEYE_CALL_WINDOW (object);

  g_cancellable_cancel (self->saving);
  g_clear_object (&self->saving);
  g_clear_object (&self->saved_file);
  g_clear_pointer (&self->feed, sockeye_call_feed_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_CALL_WINDOW);
  g_clear_object (&self->choices);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (sockeye_call_window_parent_class)->dispose (object);
}

static void
sockeye_call_window_class_init (SockeyeCallWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_call_window_dispose;
  widget_class->map = sockeye_call_window_map;
  widget_class->unmap = sockeye_call_window_unmap;

  signals[SHOW_RECORD] = g_signal_new ("show-record", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2,
                                       SOCKEYE_TYPE_WORKSPACE, G_TYPE_UINT64);
  g_type_ensure (SOCKEYE_TYPE_CALL_VIEW);
  g_type_ensure (SOCKEYE_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/call-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeCallWindow, connection);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCallWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCallWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCallWindow, view);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCallWindow, step);
  gtk_widget_class_bind_template_child (widget_class, SockeyeCallWindow, show);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sockeye_call_window_init (SockeyeCallWindow *self)
{
  static const GActionEntry entries[] = { { "save", on_save, "s", NULL, NULL, { 0 } } };
  g_autoptr (GtkExpression) label = gtk_property_expression_new (SOCKEYE_TYPE_SEND_TARGET, NULL, "label");

  gtk_widget_init_template (GTK_WIDGET (self));
  self->choices = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  self->frozen = TRUE;
  gtk_drop_down_set_expression (self->connection, label);
  gtk_drop_down_set_model (self->connection, G_LIST_MODEL (self->choices));
  self->frozen = FALSE;
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "calls", G_ACTION_GROUP (self->actions));
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->view));
}

/**
 * sockeye_call_window_new:
 * @parent: the window to stand before
 * @workspace: whose calls
 * @twin: (nullable): the other one of its pair
 * @document: @workspace holds a saved capture
 *
 * Returns: (transfer none): a window; GTK owns it
 */
GtkWidget *
sockeye_call_window_new (GtkWindow *parent,
                         SockeyeWorkspace *workspace,
                         SockeyeWorkspace *twin,
                         gboolean document)
{
  SockeyeCallWindow *self = g_object_new (SOCKEYE_TYPE_CALL_WINDOW, "transient-for", parent, NULL);

  self->feed = sockeye_call_feed_new (workspace, twin, document);
  self->paired = twin != NULL || document;
  follow (self, workspace);
  if (twin != NULL)
    follow (self, twin);
  sockeye_call_feed_read (self->feed);
  build (self);
  show_step (self);
  return GTK_WIDGET (self);
}

/**
 * sockeye_call_window_is_of:
 * @self: a window
 * @workspace: a session
 * @twin: (nullable): the other one of its pair
 *
 * Returns: whether it is about these
 */
gboolean
sockeye_call_window_is_of (SockeyeCallWindow *self, SockeyeWorkspace *workspace, SockeyeWorkspace *twin)
{
  return self->feed != NULL && sockeye_call_feed_get_workspace (self->feed, 0) == workspace
         && (self->paired ? sockeye_call_feed_get_workspace (self->feed, 1) : NULL) == twin;
}

/**
 * sockeye_call_window_get_workspace:
 * @self: a window
 * @tape: 0: whose calls; 1: the other one of its pair
 *
 * Returns: (transfer none) (nullable): a session; %NULL: there is none, or the window is gone
 */
SockeyeWorkspace *
sockeye_call_window_get_workspace (SockeyeCallWindow *self, guint tape)
{
  return self->feed != NULL ? sockeye_call_feed_get_workspace (self->feed, tape) : NULL;
}

/**
 * sockeye_call_window_choose:
 * @self: a window
 * @peer: the connection to show; 0: none in particular
 *
 * As if the user chose it.
 */
void
sockeye_call_window_choose (SockeyeCallWindow *self, guint32 peer)
{
  self->chosen = peer != 0 || !self->paired || !sockeye_call_feed_is_whole (self->feed);
  sockeye_call_feed_choose (self->feed, peer);
  self->wanted = sockeye_call_feed_get_chosen (self->feed);
  sockeye_call_feed_read (self->feed);
  build (self);
  show_step (self);
  on_news (self);
}

/**
 * sockeye_call_window_light:
 * @self: a window
 * @workspace: one of its sessions
 * @number: a record that is selected in the log there
 *
 * Selects the step that the record tells of, unless one that follows from it is selected already.
 */
void
sockeye_call_window_light (SockeyeCallWindow *self, SockeyeWorkspace *workspace, guint64 number)
{
  SockeyeCallLadder *ladder = sockeye_call_view_get_ladder (self->view);
  int selected = sockeye_call_view_get_selected (self->view);
  guint tape;
  guint row;

  if (self->feed == NULL || ladder == NULL)
    return;
  tape = workspace == sockeye_call_feed_get_workspace (self->feed, 0) ? 0 : 1;
  if (selected >= 0)
    {
      const SockeyeCallStep *step = sockeye_call_ladder_get_step (ladder, (guint) selected);

      if (step->tape == tape && step->record == number)
        return;
    }
  if (sockeye_call_ladder_find (ladder, tape, number, &row))
    sockeye_call_view_select (self->view, (int) row);
}

/**
 * sockeye_call_window_save_to:
 * @self: a window
 * @file: where to; what its name ends in says whether it is SVG or PNG, otherwise what was asked for
 *
 * Saves the picture, and says how it went.
 */
void
sockeye_call_window_save_to (SockeyeCallWindow *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  SockeyePictureFormat format = self->format;

  if (self->feed == NULL || self->saving != NULL || sockeye_call_view_get_ladder (self->view) == NULL)
    return;
  if (g_str_has_suffix (name, ".png"))
    format = SOCKEYE_PICTURE_PNG;
  else if (g_str_has_suffix (name, ".svg"))
    format = SOCKEYE_PICTURE_SVG;
  self->saving = g_cancellable_new ();
  g_set_object (&self->saved_file, file);
  update_actions (self);
  sockeye_call_picture_save_async (sockeye_call_view_get_ladder (self->view), format, file, self->saving,
                                   on_saved, g_object_ref (self));
}
