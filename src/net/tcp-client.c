/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tcp-client.h"

#include "io-thread.h"
#include "poller.h"
#include "resolver.h"
#include "socket-option.h"
#include "socket-util.h"
#include "stream.h"

#include <errno.h>

struct _SockeyeTcpClient
{
  SockeyeRole parent_instance;

  /* Opening */
  GCancellable *cancellable; /* of the look-ups */
  GArray *locals;            /* (nullable) of SockeyeEndpoint: to bind to one of them */
  GArray *remotes;           /* (nullable) of SockeyeEndpoint: to try in turn */
  guint next;                /* of @remotes */
  GSocket *socket;           /* connecting */
  SockeyeEndpoint local;     /* of @socket, when it was chosen */
  SockeyeEndpoint remote;    /* of @socket */
  SockeyeWatch *watch;
  GSource *timer;
  SockeyeEvent failure; /* of the newest attempt */

  /* Open */
  SockeyeStream *stream;
};

G_DEFINE_FINAL_TYPE (SockeyeTcpClient, sockeye_tcp_client, SOCKEYE_TYPE_ROLE)

static void try_addresses (SockeyeTcpClient *self);

static void
stop_timer (SockeyeTcpClient *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
drop_attempt (SockeyeTcpClient *self)
{
  stop_timer (self);
  g_clear_pointer (&self->watch, sockeye_watch_free);
  g_clear_object (&self->socket);
}

static void
attempt_failed (SockeyeTcpClient *self, SockeyeOperation operation, int error_number)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = operation,
                         .error_number = error_number,
                         .local = self->local,
                         .remote = self->remote };

  drop_attempt (self);
  self->failure = event;
  /* The last one is told as the failure of it all. */
  if (self->next < self->remotes->len)
    sockeye_role_tell (SOCKEYE_ROLE (self), 0, &event);
}

static void
stream_ended (SockeyeStream *stream G_GNUC_UNUSED, gpointer data)
{
  SockeyeTcpClient *self = data;

  g_clear_pointer (&self->stream, sockeye_stream_unref);
  sockeye_role_set_state (SOCKEYE_ROLE (self), SOCKEYE_SESSION_CLOSED);
}

static void
connected (SockeyeTcpClient *self)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  g_autoptr (GSocket) socket = g_steal_pointer (&self->socket);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTED, .remote = self->remote };
  guint32 peer;

  drop_attempt (self);
  sockeye_socket_get_local (socket, &event.local);
  peer = sockeye_sink_add_peer (sockeye_role_get_sink (role), &event.local, &event.remote, TRUE,
                                g_get_real_time ());
  if (peer == 0)
    {
      self->local = event.local;
      self->next = self->remotes->len;
      attempt_failed (self, SOCKEYE_OPERATION_CONNECT, EUSERS);
      sockeye_role_fail_to_open (role, &self->failure);
      return;
    }
  sockeye_role_tell (role, peer, &event);
  sockeye_role_set_ends (role, &event.local, &event.remote);
  sockeye_role_set_n_connections (role, 1);
  self->stream = sockeye_stream_new (role, socket, peer, &event.remote, stream_ended, self);
  sockeye_role_set_state (role, SOCKEYE_SESSION_OPEN);
}

static void
connecting_ready (guint32 events G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (SockeyeTcpClient) self = g_object_ref (SOCKEYE_TCP_CLIENT (data));
  int error_number = sockeye_socket_take_error (self->socket);

  if (error_number == 0)
    {
      connected (self);
      return;
    }
  attempt_failed (self, SOCKEYE_OPERATION_CONNECT, error_number);
  try_addresses (self);
}

static gboolean
timed_out (gpointer data)
{
  g_autoptr (SockeyeTcpClient) self = g_object_ref (SOCKEYE_TCP_CLIENT (data));

  attempt_failed (self, SOCKEYE_OPERATION_CONNECT, ETIMEDOUT);
  try_addresses (self);
  return G_SOURCE_REMOVE;
}

/* "0.0.0.0" and "::" only choose the port, whatever the family. */
static gboolean
choose_local (SockeyeTcpClient *self, SockeyeEndpoint *local)
{
  int family = sockeye_endpoint_get_family (&self->remote);
  guint16 port = sockeye_role_get_settings (SOCKEYE_ROLE (self))->local_port;

  if (self->locals == NULL)
    {
      sockeye_endpoint_clear (local);
      if (port != 0)
        sockeye_endpoint_set_any (local, family, port);
      return TRUE;
    }
  for (guint i = 0; i < self->locals->len; i++)
    {
      *local = g_array_index (self->locals, SockeyeEndpoint, i);
      if (sockeye_endpoint_is_any (local))
        sockeye_endpoint_set_any (local, family, port);
      if (sockeye_endpoint_get_family (local) == family)
        return TRUE;
    }
  return FALSE;
}

/* Returns FALSE when this address has failed. */
static gboolean
bind_attempt (SockeyeTcpClient *self)
{
  int error_number = 0;

  if (!choose_local (self, &self->local))
    {
      self->local = g_array_index (self->locals, SockeyeEndpoint, 0);
      attempt_failed (self, SOCKEYE_OPERATION_BIND, EAFNOSUPPORT);
      return FALSE;
    }
  self->socket = sockeye_socket_new (sockeye_endpoint_get_family (&self->remote), SOCK_STREAM, &error_number);
  if (self->socket == NULL)
    {
      attempt_failed (self, SOCKEYE_OPERATION_SOCKET, error_number);
      return FALSE;
    }
  if (!sockeye_endpoint_is_set (&self->local))
    return TRUE;

  error_number = sockeye_socket_bind (self->socket, &self->local, TRUE);
  if (error_number != 0)
    {
      attempt_failed (self, SOCKEYE_OPERATION_BIND, error_number);
      return FALSE;
    }
  sockeye_socket_get_local (self->socket, &self->local);
  return TRUE;
}

static gboolean
start_attempt (SockeyeTcpClient *self)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  guint size = sockeye_role_get_settings (role)->buffer_size;
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTING, .remote = self->remote };
  int fd;

  if (!bind_attempt (self))
    return FALSE;
  if (size != 0)
    sockeye_socket_option_set (role, self->socket, SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF",
                               (int) MIN (size, G_MAXINT / 2));
  event.local = self->local;
  sockeye_role_set_ends (role, sockeye_endpoint_is_set (&self->local) ? &self->local : NULL, &self->remote);
  sockeye_role_tell (role, 0, &event);

  fd = g_socket_get_fd (self->socket);
  if (connect (fd, &self->remote.any, self->remote.length) != 0 && errno != EINPROGRESS)
    {
      attempt_failed (self, SOCKEYE_OPERATION_CONNECT, errno);
      return FALSE;
    }
  /* Also when it is connected at once: then the socket is writable at once. */
  self->watch = sockeye_watch_new (fd, EPOLLOUT, connecting_ready, self);
  self->timer = g_timeout_source_new (sockeye_role_get_settings (role)->connect_timeout_ms);
  g_source_set_callback (self->timer, timed_out, self, NULL);
  g_source_attach (self->timer, sockeye_io_thread_get_context ());
  return TRUE;
}

static void
try_addresses (SockeyeTcpClient *self)
{
  while (self->next < self->remotes->len)
    {
      self->remote = g_array_index (self->remotes, SockeyeEndpoint, self->next++);
      if (start_attempt (self))
        return;
    }
  sockeye_role_fail_to_open (SOCKEYE_ROLE (self), &self->failure);
}

static void
remote_resolved (GArray *addresses, const SockeyeEvent *failure, gpointer data)
{
  SockeyeTcpClient *self = data;

  if (addresses == NULL)
    {
      sockeye_role_fail_to_open (SOCKEYE_ROLE (self), failure);
      return;
    }
  self->remotes = g_array_ref (addresses);
  try_addresses (self);
}

static void
resolve_remote (SockeyeTcpClient *self)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (SOCKEYE_ROLE (self));

  sockeye_resolver_resolve (SOCKEYE_ROLE (self), settings->remote_host, settings->remote_port,
                            self->cancellable, remote_resolved, self, NULL);
}

static void
local_resolved (GArray *addresses, const SockeyeEvent *failure, gpointer data)
{
  SockeyeTcpClient *self = data;

  if (addresses == NULL)
    {
      sockeye_role_fail_to_open (SOCKEYE_ROLE (self), failure);
      return;
    }
  self->locals = g_array_ref (addresses);
  resolve_remote (self);
}

static void
sockeye_tcp_client_open (SockeyeRole *role)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);
  const SockeyeSettings *settings = sockeye_role_get_settings (role);

  self->cancellable = g_cancellable_new ();
  if (settings->local_host[0] == '\0')
    resolve_remote (self);
  else
    sockeye_resolver_resolve (role, settings->local_host, settings->local_port, self->cancellable,
                              local_resolved, self, NULL);
}

static void
sockeye_tcp_client_close (SockeyeRole *role)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);
  const SockeyeSettings *settings = sockeye_role_get_settings (role);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CANCELLED, .operation = SOCKEYE_OPERATION_RESOLVE };

  if (self->stream != NULL)
    {
      sockeye_stream_close (self->stream);
      return;
    }
  if (self->socket != NULL)
    {
      event.operation = SOCKEYE_OPERATION_CONNECT;
      event.local = self->local;
      event.remote = self->remote;
    }
  else
    event.text = self->locals == NULL && settings->local_host[0] != '\0' ? settings->local_host
                                                                         : settings->remote_host;
  g_cancellable_cancel (self->cancellable);
  drop_attempt (self);
  sockeye_role_tell (role, 0, &event);
  sockeye_role_set_state (role, SOCKEYE_SESSION_CLOSED);
}

static void
sockeye_tcp_client_disconnect (SockeyeRole *role, guint32 peer)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  if (self->stream != NULL && sockeye_stream_get_peer (self->stream) == peer)
    sockeye_stream_close (self->stream);
}

static void
sockeye_tcp_client_send (SockeyeRole *role, const SockeyeParcel *parcel)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (role);

  /* Open roles have been booked for only while the stream is there. */
  if (self->stream != NULL)
    sockeye_stream_send (self->stream, parcel->payload);
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

static void
sockeye_tcp_client_finalize (GObject *object)
{
  SockeyeTcpClient *self = SOCKEYE_TCP_CLIENT (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->locals, g_array_unref);
  g_clear_pointer (&self->remotes, g_array_unref);

  G_OBJECT_CLASS (sockeye_tcp_client_parent_class)->finalize (object);
}

static void
sockeye_tcp_client_class_init (SockeyeTcpClientClass *klass)
{
  SockeyeRoleClass *role_class = SOCKEYE_ROLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sockeye_tcp_client_finalize;
  role_class->open = sockeye_tcp_client_open;
  role_class->close = sockeye_tcp_client_close;
  role_class->disconnect = sockeye_tcp_client_disconnect;
  role_class->send = sockeye_tcp_client_send;
  role_class->finish = sockeye_tcp_client_finish;
  role_class->cancel_sending = sockeye_tcp_client_cancel_sending;
  role_class->resume = sockeye_tcp_client_resume;
}

static void
sockeye_tcp_client_init (SockeyeTcpClient *self G_GNUC_UNUSED)
{
}
