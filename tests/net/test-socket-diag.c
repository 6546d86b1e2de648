/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "socket-diag.h"
#include "socket-util.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What Linux 6.18 answered for a connection with five bytes that nobody had read. */
// clang-format off
static const guint8 recorded[] = {
  0x98, 0x01, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xb8, 0x5c, 0x00, 0x00,
  0x02, 0x01, 0x00, 0x00, 0xda, 0xbd, 0x9c, 0x93, 0x7f, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x7f, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x11, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x5b, 0x2e, 0x44, 0x00, 0x05, 0x00, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x08, 0x00, 0x0f, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x00, 0x15, 0x00, 0x01, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x06, 0x00, 0x16, 0x00, 0x52, 0x00, 0x00, 0x00, 0x1c, 0x01, 0x02, 0x00,
  0x01, 0x00, 0x00, 0x00, 0x00, 0x07, 0xaa, 0x01, 0x40, 0x0d, 0x03, 0x00, 0x40, 0x9c, 0x00, 0x00,
  0x00, 0x80, 0x00, 0x00, 0x18, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x70, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x70, 0x00, 0x00, 0x00, 0x70, 0x00, 0x00, 0x00, 0xff, 0xff, 0x00, 0x00,
  0xd7, 0xff, 0x00, 0x00, 0x19, 0x00, 0x00, 0x00, 0x0c, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0x7f,
  0x0a, 0x00, 0x00, 0x00, 0xcb, 0xff, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0xd7, 0xff, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xac, 0x51, 0xdb, 0xb6, 0x08, 0x00, 0x00, 0x00,
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x19, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};
// clang-format on

/* Where INET_DIAG_INFO is in it; the attributes before it are of no interest. */
#define INFO_AT 124

static void
copy_recorded (guint8 *bytes)
{
  memcpy (bytes, recorded, sizeof recorded);
}

static void
test_recorded (void)
{
  guint8 bytes[sizeof recorded] __attribute__ ((aligned (8)));
  SockeyeTcpFacts facts;
  gsize used;
  g_autofree char *local = NULL;
  g_autofree char *remote = NULL;

  copy_recorded (bytes);
  g_assert_cmpint (sockeye_socket_diag_parse (bytes, sizeof bytes, &facts, &used), ==, 0);
  g_assert_cmpuint (used, ==, sizeof bytes);
  local = sockeye_endpoint_to_string (&facts.local);
  remote = sockeye_endpoint_to_string (&facts.remote);
  g_assert_cmpstr (local, ==, "127.0.0.1:55997");
  g_assert_cmpstr (remote, ==, "127.0.0.1:40083");
  g_assert_cmpint (facts.state, ==, SOCKEYE_TCP_ESTABLISHED);
  g_assert_cmpuint (facts.cookie, ==, 0x1121);
  g_assert_cmpuint (facts.unread, ==, 5);
  g_assert_cmpuint (facts.unacked, ==, 0);
  g_assert_cmpuint (facts.uid, ==, 0);
  g_assert_cmpuint (facts.inode, ==, 4468315);
  g_assert_cmpuint (facts.expires_ms, ==, 0);
  g_assert_true (facts.detailed);
  g_assert_cmpuint (facts.rtt_us, ==, 25);
  g_assert_cmpuint (facts.rtt_variation_us, ==, 12);
  g_assert_cmpuint (facts.retransmissions, ==, 0);
  g_assert_cmpuint (facts.window, ==, 10);
  g_assert_cmpuint (facts.segment, ==, 32768);
  g_assert_cmpuint (facts.unsent, ==, 0);
}

/* An older kernel's TCP_INFO is shorter. */
static void
test_short_info (void)
{
  guint8 bytes[sizeof recorded] __attribute__ ((aligned (8)));
  const guint16 length = 4 + 104;
  SockeyeTcpFacts facts;
  gsize used;

  copy_recorded (bytes);
  memcpy (bytes + INFO_AT, &length, sizeof length);
  ((struct nlmsghdr *) bytes)->nlmsg_len = INFO_AT + length;
  g_assert_cmpint (sockeye_socket_diag_parse (bytes, INFO_AT + length, &facts, &used), ==, 0);
  g_assert_true (facts.detailed);
  g_assert_cmpuint (facts.rtt_us, ==, 25);
  g_assert_cmpuint (facts.unsent, ==, 0);
}

/* Whatever is cut off or wrong: nothing is read behind the end, and it is told. */
static void
test_damaged (void)
{
  guint8 bytes[sizeof recorded] __attribute__ ((aligned (8)));
  struct nlmsghdr *header = (struct nlmsghdr *) bytes;
  SockeyeTcpFacts facts;
  gsize used;

  for (gsize length = 0; length < sizeof recorded; length++)
    {
      g_autofree guint8 *cut = g_malloc (MAX (length, 1));

      memcpy (cut, recorded, length);
      g_assert_cmpint (sockeye_socket_diag_parse (cut, length, &facts, &used), ==, EBADMSG);
      g_assert_cmpuint (used, ==, 0);
      if (length >= sizeof *header)
        {
          ((struct nlmsghdr *) cut)->nlmsg_len = (guint32) length;
          g_assert_cmpint (sockeye_socket_diag_parse (cut, length, &facts, &used), ==,
                           length < NLMSG_LENGTH (sizeof (struct inet_diag_msg)) ? EBADMSG : 0);
          g_assert_false (used > 0 && facts.detailed);
        }
    }

  copy_recorded (bytes);
  header->nlmsg_len = 3;
  g_assert_cmpint (sockeye_socket_diag_parse (bytes, sizeof bytes, &facts, &used), ==, EBADMSG);
  /* An attribute that claims to be longer than the message */
  copy_recorded (bytes);
  bytes[INFO_AT + 1] = 0xff;
  g_assert_cmpint (sockeye_socket_diag_parse (bytes, sizeof bytes, &facts, &used), ==, 0);
  g_assert_false (facts.detailed);
}

static void
test_errors (void)
{
  guint8 bytes[64] __attribute__ ((aligned (8))) = { 0 };
  struct nlmsghdr *header = (struct nlmsghdr *) bytes;
  struct nlmsgerr *error = NLMSG_DATA (header);
  SockeyeTcpFacts facts;
  gsize used;

  header->nlmsg_len = NLMSG_LENGTH (sizeof *error);
  header->nlmsg_type = NLMSG_ERROR;
  error->error = -EPERM;
  g_assert_cmpint (sockeye_socket_diag_parse (bytes, header->nlmsg_len, &facts, &used), ==, EPERM);
  header->nlmsg_len = NLMSG_LENGTH (0);
  g_assert_cmpint (sockeye_socket_diag_parse (bytes, header->nlmsg_len, &facts, &used), ==, EBADMSG);
  header->nlmsg_type = NLMSG_DONE;
  g_assert_cmpint (sockeye_socket_diag_parse (bytes, header->nlmsg_len, &facts, &used), ==, ENOENT);
}

typedef struct
{
  int listener;
  int client;
  int server;
  SockeyeEndpoint listening;
  SockeyeEndpoint near;
  SockeyeEndpoint far;
} Pair;

static void
get_ends (int fd, SockeyeEndpoint *local, SockeyeEndpoint *remote)
{
  struct sockaddr_storage native;
  socklen_t length = sizeof native;

  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &native, &length), ==, 0);
  sockeye_endpoint_set_native (local, (struct sockaddr *) &native, length);
  sockeye_endpoint_unmap (local);
  length = sizeof native;
  if (remote == NULL)
    return;
  g_assert_cmpint (getpeername (fd, (struct sockaddr *) &native, &length), ==, 0);
  sockeye_endpoint_set_native (remote, (struct sockaddr *) &native, length);
  sockeye_endpoint_unmap (remote);
}

static void
pair_init (Pair *self, const char *listen_on, const char *connect_to)
{
  guint16 port = 0;

  self->listener = peer_listen (listen_on, 5, &port);
  get_ends (self->listener, &self->listening, NULL);
  self->client = peer_connect (connect_to, port);
  self->server = accept (self->listener, NULL, NULL);
  g_assert_cmpint (self->server, >=, 0);
  get_ends (self->client, &self->near, &self->far);
}

static SockeyeTcpState
get_state (const SockeyeEndpoint *local, const SockeyeEndpoint *remote)
{
  SockeyeTcpFacts facts;
  int result = sockeye_socket_diag_find (local, remote, &facts);

  if (result == ENOENT)
    return SOCKEYE_TCP_CLOSED;
  g_assert_cmpint (result, ==, 0);
  return facts.state;
}

static guint64
get_cookie (int fd)
{
  guint64 cookie = 0;
  socklen_t length = sizeof cookie;

  g_assert_cmpint (getsockopt (fd, SOL_SOCKET, SO_COOKIE, &cookie, &length), ==, 0);
  return cookie;
}

/* From the listener to TIME-WAIT, both ends; what the kernel tells of a socket is what the socket tells of itself. */
static void
test_life (gconstpointer data)
{
  const char *const *hosts = data;
  SockeyeTcpFacts own, facts = { 0 };
  guint64 cookie;
  Pair pair;

  pair_init (&pair, hosts[0], hosts[1]);
  g_assert_cmpint (sockeye_socket_diag_find_listener (&pair.listening, &facts), ==, 0);
  g_assert_cmpint (facts.state, ==, SOCKEYE_TCP_LISTEN);
  g_assert_cmpuint (facts.unread, ==, 0);
  g_assert_cmpuint (facts.unacked, ==, 5);
  memset (&facts, 0, sizeof facts);
  g_assert_cmpint (sockeye_socket_diag_find_listener_for (&pair.far, &facts), ==, 0);
  g_assert_true (sockeye_endpoint_equal (&facts.local, &pair.listening));
  g_assert_cmpint (sockeye_socket_diag_find_listener_for (&pair.near, &facts), ==, ENOENT);

  peer_send (pair.client, "hello", 5);
  fixture_wait (sockeye_socket_diag_find (&pair.far, &pair.near, &facts) == 0 && facts.unread == 5);
  g_assert_cmpint (facts.state, ==, SOCKEYE_TCP_ESTABLISHED);
  g_assert_cmpuint (facts.cookie, ==, get_cookie (pair.server));
  g_assert_cmpint (sockeye_socket_diag_find (&pair.near, &pair.far, &facts), ==, 0);
  cookie = get_cookie (pair.client);
  g_assert_cmpuint (facts.cookie, ==, cookie);
  g_assert_cmpuint (facts.uid, ==, getuid ());
  g_assert_true (facts.detailed);
  g_assert_cmpuint (facts.rtt_us, >, 0);
  g_assert_cmpuint (facts.segment, >, 0);
  g_assert_cmpint (sockeye_socket_diag_read_own (pair.client, &own), ==, 0);
  g_assert_cmpint (own.state, ==, SOCKEYE_TCP_ESTABLISHED);
  g_assert_cmpuint (own.cookie, ==, cookie);
  g_assert_cmpuint (own.segment, ==, facts.segment);

  g_assert_cmpint (shutdown (pair.client, SHUT_WR), ==, 0);
  fixture_wait (get_state (&pair.near, &pair.far) == SOCKEYE_TCP_FIN_WAIT_2);
  g_assert_cmpint (get_state (&pair.far, &pair.near), ==, SOCKEYE_TCP_CLOSE_WAIT);
  peer_expect (pair.server, "hello");
  close (pair.server);
  close (pair.client);
  fixture_wait (get_state (&pair.near, &pair.far) == SOCKEYE_TCP_TIME_WAIT);
  fixture_wait (get_state (&pair.far, &pair.near) == SOCKEYE_TCP_CLOSED);
  g_assert_cmpint (sockeye_socket_diag_find (&pair.near, &pair.far, &facts), ==, 0);
  g_assert_cmpuint (facts.cookie, ==, cookie);
  g_assert_cmpuint (facts.expires_ms, >, 50 * 1000);
  g_assert_cmpuint (facts.expires_ms, <=, 60 * 1000);
  close (pair.listener);
}

/* The kernel's number counts the FIN; where it is in the message. */
#define STATE_AT  17
#define RQUEUE_AT 72
#define INODE_AT  84

static void
assert_unread (SockeyeTcpState state, guint8 numbers, guint32 inode, guint unread, gboolean fin)
{
  guint8 bytes[sizeof recorded] __attribute__ ((aligned (8)));
  SockeyeTcpFacts facts;
  gsize used;

  copy_recorded (bytes);
  bytes[STATE_AT] = (guint8) state;
  bytes[RQUEUE_AT] = numbers;
  memcpy (bytes + INODE_AT, &inode, sizeof inode);
  g_assert_cmpint (sockeye_socket_diag_parse (bytes, sizeof bytes, &facts, &used), ==, 0);
  g_assert_cmpint (facts.state, ==, state);
  g_assert_cmpuint (facts.unread, ==, unread);
  g_assert_cmpint (facts.fin_unread, ==, fin);
}

static void
test_unread (void)
{
  assert_unread (SOCKEYE_TCP_ESTABLISHED, 1, 7, 1, FALSE);
  assert_unread (SOCKEYE_TCP_FIN_WAIT_2, 1, 7, 1, FALSE);
  assert_unread (SOCKEYE_TCP_CLOSE_WAIT, 0, 7, 0, FALSE);
  assert_unread (SOCKEYE_TCP_CLOSE_WAIT, 1, 7, 0, TRUE);
  assert_unread (SOCKEYE_TCP_CLOSE_WAIT, 6, 0, 5, TRUE); /* nobody has accepted it */
  assert_unread (SOCKEYE_TCP_LAST_ACK, 6, 7, 5, TRUE);
  assert_unread (SOCKEYE_TCP_CLOSING, 1, 7, 0, TRUE);
  assert_unread (SOCKEYE_TCP_LAST_ACK, 1, 0, 0, FALSE); /* nobody can read it any more */
}

/* There is never a byte that nobody has sent, whoever is asked. */
static void
test_unread_end (void)
{
  SockeyeTcpFacts facts, own;
  Pair pair;

  pair_init (&pair, "127.0.0.1", "127.0.0.1");
  peer_send (pair.client, "hello", 5);
  g_assert_cmpint (shutdown (pair.client, SHUT_WR), ==, 0);
  fixture_wait (get_state (&pair.far, &pair.near) == SOCKEYE_TCP_CLOSE_WAIT);
  for (guint left = 6; left-- > 0;)
    {
      g_assert_cmpint (sockeye_socket_diag_find (&pair.far, &pair.near, &facts), ==, 0);
      g_assert_cmpuint (facts.unread, ==, left);
      /* The kernel may take the FIN with the last byte. */
      g_assert_true (facts.fin_unread || left == 0);
      g_assert_cmpint (sockeye_socket_diag_read_own (pair.server, &own), ==, 0);
      g_assert_cmpuint (own.unread, ==, left);
      g_assert_cmpuint (peer_receive (pair.server, &(char){ 0 }, 1), ==, left > 0 ? 1 : 0);
    }
  g_assert_cmpint (sockeye_socket_diag_find (&pair.far, &pair.near, &facts), ==, 0);
  g_assert_cmpuint (facts.unread, ==, 0);
  g_assert_false (facts.fin_unread);
  close (pair.server);
  close (pair.client);
  close (pair.listener);
}

/* Those who wait to be accepted */
static void
test_listener (void)
{
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 3, &port);
  int first = peer_connect ("127.0.0.1", port);
  int second = peer_connect ("127.0.0.1", port);
  SockeyeEndpoint local;
  SockeyeTcpFacts facts, own;

  get_ends (listener, &local, NULL);
  g_assert_cmpint (sockeye_socket_diag_find_listener (&local, &facts), ==, 0);
  g_assert_cmpuint (facts.unread, ==, 2);
  g_assert_cmpuint (facts.unacked, ==, 3);
  g_assert_cmpint (sockeye_socket_diag_read_own (listener, &own), ==, 0);
  g_assert_cmpint (own.state, ==, SOCKEYE_TCP_LISTEN);
  g_assert_cmpuint (own.unread, ==, 2);
  g_assert_cmpuint (own.unacked, ==, 3);
  close (first);
  close (second);
  close (listener);
  g_assert_cmpint (sockeye_socket_diag_find_listener (&local, &facts), ==, ENOENT);
}

static void
test_none (void)
{
  SockeyeEndpoint local, remote;
  SockeyeTcpFacts facts;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 3, &port);
  int datagrams = socket (AF_INET, SOCK_DGRAM, 0);

  /* The kernel answers with the listener: that is no connection. */
  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", port, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", 1, NULL));
  g_assert_cmpint (sockeye_socket_diag_find (&local, &remote, &facts), ==, ENOENT);
  sockeye_endpoint_set_unnamed (&remote, 0);
  g_assert_cmpint (sockeye_socket_diag_find (&local, &remote, &facts), ==, EAFNOSUPPORT);
  g_assert_cmpint (sockeye_socket_diag_find_listener (&remote, &facts), ==, EAFNOSUPPORT);
  g_assert_cmpint (sockeye_socket_diag_read_own (datagrams, &facts), !=, 0);
  close (datagrams);
  close (listener);
}

int
main (int argc, char **argv)
{
  static const char *const ipv4[] = { "127.0.0.1", "127.0.0.1" };
  static const char *const ipv6[] = { "::1", "::1" };
  static const char *const both[] = { "::", "127.0.0.1" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/socket-diag/recorded", test_recorded);
  g_test_add_func ("/socket-diag/short-info", test_short_info);
  g_test_add_func ("/socket-diag/damaged", test_damaged);
  g_test_add_func ("/socket-diag/errors", test_errors);
  g_test_add_data_func ("/socket-diag/life/ipv4", ipv4, test_life);
  g_test_add_data_func ("/socket-diag/life/ipv6", ipv6, test_life);
  g_test_add_data_func ("/socket-diag/life/dual-stack", both, test_life);
  g_test_add_func ("/socket-diag/unread", test_unread);
  g_test_add_func ("/socket-diag/unread-end", test_unread_end);
  g_test_add_func ("/socket-diag/listener", test_listener);
  g_test_add_func ("/socket-diag/none", test_none);
  return g_test_run ();
}
