/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

/* So many are kept, the newest ones. */
#define SOCKEYE_ATTEMPTS_MAX 64

/**
 * SockeyeAttempt:
 * @number: its own; later ones have greater ones
 * @local: this end
 * @remote: the address that is tried
 * @began: when its SYN was sent, microseconds since the Epoch
 * @ended: when it ended; 0: it goes on, as far as is known
 * @restored: it came with a file, and is nothing that the system knows of
 * @peer: the connection that came of it; 0: none, or none yet
 * @end: what has ended it without a connection: an error, or that it was cancelled, without strings; otherwise of the type
 *   %SOCKEYE_EVENT_NONE
 *
 * A socket of TCP that was to be connected: one address of those that are tried in turn.
 */
typedef struct
{
  guint32 number;
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
  gint64 began;
  gint64 ended;
  gboolean restored;
  guint32 peer;
  SockeyeEvent end;
} SockeyeAttempt;

/* The newest attempts to connect that a capture tells of, also those of a relay, and of connections for single payloads. */
typedef struct _SockeyeAttemptList SockeyeAttemptList;

SockeyeAttemptList *sockeye_attempt_list_new (SockeyeCapture *capture);
void sockeye_attempt_list_free (SockeyeAttemptList *self);

void sockeye_attempt_list_read (SockeyeAttemptList *self);
guint sockeye_attempt_list_get_n (const SockeyeAttemptList *self);
const SockeyeAttempt *sockeye_attempt_list_get (const SockeyeAttemptList *self, guint position);
const SockeyeAttempt *sockeye_attempt_list_find (const SockeyeAttemptList *self, guint32 number);
const SockeyeAttempt *sockeye_attempt_list_find_peer (const SockeyeAttemptList *self, guint32 peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeAttemptList, sockeye_attempt_list_free)

G_END_DECLS
