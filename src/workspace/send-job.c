/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send-job.h"

#include "errors.h"

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)
/* What is lost when the program could not run for so long (the machine slept) is not made up for. */
#define LAG_MAX_NS NS_PER_SECOND
/* When so little waits for one far end, it gets as much again: often enough that it never has to wait, and rarely enough
 * that waking this thread costs nothing. */
#define QUEUE_BYTES    (512u << 10)
#define QUEUE_MESSAGES 512
/* With a pace, what a far end may fall behind before it is waited for or passed over. */
#define LAG_BYTES    (64u << 20)
#define LAG_MESSAGES 65536

typedef struct
{
  SockeyePayloadTemplate *message;
  gint64 gap; /* microseconds to the next sending */
} Step;

struct _SockeyeSendJob
{
  SockeyeJob parent_instance;

  GArray *steps; /* of Step */
  guint64 rounds;
  SockeyePaceKind pace;
  double per_second;
};

G_DEFINE_FINAL_TYPE (SockeyeSendJob, sockeye_send_job, SOCKEYE_TYPE_JOB)

static void
clear_step (gpointer data)
{
  Step *step = data;

  sockeye_payload_template_unref (step->message);
}

static const Step *
get_step (SockeyeSendJob *self, guint64 number)
{
  return &g_array_index (self->steps, Step, (guint) (number % self->steps->len));
}

/* --- At a pace */

static gint64
get_gap_ns (SockeyeSendJob *self, const Step *step, guint64 n_bytes)
{
  switch (self->pace)
    {
    case SOCKEYE_PACE_MESSAGES:
      return (gint64) (NS_PER_SECOND / self->per_second);
    case SOCKEYE_PACE_BYTES:
      return (gint64) ((double) n_bytes * NS_PER_SECOND / self->per_second);
    case SOCKEYE_PACE_GAPS:
    case SOCKEYE_PACE_FLAT_OUT:
    default:
      return step->gap * 1000;
    }
}

/* One far end is waited for; of several those that have no room are passed over. FALSE: nothing is to be sent now. */
static gboolean
choose_peers (SockeyeSendJob *self, SockeyeTarget *target, guint32 **peers, gboolean *passed, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self);
  SockeyeOutlet *outlet = sockeye_job_get_outlet (job);
  guint n_peers, n_room;

  *passed = FALSE;
  *peers = sockeye_outlet_list_peers (outlet, target, &n_peers, error);
  if (*peers == NULL)
    return FALSE;
  if (n_peers == 1)
    {
      n_room = sockeye_job_wait_for_room (job, *peers, &n_peers, LAG_BYTES, LAG_MESSAGES);
      /* When it has ended, sending says so. */
      return n_room == 1 || n_peers == 0;
    }

  n_room = sockeye_outlet_wait_for_room (outlet, *peers, &n_peers, LAG_BYTES, LAG_MESSAGES, 0);
  sockeye_job_count_skipped (job, n_peers - n_room);
  *passed = n_room == 0 && n_peers > 0;
  if (n_room < n_peers)
    {
      target->kind = SOCKEYE_TARGET_SET;
      target->peers = *peers;
      target->n_peers = n_room;
    }
  return n_room > 0 || n_peers == 0;
}

/* FALSE: it cannot go on, or was stopped. */
static gboolean
send_step (SockeyeSendJob *self, const Step *step, guint64 *n_bytes, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self);
  SockeyeTarget target = *sockeye_job_get_target (job);
  g_autofree guint32 *peers = NULL;
  gboolean passed;

  *n_bytes = 0;
  if (!choose_peers (self, &target, &peers, &passed, error))
    return passed;
  if (!sockeye_mailer_send (sockeye_job_get_mailer (job), sockeye_job_get_outlet (job), &target,
                            step->message, NULL, 0, n_bytes, error))
    return FALSE;
  sockeye_job_count (job, 1, *n_bytes);
  return TRUE;
}

static gboolean
run_paced (SockeyeSendJob *self, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self);
  guint64 n = self->rounds * self->steps->len;
  gint64 start = g_get_monotonic_time () * 1000;
  gint64 due = start; /* in nanoseconds, which microseconds would round away */

  for (guint64 i = 0; self->rounds == 0 || i < n; i++)
    {
      const Step *step = get_step (self, i);
      guint64 n_bytes;

      if (!sockeye_job_wait_until (job, due / 1000))
        break;
      if (!send_step (self, step, &n_bytes, error))
        return *error == NULL;
      due += get_gap_ns (self, step, n_bytes);
      due = MAX (due, g_get_monotonic_time () * 1000 - LAG_MAX_NS);
    }
  return TRUE;
}

/* --- Flat out */

typedef struct
{
  SockeyeSendJob *job;
  GHashTable *sent; /* peer -> messages it has got */
  guint64 wanted;   /* for each; 0: no end */
} FlatOut;

static guint64
get_sent (FlatOut *self, guint32 peer)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (self->sent, GUINT_TO_POINTER (peer)));
}

/* Without those that have got everything. */
static guint
leave_out_done (FlatOut *self, guint32 *peers, guint n_peers)
{
  guint n = 0;

  for (guint i = 0; i < n_peers; i++)
    if (self->wanted == 0 || get_sent (self, peers[i]) < self->wanted)
      peers[n++] = peers[i];
  return n;
}

/* FALSE: the message itself cannot be made or sent. */
static gboolean
send_batch (FlatOut *self, guint32 peer, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self->job);
  SockeyeTarget target = *sockeye_job_get_target (job);
  guint64 sent = get_sent (self, peer);
  guint64 messages = 0;
  guint64 bytes = 0;
  g_autoptr (GError) failure = NULL;

  if (peer != 0)
    target = (SockeyeTarget){ .kind = SOCKEYE_TARGET_PEER, .peer = peer };
  while (messages < QUEUE_MESSAGES && (self->wanted == 0 || sent + messages < self->wanted))
    {
      guint64 n_bytes;

      if (!sockeye_mailer_send (sockeye_job_get_mailer (job), sockeye_job_get_outlet (job), &target,
                                get_step (self->job, sent + messages)->message, NULL, 0, &n_bytes, &failure))
        break;
      messages++;
      bytes += n_bytes;
      if (bytes >= QUEUE_BYTES)
        break;
    }

  g_hash_table_insert (self->sent, GUINT_TO_POINTER (peer), GSIZE_TO_POINTER (sent + messages));
  if (messages > 0)
    sockeye_job_count (job, messages, bytes);
  /* A connection that has ended just now, or has no room, is no reason to stop for the others. */
  if (failure == NULL || g_error_matches (failure, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_TARGET)
      || g_error_matches (failure, SOCKEYE_ERROR, SOCKEYE_ERROR_QUEUE_FULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Returns whether there is more to do. */
static gboolean
send_round (FlatOut *self, GError **error)
{
  SockeyeJob *job = SOCKEYE_JOB (self->job);
  g_autoptr (GError) failure = NULL;
  guint n_peers, n_room;
  g_autofree guint32 *peers = sockeye_outlet_list_peers (sockeye_job_get_outlet (job),
                                                         sockeye_job_get_target (job), &n_peers, &failure);

  if (peers == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  n_peers = leave_out_done (self, peers, n_peers);
  n_room = sockeye_job_wait_for_room (job, peers, &n_peers, QUEUE_BYTES, QUEUE_MESSAGES);
  for (guint i = 0; i < n_room; i++)
    if (!send_batch (self, peers[i], error))
      return FALSE;
  sockeye_job_set_totals (job, self->wanted * g_hash_table_size (self->sent), 0);
  return n_room > 0;
}

static gboolean
run_flat_out (SockeyeSendJob *job, GError **error)
{
  FlatOut self = { .job = job, .wanted = job->rounds * job->steps->len };

  self.sent = g_hash_table_new (NULL, NULL);
  while (!sockeye_job_is_stopped (SOCKEYE_JOB (job)) && send_round (&self, error))
    ;
  g_hash_table_unref (self.sent);
  return *error == NULL;
}

/* --- The object */

static gboolean
sockeye_send_job_run (SockeyeJob *job, GError **error)
{
  SockeyeSendJob *self = SOCKEYE_SEND_JOB (job);

  g_return_val_if_fail (self->steps->len > 0, TRUE);
  sockeye_job_set_totals (job, self->rounds * self->steps->len, 0);
  if (!(self->pace == SOCKEYE_PACE_FLAT_OUT ? run_flat_out (self, error) : run_paced (self, error)))
    return FALSE;
  sockeye_job_finish (job);
  return TRUE;
}

static void
sockeye_send_job_finalize (GObject *object)
{
  g_array_unref (SOCKEYE_SEND_JOB (object)->steps);
  G_OBJECT_CLASS (sockeye_send_job_parent_class)->finalize (object);
}

static void
sockeye_send_job_class_init (SockeyeSendJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_send_job_finalize;
  SOCKEYE_JOB_CLASS (klass)->run = sockeye_send_job_run;
}

static void
sockeye_send_job_init (SockeyeSendJob *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, clear_step);
  self->rounds = 1;
}

/**
 * sockeye_send_job_new:
 * @mailer: makes the payloads
 * @outlet: where they go
 * @target: whom to; those whom it means may change while the job runs
 *
 * Returns: (transfer full): a job without steps, for one round, with each step's own gap
 */
SockeyeSendJob *
sockeye_send_job_new (SockeyeMailer *mailer, SockeyeOutlet *outlet, const SockeyeTarget *target)
{
  SockeyeSendJob *self = g_object_new (SOCKEYE_TYPE_SEND_JOB, NULL);

  sockeye_job_set_up (SOCKEYE_JOB (self), mailer, outlet, target);
  return self;
}

/**
 * sockeye_send_job_add_step:
 * @message: what to send
 * @gap: microseconds from this sending to the next one, up to %SOCKEYE_GAP_MAX_US
 *
 * Adds a message behind the others; before the start.
 */
void
sockeye_send_job_add_step (SockeyeSendJob *self, SockeyePayloadTemplate *message, gint64 gap)
{
  Step step = { sockeye_payload_template_ref (message), CLAMP (gap, 0, SOCKEYE_GAP_MAX_US) };

  g_array_append_val (self->steps, step);
}

/**
 * sockeye_send_job_set_rounds:
 * @rounds: how often all steps are sent; 0: until the job is stopped
 *
 * Before the start.
 */
void
sockeye_send_job_set_rounds (SockeyeSendJob *self, guint64 rounds)
{
  self->rounds = rounds;
}

/**
 * sockeye_send_job_set_pace:
 * @kind: what says when the next message is due
 * @per_second: how many messages or bytes a second, more than 0
 *
 * Before the start.
 */
void
sockeye_send_job_set_pace (SockeyeSendJob *self, SockeyePaceKind kind, double per_second)
{
  g_return_if_fail (per_second > 0 || kind == SOCKEYE_PACE_GAPS || kind == SOCKEYE_PACE_FLAT_OUT);
  self->pace = kind;
  self->per_second = per_second;
}
