/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "listen-queue.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPLY_SIZE 512

typedef struct
{
  struct nlmsghdr header;
  struct unix_diag_req request;
} Question;

/* For a listening socket these two fields of TCP_INFO tell of its queue: tcp_diag.c of Linux reads the same. */
static guint
get_tcp_queue (int fd, guint *backlog)
{
  struct tcp_info info = { 0 };
  socklen_t length = sizeof info;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
    return 0;
  *backlog = info.tcpi_sacked;
  return info.tcpi_unacked;
}

/* UNIX_DIAG_RQLEN of a listening socket: how many wait, and how many may (unix_diag.c of Linux). */
static guint
parse_answer (const guint8 *bytes, gsize length, guint *backlog)
{
  const struct nlmsghdr *header = (const struct nlmsghdr *) bytes;
  const struct unix_diag_msg *message;
  guint waiting = 0;
  int left;

  if (!NLMSG_OK (header, length) || header->nlmsg_type != SOCK_DIAG_BY_FAMILY
      || header->nlmsg_len < NLMSG_LENGTH (sizeof *message))
    return 0;
  message = NLMSG_DATA (header);
  left = (int) (header->nlmsg_len - NLMSG_LENGTH (sizeof *message));
  for (const struct rtattr *attribute = (const struct rtattr *) (message + 1); RTA_OK (attribute, left);
       attribute = RTA_NEXT (attribute, left))
    if (attribute->rta_type == UNIX_DIAG_RQLEN && RTA_PAYLOAD (attribute) >= sizeof (struct unix_diag_rqlen))
      {
        const struct unix_diag_rqlen *queue = RTA_DATA (attribute);

        waiting = queue->udiag_rqueue;
        *backlog = queue->udiag_wqueue;
      }
  return waiting;
}

/* As ss does; where the kernel has no such module, nothing is known. The kernel answers before send(2) returns. */
static guint
get_unix_queue (int fd, guint *backlog)
{
  guint8 answer[REPLY_SIZE] __attribute__ ((aligned (8)));
  Question question = { .header = { .nlmsg_len = sizeof question,
                                    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                                    .nlmsg_flags = NLM_F_REQUEST },
                        .request = { .sdiag_family = AF_UNIX,
                                     .udiag_states = G_MAXUINT32,
                                     .udiag_show = UDIAG_SHOW_RQLEN,
                                     .udiag_cookie = { G_MAXUINT32, G_MAXUINT32 } } };
  struct stat own;
  gssize length = -1;
  int netlink;

  if (fstat (fd, &own) != 0)
    return 0;
  question.request.udiag_ino = (guint32) own.st_ino;
  netlink = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (netlink < 0)
    return 0;
  if (send (netlink, &question, sizeof question, 0) == (gssize) sizeof question)
    length = recv (netlink, answer, sizeof answer, MSG_DONTWAIT);
  close (netlink);
  return length > 0 ? parse_answer (answer, (gsize) length, backlog) : 0;
}

/**
 * sockeye_listen_queue_get:
 * @listener: a listening socket
 * @backlog: (out): how many may wait at most, as the system has it; 0: it is not known
 *
 * Returns: how many connections wait to be accepted; 0 as well when it is not known
 */
guint
sockeye_listen_queue_get (GSocket *listener, guint *backlog)
{
  *backlog = 0;
  return g_socket_get_family (listener) == G_SOCKET_FAMILY_UNIX
             ? get_unix_queue (g_socket_get_fd (listener), backlog)
             : get_tcp_queue (g_socket_get_fd (listener), backlog);
}
