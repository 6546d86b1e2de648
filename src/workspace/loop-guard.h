/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longer messages are not compared with what was sent. */
#define SOCKEYE_LOOP_COMPARED_MAX 4096

/*
 * Two programs that answer each other's answers look like one that asks quickly. What tells them apart: when no answer
 * comes, the one falls silent, and goes on at once when it has come. So a conversation that is under suspicion has its
 * replies held for a moment, three times.
 *
 * A client that waits for each reply before it asks again looks the same to the end: many rounds are left to it.
 */
typedef enum
{
  SOCKEYE_LOOP_PASS, /* answer it */
  SOCKEYE_LOOP_HOLD, /* hold the replies to it, and to what follows, until sockeye_loop_guard_get_release() */
  SOCKEYE_LOOP_RELEASE, /* no loop: answer it, after what was held */
  SOCKEYE_LOOP_STOP,    /* a loop: answer nothing any more */
} SockeyeLoopVerdict;

typedef enum
{
  SOCKEYE_LOOP_WATCHING,
  SOCKEYE_LOOP_HOLDING,
  SOCKEYE_LOOP_RELEASED,
} SockeyeLoopState;

/**
 * SockeyeLoopGuard:
 *
 * What is known about one conversation. All times are microseconds since the Epoch. Begins zeroed.
 */
typedef struct
{
  SockeyeLoopState state;
  guint patience; /* how often it was suspected for nothing */
  guint rounds;   /* a message after a reply, soon after it */
  guint echoes;   /* of the last rounds: the message was the reply */
  gint64 gaps;    /* the rounds' times from reply to message, together */
  gint64 first;   /* when the first of them ended */

  gboolean has_replied; /* since the last message */
  gint64 replied;       /* when */
  gsize reply_length;
  guint64 reply_hash;

  gint64 held;     /* since when */
  gint64 released; /* when */
  guint confirmed; /* how often the holding told a loop */
} SockeyeLoopGuard;

SockeyeLoopVerdict sockeye_loop_guard_receive (SockeyeLoopGuard *self,
                                               gint64 time,
                                               const guint8 *bytes,
                                               gsize length,
                                               gint64 now);
void sockeye_loop_guard_send (SockeyeLoopGuard *self, gint64 time, const guint8 *bytes, gsize length);
gint64 sockeye_loop_guard_get_release (const SockeyeLoopGuard *self);
void sockeye_loop_guard_release (SockeyeLoopGuard *self, gint64 now);
void sockeye_loop_guard_reset (SockeyeLoopGuard *self);

G_END_DECLS
