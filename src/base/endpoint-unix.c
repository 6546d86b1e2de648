/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "endpoint.h"
#include "errors.h"

#include <glib/gi18n-lib.h>
#include <stddef.h>
#include <string.h>

#define HEAD_LENGTH offsetof (struct sockaddr_un, sun_path)

static gboolean
set_error (GError **error, const char *message)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATH, message);
  return FALSE;
}

/**
 * sockeye_path_check:
 * @text: what stands in a field for a path
 * @error: what is wrong, in a sentence for the user
 *
 * Paths begin at the root, because another program's working folder is another one.
 *
 * Returns: whether it is the path of a Unix socket ("/run/x.sock"), or an abstract name behind an "@"
 */
gboolean
sockeye_path_check (const char *text, GError **error)
{
  gsize length = strlen (text);

  if (text[0] == '\0')
    return set_error (error, _ ("The path is missing. Enter one such as /tmp/test.sock, or an abstract name "
                                "such as @test."));
  if (text[0] != '/' && text[0] != '@')
    return set_error (error, _ ("A path begins with /, and an abstract name with @. Enter one such as "
                                "/tmp/test.sock or @test."));
  if (text[0] == '/' && text[length - 1] == '/')
    return set_error (error, _ ("This is a folder. Add the name of the socket’s file."));
  if (length - (text[0] == '@' ? 1 : 0) > SOCKEYE_PATH_MAX)
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_PATH,
                   /* Translators: both %zu and %u are numbers of bytes */
                   _ ("This is too long: %zu bytes, and the system takes %u at most. Choose a shorter one."),
                   length - (text[0] == '@' ? 1 : 0), SOCKEYE_PATH_MAX);
      return FALSE;
    }
  return TRUE;
}

/**
 * sockeye_endpoint_set_path:
 * @endpoint: an end point, unchanged on failure
 * @text: a path, or an abstract name behind an "@" (unix(7)); "@" alone is no name: the system chooses one when it is
 *   bound
 * @error: what is wrong, in a sentence for the user
 *
 * Returns: whether @text names a Unix socket
 */
gboolean
sockeye_endpoint_set_path (SockeyeEndpoint *endpoint, const char *text, GError **error)
{
  SockeyeEndpoint made = { .length = HEAD_LENGTH };
  gsize length = strlen (text);

  if (!sockeye_path_check (text, error))
    return FALSE;

  made.un.sun_family = AF_UNIX;
  if (text[0] == '/')
    {
      memcpy (made.un.sun_path, text, length);
      made.length += (guint32) length + 1;
    }
  else if (length > 1)
    {
      memcpy (made.un.sun_path + 1, text + 1, length - 1);
      made.length += (guint32) length;
    }
  *endpoint = made;
  return TRUE;
}

/**
 * sockeye_endpoint_set_unnamed:
 * @endpoint: an end point
 * @number: tells it from others that have no name either; 0: nothing does
 *
 * Makes it a Unix socket without a name.
 */
void
sockeye_endpoint_set_unnamed (SockeyeEndpoint *endpoint, guint32 number)
{
  sockeye_endpoint_clear (endpoint);
  endpoint->length = HEAD_LENGTH;
  endpoint->number = number;
  endpoint->un.sun_family = AF_UNIX;
}

/**
 * sockeye_endpoint_is_unnamed:
 * @endpoint: an end point
 *
 * Returns: whether it is a Unix socket without a name
 */
gboolean
sockeye_endpoint_is_unnamed (const SockeyeEndpoint *endpoint)
{
  return sockeye_endpoint_get_family (endpoint) == AF_UNIX && endpoint->length <= HEAD_LENGTH;
}

/**
 * sockeye_endpoint_get_path:
 * @endpoint: an end point
 *
 * Returns: (transfer none) (nullable): the path of a Unix socket that has a file; %NULL: it has none
 */
const char *
sockeye_endpoint_get_path (const SockeyeEndpoint *endpoint)
{
  gboolean path = sockeye_endpoint_get_family (endpoint) == AF_UNIX && !sockeye_endpoint_is_unnamed (endpoint)
                  && endpoint->un.sun_path[0] != '\0';

  /* The kernel may use the last byte, too (unix(7)); then there is no zero byte behind the path. */
  if (!path || memchr (endpoint->un.sun_path, '\0', sizeof endpoint->un.sun_path) == NULL)
    return NULL;
  return endpoint->un.sun_path;
}
