/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "workspace-fixture.h"

#include "errors.h"

#include <string.h>

static void
assert_described (SockeyeWorkspace *workspace, const char *pattern)
{
  g_autofree char *sentence = sockeye_workspace_describe (workspace);

  if (!g_pattern_match_simple (pattern, sentence))
    g_error ("“%s” is not like “%s”", sentence, pattern);
}

static guint
count_connections (SockeyeWorkspace *workspace)
{
  return g_list_model_get_n_items (sockeye_workspace_get_connections (workspace));
}

static guint64
count_received (SockeyeWorkspace *workspace)
{
  SockeyeTraffic traffic;

  sockeye_workspace_get_traffic (workspace, &traffic);
  return traffic.received_bytes;
}

static void
count_notify (GObject *object G_GNUC_UNUSED, GParamSpec *pspec G_GNUC_UNUSED, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_encode (void)
{
  g_autoptr (SockeyeWorkspace) workspace = make_workspace ();
  const SockeyeSendPlan plan = { .line_end = SOCKEYE_LINE_END_CRLF, .append_line_end = TRUE };
  g_autoptr (GBytes) utf8 = sockeye_workspace_encode (workspace, "你\n", NULL);
  g_autoptr (GBytes) gbk = NULL;
  g_autoptr (GBytes) none = NULL;
  g_autoptr (GError) error = NULL;
  guint notified = 0;

  g_assert_cmpmem (g_bytes_get_data (utf8, NULL), g_bytes_get_size (utf8), "\xe4\xbd\xa0\n", 4);

  g_signal_connect (workspace, "notify::charset", G_CALLBACK (count_notify), &notified);
  sockeye_workspace_set_charset (workspace, sockeye_charset_find ("gbk"));
  sockeye_workspace_set_charset (workspace, sockeye_charset_find ("gbk"));
  g_assert_cmpuint (notified, ==, 1);
  g_assert_true (sockeye_log_model_get_charset (sockeye_workspace_get_log (workspace))
                 == sockeye_charset_find ("gbk"));

  sockeye_workspace_set_plan (workspace, &plan);
  gbk = sockeye_workspace_encode (workspace, "你\n", NULL);
  g_assert_cmpmem (g_bytes_get_data (gbk, NULL), g_bytes_get_size (gbk), "\xc4\xe3\r\n\r\n", 6);

  none = sockeye_workspace_encode (workspace, "a\nb😀", &error);
  g_assert_null (none);
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE);
  g_assert_nonnull (strstr (error->message, "line 2 character 2"));
}

static void
assert_encodes (SockeyeWorkspace *workspace, const char *text, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = sockeye_workspace_encode (workspace, text, &error);
  g_autofree char *got = NULL;

  g_assert_no_error (error);
  got = g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
  g_assert_cmpstr (got, ==, wanted);
}

/* A preview is of the next message, and takes no number; what is sent has the numbers one after the other. */
static void
test_variables (void)
{
  g_autoptr (SockeyeWorkspace) a = make_workspace ();
  g_autoptr (SockeyeWorkspace) b = make_workspace ();
  const SockeyeSendPlan plan = { .variables = TRUE };
  const SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  g_autofree char *ends = NULL;
  guint64 counter = 0;
  guint notified = 0;

  assert_encodes (b, "${counter}", "${counter}");
  sockeye_workspace_set_plan (b, &plan);
  assert_encodes (b, "${counter} ${peer} ${local}", "1 127.0.0.1:8080 127.0.0.1:8080");
  assert_encodes (b, "${counter}", "1");

  open_session (a, SOCKEYE_PROTOCOL_UDP, 9);
  open_session (b, SOCKEYE_PROTOCOL_UDP, get_port (a));
  ends = g_strdup_printf ("127.0.0.1:%u 127.0.0.1:%u", get_port (a), get_port (b));
  assert_encodes (b, "${peer} ${local}", ends);
  g_signal_connect (b, "notify::counter", G_CALLBACK (count_notify), &notified);
  g_assert_true (sockeye_workspace_send_text (b, &target, "n${counter}", NULL));
  wait_for (a, count_received (a) == 2);
  g_assert_cmpuint (notified, ==, 1);
  g_object_get (b, "counter", &counter, NULL);
  g_assert_cmpuint (counter, ==, 1);
  assert_encodes (b, "${counter}", "2");
  g_assert_cmpuint (sockeye_mailer_get_counter (sockeye_workspace_get_mailer (b)), ==, 1);

  sockeye_workspace_reset_traffic (b);
  g_assert_cmpuint (notified, ==, 2);
  assert_encodes (b, "${counter}", "1");
}

/* Another thread sends: the next frame tells. */
static void
test_counter_of_others (void)
{
  g_autoptr (SockeyeWorkspace) workspace = make_workspace ();
  const SockeyeSendPlan plan = { .variables = TRUE };
  const SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  g_autoptr (SockeyePayloadTemplate) message = sockeye_payload_template_new (
      &plan, sockeye_charset_find ("utf-8"), "${counter}", FALSE, NULL);
  guint notified = 0;

  open_session (workspace, SOCKEYE_PROTOCOL_UDP, 9);
  g_signal_connect (workspace, "notify::counter", G_CALLBACK (count_notify), &notified);
  for (guint i = 0; i < 3; i++)
    g_assert_true (
        sockeye_mailer_send (sockeye_workspace_get_mailer (workspace),
                             sockeye_session_get_outlet (sockeye_workspace_get_session (workspace)), &target,
                             message, NULL, 0, NULL, NULL));
  g_assert_cmpuint (notified, ==, 0);
  sockeye_workspace_update (workspace);
  g_assert_cmpuint (notified, ==, 1);
}

/* The ends of a server are those of its first connection; before, what is known. */
static void
test_ends_of_server (void)
{
  g_autoptr (SockeyeWorkspace) server = make_workspace ();
  g_autoptr (SockeyeWorkspace) client = make_workspace ();
  const SockeyeSendPlan plan = { .variables = TRUE };
  SockeyeSession *session = sockeye_workspace_get_session (server);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  sockeye_workspace_set_plan (server, &plan);
  open_session (server, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  before = g_strdup_printf ("127.0.0.1:8080 %s", sockeye_session_get_local (session));
  assert_encodes (server, "${peer} ${local}", before);
  open_session (client, SOCKEYE_PROTOCOL_TCP_CLIENT, get_port (server));
  wait_for (server, sockeye_session_get_n_connections (session) == 1);
  after = g_strdup_printf ("%s %s", sockeye_session_get_local (sockeye_workspace_get_session (client)),
                           sockeye_session_get_local (session));
  assert_encodes (server, "${peer} ${local}", after);
}

static void
test_closed (void)
{
  g_autoptr (SockeyeWorkspace) workspace = make_workspace ();
  const SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  g_autoptr (GError) error = NULL;

  assert_described (workspace, "Ready");
  g_assert_false (sockeye_workspace_send_text (workspace, &target, "hello", &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN);
  g_assert_cmpuint (count_received (workspace), ==, 0);
}

static void
test_udp (void)
{
  g_autoptr (SockeyeWorkspace) a = make_workspace ();
  g_autoptr (SockeyeWorkspace) b = make_workspace ();
  const SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  g_autoptr (GError) error = NULL;

  open_session (a, SOCKEYE_PROTOCOL_UDP, 9);
  assert_described (a, "Bound to 127.0.0.1:*");
  open_session (b, SOCKEYE_PROTOCOL_UDP, get_port (a));
  g_assert_true (sockeye_workspace_send_text (b, &target, "hello", &error));
  g_assert_no_error (error);
  wait_for (a, count_received (a) == 5);

  /* Datagrams make no connection. */
  g_assert_cmpuint (count_connections (a), ==, 0);
  close_session (a);
  assert_described (a, "Ready");
}

static void
test_server (void)
{
  g_autoptr (SockeyeWorkspace) server = make_workspace ();
  g_autoptr (SockeyeWorkspace) client = make_workspace ();
  SockeyeSession *session = sockeye_workspace_get_session (server);
  const SockeyeTarget all = { .kind = SOCKEYE_TARGET_ALL };
  g_autoptr (SockeyeConnectionItem) item = NULL;

  open_session (server, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  assert_described (server, "Listening on 127.0.0.1:*, 0 connections");
  open_session (client, SOCKEYE_PROTOCOL_TCP_CLIENT, get_port (server));
  assert_described (client, "Connected to 127.0.0.1:* from 127.0.0.1:*");

  wait_for (server, count_connections (server) == 1 && sockeye_session_get_n_connections (session) == 1);
  assert_described (server, "Listening on 127.0.0.1:*, 1 connection");
  item = g_list_model_get_item (sockeye_workspace_get_connections (server), 0);
  g_assert_cmpstr (sockeye_connection_item_get_remote (item), ==,
                   sockeye_session_get_local (sockeye_workspace_get_session (client)));

  g_assert_true (sockeye_workspace_send_text (server, &all, "to all", NULL));
  wait_for (client, count_received (client) == 6);

  sockeye_session_stop_listening (session);
  wait_for (server, sockeye_session_get_state (session) == SOCKEYE_SESSION_DRAINING);
  assert_described (server, "Stopped listening, 1 connection goes on");

  sockeye_session_disconnect (session, sockeye_connection_item_get_peer (item));
  wait_for (server, count_connections (server) == 0);
}

static void
test_reset_traffic (void)
{
  g_autoptr (SockeyeWorkspace) a = make_workspace ();
  g_autoptr (SockeyeWorkspace) b = make_workspace ();
  const SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  SockeyeTraffic traffic;

  open_session (a, SOCKEYE_PROTOCOL_UDP, 9);
  open_session (b, SOCKEYE_PROTOCOL_UDP, get_port (a));
  g_assert_true (sockeye_workspace_send_text (b, &target, "first", NULL));
  wait_for (a, count_received (a) == 5);

  sockeye_workspace_reset_traffic (a);
  g_assert_cmpuint (count_received (a), ==, 0);
  g_assert_true (sockeye_workspace_send_text (b, &target, "then", NULL));
  wait_for (a, count_received (a) == 4);

  sockeye_workspace_get_traffic (a, &traffic);
  g_assert_cmpuint (traffic.received_messages, ==, 1);
  sockeye_capture_get_traffic (sockeye_workspace_get_capture (a), &traffic);
  g_assert_cmpuint (traffic.received_messages, ==, 2);
  g_assert_cmpuint (traffic.received_bytes, ==, 9);
}

static void
test_news (void)
{
  g_autoptr (SockeyeWorkspace) a = make_workspace ();
  g_autoptr (SockeyeWorkspace) b = make_workspace ();
  const SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };
  guint n_news = 0;

  g_signal_connect_swapped (a, "news", G_CALLBACK (g_atomic_int_inc), &n_news);
  open_session (a, SOCKEYE_PROTOCOL_UDP, 9);
  open_session (b, SOCKEYE_PROTOCOL_UDP, get_port (a));
  wait_for (a, n_news == 1);

  /* Not watched: nobody is woken. */
  g_assert_true (sockeye_workspace_send_text (b, &target, "first", NULL));
  wait_for (a, count_received (a) == 5);
  while (sockeye_workspace_update (a))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_news, ==, 1);

  sockeye_workspace_watch (a);
  g_assert_true (sockeye_workspace_send_text (b, &target, "second", NULL));
  wait_for (a, n_news == 2);
}

/* Find takes over what is new in the log, too: the list of connections follows nevertheless. */
static void
test_news_taken_by_others (void)
{
  g_autoptr (SockeyeWorkspace) workspace = make_workspace ();
  SockeyeSink *sink = SOCKEYE_SINK (sockeye_workspace_get_capture (workspace));
  GListModel *connections = sockeye_workspace_get_connections (workspace);
  guint32 peer = sockeye_sink_add_peer (sink, NULL, NULL, TRUE, 1);

  g_assert_true (sockeye_sink_append (sink, SOCKEYE_RECORD_RECEIVED, 0, peer, 1, (const guint8 *) "a", 1));
  sockeye_sink_publish (sink);
  sockeye_log_model_update (sockeye_workspace_get_log (workspace));
  while (sockeye_workspace_update (workspace))
    ;
  g_assert_cmpuint (g_list_model_get_n_items (connections), ==, 1);

  g_assert_true (sockeye_sink_append (sink, SOCKEYE_RECORD_RECEIVED, 0, peer, 2, (const guint8 *) "b", 1));
  sockeye_sink_close_peer (sink, peer, 3);
  sockeye_sink_publish (sink);
  sockeye_log_model_update (sockeye_workspace_get_log (workspace));
  while (sockeye_workspace_update (workspace))
    ;
  g_assert_cmpuint (g_list_model_get_n_items (connections), ==, 0);
}

/* With news under way, and with an open session. */
static void
test_dispose (void)
{
  SockeyeWorkspace *a = make_workspace ();
  SockeyeWorkspace *b = make_workspace ();
  const SockeyeTarget target = { .kind = SOCKEYE_TARGET_DEFAULT };

  open_session (a, SOCKEYE_PROTOCOL_UDP, 9);
  open_session (b, SOCKEYE_PROTOCOL_UDP, get_port (a));
  sockeye_workspace_watch (a);
  g_assert_true (sockeye_workspace_send_text (b, &target, "hello", NULL));
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workspace/encode", test_encode);
  g_test_add_func ("/workspace/variables", test_variables);
  g_test_add_func ("/workspace/counter-of-others", test_counter_of_others);
  g_test_add_func ("/workspace/ends-of-server", test_ends_of_server);
  g_test_add_func ("/workspace/closed", test_closed);
  g_test_add_func ("/workspace/udp", test_udp);
  g_test_add_func ("/workspace/server", test_server);
  g_test_add_func ("/workspace/reset-traffic", test_reset_traffic);
  g_test_add_func ("/workspace/news", test_news);
  g_test_add_func ("/workspace/news-taken-by-others", test_news_taken_by_others);
  g_test_add_func ("/workspace/dispose", test_dispose);
  return g_test_run ();
}
