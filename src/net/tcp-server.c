/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tcp-server.h"

#include "acceptor.h"
#include "binder.h"
#include "peer-process.h"
#include "socket-util.h"

#include <errno.h>

typedef struct
{
  GCancellable *cancellable; /* of the look-up */
  SockeyeAcceptor *acceptor; /* NULL: not listening */
  GHashTable *streams;       /* peer -> SockeyeStream */
} SockeyeTcpServerPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (SockeyeTcpServer, sockeye_tcp_server, SOCKEYE_TYPE_ROLE)

static SockeyeTcpServerPrivate *
get_private (gpointer self)
{
  return sockeye_tcp_server_get_instance_private (SOCKEYE_TCP_SERVER (self));
}

static void
update_n_connections (SockeyeTcpServer *self)
{
  sockeye_role_set_n_connections (SOCKEYE_ROLE (self), g_hash_table_size (get_private (self)->streams));
}

static void
stream_ended (SockeyeStream *stream, gpointer data)
{
  g_autoptr (SockeyeTcpServer) self = g_object_ref (SOCKEYE_TCP_SERVER (data));
  g_autoptr (SockeyeStream) hold = sockeye_stream_ref (stream);
  SockeyeTcpServerPrivate *priv = get_private (self);

  if (SOCKEYE_TCP_SERVER_GET_CLASS (self)->ended != NULL)
    SOCKEYE_TCP_SERVER_GET_CLASS (self)->ended (self, stream);
  g_hash_table_remove (priv->streams, GUINT_TO_POINTER (sockeye_stream_get_peer (stream)));
  update_n_connections (self);
  if (priv->acceptor == NULL && g_hash_table_size (priv->streams) == 0)
    sockeye_role_set_state (SOCKEYE_ROLE (self), SOCKEYE_SESSION_CLOSED);
}

static SockeyeStream *
lookup (SockeyeTcpServer *self, guint32 peer)
{
  return g_hash_table_lookup (get_private (self)->streams, GUINT_TO_POINTER (peer));
}

static void
accepted (int fd, const SockeyeEndpoint *remote, gpointer data)
{
  SockeyeTcpServer *self = data;
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ACCEPTED, .remote = *remote };
  int error_number;
  g_autoptr (GSocket) socket = sockeye_socket_adopt (fd, &error_number);
  SockeyePeerProcess process;
  guint32 peer;

  if (socket == NULL)
    {
      sockeye_acceptor_tell_error (get_private (self)->acceptor, error_number, remote);
      return;
    }
  sockeye_socket_get_local (socket, &event.local);
  peer = sockeye_sink_add_peer (sockeye_role_get_sink (role), &event.local, remote, TRUE, g_get_real_time ());
  if (peer == 0)
    {
      sockeye_acceptor_tell_error (get_private (self)->acceptor, EUSERS, remote);
      return;
    }
  /* As the sink's readers show it, see SockeyeSinkInterface. */
  if (sockeye_endpoint_is_unnamed (remote))
    sockeye_endpoint_set_unnamed (&event.remote, peer);
  sockeye_peer_process_read (&process, socket);
  sockeye_peer_process_add (&process, &event);
  sockeye_sink_link_peer (sockeye_role_get_sink (role), peer,
                          sockeye_peer_process_get_link (&process, socket, TRUE));
  sockeye_role_tell (role, peer, &event);
  sockeye_tcp_server_add_stream (self, socket, peer, &event.remote, sockeye_role_get_tls (role));
  if (sockeye_role_get_settings (role)->faults.reset_accepted)
    sockeye_stream_command (lookup (self, peer), SOCKEYE_COMMAND_ABORT);
  else if (SOCKEYE_TCP_SERVER_GET_CLASS (self)->accepted != NULL)
    SOCKEYE_TCP_SERVER_GET_CLASS (self)->accepted (self, lookup (self, peer));
}

static void
prepare_listener (GSocket *socket, gpointer data)
{
  sockeye_role_prepare_socket (data, socket);
}

static void
bound (GSocket *socket, const SockeyeEvent *failure, gpointer data)
{
  SockeyeTcpServer *self = data;
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeTcpServerClass *klass = SOCKEYE_TCP_SERVER_GET_CLASS (self);
  SockeyeEvent event;
  SockeyeEndpoint local;

  if (socket == NULL)
    {
      sockeye_role_fail_to_open (role, failure);
      return;
    }
  sockeye_socket_get_local (socket, &local);
  if (klass->listening == NULL || klass->listening (self, &local, &event))
    get_private (self)->acceptor = sockeye_acceptor_new (role, socket, accepted, self, &event);
  if (get_private (self)->acceptor == NULL)
    {
      sockeye_role_fail_to_open (role, &event);
      return;
    }
  sockeye_role_tell_faults (role);
  sockeye_role_set_ends (role, &local, NULL);
  sockeye_role_set_state (role, SOCKEYE_SESSION_OPEN);
}

static void
sockeye_tcp_server_open (SockeyeRole *role)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);

  get_private (self)->cancellable = g_cancellable_new ();
  sockeye_binder_bind (role, SOCK_STREAM, get_private (self)->cancellable, prepare_listener, bound, self);
}

static void
sockeye_tcp_server_stop_listening (SockeyeRole *role)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);
  guint n = g_hash_table_size (get_private (self)->streams);

  if (get_private (self)->acceptor == NULL)
    return;
  sockeye_acceptor_close (g_steal_pointer (&get_private (self)->acceptor), n);
  sockeye_role_set_state (role, n > 0 ? SOCKEYE_SESSION_DRAINING : SOCKEYE_SESSION_CLOSED);
}

static void
sockeye_tcp_server_set_accepting (SockeyeRole *role, gboolean accepting)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);

  if (get_private (self)->acceptor != NULL)
    sockeye_acceptor_set_accepting (get_private (self)->acceptor, accepting);
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
  GPtrArray *streams = g_ptr_array_new_full (g_hash_table_size (get_private (self)->streams),
                                             (GDestroyNotify) sockeye_stream_unref);
  GHashTableIter iter;
  gpointer stream;

  g_hash_table_iter_init (&iter, get_private (self)->streams);
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

  g_cancellable_cancel (get_private (self)->cancellable);
  if (get_private (self)->acceptor != NULL)
    sockeye_acceptor_close (g_steal_pointer (&get_private (self)->acceptor), 0);
  else if (streams->len == 0)
    sockeye_role_tell (role, 0, &cancelled);

  /* The end of the last one closes the session. */
  for (guint i = 0; i < streams->len; i++)
    sockeye_stream_close (streams->pdata[i]);
  if (streams->len == 0)
    sockeye_role_set_state (role, SOCKEYE_SESSION_CLOSED);
}

static void
sockeye_tcp_server_command (SockeyeRole *role, guint32 peer, SockeyeConnectionCommand command)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);
  SockeyeStream *stream = lookup (self, peer);
  g_autoptr (GPtrArray) all = peer == 0 ? list_streams (self) : NULL;

  if (stream != NULL)
    sockeye_stream_command (stream, command);
  for (guint i = 0; all != NULL && i < all->len; i++)
    sockeye_stream_command (all->pdata[i], command);
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
  g_hash_table_iter_init (&iter, get_private (role)->streams);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    sockeye_stream_resume (stream);
}

static GSocket *
sockeye_tcp_server_get_socket (SockeyeRole *role, guint32 peer)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (role);
  SockeyeStream *stream = peer != 0 ? lookup (self, peer) : NULL;

  if (peer == 0)
    return get_private (self)->acceptor != NULL ? sockeye_acceptor_get_socket (get_private (self)->acceptor)
                                                : NULL;
  return stream != NULL ? sockeye_stream_get_socket (stream) : NULL;
}

static GPtrArray *
sockeye_tcp_server_list_accepted (SockeyeRole *role)
{
  g_autoptr (GPtrArray) streams = list_streams (SOCKEYE_TCP_SERVER (role));
  GPtrArray *sockets = g_ptr_array_new_full (streams->len, g_object_unref);

  for (guint i = 0; i < streams->len; i++)
    g_ptr_array_add (sockets, g_object_ref (sockeye_stream_get_socket (streams->pdata[i])));
  return sockets;
}

static void
sockeye_tcp_server_finalize (GObject *object)
{
  SockeyeTcpServer *self = SOCKEYE_TCP_SERVER (object);

  g_clear_object (&get_private (self)->cancellable);
  g_clear_pointer (&get_private (self)->streams, g_hash_table_unref);

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
  role_class->set_accepting = sockeye_tcp_server_set_accepting;
  role_class->command = sockeye_tcp_server_command;
  role_class->send = sockeye_tcp_server_send;
  role_class->finish = sockeye_tcp_server_finish;
  role_class->cancel_sending = sockeye_tcp_server_cancel_sending;
  role_class->resume = sockeye_tcp_server_resume;
  role_class->get_socket = sockeye_tcp_server_get_socket;
  role_class->list_accepted = sockeye_tcp_server_list_accepted;
}

static void
sockeye_tcp_server_init (SockeyeTcpServer *self)
{
  get_private (self)->streams = g_hash_table_new_full (NULL, NULL, NULL,
                                                       (GDestroyNotify) sockeye_stream_unref);
}

/**
 * sockeye_tcp_server_add_stream:
 * @socket: connected
 * @peer: its id in the sink
 * @remote: the far end
 * @credentials: (nullable): for TLS
 *
 * For subclasses and the server itself.
 *
 * Returns: (transfer none): a stream that can be sent to, and belongs to the session until it ends
 */
SockeyeStream *
sockeye_tcp_server_add_stream (SockeyeTcpServer *self,
                               GSocket *socket,
                               guint32 peer,
                               const SockeyeEndpoint *remote,
                               SockeyeTlsCredentials *credentials)
{
  SockeyeStream *stream = sockeye_stream_new (SOCKEYE_ROLE (self), socket, peer, remote, credentials,
                                              stream_ended, self);

  g_hash_table_insert (get_private (self)->streams, GUINT_TO_POINTER (peer), stream);
  update_n_connections (self);
  return stream;
}
