/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resolver.h"

#include "socket-util.h"

#include <netdb.h>

typedef struct
{
  SockeyeRole *role;
  char *host;
  guint16 port;
  GCancellable *cancellable;
  SockeyeResolverFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  if (lookup->destroy != NULL)
    lookup->destroy (lookup->data);
  g_object_unref (lookup->role);
  g_object_unref (lookup->cancellable);
  g_free (lookup->host);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_free)

/* GIO keeps three of getaddrinfo()'s reasons apart; the words for them are made from the code. */
static int
error_to_code (const GError *error)
{
  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return EAI_NONAME;
  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE))
    return EAI_AGAIN;
  return EAI_FAIL;
}

static void
fail (const Lookup *lookup, int code, const char *detail)
{
  SockeyeEvent failure = { .type = SOCKEYE_EVENT_ERROR,
                           .operation = SOCKEYE_OPERATION_RESOLVE,
                           .error_number = code,
                           .text = lookup->host,
                           .detail = detail };

  lookup->func (NULL, &failure, lookup->data);
}

static GArray *
to_endpoints (GList *found, guint16 port)
{
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (SockeyeEndpoint));

  for (GList *l = found; l != NULL && addresses->len < SOCKEYE_ADDRESSES_MAX; l = l->next)
    {
      g_autoptr (GSocketAddress) address = g_inet_socket_address_new (l->data, port);
      SockeyeEndpoint endpoint;

      /* NULL: an IPv4 or IPv6 address always has a native form. */
      if (sockeye_endpoint_set_address (&endpoint, address, NULL))
        g_array_append_val (addresses, endpoint);
    }
  return addresses;
}

static void
tell_resolved (const Lookup *lookup, GArray *addresses)
{
  g_autoptr (GString) all = g_string_new (NULL);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_RESOLVED,
                         .remote = g_array_index (addresses, SockeyeEndpoint, 0),
                         .text = lookup->host };

  for (guint i = 0; i < addresses->len; i++)
    {
      char text[SOCKEYE_ENDPOINT_TEXT_MAX];

      sockeye_endpoint_format_host (&g_array_index (addresses, SockeyeEndpoint, i), text, sizeof text);
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", text);
    }
  event.detail = all->str;
  sockeye_role_tell (lookup->role, 0, &event);
}

static void
looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Lookup) lookup = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) addresses = NULL;
  GList *found = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  /* Whoever asked is gone or has told it. */
  if (g_cancellable_is_cancelled (lookup->cancellable))
    {
      g_resolver_free_addresses (found);
      return;
    }
  if (found == NULL)
    {
      fail (lookup, error_to_code (error), NULL);
      return;
    }
  addresses = to_endpoints (found, lookup->port);
  g_resolver_free_addresses (found);
  if (addresses->len == 0)
    {
      fail (lookup, EAI_NODATA, NULL);
      return;
    }
  tell_resolved (lookup, addresses);
  lookup->func (addresses, NULL, lookup->data);
}

static void
look_up (Lookup *lookup)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  SockeyeEvent event = { .type = SOCKEYE_EVENT_RESOLVING, .text = lookup->host };

  sockeye_role_tell (lookup->role, 0, &event);
  g_resolver_lookup_by_name_async (resolver, lookup->host, lookup->cancellable, looked_up, lookup);
}

/**
 * sockeye_resolver_read:
 * @role: whose protocol says what an address looks like
 * @host: an address, or the path of a Unix socket
 * @port: for an address
 * @endpoint: (out caller-allocates): what it means; unchanged on failure
 * @error: (nullable): what is wrong, in a sentence for the user
 *
 * Returns: whether it means something without a look-up
 */
gboolean
sockeye_resolver_read (SockeyeRole *role,
                       const char *host,
                       guint16 port,
                       SockeyeEndpoint *endpoint,
                       GError **error)
{
  if (sockeye_protocol_is_unix (sockeye_role_get_settings (role)->protocol))
    return sockeye_endpoint_set_path (endpoint, host, error);
  if (!sockeye_endpoint_set_literal (endpoint, host, port, error))
    return FALSE;
  sockeye_endpoint_unmap (endpoint);
  return TRUE;
}

/**
 * sockeye_resolver_resolve:
 * @role: kept alive while the look-up goes on; gets the events RESOLVING and RESOLVED, for names only
 * @host: an address or a name, or the path of a Unix socket
 * @port: for the addresses
 * @cancellable: when cancelled, @func is not called any more
 * @func: called once; for an address at once, before this function returns
 * @data: for @func
 * @destroy: (nullable): frees @data, whether or not @func was called
 *
 * Finds the addresses of a host without blocking. I/O thread.
 */
void
sockeye_resolver_resolve (SockeyeRole *role,
                          const char *host,
                          guint16 port,
                          GCancellable *cancellable,
                          SockeyeResolverFunc func,
                          gpointer data,
                          GDestroyNotify destroy)
{
  g_autoptr (Lookup) lookup = g_new (Lookup, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) addresses = NULL;
  gboolean is_path = sockeye_protocol_is_unix (sockeye_role_get_settings (role)->protocol);
  SockeyeEndpoint endpoint;

  *lookup = (Lookup){ .role = g_object_ref (role),
                      .host = g_strdup (host),
                      .port = port,
                      .cancellable = g_object_ref (cancellable),
                      .func = func,
                      .data = data,
                      .destroy = destroy };
  /* NULL: what is wrong is said below. */
  if (!is_path && sockeye_host_classify (host, NULL) == SOCKEYE_HOST_NAME)
    {
      look_up (g_steal_pointer (&lookup));
      return;
    }
  if (!sockeye_resolver_read (role, host, port, &endpoint, &error))
    {
      fail (lookup, EAI_NONAME, error->message);
      return;
    }
  addresses = g_array_new (FALSE, FALSE, sizeof (SockeyeEndpoint));
  g_array_append_val (addresses, endpoint);
  func (addresses, NULL, data);
}
