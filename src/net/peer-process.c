/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "peer-process.h"

#include "unix-diag.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* As long as the kernel makes it (TASK_COMM_LEN), with its line end. */
#define COMM_SIZE 16

static void
read_name (SockeyePeerProcess *process)
{
  char path[64];
  char bytes[COMM_SIZE];
  gssize length;
  g_autofree char *valid = NULL;
  int fd;

  g_snprintf (path, sizeof path, "/proc/%u/comm", process->pid);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  length = read (fd, bytes, sizeof bytes);
  close (fd);
  if (length <= 0)
    return;
  valid = g_utf8_make_valid (bytes, length);
  g_strlcpy (process->name, g_strchomp (valid), sizeof process->name);
}

/**
 * sockeye_peer_process_read:
 * @process: (out caller-allocates): the process; not known for other sockets than Unix ones
 * @socket: connected
 *
 * Asks who is at the far end (SO_PEERCRED, unix(7)): for a client whoever listens there, for an accepted socket whoever has
 * connected.
 */
void
sockeye_peer_process_read (SockeyePeerProcess *process, GSocket *socket)
{
  struct ucred credentials = { 0 };
  socklen_t length = sizeof credentials;

  memset (process, 0, sizeof *process);
  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_UNIX
      || getsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0
      || credentials.pid <= 0)
    return;
  process->pid = (guint) credentials.pid;
  process->user = (guint) credentials.uid;
  read_name (process);
}

/**
 * sockeye_peer_process_get_link:
 * @process: who is at the far end of @socket
 * @socket: connected
 * @accepted: by this end; otherwise this end has connected
 *
 * Returns: the number of the connecting end's socket, by which both ends know their connection, if both are in this
 *   program; otherwise 0
 */
guint32
sockeye_peer_process_get_link (const SockeyePeerProcess *process, GSocket *socket, gboolean accepted)
{
  if (process->pid != (guint) getpid ())
    return 0;
  return accepted ? sockeye_unix_diag_get_far_inode (socket) : sockeye_unix_diag_get_inode (socket);
}

/**
 * sockeye_peer_process_add:
 * @process: a process
 * @event: CONNECTED or ACCEPTED; borrows the name
 *
 * Says in the event who it is, if that is known.
 */
void
sockeye_peer_process_add (const SockeyePeerProcess *process, SockeyeEvent *event)
{
  event->number = process->pid;
  event->number2 = process->user;
  event->text = process->name[0] != '\0' ? process->name : NULL;
}
