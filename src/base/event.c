/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "event.h"

#include <stddef.h>
#include <string.h>

/* The form: version, type, operation, a byte that tells which of the following are there, and these in the order
 * of the bits. Numbers are little endian. Strings end in a zero byte, so a parsed event can borrow them. */
#define VERSION         1
#define TEXT_LENGTH_MAX G_MAXUINT16

enum
{
  HAS_ERROR_NUMBER = 1 << 0,
  HAS_LOCAL = 1 << 1,
  HAS_REMOTE = 1 << 2,
  HAS_NUMBER = 1 << 3,
  HAS_NUMBER2 = 1 << 4,
  HAS_TEXT = 1 << 5,
  HAS_DETAIL = 1 << 6,
  HAS_CALLS = 1 << 7, /* both times */
};

/* How the family of an end point is written: not the system's number, which differs between systems. */
enum
{
  FAMILY_UNIX = 1,
  FAMILY_UNNAMED = 2, /* a Unix socket without a name, but with a number */
  FAMILY_IPV4 = 4,
  FAMILY_IPV6 = 6,
};

static void
write_number (GByteArray *out, guint64 number, guint width)
{
  guint64 little = GUINT64_TO_LE (number);

  g_byte_array_append (out, (const guint8 *) &little, width);
}

static void
write_endpoint (GByteArray *out, const SockeyeEndpoint *endpoint)
{
  switch (sockeye_endpoint_get_family (endpoint))
    {
    case AF_INET:
      write_number (out, FAMILY_IPV4, 1);
      write_number (out, sockeye_endpoint_get_port (endpoint), 2);
      g_byte_array_append (out, (const guint8 *) &endpoint->in.sin_addr, sizeof endpoint->in.sin_addr);
      break;

    case AF_INET6:
      write_number (out, FAMILY_IPV6, 1);
      write_number (out, sockeye_endpoint_get_port (endpoint), 2);
      write_number (out, endpoint->in6.sin6_scope_id, 4);
      g_byte_array_append (out, (const guint8 *) &endpoint->in6.sin6_addr, sizeof endpoint->in6.sin6_addr);
      break;

    case AF_UNIX:
      if (sockeye_endpoint_is_unnamed (endpoint) && endpoint->number != 0)
        {
          write_number (out, FAMILY_UNNAMED, 1);
          write_number (out, endpoint->number, 4);
          break;
        }
      {
        guint32 length = endpoint->length - (guint32) offsetof (struct sockaddr_un, sun_path);

        write_number (out, FAMILY_UNIX, 1);
        write_number (out, length, 1);
        g_byte_array_append (out, (const guint8 *) endpoint->un.sun_path, length);
      }
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
write_text (GByteArray *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, TEXT_LENGTH_MAX));
  gsize length = strlen (valid);

  /* The replacement characters may have made it longer. */
  if (length > TEXT_LENGTH_MAX)
    length = (gsize) (g_utf8_find_prev_char (valid, valid + TEXT_LENGTH_MAX) - valid);
  write_number (out, length, 2);
  g_byte_array_append (out, (const guint8 *) valid, (guint) length);
  write_number (out, 0, 1);
}

static guint
get_fields (const SockeyeEvent *event)
{
  guint fields = 0;

  fields |= event->error_number != 0 ? HAS_ERROR_NUMBER : 0;
  fields |= sockeye_endpoint_is_set (&event->local) ? HAS_LOCAL : 0;
  fields |= sockeye_endpoint_is_set (&event->remote) ? HAS_REMOTE : 0;
  fields |= event->number != 0 ? HAS_NUMBER : 0;
  fields |= event->number2 != 0 ? HAS_NUMBER2 : 0;
  fields |= event->text != NULL ? HAS_TEXT : 0;
  fields |= event->detail != NULL ? HAS_DETAIL : 0;
  fields |= event->socket_time != 0 || event->bind_time != 0 ? HAS_CALLS : 0;
  return fields;
}

/**
 * sockeye_event_serialize:
 * @event: an event
 *
 * Writes an event as the bytes of a record. Strings longer than 65,535 bytes are cut.
 *
 * Returns: (transfer full): bytes that sockeye_event_parse() understands
 */
GBytes *
sockeye_event_serialize (const SockeyeEvent *event)
{
  g_autoptr (GByteArray) out = g_byte_array_sized_new (64);
  guint fields = get_fields (event);

  write_number (out, VERSION, 1);
  write_number (out, event->type, 1);
  write_number (out, event->operation, 1);
  write_number (out, fields, 1);
  if (fields & HAS_ERROR_NUMBER)
    write_number (out, (guint32) event->error_number, 4);
  if (fields & HAS_LOCAL)
    write_endpoint (out, &event->local);
  if (fields & HAS_REMOTE)
    write_endpoint (out, &event->remote);
  if (fields & HAS_NUMBER)
    write_number (out, event->number, 8);
  if (fields & HAS_NUMBER2)
    write_number (out, event->number2, 8);
  if (fields & HAS_TEXT)
    write_text (out, event->text);
  if (fields & HAS_DETAIL)
    write_text (out, event->detail);
  if (fields & HAS_CALLS)
    {
      write_number (out, (guint64) event->socket_time, 8);
      write_number (out, (guint64) event->bind_time, 8);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

typedef struct
{
  const guint8 *at;
  gsize left;
} Reader;

/* NULL when less than @length bytes are left */
static const guint8 *
take (Reader *reader, gsize length)
{
  const guint8 *bytes = reader->at;

  if (reader->left < length)
    return NULL;

  reader->at += length;
  reader->left -= length;
  return bytes;
}

static gboolean
read_number (Reader *reader, guint width, guint64 *number)
{
  const guint8 *bytes = take (reader, width);
  guint64 little = 0;

  if (bytes == NULL)
    return FALSE;

  memcpy (&little, bytes, width);
  *number = GUINT64_FROM_LE (little);
  return TRUE;
}

static gboolean
read_ipv4 (Reader *reader, SockeyeEndpoint *endpoint)
{
  struct sockaddr_in in = { .sin_family = AF_INET };
  const guint8 *address;
  guint64 port;

  if (!read_number (reader, 2, &port) || (address = take (reader, sizeof in.sin_addr)) == NULL)
    return FALSE;

  in.sin_port = g_htons ((guint16) port);
  memcpy (&in.sin_addr, address, sizeof in.sin_addr);
  sockeye_endpoint_set_native (endpoint, (const struct sockaddr *) &in, sizeof in);
  return TRUE;
}

static gboolean
read_ipv6 (Reader *reader, SockeyeEndpoint *endpoint)
{
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
  const guint8 *address;
  guint64 port, scope;

  if (!read_number (reader, 2, &port) || !read_number (reader, 4, &scope)
      || (address = take (reader, sizeof in6.sin6_addr)) == NULL)
    return FALSE;

  in6.sin6_port = g_htons ((guint16) port);
  in6.sin6_scope_id = (guint32) scope;
  memcpy (&in6.sin6_addr, address, sizeof in6.sin6_addr);
  sockeye_endpoint_set_native (endpoint, (const struct sockaddr *) &in6, sizeof in6);
  return TRUE;
}

static gboolean
read_unix (Reader *reader, SockeyeEndpoint *endpoint)
{
  struct sockaddr_un un = { .sun_family = AF_UNIX };
  const guint8 *path;
  guint64 length;

  if (!read_number (reader, 1, &length) || length > sizeof un.sun_path
      || (path = take (reader, length)) == NULL)
    return FALSE;

  memcpy (un.sun_path, path, length);
  sockeye_endpoint_set_native (endpoint, (const struct sockaddr *) &un,
                               (socklen_t) (offsetof (struct sockaddr_un, sun_path) + length));
  return TRUE;
}

static gboolean
read_unnamed (Reader *reader, SockeyeEndpoint *endpoint)
{
  guint64 number;

  if (!read_number (reader, 4, &number))
    return FALSE;
  sockeye_endpoint_set_unnamed (endpoint, (guint32) number);
  return TRUE;
}

static gboolean
read_endpoint (Reader *reader, SockeyeEndpoint *endpoint)
{
  guint64 family;

  if (!read_number (reader, 1, &family))
    return FALSE;

  switch (family)
    {
    case FAMILY_IPV4:
      return read_ipv4 (reader, endpoint);
    case FAMILY_IPV6:
      return read_ipv6 (reader, endpoint);
    case FAMILY_UNIX:
      return read_unix (reader, endpoint);
    case FAMILY_UNNAMED:
      return read_unnamed (reader, endpoint);
    default:
      return FALSE;
    }
}

static gboolean
read_text (Reader *reader, const char **text)
{
  const guint8 *bytes;
  guint64 length;

  if (!read_number (reader, 2, &length) || (bytes = take (reader, length + 1)) == NULL
      || bytes[length] != '\0' || !g_utf8_validate ((const char *) bytes, (gssize) length, NULL))
    return FALSE;

  *text = (const char *) bytes;
  return TRUE;
}

static gboolean
read_time (Reader *reader, gint64 *time)
{
  guint64 number;

  if (!read_number (reader, 8, &number) || number > G_MAXINT64)
    return FALSE;
  *time = (gint64) number;
  return TRUE;
}

static gboolean
read_calls (Reader *reader, SockeyeEvent *event)
{
  return read_time (reader, &event->socket_time) && read_time (reader, &event->bind_time);
}

static gboolean
read_fields (Reader *reader, guint fields, SockeyeEvent *event)
{
  guint64 error_number = 0;

  if (((fields & HAS_ERROR_NUMBER) && !read_number (reader, 4, &error_number))
      || ((fields & HAS_LOCAL) && !read_endpoint (reader, &event->local))
      || ((fields & HAS_REMOTE) && !read_endpoint (reader, &event->remote))
      || ((fields & HAS_NUMBER) && !read_number (reader, 8, &event->number))
      || ((fields & HAS_NUMBER2) && !read_number (reader, 8, &event->number2))
      || ((fields & HAS_TEXT) && !read_text (reader, &event->text))
      || ((fields & HAS_DETAIL) && !read_text (reader, &event->detail))
      || ((fields & HAS_CALLS) && !read_calls (reader, event)))
    return FALSE;

  event->error_number = (gint32) (guint32) error_number;
  return reader->left == 0;
}

/**
 * sockeye_event_parse:
 * @bytes: (array length=length): the bytes of an event's record
 * @length: how many
 * @event: (out): the event; its strings are borrowed from @bytes. Unchanged on failure
 *
 * Reads what sockeye_event_serialize() wrote. Any other bytes are safe: they are refused.
 *
 * Returns: whether the bytes are an event
 */
gboolean
sockeye_event_parse (const guint8 *bytes, gsize length, SockeyeEvent *event)
{
  SockeyeEvent parsed = { .type = SOCKEYE_EVENT_NONE };
  Reader reader = { bytes, length };
  const guint8 *head = take (&reader, 4);

  if (head == NULL || head[0] != VERSION || head[1] >= SOCKEYE_EVENT_N_TYPES
      || head[2] >= SOCKEYE_OPERATION_N_OPERATIONS)
    return FALSE;

  parsed.type = head[1];
  parsed.operation = head[2];
  if (!read_fields (&reader, head[3], &parsed))
    return FALSE;

  *event = parsed;
  return TRUE;
}

/**
 * sockeye_event_type_to_nick:
 * @type: a type
 *
 * Returns: (transfer none): its stable English name, such as "peer-closed"; "unknown" for no type
 */
const char *
sockeye_event_type_to_nick (SockeyeEventType type)
{
  static const char *const nicks[SOCKEYE_EVENT_N_TYPES] = {
    [SOCKEYE_EVENT_NONE] = "none",
    [SOCKEYE_EVENT_RESOLVING] = "resolving",
    [SOCKEYE_EVENT_RESOLVED] = "resolved",
    [SOCKEYE_EVENT_BOUND] = "bound",
    [SOCKEYE_EVENT_LISTENING] = "listening",
    [SOCKEYE_EVENT_CONNECTING] = "connecting",
    [SOCKEYE_EVENT_CONNECTED] = "connected",
    [SOCKEYE_EVENT_ACCEPTED] = "accepted",
    [SOCKEYE_EVENT_PEER_CLOSED] = "peer-closed",
    [SOCKEYE_EVENT_RESET] = "reset",
    [SOCKEYE_EVENT_CLOSED] = "closed",
    [SOCKEYE_EVENT_UNBOUND] = "unbound",
    [SOCKEYE_EVENT_STOPPED_LISTENING] = "stopped-listening",
    [SOCKEYE_EVENT_CANCELLED] = "cancelled",
    [SOCKEYE_EVENT_ERROR] = "error",
    [SOCKEYE_EVENT_NOT_STORED] = "not-stored",
    [SOCKEYE_EVENT_DISCARDED] = "discarded",
    [SOCKEYE_EVENT_STORE_FAILED] = "store-failed",
    [SOCKEYE_EVENT_UNSENT] = "unsent",
    [SOCKEYE_EVENT_CLOSED_SENDING] = "closed-sending",
    [SOCKEYE_EVENT_ABORTED] = "aborted",
    [SOCKEYE_EVENT_READING_PAUSED] = "reading-paused",
    [SOCKEYE_EVENT_READING_RESUMED] = "reading-resumed",
    [SOCKEYE_EVENT_ACCEPTING_PAUSED] = "accepting-paused",
    [SOCKEYE_EVENT_ACCEPTING_RESUMED] = "accepting-resumed",
    [SOCKEYE_EVENT_WAITING_RESET] = "waiting-reset",
    [SOCKEYE_EVENT_RECONNECTING] = "reconnecting",
    [SOCKEYE_EVENT_READY_TO_CONNECT] = "ready-to-connect",
    [SOCKEYE_EVENT_STOPPED_CONNECTING] = "stopped-connecting",
    [SOCKEYE_EVENT_OPTION_SET] = "option-set",
    [SOCKEYE_EVENT_OPTION_SPREAD] = "option-spread",
    [SOCKEYE_EVENT_GROUP_JOINED] = "group-joined",
    [SOCKEYE_EVENT_GROUP_LEFT] = "group-left",
    [SOCKEYE_EVENT_FAULT] = "fault",
    [SOCKEYE_EVENT_TLS_ESTABLISHED] = "tls-established",
    [SOCKEYE_EVENT_TLS_CERTIFICATE] = "tls-certificate",
    [SOCKEYE_EVENT_TLS_CHECKED] = "tls-checked",
    [SOCKEYE_EVENT_GAVE_UP] = "gave-up",
    [SOCKEYE_EVENT_RELAYED] = "relayed",
    [SOCKEYE_EVENT_RELAY_ENDED] = "relay-ended",
    [SOCKEYE_EVENT_TLS_STARTED] = "tls-started",
    [SOCKEYE_EVENT_TLS_MADE] = "tls-made",
    [SOCKEYE_EVENT_TLS_NAME_ASKED] = "tls-name-asked",
  };

  return (guint) type < SOCKEYE_EVENT_N_TYPES && nicks[type] != NULL ? nicks[type] : "unknown";
}
