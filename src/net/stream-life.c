/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-private.h"

#include "socket-util.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* What the user does with a connection, and what follows from it. */

static void
tell (SockeyeStream *self, SockeyeEventType type, guint64 number)
{
  SockeyeEvent event = { .type = type, .remote = self->remote, .number = number };

  sockeye_role_tell (self->role, self->peer, &event);
}

/* Private: lets others know how the connection stands. */
void
sockeye_stream_publish_flags (SockeyeStream *self)
{
  guint flags = 0;

  if (self->closing_sending)
    flags |= SOCKEYE_CONNECTION_SENDING_CLOSED;
  if (self->peer_closed)
    flags |= SOCKEYE_CONNECTION_PEER_CLOSED;
  if (self->reading_paused)
    flags |= SOCKEYE_CONNECTION_READING_PAUSED;
  sockeye_role_set_flags (self->role, self->peer, flags);
}

/* A Unix socket knows whether its peer has closed for good or only for sending (unix_poll() in af_unix.c). */
static gboolean
is_peer_gone (SockeyeStream *self)
{
  struct pollfd state = { .fd = self->fd };

  return sockeye_endpoint_get_family (&self->remote) == AF_UNIX && poll (&state, 1, 0) > 0
         && (state.revents & POLLHUP) != 0;
}

/* Private: whether the peer's FIN, which came just now, leaves this end open. */
gboolean
sockeye_stream_wants_half_open (SockeyeStream *self)
{
  return (self->relayed || sockeye_role_get_settings (self->role)->stay_half_open) && !self->closing_sending
         && !self->ending && !is_peer_gone (self);
}

/* Private: the peer of a half-open connection may have closed it for good; then there is nobody left to send to. */
void
sockeye_stream_end_if_gone (SockeyeStream *self)
{
  if (self->half_open && is_peer_gone (self))
    sockeye_stream_end (self, SOCKEYE_EVENT_CLOSED);
}

static void
send_fin (SockeyeStream *self)
{
  if (!sockeye_stream_send_notify (self))
    return;
  /* Fails when the peer has reset the connection, and then the reset is told. */
  if (shutdown (self->fd, SHUT_WR) != 0)
    return;
  self->sending_closed = TRUE;
  if (self->tls == NULL)
    tell (self, SOCKEYE_EVENT_CLOSED_SENDING, 0);
  else
    tell (self, SOCKEYE_EVENT_CLOSED_SENDING, self->bare_end ? 2 : 1);
}

/* The peer has closed: whether this end follows now. What answers by itself is waited for. */
static gboolean
has_to_close (SockeyeStream *self)
{
  if (!self->peer_closed)
    return FALSE;
  return self->sending_closed
         || (!self->half_open && (self->answered || !sockeye_role_is_answering (self->role)));
}

/* Private: goes on with what waits for the queue to be written, if it is. */
void
sockeye_stream_end_of_queue (SockeyeStream *self)
{
  if (self->socket == NULL || self->securing || self->ending || !sockeye_send_queue_is_empty (&self->queue)
      || (self->tls != NULL && sockeye_tls_channel_get_held (self->tls) > 0))
    return;
  if (self->closing)
    {
      sockeye_stream_command (self, self->resets ? SOCKEYE_COMMAND_ABORT : SOCKEYE_COMMAND_CLOSE);
      return;
    }
  if (self->closing_sending && !self->sending_closed && self->broken == 0)
    send_fin (self);
  if (has_to_close (self))
    sockeye_stream_end (self, SOCKEYE_EVENT_CLOSED);
}

/* Private: what was booked before sending was closed, and comes after the FIN. */
void
sockeye_stream_refuse (SockeyeStream *self, GBytes *payload)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_ERROR,
                         .operation = SOCKEYE_OPERATION_SEND,
                         .error_number = EPIPE,
                         .remote = self->remote };

  sockeye_role_give_up (self->role, self->peer, g_bytes_get_size (payload), 1);
  sockeye_role_tell_failure (self->role, self->peer, &event);
}

static void
close_sending (SockeyeStream *self)
{
  if (self->closing_sending || self->broken != 0)
    return;
  self->closing_sending = TRUE;
  sockeye_stream_publish_flags (self);
  sockeye_stream_end_of_queue (self);
}

static void
pause_reading (SockeyeStream *self)
{
  if (self->reading_paused || self->peer_closed || self->broken != 0)
    return;
  self->reading_paused = TRUE;
  tell (self, SOCKEYE_EVENT_READING_PAUSED, 0);
  sockeye_stream_publish_flags (self);
}

static void
resume_reading (SockeyeStream *self)
{
  int waiting = 0;

  if (!self->reading_paused)
    return;
  /* Only for the words; 0 is as good as unknown. */
  if (ioctl (self->fd, FIONREAD, &waiting) != 0)
    waiting = 0;
  self->reading_paused = FALSE;
  self->hung_up = FALSE;
  tell (self, SOCKEYE_EVENT_READING_RESUMED, (guint64) waiting);
  sockeye_stream_publish_flags (self);
}

/* A linger time of 0 makes close() send RST (socket(7)). */
static void
abort_connection (SockeyeStream *self)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  SockeyeEvent failure = { .type = SOCKEYE_EVENT_ERROR, .operation = SOCKEYE_OPERATION_OPTION };

  /* Unix sockets have no segments, so none that resets. */
  if (sockeye_endpoint_get_family (&self->remote) == AF_UNIX)
    {
      sockeye_stream_close (self);
      return;
    }
  self->ending = TRUE;
  sockeye_stream_drain (self);
  if (self->socket == NULL)
    return;
  if (setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) == 0)
    {
      sockeye_stream_end (self, SOCKEYE_EVENT_ABORTED);
      return;
    }
  failure.error_number = errno;
  failure.text = "SO_LINGER";
  sockeye_role_tell (self->role, self->peer, &failure);
  sockeye_stream_end (self, SOCKEYE_EVENT_CLOSED);
}

/* The user may have chosen it as a socket option; Unix sockets know no reset. */
static gboolean
resets_when_closed (SockeyeStream *self)
{
  return sockeye_endpoint_get_family (&self->remote) != AF_UNIX
         && sockeye_socket_get_linger (self->socket) == 0;
}

/**
 * sockeye_stream_close:
 *
 * Ends the connection. What has arrived is read first.
 */
void
sockeye_stream_close (SockeyeStream *self)
{
  g_autoptr (SockeyeStream) hold = sockeye_stream_ref (self);

  /* A peer that closed as well is told as such; its end must not close this one twice. */
  self->ending = TRUE;
  sockeye_stream_drain (self);
  if (self->socket != NULL)
    sockeye_stream_end (self, resets_when_closed (self) ? SOCKEYE_EVENT_ABORTED : SOCKEYE_EVENT_CLOSED);
}

/**
 * sockeye_stream_command:
 * @command: what the user does with the connection; nothing happens when it makes no difference
 *
 * Closing sending lets what is queued go out first. A pause holds the peer back when the system's buffer is full; it ends
 * by itself when the peer resets the connection. Closing and aborting read first what has arrived.
 */
void
sockeye_stream_command (SockeyeStream *self, SockeyeConnectionCommand command)
{
  g_autoptr (SockeyeStream) hold = sockeye_stream_ref (self);

  if (self->socket == NULL)
    return;
  switch (command)
    {
    case SOCKEYE_COMMAND_CLOSE_SENDING:
      close_sending (self);
      break;
    case SOCKEYE_COMMAND_ABORT:
      abort_connection (self);
      break;
    case SOCKEYE_COMMAND_PAUSE_READING:
      pause_reading (self);
      break;
    case SOCKEYE_COMMAND_RESUME_READING:
      resume_reading (self);
      break;
    case SOCKEYE_COMMAND_CLOSE:
    default:
      sockeye_stream_close (self);
    }
  sockeye_stream_watch (self);
}
