/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "socket-util.h"

#include "socket-file.h"
#include "socket-times.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Closing sockets that linger; more of them wait for their turn. */
#define CLOSING_THREADS_MAX 64

/**
 * sockeye_socket_new:
 * @family: AF_INET or AF_INET6 (then for both, where bound to "::"), or AF_UNIX
 * @type: SOCK_STREAM or SOCK_DGRAM
 * @error_number: (out): errno on failure
 *
 * Returns: (transfer full) (nullable): a non-blocking socket
 */
GSocket *
sockeye_socket_new (int family, int type, int *error_number)
{
  int fd = socket (family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  GSocket *socket;

  if (fd < 0)
    {
      *error_number = errno;
      return NULL;
    }
  socket = sockeye_socket_adopt (fd, error_number);
  if (socket != NULL)
    sockeye_socket_times_note_made (socket);
  /* The default is the system's (net.ipv6.bindv6only); here "::" always means both. */
  if (socket != NULL && family == AF_INET6)
    *error_number = sockeye_socket_set_int (socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  return socket;
}

/**
 * sockeye_socket_adopt:
 * @fd: (transfer full): a socket
 * @error_number: (out): errno on failure
 *
 * Returns: (transfer full) (nullable): its owner
 */
GSocket *
sockeye_socket_adopt (int fd, int *error_number)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new_from_fd (fd, &error);

  if (socket != NULL)
    return socket;

  /* Fails for something that is no socket, which cannot happen here; still, nothing is leaked. */
  g_warning ("%s", error->message);
  close (fd);
  *error_number = ENOTSOCK;
  return NULL;
}

/**
 * sockeye_socket_bind:
 * @local: the address; its port may be 0. The file that a path makes is removed with the socket
 * @reuse: SO_REUSEADDR, see sockeye_role_get_reuse()
 *
 * Returns: 0 or errno
 */
int
sockeye_socket_bind (GSocket *socket, const SockeyeEndpoint *local, gboolean reuse)
{
  int result = sockeye_socket_set_int (socket, SOL_SOCKET, SO_REUSEADDR, reuse);

  if (result != 0)
    return result;
  result = bind (g_socket_get_fd (socket), &local->any, local->length) == 0 ? 0 : errno;
  sockeye_socket_times_note_bound (socket);
  if (result == 0)
    sockeye_socket_file_keep (socket, local);
  return result;
}

static void
close_lingering (gpointer socket, gpointer data G_GNUC_UNUSED)
{
  g_socket_close (socket, NULL); /* NULL: as below */
  g_object_unref (socket);
}

static gpointer
make_pool (gpointer data G_GNUC_UNUSED)
{
  /* NULL: only exclusive pools can fail. */
  return g_thread_pool_new (close_lingering, NULL, CLOSING_THREADS_MAX, FALSE, NULL);
}

/* close(2) waits as long as SO_LINGER says (socket(7)), also of a socket that is non-blocking. */
static void
close_on_thread (GSocket *socket)
{
  static GOnce once = G_ONCE_INIT; /* the pool lives as long as the process */

  /* NULL: when no thread can be made now, the socket waits for one that ends. */
  g_thread_pool_push (g_once (&once, make_pool, NULL), g_object_ref (socket), NULL);
}

/**
 * sockeye_socket_get_linger:
 *
 * Returns: for how many seconds closing it waits for what is not yet sent; 0: closing resets the connection; -1: it does
 *   neither (SO_LINGER of socket(7))
 */
int
sockeye_socket_get_linger (GSocket *socket)
{
  struct linger linger = { 0 };
  socklen_t length = sizeof linger;

  if (getsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, &length) != 0 || !linger.l_onoff)
    return -1;
  return linger.l_linger;
}

/**
 * sockeye_socket_close:
 *
 * Removes its file, if it made one, and closes the descriptor; on a thread of its own when that may take a while, because SO_LINGER is set.
 */
void
sockeye_socket_close (GSocket *socket)
{
  sockeye_socket_file_remove (socket);
  if (sockeye_socket_get_linger (socket) > 0)
    close_on_thread (socket);
  else
    g_socket_close (socket, NULL); /* NULL: close(2) frees the descriptor whatever it says */
}

/**
 * sockeye_socket_set_int:
 * @level: see socket(7)
 * @option: of this level
 * @value: the value
 *
 * Returns: 0 or errno
 */
int
sockeye_socket_set_int (GSocket *socket, int level, int option, int value)
{
  return setsockopt (g_socket_get_fd (socket), level, option, &value, sizeof value) == 0 ? 0 : errno;
}

/**
 * sockeye_socket_take_error:
 *
 * Returns: the pending error (SO_ERROR), which is then gone; 0: none
 */
int
sockeye_socket_take_error (GSocket *socket)
{
  int value = 0;
  socklen_t length = sizeof value;

  if (getsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_ERROR, &value, &length) != 0)
    return errno;
  return value;
}

/**
 * sockeye_socket_get_local:
 * @local: (out): this end, plain IPv4 rather than mapped; no address when it has none
 */
void
sockeye_socket_get_local (GSocket *socket, SockeyeEndpoint *local)
{
  struct sockaddr_storage native;
  socklen_t length = sizeof native;

  sockeye_endpoint_clear (local);
  if (getsockname (g_socket_get_fd (socket), (struct sockaddr *) &native, &length) != 0)
    return;
  sockeye_endpoint_set_native (local, (struct sockaddr *) &native, length);
  sockeye_endpoint_unmap (local);
}

/**
 * sockeye_socket_get_remote:
 * @remote: (out): the far end, plain IPv4 rather than mapped; no address when it has none
 */
void
sockeye_socket_get_remote (GSocket *socket, SockeyeEndpoint *remote)
{
  struct sockaddr_storage native;
  socklen_t length = sizeof native;

  sockeye_endpoint_clear (remote);
  if (getpeername (g_socket_get_fd (socket), (struct sockaddr *) &native, &length) != 0)
    return;
  sockeye_endpoint_set_native (remote, (struct sockaddr *) &native, length);
  sockeye_endpoint_unmap (remote);
}

/**
 * sockeye_endpoint_unmap:
 *
 * Makes plain IPv4 of an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2), as a dual-stack socket tells them.
 */
void
sockeye_endpoint_unmap (SockeyeEndpoint *endpoint)
{
  struct sockaddr_in plain = { .sin_family = AF_INET };

  if (sockeye_endpoint_get_family (endpoint) != AF_INET6 || !IN6_IS_ADDR_V4MAPPED (&endpoint->in6.sin6_addr))
    return;
  plain.sin_port = endpoint->in6.sin6_port;
  memcpy (&plain.sin_addr, &endpoint->in6.sin6_addr.s6_addr[12], sizeof plain.sin_addr);
  sockeye_endpoint_set_native (endpoint, (struct sockaddr *) &plain, sizeof plain);
}

/**
 * sockeye_endpoint_map:
 *
 * The reverse: what a dual-stack socket wants to be told for an IPv4 address.
 */
void
sockeye_endpoint_map (SockeyeEndpoint *endpoint)
{
  struct sockaddr_in6 mapped = { .sin6_family = AF_INET6 };

  if (sockeye_endpoint_get_family (endpoint) != AF_INET)
    return;
  mapped.sin6_port = endpoint->in.sin_port;
  mapped.sin6_addr.s6_addr[10] = 0xFF;
  mapped.sin6_addr.s6_addr[11] = 0xFF;
  memcpy (&mapped.sin6_addr.s6_addr[12], &endpoint->in.sin_addr, sizeof endpoint->in.sin_addr);
  sockeye_endpoint_set_native (endpoint, (struct sockaddr *) &mapped, sizeof mapped);
}

/**
 * sockeye_endpoint_set_port:
 * @port: for an IPv4 or IPv6 address; others have none
 */
void
sockeye_endpoint_set_port (SockeyeEndpoint *endpoint, guint16 port)
{
  if (sockeye_endpoint_get_family (endpoint) == AF_INET)
    endpoint->in.sin_port = g_htons (port);
  else if (sockeye_endpoint_get_family (endpoint) == AF_INET6)
    endpoint->in6.sin6_port = g_htons (port);
}

/**
 * sockeye_endpoint_set_any:
 * @family: AF_INET or AF_INET6
 * @port: a port
 *
 * Makes it 0.0.0.0 or ::, all addresses of this machine.
 */
void
sockeye_endpoint_set_any (SockeyeEndpoint *endpoint, int family, guint16 port)
{
  struct sockaddr_in in = { .sin_family = AF_INET };
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

  if (family == AF_INET)
    sockeye_endpoint_set_native (endpoint, (struct sockaddr *) &in, sizeof in);
  else
    sockeye_endpoint_set_native (endpoint, (struct sockaddr *) &in6, sizeof in6);
  sockeye_endpoint_set_port (endpoint, port);
}
