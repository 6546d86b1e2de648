/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "address.h"

#include "endpoint.h"
#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The colon between host and port: the last one; an IPv6 address has to stand in brackets (RFC 3986, 3.2.2). */
static const char *
find_port (const char *text)
{
  const char *colon = strrchr (text, ':');
  const char *bracket = strrchr (text, ']');

  if (colon == NULL || (bracket != NULL && colon < bracket))
    return NULL;
  if (bracket == NULL && strchr (text, ':') != colon)
    return NULL;
  return colon;
}

/**
 * sockeye_address_split:
 * @text: a host and a port, with a colon between them; either may be empty
 * @host: (out) (transfer full): what stands before the colon, unchanged on failure
 * @port: (out) (transfer full): what stands behind it, unchanged on failure
 *
 * Does not look whether they are right.
 *
 * Returns: whether there is a colon that stands before a port
 */
gboolean
sockeye_address_split (const char *text, char **host, char **port)
{
  const char *colon = find_port (text);

  if (colon == NULL)
    return FALSE;
  *host = g_strndup (text, (gsize) (colon - text));
  *port = g_strdup (colon + 1);
  return TRUE;
}

/**
 * sockeye_address_parse:
 * @text: a host and a port, such as "127.0.0.1:8080", "[::1]:8080" or "localhost:8080"; blanks around it do not count
 * @host: (out) (transfer full): the host, as sockeye_host_classify() takes it; unchanged on failure
 * @port: (out): the port, from 1 to 65535; unchanged on failure
 * @error: what is wrong, in a sentence for the user: %SOCKEYE_ERROR_INVALID_HOST or %SOCKEYE_ERROR_INVALID_PORT
 *
 * Returns: whether @text is both
 */
gboolean
sockeye_address_parse (const char *text, char **host, guint16 *port, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *colon = find_port (stripped);
  g_autofree char *first = NULL;
  SockeyeHostKind kind;

  if (colon == NULL)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PORT,
                           _ ("Enter a host and a port with a colon between them, such as 127.0.0.1:8080 or "
                              "[::1]:8080."));
      return FALSE;
    }

  first = g_strndup (stripped, (gsize) (colon - stripped));
  kind = sockeye_host_classify (first, error);
  if (kind == SOCKEYE_HOST_INVALID)
    return FALSE;
  if (kind == SOCKEYE_HOST_EMPTY)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                           _ ("The host is missing. Enter a host and a port, such as 127.0.0.1:8080."));
      return FALSE;
    }
  if (!sockeye_port_parse (colon + 1, FALSE, port, error))
    return FALSE;

  *host = g_steal_pointer (&first);
  return TRUE;
}
