/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "arrival.h"
#include "event.h"
#include "record.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_SINK (sockeye_sink_get_type ())
G_DECLARE_INTERFACE (SockeyeSink, sockeye_sink, SOCKEYE, SINK, GObject)

/**
 * SockeyeSinkInterface:
 * @add_peer: makes a new peer and returns its id, from 1 up, never used again. @stream: a connection (TRUE) or
 *   the sender/receiver of datagrams (FALSE). When no id is left: 0. A connection whose far end has no name
 *   (sockeye_endpoint_is_unnamed()) has its id as the number that tells it from others.
 * @add_target: (nullable): as @add_peer, for a relay: what comes from @client goes to this one, and the other way round
 * @link_peer: (nullable): a number that both ends of a connection have in common, of those that have no addresses which
 *   tell it from others
 * @close_peer: the connection has ended; its counters stay
 * @reserve: room for up to @wanted bytes at the end of the byte sequence, at least one byte, at most
 *   %SOCKEYE_RECORD_LENGTH_MAX, in one piece, valid until the next call; the number in @available.
 *   %NULL: the store is full now; stop reading the socket until the room function is called.
 * @commit: the first @length reserved bytes become a record (0 is a record as well, also without reserve)
 * @append: copies @bytes and makes a record of them; FALSE: full now, nothing was stored
 * @add_arrival: makes an id for a way that datagrams come; the same for the same way.
 *   %SOCKEYE_ARRIVAL_OTHER: no id is left
 * @append_datagram: as @append, of a datagram that was received
 * @append_event: makes a record of an event; always succeeds
 * @drop: datagrams that were received from the kernel but could not be stored
 * @publish: lets readers see what was committed; call once at the end of a batch
 * @set_room_func: @func is called in the producer's context when room is there again after %NULL or FALSE
 *
 * Where a session puts what happens. A single producer: every function is called from one thread, that of the
 * I/O context. @time is in microseconds since the Epoch.
 */
struct _SockeyeSinkInterface
{
  GTypeInterface parent;

  guint32 (*add_peer) (SockeyeSink *self,
                       const SockeyeEndpoint *local,
                       const SockeyeEndpoint *remote,
                       gboolean stream,
                       gint64 time);
  guint32 (*add_target) (SockeyeSink *self,
                         const SockeyeEndpoint *local,
                         const SockeyeEndpoint *remote,
                         gboolean stream,
                         guint32 client,
                         gint64 time);
  void (*link_peer) (SockeyeSink *self, guint32 peer, guint32 link);
  void (*close_peer) (SockeyeSink *self, guint32 peer, gint64 time);
  guint8 *(*reserve) (SockeyeSink *self, gsize wanted, gsize *available);
  void (*commit) (SockeyeSink *self,
                  SockeyeRecordKind kind,
                  guint16 flags,
                  guint32 peer,
                  gint64 time,
                  gsize length);
  gboolean (*append) (SockeyeSink *self,
                      SockeyeRecordKind kind,
                      guint16 flags,
                      guint32 peer,
                      gint64 time,
                      const guint8 *bytes,
                      gsize length);
  guint8 (*add_arrival) (SockeyeSink *self, const SockeyeArrival *arrival);
  gboolean (*append_datagram) (SockeyeSink *self,
                               guint16 flags,
                               guint32 peer,
                               guint8 arrival,
                               gint64 time,
                               const guint8 *bytes,
                               gsize length);
  void (*append_event) (SockeyeSink *self, guint32 peer, gint64 time, const SockeyeEvent *event);
  void (*drop) (SockeyeSink *self, guint64 datagrams, guint64 bytes);
  void (*publish) (SockeyeSink *self);
  void (*set_room_func) (SockeyeSink *self, GMainContext *context, GSourceFunc func, gpointer data);
};

guint32 sockeye_sink_add_peer (SockeyeSink *self,
                               const SockeyeEndpoint *local,
                               const SockeyeEndpoint *remote,
                               gboolean stream,
                               gint64 time);
guint32 sockeye_sink_add_target (SockeyeSink *self,
                                 const SockeyeEndpoint *local,
                                 const SockeyeEndpoint *remote,
                                 gboolean stream,
                                 guint32 client,
                                 gint64 time);
void sockeye_sink_link_peer (SockeyeSink *self, guint32 peer, guint32 link);
void sockeye_sink_close_peer (SockeyeSink *self, guint32 peer, gint64 time);
guint8 *sockeye_sink_reserve (SockeyeSink *self, gsize wanted, gsize *available);
void sockeye_sink_commit (SockeyeSink *self,
                          SockeyeRecordKind kind,
                          guint16 flags,
                          guint32 peer,
                          gint64 time,
                          gsize length);
gboolean sockeye_sink_append (SockeyeSink *self,
                              SockeyeRecordKind kind,
                              guint16 flags,
                              guint32 peer,
                              gint64 time,
                              const guint8 *bytes,
                              gsize length);
guint8 sockeye_sink_add_arrival (SockeyeSink *self, const SockeyeArrival *arrival);
gboolean sockeye_sink_append_datagram (SockeyeSink *self,
                                       guint16 flags,
                                       guint32 peer,
                                       guint8 arrival,
                                       gint64 time,
                                       const guint8 *bytes,
                                       gsize length);
void sockeye_sink_append_event (SockeyeSink *self, guint32 peer, gint64 time, const SockeyeEvent *event);
void sockeye_sink_drop (SockeyeSink *self, guint64 datagrams, guint64 bytes);
void sockeye_sink_publish (SockeyeSink *self);
void sockeye_sink_set_room_func (SockeyeSink *self, GMainContext *context, GSourceFunc func, gpointer data);

G_END_DECLS
