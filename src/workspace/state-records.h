/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"
#include "state-path.h"

G_BEGIN_DECLS

/**
 * SockeyeStateRecords:
 * @peer: whose; 0: nobody's
 * @next: the record to be looked at
 * @accepted: the session has accepted the connection; otherwise it has connected
 * @sent_fin: this end has closed, or closed sending
 * @hints: what is known of the way that its states took
 * @told: by state: when this end reached it, microseconds since the Epoch; 0: nobody tells
 * @told_about: (#SOCKEYE_TCP_MASK) of which of them that time is only about right
 *
 * What the program itself did with a connection, or heard of it.
 */
typedef struct
{
  guint32 peer;
  guint64 next;
  gboolean accepted;
  gboolean sent_fin;
  SockeyeStateHints hints;
  gint64 told[SOCKEYE_TCP_N_STATES];
  guint told_about;
} SockeyeStateRecords;

void sockeye_state_records_begin (SockeyeStateRecords *self, guint32 peer, gboolean accepted);
gboolean sockeye_state_records_read (SockeyeStateRecords *self, SockeyeCapture *capture);
void sockeye_state_records_tell (const SockeyeStateRecords *self, SockeyeStatePath *path);

G_END_DECLS
