/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sink.h"

G_DEFINE_INTERFACE (SockeyeSink, sockeye_sink, G_TYPE_OBJECT)

static void
sockeye_sink_default_init (G_GNUC_UNUSED SockeyeSinkInterface *interface)
{
}

/**
 * sockeye_sink_add_peer:
 * @self: a sink
 * @local: this end, or one that is not set
 * @remote: the far end, or one that is not set
 * @stream: whether it is a connection; %FALSE for somebody who sends or receives datagrams
 * @time: microseconds since the Epoch
 *
 * Makes a new peer.
 *
 * Returns: its id, from 1 up and never used again; 0 when no id is left
 */
guint32
sockeye_sink_add_peer (SockeyeSink *self,
                       const SockeyeEndpoint *local,
                       const SockeyeEndpoint *remote,
                       gboolean stream,
                       gint64 time)
{
  g_return_val_if_fail (SOCKEYE_IS_SINK (self), 0);

  return SOCKEYE_SINK_GET_IFACE (self)->add_peer (self, local, remote, stream, time);
}

/**
 * sockeye_sink_add_target:
 * @self: a sink
 * @local: this end
 * @remote: the target
 * @stream: whether it is a connection
 * @client: the peer whose bytes go there
 * @time: microseconds since the Epoch
 *
 * Makes a peer for what a relay has towards its target; each client has one of its own.
 *
 * Returns: its id; 0 when none is left
 */
guint32
sockeye_sink_add_target (SockeyeSink *self,
                         const SockeyeEndpoint *local,
                         const SockeyeEndpoint *remote,
                         gboolean stream,
                         guint32 client,
                         gint64 time)
{
  SockeyeSinkInterface *interface;

  g_return_val_if_fail (SOCKEYE_IS_SINK (self), 0);

  interface = SOCKEYE_SINK_GET_IFACE (self);
  return interface->add_target != NULL ? interface->add_target (self, local, remote, stream, client, time)
                                       : interface->add_peer (self, local, remote, stream, time);
}

/**
 * sockeye_sink_link_peer:
 * @self: a sink
 * @peer: the id of a connection of which nothing was recorded yet
 * @link: a number that the other end of the connection has as well, and no other connection; 0: there is none
 *
 * Lets the other end be found, if it is in this program, too: Unix sockets need not have addresses.
 */
void
sockeye_sink_link_peer (SockeyeSink *self, guint32 peer, guint32 link)
{
  g_return_if_fail (SOCKEYE_IS_SINK (self));

  if (link != 0 && SOCKEYE_SINK_GET_IFACE (self)->link_peer != NULL)
    SOCKEYE_SINK_GET_IFACE (self)->link_peer (self, peer, link);
}

/**
 * sockeye_sink_close_peer:
 * @self: a sink
 * @peer: a peer's id
 * @time: microseconds since the Epoch
 *
 * Says that the peer's connection has ended. Its records and counters stay.
 */
void
sockeye_sink_close_peer (SockeyeSink *self, guint32 peer, gint64 time)
{
  g_return_if_fail (SOCKEYE_IS_SINK (self));

  SOCKEYE_SINK_GET_IFACE (self)->close_peer (self, peer, time);
}

/**
 * sockeye_sink_reserve:
 * @self: a sink
 * @wanted: bytes that would be welcome
 * @available: (out): bytes that may be written, from 1 to %SOCKEYE_RECORD_LENGTH_MAX
 *
 * Lends room at the end of the byte sequence, valid until the next call on the sink, so that a socket can be
 * read straight into it.
 *
 * Returns: (nullable) (transfer none): the room; %NULL while the store is full: stop reading the socket until
 *   the function of sockeye_sink_set_room_func() is called
 */
guint8 *
sockeye_sink_reserve (SockeyeSink *self, gsize wanted, gsize *available)
{
  g_return_val_if_fail (SOCKEYE_IS_SINK (self), NULL);

  return SOCKEYE_SINK_GET_IFACE (self)->reserve (self, wanted, available);
}

/**
 * sockeye_sink_commit:
 * @self: a sink
 * @kind: received or sent
 * @flags: #SockeyeRecordFlags
 * @peer: a peer's id
 * @time: microseconds since the Epoch
 * @length: how many of the reserved bytes were written; 0 (an empty datagram) is a record as well, and needs no
 *   reserved room
 *
 * Makes a record of the first @length reserved bytes.
 */
void
sockeye_sink_commit (SockeyeSink *self,
                     SockeyeRecordKind kind,
                     guint16 flags,
                     guint32 peer,
                     gint64 time,
                     gsize length)
{
  g_return_if_fail (SOCKEYE_IS_SINK (self));

  SOCKEYE_SINK_GET_IFACE (self)->commit (self, kind, flags, peer, time, length);
}

/**
 * sockeye_sink_append:
 * @self: a sink
 * @kind: received or sent
 * @flags: #SockeyeRecordFlags
 * @peer: a peer's id
 * @time: microseconds since the Epoch
 * @bytes: (array length=length) (nullable): what was received or sent
 * @length: up to %SOCKEYE_RECORD_LENGTH_MAX
 *
 * Copies the bytes and makes a record of them.
 *
 * Returns: %FALSE when the store is full; then nothing was stored
 */
gboolean
sockeye_sink_append (SockeyeSink *self,
                     SockeyeRecordKind kind,
                     guint16 flags,
                     guint32 peer,
                     gint64 time,
                     const guint8 *bytes,
                     gsize length)
{
  g_return_val_if_fail (SOCKEYE_IS_SINK (self), FALSE);

  return SOCKEYE_SINK_GET_IFACE (self)->append (self, kind, flags, peer, time, bytes, length);
}

/**
 * sockeye_sink_add_arrival:
 * @self: a sink
 * @arrival: a way that datagrams come
 *
 * Returns: its id, for sockeye_sink_append_datagram(); the same for the same way, and %SOCKEYE_ARRIVAL_OTHER when no
 *   id is left
 */
guint8
sockeye_sink_add_arrival (SockeyeSink *self, const SockeyeArrival *arrival)
{
  g_return_val_if_fail (SOCKEYE_IS_SINK (self), SOCKEYE_ARRIVAL_UNKNOWN);

  return SOCKEYE_SINK_GET_IFACE (self)->add_arrival (self, arrival);
}

/**
 * sockeye_sink_append_datagram:
 * @self: a sink
 * @flags: #SockeyeRecordFlags, %SOCKEYE_RECORD_DATAGRAM among them
 * @peer: who sent it
 * @arrival: the id of the way it came, or %SOCKEYE_ARRIVAL_UNKNOWN
 * @time: microseconds since the Epoch
 * @bytes: (array length=length) (nullable): what was received
 * @length: up to %SOCKEYE_RECORD_LENGTH_MAX
 *
 * As sockeye_sink_append(), of a datagram that was received.
 *
 * Returns: %FALSE when the store is full; then nothing was stored
 */
gboolean
sockeye_sink_append_datagram (SockeyeSink *self,
                              guint16 flags,
                              guint32 peer,
                              guint8 arrival,
                              gint64 time,
                              const guint8 *bytes,
                              gsize length)
{
  g_return_val_if_fail (SOCKEYE_IS_SINK (self), FALSE);

  return SOCKEYE_SINK_GET_IFACE (self)->append_datagram (self, flags, peer, arrival, time, bytes, length);
}

/**
 * sockeye_sink_append_event:
 * @self: a sink
 * @peer: a peer's id, or 0 for the session itself
 * @time: microseconds since the Epoch
 * @event: what happened
 *
 * Makes a record of an event. Events find room even when the store is full.
 */
void
sockeye_sink_append_event (SockeyeSink *self, guint32 peer, gint64 time, const SockeyeEvent *event)
{
  g_return_if_fail (SOCKEYE_IS_SINK (self));

  SOCKEYE_SINK_GET_IFACE (self)->append_event (self, peer, time, event);
}

/**
 * sockeye_sink_drop:
 * @self: a sink
 * @datagrams: how many
 * @bytes: bytes in them
 *
 * Counts datagrams that were received from the kernel but could not be stored.
 */
void
sockeye_sink_drop (SockeyeSink *self, guint64 datagrams, guint64 bytes)
{
  g_return_if_fail (SOCKEYE_IS_SINK (self));

  SOCKEYE_SINK_GET_IFACE (self)->drop (self, datagrams, bytes);
}

/**
 * sockeye_sink_publish:
 * @self: a sink
 *
 * Lets readers see the records made so far. Call it once at the end of a batch.
 */
void
sockeye_sink_publish (SockeyeSink *self)
{
  g_return_if_fail (SOCKEYE_IS_SINK (self));

  SOCKEYE_SINK_GET_IFACE (self)->publish (self);
}

/**
 * sockeye_sink_set_room_func:
 * @self: a sink
 * @context: (nullable): the producer's context
 * @func: (scope notified) (nullable): what to call
 * @data: user data for @func
 *
 * Sets the function that is called in @context when room is there again after sockeye_sink_reserve() gave
 * %NULL or sockeye_sink_append() gave %FALSE.
 */
void
sockeye_sink_set_room_func (SockeyeSink *self, GMainContext *context, GSourceFunc func, gpointer data)
{
  g_return_if_fail (SOCKEYE_IS_SINK (self));

  SOCKEYE_SINK_GET_IFACE (self)->set_room_func (self, context, func, data);
}
