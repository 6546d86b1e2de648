/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "player-private.h"

#include "errors.h"
#include "hex.h"

#include <glib/gi18n-lib.h>

/* How long a send that found a full queue waits before it tries again: microseconds. */
#define TRY_AGAIN (10 * G_TIME_SPAN_MILLISECOND)

/* --- Sending */

static void
do_send (SockeyePlayer *self, const SockeyeStep *step)
{
  SockeyeMailer *mailer = sockeye_workspace_get_mailer (self->workspace);
  SockeyeTarget target;

  if (!sockeye_player_wait_for_target (self))
    return;
  sockeye_player_get_target (self, &target);
  for (;;)
    {
      g_autoptr (GError) error = NULL;

      if (sockeye_mailer_send (mailer, sockeye_session_get_outlet (self->session), &target, step->message,
                               NULL, 0, NULL, &error))
        return;
      if (!g_error_matches (error, SOCKEYE_ERROR, SOCKEYE_ERROR_QUEUE_FULL))
        {
          sockeye_player_fail_to_send (self, error);
          return;
        }
      if (!sockeye_player_turn (self, g_get_monotonic_time () + TRY_AGAIN))
        return;
    }
}

/* --- Expecting */

static char *
describe_bytes (SockeyePlayer *self, GBytes *bytes)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  g_autoptr (GString) hex = g_string_new (NULL);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  sockeye_text_decode (text, self->script->charset, data, length, 0, SOCKEYE_DECODE_DISPLAY);
  sockeye_hex_append (hex, data, length);
  /* Translators: the same bytes as text and in hex */
  return g_strdup_printf (_ ("  text: %s\n  hex: %s"), text->utf8->str, hex->str);
}

/* What came instead, for whoever has to find out why. */
static char *
describe_newest (SockeyePlayer *self)
{
  guint32 id;
  guint64 total;
  g_autoptr (GBytes) newest = sockeye_expecter_get_newest (self->expecter, &id, &total);
  g_autofree char *from = NULL;
  g_autofree char *digits = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *shown = NULL;
  SockeyePeer peer;

  if (total == 0 || !sockeye_capture_get_peer (self->capture, id, &peer))
    return g_strdup (_ ("Nothing came."));

  from = sockeye_endpoint_to_string (&peer.remote);
  digits = g_strdup_printf ("%'" G_GUINT64_FORMAT, total);
  /* Translators: %s is a number */
  bytes = g_strdup_printf (ngettext ("%s byte", "%s bytes", total), digits);
  shown = describe_bytes (self, newest);
  if (total > g_bytes_get_size (newest))
    /* Translators: a number of bytes, such as "500 bytes", a far end, and the bytes on lines of their own */
    return g_strdup_printf (_ ("%s came from %s instead, at the end:\n%s"), bytes, from, shown);
  /* Translators: a number of bytes, such as "5 bytes", a far end, and the bytes on lines of their own */
  return g_strdup_printf (_ ("%s came from %s instead:\n%s"), bytes, from, shown);
}

static char *
describe_wanted (const SockeyeStep *step)
{
  const char *text;

  if (step->kind == SOCKEYE_STEP_EXPECT_CLOSE)
    return g_strdup (_ ("Expected that the far end closes"));
  text = sockeye_expectation_get_text (step->expectation);
  if (sockeye_expectation_get_kind (step->expectation) == SOCKEYE_PATTERN_REGEX)
    /* Translators: %s is a regular expression */
    return g_strdup_printf (_ ("Expected a match of “%s”"), text);
  if (sockeye_expectation_get_kind (step->expectation) == SOCKEYE_PATTERN_HEX)
    /* Translators: %s is bytes in hex */
    return g_strdup_printf (_ ("Expected the bytes %s"), text);
  /* Translators: %s is a text */
  return g_strdup_printf (_ ("Expected “%s”"), text);
}

static void
end_unmet (SockeyePlayer *self, const SockeyeStep *step, gboolean closed)
{
  g_autofree char *wanted = describe_wanted (step);
  g_autofree char *newest = describe_newest (self);
  g_autofree char *message = NULL;

  if (closed)
    /* Translators: "Expected “OK”", and what came instead */
    message = g_strdup_printf (_ ("%s, but the connection was closed before. %s"), wanted, newest);
  else
    message = g_strdup_printf (
        /* Translators: "Expected “OK”", milliseconds, and what came instead */
        _ ("%s within %u ms, in vain. %s"), wanted, step->milliseconds, newest);
  if (step->expectation != NULL && sockeye_expectation_has_given_up (step->expectation))
    {
      g_autofree char *before = g_steal_pointer (&message);

      message = g_strconcat (
          before, "\n",
          _ ("The regular expression takes too many steps for this text, so that a match may "
             "have been missed. Make it simpler."),
          NULL);
    }
  sockeye_player_end (self, SOCKEYE_STATUS_UNMET, message);
}

static gboolean
is_end (const SockeyeRecord *record)
{
  return record->kind == SOCKEYE_RECORD_EVENT && record->peer != 0
         && (record->newlines == SOCKEYE_EVENT_PEER_CLOSED || record->newlines == SOCKEYE_EVENT_RESET
             || record->newlines == SOCKEYE_EVENT_CLOSED);
}

/* Takes what has come, up to a slice of it, and looks whether the expectation is among it. */
static gboolean
look_on (SockeyePlayer *self, const SockeyeExpectation *what)
{
  SockeyeRecord record;

  for (guint i = 0; i < SOCKEYE_PLAYER_SLICE && sockeye_player_next_record (self, &record); i++)
    {
      const guint8 *bytes;

      if (is_end (&record))
        {
          if (sockeye_expecter_look (self->expecter, what, &self->partner))
            return TRUE;
          sockeye_expecter_forget (self->expecter, record.peer);
        }
      if (record.kind != SOCKEYE_RECORD_RECEIVED)
        continue;
      bytes = sockeye_player_read (self, &record);
      if (bytes == NULL)
        return FALSE;
      sockeye_expecter_push (self->expecter, record.peer, (record.flags & SOCKEYE_RECORD_DATAGRAM) != 0,
                             bytes, record.length);
      if (sockeye_expecter_is_due (self->expecter)
          && sockeye_expecter_look (self->expecter, what, &self->partner))
        return TRUE;
    }
  return sockeye_expecter_look (self->expecter, what, &self->partner);
}

static gboolean
has_more (SockeyePlayer *self)
{
  return self->position < sockeye_capture_get_n_records (self->capture);
}

static void
do_expect (SockeyePlayer *self, const SockeyeStep *step)
{
  gint64 deadline = sockeye_player_get_deadline (step->milliseconds);
  gboolean over;

  sockeye_expecter_begin (self->expecter);
  do
    {
      over = sockeye_player_is_over (self);
      if (look_on (self, step->expectation))
        return;
      over = over || self->closed;
      if ((over && !has_more (self)) || g_get_monotonic_time () >= deadline)
        {
          end_unmet (self, step, over);
          return;
        }
    }
  while (sockeye_player_turn (self, has_more (self) ? 0 : deadline));
}

static void
do_expect_close (SockeyePlayer *self, const SockeyeStep *step)
{
  gint64 deadline = sockeye_player_get_deadline (step->milliseconds);
  SockeyeRecord record;

  sockeye_expecter_begin (self->expecter);
  if (self->closed)
    return;
  do
    {
      for (guint i = 0; i < SOCKEYE_PLAYER_SLICE && sockeye_player_next_record (self, &record); i++)
        if (is_end (&record))
          return;
      if (!has_more (self) && g_get_monotonic_time () >= deadline)
        {
          end_unmet (self, step, FALSE);
          return;
        }
    }
  while (sockeye_player_turn (self, has_more (self) ? 0 : deadline));
}

/* --- The rest */

static void
do_wait (SockeyePlayer *self, const SockeyeStep *step)
{
  gint64 deadline = sockeye_player_get_deadline (step->milliseconds);

  while (g_get_monotonic_time () < deadline && sockeye_player_turn (self, deadline))
    continue;
}

static void
do_step (SockeyePlayer *self, const SockeyeStep *step)
{
  switch (step->kind)
    {
    case SOCKEYE_STEP_SEND:
      do_send (self, step);
      break;
    case SOCKEYE_STEP_SEND_FILE:
      sockeye_player_send_file (self, step->file);
      break;
    case SOCKEYE_STEP_EXPECT:
      do_expect (self, step);
      break;
    case SOCKEYE_STEP_EXPECT_CLOSE:
      do_expect_close (self, step);
      break;
    case SOCKEYE_STEP_WAIT:
      do_wait (self, step);
      break;
    case SOCKEYE_STEP_CLOSE_SENDING:
      sockeye_session_close_sending (self->session, self->partner);
      break;
    default:
      break;
    }
}

static guint
count_expectations (const SockeyeScript *script, guint from)
{
  guint n = 0;

  for (guint i = from; i < script->steps->len; i++)
    {
      const SockeyeStep *step = g_ptr_array_index (script->steps, i);

      n += step->kind == SOCKEYE_STEP_EXPECT || step->kind == SOCKEYE_STEP_EXPECT_CLOSE;
    }
  return n;
}

/**
 * sockeye_player_do_steps: (skip)
 *
 * Does one step after the other, until one of them fails.
 */
void
sockeye_player_do_steps (SockeyePlayer *self)
{
  const SockeyeScript *script = self->script;

  for (guint i = 0; i < script->steps->len && self->status < 0; i++)
    {
      self->looking = count_expectations (script, i) > 0;
      do_step (self, g_ptr_array_index (script->steps, i));
    }
}
