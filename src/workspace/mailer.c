/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mailer.h"

#include "errors.h"

#include <stdatomic.h>

struct _SockeyeMailer
{
  SockeyeCapture *capture;
  _Atomic guint64 counter; /* messages so far */
};

/**
 * sockeye_mailer_new:
 * @capture: knows the peers by their ids
 *
 * Returns: (transfer full): a mailer whose first message is number 1
 */
SockeyeMailer *
sockeye_mailer_new (SockeyeCapture *capture)
{
  SockeyeMailer *self = g_atomic_rc_box_new0 (SockeyeMailer);

  self->capture = g_object_ref (capture);
  return self;
}

/**
 * sockeye_mailer_ref:
 *
 * Returns: (transfer full): the same
 */
SockeyeMailer *
sockeye_mailer_ref (SockeyeMailer *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SockeyeMailer *self)
{
  g_clear_object (&self->capture);
}

/**
 * sockeye_mailer_unref:
 *
 * Drops a reference. Any thread.
 */
void
sockeye_mailer_unref (SockeyeMailer *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sockeye_mailer_get_counter:
 *
 * Returns: how many messages there were; ${counter} of the next one is one more
 */
guint64
sockeye_mailer_get_counter (SockeyeMailer *self)
{
  return atomic_load (&self->counter);
}

/**
 * sockeye_mailer_reset_counter:
 *
 * Counts from 1 again.
 */
void
sockeye_mailer_reset_counter (SockeyeMailer *self)
{
  atomic_store (&self->counter, 0);
}

typedef struct
{
  SockeyeMailer *mailer;
  SockeyeOutlet *outlet;
  SockeyePayloadTemplate *message;
  SockeyeVariableValues values;
  guint64 n_bytes;
} Letter;

/* The ends as text: a connection's are in the capture, those of datagrams in the target. */
static char *
describe_peer (Letter *self, const SockeyeTarget *target, guint32 peer)
{
  SockeyeEndpoint endpoint;
  SockeyePeer known;

  if (peer != 0 && sockeye_capture_get_peer (self->mailer->capture, peer, &known))
    return sockeye_endpoint_to_string (&known.remote);
  if (target->host == NULL)
    return g_strdup ("");
  /* NULL: a name is no error here. */
  if (sockeye_endpoint_set_literal (&endpoint, target->host, target->port, NULL))
    return sockeye_endpoint_to_string (&endpoint);
  return g_strdup_printf ("%s:%u", target->host, target->port);
}

static char *
describe_local (Letter *self, guint32 peer)
{
  SockeyeEndpoint local;
  SockeyePeer known;

  if (peer != 0 && sockeye_capture_get_peer (self->mailer->capture, peer, &known) && known.stream)
    return sockeye_endpoint_to_string (&known.local);
  sockeye_outlet_get_local (self->outlet, &local);
  return sockeye_endpoint_is_set (&local) ? sockeye_endpoint_to_string (&local) : g_strdup ("");
}

static gboolean
post_payload (Letter *self, const SockeyeTarget *target, GError **error)
{
  g_autoptr (GBytes) payload = sockeye_payload_template_make (self->message, &self->values, error);

  if (payload == NULL || !sockeye_outlet_send (self->outlet, target, payload, error))
    return FALSE;
  self->n_bytes += g_bytes_get_size (payload);
  return TRUE;
}

static gboolean
send_to_one (Letter *self, const SockeyeTarget *target, guint32 peer, GError **error)
{
  g_autofree char *remote = describe_peer (self, target, peer);
  g_autofree char *local = describe_local (self, peer);
  SockeyeTarget one = { .kind = SOCKEYE_TARGET_PEER, .peer = peer };

  self->values.peer = remote;
  self->values.local = local;
  return post_payload (self, peer != 0 ? &one : target, error);
}

/* Some of several may have ended, or have no room: it is an error only when nobody got it. */
static gboolean
send_to_each (Letter *self, const SockeyeTarget *target, GError **error)
{
  guint n_peers = 0;
  g_autofree guint32 *peers = sockeye_outlet_list_peers (self->outlet, target, &n_peers, error);
  g_autoptr (GError) first = NULL;
  gboolean sent = FALSE;

  if (peers == NULL)
    return FALSE;
  for (guint i = 0; i < n_peers; i++)
    sent |= send_to_one (self, target, peers[i], first == NULL ? &first : NULL);

  if (!sent)
    g_propagate_error (error, g_steal_pointer (&first));
  return sent;
}

/**
 * sockeye_mailer_send:
 * @outlet: where to send
 * @target: who is to get it
 * @message: what to send; each far end gets a payload of its own when it names the ends
 * @matches: (array length=n_matches) (nullable): what ${0}, ${1} … stand for
 * @n_matches: how many
 * @n_bytes: (out) (optional): how many bytes its payload had
 * @error: as of sockeye_outlet_send(), or %SOCKEYE_ERROR_INVALID_RANGE
 *
 * Makes the next payload of @message and queues it. Never blocks.
 *
 * Returns: whether anybody will get it
 */
gboolean
sockeye_mailer_send (SockeyeMailer *self,
                     SockeyeOutlet *outlet,
                     const SockeyeTarget *target,
                     SockeyePayloadTemplate *message,
                     GBytes *const *matches,
                     guint n_matches,
                     guint64 *n_bytes,
                     GError **error)
{
  Letter letter = { .mailer = self, .outlet = outlet, .message = message };
  gboolean sent;

  letter.values.time = g_get_real_time ();
  letter.values.counter = atomic_fetch_add (&self->counter, 1) + 1;
  letter.values.matches = matches;
  letter.values.n_matches = n_matches;
  sent = sockeye_payload_template_names_ends (message) ? send_to_each (&letter, target, error)
                                                       : post_payload (&letter, target, error);
  /* What nobody got has no number. */
  if (!sent)
    atomic_fetch_sub (&self->counter, 1);
  else if (n_bytes != NULL)
    *n_bytes = letter.n_bytes;
  return sent;
}
