/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-private.h"

#include "io-thread.h"

/* How connections begin and end: what the user asks for is posted, and comes back as records and properties. */

typedef struct
{
  SockeyeRole *role;
  guint32 peer;
  SockeyeConnectionCommand command;
  gboolean on;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->role);
  g_free (call);
}

static void
post (SockeyeSession *self, GSourceFunc func, const Call *values)
{
  Call *call;

  if (self->role == NULL)
    return;
  call = g_memdup2 (values, sizeof *values);
  call->role = g_object_ref (self->role);
  sockeye_io_thread_invoke (func, call, (GDestroyNotify) call_free);
}

static gboolean
run_command (gpointer data)
{
  Call *call = data;

  sockeye_role_command (call->role, call->peer, call->command);
  return G_SOURCE_REMOVE;
}

static void
post_command (SockeyeSession *self, guint32 peer, SockeyeConnectionCommand command)
{
  post (self, run_command, &(Call){ .peer = peer, .command = command });
}

static gboolean
run_stop_listening (gpointer data)
{
  Call *call = data;

  sockeye_role_stop_listening (call->role);
  return G_SOURCE_REMOVE;
}

static gboolean
run_set_accepting (gpointer data)
{
  Call *call = data;

  sockeye_role_set_accepting (call->role, call->on);
  return G_SOURCE_REMOVE;
}

static gboolean
run_set_stay_half_open (gpointer data)
{
  Call *call = data;

  sockeye_role_set_stay_half_open (call->role, call->on);
  return G_SOURCE_REMOVE;
}

/**
 * sockeye_session_stop_listening:
 *
 * (Server) Takes no more connections; those that were accepted go on, see %SOCKEYE_SESSION_DRAINING. Those that wait to be
 * accepted are reset by the system.
 */
void
sockeye_session_stop_listening (SockeyeSession *self)
{
  post (self, run_stop_listening, &(Call){ 0 });
}

/**
 * sockeye_session_set_accepting:
 * @accepting: whether connections are accepted
 *
 * (Server) Pauses, or goes on. While it is paused, clients can still connect as far as the backlog reaches, but nothing
 * is read from them.
 */
void
sockeye_session_set_accepting (SockeyeSession *self, gboolean accepting)
{
  post (self, run_set_accepting, &(Call){ .on = accepting });
}

/**
 * sockeye_session_disconnect:
 * @peer: a connection's id, 0: all
 *
 * Closes one connection. What has arrived is read first.
 */
void
sockeye_session_disconnect (SockeyeSession *self, guint32 peer)
{
  post_command (self, peer, SOCKEYE_COMMAND_CLOSE);
}

/**
 * sockeye_session_close_sending:
 * @peer: a connection's id, 0: all
 *
 * Sends FIN behind what is queued; receiving goes on. Nothing more can be sent.
 */
void
sockeye_session_close_sending (SockeyeSession *self, guint32 peer)
{
  post_command (self, peer, SOCKEYE_COMMAND_CLOSE_SENDING);
}

/**
 * sockeye_session_abort:
 * @peer: a connection's id, 0: all
 *
 * Ends a connection with RST. What has arrived is read first; what is queued is given up, and so is what the peer has not
 * read yet.
 */
void
sockeye_session_abort (SockeyeSession *self, guint32 peer)
{
  post_command (self, peer, SOCKEYE_COMMAND_ABORT);
}

/**
 * sockeye_session_set_reading:
 * @peer: a connection's id, 0: all
 * @reading: whether what arrives is read
 *
 * Pauses, or goes on. While it is paused, the system's buffer fills and the peer's window closes: the peer has to wait.
 */
void
sockeye_session_set_reading (SockeyeSession *self, guint32 peer, gboolean reading)
{
  post_command (self, peer, reading ? SOCKEYE_COMMAND_RESUME_READING : SOCKEYE_COMMAND_PAUSE_READING);
}

/**
 * sockeye_session_set_stay_half_open:
 * @stay_half_open: whether this end stays open when a peer closes from now on, as in #SockeyeSettings
 *
 * For the connections of this opening.
 */
void
sockeye_session_set_stay_half_open (SockeyeSession *self, gboolean stay_half_open)
{
  post (self, run_set_stay_half_open, &(Call){ .on = stay_half_open });
}

/**
 * sockeye_session_get_connection_flags:
 *
 * Returns: how the client's connection stands; 0 where there is none
 */
SockeyeConnectionFlags
sockeye_session_get_connection_flags (SockeyeSession *self)
{
  return self->known.flags;
}

/**
 * sockeye_session_get_short_connections:
 *
 * Returns: whether it was last opened as a client that makes a connection for each payload
 */
gboolean
sockeye_session_get_short_connections (SockeyeSession *self)
{
  return self->short_connections;
}

/**
 * sockeye_session_get_accepting_paused:
 *
 * Returns: whether the server leaves connections in the system's queue
 */
gboolean
sockeye_session_get_accepting_paused (SockeyeSession *self)
{
  return self->known.accepting_paused;
}

/**
 * sockeye_session_get_waiting:
 *
 * Returns: how many connections are in that queue; 0 when accepting is not paused
 */
guint
sockeye_session_get_waiting (SockeyeSession *self)
{
  return self->known.waiting;
}

/**
 * sockeye_session_get_backlog:
 *
 * Returns: the queue's limit, as the system tells it; Linux lets one more in (tcp(7) does not say so). 0 when it does not
 *   listen
 */
guint
sockeye_session_get_backlog (SockeyeSession *self)
{
  return self->known.backlog;
}

/**
 * sockeye_session_get_attempt:
 *
 * Returns: (client) which attempt to connect again is waited for; 0: none is
 */
guint
sockeye_session_get_attempt (SockeyeSession *self)
{
  return self->known.attempt;
}
