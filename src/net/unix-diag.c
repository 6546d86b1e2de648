/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "unix-diag.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPLY_SIZE 512

typedef struct
{
  struct nlmsghdr header;
  struct unix_diag_req request;
} Question;

static gboolean
find_attribute (const guint8 *bytes, gsize length, guint16 attribute, gpointer value, gsize size)
{
  const struct nlmsghdr *header = (const struct nlmsghdr *) (gconstpointer) bytes;
  const struct unix_diag_msg *message;
  int left;

  if (!NLMSG_OK (header, length) || header->nlmsg_type != SOCK_DIAG_BY_FAMILY
      || header->nlmsg_len < NLMSG_LENGTH (sizeof *message))
    return FALSE;
  message = NLMSG_DATA (header);
  left = (int) (header->nlmsg_len - NLMSG_LENGTH (sizeof *message));
  for (const struct rtattr *at = (const struct rtattr *) (message + 1); RTA_OK (at, left);
       at = RTA_NEXT (at, left))
    if (at->rta_type == attribute && RTA_PAYLOAD (at) >= size)
      {
        memcpy (value, RTA_DATA (at), size);
        return TRUE;
      }
  return FALSE;
}

/**
 * sockeye_unix_diag_get:
 * @self: a Unix socket
 * @show: what is asked for, such as UDIAG_SHOW_PEER
 * @attribute: that the answer comes in, such as UNIX_DIAG_PEER
 * @value: (out caller-allocates) (array length=size): the answer; unchanged on failure
 * @size: its bytes
 *
 * The kernel answers before send(2) returns.
 *
 * Returns: whether it did; where it has no such module, it does not
 */
gboolean
sockeye_unix_diag_get (GSocket *self, guint32 show, guint16 attribute, gpointer value, gsize size)
{
  guint8 answer[REPLY_SIZE] __attribute__ ((aligned (8)));
  Question question = { .header = { .nlmsg_len = sizeof question,
                                    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                                    .nlmsg_flags = NLM_F_REQUEST },
                        .request = { .sdiag_family = AF_UNIX,
                                     .udiag_states = G_MAXUINT32,
                                     .udiag_ino = sockeye_unix_diag_get_inode (self),
                                     .udiag_show = show,
                                     .udiag_cookie = { G_MAXUINT32, G_MAXUINT32 } } };
  gssize length = -1;
  int netlink;

  if (question.request.udiag_ino == 0)
    return FALSE;
  netlink = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (netlink < 0)
    return FALSE;
  if (send (netlink, &question, sizeof question, 0) == (gssize) sizeof question)
    length = recv (netlink, answer, sizeof answer, MSG_DONTWAIT);
  close (netlink);
  return length > 0 && find_attribute (answer, (gsize) length, attribute, value, size);
}

/**
 * sockeye_unix_diag_get_inode:
 * @socket: a socket
 *
 * Returns: its number among all of the system; 0: not known
 */
guint32
sockeye_unix_diag_get_inode (GSocket *socket)
{
  struct stat own;

  return fstat (g_socket_get_fd (socket), &own) == 0 ? (guint32) own.st_ino : 0;
}

/**
 * sockeye_unix_diag_get_far_inode:
 * @socket: a connected Unix socket
 *
 * Returns: the number of the socket at its far end; 0: not known
 */
guint32
sockeye_unix_diag_get_far_inode (GSocket *socket)
{
  guint32 inode = 0;

  sockeye_unix_diag_get (socket, UDIAG_SHOW_PEER, UNIX_DIAG_PEER, &inode, sizeof inode);
  return inode;
}
