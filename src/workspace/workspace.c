/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "workspace.h"

#include "connection-list.h"
#include "errors.h"
#include "sender-list.h"

#include <glib/gi18n-lib.h>

/* Nobody reads a list faster: at most so many microseconds between two refreshes of the connections. */
#define CONNECTIONS_INTERVAL (G_USEC_PER_SEC / 4)

struct _SockeyeWorkspace
{
  GObject parent_instance;

  SockeyeSession *session;
  SockeyeCapture *capture;
  SockeyeLogModel *log;
  SockeyeConnectionList *connections;
  SockeyeSenderList *senders;
  SockeyeMailer *mailer;
  SockeyeJob *job; /* (nullable): while it runs */
  SockeyeResponder *responder;

  SockeyeWishes *wishes[SOCKEYE_N_PROTOCOLS]; /* by protocol */

  SockeyeSendPlan plan;
  SockeyeTraffic reset_at; /* the capture's totals at the last reset */
  guint64 counter;         /* the mailer's, as it was told last */

  gint64 connections_time;    /* of their last refresh, monotonic */
  gboolean connections_stale; /* there was news since */
  guint64 seen;               /* records at the last update */
};

G_DEFINE_FINAL_TYPE (SockeyeWorkspace, sockeye_workspace, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHARSET,
  PROP_PLAN,
  PROP_JOB,
  PROP_COUNTER,
  N_PROPS
};

enum
{
  NEWS,
  JOB_ENDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
on_news (gpointer data)
{
  SockeyeWorkspace *self = data;

  self->connections_stale = TRUE;
  g_signal_emit (self, signals[NEWS], 0);
  return G_SOURCE_REMOVE;
}

static void
drop_job (SockeyeWorkspace *self)
{
  if (self->job == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  sockeye_job_stop (self->job);
  g_clear_object (&self->job);
}

static void
on_job_ended (SockeyeWorkspace *self, const GError *error, SockeyeJob *job)
{
  g_autoptr (SockeyeJob) hold = g_object_ref (job);

  drop_job (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  g_signal_emit (self, signals[JOB_ENDED], 0, job, error);
}

static void
sockeye_workspace_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeWorkspace *self = SOCKEYE_WORKSPACE (object);

  switch (id)
    {
    case PROP_CHARSET:
      g_value_set_string (value, sockeye_workspace_get_charset (self)->id);
      break;
    case PROP_PLAN:
      g_value_set_pointer (value, &self->plan);
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    case PROP_COUNTER:
      g_value_set_uint64 (value, self->counter);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_workspace_dispose (GObject *object)
{
  SockeyeWorkspace *self = SOCKEYE_WORKSPACE (object);

  drop_job (self);
  if (self->capture != NULL)
    sockeye_capture_set_notify (self->capture, NULL, NULL, NULL);
  if (self->session != NULL)
    sockeye_session_close (self->session);

  g_clear_object (&self->responder);
  g_clear_object (&self->session);
  g_clear_object (&self->connections);
  g_clear_object (&self->senders);
  g_clear_object (&self->log);
  g_clear_pointer (&self->mailer, sockeye_mailer_unref);
  g_clear_object (&self->capture);

  G_OBJECT_CLASS (sockeye_workspace_parent_class)->dispose (object);
}

static void
sockeye_workspace_finalize (GObject *object)
{
  SockeyeWorkspace *self = SOCKEYE_WORKSPACE (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->wishes); i++)
    sockeye_wishes_free (self->wishes[i]);

  G_OBJECT_CLASS (sockeye_workspace_parent_class)->finalize (object);
}

static void
sockeye_workspace_class_init (SockeyeWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sockeye_workspace_get_property;
  object_class->dispose = sockeye_workspace_dispose;
  object_class->finalize = sockeye_workspace_finalize;

  properties[PROP_CHARSET] = g_param_spec_string ("charset", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PLAN] = g_param_spec_pointer ("plan", NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, SOCKEYE_TYPE_JOB,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COUNTER] = g_param_spec_uint64 ("counter", NULL, NULL, 0, G_MAXUINT64, 0,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[NEWS] = g_signal_new ("news", SOCKEYE_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  /**
   * SockeyeWorkspace::job-ended:
   * @job: what was running
   * @error: (nullable): why it could not go on
   */
  signals[JOB_ENDED] = g_signal_new ("job-ended", SOCKEYE_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 2, SOCKEYE_TYPE_JOB,
                                     G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sockeye_workspace_init (SockeyeWorkspace *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->wishes); i++)
    self->wishes[i] = sockeye_wishes_new ();
}

/**
 * sockeye_workspace_new:
 * @limits: (nullable): what the capture may take up; %NULL: the defaults
 *
 * Returns: (transfer full): a workspace with a closed session and an empty log
 */
SockeyeWorkspace *
sockeye_workspace_new (const SockeyeCaptureLimits *limits)
{
  g_autoptr (SockeyeCapture) capture = sockeye_capture_new (limits);

  return sockeye_workspace_new_for_capture (capture);
}

/**
 * sockeye_workspace_new_for_capture:
 * @capture: a capture without a producer
 *
 * Returns: (transfer full): a workspace with a closed session, whose log shows what is in the capture already
 */
SockeyeWorkspace *
sockeye_workspace_new_for_capture (SockeyeCapture *capture)
{
  SockeyeWorkspace *self = g_object_new (SOCKEYE_TYPE_WORKSPACE, NULL);

  self->capture = g_object_ref (capture);
  self->session = sockeye_session_new (SOCKEYE_SINK (self->capture));
  self->log = sockeye_log_model_new (self->capture);
  self->connections = sockeye_connection_list_new (self->capture);
  self->senders = sockeye_sender_list_new (self->capture);
  self->mailer = sockeye_mailer_new (self->capture);
  self->responder = sockeye_responder_new (self->session, self->log, self->mailer);
  sockeye_capture_set_notify (self->capture, g_main_context_get_thread_default (), on_news, self);
  sockeye_capture_arm_notify (self->capture);
  return self;
}

/**
 * sockeye_workspace_get_session:
 * @self: a workspace
 *
 * Returns: (transfer none): its session
 */
SockeyeSession *
sockeye_workspace_get_session (SockeyeWorkspace *self)
{
  return self->session;
}

/**
 * sockeye_workspace_get_capture:
 * @self: a workspace
 *
 * Returns: (transfer none): what happened in its session
 */
SockeyeCapture *
sockeye_workspace_get_capture (SockeyeWorkspace *self)
{
  return self->capture;
}

/**
 * sockeye_workspace_get_log:
 * @self: a workspace
 *
 * Returns: (transfer none): the rows of its capture
 */
SockeyeLogModel *
sockeye_workspace_get_log (SockeyeWorkspace *self)
{
  return self->log;
}

/**
 * sockeye_workspace_get_connections:
 * @self: a workspace
 *
 * Returns: (transfer none): its open connections, of #SockeyeConnectionItem
 */
GListModel *
sockeye_workspace_get_connections (SockeyeWorkspace *self)
{
  return G_LIST_MODEL (self->connections);
}

/**
 * sockeye_workspace_tick_connection:
 * @self: a workspace
 * @peer: a connection's id
 * @ticked: whether it is one of those that are sent to together
 */
void
sockeye_workspace_tick_connection (SockeyeWorkspace *self, guint32 peer, gboolean ticked)
{
  sockeye_connection_list_set_ticked (self->connections, peer, ticked);
}

/**
 * sockeye_workspace_get_ticked:
 * @self: a workspace
 * @n_peers: (out): how many
 *
 * Returns: (transfer full) (array length=n_peers): the ids of the ticked connections
 */
guint32 *
sockeye_workspace_get_ticked (SockeyeWorkspace *self, guint *n_peers)
{
  return sockeye_connection_list_get_ticked (self->connections, n_peers);
}

/**
 * sockeye_workspace_get_senders:
 * @self: a workspace
 *
 * Returns: (transfer none): who has sent datagrams lately, of #SockeyeConnectionItem, the newest one last
 */
GListModel *
sockeye_workspace_get_senders (SockeyeWorkspace *self)
{
  return G_LIST_MODEL (self->senders);
}

/**
 * sockeye_workspace_get_mailer:
 * @self: a workspace
 *
 * Returns: (transfer none): what makes payloads and sends them, here or on other threads
 */
SockeyeMailer *
sockeye_workspace_get_mailer (SockeyeWorkspace *self)
{
  return self->mailer;
}

/**
 * sockeye_workspace_get_responder:
 * @self: a workspace
 *
 * Returns: (transfer none): what answers by itself, when it is switched on
 */
SockeyeResponder *
sockeye_workspace_get_responder (SockeyeWorkspace *self)
{
  return self->responder;
}

/**
 * sockeye_workspace_get_charset:
 * @self: a workspace
 *
 * Returns: the encoding of both directions
 */
const SockeyeCharset *
sockeye_workspace_get_charset (SockeyeWorkspace *self)
{
  return sockeye_log_model_get_charset (self->log);
}

/**
 * sockeye_workspace_set_charset:
 * @self: a workspace
 * @charset: the encoding
 *
 * From now on the whole log, also what came before, is shown in @charset, and text is sent in it.
 */
void
sockeye_workspace_set_charset (SockeyeWorkspace *self, const SockeyeCharset *charset)
{
  if (charset == sockeye_workspace_get_charset (self))
    return;

  sockeye_log_model_set_charset (self->log, charset);
  sockeye_responder_set_charset (self->responder, charset);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHARSET]);
}

/**
 * sockeye_workspace_get_plan:
 * @self: a workspace
 *
 * Returns: how what stands in the box becomes a payload
 */
const SockeyeSendPlan *
sockeye_workspace_get_plan (SockeyeWorkspace *self)
{
  return &self->plan;
}

/**
 * sockeye_workspace_set_plan:
 * @self: a workspace
 * @plan: how what stands in the box becomes a payload
 */
void
sockeye_workspace_set_plan (SockeyeWorkspace *self, const SockeyeSendPlan *plan)
{
  self->plan = *plan;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAN]);
}

/**
 * sockeye_workspace_get_wishes:
 * @self: a workspace
 * @protocol: a role
 *
 * Returns: (transfer none): what its sockets are to be like, to be changed in place; for #SockeyeSettings
 */
SockeyeWishes *
sockeye_workspace_get_wishes (SockeyeWorkspace *self, SockeyeProtocol protocol)
{
  return self->wishes[protocol];
}

/**
 * sockeye_workspace_set_wishes:
 * @self: a workspace
 * @protocol: a role
 * @wishes: (transfer full): what its sockets are to be like
 */
void
sockeye_workspace_set_wishes (SockeyeWorkspace *self, SockeyeProtocol protocol, SockeyeWishes *wishes)
{
  sockeye_wishes_free (self->wishes[protocol]);
  self->wishes[protocol] = wishes;
}

static void
follow_counter (SockeyeWorkspace *self)
{
  guint64 counter = sockeye_mailer_get_counter (self->mailer);

  if (counter == self->counter)
    return;
  self->counter = counter;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNTER]);
}

/**
 * sockeye_workspace_send_text:
 * @self: a workspace
 * @target: whom to
 * @text: text as it was typed
 * @error: return location
 *
 * Encodes @text and queues it; never blocks. What was really written comes as a record.
 *
 * Returns: %FALSE when nothing was queued: wrong text, a closed session, nobody to send to, or a full
 *   queue
 */
gboolean
sockeye_workspace_send_text (SockeyeWorkspace *self,
                             const SockeyeTarget *target,
                             const char *text,
                             GError **error)
{
  g_autoptr (SockeyePayloadTemplate) message = sockeye_payload_template_new (
      &self->plan, sockeye_workspace_get_charset (self), text, FALSE, error);
  gboolean sent = message != NULL
                  && sockeye_mailer_send (self->mailer, sockeye_session_get_outlet (self->session), target,
                                          message, NULL, 0, NULL, error);

  follow_counter (self);
  return sent;
}

/**
 * sockeye_workspace_get_job:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): what is sending for a while
 */
SockeyeJob *
sockeye_workspace_get_job (SockeyeWorkspace *self)
{
  return self->job;
}

/**
 * sockeye_workspace_start_job:
 * @self: a workspace
 * @job: made with its mailer, and an outlet of its session
 * @error: another one is running
 *
 * Starts @job; "job-ended" follows.
 *
 * Returns: whether it was started
 */
gboolean
sockeye_workspace_start_job (SockeyeWorkspace *self, SockeyeJob *job, GError **error)
{
  if (self->job != NULL)
    {
      g_set_error_literal (
          error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM,
          _ ("Nothing was started, because something is being sent again and again already, or a "
             "file is. Stop it first."));
      return FALSE;
    }

  self->job = g_object_ref (job);
  g_signal_connect_swapped (job, "ended", G_CALLBACK (on_job_ended), self);
  sockeye_job_start (job);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  return TRUE;
}

/**
 * sockeye_workspace_stop_job:
 * @self: a workspace
 *
 * Asks the job to end, if there is one; "job-ended" follows.
 */
void
sockeye_workspace_stop_job (SockeyeWorkspace *self)
{
  if (self->job != NULL)
    sockeye_job_stop (self->job);
}

/**
 * sockeye_workspace_get_traffic:
 * @self: a workspace
 * @traffic: (out): messages and bytes since the last reset
 */
void
sockeye_workspace_get_traffic (SockeyeWorkspace *self, SockeyeTraffic *traffic)
{
  sockeye_capture_get_traffic (self->capture, traffic);
  traffic->received_messages -= self->reset_at.received_messages;
  traffic->received_bytes -= self->reset_at.received_bytes;
  traffic->sent_messages -= self->reset_at.sent_messages;
  traffic->sent_bytes -= self->reset_at.sent_bytes;
}

/**
 * sockeye_workspace_reset_traffic:
 * @self: a workspace
 *
 * Counts from zero again, also what ${counter} stands for. Neither the log nor the connections' own counters change.
 */
void
sockeye_workspace_reset_traffic (SockeyeWorkspace *self)
{
  sockeye_capture_get_traffic (self->capture, &self->reset_at);
  sockeye_mailer_reset_counter (self->mailer);
  follow_counter (self);
}

/**
 * sockeye_workspace_update:
 * @self: a workspace
 *
 * Takes over what was published since the last call. The connections follow at most four times a second.
 *
 * Returns: %TRUE when something changed, or is still to be taken over: call it again in the next frame
 */
gboolean
sockeye_workspace_update (SockeyeWorkspace *self)
{
  gint64 now = g_get_monotonic_time ();
  guint64 n_records = sockeye_capture_get_n_records (self->capture);
  /* Find updates the log as well, and its news is not told twice. */
  gboolean changed = sockeye_log_model_update (self->log) || n_records != self->seen;

  self->seen = n_records;
  follow_counter (self);
  self->connections_stale |= changed;
  if (self->connections_stale && now - self->connections_time >= CONNECTIONS_INTERVAL)
    {
      gboolean complete = sockeye_connection_list_refresh (self->connections,
                                                           sockeye_session_get_outlet (self->session));

      sockeye_sender_list_refresh (self->senders);
      self->connections_time = complete ? now : 0;
      self->connections_stale = !complete;
      changed = TRUE;
    }

  return changed || self->connections_stale || sockeye_log_model_is_counting (self->log);
}

/**
 * sockeye_workspace_watch:
 * @self: a workspace
 *
 * Asks for one "news" signal, at the next thing that happens. To miss nothing, call it before the last
 * sockeye_workspace_update() that has nothing new.
 */
void
sockeye_workspace_watch (SockeyeWorkspace *self)
{
  sockeye_capture_arm_notify (self->capture);
}
