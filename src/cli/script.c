/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "script.h"

#include "file-job.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* An option as it was typed: what it means is known once all of them are. */
typedef struct
{
  const char *option;
  char *text;
} Word;

/* What GOption fills in. */
typedef struct
{
  SockeyeLaunchWords launch;
  GPtrArray *words; /* of Word: the steps, in order */
  char *output;
  gboolean quiet;
  gboolean echo;
  gboolean use_stdin;
  gboolean once;
  gboolean no_escapes;
  gboolean variables;
  gboolean version;
  char *count;
  char *timeout;
  char *retry;
} Typed;

static void
word_free (Word *word)
{
  g_free (word->text);
  g_free (word);
}

static void
step_free (SockeyeStep *step)
{
  g_clear_pointer (&step->message, sockeye_payload_template_unref);
  g_clear_pointer (&step->expectation, sockeye_expectation_free);
  g_free (step->file);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeStep, step_free)

static void
clear_typed (Typed *typed)
{
  sockeye_launch_words_clear (&typed->launch);
  g_ptr_array_unref (typed->words);
  g_free (typed->output);
  g_free (typed->count);
  g_free (typed->timeout);
  g_free (typed->retry);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Typed, clear_typed)

static gboolean G_GNUC_PRINTF (2, 3) set_usage (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* --- The command line */

static gboolean
take_step (const char *option, const char *value, gpointer data, GError **error)
{
  Typed *typed = data;
  Word *word;

  if (value != NULL && !g_utf8_validate (value, -1, NULL))
    return set_usage (
        error,
        /* Translators: %s is an option, such as --send */
        _ ("What stands behind %s is no text in UTF-8. Use a terminal and a locale with UTF-8, or send hex."),
        option);

  word = g_new0 (Word, 1);
  word->option = g_intern_string (option);
  word->text = g_strdup (value);
  g_ptr_array_add (typed->words, word);
  return TRUE;
}

static void
add_steps (GOptionGroup *group)
{
  const GOptionArg call = G_OPTION_ARG_CALLBACK;
  const int plain = G_OPTION_FLAG_FILENAME;
  const GOptionEntry entries[] = {
    { "send", 0, plain, call, take_step, N_ ("Send this text, which may have escapes such as \\r\\n"),
      N_ ("TEXT") },
    { "send-hex", 0, plain, call, take_step, N_ ("Send these bytes, such as '01 0a ff'"), N_ ("HEX") },
    { "send-file", 0, plain, call, take_step, N_ ("Send a file as it is"), N_ ("FILE") },
    { "expect", 0, plain, call, take_step,
      N_ ("Wait until this text has come; what came before it is passed over"), N_ ("TEXT") },
    { "expect-hex", 0, plain, call, take_step, N_ ("Wait until these bytes have come"), N_ ("HEX") },
    { "expect-regex", 0, plain, call, take_step, N_ ("Wait until something matches, such as '^v(\\d+)'"),
      N_ ("REGEX") },
    { "expect-close", 0, G_OPTION_FLAG_NO_ARG, call, take_step, N_ ("Wait until the far end has closed"),
      NULL },
    { "within", 0, plain, call, take_step,
      N_ ("How long the expectation before it may take (10000 ms); before the first one: each of them"),
      N_ ("MS") },
    { "wait", 0, plain, call, take_step, N_ ("Wait so long"), N_ ("MS") },
    { "close-sending", 0, G_OPTION_FLAG_NO_ARG, call, take_step,
      N_ ("Close the sending side: a FIN goes out behind what was sent"), NULL },
    { "close", 0, G_OPTION_FLAG_NO_ARG, call, take_step,
      N_ ("Close, as it is done behind the last step in any case"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_group_add_entries (group, entries);
}

static void
add_modes (GOptionGroup *group, Typed *typed)
{
  const GOptionEntry entries[] = {
    { "echo", 0, 0, G_OPTION_ARG_NONE, &typed->echo, N_ ("Send back what comes, until it is ended"), NULL },
    { "stdin", 0, 0, G_OPTION_ARG_NONE, &typed->use_stdin,
      N_ ("Send what comes from the standard input, a line a datagram; then close the sending side"), NULL },
    { "once", 0, 0, G_OPTION_ARG_NONE, &typed->once, N_ ("Accept the first connection only, and end with it"),
      NULL },
    { "count", 'n', 0, G_OPTION_ARG_FILENAME, &typed->count,
      N_ ("End once so many messages have been received"), N_ ("N") },
    { "timeout", 't', 0, G_OPTION_ARG_FILENAME, &typed->timeout,
      N_ ("End with status 4 when all has taken so long"), N_ ("MS") },
    { "retry", 0, 0, G_OPTION_ARG_FILENAME, &typed->retry,
      N_ ("Keep trying so long to open: the far end may still be starting"), N_ ("MS") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &typed->output,
      N_ ("What is written: text, hex, ndjson, raw (the received bytes alone) or none"), N_ ("FORM") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &typed->quiet, N_ ("The same as --output none"), NULL },
    { "no-escapes", 0, 0, G_OPTION_ARG_NONE, &typed->no_escapes, N_ ("A backslash in text is a backslash"),
      NULL },
    { "variables", 0, 0, G_OPTION_ARG_NONE, &typed->variables,
      N_ ("Replace variables such as ${time} and ${counter} in what is sent"), NULL },
    { "version", 'v', 0, G_OPTION_ARG_NONE, &typed->version, N_ ("Show the version and exit"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &typed->launch.words, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree GOptionEntry *shared = sockeye_launch_make_entries (&typed->launch);

  g_option_group_add_entries (group, shared);
  g_option_group_add_entries (group, entries);
}

static GOptionContext *
make_context (Typed *typed)
{
  /* Translators: the arguments of a command; the protocol is udp, tcp-client and so on, the end point such as :8080 */
  GOptionContext *context = g_option_context_new (
      _ ("PROTOCOL [END POINT] – plays one end of a socket in a script\n"
         "  sockeye-cli diff BEFORE.pcapng AFTER.pcapng – compares two captures that were saved"));
  GOptionGroup *group = g_option_group_new ("sockeye-cli", NULL, NULL, typed, NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  add_steps (group);
  add_modes (group, typed);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context,
                                _ ("Protocols, and what stands behind them:\n"
                                   "  udp [:PORT]              this end; where to send with --to\n"
                                   "  tcp-client HOST:PORT     the far end\n"
                                   "  tcp-server :PORT         this end; also ADDRESS:PORT, [IPv6]:PORT\n"
                                   "  tcp-relay :PORT          this end; the target with --to\n"
                                   "  udp-relay :PORT          the same\n"
                                   "  unix-client PATH         the far end; @NAME is an abstract name\n"
                                   "  unix-server PATH         this end\n"
                                   "  unix-datagram [PATH]     this end; where to send with --to\n"
                                   "\n"
                                   "Steps are done in the order in which they are given. Without steps, "
                                   "--echo and --stdin, it is shown "
                                   "what happens."));
  g_option_context_set_description (
      context, _ ("Examples:\n"
                  "  sockeye-cli tcp-client 127.0.0.1:8080 --send 'hello\\r\\n' --expect OK --within 500\n"
                  "  sockeye-cli udp --to 127.0.0.1:8888 --send-hex '01 02' --expect-hex 06\n"
                  "  sockeye-cli tcp-server :8080 --expect PING --send PONG\n"
                  "  sockeye-cli tcp-server :8080 --echo --quiet\n"
                  "  sockeye-cli udp :8080 --encoding gbk --output ndjson --count 10\n"
                  "  sockeye-cli tcp-client 127.0.0.1:8080 --stdin < request > answer\n"
                  "  sockeye-cli diff yesterday.pcapng today.pcapng\n"
                  "\n"
                  "Status: 0 all went as expected, 1 an expectation was not met, 2 wrong usage, 3 the socket "
                  "or a file "
                  "failed, 4 out of time, 130 interrupted, 141 nobody reads the output."));
  return context;
}

/* --- What it means */

/* @text: (nullable): what was typed behind @option; without it, @result stays */
static gboolean
parse_number (const char *option, const char *text, gboolean is_time, guint *result, GError **error)
{
  g_autofree char *valid = NULL;
  guint64 number;

  if (text == NULL)
    return TRUE;
  /* NULL: what is wrong is said below, with what to do. */
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    {
      *result = (guint) number;
      return TRUE;
    }

  valid = g_utf8_make_valid (text, -1);
  if (is_time)
    return set_usage (
        error,
        /* Translators: an option, such as --within, the largest number, and what was typed behind the option */
        _ ("%s wants a number of milliseconds from 0 to %d, and “%s” is none."), option, G_MAXINT32, valid);
  return set_usage (
      error,
      /* Translators: an option, such as --count, the largest number, and what was typed behind the option */
      _ ("%s wants a whole number from 0 to %d, and “%s” is none."), option, G_MAXINT32, valid);
}

static gboolean
parse_milliseconds (const Word *word, guint *milliseconds, GError **error)
{
  return parse_number (word->option, word->text, TRUE, milliseconds, error);
}

/* What variables become is not known yet. */
static gboolean
is_empty (SockeyePayloadTemplate *message)
{
  const SockeyeVariableValues values = { 0 };
  g_autoptr (GBytes) bytes = NULL;

  if (sockeye_payload_template_has_variables (message))
    return FALSE;
  bytes = sockeye_payload_template_make (message, &values, NULL);
  return bytes != NULL && g_bytes_get_size (bytes) == 0;
}

static gboolean
make_message (SockeyeScript *self,
              const Typed *typed,
              const Word *word,
              gboolean hex,
              SockeyeStep *step,
              GError **error)
{
  const SockeyeSendPlan plan = {
    .form = hex ? SOCKEYE_SEND_AS_HEX : SOCKEYE_SEND_AS_TEXT,
    .escapes = !typed->no_escapes,
    .variables = typed->variables,
  };

  step->kind = SOCKEYE_STEP_SEND;
  step->message = sockeye_payload_template_new (&plan, self->charset, word->text, FALSE, error);
  if (step->message == NULL)
    return FALSE;
  if (!sockeye_protocol_is_datagram (self->launch->protocol) && is_empty (step->message))
    return set_usage (error,
                      _ ("There is nothing to send: in a stream an empty message does not exist. Give at "
                         "least one character or byte."));
  return TRUE;
}

static gboolean
make_file (const Word *word, SockeyeStep *step, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (word->text);

  step->kind = SOCKEYE_STEP_SEND_FILE;
  step->file = g_strdup (word->text);
  return sockeye_file_job_check_file (file, error);
}

static gboolean
make_expectation (SockeyeScript *self,
                  const Typed *typed,
                  const Word *word,
                  SockeyePatternKind kind,
                  SockeyeStep *step,
                  GError **error)
{
  step->kind = SOCKEYE_STEP_EXPECT;
  step->expectation = sockeye_expectation_new (kind, word->text, !typed->no_escapes, self->charset, error);
  return step->expectation != NULL;
}

static gboolean
fill_step (SockeyeScript *self, const Typed *typed, const Word *word, SockeyeStep *step, GError **error)
{
  const char *option = word->option + 2; /* behind the hyphens */

  if (strcmp (option, "send") == 0 || strcmp (option, "send-hex") == 0)
    return make_message (self, typed, word, strcmp (option, "send-hex") == 0, step, error);
  if (strcmp (option, "expect") == 0)
    return make_expectation (self, typed, word, SOCKEYE_PATTERN_TEXT, step, error);
  if (strcmp (option, "expect-hex") == 0)
    return make_expectation (self, typed, word, SOCKEYE_PATTERN_HEX, step, error);
  if (strcmp (option, "expect-regex") == 0)
    return make_expectation (self, typed, word, SOCKEYE_PATTERN_REGEX, step, error);

  if (strcmp (option, "send-file") == 0)
    return make_file (word, step, error);

  if (strcmp (option, "wait") == 0)
    {
      step->kind = SOCKEYE_STEP_WAIT;
      return parse_milliseconds (word, &step->milliseconds, error);
    }
  else
    step->kind = strcmp (option, "expect-close") == 0 ? SOCKEYE_STEP_EXPECT_CLOSE
                                                      : SOCKEYE_STEP_CLOSE_SENDING;
  return TRUE;
}

static gboolean
is_expectation (const SockeyeStep *step)
{
  return step->kind == SOCKEYE_STEP_EXPECT || step->kind == SOCKEYE_STEP_EXPECT_CLOSE;
}

/* --within: of the expectation before it, or of all. */
static gboolean
set_within (SockeyeScript *self, const Word *word, guint *within, GError **error)
{
  SockeyeStep *last = self->steps->len > 0 ? g_ptr_array_index (self->steps, self->steps->len - 1) : NULL;

  if (last == NULL)
    return parse_milliseconds (word, within, error);
  if (is_expectation (last))
    return parse_milliseconds (word, &last->milliseconds, error);
  return set_usage (error, _ ("--within stands behind an expectation, or before all steps."));
}

static gboolean
has_expectation (const SockeyeScript *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (is_expectation (g_ptr_array_index (self->steps, i)))
      return TRUE;

  return FALSE;
}

static gboolean
make_steps (SockeyeScript *self, const Typed *typed, GError **error)
{
  guint within = SOCKEYE_SCRIPT_WITHIN_DEFAULT_MS;
  gboolean limits = FALSE;

  for (guint i = 0; i < typed->words->len; i++)
    {
      const Word *word = g_ptr_array_index (typed->words, i);
      g_autoptr (SockeyeStep) step = g_new0 (SockeyeStep, 1);

      if (strcmp (word->option, "--within") == 0)
        {
          if (!set_within (self, word, &within, error))
            return FALSE;
          limits = TRUE;
          continue;
        }
      if (strcmp (word->option, "--close") == 0)
        {
          if (i + 1 < typed->words->len)
            return set_usage (error, _ ("Nothing can be done behind --close. Put it at the end."));
          break;
        }
      step->milliseconds = within;
      if (!fill_step (self, typed, word, step, error))
        {
          /* Some sentences begin with it. */
          if (error != NULL && !g_str_has_prefix ((*error)->message, word->option))
            g_prefix_error (error, "%s: ", word->option);
          return FALSE;
        }
      g_ptr_array_add (self->steps, g_steal_pointer (&step));
    }
  if (limits && !has_expectation (self))
    return set_usage (error,
                      _ ("--within limits how long an expectation waits, and there is none. Add one, such as "
                         "--expect OK, or leave --within out."));
  return TRUE;
}

static gboolean
set_output (SockeyeScript *self, const Typed *typed, GError **error)
{
  static const char *const names[] = { "none", "raw", "text", "hex", "ndjson" };
  g_autofree char *valid = NULL;

  self->output = typed->quiet ? SOCKEYE_REPORT_NONE
                              : (typed->use_stdin ? SOCKEYE_REPORT_RAW : SOCKEYE_REPORT_TEXT);
  if (typed->output == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (typed->output, names[i]) == 0)
      {
        self->output = (SockeyeReportForm) i;
        return TRUE;
      }
  valid = g_utf8_make_valid (typed->output, -1);
  /* Translators: %s is what was typed on the command line */
  return set_usage (error, _ ("“%s” is no form of output. Choose text, hex, ndjson, raw or none."), valid);
}

/* (nullable): a step that only connections know */
static const char *
find_closing (const Typed *typed)
{
  for (guint i = 0; i < typed->words->len; i++)
    {
      const Word *word = g_ptr_array_index (typed->words, i);

      if (strcmp (word->option, "--close-sending") == 0 || strcmp (word->option, "--expect-close") == 0)
        return word->option;
    }
  return NULL;
}

static gboolean
check_modes (const SockeyeScript *self, const Typed *typed, GError **error)
{
  gboolean scripted = typed->words->len > 0;

  if (typed->quiet && typed->output != NULL && strcmp (typed->output, "none") != 0)
    return set_usage (error, _ ("--quiet means that nothing is written. Remove it, or --output."));
  if (typed->echo + typed->use_stdin + scripted > 1)
    return set_usage (error, _ ("Steps, --echo and --stdin do not go together. Choose one of them."));
  if (sockeye_protocol_is_relay (self->launch->protocol) && typed->echo + typed->use_stdin + scripted > 0)
    return set_usage (error, _ ("A relay passes on what others send. Remove the steps, --echo and --stdin."));
  if (self->count > 0 && scripted)
    return set_usage (error, _ ("Steps have their own end, so that --count has no meaning. Remove it."));
  if (sockeye_protocol_is_datagram (self->launch->protocol) && find_closing (typed) != NULL)
    /* Translators: %s is an option, such as --expect-close */
    return set_usage (error, _ ("%s is for connections: datagrams have none to be closed. Remove it."),
                      find_closing (typed));
  if (typed->once
      && (!sockeye_protocol_is_server (self->launch->protocol)
          || sockeye_protocol_is_relay (self->launch->protocol)))
    return set_usage (error, _ ("--once is for servers: nobody else accepts connections."));
  return TRUE;
}

/* Whether it sends datagrams before it expects any, to whoever will have sent first. */
static gboolean
waits_for_sender (const SockeyeScript *self)
{
  if (!sockeye_protocol_is_datagram (self->launch->protocol) || self->launch->remote_host[0] != '\0')
    return FALSE;
  for (guint i = 0; i < self->steps->len; i++)
    {
      const SockeyeStep *step = g_ptr_array_index (self->steps, i);

      if (step->kind == SOCKEYE_STEP_SEND || step->kind == SOCKEYE_STEP_SEND_FILE)
        return TRUE;
      if (is_expectation (step))
        return FALSE;
    }
  return self->use_stdin;
}

/* Nobody could be the first to send to an end that is not known. */
static gboolean
check_far_end (const SockeyeScript *self, GError **error)
{
  const SockeyeLaunch *launch = self->launch;

  if (!waits_for_sender (self) || launch->local_port != 0
      || (sockeye_protocol_is_unix (launch->protocol) && launch->local_host[0] != '\0'))
    return TRUE;
  return set_usage (error, _ ("It is not known where to send: add --to; or this end, to which somebody "
                              "sends first, such as :8888."));
}

static SockeyeScript *
make_script (const Typed *typed, GError **error)
{
  g_autoptr (SockeyeScript) self = g_new0 (SockeyeScript, 1);

  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  self->launch = sockeye_launch_new (&typed->launch, NULL, error);
  if (self->launch == NULL)
    return NULL;

  self->charset = self->launch->charset != NULL ? self->launch->charset : sockeye_charset_find ("utf-8");
  self->echo = typed->echo;
  self->use_stdin = typed->use_stdin;
  self->once = typed->once;
  if (!parse_number ("--count", typed->count, FALSE, &self->count, error)
      || !parse_number ("--timeout", typed->timeout, TRUE, &self->timeout_ms, error)
      || !parse_number ("--retry", typed->retry, TRUE, &self->retry_ms, error)
      || !check_modes (self, typed, error) || !set_output (self, typed, error)
      || !make_steps (self, typed, error) || !check_far_end (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * sockeye_script_new:
 * @arguments: (array zero-terminated=1): the command line, with the program's name
 * @version: (out): nothing is asked for but the version
 * @error: what is wrong, in a sentence for the user
 *
 * "--help" shows the options, and ends the program.
 *
 * Returns: (transfer full) (nullable): what is asked for; %NULL also for @version, without @error
 */
SockeyeScript *
sockeye_script_new (char **arguments, gboolean *version, GError **error)
{
  g_auto (Typed) typed = { .words = g_ptr_array_new_with_free_func ((GDestroyNotify) word_free) };
  g_autoptr (GOptionContext) context = make_context (&typed);
  g_auto (GStrv) copy = g_strdupv (arguments);

  *version = FALSE;
  if (!g_option_context_parse_strv (context, &copy, error))
    return NULL;
  *version = typed.version;
  return typed.version ? NULL : make_script (&typed, error);
}

/**
 * sockeye_script_free:
 * @self: (transfer full): what was asked for
 */
void
sockeye_script_free (SockeyeScript *self)
{
  g_clear_pointer (&self->launch, sockeye_launch_free);
  g_ptr_array_unref (self->steps);
  g_free (self);
}
