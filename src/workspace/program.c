/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include "endpoint.h"
#include "errors.h"
#include "program-template.h"

#include <gio/gio.h>
#include <string.h>

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

/* Private: whether it is a line of a shell. */
gboolean
sockeye_program_plan_is_tool (const SockeyeProgramPlan *self)
{
  return languages[self->language].is_tool;
}

/* Blanks are part of a path. */
static void
place_init_unix (SockeyeProgramPlace *self, const char *path)
{
  gboolean abstract = path != NULL && path[0] == '@';

  self->host = g_strdup (path != NULL ? path + (abstract ? 1 : 0) : "");
  self->port = 0;
  self->any = FALSE;
  if (abstract)
    self->kind = SOCKEYE_PLACE_ABSTRACT;
  else
    self->kind = self->host[0] != '\0' ? SOCKEYE_PLACE_PATH : SOCKEYE_PLACE_NONE;
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

static const SockeyeTlsSettings *
choose_tls (SockeyeProtocol protocol, const SockeyeTlsSettings *tls)
{
  return tls != NULL && tls->enabled && sockeye_protocol_has_tls (protocol) ? tls : NULL;
}

/* Who sends nothing has no use for where to. */
static gboolean
needs_remote (const SockeyeProgramPlan *self)
{
  SockeyeProtocol protocol = self->program->protocol;

  return sockeye_protocol_is_client (protocol) || sockeye_protocol_is_relay (protocol)
         || (sockeye_protocol_is_datagram (protocol) && self->length > 0);
}

static void
plan_init_places (SockeyeProgramPlan *self)
{
  const SockeyeProgram *program = self->program;
  const char *remote = needs_remote (self) ? program->remote_host : NULL;

  if (sockeye_protocol_is_unix (program->protocol))
    {
      place_init_unix (&self->local, program->local_host);
      place_init_unix (&self->remote, remote);
      self->binds = self->local.kind != SOCKEYE_PLACE_NONE;
      return;
    }
  place_init (&self->local, program->local_host, program->local_port);
  place_init (&self->remote, remote, remote != NULL ? program->remote_port : 0);
  if (program->protocol == SOCKEYE_PROTOCOL_UDP && program->wishes != NULL)
    self->n_groups = sockeye_wishes_get_n_groups (program->wishes);
  self->binds = self->remote.kind == SOCKEYE_PLACE_NONE || !self->local.any || self->local.port != 0;
}

static void
plan_init (SockeyeProgramPlan *self, const SockeyeProgram *program, SockeyeLanguage language)
{
  memset (self, 0, sizeof *self);
  self->program = program;
  self->language = language;
  if (program->message != NULL && !sockeye_protocol_is_relay (program->protocol))
    self->message = g_bytes_get_data (program->message, &self->length);
  plan_init_places (self);
  self->tls = choose_tls (program->protocol, program->tls);
  if (sockeye_protocol_is_relay (program->protocol))
    self->target_tls = choose_tls (program->protocol, program->target_tls);
}

static void
plan_clear (SockeyeProgramPlan *self)
{
  g_free (self->local.host);
  g_free (self->remote.host);
}

static char *
get_template (const SockeyeProgramPlan *self)
{
  const char *nick = languages[self->language].nick;
  SockeyeProtocol protocol = self->program->protocol;

  if (self->language == SOCKEYE_LANGUAGE_BASH)
    return g_strdup ("bash");
  if (languages[self->language].is_tool)
    return g_strdup ("pipe");
  if (sockeye_protocol_is_relay (protocol))
    return g_strconcat (nick, sockeye_protocol_is_datagram (protocol) ? "-udp-relay" : "-relay", NULL);
  return g_strconcat (nick, sockeye_protocol_is_unix (protocol) ? "-unix" : "",
                      sockeye_protocol_is_datagram (protocol) ? "-datagrams"
                      : sockeye_protocol_is_server (protocol) ? "-server"
                                                              : "-client",
                      NULL);
}

/* A path that is too long would not fit into a socket address. */
static gboolean
check_path (const SockeyeProgramPlace *place, GError **error)
{
  g_autofree char *text = NULL;

  if (place->kind != SOCKEYE_PLACE_PATH && place->kind != SOCKEYE_PLACE_ABSTRACT)
    return TRUE;
  text = g_strconcat (place->kind == SOCKEYE_PLACE_ABSTRACT ? "@" : "", place->host, NULL);
  return sockeye_path_check (text, error);
}

static char *
write_plan (const SockeyeProgramPlan *self, GError **error)
{
  const char *obstacle = sockeye_program_plan_why_not (self);
  g_autoptr (GHashTable) values = NULL;
  g_autofree char *name = NULL;

  if (obstacle != NULL)
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_NO_PROGRAM, obstacle);
      return NULL;
    }
  if (!check_path (&self->local, error) || !check_path (&self->remote, error))
    return NULL;

  values = sockeye_program_plan_make_values (self);
  name = get_template (self);
  return sockeye_program_template_fill (name, values);
}

/**
 * sockeye_program_write:
 * @self: what it is to do
 * @language: in which language
 * @error: %SOCKEYE_ERROR_NO_PROGRAM: the language cannot do it, or something is missing; %SOCKEYE_ERROR_INVALID_PATH
 *
 * A small complete program that does what a session would: it sends the message, and to its standard output goes, byte
 * for byte, what it receives. A client ends when the far end closes; all others are ended by Ctrl+C. Servers send the
 * message to each client, one after the other; those of ncat and socat have one client. A relay passes on what comes,
 * for all clients at once.
 *
 * Returns: (transfer full) (nullable): its text, in UTF-8; comments and messages in it are English
 */
char *
sockeye_program_write (const SockeyeProgram *self, SockeyeLanguage language, GError **error)
{
  SockeyeProgramPlan plan;
  char *text;

  plan_init (&plan, self, language);
  text = write_plan (&plan, error);
  plan_clear (&plan);
  return text;
}
