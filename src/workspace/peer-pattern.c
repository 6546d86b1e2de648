/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "peer-pattern.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "[::1]:80" and "127.0.0.1:80" have a port; "::1" has none. Returns NULL where none stands. */
static const char *
find_port (const char *text)
{
  const char *bracket = strchr (text, ']');
  const char *colon = strrchr (text, ':');

  if (colon == NULL)
    return NULL;
  if (bracket != NULL)
    return colon == bracket + 1 ? colon + 1 : NULL;
  return strchr (text, ':') == colon ? colon + 1 : NULL;
}

static gboolean
set_no_address (const char *text, GError **error)
{
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
               /* Translators: %s is what the user typed */
               _ ("“%s” is no address. Enter one as it stands in the log, such as 192.168.1.5 or "
                  "192.168.1.5:8080, or nothing for anybody."),
               text);
  return FALSE;
}

/**
 * sockeye_peer_pattern_parse:
 * @pattern: (out caller-allocates): whom @text means
 * @text: "", an address, an address and port, or the path or name of a Unix socket, as end points are written; blanks around it do not count
 * @error: %SOCKEYE_ERROR_INVALID_HOST or %SOCKEYE_ERROR_INVALID_PORT
 *
 * Names are not looked up, so they are none.
 *
 * Returns: whether it was understood
 */
gboolean
sockeye_peer_pattern_parse (SockeyePeerPattern *pattern, const char *text, GError **error)
{
  g_autofree char *host = g_strstrip (g_strdup (text));
  const char *port_text = find_port (host);
  SockeyeHostKind kind;
  guint16 port = 0;

  sockeye_endpoint_clear (&pattern->endpoint);
  if (*host == '\0')
    return TRUE;
  if (*host == '/' || *host == '@')
    return sockeye_endpoint_set_path (&pattern->endpoint, host, error);

  if (port_text != NULL)
    {
      if (!sockeye_port_parse (port_text, FALSE, &port, error))
        return FALSE;
      host[port_text - 1 - host] = '\0';
    }
  /* NULL: the sentence is about a field that may hold a name. */
  kind = sockeye_host_classify (host, NULL);
  if ((kind != SOCKEYE_HOST_IPV4 && kind != SOCKEYE_HOST_IPV6)
      || !sockeye_endpoint_set_literal (&pattern->endpoint, host, port, NULL))
    return set_no_address (text, error);
  return TRUE;
}

static gboolean
is_same_ipv6 (const struct sockaddr_in6 *wanted, const struct sockaddr_in6 *remote)
{
  return memcmp (&wanted->sin6_addr, &remote->sin6_addr, sizeof wanted->sin6_addr) == 0
         && (wanted->sin6_scope_id == 0 || wanted->sin6_scope_id == remote->sin6_scope_id);
}

/**
 * sockeye_peer_pattern_matches:
 * @pattern: whom a rule is for
 * @remote: a far end
 *
 * Returns: whether it is for @remote
 */
gboolean
sockeye_peer_pattern_matches (const SockeyePeerPattern *pattern, const SockeyeEndpoint *remote)
{
  const SockeyeEndpoint *wanted = &pattern->endpoint;
  guint16 port = sockeye_endpoint_get_port (wanted);

  if (!sockeye_endpoint_is_set (wanted))
    return TRUE;
  if (sockeye_endpoint_get_family (wanted) != sockeye_endpoint_get_family (remote)
      || (port != 0 && port != sockeye_endpoint_get_port (remote)))
    return FALSE;
  if (sockeye_endpoint_get_family (wanted) == AF_UNIX)
    return sockeye_endpoint_equal (wanted, remote);
  if (sockeye_endpoint_get_family (wanted) == AF_INET6)
    return is_same_ipv6 (&wanted->in6, &remote->in6);
  return wanted->in.sin_addr.s_addr == remote->in.sin_addr.s_addr;
}
