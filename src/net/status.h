/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/**
 * SockeyeSnapshot:
 * @local: this end, while there is one
 * @remote: the client's peer, or the address it is trying
 * @unsent: bytes that wait to be written
 * @last_sender: who sent the newest datagram, 0: nobody yet
 * @first_peer: the first id of this opening's far ends of datagrams, 0: none yet
 * @last_peer: the newest one
 * @connection: the client's connection, 0: there is none
 * @flags: of that connection
 * @accepting_paused: the server leaves connections in the system's queue
 * @waiting: how many there are
 * @backlog: the system's limit for them
 * @attempt: the client's next one, which is waited for; 0: none is
 *
 * What the session's properties say.
 */
typedef struct
{
  SockeyeSessionState state;
  SockeyeEndpoint local;
  SockeyeEndpoint remote;
  guint n_connections;
  guint64 unsent;
  guint64 kernel_drops;
  guint32 last_sender;
  guint32 first_peer;
  guint32 last_peer;
  guint32 connection;
  SockeyeConnectionFlags flags;
  gboolean accepting_paused;
  guint waiting;
  guint backlog;
  guint attempt;
} SockeyeSnapshot;

typedef struct _SockeyeStatus SockeyeStatus;

typedef void (*SockeyeStatusFunc) (GObject *listener, SockeyeStatus *status);

/*
 * One opening's state, written by the I/O thread, read from any. The listener hears of changes in its own
 * context, at most once per frame however many there are, and never before the records that belong to them
 * can be seen.
 */
SockeyeStatus *sockeye_status_new (GObject *listener, GMainContext *context, SockeyeStatusFunc func);
SockeyeStatus *sockeye_status_ref (SockeyeStatus *self);
void sockeye_status_unref (SockeyeStatus *self);
void sockeye_status_detach (SockeyeStatus *self);

/* For the I/O thread */
SockeyeSnapshot *sockeye_status_begin (SockeyeStatus *self);
void sockeye_status_end (SockeyeStatus *self);
void sockeye_status_add_failure (SockeyeStatus *self, GError *error);
void sockeye_status_announce (SockeyeStatus *self);

void sockeye_status_get (SockeyeStatus *self, SockeyeSnapshot *snapshot);
void sockeye_status_get_announced (SockeyeStatus *self, SockeyeSnapshot *snapshot);
GList *sockeye_status_take_failures (SockeyeStatus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeStatus, sockeye_status_unref)

G_END_DECLS
