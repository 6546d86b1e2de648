/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "udp-flow.h"

#include "socket-util.h"
#include "udp-relay.h"

#include <errno.h>

#define DATAGRAMS_PER_DISPATCH 256
#define DATAGRAM_SIZE          65536
#define ATTEMPTS_MAX           4

/* Shared by all flows: the I/O thread handles one at a time. */
static guint8 received[DATAGRAM_SIZE];

static void
tell_error (SockeyeUdpFlow *self, SockeyeOperation operation, int error_number)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = operation,
                         .error_number = error_number,
                         .local = self->local,
                         .remote = self->target };

  if (self->udp != NULL)
    sockeye_role_tell_failure (SOCKEYE_ROLE (self->udp), self->peer, &event);
}

/* What ICMP said about an earlier datagram: the call that tells it has done nothing (udp(7)). */
static gboolean
is_about_earlier (int error_number)
{
  return error_number == ECONNREFUSED || error_number == EHOSTUNREACH || error_number == ENETUNREACH
         || error_number == EHOSTDOWN || error_number == EPROTO;
}

static void
take_in (SockeyeUdpFlow *self, gsize length)
{
  SockeyeUdp *udp = self->udp;
  SockeyeSink *sink = sockeye_role_get_sink (SOCKEYE_ROLE (udp));

  sockeye_role_publish_later (SOCKEYE_ROLE (udp));
  sockeye_udp_relay_use (udp->relay, self);
  sockeye_udp_set_last_sender (udp, self->peer);
  if (sockeye_sink_append_datagram (sink, SOCKEYE_RECORD_DATAGRAM, self->peer, SOCKEYE_ARRIVAL_UNKNOWN,
                                    g_get_real_time (), received, length))
    sockeye_udp_relay_queue (udp->relay, NULL, &self->client, received, length);
  else
    sockeye_sink_drop (sink, 1, length);
}

static void
read_some (SockeyeUdpFlow *self)
{
  for (guint i = 0; i < DATAGRAMS_PER_DISPATCH && self->udp != NULL; i++)
    {
      gssize n = recv (self->fd, received, sizeof received, MSG_DONTWAIT);

      if (n >= 0)
        take_in (self, (gsize) n);
      else if (errno == EAGAIN)
        return;
      else if (errno != EINTR)
        tell_error (self, is_about_earlier (errno) ? SOCKEYE_OPERATION_SEND : SOCKEYE_OPERATION_RECEIVE,
                    errno);
    }
}

static void
ready (guint32 events G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (SockeyeUdpFlow) self = sockeye_udp_flow_ref (data);
  g_autoptr (SockeyeRole) role = g_object_ref (SOCKEYE_ROLE (self->udp));

  read_some (self);
}

static GSocket *
open_socket (SockeyeUdp *udp, const SockeyeEndpoint *target, SockeyeEvent *failure)
{
  g_autoptr (GSocket) socket = NULL;

  *failure =
      (SockeyeEvent){ .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_SOCKET, .remote = *target };
  socket = sockeye_socket_new (sockeye_endpoint_get_family (target), SOCK_DGRAM, &failure->error_number);
  if (socket == NULL)
    return NULL;
  sockeye_role_set_socket_int (SOCKEYE_ROLE (udp), socket, SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF", G_MAXINT / 2);
  sockeye_role_prepare_socket (SOCKEYE_ROLE (udp), socket);
  failure->operation = SOCKEYE_OPERATION_CONNECT;
  if (connect (g_socket_get_fd (socket), &target->any, target->length) == 0)
    return g_steal_pointer (&socket);
  failure->error_number = errno;
  return NULL;
}

/**
 * sockeye_udp_flow_new:
 * @udp: the relay's role
 * @client: a client
 * @target: where its datagrams go to
 * @failure: (out): what failed, not yet told
 *
 * Returns: (transfer full) (nullable): a way for the client's datagrams, and back
 */
SockeyeUdpFlow *
sockeye_udp_flow_new (SockeyeUdp *udp,
                      const SockeyeUdpPeer *client,
                      const SockeyeEndpoint *target,
                      SockeyeEvent *failure)
{
  g_autoptr (GSocket) socket = open_socket (udp, target, failure);
  SockeyeUdpFlow *self;

  if (socket == NULL)
    return NULL;
  self = g_rc_box_new0 (SockeyeUdpFlow);
  self->udp = udp;
  self->fd = g_socket_get_fd (socket);
  self->target = *target;
  self->client = client->endpoint;
  self->client_peer = client->id;
  sockeye_socket_get_local (socket, &self->local);
  self->socket = g_steal_pointer (&socket);
  self->watch = sockeye_watch_new (self->fd, EPOLLIN, ready, self);
  self->link.data = self;
  self->peer = sockeye_sink_add_target (sockeye_role_get_sink (SOCKEYE_ROLE (udp)), &self->local, target,
                                        FALSE, client->id, g_get_real_time ());
  return self;
}

/**
 * sockeye_udp_flow_ref:
 *
 * Returns: (transfer full): the same
 */
SockeyeUdpFlow *
sockeye_udp_flow_ref (SockeyeUdpFlow *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (SockeyeUdpFlow *self)
{
  g_clear_pointer (&self->watch, sockeye_watch_free);
  sockeye_socket_close (self->socket);
  g_object_unref (self->socket);
}

/**
 * sockeye_udp_flow_unref:
 *
 * Drops a reference; the last one closes the socket.
 */
void
sockeye_udp_flow_unref (SockeyeUdpFlow *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sockeye_udp_flow_send:
 * @bytes: a datagram
 * @length: its bytes
 *
 * Returns: 0, or errno of the send itself; what ICMP said about earlier datagrams is told on the way
 */
int
sockeye_udp_flow_send (SockeyeUdpFlow *self, const guint8 *bytes, gsize length)
{
  int error_number = 0;

  for (guint attempt = 0; attempt < ATTEMPTS_MAX; attempt++)
    {
      if (send (self->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
        return 0;
      error_number = errno;
      if (error_number == EINTR)
        continue;
      if (attempt > 0 || !is_about_earlier (error_number))
        break;
      tell_error (self, SOCKEYE_OPERATION_SEND, error_number);
    }
  return error_number;
}

/**
 * sockeye_udp_flow_close:
 *
 * Takes what has arrived, and then no more. What is yet to be sent still goes out.
 */
void
sockeye_udp_flow_close (SockeyeUdpFlow *self)
{
  read_some (self);
  g_clear_pointer (&self->watch, sockeye_watch_free);
  self->udp = NULL;
}
