/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-view.h"
#include "call-window.h"
#include "hold-panel.h"
#include "send-target.h"
#include "state-facts.h"
#include "state-window.h"
#include "stream-window.h"
#include "window-peers.h"
#include "window-states.h"

#include <glib/gstdio.h>

#define SAVED G_GINT64_CONSTANT (1763827541240123)

/* The listener first, then the connection that comes, until both ends have closed. */
static void
test_states (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = NULL;
  GtkWindow *states;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  window_do (self, "open-close");
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_OPEN);
  states = sockeye_state_window_present (GTK_WINDOW (self->window), self->page->workspace, 0);
  g_assert_true (sockeye_state_window_present (GTK_WINDOW (self->window), self->page->workspace, 0)
                 == states);
  window_wait_for (has_states (states, "LISTEN", "not known"));
  g_assert_false (is_shown (get_figure (states, 2, 2)));

  client = connect_client (sockeye_session_get_local_port (self->session));
  window_wait_for (has_states (states, "ESTABLISHED", "ESTABLISHED"));
  g_assert_true (is_shown (get_figure (states, 2, 2)));
  do_with_all (self, "close-sending");
  assert_at_end (client);
  window_wait_for (has_states (states, "FIN-WAIT-2", "CLOSE-WAIT"));
  g_assert_true (g_socket_close (client, NULL));
  window_wait_for (has_states (states, "TIME-WAIT", "CLOSED"));
  gtk_window_close (states);
  window_close_session (self);
}

static gpointer
get_hold_field (GtkWindow *states, const char *name)
{
  return window_child (window_child (states, "hold_panel"), name);
}

static gboolean
is_held (GtkWindow *states, const char *state)
{
  g_autofree char *label = g_strconcat ("Held: ", state, NULL);
  gpointer choice = gtk_drop_down_get_selected_item (window_child (states, "connection"));

  return choice != NULL && g_str_equal (sockeye_send_target_get_label (choice), label);
}

/* Whether the kernel has any such socket. */
static gboolean
is_in_kernel (const char *local, const char *remote)
{
  g_auto (GStrv) near = g_strsplit (local, ":", 2);
  g_auto (GStrv) far = g_strsplit (remote, ":", 2);
  SockeyeEndpoint ends[2];
  SockeyeTcpFacts facts;

  g_assert_true (sockeye_endpoint_set_literal (&ends[0], near[0], (guint16) atoi (near[1]), NULL));
  g_assert_true (sockeye_endpoint_set_literal (&ends[1], far[0], (guint16) atoi (far[1]), NULL));
  return sockeye_socket_diag_find (&ends[0], &ends[1], &facts) == 0;
}

static char *
get_address (GtkWindow *states, int column)
{
  return g_strdup (gtk_label_get_label (GTK_LABEL (get_figure (states, column, 1))));
}

/* Column 1: this end's */
static const char *
get_own_figure (GtkWindow *states, const char *label)
{
  for (int row = 1; get_figure (states, 0, row) != NULL; row++)
    if (g_str_equal (gtk_label_get_label (GTK_LABEL (get_figure (states, 0, row))), label))
      return gtk_label_get_label (GTK_LABEL (get_figure (states, 1, row)));
  g_error ("There is no row %s", label);
}

static const char *
get_message (GtkWindow *states)
{
  return gtk_label_get_label (window_child (states, "message"));
}

/* A connection that is being made is shown, until it is given up; then why there is none, and the next one. */
static void
test_connecting (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWindow *states = sockeye_state_window_present (GTK_WINDOW (self->window), self->page->workspace, 0);
  g_autofree char *address = NULL;
  g_autofree char *connecting = NULL;
  g_autofree char *given_up = NULL;
  g_autofree char *cancelled = NULL;
  g_autofree char *closed = NULL;
  g_autofree char *longer = NULL;
  GSocket *filler;
  GSocket *server;
  Peer peer;

  peer_init (&peer, G_SOCKET_TYPE_STREAM);
  address = g_strdup_printf ("127.0.0.1:%u", peer.port);
  connecting = g_strconcat (address, " (connecting)", NULL);
  given_up = g_strconcat (address, " (not connected)", NULL);
  closed = g_strconcat (address, " (closed)", NULL);
  cancelled = g_strdup_printf ("Connecting to %s was cancelled", address);
  g_assert_cmpint (listen (g_socket_get_fd (peer.socket), 0), ==, 0);
  filler = connect_client (peer.port);

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_CLIENT);
  window_set_port (self, "remote_port", peer.port);
  window_do (self, "open-close");
  window_wait_for (has_states (states, "SYN-SENT", "LISTEN"));
  g_assert_cmpstr (get_choice (states), ==, connecting);
  g_assert_true (g_str_has_prefix (get_message (states), "The SYN was sent"));
  g_assert_nonnull (strstr (get_message (states), "1 connection waits to be accepted"));
  g_assert_cmpstr (get_own_figure (states, "Unacknowledged bytes"), ==, "1");
  window_close_session (self);
  window_wait_for (has_states (states, "CLOSED", "not known"));
  g_assert_cmpstr (get_choice (states), ==, given_up);
  g_assert_cmpstr (get_message (states), ==, cancelled);

  window_do (self, "open-close");
  window_wait_for (has_states (states, "SYN-SENT", "LISTEN"));
  g_assert_cmpstr (get_choice (states), ==, connecting);
  g_object_unref (filler);
  g_object_unref (g_socket_accept (peer.socket, NULL, NULL));
  server = g_socket_accept (peer.socket, NULL, NULL);
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_OPEN);
  window_wait_for (has_states (states, "ESTABLISHED", "ESTABLISHED"));
  g_assert_cmpstr (get_choice (states), ==, address);

  /* Two to the same far end are told apart. */
  window_close_session (self);
  window_wait_for (g_str_has_prefix (get_choice (states), closed));
  g_object_unref (server);
  window_do (self, "open-close");
  window_wait_for (window_get_state (self) == SOCKEYE_SESSION_OPEN);
  server = g_socket_accept (peer.socket, NULL, NULL);
  window_wait_for (g_str_equal (get_choice (states), address));
  window_close_session (self);
  window_wait_for (g_str_has_prefix (get_choice (states), closed));
  longer = g_strdup_printf ("%s from port %s", closed,
                            strrchr (gtk_label_get_label (GTK_LABEL (get_figure (states, 1, 1))), ':') + 1);
  window_wait_for (g_str_equal (get_choice (states), longer));
  gtk_window_close (states);
  g_object_unref (server);
  peer_clear (&peer);
}

/* A state is held without a session; it is shown with what it is, and gone when it is let go. */
static void
test_hold (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWindow *states = sockeye_state_window_present (GTK_WINDOW (self->window), self->page->workspace, 0);
  GtkWidget *story_box = window_child (states, "story_box");
  GtkWidget *let_go = get_hold_field (states, "let_go");
  g_autofree char *own = NULL;
  g_autofree char *far = NULL;

  g_assert_false (is_shown (story_box));
  g_assert_false (gtk_widget_get_sensitive (let_go));
  sockeye_hold_panel_hold (window_child (states, "hold_panel"), SOCKEYE_TCP_CLOSING);
  window_wait_for (has_states (states, "CLOSING", "FIN-WAIT-2"));
  g_assert_true (is_held (states, "CLOSING"));
  /* What waits for the window is not sent, and so is told of once. */
  g_assert_cmpint (atoi (get_own_figure (states, "Unsent bytes")), >, 0);
  g_assert_cmpstr (get_own_figure (states, "Unacknowledged bytes"), ==, "0");
  g_assert_true (is_shown (story_box));
  g_assert_true (g_str_has_prefix (gtk_label_get_label (window_child (states, "command")), "ss "));
  g_assert_nonnull (strstr (gtk_label_get_label (window_child (states, "story")), "FIN"));
  g_assert_true (gtk_widget_get_sensitive (let_go));
  own = get_address (states, 1);
  far = get_address (states, 2);
  g_assert_true (is_in_kernel (own, far) && is_in_kernel (far, own));

  g_signal_emit_by_name (let_go, "clicked");
  window_wait_for (!gtk_widget_get_sensitive (let_go));
  g_assert_false (is_shown (story_box));
  g_assert_cmpstr (gtk_label_get_label (get_hold_field (states, "status")), ==,
                   "CLOSING was let go: nothing of the connection is left.");
  g_assert_false (is_in_kernel (own, far) || is_in_kernel (far, own));
  gtk_window_close (states);
}

/* Beside a session's own connection, which can be looked at meanwhile; and it ends with the window. */
static void
test_hold_beside (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = listen_with_client (self);
  GtkWindow *states = sockeye_state_window_present (GTK_WINDOW (self->window), self->page->workspace, 0);
  GtkDropDown *connection = window_child (states, "connection");
  g_autofree char *own = NULL;
  g_autofree char *far = NULL;

  window_wait_for (has_states (states, "ESTABLISHED", "ESTABLISHED"));
  g_signal_emit_by_name (window_child (states, "diagram"), "state-clicked", (guint) SOCKEYE_TCP_LAST_ACK);
  window_wait_for (has_states (states, "LAST-ACK", "FIN-WAIT-2"));
  g_assert_cmpuint (gtk_drop_down_get_selected (get_hold_field (states, "state")), ==, 5);
  own = get_address (states, 1);
  far = get_address (states, 2);

  gtk_drop_down_set_selected (connection, 2);
  window_wait_for (has_states (states, "ESTABLISHED", "ESTABLISHED"));
  g_assert_false (is_shown (window_child (states, "story_box")));
  g_assert_true (is_in_kernel (own, far));
  gtk_drop_down_set_selected (connection, 0);
  window_wait_for (has_states (states, "LAST-ACK", "FIN-WAIT-2"));
  g_assert_true (is_shown (window_child (states, "story_box")));

  gtk_window_close (states);
  window_wait_for (!is_in_kernel (own, far) && !is_in_kernel (far, own));
  window_close_session (self);
}

static GtkWidget *
find_call_window (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_CALL_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* Whether the step is there; it is selected then. */
static gboolean
select_step (GtkWidget *window, SockeyeCallStepKind kind)
{
  SockeyeCallView *view = window_child (window, "view");
  SockeyeCallLadder *ladder = sockeye_call_view_get_ladder (view);

  for (guint i = 0; i < sockeye_call_ladder_get_n_steps (ladder); i++)
    if (sockeye_call_ladder_get_step (ladder, i)->kind == kind)
      {
        sockeye_call_view_select (view, (int) i);
        return TRUE;
      }
  return FALSE;
}

static const SockeyeCallStep *
get_selected_step (GtkWidget *window)
{
  SockeyeCallView *view = window_child (window, "view");

  g_assert_cmpint (sockeye_call_view_get_selected (view), >=, 0);
  return sockeye_call_ladder_get_step (sockeye_call_view_get_ladder (view),
                                       (guint) sockeye_call_view_get_selected (view));
}

static void
save_to (GtkWidget *window, const char *path, const char *message)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  SockeyeNoticeBar *notice = window_child (window, "notice");

  sockeye_notice_bar_dismiss (notice);
  sockeye_call_window_save_to (SOCKEYE_CALL_WINDOW (window), file);
  window_wait_for (sockeye_notice_bar_get_message (notice) != NULL
                   && g_str_has_prefix (sockeye_notice_bar_get_message (notice), message));
}

static void
assert_begins (const char *path, const char *wanted, gsize length)
{
  g_autofree char *contents = NULL;
  gsize got;

  g_assert_true (g_file_get_contents (path, &contents, &got, NULL));
  g_assert_cmpuint (got, >, length);
  g_assert_cmpmem (contents, length, wanted, length);
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* The diagram grows with the connection; it and the log show each other's places; it is saved, or says why not. */
static void
test_calls (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeLogView *log = sockeye_data_log_get_view (self->page->data_log);
  g_autofree char *folder = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);
  g_autofree char *svg = g_build_filename (folder, "calls.svg", NULL);
  g_autofree char *png = g_build_filename (folder, "calls.png", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "calls.svg", NULL);
  g_autoptr (GSocket) client = NULL;
  SockeyeLogPosition from, to;
  GtkWidget *window;

  window_choose_protocol (self, SOCKEYE_PROTOCOL_TCP_SERVER);
  do_with_all (self, "call-diagram");
  window = find_call_window ();
  window_wait_for (gtk_widget_get_mapped (window));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window_child (window, "pages")), ==, "nothing");
  /* Whoever connects when the diagram shows the listening socket already comes into it as well. */
  window_open_session (self);
  window_wait_for (select_step (window, SOCKEYE_CALL_STEP_LISTEN));
  client = connect_client (get_port (self));
  window_wait_for (count_connections (self) == 1);
  g_assert_cmpint (g_socket_send (client, "ask", 3, NULL, NULL), ==, 3);
  window_wait_for (select_step (window, SOCKEYE_CALL_STEP_RECEIVE));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window_child (window, "pages")), ==, "ladder");
  g_assert_cmpstr (gtk_label_get_label (window_child (window, "step")), ==,
                   "Server (this end): recv() = 3. Known from the log.");

  g_signal_emit_by_name (window_child (window, "view"), "activated");
  g_assert_true (sockeye_log_view_get_selection (log, &from, &to));
  g_assert_cmpuint (from.number, ==, get_selected_step (window)->record);
  g_assert_true (select_step (window, SOCKEYE_CALL_STEP_LISTEN));
  g_assert_cmpuint (from.number, !=, get_selected_step (window)->record);
  to = (SockeyeLogPosition){ from.number + 1, 0 };
  sockeye_log_view_select (log, &from, &to);
  g_assert_cmpint (get_selected_step (window)->kind, ==, SOCKEYE_CALL_STEP_RECEIVE);

  save_to (window, svg, "Saved the diagram to ");
  assert_begins (svg, "<?xml", 5);
  save_to (window, png, "Saved the diagram to ");
  assert_begins (png, "\x89PNG", 4);
  save_to (window, nowhere, "The diagram could not be saved to ");
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  /* What is no longer in the log is still in the diagram, and that is said. */
  window_do (self, "clear-log");
  g_assert_true (select_step (window, SOCKEYE_CALL_STEP_LISTEN));
  g_signal_emit_by_name (window_child (window, "view"), "activated");
  g_assert_true (g_str_has_prefix (sockeye_notice_bar_get_message (window_child (window, "notice")),
                                   "The log does not show this record"));
  window_close_session (self);
}

static guint
get_n_steps (GtkWidget *window)
{
  SockeyeCallLadder *ladder = sockeye_call_view_get_ladder (window_child (window, "view"));

  return ladder != NULL ? sockeye_call_ladder_get_n_steps (ladder) : 0;
}

static void
count_frame (GdkFrameClock *clock G_GNUC_UNUSED, gpointer data)
{
  (*(guint *) data)++;
}

static GtkWidget *
get_scrolled (GtkWidget *window)
{
  return gtk_widget_get_ancestor (window_child (window, "view"), GTK_TYPE_SCROLLED_WINDOW);
}

/* What is to be seen of the diagram, after two frames that were drawn whole. */
static cairo_surface_t *
take_picture (GtkWidget *window)
{
  GtkWidget *scrolled = get_scrolled (window);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  GtkSnapshot *snapshot;
  GskRenderNode *node;
  cairo_surface_t *surface;
  cairo_t *cr;
  guint n_frames = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &n_frames);

  for (guint i = 1; i <= 2; i++)
    {
      gtk_widget_queue_draw (window);
      window_wait_for (n_frames >= i);
    }
  g_signal_handler_disconnect (clock, handler);
  snapshot = gtk_snapshot_new ();
  gtk_widget_snapshot_child (gtk_widget_get_parent (scrolled), scrolled, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, gtk_widget_get_width (scrolled),
                                        gtk_widget_get_height (scrolled));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  gsk_render_node_unref (node);
  return surface;
}

/* Whether there is ink: the dot of the heading's first line, or the bar at the left of a selected step. */
static gboolean
has_ink (GtkWidget *window, int x, int y)
{
  cairo_surface_t *surface = take_picture (window);
  const guint8 *row;
  guint32 pixel;

  if (y < 0)
    y += cairo_image_surface_get_height (surface);
  row = cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface);
  pixel = ((const guint32 *) (gconstpointer) row)[x];
  cairo_surface_destroy (surface);
  return (pixel & 0xff) + (pixel >> 8 & 0xff) + (pixel >> 16 & 0xff) < 3 * 0xc0;
}

#define HEADING_DOT  31, 14
#define NEWEST_BAR   1, -28
#define FIRST_BAR    1, 98
#define MESSAGES     16
#define MESSAGE_SIZE 3

static void
receive_step (GtkWidget *window, GSocket *client)
{
  guint n_steps = get_n_steps (window);

  g_assert_cmpint (g_socket_send (client, "ask", MESSAGE_SIZE, NULL, NULL), ==, MESSAGE_SIZE);
  window_wait_for (get_n_steps (window) > n_steps);
}

/* While it follows, the heading is at the top and the newest step in view; a selected step comes into view. */
static void
test_calls_follow (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GSocket) client = listen_with_client (self);
  GtkAdjustment *adjustment;
  SockeyeCallView *view;
  GtkWidget *window;

  do_with_all (self, "call-diagram");
  window = find_call_window ();
  window_wait_for (gtk_widget_get_mapped (window) && get_n_steps (window) > 0);
  view = window_child (window, "view");
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (get_scrolled (window)));
  g_assert_true (has_ink (window, HEADING_DOT));
  for (guint i = 0; i < MESSAGES; i++)
    receive_step (window, client);
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >, gtk_adjustment_get_page_size (adjustment));
  g_assert_true (has_ink (window, HEADING_DOT));
  g_assert_false (has_ink (window, NEWEST_BAR));
  sockeye_call_view_select (view, (int) get_n_steps (window) - 1);
  g_assert_true (has_ink (window, NEWEST_BAR));
  receive_step (window, client);
  g_assert_false (has_ink (window, NEWEST_BAR));

  /* Whoever looks at the beginning stays there. */
  sockeye_call_view_select (view, 0);
  g_assert_true (has_ink (window, FIRST_BAR));
  receive_step (window, client);
  g_assert_true (has_ink (window, FIRST_BAR));
  g_assert_true (has_ink (window, HEADING_DOT));

  /* What has come meanwhile can be gone to before it is drawn; whoever is at the end follows again. */
  receive_step (window, client);
  sockeye_call_view_select (view, (int) get_n_steps (window) - 1);
  g_assert_true (has_ink (window, NEWEST_BAR));
  receive_step (window, client);
  g_assert_false (has_ink (window, NEWEST_BAR));
  sockeye_call_view_select (view, (int) get_n_steps (window) - 1);
  g_assert_true (has_ink (window, NEWEST_BAR));
  g_assert_true (has_ink (window, HEADING_DOT));
  gtk_window_destroy (GTK_WINDOW (window));
  window_close_session (self);
}

/* A relay's capture with one client, which was open when it was saved. */
static SockeyeCapture *
make_saved_relay (void)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeCapture *capture;
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ACCEPTED };
  SockeyeEndpoint ends[3];

  limits.leave_free = 0;
  capture = sockeye_capture_new (&limits);
  for (guint i = 0; i < 3; i++)
    sockeye_endpoint_set_literal (&ends[i], "127.0.0.1", (guint16) (7000 + i), NULL);
  sockeye_sink_add_peer (SOCKEYE_SINK (capture), &ends[1], &ends[0], TRUE, SAVED);
  sockeye_sink_append_event (SOCKEYE_SINK (capture), 1, SAVED, &event);
  sockeye_sink_add_target (SOCKEYE_SINK (capture), &ends[0], &ends[2], TRUE, 1, SAVED + 1);
  event.type = SOCKEYE_EVENT_CONNECTED;
  sockeye_sink_append_event (SOCKEYE_SINK (capture), 2, SAVED + 1, &event);
  for (guint32 id = 1; id <= 2; id++)
    sockeye_capture_restore_end (capture, id, SAVED + 2, TRUE);
  sockeye_sink_publish (SOCKEYE_SINK (capture));
  return capture;
}

/* All windows name what a relay has as the log does, and none claims an end that the capture does not tell of. */
static void
test_opened (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/relay.pcapng");
  g_autoptr (SockeyeCapture) capture = make_saved_relay ();
  SockeyeSessionPage *page = sockeye_window_show_capture (self->window, capture, file);
  GtkWindow *states = sockeye_state_window_present (GTK_WINDOW (self->window), page->workspace, 0);
  GtkWindow *stream;
  GtkWidget *calls;
  gboolean is_new;

  /* The fields are those of the session that made it, and the other tabs keep theirs. */
  g_assert_cmpint (sockeye_network_panel_get_protocol (page->network_panel), ==, SOCKEYE_PROTOCOL_TCP_RELAY);
  g_assert_cmpint (sockeye_network_panel_get_protocol (self->page->network_panel), ==, SOCKEYE_PROTOCOL_UDP);
  g_assert_cmpint (g_settings_get_enum (self->settings, "protocol"), ==, SOCKEYE_PROTOCOL_UDP);
  window_wait_for (gtk_widget_get_visible (GTK_WIDGET (page->connections_panel)));
  window_wait_for (has_states (states, "ESTABLISHED", "ESTABLISHED (inferred)"));
  g_assert_cmpstr (get_own_figure (states, "Known from"), ==, "the log");
  g_assert_true (has_choice (states, "127.0.0.1:7002 (:7000)") && has_choice (states, "127.0.0.1:7000"));
  gtk_window_destroy (states);

  stream = sockeye_stream_window_present (GTK_WINDOW (self->window), page->workspace, &is_new);
  window_wait_for (has_choice (stream, "127.0.0.1:7002 (:7000)") && has_choice (stream, "127.0.0.1:7000"));
  gtk_window_destroy (stream);

  g_action_group_activate_action (G_ACTION_GROUP (page->actions), "call-diagram", g_variant_new_uint32 (0));
  calls = find_call_window ();
  window_wait_for (has_choice (calls, "127.0.0.1:7002 (:7000)") && has_choice (calls, "127.0.0.1:7000"));
  gtk_window_destroy (GTK_WINDOW (calls));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  WINDOW_TEST ("/window/states/both-ends", test_states);
  WINDOW_TEST ("/window/states/connecting", test_connecting);
  WINDOW_TEST ("/window/states/hold", test_hold);
  WINDOW_TEST ("/window/states/hold-beside", test_hold_beside);
  WINDOW_TEST ("/window/states/calls", test_calls);
  WINDOW_TEST ("/window/states/calls-follow", test_calls_follow);
  WINDOW_TEST ("/window/states/opened", test_opened);
  return g_test_run ();
}
