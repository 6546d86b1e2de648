/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "variable.h"

#include "charset-private.h"
#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name;
  SockeyeVariableKind kind;
} names[] = {
  { "time", SOCKEYE_VARIABLE_TIME },       { "unix", SOCKEYE_VARIABLE_UNIX },
  { "counter", SOCKEYE_VARIABLE_COUNTER }, { "uuid", SOCKEYE_VARIABLE_UUID },
  { "peer", SOCKEYE_VARIABLE_PEER },       { "local", SOCKEYE_VARIABLE_LOCAL },
};

static gboolean
read_name (const char *name, gboolean matches, SockeyeVariable *variable)
{
  static const char random[] = "random:";
  guint64 number;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i].name))
      {
        variable->kind = names[i].kind;
        return TRUE;
      }

  if (matches && g_ascii_isdigit (name[0]) && name[1] == '\0')
    {
      variable->kind = SOCKEYE_VARIABLE_MATCH;
      variable->number = (guint) (name[0] - '0');
      return TRUE;
    }

  if (!g_str_has_prefix (name, random)
      || !g_ascii_string_to_unsigned (name + strlen (random), 10, 1, SOCKEYE_RANDOM_MAX, &number, NULL))
    return FALSE;
  variable->kind = SOCKEYE_VARIABLE_RANDOM;
  variable->number = (guint) number;
  return TRUE;
}

static gboolean
set_invalid (const char *text, const char *at, const char *end, gboolean matches, GError **error)
{
  g_autofree char *shown = g_strndup (at, (gsize) (end - at));
  guint line, column;

  sockeye_charset_find_position (text, at, &line, &column);
  if (matches)
    g_set_error (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE,
        /* Translators: what was typed, its line, and its place in the line; the names stay */
        _ ("“%s” at line %u, column %u is no variable. There are ${time}, ${unix}, ${counter}, ${random:8}, "
           "${uuid}, ${peer}, ${local}, and ${0} to ${9} for what was matched; for a literal ${ write $${."),
        shown, line, column);
  else
    g_set_error (
        error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE,
        /* Translators: what was typed, its line, and its place in the line; the names stay */
        _ ("“%s” at line %u, column %u is no variable. There are ${time}, ${unix}, ${counter}, ${random:8}, "
           "${uuid}, ${peer} and ${local}; for a literal ${ write $${. Nothing was sent."),
        shown, line, column);
  return FALSE;
}

/**
 * sockeye_variable_find:
 * @text: the whole text
 * @matches: whether ${0} to ${9} are variables
 * @start: (inout): where to look from; then where the variable begins, or the end of @text when there is none
 * @end: (out): behind the variable
 * @variable: (out caller-allocates): which one; not set when there is none
 * @error: %SOCKEYE_ERROR_INVALID_VARIABLE: "${" with something else behind it, and its place in @text
 *
 * Finds the next variable, or "$${", which stands for a literal "${".
 *
 * Returns: %FALSE for an error
 */
gboolean
sockeye_variable_find (const char *text,
                       gboolean matches,
                       const char **start,
                       const char **end,
                       SockeyeVariable *variable,
                       GError **error)
{
  const char *at = strstr (*start, "${");
  const char *close;
  g_autofree char *name = NULL;

  if (at == NULL)
    {
      *start = *end = *start + strlen (*start);
      return TRUE;
    }

  if (at > *start && at[-1] == '$')
    {
      *start = at - 1;
      *end = at + 2;
      variable->kind = SOCKEYE_VARIABLE_DOLLAR;
      return TRUE;
    }

  close = at + 2 + strcspn (at + 2, "}\r\n");
  if (*close != '}')
    return set_invalid (text, at, close, matches, error);
  name = g_strndup (at + 2, (gsize) (close - at - 2));
  if (!read_name (name, matches, variable))
    return set_invalid (text, at, close + 1, matches, error);

  *start = at;
  *end = close + 1;
  return TRUE;
}

static void
append_time (gint64 time, GString *out)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *text = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");

  g_string_append_printf (out, "%s.%03d", text, (int) (time % G_USEC_PER_SEC / 1000));
}

static void
append_random (guint n, GString *out)
{
  static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  for (guint i = 0; i < n; i++)
    g_string_append_c (out, characters[g_random_int_range (0, sizeof characters - 1)]);
}

/**
 * sockeye_variable_append:
 * @variable: not %SOCKEYE_VARIABLE_MATCH, which is bytes
 * @values: what it stands for now
 * @out: gets its text, which is UTF-8 (but for the names of interfaces, ASCII)
 */
void
sockeye_variable_append (const SockeyeVariable *variable, const SockeyeVariableValues *values, GString *out)
{
  g_autofree char *uuid = NULL;

  switch (variable->kind)
    {
    case SOCKEYE_VARIABLE_TIME:
      append_time (values->time, out);
      break;
    case SOCKEYE_VARIABLE_UNIX:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, values->time / G_USEC_PER_SEC);
      break;
    case SOCKEYE_VARIABLE_COUNTER:
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, values->counter);
      break;
    case SOCKEYE_VARIABLE_RANDOM:
      append_random (variable->number, out);
      break;
    case SOCKEYE_VARIABLE_UUID:
      uuid = g_uuid_string_random ();
      g_string_append (out, uuid);
      break;
    case SOCKEYE_VARIABLE_PEER:
      g_string_append (out, values->peer != NULL ? values->peer : "");
      break;
    case SOCKEYE_VARIABLE_LOCAL:
      g_string_append (out, values->local != NULL ? values->local : "");
      break;
    case SOCKEYE_VARIABLE_DOLLAR:
      g_string_append (out, "${");
      break;
    case SOCKEYE_VARIABLE_MATCH:
    default:
      g_assert_not_reached ();
    }
}
