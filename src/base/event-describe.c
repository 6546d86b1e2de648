/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "event.h"
#include "explain-private.h"
#include "fault-describe.h"
#include "option.h"
#include "tls-words.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

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
  const char *name = event->text != NULL ? event->text : remote;

  if (event->detail != NULL && strchr (event->detail, ',') != NULL)
    /* Translators: the first %s is a host name, the second several addresses with commas between them */
    return g_strdup_printf (_ ("%s has the addresses %s"), name, event->detail);
  if (event->detail != NULL)
    /* Translators: the first %s is a host name, the second an address */
    return g_strdup_printf (_ ("%s has the address %s"), name, event->detail);
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
  gboolean named = sockeye_endpoint_get_family (&event->local) == AF_UNIX
                   && !sockeye_endpoint_is_unnamed (&event->local);
  gboolean from = sockeye_endpoint_get_port (&event->local) != 0 || named;

  /* What nobody has chosen is told when it is connected. */
  if (event->type == SOCKEYE_EVENT_CONNECTING && event->number == SOCKEYE_CONNECTING_ANY)
    from = FALSE;
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

/* SO_PEERCRED (unix(7)): who is at the far end. 0 is nobody's pid. */
static char *
add_process (const SockeyeEvent *event, char *sentence)
{
  g_autofree char *before = sentence;

  if (event->number == 0)
    return g_steal_pointer (&before);
  /* Translators: "Connected to /tmp/x.sock", the name of a program, its process number and its user's */
  return g_strdup_printf (_ ("%s: process %s (pid %u, user %u)"), before,
                          event->text != NULL ? event->text : "?", (guint) event->number,
                          (guint) event->number2);
}

static gboolean
is_unix (const SockeyeEvent *event)
{
  return sockeye_endpoint_get_family (&event->remote) == AF_UNIX
         || sockeye_endpoint_get_family (&event->local) == AF_UNIX;
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

/* Room that is to stay free is no room either: the user can change how much that is. */
static gboolean
is_want_of_room (int error_number)
{
  return error_number == ENOSPC || error_number == EDQUOT;
}

static char *
describe_store_failed (const SockeyeEvent *event)
{
  g_autofree char *symbol = g_strdup (sockeye_errno_symbol (event->error_number));
  g_autofree char *kept = g_format_size_full (event->number, G_FORMAT_SIZE_IEC_UNITS);
  const char *reason = g_strerror (event->error_number);
  /* Captures of older versions do not name it. */
  const char *folder = event->text != NULL ? event->text : "~/.cache/sockeye";

  if (event->number2 == 1)
    return g_strdup_printf (
        /* Translators: the first %s is the reason in the system's words, the second its symbol, such as ENOSPC */
        _ ("The capture goes on, but could not be recovered if Sockeye ended unexpectedly: its files cannot "
           "be "
           "written: %s (%s). Save it before you need it."),
        reason, symbol);
  if (is_want_of_room (event->error_number))
    return g_strdup_printf (
        /* Translators: a folder, the reason in the system's words, its symbol, such as ENOSPC, and "5.0 MiB" */
        _ ("The capture’s file in “%s” cannot grow: %s (%s). Only the newest %s are kept from now on; the "
           "older "
           "bytes give way. Make room on that disk, or change in the preferences how much is to be left free "
           "on "
           "it."),
        folder, reason, symbol, kept);

  return g_strdup_printf (
      /* Translators: a folder, the reason in the system's words, its symbol, such as EIO, and "5.0 MiB" */
      _ ("The capture’s file in “%s” cannot be written: %s (%s). Only the newest %s are kept from now on; "
         "the "
         "older bytes give way. See to it that files can be written there, and clear the log to try it "
         "again."),
      folder, reason, symbol, kept);
}

static char *
describe_unsent (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *digits = format_number (event->number);

  if (event->operation == SOCKEYE_OPERATION_CONNECT)
    /* Translators: the first %s is a number, the second the far end, such as "127.0.0.1:8080" */
    return g_strdup_printf (ngettext ("%s byte for %s was not sent, because no connection was made",
                                      "%s bytes for %s were not sent, because no connection was made",
                                      event->number),
                            digits, remote);

  if (event->operation == SOCKEYE_OPERATION_SEND)
    /* Translators: %s is a number; the bytes waited to be sent */
    return g_strdup_printf (ngettext ("%s queued byte was not sent, because the connection had ended",
                                      "%s queued bytes were not sent, because the connection had ended",
                                      event->number),
                            digits);

  if (*remote == '\0')
    /* Translators: %s is a number; the bytes waited to be sent */
    return g_strdup_printf (ngettext ("%s queued byte was not sent, because the socket was closed",
                                      "%s queued bytes were not sent, because the socket was closed",
                                      event->number),
                            digits);

  /* Translators: the first %s is a number, the second the far end, such as "127.0.0.1:8080"; the bytes waited to be sent */
  return g_strdup_printf (ngettext ("%s queued byte for %s was not sent, because the connection ended",
                                    "%s queued bytes for %s were not sent, because the connection ended",
                                    event->number),
                          digits, remote);
}

static char *
describe_listening (const SockeyeEvent *event, const char *local)
{
  g_autofree char *backlog = format_number (event->number);
  g_autofree char *limit = format_number (event->number2);

  if (event->number2 == 0)
    /* Translators: %s is this end, such as "127.0.0.1:8080" */
    return g_strdup_printf (_ ("Listening on %s"), local);

  /* Translators: the first %s is this end, such as "127.0.0.1:8080", the others are numbers */
  return g_strdup_printf (
      _ ("Listening on %s; the system made a backlog of %s out of %s (net.core.somaxconn)"), local, limit,
      backlog);
}

static char *
describe_peer_closed (const SockeyeEvent *event, const char *remote)
{
  if (event->number2 != SOCKEYE_TLS_END_NONE)
    return sockeye_tls_describe (event);
  if (event->number != 0)
    /* Translators: %s is the far end, such as "127.0.0.1:40112" */
    return g_strdup_printf (
        _ ("%s closed its sending side (receive returned 0); this end stays open for sending"), remote);

  /* Translators: %s is the far end, such as "127.0.0.1:40112" */
  return g_strdup_printf (_ ("%s closed its sending side (receive returned 0)"), remote);
}

/* What was stopped and goes on: with how much has waited meanwhile, if anything has. */
static char *
describe_resumed (const SockeyeEvent *event, const char *local, const char *remote)
{
  g_autofree char *digits = format_number (event->number);

  if (event->type == SOCKEYE_EVENT_READING_RESUMED)
    return event->number == 0
               /* Translators: %s is the far end, such as "127.0.0.1:40112" */
               ? g_strdup_printf (_ ("Reading from %s goes on"), remote)
               /* Translators: the first %s is the far end, such as "127.0.0.1:40112", the second a number */
               : g_strdup_printf (ngettext ("Reading from %s goes on; %s byte has waited in the system",
                                            "Reading from %s goes on; %s bytes have waited in the system",
                                            event->number),
                                  remote, digits);

  if (event->number == 0)
    /* Translators: %s is this end, such as "127.0.0.1:8080" */
    return g_strdup_printf (_ ("Accepting on %s goes on"), local);

  /* Translators: the first %s is this end, such as "127.0.0.1:8080", the second a number */
  return g_strdup_printf (ngettext ("Accepting on %s goes on; %s connection has waited",
                                    "Accepting on %s goes on; %s connections have waited", event->number),
                          local, digits);
}

static char *
describe_waiting_reset (const SockeyeEvent *event, const char *local)
{
  g_autofree char *digits = format_number (event->number);

  /* Translators: the first %s is a number, the second this end, such as "127.0.0.1:8080" */
  return g_strdup_printf (
      ngettext ("%s connection that waited on %s was never accepted: the system reset it",
                "%s connections that waited on %s were never accepted: the system reset them", event->number),
      digits, local);
}

/* Private: a time as a number of seconds or milliseconds */
char *
sockeye_format_delay (guint64 milliseconds)
{
  g_autofree char *digits = format_number (milliseconds % 1000 == 0 ? milliseconds / 1000 : milliseconds);

  return milliseconds % 1000 == 0
             /* Translators: %s is a number of seconds; the text is put into other sentences */
             ? g_strdup_printf (_ ("%s s"), digits)
             /* Translators: %s is a number of milliseconds; the text is put into other sentences */
             : g_strdup_printf (_ ("%s ms"), digits);
}

static char *
describe_reconnecting (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *attempt = format_number (event->number);
  g_autofree char *delay = sockeye_format_delay (event->number2);

  if (remote[0] == '\0')
    /* Translators: the first %s is "500 ms" or "2 s", the second a number */
    return g_strdup_printf (_ ("Trying to connect again in %s (attempt %s)"), delay, attempt);

  /* Translators: the far end, such as "127.0.0.1:8080", then "500 ms" or "2 s", and a number */
  return g_strdup_printf (_ ("Trying to connect to %s again in %s (attempt %s)"), remote, delay, attempt);
}

static char *
describe_gave_up (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *attempts = format_number (event->number);

  if (remote[0] == '\0')
    return g_strdup_printf (ngettext ("Gave up connecting again after %s attempt",
                                      "Gave up connecting again after %s attempts", event->number),
                            attempts);
  return g_strdup_printf (
      /* Translators: the far end, such as "127.0.0.1:8080", and a number */
      ngettext ("Gave up connecting to %s again after %s attempt",
                "Gave up connecting to %s again after %s attempts", event->number),
      remote, attempts);
}

/* What the user does with a connection, or with several. */
static char *
describe_life (SockeyeEventType type, const char *local, const char *remote)
{
  switch (type)
    {
    case SOCKEYE_EVENT_CLOSED_SENDING:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Closed sending to %s (FIN); receiving goes on"), remote);
    case SOCKEYE_EVENT_ABORTED:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Aborted the connection to %s (RST)"), remote);
    case SOCKEYE_EVENT_READING_PAUSED:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Reading from %s is paused: what it sends waits, until its window closes"),
                              remote);
    case SOCKEYE_EVENT_ACCEPTING_PAUSED:
      /* Translators: %s is this end, such as "127.0.0.1:8080" */
      return g_strdup_printf (_ ("Accepting on %s is paused: clients wait in the system’s queue"), local);
    case SOCKEYE_EVENT_READY_TO_CONNECT:
      /* Translators: %s is the far end, such as "127.0.0.1:8080" */
      return g_strdup_printf (_ ("Ready to connect to %s for each send"), remote);
    case SOCKEYE_EVENT_STOPPED_CONNECTING:
      /* Translators: %s is the far end, such as "127.0.0.1:8080" */
      return g_strdup_printf (_ ("Stopped connecting to %s"), remote);
    default:
      return g_strdup (_ ("Something happened that this version of the program does not know"));
    }
}

static char *
describe_option_set (const SockeyeEvent *event)
{
  SockeyeOption option;
  g_autofree char *wish = NULL;
  g_autofree char *given = NULL;

  if (event->text == NULL || !sockeye_option_find (event->text, &option))
    return g_strdup (_ ("A socket option was set"));

  wish = sockeye_option_format (option, (gint64) event->number, event->detail);
  if (sockeye_option_get_kind (option) == SOCKEYE_OPTION_TEXT || event->number == event->number2)
    /* Translators: the name of a socket option, such as "TCP_NODELAY", and its value, such as "on" or "60 s" */
    return g_strdup_printf (_ ("%s set to %s"), event->text, wish);

  given = sockeye_option_format (option, (gint64) event->number2, NULL);
  /* Translators: the name of a socket option, such as "SO_RCVBUF", and two values, such as "65536 bytes" */
  return g_strdup_printf (_ ("%s: asked for %s, the kernel gives %s"), event->text, wish, given);
}

static char *
describe_option_spread (const SockeyeEvent *event)
{
  g_autofree char *digits = format_number (event->number);

  /* Translators: the name of a socket option, such as "TCP_NODELAY", and a number */
  return g_strdup_printf (ngettext ("%s set on %s accepted connection as well",
                                    "%s set on %s accepted connections as well", event->number),
                          event->text != NULL ? event->text : "", digits);
}

static char *
describe_membership (const SockeyeEvent *event)
{
  g_autofree char *group = sockeye_describe_group (&event->remote, &event->local, event->text);

  return event->type == SOCKEYE_EVENT_GROUP_JOINED
             /* Translators: %s is the address of a multicast group, perhaps with more about it */
             ? g_strdup_printf (_ ("Joined the group %s"), group)
             /* Translators: %s is the address of a multicast group, perhaps with more about it */
             : g_strdup_printf (_ ("Left the group %s"), group);
}

static char *
describe_relayed (const SockeyeEvent *event, const char *local, const char *remote)
{
  const char *target = event->text != NULL ? event->text : "";
  g_autofree char *delay = sockeye_format_delay (event->number * 1000);

  if (event->type == SOCKEYE_EVENT_RELAYED)
    /* Translators: ends such as "127.0.0.1:8080": who connected or sent, the target, and this end of the way to it */
    return g_strdup_printf (_ ("What %s sends goes to %s (from %s), and what comes back goes the other way"),
                            remote, target, local);
  if (event->number == 0)
    /* Translators: two ends such as "127.0.0.1:8080": who has sent, and the target */
    return g_strdup_printf (_ ("The way between %s and %s was given to another sender: there are too many of "
                               "them. What comes back late is lost; what it sends next gets a new way"),
                            remote, target);
  /* Translators: two ends such as "127.0.0.1:8080": who has sent, and the target; then "300 s" */
  return g_strdup_printf (_ ("Nothing went between %s and %s for %s: what comes back now is lost; what it "
                             "sends next gets a new way"),
                          remote, target, delay);
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
    case SOCKEYE_EVENT_ACCEPTED:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Accepted a connection from %s"), remote);
    case SOCKEYE_EVENT_RESET:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Connection reset by %s (ECONNRESET). The program there may have crashed, "
                                 "closed with data unread, or "
                                 "aborted it on purpose: look at its messages, and connect again."),
                              remote);
    case SOCKEYE_EVENT_CLOSED:
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Closed the connection to %s"), remote);
    default:
      return describe_life (type, local, remote);
    }
}

static char *
describe_unnamed (SockeyeEventType type)
{
  return type == SOCKEYE_EVENT_BOUND
             ? g_strdup (_ ("Opened a socket without a name: it can send, but nobody can send to it"))
             : g_strdup (_ ("Closed the socket without a name"));
}

/* There are no segments, and no window. */
static char *
describe_unix_life (SockeyeEventType type, const char *remote)
{
  if (type == SOCKEYE_EVENT_CLOSED_SENDING)
    /* Translators: %s is the far end, such as "/tmp/test.sock" */
    return g_strdup_printf (_ ("Closed sending to %s (shutdown); receiving goes on"), remote);

  /* Translators: %s is the far end, such as "unnamed #3" */
  return g_strdup_printf (
      _ ("Reading from %s is paused: what it sends waits, until the system’s buffer is full"), remote);
}

/**
 * sockeye_describe_group:
 * @group: the address of a multicast group
 * @source: the only sender that is heard; not set: all of them
 * @interface: (nullable): on which it is joined; %NULL or empty: the routing table chooses
 *
 * Returns: (transfer full): "239.1.2.3", "239.1.2.3 from 10.0.0.1 only", with or without " on eth0"
 */
char *
sockeye_describe_group (const SockeyeEndpoint *group, const SockeyeEndpoint *source, const char *interface)
{
  gboolean has_interface = interface != NULL && *interface != '\0';
  char to[SOCKEYE_ENDPOINT_TEXT_MAX];
  char from[SOCKEYE_ENDPOINT_TEXT_MAX];

  sockeye_endpoint_format_host (group, to, sizeof to);
  sockeye_endpoint_format_host (source, from, sizeof from);
  if (has_interface && *from != '\0')
    /* Translators: a group's address, the address of a source, and a network interface; put into other sentences */
    return g_strdup_printf (_ ("%s from %s only, on %s"), to, from, interface);
  if (*from != '\0')
    /* Translators: a group's address and the address of a source; put into other sentences */
    return g_strdup_printf (_ ("%s from %s only"), to, from);
  if (has_interface)
    /* Translators: a group's address and a network interface, such as "eth0"; put into other sentences */
    return g_strdup_printf (_ ("%s on %s"), to, interface);
  return g_strdup (to);
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
      return describe_connecting (event, local, remote);
    case SOCKEYE_EVENT_CONNECTED:
      return add_process (event, describe_connecting (event, local, remote));
    case SOCKEYE_EVENT_ACCEPTED:
      return add_process (event, describe_simple (event->type, local, remote));
    case SOCKEYE_EVENT_BOUND:
    case SOCKEYE_EVENT_UNBOUND:
      return sockeye_endpoint_is_unnamed (&event->local) ? describe_unnamed (event->type)
                                                         : describe_simple (event->type, local, remote);
    case SOCKEYE_EVENT_CLOSED_SENDING:
      if (event->number != 0)
        return sockeye_tls_describe (event);
      G_GNUC_FALLTHROUGH;
    case SOCKEYE_EVENT_READING_PAUSED:
      return is_unix (event) ? describe_unix_life (event->type, remote)
                             : describe_life (event->type, local, remote);
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
    case SOCKEYE_EVENT_LISTENING:
      return describe_listening (event, local);
    case SOCKEYE_EVENT_PEER_CLOSED:
      return describe_peer_closed (event, remote);
    case SOCKEYE_EVENT_READING_RESUMED:
    case SOCKEYE_EVENT_ACCEPTING_RESUMED:
      return describe_resumed (event, local, remote);
    case SOCKEYE_EVENT_WAITING_RESET:
      return describe_waiting_reset (event, local);
    case SOCKEYE_EVENT_RECONNECTING:
      return describe_reconnecting (event, remote);
    case SOCKEYE_EVENT_GAVE_UP:
      return describe_gave_up (event, remote);
    case SOCKEYE_EVENT_OPTION_SET:
      return describe_option_set (event);
    case SOCKEYE_EVENT_OPTION_SPREAD:
      return describe_option_spread (event);
    case SOCKEYE_EVENT_GROUP_JOINED:
    case SOCKEYE_EVENT_GROUP_LEFT:
      return describe_membership (event);
    case SOCKEYE_EVENT_RELAYED:
    case SOCKEYE_EVENT_RELAY_ENDED:
      return describe_relayed (event, local, remote);
    case SOCKEYE_EVENT_FAULT:
      return sockeye_fault_describe (event, remote);
    case SOCKEYE_EVENT_TLS_MADE:
    case SOCKEYE_EVENT_TLS_NAME_ASKED:
    case SOCKEYE_EVENT_TLS_STARTED:
    case SOCKEYE_EVENT_TLS_ESTABLISHED:
    case SOCKEYE_EVENT_TLS_CERTIFICATE:
    case SOCKEYE_EVENT_TLS_CHECKED:
      return sockeye_tls_describe (event);
    default:
      return describe_simple (event->type, local, remote);
    }
}
