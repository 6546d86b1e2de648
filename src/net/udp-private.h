/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poller.h"
#include "udp.h"

G_BEGIN_DECLS

typedef struct _SockeyeUdpFlow SockeyeUdpFlow;
typedef struct _SockeyeUdpRelay SockeyeUdpRelay;

/* A far end that was heard of or sent to. */
typedef struct
{
  SockeyeEndpoint endpoint;
  guint32 id;
} SockeyeUdpPeer;

/* To be sent. */
typedef struct
{
  SockeyeEndpoint remote; /* without one while its name is looked up; then only the port counts */
  GBytes *payload;
  guint16 port;
  SockeyeUdpFlow *flow; /* (nullable): (relay) owned: through which it goes to the target */
  gint64 time;          /* (sent, not yet in the sink) */
  gint64 due;           /* not before, monotonic; 0: at once */
} SockeyeUdpDatagram;

/* Where datagrams were sent to and through which interface they came. */
typedef struct
{
  struct in6_addr destination; /* IPv4 addresses are mapped (RFC 4291, 2.5.5.2) */
  guint32 interface;           /* its index */
  guint8 id;
} SockeyeUdpArrival;

struct _SockeyeUdp
{
  SockeyeRole parent_instance;

  GCancellable *cancellable; /* of the look-ups */
  GSocket *socket;           /* NULL: not bound */
  int fd;
  gboolean is_unix; /* the role is the same for Unix datagrams */
  SockeyeEndpoint local;
  SockeyeWatch *watch;
  SockeyeUdpRelay *relay; /* NULL: it is none */

  /* Far ends (udp-peers.c) */
  GHashTable *peers; /* SockeyeUdpPeer, as its own key */
  GHashTable *peers_by_id;
  SockeyeUdpPeer *newest; /* the one that was asked for last: traffic comes in runs */
  SockeyeUdpPeer nobody;  /* for whom the sink had no id */

  /* Ways in (udp-arrivals.c) */
  GHashTable *arrivals;             /* SockeyeUdpArrival, as its own key */
  SockeyeUdpArrival newest_arrival; /* traffic comes in runs; the id is 0 before the first datagram */
  gboolean arrivals_full;           /* the sink has no id left */

  /* Receiving (udp-receive.c) */
  SockeyeUdpPeer *sender;              /* the one of the newest datagram; NULL: none that is kept */
  struct sockaddr_storage sender_name; /* as the kernel wrote it */
  socklen_t sender_length;
  guint32 last_sender;
  guint32 drops_seen; /* the kernel's counter, which wraps */
  guint64 drops;
  gboolean receive_waits; /* (Unix) for room in the sink: there the sender waits as well */
  GSource *drops_timer;   /* runs while there is traffic */

  /* Sending (udp-send.c) */
  GQueue queue;        /* of datagrams, in order */
  GPtrArray *unlogged; /* at most one datagram that went out and waits for room in the sink */
  GHashTable *names;   /* host -> its look-up and the datagrams that wait for it */
  guint64 waiting;     /* bytes in @queue and @names */
  gboolean room_waits; /* for room in the sink */
  GSource *retry;      /* (Unix) NULL: no queue is full; the system does not tell when it no longer is */
  guint retry_ms;      /* how long it waits */

  /* Faults on purpose (udp-faults.c) */
  GRand *chance;            /* NULL: none */
  SockeyeUdpDatagram *held; /* (nullable): goes out behind the next one */
  GSource *hold_timer;
  GSource *due_timer; /* NULL: nothing waits for its time */
};

SockeyeUdpPeer *sockeye_udp_get_peer (SockeyeUdp *self, const SockeyeEndpoint *remote);
SockeyeUdpPeer *sockeye_udp_lookup_peer (SockeyeUdp *self, guint32 id);

void sockeye_udp_init_arrivals (SockeyeUdp *self);
void sockeye_udp_finalize_arrivals (SockeyeUdp *self);
guint8 sockeye_udp_get_arrival (SockeyeUdp *self, const struct in6_addr *destination, guint32 interface);

void sockeye_udp_set_last_sender (SockeyeUdp *self, guint32 peer);
void sockeye_udp_receive (SockeyeUdp *self, guint n_calls);
guint sockeye_udp_drain_errors (SockeyeUdp *self);
void sockeye_udp_stop_counting_drops (SockeyeUdp *self);

void sockeye_udp_init_sending (SockeyeUdp *self);
void sockeye_udp_finalize_sending (SockeyeUdp *self);
void sockeye_udp_send (SockeyeUdp *self, const SockeyeParcel *parcel);
guint32 sockeye_udp_get_recipient (SockeyeUdp *self, const SockeyeUdpDatagram *datagram);
void sockeye_udp_push (SockeyeUdp *self, SockeyeUdpDatagram *datagram);
void sockeye_udp_forget (SockeyeUdp *self, SockeyeUdpDatagram *datagram);
void sockeye_udp_flush (SockeyeUdp *self);
void sockeye_udp_stop_retrying (SockeyeUdp *self);
void sockeye_udp_flush_log (SockeyeUdp *self);
guint64 sockeye_udp_give_up_sending (SockeyeUdp *self);
void sockeye_udp_update_watch (SockeyeUdp *self);

void sockeye_udp_start_faults (SockeyeUdp *self);
void sockeye_udp_collect_held (SockeyeUdp *self);
void sockeye_udp_pass_on (SockeyeUdp *self, SockeyeUdpDatagram *datagram);
gboolean sockeye_udp_is_too_early (SockeyeUdp *self, const SockeyeUdpDatagram *datagram);
void sockeye_udp_stop_waiting (SockeyeUdp *self);

G_END_DECLS
