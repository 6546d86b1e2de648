/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-builder-private.h"

#include "icmp.h"
#include "socket-util.h"

#include <errno.h>

/* What a call of a capture becomes: itself, and what goes to the other end because of it, or came from there. */

/* So long a kernel may wait with an ACK, for something to send it with (TCP_DELACK_MIN). */
#define DELAYED_ACK_US (40 * 1000)

static SockeyeCallStep *
add (SockeyeCallBuilder *self, SockeyeCallStepKind kind, SockeyeLadderEnd end, gboolean inferred)
{
  SockeyeCallStep step = {
    .kind = kind, .end = end, .inferred = inferred, .tape = self->tape, .record = self->call->number
  };

  return sockeye_call_ladder_add (self->ladder, &step);
}

/* A call whose end is known to the moment. */
static SockeyeCallStep *
add_call (SockeyeCallBuilder *self, SockeyeCallStepKind kind)
{
  SockeyeCallStep *step = add (self, kind, self->end, FALSE);

  step->time = self->call->time;
  return step;
}

static SockeyeCallStep *
add_call_with (SockeyeCallBuilder *self,
               SockeyeCallStepKind kind,
               const SockeyeEndpoint *endpoint,
               int error_number)
{
  g_autofree char *address = sockeye_endpoint_to_string (endpoint);
  SockeyeCallStep step = { .kind = kind,
                           .end = self->end,
                           .error_number = error_number,
                           .address = sockeye_endpoint_is_set (endpoint) ? address : NULL,
                           .time = self->call->time,
                           .tape = self->tape,
                           .record = self->call->number };

  return sockeye_call_ladder_add (self->ladder, &step);
}

static gboolean
is_two_ended (SockeyeCallBuilder *self)
{
  return self->talk != NULL && sockeye_talk_is_two_ended (self->talk);
}

static gboolean
has_segments (SockeyeCallBuilder *self)
{
  return sockeye_endpoint_get_family (&self->call->event.remote) != AF_UNIX
         && sockeye_endpoint_get_family (&self->call->event.local) != AF_UNIX;
}

/* Captures of earlier versions do not tell when. */
static void
draw_socket (SockeyeCallBuilder *self)
{
  SockeyeCallStep *step = add (self, SOCKEYE_CALL_STEP_SOCKET, self->end, FALSE);

  step->time = self->call->event.socket_time;
  step->early = TRUE;
}

/* What came before listen() or connect(). */
static void
draw_opening (SockeyeCallBuilder *self, const SockeyeEndpoint *local)
{
  SockeyeCallStep *step;

  draw_socket (self);
  if (!sockeye_endpoint_is_set (local) || sockeye_endpoint_is_unnamed (local))
    return;
  step = add_call_with (self, SOCKEYE_CALL_STEP_BIND, local, 0);
  step->time = self->call->event.bind_time;
  step->early = TRUE;
}

/* Here bind() is what the record tells of. */
static void
draw_bind (SockeyeCallBuilder *self, int error_number)
{
  SockeyeCallStep *step = add_call_with (self, SOCKEYE_CALL_STEP_BIND, &self->call->event.local,
                                         error_number);

  if (self->call->event.bind_time != 0)
    step->time = self->call->event.bind_time;
}

static void
draw_bound (SockeyeCallBuilder *self)
{
  const SockeyeEndpoint *local = &self->call->event.local;

  draw_socket (self);
  if (sockeye_endpoint_is_set (local) && !sockeye_endpoint_is_unnamed (local))
    draw_bind (self, 0);
}

/* A client that did not choose where it comes from has not called bind(). */
static gboolean
find_bound (const SockeyeEvent *event, SockeyeEndpoint *local)
{
  *local = event->local;
  if (event->number == SOCKEYE_CONNECTING_ANY)
    return FALSE;
  if (event->number == SOCKEYE_CONNECTING_ANY_HOST)
    sockeye_endpoint_set_any (local, sockeye_endpoint_get_family (local), sockeye_endpoint_get_port (local));
  return event->bind_time != 0 || sockeye_endpoint_get_port (local) != 0
         || (sockeye_endpoint_get_family (local) != AF_UNIX && sockeye_endpoint_is_set (local)
             && !sockeye_endpoint_is_any (local));
}

static void
draw_connecting (SockeyeCallBuilder *self)
{
  const SockeyeEvent *event = &self->call->event;
  SockeyeEndpoint local;

  if (find_bound (event, &local))
    draw_opening (self, &local);
  else
    draw_socket (self);
  add_call_with (self, SOCKEYE_CALL_STEP_CONNECT, &event->remote, 0);
  self->connecting[self->tape] = TRUE;
}

/* The way of a client's datagrams to the target of a relay. */
static void
draw_relayed (SockeyeCallBuilder *self)
{
  draw_socket (self);
  add_call_with (self, SOCKEYE_CALL_STEP_CONNECTED, &self->call->event.remote, 0);
}

static void
draw_handshake (SockeyeCallBuilder *self, SockeyeLadderEnd client, SockeyeLadderEnd server)
{
  if (self->talk == NULL || self->talk->handshake || !has_segments (self))
    return;
  self->talk->handshake = TRUE;
  add (self, SOCKEYE_CALL_STEP_SYN, client, TRUE);
  add (self, SOCKEYE_CALL_STEP_SYN_ACK, server, TRUE);
  add (self, SOCKEYE_CALL_STEP_ACK, client, TRUE);
}

static void
draw_connected (SockeyeCallBuilder *self)
{
  self->connecting[self->tape] = FALSE;
  if (!is_two_ended (self))
    add (self, SOCKEYE_CALL_STEP_LISTEN, self->other, TRUE);
  draw_handshake (self, self->end, self->other);
  add_call (self, SOCKEYE_CALL_STEP_CONNECTED);
}

static void
draw_accepted (SockeyeCallBuilder *self)
{
  if (!is_two_ended (self))
    add (self, SOCKEYE_CALL_STEP_CONNECT, self->other, TRUE);
  draw_handshake (self, self->other, self->end);
  add_call_with (self, SOCKEYE_CALL_STEP_ACCEPT, &self->call->event.remote, 0);
}

static void
draw_payload (SockeyeCallBuilder *self, SockeyeCallStepKind kind)
{
  SockeyeCallStep *step = add_call (self, kind);

  step->number = self->call->length;
  step->tls = self->talk != NULL && self->talk->tls;
}

static guint
get_n_steps (SockeyeCallBuilder *self)
{
  return sockeye_call_ladder_get_n_steps (self->ladder);
}

/* Whether the far end has received so many bytes, as its capture says. */
static gboolean
has_arrived (SockeyeCallBuilder *self, guint64 bytes)
{
  return is_two_ended (self) && self->talk->exact[0] && self->talk->exact[1]
         && self->talk->received[1 - self->tape] >= bytes;
}

static void
draw_sent (SockeyeCallBuilder *self)
{
  guint64 behind = self->call->position + self->call->length;

  draw_payload (self, SOCKEYE_CALL_STEP_SEND);
  add (self, SOCKEYE_CALL_STEP_DATA, self->end, !has_arrived (self, behind))->number = self->call->length;
  if (self->talk != NULL)
    self->talk->sent[self->end] = behind;
}

static void
draw_received (SockeyeCallBuilder *self)
{
  if (!is_two_ended (self))
    add (self, SOCKEYE_CALL_STEP_DATA, self->other, FALSE)->number = self->call->length;
  draw_payload (self, SOCKEYE_CALL_STEP_RECEIVE);
}

/* A relay connects its sockets towards the target. */
static SockeyeCallStepKind
get_datagram_kind (SockeyeCallBuilder *self, gboolean sends)
{
  if (self->tape == 0 && sockeye_call_tape_is_flow (self->source->own))
    return sends ? SOCKEYE_CALL_STEP_SEND : SOCKEYE_CALL_STEP_RECEIVE;
  return sends ? SOCKEYE_CALL_STEP_SEND_TO : SOCKEYE_CALL_STEP_RECEIVE_FROM;
}

static void
draw_datagram_sent (SockeyeCallBuilder *self)
{
  gboolean arrived = sockeye_talks_get_match (self->talks, self->tape, self->place) != 0;

  draw_payload (self, get_datagram_kind (self, TRUE));
  add (self, SOCKEYE_CALL_STEP_DATAGRAM, self->end, !arrived)->number = self->call->length;
  if (self->talk == NULL)
    return;
  self->talk->last_datagram[self->end] = get_n_steps (self) - 1;
  self->talk->unanswered[self->end] += arrived ? 0 : 1;
}

static void
draw_datagram_received (SockeyeCallBuilder *self)
{
  if (sockeye_talks_get_match (self->talks, self->tape, self->place) == 0)
    {
      if (!is_two_ended (self))
        add (self, SOCKEYE_CALL_STEP_SEND_TO, self->other, TRUE)->number = self->call->length;
      add (self, SOCKEYE_CALL_STEP_DATAGRAM, self->other, FALSE)->number = self->call->length;
    }
  draw_payload (self, get_datagram_kind (self, FALSE));
}

/* The message does not tell which datagram it is about, unless there is only one. */
static void
draw_icmp (SockeyeCallBuilder *self)
{
  SockeyeTalk *talk = self->talk;
  SockeyeCallStep *step;

  if (talk != NULL && talk->unanswered[self->end] == 1 && self->call->event.error_number == ECONNREFUSED)
    {
      step = sockeye_call_ladder_change (self->ladder, talk->last_datagram[self->end]);
      step->lost = TRUE;
      step->inferred = FALSE;
    }
  if (talk != NULL)
    talk->unanswered[self->end] = 0;
  add (self, SOCKEYE_CALL_STEP_ICMP, self->other, FALSE)->number = self->call->event.number;
  step = add_call (self, SOCKEYE_CALL_STEP_ERROR_QUEUE);
  step->error_number = self->call->event.error_number;
}

static void
draw_ack (SockeyeCallBuilder *self, SockeyeLadderEnd of)
{
  SockeyeLadderEnd from = of == SOCKEYE_END_LEFT ? SOCKEYE_END_RIGHT : SOCKEYE_END_LEFT;

  add (self, SOCKEYE_CALL_STEP_ACK, from, TRUE);
  self->talk->fin_acked[of] = get_n_steps (self);
}

/* Who closes soon after the other has may acknowledge with its own FIN. */
static void
join_ack (SockeyeCallBuilder *self, SockeyeLadderEnd from)
{
  SockeyeLadderEnd other = from == SOCKEYE_END_LEFT ? SOCKEYE_END_RIGHT : SOCKEYE_END_LEFT;
  gint64 since = self->call->time - self->talk->fin_at[other];

  if (self->talk->fin_acked[other] != 0 && since < DELAYED_ACK_US)
    sockeye_call_ladder_change (self->ladder, self->talk->fin_acked[other] - 1)->remark =
        SOCKEYE_REMARK_MAY_JOIN;
}

static void
draw_fin (SockeyeCallBuilder *self, SockeyeLadderEnd from, gboolean inferred)
{
  if (self->talk == NULL || self->talk->fin_at[from] != 0 || self->talk->reset)
    return;
  if (has_segments (self))
    {
      join_ack (self, from);
      add (self, SOCKEYE_CALL_STEP_FIN, from, inferred);
      draw_ack (self, from);
    }
  self->talk->fin_at[from] = self->call->time;
}

static void
draw_rst (SockeyeCallBuilder *self, SockeyeLadderEnd from, gboolean inferred)
{
  if (self->talk == NULL || self->talk->reset)
    return;
  if (has_segments (self))
    add (self, SOCKEYE_CALL_STEP_RST, from, inferred);
  self->talk->reset = TRUE;
}

static void
draw_peer_closed (SockeyeCallBuilder *self)
{
  if (!is_two_ended (self))
    add (self, SOCKEYE_CALL_STEP_SHUTDOWN_OR_CLOSE, self->other, TRUE);
  draw_fin (self, self->other, FALSE);
  add_call (self, SOCKEYE_CALL_STEP_RECEIVE)->tls = self->talk != NULL && self->talk->tls;
}

static void
draw_closed_sending (SockeyeCallBuilder *self)
{
  add_call (self, SOCKEYE_CALL_STEP_SHUTDOWN);
  draw_fin (self, self->end, !(is_two_ended (self) && self->talk->saw_fin[1 - self->tape]));
}

/* Of what the far end does after this end's close() the kernel tells nobody. */
static gboolean
is_unseen (SockeyeCallBuilder *self)
{
  return has_segments (self) && !is_two_ended (self) && self->talk != NULL && !self->talk->reset
         && self->talk->fin_at[self->other] == 0;
}

/* What was not read makes close() send RST; only the far end knows. */
static void
draw_closed (SockeyeCallBuilder *self)
{
  gboolean two_ended = is_two_ended (self);

  add_call (self, SOCKEYE_CALL_STEP_CLOSE)->remark = is_unseen (self) ? SOCKEYE_REMARK_UNSEEN
                                                                      : SOCKEYE_REMARK_NONE;
  if (two_ended && self->talk->saw_reset[1 - self->tape] && !self->talk->saw_fin[1 - self->tape])
    draw_rst (self, self->end, FALSE);
  else
    draw_fin (self, self->end, !(two_ended && self->talk->saw_fin[1 - self->tape]));
}

static void
draw_aborted (SockeyeCallBuilder *self)
{
  add (self, SOCKEYE_CALL_STEP_LINGER, self->end, FALSE);
  add_call (self, SOCKEYE_CALL_STEP_CLOSE);
  draw_rst (self, self->end, !(is_two_ended (self) && self->talk->saw_reset[1 - self->tape]));
}

static void
draw_failed (SockeyeCallBuilder *self, SockeyeCallStepKind kind)
{
  add_call (self, kind)->error_number = self->call->event.error_number;
}

static void
draw_reset (SockeyeCallBuilder *self)
{
  draw_rst (self, self->other, FALSE);
  draw_failed (self, self->call->event.operation == SOCKEYE_OPERATION_SEND ? SOCKEYE_CALL_STEP_SEND
                                                                           : SOCKEYE_CALL_STEP_RECEIVE);
  add_call (self, SOCKEYE_CALL_STEP_CLOSE);
}

/* Only two failures say what became of the SYN: somebody refused it, or nobody answered. The error is the same whether a
 * TCP or a firewall refused, also of this machine: RST, or an ICMP message. */
static void
draw_connect_failed (SockeyeCallBuilder *self)
{
  const SockeyeEvent *event = &self->call->event;
  gboolean given_up = event->number2 != 0; /* the program's own patience, not the system's */

  if (!self->connecting[self->tape])
    draw_connecting (self);
  self->connecting[self->tape] = FALSE;
  if (has_segments (self) && (event->error_number == ECONNREFUSED || event->error_number == ETIMEDOUT))
    add (self, SOCKEYE_CALL_STEP_SYN, self->end, TRUE)->lost = event->error_number == ETIMEDOUT;
  if (has_segments (self) && event->error_number == ECONNREFUSED)
    add (self, SOCKEYE_CALL_STEP_RST, self->other, TRUE)->remark = SOCKEYE_REMARK_OR_ICMP;
  if (!given_up)
    draw_failed (self, SOCKEYE_CALL_STEP_CONNECTED);
  add_call (self, SOCKEYE_CALL_STEP_CLOSE)->remark = given_up ? SOCKEYE_REMARK_NO_ANSWER
                                                              : SOCKEYE_REMARK_NONE;
}

static void
draw_opening_failed (SockeyeCallBuilder *self)
{
  const SockeyeEvent *event = &self->call->event;

  if (event->operation == SOCKEYE_OPERATION_SOCKET)
    {
      draw_failed (self, SOCKEYE_CALL_STEP_SOCKET);
      return;
    }
  if (event->operation == SOCKEYE_OPERATION_LISTEN)
    {
      draw_opening (self, &event->local);
      draw_failed (self, SOCKEYE_CALL_STEP_LISTEN);
    }
  else
    {
      draw_socket (self);
      draw_bind (self, event->error_number);
    }
  add_call (self, SOCKEYE_CALL_STEP_CLOSE);
}

/* A full queue, one that was given up, and what comes after shutdown() are no calls: the system never heard of them. */
static void
draw_payload_failed (SockeyeCallBuilder *self)
{
  const SockeyeEvent *event = &self->call->event;
  gboolean sends = event->operation == SOCKEYE_OPERATION_SEND;

  if (sends
      && (event->error_number == ENOBUFS || event->error_number == ECANCELED
          || (self->talk != NULL && self->talk->fin_at[self->end] != 0)))
    return;
  if (!self->source->stream)
    {
      draw_failed (self, get_datagram_kind (self, sends));
      return;
    }
  draw_failed (self, sends ? SOCKEYE_CALL_STEP_SEND : SOCKEYE_CALL_STEP_RECEIVE);
  add_call (self, SOCKEYE_CALL_STEP_CLOSE);
}

static void
draw_error (SockeyeCallBuilder *self)
{
  const SockeyeEvent *event = &self->call->event;
  SockeyeIcmp icmp;

  switch (event->operation)
    {
    case SOCKEYE_OPERATION_SOCKET:
    case SOCKEYE_OPERATION_BIND:
    case SOCKEYE_OPERATION_LISTEN:
      /* With a peer it is a relay's attempt to reach its target, not a call of this connection. */
      if (self->call->peer == 0)
        draw_opening_failed (self);
      break;
    case SOCKEYE_OPERATION_CONNECT:
      if (self->call->peer == 0)
        draw_connect_failed (self);
      break;
    case SOCKEYE_OPERATION_ACCEPT:
      draw_failed (self, SOCKEYE_CALL_STEP_ACCEPT);
      break;
    case SOCKEYE_OPERATION_TLS:
      draw_closed (self);
      break;
    case SOCKEYE_OPERATION_SEND:
    case SOCKEYE_OPERATION_RECEIVE:
      if (!self->source->stream && sockeye_icmp_unpack (event->number, &icmp))
        draw_icmp (self);
      else
        draw_payload_failed (self);
      break;
    default:
      break;
    }
}

static void
draw_event (SockeyeCallBuilder *self)
{
  const SockeyeEvent *event = &self->call->event;

  switch (event->type)
    {
    case SOCKEYE_EVENT_LISTENING:
      draw_opening (self, &event->local);
      add_call (self, SOCKEYE_CALL_STEP_LISTEN)->number = event->number;
      break;
    case SOCKEYE_EVENT_BOUND:
      draw_bound (self);
      break;
    case SOCKEYE_EVENT_RELAYED:
      draw_relayed (self);
      break;
    case SOCKEYE_EVENT_UNBOUND:
    case SOCKEYE_EVENT_RELAY_ENDED:
      add_call (self, SOCKEYE_CALL_STEP_CLOSE);
      break;
    case SOCKEYE_EVENT_STOPPED_LISTENING:
      add_call (self, SOCKEYE_CALL_STEP_CLOSE)->remark = SOCKEYE_REMARK_LISTENER;
      break;
    case SOCKEYE_EVENT_CONNECTING:
      draw_connecting (self);
      break;
    case SOCKEYE_EVENT_CONNECTED:
      draw_connected (self);
      break;
    case SOCKEYE_EVENT_CANCELLED:
      if (self->connecting[self->tape])
        add_call (self, SOCKEYE_CALL_STEP_CLOSE);
      self->connecting[self->tape] = FALSE;
      break;
    case SOCKEYE_EVENT_ACCEPTED:
      draw_accepted (self);
      break;
    case SOCKEYE_EVENT_PEER_CLOSED:
      draw_peer_closed (self);
      break;
    case SOCKEYE_EVENT_RESET:
      draw_reset (self);
      break;
    case SOCKEYE_EVENT_CLOSED:
      draw_closed (self);
      break;
    case SOCKEYE_EVENT_CLOSED_SENDING:
      draw_closed_sending (self);
      break;
    case SOCKEYE_EVENT_ABORTED:
      draw_aborted (self);
      break;
    case SOCKEYE_EVENT_TLS_ESTABLISHED:
      if (self->talk != NULL)
        self->talk->tls = TRUE;
      break;
    case SOCKEYE_EVENT_ERROR:
      draw_error (self);
      break;
    default:
      break;
    }
}

/* Private: adds the steps of the call that is set. */
void
sockeye_call_builder_draw (SockeyeCallBuilder *self)
{
  gboolean datagram = (self->call->flags & SOCKEYE_RECORD_DATAGRAM) != 0;

  if (self->call->kind == SOCKEYE_RECORD_EVENT)
    draw_event (self);
  else if (self->call->kind == SOCKEYE_RECORD_SENT)
    datagram ? draw_datagram_sent (self) : draw_sent (self);
  else
    datagram ? draw_datagram_received (self) : draw_received (self);
}
