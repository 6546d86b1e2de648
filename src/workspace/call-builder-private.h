/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-talks.h"

G_BEGIN_DECLS

typedef struct
{
  const SockeyeLadderSource *source;
  SockeyeCallLadder *ladder;
  SockeyeTalks *talks;
  SockeyeLadderEnd ends[2]; /* by tape */
  gboolean connecting[2];   /* by tape: a connect() without its end */

  /* The call that is being drawn. */
  const SockeyeCall *call;
  guint place; /* among those of its tape */
  guint tape;
  SockeyeTalk *talk; /* NULL: it is of no connection */
  SockeyeLadderEnd end;
  SockeyeLadderEnd other;
} SockeyeCallBuilder;

/* call-builder-draw.c */
void sockeye_call_builder_draw (SockeyeCallBuilder *self);

G_END_DECLS
