/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "role-private.h"

/* What the session's properties say: each call is one change, which the listener hears of at the end of the batch. */

static SockeyeSnapshot *
begin (SockeyeRole *self)
{
  return sockeye_status_begin (sockeye_role_get_private (self)->status);
}

static void
end (SockeyeRole *self)
{
  sockeye_status_end (sockeye_role_get_private (self)->status);
  sockeye_role_publish_later (self);
}

/**
 * sockeye_role_set_ends:
 * @local: (nullable): this end; %NULL: as it was
 * @remote: (nullable): the far end; %NULL: as it was
 */
void
sockeye_role_set_ends (SockeyeRole *self, const SockeyeEndpoint *local, const SockeyeEndpoint *remote)
{
  SockeyeSnapshot *snapshot = begin (self);

  if (local != NULL)
    snapshot->local = *local;
  if (remote != NULL)
    snapshot->remote = *remote;
  end (self);
}

/**
 * sockeye_role_set_n_connections:
 * @n_connections: connected streams
 */
void
sockeye_role_set_n_connections (SockeyeRole *self, guint n_connections)
{
  begin (self)->n_connections = n_connections;
  end (self);
}

/**
 * sockeye_role_set_connection:
 * @peer: the client's connection, 0: there is none
 */
void
sockeye_role_set_connection (SockeyeRole *self, guint32 peer)
{
  SockeyeSnapshot *snapshot = begin (self);

  snapshot->connection = peer;
  snapshot->n_connections = peer != 0;
  snapshot->flags = 0;
  snapshot->attempt = 0;
  if (peer == 0)
    sockeye_endpoint_clear (&snapshot->local);
  end (self);
}

/**
 * sockeye_role_set_flags:
 * @peer: a connection
 * @flags: how it stands
 */
void
sockeye_role_set_flags (SockeyeRole *self, guint32 peer, SockeyeConnectionFlags flags)
{
  SockeyeSnapshot *snapshot;

  sockeye_send_ledger_set_flags (sockeye_role_get_ledger (self), peer, flags);
  snapshot = begin (self);
  if (snapshot->connection == peer)
    snapshot->flags = flags;
  end (self);
}

/**
 * sockeye_role_set_accept_queue:
 * @paused: whether connections are left in the system's queue
 * @waiting: how many there are
 * @backlog: the system's limit for them
 */
void
sockeye_role_set_accept_queue (SockeyeRole *self, gboolean paused, guint waiting, guint backlog)
{
  SockeyeSnapshot *snapshot = begin (self);

  snapshot->accepting_paused = paused;
  snapshot->waiting = waiting;
  snapshot->backlog = backlog;
  end (self);
}

/**
 * sockeye_role_set_attempt:
 * @attempt: the client's next attempt to connect, which is waited for; 0: none is
 */
void
sockeye_role_set_attempt (SockeyeRole *self, guint attempt)
{
  begin (self)->attempt = attempt;
  end (self);
}
