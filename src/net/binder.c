/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "binder.h"

#include "resolver.h"
#include "socket-times.h"
#include "socket-util.h"

#include <errno.h>

typedef struct
{
  SockeyeRole *role; /* borrowed: the resolver holds it */
  int type;
  SockeyeBinderPrepareFunc prepare;
  SockeyeBinderFunc func;
  gpointer data;
} Binder;

static GSocket *
try_bind (const Binder *binder, const SockeyeEndpoint *local, SockeyeEvent *failure)
{
  g_autoptr (GSocket) socket = NULL;

  *failure =
      (SockeyeEvent){ .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_SOCKET, .local = *local };
  socket = sockeye_socket_new (sockeye_endpoint_get_family (local), binder->type, &failure->error_number);
  if (socket == NULL)
    return NULL;

  binder->prepare (socket, binder->data);
  failure->operation = SOCKEYE_OPERATION_BIND;
  failure->error_number = sockeye_socket_bind (socket, local, sockeye_role_get_reuse (binder->role));
  sockeye_socket_times_add (socket, failure);
  return failure->error_number == 0 ? g_steal_pointer (&socket) : NULL;
}

/* A Unix socket needs no name for sending. */
static void
bind_nothing (const Binder *binder)
{
  SockeyeEvent failure = { .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_SOCKET };
  g_autoptr (GSocket) socket = sockeye_socket_new (AF_UNIX, binder->type, &failure.error_number);

  if (socket != NULL)
    binder->prepare (socket, binder->data);
  binder->func (socket, socket == NULL ? &failure : NULL, binder->data);
}

static void
bind_one_of (const Binder *binder, GArray *addresses)
{
  SockeyeEvent failure = { .type = SOCKEYE_EVENT_NONE };

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autoptr (GSocket) socket = NULL;

      if (i > 0)
        sockeye_role_tell (binder->role, 0, &failure);
      socket = try_bind (binder, &g_array_index (addresses, SockeyeEndpoint, i), &failure);
      if (socket != NULL)
        {
          binder->func (socket, NULL, binder->data);
          return;
        }
    }
  binder->func (NULL, &failure, binder->data);
}

/* "All addresses" means IPv4 and IPv6 through one socket, and IPv4 alone on a machine without IPv6. */
static void
bind_any (const Binder *binder, guint16 port)
{
  g_autoptr (GArray) addresses = g_array_new (FALSE, FALSE, sizeof (SockeyeEndpoint));
  g_autoptr (GSocket) socket = NULL;
  SockeyeEndpoint any;
  SockeyeEvent failure = { .type = SOCKEYE_EVENT_NONE };

  sockeye_endpoint_set_any (&any, AF_INET6, port);
  socket = try_bind (binder, &any, &failure);
  if (socket == NULL && (failure.error_number == EAFNOSUPPORT || failure.error_number == EADDRNOTAVAIL))
    {
      sockeye_endpoint_set_any (&any, AF_INET, port);
      socket = try_bind (binder, &any, &failure);
    }
  binder->func (socket, socket == NULL ? &failure : NULL, binder->data);
}

/* A name of this machine often has an address of each family, and only one is bound: IPv4, which more
 * programs under test speak, unless a literal remote address tells the family. */
static GArray *
prefer_family (GArray *addresses, int family)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (SockeyeEndpoint));

  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < addresses->len; i++)
      {
        SockeyeEndpoint *address = &g_array_index (addresses, SockeyeEndpoint, i);

        if ((sockeye_endpoint_get_family (address) == family) == (pass == 0))
          g_array_append_vals (sorted, address, 1);
      }
  return sorted;
}

static void
resolved (GArray *addresses, const SockeyeEvent *failure, gpointer data)
{
  const Binder *binder = data;
  g_autoptr (GArray) sorted = NULL;
  gboolean ipv6;

  if (addresses == NULL)
    {
      binder->func (NULL, failure, binder->data);
      return;
    }
  ipv6 = sockeye_host_classify (sockeye_role_get_settings (binder->role)->remote_host, NULL)
         == SOCKEYE_HOST_IPV6;
  sorted = prefer_family (addresses, ipv6 ? AF_INET6 : AF_INET);
  bind_one_of (binder, sorted);
}

/**
 * sockeye_binder_bind:
 * @role: whose settings name the local host and port
 * @type: SOCK_STREAM or SOCK_DGRAM
 * @cancellable: when cancelled, @func is not called any more
 * @prepare: called for each socket that is tried
 * @func: called once, perhaps before this function returns
 * @data: for @prepare and @func
 *
 * Makes a socket and binds it to the local address: an empty host is all of them, a name's are tried in
 * turn. An empty path is none: then it is not bound.
 */
void
sockeye_binder_bind (SockeyeRole *role,
                     int type,
                     GCancellable *cancellable,
                     SockeyeBinderPrepareFunc prepare,
                     SockeyeBinderFunc func,
                     gpointer data)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (role);
  Binder *binder = g_new (Binder, 1);

  *binder = (Binder){ role, type, prepare, func, data };
  if (settings->local_host[0] == '\0')
    {
      if (sockeye_protocol_is_unix (settings->protocol))
        bind_nothing (binder);
      else
        bind_any (binder, settings->local_port);
      g_free (binder);
      return;
    }
  sockeye_resolver_resolve (role, settings->local_host, settings->local_port, cancellable, resolved, binder,
                            g_free);
}
