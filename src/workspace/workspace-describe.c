/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "workspace.h"

#include "outlet.h"

#include <glib/gi18n-lib.h>

static char *
describe_client (SockeyeSession *session)
{
  const char *local = sockeye_session_get_local (session);
  const char *remote = sockeye_session_get_remote (session);
  g_autofree char *notes = sockeye_connection_flags_describe (sockeye_session_get_connection_flags (session));
  g_autofree char *ends =
      sockeye_session_is_unnamed (session)
          /* Translators: %s is the far end, such as "/tmp/test.sock" */
          ? g_strdup_printf (_ ("Connected to %s"), remote)
          /* Translators: both are addresses with a port; first the far end, then this end */
          : g_strdup_printf (_ ("Connected to %s from %s"), remote, local);

  /* Translators: what a client is connected to, and notes such as "sending closed, reading paused" */
  return *notes != '\0' ? g_strdup_printf (_ ("%s · %s"), ends, notes) : g_steal_pointer (&ends);
}

static char *
describe_short_client (SockeyeSession *session)
{
  const char *remote = sockeye_session_get_remote (session);
  guint n = sockeye_session_get_n_connections (session);

  if (n == 0)
    /* Translators: %s is an address and port, "127.0.0.1:8080" */
    return g_strdup_printf (_ ("Ready to connect to %s for each send"), remote);
  if (n == SOCKEYE_SHORT_CONNECTIONS_MAX)
    return g_strdup_printf (
        /* Translators: %s is an address and port, %u a number of connections */
        ngettext ("%u short connection to %s, the most at once: what else is sent waits",
                  "%u short connections to %s, the most at once: what else is sent waits", n),
        n, remote);
  /* Translators: %s is an address and port, %u a number of connections */
  return g_strdup_printf (ngettext ("%u short connection to %s", "%u short connections to %s", n), n, remote);
}

/* The target, as it was entered. */
static char *
describe_target (SockeyeSession *session)
{
  guint16 port;
  const char *host = sockeye_outlet_get_remote (sockeye_session_get_outlet (session), &port);
  SockeyeEndpoint endpoint;

  /* NULL: a name is no error here. */
  return sockeye_endpoint_set_literal (&endpoint, host, port, NULL) ? sockeye_endpoint_to_string (&endpoint)
                                                                    : g_strdup_printf ("%s:%u", host, port);
}

static char *
describe_datagram_relay (SockeyeSession *session)
{
  g_autofree char *target = describe_target (session);

  /* Translators: two addresses with a port: this end, and where everything is passed on to */
  return g_strdup_printf (_ ("Relaying %s to %s"), sockeye_session_get_local (session), target);
}

static char *
describe_listening (SockeyeSession *session)
{
  guint n = sockeye_session_get_n_connections (session);
  g_autofree char *target = NULL;

  if (!sockeye_protocol_is_relay (sockeye_session_get_protocol (session)))
    return g_strdup_printf (
        /* Translators: %s is an address and port, %u the number of accepted connections that are open */
        ngettext ("Listening on %s, %u connection", "Listening on %s, %u connections", n),
        sockeye_session_get_local (session), n);
  target = describe_target (session);
  return g_strdup_printf (
      /* Translators: two addresses with a port: this end, and where everything is passed on to; %u is the number of
         connections on both sides */
      ngettext ("Relaying %s to %s, %u connection", "Relaying %s to %s, %u connections", n),
      sockeye_session_get_local (session), target, n);
}

static char *
describe_server (SockeyeSession *session)
{
  guint waiting = sockeye_session_get_waiting (session);
  g_autofree char *listening = describe_listening (session);

  if (!sockeye_session_get_accepting_paused (session))
    return g_steal_pointer (&listening);
  /* Translators: "Listening on …, 3 connections", and the number of those that wait */
  return g_strdup_printf (
      ngettext ("%s · accepting paused, %u waits", "%s · accepting paused, %u wait", waiting), listening,
      waiting);
}

static char *
describe_open (SockeyeSession *session)
{
  SockeyeProtocol protocol = sockeye_session_get_protocol (session);

  if (sockeye_protocol_is_server (protocol))
    return describe_server (session);
  if (sockeye_session_get_short_connections (session))
    return describe_short_client (session);
  if (sockeye_protocol_is_client (protocol))
    return describe_client (session);
  if (sockeye_protocol_is_relay (protocol))
    return describe_datagram_relay (session);
  if (sockeye_session_is_unnamed (session))
    return g_strdup (_ ("Open without a name"));
  /* Translators: %s is an address and port, "127.0.0.1:8080" */
  return g_strdup_printf (_ ("Bound to %s"), sockeye_session_get_local (session));
}

static char *
describe_opening (SockeyeSession *session)
{
  const char *remote = sockeye_session_get_remote (session);

  if (!sockeye_protocol_is_client (sockeye_session_get_protocol (session)))
    return g_strdup (_ ("Opening…"));
  if (sockeye_session_get_attempt (session) > 0)
    /* Translators: %u is a number: how often it has been tried in a row */
    return g_strdup_printf (_ ("Waiting to connect again, attempt %u…"),
                            sockeye_session_get_attempt (session));
  if (remote == NULL || *remote == '\0')
    return g_strdup (_ ("Connecting…"));

  /* Translators: %s is an address and port, "127.0.0.1:8080" */
  return g_strdup_printf (_ ("Connecting to %s…"), remote);
}

static char *
describe_draining (SockeyeSession *session)
{
  guint n = sockeye_session_get_n_connections (session);

  /* Translators: %u is the number of accepted connections that are still open */
  return g_strdup_printf (
      ngettext ("Stopped listening, %u connection goes on", "Stopped listening, %u connections go on", n), n);
}

static char *
describe_state (SockeyeSession *session)
{
  switch (sockeye_session_get_state (session))
    {
    case SOCKEYE_SESSION_OPENING:
      return describe_opening (session);
    case SOCKEYE_SESSION_OPEN:
      return describe_open (session);
    case SOCKEYE_SESSION_DRAINING:
      return describe_draining (session);
    case SOCKEYE_SESSION_CLOSED:
    default:
      return g_strdup (_ ("Ready"));
    }
}

static void
append_lost (GString *text, SockeyeWorkspace *self)
{
  guint64 kernel = sockeye_session_get_kernel_drops (sockeye_workspace_get_session (self));
  guint64 datagrams = 0;
  guint64 bytes = 0;

  sockeye_capture_get_dropped (sockeye_workspace_get_capture (self), &datagrams, &bytes);

  if (kernel > 0)
    {
      g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, kernel);

      /* Translators: follows the state in the status bar; %s is a number */
      g_string_append_printf (text,
                              ngettext (" · %s datagram lost in the kernel",
                                        " · %s datagrams lost in the kernel",
                                        (gulong) MIN (kernel, G_MAXULONG)),
                              number);
    }
  if (datagrams > 0)
    {
      g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, datagrams);

      /* Translators: follows the state in the status bar; %s is a number */
      g_string_append_printf (text,
                              ngettext (" · %s datagram not stored", " · %s datagrams not stored",
                                        (gulong) MIN (datagrams, G_MAXULONG)),
                              number);
    }
}

/**
 * sockeye_workspace_describe:
 * @self: a workspace
 *
 * Returns: (transfer full): the session's state in words, with what was lost
 */
char *
sockeye_workspace_describe (SockeyeWorkspace *self)
{
  g_autofree char *state = describe_state (sockeye_workspace_get_session (self));
  GString *text = g_string_new (state);

  append_lost (text, self);
  return g_string_free (text, FALSE);
}
