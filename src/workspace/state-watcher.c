/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-watcher.h"

#include "listen-log.h"
#include "session-options.h"
#include "state-pair.h"

#include <errno.h>
#include <string.h>

/* States follow each other within milliseconds; figures are read by people; and what stands still is looked at once a
 * second, which is what the time of TIME-WAIT is shown in. */
#define INTERVAL_FAST_MS    25
#define INTERVAL_TRAFFIC_MS 250
#define INTERVAL_SLOW_MS    1000
/* How long after a state, or an event of the connection, the next is expected. */
#define FAST_US (G_USEC_PER_SEC / 2)

/* The kernel is ahead of the record that says why. Longer than these samples nobody waits for it. */
#define PATIENCE 10

struct _SockeyeStateWatcher
{
  GObject parent_instance;

  /* Owned */
  SockeyeWorkspace *workspace;
  SockeyeAttemptList *attempts;
  SockeyeListenLog *listenings;
  GCancellable *cancellable; /* of the question under way; NULL: none is */

  SockeyeStatePair pair;
  gboolean active;
  guint timer;
  gint64 fast_until; /* monotonic */
  guint waits;       /* for the record that tells of the end */
};

G_DEFINE_FINAL_TYPE (SockeyeStateWatcher, sockeye_state_watcher, G_TYPE_OBJECT)

enum
{
  SAMPLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void schedule (SockeyeStateWatcher *self);
static void ask (SockeyeStateWatcher *self);

static SockeyeSession *
get_session (SockeyeStateWatcher *self)
{
  return sockeye_workspace_get_session (self->workspace);
}

static void
hurry (SockeyeStateWatcher *self)
{
  self->fast_until = g_get_monotonic_time () + FAST_US;
}

static SockeyeCapture *
get_capture (SockeyeStateWatcher *self)
{
  return sockeye_workspace_get_capture (self->workspace);
}

/* Returns: (nullable): what is watched, as it is now; it may be a connection meanwhile, which has it no more */
static const SockeyeAttempt *
get_attempt (SockeyeStateWatcher *self)
{
  return sockeye_attempt_list_find (self->attempts, self->pair.view.attempt);
}

/* What the program itself did with the connection, or heard of it. */
static void
read_records (SockeyeStateWatcher *self)
{
  SockeyeStatePair *pair = &self->pair;
  const SockeyeAttempt *attempt;

  sockeye_attempt_list_read (self->attempts);
  attempt = get_attempt (self);
  if (attempt != NULL && sockeye_state_pair_follow (pair, attempt))
    hurry (self);
  if (sockeye_state_pair_read (pair, get_capture (self)))
    hurry (self);
  sockeye_listen_log_read (self->listenings);
  if (pair->records.accepted && pair->listening == 0)
    sockeye_state_pair_tell_listening (pair, sockeye_listen_log_find (self->listenings, pair->opened));
}

static void
see_own (SockeyeStateWatcher *self,
         SockeyeStateSource source,
         SockeyeTcpState state,
         const SockeyeTcpFacts *facts,
         gint64 time)
{
  if (sockeye_state_pair_see_own (&self->pair, source, state, facts, time))
    hurry (self);
}

static void
take_far (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  if (sockeye_state_pair_take_far (&self->pair, sample))
    hurry (self);
}

static void
finish (SockeyeStateWatcher *self)
{
  g_clear_object (&self->cancellable);
  schedule (self);
  g_signal_emit (self, signals[SAMPLED], 0);
}

/* The state itself is no news here, but its reason is. Returns FALSE when it is taken without. */
static gboolean
waits_for_reason (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  if (!sample->open || self->waits == PATIENCE)
    return FALSE;
  self->waits++;
  hurry (self);
  finish (self);
  return TRUE;
}

/* The own socket was asked, because the kernel told nothing. */
static void
take_own_socket (SockeyeStateWatcher *self,
                 const SockeyeStateSample *sample,
                 const SockeyeSocketReport *report)
{
  gboolean known = report->open && report->tcp_error == 0;

  if (!known && self->pair.view.error_number != 0)
    {
      sockeye_state_pair_lose_own (&self->pair);
      take_far (self, sample);
    }
  else if (!known || report->tcp.state == SOCKEYE_TCP_CLOSED)
    {
      if (waits_for_reason (self, sample))
        return;
      see_own (self, SOCKEYE_STATE_SOURCE_KERNEL, SOCKEYE_TCP_CLOSED, NULL, sample->time);
      take_far (self, sample);
    }
  else
    {
      self->pair.view.error_number = sample->own_result;
      see_own (self, SOCKEYE_STATE_SOURCE_OWN_SOCKET, report->tcp.state, &report->tcp, sample->time);
      take_far (self, sample);
    }
  finish (self);
}

/* What a callback needs: the watcher may be gone, or watch something else. */
typedef struct
{
  GWeakRef watcher;
  GCancellable *cancellable;
  SockeyeStateSample sample;
} Call;

static Call *
call_new (SockeyeStateWatcher *self)
{
  Call *call = g_new0 (Call, 1);

  g_weak_ref_init (&call->watcher, self);
  call->cancellable = g_object_ref (self->cancellable);
  return call;
}

/* Returns NULL when nobody waits for the answer any more. */
static SockeyeStateWatcher *
call_finish (Call *call)
{
  SockeyeStateWatcher *self = g_weak_ref_get (&call->watcher);

  if (self != NULL && g_cancellable_is_cancelled (call->cancellable))
    g_clear_object (&self);
  g_weak_ref_clear (&call->watcher);
  g_object_unref (call->cancellable);
  return self;
}

static void
on_report (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autofree Call *call = data;
  g_autoptr (SockeyeStateWatcher) self = call_finish (call);
  g_autoptr (SockeyeSocketReport) report = sockeye_session_report_finish (result);

  if (self == NULL)
    return;
  take_own_socket (self, &call->sample, report);
}

static void
ask_own_socket (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  Call *call = call_new (self);

  call->sample = *sample;
  sockeye_session_report_async (get_session (self), self->pair.view.peer, on_report, call);
}

/* Nothing can be seen of a connection that is being made. As long as nothing is told of its end, the socket is there. */
static void
take_unseen_attempt (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  gboolean goes_on = self->pair.view.end.type == SOCKEYE_EVENT_NONE;

  if (goes_on && sample->own_result == ENOENT && waits_for_reason (self, sample))
    return;
  self->pair.view.error_number = goes_on || sample->own_result != ENOENT ? sample->own_result : 0;
  see_own (self, self->pair.view.error_number != 0 ? SOCKEYE_STATE_SOURCE_LOG : SOCKEYE_STATE_SOURCE_KERNEL,
           goes_on ? SOCKEYE_TCP_SYN_SENT : SOCKEYE_TCP_CLOSED, NULL, sample->time);
  take_far (self, sample);
  finish (self);
}

static void
take_sample (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  SockeyeStateView *view = &self->pair.view;
  SockeyeTcpFacts before = view->own.facts;

  before.expires_ms = sample->own.expires_ms;
  read_records (self);
  if (sockeye_state_pair_is_own (&self->pair, sample))
    {
      self->waits = 0;
      view->error_number = 0;
      see_own (self, SOCKEYE_STATE_SOURCE_KERNEL, sample->own.state, &sample->own, sample->time);
      take_far (self, sample);
      if (memcmp (&before, &view->own.facts, sizeof before) != 0)
        self->fast_until = MAX (self->fast_until, g_get_monotonic_time ());
      finish (self);
    }
  else if (view->attempt != 0)
    take_unseen_attempt (self, sample);
  else if (sample->open || view->error_number != 0)
    ask_own_socket (self, sample);
  else
    {
      see_own (self, SOCKEYE_STATE_SOURCE_KERNEL, SOCKEYE_TCP_CLOSED, NULL, sample->time);
      take_far (self, sample);
      finish (self);
    }
}

static void
on_sampled (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autofree Call *call = data;
  g_autoptr (SockeyeStateWatcher) self = call_finish (call);
  g_autofree SockeyeStateSample *sample = sockeye_state_sample_take_finish (result);

  if (self != NULL)
    take_sample (self, sample);
}

/* Whether the session listens, and where. */
static gboolean
get_listener (SockeyeStateWatcher *self, SockeyeEndpoint *local)
{
  SockeyeSession *session = get_session (self);
  const char *text = sockeye_session_get_local (session);
  const char *colon = text != NULL ? strrchr (text, ':') : NULL;
  g_autofree char *host = NULL;

  if (colon == NULL || sockeye_session_get_state (session) != SOCKEYE_SESSION_OPEN)
    return FALSE;
  host = text[0] == '[' ? g_strndup (text + 1, (gsize) (colon - text) - 2)
                        : g_strndup (text, (gsize) (colon - text));
  /* NULL: it is an address that the session made a text of. */
  return sockeye_endpoint_set_literal (local, host, sockeye_session_get_local_port (session), NULL);
}

static gboolean
prepare_listener (SockeyeStateWatcher *self, SockeyeStateSample *sample)
{
  SockeyeStateEnd *own = &self->pair.view.own;
  gint64 listening;

  read_records (self);
  listening = sockeye_listen_log_get_current (self->listenings);
  if (listening != 0 && listening != self->pair.listening)
    sockeye_state_pair_begin_listener (&self->pair, listening);
  sample->listener = TRUE;
  sample->open = get_listener (self, &sample->local);
  if (sample->open)
    own->address = sample->local;
  sample->local = own->address;
  return sockeye_endpoint_is_set (&sample->local);
}

static gboolean
prepare (SockeyeStateWatcher *self, SockeyeStateSample *sample)
{
  SockeyeStateView *view = &self->pair.view;
  const SockeyeAttempt *attempt = get_attempt (self);
  SockeyePeer peer;

  if (view->listener)
    return prepare_listener (self, sample);
  if (attempt != NULL)
    {
      sample->connecting = sample->open = attempt->ended == 0;
      view->own.address = attempt->local;
      view->far.address = attempt->remote;
    }
  else if (sockeye_capture_get_peer (get_capture (self), view->peer, &peer))
    {
      sample->open = peer.open;
      view->own.address = peer.local;
      view->far.address = peer.remote;
    }
  else if (view->attempt == 0)
    return FALSE;
  sample->local = view->own.address;
  sample->remote = view->far.address;
  return TRUE;
}

static void
ask (SockeyeStateWatcher *self)
{
  SockeyeStateSample sample = { 0 };

  if (self->cancellable != NULL || !self->pair.view.watched || self->pair.view.restored
      || !prepare (self, &sample))
    return;
  self->cancellable = g_cancellable_new ();
  sockeye_state_sample_take_async (&sample, on_sampled, call_new (self));
}

static gboolean
on_timer (gpointer data)
{
  SockeyeStateWatcher *self = data;

  self->timer = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (SockeyeStateWatcher *self)
{
  gint64 since = g_get_monotonic_time () - self->fast_until;
  guint interval = since < 0 ? INTERVAL_FAST_MS : since < FAST_US ? INTERVAL_TRAFFIC_MS : INTERVAL_SLOW_MS;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->active && self->pair.view.watched)
    self->timer = g_timeout_add (interval, on_timer, self);
}

/* Something has happened in the session. */
static void
wake (SockeyeStateWatcher *self)
{
  if (self->active)
    ask (self);
}

static void
sockeye_state_watcher_dispose (GObject *object)
{
  SockeyeStateWatcher *self = SOCKEYE_STATE_WATCHER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->attempts, sockeye_attempt_list_free);
  g_clear_pointer (&self->listenings, sockeye_listen_log_free);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (sockeye_state_watcher_parent_class)->dispose (object);
}

static void
sockeye_state_watcher_class_init (SockeyeStateWatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sockeye_state_watcher_dispose;

  /**
   * SockeyeStateWatcher::sampled:
   *
   * The kernel has answered, or something else is watched now.
   */
  signals[SAMPLED] = g_signal_new ("sampled", SOCKEYE_TYPE_STATE_WATCHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
sockeye_state_watcher_init (SockeyeStateWatcher *self G_GNUC_UNUSED)
{
}

/**
 * sockeye_state_watcher_new:
 * @workspace: whose connections
 *
 * Returns: (transfer full): a watcher that watches nothing yet, and is not active
 */
SockeyeStateWatcher *
sockeye_state_watcher_new (SockeyeWorkspace *workspace)
{
  SockeyeStateWatcher *self = g_object_new (SOCKEYE_TYPE_STATE_WATCHER, NULL);
  SockeyeSession *session = sockeye_workspace_get_session (workspace);

  self->workspace = g_object_ref (workspace);
  self->attempts = sockeye_attempt_list_new (sockeye_workspace_get_capture (workspace));
  self->listenings = sockeye_listen_log_new (sockeye_workspace_get_capture (workspace));
  g_signal_connect_object (workspace, "news", G_CALLBACK (wake), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (wake), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::connection-flags", G_CALLBACK (wake), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * sockeye_state_watcher_get_view:
 * @self: a watcher
 *
 * Returns: (transfer none): what is known now
 */
const SockeyeStateView *
sockeye_state_watcher_get_view (SockeyeStateWatcher *self)
{
  return &self->pair.view;
}

/**
 * sockeye_state_watcher_get_attempts:
 * @self: a watcher
 *
 * Returns: (transfer none): the attempts to connect, as they are told of now; the view, too, knows what came of one
 */
const SockeyeAttemptList *
sockeye_state_watcher_get_attempts (SockeyeStateWatcher *self)
{
  read_records (self);
  return self->attempts;
}

/**
 * sockeye_state_watcher_get_listening:
 * @self: a watcher
 *
 * Returns: since when the session listens, microseconds since the Epoch; 0: it does not, or that is not known yet
 */
gint64
sockeye_state_watcher_get_listening (SockeyeStateWatcher *self)
{
  read_records (self);
  return sockeye_listen_log_get_current (self->listenings);
}

/**
 * sockeye_state_watcher_goes_on:
 * @self: a watcher
 *
 * Returns: whether a connection is watched that this end has open, or is being made
 */
gboolean
sockeye_state_watcher_goes_on (SockeyeStateWatcher *self)
{
  const SockeyeStateView *view = &self->pair.view;
  SockeyePeer peer;

  if (!view->watched)
    return FALSE;
  if (view->attempt != 0)
    return view->end.type == SOCKEYE_EVENT_NONE;
  return view->peer != 0 && sockeye_capture_get_peer (get_capture (self), view->peer, &peer) && peer.open;
}

static void
forget (SockeyeStateWatcher *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  memset (&self->pair, 0, sizeof self->pair);
  self->waits = 0;
}

/* Something is watched from now on. */
static void
begin (SockeyeStateWatcher *self)
{
  hurry (self);
  if (self->active)
    ask (self);
}

static gboolean
was_accepted (SockeyeStateWatcher *self, const SockeyePeer *peer)
{
  return sockeye_protocol_is_server (sockeye_session_get_protocol (get_session (self))) && peer->client == 0;
}

/**
 * sockeye_state_watcher_choose:
 * @self: a watcher
 * @peer: a connection's id, also of one that has ended; 0: the server's listener
 *
 * Watches this one from now on. Its path begins with what the records tell of it.
 */
void
sockeye_state_watcher_choose (SockeyeStateWatcher *self, guint32 peer)
{
  SockeyePeer known = { 0 };

  forget (self);
  self->pair.view.peer = peer;
  self->pair.view.watched = peer == 0 || sockeye_capture_get_peer (get_capture (self), peer, &known);
  self->pair.opened = known.opened;
  if (peer == 0)
    sockeye_state_pair_begin_listener (&self->pair, sockeye_state_watcher_get_listening (self));
  else
    {
      sockeye_state_records_begin (&self->pair.records, peer, was_accepted (self, &known));
      read_records (self);
      sockeye_state_pair_begin (&self->pair, sockeye_attempt_list_find_peer (self->attempts, peer));
      if (known.restored)
        sockeye_state_pair_take_restored (&self->pair, &known);
    }
  begin (self);
}

/**
 * sockeye_state_watcher_choose_attempt:
 * @self: a watcher
 * @number: of an attempt to connect, also of one that has ended
 *
 * Watches this one from now on, and the connection that may come of it.
 */
void
sockeye_state_watcher_choose_attempt (SockeyeStateWatcher *self, guint32 number)
{
  const SockeyeAttempt *attempt;

  forget (self);
  sockeye_attempt_list_read (self->attempts);
  self->pair.view.attempt = number;
  attempt = get_attempt (self);
  self->pair.view.watched = attempt != NULL;
  if (attempt != NULL)
    sockeye_state_pair_begin_attempt (&self->pair, attempt);
  begin (self);
}

/**
 * sockeye_state_watcher_choose_nothing:
 * @self: a watcher
 *
 * Watches nothing any more.
 */
void
sockeye_state_watcher_choose_nothing (SockeyeStateWatcher *self)
{
  forget (self);
  g_signal_emit (self, signals[SAMPLED], 0);
}

/**
 * sockeye_state_watcher_set_active:
 * @self: a watcher
 * @active: whether somebody looks; otherwise nothing is asked, and nobody is woken
 */
void
sockeye_state_watcher_set_active (SockeyeStateWatcher *self, gboolean active)
{
  if (self->active == active)
    return;
  self->active = active;
  if (active)
    ask (self);
  else
    g_clear_handle_id (&self->timer, g_source_remove);
}
