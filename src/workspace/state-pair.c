/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-pair.h"

#include <errno.h>
#include <string.h>

/* How long a TIME-WAIT of Linux lasts (TCP_TIMEWAIT_LEN): no setting changes it. */
#define TIME_WAIT_MS 60000u

static const SockeyeTcpState connected[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_SYN_SENT,
                                             SOCKEYE_TCP_ESTABLISHED };
static const SockeyeTcpState accepted[] = { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_SYN_RECEIVED,
                                            SOCKEYE_TCP_ESTABLISHED };
/* Of the own end it is known how it came to listen. */
static const SockeyeTcpState listened[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_SYN_RECEIVED,
                                            SOCKEYE_TCP_ESTABLISHED };

/* What this end's calls tell of both: a FIN that was read was sent before. */
static void
tell (SockeyeStatePair *self)
{
  gint64 fin = self->records.told[SOCKEYE_TCP_CLOSE_WAIT];

  sockeye_state_records_tell (&self->records, &self->view.own.path);
  if (self->listening != 0)
    sockeye_state_path_tell (&self->view.own.path, SOCKEYE_TCP_LISTEN, self->listening, FALSE);
  if (fin != 0)
    sockeye_state_path_tell (&self->view.far.path, SOCKEYE_TCP_FIN_WAIT_1, fin, TRUE);
}

/**
 * sockeye_state_pair_begin:
 * @self: a pair whose view says which connection it is, and whose records were read
 * @attempt: (nullable): what the connection came of, if that is known
 *
 * Where each end has come from: the handshake is over before anybody looks.
 */
void
sockeye_state_pair_begin (SockeyeStatePair *self, const SockeyeAttempt *attempt)
{
  gboolean server = self->records.accepted;

  sockeye_state_path_begin (&self->view.own.path, server ? listened : connected, server ? 4 : 3,
                            self->opened);
  if (attempt != NULL)
    sockeye_state_path_tell (&self->view.own.path, SOCKEYE_TCP_SYN_SENT, attempt->began, FALSE);
  /* What has connected to here has had its SYN acknowledged; what was connected to may still wait for the last ACK. */
  sockeye_state_path_begin (&self->view.far.path, server ? connected : accepted, server ? 3 : 2,
                            server ? self->opened : 0);
  tell (self);
}

/**
 * sockeye_state_pair_begin_listener:
 * @self: a pair
 * @listening: since when it listens, microseconds since the Epoch; 0: that is not known
 *
 * There is only this end. What was known of a listener before is forgotten: it was another socket.
 */
void
sockeye_state_pair_begin_listener (SockeyeStatePair *self, gint64 listening)
{
  SockeyeEndpoint address = self->view.own.address;

  memset (self, 0, sizeof *self);
  self->view.watched = self->view.listener = TRUE;
  self->view.own.address = address;
  sockeye_state_path_begin (&self->view.own.path, listened, 2, listening);
  sockeye_state_pair_tell_listening (self, listening);
}

/**
 * sockeye_state_pair_tell_listening:
 * @self: a pair that has begun, a listener or a connection that was accepted
 * @listening: since when the socket listened that it comes from; 0: that is not known
 */
void
sockeye_state_pair_tell_listening (SockeyeStatePair *self, gint64 listening)
{
  self->listening = listening;
  tell (self);
}

/**
 * sockeye_state_pair_begin_attempt:
 * @self: a pair of which nothing is known
 * @attempt: what is watched
 *
 * Only this end has begun.
 */
void
sockeye_state_pair_begin_attempt (SockeyeStatePair *self, const SockeyeAttempt *attempt)
{
  sockeye_state_path_begin (&self->view.own.path, connected, 2, attempt->began);
  sockeye_state_path_tell (&self->view.own.path, SOCKEYE_TCP_SYN_SENT, attempt->began, FALSE);
  sockeye_state_pair_follow (self, attempt);
}

static SockeyeStateHints
get_end_hint (const SockeyeEvent *end)
{
  return end->error_number == ECONNREFUSED ? SOCKEYE_STATE_REFUSED : SOCKEYE_STATE_GAVE_UP;
}

/**
 * sockeye_state_pair_follow:
 * @self: a pair that watches an attempt
 * @attempt: as it is now
 *
 * When a connection has come of it, that is watched from now on: it is the same socket, and goes on with the same path.
 *
 * Returns: whether it has
 */
gboolean
sockeye_state_pair_follow (SockeyeStatePair *self, const SockeyeAttempt *attempt)
{
  if (attempt->peer != 0)
    {
      self->view.attempt = 0;
      self->view.peer = attempt->peer;
      sockeye_state_records_begin (&self->records, attempt->peer, FALSE);
      return TRUE;
    }
  if (attempt->ended != 0)
    {
      self->view.end = attempt->end;
      self->records.hints |= get_end_hint (&attempt->end);
      self->records.told[SOCKEYE_TCP_CLOSED] = attempt->ended;
      sockeye_state_records_tell (&self->records, &self->view.own.path);
    }
  return FALSE;
}

/**
 * sockeye_state_pair_read:
 * @self: a pair
 * @capture: the session's
 *
 * Takes over what the records tell of the connection.
 *
 * Returns: whether there is news
 */
gboolean
sockeye_state_pair_read (SockeyeStatePair *self, SockeyeCapture *capture)
{
  if (!sockeye_state_records_read (&self->records, capture))
    return FALSE;
  tell (self);
  return TRUE;
}

/* Whether it is the connection that is watched, and not a later one between the same ends. */
static gboolean
is_same (guint64 *cookie, const SockeyeTcpFacts *facts, gboolean may_be_new)
{
  if (*cookie == 0 && may_be_new)
    *cookie = facts->cookie;
  return *cookie == facts->cookie;
}

/**
 * sockeye_state_pair_is_own:
 * @self: a pair
 * @sample: an answer
 *
 * A socket that no program has open is ours when it was closed before anybody looked.
 *
 * Returns: whether it tells of this end
 */
gboolean
sockeye_state_pair_is_own (SockeyeStatePair *self, const SockeyeStateSample *sample)
{
  return sample->own_result == 0
         && is_same (&self->own_cookie, &sample->own, sample->open || sample->own.inode == 0);
}

static void
set_state (SockeyeStateEnd *end, SockeyeStateSource source, guint states, const SockeyeTcpFacts *facts)
{
  end->source = source;
  end->states = states;
  end->has_facts = facts != NULL;
  if (facts != NULL)
    end->facts = *facts;
}

/* What is so when somebody looks for the first time has been so for a while. Returns: 0: nobody knows since when */
static gint64
get_reached (SockeyeStatePair *self, SockeyeTcpState state, gint64 time)
{
  if (self->looked)
    return time;
  return state == SOCKEYE_TCP_ESTABLISHED ? self->opened : 0;
}

/* TIME-WAIT tells when it ends, and so about when it began: the far end's FIN may have come again since. */
static void
tell_time_wait (SockeyeStatePair *self, SockeyeStateEnd *end, const SockeyeTcpFacts *facts, gint64 time)
{
  if (self->looked || facts == NULL || facts->state != SOCKEYE_TCP_TIME_WAIT || facts->expires_ms == 0
      || facts->expires_ms > TIME_WAIT_MS)
    return;
  sockeye_state_path_tell (&end->path, SOCKEYE_TCP_TIME_WAIT,
                           time - (gint64) (TIME_WAIT_MS - facts->expires_ms) * 1000, TRUE);
}

/**
 * sockeye_state_pair_see_own:
 * @self: a pair
 * @source: who tells
 * @state: the state of this end
 * @facts: (nullable): the figures; %NULL: its socket is gone
 * @time: when that was so
 *
 * Returns: whether the state is new
 */
gboolean
sockeye_state_pair_see_own (SockeyeStatePair *self,
                            SockeyeStateSource source,
                            SockeyeTcpState state,
                            const SockeyeTcpFacts *facts,
                            gint64 time)
{
  SockeyeStateEnd *own = &self->view.own;
  gboolean news;

  set_state (own, source, SOCKEYE_TCP_MASK (state), facts);
  tell_time_wait (self, own, facts, time);
  news = sockeye_state_path_see (&own->path, state, self->records.hints, get_reached (self, state, time));
  /* A socket that listens comes to no other state before it is closed. */
  if (self->view.listener)
    own->path.steps[own->path.n_steps - 1].gap = FALSE;
  return news;
}

/**
 * sockeye_state_pair_lose_own:
 * @self: a pair
 *
 * Nobody tells what has become of this end.
 */
void
sockeye_state_pair_lose_own (SockeyeStatePair *self)
{
  set_state (&self->view.own, SOCKEYE_STATE_SOURCE_NONE, 0, NULL);
}

/* What is connected to begins when something is known of it: there may be nobody. */
static void
begin_far (SockeyeStatePair *self, SockeyeTcpState state)
{
  SockeyeStatePath *path = &self->view.far.path;
  gboolean was_listener = path->n_steps == 1 && path->steps[0].state == SOCKEYE_TCP_LISTEN;

  if (path->n_steps > 0 && !was_listener)
    return;
  if (state == SOCKEYE_TCP_SYN_SENT)
    sockeye_state_path_begin (path, connected, 1, 0); /* it connects to here at the same time */
  else if (state != SOCKEYE_TCP_CLOSED)
    sockeye_state_path_begin (path, accepted, state == SOCKEYE_TCP_SYN_RECEIVED ? 1 : 2, 0);
  tell (self);
}

static gboolean
has_passed (const SockeyeStatePath *path, SockeyeTcpState state)
{
  for (guint i = 0; i < path->n_steps; i++)
    if (path->steps[i].state == state)
      return TRUE;
  return FALSE;
}

/* A program gets no socket to close before the handshake is over. */
static gboolean
infer_handshake (SockeyeStatePair *self)
{
  SockeyeStatePath *path = &self->view.far.path;

  return sockeye_state_path_get_last (path) == SOCKEYE_TCP_SYN_RECEIVED
         && sockeye_state_path_infer (path, SOCKEYE_TCP_ESTABLISHED, self->opened);
}

/* Its state is one of several, but all of them come after the handshake; and a FIN that was read tells of FIN-WAIT-1. */
static gboolean
infer_passed (SockeyeStatePair *self)
{
  SockeyeStatePath *path = &self->view.far.path;
  gboolean news;

  begin_far (self, SOCKEYE_TCP_ESTABLISHED);
  news = infer_handshake (self);
  if (sockeye_state_path_get_last (path) == SOCKEYE_TCP_ESTABLISHED
      && self->records.told[SOCKEYE_TCP_CLOSE_WAIT] != 0)
    news = sockeye_state_path_infer (path, SOCKEYE_TCP_FIN_WAIT_1, 0);
  return news;
}

static gboolean
infer_far (SockeyeStatePair *self, gint64 time)
{
  SockeyeStateEnd *far = &self->view.far;
  guint own = self->view.own.states;
  guint states = own != 0 ? sockeye_tcp_state_infer_far (g_bit_nth_lsf (own, -1)) : 0;
  SockeyeTcpState state = states != 0 ? g_bit_nth_lsf (states, -1) : SOCKEYE_TCP_UNKNOWN;

  set_state (far, states != 0 ? SOCKEYE_STATE_SOURCE_INFERRED : SOCKEYE_STATE_SOURCE_NONE, states, NULL);
  if (states == 0)
    return FALSE;
  if ((states & (states - 1)) != 0)
    return infer_passed (self);
  begin_far (self, state);
  return sockeye_state_path_infer (&far->path, state, get_reached (self, state, time));
}

/* Before there is a far end: the socket that listens, which is another one. */
static gboolean
see_listener (SockeyeStatePair *self, const SockeyeStateSample *sample)
{
  SockeyeStateEnd *far = &self->view.far;

  set_state (far, SOCKEYE_STATE_SOURCE_KERNEL, SOCKEYE_TCP_MASK (SOCKEYE_TCP_LISTEN), &sample->far);
  return sockeye_state_path_see (&far->path, SOCKEYE_TCP_LISTEN, 0, 0);
}

/* RST at one end is RST at the other. When this end is in TIME-WAIT there was none, and its FIN was there before the far
 * end's if it was acknowledged before. */
static SockeyeStateHints
get_far_hints (SockeyeStatePair *self)
{
  const SockeyeStatePath *own = &self->view.own.path;
  SockeyeStateHints hints = self->records.hints & SOCKEYE_STATE_RESET;

  if (has_passed (own, SOCKEYE_TCP_TIME_WAIT)
      && (has_passed (own, SOCKEYE_TCP_FIN_WAIT_2)
          || has_passed (&self->view.far.path, SOCKEYE_TCP_CLOSE_WAIT)))
    hints |= SOCKEYE_STATE_PEER_CLOSED_FIRST | SOCKEYE_STATE_ORDERLY;
  return hints;
}

static gboolean
see_far (SockeyeStatePair *self, SockeyeTcpState state, const SockeyeTcpFacts *facts, gint64 time)
{
  SockeyeStateEnd *far = &self->view.far;

  set_state (far, SOCKEYE_STATE_SOURCE_KERNEL, SOCKEYE_TCP_MASK (state), facts);
  begin_far (self, state);
  if (state != SOCKEYE_TCP_SYN_RECEIVED && state != SOCKEYE_TCP_ESTABLISHED && state != SOCKEYE_TCP_CLOSED)
    infer_handshake (self);
  tell_time_wait (self, far, facts, time);
  return sockeye_state_path_see (&far->path, state, get_far_hints (self), get_reached (self, state, time));
}

static gboolean
look_at_far (SockeyeStatePair *self, const SockeyeStateSample *sample)
{
  gboolean may_be_new = self->view.own.has_facts || sample->far.inode == 0;

  if (sample->far_result == 0 && is_same (&self->far_cookie, &sample->far, may_be_new))
    return see_far (self, sample->far.state, &sample->far, sample->time);
  if (self->far_cookie != 0)
    return see_far (self, SOCKEYE_TCP_CLOSED, NULL, sample->time);
  if (sample->far_listens && self->view.own.states == SOCKEYE_TCP_MASK (SOCKEYE_TCP_SYN_SENT))
    return see_listener (self, sample);
  return infer_far (self, sample->time);
}

/**
 * sockeye_state_pair_take_far:
 * @self: a pair whose own end was taken from the same sample
 * @sample: an answer
 *
 * After this end, from which the far end may have to be inferred.
 *
 * Returns: whether its state is new
 */
gboolean
sockeye_state_pair_take_far (SockeyeStatePair *self, const SockeyeStateSample *sample)
{
  gboolean news = !self->view.listener && look_at_far (self, sample);

  self->looked = TRUE;
  return news;
}

/* The newest state that the calls tell of, in which the connection was when the capture was saved. */
static SockeyeTcpState
get_last_told (SockeyeStatePair *self)
{
  SockeyeTcpState last = SOCKEYE_TCP_ESTABLISHED;

  for (guint i = 0; i < SOCKEYE_TCP_N_STATES; i++)
    if (self->records.told[i] != 0 && self->records.told[i] > self->records.told[last])
      last = (SockeyeTcpState) i;
  return last;
}

/**
 * sockeye_state_pair_take_restored:
 * @self: a pair that has begun
 * @peer: the connection, which came with a file
 *
 * The kernel has nothing to tell of it: a socket that has the same ends now is another one. The records tell.
 */
void
sockeye_state_pair_take_restored (SockeyeStatePair *self, const SockeyePeer *peer)
{
  SockeyeStateEnd *own = &self->view.own;
  SockeyeTcpState state = peer->outlived ? get_last_told (self) : SOCKEYE_TCP_CLOSED;
  SockeyeStateStep *last;

  self->view.restored = TRUE;
  self->view.outlived = peer->outlived;
  own->address = peer->local;
  self->view.far.address = peer->remote;
  set_state (own, SOCKEYE_STATE_SOURCE_LOG, SOCKEYE_TCP_MASK (state), NULL);
  sockeye_state_path_see (&own->path, state, self->records.hints, get_reached (self, state, peer->closed));
  last = &own->path.steps[own->path.n_steps - 1];
  last->seen = FALSE;
  last->told = TRUE;
  infer_far (self, 0);
}
