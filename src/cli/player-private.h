/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "expecter.h"
#include "player.h"
#include "workspace.h"

G_BEGIN_DECLS

/* Bytes that may wait for one far end before what feeds it stops, and below which it goes on. */
#define SOCKEYE_PLAYER_QUEUE_HIGH (4u << 20)
#define SOCKEYE_PLAYER_QUEUE_LOW  (1u << 20)
/* Records that are looked at before signals and times are. */
#define SOCKEYE_PLAYER_SLICE 256

/*
 * Does a script, one step after the other. Each of its functions turns the main loop until what it waits for has come, the
 * script has to end, or its time is over.
 */
typedef struct
{
  const SockeyeScript *script;
  SockeyeWorkspace *workspace;
  SockeyeSession *session;
  SockeyeCapture *capture;
  SockeyeReport *report;
  SockeyeExpecter *expecter;
  GError *failure; /* (nullable): the last one of the session's, not told yet */

  GSource *alarm;
  gint64 deadline; /* of all, monotonic; G_MAXINT64: none */
  int status;      /* -1: it goes on */
  gboolean is_open;
  gboolean stopped_listening;
  guint32 throttled_peers; /* how many there were when that began */
  gboolean throttled;      /* nothing is read, because the output is behind */

  guint64 position; /* the first record that was not looked at */
  gboolean looking; /* somebody looks at all records */
  guint8 *bytes;    /* of one record */
  guint32 partner;  /* whose bytes met the last expectation, 0: nobody's yet */
  gboolean closed;  /* the client's far end has closed */
  GHashTable *slow; /* far ends that are not read from until they read themselves */
  char *unsent;     /* (nullable): what did not go out, a sentence that was not told yet */
} SockeyePlayer;

/* player.c */
void sockeye_player_say (const char *message);
void sockeye_player_end (SockeyePlayer *self, int status, const char *message);
void sockeye_player_fail (SockeyePlayer *self, const char *message);
gboolean sockeye_player_turn (SockeyePlayer *self, gint64 deadline);
gint64 sockeye_player_get_deadline (guint milliseconds);
gboolean sockeye_player_drain (SockeyePlayer *self);
gboolean sockeye_player_is_over (SockeyePlayer *self);
const guint8 *sockeye_player_read (SockeyePlayer *self, const SockeyeRecord *record);
guint64 sockeye_player_get_queued (SockeyePlayer *self);
gboolean sockeye_player_wait_for_target (SockeyePlayer *self);
void sockeye_player_get_target (SockeyePlayer *self, SockeyeTarget *target);
gboolean sockeye_player_next_record (SockeyePlayer *self, SockeyeRecord *record);

/* player-watch.c */
void sockeye_player_watch (SockeyePlayer *self);
void sockeye_player_throttle (SockeyePlayer *self);
void sockeye_player_check_report (SockeyePlayer *self);

/* player-unsent.c */
void sockeye_player_fail_to_send (SockeyePlayer *self, const GError *error);
void sockeye_player_note_unsent (SockeyePlayer *self, const char *sentence);
void sockeye_player_check_unsent (SockeyePlayer *self);

/* player-steps.c */
void sockeye_player_do_steps (SockeyePlayer *self);

/* player-file.c */
void sockeye_player_send_file (SockeyePlayer *self, const char *path);

/* player-echo.c */
void sockeye_player_echo (SockeyePlayer *self);

/* player-stdin.c */
void sockeye_player_send_stdin (SockeyePlayer *self);

G_END_DECLS
