/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include "errors.h"
#include "program-template.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* What ncat reads at once, and so sends as one datagram (Ncat 7.93). */
#define NCAT_DATAGRAM_MAX 8192

typedef struct
{
  const char *nick; /* stable, for actions and templates */
  const char *name;
  gboolean is_tool; /* a line of a shell */
} LanguageInfo;

static const LanguageInfo languages[SOCKEYE_N_LANGUAGES] = {
  [SOCKEYE_LANGUAGE_PYTHON] = { "python", "Python", FALSE },
  [SOCKEYE_LANGUAGE_POSIX] = { "posix", "C (POSIX)", FALSE },
  [SOCKEYE_LANGUAGE_GIO] = { "gio", "C (GIO)", FALSE },
  [SOCKEYE_LANGUAGE_NCAT] = { "ncat", "ncat", TRUE },
  [SOCKEYE_LANGUAGE_SOCAT] = { "socat", "socat", TRUE },
  [SOCKEYE_LANGUAGE_BASH] = { "bash", "bash", TRUE },
};

/**
 * sockeye_language_find:
 * @nick: a stable name, such as "python"
 * @language: (out): the language
 *
 * Returns: whether there is one
 */
gboolean
sockeye_language_find (const char *nick, SockeyeLanguage *language)
{
  for (guint i = 0; i < SOCKEYE_N_LANGUAGES; i++)
    if (g_str_equal (languages[i].nick, nick))
      {
        *language = (SockeyeLanguage) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * sockeye_language_get_name:
 * @language: a language
 *
 * Returns: (transfer none): its name, the same in all languages of users
 */
const char *
sockeye_language_get_name (SockeyeLanguage language)
{
  return languages[language].name;
}

static void
place_init (SockeyeProgramPlace *self, const char *host, guint16 port)
{
  g_autoptr (GInetAddress) address = NULL;
  gsize length;

  self->host = g_strstrip (g_strdup (host != NULL ? host : ""));
  length = strlen (self->host);
  if (length >= 2 && self->host[0] == '[' && self->host[length - 1] == ']')
    {
      memmove (self->host, self->host + 1, length - 2);
      self->host[length - 2] = '\0';
    }
  self->port = port;
  address = g_inet_address_new_from_string (self->host);
  self->any = self->host[0] == '\0' || (address != NULL && g_inet_address_get_is_any (address));
  /* An address with a scope is none to GInetAddress; no name has a colon. */
  if (self->host[0] == '\0')
    self->kind = SOCKEYE_PLACE_NONE;
  else if (strchr (self->host, ':') != NULL)
    self->kind = SOCKEYE_PLACE_IPV6;
  else
    self->kind = address != NULL ? SOCKEYE_PLACE_IPV4 : SOCKEYE_PLACE_NAME;
}

static void
plan_init (SockeyeProgramPlan *self, const SockeyeProgram *program, SockeyeLanguage language)
{
  gboolean sends_first;

  memset (self, 0, sizeof *self);
  self->program = program;
  self->language = language;
  if (program->message != NULL)
    self->message = g_bytes_get_data (program->message, &self->length);
  place_init (&self->local, program->local_host, program->local_port);
  /* Who sends nothing has no use for where to. */
  sends_first = sockeye_protocol_is_client (program->protocol)
                || (sockeye_protocol_is_datagram (program->protocol) && self->length > 0);
  place_init (&self->remote, sends_first ? program->remote_host : NULL,
              sends_first ? program->remote_port : 0);
  self->binds = self->remote.kind == SOCKEYE_PLACE_NONE || !self->local.any || self->local.port != 0;
}

static void
plan_clear (SockeyeProgramPlan *self)
{
  g_free (self->local.host);
  g_free (self->remote.host);
}

static const char *
why_not_bash (const SockeyeProgramPlan *self)
{
  if (sockeye_protocol_is_server (self->program->protocol))
    return _ ("bash alone cannot listen for connections. Choose another language.");
  if (self->remote.kind == SOCKEYE_PLACE_NONE)
    return _ ("bash alone can only send to a remote host, and receive what it answers. Enter a remote host "
              "and a message, or choose another language.");
  if (self->binds)
    return _ ("bash alone cannot bind to a local address or port. Empty the local host, or make it 0.0.0.0, "
              "and enter 0 as the local port; or choose another language.");
  if (self->program->close_sending)
    return _ ("bash alone cannot close sending and go on receiving. Choose another language.");
  return NULL;
}

static const char *
why_not_tool (const SockeyeProgramPlan *self)
{
  if (self->language == SOCKEYE_LANGUAGE_BASH)
    return why_not_bash (self);
  if (self->remote.kind == SOCKEYE_PLACE_NONE && self->local.port == 0)
    return _ ("ncat and socat do not tell which port the system has chosen. Enter a local port other than "
              "0, or choose another language.");
  if (self->language == SOCKEYE_LANGUAGE_NCAT && sockeye_protocol_is_datagram (self->program->protocol)
      && self->length > NCAT_DATAGRAM_MAX)
    return _ ("ncat would cut the message into datagrams of 8192 bytes. Shorten it, or choose another "
              "language.");
  return NULL;
}

/* NULL: it can be written; otherwise why not, and what to do */
static const char *
why_not (const SockeyeProgramPlan *self)
{
  if (sockeye_protocol_is_unix (self->program->protocol))
    return _ ("Programs can be copied for UDP and TCP, not for Unix sockets. Choose another protocol.");
  if (self->length > SOCKEYE_PROGRAM_MESSAGE_MAX)
    return _ ("The message is too long for a program that can be read: it may have 65507 bytes. Shorten it.");
  if (sockeye_protocol_is_client (self->program->protocol)
      && (self->remote.kind == SOCKEYE_PLACE_NONE || self->remote.port == 0))
    return _ ("Enter the remote host and the remote port that the program is to connect to.");
  if (self->remote.kind != SOCKEYE_PLACE_NONE && self->remote.port == 0)
    return _ ("Enter the remote port that the program is to send to.");

  return languages[self->language].is_tool ? why_not_tool (self) : NULL;
}

static char *
get_template (const SockeyeProgramPlan *self)
{
  const char *nick = languages[self->language].nick;

  if (self->language == SOCKEYE_LANGUAGE_BASH)
    return g_strdup ("bash");
  if (languages[self->language].is_tool)
    return g_strdup ("pipe");
  if (sockeye_protocol_is_datagram (self->program->protocol))
    return g_strconcat (nick, "-datagrams", NULL);
  return g_strconcat (nick, sockeye_protocol_is_server (self->program->protocol) ? "-server" : "-client",
                      NULL);
}

/**
 * sockeye_program_write:
 * @self: what it is to do
 * @language: in which language
 * @error: %SOCKEYE_ERROR_NO_PROGRAM
 *
 * A small complete program that does what a session would: it sends the message, and to its standard output goes, byte
 * for byte, what it receives. A client ends when the far end closes; all others are ended by Ctrl+C. Servers send the
 * message to each client, one after the other; those of ncat and socat have one client.
 *
 * Returns: (transfer full) (nullable): its text, in UTF-8; comments and messages in it are English
 */
char *
sockeye_program_write (const SockeyeProgram *self, SockeyeLanguage language, GError **error)
{
  SockeyeProgramPlan plan;
  const char *obstacle;
  char *text = NULL;

  plan_init (&plan, self, language);
  obstacle = why_not (&plan);
  if (obstacle != NULL)
    g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_PROGRAM, obstacle);
  else
    {
      g_autoptr (GHashTable) values = sockeye_program_plan_make_values (&plan);
      g_autofree char *name = get_template (&plan);

      text = sockeye_program_template_fill (name, values);
    }
  plan_clear (&plan);
  return text;
}
