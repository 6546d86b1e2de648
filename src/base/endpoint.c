/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "endpoint.h"
#include "errors.h"
#include "host-private.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * sockeye_endpoint_clear:
 * @endpoint: an end point
 *
 * Makes it "no address".
 */
void
sockeye_endpoint_clear (SockeyeEndpoint *endpoint)
{
  memset (endpoint, 0, sizeof *endpoint);
}

/**
 * sockeye_endpoint_is_set:
 * @endpoint: an end point
 *
 * Returns: whether it is an address at all
 */
gboolean
sockeye_endpoint_is_set (const SockeyeEndpoint *endpoint)
{
  return endpoint->length != 0;
}

/**
 * sockeye_endpoint_set_native:
 * @endpoint: an end point
 * @native: (nullable): an address that the kernel gave
 * @length: its bytes
 *
 * Takes an IPv4, IPv6 or Unix address. Anything else, or less than the family needs, is "no address".
 */
void
sockeye_endpoint_set_native (SockeyeEndpoint *endpoint, const struct sockaddr *native, socklen_t length)
{
  gsize used = 0;

  sockeye_endpoint_clear (endpoint);
  if (native == NULL || length < sizeof native->sa_family)
    return;

  if (native->sa_family == AF_INET && length >= sizeof endpoint->in)
    used = sizeof endpoint->in;
  else if (native->sa_family == AF_INET6 && length >= sizeof endpoint->in6)
    used = sizeof endpoint->in6;
  else if (native->sa_family == AF_UNIX)
    used = MIN (length, sizeof endpoint->un);

  memcpy (&endpoint->un, native, used);
  endpoint->length = (guint32) used;
}

/**
 * sockeye_endpoint_set_literal:
 * @endpoint: an end point, unchanged on failure
 * @host: an IPv4 or IPv6 address in text
 * @port: a port
 * @error: what is wrong, in a sentence for the user
 *
 * Returns: whether @host is an address; a name is none
 */
gboolean
sockeye_endpoint_set_literal (SockeyeEndpoint *endpoint, const char *host, guint16 port, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (host != NULL ? host : ""));
  SockeyeEndpoint made = { .length = 0 };

  switch (sockeye_host_classify (text, error))
    {
    case SOCKEYE_HOST_IPV4:
      made.length = sizeof made.in;
      made.in.sin_family = AF_INET;
      made.in.sin_port = g_htons (port);
      inet_pton (AF_INET, text, &made.in.sin_addr);
      break;

    case SOCKEYE_HOST_IPV6:
      made.length = sizeof made.in6;
      made.in6.sin6_family = AF_INET6;
      made.in6.sin6_port = g_htons (port);
      if (!sockeye_host_parse_ipv6 (text, &made.in6.sin6_addr, &made.in6.sin6_scope_id, error))
        return FALSE;
      break;

    case SOCKEYE_HOST_EMPTY:
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                           _ ("The host is missing. Enter an IPv4 or IPv6 address."));
      return FALSE;

    case SOCKEYE_HOST_NAME:
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is what the user typed */
                   _ ("“%s” is a name, and an address is needed here. Enter an IPv4 or IPv6 address."), text);
      return FALSE;

    case SOCKEYE_HOST_INVALID:
    default:
      return FALSE;
    }

  *endpoint = made;
  return TRUE;
}

/**
 * sockeye_endpoint_set_address:
 * @endpoint: an end point, unchanged on failure
 * @address: an address of GIO's
 * @error: why it has no native form
 *
 * Returns: whether it is an IPv4, IPv6 or Unix address
 */
gboolean
sockeye_endpoint_set_address (SockeyeEndpoint *endpoint, GSocketAddress *address, GError **error)
{
  struct sockaddr_storage native = { .ss_family = AF_UNSPEC };
  SockeyeEndpoint made;
  gssize size;

  g_return_val_if_fail (G_IS_SOCKET_ADDRESS (address), FALSE);

  size = g_socket_address_get_native_size (address);
  if (size > 0 && !g_socket_address_to_native (address, &native, sizeof native, error))
    return FALSE;

  sockeye_endpoint_set_native (&made, (const struct sockaddr *) &native, (socklen_t) MAX (size, 0));
  if (!sockeye_endpoint_is_set (&made))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is the name of a type, such as "GProxyAddress" */
                   _ ("An address of the kind %s cannot be used. Choose an IPv4, IPv6 or Unix address."),
                   G_OBJECT_TYPE_NAME (address));
      return FALSE;
    }

  *endpoint = made;
  return TRUE;
}

/**
 * sockeye_endpoint_to_address:
 * @endpoint: an end point
 *
 * Returns: (transfer full) (nullable): the same for GIO; %NULL for "no address"
 */
GSocketAddress *
sockeye_endpoint_to_address (const SockeyeEndpoint *endpoint)
{
  SockeyeEndpoint copy = *endpoint;

  if (!sockeye_endpoint_is_set (endpoint))
    return NULL;

  return g_socket_address_new_from_native (&copy.any, copy.length);
}

/**
 * sockeye_endpoint_get_family:
 * @endpoint: an end point
 *
 * Returns: AF_INET, AF_INET6, AF_UNIX, or AF_UNSPEC for "no address"
 */
int
sockeye_endpoint_get_family (const SockeyeEndpoint *endpoint)
{
  return sockeye_endpoint_is_set (endpoint) ? endpoint->any.sa_family : AF_UNSPEC;
}

/**
 * sockeye_endpoint_get_port:
 * @endpoint: an end point
 *
 * Returns: the port; 0 when the family has none
 */
guint16
sockeye_endpoint_get_port (const SockeyeEndpoint *endpoint)
{
  switch (sockeye_endpoint_get_family (endpoint))
    {
    case AF_INET:
      return g_ntohs (endpoint->in.sin_port);
    case AF_INET6:
      return g_ntohs (endpoint->in6.sin6_port);
    default:
      return 0;
    }
}

/**
 * sockeye_endpoint_is_any:
 * @endpoint: an end point
 *
 * Returns: whether it stands for all addresses of this machine: 0.0.0.0 or ::
 */
gboolean
sockeye_endpoint_is_any (const SockeyeEndpoint *endpoint)
{
  static const guint8 mapped[16] = { [10] = 0xFF, [11] = 0xFF };

  switch (sockeye_endpoint_get_family (endpoint))
    {
    case AF_INET:
      return endpoint->in.sin_addr.s_addr == INADDR_ANY;
    case AF_INET6:
      return IN6_IS_ADDR_UNSPECIFIED (&endpoint->in6.sin6_addr)
             || memcmp (&endpoint->in6.sin6_addr, mapped, sizeof mapped) == 0;
    default:
      return FALSE;
    }
}

/**
 * sockeye_endpoint_equal:
 * @a: (type SockeyeEndpoint): an end point
 * @b: (type SockeyeEndpoint): another
 *
 * A #GEqualFunc. Fields that do not say where the end is (padding, flow labels) do not count.
 *
 * Returns: whether they are the same
 */
gboolean
sockeye_endpoint_equal (gconstpointer a, gconstpointer b)
{
  const SockeyeEndpoint *one = a;
  const SockeyeEndpoint *two = b;

  if (sockeye_endpoint_get_family (one) != sockeye_endpoint_get_family (two)
      || sockeye_endpoint_get_port (one) != sockeye_endpoint_get_port (two))
    return FALSE;

  switch (sockeye_endpoint_get_family (one))
    {
    case AF_INET:
      return one->in.sin_addr.s_addr == two->in.sin_addr.s_addr;
    case AF_INET6:
      return IN6_ARE_ADDR_EQUAL (&one->in6.sin6_addr, &two->in6.sin6_addr)
             && one->in6.sin6_scope_id == two->in6.sin6_scope_id;
    case AF_UNIX:
      return one->length == two->length && one->number == two->number
             && memcmp (&one->un, &two->un, one->length) == 0;
    default:
      return TRUE;
    }
}

/* FNV-1a */
static guint
hash_bytes (guint hash, const void *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ ((const guint8 *) bytes)[i]) * 16777619u;
  return hash;
}

/**
 * sockeye_endpoint_hash:
 * @endpoint: (type SockeyeEndpoint): an end point
 *
 * A #GHashFunc that goes with sockeye_endpoint_equal().
 *
 * Returns: the hash
 */
guint
sockeye_endpoint_hash (gconstpointer endpoint)
{
  const SockeyeEndpoint *self = endpoint;
  guint16 port = sockeye_endpoint_get_port (self);
  guint hash = hash_bytes (2166136261u, &port, sizeof port);

  switch (sockeye_endpoint_get_family (self))
    {
    case AF_INET:
      return hash_bytes (hash, &self->in.sin_addr, sizeof self->in.sin_addr);
    case AF_INET6:
      hash = hash_bytes (hash, &self->in6.sin6_scope_id, sizeof self->in6.sin6_scope_id);
      return hash_bytes (hash, &self->in6.sin6_addr, sizeof self->in6.sin6_addr);
    case AF_UNIX:
      hash = hash_bytes (hash, &self->number, sizeof self->number);
      return hash_bytes (hash, &self->un, self->length);
    default:
      return hash;
    }
}
