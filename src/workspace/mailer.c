/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mailer.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <stdatomic.h>

/* Bytes of one message in all its copies. A payload that is the same for everybody is shared, these are not. */
#define COPIES_MAX (64u << 20)

struct _SockeyeMailer
{
  SockeyeCapture *capture;

  /* Held from the moment a message takes its number until it is queued, so that no number is used twice, or missing. */
  GMutex counting;
  _Atomic guint64 counter; /* messages with a number so far */
};

/**
 * sockeye_mailer_new:
 * @capture: knows the peers by their ids
 *
 * Returns: (transfer full): a mailer that counts from 1
 */
SockeyeMailer *
sockeye_mailer_new (SockeyeCapture *capture)
{
  SockeyeMailer *self = g_atomic_rc_box_new0 (SockeyeMailer);

  self->capture = g_object_ref (capture);
  g_mutex_init (&self->counting);
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
  g_mutex_clear (&self->counting);
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
 * Returns: how many messages with ${counter} there were; that of the next one is one more
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
  g_mutex_lock (&self->counting);
  atomic_store (&self->counter, 0);
  g_mutex_unlock (&self->counting);
}

typedef struct
{
  SockeyeMailer *mailer;
  SockeyeOutlet *outlet;
  const SockeyeTarget *target;
  SockeyePayloadTemplate *message;
  SockeyeVariableValues values;
  guint64 n_bytes;
} Letter;

/* Where datagrams go to, as text: a name stays one, it is looked up later. */
static char *
describe_address (Letter *self)
{
  gboolean by_default = self->target->kind == SOCKEYE_TARGET_DEFAULT;
  guint16 port = self->target->port;
  const char *host = by_default ? sockeye_outlet_get_remote (self->outlet, &port) : self->target->host;
  g_autofree char *name = g_strstrip (g_strdup (host != NULL ? host : ""));
  SockeyeEndpoint endpoint;

  if (sockeye_protocol_is_unix (sockeye_outlet_get_protocol (self->outlet)))
    return g_strdup (host != NULL ? host : "");

  /* NULL: a name is no error here. */
  if (sockeye_endpoint_set_literal (&endpoint, name, port, NULL))
    return sockeye_endpoint_to_string (&endpoint);
  return g_strdup_printf ("%s:%u", name, port);
}

static char *
describe_peer (Letter *self, guint32 peer)
{
  SockeyePeer known;

  if (peer == 0)
    return describe_address (self);
  return sockeye_capture_get_peer (self->mailer->capture, peer, &known)
             ? sockeye_endpoint_to_string (&known.remote)
             : g_strdup ("");
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

/**
 * sockeye_mailer_describe_ends:
 * @outlet: where would be sent
 * @target: who would get it
 * @peer: (out): what ${peer} would be for the first of them
 * @local: (out): what ${local} would be
 *
 * Returns: whether there is anybody; if not, nothing is set
 */
gboolean
sockeye_mailer_describe_ends (SockeyeMailer *self,
                              SockeyeOutlet *outlet,
                              const SockeyeTarget *target,
                              char **peer,
                              char **local)
{
  Letter letter = { .mailer = self, .outlet = outlet, .target = target };
  guint n_peers = 0;
  /* NULL: that there is nobody is no error, as long as nothing is to be sent. */
  g_autofree guint32 *peers = sockeye_outlet_list_peers (outlet, target, &n_peers, NULL);

  if (peers == NULL)
    return FALSE;
  *peer = describe_peer (&letter, peers[0]);
  *local = describe_local (&letter, peers[0]);
  return TRUE;
}

static GBytes *
make (Letter *self, GError **error)
{
  GBytes *payload = sockeye_payload_template_make (self->message, &self->values, error);

  if (payload != NULL)
    self->n_bytes = MAX (self->n_bytes, g_bytes_get_size (payload));
  return payload;
}

static GBytes *
make_for (Letter *self, guint32 peer, GError **error)
{
  g_autofree char *remote = describe_peer (self, peer);
  g_autofree char *local = describe_local (self, peer);

  self->values.peer = remote;
  self->values.local = local;
  return make (self, error);
}

static gboolean
set_too_many (guint n_peers, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%'u", n_peers);
  g_autofree char *limit = g_format_size_full (COPIES_MAX, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE,
      /* Translators: a number of connections, more than one, and a size, such as "64.0 MiB" */
      _ ("Nothing was sent, because with ${peer} or ${local} each of the %s connections gets a text of its "
         "own, and together they are larger than %s. Send less, or to fewer connections."),
      number, limit);
  return FALSE;
}

/* All of them, before the first is queued: nobody gets half of a message that has an error. */
static gboolean
make_for_each (Letter *self, const guint32 *peers, guint n_peers, GPtrArray *payloads, GError **error)
{
  gsize total = 0;

  for (guint i = 0; i < n_peers; i++)
    {
      GBytes *payload = make_for (self, peers[i], error);

      if (payload == NULL)
        return FALSE;
      g_ptr_array_add (payloads, payload);
      total += g_bytes_get_size (payload);
      if (n_peers > 1 && total > COPIES_MAX)
        return set_too_many (n_peers, error);
    }
  return TRUE;
}

static gboolean
send_datagram (Letter *self, guint32 peer, GError **error)
{
  const SockeyeTarget sender = { .kind = SOCKEYE_TARGET_PEER, .peer = peer };
  g_autoptr (GBytes) payload = make_for (self, peer, error);

  return payload != NULL
         && sockeye_outlet_send (self->outlet, peer != 0 ? &sender : self->target, payload, error);
}

static gboolean
send_to_each (Letter *self, GError **error)
{
  guint n_peers = 0;
  g_autofree guint32 *peers = sockeye_outlet_list_peers (self->outlet, self->target, &n_peers, error);
  g_autoptr (GPtrArray) payloads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  if (peers == NULL)
    return FALSE;
  if (sockeye_protocol_is_datagram (sockeye_outlet_get_protocol (self->outlet)))
    return send_datagram (self, peers[0], error);

  return make_for_each (self, peers, n_peers, payloads, error)
         && sockeye_outlet_send_each (self->outlet, peers, (GBytes *const *) payloads->pdata, n_peers, error);
}

static gboolean
post (Letter *self, GError **error)
{
  g_autoptr (GBytes) payload = NULL;

  self->values.time = g_get_real_time ();
  if (sockeye_payload_template_names_ends (self->message))
    return send_to_each (self, error);

  payload = make (self, error);
  return payload != NULL && sockeye_outlet_send (self->outlet, self->target, payload, error);
}

/* What nobody gets has no number. */
static gboolean
post_counted (Letter *self, GError **error)
{
  SockeyeMailer *mailer = self->mailer;
  gboolean sent;

  g_mutex_lock (&mailer->counting);
  self->values.counter = atomic_load (&mailer->counter) + 1;
  sent = post (self, error);
  if (sent)
    atomic_store (&mailer->counter, self->values.counter);
  g_mutex_unlock (&mailer->counting);
  return sent;
}

static gboolean
set_not_open (GError **error)
{
  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN,
                       _ ("Nothing was sent, because the socket is closed. Open it, and send again."));
  return FALSE;
}

/**
 * sockeye_mailer_send:
 * @outlet: (nullable): where to send; %NULL: the session has none, it was never open
 * @target: who is to get it
 * @message: what to send; each far end gets a payload of its own when it names the ends
 * @matches: (array length=n_matches) (nullable): what ${0}, ${1} … stand for
 * @n_matches: how many
 * @n_bytes: (out) (optional): how many bytes a far end gets; the most, when each gets a payload of its own
 * @error: as of sockeye_outlet_send() and sockeye_payload_template_make()
 *
 * Makes the next payload of @message and queues it. Never waits for the far ends. Any thread.
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
  Letter letter = { .mailer = self, .outlet = outlet, .target = target, .message = message };
  gboolean sent;

  if (outlet == NULL)
    return set_not_open (error);

  letter.values.matches = matches;
  letter.values.n_matches = n_matches;
  sent = sockeye_payload_template_counts (message) ? post_counted (&letter, error) : post (&letter, error);
  if (sent && n_bytes != NULL)
    *n_bytes = letter.n_bytes;
  return sent;
}
