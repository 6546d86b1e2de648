/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-builder.h"

G_BEGIN_DECLS

/**
 * SockeyeTalk:
 * @opened: when, microseconds since the Epoch
 * @seen: by tape: it has calls there
 * @exact: by tape: positions count from its beginning
 * @received: by tape: bytes received there
 * @saw_fin: by tape: receive returned 0 there
 * @saw_reset: by tape: a call was told there that it was reset
 * @same: (nullable): one before, between the same ends
 *
 * What is known of one connection, from both ends.
 *
 * @handshake: it was drawn
 * @tls: from now on bytes go through TLS
 * @sent: by end: bytes whose sending was drawn
 * @fin_at: by end: when its FIN was drawn; 0: it was not
 * @fin_acked: by end: the step of the ACK for its FIN, and one more; 0: there is none
 * @reset: RST was drawn
 * @unanswered: by end: datagrams since the last ICMP message
 * @last_datagram: by end: the step of the newest one
 *
 * And how far its ladder is.
 */
typedef struct _SockeyeTalk SockeyeTalk;

struct _SockeyeTalk
{
  gint64 opened;
  gboolean seen[2];
  gboolean exact[2];
  guint64 received[2];
  gboolean saw_fin[2];
  gboolean saw_reset[2];
  SockeyeTalk *same;

  gboolean handshake;
  gboolean tls;
  guint64 sent[2];
  gint64 fin_at[2];
  guint fin_acked[2];
  gboolean reset;
  guint unanswered[2];
  guint last_datagram[2];
};

/* The connections of a ladder, and which calls of one end go with which ones of the other. */
typedef struct _SockeyeTalks SockeyeTalks;

SockeyeTalks *sockeye_talks_new (const SockeyeLadderSource *source, gboolean own_is_client);
void sockeye_talks_free (SockeyeTalks *self);
SockeyeTalk *sockeye_talks_get (SockeyeTalks *self, guint tape, guint32 peer);
guint sockeye_talks_get_match (SockeyeTalks *self, guint tape, guint call);
gboolean sockeye_talk_is_two_ended (const SockeyeTalk *talk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeTalks, sockeye_talks_free)

G_END_DECLS
