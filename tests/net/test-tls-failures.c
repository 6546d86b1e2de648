/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-fixture.h"

#include <gnutls/gnutls.h>
#include <string.h>
#include <unistd.h>

#define CLIENT SOCKEYE_PROTOCOL_TCP_CLIENT
#define SERVER SOCKEYE_PROTOCOL_TCP_SERVER

static const struct
{
  const char *certificate;
  const char *ca;
  const char *name;
  const char *words;
} refusals[] = {
  { "good", "other", "good.test", "nobody who is trusted has issued it" },
  { "good", NULL, "good.test", "nobody who is trusted has issued it" },
  { "good", "ca", "evil.test", "“evil.test”, because it belongs to another name" },
  { "good", "ca", "", "“127.0.0.1”, because it belongs to another name" },
  { "old", "ca", "good.test", "it has expired" },
  { "future", "ca", "good.test", "it is not valid yet" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      Fixture server, client;
      g_autofree char *crt = g_strdup_printf ("%s/%s.crt", tls_maker.dir, refusals[i].certificate);
      g_autofree char *key = g_strdup_printf ("%s/%s.key", tls_maker.dir, refusals[i].certificate);
      g_autofree char *ca = g_strdup_printf ("%s/%s.crt", tls_maker.dir, refusals[i].ca);
      SockeyeTlsSettings offered = { .certificate_file = crt, .key_file = key };
      SockeyeTlsSettings wanted = { .server_name = refusals[i].name };
      g_autofree char *certificate = NULL;

      if (refusals[i].ca != NULL)
        {
          wanted.trust = SOCKEYE_TLS_TRUST_FILE;
          wanted.ca_file = ca;
        }
      fixture_init (&server);
      fixture_init (&client);
      tls_open (&client, CLIENT, tls_listen (&server, &offered), &wanted, 0);
      tls_assert_failure (&client, "The TLS handshake with 127.0.0.1:");
      tls_assert_failure (&client, refusals[i].words);
      tls_assert_failure (&client, "in the TLS options");
      certificate = tls_describe (&client, SOCKEYE_EVENT_TLS_CERTIFICATE);
      tls_assert_says (certificate, "CN=good.test, for good.test, issued by CN=Test CA, valid from 20");
      fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
      g_assert_cmpuint (memory_sink_count_events (client.sink, SOCKEYE_EVENT_TLS_ESTABLISHED), ==, 0);
      g_assert_cmpuint (memory_sink_count_events (client.sink, SOCKEYE_EVENT_TLS_CHECKED), ==, 0);
      fixture_wait (server.failures->len > 0);
      g_test_message ("client: %s", (char *) client.failures->pdata[0]);
      g_test_message ("server: %s", (char *) server.failures->pdata[0]);
      fixture_close_wait (&server);
      fixture_clear (&client);
      fixture_clear (&server);
    }
}

/* What came is kept, this end can still send, and it is said that something may be missing. */
static void
test_truncated (void)
{
  const struct
  {
    TlsRudeness rudeness;
    SockeyeTlsEnd end;
    const char *words;
  } cases[] = {
    { TLS_RUDE_END, SOCKEYE_TLS_END_TRUNCATED, "without TLS close_notify" },
    { TLS_RUDE_CUT, SOCKEYE_TLS_END_CUT, "in the middle of a TLS record" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture client;
      guint16 port = 0;
      int listener = peer_listen ("127.0.0.1", 5, &port);
      GThread *thread = tls_maker_serve_rudely (&tls_maker, listener, "good", "cut", cases[i].rudeness);
      SockeyeSettings settings = { .protocol = CLIENT,
                                   .remote_host = "127.0.0.1",
                                   .remote_port = port,
                                   .stay_half_open = TRUE,
                                   .tls = { .enabled = TRUE, .trust = SOCKEYE_TLS_TRUST_ANYTHING } };
      g_autofree char *sentence = NULL;

      fixture_init (&client);
      sockeye_session_open (client.session, &settings);
      g_assert_cmpint (tls_get_end (&client), ==, cases[i].end);
      tls_assert_received (&client, "cut");
      sentence = tls_describe (&client, SOCKEYE_EVENT_PEER_CLOSED);
      tls_assert_says (sentence, cases[i].words);
      g_assert_true (fixture_send (&client, SOCKEYE_TARGET_DEFAULT, 0, "answer"));
      fixture_wait (memory_sink_count_bytes (client.sink, SOCKEYE_RECORD_SENT, 0) == strlen ("answer"));
      fixture_close_wait (&client);
      g_assert_cmpuint (client.failures->len, ==, 0);
      g_thread_join (thread);
      close (listener);
      fixture_clear (&client);
    }
}

/* The library's reason, and none of what GIO puts before it. */
static void
test_garbled (void)
{
  Fixture client;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  GThread *thread = tls_maker_serve_rudely (&tls_maker, listener, "good", "cut", TLS_RUDE_GARBLE);
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  g_autofree char *words = g_strdup_printf ("broke the rules of TLS (“%s”)",
                                            gnutls_strerror (GNUTLS_E_DECRYPTION_FAILED));

  fixture_init (&client);
  tls_open (&client, CLIENT, port, &wanted, 0);
  tls_assert_failure (&client, words);
  tls_assert_received (&client, "cut");
  fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
  g_thread_join (thread);
  close (listener);
  fixture_clear (&client);
}

/* What a client meets that does not speak TLS. */
static void
test_server_is_not_tls (void)
{
  const struct
  {
    const char *says;
    gboolean closes;
    const char *words;
  } cases[] = {
    { "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", FALSE, "is not TLS" },
    { "", TRUE, "closed the connection before the handshake was over" },
    { "", FALSE, "(ETIMEDOUT)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture client;
      guint16 port = 0;
      int listener = peer_listen ("127.0.0.1", 5, &port);
      SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
      gboolean too_late = cases[i].says[0] == '\0' && !cases[i].closes;
      guint8 hello[16];
      int fd;

      fixture_init (&client);
      tls_open (&client, CLIENT, port, &wanted, too_late ? 2000 : 0);
      fd = accept (listener, NULL, NULL);
      /* On a slow machine the time may be over before the client has said anything. */
      if (peer_receive (fd, hello, 1) == 1)
        g_assert_cmpuint (hello[0], ==, 22); /* a handshake record */
      else
        g_assert_true (too_late);
      peer_send (fd, cases[i].says, strlen (cases[i].says));
      if (cases[i].closes)
        {
          char rest[4096];

          g_assert_cmpint (recv (fd, rest, sizeof rest, 0), >, 0);
          shutdown (fd, SHUT_WR);
        }
      tls_assert_failure (&client, cases[i].words);
      fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
      g_test_message ("%s", (char *) client.failures->pdata[0]);
      close (fd);
      close (listener);
      fixture_clear (&client);
    }
}

static void
test_client_is_not_tls (void)
{
  Fixture server;
  SockeyeTlsSettings offered = { 0 };
  g_autoptr (GBytes) hello = tls_maker_make_hello ("my.test");
  guint16 port;
  int fd, silent;
  char rest[64];

  fixture_init (&server);
  tls_open (&server, SERVER, 0, &offered, 1500);
  fixture_wait_state (&server, SOCKEYE_SESSION_OPEN);
  port = sockeye_session_get_local_port (server.session);
  silent = peer_connect ("127.0.0.1", port);
  tls_assert_failure (&server, "(ETIMEDOUT)");
  g_assert_cmpuint (peer_receive (silent, rest, 1), ==, 0);
  g_ptr_array_set_size (server.failures, 0);

  /* Half of what a client says first: that would have been TLS. */
  fd = peer_connect ("127.0.0.1", port);
  peer_send (fd, g_bytes_get_data (hello, NULL), 50);
  shutdown (fd, SHUT_WR);
  tls_assert_failure (&server, "closed the connection before the handshake was over");
  close (fd);
  g_ptr_array_set_size (server.failures, 0);

  fd = peer_connect ("127.0.0.1", port);
  peer_send (fd, "GET / HTTP/1.0\r\n\r\n", 18);
  tls_assert_failure (&server, "is not TLS");
  g_test_message ("%s", (char *) server.failures->pdata[0]);
  fixture_wait (sockeye_session_get_n_connections (server.session) == 0);
  close (fd);
  close (silent);
  fixture_close_wait (&server);
  fixture_clear (&server);
}

/* A client that has taken part in the handshake, and then refuses the certificate with an alert that is not encrypted, as
 * OpenSSL's do over TLS 1.3. */
static void
test_client_refuses (void)
{
  static const guint8 alert[] = { 21, 3, 3, 0, 2, 2, 48 };
  g_autoptr (GBytes) hello = tls_maker_make_hello ("my.test");
  SockeyeTlsSettings offered = { 0 };
  Fixture server;
  guint8 answer[5];
  int fd;

  fixture_init (&server);
  fd = peer_connect ("127.0.0.1", tls_listen (&server, &offered));
  peer_send (fd, g_bytes_get_data (hello, NULL), g_bytes_get_size (hello));
  g_assert_cmpuint (peer_receive (fd, answer, sizeof answer), ==, sizeof answer);
  g_assert_cmpuint (answer[0], ==, 22);
  peer_send (fd, alert, sizeof alert);
  shutdown (fd, SHUT_WR);
  tls_assert_failure (&server, "refused with a TLS alert");
  tls_assert_failure (&server, gnutls_alert_get_name (GNUTLS_A_UNKNOWN_CA));
  tls_assert_failure (&server, "may not trust this end’s certificate");
  close (fd);
  fixture_close_wait (&server);
  fixture_clear (&server);
}

/* A server that wants a certificate of the client, which has none, or one that is not liked. Before TLS 1.3 the alert is the
 * same for both. */
static void
test_server_demands (void)
{
  g_autofree char *crt = tls_maker_get_path (&tls_maker, "good.crt");
  g_autofree char *key = tls_maker_get_path (&tls_maker, "good.key");

  for (guint i = 0; i < 2; i++)
    {
      Fixture client;
      guint16 port = 0;
      int listener = peer_listen ("127.0.0.1", 5, &port);
      GThread *thread = tls_maker_serve_rudely (&tls_maker, listener, "good", "", TLS_RUDE_DEMAND);
      SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };

      wanted.certificate_file = i == 1 ? crt : NULL;
      wanted.key_file = i == 1 ? key : NULL;
      fixture_init (&client);
      tls_open (&client, CLIENT, port, &wanted, 0);
      tls_assert_failure (&client, i == 0 ? "the far end wants a certificate of this end. Choose one"
                                          : "may not trust this end’s certificate");
      fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
      g_thread_join (thread);
      close (listener);
      fixture_clear (&client);
    }
}

static void
test_cancelled_handshake (void)
{
  Fixture client;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  SockeyeTlsSettings wanted = { .trust = SOCKEYE_TLS_TRUST_ANYTHING };
  char hello[4096];
  int fd;

  fixture_init (&client);
  tls_open (&client, CLIENT, port, &wanted, 0);
  fd = accept (listener, NULL, NULL);
  g_assert_cmpint (recv (fd, hello, sizeof hello, 0), >, 0);
  g_assert_true (fixture_send (&client, SOCKEYE_TARGET_DEFAULT, 0, "never"));
  fixture_close_wait (&client);
  g_assert_cmpint (recv (fd, hello, sizeof hello, 0), ==, 0);
  g_assert_cmpuint (memory_sink_count_events (client.sink, SOCKEYE_EVENT_UNSENT), ==, 1);
  close (fd);
  close (listener);
  fixture_clear (&client);
}

static void
test_bad_files (void)
{
  const struct
  {
    const char *certificate;
    const char *key;
    const char *ca;
    const char *words;
  } cases[] = {
    { "missing.crt", NULL, NULL, "No such file" },
    { "good.crt", "missing.key", NULL, "No such file" },
    { "good.crt", NULL, NULL, "without its private key" },
    { "good.crt", "ca.key", NULL, "ca.key” does not belong to the certificate “" },
    { "mixed.pem", NULL, NULL, "holds the private key of another certificate" },
    { "good.crt", "empty", NULL, "empty” cannot be used as the private key" },
    { "empty", NULL, NULL, "cannot be used" },
    { NULL, NULL, "missing.crt", "The CA file" },
    { NULL, NULL, "empty", "holds no certificate" },
    { NULL, NULL, "", "No CA file is chosen" },
    /* Endless: the memory of the machine would be filled. */
    { "zero", NULL, NULL, "a device, and no file" },
    { "good.crt", "zero", NULL, "a device, and no file" },
    { NULL, NULL, "zero", "a device, and no file" },
    { "large", NULL, NULL, "more than 16 MiB" },
  };

  g_autofree char *crt_file = tls_maker_get_path (&tls_maker, "good.crt");
  g_autofree char *key_file = tls_maker_get_path (&tls_maker, "ca.key");
  g_autofree char *zero_file = tls_maker_get_path (&tls_maker, "zero");
  g_autofree char *large_file = tls_maker_get_path (&tls_maker, "large");
  g_autofree char *own = NULL, *strange = NULL, *mixed = NULL;

  g_assert_true (g_file_get_contents (crt_file, &own, NULL, NULL)
                 && g_file_get_contents (key_file, &strange, NULL, NULL));
  mixed = g_strconcat (own, strange, NULL);
  tls_maker_write (&tls_maker, "mixed.pem", mixed);
  tls_maker_write (&tls_maker, "empty", "nothing\n");
  tls_maker_write (&tls_maker, "large", "");
  g_assert_cmpint (truncate (large_file, (17 << 20)), ==, 0);
  g_assert_cmpint (symlink ("/dev/zero", zero_file), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture server;
      g_autofree char *crt = cases[i].certificate != NULL
                                 ? tls_maker_get_path (&tls_maker, cases[i].certificate)
                                 : NULL;
      g_autofree char *key = cases[i].key != NULL ? tls_maker_get_path (&tls_maker, cases[i].key) : NULL;
      g_autofree char *ca = cases[i].ca != NULL && *cases[i].ca != '\0'
                                ? tls_maker_get_path (&tls_maker, cases[i].ca)
                                : NULL;
      SockeyeTlsSettings offered = { .certificate_file = crt, .key_file = key, .ca_file = ca };

      /* Whom a server trusts is looked at only when it asks for certificates. */
      offered.clients = cases[i].ca != NULL ? SOCKEYE_TLS_CLIENTS_ASKED : SOCKEYE_TLS_CLIENTS_NOT_ASKED;
      offered.trust = cases[i].ca != NULL ? SOCKEYE_TLS_TRUST_FILE : SOCKEYE_TLS_TRUST_SYSTEM;
      fixture_init (&server);
      tls_open (&server, SERVER, 0, &offered, 0);
      tls_assert_failure (&server, cases[i].words);
      tls_assert_failure (&server, "in the TLS options");
      g_test_message ("%s", (char *) server.failures->pdata[0]);
      fixture_wait_state (&server, SOCKEYE_SESSION_CLOSED);
      fixture_clear (&server);
    }
}

/* A connection without a handshake is no success: it counts as an attempt that failed. */
static void
test_attempts (void)
{
  Fixture client;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 5, &port);
  SockeyeSettings settings = { .protocol = CLIENT,
                               .remote_host = "127.0.0.1",
                               .remote_port = port,
                               .connect_timeout_ms = 100,
                               .reconnect = TRUE,
                               .reconnect_first_ms = 1,
                               .reconnect_attempts = 2,
                               .tls = { .enabled = TRUE } };

  fixture_init (&client);
  sockeye_session_open (client.session, &settings);
  fixture_wait_event (&client, SOCKEYE_EVENT_CONNECTED);
  fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
  g_assert_cmpuint (memory_sink_count_events (client.sink, SOCKEYE_EVENT_RECONNECTING), ==, 2);
  g_assert_cmpuint (memory_sink_count_events (client.sink, SOCKEYE_EVENT_CONNECTED), ==, 3);
  g_assert_cmpuint (client.failures->len, ==, 3);
  close (listener);
  fixture_clear (&client);
}

static void
test_no_backend (void)
{
  Fixture client;
  SockeyeTlsSettings wanted = { 0 };

  if (!g_test_subprocess ())
    {
      g_setenv ("GIO_USE_TLS", "dummy", TRUE);
      g_test_trap_subprocess (NULL, FIXTURE_PATIENCE_US, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_unsetenv ("GIO_USE_TLS");
      g_test_trap_assert_passed ();
      return;
    }
  fixture_init (&client);
  tls_open (&client, CLIENT, 9, &wanted, 0);
  tls_assert_failure (&client, "glib-networking");
  fixture_wait_state (&client, SOCKEYE_SESSION_CLOSED);
  fixture_clear (&client);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tls_fixture_set_up ();
  g_test_add_func ("/tls-failures/refused", test_refused);
  g_test_add_func ("/tls-failures/truncated", test_truncated);
  g_test_add_func ("/tls-failures/garbled", test_garbled);
  g_test_add_func ("/tls-failures/server-is-not-tls", test_server_is_not_tls);
  g_test_add_func ("/tls-failures/client-is-not-tls", test_client_is_not_tls);
  g_test_add_func ("/tls-failures/client-refuses", test_client_refuses);
  g_test_add_func ("/tls-failures/server-demands", test_server_demands);
  g_test_add_func ("/tls-failures/cancelled-handshake", test_cancelled_handshake);
  g_test_add_func ("/tls-failures/bad-files", test_bad_files);
  g_test_add_func ("/tls-failures/attempts", test_attempts);
  g_test_add_func ("/tls-failures/no-backend", test_no_backend);
  result = g_test_run ();
  tls_maker_clear (&tls_maker);
  return result;
}
