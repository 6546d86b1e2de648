/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include "string-literal.h"

/* The words of an ncat command (Ncat 7.93). */

static void
add (GPtrArray *words, const char *word)
{
  g_ptr_array_add (words, g_strdup (word));
}

static void
add_option (GPtrArray *words, const char *option, const char *value)
{
  if (!sockeye_program_has_text (value))
    return;
  add (words, option);
  add (words, value);
}

static void
add_number (GPtrArray *words, guint number)
{
  g_ptr_array_add (words, g_strdup_printf ("%u", number));
}

/* It wants both of them, even if they are in one file. */
static void
add_files (GPtrArray *words, const SockeyeTlsSettings *tls)
{
  if (!sockeye_program_has_text (tls->certificate_file))
    return;
  add_option (words, "--ssl-cert", tls->certificate_file);
  add_option (words, "--ssl-key",
              sockeye_program_has_text (tls->key_file) ? tls->key_file : tls->certificate_file);
}

static void
add_alpn (GPtrArray *words, const SockeyeTlsSettings *tls)
{
  SockeyeTlsSettings copy;
  g_auto (GStrv) names = NULL;
  g_autofree char *list = NULL;

  sockeye_tls_settings_copy (tls, &copy);
  names = sockeye_tls_settings_list_alpn (&copy);
  sockeye_tls_settings_clear (&copy);
  if (names == NULL)
    return;
  list = g_strjoinv (",", names);
  add_option (words, "--ssl-alpn", list);
}

static void
add_client_tls (const SockeyeProgramPlan *self, GPtrArray *words)
{
  const SockeyeTlsSettings *tls = sockeye_program_plan_get_client_tls (self);

  if (tls == NULL)
    return;
  add (words, tls->trust == SOCKEYE_TLS_TRUST_ANYTHING ? "--ssl" : "--ssl-verify");
  if (tls->trust == SOCKEYE_TLS_TRUST_FILE)
    add_option (words, "--ssl-trustfile", tls->ca_file);
  if (sockeye_program_has_text (tls->server_name))
    {
      g_autofree char *name = sockeye_program_plan_choose_name (self);

      add_option (words, "--ssl-servername", name);
    }
  add_files (words, tls);
  add_alpn (words, tls);
}

static void
add_server_tls (const SockeyeProgramPlan *self, GPtrArray *words)
{
  const SockeyeTlsSettings *tls = sockeye_program_plan_get_server_tls (self);

  if (tls == NULL)
    return;
  add (words, "--ssl");
  add_files (words, tls);
}

static void
add_remote (const SockeyeProgramPlan *self, GPtrArray *words)
{
  add_client_tls (self, words);
  add (words, self->remote.host);
  if (!sockeye_protocol_is_unix (self->program->protocol))
    add_number (words, self->remote.port);
}

static void
add_source (const SockeyeProgramPlan *self, GPtrArray *words)
{
  if (self->remote.kind == SOCKEYE_PLACE_NAME && self->local.kind == SOCKEYE_PLACE_IPV4)
    add (words, "-4");
  if (!self->local.any)
    add_option (words, "-s", self->local.host);
  if (self->local.port != 0)
    {
      add (words, "-p");
      add_number (words, self->local.port);
    }
}

/* Without a host it listens on all addresses of both families. */
static void
add_local (const SockeyeProgramPlan *self, GPtrArray *words)
{
  add (words, "-l");
  add_server_tls (self, words);
  if (!self->local.any || self->local.kind == SOCKEYE_PLACE_IPV4)
    add (words, self->local.host);
  if (!sockeye_protocol_is_unix (self->program->protocol))
    add_number (words, self->local.port);
}

/* Each client gets a command of its own, which /bin/sh runs. */
static void
add_relay (const SockeyeProgramPlan *self, GPtrArray *words)
{
  g_autoptr (GPtrArray) inner = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) command = g_string_new ("exec ncat");

  add_remote (self, inner);
  for (guint i = 0; i < inner->len; i++)
    {
      const char *word = g_ptr_array_index (inner, i);
      GString *plain = g_string_new (NULL);

      /* The form of bash for odd bytes is none of sh. */
      sockeye_string_literal_append_shell (plain, word);
      if (plain->str[0] == '$')
        {
          g_autofree char *quoted = g_shell_quote (word);

          g_string_assign (plain, quoted);
        }
      g_string_append_printf (command, " %s", plain->str);
      g_string_free (plain, TRUE);
    }
  add (words, "-k");
  add_local (self, words);
  add_option (words, "--sh-exec", command->str);
}

/* Private: the command. */
char *
sockeye_program_plan_make_ncat (const SockeyeProgramPlan *self)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  GString *command = g_string_new ("ncat");
  SockeyeProtocol protocol = self->program->protocol;

  if (sockeye_protocol_is_unix (protocol))
    add (words, "-U");
  if (sockeye_protocol_is_datagram (protocol))
    add (words, "-u");
  /* Otherwise it closes sending once the message is out. */
  else if (!sockeye_protocol_is_relay (protocol)
           && !(sockeye_protocol_is_client (protocol) && self->program->close_sending))
    add (words, "--no-shutdown");

  if (sockeye_protocol_is_relay (protocol))
    add_relay (self, words);
  else if (self->remote.kind == SOCKEYE_PLACE_NONE)
    add_local (self, words);
  else
    {
      add_source (self, words);
      add_remote (self, words);
    }

  for (guint i = 0; i < words->len; i++)
    {
      g_string_append_c (command, ' ');
      sockeye_string_literal_append_shell (command, g_ptr_array_index (words, i));
    }
  return g_string_free (command, FALSE);
}
