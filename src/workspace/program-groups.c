/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

/* The multicast groups that a program joins. */

static char *
make_literal_or (const SockeyeProgramPlan *self, const char *string, const char *none)
{
  return string[0] != '\0' ? sockeye_program_plan_make_string (self, string) : g_strdup (none);
}

/* A call of the template's function. */
static void
append_join (const SockeyeProgramPlan *self, GString *text, const SockeyeGroup *group)
{
  char address[SOCKEYE_ENDPOINT_TEXT_MAX], source[SOCKEYE_ENDPOINT_TEXT_MAX] = "";
  const char *none = self->language == SOCKEYE_LANGUAGE_PYTHON ? "None" : "NULL";
  g_autofree char *group_literal = NULL, *interface = NULL, *source_literal = NULL;

  sockeye_endpoint_format_host (&group->group, address, sizeof address);
  if (sockeye_endpoint_is_set (&group->source))
    sockeye_endpoint_format_host (&group->source, source, sizeof source);
  group_literal = make_literal_or (self, address, none);
  interface = make_literal_or (self, group->interface, none);
  source_literal = make_literal_or (self, source, none);

  if (self->language == SOCKEYE_LANGUAGE_PYTHON)
    g_string_append_printf (text, "join(sock, %s, %s)", group_literal, interface);
  else if (self->language == SOCKEYE_LANGUAGE_POSIX)
    g_string_append_printf (text, "join(fd, %s, %s, %s);", group_literal, interface, source_literal);
  else
    g_string_append_printf (text, "if (!join(sock, %s, %s, %s, error))\n    return FALSE;", group_literal,
                            interface, source_literal);
}

/* Private: what stands for them in the template of a language. */
void
sockeye_program_plan_add_groups (const SockeyeProgramPlan *self, GHashTable *values)
{
  GString *text;

  if (self->n_groups == 0)
    return;
  text = g_string_new (NULL);
  for (guint i = 0; i < self->n_groups; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      append_join (self, text, sockeye_wishes_get_group (self->program->wishes, i));
    }
  g_hash_table_insert (values, g_strdup ("GROUPS"), g_string_free (text, FALSE));
}

/* Private: the same as options of an address of socat. Without an interface, the system chooses one. */
void
sockeye_program_plan_append_socat_groups (const SockeyeProgramPlan *self, GString *address)
{
  for (guint i = 0; i < self->n_groups; i++)
    {
      const SockeyeGroup *group = sockeye_wishes_get_group (self->program->wishes, i);
      gboolean ipv6 = sockeye_endpoint_get_family (&group->group) == AF_INET6;
      const char *any = ipv6 ? "0" : "0.0.0.0";
      char text[SOCKEYE_ENDPOINT_TEXT_MAX];

      sockeye_endpoint_format_host (&group->group, text, sizeof text);
      g_string_append_printf (address, ipv6 ? ",ipv6-join-group=[%s]:%s" : ",ip-add-membership=%s:%s", text,
                              group->interface[0] != '\0' ? group->interface : any);
    }
}
