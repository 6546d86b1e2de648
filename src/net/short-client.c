/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "short-client.h"

#include "connector.h"
#include "peer-process.h"
#include "poller.h"
#include "socket-times.h"
#include "socket-util.h"
#include "stream.h"

#include <errno.h>

/* Connections that are begun in one turn: those that fail at once free their place at once. */
#define STARTS_PER_TURN 64

/*
 * A TCP client without a connection of its own: each payload gets one, which ends when the peer closes it. What is sent is
 * booked for peer 0 in the ledger, and for the connection as soon as there is one.
 */
struct _SockeyeShortClient
{
  SockeyeRole parent_instance;

  SockeyeRoute *route;
  gboolean open;      /* the addresses are known */
  GQueue waiting;     /* of GBytes, for want of a place among @calls */
  GPtrArray *calls;   /* of Call, in the order of sending */
  guint n_streams;    /* of them connected */
  gboolean scheduled; /* more are to be begun in the next turn */
};

/* A payload on its way, and its connection. */
typedef struct
{
  SockeyeShortClient *client; /* borrowed: it owns the call */
  GBytes *payload;            /* NULL: handed over to @stream */
  SockeyeConnector *connector;
  SockeyeStream *stream;
} Call;

G_DEFINE_FINAL_TYPE (SockeyeShortClient, sockeye_short_client, SOCKEYE_TYPE_ROLE)

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->payload, g_bytes_unref);
  g_clear_pointer (&call->connector, sockeye_connector_free);
  g_clear_pointer (&call->stream, sockeye_stream_unref);
  g_free (call);
}

static void begin_later (SockeyeShortClient *self);

static void
end_call (Call *call)
{
  SockeyeShortClient *self = call->client;

  g_ptr_array_remove (self->calls, call);
  begin_later (self);
}

static void
stream_ended (SockeyeStream *stream G_GNUC_UNUSED, gpointer data)
{
  Call *call = data;
  SockeyeShortClient *self = call->client;

  self->n_streams--;
  sockeye_role_set_n_connections (SOCKEYE_ROLE (self), self->n_streams);
  end_call (call);
}

/* The bytes are booked for the connection before they are settled for peer 0: at no time nothing seems to wait. */
static void
hand_over (Call *call, guint32 peer)
{
  SockeyeRole *role = SOCKEYE_ROLE (call->client);
  g_autoptr (GBytes) payload = g_steal_pointer (&call->payload);
  g_autoptr (SockeyeStream) stream = sockeye_stream_ref (call->stream);
  gsize length = g_bytes_get_size (payload);

  sockeye_send_ledger_book (sockeye_role_get_ledger (role), peer, length);
  sockeye_role_settle (role, 0, length, 1);
  sockeye_stream_send (stream, payload);
  if (sockeye_role_get_settings (role)->short_close_sending)
    sockeye_stream_command (stream, SOCKEYE_COMMAND_CLOSE_SENDING);
}

static void
give_up (Call *call, const SockeyeEvent *failure)
{
  SockeyeRole *role = SOCKEYE_ROLE (call->client);
  gsize length = g_bytes_get_size (call->payload);
  SockeyeEvent unsent = { .type = SOCKEYE_EVENT_UNSENT,
                          .operation = SOCKEYE_OPERATION_CONNECT,
                          .remote = failure->remote,
                          .number = length };

  sockeye_role_tell_failure (role, 0, failure);
  sockeye_role_tell (role, 0, &unsent);
  sockeye_role_give_up (role, 0, length, 1);
  end_call (call);
}

static void
connected (GSocket *socket, const SockeyeEndpoint *remote, const SockeyeEvent *failure, gpointer data)
{
  Call *call = data;
  SockeyeShortClient *self = call->client;
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTED, .remote = *remote };
  SockeyePeerProcess process;
  guint32 peer = 0;

  g_clear_pointer (&call->connector, sockeye_connector_free);
  if (socket != NULL)
    {
      sockeye_socket_get_local (socket, &event.local);
      peer = sockeye_sink_add_peer (sockeye_role_get_sink (role), &event.local, remote, TRUE,
                                    g_get_real_time ());
    }
  if (peer == 0)
    {
      event.type = SOCKEYE_EVENT_ERROR;
      event.operation = SOCKEYE_OPERATION_CONNECT;
      event.error_number = EUSERS;
      give_up (call, failure != NULL ? failure : &event);
      return;
    }
  sockeye_peer_process_read (&process, socket);
  sockeye_peer_process_add (&process, &event);
  sockeye_socket_times_add (socket, &event);
  sockeye_sink_link_peer (sockeye_role_get_sink (role), peer,
                          sockeye_peer_process_get_link (&process, socket, FALSE));
  sockeye_role_tell (role, peer, &event);
  call->stream = sockeye_stream_new (role, socket, peer, remote, sockeye_role_get_tls (role), stream_ended,
                                     call);
  self->n_streams++;
  sockeye_role_set_n_connections (role, self->n_streams);
  hand_over (call, peer);
}

static void
begin_some (gpointer data)
{
  SockeyeShortClient *self = data;

  self->scheduled = FALSE;
  for (guint i = 0; i < STARTS_PER_TURN && self->open && self->waiting.length > 0
                    && self->calls->len < SOCKEYE_SHORT_CONNECTIONS_MAX;
       i++)
    {
      Call *call = g_new0 (Call, 1);

      call->client = self;
      call->payload = g_queue_pop_head (&self->waiting);
      call->connector = sockeye_connector_new (SOCKEYE_ROLE (self), self->route, connected, call);
      g_ptr_array_add (self->calls, call);
      sockeye_connector_start (call->connector);
    }
  begin_later (self);
}

static void
begin_later (SockeyeShortClient *self)
{
  if (self->scheduled || !self->open || self->waiting.length == 0
      || self->calls->len >= SOCKEYE_SHORT_CONNECTIONS_MAX)
    return;
  self->scheduled = TRUE;
  sockeye_poller_defer (begin_some, g_object_ref (self), g_object_unref);
}

static void
route_found (SockeyeRoute *route, const SockeyeEvent *failure, gpointer data)
{
  SockeyeShortClient *self = data;
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_READY_TO_CONNECT };

  if (failure != NULL)
    {
      sockeye_role_fail_to_open (role, failure);
      return;
    }
  self->open = TRUE;
  event.remote = *sockeye_route_get_remote (route, 0);
  sockeye_role_tell (role, 0, &event);
  sockeye_role_tell_faults (role);
  sockeye_send_ledger_add_peer (sockeye_role_get_ledger (role), 0);
  sockeye_role_set_ends (role, NULL, &event.remote);
  sockeye_role_set_state (role, SOCKEYE_SESSION_OPEN);
}

static void
sockeye_short_client_open (SockeyeRole *role)
{
  SockeyeShortClient *self = SOCKEYE_SHORT_CLIENT (role);

  self->route = sockeye_route_new (role, route_found, self);
  sockeye_route_find (self->route);
}

/* Returns how many bytes are given up with it, and with what waits; the connections stay. */
static guint64
drop_unconnected (SockeyeShortClient *self)
{
  guint64 bytes = 0;
  guint payloads = self->waiting.length;

  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    bytes += g_bytes_get_size (l->data);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);

  for (guint i = self->calls->len; i-- > 0;)
    {
      Call *call = self->calls->pdata[i];

      if (call->connector == NULL)
        continue;
      sockeye_connector_cancel (call->connector);
      bytes += g_bytes_get_size (call->payload);
      payloads++;
      g_ptr_array_remove_index (self->calls, i);
    }
  sockeye_role_give_up (SOCKEYE_ROLE (self), 0, bytes, payloads);
  return bytes;
}

/* Holds them, because their ends change the list of calls. */
static GPtrArray *
list_streams (SockeyeShortClient *self)
{
  GPtrArray *streams = g_ptr_array_new_with_free_func ((GDestroyNotify) sockeye_stream_unref);

  for (guint i = 0; i < self->calls->len; i++)
    {
      Call *call = self->calls->pdata[i];

      if (call->stream != NULL)
        g_ptr_array_add (streams, sockeye_stream_ref (call->stream));
    }
  return streams;
}

static void
shut (SockeyeShortClient *self)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  g_autoptr (GPtrArray) streams = list_streams (self);
  SockeyeEvent stopped = { .type = SOCKEYE_EVENT_STOPPED_CONNECTING,
                           .remote = *sockeye_route_get_remote (self->route, 0) };
  SockeyeEvent unsent = { .type = SOCKEYE_EVENT_UNSENT,
                          .operation = SOCKEYE_OPERATION_CONNECT,
                          .remote = stopped.remote };

  self->open = FALSE;
  unsent.number = drop_unconnected (self);
  if (unsent.number > 0)
    sockeye_role_tell (role, 0, &unsent);
  for (guint i = 0; i < streams->len; i++)
    sockeye_stream_close (streams->pdata[i]);
  sockeye_role_tell (role, 0, &stopped);
  sockeye_send_ledger_remove_peer (sockeye_role_get_ledger (role), 0);
}

static void
sockeye_short_client_close (SockeyeRole *role)
{
  SockeyeShortClient *self = SOCKEYE_SHORT_CLIENT (role);

  if (self->open)
    shut (self);
  else
    sockeye_route_cancel (self->route);
  sockeye_role_set_state (role, SOCKEYE_SESSION_CLOSED);
}

static void
sockeye_short_client_command (SockeyeRole *role, guint32 peer, SockeyeConnectionCommand command)
{
  g_autoptr (GPtrArray) streams = list_streams (SOCKEYE_SHORT_CLIENT (role));

  for (guint i = 0; i < streams->len; i++)
    if (peer == 0 || sockeye_stream_get_peer (streams->pdata[i]) == peer)
      sockeye_stream_command (streams->pdata[i], command);
}

static SockeyeStream *
lookup (SockeyeShortClient *self, guint32 peer)
{
  for (guint i = 0; i < self->calls->len; i++)
    {
      Call *call = self->calls->pdata[i];

      if (call->stream != NULL && sockeye_stream_get_peer (call->stream) == peer)
        return call->stream;
    }
  return NULL;
}

static void
send_on (SockeyeShortClient *self, guint32 peer, GBytes *payload)
{
  SockeyeStream *stream = lookup (self, peer);

  if (stream != NULL)
    sockeye_stream_send (stream, payload);
  else
    sockeye_role_tell_unsent (SOCKEYE_ROLE (self), peer, NULL, g_bytes_get_size (payload));
}

static void
sockeye_short_client_send (SockeyeRole *role, const SockeyeParcel *parcel)
{
  SockeyeShortClient *self = SOCKEYE_SHORT_CLIENT (role);

  for (guint i = 0; i < parcel->n_peers; i++)
    if (parcel->peers[i] == 0)
      g_queue_push_tail (&self->waiting, g_bytes_ref (parcel->payload));
    else
      send_on (self, parcel->peers[i], parcel->payload);
  begin_later (self);
}

static void
sockeye_short_client_finish (SockeyeRole *role, guint32 peer)
{
  g_autoptr (GPtrArray) streams = list_streams (SOCKEYE_SHORT_CLIENT (role));

  for (guint i = 0; i < streams->len; i++)
    if (peer == 0 || sockeye_stream_get_peer (streams->pdata[i]) == peer)
      sockeye_stream_finish (streams->pdata[i]);
}

static void
sockeye_short_client_cancel_sending (SockeyeRole *role)
{
  SockeyeShortClient *self = SOCKEYE_SHORT_CLIENT (role);
  g_autoptr (GPtrArray) streams = list_streams (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_SEND,
                         .error_number = ECANCELED };

  if (!self->open)
    return;
  event.remote = *sockeye_route_get_remote (self->route, 0);
  event.number = drop_unconnected (self);
  if (event.number > 0)
    sockeye_role_tell (role, 0, &event);
  for (guint i = 0; i < streams->len; i++)
    sockeye_stream_cancel_sending (streams->pdata[i]);
}

static void
sockeye_short_client_resume (SockeyeRole *role)
{
  g_autoptr (GPtrArray) streams = list_streams (SOCKEYE_SHORT_CLIENT (role));

  for (guint i = 0; i < streams->len; i++)
    sockeye_stream_resume (streams->pdata[i]);
}

/* There is no socket of its own between two connections. */
static GSocket *
sockeye_short_client_get_socket (SockeyeRole *role, guint32 peer)
{
  SockeyeStream *stream = lookup (SOCKEYE_SHORT_CLIENT (role), peer);

  return stream != NULL ? sockeye_stream_get_socket (stream) : NULL;
}

static void
sockeye_short_client_finalize (GObject *object)
{
  SockeyeShortClient *self = SOCKEYE_SHORT_CLIENT (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  g_clear_pointer (&self->route, sockeye_route_free);

  G_OBJECT_CLASS (sockeye_short_client_parent_class)->finalize (object);
}

static void
sockeye_short_client_class_init (SockeyeShortClientClass *klass)
{
  SockeyeRoleClass *role_class = SOCKEYE_ROLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sockeye_short_client_finalize;
  role_class->open = sockeye_short_client_open;
  role_class->close = sockeye_short_client_close;
  role_class->command = sockeye_short_client_command;
  role_class->send = sockeye_short_client_send;
  role_class->finish = sockeye_short_client_finish;
  role_class->cancel_sending = sockeye_short_client_cancel_sending;
  role_class->resume = sockeye_short_client_resume;
  role_class->get_socket = sockeye_short_client_get_socket;
}

static void
sockeye_short_client_init (SockeyeShortClient *self)
{
  g_queue_init (&self->waiting);
  self->calls = g_ptr_array_new_with_free_func (call_free);
}
