/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tcp-client.h"

#include "connector.h"
#include "io-thread.h"
#include "peer-process.h"
#include "socket-times.h"
#include "socket-util.h"
#include "stream.h"

#include <errno.h>

struct _SockeyeTcpClient
{
  SockeyeRole parent_instance;

  /* One of them at a time, and none while it waits for the next attempt. */
  SockeyeRoute *route; /* stays while there is a connector */
  SockeyeConnector *connector;
  SockeyeStream *stream;

  /* Connecting again */
  GSource *timer;         /* (nullable): until the next attempt */
  guint attempt;          /* the next one, or the one under way; 0: the first connection */
  SockeyeEndpoint remote; /* that was tried last */
  gboolean ending;        /* the user ends it: no further attempt */
};

G_DEFINE_FINAL_TYPE (SockeyeTcpClient, sockeye_tcp_client, SOCKEYE_TYPE_ROLE)

static void start_attempt (SockeyeTcpClient *self);

static void
drop_attempt (SockeyeTcpClient *self)
{
  sockeye_io_thread_clear_timer (&self->timer);
  g_clear_pointer (&self->connector, sockeye_connector_free);
  g_clear_pointer (&self->route, sockeye_route_free);
}

static gboolean
may_retry (SockeyeTcpClient *self)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (SOCKEYE_ROLE (self));

  return settings->reconnect && !self->ending
         && (settings->reconnect_attempts == 0 || self->attempt < settings->reconnect_attempts);
}

static gboolean
retry (gpointer data)
{
  SockeyeTcpClient *self = data;

  sockeye_io_thread_clear_timer (&self->timer);
  sockeye_role_set_attempt (SOCKEYE_ROLE (self), 0);
  start_attempt (self);
  return G_SOURCE_REMOVE;
}

/* Each failure doubles the time, up to the maximum. */
static guint
get_delay (SockeyeTcpClient *self)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (SOCKEYE_ROLE (self));
  guint64 delay = settings->reconnect_first_ms;

  for (guint i = 1; i < self->attempt && delay < settings->reconnect_max_ms; i++)
    delay *= 2;
  return (guint) MIN (delay, settings->reconnect_max_ms);
}

static void
wait_to_retry (SockeyeTcpClient *self)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_RECONNECTING, .remote = self->remote };

  self->attempt++;
  event.number = self->attempt;
  event.number2 = get_delay (self);
  sockeye_role_tell (role, 0, &event);
  sockeye_role_set_attempt (role, self->attempt);
  sockeye_role_set_state (role, SOCKEYE_SESSION_OPENING);

  sockeye_io_thread_set_timer (&self->timer, (guint) event.number2, retry, self);
}

/* Why no further attempt follows, if there were some. */
static void
tell_gave_up (SockeyeTcpClient *self)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_GAVE_UP, .remote = self->remote, .number = self->attempt };

  if (self->attempt > 0 && !self->ending)
    sockeye_role_tell (SOCKEYE_ROLE (self), 0, &event);
}

static void
attempt_failed (SockeyeTcpClient *self, const SockeyeEvent *failure)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);

  if (!may_retry (self))
    {
      tell_gave_up (self);
      sockeye_role_fail_to_open (role, failure);
      return;
    }
  sockeye_role_tell (role, 0, failure);
  wait_to_retry (self);
}

static void
stream_ended (SockeyeStream *stream, gpointer data)
{
  SockeyeTcpClient *self = data;

  if (sockeye_stream_was_established (stream))
    self->attempt = 0;

  g_clear_pointer (&self->stream, sockeye_stream_unref);
  sockeye_role_set_connection (SOCKEYE_ROLE (self), 0);
  if (may_retry (self))
    {
      wait_to_retry (self);
      return;
    }
  tell_gave_up (self);
  sockeye_role_set_state (SOCKEYE_ROLE (self), SOCKEYE_SESSION_CLOSED);
}

static void
take_over (SockeyeTcpClient *self, GSocket *socket, const SockeyeEndpoint *remote)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTED, .remote = *remote };
  SockeyePeerProcess process;
  guint32 peer;

  sockeye_socket_get_local (socket, &event.local);
  peer = sockeye_sink_add_peer (sockeye_role_get_sink (role), &event.local, remote, TRUE, g_get_real_time ());
  if (peer == 0)
    {
      event.type = SOCKEYE_EVENT_ERROR;
      event.operation = SOCKEYE_OPERATION_CONNECT;
      event.error_number = EUSERS;
      sockeye_role_fail_to_open (role, &event);
      return;
    }
  sockeye_peer_process_read (&process, socket);
  sockeye_peer_process_add (&process, &event);
  sockeye_socket_times_add (socket, &event);
  sockeye_sink_link_peer (sockeye_role_get_sink (role), peer,
                          sockeye_peer_process_get_link (&process, socket, FALSE));
  sockeye_role_tell (role, peer, &event);
  sockeye_role_tell_faults (role);
  sockeye_role_set_ends (role, &event.local, remote);
  self->stream = sockeye_stream_new (role, socket, peer, remote, sockeye_role_get_tls (role), stream_ended,
                                     self);
  sockeye_role_set_connection (role, peer);
  sockeye_role_set_state (role, SOCKEYE_SESSION_OPEN);
}

static void
connected (GSocket *socket, const SockeyeEndpoint *remote, const SockeyeEvent *failure, gpointer data)
{
  g_autoptr (SockeyeTcpClient) self = g_object_ref (SOCKEYE_TCP_CLIENT (data));

  self->remote = *remote;
  drop_attempt (self);
  if (socket != NULL)
    take_over (self, socket, remote);
  else
    attempt_failed (self, failure);
}

static void
route_found (SockeyeRoute *route, const SockeyeEvent *failure, gpointer data)
{
  g_autoptr (SockeyeTcpClient) self = g_object_ref (SOCKEYE_TCP_CLIENT (data));

  if (failure != NULL)
    {
      attempt_failed (self, failure);
      return;
    }
  self->connector = sockeye_connector_new (SOCKEYE_ROLE (self), route, connected, self);
  sockeye_connector_start (self->connector);
}

/* A name is looked up anew for each attempt: its addresses may be others by now. */
static void
start_attempt (SockeyeTcpClient *self)
{
  drop_attempt (self);
  self->route = sockeye_route_new (SOCKEYE_ROLE (self), route_found, self);
  sockeye_route_find (self->route);
}

static void
sockeye_tcp_client_open (SockeyeRole *role)
{
  start_attempt (SOCKEYE_TCP_CLIENT (role));
}

static void
cancel_attempt (SockeyeTcpClient *self)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CANCELLED,
                         .operation = SOCKEYE_OPERATION_CONNECT,
                         .remote = self->remote };

  if (self->connector != NULL)
    sockeye_connector_cancel (self->connector);
  else if (self->timer == NULL)
    sockeye_route_cancel (self->route);
  else
    sockeye_role_tell (SOCKEYE_ROLE (self), 0, &event);
  drop_attempt (self);
}

static void
sockeye_tcp_client_close (SockeyeRole *role)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  self->ending = TRUE;
  if (self->stream != NULL)
    {
      sockeye_stream_close (self->stream);
      return;
    }
  cancel_attempt (self);
  sockeye_role_set_state (role, SOCKEYE_SESSION_CLOSED);
}

static void
sockeye_tcp_client_command (SockeyeRole *role, guint32 peer, SockeyeConnectionCommand command)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  if (self->stream == NULL || (peer != 0 && sockeye_stream_get_peer (self->stream) != peer))
    return;
  self->ending |= command == SOCKEYE_COMMAND_CLOSE || command == SOCKEYE_COMMAND_ABORT;
  sockeye_stream_command (self->stream, command);
}

static void
sockeye_tcp_client_send (SockeyeRole *role, const SockeyeParcel *parcel)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  /* Booked for a connection that has ended meanwhile, and perhaps there is a new one. */
  if (self->stream != NULL && sockeye_stream_get_peer (self->stream) == parcel->peers[0])
    sockeye_stream_send (self->stream, parcel->payload);
  else
    sockeye_role_tell_unsent (role, parcel->peers[0], NULL, g_bytes_get_size (parcel->payload));
}

static void
sockeye_tcp_client_finish (SockeyeRole *role, guint32 peer)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  if (self->stream != NULL && (peer == 0 || sockeye_stream_get_peer (self->stream) == peer))
    sockeye_stream_finish (self->stream);
}

static void
sockeye_tcp_client_cancel_sending (SockeyeRole *role)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  if (self->stream != NULL)
    sockeye_stream_cancel_sending (self->stream);
}

static void
sockeye_tcp_client_resume (SockeyeRole *role)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  if (self->stream != NULL)
    sockeye_stream_resume (self->stream);
}

static GSocket *
sockeye_tcp_client_get_socket (SockeyeRole *role, guint32 peer)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  if (self->stream == NULL || (peer != 0 && peer != sockeye_stream_get_peer (self->stream)))
    return NULL;
  return sockeye_stream_get_socket (self->stream);
}

static void
sockeye_tcp_client_finalize (GObject *object)
{
  drop_attempt (SOCKEYE_TCP_CLIENT (object));

  G_OBJECT_CLASS (sockeye_tcp_client_parent_class)->finalize (object);
}

static void
sockeye_tcp_client_class_init (SockeyeTcpClientClass *klass)
{
  SockeyeRoleClass *role_class = SOCKEYE_ROLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sockeye_tcp_client_finalize;
  role_class->open = sockeye_tcp_client_open;
  role_class->close = sockeye_tcp_client_close;
  role_class->command = sockeye_tcp_client_command;
  role_class->send = sockeye_tcp_client_send;
  role_class->finish = sockeye_tcp_client_finish;
  role_class->cancel_sending = sockeye_tcp_client_cancel_sending;
  role_class->resume = sockeye_tcp_client_resume;
  role_class->get_socket = sockeye_tcp_client_get_socket;
}

static void
sockeye_tcp_client_init (SockeyeTcpClient *self G_GNUC_UNUSED)
{
}
