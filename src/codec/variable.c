/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "variable.h"

#include "charset-private.h"
#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHOWN_MAX 40 /* characters */

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
read_name (const char *text, gsize length, gboolean matches, SockeyeVariable *variable)
{
  static const char random[] = "random:";
  g_autofree char *name = g_strndup (text, length);
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

  /* NULL: the caller knows better what to say. */
  if (!g_str_has_prefix (name, random)
      || !g_ascii_string_to_unsigned (name + strlen (random), 10, 1, SOCKEYE_RANDOM_MAX, &number, NULL))
    return FALSE;
  variable->kind = SOCKEYE_VARIABLE_RANDOM;
  variable->number = (guint) number;
  return TRUE;
}

/* What was typed, of which an error shows the beginning: a brace that is missing may be missing for a megabyte. */
static char *
quote (const char *at, const char *end)
{
  const char *to = at;

  for (guint i = 0; i < SHOWN_MAX && to < end; i++)
    to = g_utf8_next_char (to);
  return to < end ? g_strdup_printf ("%.*s…", (int) (to - at), at) : g_strndup (at, (gsize) (end - at));
}

/* In the window nothing is sent then; of a reply the rule is wrong. */
static gboolean
set_invalid (const char *text, const char *at, const char *end, gboolean matches, GError **error)
{
  g_autofree char *shown = quote (at, end);
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

static gboolean
set_unclosed (const char *text, const char *at, const char *end, GError **error)
{
  g_autofree char *shown = quote (at, end);
  guint line, column;

  sockeye_charset_find_position (text, at, &line, &column);
  g_set_error (
      error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE,
      /* Translators: what was typed, its line, and its place in the line */
      _ ("“%s” at line %u, column %u has no closing brace. Write } behind the name of the variable; for a "
         "literal ${ write $${."),
      shown, line, column);
  return FALSE;
}

static gboolean
set_invalid_number (const char *text, const char *at, const char *end, GError **error)
{
  g_autofree char *shown = quote (at, end);
  guint line, column;

  sockeye_charset_find_position (text, at, &line, &column);
  g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE,
               /* Translators: what was typed, its line, its place in the line, and the largest number */
               _ ("“%s” at line %u, column %u does not say how many characters. Write a number from 1 to %d "
                  "behind the "
                  "colon, such as ${random:8}."),
               shown, line, column, SOCKEYE_RANDOM_MAX);
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
 * Finds the next variable. Of the dollars in front of a brace each two are one: "$${" is a literal "${", and "$$${time}"
 * a dollar and the time. Elsewhere a dollar is a dollar.
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
  const char *dollars = at;
  const char *close;

  if (at == NULL)
    {
      *start = *end = *start + strlen (*start);
      return TRUE;
    }

  while (dollars > *start && dollars[-1] == '$')
    dollars--;
  if (dollars < at)
    {
      variable->kind = SOCKEYE_VARIABLE_DOLLAR;
      variable->number = (guint) ((at + 1 - dollars) / 2);
      *start = dollars;
      *end = dollars + 2 * (gsize) variable->number;
      return TRUE;
    }

  close = at + 2 + strcspn (at + 2, "}\r\n");
  if (*close != '}')
    return set_unclosed (text, at, close, error);
  if (!read_name (at + 2, (gsize) (close - at - 2), matches, variable))
    return g_str_has_prefix (at, "${random:") ? set_invalid_number (text, at, close + 1, error)
                                              : set_invalid (text, at, close + 1, matches, error);

  *start = at;
  *end = close + 1;
  return TRUE;
}

static void
append_time (gint64 time, GString *out)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  g_string_append_printf (out, "%04d-%02d-%02d %02d:%02d:%02d.%03d", g_date_time_get_year (local),
                          g_date_time_get_month (local), g_date_time_get_day_of_month (local),
                          g_date_time_get_hour (local), g_date_time_get_minute (local),
                          g_date_time_get_second (local), (int) (time % G_USEC_PER_SEC / 1000));
}

/* GLib's generator takes a lock for each number: it is asked for the seed of another one, SplitMix64, whose upper halves
 * make the characters. */
static void
append_random (guint n, GString *out)
{
  static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  guint64 state = (guint64) g_random_int () << 32 | g_random_int ();
  gsize at = out->len;

  g_string_set_size (out, at + n);
  for (guint i = 0; i < n; i++)
    {
      guint64 mixed = state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

      mixed = (mixed ^ mixed >> 30) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
      mixed = (mixed ^ mixed >> 27) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
      mixed ^= mixed >> 31;
      out->str[at + i] = characters[(mixed >> 32) * (sizeof characters - 1) >> 32];
    }
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
      for (guint i = 0; i < variable->number; i++)
        g_string_append_c (out, '$');
      break;
    case SOCKEYE_VARIABLE_MATCH:
    default:
      g_assert_not_reached ();
    }
}
