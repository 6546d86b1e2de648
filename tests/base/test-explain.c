/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "event.h"
#include "icmp.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

static SockeyeEvent
make_error (SockeyeOperation operation, gint error_number, const char *text)
{
  SockeyeEvent event = {
    .type = SOCKEYE_EVENT_ERROR, .operation = operation, .error_number = error_number, .text = text
  };

  g_assert_true (sockeye_endpoint_set_literal (&event.local, "127.0.0.1", 8080, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&event.remote, "127.0.0.2", 8888, NULL));
  return event;
}

static void
test_sentences (void)
{
  static const struct
  {
    SockeyeOperation operation;
    gint error_number;
    const char *text;
    const char *begins;
    const char *says;
  } cases[] = {
    { SOCKEYE_OPERATION_CONNECT, ECONNREFUSED, NULL,
      "Could not connect to 127.0.0.2:8888: ", "(ECONNREFUSED). " },
    { SOCKEYE_OPERATION_CONNECT, ETIMEDOUT, NULL,
      "Could not connect to 127.0.0.2:8888: ", "no answer came in time" },
    { SOCKEYE_OPERATION_CONNECT, ENETUNREACH, NULL, "Could not connect to 127.0.0.2:8888: ", "that network" },
    { SOCKEYE_OPERATION_CONNECT, EHOSTUNREACH, NULL,
      "Could not connect to 127.0.0.2:8888: ", "that machine" },
    { SOCKEYE_OPERATION_BIND, EADDRINUSE, "python3 (pid 4711)",
      "Port 8080 is already in use by python3 (pid 4711). Choose another port or stop that program.", "" },
    { SOCKEYE_OPERATION_LISTEN, EADDRINUSE, NULL,
      "Port 8080 is already in use by another program (EADDRINUSE)", "does not tell which one" },
    { SOCKEYE_OPERATION_BIND, EADDRNOTAVAIL, NULL,
      "Could not bind to 127.0.0.1:8080: ", "not one of this machine" },
    { SOCKEYE_OPERATION_SEND, EMSGSIZE, NULL, "Could not send to 127.0.0.2:8888: ", "65507" },
    { SOCKEYE_OPERATION_SEND, EPIPE, NULL,
      "Could not send to 127.0.0.2:8888: ", "closed for sending (EPIPE)" },
    { SOCKEYE_OPERATION_RECEIVE, ECONNRESET, NULL,
      "Could not receive from 127.0.0.2:8888: ", "(ECONNRESET)" },
    { SOCKEYE_OPERATION_ACCEPT, EMFILE, NULL,
      "Could not accept a connection on 127.0.0.1:8080: ", "ulimit -n" },
    { SOCKEYE_OPERATION_SOCKET, EAFNOSUPPORT, NULL, "Could not make a socket: ", "IPv6 may be switched off" },
    { SOCKEYE_OPERATION_OPTION, EPERM, "SO_RCVBUFFORCE",
      "Could not set the socket option SO_RCVBUFFORCE: ", "more rights" },
    { SOCKEYE_OPERATION_OPTION, ENOENT, "TCP_CONGESTION",
      "Could not set the socket option TCP_CONGESTION: ", "the kernel does not have it" },
    { SOCKEYE_OPERATION_JOIN, ENODEV, "eth9", "Could not join the group 127.0.0.2 on eth9: ", "interface" },
    { SOCKEYE_OPERATION_JOIN, EADDRINUSE, NULL,
      "Could not join the group 127.0.0.2: ", "in this group already (EADDRINUSE)" },
    { SOCKEYE_OPERATION_LEAVE, EADDRNOTAVAIL, NULL,
      "Could not leave the group 127.0.0.2: ", "not in this group" },
    { SOCKEYE_OPERATION_RESOLVE, EAI_NONAME, "no.such", "Could not look up “no.such”: ", "(EAI_NONAME)" },
    { SOCKEYE_OPERATION_RESOLVE, EAI_AGAIN, "a.b", "Could not look up “a.b”: ", "(EAI_AGAIN)" },
    { SOCKEYE_OPERATION_SEND, EXDEV, NULL,
      "Could not send to 127.0.0.2:8888: ", "the system says “Invalid cross-device link” (EXDEV)" },
    { SOCKEYE_OPERATION_SEND, 4711, NULL, "Could not send to 127.0.0.2:8888: ", "unknown error" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeEvent event = make_error (cases[i].operation, cases[i].error_number, cases[i].text);
      g_autofree char *sentence = sockeye_explain (&event);

      g_test_message ("%s", sentence);
      g_assert_true (g_str_has_prefix (sentence, cases[i].begins));
      g_assert_nonnull (strstr (sentence, cases[i].says));
    }
}

/* What the queue of a connection does is not what the system says with the same symbol. */
static void
test_queue (void)
{
  SockeyeEvent event = make_error (SOCKEYE_OPERATION_SEND, ENOBUFS, NULL);
  g_autofree char *system = sockeye_explain (&event);
  g_autofree char *full = NULL;
  g_autofree char *cancelled = NULL;

  g_assert_nonnull (strstr (system, "(ENOBUFS)"));
  event.number = 4096;
  full = sockeye_explain (&event);
  g_assert_cmpstr (
      full, ==,
      "Nothing was sent to 127.0.0.2:8888: 4096 bytes already wait for it, because it reads more slowly "
      "than this end sends. Wait until it has read, or disconnect it.");
  event.error_number = ECANCELED;
  cancelled = sockeye_explain (&event);
  g_assert_cmpstr (cancelled, ==, "Sending to 127.0.0.2:8888 was cancelled: 4096 bytes were not sent");
}

static void
test_ip_versions (void)
{
  SockeyeEvent event = make_error (SOCKEYE_OPERATION_SEND, EAFNOSUPPORT, NULL);
  g_autofree char *mixed = NULL;
  g_autofree char *foreign = NULL;

  g_assert_true (sockeye_endpoint_set_literal (&event.remote, "::1", 8888, NULL));
  mixed = sockeye_explain (&event);
  g_assert_cmpstr (
      mixed, ==,
      "Could not send to [::1]:8888: one end’s address is an IPv4 address, the other’s an IPv6 address "
      "(EAFNOSUPPORT). Choose a local host of the same IP version as the far end’s.");

  event = make_error (SOCKEYE_OPERATION_BIND, EADDRNOTAVAIL, NULL);
  g_assert_true (sockeye_endpoint_set_literal (&event.local, "2001:db8::1", 8080, NULL));
  foreign = sockeye_explain (&event);
  g_assert_nonnull (strstr (foreign, "or :: for all of them."));
}

static void
test_low_port (void)
{
  SockeyeEvent event = make_error (SOCKEYE_OPERATION_BIND, EACCES, NULL);
  g_autofree char *sentence = NULL;

  g_assert_true (sockeye_endpoint_set_literal (&event.local, "127.0.0.1", 80, NULL));
  sentence = sockeye_explain (&event);
  g_assert_true (g_str_has_prefix (sentence, "Port 80 is reserved: "));
  g_assert_nonnull (strstr (sentence, "(EACCES)"));
  g_assert_nonnull (strstr (sentence, "net.ipv4.ip_unprivileged_port_start"));
}

static void
test_unix_in_use (void)
{
  SockeyeEvent event = make_error (SOCKEYE_OPERATION_BIND, EADDRINUSE, NULL);
  struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/run/x" };
  g_autofree char *sentence = NULL;

  sockeye_endpoint_set_native (&event.local, (const struct sockaddr *) &un, sizeof un);
  sentence = sockeye_explain (&event);
  g_assert_true (g_str_has_prefix (sentence, "/run/x exists already (EADDRINUSE). "));
}

/* What bind(2) alone does not say was found out meanwhile. */
static void
test_unix_holder (void)
{
  static const struct
  {
    const char *name;
    SockeyePathState state;
    const char *holder;
    const char *sentence;
  } cases[] = {
    { "/run/x", SOCKEYE_PATH_IN_USE, "nc (pid 7)",
      "/run/x is already in use by nc (pid 7) (EADDRINUSE). Choose another path or name, or stop that "
      "program." },
    { "@x", SOCKEYE_PATH_UNKNOWN, NULL, "@x is already in use by another program (EADDRINUSE); " },
    { "/run/x", SOCKEYE_PATH_LEFT_OVER, NULL,
      "/run/x exists already (EADDRINUSE), but no program uses it any more: " },
    { "/run/x", SOCKEYE_PATH_NO_SOCKET, NULL, "/run/x exists already and is no socket (EADDRINUSE). " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeEvent event = make_error (SOCKEYE_OPERATION_BIND, EADDRINUSE, cases[i].holder);
      g_autofree char *sentence = NULL;

      g_assert_true (sockeye_endpoint_set_path (&event.local, cases[i].name, NULL));
      event.number = cases[i].state;
      sentence = sockeye_explain (&event);
      g_test_message ("%s", sentence);
      g_assert_true (g_str_has_prefix (sentence, cases[i].sentence));
    }
}

/* The same errno means other things than with addresses and ports, and other things for paths and names. */
static void
test_unix_sentences (void)
{
  static const struct
  {
    SockeyeOperation operation;
    const char *local;
    const char *remote;
    gint error_number;
    guint64 number2;
    const char *says;
  } cases[] = {
    { SOCKEYE_OPERATION_BIND, "/a/b", "/x", ENOENT, 0,
      "Could not bind to /a/b: the folder does not exist (ENOENT)" },
    { SOCKEYE_OPERATION_CONNECT, "/a/b", "/x", ENOENT, 0, "Could not connect to /x: there is no such file" },
    { SOCKEYE_OPERATION_CONNECT, "/a/b", "/x", EACCES, 0, "may not write to that socket" },
    { SOCKEYE_OPERATION_CONNECT, "/a/b", "/x", ECONNREFUSED, 0, "no program listens on that file" },
    { SOCKEYE_OPERATION_CONNECT, "/a/b", "@x", ECONNREFUSED, 0, "no program has a socket of that name" },
    { SOCKEYE_OPERATION_CONNECT, "@", "/x", EAGAIN, 0, "as many clients wait to be accepted there" },
    { SOCKEYE_OPERATION_CONNECT, "@", "/x", ENAMETOOLONG, 0, "at most 107 bytes" },
    { SOCKEYE_OPERATION_SEND, "@", "@x", EPROTOTYPE, 0, "none for datagrams" },
    { SOCKEYE_OPERATION_SEND, "@", "@", EDESTADDRREQ, 0, "its socket has no name" },
    { SOCKEYE_OPERATION_SEND, "@", "/x", EMSGSIZE, 212960, "datagrams of 212960 bytes at most" },
    { SOCKEYE_OPERATION_SEND, "@", "/x", EPIPE, 0, "closed for sending (EPIPE)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeEvent event = make_error (cases[i].operation, cases[i].error_number, NULL);
      g_autofree char *sentence = NULL;

      g_assert_true (sockeye_endpoint_set_path (&event.local, cases[i].local, NULL));
      g_assert_true (sockeye_endpoint_set_path (&event.remote, cases[i].remote, NULL));
      event.number2 = cases[i].number2;
      sentence = sockeye_explain (&event);
      g_test_message ("%s", sentence);
      g_assert_nonnull (strstr (sentence, cases[i].says));
    }
}

/* A host that was refused when it was read has been explained already. */
static void
test_detail (void)
{
  SockeyeEvent event = make_error (SOCKEYE_OPERATION_RESOLVE, EAI_NONAME, "1.2.3");
  g_autofree char *sentence = NULL;

  event.detail = "“1.2.3” is not an IPv4 address.";
  sentence = sockeye_explain (&event);
  g_assert_cmpstr (sentence, ==, event.detail);
}

/* Who has said by ICMP that a datagram did not arrive, and in which words. */
static void
test_icmp (void)
{
  static const struct
  {
    SockeyeIcmp icmp;
    gint error_number;
    guint64 number2;
    const char *ends;
  } cases[] = {
    { { FALSE, 3, 3 },
      ECONNREFUSED,
      0,
      "(ECONNREFUSED). Start the other program first, or check the host and the port. This was reported by "
      "127.0.0.9: ICMP “port unreachable” (type 3, code 3)." },
    { { TRUE, 1, 4 },
      ECONNREFUSED,
      0,
      " This was reported by 127.0.0.9: ICMPv6 “port unreachable” (type 1, code 4)." },
    { { FALSE, 3, 4 },
      EMSGSIZE,
      1400,
      " This was reported by 127.0.0.9: ICMP “too large to go on unfragmented” (type 3, code 4); packets of "
      "up "
      "to 1400 bytes can go on." },
    { { FALSE, 40, 255 }, EPROTO, 0, " This was reported by 127.0.0.9: ICMP type 40, code 255." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SockeyeEvent event = make_error (SOCKEYE_OPERATION_SEND, cases[i].error_number, NULL);
      g_autofree char *sentence = NULL;
      SockeyeIcmp icmp = { 0 };

      event.number = sockeye_icmp_pack (&cases[i].icmp);
      event.number2 = cases[i].number2;
      event.detail = "127.0.0.9";
      g_assert_true (sockeye_icmp_unpack (event.number, &icmp));
      g_assert_cmpint (icmp.ipv6, ==, cases[i].icmp.ipv6);
      g_assert_cmpuint (icmp.type, ==, cases[i].icmp.type);
      g_assert_cmpuint (icmp.code, ==, cases[i].icmp.code);
      sentence = sockeye_explain (&event);
      g_assert_true (g_str_has_suffix (sentence, cases[i].ends));
    }
}

static void
test_no_icmp (void)
{
  static const guint64 numbers[] = { 0, 1, 0x303, 0xffff, G_GUINT64_CONSTANT (0x30303), G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      SockeyeEvent event = make_error (SOCKEYE_OPERATION_SEND, ECONNREFUSED, NULL);
      g_autofree char *sentence = NULL;

      event.number = numbers[i];
      event.detail = "127.0.0.9";
      sentence = sockeye_explain (&event);
      g_assert_null (strstr (sentence, "127.0.0.9"));
    }
}

/* Sentences begin with a capital, end with a full stop, and name the symbol; nothing is left unsaid. */
static void
assert_whole (const SockeyeEvent *event)
{
  g_autofree char *sentence = sockeye_explain (event);
  g_autoptr (GError) error = sockeye_event_to_error (event);

  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_true (g_ascii_isupper (sentence[0]) || sentence[0] == '/');
  g_assert_cmpint (sentence[strlen (sentence) - 1], ==, '.');
  g_assert_null (strstr (sentence, "(null)"));
  g_assert_null (strstr (sentence, "  "));
  g_assert_null (strstr (sentence, "to :"));
  /* TLS has failures of its own, which no manual page lists. */
  if ((event->error_number != EADDRINUSE || event->text == NULL)
      && (event->operation != SOCKEYE_OPERATION_TLS || event->error_number >= 0))
    g_assert_nonnull (strstr (sentence, sockeye_errno_symbol (event->error_number)));
  g_assert_cmpstr (error->message, ==, sentence);
  g_assert_true (error->domain == SOCKEYE_ERROR);
}

static void
test_everything (void)
{
  for (guint operation = 0; operation < SOCKEYE_OPERATION_N_OPERATIONS; operation++)
    for (gint error_number = -120; error_number < 140; error_number++)
      for (guint known = 0; known < 4; known++)
        {
          SockeyeEvent event = make_error (operation, error_number, (known & 2) ? "text" : NULL);

          if ((known & 1) == 0)
            {
              sockeye_endpoint_clear (&event.local);
              sockeye_endpoint_clear (&event.remote);
            }
          assert_whole (&event);
        }
}

static void
test_symbols (void)
{
  g_assert_cmpstr (sockeye_errno_symbol (ECONNREFUSED), ==, "ECONNREFUSED");
  g_assert_cmpstr (sockeye_errno_symbol (EAGAIN), ==, "EAGAIN");
  g_assert_cmpstr (sockeye_errno_symbol (EAI_NONAME), ==, "EAI_NONAME");
  g_assert_cmpstr (sockeye_errno_symbol (EAI_NODATA), ==, "EAI_NODATA");
  g_assert_cmpstr (sockeye_errno_symbol (99999), ==, "unknown error");
  g_assert_cmpstr (sockeye_errno_symbol (-99999), ==, "unknown error");
}

static void
test_codes (void)
{
  static const struct
  {
    SockeyeEventType type;
    SockeyeOperation operation;
    gint error_number;
    SockeyeError code;
  } codes[] = {
    { SOCKEYE_EVENT_ERROR, SOCKEYE_OPERATION_BIND, EADDRINUSE, SOCKEYE_ERROR_SYSTEM },
    { SOCKEYE_EVENT_ERROR, SOCKEYE_OPERATION_SEND, EMSGSIZE, SOCKEYE_ERROR_TOO_LARGE },
    { SOCKEYE_EVENT_ERROR, SOCKEYE_OPERATION_SEND, EDESTADDRREQ, SOCKEYE_ERROR_NO_TARGET },
    { SOCKEYE_EVENT_STORE_FAILED, SOCKEYE_OPERATION_NONE, ENOSPC, SOCKEYE_ERROR_STORE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      SockeyeEvent event = make_error (codes[i].operation, codes[i].error_number, NULL);
      g_autoptr (GError) error = NULL;

      event.type = codes[i].type;
      error = sockeye_event_to_error (&event);
      g_assert_error (error, SOCKEYE_ERROR, (gint) codes[i].code);
    }
}

/* A time-out of this program says how long it was; one of the system does not know. */
static void
test_timeout (void)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_CONNECT,
                         .error_number = ETIMEDOUT };
  g_autofree char *without = sockeye_explain (&event);
  g_autofree char *with = NULL;
  g_autofree char *expected = g_strconcat (without,
                                           " It was waited for 1200 ms, the time-out for connecting.", NULL);

  event.number2 = 1200;
  with = sockeye_explain (&event);
  g_assert_cmpstr (with, ==, expected);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/timeout", test_timeout);
  g_test_add_func ("/explain/sentences", test_sentences);
  g_test_add_func ("/explain/queue", test_queue);
  g_test_add_func ("/explain/ip-versions", test_ip_versions);
  g_test_add_func ("/explain/low-port", test_low_port);
  g_test_add_func ("/explain/unix-in-use", test_unix_in_use);
  g_test_add_func ("/explain/unix-holder", test_unix_holder);
  g_test_add_func ("/explain/unix-sentences", test_unix_sentences);
  g_test_add_func ("/explain/detail", test_detail);
  g_test_add_func ("/explain/icmp", test_icmp);
  g_test_add_func ("/explain/no-icmp", test_no_icmp);
  g_test_add_func ("/explain/everything", test_everything);
  g_test_add_func ("/explain/symbols", test_symbols);
  g_test_add_func ("/explain/codes", test_codes);
  return g_test_run ();
}
