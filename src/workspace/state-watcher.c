/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "state-watcher.h"

#include "session-options.h"
#include "state-sample.h"

#include <errno.h>
#include <string.h>

/* States follow each other within milliseconds; figures are read by people; and what stands still is looked at once a
 * second, which is what the time of TIME-WAIT is shown in. */
#define INTERVAL_FAST_MS    25
#define INTERVAL_TRAFFIC_MS 250
#define INTERVAL_SLOW_MS    1000
/* How long after a state, or an event of the connection, the next is expected. */
#define FAST_US (G_USEC_PER_SEC / 2)

/* Records looked through for what happened to the connection, in one turn; of more than that only the newest are. */
#define RECORDS_MAX 8192

/* The kernel is ahead of the record that says why. Longer than these samples nobody waits for it. */
#define PATIENCE 10

struct _SockeyeStateWatcher
{
  GObject parent_instance;

  /* Owned */
  SockeyeWorkspace *workspace;
  GCancellable *cancellable; /* of the question under way; NULL: none is */

  SockeyeStateView view;
  gboolean active;
  guint timer;
  gint64 fast_until; /* monotonic */

  gint64 opened;      /* microseconds since the Epoch; 0: not known, or a listener */
  gboolean looked;    /* the kernel has told of both ends once */
  guint64 own_cookie; /* 0: not known */
  guint64 far_cookie;
  guint64 seen_records; /* looked through up to here */
  SockeyeStateHints hints;
  gboolean accepted; /* by the session; otherwise it has connected */
  gboolean sent_fin;
  guint waits; /* for the record that tells of the end */
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

static void
heed_event (SockeyeStateWatcher *self, SockeyeEventType type)
{
  switch ((int) type)
    {
    case SOCKEYE_EVENT_ACCEPTED:
    case SOCKEYE_EVENT_CONNECTED:
      self->accepted = type == SOCKEYE_EVENT_ACCEPTED;
      break;
    case SOCKEYE_EVENT_PEER_CLOSED:
      if (!self->sent_fin)
        self->hints |= SOCKEYE_STATE_PEER_CLOSED_FIRST;
      break;
    case SOCKEYE_EVENT_CLOSED_SENDING:
    case SOCKEYE_EVENT_CLOSED:
      self->sent_fin = TRUE;
      self->hints |= SOCKEYE_STATE_ORDERLY;
      break;
    case SOCKEYE_EVENT_RESET:
    case SOCKEYE_EVENT_ABORTED:
      self->hints |= SOCKEYE_STATE_RESET;
      break;
    default:
      return;
    }
  hurry (self);
}

/* What the program itself did with the connection, or heard of it. */
static void
read_events (SockeyeStateWatcher *self)
{
  SockeyeCapture *capture = sockeye_workspace_get_capture (self->workspace);
  guint64 end = sockeye_capture_get_n_records (capture);
  guint64 from = MAX (self->seen_records, sockeye_capture_get_first (capture));

  if (end > from + RECORDS_MAX)
    from = end - RECORDS_MAX;
  for (guint64 i = from; i < end; i++)
    {
      SockeyeRecord record;

      if (sockeye_capture_get_record (capture, i, &record) && record.kind == SOCKEYE_RECORD_EVENT
          && record.peer == self->view.peer)
        heed_event (self, (SockeyeEventType) record.newlines);
    }
  self->seen_records = end;
}

/* Where each end has come from: the handshake is over before anybody looks. */
static void
begin_paths (SockeyeStateWatcher *self, gint64 opened)
{
  static const SockeyeTcpState connected[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_SYN_SENT,
                                               SOCKEYE_TCP_ESTABLISHED };
  static const SockeyeTcpState accepted[] = { SOCKEYE_TCP_LISTEN, SOCKEYE_TCP_SYN_RECEIVED,
                                              SOCKEYE_TCP_ESTABLISHED };

  sockeye_state_path_begin (&self->view.own.path, self->accepted ? accepted : connected, 3, opened);
  /* What has connected to here has had its SYN acknowledged; what was connected to may still wait for the last ACK. */
  sockeye_state_path_begin (&self->view.far.path, self->accepted ? connected : accepted,
                            self->accepted ? 3 : 2, self->accepted ? opened : 0);
}

/* Whether it is the connection that is watched, and not a later one between the same ends. */
static gboolean
is_same (guint64 *cookie, const SockeyeTcpFacts *facts, gboolean may_be_new)
{
  if (*cookie == 0 && may_be_new)
    *cookie = facts->cookie;
  return *cookie == facts->cookie;
}

static void
set_state (SockeyeStateEnd *end, SockeyeStateSource source, guint states, const SockeyeTcpFacts *facts)
{
  end->source = source;
  end->states = states;
  end->has_facts = facts != NULL;
  if (facts != NULL)
    end->facts = *facts;
}

/* What is so when somebody looks for the first time has been so for a while. Returns: 0: nobody knows since when */
static gint64
get_reached (SockeyeStateWatcher *self, SockeyeTcpState state, gint64 time)
{
  if (self->looked)
    return time;
  return state == SOCKEYE_TCP_ESTABLISHED ? self->opened : 0;
}

static void
see_own (SockeyeStateWatcher *self,
         SockeyeStateSource source,
         SockeyeTcpState state,
         const SockeyeTcpFacts *facts,
         gint64 time)
{
  set_state (&self->view.own, source, SOCKEYE_TCP_MASK (state), facts);
  if (sockeye_state_path_see (&self->view.own.path, state, self->hints, get_reached (self, state, time)))
    hurry (self);
}

static void
infer_far (SockeyeStateWatcher *self, gint64 time)
{
  SockeyeStateEnd *far = &self->view.far;
  guint own = self->view.own.states;
  guint states = own != 0 ? sockeye_tcp_state_infer_far (g_bit_nth_lsf (own, -1)) : 0;
  SockeyeTcpState state = states != 0 ? g_bit_nth_lsf (states, -1) : SOCKEYE_TCP_UNKNOWN;

  set_state (far, states != 0 ? SOCKEYE_STATE_SOURCE_INFERRED : SOCKEYE_STATE_SOURCE_NONE, states, NULL);
  if (states != 0 && (states & (states - 1)) == 0
      && sockeye_state_path_infer (&far->path, state, get_reached (self, state, time)))
    hurry (self);
}

/* RST at one end is RST at the other; which of them closed first, only this end's events tell. */
static void
see_far (SockeyeStateWatcher *self, SockeyeTcpState state, const SockeyeTcpFacts *facts, gint64 time)
{
  set_state (&self->view.far, SOCKEYE_STATE_SOURCE_KERNEL, SOCKEYE_TCP_MASK (state), facts);
  if (sockeye_state_path_see (&self->view.far.path, state, self->hints & SOCKEYE_STATE_RESET,
                              get_reached (self, state, time)))
    hurry (self);
}

static void
look_at_far (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  if (sample->far_result == 0 && is_same (&self->far_cookie, &sample->far, self->view.own.has_facts))
    see_far (self, sample->far.state, &sample->far, sample->time);
  else if (self->far_cookie != 0)
    see_far (self, SOCKEYE_TCP_CLOSED, NULL, sample->time);
  else
    infer_far (self, sample->time);
}

/* After this end, from which it may have to be inferred. */
static void
take_far (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  if (!self->view.listener)
    look_at_far (self, sample);
  self->looked = TRUE;
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

  if (!known && self->view.error_number != 0)
    {
      /* Closed, and nobody tells what has become of it. */
      set_state (&self->view.own, SOCKEYE_STATE_SOURCE_NONE, 0, NULL);
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
      self->view.error_number = sample->own_result;
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
  sockeye_session_report_async (get_session (self), self->view.peer, on_report, call);
}

/* A socket that no program has open is ours when it was closed before anybody looked. */
static gboolean
is_own_found (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  return sample->own_result == 0
         && is_same (&self->own_cookie, &sample->own, sample->open || sample->own.inode == 0);
}

static void
take_sample (SockeyeStateWatcher *self, const SockeyeStateSample *sample)
{
  SockeyeTcpFacts before = self->view.own.facts;

  before.expires_ms = sample->own.expires_ms;
  read_events (self);
  if (is_own_found (self, sample))
    {
      self->waits = 0;
      self->view.error_number = 0;
      see_own (self, SOCKEYE_STATE_SOURCE_KERNEL, sample->own.state, &sample->own, sample->time);
      take_far (self, sample);
      if (memcmp (&before, &self->view.own.facts, sizeof before) != 0)
        self->fast_until = MAX (self->fast_until, g_get_monotonic_time ());
      finish (self);
    }
  else if (sample->open || self->view.error_number != 0)
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
prepare (SockeyeStateWatcher *self, SockeyeStateSample *sample)
{
  SockeyePeer peer;

  sample->listener = self->view.listener;
  if (sample->listener)
    {
      sample->open = get_listener (self, &sample->local);
      if (sample->open)
        self->view.own.address = sample->local;
      sample->local = self->view.own.address;
      return sockeye_endpoint_is_set (&sample->local);
    }
  if (!sockeye_capture_get_peer (sockeye_workspace_get_capture (self->workspace), self->view.peer, &peer))
    return FALSE;
  sample->open = peer.open;
  sample->local = self->view.own.address = peer.local;
  sample->remote = self->view.far.address = peer.remote;
  return TRUE;
}

static void
ask (SockeyeStateWatcher *self)
{
  SockeyeStateSample sample = { 0 };

  if (self->cancellable != NULL || !self->view.watched || !prepare (self, &sample))
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
  if (self->active && self->view.watched)
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
  return &self->view;
}

static void
forget (SockeyeStateWatcher *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  memset (&self->view, 0, sizeof self->view);
  self->opened = 0;
  self->looked = FALSE;
  self->own_cookie = self->far_cookie = 0;
  self->seen_records = 0;
  self->hints = 0;
  self->sent_fin = FALSE;
  self->waits = 0;
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
  self->view.peer = peer;
  self->view.listener = peer == 0;
  self->view.watched =
      peer == 0 || sockeye_capture_get_peer (sockeye_workspace_get_capture (self->workspace), peer, &known);
  self->accepted = sockeye_protocol_is_server (sockeye_session_get_protocol (get_session (self)));
  if (peer != 0)
    {
      read_events (self);
      begin_paths (self, known.opened);
    }
  self->opened = known.opened;
  hurry (self);
  if (self->active)
    ask (self);
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
