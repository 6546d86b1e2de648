/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-private.h"

#include "socket-util.h"

#include <errno.h>
#include <string.h>

/* Fits the second-level cache; larger reads are slower. */
#define READ_SIZE  (64 * 1024)
#define WRITE_SIZE (256 * 1024)
/* What is read at most before a close: as much as the kernel keeps for a socket by default (tcp_rmem). */
#define DRAIN_BUDGET (8 * 1024 * 1024)

static SockeyeEvent
make_event (SockeyeStream *self, SockeyeEventType type)
{
  SockeyeEvent event = { .type = type, .remote = self->remote };

  if (self->socket != NULL)
    sockeye_socket_get_local (self->socket, &event.local);
  return event;
}

static void
settle (SockeyeStream *self, gsize bytes, guint payloads)
{
  sockeye_role_settle (self->role, self->peer, bytes, payloads);
  sockeye_stream_release_partner (self);
}

static void
drop_queue (SockeyeStream *self)
{
  guint64 bytes = self->queue.bytes;
  guint payloads = sockeye_send_queue_clear (&self->queue);

  sockeye_role_give_up (self->role, self->peer, bytes, payloads);
  sockeye_stream_release_partner (self);
  if (self->pacer != NULL)
    sockeye_pacer_clear (self->pacer);
}

static void
close_socket (SockeyeStream *self)
{
  sockeye_stream_forget_faults (self);
  g_clear_pointer (&self->watch, sockeye_watch_free);
  if (self->tls != NULL)
    g_clear_pointer (&self->tls, sockeye_tls_channel_free);
  else if (self->socket != NULL)
    sockeye_socket_close (self->socket);
  g_clear_object (&self->socket);
}

/* What the TLS library holds counts as written; it is of the payload that is being written, or of the last one. */
static gsize
lose_held (SockeyeStream *self)
{
  gsize held = self->tls != NULL ? sockeye_tls_channel_get_held (self->tls) : 0;

  if (held > 0)
    sockeye_send_ledger_add_lost (sockeye_role_get_ledger (self->role), held,
                                  self->queue.written > 0 ? 0 : 1);
  return held;
}

/* The last thing that happens to a stream; afterwards only the memory is left. */
static void
finish (SockeyeStream *self, const SockeyeEvent *event)
{
  guint64 unsent;

  self->end = event->type;
  if (event->type == SOCKEYE_EVENT_CLOSED)
    sockeye_stream_say_goodbye (self);
  unsent = self->not_forwarded + self->queue.bytes + lose_held (self);
  close_socket (self);
  if (event->type == SOCKEYE_EVENT_ERROR)
    sockeye_role_tell_failure (self->role, self->peer, event);
  else
    sockeye_role_tell (self->role, self->peer, event);
  sockeye_role_tell_unsent (self->role, self->peer, &self->remote, unsent);
  drop_queue (self);
  sockeye_send_ledger_remove_peer (sockeye_role_get_ledger (self->role), self->peer);
  sockeye_sink_close_peer (self->sink, self->peer, g_get_real_time ());
  self->ended (self, self->data);
}

static void
finish_broken (SockeyeStream *self, SockeyeOperation operation, int error_number)
{
  gboolean reset = error_number == ECONNRESET || error_number == EPIPE;
  SockeyeEvent event = make_event (self, reset ? SOCKEYE_EVENT_RESET : SOCKEYE_EVENT_ERROR);

  if (error_number == EPROTO && self->tls != NULL)
    {
      sockeye_tls_channel_get_failure (self->tls, &event);
      sockeye_stream_fail (self, &event);
      return;
    }
  event.operation = operation;
  event.error_number = error_number;
  finish (self, &event);
}

static void ready (guint32 events, gpointer data);

static void
read_again (gpointer data)
{
  SockeyeStream *self = data;

  self->rereading = FALSE;
  if (self->socket != NULL)
    ready (EPOLLIN, self);
}

/* The poller knows only of what is in the socket, and not of what the TLS library has taken out of it already. */
static void
read_again_later (SockeyeStream *self)
{
  if (self->rereading || self->securing || !sockeye_tls_channel_may_have_more (self->tls))
    return;
  self->rereading = TRUE;
  sockeye_poller_defer (read_again, sockeye_stream_ref (self), (GDestroyNotify) sockeye_stream_unref);
}

static void
update_watch (SockeyeStream *self)
{
  guint32 events = 0;

  if (self->watch == NULL)
    return;
  if (self->securing)
    {
      sockeye_watch_set_events (self->watch, sockeye_stream_get_securing_events (self));
      return;
    }
  if (!self->peer_closed && !self->read_waits && !self->reading_paused && !self->read_held)
    events |= EPOLLIN;
  if (self->broken == 0 && !self->write_waits && self->pace_timer == NULL
      && (!sockeye_send_queue_is_empty (&self->queue) || sockeye_stream_is_held (self)))
    events |= EPOLLOUT;
  if (self->tls != NULL && (events & EPOLLIN) != 0)
    read_again_later (self);
  /* Who neither reads nor writes still hears of a reset, but not again and again of what has to wait. */
  if (events == 0 && !self->read_waits && !self->write_waits && !self->hung_up)
    events = EPOLLERR;
  sockeye_watch_set_events (self->watch, events);
}

static void
handle_end_of_stream (SockeyeStream *self)
{
  SockeyeEvent event = make_event (self, SOCKEYE_EVENT_PEER_CLOSED);

  if (self->broken != 0)
    {
      finish_broken (self, SOCKEYE_OPERATION_SEND, self->broken);
      return;
    }
  self->peer_closed = TRUE;
  self->half_open = sockeye_stream_wants_half_open (self);
  event.number = self->half_open ? 1 : 0;
  event.number2 = self->tls != NULL ? sockeye_tls_channel_get_end (self->tls) : SOCKEYE_TLS_END_NONE;
  sockeye_role_tell (self->role, self->peer, &event);
  sockeye_stream_publish_flags (self);
  sockeye_stream_forward_end (self);
  sockeye_stream_end_of_queue (self);
}

/* A record holds the bytes of one successful read. */
static void
take_in (SockeyeStream *self, const guint8 *bytes, gsize length)
{
  /* What the sink has reserved is gone with the next call. */
  g_autoptr (GBytes) payload = self->partner != NULL ? g_bytes_new (bytes, length) : NULL;

  sockeye_sink_commit (self->sink, SOCKEYE_RECORD_RECEIVED, 0, self->peer, g_get_real_time (), length);
  sockeye_role_publish_later (self->role);
  if (payload != NULL)
    sockeye_stream_forward (self, payload);
}

/* Reads until nothing is left, the sink is full, the partner has no room, the stream has ended, or the budget is used up. */
static void
read_some (SockeyeStream *self, gsize budget)
{
  while (budget > 0 && self->socket != NULL && !self->peer_closed && !self->securing)
    {
      gsize room;
      guint8 *bytes;
      gssize n;

      self->read_held = sockeye_stream_must_hold (self);
      if (self->read_held)
        return;
      bytes = sockeye_sink_reserve (self->sink, READ_SIZE, &room);
      self->read_waits = bytes == NULL;
      if (bytes == NULL)
        return;

      room = MIN (room, budget);
      do
        n = self->tls == NULL ? recv (self->fd, bytes, room, 0)
                              : sockeye_tls_channel_read (self->tls, bytes, room);
      while (n < 0 && errno == EINTR);

      if (n > 0)
        {
          take_in (self, bytes, (gsize) n);
          budget -= (gsize) n;
          /* Nothing is left: the next call would only say so. The poller tells of an end or an error. TLS gives one
           * record at a time. */
          if ((gsize) n < room && self->tls == NULL)
            return;
        }
      else if (n == 0)
        handle_end_of_stream (self);
      else if (errno == EAGAIN)
        return;
      else
        finish_broken (self, SOCKEYE_OPERATION_RECEIVE, self->broken != 0 ? self->broken : errno);
    }
}

/* Private: nothing more can be written. */
void
sockeye_stream_send_failed (SockeyeStream *self, int error_number)
{
  self->broken = error_number;
  self->reading_paused = FALSE; /* nobody is left to be held back */
  self->read_held = FALSE;
  if (self->peer_closed)
    finish_broken (self, SOCKEYE_OPERATION_SEND, error_number);
  else if (!self->read_waits)
    read_some (self, SOCKEYE_DISPATCH_BUDGET);
}

/* Private: as send(2), over TLS where there is TLS. */
gssize
sockeye_stream_send_some (SockeyeStream *self, const guint8 *bytes, gsize length)
{
  return self->tls == NULL ? send (self->fd, bytes, length, MSG_NOSIGNAL)
                           : sockeye_tls_channel_write (self->tls, bytes, length);
}

/* Whether nothing is held any more of what was written before. */
static gboolean
flush_held (SockeyeStream *self)
{
  if (self->tls == NULL || sockeye_tls_channel_flush (self->tls))
    return TRUE;
  if (errno != EAGAIN)
    sockeye_stream_send_failed (self, errno);
  return FALSE;
}

/* A SENT record holds the bytes of one successful write: the room is there before the kernel gets them. */
static void
write_some (SockeyeStream *self)
{
  gsize budget = SOCKEYE_DISPATCH_BUDGET;
  const guint8 *bytes;
  gsize length;

  if (self->securing || !flush_held (self))
    return;
  if (self->pacer != NULL)
    {
      sockeye_stream_write_paced (self);
      return;
    }
  while (budget > 0 && (bytes = sockeye_send_queue_peek (&self->queue, &length)) != NULL)
    {
      gsize room;
      guint8 *record = sockeye_sink_reserve (self->sink, MIN (length, WRITE_SIZE), &room);
      gssize n;

      self->write_waits = record == NULL;
      if (record == NULL)
        return;

      do
        n = sockeye_stream_send_some (self, bytes, MIN (MIN (length, WRITE_SIZE), MIN (room, budget)));
      while (n < 0 && errno == EINTR);

      if (n < 0 && errno == EAGAIN)
        return;
      if (n < 0)
        {
          sockeye_stream_send_failed (self, errno);
          return;
        }
      memcpy (record, bytes, (gsize) n);
      sockeye_sink_commit (self->sink, SOCKEYE_RECORD_SENT, 0, self->peer, g_get_real_time (), (gsize) n);
      sockeye_role_publish_later (self->role);
      settle (self, (gsize) n, sockeye_send_queue_advance (&self->queue, (gsize) n) ? 1 : 0);
      budget -= MIN (budget, (gsize) n);
    }
  sockeye_stream_end_of_queue (self);
}

/* Told although nothing is read: a reset, or both ends have closed. */
static void
handle_hang_up (SockeyeStream *self, guint32 events)
{
  int error_number;

  if ((events & EPOLLERR) != 0 && (self->reading_paused || self->read_held))
    {
      /* Nobody is left to be held back; what came before the reset is still there to be read. */
      self->reading_paused = FALSE;
      self->read_held = FALSE;
      self->released = TRUE;
      return;
    }
  error_number = (events & EPOLLERR) != 0 ? sockeye_socket_take_error (self->socket) : 0;
  if (error_number != 0)
    finish_broken (self, SOCKEYE_OPERATION_RECEIVE, error_number);
  else
    {
      self->hung_up = TRUE;
      sockeye_stream_end_if_gone (self);
    }
}

static void
ready (guint32 events, gpointer data)
{
  g_autoptr (SockeyeStream) self = sockeye_stream_ref (data);

  if (self->securing)
    {
      sockeye_stream_go_on_securing (self);
      update_watch (self);
      return;
    }
  if ((events & (EPOLLHUP | EPOLLERR)) != 0
      && (self->reading_paused || self->read_held
          || (self->peer_closed && sockeye_send_queue_is_empty (&self->queue))))
    handle_hang_up (self, events);
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !self->peer_closed && !self->read_waits
      && !self->reading_paused && !self->read_held)
    read_some (self, SOCKEYE_DISPATCH_BUDGET);
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0 && self->socket != NULL && self->broken == 0
      && !self->write_waits)
    write_some (self);
  update_watch (self);
}

/**
 * sockeye_stream_new:
 * @role: (transfer none): owns the stream
 * @socket: connected
 * @peer: its id in the sink
 * @remote: the far end
 * @credentials: (nullable): for TLS; %NULL: without
 * @ended: called once; never before this function has returned
 * @data: for @ended
 *
 * Returns: (transfer full): the stream; it reads from now on, and can be booked for in the ledger
 */
SockeyeStream *
sockeye_stream_new (SockeyeRole *role,
                    GSocket *socket,
                    guint32 peer,
                    const SockeyeEndpoint *remote,
                    SockeyeTlsCredentials *credentials,
                    SockeyeStreamEndedFunc ended,
                    gpointer data)
{
  SockeyeStream *self = g_rc_box_new0 (SockeyeStream);

  self->role = role;
  self->sink = sockeye_role_get_sink (role);
  self->socket = g_object_ref (socket);
  self->fd = g_socket_get_fd (socket);
  self->peer = peer;
  self->remote = *remote;
  self->ended = ended;
  self->data = data;
  sockeye_stream_start_tls (self, credentials);
  self->watch = sockeye_watch_new (
      self->fd, self->securing ? sockeye_stream_get_securing_events (self) : EPOLLIN, ready, self);
  sockeye_send_ledger_add_peer (sockeye_role_get_ledger (role), peer);
  sockeye_stream_set_faults (self, &sockeye_role_get_settings (role)->faults);
  return self;
}

/**
 * sockeye_stream_ref:
 *
 * Returns: (transfer full): the same
 */
SockeyeStream *
sockeye_stream_ref (SockeyeStream *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (SockeyeStream *self)
{
  close_socket (self);
  sockeye_send_queue_clear (&self->queue);
  g_clear_pointer (&self->partner, sockeye_stream_unref);
}

/**
 * sockeye_stream_unref:
 *
 * Drops a reference; the last one closes the socket without a word.
 */
void
sockeye_stream_unref (SockeyeStream *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sockeye_stream_get_peer:
 *
 * Returns: its id in the sink
 */
guint32
sockeye_stream_get_peer (SockeyeStream *self)
{
  return self->peer;
}

/**
 * sockeye_stream_get_socket:
 *
 * Returns: (transfer none) (nullable): its socket; %NULL: it is over
 */
GSocket *
sockeye_stream_get_socket (SockeyeStream *self)
{
  return self->socket;
}

/**
 * sockeye_stream_was_established:
 *
 * Returns: whether bytes could be exchanged: over TLS, after the handshake
 */
gboolean
sockeye_stream_was_established (SockeyeStream *self)
{
  return !self->securing;
}

/**
 * sockeye_stream_send:
 * @payload: booked in the ledger; shared, not copied
 *
 * Queues it, and writes at once what can be written.
 */
void
sockeye_stream_send (SockeyeStream *self, GBytes *payload)
{
  g_autoptr (SockeyeStream) hold = sockeye_stream_ref (self);
  gboolean idle = sockeye_send_queue_is_empty (&self->queue);

  if (self->sending_closed)
    {
      sockeye_stream_refuse (self, payload);
      return;
    }
  sockeye_send_queue_push (&self->queue, payload);
  if (self->pacer != NULL)
    sockeye_pacer_add (self->pacer, g_bytes_get_size (payload), g_get_monotonic_time ());
  if (idle && self->broken == 0 && !self->write_waits)
    write_some (self);
  update_watch (self);
}

/**
 * sockeye_stream_tell_left_out:
 *
 * Tells that a payload for all connections was not queued for this one, because its queue is full.
 */
void
sockeye_stream_tell_left_out (SockeyeStream *self)
{
  SockeyeEvent event = make_event (self, SOCKEYE_EVENT_ERROR);

  event.operation = SOCKEYE_OPERATION_SEND;
  event.error_number = ENOBUFS;
  event.number = self->queue.bytes;
  sockeye_role_tell_failure (self->role, self->peer, &event);
}

/**
 * sockeye_stream_cancel_sending:
 *
 * Gives up what was not yet written, and says how much.
 */
void
sockeye_stream_cancel_sending (SockeyeStream *self)
{
  g_autoptr (SockeyeStream) hold = sockeye_stream_ref (self);
  SockeyeEvent event = make_event (self, SOCKEYE_EVENT_ERROR);

  if (sockeye_send_queue_is_empty (&self->queue))
    return;
  event.operation = SOCKEYE_OPERATION_SEND;
  event.error_number = ECANCELED;
  event.number = self->queue.bytes;
  drop_queue (self);
  sockeye_role_tell (self->role, self->peer, &event);
  self->write_waits = FALSE;
  sockeye_stream_end_of_queue (self);
  update_watch (self);
}

/**
 * sockeye_stream_finish:
 *
 * Nobody has anything more to send. When the far end has closed, this end does so once everything is written.
 */
void
sockeye_stream_finish (SockeyeStream *self)
{
  g_autoptr (SockeyeStream) hold = sockeye_stream_ref (self);

  self->answered = self->peer_closed;
  sockeye_stream_end_of_queue (self);
}

/**
 * sockeye_stream_resume:
 *
 * The sink has room again.
 */
void
sockeye_stream_resume (SockeyeStream *self)
{
  self->read_waits = FALSE;
  self->write_waits = FALSE;
  update_watch (self);
}

/* Private: watches for what is wanted now. */
void
sockeye_stream_watch (SockeyeStream *self)
{
  update_watch (self);
}

/* Private: reads what has arrived. With unread bytes the kernel would send a reset (RFC 1122, 4.2.2.13) instead of a FIN,
 * and they would be missing from the log. */
void
sockeye_stream_drain (SockeyeStream *self)
{
  read_some (self, DRAIN_BUDGET);
}

/* Private: this end is the one that ends it. */
void
sockeye_stream_end (SockeyeStream *self, SockeyeEventType type)
{
  SockeyeEvent event = make_event (self, type);

  finish (self, &event);
}

/* Private: it ends because of @failure, whose ends need not be set. */
void
sockeye_stream_fail (SockeyeStream *self, const SockeyeEvent *failure)
{
  SockeyeEvent event = *failure;
  SockeyeEvent ends = make_event (self, event.type);
  g_autofree char *text = g_strdup (failure->text); /* they may be the channel's, which goes first */
  g_autofree char *detail = g_strdup (failure->detail);

  event.local = ends.local;
  event.remote = ends.remote;
  event.text = text;
  event.detail = detail;
  finish (self, &event);
}

/* Private: what has waited, for the handshake or for its time. */
void
sockeye_stream_continue (SockeyeStream *self)
{
  ready (EPOLLIN | EPOLLOUT, self);
}
