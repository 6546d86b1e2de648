/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lab-run.h"
#include "tcp-census.h"

G_BEGIN_DECLS

/* What is looked at in one turn of the main loop; the rest follows in the next one. */
#define SOCKEYE_LAB_RECORDS_PER_TURN 4096u

/* How far one step has looked. */
typedef struct
{
  guint64 next;       /* record of the session to be looked at */
  guint64 begin;      /* the first one that counts; what is before it only tells what came too early */
  guint64 other_step; /* the first one behind what was another step with the same check */
  gboolean partly;    /* there is more before it than is looked at */
  gboolean counting;  /* what came before was looked at */
  SockeyeLabFinding finding;
  gint64 found_first; /* when it was found first */
  gint64 last_time;   /* of the last record that was looked at */
  guint64 replies;    /* (replied) of auto-reply since the step began, when it was asked last */
  guint64 recorded;   /* (replied) those that the records must tell of by now */
  guint64 counted;    /* (replied) its own counter then */
  gint64 asked_at;    /* (replied) monotonic time */
  GHashTable *tails; /* GByteArray by peer: the end of what came before: what is looked for may begin there */
  guint32 peer;      /* (merged) the receiver's connection */
  guint32 other_peer; /* the sender's */
  guint64 other_next; /* record of the sender to be looked at */
  guint64 received;   /* bytes of the stream before @next */
  guint64 sent;       /* bytes of the stream before @other_next: a border of sends */
} SockeyeLabLook;

struct _SockeyeLabRun
{
  GObject parent_instance;

  SockeyeLab *lab;
  SockeyeWorkspace *workspaces[SOCKEYE_LAB_SESSIONS_MAX];
  guint16 ports[SOCKEYE_LAB_PORTS];

  guint opened; /* the sessions that were open at some time, a bit for each */
  guint step;   /* the first one that does not hold */
  gint64 begin; /* when the one before it was done; microseconds since the Epoch; 0: at the very beginning */
  guint begin_session;  /* where that was seen */
  guint64 begin_record; /* the first record behind it */
  SockeyeLabLook look;
  guint64 ends[SOCKEYE_LAB_STEPS_MAX];     /* of the steps that were done: the first record behind it */
  gint64 durations[SOCKEYE_LAB_STEPS_MAX]; /* of the steps that were done, microseconds */
  gboolean asking;                         /* a thread asks the kernel */
  guint asked_step;                        /* for which step */
  gboolean has_census;                     /* of this step */
  SockeyeTcpCensus census;
};

/* lab-run-look.c */
void sockeye_lab_look_begin (SockeyeLabRun *self);
void sockeye_lab_look_clear (SockeyeLabLook *self);
gboolean sockeye_lab_look_go_on (SockeyeLabRun *self, const SockeyeLabCheck *check);
gboolean sockeye_lab_look_for_merged (SockeyeLabRun *self, const SockeyeLabCheck *check);

G_END_DECLS
