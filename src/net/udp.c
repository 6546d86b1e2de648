/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "binder.h"
#include "relay-loop.h"
#include "socket-times.h"
#include "socket-util.h"
#include "udp-relay.h"

#include <errno.h>

/* Linux 4.20; glibc of Debian 12 lacks the name. */
#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif

/* Calls of recvmmsg(2) for 64 datagrams each. */
#define CALLS_PER_DISPATCH 4
#define CALLS_BEFORE_CLOSE 256

G_DEFINE_FINAL_TYPE (SockeyeUdp, sockeye_udp, SOCKEYE_TYPE_ROLE)

static void
ready (guint32 events, gpointer data)
{
  g_autoptr (SockeyeUdp) self = g_object_ref (SOCKEYE_UDP (data));

  if ((events & EPOLLERR) != 0)
    sockeye_udp_drain_errors (self);
  if ((events & (EPOLLIN | EPOLLERR)) != 0)
    sockeye_udp_receive (self, CALLS_PER_DISPATCH);
  if ((events & EPOLLOUT) != 0)
    sockeye_udp_flush (self);
}

/* What a socket for UDP has and a Unix socket has not. */
static void
prepare_udp_socket (SockeyeRole *role, GSocket *socket)
{
  sockeye_role_set_socket_int (role, socket, SOL_SOCKET, SO_BROADCAST, "SO_BROADCAST", TRUE);
  sockeye_role_set_socket_int (role, socket, IPPROTO_IP, IP_RECVERR, "IP_RECVERR", TRUE);
  /* Otherwise groups that other programs of this machine have joined would be heard as well (ip(7)). */
  sockeye_role_set_socket_int (role, socket, IPPROTO_IP, IP_MULTICAST_ALL, "IP_MULTICAST_ALL", FALSE);
  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6)
    {
      sockeye_role_set_socket_int (role, socket, IPPROTO_IPV6, IPV6_RECVERR, "IPV6_RECVERR", TRUE);
      sockeye_role_set_socket_int (role, socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, "IPV6_RECVPKTINFO", TRUE);
      sockeye_role_set_socket_int (role, socket, IPPROTO_IPV6, IPV6_MULTICAST_ALL, "IPV6_MULTICAST_ALL",
                                   FALSE);
    }
  else
    sockeye_role_set_socket_int (role, socket, IPPROTO_IP, IP_PKTINFO, "IP_PKTINFO", TRUE);
}

/* The receive buffer decides how many datagrams are lost: the kernel cuts the wish to net.core.rmem_max. */
static void
prepare_socket (GSocket *socket, gpointer data)
{
  SockeyeRole *role = data;

  sockeye_role_set_socket_int (role, socket, SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF", G_MAXINT / 2);
  sockeye_role_set_socket_int (role, socket, SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS", TRUE);
  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_UNIX)
    prepare_udp_socket (role, socket);
  sockeye_role_prepare_socket (role, socket);
}

/* A relay that is its own target would go round for ever. */
static gboolean
check_loop (SockeyeUdp *self, SockeyeEvent *failure)
{
  *failure = (SockeyeEvent){ .type = SOCKEYE_EVENT_ERROR,
                             .operation = SOCKEYE_OPERATION_CONNECT,
                             .error_number = ELOOP,
                             .local = self->local };
  if (self->relay == NULL)
    return TRUE;
  failure->remote = *sockeye_udp_relay_get_target (self->relay);
  sockeye_role_set_ends (SOCKEYE_ROLE (self), NULL, &failure->remote);
  return !sockeye_relay_is_loop (&self->local, &failure->remote);
}

static void
bound (GSocket *socket, const SockeyeEvent *failure, gpointer data)
{
  SockeyeUdp *self = data;
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_BOUND };
  SockeyeEvent loop;

  if (socket == NULL)
    {
      sockeye_role_fail_to_open (role, failure);
      return;
    }
  self->socket = g_object_ref (socket);
  self->fd = g_socket_get_fd (socket);
  self->is_unix = g_socket_get_family (socket) == G_SOCKET_FAMILY_UNIX;
  sockeye_socket_get_local (socket, &self->local);
  if (!check_loop (self, &loop))
    {
      g_clear_object (&self->socket);
      sockeye_role_fail_to_open (role, &loop);
      return;
    }
  event.local = self->local;
  sockeye_socket_times_add (socket, &event);
  sockeye_role_tell (role, 0, &event);
  sockeye_role_join_groups (role, socket);
  sockeye_role_tell_faults (role);
  sockeye_udp_start_faults (self);
  self->watch = sockeye_watch_new (self->fd, EPOLLIN, ready, self);
  sockeye_send_ledger_add_peer (sockeye_role_get_ledger (role), 0);
  sockeye_role_set_ends (role, &self->local, NULL);
  sockeye_role_set_state (role, SOCKEYE_SESSION_OPEN);
}

static void
start_binding (SockeyeUdp *self)
{
  sockeye_binder_bind (SOCKEYE_ROLE (self), SOCK_DGRAM, self->cancellable, prepare_socket, bound, self);
}

static void
target_found (SockeyeUdp *self, const SockeyeEvent *failure)
{
  if (failure != NULL)
    sockeye_role_fail_to_open (SOCKEYE_ROLE (self), failure);
  else
    start_binding (self);
}

static void
sockeye_udp_open (SockeyeRole *role)
{
  SockeyeUdp *self = SOCKEYE_UDP (role);

  self->cancellable = g_cancellable_new ();
  if (!sockeye_protocol_is_relay (sockeye_role_get_settings (role)->protocol))
    {
      start_binding (self);
      return;
    }
  self->relay = sockeye_udp_relay_new (self, target_found);
  sockeye_udp_relay_find (self->relay);
}

static void
unbind (SockeyeUdp *self)
{
  SockeyeRole *role = SOCKEYE_ROLE (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_UNBOUND, .local = self->local };

  /* What has arrived belongs to the log. */
  if (self->relay != NULL)
    sockeye_udp_relay_close (self->relay);
  sockeye_udp_drain_errors (self);
  sockeye_udp_receive (self, CALLS_BEFORE_CLOSE);
  sockeye_udp_flush_log (self);
  sockeye_udp_stop_counting_drops (self);
  g_clear_pointer (&self->watch, sockeye_watch_free);
  sockeye_udp_stop_retrying (self);
  sockeye_socket_close (self->socket);
  g_clear_object (&self->socket);

  sockeye_role_tell (role, 0, &event);
  sockeye_role_tell_unsent (role, 0, NULL, sockeye_udp_give_up_sending (self));
  sockeye_send_ledger_remove_peer (sockeye_role_get_ledger (role), 0);
}

static void
sockeye_udp_close (SockeyeRole *role)
{
  SockeyeUdp *self = SOCKEYE_UDP (role);
  SockeyeEvent cancelled = { .type = SOCKEYE_EVENT_CANCELLED,
                             .operation = SOCKEYE_OPERATION_RESOLVE,
                             .text = sockeye_role_get_settings (role)->local_host };

  g_cancellable_cancel (self->cancellable);
  if (self->socket != NULL)
    unbind (self);
  else if (self->relay == NULL || !sockeye_udp_relay_cancel (self->relay))
    sockeye_role_tell (role, 0, &cancelled);
  sockeye_role_set_state (role, SOCKEYE_SESSION_CLOSED);
}

static void
sockeye_udp_role_send (SockeyeRole *role, const SockeyeParcel *parcel)
{
  sockeye_udp_send (SOCKEYE_UDP (role), parcel);
}

static void
sockeye_udp_cancel_sending (SockeyeRole *role)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_SEND,
                         .error_number = ECANCELED };

  event.number = sockeye_udp_give_up_sending (SOCKEYE_UDP (role));
  if (event.number > 0)
    sockeye_role_tell (role, 0, &event);
}

static void
sockeye_udp_resume (SockeyeRole *role)
{
  SockeyeUdp *self = SOCKEYE_UDP (role);

  if (self->socket == NULL)
    return;
  self->receive_waits = FALSE;
  sockeye_udp_flush (self);
}

static GSocket *
sockeye_udp_get_socket (SockeyeRole *role, guint32 peer G_GNUC_UNUSED)
{
  return SOCKEYE_UDP (role)->socket;
}

static void
sockeye_udp_finalize (GObject *object)
{
  SockeyeUdp *self = SOCKEYE_UDP (object);

  sockeye_udp_finalize_sending (self);
  g_clear_pointer (&self->relay, sockeye_udp_relay_free);
  sockeye_udp_finalize_arrivals (self);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->peers_by_id, g_hash_table_unref);
  g_clear_pointer (&self->peers, g_hash_table_unref);

  G_OBJECT_CLASS (sockeye_udp_parent_class)->finalize (object);
}

static void
sockeye_udp_class_init (SockeyeUdpClass *klass)
{
  SockeyeRoleClass *role_class = SOCKEYE_ROLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sockeye_udp_finalize;
  role_class->open = sockeye_udp_open;
  role_class->close = sockeye_udp_close;
  role_class->send = sockeye_udp_role_send;
  role_class->cancel_sending = sockeye_udp_cancel_sending;
  role_class->resume = sockeye_udp_resume;
  role_class->get_socket = sockeye_udp_get_socket;
}

static void
sockeye_udp_init (SockeyeUdp *self)
{
  G_STATIC_ASSERT (G_STRUCT_OFFSET (SockeyeUdpPeer, endpoint) == 0); /* a peer is its own key */

  self->peers = g_hash_table_new_full (sockeye_endpoint_hash, sockeye_endpoint_equal, g_free, NULL);
  self->peers_by_id = g_hash_table_new (NULL, NULL);
  sockeye_udp_init_arrivals (self);
  sockeye_udp_init_sending (self);
}
