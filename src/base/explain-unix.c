/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "explain-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#define ON(operation) (1u << SOCKEYE_OPERATION_##operation)
#define FILES         1u /* of sockets that have a file */
#define NAMES         2u /* of abstract names */
#define UNNAMED       4u

/* What unix(7) lists, and what the kernel's af_unix.c means by it. The first row that fits counts; what has none is as for
 * other sockets. */
static const struct
{
  guint operations;
  gint error_number;
  guint kinds;
  const char *cause;
  const char *remedy;
} causes[] = {
  { ON (BIND), ENOENT, FILES, N_ ("the folder does not exist"),
    N_ ("Make it first, or choose a path in a folder that exists.") },
  { ON (BIND), EACCES, FILES, N_ ("this user may not make files in that folder"),
    N_ ("Choose a path in a folder of your own, or in /tmp.") },
  { ON (BIND), EPERM, FILES, N_ ("that file system cannot hold sockets"),
    N_ ("Choose a path on another one, such as in /tmp.") },
  { ON (CONNECT) | ON (SEND), ENOENT, FILES, N_ ("there is no such file"),
    N_ ("Start the other program first, which makes it, or check the path.") },
  { ON (CONNECT) | ON (SEND), EACCES, FILES,
    N_ ("this user may not write to that socket, or may not enter its folder"),
    N_ ("Ask its owner to change the permissions of the file, or start this program as its owner.") },
  { ON (CONNECT), ECONNREFUSED, FILES,
    N_ ("no program listens on that file: it was left over by one that has ended, or it is no socket"),
    N_ ("Start the other program first, or check the path.") },
  { ON (SEND), ECONNREFUSED, FILES,
    N_ ("no program receives on that file: it was left over by one that has ended, or it is no socket"),
    N_ ("Start the other program first, or check the path.") },
  { ON (CONNECT) | ON (SEND), ECONNREFUSED, NAMES, N_ ("no program has a socket of that name"),
    N_ ("Start the other program first, or check the name; names are known within one network namespace "
        "only.") },
  { ON (CONNECT), EPROTOTYPE, FILES | NAMES, N_ ("the socket there is none for streams"),
    N_ ("Choose “Unix datagram”, if it is one for datagrams.") },
  { ON (SEND), EPROTOTYPE, FILES | NAMES, N_ ("the socket there is none for datagrams"),
    N_ ("Choose “Unix stream client”, if it is one for streams.") },
  { ON (CONNECT), EAGAIN, FILES | NAMES, N_ ("as many clients wait to be accepted there as its queue holds"),
    N_ ("Wait until the other program accepts them, and try again.") },
  { ON (SEND), EPERM, FILES | NAMES,
    N_ ("the socket there is connected to another one, and takes nothing else"),
    N_ ("Send from the socket that it is connected to.") },
  { ON (SEND), ECONNRESET, FILES | NAMES, N_ ("the socket there was closed"),
    N_ ("Start the other program again.") },
  { ON (SEND) | ON (CONNECT), EDESTADDRREQ, UNNAMED,
    N_ ("its socket has no name, so nothing can be sent to it"),
    N_ ("The other program has to bind its socket to a path or a name first.") },
  { ON (CONNECT), EINVAL, UNNAMED, N_ ("an “@” alone is no name"), N_ ("Enter the name behind it.") },
};

static guint
get_kind (const SockeyeEndpoint *endpoint)
{
  if (sockeye_endpoint_is_unnamed (endpoint))
    return UNNAMED;
  return sockeye_endpoint_get_path (endpoint) != NULL ? FILES : NAMES;
}

static gboolean
is_own_end (const SockeyeEvent *event)
{
  return event->operation == SOCKEYE_OPERATION_BIND || event->operation == SOCKEYE_OPERATION_LISTEN;
}

/* Private: whether it is about a Unix socket and has words of its own; they are translated. */
gboolean
sockeye_explain_unix (const SockeyeEvent *event, const char **cause, const char **remedy)
{
  const SockeyeEndpoint *end = is_own_end (event) ? &event->local : &event->remote;
  guint kind = get_kind (end);

  if (sockeye_endpoint_get_family (end) != AF_UNIX)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i].error_number == event->error_number && (causes[i].operations & 1u << event->operation) != 0
        && (causes[i].kinds & kind) != 0)
      {
        *cause = _ (causes[i].cause);
        *remedy = _ (causes[i].remedy);
        return TRUE;
      }
  return FALSE;
}

static char *
explain_held (const SockeyeEvent *event, const char *local)
{
  if (event->text != NULL && *event->text != '\0')
    return g_strdup_printf (
        /* Translators: the name of a Unix socket, and a program such as "python3 (pid 4711)" */
        _ ("%s is already in use by %s (EADDRINUSE). Choose another path or name, or stop that program."),
        local, event->text);
  return g_strdup_printf (
      /* Translators: %s is the name of a Unix socket */
      _ ("%s is already in use by another program (EADDRINUSE); the system does not tell which one. Choose "
         "another "
         "path or name, or stop that program."),
      local);
}

static char *
explain_in_use (const SockeyeEvent *event)
{
  g_autofree char *local = sockeye_endpoint_to_string (&event->local);

  switch (event->number)
    {
    case SOCKEYE_PATH_LEFT_OVER:
      return g_strdup_printf (
          /* Translators: both %s are the path of a Unix socket; "rm" is a command */
          _ ("%s exists already (EADDRINUSE), but no program uses it any more: it was left over by one that "
             "ended "
             "without removing it. Remove the file (rm %s) and try again, or choose another path."),
          local, local);
    case SOCKEYE_PATH_NO_SOCKET:
      return g_strdup_printf (
          /* Translators: %s is a path */
          _ ("%s exists already and is no socket (EADDRINUSE). Choose another path."), local);
    case SOCKEYE_PATH_IN_USE:
      return explain_held (event, local);
    case SOCKEYE_PATH_UNKNOWN:
    default:
      if (sockeye_endpoint_get_path (&event->local) == NULL)
        return explain_held (event, local);
      return g_strdup_printf (
          /* Translators: %s is the path of a Unix socket */
          _ ("%s exists already (EADDRINUSE). Choose another path, or remove it if no program uses it any "
             "more."),
          local);
    }
}

/* Private: (nullable): a whole explanation of what happens to Unix sockets only */
char *
sockeye_explain_unix_specially (const SockeyeEvent *event)
{
  g_autofree char *limit = g_strdup_printf ("%'" G_GUINT64_FORMAT, event->number2);
  g_autofree char *remote = sockeye_endpoint_to_string (&event->remote);

  if (is_own_end (event) && event->error_number == EADDRINUSE
      && sockeye_endpoint_get_family (&event->local) == AF_UNIX)
    return explain_in_use (event);
  if (event->operation != SOCKEYE_OPERATION_SEND || event->error_number != EMSGSIZE || event->number2 == 0
      || sockeye_endpoint_get_family (&event->remote) != AF_UNIX)
    return NULL;
  return g_strdup_printf (
      /* Translators: the name of a Unix socket, and a number of bytes */
      _ ("Could not send to %s: the datagram is too large (EMSGSIZE). This socket’s send buffer takes "
         "datagrams of %s "
         "bytes at most. Send less at once, or set a larger SO_SNDBUF in the socket options."),
      remote, limit);
}
