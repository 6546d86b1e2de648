/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-origin.h"

#include <sys/socket.h>

/* So many records are looked at from the newest back, so many from the oldest on, and so many far ends: what is in memory,
 * and no more than a frame has time for. */
#define RECORDS_MAX 65536u
#define PEERS_MAX   4096u
/* An opening's ends and a name; longer ones tell no more. */
#define EVENT_LENGTH_MAX 4096u

typedef enum
{
  ROLE_UNKNOWN,
  ROLE_DATAGRAM,
  ROLE_CLIENT,
  ROLE_SERVER,
} Role;

/* What is found out on the way. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeCaptureOrigin *origin;
  Role role;
  int family; /* AF_UNSPEC: not known */
  gboolean relays;
} Search;

/* @relays: connecting is what a server does for its clients, and no opening of a session */
static Role
get_opened_role (SockeyeEventType type, gboolean relays)
{
  switch (type)
    {
    case SOCKEYE_EVENT_BOUND:
      return ROLE_DATAGRAM;
    case SOCKEYE_EVENT_LISTENING:
      return ROLE_SERVER;
    case SOCKEYE_EVENT_CONNECTING:
    case SOCKEYE_EVENT_CONNECTED:
    case SOCKEYE_EVENT_READY_TO_CONNECT:
      return relays ? ROLE_UNKNOWN : ROLE_CLIENT;
    default:
      return ROLE_UNKNOWN;
    }
}

static void
note_family (Search *self, const SockeyeEndpoint *end)
{
  if (self->family == AF_UNSPEC && sockeye_endpoint_is_set (end))
    self->family = sockeye_endpoint_get_family (end);
}

/* This end of a client is mostly chosen by the system, and then it is not what was set. */
static void
take_client_end (Search *self, const SockeyeEvent *event)
{
  if (event->type == SOCKEYE_EVENT_CONNECTING && event->number == SOCKEYE_CONNECTING_CHOSEN)
    self->origin->local = event->local;
  self->origin->remote = event->remote;
}

/* What the event says in its bytes, if they are at hand: nobody waits for the disk. */
static void
take_event (Search *self, const SockeyeRecord *record)
{
  guint8 bytes[EVENT_LENGTH_MAX];
  SockeyeEvent event;

  if (record->length > sizeof bytes
      || sockeye_capture_read (self->capture, record->offset, bytes, record->length, FALSE) != SOCKEYE_READ_OK
      || !sockeye_event_parse (bytes, record->length, &event))
    return;

  note_family (self, &event.local);
  note_family (self, &event.remote);
  if (self->role == ROLE_CLIENT)
    take_client_end (self, &event);
  else
    self->origin->local = event.local;
}

static gboolean
look_at_record (Search *self, guint64 number)
{
  SockeyeRecord record;

  if (!sockeye_capture_get_record (self->capture, number, &record) || record.kind != SOCKEYE_RECORD_EVENT)
    return FALSE;
  self->role = get_opened_role ((SockeyeEventType) record.newlines, self->relays);
  if (self->role == ROLE_UNKNOWN)
    return FALSE;

  take_event (self, &record);
  return TRUE;
}

/* "Connected" stands behind "connecting", which also tells whether this end was chosen. */
static void
look_before (Search *self, guint64 number)
{
  SockeyeRecord record;

  if (self->role != ROLE_CLIENT || number == 0
      || !sockeye_capture_get_record (self->capture, number - 1, &record)
      || record.kind != SOCKEYE_RECORD_EVENT || record.newlines != SOCKEYE_EVENT_CONNECTING)
    return;
  take_event (self, &record);
}

/* The newest opening, or, of a long capture, an old one. */
static void
find_opening (Search *self)
{
  guint64 first = sockeye_capture_get_first (self->capture);
  guint64 end = sockeye_capture_get_n_records (self->capture);
  guint64 last = end - MIN (end - first, RECORDS_MAX);

  for (guint64 number = end; number > last; number--)
    if (look_at_record (self, number - 1))
      {
        look_before (self, number - 1);
        return;
      }
  for (guint64 number = first; number < MIN (last, first + RECORDS_MAX); number++)
    if (look_at_record (self, number))
      return;
}

/* A server's connections have one end in common; a client's have different ones. */
static Role
guess_role (Search *self, const SockeyePeer *newest)
{
  SockeyePeer other;

  if (!newest->stream)
    return ROLE_DATAGRAM;
  for (guint32 id = newest->id - 1; id > 0 && newest->id - id < PEERS_MAX; id--)
    if (sockeye_capture_get_peer (self->capture, id, &other) && other.stream
        && sockeye_endpoint_is_set (&other.local))
      return sockeye_endpoint_equal (&other.local, &newest->local) ? ROLE_SERVER : ROLE_CLIENT;
  return self->relays ? ROLE_SERVER : ROLE_CLIENT;
}

/* What the records did not tell. */
static void
take_peer (Search *self, const SockeyePeer *peer)
{
  SockeyeCaptureOrigin *origin = self->origin;

  note_family (self, &peer->local);
  note_family (self, &peer->remote);
  if (self->role == ROLE_UNKNOWN)
    self->role = guess_role (self, peer);
  if (self->role != ROLE_CLIENT && !sockeye_endpoint_is_set (&origin->local))
    origin->local = peer->local;
  if (self->role == ROLE_CLIENT && !sockeye_endpoint_is_set (&origin->remote))
    origin->remote = peer->remote;
  if (self->role == ROLE_DATAGRAM && !sockeye_endpoint_is_set (&origin->remote) && !self->relays
      && peer->traffic.sent_messages > 0)
    origin->remote = peer->remote;
}

/* @targets: those towards the target of a relay, or the others */
static void
look_at_peers (Search *self, gboolean targets)
{
  guint32 n = sockeye_capture_get_n_peers (self->capture);
  SockeyePeer peer;

  for (guint32 id = n; id > 0 && n - id < PEERS_MAX; id--)
    {
      if (!sockeye_capture_get_peer (self->capture, id, &peer) || (peer.client != 0) != targets)
        continue;
      if (!targets)
        {
          take_peer (self, &peer);
          continue;
        }
      self->relays = TRUE;
      self->origin->remote = peer.remote;
      return;
    }
}

static SockeyeProtocol
get_protocol (const Search *self)
{
  gboolean is_unix = self->family == AF_UNIX;

  switch (self->role)
    {
    case ROLE_CLIENT:
      return is_unix ? SOCKEYE_PROTOCOL_UNIX_CLIENT : SOCKEYE_PROTOCOL_TCP_CLIENT;
    case ROLE_SERVER:
      if (is_unix)
        return SOCKEYE_PROTOCOL_UNIX_SERVER;
      return self->relays ? SOCKEYE_PROTOCOL_TCP_RELAY : SOCKEYE_PROTOCOL_TCP_SERVER;
    case ROLE_DATAGRAM:
    case ROLE_UNKNOWN:
    default:
      if (is_unix)
        return SOCKEYE_PROTOCOL_UNIX_DATAGRAM;
      return self->relays ? SOCKEYE_PROTOCOL_UDP_RELAY : SOCKEYE_PROTOCOL_UDP;
    }
}

/**
 * sockeye_capture_origin_read:
 * @capture: a capture that was opened, or recovered
 * @origin: (out): the session that made it
 *
 * Looks at how the newest session of the capture was opened, and at its far ends. Takes no longer than a frame has time
 * for, however long the capture is, and never waits for the disk; so of a very long one, without its beginning in memory,
 * addresses may be those of its connections.
 *
 * Returns: whether the capture tells of a session
 */
gboolean
sockeye_capture_origin_read (SockeyeCapture *capture, SockeyeCaptureOrigin *origin)
{
  Search self = { .capture = capture, .origin = origin, .family = AF_UNSPEC };

  *origin = (SockeyeCaptureOrigin){ 0 };
  look_at_peers (&self, TRUE);
  find_opening (&self);
  look_at_peers (&self, FALSE);
  if (self.role == ROLE_UNKNOWN)
    return FALSE;

  origin->protocol = get_protocol (&self);
  return TRUE;
}
