/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "loop-guard.h"

/* A person, or a program that has something else to do, takes longer. */
#define GAP_MAX       G_USEC_PER_SEC
#define MEAN_GAP_ECHO (G_USEC_PER_SEC / 10)
#define MEAN_GAP      (G_USEC_PER_SEC / 50)

/* So many rounds are suspicious; fewer, when they have lasted long. */
#define ECHOES_QUICK 2000u
#define ECHOES_SLOW  100u
#define ROUNDS_QUICK 10000u
#define ROUNDS_SLOW  1000u
#define SLOW_TIME    (10 * G_USEC_PER_SEC)
#define PATIENCE_MAX 8u

/* What is under way when the holding begins still arrives; then a loop is silent. */
#define SETTLE_TIME   (G_USEC_PER_SEC / 20)
#define HOLD_TIME     (G_USEC_PER_SEC * 3 / 20)
#define PROMPT_TIME   (G_USEC_PER_SEC / 50)
#define CONFIRMED_MAX 3u

/* Fowler, Noll and Vo's hash, FNV-1a with 64 bits (RFC 9923). */
static guint64
hash (const guint8 *bytes, gsize length)
{
  guint64 value = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < length; i++)
    value = (value ^ bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return value;
}

static gboolean
is_echo (const SockeyeLoopGuard *self, const guint8 *bytes, gsize length)
{
  return length == self->reply_length && length <= SOCKEYE_LOOP_COMPARED_MAX && length > 0
         && hash (bytes, length) == self->reply_hash;
}

static void
forget_rounds (SockeyeLoopGuard *self)
{
  self->rounds = 0;
  self->echoes = 0;
  self->gaps = 0;
  self->confirmed = 0;
  self->state = SOCKEYE_LOOP_WATCHING;
}

static void
count_round (SockeyeLoopGuard *self, gint64 time, const guint8 *bytes, gsize length)
{
  gint64 gap = time - self->replied;

  if (!self->has_replied || gap < 0)
    return;
  self->has_replied = FALSE;
  if (gap > GAP_MAX)
    {
      forget_rounds (self);
      return;
    }

  if (self->rounds == 0)
    self->first = time;
  self->rounds++;
  self->gaps += gap;
  self->echoes = is_echo (self, bytes, length) ? self->echoes + 1 : 0;
}

static gboolean
are_many (const SockeyeLoopGuard *self, guint n, guint quick, guint slow, gint64 time)
{
  return n >= quick << self->patience || (n >= slow << self->patience && time - self->first >= SLOW_TIME);
}

static gint64
get_mean_gap (const SockeyeLoopGuard *self)
{
  return self->rounds > 0 ? self->gaps / self->rounds : 0;
}

static gboolean
is_suspect (const SockeyeLoopGuard *self, gint64 time)
{
  gint64 mean = get_mean_gap (self);

  return (mean < MEAN_GAP_ECHO && are_many (self, self->echoes, ECHOES_QUICK, ECHOES_SLOW, time))
         || (mean < MEAN_GAP && are_many (self, self->rounds, ROUNDS_QUICK, ROUNDS_SLOW, time));
}

static SockeyeLoopVerdict
hold (SockeyeLoopGuard *self, gint64 now)
{
  self->state = SOCKEYE_LOOP_HOLDING;
  self->held = now;
  return SOCKEYE_LOOP_HOLD;
}

/* It says something without having been answered: that is its own will. */
static SockeyeLoopVerdict
clear_suspicion (SockeyeLoopGuard *self)
{
  forget_rounds (self);
  self->patience = MIN (self->patience + 1, PATIENCE_MAX);
  return SOCKEYE_LOOP_RELEASE;
}

static SockeyeLoopVerdict
receive_released (SockeyeLoopGuard *self, gint64 time, gint64 now)
{
  /* It came before the held replies went out, and is looked at only now. */
  if (time < self->released)
    return time > self->held + SETTLE_TIME ? clear_suspicion (self) : SOCKEYE_LOOP_PASS;
  if (time - self->released > PROMPT_TIME + 4 * get_mean_gap (self))
    return clear_suspicion (self);
  self->confirmed++;
  return self->confirmed < CONFIRMED_MAX ? hold (self, now) : SOCKEYE_LOOP_STOP;
}

/**
 * sockeye_loop_guard_receive:
 * @time: when the message came
 * @bytes: the message
 * @length: bytes of it
 * @now: what time it is
 *
 * Returns: what to do with it
 */
SockeyeLoopVerdict
sockeye_loop_guard_receive (SockeyeLoopGuard *self,
                            gint64 time,
                            const guint8 *bytes,
                            gsize length,
                            gint64 now)
{
  if (self->state == SOCKEYE_LOOP_RELEASED)
    return receive_released (self, time, now);
  if (self->state == SOCKEYE_LOOP_HOLDING)
    return time > self->held + SETTLE_TIME ? clear_suspicion (self) : SOCKEYE_LOOP_HOLD;

  count_round (self, time, bytes, length);
  return is_suspect (self, time) ? hold (self, now) : SOCKEYE_LOOP_PASS;
}

/**
 * sockeye_loop_guard_send:
 * @time: when
 * @bytes: what was sent
 * @length: bytes of it
 *
 * A reply has gone out.
 */
void
sockeye_loop_guard_send (SockeyeLoopGuard *self, gint64 time, const guint8 *bytes, gsize length)
{
  self->has_replied = TRUE;
  self->replied = time;
  self->reply_length = length;
  self->reply_hash = length <= SOCKEYE_LOOP_COMPARED_MAX ? hash (bytes, length) : 0;
}

/**
 * sockeye_loop_guard_get_release:
 *
 * Returns: when to call sockeye_loop_guard_release(), while replies are held
 */
gint64
sockeye_loop_guard_get_release (const SockeyeLoopGuard *self)
{
  return self->held + HOLD_TIME;
}

/**
 * sockeye_loop_guard_release:
 * @now: what time it is
 *
 * What was held goes out now.
 */
void
sockeye_loop_guard_release (SockeyeLoopGuard *self, gint64 now)
{
  if (self->state != SOCKEYE_LOOP_HOLDING)
    return;
  self->state = SOCKEYE_LOOP_RELEASED;
  self->released = now;
}

/**
 * sockeye_loop_guard_reset:
 *
 * Something else was sent: it is no conversation of two programs alone. What is held stays so.
 */
void
sockeye_loop_guard_reset (SockeyeLoopGuard *self)
{
  if (self->state == SOCKEYE_LOOP_WATCHING)
    forget_rounds (self);
  self->has_replied = FALSE;
}
