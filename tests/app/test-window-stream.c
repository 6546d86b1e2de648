/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-view.h"
#include "call-window.h"
#include "record-inspector.h"
#include "unix-place.h"
#include "stream-band.h"
#include "stream-window.h"
#include "window-fixture.h"
#include "window-private.h"

/* The byte stream of a pair: both ends are known. */

/* More than one receive takes in. */
#define LONG_SEND (300u << 10)

typedef struct
{
  SockeyeSessionPage *server;
  SockeyeSessionPage *client;
  GtkWindow *stream;
} Pair;

static SockeyeSession *
get_session (SockeyeSessionPage *page)
{
  return sockeye_workspace_get_session (sockeye_session_page_get_workspace (page));
}

static guint64
get_received (Pair *pair)
{
  SockeyeTraffic traffic;

  sockeye_capture_get_traffic (
      sockeye_workspace_get_capture (sockeye_session_page_get_workspace (pair->server)), &traffic);
  return traffic.received_bytes;
}

static const char *
get_label (Pair *pair, const char *name)
{
  return gtk_label_get_label (GTK_LABEL (window_child (pair->stream, name)));
}

static gboolean
finds (Pair *pair, const char *sentence)
{
  GListModel *list = G_LIST_MODEL (
      gtk_list_view_get_model (GTK_LIST_VIEW (window_child (pair->stream, "list"))));

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (list, i);

      if (g_str_equal (gtk_string_object_get_string (item), sentence))
        return TRUE;
    }
  return FALSE;
}

static GtkWindow *
find_stream (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_STREAM_WINDOW (l->data))
      return l->data;
  return NULL;
}

static void
pair_open (Pair *pair, WindowFixture *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("tcp"));
  pair->server = sockeye_window_get_page (self->window);
  pair->client = sockeye_session_page_get_twin (pair->server);
  window_wait_for (gtk_widget_get_mapped (GTK_WIDGET (pair->client)));
  gtk_widget_activate_action (GTK_WIDGET (pair->server), "session.open-close", NULL);
  window_wait_for (sockeye_session_get_state (get_session (pair->server)) == SOCKEYE_SESSION_OPEN);

  /* Before there is a connection: it follows. */
  gtk_widget_activate_action (GTK_WIDGET (pair->server), "session.byte-stream", NULL);
  pair->stream = find_stream ();
  g_assert_nonnull (pair->stream);
  g_assert_true (g_str_has_prefix (get_label (pair, "message"), "There is no connection."));
  gtk_widget_activate_action (GTK_WIDGET (pair->client), "session.open-close", NULL);
  window_wait_for (sockeye_session_get_n_connections (get_session (pair->server)) == 1
                   && sockeye_session_get_state (get_session (pair->client)) == SOCKEYE_SESSION_OPEN);
}

static void
send_bytes (Pair *pair, gsize length)
{
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (length), length);
  g_autoptr (GError) error = NULL;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };

  g_assert_true (sockeye_session_send (get_session (pair->client), &target, payload, &error));
  g_assert_no_error (error);
}

/* What waits in the socket comes in one receive. */
static void
glue (Pair *pair)
{
  sockeye_session_set_reading (get_session (pair->server), 0, FALSE);
  send_bytes (pair, 5);
  send_bytes (pair, 3);
  send_bytes (pair, 5);
  window_wait_for (sockeye_session_get_unsent (get_session (pair->client)) == 0);
  window_wait_for (strstr (get_label (pair, "summary"), "Sends: 3 · Receives: 0") != NULL);
  window_wait_for (strstr (get_label (pair, "place"), "not received yet") != NULL);
  sockeye_session_set_reading (get_session (pair->server), 0, TRUE);
  window_wait_for (get_received (pair) == 13);
}

static void
test_pair (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Pair pair;
  GtkWidget *band;
  gpointer stream;

  pair_open (&pair, self);
  window_wait_for (g_str_has_prefix (get_label (&pair, "message"), "Both ends are sessions of this program"));
  g_assert_nonnull (strstr (get_label (&pair, "message"), "with the button “As received” over the log"));
  glue (&pair);
  window_wait_for (finds (&pair, "Receive 1 (13 bytes) holds bytes of sends 1 to 3: glued"));
  window_wait_for (strstr (get_label (&pair, "summary"), "1 receive holds bytes of several sends: glued")
                   != NULL);

  send_bytes (&pair, LONG_SEND);
  window_wait_for (get_received (&pair) == 13 + LONG_SEND);
  window_wait_for (strstr (get_label (&pair, "summary"), "came in several receives: cut") != NULL);

  /* By key: to the last byte, and to what is activated in the list. */
  band = window_child (pair.stream, "band");
  sockeye_stream_band_show (SOCKEYE_STREAM_BAND (band), G_MAXUINT64);
  g_assert_cmpuint (sockeye_stream_band_get_cursor (SOCKEYE_STREAM_BAND (band)), ==, 13 + LONG_SEND - 1);
  g_assert_true (g_str_has_prefix (get_label (&pair, "place"), "Byte 307212 (0x00)"));
  gtk_widget_activate_action (window_child (pair.stream, "list"), "list.activate-item", "u", 0);
  g_assert_cmpuint (sockeye_stream_band_get_cursor (SOCKEYE_STREAM_BAND (band)), ==, 0);
  g_assert_cmpstr (get_label (&pair, "place"), ==,
                   "Byte 0 (0x00) · byte 1 of 5 of send 1 · byte 1 of 13 of receive 1");
  gtk_check_button_set_active (window_child (pair.stream, "hex"), FALSE);

  /* The other way nothing was said. */
  gtk_drop_down_set_selected (window_child (pair.stream, "direction"), 1);
  window_wait_for (strstr (get_label (&pair, "summary"), "Sends: 0 · Receives: 0") != NULL);

  stream = pair.stream;
  g_object_add_weak_pointer (G_OBJECT (pair.stream), &stream);
  gtk_window_close (pair.stream);
  window_wait_for (stream == NULL);
  sockeye_window_close_unasked (self->window);
  self->window = NULL;
}

static void
open_unix (SockeyeSessionPage *page, SockeyeProtocol protocol, const char *local, const char *remote)
{
  SockeyeSettings settings = { .protocol = protocol,
                               .local_host = local,
                               .remote_host = remote,
                               .backlog = SOCKEYE_BACKLOG_DEFAULT,
                               .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };

  sockeye_session_open (get_session (page), &settings);
  window_wait_for (sockeye_session_get_state (get_session (page)) == SOCKEYE_SESSION_OPEN);
}

/* A Unix socket that has connected has no address; both ends are found all the same. */
static void
test_unix (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Pair pair;
  UnixPlace place;

  unix_place_init (&place);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-pair", g_variant_new_string ("tcp"));
  pair.server = sockeye_window_get_page (self->window);
  pair.client = sockeye_session_page_get_twin (pair.server);
  open_unix (pair.server, SOCKEYE_PROTOCOL_UNIX_SERVER, place.path, "");
  open_unix (pair.client, SOCKEYE_PROTOCOL_UNIX_CLIENT, "", place.path);
  window_wait_for (sockeye_session_get_n_connections (get_session (pair.server)) == 1);
  gtk_widget_activate_action (GTK_WIDGET (pair.server), "session.byte-stream", NULL);
  pair.stream = find_stream ();
  window_wait_for (g_str_has_prefix (get_label (&pair, "message"), "Both ends are sessions of this program"));
  glue (&pair);
  window_wait_for (finds (&pair, "Receive 1 (13 bytes) holds bytes of sends 1 to 3: glued"));

  gtk_window_destroy (pair.stream);
  sockeye_session_close (get_session (pair.client));
  sockeye_session_close (get_session (pair.server));
  window_wait_for (sockeye_session_get_state (get_session (pair.server)) == SOCKEYE_SESSION_CLOSED);
  sockeye_window_close_unasked (self->window);
  self->window = NULL;
  unix_place_clear (&place);
}

static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

/* What wraps a record: of TCP, and of an event nothing. */
static void
test_layers (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Pair pair;
  SockeyeWorkspace *workspace;
  SockeyeRecord record;
  GtkWidget *inspector;
  GtkWidget *layers;
  GtkSelectionModel *rows;
  guint64 number;

  pair_open (&pair, self);
  send_bytes (&pair, 5);
  window_wait_for (get_received (&pair) == 5);
  workspace = sockeye_session_page_get_workspace (pair.client);
  number = sockeye_capture_get_n_records (sockeye_workspace_get_capture (workspace)) - 1;
  g_assert_true (sockeye_capture_get_record (sockeye_workspace_get_capture (workspace), number, &record));
  g_assert_cmpint (record.kind, ==, SOCKEYE_RECORD_SENT);

  inspector = sockeye_record_inspector_new (GTK_WINDOW (self->window), sockeye_workspace_get_log (workspace));
  layers = window_child (inspector, "layers");
  sockeye_record_inspector_show_record (SOCKEYE_RECORD_INSPECTOR (inspector), number);
  window_wait_for (shows (layers, "Data: 5 B"));
  g_assert_true (shows (layers, "5 B of data cost about 71 B, if they go alone in 1 segment."));
  g_assert_true (shows (layers, "Loopback interface: 14 B"));
  g_assert_true (shows (layers, "IPv4: 20 B"));
  g_assert_true (shows (layers, "TCP: usually 32 B"));
  g_assert_true (shows (layers, "B at most, as the socket has it now"));
  sockeye_record_inspector_show_record (SOCKEYE_RECORD_INSPECTOR (inspector), 0);
  window_wait_for (shows (layers, "This record is an event"));
  g_assert_false (shows (layers, "Data"));
  /* How it is kept is nothing that anybody sent. */
  rows = gtk_list_view_get_model (window_child (inspector, "dump"));
  g_assert_true (gtk_widget_get_visible (window_child (inspector, "no_bytes")));
  g_assert_false (gtk_widget_get_visible (window_child (inspector, "bytes_box")));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 0);
  sockeye_record_inspector_show_record (SOCKEYE_RECORD_INSPECTOR (inspector), number);
  window_wait_for (gtk_widget_get_visible (window_child (inspector, "bytes_box")));
  g_assert_false (gtk_widget_get_visible (window_child (inspector, "no_bytes")));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 1);

  gtk_window_destroy (GTK_WINDOW (inspector));

  /* What one recv() took may have come in many segments. */
  workspace = sockeye_session_page_get_workspace (pair.server);
  number = sockeye_capture_get_n_records (sockeye_workspace_get_capture (workspace)) - 1;
  inspector = sockeye_record_inspector_new (GTK_WINDOW (self->window), sockeye_workspace_get_log (workspace));
  layers = window_child (inspector, "layers");
  sockeye_record_inspector_show_record (SOCKEYE_RECORD_INSPECTOR (inspector), number);
  window_wait_for (
      shows (layers, "5 B of data cost at least 71 B, in at least 1 segment: a socket cannot know"));
  gtk_window_destroy (GTK_WINDOW (inspector));
  sockeye_window_close_unasked (self->window);
  self->window = NULL;
}

/* A small window shows fewer bytes in a row, with their characters; the byte that is looked at stays. */
static void
test_narrow_dump (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Pair pair;
  SockeyeWorkspace *workspace;
  GtkWindow *inspector;
  GtkSelectionModel *rows;
  GtkSpinButton *offset;

  pair_open (&pair, self);
  send_bytes (&pair, 100);
  window_wait_for (get_received (&pair) == 100);
  workspace = sockeye_session_page_get_workspace (pair.client);
  inspector = GTK_WINDOW (
      sockeye_record_inspector_new (GTK_WINDOW (self->window), sockeye_workspace_get_log (workspace)));
  rows = gtk_list_view_get_model (window_child (inspector, "dump"));
  offset = window_child (inspector, "offset");
  gtk_window_set_default_size (inspector, 880, 560);
  sockeye_record_inspector_show_record (
      SOCKEYE_RECORD_INSPECTOR (inspector),
      sockeye_capture_get_n_records (sockeye_workspace_get_capture (workspace)) - 1);
  gtk_window_present (inspector);
  window_wait_for (g_list_model_get_n_items (G_LIST_MODEL (rows)) == 13);

  gtk_spin_button_set_value (offset, 20);
  g_assert_true (gtk_selection_model_is_selected (rows, 2));
  gtk_window_set_default_size (inspector, 1260, 560);
  window_wait_for (g_list_model_get_n_items (G_LIST_MODEL (rows)) == 7);
  g_assert_true (gtk_selection_model_is_selected (rows, 1));
  g_assert_cmpint (gtk_spin_button_get_value_as_int (offset), ==, 20);

  gtk_window_destroy (inspector);
  sockeye_window_close_unasked (self->window);
  self->window = NULL;
}

/* It ends with its page. */
static void
test_no_stream (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  Pair pair = { .server = self->page };
  gpointer stream;

  window_do (self, "byte-stream");
  pair.stream = find_stream ();
  g_assert_true (g_str_has_prefix (get_label (&pair, "message"), "There is no connection."));
  window_do (self, "byte-stream");
  g_assert_true (find_stream () == pair.stream);
  stream = pair.stream;
  g_object_add_weak_pointer (G_OBJECT (pair.stream), &stream);
  window_fixture_close (self);
  window_wait_for (stream == NULL);
}

/* --- The diagram of calls of two sessions that were not made as a pair */

static GtkWidget *
show_calls (SockeyeSessionPage *page)
{
  g_autoptr (GList) windows = NULL;

  gtk_widget_activate_action (GTK_WIDGET (page), "session.call-diagram", "u", 0);
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (SOCKEYE_IS_CALL_WINDOW (l->data)
        && sockeye_call_window_is_of (l->data, sockeye_session_page_get_workspace (page), NULL))
      return l->data;
  return NULL;
}

static guint
count_steps (GtkWidget *window, SockeyeCallStepKind kind, gboolean inferred)
{
  SockeyeCallLadder *ladder = sockeye_call_view_get_ladder (window_child (window, "view"));
  guint n = 0;

  for (guint i = 0; i < sockeye_call_ladder_get_n_steps (ladder); i++)
    {
      const SockeyeCallStep *step = sockeye_call_ladder_get_step (ladder, i);

      n += step->kind == kind && step->inferred == inferred;
    }
  return n;
}

/* All that the log of either end tells of. */
static gboolean
knows_both_ends (GtkWidget *window)
{
  return count_steps (window, SOCKEYE_CALL_STEP_LISTEN, FALSE) == 1
         && count_steps (window, SOCKEYE_CALL_STEP_CONNECT, FALSE) == 1
         && count_steps (window, SOCKEYE_CALL_STEP_ACCEPT, FALSE) == 1
         && count_steps (window, SOCKEYE_CALL_STEP_SEND, FALSE) == 1
         && count_steps (window, SOCKEYE_CALL_STEP_RECEIVE, FALSE) == 1
         && count_steps (window, SOCKEYE_CALL_STEP_RECEIVE, TRUE) == 0;
}

static void
open_tabs (Pair *pair, WindowFixture *self, const SockeyeSettings *server, const SockeyeSettings *client)
{
  SockeyeSettings to = *client;

  pair->server = self->page;
  sockeye_session_open (get_session (pair->server), server);
  window_wait_for (sockeye_session_get_state (get_session (pair->server)) == SOCKEYE_SESSION_OPEN);
  if (to.remote_port == 0)
    to.remote_port = sockeye_session_get_local_port (get_session (pair->server));
  g_action_group_activate_action (G_ACTION_GROUP (self->window), "new-tab", NULL);
  pair->client = sockeye_window_get_page (self->window);
  g_assert_true (pair->client != pair->server);
  sockeye_session_open (get_session (pair->client), &to);
  window_wait_for (sockeye_session_get_n_connections (get_session (pair->server)) == 1
                   && sockeye_session_get_state (get_session (pair->client)) == SOCKEYE_SESSION_OPEN);
}

/* @apart: in windows of their own */
static void
check_calls (WindowFixture *self,
             const SockeyeSettings *server,
             const SockeyeSettings *client,
             gboolean apart)
{
  Pair pair;
  GtkWidget *of_client;
  GtkWidget *of_server;

  open_tabs (&pair, self, server, client);
  if (apart)
    g_action_group_activate_action (G_ACTION_GROUP (self->window), "detach-tab", NULL);
  g_assert_true ((gtk_widget_get_root (GTK_WIDGET (pair.client)) != GTK_ROOT (self->window)) == apart);
  of_client = show_calls (pair.client);
  of_server = show_calls (pair.server);
  send_bytes (&pair, 5);
  window_wait_for (get_received (&pair) == 5);
  window_wait_for (knows_both_ends (of_client));
  window_wait_for (knows_both_ends (of_server));
  g_assert_true (show_calls (pair.client) == of_client);

  /* Of all of a client's session, it is the only one that tells. */
  sockeye_call_window_choose (SOCKEYE_CALL_WINDOW (of_client), 0);
  g_assert_cmpuint (count_steps (of_client, SOCKEYE_CALL_STEP_LISTEN, TRUE), ==, 1);
  g_assert_cmpuint (count_steps (of_client, SOCKEYE_CALL_STEP_ACCEPT, FALSE), ==, 0);
  gtk_window_destroy (GTK_WINDOW (of_client));
  gtk_window_destroy (GTK_WINDOW (of_server));
  sockeye_session_close (get_session (pair.client));
  sockeye_session_close (get_session (pair.server));
  window_wait_for (sockeye_session_get_state (get_session (pair.server)) == SOCKEYE_SESSION_CLOSED);
  if (apart)
    sockeye_window_close_unasked (SOCKEYE_WINDOW (gtk_widget_get_root (GTK_WIDGET (pair.client))));
  sockeye_window_close_unasked (self->window);
  self->window = NULL;
}

static void
check_tcp_calls (WindowFixture *self, gboolean tls)
{
  SockeyeSettings server = { .protocol = SOCKEYE_PROTOCOL_TCP_SERVER,
                             .local_host = "127.0.0.1",
                             .backlog = SOCKEYE_BACKLOG_DEFAULT,
                             .tls = { .enabled = tls } };
  SockeyeSettings client = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                             .local_host = "",
                             .remote_host = "127.0.0.1",
                             .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS,
                             .tls = { .enabled = tls, .trust = SOCKEYE_TLS_TRUST_ANYTHING } };

  check_calls (self, &server, &client, tls);
}

static void
agree (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (GTK_IS_MESSAGE_DIALOG (l->data))
      gtk_dialog_response (l->data, GTK_RESPONSE_ACCEPT);
}

/* A session ends with its tab, whoever looks at its calls; what it told stays. */
static void
test_calls_without_far_end (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSettings server = { .protocol = SOCKEYE_PROTOCOL_TCP_SERVER,
                             .local_host = "127.0.0.1",
                             .backlog = SOCKEYE_BACKLOG_DEFAULT };
  SockeyeSettings client = { .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT,
                             .local_host = "",
                             .remote_host = "127.0.0.1",
                             .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };
  Pair pair;
  GtkWidget *window;
  gpointer workspace;

  open_tabs (&pair, self, &server, &client);
  window = show_calls (pair.client);
  send_bytes (&pair, 5);
  window_wait_for (knows_both_ends (window));
  workspace = sockeye_session_page_get_workspace (pair.server);
  g_object_add_weak_pointer (G_OBJECT (workspace), &workspace);
  sockeye_window_close_page (self->window, pair.server);
  agree ();
  window_wait_for (workspace == NULL);
  window_wait_for (sockeye_session_get_n_connections (get_session (pair.client)) == 0);
  window_wait_for (knows_both_ends (window));
  gtk_window_destroy (GTK_WINDOW (window));
  sockeye_window_close_unasked (self->window);
  self->window = NULL;
}

static void
test_tcp_calls (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  check_tcp_calls (self, FALSE);
}

static void
test_tls_calls (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  check_tcp_calls (self, TRUE);
}

static void
test_unix_calls (WindowFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  UnixPlace place;
  SockeyeSettings server = { .protocol = SOCKEYE_PROTOCOL_UNIX_SERVER, .backlog = SOCKEYE_BACKLOG_DEFAULT };
  SockeyeSettings client = { .protocol = SOCKEYE_PROTOCOL_UNIX_CLIENT,
                             .local_host = "",
                             .remote_port = 1,
                             .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS };

  unix_place_init (&place);
  server.local_host = place.path;
  client.remote_host = place.path;
  check_calls (self, &server, &client, FALSE);
  unix_place_clear (&place);
}

static void
tear_down (WindowFixture *self, gconstpointer data)
{
  if (self->window != NULL)
    window_fixture_tear_down (self, data);
}

#define STREAM_TEST(name, test) g_test_add (name, WindowFixture, NULL, window_fixture_set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  STREAM_TEST ("/window-stream/pair", test_pair);
  STREAM_TEST ("/window-stream/unix", test_unix);
  STREAM_TEST ("/window-stream/no-stream", test_no_stream);
  STREAM_TEST ("/window-stream/layers", test_layers);
  STREAM_TEST ("/window-stream/narrow-dump", test_narrow_dump);
  STREAM_TEST ("/window-stream/calls/tcp", test_tcp_calls);
  STREAM_TEST ("/window-stream/calls/tls", test_tls_calls);
  STREAM_TEST ("/window-stream/calls/unix", test_unix_calls);
  STREAM_TEST ("/window-stream/calls/without-far-end", test_calls_without_far_end);

  return g_test_run ();
}
