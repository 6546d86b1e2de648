/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "player-private.h"

#include "errors.h"
#include "io-thread.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* How long it waits before it looks again at what tells no news, and before it tries again to open: microseconds. */
#define LOOK_AGAIN (10 * G_TIME_SPAN_MILLISECOND)
#define TRY_AGAIN  (100 * G_TIME_SPAN_MILLISECOND)
/* How long the end of the program may wait for sockets to be closed, and when it was interrupted, for its output. */
#define CLOSE_TIME (2 * G_TIME_SPAN_SECOND)
#define LAST_WORDS (500 * G_TIME_SPAN_MILLISECOND)
#define FLUSH_MS   2000

/**
 * sockeye_player_say: (skip)
 * @message: for the user
 *
 * Writes it to the standard error; raw, because in a locale without UTF-8 nothing would be left of it otherwise.
 */
void
sockeye_player_say (const char *message)
{
  fprintf (stderr, "sockeye-cli: %s\n", message);
}

/**
 * sockeye_player_end: (skip)
 * @status: how the program is to end; the first one holds
 * @message: (nullable): why, for the user
 *
 * The script goes no further.
 */
void
sockeye_player_end (SockeyePlayer *self, int status, const char *message)
{
  if (self->status >= 0)
    return;
  self->status = status;
  if (message != NULL)
    sockeye_player_say (message);
  if (message != NULL && self->unsent != NULL)
    sockeye_player_say (self->unsent);
}

/**
 * sockeye_player_fail: (skip)
 * @message: why, for the user
 *
 * Ends it as failed, also behind the last step: what fails then may be what it did, such as a datagram that nobody takes.
 */
void
sockeye_player_fail (SockeyePlayer *self, const char *message)
{
  if (self->status == SOCKEYE_STATUS_MET)
    self->status = -1;
  sockeye_player_end (self, SOCKEYE_STATUS_FAILED, message);
}

/**
 * sockeye_player_get_deadline: (skip)
 *
 * Returns: the time in so many milliseconds, monotonic
 */
gint64
sockeye_player_get_deadline (guint milliseconds)
{
  return g_get_monotonic_time () + (gint64) milliseconds * G_TIME_SPAN_MILLISECOND;
}

/* --- Turning */

static gboolean
on_alarm (gpointer data)
{
  SockeyePlayer *self = data;

  g_source_set_ready_time (self->alarm, -1);
  return G_SOURCE_CONTINUE;
}

/* Setting it wakes the loop, so that one that is set for an earlier time stays. */
static void
set_alarm (SockeyePlayer *self, gint64 time)
{
  gint64 before = g_source_get_ready_time (self->alarm);

  if (before < 0 || time < before)
    g_source_set_ready_time (self->alarm, time);
}

/**
 * sockeye_player_turn: (skip)
 * @deadline: when to stop waiting, monotonic
 *
 * Waits until something has happened, which was not known before the call. So look first, and then turn.
 *
 * Returns: whether the script goes on
 */
gboolean
sockeye_player_turn (SockeyePlayer *self, gint64 deadline)
{
  if (self->throttled || g_hash_table_size (self->slow) > 0)
    deadline = MIN (deadline, g_get_monotonic_time () + LOOK_AGAIN);
  set_alarm (self, MIN (deadline, self->deadline));
  g_main_context_iteration (NULL, TRUE);

  /* Asks for the next news before anybody looks at these. */
  sockeye_workspace_watch (self->workspace);
  sockeye_player_watch (self);
  return self->status < 0;
}

/* --- What steps have in common */

/**
 * sockeye_player_is_over: (skip)
 *
 * Returns: whether nothing can come any more
 */
gboolean
sockeye_player_is_over (SockeyePlayer *self)
{
  return self->is_open && sockeye_session_get_state (self->session) == SOCKEYE_SESSION_CLOSED;
}

/**
 * sockeye_player_read: (skip)
 *
 * Returns: (nullable): the bytes of @record, until the next call; %NULL: the script ends, because they are gone
 */
const guint8 *
sockeye_player_read (SockeyePlayer *self, const SockeyeRecord *record)
{
  if (record->length == 0
      || sockeye_capture_read (self->capture, record->offset, self->bytes, record->length, TRUE)
             == SOCKEYE_READ_OK)
    return self->bytes;

  sockeye_player_end (self, SOCKEYE_STATUS_FAILED, _ ("Received data could not be read back from the disk"));
  return NULL;
}

static void
look_at_event (SockeyePlayer *self, const SockeyeRecord *record)
{
  SockeyeEventType type = (SockeyeEventType) record->newlines;

  if (record->peer == 0 || !sockeye_protocol_is_client (self->script->launch->protocol))
    return;
  if (type == SOCKEYE_EVENT_PEER_CLOSED || type == SOCKEYE_EVENT_RESET || type == SOCKEYE_EVENT_CLOSED)
    self->closed = TRUE;
  if (type == SOCKEYE_EVENT_RESET)
    {
      const guint8 *bytes = sockeye_player_read (self, record);
      g_autofree char *sentence = NULL;
      SockeyeEvent event;

      if (bytes == NULL || !sockeye_event_parse (bytes, record->length, &event))
        return;
      sentence = sockeye_event_describe (&event);
      sockeye_player_end (self, SOCKEYE_STATUS_FAILED, sentence);
    }
}

/**
 * sockeye_player_next_record: (skip)
 * @record: (out): the next one
 *
 * Takes the next record, if there is one, and notes what it says about the far end.
 *
 * Returns: whether there is one
 */
gboolean
sockeye_player_next_record (SockeyePlayer *self, SockeyeRecord *record)
{
  if (self->position >= sockeye_capture_get_n_records (self->capture))
    return FALSE;
  if (!sockeye_capture_get_record (self->capture, self->position, record))
    {
      sockeye_player_end (self, SOCKEYE_STATUS_FAILED,
                          _ ("More has come than the capture keeps before it could be looked at."));
      return FALSE;
    }
  self->position++;
  if (record->kind == SOCKEYE_RECORD_EVENT)
    look_at_event (self, record);
  return TRUE;
}

/**
 * sockeye_player_get_queued: (skip)
 *
 * Returns: bytes that were handed over for all far ends and are not written yet
 */
guint64
sockeye_player_get_queued (SockeyePlayer *self)
{
  const SockeyeTarget all = { .kind = SOCKEYE_TARGET_ALL };
  SockeyeOutlet *outlet = sockeye_session_get_outlet (self->session);
  g_autofree guint32 *peers = NULL;
  guint64 queued = 0;
  guint n = 0;

  if (outlet == NULL)
    return 0;
  if (sockeye_protocol_is_datagram (self->script->launch->protocol))
    return sockeye_outlet_get_queued (outlet, 0);

  /* NULL: that there is nobody is no error here. */
  peers = sockeye_outlet_list_peers (outlet, &all, &n, NULL);
  for (guint i = 0; peers != NULL && i < n; i++)
    queued += sockeye_outlet_get_queued (outlet, peers[i]);
  return queued;
}

/**
 * sockeye_player_drain: (skip)
 *
 * Waits until everything that was sent is written.
 *
 * Returns: whether the script goes on
 */
gboolean
sockeye_player_drain (SockeyePlayer *self)
{
  while (sockeye_player_get_queued (self) > 0 && !sockeye_player_is_over (self))
    if (!sockeye_player_turn (self, g_get_monotonic_time () + LOOK_AGAIN))
      return FALSE;
  return self->status < 0;
}

/* Whom to send to before any expectation was met. */
static gboolean
has_target (SockeyePlayer *self)
{
  const SockeyeLaunch *launch = self->script->launch;

  if (sockeye_protocol_is_client (launch->protocol))
    return TRUE;
  if (sockeye_protocol_is_server (launch->protocol))
    return sockeye_capture_get_n_open_connections (self->capture) > 0;
  return launch->remote_host[0] != '\0' || sockeye_session_get_last_sender (self->session) != 0;
}

/**
 * sockeye_player_wait_for_target: (skip)
 *
 * Waits until there is somebody to send to: a client, or the sender of a datagram.
 *
 * Returns: whether the script goes on
 */
gboolean
sockeye_player_wait_for_target (SockeyePlayer *self)
{
  /* Clients are waited for by nature; of datagrams it is seldom meant, and nothing would show it. */
  if (sockeye_protocol_is_datagram (self->script->launch->protocol) && !has_target (self))
    sockeye_player_say (
        _ ("Waiting until somebody sends to this end: only then it is known where to send. --to says it "
           "at once."));
  while (!has_target (self) && !sockeye_player_is_over (self))
    if (!sockeye_player_turn (self, G_MAXINT64))
      return FALSE;
  return self->status < 0;
}

/**
 * sockeye_player_get_target: (skip)
 * @target: (out caller-allocates): whom to send to: who met the last expectation; before, everybody there is
 */
void
sockeye_player_get_target (SockeyePlayer *self, SockeyeTarget *target)
{
  const SockeyeLaunch *launch = self->script->launch;

  *target = (SockeyeTarget){ .kind = SOCKEYE_TARGET_DEFAULT };
  if (sockeye_protocol_is_datagram (launch->protocol) && launch->remote_host[0] != '\0')
    return;
  if (sockeye_protocol_is_client (launch->protocol))
    return;
  target->kind = sockeye_protocol_is_server (launch->protocol) ? SOCKEYE_TARGET_ALL
                                                               : SOCKEYE_TARGET_LAST_SENDER;
  if (self->partner != 0)
    {
      target->kind = SOCKEYE_TARGET_PEER;
      target->peer = self->partner;
    }
}

/* --- Opening */

static void
on_failed (SockeyePlayer *self, const GError *error)
{
  gboolean ends = !sockeye_protocol_is_server (self->script->launch->protocol)
                  || sockeye_session_get_state (self->session) == SOCKEYE_SESSION_CLOSED;

  if (!self->is_open)
    {
      g_clear_error (&self->failure);
      self->failure = g_error_copy (error);
    }
  else if (ends)
    sockeye_player_fail (self, error->message);
  else
    sockeye_player_say (error->message);
}

/* It may be over before the session tells that it was open. */
static gboolean
was_opened (SockeyePlayer *self, guint64 from)
{
  guint64 n = sockeye_capture_get_n_records (self->capture);
  SockeyeRecord record;

  for (guint64 i = from; i < n; i++)
    if (sockeye_capture_get_record (self->capture, i, &record) && record.kind == SOCKEYE_RECORD_EVENT
        && (record.newlines == SOCKEYE_EVENT_CONNECTED || record.newlines == SOCKEYE_EVENT_LISTENING
            || record.newlines == SOCKEYE_EVENT_BOUND))
      return TRUE;
  return FALSE;
}

static gboolean
wait_for_opening (SockeyePlayer *self)
{
  guint64 from = sockeye_capture_get_n_records (self->capture);
  SockeyeSettings settings;

  sockeye_launch_get_settings (self->script->launch, &settings);
  /* A far end that sends nothing more may wait for what is still to be sent. */
  settings.stay_half_open = self->script->steps->len > 0
                            || (self->script->use_stdin && isatty (STDIN_FILENO) == 0);
  sockeye_session_open (self->session, &settings);
  if (self->script->echo)
    sockeye_outlet_set_answering (sockeye_session_get_outlet (self->session), TRUE);
  while (sockeye_session_get_state (self->session) == SOCKEYE_SESSION_OPENING)
    if (!sockeye_player_turn (self, G_MAXINT64))
      return FALSE;

  self->is_open = sockeye_session_get_state (self->session) != SOCKEYE_SESSION_CLOSED
                  || was_opened (self, from);
  /* Why not may come a turn later than that it is not. */
  while (!self->is_open && self->failure == NULL)
    if (!sockeye_player_turn (self, G_MAXINT64))
      return FALSE;
  if (self->is_open && self->failure != NULL)
    sockeye_player_fail (self, self->failure->message);
  return self->is_open && self->status < 0;
}

static gboolean
open_session (SockeyePlayer *self)
{
  gint64 end = sockeye_player_get_deadline (self->script->retry_ms);

  while (!wait_for_opening (self))
    {
      gint64 again = g_get_monotonic_time () + TRY_AGAIN;

      if (self->status >= 0)
        return FALSE;
      if (again > end)
        {
          sockeye_player_end (self, SOCKEYE_STATUS_FAILED, self->failure->message);
          return FALSE;
        }
      while (g_get_monotonic_time () < again)
        if (!sockeye_player_turn (self, again))
          return FALSE;
      g_clear_error (&self->failure);
    }
  return TRUE;
}

/* --- The whole */

/* Shows what happens, until the far end or the user ends it. */
static void
listen_only (SockeyePlayer *self)
{
  SockeyeRecord record;
  gboolean more;

  self->looking = TRUE;
  do
    {
      gboolean over = sockeye_player_is_over (self);

      for (guint i = 0; i < SOCKEYE_PLAYER_SLICE && sockeye_player_next_record (self, &record); i++)
        continue;
      more = self->position < sockeye_capture_get_n_records (self->capture);
      if (over && !more)
        return;
    }
  while (sockeye_player_turn (self, more ? 0 : G_MAXINT64));
}

static void
play (SockeyePlayer *self)
{
  if (!open_session (self))
    return;
  if (self->script->steps->len > 0)
    sockeye_player_do_steps (self);
  else if (self->script->echo)
    sockeye_player_echo (self);
  else if (self->script->use_stdin)
    sockeye_player_send_stdin (self);
  else
    listen_only (self);

  sockeye_player_drain (self);
  sockeye_player_end (self, SOCKEYE_STATUS_MET, NULL);
}

static gboolean
on_signal (SockeyePlayer *self, int number)
{
  /* Who says it at the end, or twice, does not want to wait for what reads the output. */
  if (self->status >= 0)
    _exit (SOCKEYE_STATUS_SIGNAL + number);
  sockeye_player_end (self, SOCKEYE_STATUS_SIGNAL + number, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_interrupt (gpointer data)
{
  return on_signal (data, SIGINT);
}

static gboolean
on_terminate (gpointer data)
{
  return on_signal (data, SIGTERM);
}

static gboolean
on_hangup (gpointer data)
{
  return on_signal (data, SIGHUP);
}

static void
wait_until (SockeyePlayer *self, gboolean (*holds) (SockeyePlayer *self), gint64 deadline)
{
  while (!holds (self) && g_get_monotonic_time () < deadline)
    {
      set_alarm (self, MIN (deadline, g_get_monotonic_time () + LOOK_AGAIN));
      g_main_context_iteration (NULL, TRUE);
      sockeye_player_throttle (self);
    }
}

static gboolean
is_closed (SockeyePlayer *self)
{
  return sockeye_session_get_state (self->session) == SOCKEYE_SESSION_CLOSED;
}

static gboolean
is_written (SockeyePlayer *self)
{
  return sockeye_report_is_done (self->report);
}

/* What stands at the end of the output may be what matters, so it is waited for, unless the user has had enough. */
static void
finish (SockeyePlayer *self)
{
  gboolean patient = self->status < SOCKEYE_STATUS_SIGNAL;

  /* The deadline of all is over, or does not matter any more. */
  self->deadline = G_MAXINT64;
  sockeye_session_close (self->session);
  wait_until (self, is_closed, g_get_monotonic_time () + CLOSE_TIME);
  /* So that no socket's file stays. */
  sockeye_io_thread_flush (FLUSH_MS);
  if (!self->script->echo)
    sockeye_player_check_unsent (self);
  sockeye_report_stop (self->report);
  wait_until (self, is_written, patient ? G_MAXINT64 : g_get_monotonic_time () + LAST_WORDS);
  if (!is_written (self))
    _exit (self->status);
  if (self->status == SOCKEYE_STATUS_MET)
    {
      self->status = -1;
      sockeye_player_check_report (self);
    }
}

static gboolean
dispatch_alarm (GSource *source G_GNUC_UNUSED, GSourceFunc func, gpointer data)
{
  return func (data);
}

static void
set_up (SockeyePlayer *self, const SockeyeScript *script)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_alarm };

  self->script = script;
  self->status = -1;
  self->deadline = script->timeout_ms > 0 ? sockeye_player_get_deadline (script->timeout_ms) : G_MAXINT64;
  self->workspace = sockeye_workspace_new (NULL);
  self->session = sockeye_workspace_get_session (self->workspace);
  self->capture = sockeye_workspace_get_capture (self->workspace);
  self->report = sockeye_report_new (self->capture, script->output, script->charset, script->count,
                                     STDOUT_FILENO);
  self->expecter = sockeye_expecter_new (script->charset);
  self->bytes = g_malloc (SOCKEYE_RECORD_LENGTH_MAX);
  self->slow = g_hash_table_new (NULL, NULL);
  sockeye_workspace_set_charset (self->workspace, script->charset);
  g_signal_connect_swapped (self->session, "failed", G_CALLBACK (on_failed), self);

  self->alarm = g_source_new (&funcs, sizeof (GSource));
  g_source_set_callback (self->alarm, on_alarm, self, NULL);
  g_source_attach (self->alarm, NULL);
}

static void
clear (SockeyePlayer *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_source_destroy (self->alarm);
  g_source_unref (self->alarm);
  sockeye_report_free (self->report);
  sockeye_expecter_free (self->expecter);
  g_hash_table_unref (self->slow);
  g_clear_error (&self->failure);
  g_free (self->unsent);
  g_free (self->bytes);
  g_object_unref (self->workspace);
}

/* By nohup(1). */
static gboolean
is_ignored (int number)
{
  struct sigaction action;

  return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/**
 * sockeye_play:
 * @script: what is to be done
 *
 * Opens the socket, does the steps, closes, and waits until the output is written. Once in a process; turns the default
 * main context.
 *
 * Returns: a #SockeyeStatusCode
 */
int
sockeye_play (const SockeyeScript *script)
{
  SockeyePlayer self = { 0 };

  /* Who does not read the output any more is noticed when it is written. */
  signal (SIGPIPE, SIG_IGN);
  set_up (&self, script);
  g_unix_signal_add (SIGINT, on_interrupt, &self);
  g_unix_signal_add (SIGTERM, on_terminate, &self);
  if (!is_ignored (SIGHUP))
    g_unix_signal_add (SIGHUP, on_hangup, &self);
  play (&self);
  finish (&self);
  clear (&self);
  return self.status;
}
