/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-check.h"

#include "errors.h"
#include "hex.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* The words of the file stay what they are, whatever language the window speaks. */
static const struct
{
  const char *word;
  SockeyeEventType event;
  int error_number;
  const char *missing; /* %s: the session */
} events[] = {
  /* Translators: in all of these, %s is the name of a session, such as "Server" */
  { "bound", SOCKEYE_EVENT_BOUND, 0, N_ ("%s is not bound yet.") },
  { "listening", SOCKEYE_EVENT_LISTENING, 0, N_ ("%s does not listen yet.") },
  { "stopped-listening", SOCKEYE_EVENT_STOPPED_LISTENING, 0, N_ ("%s has not stopped listening yet.") },
  { "listener-closed", SOCKEYE_EVENT_STOPPED_LISTENING, 0,
    N_ ("%s has not yet stopped listening in such a way that its connections go on.") },
  { "connected", SOCKEYE_EVENT_CONNECTED, 0, N_ ("%s is not connected yet.") },
  { "accepted", SOCKEYE_EVENT_ACCEPTED, 0, N_ ("%s has accepted no connection yet.") },
  { "peer-closed", SOCKEYE_EVENT_PEER_CLOSED, 0,
    N_ ("Nobody has closed a connection to %s from the far end yet.") },
  { "closed", SOCKEYE_EVENT_CLOSED, 0, N_ ("%s has closed no connection yet.") },
  { "closed-sending", SOCKEYE_EVENT_CLOSED_SENDING, 0, N_ ("%s has not closed its sending side yet.") },
  { "reset", SOCKEYE_EVENT_RESET, 0, N_ ("No connection of %s was reset by the far end yet.") },
  { "aborted", SOCKEYE_EVENT_ABORTED, 0, N_ ("%s has aborted no connection yet.") },
  { "refused", SOCKEYE_EVENT_ERROR, ECONNREFUSED, N_ ("No connection of %s was refused yet.") },
  { "timed-out", SOCKEYE_EVENT_ERROR, ETIMEDOUT, N_ ("No attempt of %s to connect has timed out yet.") },
  { "address-in-use", SOCKEYE_EVENT_ERROR, EADDRINUSE,
    N_ ("%s has not been told yet that its port is in use.") },
  { "accepting-paused", SOCKEYE_EVENT_ACCEPTING_PAUSED, 0, N_ ("%s has not paused accepting yet.") },
  { "accepting-resumed", SOCKEYE_EVENT_ACCEPTING_RESUMED, 0, N_ ("%s has not resumed accepting yet.") },
  { "reading-paused", SOCKEYE_EVENT_READING_PAUSED, 0, N_ ("%s has not paused reading yet.") },
  { "reading-resumed", SOCKEYE_EVENT_READING_RESUMED, 0, N_ ("%s has not resumed reading yet.") },
  { "group-joined", SOCKEYE_EVENT_GROUP_JOINED, 0, N_ ("%s has joined no group yet.") },
  { "group-left", SOCKEYE_EVENT_GROUP_LEFT, 0, N_ ("%s has left no group yet.") },
};

static const struct
{
  const char *word;
  SockeyeLabCheckKind kind;
} kinds[] = {
  { "received", SOCKEYE_LAB_CHECK_RECEIVED }, { "sent", SOCKEYE_LAB_CHECK_SENT },
  { "replied", SOCKEYE_LAB_CHECK_REPLIED },   { "event", SOCKEYE_LAB_CHECK_EVENT },
  { "state", SOCKEYE_LAB_CHECK_STATE },       { "encoding", SOCKEYE_LAB_CHECK_ENCODING },
  { "merged", SOCKEYE_LAB_CHECK_MERGED },     { "framing", SOCKEYE_LAB_CHECK_FRAMING },
};

/* --- Reading */

static gboolean G_GNUC_PRINTF (2, 3) fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* The words are taken from the front, one after the other. */
static const char *
take (char ***words)
{
  return **words != NULL ? *(*words)++ : NULL;
}

static gboolean
read_session (char ***words, const GPtrArray *sessions, guint *session, GError **error)
{
  const char *word = take (words);

  for (guint i = 0; word != NULL && i < sessions->len; i++)
    if (strcmp (word, sessions->pdata[i]) == 0)
      {
        *session = i;
        return TRUE;
      }
  if (word == NULL)
    return fail (error, _ ("The name of a session is missing in this check."));
  /* Translators: %s is a word of a file */
  return fail (error, _ ("There is no session “%s” above this check."), word);
}

static gboolean
read_data (SockeyeLabCheck *self, char ***words, GError **error)
{
  const char *word = take (words);

  if (word == NULL)
    return fail (error, _ ("What the bytes are to be is missing: a text in quotation marks, hex and bytes, "
                           "or anything."));
  if (strcmp (word, "anything") == 0)
    return TRUE;
  if (strcmp (word, "hex") == 0)
    {
      const char *hex = take (words);

      self->bytes = sockeye_hex_parse (hex != NULL ? hex : "", error);
      self->text = g_strdup (hex);
      if (self->bytes == NULL)
        return FALSE;
    }
  else
    {
      self->bytes = g_bytes_new (word, strlen (word));
      self->text = g_strdup (word);
    }
  if (g_bytes_get_size (self->bytes) == 0 || g_bytes_get_size (self->bytes) > SOCKEYE_LAB_BYTES_MAX)
    return fail (error, _ ("From 1 to %u bytes can be looked for."), SOCKEYE_LAB_BYTES_MAX);
  return TRUE;
}

static gboolean
read_destination (SockeyeLabCheck *self, char ***words, GError **error)
{
  if (**words == NULL || strcmp (**words, "to") != 0)
    return TRUE;
  take (words);
  return sockeye_endpoint_set_literal (&self->destination, **words != NULL ? take (words) : "", 0, error);
}

static gboolean
read_event (SockeyeLabCheck *self, char ***words, GError **error)
{
  const char *word = take (words);

  for (gsize i = 0; word != NULL && i < G_N_ELEMENTS (events); i++)
    if (strcmp (word, events[i].word) == 0)
      {
        self->event = events[i].event;
        self->error_number = events[i].error_number;
        self->remain = strcmp (word, "listener-closed") == 0;
        self->missing = events[i].missing;
        return TRUE;
      }
  /* Translators: %s is a word of a file */
  return fail (error, _ ("“%s” is no event that can be checked. The README beside the labs lists them."),
               word != NULL ? word : "");
}

static gboolean
read_state (SockeyeLabCheck *self, char ***words, GError **error)
{
  const char *word = take (words);

  for (guint i = SOCKEYE_TCP_ESTABLISHED; word != NULL && i < SOCKEYE_TCP_N_STATES; i++)
    if (i != SOCKEYE_TCP_LISTEN && i != SOCKEYE_TCP_CLOSED
        && strcmp (word, sockeye_tcp_state_get_name (i)) == 0)
      {
        self->state = (SockeyeTcpState) i;
        return TRUE;
      }
  /* Translators: %s is a word of a file */
  return fail (error, _ ("“%s” is no state of a connection, such as TIME-WAIT."), word != NULL ? word : "");
}

static gboolean
read_encoding (SockeyeLabCheck *self, char ***words, GError **error)
{
  const char *word = take (words);

  self->charset = word != NULL ? sockeye_charset_find (word) : NULL;
  if (self->charset != NULL)
    return TRUE;
  /* Translators: %s is a word of a file */
  return fail (error, _ ("“%s” is no encoding that is known, such as utf-8 or gbk."),
               word != NULL ? word : "");
}

static gboolean
read_times (SockeyeLabCheck *self, char ***words, GError **error)
{
  const char *word = take (words);
  guint64 times = 1;

  if (word != NULL && !g_ascii_string_to_unsigned (word, 10, 1, SOCKEYE_LAB_TIMES_MAX, &times, NULL))
    return fail (
        error,
        /* Translators: %s is a word of a file */
        _ ("“%s” is too much, or no number: at the end of a check stands how often, and nothing else."),
        word);
  self->times = (guint) times;
  return **words == NULL ? TRUE : fail (error, _ ("“%s” is too much at the end of this check."), **words);
}

static gboolean
read_rest (SockeyeLabCheck *self, char ***words, const GPtrArray *sessions, GError **error)
{
  switch (self->kind)
    {
    case SOCKEYE_LAB_CHECK_RECEIVED:
      return read_data (self, words, error) && read_destination (self, words, error);
    case SOCKEYE_LAB_CHECK_SENT:
    case SOCKEYE_LAB_CHECK_REPLIED:
      return read_data (self, words, error);
    case SOCKEYE_LAB_CHECK_EVENT:
      return read_event (self, words, error);
    case SOCKEYE_LAB_CHECK_STATE:
      return read_state (self, words, error);
    case SOCKEYE_LAB_CHECK_ENCODING:
      return read_encoding (self, words, error);
    case SOCKEYE_LAB_CHECK_MERGED:
      return read_session (words, sessions, &self->other, error);
    case SOCKEYE_LAB_CHECK_NONE:
    case SOCKEYE_LAB_CHECK_FRAMING:
    default:
      return TRUE;
    }
}

static gboolean
read_kind (SockeyeLabCheck *self, char ***words, GError **error)
{
  const char *word = take (words);

  for (gsize i = 0; word != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (word, kinds[i].word) == 0)
      {
        self->kind = kinds[i].kind;
        return TRUE;
      }
  return fail (
      error,
      /* Translators: %s is a word of a file; the words are written there as they are */
      _ ("A check cannot begin with “%s”. Begin with received, sent, replied, event, state, encoding, "
         "merged or framing."),
      word != NULL ? word : "");
}

/**
 * sockeye_lab_check_parse:
 * @self: (out caller-allocates): a check, to be cleared whatever comes of it
 * @text: the words of a lab's file, such as `received server "hello"`
 * @sessions: (element-type utf8): the words that stand for the lab's sessions
 * @error: %SOCKEYE_ERROR_INVALID_FILE, or another of #SOCKEYE_ERROR: what is wrong with it
 *
 * Returns: whether it is one
 */
gboolean
sockeye_lab_check_parse (SockeyeLabCheck *self, const char *text, const GPtrArray *sessions, GError **error)
{
  g_auto (GStrv) all = NULL;
  char **words;

  *self = (SockeyeLabCheck){ .times = 1 };
  /* NULL: the only mistakes are quotation marks without their second half, and nothing at all. */
  if (!g_shell_parse_argv (text, NULL, &all, NULL))
    return fail (error, _ ("A check needs words, and quotation marks in pairs."));
  words = all;
  return read_kind (self, &words, error) && read_session (&words, sessions, &self->session, error)
         && read_rest (self, &words, sessions, error) && read_times (self, &words, error);
}

/**
 * sockeye_lab_finding_count:
 * @finding: what there is
 *
 * Returns: how often it was found, without what may be the user's own doing
 */
guint64
sockeye_lab_finding_count (const SockeyeLabFinding *finding)
{
  return finding->found - MIN (finding->found, finding->by_hand);
}

/**
 * sockeye_lab_check_clear:
 * @self: a check
 *
 * Frees what it holds.
 */
void
sockeye_lab_check_clear (SockeyeLabCheck *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->text, g_free);
}

/**
 * sockeye_lab_check_is_event:
 * @self: a check for an event
 * @event: what happened
 *
 * Returns: whether that is it
 */
gboolean
sockeye_lab_check_is_event (const SockeyeLabCheck *self, const SockeyeEvent *event)
{
  return event->type == self->event && (self->error_number == 0 || event->error_number == self->error_number)
         && (!self->remain || event->number > 0);
}

/**
 * sockeye_lab_check_is_same:
 * @self: a check
 * @other: another one
 *
 * Returns: whether what does for one of them would do for the other one, at its time
 */
gboolean
sockeye_lab_check_is_same (const SockeyeLabCheck *self, const SockeyeLabCheck *other)
{
  return self->kind == other->kind && self->session == other->session && self->event == other->event
         && self->error_number == other->error_number && self->remain == other->remain
         && g_strcmp0 (self->text, other->text) == 0
         && sockeye_endpoint_equal (&self->destination, &other->destination);
}

/* --- What is missing */

static const char *
get_missing_event (const SockeyeLabCheck *self, const SockeyeLabFinding *finding)
{
  if (finding->datagrams && self->error_number == ECONNREFUSED)
    /* Translators: %s is the name of a session, such as "First end"; ICMP is a protocol */
    return _ ("%s has got no ICMP message “port unreachable” yet.");
  return _ (self->missing);
}

/* NULL: before the step began, there was nothing that a sentence about what is missing now would deny. */
static char *
explain_earlier (const SockeyeLabCheck *self, const SockeyeLabFinding *finding, const char *session)
{
  gboolean event = self->kind == SOCKEYE_LAB_CHECK_EVENT;

  if (finding->before == 0 && (event || finding->messages > 0 || finding->messages_before == 0))
    return NULL;
  if (finding->found > 0)
    return g_strdup_printf (
        /* Translators: the name of a session, how often something happened, and how often it has to */
        _ ("%s: since this step began: %u of %u times."), session, (guint) MIN (finding->found, G_MAXUINT),
        self->times);
  if (finding->early >= self->times)
    return g_strdup_printf (
        /* Translators: %s is the name of a session, such as "Client"; Start again is a button */
        _ ("%s: this has happened already, but before its turn. Do it again, or press Start again."),
        session);
  /* Translators: %s is the name of a session, such as "Client" */
  return g_strdup_printf (_ ("%s: since this step began, this has not happened."), session);
}

static char *
explain_data (const SockeyeLabCheck *self, const SockeyeLabFinding *finding, const char *session)
{
  gboolean received = self->kind == SOCKEYE_LAB_CHECK_RECEIVED;
  g_autofree char *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, finding->bytes);

  if (finding->messages == 0)
    /* Translators: %s is the name of a session, such as "Server" */
    return g_strdup_printf (received ? _ ("%s has received nothing yet.") : _ ("%s has sent nothing yet."),
                            session);
  if (finding->found > 0)
    return g_strdup_printf (
        /* Translators: the name of a session, how often something came, and how often it has to */
        received ? _ ("%s: received so far: %u of %u times.") : _ ("%s: sent so far: %u of %u times."),
        session, (guint) MIN (finding->found, G_MAXUINT), self->times);
  if (sockeye_endpoint_is_set (&self->destination))
    {
      char host[SOCKEYE_ENDPOINT_TEXT_MAX];

      return g_strdup_printf (
          /* Translators: the name of a session, an address, and a number of bytes */
          _ ("%s has not received what was sent to %s, but something else (bytes: %s)."), session,
          sockeye_endpoint_format_host (&self->destination, host, sizeof host), bytes);
    }
  return g_strdup_printf (
      /* Translators: the name of a session, a text or bytes in hex, and a number of bytes */
      received ? _ ("%s has not received “%s”, but something else (bytes: %s).")
               : _ ("%s has not sent “%s”, but something else (bytes: %s)."),
      session, self->text != NULL ? self->text : "", bytes);
}

static char *
explain_replies (const SockeyeLabCheck *self, const SockeyeLabFinding *finding, const char *session)
{
  guint found = (guint) MIN (sockeye_lab_finding_count (finding), G_MAXUINT);
  g_autofree char *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, finding->bytes);

  if (finding->off)
    /* Translators: %s is the name of a session, such as "Server" */
    return g_strdup_printf (_ ("Auto-reply of %s is not switched on."), session);
  if (finding->messages > finding->by_hand && found == 0)
    return g_strdup_printf (
        /* Translators: the name of a session, a text or bytes in hex, and a number of bytes */
        _ ("%s has not replied “%s”, but something else (bytes: %s)."), session,
        self->text != NULL ? self->text : "", bytes);
  return g_strdup_printf (
      /* Translators: the name of a session, how often it did so, and how often it has to */
      _ ("%s: replied by itself since this step began: %u of %u times."), session, found, self->times);
}

static char *
explain_event (const SockeyeLabCheck *self, const SockeyeLabFinding *finding, const char *session)
{
  if (finding->found == 0)
    {
      g_auto (GStrv) parts = g_strsplit (get_missing_event (self, finding), "%s", -1);

      return g_strjoinv (session, parts);
    }
  return g_strdup_printf (
      /* Translators: the name of a session, how often something happened, and how often it has to */
      _ ("%s: happened so far: %u of %u times."), session, (guint) MIN (finding->found, G_MAXUINT),
      self->times);
}

static char *
explain_state (const SockeyeLabCheck *self, const SockeyeLabFinding *finding, const char *session)
{
  if (finding->error_number != 0)
    return g_strdup_printf (
        /* Translators: what the system said */
        _ ("The kernel does not tell of states here: %s. This step cannot be checked."),
        g_strerror (finding->error_number));
  return g_strdup_printf (
      /* Translators: the name of a session, a state such as TIME-WAIT, how many are in it, and how many are to be */
      _ ("%s: connections in %s: %u, of %u."), session, sockeye_tcp_state_get_name (self->state),
      (guint) finding->found, self->times);
}

/**
 * sockeye_lab_check_explain:
 * @self: a check that does not hold
 * @finding: what there is instead
 * @session: the name of its session, for the user
 *
 * Returns: (transfer full): a sentence that says what is missing
 */
char *
sockeye_lab_check_explain (const SockeyeLabCheck *self, const SockeyeLabFinding *finding, const char *session)
{
  char *earlier;

  switch (self->kind)
    {
    case SOCKEYE_LAB_CHECK_RECEIVED:
    case SOCKEYE_LAB_CHECK_SENT:
      earlier = explain_earlier (self, finding, session);
      return earlier != NULL ? earlier : explain_data (self, finding, session);
    case SOCKEYE_LAB_CHECK_REPLIED:
      return explain_replies (self, finding, session);
    case SOCKEYE_LAB_CHECK_EVENT:
      earlier = explain_earlier (self, finding, session);
      return earlier != NULL ? earlier : explain_event (self, finding, session);
    case SOCKEYE_LAB_CHECK_STATE:
      return explain_state (self, finding, session);
    case SOCKEYE_LAB_CHECK_ENCODING:
      return g_strdup_printf (
          /* Translators: the name of a session, then two encodings */
          _ ("The encoding of %s is %s, not %s."), session,
          finding->charset != NULL ? finding->charset->iconv_name : "", self->charset->iconv_name);
    case SOCKEYE_LAB_CHECK_MERGED:
      if (finding->messages == 0 && finding->messages_before > 0)
        return explain_earlier (self, finding, session);
      if (finding->messages == 0)
        /* Translators: %s is the name of a session, such as "Server" */
        return g_strdup_printf (_ ("%s has received nothing yet."), session);
      return g_strdup_printf (
          /* Translators: the name of a session, a number of receives, how many of them hold more, and how many are to */
          _ ("%s: of %u receives, %u held bytes of several sends; %u are asked for."), session,
          (guint) MIN (finding->messages, G_MAXUINT), (guint) MIN (finding->found, G_MAXUINT), self->times);
    case SOCKEYE_LAB_CHECK_FRAMING:
      /* Translators: %s is the name of a session, such as "Server" */
      return g_strdup_printf (_ ("The log of %s still shows every receive as it came."), session);
    case SOCKEYE_LAB_CHECK_NONE:
    default:
      return g_strdup ("");
    }
}
