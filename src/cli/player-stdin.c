/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "player-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define PIECE      (64u << 10)
#define LOOK_AGAIN (5 * G_TIME_SPAN_MILLISECOND)

/* The standard input on its way. */
typedef struct
{
  SockeyePlayer *player;
  GByteArray *line; /* (datagrams) what has come of a line */
  guint source;     /* 0: it is not looked at now */
  gboolean ended;
} Input;

static gboolean
send_piece (Input *self, const guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) payload = g_bytes_new (bytes, length);
  g_autoptr (GError) error = NULL;
  SockeyeTarget target;

  sockeye_player_get_target (self->player, &target);
  if (sockeye_outlet_send (sockeye_session_get_outlet (self->player->session), &target, payload, &error))
    return TRUE;
  sockeye_player_fail_to_send (self->player, error);
  return FALSE;
}

/* A line a datagram, with its line feed; one that is too long for that is several. */
static void
send_lines (Input *self, gboolean all)
{
  GByteArray *line = self->line;

  while (line->len > 0)
    {
      const guint8 *end = memchr (line->data, '\n', line->len);
      guint length = end != NULL ? (guint) (end - line->data) + 1 : line->len;

      if (end == NULL && !all && length < SOCKEYE_DATAGRAM_MAX)
        return;
      length = MIN (length, SOCKEYE_DATAGRAM_MAX);
      if (!send_piece (self, line->data, length))
        return;
      g_byte_array_remove_range (line, 0, length);
    }
}

static void
end_input (Input *self)
{
  self->ended = TRUE;
  self->source = 0;
  if (sockeye_protocol_is_datagram (self->player->script->launch->protocol))
    send_lines (self, TRUE);
  else
    sockeye_session_close_sending (self->player->session, 0);
}

static void
take (Input *self, const guint8 *bytes, gsize length)
{
  if (!sockeye_protocol_is_datagram (self->player->script->launch->protocol))
    {
      send_piece (self, bytes, length);
      return;
    }
  g_byte_array_append (self->line, bytes, (guint) length);
  send_lines (self, FALSE);
}

static gboolean
on_input (gint fd, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  Input *self = data;
  guint8 bytes[PIECE];
  gssize n = read (fd, bytes, sizeof bytes);
  g_autofree char *message = NULL;

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n < 0)
    {
      /* Translators: %s is what the system said */
      message = g_strdup_printf (_ ("The standard input could not be read: %s"), g_strerror (errno));
      sockeye_player_end (self->player, SOCKEYE_STATUS_FAILED, message);
    }
  if (n <= 0)
    {
      end_input (self);
      return G_SOURCE_REMOVE;
    }

  take (self, bytes, (gsize) n);
  if (sockeye_player_get_queued (self->player) < SOCKEYE_PLAYER_QUEUE_HIGH)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

/* As long as the far end reads, and there is one. */
static void
read_on (Input *self)
{
  if (self->ended || self->source != 0
      || sockeye_player_get_queued (self->player) >= SOCKEYE_PLAYER_QUEUE_LOW)
    return;
  self->source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, self);
}

/* Whether the answer is complete: connections end when both ends have closed; nobody can tell of datagrams. */
static gboolean
is_done (Input *self)
{
  SockeyePlayer *player = self->player;
  SockeyeProtocol protocol = player->script->launch->protocol;

  if (sockeye_player_is_over (player))
    return TRUE;
  if (!self->ended || player->script->count > 0)
    return FALSE;
  if (sockeye_protocol_is_datagram (protocol))
    return sockeye_player_get_queued (player) == 0;
  return sockeye_protocol_is_server (protocol)
         && sockeye_capture_get_n_open_connections (player->capture) == 0;
}

static void
look_on (Input *self)
{
  SockeyeRecord record;

  while (sockeye_player_next_record (self->player, &record))
    continue;
}

/**
 * sockeye_player_send_stdin: (skip)
 *
 * Sends what comes from the standard input, to everybody who is there, until it ends; then until the far ends have closed.
 */
void
sockeye_player_send_stdin (SockeyePlayer *self)
{
  Input input = { .player = self, .line = g_byte_array_new () };

  self->looking = TRUE;
  if (sockeye_player_wait_for_target (self))
    do
      {
        read_on (&input);
        look_on (&input);
        if (is_done (&input))
          break;
      }
    while (sockeye_player_turn (self, input.source == 0 ? g_get_monotonic_time () + LOOK_AGAIN : G_MAXINT64));

  if (input.source != 0)
    g_source_remove (input.source);
  g_byte_array_unref (input.line);
}
