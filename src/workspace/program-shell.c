/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include "string-literal.h"

#include <string.h>

/* bash hands on what printf has written so far with each line end, and when it is more than its buffer holds: as several
 * datagrams. dd waits for all of it. */
#define GATHER     " | dd bs=65536 iflag=fullblock status=none"
#define PRINTF_MAX 1024

static gboolean
has_remote (const SockeyeProgramPlan *self)
{
  return self->remote.kind != SOCKEYE_PLACE_NONE;
}

static gboolean
closes_sending (const SockeyeProgramPlan *self)
{
  return sockeye_protocol_is_client (self->program->protocol) && self->program->close_sending;
}

static gboolean
comes_in_pieces (const SockeyeProgramPlan *self)
{
  return self->length > PRINTF_MAX || memchr (self->message, '\n', self->length - 1) != NULL;
}

static char *
make_printf (const SockeyeProgramPlan *self)
{
  GString *text = g_string_new ("printf ");

  sockeye_string_literal_append_printf (text, self->message, self->length);
  if (sockeye_protocol_is_datagram (self->program->protocol) && comes_in_pieces (self))
    g_string_append (text, GATHER);
  return g_string_free (text, FALSE);
}

static void
append_word (GString *command, const char *word)
{
  g_string_append_c (command, ' ');
  sockeye_string_literal_append_shell (command, word);
}

static void
append_ncat_remote (const SockeyeProgramPlan *self, GString *command)
{
  if (self->remote.kind == SOCKEYE_PLACE_NAME && self->local.kind == SOCKEYE_PLACE_IPV4)
    g_string_append (command, " -4");
  if (!self->local.any)
    {
      g_string_append (command, " -s");
      append_word (command, self->local.host);
    }
  if (self->local.port != 0)
    g_string_append_printf (command, " -p %u", self->local.port);
  append_word (command, self->remote.host);
  g_string_append_printf (command, " %u", self->remote.port);
}

static void
append_ncat_local (const SockeyeProgramPlan *self, GString *command)
{
  g_string_append (command, " -l");
  /* Without a host it listens on all addresses of both families. */
  if (!self->local.any || self->local.kind == SOCKEYE_PLACE_IPV4)
    append_word (command, self->local.host);
  g_string_append_printf (command, " %u", self->local.port);
}

static char *
make_ncat (const SockeyeProgramPlan *self)
{
  GString *command = g_string_new ("ncat");

  if (sockeye_protocol_is_datagram (self->program->protocol))
    g_string_append (command, " -u");
  /* Otherwise it closes sending once the message is out. */
  else if (!closes_sending (self))
    g_string_append (command, " --no-shutdown");
  if (has_remote (self))
    append_ncat_remote (self, command);
  else
    append_ncat_local (self, command);
  return g_string_free (command, FALSE);
}

/* socat(1): IPv6 addresses stand in brackets. */
static char *
make_socat_host (const SockeyeProgramPlace *place)
{
  return place->kind == SOCKEYE_PLACE_IPV6 ? g_strdup_printf ("[%s]", place->host) : g_strdup (place->host);
}

static const char *
get_socat_family (const SockeyeProgramPlan *self)
{
  const SockeyeProgramPlace *place = has_remote (self) ? &self->remote : &self->local;

  if (place->kind == SOCKEYE_PLACE_NAME && self->local.kind == SOCKEYE_PLACE_IPV4)
    return "4";
  if (place->kind == SOCKEYE_PLACE_NAME)
    return "";
  return place->kind == SOCKEYE_PLACE_IPV4 ? "4" : "6";
}

static void
append_socat_remote (const SockeyeProgramPlan *self, GString *address)
{
  g_autofree char *remote = make_socat_host (&self->remote);
  g_autofree char *local = make_socat_host (&self->local);
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);

  g_string_append_printf (address, "%s%s%s:%s:%u", datagrams ? "UDP" : "TCP", get_socat_family (self),
                          datagrams ? "-DATAGRAM" : "", remote, self->remote.port);
  if (datagrams)
    g_string_append (address, ",broadcast");
  if (!self->local.any)
    g_string_append_printf (address, ",bind=%s:%u", local, self->local.port);
  else if (self->local.port != 0)
    g_string_append_printf (address, ",%s%u", datagrams ? "bind=:" : "sourceport=", self->local.port);
}

static void
append_socat_local (const SockeyeProgramPlan *self, GString *address)
{
  g_autofree char *local = make_socat_host (&self->local);
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);
  const char *kind = !datagrams ? "LISTEN" : self->length > 0 ? "LISTEN" : "RECV";

  g_string_append_printf (address, "%s%s-%s:%u", datagrams ? "UDP" : "TCP", get_socat_family (self), kind,
                          self->local.port);
  if (!datagrams)
    g_string_append (address, ",reuseaddr");
  if (!self->local.any)
    g_string_append_printf (address, ",bind=%s", local);
  else if (self->local.kind != SOCKEYE_PLACE_IPV4)
    g_string_append (address, ",ipv6only=0");
}

static char *
make_socat (const SockeyeProgramPlan *self)
{
  GString *command = g_string_new ("socat");
  g_autoptr (GString) address = g_string_new (NULL);
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);

  if (has_remote (self))
    append_socat_remote (self, address);
  else
    append_socat_local (self, address);
  if (datagrams)
    g_string_append (command, " -b 65536");
  if (datagrams && !has_remote (self) && self->length == 0)
    {
      g_string_append (command, " -u");
      append_word (command, address->str);
      g_string_append (command, " -");
      return g_string_free (command, FALSE);
    }
  /* Once its input has ended, it would close sending, and half a second later all. */
  g_string_append (command, closes_sending (self) ? " -t 86400 -" : " -,ignoreeof");
  append_word (command, address->str);
  return g_string_free (command, FALSE);
}

static char *
make_bash_path (const SockeyeProgramPlan *self)
{
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);
  g_autofree char *path = g_strdup_printf ("/dev/%s/%s/%u", datagrams ? "udp" : "tcp", self->remote.host,
                                           self->remote.port);
  GString *word = g_string_new (NULL);

  sockeye_string_literal_append_shell (word, path);
  return g_string_free (word, FALSE);
}

/* Private: what stands for the names in the template of a shell's line. */
void
sockeye_program_plan_add_shell_values (const SockeyeProgramPlan *self, GHashTable *values)
{
  if (self->length > 0)
    g_hash_table_insert (values, g_strdup ("SPEAK"), make_printf (self));
  if (self->language == SOCKEYE_LANGUAGE_NCAT && sockeye_protocol_is_datagram (self->program->protocol))
    g_hash_table_insert (values, g_strdup ("HOLD"), g_strdup (""));

  if (self->language == SOCKEYE_LANGUAGE_BASH)
    g_hash_table_insert (values, g_strdup ("PATH"), make_bash_path (self));
  else
    g_hash_table_insert (values, g_strdup ("COMMAND"),
                         self->language == SOCKEYE_LANGUAGE_NCAT ? make_ncat (self) : make_socat (self));
}
