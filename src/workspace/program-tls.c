/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

/* Private: whether there is anything in it. */
gboolean
sockeye_program_has_text (const char *string)
{
  return string != NULL && string[0] != '\0';
}

/* Private: a server has to have one; where Sockeye makes it itself, the program's comments say how to. */
const char *
sockeye_program_get_certificate_file (const SockeyeTlsSettings *tls)
{
  return sockeye_program_has_text (tls->certificate_file) ? tls->certificate_file : "server.pem";
}

/* Whether the key is in a file of its own. */
static gboolean
has_key_file (const SockeyeTlsSettings *tls)
{
  return sockeye_program_has_text (tls->certificate_file) && sockeye_program_has_text (tls->key_file);
}

/* Private: (nullable): how this end is a TLS client. */
const SockeyeTlsSettings *
sockeye_program_plan_get_client_tls (const SockeyeProgramPlan *self)
{
  if (sockeye_protocol_is_relay (self->program->protocol))
    return self->target_tls;
  return sockeye_protocol_is_client (self->program->protocol) ? self->tls : NULL;
}

/* Private: (nullable): how this end is a TLS server. */
const SockeyeTlsSettings *
sockeye_program_plan_get_server_tls (const SockeyeProgramPlan *self)
{
  return sockeye_protocol_is_server (self->program->protocol) ? self->tls : NULL;
}

/* Private: (transfer full): which name a TLS client asks for. */
char *
sockeye_program_plan_choose_name (const SockeyeProgramPlan *self)
{
  SockeyeTlsSettings copy;
  char *name;

  sockeye_tls_settings_copy (sockeye_program_plan_get_client_tls (self), &copy);
  name = sockeye_tls_settings_choose_name (&copy, self->remote.host);
  sockeye_tls_settings_clear (&copy);
  return name;
}

static void
take (GHashTable *values, const char *prefix, const char *name, char *value)
{
  g_hash_table_insert (values, g_strconcat (prefix, name, NULL), value);
}

static void
add_flag (GHashTable *values, const char *prefix, const char *name, gboolean set)
{
  if (set)
    take (values, prefix, name, g_strdup (""));
}

/* The certificate and, unless it is in the same file, the key. */
static char *
make_files (const SockeyeProgramPlan *self, const SockeyeTlsSettings *tls)
{
  g_autofree char *certificate = sockeye_program_plan_make_path (self,
                                                                 sockeye_program_get_certificate_file (tls));
  g_autofree char *key = NULL;

  if (!has_key_file (tls))
    return g_steal_pointer (&certificate);
  key = sockeye_program_plan_make_path (self, tls->key_file);
  return g_strconcat (certificate, ", ", key, NULL);
}

static char *
make_alpn (const SockeyeProgramPlan *self, const SockeyeTlsSettings *tls)
{
  SockeyeTlsSettings copy;
  g_auto (GStrv) names = NULL;

  sockeye_tls_settings_copy (tls, &copy);
  names = sockeye_tls_settings_list_alpn (&copy);
  sockeye_tls_settings_clear (&copy);
  if (names == NULL)
    return NULL;
  for (guint i = 0; names[i] != NULL; i++)
    {
      char *literal = sockeye_program_plan_make_string (self, names[i]);

      g_free (names[i]);
      names[i] = literal;
    }
  return g_strjoinv (", ", names);
}

static void
add_side (const SockeyeProgramPlan *self,
          GHashTable *values,
          const char *prefix,
          const SockeyeTlsSettings *tls,
          gboolean checks)
{
  char *alpn = make_alpn (self, tls);

  add_flag (values, "", "TLS", TRUE);
  add_flag (values, prefix, "TLS", TRUE);
  if (alpn != NULL)
    take (values, prefix, "ALPN", alpn);
  add_flag (values, prefix, "CHECKS", checks && tls->trust != SOCKEYE_TLS_TRUST_ANYTHING);
  add_flag (values, "", "ACCEPT_ANYTHING", checks && tls->trust == SOCKEYE_TLS_TRUST_ANYTHING);
  if (checks && tls->trust == SOCKEYE_TLS_TRUST_FILE)
    take (values, prefix, "CA", sockeye_program_plan_make_path (self, tls->ca_file));
}

static void
add_files (const SockeyeProgramPlan *self,
           GHashTable *values,
           const char *prefix,
           const SockeyeTlsSettings *tls)
{
  take (values, prefix, "FILES", make_files (self, tls));
  add_flag (values, prefix, "KEY", has_key_file (tls));
}

/* Private: what stands for names of TLS in the templates of languages; SERVER_ and CLIENT_ are what this end is. */
void
sockeye_program_plan_add_tls_values (const SockeyeProgramPlan *self, GHashTable *values)
{
  const SockeyeTlsSettings *server = sockeye_program_plan_get_server_tls (self);
  const SockeyeTlsSettings *client = sockeye_program_plan_get_client_tls (self);

  if (server != NULL)
    {
      add_files (self, values, "SERVER_", server);
      add_flag (values, "SERVER_", "OWN", sockeye_program_has_text (server->certificate_file));
      add_side (self, values, "SERVER_", server, server->clients != SOCKEYE_TLS_CLIENTS_NOT_ASKED);
      add_flag (values, "SERVER_", "ASKS", server->clients != SOCKEYE_TLS_CLIENTS_NOT_ASKED);
      add_flag (values, "SERVER_", "REQUIRES", server->clients == SOCKEYE_TLS_CLIENTS_REQUIRED);
    }
  if (client != NULL)
    {
      g_autofree char *name = sockeye_program_plan_choose_name (self);

      if (sockeye_program_has_text (client->certificate_file))
        add_files (self, values, "CLIENT_", client);
      add_side (self, values, "CLIENT_", client, TRUE);
      take (values, "CLIENT_", "NAME", sockeye_program_plan_make_string (self, name));
    }
}
