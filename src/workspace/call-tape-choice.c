/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-tape-private.h"

#include "peer-ends.h"

/* Which records tell of the connection that was chosen. */

/* A socket that is bound to all addresses is this one as well. */
static gboolean
are_alike (const SockeyeEndpoint *a, const SockeyeEndpoint *b)
{
  if (sockeye_endpoint_equal (a, b))
    return TRUE;
  return sockeye_endpoint_get_port (a) == sockeye_endpoint_get_port (b)
         && (sockeye_endpoint_is_any (a) || sockeye_endpoint_is_any (b));
}

static gboolean
is_far_end (SockeyeCallTape *self, const SockeyePeer *peer)
{
  if (peer->link != 0 || self->facts.link != 0)
    return sockeye_peer_is_far_end (&self->facts, peer);
  return are_alike (&peer->local, &self->facts.remote) && are_alike (&peer->remote, &self->facts.local);
}

static gboolean
has_ends (SockeyeCallTape *self, guint32 id)
{
  int known = GPOINTER_TO_INT (g_hash_table_lookup (self->wanted, GUINT_TO_POINTER (id)));
  SockeyePeer peer;
  gboolean wanted;

  if (known != 0)
    return known - 1;
  wanted = sockeye_capture_get_peer (self->capture, id, &peer) && is_far_end (self, &peer);
  g_hash_table_insert (self->wanted, GUINT_TO_POINTER (id), GINT_TO_POINTER (wanted + 1));
  return wanted;
}

static gboolean
is_chosen (SockeyeCallTape *self, guint32 peer)
{
  return self->chosen == SOCKEYE_CHOSEN_PEER ? self->peer == peer : has_ends (self, peer);
}

static gboolean
tells_of_call (SockeyeEventType type)
{
  switch (type)
    {
    case SOCKEYE_EVENT_BOUND:
    case SOCKEYE_EVENT_UNBOUND:
    case SOCKEYE_EVENT_LISTENING:
    case SOCKEYE_EVENT_STOPPED_LISTENING:
    case SOCKEYE_EVENT_CONNECTING:
    case SOCKEYE_EVENT_CONNECTED:
    case SOCKEYE_EVENT_CANCELLED:
    case SOCKEYE_EVENT_ACCEPTED:
    case SOCKEYE_EVENT_PEER_CLOSED:
    case SOCKEYE_EVENT_RESET:
    case SOCKEYE_EVENT_CLOSED:
    case SOCKEYE_EVENT_CLOSED_SENDING:
    case SOCKEYE_EVENT_ABORTED:
    case SOCKEYE_EVENT_ERROR:
    case SOCKEYE_EVENT_TLS_ESTABLISHED:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What is not about a single connection belongs to the chosen one if its socket came of it. */
static gboolean
belongs_to_chosen (SockeyeCallTape *self, SockeyeEventType type)
{
  switch (type)
    {
    case SOCKEYE_EVENT_BOUND:
    case SOCKEYE_EVENT_LISTENING:
      if (self->begun || self->flow)
        return FALSE;
      sockeye_call_tape_forget (self); /* of the opening before */
      return TRUE;
    case SOCKEYE_EVENT_CONNECTING:
      return !self->begun;
    case SOCKEYE_EVENT_UNBOUND:
    case SOCKEYE_EVENT_STOPPED_LISTENING:
      if (!self->begun)
        sockeye_call_tape_forget (self);
      return self->begun && !self->ended;
    default:
      return FALSE;
    }
}

/* With a client of the relay: a socket towards the target was made, or closed. */
static gboolean
is_of_flow (SockeyeCallTape *self, const SockeyeRecord *record)
{
  return self->flow && record->kind == SOCKEYE_RECORD_EVENT && record->peer == self->facts.client
         && (record->newlines == SOCKEYE_EVENT_RELAYED || record->newlines == SOCKEYE_EVENT_RELAY_ENDED);
}

/* Private: before it was read. */
gboolean
sockeye_call_tape_wants (SockeyeCallTape *self, const SockeyeRecord *record)
{
  SockeyeEventType type = record->kind == SOCKEYE_RECORD_EVENT ? (SockeyeEventType) record->newlines
                                                               : SOCKEYE_EVENT_NONE;

  if (is_of_flow (self, record))
    return TRUE;
  if (record->kind == SOCKEYE_RECORD_EVENT && !tells_of_call (type))
    return FALSE;
  if (self->chosen == SOCKEYE_CHOSEN_ALL)
    return TRUE;
  /* Of those who accept, only relays connect, and not with their own socket. */
  if (self->chosen == SOCKEYE_CHOSEN_NOBODY)
    return record->peer == 0 && type != SOCKEYE_EVENT_CONNECTING && type != SOCKEYE_EVENT_CANCELLED;
  if (record->peer == 0)
    return belongs_to_chosen (self, type);
  return is_chosen (self, record->peer);
}

/* The other session may have nothing to do with this connection. */
static gboolean
is_elsewhere (SockeyeCallTape *self, const SockeyeEvent *event)
{
  return (event->type == SOCKEYE_EVENT_BOUND || event->type == SOCKEYE_EVENT_LISTENING)
         && sockeye_endpoint_get_port (&event->local) != 0 && !are_alike (&event->local, &self->facts.remote);
}

/* Private: whether it is of another flow of the same client, or of none of the calls that are shown. */
gboolean
sockeye_call_tape_passes_over (SockeyeCallTape *self, SockeyeCall *call)
{
  const SockeyeEvent *event = &call->event;

  if (self->chosen == SOCKEYE_CHOSEN_NOBODY)
    return event->type == SOCKEYE_EVENT_ERROR && event->operation == SOCKEYE_OPERATION_CONNECT;
  if (self->chosen == SOCKEYE_CHOSEN_FAR_END && is_elsewhere (self, event))
    return TRUE;
  if (!self->flow || call->peer != self->facts.client)
    return FALSE;
  if (!sockeye_endpoint_equal (&event->local, &self->facts.local))
    return TRUE;
  call->peer = self->peer;
  call->event.remote = self->facts.remote;
  return FALSE;
}

/* Private: the chosen connection's socket, or the one that it came of, is gone: what comes later is another opening. */
gboolean
sockeye_call_tape_is_end (SockeyeCallTape *self, const SockeyeCall *call)
{
  if (!self->begun || call->kind != SOCKEYE_RECORD_EVENT)
    return FALSE;
  return call->event.type == SOCKEYE_EVENT_UNBOUND || call->event.type == SOCKEYE_EVENT_STOPPED_LISTENING
         || call->event.type == SOCKEYE_EVENT_RELAY_ENDED;
}
