/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-feed.h"

/* Records of each capture that are looked at in a frame. */
#define BUDGET 20000u
/* Records of a saved capture that are looked at to learn what it is of. */
#define BEGINNING 1000u

struct _SockeyeCallFeed
{
  SockeyeWorkspace
      *workspaces[2]; /* the second one is weak: its session ends with its own page; what it told stays */
  SockeyeCallTape *tapes[2];    /* the second one may be NULL */
  SockeyeProtocol far_protocol; /* of the second one, as long as there was one */
  gboolean document;
  gboolean joined;          /* the second one was found: it is the far end of the chosen connection only */
  SockeyeProtocol protocol; /* of the session, when the tapes were wound */
  gboolean with_twin;       /* the other one of the pair plays the other end */
  guint32 chosen;           /* 0: no connection in particular */
};

static SockeyeProtocol
get_protocol (SockeyeWorkspace *workspace)
{
  return sockeye_session_get_protocol (sockeye_workspace_get_session (workspace));
}

/* What a saved capture tells of was done by another session, perhaps without anybody at the far end. */
static SockeyeProtocol
find_in_beginning (SockeyeCapture *capture)
{
  guint64 first = sockeye_capture_get_first (capture);
  SockeyeRecord record;

  for (guint64 i = first; i < first + BEGINNING && sockeye_capture_get_record (capture, i, &record); i++)
    {
      guint32 type = record.kind == SOCKEYE_RECORD_EVENT ? record.newlines : SOCKEYE_EVENT_NONE;

      if (type == SOCKEYE_EVENT_BOUND || type == SOCKEYE_EVENT_UNBOUND)
        return SOCKEYE_PROTOCOL_UDP;
      if (type == SOCKEYE_EVENT_LISTENING || type == SOCKEYE_EVENT_ACCEPTED)
        return SOCKEYE_PROTOCOL_TCP_SERVER;
    }
  return SOCKEYE_PROTOCOL_TCP_CLIENT;
}

static SockeyeProtocol
find_protocol (SockeyeCallFeed *self)
{
  SockeyeCapture *capture = sockeye_workspace_get_capture (self->workspaces[0]);
  SockeyePeer peer;

  if (!self->document)
    return get_protocol (self->workspaces[0]);
  if (sockeye_capture_get_peer (capture, 1, &peer) && !peer.stream)
    return SOCKEYE_PROTOCOL_UDP;
  return find_in_beginning (capture);
}

/* A pair is one only as long as each plays the end that the other one needs. */
static gboolean
are_counterparts (SockeyeProtocol a, SockeyeProtocol b)
{
  if (sockeye_protocol_is_unix (a) != sockeye_protocol_is_unix (b))
    return FALSE;
  if (sockeye_protocol_is_datagram (a) || sockeye_protocol_is_datagram (b))
    return a == b;
  return sockeye_protocol_is_server (a) != sockeye_protocol_is_server (b);
}

/**
 * sockeye_call_feed_new:
 * @own: whose calls
 * @twin: (nullable): the other one of a pair
 * @document: @own holds a saved capture; what kind of session it was is found in there
 *
 * Returns: (transfer full): a feed; nothing has been read
 */
SockeyeCallFeed *
sockeye_call_feed_new (SockeyeWorkspace *own, SockeyeWorkspace *twin, gboolean document)
{
  SockeyeCallFeed *self = g_new0 (SockeyeCallFeed, 1);

  self->document = document;
  self->workspaces[0] = g_object_ref (own);
  self->tapes[0] = sockeye_call_tape_new (sockeye_workspace_get_capture (own));
  if (twin != NULL)
    {
      g_set_weak_pointer (&self->workspaces[1], twin);
      self->tapes[1] = sockeye_call_tape_new (sockeye_workspace_get_capture (twin));
    }
  sockeye_call_feed_choose (self, 0);
  return self;
}

/**
 * sockeye_call_feed_join:
 * @self: a feed of a session without another one of a pair
 * @twin: (nullable): the session that is the far end of the chosen connection
 *
 * Begins anew with what that one knows, unless it is the same as before. In other connections than a chosen one it takes
 * no part.
 */
void
sockeye_call_feed_join (SockeyeCallFeed *self, SockeyeWorkspace *twin)
{
  if (self->workspaces[1] == twin && self->joined == (twin != NULL))
    return;
  g_set_weak_pointer (&self->workspaces[1], twin);
  g_clear_pointer (&self->tapes[1], sockeye_call_tape_free);
  if (twin != NULL)
    self->tapes[1] = sockeye_call_tape_new (sockeye_workspace_get_capture (twin));
  self->joined = twin != NULL;
  sockeye_call_feed_choose (self, self->chosen);
}

/**
 * sockeye_call_feed_is_joined:
 * @self: a feed
 *
 * Returns: whether there is a session that was found, see sockeye_call_feed_join(). It may be gone meanwhile
 */
gboolean
sockeye_call_feed_is_joined (SockeyeCallFeed *self)
{
  return self->joined;
}

/**
 * sockeye_call_feed_free:
 * @self: (transfer full): a feed
 */
void
sockeye_call_feed_free (SockeyeCallFeed *self)
{
  g_clear_object (&self->workspaces[0]);
  g_clear_weak_pointer (&self->workspaces[1]);
  for (guint i = 0; i < 2; i++)
    sockeye_call_tape_free (self->tapes[i]);
  g_free (self);
}

/**
 * sockeye_call_feed_get_workspace:
 * @self: a feed
 * @tape: 0: of this end, 1: of the other one
 *
 * Returns: (transfer none) (nullable): whose records these are; %NULL: there is none, or it is gone
 */
SockeyeWorkspace *
sockeye_call_feed_get_workspace (SockeyeCallFeed *self, guint tape)
{
  return self->workspaces[tape];
}

/**
 * sockeye_call_feed_is_whole:
 * @self: a feed
 *
 * Returns: whether without a connection in particular all of the session is shown: a client has one at a time. A server's
 *   and a datagram socket's far ends are many, so then their own socket is all
 */
gboolean
sockeye_call_feed_is_whole (SockeyeCallFeed *self)
{
  return !sockeye_protocol_is_datagram (self->protocol) && !sockeye_protocol_is_server (self->protocol);
}

/**
 * sockeye_call_feed_list_peers:
 * @self: a feed
 *
 * Returns: (transfer full): ids of connections to choose from (guint32), the newest first
 */
GArray *
sockeye_call_feed_list_peers (SockeyeCallFeed *self)
{
  GArray *peers = g_array_new (FALSE, FALSE, sizeof (guint32));
  SockeyeCapture *capture = sockeye_workspace_get_capture (self->workspaces[0]);
  guint32 newest = sockeye_capture_get_n_peers (capture);
  guint32 oldest = newest > SOCKEYE_CALL_CHOICES_LOOKED_AT ? newest - SOCKEYE_CALL_CHOICES_LOOKED_AT : 0;
  gboolean stream = !sockeye_protocol_is_datagram (self->protocol);

  for (guint32 id = newest; id > oldest && peers->len < SOCKEYE_CALL_CHOICES_MAX; id--)
    {
      SockeyePeer peer;

      if (sockeye_capture_get_peer (capture, id, &peer) && peer.stream == stream)
        g_array_append_val (peers, id);
    }
  return peers;
}

/**
 * sockeye_call_feed_get_default:
 * @self: a feed
 *
 * Returns: what is shown unless something is chosen: of a client all, otherwise, and where the far end was found, the
 *   newest connection or far end
 */
guint32
sockeye_call_feed_get_default (SockeyeCallFeed *self)
{
  g_autoptr (GArray) peers = NULL;

  if (sockeye_call_feed_is_whole (self) && !self->joined)
    return 0;
  peers = sockeye_call_feed_list_peers (self);
  return peers->len > 0 ? g_array_index (peers, guint32, 0) : 0;
}

/**
 * sockeye_call_feed_get_chosen:
 * @self: a feed
 *
 * Returns: the connection whose ladder it is; 0: none in particular
 */
guint32
sockeye_call_feed_get_chosen (SockeyeCallFeed *self)
{
  return self->chosen;
}

/* The other one of a pair plays the far end of all that a client does. */
static gboolean
takes_part (SockeyeCallFeed *self, gboolean particular)
{
  if (self->workspaces[1] != NULL)
    self->far_protocol = get_protocol (self->workspaces[1]);
  return self->tapes[1] != NULL && are_counterparts (self->protocol, self->far_protocol)
         && (particular || (!self->joined && sockeye_call_feed_is_whole (self)));
}

static void
wind_twin (SockeyeCallFeed *self, const SockeyePeer *peer)
{
  self->with_twin = takes_part (self, peer != NULL);
  if (!self->with_twin)
    return;
  if (peer != NULL)
    sockeye_call_tape_choose_far_end (self->tapes[1], peer);
  else
    sockeye_call_tape_choose (self->tapes[1], 0);
}

/**
 * sockeye_call_feed_choose:
 * @self: a feed
 * @peer: a connection; 0: none in particular, see sockeye_call_feed_is_whole()
 *
 * Begins anew.
 */
void
sockeye_call_feed_choose (SockeyeCallFeed *self, guint32 peer)
{
  SockeyePeer facts;
  gboolean found = peer != 0
                   && sockeye_capture_get_peer (sockeye_workspace_get_capture (self->workspaces[0]), peer,
                                                &facts);

  self->protocol = find_protocol (self);
  self->chosen = found ? peer : 0;
  if (found || sockeye_call_feed_is_whole (self))
    sockeye_call_tape_choose (self->tapes[0], self->chosen);
  else
    sockeye_call_tape_choose_nobody (self->tapes[0]);
  wind_twin (self, found ? &facts : NULL);
}

/* The user may have chosen another protocol for the next opening. */
static gboolean
is_stale (SockeyeCallFeed *self)
{
  return self->protocol != find_protocol (self) || self->with_twin != takes_part (self, self->chosen != 0);
}

/**
 * sockeye_call_feed_read:
 * @self: a feed
 *
 * Goes on reading, for the time that a frame has.
 *
 * Returns: whether there is anything new
 */
gboolean
sockeye_call_feed_read (SockeyeCallFeed *self)
{
  gboolean news = is_stale (self);

  if (news)
    sockeye_call_feed_choose (self, self->protocol == find_protocol (self) ? self->chosen : 0);
  for (guint i = 0; i < (self->with_twin ? 2u : 1u); i++)
    news = sockeye_call_tape_read (self->tapes[i], BUDGET) || news;
  return news;
}

/**
 * sockeye_call_feed_is_behind:
 * @self: a feed
 *
 * Returns: whether there is more to be read
 */
gboolean
sockeye_call_feed_is_behind (SockeyeCallFeed *self)
{
  return sockeye_call_tape_is_behind (self->tapes[0])
         || (self->with_twin && sockeye_call_tape_is_behind (self->tapes[1]));
}

/**
 * sockeye_call_feed_watch:
 * @self: a feed
 *
 * Asks for news of all whose records it reads, see sockeye_workspace_watch().
 */
void
sockeye_call_feed_watch (SockeyeCallFeed *self)
{
  for (guint i = 0; i < 2; i++)
    if (self->workspaces[i] != NULL)
      sockeye_workspace_watch (self->workspaces[i]);
}

/**
 * sockeye_call_feed_build:
 * @self: a feed
 *
 * Returns: (transfer full): a ladder of what was read
 */
SockeyeCallLadder *
sockeye_call_feed_build (SockeyeCallFeed *self)
{
  SockeyeLadderSource source = { .own = self->tapes[0],
                                 .twin = self->with_twin ? self->tapes[1] : NULL,
                                 .stream = !sockeye_protocol_is_datagram (self->protocol),
                                 .server = sockeye_protocol_is_server (self->protocol) };

  return sockeye_call_ladder_build (&source);
}
