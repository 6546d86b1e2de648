/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SockeyeFaults:
 * @split: (streams) bytes that one write has at most; 0: as many as the system takes
 * @gap_ms: (streams) milliseconds between two writes of a connection
 * @coalesce_ms: (streams) what is to be sent waits so long for more, and goes out in one write with it
 * @delay_ms: what is sent goes out so many milliseconds later
 * @rate: (streams) bytes a second that a connection sends at most; 0: no limit
 * @reset_accepted: (server) each connection is reset as soon as it was accepted
 * @never_read: (streams) nothing is read from a connection, until the user lets it
 * @drop: (datagrams) the share that is not sent, of 1
 * @duplicate: (datagrams) the share that is sent twice
 * @reorder: (datagrams) the share that is sent behind the next one
 * @corrupt: (datagrams) the share in which one bit is changed
 * @seed: chance begins anew with it at each opening, so that a run can be repeated
 *
 * What a session does wrong on purpose, so that the program under test can show how it copes. All zeros: nothing.
 */
typedef struct
{
  guint split;
  guint gap_ms;
  guint coalesce_ms;
  guint delay_ms;
  guint64 rate;
  gboolean reset_accepted;
  gboolean never_read;
  double drop;
  double duplicate;
  double reorder;
  double corrupt;
  guint seed;
} SockeyeFaults;

gboolean sockeye_faults_pace_streams (const SockeyeFaults *self);
gboolean sockeye_faults_touch_datagrams (const SockeyeFaults *self);

G_END_DECLS
