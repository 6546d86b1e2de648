/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tcp-server.h"

#include "binder.h"
#include "io-thread.h"
#include "poller.h"
#include "socket-option.h"
#include "socket-util.h"
#include "stream.h"

#include <errno.h>

#define ACCEPT_BATCH 64
/* Without a free descriptor the listener stays readable: look again after this time, not at once. */
#define ACCEPT_RETRY_MS 100

struct _SockeyeTcpServer
{
  SockeyeRole parent_instance;

  GCancellable *cancellable; /* of the look-up */
  GSocket *listener;         /* NULL: not listening */
  SockeyeEndpoint local;
  SockeyeWatch *watch;
  GSource *retry;
  gboolean exhausted; /* accept() fails, for want of descriptors for instance, and this was told */

  GHashTable *streams; /* peer -> SockeyeStream */
};

G_DEFINE_FINAL_TYPE (SockeyeTcpServer, sockeye_tcp_server, SOCKEYE_TYPE_ROLE)

static void
update_n_connections (SockeyeTcpServer *self)
{
  sockeye_role_set_n_connections (SOCKEYE_ROLE (self), g_hash_table_size (self->streams));
}

static void
stream_ended (SockeyeStream *stream, gpointer data)
{
  SockeyeTcpServer *self = data;

  g_hash_table_remove (self->streams, GUINT_TO_POINTER (sockeye_stream_get_peer (stream)));
  update_n_connections (self);
  if (self->listener == NULL && g_hash_table_size (self->streams) == 0)
    sockeye_role_set_state (SOCKEYE_ROLE (self), SOCKEYE_SESSION_CLOSED);
}

static void
tell_accept_error (SockeyeTcpServer *self, int error_number, const SockeyeEndpoint *remote)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_ACCEPT,
                         .error_number = error_number,
                         .local = self->local };

  if (remote != NULL)
    event.remote = *remote;
  sockeye_role_tell_failure (SOCKEYE_ROLE (self), 0, &event);
}

static void
add_stream (SockeyeTcpServer *self, int fd, const SockeyeEndpoint *remote)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ACCEPTED, .remote = *remote };
  int error_number;
  g_autoptr (GSocket) socket = sockeye_socket_adopt (fd, &error_number);
  guint32 peer;

  if (socket == NULL)
    {
      tell_accept_error (self, error_number, remote);
      return;
    }
  sockeye_socket_get_local (socket, &event.local);
  peer = sockeye_sink_add_peer (sockeye_role_get_sink (role), &event.local, remote, TRUE, g_get_real_time ());
  if (peer == 0)
    {
      tell_accept_error (self, EUSERS, remote);
      return;
    }
  sockeye_role_tell (role, peer, &event);
  g_hash_table_insert (self->streams, GUINT_TO_POINTER (peer),
                       sockeye_stream_new (role, socket, peer, remote, stream_ended, self));
}

static void
stop_retry (SockeyeTcpServer *self)
{
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
}

static gboolean
retry_accept (gpointer data)
{
  SockeyeTcpServer *self = data;

  stop_retry (self);
  sockeye_watch_set_events (self->watch, EPOLLIN);
  return G_SOURCE_REMOVE;
}

/* Told once, however long it lasts. */
static void
back_off (SockeyeTcpServer *self, int error_number)
{
  if (!self->exhausted)
    tell_accept_error (self, error_number, NULL);
  self->exhausted = TRUE;

  sockeye_watch_set_events (self->watch, 0);
  self->retry = g_timeout_source_new (ACCEPT_RETRY_MS);
  g_source_set_callback (self->retry, retry_accept, self, NULL);
  g_source_attach (self->retry, sockeye_io_thread_get_context ());
}

/* Errors of one connection that has failed already (accept(2)): the next may be well. */
static gboolean
belongs_to_connection (int error_number)
{
  switch (error_number)
    {
    case ECONNABORTED:
    case EPROTO:
    case ENOPROTOOPT:
    case ENETDOWN:
    case ENETUNREACH:
    case ENONET:
    case EHOSTDOWN:
    case EHOSTUNREACH:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Returns FALSE when there is no use in going on now. */
static gboolean
handle_accept_error (SockeyeTcpServer *self, int error_number)
{
  if (error_number == EINTR)
    return TRUE;
  if (belongs_to_connection (error_number))
    {
      tell_accept_error (self, error_number, NULL);
      return TRUE;
    }
  if (error_number != EAGAIN)
    back_off (self, error_number);
  return FALSE;
}

static void
accept_one (SockeyeTcpServer *self, int fd, const struct sockaddr *native, socklen_t length)
{
  SockeyeEndpoint remote;

  self->exhausted = FALSE;
  sockeye_endpoint_set_native (&remote, native, length);
  sockeye_endpoint_unmap (&remote);
  add_stream (self, fd, &remote);
}

static void
listener_ready (guint32 events G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (SockeyeTcpServer) self = g_object_ref (SOCKEYE_TCP_SERVER (data));
  guint n_before = g_hash_table_size (self->streams);

  for (guint i = 0; i < ACCEPT_BATCH; i++)
    {
      struct sockaddr_storage native;
      socklen_t length = sizeof native;
      int fd = accept4 (g_socket_get_fd (self->listener), (struct sockaddr *) &native, &length,
                        SOCK_NONBLOCK | SOCK_CLOEXEC);

      if (fd >= 0)
        accept_one (self, fd, (struct sockaddr *) &native, length);
      else if (!handle_accept_error (self, errno))
        break;
    }
  if (g_hash_table_size (self->streams) != n_before)
    update_n_connections (self);
}

/* Before listen(): accepted sockets inherit it, and the window scale is chosen with the SYN (tcp(7)). */
static void
prepare_listener (GSocket *socket, gpointer data)
{
  SockeyeRole *role = data;
  guint size = sockeye_role_get_settings (role)->buffer_size;

  if (size != 0)
    sockeye_socket_option_set (role, socket, SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF",
                               (int) MIN (size, G_MAXINT / 2));
}

static void
bound (GSocket *socket, const SockeyeEvent *failure, gpointer data)
{
  SockeyeTcpServer *self = data;
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_LISTENING,
                         .number = sockeye_role_get_settings (role)->backlog };

  if (socket == NULL)
    {
      sockeye_role_fail_to_open (role, failure);
      return;
    }
  sockeye_socket_get_local (socket, &self->local);
  event.local = self->local;
  if (listen (g_socket_get_fd (socket), (int) event.number) != 0)
    {
      event.type = SOCKEYE_EVENT_ERROR;
      event.operation = SOCKEYE_OPERATION_LISTEN;
      event.error_number = errno;
      sockeye_role_fail_to_open (role, &event);
      return;
    }
  self->listener = g_object_ref (socket);
  self->watch = sockeye_watch_new (g_socket_get_fd (socket), EPOLLIN, listener_ready, self);
  sockeye_role_tell (role, 0, &event);
  sockeye_role_set_ends (role, &self->local, NULL);
  sockeye_role_set_state (role, SOCKEYE_SESSION_OPEN);
}

static void
sockeye_tcp_server_open (SockeyeRole *role)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);

  self->cancellable = g_cancellable_new ();
  sockeye_binder_bind (role, SOCK_STREAM, self->cancellable, prepare_listener, bound, self);
}

static void
close_listener (SockeyeTcpServer *self, guint64 n_remaining)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_STOPPED_LISTENING,
                         .local = self->local,
                         .number = n_remaining };

  stop_retry (self);
  g_clear_pointer (&self->watch, sockeye_watch_free);
  g_socket_close (self->listener, NULL); /* NULL: close(2) frees the descriptor whatever it says */
  g_clear_object (&self->listener);
  sockeye_role_tell (SOCKEYE_ROLE (self), 0, &event);
}

static void
sockeye_tcp_server_stop_listening (SockeyeRole *role)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);
  guint n = g_hash_table_size (self->streams);

  if (self->listener == NULL)
    return;
  close_listener (self, n);
  sockeye_role_set_state (role, n > 0 ? SOCKEYE_SESSION_DRAINING : SOCKEYE_SESSION_CLOSED);
}

static int
compare_peers (gconstpointer a, gconstpointer b)
{
  guint32 left = sockeye_stream_get_peer (*(SockeyeStream *const *) a);
  guint32 right = sockeye_stream_get_peer (*(SockeyeStream *const *) b);

  return (left > right) - (left < right);
}

/* In the order of their ids; holds them, because their ends change the table. */
static GPtrArray *
list_streams (SockeyeTcpServer *self)
{
  GPtrArray *streams = g_ptr_array_new_full (g_hash_table_size (self->streams),
                                             (GDestroyNotify) sockeye_stream_unref);
  GHashTableIter iter;
  gpointer stream;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    g_ptr_array_add (streams, sockeye_stream_ref (stream));
  g_ptr_array_sort (streams, compare_peers);
  return streams;
}

static void
sockeye_tcp_server_close (SockeyeRole *role)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);
  g_autoptr (GPtrArray) streams = list_streams (self);
  SockeyeEvent cancelled = { .type = SOCKEYE_EVENT_CANCELLED,
                             .operation = SOCKEYE_OPERATION_RESOLVE,
                             .text = sockeye_role_get_settings (role)->local_host };

  g_cancellable_cancel (self->cancellable);
  if (self->listener != NULL)
    close_listener (self, 0);
  else if (streams->len == 0)
    sockeye_role_tell (role, 0, &cancelled);

  /* The end of the last one closes the session. */
  for (guint i = 0; i < streams->len; i++)
    sockeye_stream_close (streams->pdata[i]);
  if (streams->len == 0)
    sockeye_role_set_state (role, SOCKEYE_SESSION_CLOSED);
}

static SockeyeStream *
lookup (SockeyeTcpServer *self, guint32 peer)
{
  return g_hash_table_lookup (self->streams, GUINT_TO_POINTER (peer));
}

static void
sockeye_tcp_server_disconnect (SockeyeRole *role, guint32 peer)
{
  SockeyeStream *stream = lookup (SOCKEYE_TCP_SERVER (role), peer);

  if (stream != NULL)
    sockeye_stream_close (stream);
}

static void
sockeye_tcp_server_send (SockeyeRole *role, const SockeyeParcel *parcel)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);

  for (guint i = 0; i < parcel->n_peers; i++)
    {
      SockeyeStream *stream = lookup (self, parcel->peers[i]);

      if (stream != NULL)
        sockeye_stream_send (stream, parcel->payload);
      else
        sockeye_role_tell_unsent (role, parcel->peers[i], NULL, g_bytes_get_size (parcel->payload));
    }
  for (guint i = 0; i < parcel->n_left_out; i++)
    {
      SockeyeStream *stream = lookup (self, parcel->left_out[i]);

      if (stream != NULL)
        sockeye_stream_tell_left_out (stream);
    }
}

static void
sockeye_tcp_server_finish (SockeyeRole *role, guint32 peer)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);
  g_autoptr (GPtrArray) streams = NULL;
  SockeyeStream *stream = lookup (self, peer);

  if (stream != NULL)
    sockeye_stream_finish (stream);
  if (peer != 0)
    return;

  streams = list_streams (self);
  for (guint i = 0; i < streams->len; i++)
    sockeye_stream_finish (streams->pdata[i]);
}

static void
sockeye_tcp_server_cancel_sending (SockeyeRole *role)
{
  g_autoptr (GPtrArray) streams = list_streams (SOCKEYE_TCP_SERVER (role));

  for (guint i = 0; i < streams->len; i++)
    sockeye_stream_cancel_sending (streams->pdata[i]);
}

static void
sockeye_tcp_server_resume (SockeyeRole *role)
{
  GHashTableIter iter;
  gpointer stream;

  /* Resuming only asks the poller for events; no stream ends by it. */
  g_hash_table_iter_init (&iter, SOCKEYE_TCP_SERVER (role)->streams);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    sockeye_stream_resume (stream);
}

static void
sockeye_tcp_server_finalize (GObject *object)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->streams, g_hash_table_unref);

  G_OBJECT_CLASS (sockeye_tcp_server_parent_class)->finalize (object);
}

static void
sockeye_tcp_server_class_init (SockeyeTcpServerClass *klass)
{
  SockeyeRoleClass *role_class = SOCKEYE_ROLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sockeye_tcp_server_finalize;
  role_class->open = sockeye_tcp_server_open;
  role_class->close = sockeye_tcp_server_close;
  role_class->stop_listening = sockeye_tcp_server_stop_listening;
  role_class->disconnect = sockeye_tcp_server_disconnect;
  role_class->send = sockeye_tcp_server_send;
  role_class->finish = sockeye_tcp_server_finish;
  role_class->cancel_sending = sockeye_tcp_server_cancel_sending;
  role_class->resume = sockeye_tcp_server_resume;
}

static void
sockeye_tcp_server_init (SockeyeTcpServer *self)
{
  self->streams = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sockeye_stream_unref);
}
