/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "variable.h"

#include <string.h>

static const SockeyeVariableValues values = {
  .time = G_GINT64_CONSTANT (1764128772) * G_USEC_PER_SEC + 45678, /* 2025-11-26 03:46:12.045678 UTC */
  .counter = G_MAXUINT64,
  .peer = "127.0.0.1:9",
  .local = "[::1]:10",
};

/* Everything that stands in @text, with variables in angle brackets. */
static char *
expand (const char *text, gboolean matches, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *rest = text;

  while (*rest != '\0')
    {
      const char *start = rest;
      const char *end;
      SockeyeVariable variable;

      if (!sockeye_variable_find (text, matches, &start, &end, &variable, error))
        return NULL;
      g_string_append_len (out, rest, start - rest);
      if (start < end && variable.kind == SOCKEYE_VARIABLE_MATCH)
        g_string_append_printf (out, "<%u>", variable.number);
      else if (start < end && variable.kind != SOCKEYE_VARIABLE_DOLLAR)
        {
          g_string_append_c (out, '<');
          sockeye_variable_append (&variable, &values, out);
          g_string_append_c (out, '>');
        }
      else if (start < end)
        sockeye_variable_append (&variable, &values, out);
      g_assert_true (end > rest);
      rest = end;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_find (void)
{
  static const struct
  {
    const char *text;
    const char *expanded;
  } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "$ {time} $time $$ {} }", "$ {time} $time $$ {} }" },
    { "${unix}", "<1764128772>" },
    { "a${unix}b${unix}", "a<1764128772>b<1764128772>" },
    { "${unix}${counter}", "<1764128772><18446744073709551615>" },
    { "${peer}\n你${local}", "<127.0.0.1:9>\n你<[::1]:10>" },
    { "{${unix}}", "{<1764128772>}" },
    /* Two dollars in front of a brace are one, and only there. */
    { "$${", "${" },
    { "$${unix}", "${unix}" },
    { "$$${unix}", "$<1764128772>" },
    { "$$$${unix}", "$${unix}" },
    { "$$$$${unix}", "$$<1764128772>" },
    { "$$ $${$$", "$$ ${$$" },
    { "$${$${unix}", "${${unix}" },
    { "$${unix}${unix}", "${unix}<1764128772>" },
    { "${unix}$${unix}", "<1764128772>${unix}" },
    { "${unix}$$${unix}", "<1764128772>$<1764128772>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *expanded = expand (cases[i].text, FALSE, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (expanded, ==, cases[i].expanded);
    }
}

static void
test_matches (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expanded = expand ("${0}${9} ${unix} $${1}", TRUE, &error);
  g_autofree char *wrong = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (expanded, ==, "<0><9> <1764128772> ${1}");

  wrong = expand ("${0}", FALSE, &error);
  g_assert_null (wrong);
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE);
  g_clear_error (&error);

  wrong = expand ("${10}", TRUE, &error);
  g_assert_null (wrong);
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE);
  g_assert_nonnull (strstr (error->message, "${0} to ${9}"));
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    const char *message; /* its beginning */
  } cases[] = {
    { "${", "“${” at line 1, column 1 has no closing brace" },
    { "${time", "“${time” at line 1, column 1 has no closing brace" },
    { "${time\n}", "“${time” at line 1, column 1 has no closing brace" },
    { "${time\r}", "“${time” at line 1, column 1 has no closing brace" },
    { "${}", "“${}” at line 1, column 1 is no variable. There are ${time}" },
    { "${Time}", "“${Time}” at line 1" },
    { "${ time}", "“${ time}” at line 1" },
    { "${time }", "“${time }” at line 1" },
    { "${random}", "“${random}” at line 1, column 1 is no variable" },
    { "${random:}", "“${random:}” at line 1, column 1 does not say how many characters" },
    { "${random:0}", "“${random:0}” at line 1, column 1 does not say how many" },
    { "${random:-1}", "“${random:-1}” at line 1, column 1 does not say how many" },
    { "${random:8x}", "“${random:8x}” at line 1, column 1 does not say how many" },
    { "${random:65537}", "“${random:65537}” at line 1, column 1 does not say how many characters. Write a "
                         "number from 1 to 65536" },
    { "${random:99999999999999999999}", "“${random:99999999999999999999}” at" },
    { "${unix}\n你好${你}", "“${你}” at line 2, column 3 is" },
    { "一\r\n\r二${unix}${x}", "“${x}” at line 3, column 9 is" },
    { "$${${x}", "“${x}” at line 1, column 4 is" },
    { "$$${x}", "“${x}” at line 1, column 3 is" },
    { "${a${unix}", "“${a${unix}” at line 1, column 1 is" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint matches = 0; matches < 2; matches++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *expanded = expand (cases[i].text, matches == 1, &error);

        g_assert_null (expanded);
        g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE);
        if (!g_str_has_prefix (error->message, cases[i].message))
          g_error ("%s: %s", cases[i].text, error->message);
      }
}

/* A brace that is missing may be missing for a megabyte, and be looked for behind a megabyte of dollars. */
static void
test_long (void)
{
  g_autofree char *dollars = g_strnfill (4 << 20, '$');
  g_autofree char *literal = g_strconcat (dollars, "${unix}", NULL);
  g_autofree char *expanded = expand (literal, FALSE, NULL);
  g_autoptr (GString) open = g_string_new ("${");
  g_autoptr (GError) error = NULL;
  g_autofree char *wrong = NULL;

  g_assert_cmpuint (strlen (expanded), ==, (2 << 20) + strlen ("<1764128772>"));
  g_assert_true (g_str_has_suffix (expanded, "$$<1764128772>"));

  for (guint i = 0; i < 1 << 18; i++)
    g_string_append (open, "你好");
  wrong = expand (open->str, FALSE, &error);
  g_assert_null (wrong);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), <, 400);
  g_assert_nonnull (strstr (error->message, "好…”"));
}

static void
test_time (void)
{
  g_autofree char *before = g_strdup (g_getenv ("TZ"));
  g_autofree char *utc = NULL;
  g_autofree char *shanghai = NULL;

  g_setenv ("TZ", "UTC", TRUE);
  utc = expand ("${time}", FALSE, NULL);
  g_assert_cmpstr (utc, ==, "<2025-11-26 03:46:12.045>");
  g_setenv ("TZ", "CST-8", TRUE);
  shanghai = expand ("${time}", FALSE, NULL);
  g_assert_cmpstr (shanghai, ==, "<2025-11-26 11:46:12.045>");
  if (before != NULL)
    g_setenv ("TZ", before, TRUE);
  else
    g_unsetenv ("TZ");
}

static void
test_random (void)
{
  g_autofree char *first = expand ("${random:65536}", FALSE, NULL);
  g_autofree char *second = expand ("${random:65536}", FALSE, NULL);
  g_autofree char *one = expand ("${random:1}", FALSE, NULL);
  guint seen[256] = { 0 };
  guint n_kinds = 0;

  g_assert_cmpuint (strlen (first), ==, 65536 + 2);
  g_assert_cmpuint (strlen (one), ==, 1 + 2);
  g_assert_cmpstr (first, !=, second);
  for (guint i = 1; i <= 65536; i++)
    {
      g_assert_true (g_ascii_isalnum (first[i]));
      seen[(guint8) first[i]]++;
    }
  /* Each of the 62 some thousand times: less than half, or twice as often, is not random. */
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    if (seen[i] > 0)
      {
        n_kinds++;
        g_assert_cmpuint (seen[i], >, 65536 / 62 / 2);
        g_assert_cmpuint (seen[i], <, 65536 / 62 * 2);
      }
  g_assert_cmpuint (n_kinds, ==, 62);
}

static void
test_uuid (void)
{
  g_autofree char *first = expand ("${uuid}", FALSE, NULL);
  g_autofree char *second = expand ("${uuid}", FALSE, NULL);

  g_assert_true (g_regex_match_simple (
      "^<[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>$", first, 0, 0));
  g_assert_cmpstr (first, !=, second);
}

/* An end that nobody knows is nothing. */
static void
test_unknown_ends (void)
{
  const SockeyeVariableValues unknown = { 0 };
  const SockeyeVariable peer = { .kind = SOCKEYE_VARIABLE_PEER };
  const SockeyeVariable local = { .kind = SOCKEYE_VARIABLE_LOCAL };
  g_autoptr (GString) out = g_string_new ("x");

  sockeye_variable_append (&peer, &unknown, out);
  sockeye_variable_append (&local, &unknown, out);
  g_assert_cmpstr (out->str, ==, "x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/variable/find", test_find);
  g_test_add_func ("/variable/matches", test_matches);
  g_test_add_func ("/variable/errors", test_errors);
  g_test_add_func ("/variable/long", test_long);
  g_test_add_func ("/variable/time", test_time);
  g_test_add_func ("/variable/random", test_random);
  g_test_add_func ("/variable/uuid", test_uuid);
  g_test_add_func ("/variable/unknown-ends", test_unknown_ends);
  return g_test_run ();
}
