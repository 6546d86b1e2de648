/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-window.h"

#include "far-end.h"
#include "peer-ends.h"
#include "send-target.h"
#include "stream-band.h"
#include "stream-findings.h"
#include "stream-text.h"
#include "wrap-layout.h"

#include <glib/gi18n-lib.h>

/* Connections to choose from, the newest ones, among as many that are looked at. */
#define CHOICES_MAX 50
#define LOOKED_AT   2000
/* So often it is looked what is new, while the window is open, and every so many times for the far end's session. */
#define INTERVAL_MS  100
#define SEARCH_EVERY 10

enum
{
  FROM_FAR_END,
  TO_FAR_END,
};

struct _SockeyeStreamWindow
{
  GtkWindow parent_instance;

  /* Template widgets */
  GtkDropDown *connection;
  GtkDropDown *direction;
  GtkCheckButton *hex;
  GtkLabel *message;
  SockeyeStreamBand *band;
  GtkLabel *summary;
  GtkListView *list;
  GtkLabel *place;

  /* Owned */
  SockeyeWorkspace *workspace; /* NULL: disposed */
  SockeyeStreamLens *lens;
  SockeyeStreamFindings *findings;
  GListStore *choices; /* of SockeyeSendTarget */

  guint source;    /* 0: not mapped */
  guint n_turns;   /* since the far end was searched for */
  guint32 peer;    /* that is shown; 0: none */
  guint32 n_peers; /* when the connections were listed */
  guint32 n_open;  /* the same */
  gboolean joined; /* the far end's session is known */
  gboolean chosen; /* the connection, by the user: newer ones do not take its place */
  gboolean turned; /* the direction, by the user */
  gboolean frozen; /* a choice changes by itself */
};

G_DEFINE_FINAL_TYPE (SockeyeStreamWindow, sockeye_stream_window, GTK_TYPE_WINDOW)

static SockeyeCapture *
get_capture (SockeyeStreamWindow *self)
{
  return sockeye_workspace_get_capture (self->workspace);
}

static SockeyeSendTarget *
make_choice (SockeyeStreamWindow *self, const SockeyePeer *peer)
{
  g_autofree char *name = sockeye_capture_name_peer (get_capture (self), peer);
  g_autofree char *closed = NULL;

  if (sockeye_peer_has_ended (peer))
    /* Translators: %s is the address of the far end of a connection that this end has closed */
    closed = g_strdup_printf (_ ("%s (closed)"), name);
  return sockeye_send_target_new (SOCKEYE_TARGET_PEER, peer->id, closed != NULL ? closed : name);
}

/* The one that is shown stays, however old it is. */
static GPtrArray *
list_choices (SockeyeStreamWindow *self)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_object_unref);
  guint32 newest = sockeye_capture_get_n_peers (get_capture (self));
  guint32 oldest = newest > LOOKED_AT ? newest - LOOKED_AT : 0;
  gboolean listed = self->peer == 0;
  SockeyePeer peer;

  for (guint32 id = newest; id > oldest && choices->len < CHOICES_MAX; id--)
    if (sockeye_capture_get_peer (get_capture (self), id, &peer) && peer.stream)
      {
        g_ptr_array_add (choices, make_choice (self, &peer));
        listed = listed || id == self->peer;
      }
  if (!listed && sockeye_capture_get_peer (get_capture (self), self->peer, &peer))
    g_ptr_array_add (choices, make_choice (self, &peer));
  return choices;
}

static void
select_shown (SockeyeStreamWindow *self)
{
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->choices)); i++)
    if (sockeye_send_target_get_peer (sockeye_send_target_peek (self->choices, i)) == self->peer)
      selected = i;
  gtk_drop_down_set_selected (self->connection, selected);
}

static void
show_place (SockeyeStreamWindow *self)
{
  g_autofree char *place = NULL;

  if (self->workspace == NULL)
    return;
  if (sockeye_stream_lens_get_end (self->lens) > 0)
    place = sockeye_stream_text_describe_byte (self->lens, sockeye_stream_band_get_cursor (self->band));
  gtk_label_set_label (self->place, place != NULL ? place : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->band), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  place != NULL ? place : "", -1);
}

static void
show_lens (SockeyeStreamWindow *self)
{
  g_autofree char *message = NULL;
  g_autofree char *summary = NULL;

  if (self->peer == 0)
    message = g_strdup (
        _ ("There is no connection. Its bytes are shown here as soon as there is one; datagrams "
           "are never glued or cut."));
  else
    message = sockeye_stream_text_explain (self->lens);
  summary = self->peer != 0 ? sockeye_stream_text_summarize (self->lens) : g_strdup ("");
  gtk_label_set_label (self->message, message);
  gtk_label_set_label (self->summary, summary);
  sockeye_stream_findings_take (self->findings, self->lens);
  sockeye_stream_band_refresh (self->band);
  show_place (self);
}

/* Both ends' sides, as far as they are known. */
static void
set_sides (SockeyeStreamWindow *self)
{
  gboolean to_far_end = gtk_drop_down_get_selected (self->direction) == TO_FAR_END;
  SockeyeStreamSide *own = NULL;
  SockeyeStreamSide *far = NULL;
  g_autoptr (SockeyeCapture) capture = NULL;
  guint32 far_peer;

  if (self->peer != 0)
    own = sockeye_stream_side_new (get_capture (self), self->peer,
                                   to_far_end ? SOCKEYE_RECORD_SENT : SOCKEYE_RECORD_RECEIVED);
  capture = self->peer != 0 ? sockeye_far_end_find (get_capture (self), self->peer, &far_peer) : NULL;
  self->joined = capture != NULL;
  if (capture != NULL)
    far = sockeye_stream_side_new (capture, far_peer,
                                   to_far_end ? SOCKEYE_RECORD_RECEIVED : SOCKEYE_RECORD_SENT);
  sockeye_stream_lens_set_sides (self->lens, to_far_end ? own : far, to_far_end ? far : own);
  sockeye_stream_lens_update (self->lens);
  self->n_turns = 0;
}

static void
show_stream (SockeyeStreamWindow *self)
{
  sockeye_stream_band_set_lens (self->band, NULL);
  set_sides (self);
  sockeye_stream_band_set_lens (self->band, self->lens);
  show_lens (self);
}

/* Where nothing was received yet, but something was sent, that is what is there to be seen. */
static void
choose_direction (SockeyeStreamWindow *self)
{
  SockeyePeer peer;

  if (self->turned || !sockeye_capture_get_peer (get_capture (self), self->peer, &peer))
    return;
  gtk_drop_down_set_selected (self->direction, peer.traffic.received_bytes == 0 && peer.traffic.sent_bytes > 0
                                                   ? TO_FAR_END
                                                   : FROM_FAR_END);
}

/* Nobody has chosen: the newest connection, and the next one when it has ended. */
static gboolean
choose_newest (SockeyeStreamWindow *self, GPtrArray *choices)
{
  SockeyePeer peer;
  guint32 newest = choices->len > 0 ? sockeye_send_target_get_peer (choices->pdata[0]) : 0;

  if (self->chosen || newest == 0 || newest == self->peer)
    return FALSE;
  if (self->peer != 0 && sockeye_capture_get_peer (get_capture (self), self->peer, &peer) && peer.open)
    return FALSE;
  self->peer = newest;
  return TRUE;
}

/* Connections come and end seldom, and there may be many. */
static gboolean
have_connections_changed (SockeyeStreamWindow *self)
{
  guint32 n_peers = sockeye_capture_get_n_peers (get_capture (self));
  guint32 n_open = sockeye_capture_get_n_open_connections (get_capture (self));
  gboolean changed = n_peers != self->n_peers || n_open != self->n_open;

  self->n_peers = n_peers;
  self->n_open = n_open;
  return changed;
}

static void
update_choices (SockeyeStreamWindow *self)
{
  g_autoptr (GPtrArray) choices = list_choices (self);
  gboolean other = choose_newest (self, choices);

  self->frozen = TRUE;
  sockeye_send_target_list (self->choices, choices);
  select_shown (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->connection), choices->len > 0);
  if (other)
    choose_direction (self);
  self->frozen = FALSE;
  if (other)
    show_stream (self);
}

/* The session of the far end may learn of the connection later than this one. */
static void
search_again (SockeyeStreamWindow *self)
{
  g_autoptr (SockeyeCapture) capture = NULL;
  guint32 far_peer;

  if (self->peer == 0 || self->joined || ++self->n_turns < SEARCH_EVERY)
    return;
  self->n_turns = 0;
  capture = sockeye_far_end_find (get_capture (self), self->peer, &far_peer);
  if (capture == NULL)
    return;
  set_sides (self);
  show_lens (self);
}

static void
update (SockeyeStreamWindow *self)
{
  if (have_connections_changed (self))
    update_choices (self);
  sockeye_stream_band_set_charset (self->band, sockeye_workspace_get_charset (self->workspace));
  sockeye_stream_lens_set_framing (
      self->lens, sockeye_log_model_get_framing (sockeye_workspace_get_log (self->workspace)));
  search_again (self);
  if (sockeye_stream_lens_update (self->lens))
    show_lens (self);
  else if (sockeye_stream_band_is_waiting (self->band))
    gtk_widget_queue_draw (GTK_WIDGET (self->band));
}

static gboolean
on_time (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

static void
on_connection_selected (SockeyeStreamWindow *self)
{
  SockeyeSendTarget *choice = gtk_drop_down_get_selected_item (self->connection);

  if (self->frozen || self->workspace == NULL || choice == NULL)
    return;
  self->chosen = TRUE;
  self->peer = sockeye_send_target_get_peer (choice);
  self->frozen = TRUE;
  choose_direction (self);
  self->frozen = FALSE;
  show_stream (self);
}

static void
on_direction_selected (SockeyeStreamWindow *self)
{
  if (self->frozen || self->workspace == NULL)
    return;
  self->turned = TRUE;
  show_stream (self);
}

static void
on_finding_activated (SockeyeStreamWindow *self, guint position)
{
  guint64 start;

  if (sockeye_stream_findings_get_place (self->findings, position, &start))
    sockeye_stream_band_show (self->band, start);
}

static void
on_setup (GtkSignalListItemFactory *factory G_GNUC_UNUSED, GtkListItem *item, gpointer data G_GNUC_UNUSED)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 30);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_set_margin_start (label, 10);
  gtk_widget_set_margin_end (label, 10);
  gtk_widget_set_margin_top (label, 4);
  gtk_widget_set_margin_bottom (label, 4);
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory G_GNUC_UNUSED, GtkListItem *item, gpointer data G_GNUC_UNUSED)
{
  GtkStringObject *sentence = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (sentence));
}

static void
sockeye_stream_window_map (GtkWidget *widget)
{
  SockeyeStreamWindow *self = SOCKEYE_STREAM_WINDOW (widget);

  GTK_WIDGET_CLASS (sockeye_stream_window_parent_class)->map (widget);
  if (self->source == 0)
    self->source = g_timeout_add (INTERVAL_MS, on_time, self);
}

static void
stop (SockeyeStreamWindow *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}

static void
sockeye_stream_window_unmap (GtkWidget *widget)
{
  stop (SOCKEYE_STREAM_WINDOW (widget));
  GTK_WIDGET_CLASS (sockeye_stream_window_parent_class)->unmap (widget);
}

static void
sockeye_stream_window_dispose (GObject *object)
{
  SockeyeStreamWindow *self = SOCKEYE_STREAM_WINDOW (object);

  stop (self);
  if (self->band != NULL)
    sockeye_stream_band_set_lens (self->band, NULL);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), SOCKEYE_TYPE_STREAM_WINDOW);
  g_clear_pointer (&self->lens, sockeye_stream_lens_free);
  g_clear_object (&self->findings);
  g_clear_object (&self->choices);

  G_OBJECT_CLASS (sockeye_stream_window_parent_class)->dispose (object);
}

static void
sockeye_stream_window_class_init (SockeyeStreamWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sockeye_stream_window_dispose;
  widget_class->map = sockeye_stream_window_map;
  widget_class->unmap = sockeye_stream_window_unmap;

  g_type_ensure (SOCKEYE_TYPE_STREAM_BAND);
  g_type_ensure (SOCKEYE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/sockeye/Sockeye/stream-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SockeyeStreamWindow, connection);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStreamWindow, direction);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStreamWindow, hex);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStreamWindow, message);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStreamWindow, band);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStreamWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStreamWindow, list);
  gtk_widget_class_bind_template_child (widget_class, SockeyeStreamWindow, place);
  gtk_widget_class_bind_template_callback (widget_class, on_connection_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_direction_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_finding_activated);
  gtk_widget_class_bind_template_callback (widget_class, show_place);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
set_up_list (SockeyeStreamWindow *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSingleSelection)
      selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->findings)));

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

static void
sockeye_stream_window_init (SockeyeStreamWindow *self)
{
  g_autoptr (GtkExpression) label = gtk_property_expression_new (SOCKEYE_TYPE_SEND_TARGET, NULL, "label");

  self->lens = sockeye_stream_lens_new ();
  self->findings = sockeye_stream_findings_new ();
  self->choices = g_list_store_new (SOCKEYE_TYPE_SEND_TARGET);
  self->frozen = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_expression (self->connection, label);
  gtk_drop_down_set_model (self->connection, G_LIST_MODEL (self->choices));
  set_up_list (self);
  g_object_bind_property (self->hex, "active", self->band, "hex", G_BINDING_SYNC_CREATE);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->band));
  self->frozen = FALSE;
}

static SockeyeStreamWindow *
find (GtkWindow *parent, SockeyeWorkspace *workspace)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_STREAM_WINDOW (l->data) && gtk_window_get_transient_for (l->data) == parent
        && SOCKEYE_STREAM_WINDOW (l->data)->workspace == workspace)
      return l->data;
  return NULL;
}

/**
 * sockeye_stream_window_present:
 * @parent: the window to stand before
 * @workspace: whose connections
 * @is_new: (out): there was no such window before
 *
 * Shows the byte stream of the newest connection, in the window that there may be already.
 *
 * Returns: (transfer none): the window; GTK owns it
 */
GtkWindow *
sockeye_stream_window_present (GtkWindow *parent, SockeyeWorkspace *workspace, gboolean *is_new)
{
  SockeyeStreamWindow *self = find (parent, workspace);

  *is_new = self == NULL;
  if (self == NULL)
    {
      self = g_object_new (SOCKEYE_TYPE_STREAM_WINDOW, "transient-for", parent, NULL);
      self->workspace = g_object_ref (workspace);
      sockeye_stream_band_set_lens (self->band, self->lens);
      show_lens (self);
      update_choices (self);
    }
  update (self);
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
