/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "free-ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* Where the system does not tell, the user will. */
#define FALLBACK_PORT 8080

static int
hold_port (gboolean datagrams, guint16 *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, (datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);

  if (fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) == 0
      && getsockname (fd, (struct sockaddr *) &address, &size) == 0)
    *port = ntohs (address.sin_port);
  return fd;
}

/**
 * sockeye_free_ports_find:
 * @datagrams: whether they are for UDP, not for TCP
 * @ports: (out caller-allocates) (array length=n_ports): ports of 127.0.0.1 that nobody uses now, each another one
 * @n_ports: how many
 *
 * Does not block, and leaves nothing open. Somebody else may have taken a port before it is used.
 */
void
sockeye_free_ports_find (gboolean datagrams, guint16 *ports, guint n_ports)
{
  g_autofree int *fds = g_new (int, n_ports);

  /* Held until all are found: otherwise the system might give the same one again. */
  for (guint i = 0; i < n_ports; i++)
    {
      ports[i] = (guint16) (FALLBACK_PORT + i);
      fds[i] = hold_port (datagrams, &ports[i]);
    }

  for (guint i = 0; i < n_ports; i++)
    if (fds[i] >= 0)
      close (fds[i]);
}
