/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job.h"

#include "errors.h"

#include <glib/gi18n-lib.h>

/* Who waits for room looks again so often whether it was stopped. */
#define LOOK_US (100 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  /* Owned */
  SockeyeMailer *mailer;
  SockeyeOutlet *outlet;
  SockeyeTarget target; /* with strings and peers of its own */
  GMainContext *context;
  GThread *thread; /* (nullable): from start to the end */
  GError *error;   /* (nullable): why it could not go on; set by the thread, read after its end */

  GMutex mutex; /* guards what follows */
  GCond stopping;
  gboolean stopped;
  SockeyeJobProgress progress;
  gint64 first; /* when the first message was handed over, monotonic; 0: none was */
  gint64 last;  /* when the job ended; 0: it has not */
} SockeyeJobPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SockeyeJob, sockeye_job, G_TYPE_OBJECT)

enum
{
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static SockeyeJobPrivate *
get_private (SockeyeJob *self)
{
  return sockeye_job_get_instance_private (self);
}

static void
sockeye_job_finalize (GObject *object)
{
  SockeyeJobPrivate *priv = get_private (SOCKEYE_JOB (object));

  g_clear_pointer (&priv->mailer, sockeye_mailer_unref);
  g_clear_pointer (&priv->outlet, sockeye_outlet_unref);
  g_free ((char *) priv->target.host);
  g_free ((guint32 *) priv->target.peers);
  g_clear_pointer (&priv->context, g_main_context_unref);
  g_clear_error (&priv->error);
  g_mutex_clear (&priv->mutex);
  g_cond_clear (&priv->stopping);

  G_OBJECT_CLASS (sockeye_job_parent_class)->finalize (object);
}

static void
sockeye_job_class_init (SockeyeJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sockeye_job_finalize;

  /**
   * SockeyeJob::ended:
   * @error: (nullable): why it could not go on
   */
  signals[ENDED] = g_signal_new ("ended", SOCKEYE_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sockeye_job_init (SockeyeJob *self)
{
  SockeyeJobPrivate *priv = get_private (self);

  g_mutex_init (&priv->mutex);
  g_cond_init (&priv->stopping);
  priv->context = g_main_context_ref_thread_default ();
}

/**
 * sockeye_job_set_up:
 * @mailer: makes the payloads
 * @outlet: where they go
 * @target: whom to; copied
 *
 * For constructors of subclasses; once.
 */
void
sockeye_job_set_up (SockeyeJob *self,
                    SockeyeMailer *mailer,
                    SockeyeOutlet *outlet,
                    const SockeyeTarget *target)
{
  SockeyeJobPrivate *priv = get_private (self);

  priv->mailer = sockeye_mailer_ref (mailer);
  priv->outlet = sockeye_outlet_ref (outlet);
  priv->target = *target;
  priv->target.host = g_strdup (target->host);
  priv->target.peers = g_memdup2 (target->peers, target->n_peers * sizeof *target->peers);
}

/* In the context of whoever made it. The thread's reference is the last one to go. */
static gboolean
end (gpointer data)
{
  SockeyeJob *self = data;
  SockeyeJobPrivate *priv = get_private (self);

  g_thread_join (g_steal_pointer (&priv->thread));
  g_signal_emit (self, signals[ENDED], 0, priv->error);
  return G_SOURCE_REMOVE;
}

/* Who is stopped has not sent what still waits. */
static guint64
get_queued (SockeyeJobPrivate *priv)
{
  guint n_peers = 0;
  /* NULL: nobody is left, and for nobody anything waits. */
  g_autofree guint32 *peers = sockeye_outlet_list_peers (priv->outlet, &priv->target, &n_peers, NULL);
  guint64 bytes = 0;

  for (guint i = 0; peers != NULL && i < n_peers; i++)
    bytes += sockeye_outlet_get_queued (priv->outlet, peers[i]);
  return bytes;
}

/* Something was sent by then, and how much is said elsewhere. */
static void
correct_error (SockeyeJobPrivate *priv)
{
  if (priv->progress.messages == 0 || !g_error_matches (priv->error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN))
    return;
  g_clear_error (&priv->error);
  /* A connection ends by itself as well, and the socket with it. */
  g_set_error_literal (
      &priv->error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN,
      sockeye_protocol_is_client (sockeye_outlet_get_protocol (priv->outlet))
          ? _ (
              "Sending ended early, because the connection ended; the log says how. Connect, and send again.")
          : _ ("Sending ended early, because the socket was closed. Open it, and send again."));
}

static gpointer
run (gpointer data)
{
  SockeyeJob *self = data;
  SockeyeJobPrivate *priv = get_private (self);
  g_autoptr (GSource) source = g_idle_source_new ();
  guint64 bytes_before, bytes;
  guint64 before = sockeye_outlet_get_lost (priv->outlet, &bytes_before);
  guint64 queued, lost;

  SOCKEYE_JOB_GET_CLASS (self)->run (self, &priv->error);
  queued = get_queued (priv);
  lost = sockeye_outlet_get_lost (priv->outlet, &bytes);
  g_mutex_lock (&priv->mutex);
  priv->last = g_get_monotonic_time ();
  priv->progress.queued = queued;
  priv->progress.lost_messages = lost - before;
  priv->progress.lost_bytes = bytes - bytes_before;
  correct_error (priv);
  g_mutex_unlock (&priv->mutex);

  /* Not g_main_context_invoke(): it would call from this thread while nobody turns the context. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, end, self, g_object_unref);
  g_source_attach (source, priv->context);
  return NULL;
}

/**
 * sockeye_job_start:
 *
 * Begins, once; "ended" follows, in the main context of the thread that made the job.
 */
void
sockeye_job_start (SockeyeJob *self)
{
  SockeyeJobPrivate *priv = get_private (self);

  g_return_if_fail (priv->thread == NULL);
  priv->thread = g_thread_new ("sockeye-job", run, g_object_ref (self));
}

/**
 * sockeye_job_stop:
 *
 * Asks it to end. What was handed over is still written. Any thread.
 */
void
sockeye_job_stop (SockeyeJob *self)
{
  SockeyeJobPrivate *priv = get_private (self);

  g_mutex_lock (&priv->mutex);
  priv->stopped = TRUE;
  g_cond_broadcast (&priv->stopping);
  g_mutex_unlock (&priv->mutex);
  sockeye_outlet_wake (priv->outlet);
}

/**
 * sockeye_job_is_running:
 *
 * Returns: whether it was started and has not ended
 */
gboolean
sockeye_job_is_running (SockeyeJob *self)
{
  return get_private (self)->thread != NULL;
}

/**
 * sockeye_job_get_progress:
 * @progress: (out caller-allocates): how far it is
 *
 * Tells how far it is. Any thread, also after its end.
 */
void
sockeye_job_get_progress (SockeyeJob *self, SockeyeJobProgress *progress)
{
  SockeyeJobPrivate *priv = get_private (self);

  g_mutex_lock (&priv->mutex);
  *progress = priv->progress;
  if (priv->first != 0)
    progress->duration = (priv->last != 0 ? priv->last : g_get_monotonic_time ()) - priv->first;
  g_mutex_unlock (&priv->mutex);
}

/**
 * sockeye_job_get_mailer:
 *
 * Returns: (transfer none): makes the payloads
 */
SockeyeMailer *
sockeye_job_get_mailer (SockeyeJob *self)
{
  return get_private (self)->mailer;
}

/**
 * sockeye_job_get_outlet:
 *
 * Returns: (transfer none): where they go
 */
SockeyeOutlet *
sockeye_job_get_outlet (SockeyeJob *self)
{
  return get_private (self)->outlet;
}

/**
 * sockeye_job_get_target:
 *
 * Returns: whom to
 */
const SockeyeTarget *
sockeye_job_get_target (SockeyeJob *self)
{
  return &get_private (self)->target;
}

/**
 * sockeye_job_is_stopped:
 *
 * Returns: whether it shall end
 */
gboolean
sockeye_job_is_stopped (SockeyeJob *self)
{
  SockeyeJobPrivate *priv = get_private (self);
  gboolean stopped;

  g_mutex_lock (&priv->mutex);
  stopped = priv->stopped;
  g_mutex_unlock (&priv->mutex);
  return stopped;
}

/**
 * sockeye_job_set_totals:
 * @messages: how many there will be; 0: not known
 * @bytes: how many bytes; 0: not known
 *
 * Says what there is to do.
 */
void
sockeye_job_set_totals (SockeyeJob *self, guint64 messages, guint64 bytes)
{
  SockeyeJobPrivate *priv = get_private (self);

  g_mutex_lock (&priv->mutex);
  priv->progress.total_messages = messages;
  priv->progress.total_bytes = bytes;
  g_mutex_unlock (&priv->mutex);
}

/**
 * sockeye_job_wait_until:
 * @deadline: a time of g_get_monotonic_time()
 *
 * Sleeps until then. A time that has passed costs no sleep.
 *
 * Returns: %FALSE when it was stopped
 */
gboolean
sockeye_job_wait_until (SockeyeJob *self, gint64 deadline)
{
  SockeyeJobPrivate *priv = get_private (self);
  gboolean stopped;

  g_mutex_lock (&priv->mutex);
  while (!priv->stopped && g_get_monotonic_time () < deadline)
    g_cond_wait_until (&priv->stopping, &priv->mutex, deadline);
  stopped = priv->stopped;
  g_mutex_unlock (&priv->mutex);
  return !stopped;
}

/**
 * sockeye_job_wait_for_room:
 * @peers: (inout) (array length=n_peers): see sockeye_outlet_wait_for_room()
 * @n_peers: (inout): how many
 * @bytes: what may wait for a peer that has room
 * @payloads: how many
 *
 * Waits until one of them has room, nobody is left, or the job is stopped.
 *
 * Returns: how many have room; 0 when nobody is left or it was stopped
 */
guint
sockeye_job_wait_for_room (SockeyeJob *self, guint32 *peers, guint *n_peers, guint64 bytes, guint payloads)
{
  SockeyeOutlet *outlet = get_private (self)->outlet;
  guint n_room = 0;

  while (n_room == 0 && *n_peers > 0 && !sockeye_job_is_stopped (self))
    n_room = sockeye_outlet_wait_for_room (outlet, peers, n_peers, bytes, payloads,
                                           g_get_monotonic_time () + LOOK_US);
  return n_room;
}

/**
 * sockeye_job_count:
 * @messages: how many were handed over just now
 * @bytes: and their bytes
 *
 * Counts.
 */
void
sockeye_job_count (SockeyeJob *self, guint64 messages, guint64 bytes)
{
  SockeyeJobPrivate *priv = get_private (self);
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&priv->mutex);
  priv->progress.messages += messages;
  priv->progress.bytes += bytes;
  if (priv->first == 0)
    priv->first = now;
  priv->progress.elapsed = now - priv->first;
  g_mutex_unlock (&priv->mutex);
}

/**
 * sockeye_job_count_skipped:
 * @messages: how many somebody did not get just now
 *
 * Counts what found no room.
 */
void
sockeye_job_count_skipped (SockeyeJob *self, guint64 messages)
{
  SockeyeJobPrivate *priv = get_private (self);

  g_mutex_lock (&priv->mutex);
  priv->progress.skipped += messages;
  g_mutex_unlock (&priv->mutex);
}

/**
 * sockeye_job_finish:
 *
 * Everything was handed over. Waits until it is written, or cannot be any more, or the job is stopped; this belongs to
 * the time that it took.
 */
void
sockeye_job_finish (SockeyeJob *self)
{
  SockeyeJobPrivate *priv = get_private (self);
  g_autofree guint32 *peers = NULL;
  guint n_peers = 0;

  g_mutex_lock (&priv->mutex);
  priv->progress.finishing = TRUE;
  g_mutex_unlock (&priv->mutex);

  /* NULL: when nobody is left there is nothing to wait for. */
  peers = sockeye_outlet_list_peers (priv->outlet, &priv->target, &n_peers, NULL);
  for (guint i = 0; peers != NULL && i < n_peers; i++)
    {
      guint one = 1;

      if (sockeye_job_wait_for_room (self, &peers[i], &one, 0, 0) == 0 && sockeye_job_is_stopped (self))
        return;
    }
}
