/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "event.h"

#include <errno.h>
#include <gio/gio.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static SockeyeEndpoint
make_end (const char *host, guint16 port)
{
  SockeyeEndpoint endpoint;

  sockeye_endpoint_clear (&endpoint);
  if (host != NULL && host[0] == '#')
    sockeye_endpoint_set_unnamed (&endpoint, (guint32) strtoul (host + 1, NULL, 10));
  else if (host != NULL && host[0] == '@')
    g_assert_true (sockeye_endpoint_set_path (&endpoint, host, NULL));
  else if (host != NULL && host[0] == '/')
    {
      struct sockaddr_un un = { .sun_family = AF_UNIX };

      g_strlcpy (un.sun_path, host, sizeof un.sun_path);
      sockeye_endpoint_set_native (&endpoint, (const struct sockaddr *) &un,
                                   (socklen_t) (offsetof (struct sockaddr_un, sun_path) + strlen (host)));
    }
  else if (host != NULL)
    {
      g_assert_true (sockeye_endpoint_set_literal (&endpoint, host, port, NULL));
    }
  return endpoint;
}

static void
assert_same (const SockeyeEvent *a, const SockeyeEvent *b)
{
  g_assert_cmpint (a->type, ==, b->type);
  g_assert_cmpint (a->operation, ==, b->operation);
  g_assert_cmpint (a->error_number, ==, b->error_number);
  g_assert_true (sockeye_endpoint_equal (&a->local, &b->local));
  g_assert_true (sockeye_endpoint_equal (&a->remote, &b->remote));
  g_assert_cmpuint (a->number, ==, b->number);
  g_assert_cmpuint (a->number2, ==, b->number2);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpstr (a->detail, ==, b->detail);
  g_assert_cmpint (a->socket_time, ==, b->socket_time);
  g_assert_cmpint (a->bind_time, ==, b->bind_time);
}

/* Parses a copy that ends exactly with its last byte, so that the address sanitizer sees a step too far. */
static gboolean
parse (const guint8 *bytes, gsize length, SockeyeEvent *event, guint8 **copy)
{
  *copy = g_memdup2 (bytes, length);
  return sockeye_event_parse (*copy, length, event);
}

static const char *const ends[] = { NULL,          "127.0.0.1", "fe80::1%7", "::ffff:10.0.0.1",
                                    "/run/a.sock", "@a",        "#0",        "#70000" };
static const char *const texts[] = { NULL, "", "python3 (pid 4711)", "名字" };

static void
test_round_trip (void)
{
  guint n = 0;

  for (guint local = 0; local < G_N_ELEMENTS (ends); local++)
    for (guint remote = 0; remote < G_N_ELEMENTS (ends); remote++)
      for (guint text = 0; text < G_N_ELEMENTS (texts); text++)
        for (guint detail = 0; detail < G_N_ELEMENTS (texts); detail++, n++)
          {
            SockeyeEvent event = { .type = n % SOCKEYE_EVENT_N_TYPES,
                                   .operation = n % SOCKEYE_OPERATION_N_OPERATIONS,
                                   .error_number = (gint) n % 5 - 3,
                                   .local = make_end (ends[local], (guint16) (n * 997)),
                                   .remote = make_end (ends[remote], 65535),
                                   .number = n % 3 == 0 ? G_MAXUINT64 : n % 3,
                                   .number2 = n % 4 == 0 ? 1u << 31 : 0,
                                   .text = texts[text],
                                   .detail = texts[detail],
                                   .socket_time = n % 7 < 2 ? G_MAXINT64 - n : 0,
                                   .bind_time = n % 7 == 1 ? 1 : 0 };
            g_autoptr (GBytes) bytes = sockeye_event_serialize (&event);
            SockeyeEvent parsed;
            g_autofree guint8 *copy = NULL;
            gsize length;
            const guint8 *data = g_bytes_get_data (bytes, &length);

            g_assert_true (parse (data, length, &parsed, &copy));
            assert_same (&event, &parsed);
          }
}

/* A cut or changed event is refused or understood as another one, and never read beyond its end. */
static void
test_hostile (void)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_BIND,
                         .error_number = EADDRINUSE,
                         .local = make_end ("/run/a.sock", 0),
                         .remote = make_end ("::1", 80),
                         .number = 5,
                         .number2 = 6,
                         .text = "text",
                         .detail = "detail",
                         .socket_time = 7,
                         .bind_time = 8 };
  g_autoptr (GBytes) bytes = sockeye_event_serialize (&event);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree guint8 *longer = g_malloc0 (length + 1);

  for (gsize cut = 0; cut < length; cut++)
    {
      SockeyeEvent parsed = { .number = 4711 };
      g_autofree guint8 *copy = NULL;

      g_assert_false (parse (data, cut, &parsed, &copy));
      g_assert_cmpuint (parsed.number, ==, 4711);
    }

  memcpy (longer, data, length);
  g_assert_false (sockeye_event_parse (longer, length + 1, &event));

  for (gsize at = 0; at < length; at++)
    for (guint value = 0; value < 256; value++)
      {
        g_autofree guint8 *changed = g_memdup2 (data, length);
        SockeyeEvent parsed;

        changed[at] = (guint8) value;
        if (sockeye_event_parse (changed, length, &parsed))
          {
            g_autofree char *sentence = sockeye_event_describe (&parsed);

            g_assert_true (g_utf8_validate (sentence, -1, NULL));
            g_assert_cmpstr (sentence, !=, "");
          }
      }
}

static void
test_random (void)
{
  for (guint round = 0; round < 100000; round++)
    {
      guint8 bytes[48] = { 1 };
      gsize length = (gsize) g_test_rand_int_range (0, sizeof bytes);
      SockeyeEvent parsed;
      g_autofree guint8 *copy = NULL;

      for (gsize i = round % 2; i < length; i++)
        bytes[i] = (guint8) g_test_rand_int_range (0, i < 4 ? 32 : 256);
      if (parse (bytes, length, &parsed, &copy))
        g_free (sockeye_event_describe (&parsed));
    }
}

static void
test_bad_text (void)
{
  g_autofree char *large = g_strnfill (100000, 'a');
  SockeyeEvent event = { .type = SOCKEYE_EVENT_RESOLVED, .text = "a\xff", .detail = large };
  g_autoptr (GBytes) bytes = sockeye_event_serialize (&event);
  SockeyeEvent parsed;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_assert_true (sockeye_event_parse (data, length, &parsed));
  g_assert_cmpstr (parsed.text, ==, "a\xef\xbf\xbd");
  g_assert_cmpuint (strlen (parsed.detail), ==, 65535);

  memset (large, 0xFF, 100000);
  g_bytes_unref (g_steal_pointer (&bytes));
  bytes = sockeye_event_serialize (&event);
  data = g_bytes_get_data (bytes, &length);
  g_assert_true (sockeye_event_parse (data, length, &parsed));
  g_assert_cmpuint (strlen (parsed.detail), <=, 65535);
}

typedef struct
{
  SockeyeEvent event;
  const char *local;
  const char *remote;
  const char *sentence;
} Sentence;

#define LOCAL  "127.0.0.1"
#define REMOTE "::1"
#define GROUP  "239.1.2.3"

static const Sentence sentences[] = {
  { { .type = SOCKEYE_EVENT_RESOLVING, .text = "localhost" }, NULL, NULL, "Looking up localhost" },
  { { .type = SOCKEYE_EVENT_RESOLVED, .text = "localhost", .detail = "::1, 127.0.0.1" },
    NULL,
    REMOTE,
    "localhost has the addresses ::1, 127.0.0.1" },
  { { .type = SOCKEYE_EVENT_RESOLVED, .text = "localhost" }, NULL, REMOTE, "localhost has the address ::1" },
  { { .type = SOCKEYE_EVENT_BOUND }, LOCAL, NULL, "Bound to 127.0.0.1:8080" },
  { { .type = SOCKEYE_EVENT_LISTENING, .number = 128 }, LOCAL, NULL, "Listening on 127.0.0.1:8080" },
  { { .type = SOCKEYE_EVENT_CONNECTING }, NULL, REMOTE, "Connecting to [::1]:40112" },
  { { .type = SOCKEYE_EVENT_CONNECTING }, LOCAL, REMOTE, "Connecting to [::1]:40112 from 127.0.0.1:8080" },
  { { .type = SOCKEYE_EVENT_CONNECTING, .number = SOCKEYE_CONNECTING_ANY_HOST },
    LOCAL,
    REMOTE,
    "Connecting to [::1]:40112 from 127.0.0.1:8080" },
  { { .type = SOCKEYE_EVENT_CONNECTING, .number = SOCKEYE_CONNECTING_ANY },
    LOCAL,
    REMOTE,
    "Connecting to [::1]:40112" },
  { { .type = SOCKEYE_EVENT_CONNECTED }, LOCAL, REMOTE, "Connected to [::1]:40112 from 127.0.0.1:8080" },
  { { .type = SOCKEYE_EVENT_CONNECTED }, NULL, REMOTE, "Connected to [::1]:40112" },
  { { .type = SOCKEYE_EVENT_ACCEPTED }, LOCAL, REMOTE, "Accepted a connection from [::1]:40112" },
  { { .type = SOCKEYE_EVENT_ACCEPTED, .number = 4711, .text = "python3" },
    "/run/x",
    "#3",
    "Accepted a connection from unnamed #3: process python3 (pid 4711, user 0)" },
  { { .type = SOCKEYE_EVENT_CONNECTED, .number = 4711, .number2 = 1000 },
    "#0",
    "@x",
    "Connected to @x: process ? (pid 4711, user 1000)" },
  { { .type = SOCKEYE_EVENT_CONNECTED }, "/run/x", "@x", "Connected to @x from /run/x" },
  { { .type = SOCKEYE_EVENT_BOUND }, "/run/x", NULL, "Bound to /run/x" },
  { { .type = SOCKEYE_EVENT_BOUND },
    "#0",
    NULL,
    "Opened a socket without a name: it can send, but nobody can send to it" },
  { { .type = SOCKEYE_EVENT_UNBOUND }, "#0", NULL, "Closed the socket without a name" },
  { { .type = SOCKEYE_EVENT_CLOSED_SENDING },
    NULL,
    "#3",
    "Closed sending to unnamed #3 (shutdown); receiving goes on" },
  { { .type = SOCKEYE_EVENT_READING_PAUSED },
    NULL,
    "#3",
    "Reading from unnamed #3 is paused: what it sends waits, until the system’s buffer is full" },
  { { .type = SOCKEYE_EVENT_PEER_CLOSED },
    LOCAL,
    REMOTE,
    "[::1]:40112 closed its sending side (receive returned 0)" },
  { { .type = SOCKEYE_EVENT_RESET },
    LOCAL,
    REMOTE,
    "Connection reset by [::1]:40112 (ECONNRESET). The program there may have crashed, closed with data "
    "unread, or aborted "
    "it on purpose: look at its messages, and connect again." },
  { { .type = SOCKEYE_EVENT_CLOSED }, LOCAL, REMOTE, "Closed the connection to [::1]:40112" },
  { { .type = SOCKEYE_EVENT_UNBOUND }, LOCAL, NULL, "Unbound from 127.0.0.1:8080" },
  { { .type = SOCKEYE_EVENT_STOPPED_LISTENING }, LOCAL, NULL, "Stopped listening on 127.0.0.1:8080" },
  { { .type = SOCKEYE_EVENT_STOPPED_LISTENING, .number = 1 },
    LOCAL,
    NULL,
    "Stopped listening on 127.0.0.1:8080; 1 accepted connection goes on" },
  { { .type = SOCKEYE_EVENT_STOPPED_LISTENING, .number = 3 },
    LOCAL,
    NULL,
    "Stopped listening on 127.0.0.1:8080; 3 accepted connections go on" },
  { { .type = SOCKEYE_EVENT_CANCELLED }, NULL, REMOTE, "Connecting to [::1]:40112 was cancelled" },
  { { .type = SOCKEYE_EVENT_CANCELLED, .text = "a.b" }, NULL, NULL, "Looking up a.b was cancelled" },
  { { .type = SOCKEYE_EVENT_NOT_STORED, .number = 1, .number2 = 512 },
    NULL,
    NULL,
    "The store was full: 1 datagram (512 bytes) received but not kept" },
  { { .type = SOCKEYE_EVENT_NOT_STORED, .number = 2, .number2 = 1 },
    NULL,
    NULL,
    "The store was full: 2 datagrams (1 byte) received but not kept" },
  { { .type = SOCKEYE_EVENT_DISCARDED, .number = 7, .number2 = 700 },
    NULL,
    NULL,
    "The capture is at its limit: the oldest 7 records (700 bytes) gave way to new ones" },
  { { .type = SOCKEYE_EVENT_STORE_FAILED, .error_number = EIO, .number = 2048, .text = "/v/sockeye" },
    NULL,
    NULL,
    "The capture’s file in “/v/sockeye” cannot be written: Input/output error (EIO). Only the newest "
    "2.0\u00a0KiB are "
    "kept from now on; the older bytes give way. See to it that files can be written there, and clear the "
    "log to try it "
    "again." },
  { { .type = SOCKEYE_EVENT_STORE_FAILED, .error_number = EACCES, .number2 = 1 },
    NULL,
    NULL,
    "The capture goes on, but could not be recovered if Sockeye ended unexpectedly: its files cannot be "
    "written: Permission denied (EACCES). Save it before you need it." },
  { { .type = SOCKEYE_EVENT_STORE_FAILED, .error_number = ENOSPC, .number = 30408704, .text = "/v/sockeye" },
    NULL,
    NULL,
    "The capture’s file in “/v/sockeye” cannot grow: No space left on device (ENOSPC). Only the newest "
    "29.0\u00a0MiB are "
    "kept from now on; the older bytes give way. Make room on that disk, or change in the preferences how "
    "much is to be "
    "left free on it." },
  { { .type = SOCKEYE_EVENT_UNSENT, .number = 1 },
    NULL,
    REMOTE,
    "1 queued byte for [::1]:40112 was not sent, because the connection ended" },
  { { .type = SOCKEYE_EVENT_UNSENT, .number = 9 },
    NULL,
    REMOTE,
    "9 queued bytes for [::1]:40112 were not sent, because the connection ended" },
  { { .type = SOCKEYE_EVENT_UNSENT, .number = 9 },
    NULL,
    NULL,
    "9 queued bytes were not sent, because the socket was closed" },
  { { .type = SOCKEYE_EVENT_UNSENT, .operation = SOCKEYE_OPERATION_SEND, .number = 9 },
    NULL,
    NULL,
    "9 queued bytes were not sent, because the connection had ended" },
  { { .type = SOCKEYE_EVENT_UNSENT, .operation = SOCKEYE_OPERATION_CONNECT, .number = 9 },
    NULL,
    REMOTE,
    "9 bytes for [::1]:40112 were not sent, because no connection was made" },
  { { .type = SOCKEYE_EVENT_LISTENING, .number = 5000, .number2 = 4096 },
    LOCAL,
    NULL,
    "Listening on 127.0.0.1:8080; the system made a backlog of 4096 out of 5000 (net.core.somaxconn)" },
  { { .type = SOCKEYE_EVENT_PEER_CLOSED, .number = 1 },
    LOCAL,
    REMOTE,
    "[::1]:40112 closed its sending side (receive returned 0); this end stays open for sending" },
  { { .type = SOCKEYE_EVENT_CLOSED_SENDING },
    NULL,
    REMOTE,
    "Closed sending to [::1]:40112 (FIN); receiving goes on" },
  { { .type = SOCKEYE_EVENT_ABORTED }, NULL, REMOTE, "Aborted the connection to [::1]:40112 (RST)" },
  { { .type = SOCKEYE_EVENT_READING_PAUSED },
    NULL,
    REMOTE,
    "Reading from [::1]:40112 is paused: what it sends waits, until its window closes" },
  { { .type = SOCKEYE_EVENT_READING_RESUMED }, NULL, REMOTE, "Reading from [::1]:40112 goes on" },
  { { .type = SOCKEYE_EVENT_READING_RESUMED, .number = 1 },
    NULL,
    REMOTE,
    "Reading from [::1]:40112 goes on; 1 byte has waited in the system" },
  { { .type = SOCKEYE_EVENT_ACCEPTING_PAUSED },
    LOCAL,
    NULL,
    "Accepting on 127.0.0.1:8080 is paused: clients wait in the system’s queue" },
  { { .type = SOCKEYE_EVENT_ACCEPTING_RESUMED }, LOCAL, NULL, "Accepting on 127.0.0.1:8080 goes on" },
  { { .type = SOCKEYE_EVENT_ACCEPTING_RESUMED, .number = 2 },
    LOCAL,
    NULL,
    "Accepting on 127.0.0.1:8080 goes on; 2 connections have waited" },
  { { .type = SOCKEYE_EVENT_WAITING_RESET, .number = 1 },
    LOCAL,
    NULL,
    "1 connection that waited on 127.0.0.1:8080 was never accepted: the system reset it" },
  { { .type = SOCKEYE_EVENT_RECONNECTING, .number = 3, .number2 = 4000 },
    NULL,
    REMOTE,
    "Trying to connect to [::1]:40112 again in 4 s (attempt 3)" },
  { { .type = SOCKEYE_EVENT_RECONNECTING, .number = 1, .number2 = 1500 },
    NULL,
    NULL,
    "Trying to connect again in 1500 ms (attempt 1)" },
  { { .type = SOCKEYE_EVENT_GAVE_UP, .number = 3 },
    NULL,
    REMOTE,
    "Gave up connecting to [::1]:40112 again after 3 attempts" },
  { { .type = SOCKEYE_EVENT_GAVE_UP, .number = 1 }, NULL, NULL, "Gave up connecting again after 1 attempt" },
  { { .type = SOCKEYE_EVENT_READY_TO_CONNECT },
    NULL,
    REMOTE,
    "Ready to connect to [::1]:40112 for each send" },
  { { .type = SOCKEYE_EVENT_STOPPED_CONNECTING }, NULL, REMOTE, "Stopped connecting to [::1]:40112" },
  { { .type = SOCKEYE_EVENT_OPTION_SET, .text = "TCP_NODELAY", .number = 1, .number2 = 1 },
    NULL,
    NULL,
    "TCP_NODELAY set to on" },
  { { .type = SOCKEYE_EVENT_OPTION_SET, .text = "SO_RCVBUF", .number = 65536, .number2 = 131072 },
    NULL,
    NULL,
    "SO_RCVBUF: asked for 65536 bytes, the kernel gives 131072 bytes" },
  { { .type = SOCKEYE_EVENT_OPTION_SET, .text = "TCP_KEEPIDLE", .number = 60, .number2 = 60 },
    NULL,
    NULL,
    "TCP_KEEPIDLE set to 60 s" },
  { { .type = SOCKEYE_EVENT_OPTION_SET, .text = "TCP_CONGESTION", .detail = "reno" },
    NULL,
    NULL,
    "TCP_CONGESTION set to reno" },
  { { .type = SOCKEYE_EVENT_OPTION_SET, .text = "SO_SOMETHING" }, NULL, NULL, "A socket option was set" },
  { { .type = SOCKEYE_EVENT_OPTION_SPREAD, .text = "TCP_NODELAY", .number = 1 },
    NULL,
    NULL,
    "TCP_NODELAY set on 1 accepted connection as well" },
  { { .type = SOCKEYE_EVENT_OPTION_SPREAD, .text = "TCP_NODELAY", .number = 3 },
    NULL,
    NULL,
    "TCP_NODELAY set on 3 accepted connections as well" },
  { { .type = SOCKEYE_EVENT_GROUP_JOINED }, NULL, GROUP, "Joined the group 239.1.2.3" },
  { { .type = SOCKEYE_EVENT_GROUP_JOINED, .text = "eth0" },
    NULL,
    GROUP,
    "Joined the group 239.1.2.3 on eth0" },
  { { .type = SOCKEYE_EVENT_TLS_ESTABLISHED, .text = "TLS 1.3\nTLS_AES_256_GCM_SHA384\nh2" },
    LOCAL,
    REMOTE,
    "TLS established with [::1]:40112: TLS 1.3, TLS_AES_256_GCM_SHA384, ALPN h2" },
  { { .type = SOCKEYE_EVENT_TLS_ESTABLISHED, .text = "TLS 1.2\nX\n" },
    LOCAL,
    REMOTE,
    "TLS established with [::1]:40112: TLS 1.2, X, no ALPN" },
  { { .type = SOCKEYE_EVENT_TLS_CERTIFICATE,
      .error_number = 1,
      .text = "CN=a",
      .detail = "CN=b",
      .number = 0,
      .number2 = 86400 },
    LOCAL,
    REMOTE,
    "Certificate of [::1]:40112: CN=a, issued by CN=b, valid from 1970-01-01 until 1970-01-02" },
  { { .type = SOCKEYE_EVENT_TLS_CERTIFICATE,
      .error_number = 1,
      .text = "CN=a\na.test, ::1",
      .detail = "CN=b",
      .number2 = 86400 },
    LOCAL,
    REMOTE,
    "Certificate of [::1]:40112: CN=a, for a.test, ::1, issued by CN=b, valid from 1970-01-01 until "
    "1970-01-02" },
  { { .type = SOCKEYE_EVENT_TLS_CERTIFICATE, .error_number = 2, .text = "CN=b", .detail = "CN=c" },
    LOCAL,
    REMOTE,
    "Certificate 2 in the chain of [::1]:40112: CN=b, issued by CN=c, valid from 1970-01-01 until "
    "1970-01-01" },
  { { .type = SOCKEYE_EVENT_TLS_MADE, .text = "CN=a\na.test, ::1", .detail = "0A:1B" },
    NULL,
    NULL,
    "A certificate was made for this server, and stays the same until the program ends: for a.test, ::1; "
    "SHA-256 fingerprint 0A:1B" },
  { { .type = SOCKEYE_EVENT_TLS_NAME_ASKED, .text = "a.test" },
    NULL,
    REMOTE,
    "[::1]:40112 asks for the server “a.test” (SNI)" },
  { { .type = SOCKEYE_EVENT_TLS_STARTED },
    NULL,
    REMOTE,
    "The TLS handshake with [::1]:40112 begins; nothing is sent before it is over" },
  { { .type = SOCKEYE_EVENT_TLS_CHECKED }, LOCAL, REMOTE, "The certificate of [::1]:40112 is trusted" },
  { { .type = SOCKEYE_EVENT_TLS_CHECKED, .number2 = 1 },
    LOCAL,
    REMOTE,
    "[::1]:40112 has shown no certificate" },
  { { .type = SOCKEYE_EVENT_TLS_CHECKED, .number = G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_UNKNOWN_CA },
    LOCAL,
    REMOTE,
    "Warning: the certificate of [::1]:40112 is accepted although it has expired, and nobody who is trusted "
    "has "
    "issued it. It can be anybody: what is sent is not safe from others." },
  { { .type = SOCKEYE_EVENT_PEER_CLOSED, .number2 = SOCKEYE_TLS_END_NOTIFIED },
    LOCAL,
    REMOTE,
    "[::1]:40112 closed its sending side (TLS close_notify)" },
  { { .type = SOCKEYE_EVENT_PEER_CLOSED, .number = 1, .number2 = SOCKEYE_TLS_END_NOTIFIED },
    LOCAL,
    REMOTE,
    "[::1]:40112 closed its sending side (TLS close_notify); this end stays open for sending" },
  { { .type = SOCKEYE_EVENT_PEER_CLOSED, .number2 = SOCKEYE_TLS_END_TRUNCATED },
    LOCAL,
    REMOTE,
    "[::1]:40112 closed its sending side without TLS close_notify: what it sent may be cut off" },
  { { .type = SOCKEYE_EVENT_CLOSED_SENDING, .number = 1 },
    LOCAL,
    REMOTE,
    "Closed sending to [::1]:40112 (TLS close_notify and FIN); receiving goes on" },
  { { .type = SOCKEYE_EVENT_RELAYED, .text = "10.0.0.1:80" },
    LOCAL,
    REMOTE,
    "What [::1]:40112 sends goes to 10.0.0.1:80 (from 127.0.0.1:8080), and what comes back goes the other "
    "way" },
  { { .type = SOCKEYE_EVENT_RELAY_ENDED, .text = "10.0.0.1:80", .number = 300 },
    LOCAL,
    REMOTE,
    "Nothing went between [::1]:40112 and 10.0.0.1:80 for 300 s: what comes back now is lost; what it sends "
    "next gets a new way" },
  { { .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_CONNECT, .error_number = ELOOP },
    LOCAL,
    REMOTE,
    "The relay would be its own target: it listens on [::1]:40112 itself, so each connection would make "
    "another "
    "one, without end (ELOOP). Choose another remote host or port, or another local port." },
  { { .type = SOCKEYE_EVENT_GROUP_LEFT, .text = "eth0" },
    LOCAL,
    GROUP,
    "Left the group 239.1.2.3 from 127.0.0.1 only, on eth0" },
  { { .type = SOCKEYE_EVENT_GROUP_LEFT }, LOCAL, GROUP, "Left the group 239.1.2.3 from 127.0.0.1 only" },
};

static void
test_describe (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      SockeyeEvent event = sentences[i].event;
      g_autofree char *sentence = NULL;

      event.local = make_end (sentences[i].local, 8080);
      event.remote = make_end (sentences[i].remote, 40112);
      sentence = sockeye_event_describe (&event);
      g_assert_cmpstr (sentence, ==, sentences[i].sentence);
    }
}

/* Every type has a name of its own and something to say, also when nothing is known about it. */
static void
test_all_types (void)
{
  g_autoptr (GHashTable) nicks = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint type = 0; type < SOCKEYE_EVENT_N_TYPES; type++)
    {
      SockeyeEvent event = { .type = type };
      g_autofree char *sentence = sockeye_event_describe (&event);

      g_assert_cmpstr (sentence, !=, "");
      g_assert_true (g_hash_table_add (nicks, (gpointer) sockeye_event_type_to_nick (type)));
    }
  g_assert_cmpstr (sockeye_event_type_to_nick (SOCKEYE_EVENT_PEER_CLOSED), ==, "peer-closed");
  g_assert_cmpstr (sockeye_event_type_to_nick (SOCKEYE_EVENT_N_TYPES), ==, "unknown");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event/round-trip", test_round_trip);
  g_test_add_func ("/event/hostile", test_hostile);
  g_test_add_func ("/event/random", test_random);
  g_test_add_func ("/event/bad-text", test_bad_text);
  g_test_add_func ("/event/describe", test_describe);
  g_test_add_func ("/event/all-types", test_all_types);
  return g_test_run ();
}
