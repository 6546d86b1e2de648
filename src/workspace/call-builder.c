/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "call-builder-private.h"

/* What happens at one end may stand in its capture a little before its cause stands in the other one. */
#define SKEW_US (100 * 1000)

/* One end's calls, and how far they have been drawn. */
typedef struct
{
  const SockeyeCall *calls;
  guint n;
  guint next;
} Reel;

static gboolean
is_client (const SockeyeLadderSource *source)
{
  guint n;
  const SockeyeCall *calls = sockeye_call_tape_get_calls (source->own, &n);

  if (!source->server)
    return source->stream;
  /* A relay is the client of its target. */
  for (guint i = 0; i < n; i++)
    if (calls[i].kind == SOCKEYE_RECORD_EVENT && calls[i].event.type == SOCKEYE_EVENT_CONNECTED)
      return TRUE;
  return FALSE;
}

static void
set_call (SockeyeCallBuilder *self, const Reel *reels, guint tape)
{
  self->tape = tape;
  self->place = reels[tape].next;
  self->call = &reels[tape].calls[self->place];
  self->talk = sockeye_talks_get (self->talks, tape, self->call->peer);
  self->end = self->ends[tape];
  self->other = self->ends[1 - tape];
}

/* Whether what the call is the effect of has still to be drawn. */
static gboolean
lacks_cause (SockeyeCallBuilder *self, const Reel *far)
{
  const SockeyeCall *call = self->call;
  const SockeyeTalk *talk = self->talk;

  if (call->kind == SOCKEYE_RECORD_SENT)
    return FALSE;
  if (call->kind == SOCKEYE_RECORD_RECEIVED && (call->flags & SOCKEYE_RECORD_DATAGRAM) != 0)
    return sockeye_talks_get_match (self->talks, self->tape, self->place) > far->next;
  if (call->kind == SOCKEYE_RECORD_RECEIVED)
    return talk->exact[0] && talk->exact[1] && talk->sent[self->other] < call->position + call->length;
  if (call->event.type == SOCKEYE_EVENT_PEER_CLOSED)
    return talk->fin_at[self->other] == 0;
  return call->event.type == SOCKEYE_EVENT_RESET && !talk->reset;
}

static gboolean
must_wait (SockeyeCallBuilder *self, const Reel *reels, guint tape)
{
  const Reel *far = &reels[1 - tape];

  set_call (self, reels, tape);
  if (far->next == far->n || self->talk == NULL || !sockeye_talk_is_two_ended (self->talk))
    return FALSE;
  return far->calls[far->next].time - self->call->time <= SKEW_US && lacks_cause (self, far);
}

/* Which tape's call comes next: the older one, but no effect before its cause. */
static guint
choose_tape (SockeyeCallBuilder *self, const Reel *reels)
{
  guint older;

  for (guint tape = 0; tape < 2; tape++)
    if (reels[tape].next == reels[tape].n)
      return 1 - tape;
  older = reels[1].calls[reels[1].next].time < reels[0].calls[reels[0].next].time ? 1 : 0;
  return must_wait (self, reels, older) && !must_wait (self, reels, 1 - older) ? 1 - older : older;
}

static void
draw_all (SockeyeCallBuilder *self)
{
  Reel reels[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };

  reels[0].calls = sockeye_call_tape_get_calls (self->source->own, &reels[0].n);
  if (self->source->twin != NULL)
    reels[1].calls = sockeye_call_tape_get_calls (self->source->twin, &reels[1].n);
  while (reels[0].next < reels[0].n || reels[1].next < reels[1].n)
    {
      guint tape = choose_tape (self, reels);

      set_call (self, reels, tape);
      /* The other session may have connections with others. */
      if (tape == 0 || self->call->peer == 0 || self->talk != NULL)
        sockeye_call_builder_draw (self);
      reels[tape].next++;
    }
}

static void
set_address (SockeyeCallBuilder *self, SockeyeLadderEnd end, const SockeyeEndpoint *endpoint)
{
  g_autofree char *address = sockeye_endpoint_to_string (endpoint);

  if (sockeye_endpoint_is_set (endpoint))
    sockeye_call_ladder_set_address (self->ladder, end, address);
  if (sockeye_endpoint_get_family (endpoint) == AF_UNIX)
    sockeye_call_ladder_set_unix (self->ladder);
}

/* Those of the newest connection; without one those that the calls were given. */
static void
set_addresses (SockeyeCallBuilder *self)
{
  guint n;
  const SockeyeCall *calls = sockeye_call_tape_get_calls (self->source->own, &n);
  SockeyePeer peer;

  for (guint i = 0; i < n; i++)
    {
      if (calls[i].kind == SOCKEYE_RECORD_EVENT)
        {
          set_address (self, self->ends[0], &calls[i].event.local);
          set_address (self, self->ends[1], &calls[i].event.remote);
        }
    }
  for (guint i = n; i > 0; i--)
    if (calls[i - 1].peer != 0
        && sockeye_capture_get_peer (sockeye_call_tape_get_capture (self->source->own), calls[i - 1].peer,
                                     &peer))
      {
        set_address (self, self->ends[0], &peer.local);
        set_address (self, self->ends[1], &peer.remote);
        return;
      }
}

/* Times do not change when the oldest calls are dropped. */
static void
set_origin (SockeyeCallBuilder *self)
{
  gint64 own = sockeye_call_tape_get_origin (self->source->own);
  gint64 twin = self->source->twin != NULL ? sockeye_call_tape_get_origin (self->source->twin) : 0;

  sockeye_call_ladder_set_origin (self->ladder, own == 0 || (twin != 0 && twin < own) ? twin : own);
}

/* The other session of a pair may have nothing to do with this connection. */
static gboolean
has_calls (const SockeyeCallTape *tape)
{
  guint n = 0;

  if (tape != NULL)
    sockeye_call_tape_get_calls (tape, &n);
  return n > 0;
}

/**
 * sockeye_call_ladder_build:
 * @source: the calls of one end, or of both
 *
 * Puts the calls in order, and adds what must have gone between the ends. Whatever stands in no record is marked as
 * inferred. A client stands on the left; of two ends of datagrams, this one.
 *
 * Returns: (transfer full): a ladder
 */
SockeyeCallLadder *
sockeye_call_ladder_build (const SockeyeLadderSource *source)
{
  gboolean client = is_client (source);
  gboolean left = client || !source->stream;
  g_autoptr (SockeyeTalks) talks = sockeye_talks_new (source, client);
  SockeyeCallBuilder builder = { .source = source, .talks = talks };

  builder.ladder = source->stream ? sockeye_call_ladder_new (SOCKEYE_PART_CLIENT, SOCKEYE_PART_SERVER)
                                  : sockeye_call_ladder_new (SOCKEYE_PART_PEER, SOCKEYE_PART_PEER);
  builder.ends[0] = left ? SOCKEYE_END_LEFT : SOCKEYE_END_RIGHT;
  builder.ends[1] = left ? SOCKEYE_END_RIGHT : SOCKEYE_END_LEFT;
  sockeye_call_ladder_set_own (builder.ladder, builder.ends[0]);
  if (has_calls (source->twin))
    sockeye_call_ladder_set_own (builder.ladder, builder.ends[1]);
  if (sockeye_call_tape_is_cut (source->own)
      || (source->twin != NULL && sockeye_call_tape_is_cut (source->twin)))
    sockeye_call_ladder_set_cut (builder.ladder);
  set_origin (&builder);
  set_addresses (&builder);
  draw_all (&builder);
  sockeye_call_ladder_finish (builder.ladder);
  return builder.ladder;
}
