/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-diag.h"

#include "socket-util.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A dump comes in pieces of this size; of listeners on one port there are few. */
#define REPLY_SIZE  32768
#define REPLIES_MAX 8
/* idiag_timer (inet_diag.c of Linux): the kernel's timers that end a state by themselves. */
#define TIMER_TIME_WAIT 3
#define TIMER_KEEPALIVE 2

typedef struct
{
  struct nlmsghdr header;
  struct inet_diag_req_v2 request;
} Question;

/* What a caller of parse() does with a message. */
typedef struct
{
  const SockeyeEndpoint *local;
  const SockeyeEndpoint *remote; /* NULL: a listener is looked for … */
  gboolean any;                  /* … also one that listens on all addresses */
  SockeyeTcpFacts *facts;
  gboolean found;
} Search;

static void
set_address (SockeyeEndpoint *endpoint, int family, const guint32 *address, guint16 port, guint32 scope)
{
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = port };
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = port };

  if (family == AF_INET)
    {
      memcpy (&in.sin_addr, address, sizeof in.sin_addr);
      sockeye_endpoint_set_native (endpoint, (struct sockaddr *) &in, sizeof in);
      return;
    }
  memcpy (&in6.sin6_addr, address, sizeof in6.sin6_addr);
  in6.sin6_scope_id = IN6_IS_ADDR_LINKLOCAL (&in6.sin6_addr) ? scope : 0;
  sockeye_endpoint_set_native (endpoint, (struct sockaddr *) &in6, sizeof in6);
  sockeye_endpoint_unmap (endpoint);
}

/* Older kernels give a shorter struct: what is missing stays 0. */
static void
read_info (SockeyeTcpFacts *facts, const void *bytes, gsize length)
{
  struct tcp_info info = { 0 };

  memcpy (&info, bytes, MIN (length, sizeof info));
  facts->detailed = length > offsetof (struct tcp_info, tcpi_total_retrans);
  facts->rtt_us = info.tcpi_rtt;
  facts->rtt_variation_us = info.tcpi_rttvar;
  facts->retransmissions = info.tcpi_total_retrans;
  facts->window = info.tcpi_snd_cwnd;
  facts->segment = info.tcpi_snd_mss;
  facts->unsent = info.tcpi_notsent_bytes;
}

/* The kernel counts numbers, and the FIN has one of its own, behind all bytes: as long as any number was not read, that one
 * was not. close(2) throws the FIN away without counting it as read; only what waits to be accepted has no program yet. */
static void
read_unread (SockeyeTcpFacts *facts, guint32 numbers)
{
  gboolean ended = facts->state == SOCKEYE_TCP_CLOSE_WAIT || facts->state == SOCKEYE_TCP_LAST_ACK
                   || facts->state == SOCKEYE_TCP_CLOSING;
  gboolean fin = ended && numbers > 0;

  facts->unread = fin ? numbers - 1 : numbers;
  facts->fin_unread = fin && (facts->inode != 0 || facts->state == SOCKEYE_TCP_CLOSE_WAIT);
}

static void
read_message (SockeyeTcpFacts *facts, const struct inet_diag_msg *message, gsize length)
{
  int left = (int) (length - sizeof *message);

  memset (facts, 0, sizeof *facts);
  facts->state = sockeye_tcp_state_from_kernel (message->idiag_state);
  set_address (&facts->local, message->idiag_family, message->id.idiag_src, message->id.idiag_sport,
               message->id.idiag_if);
  set_address (&facts->remote, message->idiag_family, message->id.idiag_dst, message->id.idiag_dport,
               message->id.idiag_if);
  facts->cookie = ((guint64) message->id.idiag_cookie[1] << 32) | message->id.idiag_cookie[0];
  facts->inode = message->idiag_inode;
  facts->uid = message->idiag_uid;
  read_unread (facts, message->idiag_rqueue);
  facts->unacked = message->idiag_wqueue;
  if (message->idiag_timer == TIMER_TIME_WAIT
      || (message->idiag_timer == TIMER_KEEPALIVE && facts->state == SOCKEYE_TCP_FIN_WAIT_2
          && message->idiag_inode == 0))
    facts->expires_ms = message->idiag_expires;

  for (const struct rtattr *attribute = (const struct rtattr *) (message + 1); RTA_OK (attribute, left);
       attribute = RTA_NEXT (attribute, left))
    if (attribute->rta_type == INET_DIAG_INFO)
      read_info (facts, RTA_DATA (attribute), RTA_PAYLOAD (attribute));
}

/**
 * sockeye_socket_diag_parse:
 * @bytes: what the kernel has answered, aligned for 64-bit integers
 * @length: how many bytes
 * @facts: (out): the first message's socket
 * @used: (out): how many bytes that message takes; 0: nothing that can be read follows
 *
 * Reads one message of an answer of sock_diag.
 *
 * Returns: 0; %ENOENT: it is the end of the answer; another error that the kernel answers, or %EBADMSG for what is no message
 */
int
sockeye_socket_diag_parse (const guint8 *bytes, gsize length, SockeyeTcpFacts *facts, gsize *used)
{
  const struct nlmsghdr *header = (const struct nlmsghdr *) bytes;

  *used = 0;
  if (length < sizeof *header || header->nlmsg_len < sizeof *header || header->nlmsg_len > length)
    return EBADMSG;
  if (header->nlmsg_type == NLMSG_DONE)
    return ENOENT;
  if (header->nlmsg_type == NLMSG_ERROR)
    {
      const struct nlmsgerr *error = NLMSG_DATA (header);

      return header->nlmsg_len >= NLMSG_LENGTH (sizeof error->error) && error->error < 0 ? -error->error
                                                                                         : EBADMSG;
    }
  if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY
      || header->nlmsg_len < NLMSG_LENGTH (sizeof (struct inet_diag_msg)))
    return EBADMSG;
  read_message (facts, NLMSG_DATA (header), header->nlmsg_len - NLMSG_HDRLEN);
  *used = MIN (NLMSG_ALIGN (header->nlmsg_len), length);
  return 0;
}

/* An exact question about a connection that is gone may be answered with the listener of its port. */
static gboolean
is_wanted (const Search *search, const SockeyeTcpFacts *facts)
{
  gboolean any = search->any && sockeye_endpoint_is_any (&facts->local)
                 && sockeye_endpoint_get_port (&facts->local) == sockeye_endpoint_get_port (search->local);

  if (!any && !sockeye_endpoint_equal (&facts->local, search->local))
    return FALSE;
  if (search->remote == NULL)
    return facts->state == SOCKEYE_TCP_LISTEN;
  return facts->state != SOCKEYE_TCP_LISTEN && sockeye_endpoint_equal (&facts->remote, search->remote);
}

/* Returns 0 when the answer goes on, and has not ended. */
static int
take_replies (Search *search, const guint8 *bytes, gsize length)
{
  gsize used;

  for (gsize at = 0; at < length; at += used)
    {
      SockeyeTcpFacts facts;
      int result = sockeye_socket_diag_parse (bytes + at, length - at, &facts, &used);

      if (result != 0)
        return result;
      if (!search->found && is_wanted (search, &facts))
        {
          *search->facts = facts;
          search->found = TRUE;
        }
    }
  return 0;
}

/* The kernel has answered when send(2) returns, and goes on with a dump when a part was read: nothing is waited for. */
static int
ask (Question *question, Search *search)
{
  static const guint n_single = 1;
  guint n_replies = (question->header.nlmsg_flags & NLM_F_DUMP) != 0 ? REPLIES_MAX : n_single;
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  g_autofree guint8 *bytes = g_malloc (REPLY_SIZE);
  int result = 0;

  if (fd < 0)
    return errno;
  if (send (fd, question, sizeof *question, 0) != (gssize) sizeof *question)
    result = errno;
  for (guint i = 0; i < n_replies && result == 0; i++)
    {
      gssize length = recv (fd, bytes, REPLY_SIZE, MSG_DONTWAIT);

      result = length > 0 ? take_replies (search, bytes, (gsize) length) : errno;
    }
  close (fd);
  if (search->found)
    return 0;
  return result != 0 ? result : ENOENT;
}

static void
fill_address (guint32 *address, const SockeyeEndpoint *endpoint)
{
  if (sockeye_endpoint_get_family (endpoint) == AF_INET)
    memcpy (address, &endpoint->in.sin_addr, sizeof endpoint->in.sin_addr);
  else
    memcpy (address, &endpoint->in6.sin6_addr, sizeof endpoint->in6.sin6_addr);
}

static void
question_init (Question *question, int family, guint16 flags)
{
  memset (question, 0, sizeof *question);
  question->header.nlmsg_len = sizeof *question;
  question->header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question->header.nlmsg_flags = NLM_F_REQUEST | flags;
  question->request.sdiag_family = (guint8) family;
  question->request.sdiag_protocol = IPPROTO_TCP;
  question->request.idiag_ext = 1 << (INET_DIAG_INFO - 1);
  question->request.idiag_states = G_MAXUINT32;
  question->request.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  question->request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
}

/**
 * sockeye_socket_diag_find:
 * @local: an end of a TCP connection, as the kernel's socket has it
 * @remote: its far end
 * @facts: (out): what the kernel knows; untouched when there is no such socket
 *
 * Looks for the socket of one connection of this machine, in the program's own network name space. Never waits.
 *
 * Returns: 0; %ENOENT: there is none, or the kernel cannot tell of TCP sockets; or why the kernel could not be asked
 */
int
sockeye_socket_diag_find (const SockeyeEndpoint *local, const SockeyeEndpoint *remote, SockeyeTcpFacts *facts)
{
  Search search = { .local = local, .remote = remote, .facts = facts };
  int family = sockeye_endpoint_get_family (local);
  Question question;

  if ((family != AF_INET && family != AF_INET6) || sockeye_endpoint_get_family (remote) != family)
    return EAFNOSUPPORT;
  question_init (&question, family, 0);
  question.request.id.idiag_sport = g_htons (sockeye_endpoint_get_port (local));
  question.request.id.idiag_dport = g_htons (sockeye_endpoint_get_port (remote));
  fill_address (question.request.id.idiag_src, local);
  fill_address (question.request.id.idiag_dst, remote);
  if (family == AF_INET6)
    question.request.id.idiag_if = local->in6.sin6_scope_id;
  return ask (&question, &search);
}

static int
find_listener (Search *search, int family)
{
  Question question;

  if (family != AF_INET && family != AF_INET6)
    return EAFNOSUPPORT;
  question_init (&question, family, NLM_F_DUMP);
  question.request.idiag_states = SOCKEYE_TCP_MASK (SOCKEYE_TCP_LISTEN);
  question.request.id.idiag_sport = g_htons (sockeye_endpoint_get_port (search->local));
  return ask (&question, search);
}

/**
 * sockeye_socket_diag_find_listener:
 * @local: where it listens
 * @facts: (out): what the kernel knows; untouched when nobody listens there
 *
 * Looks for a listening TCP socket of this machine, as sockeye_socket_diag_find() does.
 *
 * Returns: 0; %ENOENT: there is none; or why the kernel could not be asked
 */
int
sockeye_socket_diag_find_listener (const SockeyeEndpoint *local, SockeyeTcpFacts *facts)
{
  Search search = { .local = local, .facts = facts };

  return find_listener (&search, sockeye_endpoint_get_family (local));
}

/**
 * sockeye_socket_diag_find_listener_for:
 * @address: of this machine, where somebody connects to
 * @facts: (out): what the kernel knows; untouched when nobody listens there
 *
 * As sockeye_socket_diag_find_listener(), also for one that listens on all addresses.
 *
 * Returns: 0; %ENOENT: there is none; or why the kernel could not be asked
 */
int
sockeye_socket_diag_find_listener_for (const SockeyeEndpoint *address, SockeyeTcpFacts *facts)
{
  Search search = { .local = address, .facts = facts, .any = TRUE };
  int family = sockeye_endpoint_get_family (address);
  int result = sockeye_socket_diag_find_listener (address, facts);

  if (result == ENOENT)
    result = find_listener (&search, family);
  /* A socket of IPv6 takes connections of IPv4 as well, unless it was told not to. */
  if (result == ENOENT && family == AF_INET)
    result = find_listener (&search, AF_INET6);
  return result;
}

static guint32
ask_bytes (int fd, unsigned long request)
{
  int n = 0;

  /* Only for the figures; 0 is as good as unknown. */
  return ioctl (fd, request, &n) == 0 && n > 0 ? (guint32) n : 0;
}

/**
 * sockeye_socket_diag_read_own:
 * @fd: a TCP socket
 * @facts: (out): what it tells of itself; without the ends and the time that a state lasts
 *
 * For where sock_diag is not to be had: TCP_INFO (tcp(7)) of the own socket, which says nothing after it was closed.
 *
 * Returns: 0, or errno; then @facts is untouched
 */
int
sockeye_socket_diag_read_own (int fd, SockeyeTcpFacts *facts)
{
  struct tcp_info info = { 0 };
  socklen_t length = sizeof info;
  socklen_t cookie_length = sizeof facts->cookie;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
    return errno;
  memset (facts, 0, sizeof *facts);
  facts->state = sockeye_tcp_state_from_kernel (info.tcpi_state);
  /* Before Linux 4.12 a socket does not tell its cookie, and 0 is none. */
  if (getsockopt (fd, SOL_SOCKET, SO_COOKIE, &facts->cookie, &cookie_length) != 0)
    facts->cookie = 0;
  if (facts->state == SOCKEYE_TCP_LISTEN)
    {
      facts->unread = info.tcpi_unacked;
      facts->unacked = info.tcpi_sacked;
      return 0;
    }
  read_info (facts, &info, length);
  facts->unread = ask_bytes (fd, SIOCINQ); /* without the FIN */
  facts->unacked = ask_bytes (fd, SIOCOUTQ);
  return 0;
}
