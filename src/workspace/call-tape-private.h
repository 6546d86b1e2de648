/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-tape.h"

G_BEGIN_DECLS

typedef enum
{
  SOCKEYE_CHOSEN_ALL,
  SOCKEYE_CHOSEN_NOBODY,
  SOCKEYE_CHOSEN_PEER,
  SOCKEYE_CHOSEN_FAR_END,
} SockeyeTapeChoice;

struct _SockeyeCallTape
{
  SockeyeCapture *capture;
  GArray *calls;      /* of SockeyeCall */
  GArray *attempts;   /* the same: connect() whose connection is not known yet */
  GHashTable *counts; /* id of a peer -> Count */

  SockeyeTapeChoice chosen;
  guint32 peer;
  SockeyePeer facts;  /* of it; of SOCKEYE_CHOSEN_FAR_END, as the other tape has it */
  gboolean flow;      /* it is a relay's way to its target for the datagrams of one client */
  GHashTable *wanted; /* id of a peer -> whether it has these ends, one more than the gboolean */

  guint64 next;     /* the record to be looked at */
  gint64 origin;    /* when the first call was, also of those that were dropped; 0: there was none */
  gboolean begun;   /* something of the chosen connection was seen */
  gboolean ended;   /* the socket behind all of them was closed afterwards */
  gboolean started; /* @next is set */
  gboolean cut;
};

/* call-tape.c */
void sockeye_call_tape_forget (SockeyeCallTape *self);

/* call-tape-choice.c */
gboolean sockeye_call_tape_wants (SockeyeCallTape *self, const SockeyeRecord *record);
gboolean sockeye_call_tape_passes_over (SockeyeCallTape *self, SockeyeCall *call);
gboolean sockeye_call_tape_is_end (SockeyeCallTape *self, const SockeyeCall *call);

G_END_DECLS
