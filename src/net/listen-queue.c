/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "listen-queue.h"

#include "unix-diag.h"

#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

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

/* How many wait, and how many may (unix_diag.c of Linux). */
static guint
get_unix_queue (GSocket *listener, guint *backlog)
{
  struct unix_diag_rqlen queue = { 0 };

  if (!sockeye_unix_diag_get (listener, UDIAG_SHOW_RQLEN, UNIX_DIAG_RQLEN, &queue, sizeof queue))
    return 0;
  *backlog = queue.udiag_wqueue;
  return queue.udiag_rqueue;
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
             ? get_unix_queue (listener, backlog)
             : get_tcp_queue (g_socket_get_fd (listener), backlog);
}
