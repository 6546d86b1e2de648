/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "peer-table.h"

#include <stdatomic.h>
#include <string.h>

#define BLOCK_PEERS 1024u
#define N_BLOCKS    (SOCKEYE_PEERS_MAX / BLOCK_PEERS)
#define N_KINDS     (SOCKEYE_RECORD_EVENT + 1)

/* Internet addresses are stored where they are, the paths of Unix sockets elsewhere. */
typedef struct
{
  union
  {
    guint8 bytes[sizeof (struct sockaddr_in6)];
    void *elsewhere;
  };
  guint32 length;
} Address;

typedef struct
{
  _Atomic guint64 messages;
  _Atomic guint64 bytes;
} Count;

/* One thread writes, any thread reads: nothing but the atomic fields changes after the peer was published. */
typedef struct
{
  Address local;
  Address remote;
  gint64 opened;
  guint32 client;
  _Atomic guint32 link;
  _Atomic gint64 closed;
  Count counts[2];               /* by kind */
  _Atomic guint64 last[N_KINDS]; /* number plus one */
  guint8 odd[2];                 /* the producer's */
  gboolean stream;
  _Atomic gboolean open;
  _Atomic gboolean restored;
  _Atomic gboolean outlived;
} Peer;

struct _SockeyePeerTable
{
  _Atomic (Peer *) *blocks; /* never move */
  _Atomic guint32 n;        /* the session itself, with id 0, not counted */
  _Atomic guint32 n_open;
  Count total[2];
};

static void
address_set (Address *self, const SockeyeEndpoint *endpoint)
{
  self->length = endpoint != NULL ? endpoint->length : 0;
  if (self->length == 0)
    return;
  if (self->length <= sizeof self->bytes)
    memcpy (self->bytes, &endpoint->un, self->length);
  else
    self->elsewhere = g_memdup2 (&endpoint->un, self->length);
}

static void
address_get (const Address *self, SockeyeEndpoint *endpoint)
{
  sockeye_endpoint_clear (endpoint);
  endpoint->length = self->length;
  memcpy (&endpoint->un, self->length <= sizeof self->bytes ? self->bytes : self->elsewhere, self->length);
}

static void
address_clear (Address *self)
{
  if (self->length > sizeof self->bytes)
    g_free (self->elsewhere);
}

static Peer *
get_peer (SockeyePeerTable *self, guint32 id)
{
  return atomic_load_explicit (&self->blocks[id / BLOCK_PEERS], memory_order_acquire) + id % BLOCK_PEERS;
}

/* A single writer need not lock the bus. */
static void
increase (_Atomic guint64 *count, guint64 by)
{
  atomic_store_explicit (count, atomic_load_explicit (count, memory_order_relaxed) + by,
                         memory_order_relaxed);
}

static guint64
load (const _Atomic guint64 *count)
{
  return atomic_load_explicit (count, memory_order_relaxed);
}

static void
get_traffic (const Count *counts, SockeyeTraffic *traffic)
{
  traffic->received_messages = load (&counts[SOCKEYE_RECORD_RECEIVED].messages);
  traffic->received_bytes = load (&counts[SOCKEYE_RECORD_RECEIVED].bytes);
  traffic->sent_messages = load (&counts[SOCKEYE_RECORD_SENT].messages);
  traffic->sent_bytes = load (&counts[SOCKEYE_RECORD_SENT].bytes);
}

/**
 * sockeye_peer_table_new:
 *
 * Returns: (transfer full): an empty table
 */
SockeyePeerTable *
sockeye_peer_table_new (void)
{
  SockeyePeerTable *self = g_new0 (SockeyePeerTable, 1);

  self->blocks = g_malloc0_n (N_BLOCKS, sizeof *self->blocks);
  self->blocks[0] = g_new0 (Peer, BLOCK_PEERS);
  return self;
}

/**
 * sockeye_peer_table_free:
 * @self: (transfer full): a table
 *
 * Nobody may read from it any more.
 */
void
sockeye_peer_table_free (SockeyePeerTable *self)
{
  for (guint32 id = 1; id <= self->n; id++)
    {
      address_clear (&get_peer (self, id)->local);
      address_clear (&get_peer (self, id)->remote);
    }
  for (guint i = 0; i < N_BLOCKS; i++)
    g_free (self->blocks[i]);
  g_free (self->blocks);
  g_free (self);
}

/**
 * sockeye_peer_table_add:
 * @self: a table
 * @local: (nullable): this end
 * @remote: (nullable): the far end
 * @stream: a connection
 * @time: now, microseconds since the Epoch
 *
 * Returns: the id, from 1; 0 when %SOCKEYE_PEERS_MAX - 1 were given
 */
guint32
sockeye_peer_table_add (SockeyePeerTable *self,
                        const SockeyeEndpoint *local,
                        const SockeyeEndpoint *remote,
                        gboolean stream,
                        gint64 time)
{
  return sockeye_peer_table_add_target (self, local, remote, stream, 0, time);
}

/**
 * sockeye_peer_table_add_target:
 * @self: a table
 * @local: (nullable): this end
 * @remote: (nullable): the target of a relay
 * @stream: a connection
 * @client: the peer whose bytes go there; 0: none
 * @time: now, microseconds since the Epoch
 *
 * Returns: as sockeye_peer_table_add()
 */
guint32
sockeye_peer_table_add_target (SockeyePeerTable *self,
                               const SockeyeEndpoint *local,
                               const SockeyeEndpoint *remote,
                               gboolean stream,
                               guint32 client,
                               gint64 time)
{
  guint32 id = self->n + 1;
  Peer *peer;

  if (id >= SOCKEYE_PEERS_MAX)
    return 0;
  if (self->blocks[id / BLOCK_PEERS] == NULL)
    atomic_store_explicit (&self->blocks[id / BLOCK_PEERS], g_new0 (Peer, BLOCK_PEERS), memory_order_release);

  peer = get_peer (self, id);
  address_set (&peer->local, local);
  address_set (&peer->remote, remote);
  peer->opened = time;
  peer->stream = stream;
  peer->client = client;
  peer->open = TRUE;
  if (stream)
    atomic_fetch_add_explicit (&self->n_open, 1, memory_order_relaxed);
  atomic_store_explicit (&self->n, id, memory_order_release);
  return id;
}

/**
 * sockeye_peer_table_link:
 * @self: a table
 * @id: a connection's id
 * @link: see sockeye_sink_link_peer()
 */
void
sockeye_peer_table_link (SockeyePeerTable *self, guint32 id, guint32 link)
{
  if (id > 0 && id <= self->n)
    atomic_store_explicit (&get_peer (self, id)->link, link, memory_order_relaxed);
}

/**
 * sockeye_peer_table_close:
 * @self: a table
 * @id: the connection's id
 * @time: now, microseconds since the Epoch
 *
 * The connection has ended. Its counters stay.
 */
void
sockeye_peer_table_close (SockeyePeerTable *self, guint32 id, gint64 time)
{
  Peer *peer;

  if (id == 0 || id > self->n)
    return;

  peer = get_peer (self, id);
  if (!peer->open)
    return;

  atomic_store_explicit (&peer->closed, time, memory_order_relaxed);
  atomic_store_explicit (&peer->open, FALSE, memory_order_release);
  if (peer->stream)
    atomic_fetch_sub_explicit (&self->n_open, 1, memory_order_relaxed);
}

/**
 * sockeye_peer_table_restore_end:
 * @self: a table
 * @id: the id of a connection that was saved
 * @time: when it ended, or was saved, microseconds since the Epoch
 * @outlived: it was open then
 *
 * As sockeye_peer_table_close().
 */
void
sockeye_peer_table_restore_end (SockeyePeerTable *self, guint32 id, gint64 time, gboolean outlived)
{
  if (id == 0 || id > self->n)
    return;

  atomic_store_explicit (&get_peer (self, id)->restored, TRUE, memory_order_relaxed);
  atomic_store_explicit (&get_peer (self, id)->outlived, outlived, memory_order_relaxed);
  sockeye_peer_table_close (self, id, time);
}

/**
 * sockeye_peer_table_count:
 * @self: a table
 * @number: the record's number
 * @record: a new record; its way back and, in a stream, its parity are filled in
 *
 * Counts a record.
 */
void
sockeye_peer_table_count (SockeyePeerTable *self, guint64 number, SockeyeRecord *record)
{
  Peer *peer = get_peer (self, record->peer <= self->n ? record->peer : 0);
  guint64 last = load (&peer->last[record->kind]);

  record->back = last != 0 ? (guint32) MIN (number + 1 - last, G_MAXUINT32) : 0;
  atomic_store_explicit (&peer->last[record->kind], number + 1, memory_order_relaxed);
  if (record->kind == SOCKEYE_RECORD_EVENT)
    return;

  increase (&peer->counts[record->kind].messages, 1);
  increase (&peer->counts[record->kind].bytes, record->length);
  increase (&self->total[record->kind].messages, 1);
  increase (&self->total[record->kind].bytes, record->length);

  if ((record->flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    return;
  if (peer->odd[record->kind] != 0)
    record->flags |= SOCKEYE_RECORD_ODD;
  peer->odd[record->kind] ^= record->length & 1;
}

/**
 * sockeye_peer_table_set_odd:
 * @self: a table
 * @record: a record of a stream that was saved and is to be counted next
 *
 * What came before it may not be there any more, but its parity says whether that was an odd number of bytes.
 */
void
sockeye_peer_table_set_odd (SockeyePeerTable *self, const SockeyeRecord *record)
{
  Peer *peer = get_peer (self, record->peer <= self->n ? record->peer : 0);

  peer->odd[record->kind] = (record->flags & SOCKEYE_RECORD_ODD) != 0;
}

/**
 * sockeye_peer_table_get_n:
 * @self: a table
 *
 * Returns: how many peers there have been; their ids are 1 to this number
 */
guint32
sockeye_peer_table_get_n (SockeyePeerTable *self)
{
  return atomic_load_explicit (&self->n, memory_order_acquire);
}

/**
 * sockeye_peer_table_get_n_open:
 * @self: a table
 *
 * Returns: how many connections are open now
 */
guint32
sockeye_peer_table_get_n_open (SockeyePeerTable *self)
{
  return atomic_load_explicit (&self->n_open, memory_order_relaxed);
}

/**
 * sockeye_peer_table_get:
 * @self: a table
 * @id: a peer's id
 * @peer: (out): what is known about it
 *
 * Counters may be ahead of the records that were published, by less than one batch.
 *
 * Returns: whether there is such a peer
 */
gboolean
sockeye_peer_table_get (SockeyePeerTable *self, guint32 id, SockeyePeer *peer)
{
  const Peer *found;

  if (id == 0 || id > sockeye_peer_table_get_n (self))
    return FALSE;

  found = get_peer (self, id);
  *peer =
      (SockeyePeer){ .id = id, .stream = found->stream, .opened = found->opened, .client = found->client };
  address_get (&found->local, &peer->local);
  address_get (&found->remote, &peer->remote);
  if (found->stream && sockeye_endpoint_is_unnamed (&peer->remote))
    sockeye_endpoint_set_unnamed (&peer->remote, id);
  peer->link = atomic_load_explicit (&found->link, memory_order_relaxed);
  peer->open = atomic_load_explicit (&found->open, memory_order_acquire);
  peer->closed = atomic_load_explicit (&found->closed, memory_order_relaxed);
  peer->restored = atomic_load_explicit (&found->restored, memory_order_relaxed);
  peer->outlived = atomic_load_explicit (&found->outlived, memory_order_relaxed);
  peer->last_received = load (&found->last[SOCKEYE_RECORD_RECEIVED]);
  peer->last_sent = load (&found->last[SOCKEYE_RECORD_SENT]);
  get_traffic (found->counts, &peer->traffic);
  return TRUE;
}

/**
 * sockeye_peer_table_get_total:
 * @self: a table
 * @total: (out): takes the counters
 *
 * What went over all peers together.
 */
void
sockeye_peer_table_get_total (SockeyePeerTable *self, SockeyeTraffic *total)
{
  get_traffic (self->total, total);
}
