/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "connector.h"

#include "io-thread.h"
#include "poller.h"
#include "socket-times.h"
#include "socket-util.h"

#include <errno.h>

/* How often a full queue is tried again. */
#define RETRY_MS 20

struct _SockeyeConnector
{
  SockeyeRole *role;   /* borrowed: it owns the connector */
  SockeyeRoute *route; /* borrowed from whoever made the connector */
  SockeyeConnectorFunc func;
  gpointer data;

  guint next;            /* address of the route */
  GSocket *socket;       /* connecting */
  SockeyeEndpoint local; /* of @socket, when it was chosen, or once the SYN was sent */
  SockeyeEndpoint remote;
  SockeyeConnecting progress; /* (TCP) of @socket */
  SockeyeWatch *watch;
  GSource *timer;       /* until it has taken too long */
  GSource *retry;       /* (Unix) until the full queue of the listener is tried again */
  gboolean queue_full;  /* (Unix) it was, at the newest try */
  SockeyeEvent failure; /* of the newest attempt */
};

/**
 * sockeye_connector_new:
 * @role: owns the connector; gets the events, and the ends that are tried
 * @route: with addresses; lives longer than the connector
 * @func: called once, perhaps before sockeye_connector_start() returns; may free the connector
 * @data: for @func
 *
 * Returns: (transfer full): a connector that has not begun yet
 */
SockeyeConnector *
sockeye_connector_new (SockeyeRole *role, SockeyeRoute *route, SockeyeConnectorFunc func, gpointer data)
{
  SockeyeConnector *self = g_new0 (SockeyeConnector, 1);

  self->role = role;
  self->route = route;
  self->func = func;
  self->data = data;
  return self;
}

static void
drop_attempt (SockeyeConnector *self)
{
  sockeye_io_thread_clear_timer (&self->timer);
  sockeye_io_thread_clear_timer (&self->retry);
  self->queue_full = FALSE;
  g_clear_pointer (&self->watch, sockeye_watch_free);
  g_clear_object (&self->socket);
}

/**
 * sockeye_connector_free:
 * @self: (nullable): a connector; its function is not called any more
 */
void
sockeye_connector_free (SockeyeConnector *self)
{
  if (self == NULL)
    return;
  drop_attempt (self);
  g_free (self);
}

static void
attempt_failed_after (SockeyeConnector *self,
                      SockeyeOperation operation,
                      int error_number,
                      guint milliseconds)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = operation,
                         .error_number = error_number,
                         .local = self->local,
                         .remote = self->remote,
                         .number = self->progress,
                         .number2 = milliseconds };

  if (self->socket != NULL)
    sockeye_socket_times_add (self->socket, &event);
  drop_attempt (self);
  self->failure = event;
  /* The last one is told as the failure of it all. */
  if (self->next < sockeye_route_get_n_remotes (self->route))
    sockeye_role_tell (self->role, 0, &event);
}

static void
attempt_failed (SockeyeConnector *self, SockeyeOperation operation, int error_number)
{
  attempt_failed_after (self, operation, error_number, 0);
}

static void
ready (guint32 events G_GNUC_UNUSED, gpointer data)
{
  SockeyeConnector *self = data;
  int error_number = sockeye_socket_take_error (self->socket);
  g_autoptr (GSocket) socket = NULL;
  SockeyeEndpoint remote = self->remote;

  if (error_number != 0)
    {
      attempt_failed (self, SOCKEYE_OPERATION_CONNECT, error_number);
      sockeye_connector_start (self);
      return;
    }
  /* The function may free the connector. */
  socket = g_steal_pointer (&self->socket);
  drop_attempt (self);
  self->func (socket, &remote, NULL, self->data);
}

static gboolean
timed_out (gpointer data)
{
  SockeyeConnector *self = data;

  attempt_failed_after (self, SOCKEYE_OPERATION_CONNECT, self->queue_full ? EAGAIN : ETIMEDOUT,
                        sockeye_role_get_settings (self->role)->connect_timeout_ms);
  sockeye_connector_start (self);
  return G_SOURCE_REMOVE;
}

/* Returns FALSE when this address has failed. */
static gboolean
bind_attempt (SockeyeConnector *self)
{
  int error_number = 0;

  self->progress = SOCKEYE_CONNECTING_UNKNOWN;
  if (!sockeye_route_choose_local (self->route, &self->remote, &self->local))
    {
      attempt_failed (self, SOCKEYE_OPERATION_BIND, EAFNOSUPPORT);
      return FALSE;
    }
  self->socket = sockeye_socket_new (sockeye_endpoint_get_family (&self->remote), SOCK_STREAM, &error_number);
  if (self->socket == NULL)
    {
      attempt_failed (self, SOCKEYE_OPERATION_SOCKET, error_number);
      return FALSE;
    }
  sockeye_role_prepare_socket (self->role, self->socket);
  if (!sockeye_endpoint_is_set (&self->local))
    return TRUE;

  error_number = sockeye_socket_bind (self->socket, &self->local, sockeye_role_get_reuse (self->role));
  if (error_number != 0)
    {
      attempt_failed (self, SOCKEYE_OPERATION_BIND, error_number);
      return FALSE;
    }
  sockeye_socket_get_local (self->socket, &self->local);
  return TRUE;
}

static int try_connect (SockeyeConnector *self);

static gboolean
try_again (gpointer data)
{
  SockeyeConnector *self = data;
  int error_number;

  sockeye_io_thread_clear_timer (&self->retry);
  error_number = try_connect (self);
  if (error_number != 0)
    {
      attempt_failed (self, SOCKEYE_OPERATION_CONNECT, error_number);
      sockeye_connector_start (self);
    }
  return G_SOURCE_REMOVE;
}

/* A Unix socket does not wait by itself until the listener's queue has room, nor does poll() tell (connect(2), EAGAIN).
 * Returns 0 when it goes on, or errno. */
static int
try_connect (SockeyeConnector *self)
{
  int fd = g_socket_get_fd (self->socket);
  gboolean is_unix = sockeye_endpoint_get_family (&self->remote) == AF_UNIX;

  self->queue_full = FALSE;
  /* Also when it is connected at once: then the socket is writable at once. */
  if (connect (fd, &self->remote.any, self->remote.length) == 0 || errno == EINPROGRESS)
    {
      self->watch = sockeye_watch_new (fd, EPOLLOUT, ready, self);
      return 0;
    }
  if (!is_unix || errno != EAGAIN)
    return errno;
  self->queue_full = TRUE;
  sockeye_io_thread_set_timer (&self->retry, RETRY_MS, try_again, self);
  return 0;
}

/* The SYN was sent, from an end that the system has chosen as far as nobody else has. */
static void
note_progress (SockeyeConnector *self)
{
  if (sockeye_endpoint_get_family (&self->remote) == AF_UNIX)
    return;
  if (!sockeye_endpoint_is_set (&self->local))
    self->progress = SOCKEYE_CONNECTING_ANY;
  else
    self->progress = sockeye_endpoint_is_any (&self->local) ? SOCKEYE_CONNECTING_ANY_HOST
                                                            : SOCKEYE_CONNECTING_CHOSEN;
  sockeye_socket_get_local (self->socket, &self->local);
}

/* Told when the call has returned, with the time at which it was made: before that nobody knows from where. */
static void
tell_connecting (SockeyeConnector *self, gint64 time)
{
  SockeyeEvent event = {
    .type = SOCKEYE_EVENT_CONNECTING, .local = self->local, .remote = self->remote, .number = self->progress
  };

  sockeye_socket_times_add (self->socket, &event);
  sockeye_sink_append_event (sockeye_role_get_sink (self->role), 0, time, &event);
  sockeye_role_publish_later (self->role);
}

static gboolean
start_attempt (SockeyeConnector *self)
{
  gint64 time;
  int error_number;

  if (!bind_attempt (self))
    return FALSE;
  sockeye_role_set_ends (self->role, sockeye_endpoint_is_set (&self->local) ? &self->local : NULL,
                         &self->remote);

  time = g_get_real_time ();
  error_number = try_connect (self);
  if (error_number == 0)
    note_progress (self);
  tell_connecting (self, time);
  if (error_number != 0)
    {
      attempt_failed (self, SOCKEYE_OPERATION_CONNECT, error_number);
      return FALSE;
    }
  sockeye_io_thread_set_timer (&self->timer, sockeye_role_get_settings (self->role)->connect_timeout_ms,
                               timed_out, self);
  return TRUE;
}

/**
 * sockeye_connector_start:
 *
 * Tries the first address, or the next one.
 */
void
sockeye_connector_start (SockeyeConnector *self)
{
  SockeyeEvent failure;

  while (self->next < sockeye_route_get_n_remotes (self->route))
    {
      self->remote = *sockeye_route_get_remote (self->route, self->next++);
      if (start_attempt (self))
        return;
    }
  /* The function may free the connector. */
  failure = self->failure;
  self->func (NULL, &failure.remote, &failure, self->data);
}

/**
 * sockeye_connector_cancel:
 *
 * Gives up the attempt that is under way, and tells so.
 */
void
sockeye_connector_cancel (SockeyeConnector *self)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CANCELLED,
                         .operation = SOCKEYE_OPERATION_CONNECT,
                         .local = self->local,
                         .remote = self->remote,
                         .number = self->progress };

  drop_attempt (self);
  sockeye_role_tell (self->role, 0, &event);
}
