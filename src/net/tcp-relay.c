/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tcp-relay.h"

#include "connector.h"
#include "peer-process.h"
#include "relay-loop.h"
#include "socket-times.h"
#include "socket-util.h"

#include <errno.h>

struct _SockeyeTcpRelay
{
  SockeyeTcpServer parent_instance;

  SockeyeEndpoint local; /* where it listens */
  GHashTable *attempts;  /* accepted peer -> Attempt, until its stream has a partner */
};

G_DEFINE_FINAL_TYPE (SockeyeTcpRelay, sockeye_tcp_relay, SOCKEYE_TYPE_TCP_SERVER)

/* The connection to the target that is being made for one that was accepted. */
typedef struct
{
  SockeyeTcpRelay *relay;  /* borrowed: it owns the attempt */
  SockeyeStream *accepted; /* owned */
  SockeyeRoute *route;
  SockeyeConnector *connector; /* NULL: the name is being looked up */
} Attempt;

static void
attempt_free (Attempt *self)
{
  g_clear_pointer (&self->connector, sockeye_connector_free);
  g_clear_pointer (&self->route, sockeye_route_free);
  sockeye_stream_unref (self->accepted);
  g_free (self);
}

static void
forget_attempt (Attempt *self)
{
  g_hash_table_remove (self->relay->attempts, GUINT_TO_POINTER (sockeye_stream_get_peer (self->accepted)));
}

/* The client gets what the target would have given it: no connection. */
static void
attempt_failed (Attempt *self, const SockeyeEvent *failure)
{
  g_autoptr (SockeyeTcpRelay) relay = g_object_ref (self->relay);
  g_autoptr (SockeyeStream) accepted = sockeye_stream_ref (self->accepted);

  sockeye_role_tell_failure (SOCKEYE_ROLE (relay), sockeye_stream_get_peer (accepted), failure);
  forget_attempt (self);
  sockeye_stream_follow (accepted, SOCKEYE_EVENT_RESET);
}

static void
tell_relayed (SockeyeTcpRelay *self, SockeyeStream *accepted, const SockeyeEvent *connected)
{
  g_autofree char *target = sockeye_endpoint_to_string (&connected->remote);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_RELAYED, .local = connected->local, .text = target };

  sockeye_socket_get_remote (sockeye_stream_get_socket (accepted), &event.remote);
  sockeye_role_tell (SOCKEYE_ROLE (self), sockeye_stream_get_peer (accepted), &event);
}

static void
take_over (Attempt *self, GSocket *socket, const SockeyeEndpoint *remote)
{
  SockeyeTcpRelay *relay = self->relay;
  SockeyeRole *role = SOCKEYE_ROLE (relay);
  g_autoptr (SockeyeStream) accepted = sockeye_stream_ref (self->accepted);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CONNECTED, .remote = *remote };
  SockeyePeerProcess process;
  SockeyeStream *target;
  guint32 peer;

  sockeye_socket_get_local (socket, &event.local);
  peer = sockeye_sink_add_target (sockeye_role_get_sink (role), &event.local, remote, TRUE,
                                  sockeye_stream_get_peer (accepted), g_get_real_time ());
  if (peer == 0)
    {
      event.type = SOCKEYE_EVENT_ERROR;
      event.operation = SOCKEYE_OPERATION_CONNECT;
      event.error_number = EUSERS;
      attempt_failed (self, &event);
      return;
    }
  forget_attempt (self);
  sockeye_peer_process_read (&process, socket);
  sockeye_peer_process_add (&process, &event);
  sockeye_socket_times_add (socket, &event);
  sockeye_sink_link_peer (sockeye_role_get_sink (role), peer,
                          sockeye_peer_process_get_link (&process, socket, FALSE));
  sockeye_role_tell (role, peer, &event);
  tell_relayed (relay, accepted, &event);
  target = sockeye_tcp_server_add_stream (SOCKEYE_TCP_SERVER (relay), socket, peer, remote,
                                          sockeye_role_get_target_tls (role));
  sockeye_stream_join (accepted, target);
}

static void
connected (GSocket *socket, const SockeyeEndpoint *remote, const SockeyeEvent *failure, gpointer data)
{
  Attempt *self = data;

  if (socket != NULL)
    take_over (self, socket, remote);
  else
    attempt_failed (self, failure);
}

/* A name may lead back to the relay as well. */
static gboolean
is_loop (Attempt *self, SockeyeEvent *failure)
{
  for (guint i = 0; i < sockeye_route_get_n_remotes (self->route); i++)
    {
      failure->remote = *sockeye_route_get_remote (self->route, i);
      if (sockeye_relay_is_loop (&self->relay->local, &failure->remote))
        return TRUE;
    }
  return FALSE;
}

static void
route_found (SockeyeRoute *route, const SockeyeEvent *failure, gpointer data)
{
  Attempt *self = data;
  SockeyeEvent loop = { .type = SOCKEYE_EVENT_ERROR,
                        .operation = SOCKEYE_OPERATION_CONNECT,
                        .error_number = ELOOP,
                        .local = self->relay->local };

  if (failure != NULL || is_loop (self, &loop))
    {
      attempt_failed (self, failure != NULL ? failure : &loop);
      return;
    }
  self->connector = sockeye_connector_new (SOCKEYE_ROLE (self->relay), route, connected, self);
  sockeye_connector_start (self->connector);
}

static gboolean
sockeye_tcp_relay_listening (SockeyeTcpServer *server, const SockeyeEndpoint *local, SockeyeEvent *failure)
{
  SOCKEYE_TCP_RELAY (server)->local = *local;
  return sockeye_relay_check_target (SOCKEYE_ROLE (server), local, failure);
}

/* A name is looked up anew for each connection: its addresses may be others by now. */
static void
sockeye_tcp_relay_accepted (SockeyeTcpServer *server, SockeyeStream *stream)
{
  SockeyeTcpRelay *self = SOCKEYE_TCP_RELAY (server);
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->relay = self;
  attempt->accepted = sockeye_stream_ref (stream);
  attempt->route = sockeye_route_new (SOCKEYE_ROLE (self), route_found, attempt);
  g_hash_table_insert (self->attempts, GUINT_TO_POINTER (sockeye_stream_get_peer (stream)), attempt);
  sockeye_stream_wait_for_partner (stream);
  sockeye_route_find_target (attempt->route);
}

static void
cancel_attempt (Attempt *self)
{
  if (self->connector != NULL)
    sockeye_connector_cancel (self->connector);
  else
    sockeye_route_cancel (self->route);
  forget_attempt (self);
}

static void
sockeye_tcp_relay_ended (SockeyeTcpServer *server, SockeyeStream *stream)
{
  SockeyeTcpRelay *self = SOCKEYE_TCP_RELAY (server);
  Attempt *attempt = g_hash_table_lookup (self->attempts,
                                          GUINT_TO_POINTER (sockeye_stream_get_peer (stream)));
  g_autoptr (SockeyeStream) partner = sockeye_stream_part (stream);

  if (attempt != NULL)
    cancel_attempt (attempt);
  if (partner != NULL)
    sockeye_stream_follow (partner, sockeye_stream_get_end (stream));
}

static void
sockeye_tcp_relay_finalize (GObject *object)
{
  g_clear_pointer (&SOCKEYE_TCP_RELAY (object)->attempts, g_hash_table_unref);

  G_OBJECT_CLASS (sockeye_tcp_relay_parent_class)->finalize (object);
}

static void
sockeye_tcp_relay_class_init (SockeyeTcpRelayClass *klass)
{
  SockeyeTcpServerClass *server_class = SOCKEYE_TCP_SERVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sockeye_tcp_relay_finalize;
  server_class->listening = sockeye_tcp_relay_listening;
  server_class->accepted = sockeye_tcp_relay_accepted;
  server_class->ended = sockeye_tcp_relay_ended;
}

static void
sockeye_tcp_relay_init (SockeyeTcpRelay *self)
{
  self->attempts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) attempt_free);
}
