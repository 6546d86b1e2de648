/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-fixture.h"
#include "own-certificate.h"

#include <string.h>
#include <unistd.h>

#define CLIENT SOCKEYE_PROTOCOL_TCP_CLIENT
#define SERVER SOCKEYE_PROTOCOL_TCP_SERVER
#define BIG    (10 * 1024 * 1024)

static void
test_settings (void)
{
  g_autofree char *long_name = g_strnfill (256, 'x');
  g_autofree char *names = g_strconcat (" h2 ,, ", long_name, ", http/1.1,", NULL);
  SockeyeTlsSettings settings = { .alpn = names, .server_name = " a.test ", .ca_file = " a file" };
  SockeyeTlsSettings copy;
  g_auto (GStrv) alpn = NULL;

  sockeye_tls_settings_copy (&settings, &copy);
  g_assert_cmpstr (copy.server_name, ==, "a.test");
  g_assert_cmpstr (copy.ca_file, ==, " a file");
  g_assert_cmpstr (copy.key_file, ==, "");
  alpn = sockeye_tls_settings_list_alpn (&copy);
  g_assert_cmpuint (g_strv_length (alpn), ==, 2);
  g_assert_cmpstr (alpn[0], ==, "h2");
  g_assert_cmpstr (alpn[1], ==, "http/1.1");
  sockeye_tls_settings_clear (&copy);

  sockeye_tls_settings_copy (&(SockeyeTlsSettings){ .alpn = " , " }, &copy);
  g_assert_null (sockeye_tls_settings_list_alpn (&copy));
  sockeye_tls_settings_clear (&copy);
}

/* A certificate that was made on the spot, and a client that trusts anything, which it says. */
static void
test_talk (void)
{
  Fixture server, client;
  SockeyeTlsSettings offered = { .alpn = "http/1.1" };
  SockeyeTlsSettings wanted = { .alpn = "h2, http/1.1", .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  g_autofree char *established = NULL;
  g_autofree char *warning = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *events = NULL;

  fixture_init (&server);
  fixture_init (&client);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  fixture_wait_event (&client, SOCKEYE_EVENT_TLS_ESTABLISHED);
  g_assert_true (fixture_send (&client, SOCKEYE_TARGET_DEFAULT, 0, "ping"));
  tls_assert_received (&server, "ping");
  g_assert_true (fixture_send (&server, SOCKEYE_TARGET_DEFAULT, 0, "pong"));
  tls_assert_received (&client, "pong");

  established = tls_describe (&client, SOCKEYE_EVENT_TLS_ESTABLISHED);
  tls_assert_says (established, "TLS 1.3, TLS_");
  tls_assert_says (established, "ALPN http/1.1");
  warning = tls_describe (&client, SOCKEYE_EVENT_TLS_CHECKED);
  tls_assert_says (warning, "Warning: ");
  tls_assert_says (warning, "nobody who is trusted has issued it");
  g_assert_null (strstr (warning, "another name"));
  certificate = tls_describe (&client, SOCKEYE_EVENT_TLS_CERTIFICATE);
  tls_assert_says (certificate, "CN=localhost, for localhost, ");
  tls_assert_says (certificate, "127.0.0.1, ::1, issued by CN=localhost");

  fixture_close_wait (&client);
  g_assert_cmpint (tls_get_end (&server), ==, SOCKEYE_TLS_END_NOTIFIED);
  fixture_wait_event (&server, SOCKEYE_EVENT_CLOSED);
  events = memory_sink_list_events (client.sink, 0);
  g_assert_cmpstr (events, ==,
                   "connecting connected tls-started tls-established tls-certificate tls-checked closed");
  fixture_close_wait (&server);
  fixture_clear (&client);
  fixture_clear (&server);
}

static void
test_trusted (void)
{
  Fixture server, client;
  g_autofree char *crt = tls_maker_get_path (&tls_maker, "good.crt");
  g_autofree char *key = tls_maker_get_path (&tls_maker, "good.key");
  g_autofree char *ca = tls_maker_get_path (&tls_maker, "ca.crt");
  SockeyeTlsSettings offered = { .certificate_file = crt, .key_file = key };
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_FILE,
                                .ca_file = ca,
                                .server_name = " good.test " };
  g_autofree char *checked = NULL;

  fixture_init (&server);
  fixture_init (&client);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  checked = tls_describe (&client, SOCKEYE_EVENT_TLS_CHECKED);
  tls_assert_says (checked, "is trusted");
  g_assert_true (fixture_send (&client, SOCKEYE_TARGET_DEFAULT, 0, "ping"));
  tls_assert_received (&server, "ping");

  /* The other way round: the server ends it. */
  fixture_close_wait (&server);
  g_assert_cmpint (tls_get_end (&client), ==, SOCKEYE_TLS_END_NOTIFIED);
  fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&client);
  fixture_clear (&server);
}

/* A server tells how its own certificate is known, and what clients ask for. */
static void
test_server_rows (void)
{
  g_autoptr (GTlsCertificate) own = sockeye_own_certificate_get (NULL);
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *digest = NULL, *made = NULL, *asked = NULL;
  g_autofree char *events = NULL;
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING, .server_name = "my.test" };
  Fixture server, client;
  MemoryRecord record;

  fixture_init (&server);
  fixture_init (&client);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  made = tls_describe (&server, SOCKEYE_EVENT_TLS_MADE);
  tls_assert_says (made, "for localhost, ");
  g_assert_true (memory_sink_find_event (server.sink, SOCKEYE_EVENT_TLS_MADE, &record));
  g_object_get (own, "certificate", &der, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  g_assert_cmpuint (strlen (record.event.detail), ==, 32 * 3 - 1);
  for (guint i = 0; i < 32; i++)
    g_assert_cmpint (g_ascii_strncasecmp (record.event.detail + 3 * i, digest + 2 * i, 2), ==, 0);
  asked = tls_describe (&server, SOCKEYE_EVENT_TLS_NAME_ASKED);
  tls_assert_says (asked, "asks for the server “my.test” (SNI)");
  fixture_wait_event (&server, SOCKEYE_EVENT_TLS_ESTABLISHED);
  events = memory_sink_list_events (server.sink, 0);
  g_assert_cmpstr (events, ==, "tls-made listening accepted tls-name-asked tls-established");
  fixture_close_wait (&client);
  fixture_close_wait (&server);
  fixture_clear (&client);
  fixture_clear (&server);
}

/* Whoever trusts the certificate that was made on the spot trusts each of its names. */
static void
test_own_names (void)
{
  const char *names[] = { "localhost", "127.0.0.1", "[::1]", "::1", g_get_host_name () };
  g_autoptr (GTlsCertificate) own = sockeye_own_certificate_get (NULL);
  g_autoptr (GTlsCertificate) again = sockeye_own_certificate_get (NULL);
  g_autoptr (GDateTime) from = g_tls_certificate_get_not_valid_before (own);
  g_autoptr (GDateTime) until = g_tls_certificate_get_not_valid_after (own);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *file = tls_maker_get_path (&tls_maker, "own.crt");
  g_autofree char *pem = NULL;

  g_assert_true (own == again);
  g_assert_cmpint (g_date_time_difference (until, from) / G_TIME_SPAN_DAY, ==, 365);
  g_assert_cmpint (g_date_time_difference (now, from) / G_TIME_SPAN_MINUTE, >=, 60);
  g_assert_cmpint (g_date_time_difference (now, from) / G_TIME_SPAN_MINUTE, <, 65);
  g_object_get (own, "certificate-pem", &pem, NULL);
  tls_maker_write (&tls_maker, "own.crt", pem);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Fixture server, client;
      SockeyeTlsSettings offered = { 0 };
      SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_FILE,
                                    .ca_file = file,
                                    .server_name = names[i] };
      g_autofree char *checked = NULL;

      fixture_init (&server);
      fixture_init (&client);
      tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
      checked = tls_describe (&client, SOCKEYE_EVENT_TLS_CHECKED);
      tls_assert_says (checked, "is trusted");
      fixture_close_wait (&client);
      fixture_close_wait (&server);
      fixture_clear (&client);
      fixture_clear (&server);
    }
}

static void
test_client_certificate (void)
{
  g_autofree char *crt = tls_maker_get_path (&tls_maker, "good.crt");
  g_autofree char *key = tls_maker_get_path (&tls_maker, "good.key");
  g_autofree char *ca = tls_maker_get_path (&tls_maker, "ca.crt");

  for (guint i = 0; i < 4; i++)
    {
      gboolean required = (i & 1) != 0;
      gboolean shown = (i & 2) != 0;
      Fixture server, client;
      SockeyeTlsSettings offered = { .trust = SOCKEYE_TLS_TRUST_FILE,
                                     .ca_file = ca,
                                     .clients = required ? SOCKEYE_TLS_CLIENTS_REQUIRED
                                                         : SOCKEYE_TLS_CLIENTS_ASKED };
      SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
      g_autofree char *checked = NULL;

      wanted.certificate_file = shown ? crt : "";
      wanted.key_file = shown ? key : "";
      fixture_init (&server);
      fixture_init (&client);
      tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
      if (required && !shown)
        {
          tls_assert_failure (&server, "the far end has shown no certificate");
          fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
        }
      else
        {
          checked = tls_describe (&server, SOCKEYE_EVENT_TLS_CHECKED);
          tls_assert_says (checked, shown ? "is trusted" : "has shown no certificate");
          fixture_close_wait (&client);
          fixture_wait_event (&server, SOCKEYE_EVENT_CLOSED);
        }
      fixture_close_wait (&server);
      fixture_clear (&client);
      fixture_clear (&server);
    }
}

/* 10 MB in both directions at once, through a sink that takes small pieces. */
static void
test_big (void)
{
  Fixture server, client;
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  g_autofree guint32 *words = g_malloc (BIG);
  g_autoptr (GBytes) payload = NULL;
  Fixture *ends[] = { &server, &client };

  for (guint i = 0; i < BIG / 4; i++)
    words[i] = i * 2654435761u;
  payload = g_bytes_new (words, BIG);
  fixture_init (&server);
  fixture_init (&client);
  memory_sink_set_piece (client.sink, 1000);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  fixture_wait_event (&client, SOCKEYE_EVENT_TLS_ESTABLISHED);
  fixture_wait_event (&server, SOCKEYE_EVENT_TLS_ESTABLISHED);
  tls_send_bytes (&client, payload);
  tls_send_bytes (&server, payload);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GBytes) received = NULL;
      g_autoptr (GBytes) sent = NULL;

      fixture_wait (memory_sink_count_bytes (ends[i]->sink, SOCKEYE_RECORD_RECEIVED, 0) == BIG);
      fixture_wait (memory_sink_count_bytes (ends[i]->sink, SOCKEYE_RECORD_SENT, 0) == BIG);
      received = memory_sink_get_bytes (ends[i]->sink, SOCKEYE_RECORD_RECEIVED, 0);
      sent = memory_sink_get_bytes (ends[i]->sink, SOCKEYE_RECORD_SENT, 0);
      g_assert_true (g_bytes_equal (received, payload));
      g_assert_true (g_bytes_equal (sent, payload));
    }
  fixture_close_wait (&client);
  fixture_wait_event (&server, SOCKEYE_EVENT_CLOSED);
  fixture_close_wait (&server);
  fixture_clear (&client);
  fixture_clear (&server);
}

/* A sink without room holds the peer back; what the library has read already comes when there is room again. */
static void
test_full_sink (void)
{
  Fixture server, client;
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  g_autofree char *text = g_strnfill (16000, 'x');

  fixture_init (&server);
  fixture_init (&client);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  fixture_wait_event (&client, SOCKEYE_EVENT_TLS_ESTABLISHED);
  fixture_wait_event (&server, SOCKEYE_EVENT_TLS_ESTABLISHED);
  memory_sink_set_piece (client.sink, 100);
  g_assert_true (fixture_send (&server, SOCKEYE_TARGET_DEFAULT, 0, text));
  tls_assert_received (&client, text);
  fixture_close_wait (&client);
  fixture_close_wait (&server);
  fixture_clear (&client);
  fixture_clear (&server);
}

/* What was given to the library cannot be called back: it is a record, and the peer gets exactly what the records say. */
static void
test_cancelled (void)
{
  Fixture server, client;
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  g_autofree guint8 *bytes = g_malloc0 (BIG);
  g_autoptr (GBytes) payload = g_bytes_new (bytes, BIG);
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GBytes) received = NULL;
  gsize n = 0;

  fixture_init (&server);
  fixture_init (&client);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  fixture_wait_event (&client, SOCKEYE_EVENT_TLS_ESTABLISHED);
  fixture_wait_event (&server, SOCKEYE_EVENT_TLS_ESTABLISHED);
  sockeye_session_set_reading (server.session, 0, FALSE);
  fixture_wait_event (&server, SOCKEYE_EVENT_READING_PAUSED);
  tls_send_bytes (&client, payload);
  /* Until the buffers are full: nothing more is written in a while. */
  for (guint quiet = 0; quiet < 20; quiet++)
    {
      fixture_iterate ();
      if (memory_sink_count_bytes (client.sink, SOCKEYE_RECORD_SENT, 0) != n)
        quiet = 0;
      n = memory_sink_count_bytes (client.sink, SOCKEYE_RECORD_SENT, 0);
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, BIG);
  sockeye_session_cancel_sending (client.session);
  fixture_wait (sockeye_session_get_unsent (client.session) == 0);
  g_assert_true (fixture_send (&client, SOCKEYE_TARGET_DEFAULT, 0, "the end"));
  sockeye_session_set_reading (server.session, 0, TRUE);
  fixture_wait (memory_sink_count_bytes (client.sink, SOCKEYE_RECORD_SENT, 0) == n + strlen ("the end"));
  fixture_wait (memory_sink_count_bytes (server.sink, SOCKEYE_RECORD_RECEIVED, 0) == n + strlen ("the end"));
  sent = memory_sink_get_bytes (client.sink, SOCKEYE_RECORD_SENT, 0);
  received = memory_sink_get_bytes (server.sink, SOCKEYE_RECORD_RECEIVED, 0);
  g_assert_true (g_bytes_equal (sent, received));
  fixture_close_wait (&client);
  fixture_close_wait (&server);
  fixture_clear (&client);
  fixture_clear (&server);
}

static void
test_half_close (void)
{
  Fixture server, client;
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  g_autofree char *closed = NULL;

  fixture_init (&server);
  fixture_init (&client);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  fixture_wait_event (&server, SOCKEYE_EVENT_TLS_ESTABLISHED);
  sockeye_session_set_stay_half_open (server.session, TRUE);
  /* Behind what is queued. */
  g_assert_true (fixture_send (&client, SOCKEYE_TARGET_DEFAULT, 0, "last"));
  sockeye_session_close_sending (client.session, 0);
  closed = tls_describe (&client, SOCKEYE_EVENT_CLOSED_SENDING);
  tls_assert_says (closed, "(TLS close_notify and FIN)");
  tls_assert_received (&server, "last");
  g_assert_cmpint (tls_get_end (&server), ==, SOCKEYE_TLS_END_NOTIFIED);
  g_assert_true (fixture_send (&server, SOCKEYE_TARGET_DEFAULT, 0, "answer"));
  tls_assert_received (&client, "answer");
  fixture_close_wait (&server);
  g_assert_cmpint (tls_get_end (&client), ==, SOCKEYE_TLS_END_NOTIFIED);
  fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&client);
  fixture_clear (&server);
}

static void
test_abort (void)
{
  Fixture server, client;
  SockeyeTlsSettings offered = { 0 };
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };

  fixture_init (&server);
  fixture_init (&client);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  fixture_wait_event (&server, SOCKEYE_EVENT_TLS_ESTABLISHED);
  fixture_wait_event (&client, SOCKEYE_EVENT_TLS_ESTABLISHED);
  sockeye_session_abort (client.session, 0);
  fixture_wait_event (&client, SOCKEYE_EVENT_ABORTED);
  fixture_wait_event (&server, SOCKEYE_EVENT_RESET);
  g_assert_cmpuint (memory_sink_count_events (server.sink, SOCKEYE_EVENT_PEER_CLOSED), ==, 0);
  fixture_close_wait (&server);
  fixture_clear (&client);
  fixture_clear (&server);
}

/* Certificate and key in one file; and closing while it is still read. */
static void
test_one_file (void)
{
  Fixture server, client;
  g_autofree char *crt = tls_maker_get_path (&tls_maker, "good.crt");
  g_autofree char *key = tls_maker_get_path (&tls_maker, "good.key");
  g_autofree char *both = tls_maker_get_path (&tls_maker, "both.pem");
  g_autofree char *one = NULL, *two = NULL, *all = NULL;
  SockeyeTlsSettings offered = { .certificate_file = both };
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };

  g_assert_true (g_file_get_contents (crt, &one, NULL, NULL) && g_file_get_contents (key, &two, NULL, NULL));
  all = g_strconcat (two, one, NULL);
  tls_maker_write (&tls_maker, "both.pem", all);
  fixture_init (&server);
  fixture_init (&client);
  tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
  fixture_wait_event (&client, SOCKEYE_EVENT_TLS_ESTABLISHED);
  fixture_close_wait (&client);
  fixture_close_wait (&server);

  tls_open (&server, SERVER, 0, &offered, 0);
  sockeye_session_close (server.session);
  fixture_wait_state (&server, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&client);
  fixture_clear (&server);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tls_fixture_set_up ();
  g_test_add_func ("/tls/settings", test_settings);
  g_test_add_func ("/tls/talk", test_talk);
  g_test_add_func ("/tls/trusted", test_trusted);
  g_test_add_func ("/tls/server-rows", test_server_rows);
  g_test_add_func ("/tls/own-names", test_own_names);
  g_test_add_func ("/tls/client-certificate", test_client_certificate);
  g_test_add_func ("/tls/big", test_big);
  g_test_add_func ("/tls/full-sink", test_full_sink);
  g_test_add_func ("/tls/cancelled", test_cancelled);
  g_test_add_func ("/tls/half-close", test_half_close);
  g_test_add_func ("/tls/abort", test_abort);
  g_test_add_func ("/tls/one-file", test_one_file);
  result = g_test_run ();
  tls_maker_clear (&tls_maker);
  return result;
}
