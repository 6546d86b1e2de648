/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-private.h"

#include "errors.h"
#include "io-thread.h"
#include "outlet-private.h"

#include <glib/gi18n-lib.h>

enum
{
  PROP_0,
  PROP_STATE,
  PROP_CLOSING,
  PROP_LOCAL,
  PROP_REMOTE,
  PROP_N_CONNECTIONS,
  PROP_UNSENT,
  PROP_KERNEL_DROPS,
  PROP_CONNECTION_FLAGS,
  PROP_ACCEPTING_PAUSED,
  PROP_WAITING,
  PROP_BACKLOG,
  PROP_ATTEMPT,
  N_PROPS
};

enum
{
  FAILED,
  OPENING,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (SockeyeSession, sockeye_session, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
set_end (SockeyeSession *self, char **text, const SockeyeEndpoint *endpoint, guint property)
{
  g_autofree char *new_text = sockeye_endpoint_is_set (endpoint) ? sockeye_endpoint_to_string (endpoint)
                                                                 : NULL;

  if (g_strcmp0 (*text, new_text) == 0)
    return;
  g_free (*text);
  *text = g_steal_pointer (&new_text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_closing (SockeyeSession *self, gboolean closing)
{
  if (self->closing == closing)
    return;
  self->closing = closing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLOSING]);
}

static void
notify_if (SockeyeSession *self, gboolean changed, guint property)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* Takes over what the I/O thread has published. */
static void
update (SockeyeSession *self, SockeyeStatus *status)
{
  SockeyeSnapshot old = self->known;

  sockeye_status_get_announced (status, &self->known);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->known.state == SOCKEYE_SESSION_CLOSED)
    set_closing (self, FALSE);
  set_end (self, &self->local, &self->known.local, PROP_LOCAL);
  set_end (self, &self->remote, &self->known.remote, PROP_REMOTE);
  notify_if (self, old.state != self->known.state, PROP_STATE);
  notify_if (self, old.n_connections != self->known.n_connections, PROP_N_CONNECTIONS);
  notify_if (self, old.unsent != self->known.unsent, PROP_UNSENT);
  notify_if (self, old.kernel_drops != self->known.kernel_drops, PROP_KERNEL_DROPS);
  notify_if (self, old.flags != self->known.flags, PROP_CONNECTION_FLAGS);
  notify_if (self, old.accepting_paused != self->known.accepting_paused, PROP_ACCEPTING_PAUSED);
  notify_if (self, old.waiting != self->known.waiting, PROP_WAITING);
  notify_if (self, old.backlog != self->known.backlog, PROP_BACKLOG);
  notify_if (self, old.attempt != self->known.attempt, PROP_ATTEMPT);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
status_changed (GObject *object, SockeyeStatus *status)
{
  SockeyeSession *self = SOCKEYE_SESSION (object);
  GList *failures = NULL;

  /* An earlier opening's last words are in the log only. */
  if (self->role == NULL || sockeye_role_get_status (self->role) != status)
    return;
  failures = sockeye_status_take_failures (status);
  update (self, status);
  for (GList *l = failures; l != NULL; l = l->next)
    g_signal_emit (self, signals[FAILED], 0, l->data);
  g_list_free_full (failures, (GDestroyNotify) g_error_free);
}

static gboolean
run_open (gpointer role)
{
  sockeye_role_open (role);
  return G_SOURCE_REMOVE;
}

static gboolean
run_close (gpointer role)
{
  sockeye_role_close (role);
  return G_SOURCE_REMOVE;
}

static gboolean
run_cancel_sending (gpointer role)
{
  sockeye_role_cancel_sending (role);
  return G_SOURCE_REMOVE;
}

static void
post (SockeyeSession *self, GSourceFunc func)
{
  if (self->role != NULL)
    sockeye_io_thread_invoke (func, g_object_ref (self->role), g_object_unref);
}

/* The role is handed over, so that the I/O thread frees it, after it has closed its sockets. */
static void
drop_role (SockeyeSession *self)
{
  if (self->role == NULL)
    return;
  sockeye_status_detach (sockeye_role_get_status (self->role));
  sockeye_outlet_wake (self->outlet);
  g_clear_pointer (&self->outlet, sockeye_outlet_unref);
  sockeye_io_thread_invoke (run_close, g_steal_pointer (&self->role), g_object_unref);
}

static void
sockeye_session_dispose (GObject *object)
{
  drop_role (SOCKEYE_SESSION (object));
  G_OBJECT_CLASS (sockeye_session_parent_class)->dispose (object);
}

static void
sockeye_session_finalize (GObject *object)
{
  SockeyeSession *self = SOCKEYE_SESSION (object);

  g_clear_object (&self->sink);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->local, g_free);
  g_clear_pointer (&self->remote, g_free);

  G_OBJECT_CLASS (sockeye_session_parent_class)->finalize (object);
}

static void
sockeye_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SockeyeSession *self = SOCKEYE_SESSION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) self->known.state);
      break;
    case PROP_CLOSING:
      g_value_set_boolean (value, self->closing);
      break;
    case PROP_LOCAL:
      g_value_set_string (value, self->local);
      break;
    case PROP_REMOTE:
      g_value_set_string (value, self->remote);
      break;
    case PROP_N_CONNECTIONS:
      g_value_set_uint (value, self->known.n_connections);
      break;
    case PROP_UNSENT:
      g_value_set_uint64 (value, self->known.unsent);
      break;
    case PROP_KERNEL_DROPS:
      g_value_set_uint64 (value, self->known.kernel_drops);
      break;
    case PROP_CONNECTION_FLAGS:
      g_value_set_uint (value, self->known.flags);
      break;
    case PROP_ACCEPTING_PAUSED:
      g_value_set_boolean (value, self->known.accepting_paused);
      break;
    case PROP_WAITING:
      g_value_set_uint (value, self->known.waiting);
      break;
    case PROP_BACKLOG:
      g_value_set_uint (value, self->known.backlog);
      break;
    case PROP_ATTEMPT:
      g_value_set_uint (value, self->known.attempt);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sockeye_session_class_init (SockeyeSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = sockeye_session_dispose;
  object_class->finalize = sockeye_session_finalize;
  object_class->get_property = sockeye_session_get_property;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, SOCKEYE_SESSION_CLOSED,
                                             SOCKEYE_SESSION_DRAINING, SOCKEYE_SESSION_CLOSED, flags);
  properties[PROP_CLOSING] = g_param_spec_boolean ("closing", NULL, NULL, FALSE, flags);
  properties[PROP_LOCAL] = g_param_spec_string ("local", NULL, NULL, NULL, flags);
  properties[PROP_REMOTE] = g_param_spec_string ("remote", NULL, NULL, NULL, flags);
  properties[PROP_N_CONNECTIONS] = g_param_spec_uint ("n-connections", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNSENT] = g_param_spec_uint64 ("unsent", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_KERNEL_DROPS] = g_param_spec_uint64 ("kernel-drops", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_CONNECTION_FLAGS] = g_param_spec_uint ("connection-flags", NULL, NULL, 0, G_MAXUINT, 0,
                                                         flags);
  properties[PROP_ACCEPTING_PAUSED] = g_param_spec_boolean ("accepting-paused", NULL, NULL, FALSE, flags);
  properties[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_BACKLOG] = g_param_spec_uint ("backlog", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SockeyeSession::failed:
   * @error: what failed: opening, sending or receiving; a record says so as well
   */
  signals[FAILED] = g_signal_new ("failed", SOCKEYE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * SockeyeSession::opening:
   *
   * There is a new outlet, and nothing has happened yet in this opening. Nobody may open or close it now.
   */
  signals[OPENING] = g_signal_new ("opening", SOCKEYE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
sockeye_session_init (SockeyeSession *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * sockeye_session_new:
 * @sink: gets the records, in the I/O thread; used by no other session
 *
 * Returns: (transfer full): a closed session. Its properties and signals belong to the calling thread's
 *   default context.
 */
SockeyeSession *
sockeye_session_new (SockeyeSink *sink)
{
  SockeyeSession *self = g_object_new (SOCKEYE_TYPE_SESSION, NULL);

  self->sink = g_object_ref (sink);
  return self;
}

/**
 * sockeye_session_get_state:
 *
 * Returns: the state, as it was last notified
 */
SockeyeSessionState
sockeye_session_get_state (SockeyeSession *self)
{
  return self->known.state;
}

/**
 * sockeye_session_is_closing:
 *
 * Returns: whether it was told to close and has not closed yet; it can be opened anew
 */
gboolean
sockeye_session_is_closing (SockeyeSession *self)
{
  return self->closing;
}

/**
 * sockeye_session_get_protocol:
 *
 * Returns: the role that it was last opened in; UDP before
 */
SockeyeProtocol
sockeye_session_get_protocol (SockeyeSession *self)
{
  return self->protocol;
}

/**
 * sockeye_session_get_local:
 *
 * Returns: (transfer none) (nullable): this end, such as "127.0.0.1:8080"; %NULL while there is none
 */
const char *
sockeye_session_get_local (SockeyeSession *self)
{
  return self->local;
}

/**
 * sockeye_session_get_remote:
 *
 * Returns: (transfer none) (nullable): the client's peer, or while opening the address that is tried
 */
const char *
sockeye_session_get_remote (SockeyeSession *self)
{
  return self->remote;
}

/**
 * sockeye_session_get_local_port:
 *
 * Returns: the port of this end, also one that the system chose; 0 while there is none
 */
guint16
sockeye_session_get_local_port (SockeyeSession *self)
{
  return sockeye_endpoint_get_port (&self->known.local);
}

/**
 * sockeye_session_is_unnamed:
 *
 * Returns: whether this end is a Unix socket without a name
 */
gboolean
sockeye_session_is_unnamed (SockeyeSession *self)
{
  return sockeye_endpoint_is_unnamed (&self->known.local);
}

/**
 * sockeye_session_get_n_connections:
 *
 * Returns: the number of connections that are open
 */
guint
sockeye_session_get_n_connections (SockeyeSession *self)
{
  return self->known.n_connections;
}

/**
 * sockeye_session_get_unsent:
 *
 * Returns: bytes that are queued and not yet written, for everybody together
 */
guint64
sockeye_session_get_unsent (SockeyeSession *self)
{
  return self->known.unsent;
}

/**
 * sockeye_session_get_kernel_drops:
 *
 * Returns: datagrams that the kernel dropped since opening, because its buffer was full
 */
guint64
sockeye_session_get_kernel_drops (SockeyeSession *self)
{
  return self->known.kernel_drops;
}

/**
 * sockeye_session_get_last_sender:
 *
 * Returns: the id of whoever sent the newest datagram, 0: nobody yet. Newer than what was notified.
 */
guint32
sockeye_session_get_last_sender (SockeyeSession *self)
{
  SockeyeSnapshot now;

  if (self->role == NULL)
    return 0;
  sockeye_status_get (sockeye_role_get_status (self->role), &now);
  return now.last_sender;
}

/**
 * sockeye_session_open:
 * @settings: copied
 *
 * Binds, connects or listens. The state is %SOCKEYE_SESSION_OPENING from now on; failure comes as "failed",
 * as a record, and as the state %SOCKEYE_SESSION_CLOSED. What is still open is closed first.
 */
void
sockeye_session_open (SockeyeSession *self, const SockeyeSettings *settings)
{
  g_autoptr (SockeyeStatus) status = sockeye_status_new (G_OBJECT (self), self->context, status_changed);

  drop_role (self);
  set_closing (self, FALSE);
  self->protocol = settings->protocol;
  self->short_connections = sockeye_protocol_is_client (settings->protocol) && settings->short_connections;
  self->role = sockeye_role_new (self->sink, status, settings);
  self->outlet = sockeye_outlet_new (self->role);
  g_signal_emit (self, signals[OPENING], 0);
  post (self, run_open);
  update (self, status);
}

/**
 * sockeye_session_close:
 *
 * Closes the socket and all connections, or cancels what is under way. What has arrived is read first, so it may
 * take a while until the state is %SOCKEYE_SESSION_CLOSED, see sockeye_session_is_closing().
 */
void
sockeye_session_close (SockeyeSession *self)
{
  if (self->known.state == SOCKEYE_SESSION_CLOSED || self->closing)
    return;

  post (self, run_close);
  set_closing (self, TRUE);
}

/**
 * sockeye_session_cancel_sending:
 *
 * Gives up what was not yet written, for all targets. A payload may have been written in part.
 */
void
sockeye_session_cancel_sending (SockeyeSession *self)
{
  post (self, run_cancel_sending);
}

/**
 * sockeye_session_get_outlet:
 *
 * Returns: (transfer none) (nullable): the way into the newest opening, see outlet.h; %NULL when it was never opened
 */
SockeyeOutlet *
sockeye_session_get_outlet (SockeyeSession *self)
{
  return self->outlet;
}

/**
 * sockeye_session_send:
 * @target: who is to get it
 * @payload: kept, not copied
 * @error: why nothing will be sent, see sockeye_outlet_send()
 *
 * Queues a payload, as sockeye_outlet_send() does.
 *
 * Returns: whether it was queued
 */
gboolean
sockeye_session_send (SockeyeSession *self, const SockeyeTarget *target, GBytes *payload, GError **error)
{
  if (self->outlet != NULL)
    return sockeye_outlet_send (self->outlet, target, payload, error);

  g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NOT_OPEN,
                       _ ("Nothing was sent, because the socket is closed. Open it, and send again."));
  return FALSE;
}
