/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-talks.h"

/* So long a call may take that sends a datagram. */
#define SENDING_US (20 * 1000)
/* Lost datagrams in a row that are looked behind. */
#define LOST_MAX 64

struct _SockeyeTalks
{
  const SockeyeCallTape *tapes[2]; /* the second one may be NULL */
  gboolean own_is_client;
  GHashTable *talks;  /* id in the own capture -> SockeyeTalk */
  GHashTable *by_end; /* the end that is different for each -> SockeyeTalk, the newest one */
  GHashTable *twins;  /* id in the twin's capture -> SockeyeTalk (NULL: it is with somebody else) */
  guint *matches[2];  /* by call of a tape: the call of the other one, and one more; 0: none */
};

static gpointer
copy_endpoint (const SockeyeEndpoint *endpoint)
{
  return g_memdup2 (endpoint, sizeof *endpoint);
}

/* A client has a port for each connection; whoever is with a server, too. What has no address has a link. */
static void
get_end (const SockeyePeer *peer, gboolean local, SockeyeEndpoint *end)
{
  *end = local ? peer->local : peer->remote;
  if (peer->link != 0)
    sockeye_endpoint_set_unnamed (end, peer->link);
}

static void
add_own (SockeyeTalks *self, guint32 id)
{
  SockeyeTalk *talk = g_hash_table_lookup (self->talks, GUINT_TO_POINTER (id));
  SockeyeEndpoint end;
  SockeyePeer peer;

  if (talk != NULL)
    return;
  talk = g_new0 (SockeyeTalk, 1);
  g_hash_table_insert (self->talks, GUINT_TO_POINTER (id), talk);
  if (!sockeye_capture_get_peer (sockeye_call_tape_get_capture (self->tapes[0]), id, &peer))
    return;
  talk->opened = peer.opened;
  get_end (&peer, self->own_is_client, &end);
  talk->same = g_hash_table_lookup (self->by_end, &end);
  g_hash_table_replace (self->by_end, copy_endpoint (&end), talk);
}

static SockeyeTalk *
find_nearest (SockeyeTalk *newest, gint64 opened)
{
  SockeyeTalk *nearest = newest;

  for (SockeyeTalk *talk = newest; talk != NULL; talk = talk->same)
    if (ABS (talk->opened - opened) < ABS (nearest->opened - opened))
      nearest = talk;
  return nearest;
}

static SockeyeTalk *
find_twin (SockeyeTalks *self, guint32 id)
{
  gpointer known;
  SockeyePeer peer;
  SockeyeEndpoint end;
  SockeyeTalk *talk = NULL;

  if (g_hash_table_lookup_extended (self->twins, GUINT_TO_POINTER (id), NULL, &known))
    return known;
  if (sockeye_capture_get_peer (sockeye_call_tape_get_capture (self->tapes[1]), id, &peer))
    {
      get_end (&peer, !self->own_is_client, &end);
      talk = find_nearest (g_hash_table_lookup (self->by_end, &end), peer.opened);
    }
  g_hash_table_insert (self->twins, GUINT_TO_POINTER (id), talk);
  return talk;
}

static void
note_facts (SockeyeTalks *self, guint tape)
{
  guint n;
  const SockeyeCall *calls = sockeye_call_tape_get_calls (self->tapes[tape], &n);

  for (guint i = 0; i < n; i++)
    {
      SockeyeTalk *talk = sockeye_talks_get (self, tape, calls[i].peer);

      if (talk == NULL)
        continue;
      talk->seen[tape] = TRUE;
      talk->exact[tape] = sockeye_call_tape_is_exact (self->tapes[tape], calls[i].peer);
      talk->received[tape] = sockeye_call_tape_get_received (self->tapes[tape], calls[i].peer);
      if (calls[i].kind != SOCKEYE_RECORD_EVENT)
        continue;
      talk->saw_fin[tape] = talk->saw_fin[tape] || calls[i].event.type == SOCKEYE_EVENT_PEER_CLOSED;
      talk->saw_reset[tape] = talk->saw_reset[tape] || calls[i].event.type == SOCKEYE_EVENT_RESET;
    }
}

/* Whether @received may be what the other end has sent with call @j. */
static gboolean
is_in_time (SockeyeTalks *self, guint to, guint j, const SockeyeCall *received)
{
  guint n;
  const SockeyeCall *sent = sockeye_call_tape_get_calls (self->tapes[1 - to], &n) + j;

  return j < n && sent->kind == SOCKEYE_RECORD_SENT && sent->length == received->length
         && sent->time - received->time <= SENDING_US
         && sockeye_talks_get (self, to, received->peer) == sockeye_talks_get (self, 1 - to, sent->peer);
}

/*
 * A datagram has the kernel's time of its arrival. On one machine it arrives while it is being sent: before the record
 * of its sending, and after that of the one before. While the kernel begins to stamp what arrives, the time is that of
 * the call; then the order tells, for they do not overtake each other.
 */
static void
match_datagrams (SockeyeTalks *self, guint to)
{
  guint n_received, n_sent, at = 0, next = 0;
  const SockeyeCall *received = sockeye_call_tape_get_calls (self->tapes[to], &n_received);
  const SockeyeCall *sent = sockeye_call_tape_get_calls (self->tapes[1 - to], &n_sent);

  for (guint i = 0; i < n_received && next < n_sent; i++)
    {
      guint j;

      if (received[i].kind != SOCKEYE_RECORD_RECEIVED)
        continue;
      while (at < n_sent && sent[at].time < received[i].time)
        at++;
      j = MAX (at, next);
      if (!is_in_time (self, to, j, &received[i]))
        for (j = next; j < next + LOST_MAX && !is_in_time (self, to, j, &received[i]);)
          j++;
      if (!is_in_time (self, to, j, &received[i]))
        continue;
      self->matches[to][i] = j + 1;
      self->matches[1 - to][j] = i + 1;
      next = j + 1;
    }
}

/**
 * sockeye_talks_new:
 * @source: both ends' calls
 * @own_is_client: this end connects
 *
 * Returns: (transfer full): the connections of this end, each with what the other end knows of it
 */
SockeyeTalks *
sockeye_talks_new (const SockeyeLadderSource *source, gboolean own_is_client)
{
  SockeyeTalks *self = g_new0 (SockeyeTalks, 1);
  guint n;
  const SockeyeCall *calls = sockeye_call_tape_get_calls (source->own, &n);

  self->tapes[0] = source->own;
  self->tapes[1] = source->twin;
  self->own_is_client = own_is_client;
  self->talks = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->by_end = g_hash_table_new_full (sockeye_endpoint_hash, sockeye_endpoint_equal, g_free, NULL);
  self->twins = g_hash_table_new (NULL, NULL);
  self->matches[0] = g_new0 (guint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    if (calls[i].peer != 0)
      add_own (self, calls[i].peer);
  note_facts (self, 0);
  if (source->twin == NULL)
    return self;

  sockeye_call_tape_get_calls (source->twin, &n);
  self->matches[1] = g_new0 (guint, MAX (n, 1));
  note_facts (self, 1);
  if (!source->stream)
    {
      match_datagrams (self, 0);
      match_datagrams (self, 1);
    }
  return self;
}

/**
 * sockeye_talks_free:
 * @self: (transfer full): connections
 */
void
sockeye_talks_free (SockeyeTalks *self)
{
  g_hash_table_unref (self->talks);
  g_hash_table_unref (self->by_end);
  g_hash_table_unref (self->twins);
  g_free (self->matches[0]);
  g_free (self->matches[1]);
  g_free (self);
}

/**
 * sockeye_talks_get:
 * @self: connections
 * @tape: 0: this end's, 1: the other one's
 * @peer: an id in the capture of that end
 *
 * Returns: (nullable) (transfer none): the connection; %NULL: it is not one with the other end of these
 */
SockeyeTalk *
sockeye_talks_get (SockeyeTalks *self, guint tape, guint32 peer)
{
  if (peer == 0)
    return NULL;
  return tape == 0 ? g_hash_table_lookup (self->talks, GUINT_TO_POINTER (peer)) : find_twin (self, peer);
}

/**
 * sockeye_talks_get_match:
 * @self: connections
 * @tape: 0: this end's, 1: the other one's
 * @call: a datagram's place there
 *
 * Returns: the place of the same datagram in the other tape, and one more; 0: it is not known
 */
guint
sockeye_talks_get_match (SockeyeTalks *self, guint tape, guint call)
{
  return self->matches[tape][call];
}

/**
 * sockeye_talk_is_two_ended:
 * @talk: a connection
 *
 * Returns: whether the calls of both of its ends are known
 */
gboolean
sockeye_talk_is_two_ended (const SockeyeTalk *talk)
{
  return talk->seen[0] && talk->seen[1];
}
