/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include "string-literal.h"

#include <string.h>

/* The addresses of a socat command (socat 1.7.4). */

/* Once it has been silent for so many seconds, a client of datagrams is forgotten. */
#define SILENCE_S 600

static gboolean
has_remote (const SockeyeProgramPlan *self)
{
  return self->remote.kind != SOCKEYE_PLACE_NONE;
}

/* socat(1): what means something in an address stands behind a backslash. */
static void
append_quoted (GString *address, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (strchr (":,!\"'\\([{", *p) != NULL)
        g_string_append_c (address, '\\');
      g_string_append_c (address, *p);
    }
}

static void
append_option (GString *address, const char *option, const char *value)
{
  g_string_append_printf (address, ",%s=", option);
  append_quoted (address, value);
}

/* IPv6 addresses stand in brackets. */
static void
append_host (GString *address, const SockeyeProgramPlace *place)
{
  g_string_append_printf (address, place->kind == SOCKEYE_PLACE_IPV6 ? "[%s]" : "%s", place->host);
}

/* Which version of IP; empty: a name decides. */
static const char *
get_family (const SockeyeProgramPlan *self, const SockeyeProgramPlace *place)
{
  if (place->kind == SOCKEYE_PLACE_NAME)
    return self->local.kind == SOCKEYE_PLACE_IPV4 && !sockeye_protocol_is_relay (self->program->protocol)
               ? "4"
               : "";
  return place->kind == SOCKEYE_PLACE_IPV4 ? "4" : "6";
}

/* A socket for both versions can be in groups of IPv6 alone. */
static const char *
get_local_family (const SockeyeProgramPlan *self)
{
  if (self->local.any && self->n_groups > 0
      && sockeye_endpoint_get_family (&sockeye_wishes_get_group (self->program->wishes, 0)->group) == AF_INET)
    return "4";
  return get_family (self, &self->local);
}

/* --- TLS */

static void
append_files (GString *address, const SockeyeTlsSettings *tls)
{
  if (!sockeye_program_has_text (tls->certificate_file))
    return;
  append_option (address, "cert", tls->certificate_file);
  if (sockeye_program_has_text (tls->key_file))
    append_option (address, "key", tls->key_file);
}

static void
append_trust (GString *address, const SockeyeTlsSettings *tls, gboolean checks)
{
  if (!checks)
    g_string_append (address, ",verify=0");
  else if (tls->trust == SOCKEYE_TLS_TRUST_FILE)
    append_option (address, "cafile", tls->ca_file);
}

static void
append_client_tls (const SockeyeProgramPlan *self, GString *address)
{
  const SockeyeTlsSettings *tls = sockeye_program_plan_get_client_tls (self);

  append_trust (address, tls, tls->trust != SOCKEYE_TLS_TRUST_ANYTHING);
  if (sockeye_program_has_text (tls->server_name))
    {
      g_autofree char *name = sockeye_program_plan_choose_name (self);

      append_option (address, "commonname", name);
    }
  append_files (address, tls);
}

static void
append_server_tls (const SockeyeProgramPlan *self, GString *address)
{
  const SockeyeTlsSettings *tls = sockeye_program_plan_get_server_tls (self);

  append_trust (address, tls, tls->clients != SOCKEYE_TLS_CLIENTS_NOT_ASKED);
  if (sockeye_program_has_text (tls->certificate_file))
    append_files (address, tls);
  else
    append_option (address, "cert", sockeye_program_get_certificate_file (tls));
}

/* --- Ends */

/* "TCP4", "UDP6" …; TLS names the family in an option. */
static void
append_keyword (const SockeyeProgramPlan *self,
                GString *address,
                const char *family,
                gboolean tls,
                const char *kind)
{
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);

  if (tls)
    g_string_append_printf (address, "OPENSSL%s:", kind);
  else
    g_string_append_printf (address, "%s%s%s:", datagrams ? "UDP" : "TCP", family, kind);
}

static void
append_protocol_family (GString *address, const char *family, gboolean tls)
{
  if (tls && family[0] != '\0')
    g_string_append_printf (address, ",pf=ip%s", family);
}

static void
append_source (const SockeyeProgramPlan *self, GString *address)
{
  if (!self->local.any)
    {
      g_string_append (address, ",bind=");
      append_host (address, &self->local);
      g_string_append_printf (address, ":%u", self->local.port);
    }
  else if (self->local.port != 0)
    g_string_append_printf (
        address, ",%s%u",
        sockeye_protocol_is_datagram (self->program->protocol) ? "bind=:" : "sourceport=", self->local.port);
}

static void
append_remote (const SockeyeProgramPlan *self, GString *address)
{
  const char *family = get_family (self, &self->remote);
  gboolean tls = sockeye_program_plan_get_client_tls (self) != NULL;
  gboolean relay = sockeye_protocol_is_relay (self->program->protocol);
  gboolean anybody = sockeye_protocol_is_datagram (self->program->protocol) && !relay;

  append_keyword (self, address, family, tls, anybody ? "-DATAGRAM" : "");
  append_host (address, &self->remote);
  g_string_append_printf (address, ":%u", self->remote.port);
  append_protocol_family (address, family, tls);
  if (anybody)
    g_string_append (address, ",broadcast");
  if (!relay)
    append_source (self, address);
  sockeye_program_plan_append_socat_groups (self, address);
  if (tls)
    append_client_tls (self, address);
}

static void
append_local (const SockeyeProgramPlan *self, GString *address)
{
  const char *family = get_local_family (self);
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);
  gboolean relay = sockeye_protocol_is_relay (self->program->protocol);
  gboolean tls = sockeye_program_plan_get_server_tls (self) != NULL;

  append_keyword (self, address, family, tls, datagrams && self->length == 0 && !relay ? "-RECV" : "-LISTEN");
  g_string_append_printf (address, "%u", self->local.port);
  append_protocol_family (address, family, tls);
  if (!datagrams)
    g_string_append (address, ",reuseaddr");
  if (!self->local.any)
    {
      g_string_append (address, ",bind=");
      append_host (address, &self->local);
    }
  else if (family[0] == '6')
    g_string_append (address, ",ipv6only=0");
  sockeye_program_plan_append_socat_groups (self, address);
  if (relay)
    g_string_append (address, ",fork");
  if (tls)
    append_server_tls (self, address);
}

/* --- Unix sockets */

static const char *
get_unix_kind (const SockeyeProgramPlan *self)
{
  if (sockeye_protocol_is_server (self->program->protocol))
    return "LISTEN";
  if (sockeye_protocol_is_client (self->program->protocol))
    return "CONNECT";
  if (has_remote (self))
    return "SENDTO";
  return "RECV";
}

static void
append_unix (const SockeyeProgramPlan *self, GString *address)
{
  const SockeyeProgramPlace *place = has_remote (self) ? &self->remote : &self->local;

  g_string_append_printf (address, "%s-%s:", place->kind == SOCKEYE_PLACE_ABSTRACT ? "ABSTRACT" : "UNIX",
                          get_unix_kind (self));
  append_quoted (address, place->host);
  if (has_remote (self) && self->local.kind != SOCKEYE_PLACE_NONE)
    append_option (address, "bind", self->local.host);
}

/* --- Commands */

static void
append_word (GString *command, const char *word)
{
  g_string_append_c (command, ' ');
  sockeye_string_literal_append_shell (command, word);
}

static char *
make_relay (const SockeyeProgramPlan *self)
{
  GString *command = g_string_new ("socat -v");
  g_autoptr (GString) local = g_string_new (NULL);
  g_autoptr (GString) remote = g_string_new (NULL);

  append_local (self, local);
  append_remote (self, remote);
  /* Otherwise it ends half a second after one side has closed sending, and what the other still sends is lost. */
  if (!sockeye_protocol_is_datagram (self->program->protocol))
    g_string_append (command, " -t 86400");
  else
    g_string_append_printf (command, " -b 65536 -T %d", SILENCE_S);
  append_word (command, local->str);
  append_word (command, remote->str);
  return g_string_free (command, FALSE);
}

static char *
make_talk (const SockeyeProgramPlan *self, const char *address)
{
  GString *command = g_string_new ("socat");
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);
  gboolean closes = sockeye_protocol_is_client (self->program->protocol) && self->program->close_sending;

  if (datagrams)
    g_string_append (command,
                     sockeye_protocol_is_unix (self->program->protocol) ? " -b 1048576" : " -b 65536");
  if (datagrams && !has_remote (self) && self->length == 0)
    {
      g_string_append (command, " -u");
      append_word (command, address);
      g_string_append (command, " -");
      return g_string_free (command, FALSE);
    }
  /* Once its input has ended, it would close sending, and half a second later all. */
  g_string_append (command, closes ? " -t 86400 -" : " -,ignoreeof");
  append_word (command, address);
  return g_string_free (command, FALSE);
}

/* Private: the command. */
char *
sockeye_program_plan_make_socat (const SockeyeProgramPlan *self)
{
  g_autoptr (GString) address = g_string_new (NULL);

  if (sockeye_protocol_is_relay (self->program->protocol))
    return make_relay (self);
  if (sockeye_protocol_is_unix (self->program->protocol))
    append_unix (self, address);
  else if (has_remote (self))
    append_remote (self, address);
  else
    append_local (self, address);
  return make_talk (self, address->str);
}
