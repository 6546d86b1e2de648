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

static char *
make_word (const char *word)
{
  GString *text = g_string_new (NULL);

  sockeye_string_literal_append_shell (text, word);
  return g_string_free (text, FALSE);
}

static char *
make_bash_path (const SockeyeProgramPlan *self)
{
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);
  g_autofree char *path = g_strdup_printf ("/dev/%s/%s/%u", datagrams ? "udp" : "tcp", self->remote.host,
                                           self->remote.port);

  return make_word (path);
}

static void
take (GHashTable *values, const char *name, char *value)
{
  g_hash_table_insert (values, g_strdup (name), value);
}

static void
add_ncat (const SockeyeProgramPlan *self, GHashTable *values)
{
  take (values, "COMMAND", sockeye_program_plan_make_ncat (self));
  take (values, "LEAVES", g_strdup (""));
  if (sockeye_protocol_is_datagram (self->program->protocol))
    take (values, "HOLD", g_strdup (""));
  if (self->local.kind == SOCKEYE_PLACE_PATH)
    take (values, "FILE", make_word (self->local.host));
}

/* Where socat binds to a path and nothing more, it removes that file even if it is not its own. */
static void
add_socat (const SockeyeProgramPlan *self, GHashTable *values)
{
  take (values, "COMMAND", sockeye_program_plan_make_socat (self));
  if (self->local.kind == SOCKEYE_PLACE_PATH && self->remote.kind != SOCKEYE_PLACE_NONE)
    take (values, "FILE", make_word (self->local.host));
}

/* Private: what stands for the names in the template of a shell's line. */
void
sockeye_program_plan_add_shell_values (const SockeyeProgramPlan *self, GHashTable *values)
{
  if (self->length > 0)
    take (values, "MESSAGE", make_printf (self));

  if (self->language == SOCKEYE_LANGUAGE_BASH)
    take (values, "PATH", make_bash_path (self));
  else if (self->language == SOCKEYE_LANGUAGE_NCAT)
    add_ncat (self, values);
  else
    add_socat (self, values);
}
