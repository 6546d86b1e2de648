/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "event.h"

#include <glib/gi18n-lib.h>

/* A number as text, because "%" G_GUINT64_FORMAT cannot stand in a translation. */
static char *
format_number (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

static char *
format_bytes (guint64 number)
{
  g_autofree char *digits = format_number (number);

  /* Translators: %s is a number; the text is put into other sentences */
  return g_strdup_printf (ngettext ("%s byte", "%s bytes", number), digits);
}

static char *
describe_resolved (const SockeyeEvent *event, const char *remote)
{
  if (event->detail != NULL)
    /* Translators: the first %s is a host name, the second one or several addresses with commas between them */
    return g_strdup_printf (_ ("%s has the address %s"), event->text != NULL ? event->text : remote,
                            event->detail);
  if (event->text != NULL)
    {
      char host[SOCKEYE_ENDPOINT_TEXT_MAX];

      sockeye_endpoint_format_host (&event->remote, host, sizeof host);
      return g_strdup_printf (_ ("%s has the address %s"), event->text, host);
    }

  return g_strdup_printf (_ ("Found the address %s"), remote);
}

static char *
describe_connecting (const SockeyeEvent *event, const char *local, const char *remote)
{
  gboolean from = sockeye_endpoint_get_port (&event->local) != 0;

  if (event->type == SOCKEYE_EVENT_CONNECTING)
    /* Translators: the first %s is the far end, the second this end, such as "127.0.0.1:8080" */
    return from ? g_strdup_printf (_ ("Connecting to %s from %s"), remote, local)
                /* Translators: %s is the far end, such as "127.0.0.1:8080" */
                : g_strdup_printf (_ ("Connecting to %s"), remote);

  /* Translators: the first %s is the far end, the second this end, such as "127.0.0.1:8080" */
  return from ? g_strdup_printf (_ ("Connected to %s from %s"), remote, local)
              /* Translators: %s is the far end, such as "127.0.0.1:8080" */
              : g_strdup_printf (_ ("Connected to %s"), remote);
}

static char *
describe_stopped (const SockeyeEvent *event, const char *local)
{
  g_autofree char *digits = format_number (event->number);

  if (event->number == 0)
    /* Translators: %s is this end, such as "127.0.0.1:8080" */
    return g_strdup_printf (_ ("Stopped listening on %s"), local);

  /* Translators: the first %s is this end, such as "127.0.0.1:8080", the second a number */
  return g_strdup_printf (ngettext ("Stopped listening on %s; %s accepted connection goes on",
                                    "Stopped listening on %s; %s accepted connections go on", event->number),
                          local, digits);
}

static char *
describe_cancelled (const SockeyeEvent *event, const char *remote)
{
  if (sockeye_endpoint_is_set (&event->remote))
    /* Translators: %s is the far end, such as "127.0.0.1:8080" */
    return g_strdup_printf (_ ("Connecting to %s was cancelled"), remote);
  if (event->text != NULL)
    /* Translators: %s is a host name */
    return g_strdup_printf (_ ("Looking up %s was cancelled"), event->text);

  return g_strdup (_ ("Opening was cancelled"));
}

static char *
describe_not_stored (const SockeyeEvent *event)
{
  g_autofree char *datagrams = format_number (event->number);
  g_autofree char *bytes = format_bytes (event->number2);

  if (event->number == 0)
    /* Translators: %s is "5 bytes" */
    return g_strdup_printf (_ ("The store was full: %s received but not kept"), bytes);

  return g_strdup_printf (
      /* Translators: the first %s is a number, the second "5 bytes" */
      ngettext ("The store was full: %s datagram (%s) received but not kept",
                "The store was full: %s datagrams (%s) received but not kept", event->number),
      datagrams, bytes);
}

static char *
describe_discarded (const SockeyeEvent *event)
{
  g_autofree char *records = format_number (event->number);
  g_autofree char *bytes = format_bytes (event->number2);

  return g_strdup_printf (
      /* Translators: the first %s is a number, the second "5 bytes" */
      ngettext ("The capture is at its limit: the oldest %s record (%s) gave way to new ones",
                "The capture is at its limit: the oldest %s records (%s) gave way to new ones",
                event->number),
      records, bytes);
}

static char *
describe_store_failed (const SockeyeEvent *event)
{
  g_autofree char *symbol = g_strdup (sockeye_errno_symbol (event->error_number));
  g_autofree char *bytes = format_bytes (event->number);

  if (event->number == 0)
    return g_strdup_printf (
        /* Translators: the first %s is the reason in the system's words, the second its symbol, such as ENOSPC */
        _ ("The capture’s file cannot be written: %s (%s). What comes now is not kept; make room on the "
           "disk."),
        g_strerror (event->error_number), symbol);

  return g_strdup_printf (
      /* Translators: the reason in the system's words, its symbol, such as ENOSPC, and "5 bytes" */
      _ ("The capture’s file cannot be written: %s (%s). Only the newest %s are kept from now on; make room "
         "on the "
         "disk."),
      g_strerror (event->error_number), symbol, bytes);
}

static char *
describe_unsent (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *digits = format_number (event->number);

  /* Translators: the first %s is a number, the second the far end, such as "127.0.0.1:8080" */
  return g_strdup_printf (ngettext ("%s byte for %s was not sent, because the connection ended",
                                    "%s bytes for %s were not sent, because the connection ended",
                                    event->number),
                          digits, remote);
}

static char *
describe_simple (SockeyeEventType type, const char *local, const char *remote)
{
  switch (type)
    {
    case SOCKEYE_EVENT_BOUND:
      /* Translators: %s is this end, such as "127.0.0.1:8080" */
      return g_strdup_printf (_ ("Bound to %s"), local);
    case SOCKEYE_EVENT_UNBOUND:
      /* Translators: %s is this end, such as "127.0.0.1:8080" */
      return g_strdup_printf (_ ("Unbound from %s"), local);
    case SOCKEYE_EVENT_LISTENING:
      /* Translators: %s is this end, such as "127.0.0.1:8080" */
      return g_strdup_printf (_ ("Listening on %s"), local);
    case SOCKEYE_EVENT_ACCEPTED:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Accepted a connection from %s"), remote);
    case SOCKEYE_EVENT_PEER_CLOSED:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("%s closed its sending side (receive returned 0)"), remote);
    case SOCKEYE_EVENT_RESET:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Connection reset by %s (ECONNRESET)"), remote);
    case SOCKEYE_EVENT_CLOSED:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Closed the connection to %s"), remote);
    default:
      return g_strdup (_ ("Something happened that this version of the program does not know"));
    }
}

/**
 * sockeye_event_describe:
 * @event: an event
 *
 * Says what happened, in the user's language.
 *
 * Returns: (transfer full): a sentence; for an error the one of sockeye_explain()
 */
char *
sockeye_event_describe (const SockeyeEvent *event)
{
  g_autofree char *local = sockeye_endpoint_to_string (&event->local);
  g_autofree char *remote = sockeye_endpoint_to_string (&event->remote);

  switch (event->type)
    {
    case SOCKEYE_EVENT_RESOLVING:
      /* Translators: %s is a host name */
      return g_strdup_printf (_ ("Looking up %s"), event->text != NULL ? event->text : remote);
    case SOCKEYE_EVENT_RESOLVED:
      return describe_resolved (event, remote);
    case SOCKEYE_EVENT_CONNECTING:
    case SOCKEYE_EVENT_CONNECTED:
      return describe_connecting (event, local, remote);
    case SOCKEYE_EVENT_STOPPED_LISTENING:
      return describe_stopped (event, local);
    case SOCKEYE_EVENT_CANCELLED:
      return describe_cancelled (event, remote);
    case SOCKEYE_EVENT_ERROR:
      return sockeye_explain (event);
    case SOCKEYE_EVENT_NOT_STORED:
      return describe_not_stored (event);
    case SOCKEYE_EVENT_DISCARDED:
      return describe_discarded (event);
    case SOCKEYE_EVENT_STORE_FAILED:
      return describe_store_failed (event);
    case SOCKEYE_EVENT_UNSENT:
      return describe_unsent (event, remote);
    default:
      return describe_simple (event->type, local, remote);
    }
}
