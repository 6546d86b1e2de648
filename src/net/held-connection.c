/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "held-connection.h"

#include "socket-util.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>

/* Bytes: a window that small is full at once, and nothing has to be measured. */
#define BUFFER_SIZE 4096
/* Bytes: whatever the system makes of that, a window is full by then. */
#define FILL_MAX (4 * 1024 * 1024)
/* How often a SYN is sent again: for hours (tcp(7)). */
#define SYN_RETRIES 127
/* Seconds for which the last ACK of a handshake does not count without data. */
#define DEFER_SECONDS 3600

struct _SockeyeHeldConnection
{
  const SockeyeStateRecipe *recipe; /* static */
  guint step;                       /* the next one */
  SockeyeHeldEnds ends;
  gboolean server_exists; /* the server's end is more than the listener */
  gboolean released;
  gsize filled; /* bytes, in this step */
  SockeyeEvent failure;

  /* Owned; NULL: not yet, or not any more */
  GSocket *listener;
  GSocket *occupant;
  GSocket *client;
  GSocket *server;
};

static int
fail (SockeyeHeldConnection *self, SockeyeOperation operation, int error_number, const char *option)
{
  self->failure.operation = operation;
  self->failure.error_number = error_number;
  self->failure.text = option;
  return error_number;
}

static void
close_with_reset (GSocket **socket)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (*socket == NULL)
    return;
  /* Where it fails the connection ends with a FIN instead, later. */
  if (setsockopt (g_socket_get_fd (*socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger) != 0)
    g_debug ("SO_LINGER: %s", g_strerror (errno));
  sockeye_socket_close (*socket);
  g_clear_object (socket);
}

static int
set_option (SockeyeHeldConnection *self, GSocket *socket, int level, int option, int value, const char *name)
{
  int result = sockeye_socket_set_int (socket, level, option, value);

  return result == 0 ? 0 : fail (self, SOCKEYE_OPERATION_OPTION, result, name);
}

/* On a free port of 127.0.0.1. SO_REUSEADDR on both ends is what lets TIME-WAIT be ended, see end_time_wait(). */
static int
make_socket (SockeyeHeldConnection *self, GSocket **socket, const SockeyeEndpoint *local)
{
  int result = 0;

  *socket = sockeye_socket_new (AF_INET, SOCK_STREAM, &result);
  if (*socket == NULL)
    return fail (self, SOCKEYE_OPERATION_SOCKET, result, NULL);
  result = set_option (self, *socket, SOL_SOCKET, SO_RCVBUF, BUFFER_SIZE, "SO_RCVBUF");
  if (result == 0)
    result = set_option (self, *socket, SOL_SOCKET, SO_SNDBUF, BUFFER_SIZE, "SO_SNDBUF");
  if (result != 0)
    return result;
  result = sockeye_socket_bind (*socket, local, TRUE);
  if (result != 0)
    {
      self->failure.local = *local;
      return fail (self, SOCKEYE_OPERATION_BIND, result, NULL);
    }
  return 0;
}

static int
begin_connecting (SockeyeHeldConnection *self, GSocket *socket)
{
  const SockeyeEndpoint *remote = &self->ends.server.address;

  if (connect (g_socket_get_fd (socket), &remote->any, remote->length) == 0 || errno == EINPROGRESS)
    return 0;
  self->failure.remote = *remote;
  return fail (self, SOCKEYE_OPERATION_CONNECT, errno, NULL);
}

static void
get_any_port (SockeyeEndpoint *local)
{
  struct sockaddr_in native = { .sin_family = AF_INET, .sin_addr = { g_htonl (INADDR_LOOPBACK) } };

  sockeye_endpoint_set_native (local, (struct sockaddr *) &native, sizeof native);
}

static int
do_listen (SockeyeHeldConnection *self)
{
  static const SockeyeTcpState passed[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_LISTEN };
  SockeyeEndpoint local;
  int result;

  get_any_port (&local);
  result = make_socket (self, &self->listener, &local);
  if (result != 0)
    return result;
  /* A queue for 0 has room for one: see sk_acceptq_is_full() of Linux. */
  if (listen (g_socket_get_fd (self->listener), 0) != 0)
    return fail (self, SOCKEYE_OPERATION_LISTEN, errno, NULL);
  sockeye_socket_get_local (self->listener, &self->ends.server.address);
  sockeye_state_path_begin (&self->ends.server.path, passed, G_N_ELEMENTS (passed), g_get_real_time ());
  return 0;
}

static int
do_defer (SockeyeHeldConnection *self)
{
  int result = do_listen (self);

  self->server_exists = TRUE;
  return result != 0 ? result
                     : set_option (self, self->listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, DEFER_SECONDS,
                                   "TCP_DEFER_ACCEPT");
}

/* Done when the listener has it in its queue. */
static int
do_occupy (SockeyeHeldConnection *self)
{
  SockeyeTcpFacts facts;
  SockeyeEndpoint local;
  int result = 0;

  get_any_port (&local);
  if (self->occupant == NULL)
    {
      result = make_socket (self, &self->occupant, &local);
      if (result == 0)
        result = begin_connecting (self, self->occupant);
    }
  if (result != 0)
    return result;
  if (sockeye_socket_diag_read_own (g_socket_get_fd (self->listener), &facts) != 0 || facts.unread == 0)
    return EAGAIN;
  return 0;
}

/* The listener's way has no other in it: nobody has told it to connect. */
static void
begin_server_path (SockeyeHeldConnection *self)
{
  static const SockeyeTcpState passed[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_LISTEN,
                                            SOCKEYE_TCP_SYN_RECEIVED };

  sockeye_state_path_begin (&self->ends.server.path, passed, G_N_ELEMENTS (passed), g_get_real_time ());
}

static int
do_connect (SockeyeHeldConnection *self)
{
  static const SockeyeTcpState passed[] = { SOCKEYE_TCP_CLOSED, SOCKEYE_TCP_SYN_SENT };
  SockeyeEndpoint local;
  int result;

  get_any_port (&local);
  result = make_socket (self, &self->client, &local);
  if (result == 0 && self->recipe->state == SOCKEYE_TCP_SYN_SENT)
    result = set_option (self, self->client, IPPROTO_TCP, TCP_SYNCNT, SYN_RETRIES, "TCP_SYNCNT");
  if (result == 0)
    result = begin_connecting (self, self->client);
  if (result != 0)
    return result;
  sockeye_socket_get_local (self->client, &self->ends.client.address);
  sockeye_state_path_begin (&self->ends.client.path, passed, G_N_ELEMENTS (passed), g_get_real_time ());
  if (self->server_exists)
    begin_server_path (self);
  return 0;
}

static int
do_accept (SockeyeHeldConnection *self)
{
  int fd = accept4 (g_socket_get_fd (self->listener), NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  SockeyeEndpoint remote;
  int result = 0;

  if (fd < 0)
    return errno == EAGAIN ? EAGAIN : fail (self, SOCKEYE_OPERATION_ACCEPT, errno, NULL);
  self->server = sockeye_socket_adopt (fd, &result);
  if (self->server == NULL)
    return fail (self, SOCKEYE_OPERATION_ACCEPT, result, NULL);
  sockeye_socket_get_remote (self->server, &remote);
  if (!sockeye_endpoint_equal (&remote, &self->ends.client.address))
    {
      close_with_reset (&self->server); /* a stranger, who has tried the port */
      return EAGAIN;
    }
  begin_server_path (self);
  self->server_exists = TRUE;
  return 0;
}

/* Until nothing more is taken, and the kernel still has bytes that it cannot send. */
static int
fill (SockeyeHeldConnection *self, GSocket *socket)
{
  static const char bytes[BUFFER_SIZE];
  SockeyeTcpFacts facts;
  gssize length = send (g_socket_get_fd (socket), bytes, sizeof bytes, MSG_NOSIGNAL);

  if (length < 0 && errno != EAGAIN)
    return fail (self, SOCKEYE_OPERATION_SEND, errno, NULL);
  if (length > 0)
    {
      self->filled += (gsize) length;
      return self->filled < FILL_MAX ? EAGAIN : fail (self, SOCKEYE_OPERATION_SEND, ENOBUFS, NULL);
    }
  return sockeye_socket_diag_read_own (g_socket_get_fd (socket), &facts) == 0 && facts.unsent > 0 ? 0
                                                                                                  : EAGAIN;
}

static int
do_fill_client (SockeyeHeldConnection *self)
{
  return fill (self, self->client);
}

static int
do_fill_server (SockeyeHeldConnection *self)
{
  return fill (self, self->server);
}

static int
finish (SockeyeHeldConnection *self, GSocket *socket)
{
  return shutdown (g_socket_get_fd (socket), SHUT_WR) == 0 ? 0
                                                           : fail (self, SOCKEYE_OPERATION_SEND, errno, NULL);
}

static int
do_finish_client (SockeyeHeldConnection *self)
{
  return finish (self, self->client);
}

static int
do_finish_server (SockeyeHeldConnection *self)
{
  return finish (self, self->server);
}

static int
do_await_ack (SockeyeHeldConnection *self)
{
  sockeye_held_connection_look (self);
  return self->ends.server.state == SOCKEYE_TCP_CLOSE_WAIT
                 && self->ends.client.state == SOCKEYE_TCP_FIN_WAIT_2
             ? 0
             : EAGAIN;
}

static int
do_read_client (SockeyeHeldConnection *self)
{
  char bytes[BUFFER_SIZE];
  gssize length = recv (g_socket_get_fd (self->client), bytes, sizeof bytes, 0);

  if (length < 0 && errno != EAGAIN)
    return fail (self, SOCKEYE_OPERATION_RECEIVE, errno, NULL);
  return length == 0 ? 0 : EAGAIN;
}

static int
do_close_client (SockeyeHeldConnection *self)
{
  sockeye_socket_close (self->client);
  g_clear_object (&self->client);
  return 0;
}

static int
do_close_server (SockeyeHeldConnection *self)
{
  sockeye_socket_close (self->server);
  g_clear_object (&self->server);
  return 0;
}

/* What a step does: 0: it is done, EAGAIN: it is to be called again, another errno: it cannot be done. */
static int (*const actions[]) (SockeyeHeldConnection *self) = {
  [SOCKEYE_RECIPE_DEFER] = do_defer,
  [SOCKEYE_RECIPE_LISTEN] = do_listen,
  [SOCKEYE_RECIPE_OCCUPY] = do_occupy,
  [SOCKEYE_RECIPE_CONNECT] = do_connect,
  [SOCKEYE_RECIPE_ACCEPT] = do_accept,
  [SOCKEYE_RECIPE_FILL_CLIENT] = do_fill_client,
  [SOCKEYE_RECIPE_FILL_SERVER] = do_fill_server,
  [SOCKEYE_RECIPE_FINISH_CLIENT] = do_finish_client,
  [SOCKEYE_RECIPE_FINISH_SERVER] = do_finish_server,
  [SOCKEYE_RECIPE_AWAIT_ACK] = do_await_ack,
  [SOCKEYE_RECIPE_READ_CLIENT] = do_read_client,
  [SOCKEYE_RECIPE_CLOSE_CLIENT] = do_close_client,
  [SOCKEYE_RECIPE_CLOSE_SERVER] = do_close_server,
};

/*
 * Nobody has the socket any more, but a client that wants the same two ends again may have them (net.ipv4.tcp_tw_reuse,
 * which is on for loopback; tcp(7)): the kernel then gives up the old connection for the new one, which is reset. The
 * listener is still this one, so nobody else is connected to.
 */
static void
end_time_wait (SockeyeHeldConnection *self)
{
  if (self->ends.client.state != SOCKEYE_TCP_TIME_WAIT || self->client != NULL || self->listener == NULL)
    return;
  /* Where it is switched off, the system ends it after its time: the caller sees that it is still there. */
  if (make_socket (self, &self->client, &self->ends.client.address) == 0)
    begin_connecting (self, self->client);
}

/* Returns: whether it is another state, or the kernel could not be asked */
static gboolean
see (SockeyeHeldConnection *self, SockeyeHeldEnd *end, int result, const SockeyeTcpFacts *facts)
{
  SockeyeTcpState before = end->state;

  if (result != 0 && result != ENOENT)
    {
      self->failure.detail = sockeye_errno_symbol (result);
      return TRUE;
    }
  end->has_facts = result == 0;
  end->state = result == 0 ? facts->state : SOCKEYE_TCP_CLOSED;
  if (result == 0)
    end->facts = *facts;
  if (!self->released) /* what comes then is no way that a connection takes */
    sockeye_state_path_see (&end->path, end->state, 0, g_get_real_time ());
  return end->state != before;
}

/**
 * sockeye_held_connection_look:
 *
 * Asks the kernel for the states of both ends.
 *
 * Returns: whether they are others than before
 */
gboolean
sockeye_held_connection_look (SockeyeHeldConnection *self)
{
  SockeyeHeldEnds *ends = &self->ends;
  SockeyeTcpFacts facts;
  gboolean changed = FALSE;
  int result;

  if (sockeye_endpoint_is_set (&ends->client.address))
    {
      result = sockeye_socket_diag_find (&ends->client.address, &ends->server.address, &facts);
      changed = see (self, &ends->client, result, &facts);
    }
  if (self->server_exists && sockeye_endpoint_is_set (&ends->client.address))
    result = sockeye_socket_diag_find (&ends->server.address, &ends->client.address, &facts);
  else if (self->listener != NULL)
    result = sockeye_socket_diag_find_listener (&ends->server.address, &facts);
  else
    result = ENOENT;
  return (sockeye_endpoint_is_set (&ends->server.address) && see (self, &ends->server, result, &facts))
         || changed;
}

static gboolean
is_reached (SockeyeHeldConnection *self)
{
  const SockeyeStateRecipe *recipe = self->recipe;

  return self->ends.client.state == (recipe->at_server ? recipe->other : recipe->state)
         && self->ends.server.state == (recipe->at_server ? recipe->state : recipe->other);
}

/**
 * sockeye_held_connection_advance:
 *
 * Does as much as can be done without waiting.
 *
 * Returns: 0: the state is reached; %EAGAIN: it is to be called again, some milliseconds later; another errno: it has
 *   failed, see sockeye_held_connection_get_failure()
 */
int
sockeye_held_connection_advance (SockeyeHeldConnection *self)
{
  SockeyeRecipeStep step;

  while ((step = self->recipe->steps[self->step]) != SOCKEYE_RECIPE_END)
    {
      int result = actions[step](self);

      if (result != 0)
        return result;
      self->step++;
      self->filled = 0;
      sockeye_held_connection_look (self);
    }
  sockeye_held_connection_look (self);
  if (self->failure.detail != NULL)
    return EPROTO;
  return is_reached (self) ? 0 : EAGAIN;
}

/**
 * sockeye_held_connection_release:
 *
 * Ends the connection at once, so that nothing of it stays. Never waits.
 */
void
sockeye_held_connection_release (SockeyeHeldConnection *self)
{
  if (self->released)
    return;
  self->released = TRUE;
  end_time_wait (self);
  close_with_reset (&self->client);
  close_with_reset (&self->server);
  close_with_reset (&self->occupant);
  close_with_reset (&self->listener);
  sockeye_held_connection_look (self);
}

/**
 * sockeye_held_connection_get_ends:
 *
 * Returns: (transfer none): both ends, as the kernel had them when it was asked last
 */
const SockeyeHeldEnds *
sockeye_held_connection_get_ends (SockeyeHeldConnection *self)
{
  return &self->ends;
}

/**
 * sockeye_held_connection_get_failure:
 * @event: (out): which call has failed, for sockeye_event_to_error(); of the type %SOCKEYE_EVENT_NONE: the kernel does not
 *   tell of sockets, and the detail is the error's symbol. Its strings are static.
 */
void
sockeye_held_connection_get_failure (SockeyeHeldConnection *self, SockeyeEvent *event)
{
  *event = self->failure;
  event->type = self->failure.detail != NULL ? SOCKEYE_EVENT_NONE : SOCKEYE_EVENT_ERROR;
}

/**
 * sockeye_held_connection_new:
 * @recipe: (transfer none): what is to be done; static
 *
 * Does nothing yet.
 *
 * Returns: (transfer full): a connection to be
 */
SockeyeHeldConnection *
sockeye_held_connection_new (const SockeyeStateRecipe *recipe)
{
  SockeyeHeldConnection *self = g_new0 (SockeyeHeldConnection, 1);

  self->recipe = recipe;
  self->ends.client.state = SOCKEYE_TCP_CLOSED;
  self->ends.server.state = SOCKEYE_TCP_CLOSED;
  return self;
}

/**
 * sockeye_held_connection_free:
 * @self: (transfer full): a connection
 *
 * Lets go of it first.
 */
void
sockeye_held_connection_free (SockeyeHeldConnection *self)
{
  sockeye_held_connection_release (self);
  g_free (self);
}
