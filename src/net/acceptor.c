/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "acceptor.h"

#include "io-thread.h"
#include "listen-queue.h"
#include "poller.h"
#include "socket-times.h"
#include "socket-util.h"

#include <errno.h>

#define ACCEPT_BATCH 64
/* Without a free descriptor the listener stays readable: look again after this time, not at once. */
#define ACCEPT_RETRY_MS 100
/* The system does not tell when somebody joins its queue: while nothing is taken from it, it is looked at. */
#define QUEUE_INTERVAL_MS 200

struct _SockeyeAcceptor
{
  SockeyeRole *role; /* borrowed: it owns the acceptor */
  SockeyeAcceptorFunc func;
  gpointer data;

  GSocket *listener;
  SockeyeEndpoint local;
  SockeyeWatch *watch;
  GSource *timer;     /* (nullable): of the next try, or, while it is paused, of the next look at the queue */
  gboolean exhausted; /* accept() fails, for want of descriptors for instance, and this was told */
  gboolean paused;
  guint waiting; /* in the queue, when it was looked at last */
};

static void
show_queue (SockeyeAcceptor *self)
{
  guint backlog;

  self->waiting = sockeye_listen_queue_get (self->listener, &backlog);
  sockeye_role_set_accept_queue (self->role, self->paused, self->paused ? self->waiting : 0, backlog);
}

static gboolean
retry_accept (gpointer data)
{
  SockeyeAcceptor *self = data;

  sockeye_io_thread_clear_timer (&self->timer);
  sockeye_watch_set_events (self->watch, EPOLLIN);
  return G_SOURCE_REMOVE;
}

static gboolean
look_at_queue (gpointer data)
{
  SockeyeAcceptor *self = data;
  guint backlog;

  /* Without news nobody is woken. */
  if (sockeye_listen_queue_get (self->listener, &backlog) != self->waiting)
    show_queue (self);
  return G_SOURCE_CONTINUE;
}

/* Told once, however long it lasts. */
static void
back_off (SockeyeAcceptor *self, int error_number)
{
  if (!self->exhausted)
    sockeye_acceptor_tell_error (self, error_number, NULL);
  self->exhausted = TRUE;

  sockeye_watch_set_events (self->watch, 0);
  sockeye_io_thread_set_timer (&self->timer, ACCEPT_RETRY_MS, retry_accept, self);
}

/* Errors of one connection that has failed already (accept(2)): the next may be well. */
static gboolean
belongs_to_connection (int error_number)
{
  switch (error_number)
    {
    case ECONNABORTED:
    case EPROTO:
    case ENOPROTOOPT:
    case ENETDOWN:
    case ENETUNREACH:
    case ENONET:
    case EHOSTDOWN:
    case EHOSTUNREACH:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Returns FALSE when there is no use in going on now. */
static gboolean
handle_error (SockeyeAcceptor *self, int error_number)
{
  if (error_number == EINTR)
    return TRUE;
  if (belongs_to_connection (error_number))
    {
      sockeye_acceptor_tell_error (self, error_number, NULL);
      return TRUE;
    }
  if (error_number != EAGAIN)
    back_off (self, error_number);
  return FALSE;
}

static void
hand_over (SockeyeAcceptor *self, int fd, const struct sockaddr *native, socklen_t length)
{
  SockeyeEndpoint remote;

  self->exhausted = FALSE;
  sockeye_endpoint_set_native (&remote, native, length);
  sockeye_endpoint_unmap (&remote);
  self->func (fd, &remote, self->data);
}

static void
ready (guint32 events G_GNUC_UNUSED, gpointer data)
{
  SockeyeAcceptor *self = data;

  for (guint i = 0; i < ACCEPT_BATCH; i++)
    {
      struct sockaddr_storage native;
      socklen_t length = sizeof native;
      int fd = accept4 (g_socket_get_fd (self->listener), (struct sockaddr *) &native, &length,
                        SOCK_NONBLOCK | SOCK_CLOEXEC);

      if (fd >= 0)
        hand_over (self, fd, (struct sockaddr *) &native, length);
      else if (!handle_error (self, errno))
        break;
    }
}

static void
tell_listening (SockeyeAcceptor *self, int wanted)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_LISTENING, .local = self->local, .number = (guint64) wanted };
  guint backlog;

  sockeye_socket_times_add (self->listener, &event);
  sockeye_listen_queue_get (self->listener, &backlog);
  if (backlog > 0 && backlog < event.number)
    event.number2 = backlog;
  sockeye_role_tell (self->role, 0, &event);
}

/**
 * sockeye_acceptor_new:
 * @role: owns the acceptor; gets the events
 * @socket: bound
 * @func: gets the connections; never before this function has returned
 * @data: for @func
 * @failure: (out): what failed, not yet told
 *
 * Listens with the backlog of the role's settings.
 *
 * Returns: (transfer full) (nullable): the acceptor
 */
SockeyeAcceptor *
sockeye_acceptor_new (SockeyeRole *role,
                      GSocket *socket,
                      SockeyeAcceptorFunc func,
                      gpointer data,
                      SockeyeEvent *failure)
{
  int backlog = MAX (sockeye_role_get_settings (role)->backlog, 0);
  SockeyeAcceptor *self;

  if (listen (g_socket_get_fd (socket), backlog) != 0)
    {
      *failure = (SockeyeEvent){ .type = SOCKEYE_EVENT_ERROR,
                                 .operation = SOCKEYE_OPERATION_LISTEN,
                                 .error_number = errno };
      sockeye_socket_get_local (socket, &failure->local);
      sockeye_socket_times_add (socket, failure);
      return NULL;
    }
  self = g_new0 (SockeyeAcceptor, 1);
  self->role = role;
  self->func = func;
  self->data = data;
  self->listener = g_object_ref (socket);
  sockeye_socket_get_local (socket, &self->local);
  self->watch = sockeye_watch_new (g_socket_get_fd (socket), EPOLLIN, ready, self);
  tell_listening (self, backlog);
  show_queue (self);
  return self;
}

static void
tell_stopped (SockeyeAcceptor *self, guint64 n_remaining, guint64 n_waiting)
{
  SockeyeEvent stopped = { .type = SOCKEYE_EVENT_STOPPED_LISTENING,
                           .local = self->local,
                           .number = n_remaining };
  SockeyeEvent reset = { .type = SOCKEYE_EVENT_WAITING_RESET, .local = self->local, .number = n_waiting };

  sockeye_role_tell (self->role, 0, &stopped);
  if (n_waiting > 0)
    sockeye_role_tell (self->role, 0, &reset);
}

/**
 * sockeye_acceptor_close:
 * @self: (transfer full): the acceptor
 * @n_remaining: accepted connections that go on
 *
 * Listens no longer. The system resets the connections that wait to be accepted.
 */
void
sockeye_acceptor_close (SockeyeAcceptor *self, guint64 n_remaining)
{
  guint backlog;
  guint waiting = sockeye_listen_queue_get (self->listener, &backlog);

  sockeye_io_thread_clear_timer (&self->timer);
  g_clear_pointer (&self->watch, sockeye_watch_free);
  sockeye_socket_close (self->listener);
  g_clear_object (&self->listener);
  sockeye_role_set_accept_queue (self->role, FALSE, 0, 0);
  tell_stopped (self, n_remaining, waiting);
  g_free (self);
}

/**
 * sockeye_acceptor_get_socket:
 *
 * Returns: (transfer none): the listening socket
 */
GSocket *
sockeye_acceptor_get_socket (SockeyeAcceptor *self)
{
  return self->listener;
}

/**
 * sockeye_acceptor_set_accepting:
 * @accepting: FALSE: connections stay in the system's queue until it is full; then the system answers no further ones
 *
 * Pauses, or goes on.
 */
void
sockeye_acceptor_set_accepting (SockeyeAcceptor *self, gboolean accepting)
{
  SockeyeEvent event = { .type = accepting ? SOCKEYE_EVENT_ACCEPTING_RESUMED : SOCKEYE_EVENT_ACCEPTING_PAUSED,
                         .local = self->local };
  guint backlog;

  if (self->paused == !accepting)
    return;
  self->paused = !accepting;
  sockeye_io_thread_clear_timer (&self->timer);
  sockeye_watch_set_events (self->watch, accepting ? EPOLLIN : 0);
  if (accepting)
    event.number = sockeye_listen_queue_get (self->listener, &backlog);
  else
    sockeye_io_thread_set_timer (&self->timer, QUEUE_INTERVAL_MS, look_at_queue, self);
  sockeye_role_tell (self->role, 0, &event);
  show_queue (self);
}

/**
 * sockeye_acceptor_tell_error:
 * @error_number: why a connection could not be accepted
 * @remote: (nullable): whose
 *
 * Tells it as a failure.
 */
void
sockeye_acceptor_tell_error (SockeyeAcceptor *self, int error_number, const SockeyeEndpoint *remote)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_ACCEPT,
                         .error_number = error_number,
                         .local = self->local };

  if (remote != NULL)
    event.remote = *remote;
  sockeye_role_tell_failure (self->role, 0, &event);
}
