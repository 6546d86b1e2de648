/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-path.h"

#include <string.h>

/* All ways from one state to another, and what they have in common: only that is certain. */
typedef struct
{
  SockeyeTcpState to;
  guint must_pass; /* a mask; 0: every way counts */
  SockeyeStateHints hints;
  guint n_ways;
  guint common;                                /* the states between that are on all of them */
  SockeyeTcpState first[SOCKEYE_TCP_N_STATES]; /* one of the ways, for its order */
  guint n_first;
  SockeyeTcpState way[SOCKEYE_TCP_N_STATES]; /* the one that is being gone */
} Ways;

/* Nobody passes through these on the way to something else. */
static gboolean
is_end (SockeyeTcpState state)
{
  return state == SOCKEYE_TCP_CLOSED || state == SOCKEYE_TCP_LISTEN;
}

static void
count_way (Ways *ways, guint passed, guint length)
{
  if ((passed & ways->must_pass) != ways->must_pass)
    return;
  if (ways->n_ways++ == 0)
    {
      ways->common = passed;
      ways->n_first = length;
      memcpy (ways->first, ways->way, sizeof ways->way);
    }
  ways->common &= passed;
}

/* RST leads from everywhere to CLOSED, but nobody is reset out of what ends by itself a moment later. */
static gboolean
can_be_reset (SockeyeTcpState from, SockeyeStateHints hints)
{
  const SockeyeStateHints both = SOCKEYE_STATE_PEER_CLOSED_FIRST | SOCKEYE_STATE_ORDERLY;

  return from != SOCKEYE_TCP_LISTEN && from != SOCKEYE_TCP_TIME_WAIT && from != SOCKEYE_TCP_LAST_ACK
         && (hints & both) != both;
}

static void
follow (Ways *ways, SockeyeTcpState from, guint passed, guint length)
{
  guint n_arrows;
  const SockeyeTcpArrow *arrows = sockeye_tcp_state_get_arrows (&n_arrows);

  for (guint i = 0; i < n_arrows; i++)
    {
      SockeyeTcpState next = arrows[i].to;

      if (arrows[i].from != from)
        continue;
      if (next == ways->to)
        count_way (ways, passed, length);
      else if (!is_end (next) && (passed & SOCKEYE_TCP_MASK (next)) == 0)
        {
          ways->way[length] = next;
          follow (ways, next, passed | SOCKEYE_TCP_MASK (next), length + 1);
        }
    }
  if (ways->to == SOCKEYE_TCP_CLOSED && can_be_reset (from, ways->hints))
    count_way (ways, passed, length);
}

static void
find_ways (Ways *ways, SockeyeTcpState from, SockeyeTcpState to, guint must_pass, SockeyeStateHints hints)
{
  memset (ways, 0, sizeof *ways);
  ways->to = to;
  ways->must_pass = must_pass;
  ways->hints = hints;
  follow (ways, from, 0, 0);
}

/* Two that connect to each other at the same time are as good as never met with, unless SYN-RECEIVED was seen. */
static gboolean
is_ambiguous (SockeyeTcpState from, SockeyeTcpState to, SockeyeStateHints hints)
{
  Ways ways;

  if (from == SOCKEYE_TCP_SYN_SENT && to == SOCKEYE_TCP_ESTABLISHED)
    return FALSE;
  find_ways (&ways, from, to, 0, hints);
  return ways.n_ways != 1;
}

static SockeyeStateStep *
append (SockeyeStatePath *self, SockeyeTcpState state, gint64 time)
{
  SockeyeStateStep *step;

  /* Cannot happen with the states that a kernel reports; then the newest counts. */
  if (self->n_steps == SOCKEYE_STATE_STEPS_MAX)
    self->n_steps--;
  step = &self->steps[self->n_steps++];
  *step = (SockeyeStateStep){ .state = state, .time = time };
  return step;
}

static void
append_reached (SockeyeStatePath *self, SockeyeTcpState state, SockeyeStateHints hints, gint64 time)
{
  SockeyeTcpState from = sockeye_state_path_get_last (self);
  SockeyeStateStep *step = append (self, state, time);

  step->gap = from != SOCKEYE_TCP_UNKNOWN && is_ambiguous (from, state, hints);
}

/* What FIN-WAIT-1 and CLOSE-WAIT have behind them, the hint cannot be about. */
static guint
get_must_pass (SockeyeTcpState from, SockeyeTcpState to, SockeyeStateHints hints)
{
  if ((hints & SOCKEYE_STATE_PEER_CLOSED_FIRST) == 0 || from != SOCKEYE_TCP_ESTABLISHED
      || (to != SOCKEYE_TCP_LAST_ACK && to != SOCKEYE_TCP_CLOSED))
    return 0;
  return SOCKEYE_TCP_MASK (SOCKEYE_TCP_CLOSE_WAIT);
}

/* The states that were told of, and are still ahead at that time. */
static guint
get_told (const SockeyeStatePath *self, SockeyeTcpState to, gint64 time)
{
  guint told = 0;

  for (guint i = 0; i < SOCKEYE_TCP_N_STATES; i++)
    if (self->told[i] != 0 && (time == 0 || self->told[i] <= time) && i != to
        && !is_end ((SockeyeTcpState) i))
      told |= SOCKEYE_TCP_MASK (i);
  for (guint i = 0; i < self->n_steps; i++)
    told &= ~SOCKEYE_TCP_MASK (self->steps[i].state);
  return told;
}

static void
append_between (SockeyeStatePath *self, SockeyeTcpState to, SockeyeStateHints hints, gint64 time)
{
  SockeyeTcpState from = sockeye_state_path_get_last (self);
  guint must_pass = get_must_pass (from, to, hints);
  Ways ways;

  if (from == SOCKEYE_TCP_UNKNOWN)
    return;
  find_ways (&ways, from, to, must_pass | get_told (self, to, time), hints);
  if (ways.n_ways == 0)
    find_ways (&ways, from, to, must_pass, hints); /* the kernel knows better */
  for (guint i = 0; i < ways.n_first; i++)
    if ((ways.common & SOCKEYE_TCP_MASK (ways.first[i])) != 0)
      append_reached (self, ways.first[i], hints, 0);
}

/* Nobody sees a state before it is reached, so the earliest of those who have seen it is nearest. What was worked out is no
 * better than what was seen, nor can it be before the step before. */
static void
date_step (SockeyeStateStep *step, gint64 told, gboolean about, gint64 before)
{
  step->told |= !about;
  if (step->time != 0 && (about || step->time <= told))
    return;
  step->time = about ? MAX (told, before) : told;
  step->about = about;
}

static void
take_over_told (SockeyeStatePath *self)
{
  gint64 before = 0;

  for (guint i = 0; i < self->n_steps; i++)
    {
      SockeyeStateStep *step = &self->steps[i];
      gint64 told = self->told[step->state];

      /* A connection begins and ends in CLOSED; only its end is an event. */
      if (told != 0 && (i > 0 || step->state != SOCKEYE_TCP_CLOSED))
        date_step (step, told, (self->told_about & SOCKEYE_TCP_MASK (step->state)) != 0, before);
      before = MAX (before, step->time);
    }
}

/**
 * sockeye_state_path_begin:
 * @self: a path
 * @states: (array length=n_states): what it has passed through for certain, though nobody has seen it
 * @n_states: how many
 * @time: when it reached the last of them, microseconds since the Epoch; 0: that is not known
 *
 * Begins the path anew.
 */
void
sockeye_state_path_begin (SockeyeStatePath *self, const SockeyeTcpState *states, guint n_states, gint64 time)
{
  memset (self, 0, sizeof *self);
  for (guint i = 0; i < n_states; i++)
    append (self, states[i], i + 1 == n_states ? time : 0);
}

static SockeyeTcpState
find_earliest (const SockeyeStatePath *self, guint told)
{
  SockeyeTcpState earliest = SOCKEYE_TCP_UNKNOWN;

  for (guint i = 0; i < SOCKEYE_TCP_N_STATES; i++)
    if ((told & SOCKEYE_TCP_MASK (i)) != 0
        && (earliest == SOCKEYE_TCP_UNKNOWN || self->told[i] < self->told[earliest]))
      earliest = (SockeyeTcpState) i;
  return earliest;
}

/* What was told of and not seen, up to a reset: no arrow leads on from there. */
static void
append_told (SockeyeStatePath *self, gint64 time)
{
  for (guint n = 0; n < SOCKEYE_TCP_N_STATES; n++)
    {
      guint told = get_told (self, SOCKEYE_TCP_CLOSED, time);
      SockeyeTcpState next = find_earliest (self, told);

      if (told == 0)
        return;
      append_between (self, next, 0, self->told[next]);
      append_reached (self, next, 0, self->told[next]);
    }
}

/* What follows from the hints alone. Returns FALSE: nothing does */
static gboolean
append_closed (SockeyeStatePath *self, SockeyeStateHints hints, gint64 time)
{
  gboolean connecting = sockeye_state_path_get_last (self) == SOCKEYE_TCP_SYN_SENT;

  if ((hints & SOCKEYE_STATE_RESET) != 0)
    {
      append_told (self, time);
      append (self, SOCKEYE_TCP_CLOSED, time)->reset = TRUE;
    }
  else if (connecting && (hints & SOCKEYE_STATE_REFUSED) != 0)
    append (self, SOCKEYE_TCP_CLOSED, time)->refused = TRUE;
  else if (connecting && (hints & SOCKEYE_STATE_GAVE_UP) != 0)
    append (self, SOCKEYE_TCP_CLOSED, time);
  else
    return FALSE;
  return TRUE;
}

/**
 * sockeye_state_path_see:
 * @self: a path
 * @state: what the kernel reports
 * @hints: what else is known of the way there
 * @time: now, microseconds since the Epoch; 0: it has been so for a time that nobody knows
 *
 * Takes over a state that was seen. What must have come between it and the last one is inferred: the states that are on all
 * the ways of RFC 9293 which agree with @hints. Where several ways are left, nothing is claimed about them.
 *
 * Returns: whether anything is new
 */
gboolean
sockeye_state_path_see (SockeyeStatePath *self, SockeyeTcpState state, SockeyeStateHints hints, gint64 time)
{
  SockeyeStateStep *last = self->n_steps > 0 ? &self->steps[self->n_steps - 1] : NULL;

  if (last != NULL && last->state == state)
    {
      gboolean news = !last->seen;

      last->seen = TRUE;
      if (news && last->time == 0)
        last->time = time;
      return news;
    }
  if (state != SOCKEYE_TCP_CLOSED || !append_closed (self, hints, time))
    {
      append_between (self, state, hints, time);
      append_reached (self, state, hints, time);
    }
  self->steps[self->n_steps - 1].seen = TRUE;
  take_over_told (self);
  return TRUE;
}

/**
 * sockeye_state_path_infer:
 * @self: a path
 * @state: what follows from the other end's state
 * @time: now, microseconds since the Epoch; 0: it has been so for a time that nobody knows
 *
 * As sockeye_state_path_see(), for a state that nobody has reported.
 *
 * Returns: whether anything is new
 */
gboolean
sockeye_state_path_infer (SockeyeStatePath *self, SockeyeTcpState state, gint64 time)
{
  if (sockeye_state_path_get_last (self) == state)
    return FALSE;
  append_between (self, state, 0, time);
  append_reached (self, state, 0, time);
  take_over_told (self);
  return TRUE;
}

/**
 * sockeye_state_path_tell:
 * @self: a path
 * @state: a state that it comes to, or has come to, once
 * @time: when, microseconds since the Epoch
 * @about: that time was worked out
 *
 * Takes over what somebody else than the kernel knows: the program's own calls, which have made the state, or have heard of
 * it. It adds no step by itself, but the ways that do not pass there are none any more, and the step has its time.
 */
void
sockeye_state_path_tell (SockeyeStatePath *self, SockeyeTcpState state, gint64 time, gboolean about)
{
  if (self->told[state] != 0 && self->told[state] <= time)
    return;
  self->told[state] = time;
  self->told_about &= ~SOCKEYE_TCP_MASK (state);
  if (about)
    self->told_about |= SOCKEYE_TCP_MASK (state);
  take_over_told (self);
}

/**
 * sockeye_state_path_get_last:
 * @self: a path
 *
 * Returns: the state that it has led to; %SOCKEYE_TCP_UNKNOWN for an empty one
 */
SockeyeTcpState
sockeye_state_path_get_last (const SockeyeStatePath *self)
{
  return self->n_steps > 0 ? self->steps[self->n_steps - 1].state : SOCKEYE_TCP_UNKNOWN;
}

/**
 * sockeye_state_step_is_known:
 * @step: a step of a path
 *
 * Returns: whether it was seen or told of; otherwise it is inferred
 */
gboolean
sockeye_state_step_is_known (const SockeyeStateStep *step)
{
  return step->seen || step->told;
}
