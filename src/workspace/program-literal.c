/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include "string-literal.h"

#include <string.h>

/* Values as literals of the program's language. */

static char *
make_c (const char *bytes, gsize length)
{
  GString *literal = g_string_new (NULL);

  sockeye_string_literal_append_c (literal, (const guint8 *) bytes, length, "    ");
  return g_string_free (literal, FALSE);
}

static char *
make_python_bytes (const char *bytes, gsize length)
{
  GString *literal = g_string_new (NULL);

  sockeye_string_literal_append_python (literal, (const guint8 *) bytes, length, "    ");
  return g_string_free (literal, FALSE);
}

/* Private: a host or another text in UTF-8. */
char *
sockeye_program_plan_make_string (const SockeyeProgramPlan *self, const char *string)
{
  GString *literal;

  if (self->language != SOCKEYE_LANGUAGE_PYTHON)
    return make_c (string, strlen (string));
  literal = g_string_new (NULL);
  sockeye_string_literal_append_python_string (literal, string);
  return g_string_free (literal, FALSE);
}

/* Private: the name of a file, which may be no UTF-8. */
char *
sockeye_program_plan_make_path (const SockeyeProgramPlan *self, const char *path)
{
  if (self->language == SOCKEYE_LANGUAGE_PYTHON && !g_utf8_validate (path, -1, NULL))
    return make_python_bytes (path, strlen (path));
  return sockeye_program_plan_make_string (self, path);
}

/* Private: a Unix socket's path; an abstract name stands behind a zero byte, but alone in GIO, which writes that itself. */
char *
sockeye_program_plan_make_unix_name (const SockeyeProgramPlan *self, const SockeyeProgramPlace *place)
{
  g_autoptr (GString) name = g_string_new (place->host);

  if (place->kind != SOCKEYE_PLACE_ABSTRACT || self->language == SOCKEYE_LANGUAGE_GIO
      || place->host[0] == '\0')
    return sockeye_program_plan_make_path (self, place->host);
  g_string_prepend_len (name, "", 1);
  return self->language == SOCKEYE_LANGUAGE_PYTHON ? make_python_bytes (name->str, name->len)
                                                   : make_c (name->str, name->len);
}

/* Private: what begins behind "MESSAGE =". In C, a literal of several lines begins on the next one. */
char *
sockeye_program_plan_make_message (const SockeyeProgramPlan *self)
{
  g_autofree char *literal = NULL;

  if (self->language == SOCKEYE_LANGUAGE_PYTHON)
    return make_python_bytes ((const char *) self->message, self->length);
  literal = make_c ((const char *) self->message, self->length);
  return g_strconcat (strchr (literal, '\n') != NULL ? "\n    " : " ", literal, NULL);
}
