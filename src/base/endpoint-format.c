/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "endpoint.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>

static void
format_ipv6 (const struct sockaddr_in6 *in6, char *text, gsize size)
{
  char address[INET6_ADDRSTRLEN];
  char name[IF_NAMESIZE];

  if (IN6_IS_ADDR_V4MAPPED (&in6->sin6_addr))
    {
      inet_ntop (AF_INET, (const guint8 *) &in6->sin6_addr + 12, address, sizeof address);
      g_strlcpy (text, address, size);
      return;
    }

  inet_ntop (AF_INET6, &in6->sin6_addr, address, sizeof address);
  if (in6->sin6_scope_id == 0)
    g_strlcpy (text, address, size);
  else if (if_indextoname (in6->sin6_scope_id, name) != NULL)
    g_snprintf (text, size, "%s%%%s", address, name);
  else
    g_snprintf (text, size, "%s%%%u", address, in6->sin6_scope_id);
}

/* A path is any bytes; what cannot be shown becomes \xNN. */
static void
append_path_byte (const char *path, gsize length, gsize *at, char *text, gsize size, gsize *used)
{
  gunichar c = g_utf8_get_char_validated (path + *at, (gssize) (length - *at));
  gboolean shown = path[*at] != '\0' && c < 0x110000 && g_unichar_isprint (c);
  gsize n = shown ? (gsize) g_unichar_to_utf8 (c, NULL) : 1;
  char escape[8];

  if (!shown)
    g_snprintf (escape, sizeof escape, "\\x%02X", (guint8) path[*at]);
  if (*used + (shown ? n : 4) < size)
    {
      memcpy (text + *used, shown ? path + *at : escape, shown ? n : 4);
      *used += shown ? n : 4;
      text[*used] = '\0';
    }
  *at += n;
}

/* unix(7): a pathname, an abstract name behind a zero byte, or no name at all */
static void
format_unix (const SockeyeEndpoint *endpoint, char *text, gsize size)
{
  const char *path = endpoint->un.sun_path;
  gsize length = endpoint->length - offsetof (struct sockaddr_un, sun_path);
  gsize used = 0;
  gsize at = 0;

  if (length == 0 && endpoint->number != 0)
    {
      /* Translators: a Unix socket that has no name; %u is a number that tells it from others */
      g_snprintf (text, size, _ ("unnamed #%u"), endpoint->number);
      return;
    }
  if (length == 0)
    {
      g_strlcpy (text, _ ("unnamed socket"), size);
      return;
    }

  if (path[0] == '\0')
    {
      g_strlcpy (text, "@", size);
      used = strlen (text);
      at = 1;
    }
  else
    {
      length = strnlen (path, length);
    }
  while (at < length)
    append_path_byte (path, length, &at, text, size, &used);
}

/**
 * sockeye_endpoint_format_host:
 * @endpoint: an end point
 * @text: (out caller-allocates) (array length=size): where to write
 * @size: room; %SOCKEYE_ENDPOINT_TEXT_MAX is always enough
 *
 * Writes the address without its port: "127.0.0.1", "fe80::1%eth0", "/run/x.sock", "@abstract", "unnamed #3". An IPv4 address
 * mapped into IPv6 is shown as plain IPv4.
 *
 * Returns: (transfer none): @text; empty for "no address"
 */
const char *
sockeye_endpoint_format_host (const SockeyeEndpoint *endpoint, char *text, gsize size)
{
  g_return_val_if_fail (size > 0, "");

  text[0] = '\0';
  switch (sockeye_endpoint_get_family (endpoint))
    {
    case AF_INET:
      {
        char address[INET_ADDRSTRLEN];

        inet_ntop (AF_INET, &endpoint->in.sin_addr, address, sizeof address);
        g_strlcpy (text, address, size);
      }
      break;
    case AF_INET6:
      format_ipv6 (&endpoint->in6, text, size);
      break;
    case AF_UNIX:
      format_unix (endpoint, text, size);
      break;
    default:
      break;
    }

  return text;
}

/**
 * sockeye_endpoint_format:
 * @endpoint: an end point
 * @text: (out caller-allocates) (array length=size): where to write
 * @size: room; %SOCKEYE_ENDPOINT_TEXT_MAX is always enough
 *
 * Writes address and port: "127.0.0.1:8080", "[::1]:8080" (RFC 5952, section 6), "[fe80::1%eth0]:80".
 *
 * Returns: (transfer none): @text; empty for "no address"
 */
const char *
sockeye_endpoint_format (const SockeyeEndpoint *endpoint, char *text, gsize size)
{
  char host[SOCKEYE_ENDPOINT_TEXT_MAX];
  int family = sockeye_endpoint_get_family (endpoint);

  if (family != AF_INET && family != AF_INET6)
    return sockeye_endpoint_format_host (endpoint, text, size);

  sockeye_endpoint_format_host (endpoint, host, sizeof host);
  g_snprintf (text, size, strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host,
              sockeye_endpoint_get_port (endpoint));
  return text;
}

/**
 * sockeye_endpoint_to_string:
 * @endpoint: an end point
 *
 * Returns: (transfer full): what sockeye_endpoint_format() writes
 */
char *
sockeye_endpoint_to_string (const SockeyeEndpoint *endpoint)
{
  char text[SOCKEYE_ENDPOINT_TEXT_MAX];

  return g_strdup (sockeye_endpoint_format (endpoint, text, sizeof text));
}
