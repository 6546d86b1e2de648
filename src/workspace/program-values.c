/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include <string.h>

typedef enum
{
  FAMILY_ANY,
  FAMILY_IPV4,
  FAMILY_IPV6,
} Family;

static void
add (GHashTable *values, const char *name, const char *value)
{
  g_hash_table_insert (values, g_strdup (name), g_strdup (value));
}

static void
take (GHashTable *values, const char *name, char *value)
{
  if (value != NULL)
    g_hash_table_insert (values, g_strdup (name), value);
}

static void
add_flag (GHashTable *values, const char *name, gboolean set)
{
  if (set)
    add (values, name, "");
}

static void
add_port (GHashTable *values, const char *name, guint16 port)
{
  g_hash_table_insert (values, g_strdup (name), g_strdup_printf ("%u", port));
}

/* A name is looked up for the family of what it is bound to; an address has one itself. "0.0.0.0" means IPv4, "::" both. A
 * relay's two sides are different sockets. */
static Family
choose_family (const SockeyeProgramPlan *self)
{
  if (self->remote.kind != SOCKEYE_PLACE_NAME || sockeye_protocol_is_relay (self->program->protocol))
    return FAMILY_ANY;
  if (self->local.kind == SOCKEYE_PLACE_IPV4)
    return FAMILY_IPV4;
  return self->local.kind == SOCKEYE_PLACE_IPV6 && !self->local.any ? FAMILY_IPV6 : FAMILY_ANY;
}

static const char *
get_family_word (const SockeyeProgramPlan *self)
{
  static const char *const words[][3] = {
    [SOCKEYE_LANGUAGE_PYTHON] = { "socket.AF_UNSPEC", "socket.AF_INET", "socket.AF_INET6" },
    [SOCKEYE_LANGUAGE_POSIX] = { "AF_UNSPEC", "AF_INET", "AF_INET6" },
    [SOCKEYE_LANGUAGE_GIO] = { "G_SOCKET_FAMILY_INVALID", "G_SOCKET_FAMILY_IPV4", "G_SOCKET_FAMILY_IPV6" },
  };

  return words[self->language][choose_family (self)];
}

/* What stands for "no address in particular", where that has to be written. */
static const char *
get_local_host (const SockeyeProgramPlan *self)
{
  if (!self->local.any)
    return self->local.host;
  if (sockeye_protocol_is_relay (self->program->protocol))
    return self->local.kind == SOCKEYE_PLACE_IPV4 ? "0.0.0.0" : "::";
  /* Which family the remote host has is not known while it is a name, but one has to be chosen. */
  if (self->remote.kind == SOCKEYE_PLACE_IPV4
      || (self->remote.kind == SOCKEYE_PLACE_NAME && self->local.kind != SOCKEYE_PLACE_IPV6))
    return self->language == SOCKEYE_LANGUAGE_PYTHON ? "" : "0.0.0.0";
  if (self->remote.kind != SOCKEYE_PLACE_NONE)
    return "::";
  return self->local.kind == SOCKEYE_PLACE_IPV4 ? "0.0.0.0" : "::";
}

static void
add_places (const SockeyeProgramPlan *self, GHashTable *values)
{
  g_autofree char *local = sockeye_program_plan_make_string (self, get_local_host (self));
  g_autofree char *remote = sockeye_program_plan_make_string (self, self->remote.host);

  add (values, "LOCAL_HOST", local);
  add (values, "REMOTE_HOST", remote);
  add_port (values, "LOCAL_PORT", self->local.port);
  add_port (values, "REMOTE_PORT", self->remote.port);
  if (self->local.any)
    add (values, "LOCAL_HOST_OR_ANY", self->language == SOCKEYE_LANGUAGE_PYTHON ? "None" : "NULL");
  else
    add (values, "LOCAL_HOST_OR_ANY", local);
  add (values, "FAMILY", get_family_word (self));
  add_flag (values, "LOCAL_ANY", self->local.any);
  add_flag (values, "DUAL", self->local.any && self->local.kind != SOCKEYE_PLACE_IPV4);
}

/* asyncio would listen at "::" for IPv6 only; without a host it listens for both. */
static void
add_asyncio_host (const SockeyeProgramPlan *self, GHashTable *values)
{
  gboolean both = self->local.any && self->local.kind != SOCKEYE_PLACE_IPV4;

  take (values, "ASYNCIO_HOST",
        both ? g_strdup ("None") : sockeye_program_plan_make_string (self, self->local.host));
}

/* How many bytes of the literal are the name: a path ends in a zero byte, an abstract name begins with one. */
static const char *
get_name_length (const SockeyeProgramPlace *place, const char *path_length, const char *name_length)
{
  if (place->kind == SOCKEYE_PLACE_PATH)
    return path_length;
  return place->host[0] != '\0' ? name_length : "0";
}

static const char *
get_gio_type (const SockeyeProgramPlace *place)
{
  if (place->kind == SOCKEYE_PLACE_PATH)
    return "G_UNIX_SOCKET_ADDRESS_PATH";
  return place->host[0] != '\0' ? "G_UNIX_SOCKET_ADDRESS_ABSTRACT" : "G_UNIX_SOCKET_ADDRESS_ANONYMOUS";
}

static void
add_names (const SockeyeProgramPlan *self, GHashTable *values)
{
  const SockeyeProgramPlace *local = &self->local, *remote = &self->remote;

  take (values, "LOCAL_NAME", sockeye_program_plan_make_unix_name (self, local));
  take (values, "REMOTE_NAME", sockeye_program_plan_make_unix_name (self, remote));
  add (values, "LOCAL_LENGTH", get_name_length (local, "sizeof local_name", "sizeof local_name - 1"));
  add (values, "REMOTE_LENGTH", get_name_length (remote, "sizeof remote_name", "sizeof remote_name - 1"));
  add (values, "LOCAL_TYPE", get_gio_type (local));
  add (values, "REMOTE_TYPE", get_gio_type (remote));
  add_flag (values, "LOCAL_FILE", local->kind == SOCKEYE_PLACE_PATH);
  add_flag (values, "ABSTRACT",
            (local->kind == SOCKEYE_PLACE_ABSTRACT && local->host[0] != '\0')
                || remote->kind == SOCKEYE_PLACE_ABSTRACT);
  add_flag (values, "LOCAL_CHOSEN", local->kind == SOCKEYE_PLACE_ABSTRACT && local->host[0] == '\0');
}

/* Others may be addresses of a whole network as well, but that is not seen in them: the program's maker has to know. */
static gboolean
is_broadcast (const SockeyeProgramPlace *place)
{
  return place->kind == SOCKEYE_PLACE_IPV4 && g_str_has_suffix (place->host, ".255");
}

static void
add_socket (const SockeyeProgramPlan *self, GHashTable *values)
{
  SockeyeProtocol protocol = self->program->protocol;
  gboolean datagrams = sockeye_protocol_is_datagram (protocol);
  gboolean has_remote = self->remote.kind != SOCKEYE_PLACE_NONE;

  add_flag (values, "DATAGRAMS", datagrams);
  add_flag (values, "UNIX", sockeye_protocol_is_unix (protocol));
  add_flag (values, "RELAY", sockeye_protocol_is_relay (protocol));
  add_flag (values, "CLIENT", sockeye_protocol_is_client (protocol));
  add_flag (values, "CLOSE_SENDING", sockeye_protocol_is_client (protocol) && self->program->close_sending);
  add_flag (values, "REMOTE", has_remote);
  add_flag (values, "BIND", self->binds && !sockeye_protocol_is_relay (protocol));
  add (values, "SOCKTYPE", datagrams ? "SOCK_DGRAM" : "SOCK_STREAM");
  add_flag (values, "SEND", datagrams && self->length > 0 && has_remote);
  add_flag (values, "ANSWER", datagrams && self->length > 0 && !has_remote);
  add_flag (values, "BROADCAST",
            protocol == SOCKEYE_PROTOCOL_UDP && has_remote
                && (self->program->broadcast || is_broadcast (&self->remote)));
}

/* Private: what stands for the names in a template; keys and values are strings. */
GHashTable *
sockeye_program_plan_make_values (const SockeyeProgramPlan *self)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const SockeyeProgram *program = self->program;

  take (values, "TITLE", sockeye_program_plan_make_title (self));
  take (values, "NOTES", sockeye_program_plan_make_notes (self));
  if (sockeye_program_plan_is_tool (self))
    {
      sockeye_program_plan_add_shell_values (self, values);
      return values;
    }

  add_socket (self, values);
  if (self->length > 0)
    take (values, "MESSAGE", sockeye_program_plan_make_message (self));
  if (sockeye_protocol_is_unix (program->protocol))
    add_names (self, values);
  else
    add_places (self, values);
  add_asyncio_host (self, values);
  sockeye_program_plan_add_tls_values (self, values);
  sockeye_program_plan_add_groups (self, values);
  if (program->is_text && !sockeye_protocol_is_relay (program->protocol)
      && !g_str_equal (program->charset->id, "utf-8"))
    add (values, "DECODE", program->charset->id);
  return values;
}
