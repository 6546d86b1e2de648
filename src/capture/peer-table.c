/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "peer-table.h"

#include <stdatomic.h>
#include <string.h>

#define BLOCK_BITS   10
#define BLOCK_LENGTH (1u << BLOCK_BITS)
#define N_BLOCKS     (SOCKEYE_N_PEERS_MAX / BLOCK_LENGTH)

/* Most addresses are short; a path is kept beside. */
typedef struct
{
  guint16 length;
  guint8 bytes[sizeof (struct sockaddr_in6)];
  guint8 *path;
} Address;

/* One direction. */
typedef struct
{
  _Atomic guint64 messages;
  _Atomic guint64 bytes;
  _Atomic guint64 last; /* its newest record's number plus one */
} Direction;

typedef struct
{
  Address local;
  Address remote;
  gint64 opened;
  _Atomic gint64 closed;
  Direction received;
  Direction sent;
  gboolean stream;
} Entry;

struct _SockeyePeerTable
{
  Entry *_Atomic blocks[N_BLOCKS];
  _Atomic guint32 n;
  _Atomic guint32 n_open;
};

static Entry *
get_entry (SockeyePeerTable *self, guint32 id)
{
  return &atomic_load_explicit (&self->blocks[(id - 1) >> BLOCK_BITS],
                                memory_order_acquire)[(id - 1) % BLOCK_LENGTH];
}

static void
store_address (Address *address, const SockeyeEndpoint *endpoint)
{
  address->length = endpoint != NULL ? (guint16) endpoint->length : 0;
  if (address->length > sizeof address->bytes)
    address->path = g_memdup2 (&endpoint->any, address->length);
  else if (address->length > 0)
    memcpy (address->bytes, &endpoint->any, address->length);
}

static void
load_address (const Address *address, SockeyeEndpoint *endpoint)
{
  const void *bytes = address->path != NULL ? address->path : address->bytes;

  sockeye_endpoint_clear (endpoint);
  if (address->length > 0)
    sockeye_endpoint_set_native (endpoint, bytes, address->length);
}

/* There is one writer, so a plain addition is enough. */
static void
add (_Atomic guint64 *counter, guint64 n)
{
  atomic_store_explicit (counter, atomic_load_explicit (counter, memory_order_relaxed) + n,
                         memory_order_relaxed);
}

/**
 * sockeye_peer_table_new:
 *
 * Returns: (transfer full): an empty table
 */
SockeyePeerTable *
sockeye_peer_table_new (void)
{
  return g_new0 (SockeyePeerTable, 1);
}

/**
 * sockeye_peer_table_free:
 * @self: (transfer full): a table
 */
void
sockeye_peer_table_free (SockeyePeerTable *self)
{
  for (guint32 id = 1; id <= atomic_load (&self->n); id++)
    {
      g_free (get_entry (self, id)->local.path);
      g_free (get_entry (self, id)->remote.path);
    }
  for (guint i = 0; i < N_BLOCKS; i++)
    g_free (atomic_load (&self->blocks[i]));
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
 * Returns: its id, or 0 when the table is full
 */
guint32
sockeye_peer_table_add (SockeyePeerTable *self,
                        const SockeyeEndpoint *local,
                        const SockeyeEndpoint *remote,
                        gboolean stream,
                        gint64 time)
{
  guint32 id = atomic_load (&self->n) + 1;
  Entry *entry;

  if (id > SOCKEYE_N_PEERS_MAX)
    return 0;

  if ((id - 1) % BLOCK_LENGTH == 0)
    atomic_store (&self->blocks[(id - 1) >> BLOCK_BITS], g_new0 (Entry, BLOCK_LENGTH));
  entry = get_entry (self, id);
  store_address (&entry->local, local);
  store_address (&entry->remote, remote);
  entry->stream = stream;
  entry->opened = time;
  if (stream)
    atomic_fetch_add (&self->n_open, 1);
  atomic_store_explicit (&self->n, id, memory_order_release);
  return id;
}

/**
 * sockeye_peer_table_close:
 * @self: a table
 * @id: a connection
 * @time: now, microseconds since the Epoch
 */
void
sockeye_peer_table_close (SockeyePeerTable *self, guint32 id, gint64 time)
{
  Entry *entry;

  if (id == 0 || id > atomic_load (&self->n))
    return;

  entry = get_entry (self, id);
  if (atomic_load (&entry->closed) != 0)
    return;
  atomic_store (&entry->closed, MAX (time, 1));
  if (entry->stream)
    atomic_fetch_sub (&self->n_open, 1);
}

/**
 * sockeye_peer_table_count:
 * @self: a table
 * @id: a peer
 * @sent: the direction
 * @number: the number of the record
 * @length: its bytes
 * @odd: (out): whether an odd number of bytes came before in this direction
 *
 * Counts a record.
 *
 * Returns: the number plus one of the record before in this direction; 0: there was none
 */
guint64
sockeye_peer_table_count (SockeyePeerTable *self,
                          guint32 id,
                          gboolean sent,
                          guint64 number,
                          guint32 length,
                          gboolean *odd)
{
  Direction *direction;
  guint64 before;

  *odd = FALSE;
  if (id == 0 || id > atomic_load_explicit (&self->n, memory_order_relaxed))
    return 0;

  direction = sent ? &get_entry (self, id)->sent : &get_entry (self, id)->received;
  before = atomic_load_explicit (&direction->last, memory_order_relaxed);
  *odd = (atomic_load_explicit (&direction->bytes, memory_order_relaxed) & 1) != 0;
  add (&direction->messages, 1);
  add (&direction->bytes, length);
  atomic_store_explicit (&direction->last, number + 1, memory_order_relaxed);
  return before;
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
 * Returns: how many connections are open
 */
guint32
sockeye_peer_table_get_n_open (SockeyePeerTable *self)
{
  return atomic_load (&self->n_open);
}

static void
load_direction (const Direction *direction, guint64 *messages, guint64 *bytes, guint64 *last)
{
  *messages = atomic_load_explicit (&direction->messages, memory_order_relaxed);
  *bytes = atomic_load_explicit (&direction->bytes, memory_order_relaxed);
  *last = atomic_load_explicit (&direction->last, memory_order_relaxed);
}

/**
 * sockeye_peer_table_get:
 * @self: a table
 * @id: a peer
 * @peer: (out): what is known of it
 *
 * Returns: %FALSE when there is no such peer
 */
gboolean
sockeye_peer_table_get (SockeyePeerTable *self, guint32 id, SockeyePeer *peer)
{
  const Entry *entry;

  if (id == 0 || id > sockeye_peer_table_get_n (self))
    return FALSE;

  entry = get_entry (self, id);
  peer->id = id;
  peer->stream = entry->stream;
  load_address (&entry->local, &peer->local);
  load_address (&entry->remote, &peer->remote);
  peer->opened = entry->opened;
  peer->closed = atomic_load (&entry->closed);
  peer->open = entry->stream && peer->closed == 0;
  load_direction (&entry->received, &peer->traffic.received_messages, &peer->traffic.received_bytes,
                  &peer->last_received);
  load_direction (&entry->sent, &peer->traffic.sent_messages, &peer->traffic.sent_bytes, &peer->last_sent);
  return TRUE;
}
