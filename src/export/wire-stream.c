/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wire-stream.h"

#include "sentences.h"

#include <string.h>

/* What Unix sockets are shown as: addresses that are nobody's (RFC 5737), and ports that no protocol is known by.
 * Each peer has its own. */
#define UNIX_LOCAL_ADDRESS  0xC0000201u /* 192.0.2.1 */
#define UNIX_REMOTE_ADDRESS 0xC6336401u /* 198.51.100.1 */
#define UNIX_PORT           49152u
#define UNIX_N_PORTS        16000u

static void
set_ipv4 (SockeyeEndpoint *endpoint, guint32 address, guint port)
{
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = g_htons ((guint16) port) };

  in.sin_addr.s_addr = g_htonl (address);
  sockeye_endpoint_set_native (endpoint, (const struct sockaddr *) &in, sizeof in);
}

static void
set_any (SockeyeEndpoint *endpoint, int family, guint16 port)
{
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = g_htons (port) };

  if (family == AF_INET6)
    sockeye_endpoint_set_native (endpoint, (const struct sockaddr *) &in6, sizeof in6);
  else
    set_ipv4 (endpoint, INADDR_ANY, port);
}

/* An IPv4 address that an IPv6 socket sees is one of IPv4 on the wire. */
static void
unmap (SockeyeEndpoint *endpoint)
{
  guint16 port = sockeye_endpoint_get_port (endpoint);
  guint32 address;

  if (sockeye_endpoint_get_family (endpoint) != AF_INET6 || !IN6_IS_ADDR_V4MAPPED (&endpoint->in6.sin6_addr))
    return;

  memcpy (&address, endpoint->in6.sin6_addr.s6_addr + 12, sizeof address);
  set_ipv4 (endpoint, g_ntohl (address), port);
}

static gboolean
is_internet (const SockeyeEndpoint *endpoint)
{
  int family = sockeye_endpoint_get_family (endpoint);

  return family == AF_INET || family == AF_INET6;
}

/* An end that is not known, or of the other family, is written as 0.0.0.0 or ::. */
static void
make_alike (SockeyeEndpoint *local, SockeyeEndpoint *remote)
{
  if (!is_internet (remote))
    set_any (remote, sockeye_endpoint_get_family (local), 0);
  if (sockeye_endpoint_get_family (local) != sockeye_endpoint_get_family (remote))
    set_any (local, sockeye_endpoint_get_family (remote), sockeye_endpoint_get_port (local));
}

static void
set_placeholders (SockeyeWireStream *self, const SockeyePeer *peer)
{
  g_autofree char *local = sockeye_endpoint_to_string (&peer->local);
  g_autofree char *remote = sockeye_endpoint_to_string (&peer->remote);

  set_ipv4 (&self->ends[SOCKEYE_SIDE_LOCAL], UNIX_LOCAL_ADDRESS, UNIX_PORT);
  set_ipv4 (&self->ends[SOCKEYE_SIDE_REMOTE], UNIX_REMOTE_ADDRESS + peer->id / UNIX_N_PORTS,
            UNIX_PORT + peer->id % UNIX_N_PORTS);
  g_free (self->comment);
  self->comment = g_strdup_printf (
      "A Unix socket, which has no addresses and no ports: those of IP stand for %s "
      "(this end) and %s (the far end).",
      local, remote);
}

/**
 * sockeye_wire_stream_new:
 * @peer: a peer
 *
 * Returns: (transfer full): its packets' ends, and numbers to begin with
 */
SockeyeWireStream *
sockeye_wire_stream_new (const SockeyePeer *peer)
{
  SockeyeWireStream *self = g_new0 (SockeyeWireStream, 1);

  self->stream = peer->stream;
  self->ends[SOCKEYE_SIDE_LOCAL] = peer->local;
  self->ends[SOCKEYE_SIDE_REMOTE] = peer->remote;
  if (sockeye_endpoint_get_family (&peer->local) == AF_UNIX
      || sockeye_endpoint_get_family (&peer->remote) == AF_UNIX)
    set_placeholders (self, peer);
  unmap (&self->ends[SOCKEYE_SIDE_REMOTE]);
  unmap (&self->ends[SOCKEYE_SIDE_LOCAL]);
  make_alike (&self->ends[SOCKEYE_SIDE_LOCAL], &self->ends[SOCKEYE_SIDE_REMOTE]);

  /* Connections one after the other between the same ends differ (Knuth's multiplicative hash). */
  self->next[SOCKEYE_SIDE_LOCAL] = self->acknowledged[SOCKEYE_SIDE_LOCAL] = peer->id * 2654435761u;
  self->next[SOCKEYE_SIDE_REMOTE] = self->acknowledged[SOCKEYE_SIDE_REMOTE] = ~peer->id * 2654435761u;
  return self;
}

/**
 * sockeye_wire_stream_free:
 * @self: (transfer full): what is no longer needed
 */
void
sockeye_wire_stream_free (SockeyeWireStream *self)
{
  g_free (self->comment);
  g_free (self);
}

/**
 * sockeye_wire_stream_say:
 * @self: a peer's packets
 * @comment: a sentence; it is said of the next packet, behind what is to be said of it already
 */
void
sockeye_wire_stream_say (SockeyeWireStream *self, const char *comment)
{
  char *said = self->comment;

  self->comment = sockeye_sentences_join (said != NULL ? said : "", comment, NULL);
  g_free (said);
}
