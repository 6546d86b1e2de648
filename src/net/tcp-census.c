/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tcp-census.h"

#include "socket-diag.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REPLY_SIZE 32768
/* Some 300 sockets each: more than there are ports. */
#define REPLIES_MAX 400

typedef struct
{
  struct nlmsghdr header;
  struct inet_diag_req_v2 request;
} Question;

/* Returns 0 when the answer goes on, ENOENT at its end. */
static int
count_sockets (SockeyeTcpCensus *self, const guint8 *bytes, gsize length)
{
  gsize used;

  for (gsize at = 0; at < length; at += used)
    {
      SockeyeTcpFacts facts;
      int result = sockeye_socket_diag_parse (bytes + at, length - at, &facts, &used);

      if (result != 0)
        return result;
      if (facts.state != SOCKEYE_TCP_LISTEN)
        self->sockets[facts.state]++;
    }
  return 0;
}

static void
question_init (Question *question, const SockeyeTcpCensus *self, int family)
{
  memset (question, 0, sizeof *question);
  question->header.nlmsg_len = sizeof *question;
  question->header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  question->request.sdiag_family = (guint8) family;
  question->request.sdiag_protocol = IPPROTO_TCP;
  question->request.idiag_states = G_MAXUINT32 & ~SOCKEYE_TCP_MASK (SOCKEYE_TCP_LISTEN);
  if (self->clients)
    question->request.id.idiag_dport = g_htons (self->port);
  else
    question->request.id.idiag_sport = g_htons (self->port);
}

static int
ask (SockeyeTcpCensus *self, int fd, int family, guint8 *bytes)
{
  Question question;
  int result = 0;

  question_init (&question, self, family);
  if (send (fd, &question, sizeof question, 0) != (gssize) sizeof question)
    return errno;
  for (guint i = 0; i < REPLIES_MAX && result == 0; i++)
    {
      gssize length = recv (fd, bytes, REPLY_SIZE, MSG_DONTWAIT);

      result = length > 0 ? count_sockets (self, bytes, (gsize) length) : errno;
    }
  return result == ENOENT ? 0 : result;
}

/**
 * sockeye_tcp_census_take:
 * @self: whose sockets to count; takes the answer
 *
 * Asks the kernel (sock_diag(7)), which takes a millisecond for a thousand sockets. Any thread.
 */
void
sockeye_tcp_census_take (SockeyeTcpCensus *self)
{
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  g_autofree guint8 *bytes = g_malloc (REPLY_SIZE);

  memset (self->sockets, 0, sizeof self->sockets);
  self->error_number = fd < 0 ? errno : 0;
  if (fd < 0)
    return;

  self->error_number = ask (self, fd, AF_INET, bytes);
  if (self->error_number == 0)
    self->error_number = ask (self, fd, AF_INET6, bytes);
  close (fd);
}
