/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "payload-template.h"

#include <string.h>

#define VARIABLES   .variables = TRUE
#define BYTES(text) text, sizeof text - 1

static const SockeyeVariableValues values = {
  .time = G_GINT64_CONSTANT (1764128772) * G_USEC_PER_SEC,
  .counter = 7,
  .peer = "1.2.3.4:5",
  .local = "[::1]:6",
};

static SockeyePayloadTemplate *
read_text (const SockeyeSendPlan *plan, const char *charset, const char *text)
{
  g_autoptr (GError) error = NULL;
  SockeyePayloadTemplate *message = sockeye_payload_template_new (plan, sockeye_charset_find (charset), text,
                                                                  FALSE, &error);

  g_assert_no_error (error);
  return message;
}

static void
assert_makes (SockeyePayloadTemplate *message,
              const SockeyeVariableValues *with,
              const char *bytes,
              gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = sockeye_payload_template_make (message, with, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), bytes, length);
}

static const struct
{
  SockeyeSendPlan plan;
  const char *charset;
  const char *text;
  const char *bytes;
  gsize length;
  gboolean varies;
} cases[] = {
  { { VARIABLES }, "utf-8", "", BYTES (""), FALSE },
  { { VARIABLES }, "utf-8", "plain", BYTES ("plain"), FALSE },
  { { VARIABLES }, "utf-8", "${counter}", BYTES ("7"), TRUE },
  { { VARIABLES }, "utf-8", "${peer}|${local}|${unix}", BYTES ("1.2.3.4:5|[::1]:6|1764128772"), TRUE },
  { { VARIABLES }, "utf-8", "$${counter}", BYTES ("${counter}"), FALSE },
  { { VARIABLES }, "utf-8", "a$${counter}${counter}z", BYTES ("a${counter}7z"), TRUE },
  { { VARIABLES }, "utf-8", "$$${counter}", BYTES ("$7"), TRUE },
  { { VARIABLES }, "utf-8", "$$$", BYTES ("$$$"), FALSE },
  /* Not asked for: everything stays as it is. */
  { { .line_end = SOCKEYE_LINE_END_LF },
    "utf-8",
    "${counter} $${ ${x}",
    BYTES ("${counter} $${ ${x}"),
    FALSE },
  { { VARIABLES, .form = SOCKEYE_SEND_AS_HEX }, "utf-8", "24 7B 78", BYTES ("${x"), FALSE },
  /* In every encoding, with what goes around them. */
  { { VARIABLES, .line_end = SOCKEYE_LINE_END_CRLF },
    "utf-16le",
    "好${counter}\n",
    BYTES ("\x7d\x59\x37\0\x0d\0\x0a\0"),
    TRUE },
  { { VARIABLES, .append_line_end = TRUE, .line_end = SOCKEYE_LINE_END_CR },
    "utf-16be",
    "${counter}😀",
    BYTES ("\0\x37\xd8\x3d\xde\0\0\x0d"),
    TRUE },
  { { VARIABLES }, "gbk", "好${counter}好", BYTES ("\xba\xc3\x37\xba\xc3"), TRUE },
  { { VARIABLES, .line_end = SOCKEYE_LINE_END_CRLF },
    "utf-8",
    "a\r${counter}\nb\r\n",
    BYTES ("a\r\n7\r\nb\r\n"),
    TRUE },
  { { VARIABLES, .escapes = TRUE, .line_end = SOCKEYE_LINE_END_CRLF },
    "gbk",
    "\\x02${counter}\\u597d\\\\\n\\n${counter}\\0",
    BYTES ("\x02\x37\xba\xc3\\\r\n\n\x37\0"),
    TRUE },
  /* An escape makes no variable. */
  { { VARIABLES, .escapes = TRUE }, "utf-8", "\\x24{counter}\\u0024{x}", BYTES ("${counter}${x}"), FALSE },
  { { VARIABLES, .escapes = TRUE }, "utf-8", "\\\\${counter}", BYTES ("\\7"), TRUE },
  /* The checksum is of what the variables stand for. */
  { { VARIABLES, .checksum = SOCKEYE_CHECKSUM_XOR_8, .suffix = "\r\n", .suffix_length = 2,
      .append_line_end = TRUE },
    "utf-8",
    "A${counter}",
    BYTES ("A7\x76\r\n\n"),
    TRUE },
  { { VARIABLES, .checksum = SOCKEYE_CHECKSUM_SUM_8, .checksum_start = 1, .checksum_length = 1 },
    "utf-8",
    "A${counter}B",
    BYTES ("A7B7"),
    TRUE },
  { { VARIABLES, .escapes = TRUE, .checksum = SOCKEYE_CHECKSUM_CRC_16_MODBUS,
      .checksum_little_endian = TRUE },
    "utf-16le",
    "$${${counter}\\xff",
    BYTES ("$\0{\0\x37\0\xff\x6a\x86"),
    TRUE },
};

static void
test_make (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SockeyePayloadTemplate)
          message = read_text (&cases[i].plan, cases[i].charset, cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_true (sockeye_payload_template_has_variables (message) == cases[i].varies);
      assert_makes (message, &values, cases[i].bytes, cases[i].length);
      assert_makes (message, &values, cases[i].bytes, cases[i].length);
    }
}

/* In each encoding the same as the text with the values typed in. */
static void
test_charsets (void)
{
  static const struct
  {
    const char *id;
    const char *character;
  } own[] = {
    { "utf-8", "😀" },    { "gbk", "你" },   { "gb18030", "😀" }, { "big5", "你" },      { "utf-16le", "😀" },
    { "utf-16be", "😀" }, { "cp932", "日" }, { "euc-kr", "한" }, { "iso-8859-1", "é" },
  };
  const SockeyeSendPlan plan = { VARIABLES, .line_end = SOCKEYE_LINE_END_CRLF,
                                 .checksum = SOCKEYE_CHECKSUM_CRC_32 };
  guint n_charsets;

  sockeye_charset_list (&n_charsets);
  g_assert_cmpuint (n_charsets, ==, G_N_ELEMENTS (own));
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    {
      const char *c = own[i].character;
      g_autofree char *text = g_strdup_printf ("%s${peer}%s\n$${${local}${unix}%s", c, c, c);
      g_autofree char *typed = g_strdup_printf ("%s1.2.3.4:5%s\n${[::1]:61764128772%s", c, c, c);
      g_autoptr (SockeyePayloadTemplate) message = read_text (&plan, own[i].id, text);
      g_autoptr (GBytes)
          same = sockeye_send_plan_build (&plan, sockeye_charset_find (own[i].id), typed, NULL);

      assert_makes (message, &values, g_bytes_get_data (same, NULL), g_bytes_get_size (same));
    }
}

static void
test_errors (void)
{
  static const struct
  {
    SockeyeSendPlan plan;
    const char *charset;
    const char *text;
    SockeyeError code;
    const char *place;
  } bad[] = {
    { { VARIABLES }, "utf-8", "${x}", SOCKEYE_ERROR_INVALID_VARIABLE, "line 1, column 1 " },
    { { VARIABLES }, "utf-8", "${unix}\n${unix}${x}", SOCKEYE_ERROR_INVALID_VARIABLE, "line 2, column 8 " },
    { { VARIABLES, .escapes = TRUE },
      "utf-8",
      "${unix}\r\n${unix}\\q",
      SOCKEYE_ERROR_INVALID_ESCAPE,
      "“\\q” at line 2, column 8 " },
    { { VARIABLES, .escapes = TRUE },
      "utf-8",
      "a\\${unix}",
      SOCKEYE_ERROR_INVALID_ESCAPE,
      "“\\$” at line 1, column 2 " },
    { { VARIABLES, .escapes = TRUE },
      "utf-8",
      "\\x4${unix}",
      SOCKEYE_ERROR_INVALID_ESCAPE,
      "“\\x4$” at line 1" },
    { { VARIABLES, .escapes = TRUE }, "utf-8", "\\x4$${", SOCKEYE_ERROR_INVALID_ESCAPE, "“\\x4$” at line 1" },
    { { VARIABLES, .escapes = TRUE },
      "gbk",
      "${unix}\n\\ud83d${unix}\\ude00",
      SOCKEYE_ERROR_INVALID_ESCAPE,
      "line 2" },
    { { VARIABLES }, "gbk", "${unix}\n${unix}😀", SOCKEYE_ERROR_UNENCODABLE, "line 2 character 8" },
    { { VARIABLES, .escapes = TRUE },
      "gbk",
      "${unix}\\n\\ud83d\\ude00",
      SOCKEYE_ERROR_UNENCODABLE,
      "line 1 character 10" },
    { { VARIABLES, .checksum = SOCKEYE_CHECKSUM_CRC_8, .checksum_start = 5 },
      "utf-8",
      "$${",
      SOCKEYE_ERROR_INVALID_RANGE,
      "2 bytes" },
    { { VARIABLES, .form = SOCKEYE_SEND_AS_HEX }, "utf-8", "${unix}", SOCKEYE_ERROR_INVALID_HEX, "column 3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sockeye_payload_template_new (&bad[i].plan, sockeye_charset_find (bad[i].charset),
                                                   bad[i].text, FALSE, &error));
      g_assert_error (error, SOCKEYE_ERROR, (gint) bad[i].code);
      if (strstr (error->message, bad[i].place) == NULL)
        g_error ("%s: %s", bad[i].text, error->message);
    }
}

/* How long a payload is, and so whether it has the bytes of its checksum, is known only when it is made. */
static void
test_range (void)
{
  const SockeyeSendPlan plan = { VARIABLES, .checksum = SOCKEYE_CHECKSUM_CRC_8, .checksum_length = 2 };
  g_autoptr (SockeyePayloadTemplate) message = read_text (&plan, "utf-8", "${counter}");
  SockeyeVariableValues with = values;
  g_autoptr (GError) error = NULL;

  g_assert_null (sockeye_payload_template_make (message, &with, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_RANGE);
  with.counter = 10;
  assert_makes (message, &with, "10\x7c", 3);
}

static void
test_matches (void)
{
  static const char whole[] = "\xff\0whole";
  const SockeyeSendPlan plan = { VARIABLES, .escapes = TRUE };
  g_autoptr (GBytes) zero = g_bytes_new_static (whole, sizeof whole - 1);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) last = g_bytes_new_static ("${unix}", 7);
  GBytes *groups[] = { zero, empty, NULL, last };
  SockeyeVariableValues with = values;
  g_autoptr (SockeyePayloadTemplate) message = NULL;
  g_autoptr (GError) error = NULL;

  message = sockeye_payload_template_new (&plan, sockeye_charset_find ("utf-16be"),
                                          "${0}|${1}|${2}|${3}|${9}$${0}\\n", TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (sockeye_payload_template_has_variables (message));
  with.matches = groups;
  with.n_matches = G_N_ELEMENTS (groups);
  /* As they are: bytes of the message, in which nothing is looked for. */
  assert_makes (message, &with, BYTES ("\xff\0whole\0|\0|\0|${unix}\0|\0$\0{\0000\0}\0\n"));
  assert_makes (message, &values, BYTES ("\0|\0|\0|\0|\0$\0{\0000\0}\0\n"));

  g_assert_null (sockeye_payload_template_new (&plan, sockeye_charset_find ("utf-8"), "${0}", FALSE, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_VARIABLE);
}

static void
assert_too_large (const char *text, const char *why)
{
  const SockeyeSendPlan plan = { VARIABLES };
  g_autoptr (GError) error = NULL;

  g_assert_null (sockeye_payload_template_new (&plan, sockeye_charset_find ("utf-8"), text, FALSE, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, why));
}

static char *
repeat (const char *text, guint n)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (out, text);
  return g_string_free (out, FALSE);
}

static void
test_limits (void)
{
  const SockeyeSendPlan plan = { VARIABLES };
  g_autofree char *most = repeat ("${counter}", SOCKEYE_TEMPLATE_VARIABLES_MAX);
  g_autofree char *more = repeat ("${counter}", SOCKEYE_TEMPLATE_VARIABLES_MAX + 1);
  g_autofree char *most_random = repeat ("${random:65536}", SOCKEYE_TEMPLATE_RANDOM_MAX / 65536);
  g_autofree char *more_random = g_strconcat (most_random, "${random:1}", NULL);
  g_autofree char *sevens = g_strnfill (SOCKEYE_TEMPLATE_VARIABLES_MAX, '7');
  g_autoptr (SockeyePayloadTemplate) message = read_text (&plan, "utf-8", most);
  g_autoptr (SockeyePayloadTemplate) random = read_text (&plan, "utf-8", most_random);
  g_autoptr (GBytes) payload = sockeye_payload_template_make (random, &values, NULL);

  assert_makes (message, &values, sevens, SOCKEYE_TEMPLATE_VARIABLES_MAX);
  g_assert_cmpuint (g_bytes_get_size (payload), ==, SOCKEYE_TEMPLATE_RANDOM_MAX);
  assert_too_large (more, "variables");
  assert_too_large (more_random, "random characters");
}

static void
test_long_match (void)
{
  const SockeyeSendPlan plan = { VARIABLES };
  g_autofree char *bytes = g_malloc0 (40 << 20);
  g_autoptr (GBytes) match = g_bytes_new_static (bytes, 40 << 20);
  GBytes *groups[] = { match };
  const SockeyeVariableValues with = { .matches = groups, .n_matches = 1 };
  const SockeyeCharset *utf8 = sockeye_charset_find ("utf-8");
  g_autoptr (SockeyePayloadTemplate) once = sockeye_payload_template_new (&plan, utf8, "${0}", TRUE, NULL);
  g_autoptr (SockeyePayloadTemplate)
      twice = sockeye_payload_template_new (&plan, utf8, "${0}${0}", TRUE, NULL);
  g_autoptr (GError) error = NULL;

  assert_makes (once, &with, bytes, 40 << 20);
  g_assert_null (sockeye_payload_template_make (twice, &with, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_TOO_LARGE);
}

static void
test_kinds (void)
{
  const SockeyeSendPlan plan = { VARIABLES };
  g_autoptr (SockeyePayloadTemplate) peer = read_text (&plan, "utf-8", "a${peer}");
  g_autoptr (SockeyePayloadTemplate) local = read_text (&plan, "utf-8", "${local}$${counter}");
  g_autoptr (SockeyePayloadTemplate) counter = read_text (&plan, "utf-8", "${counter}$${peer}");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("${counter}${peer}\xff", 18);
  g_autoptr (SockeyePayloadTemplate) constant = sockeye_payload_template_new_for_bytes (bytes);

  g_assert_true (sockeye_payload_template_names_ends (peer));
  g_assert_true (sockeye_payload_template_names_ends (local));
  g_assert_false (sockeye_payload_template_names_ends (counter));
  g_assert_true (sockeye_payload_template_counts (counter));
  g_assert_false (sockeye_payload_template_counts (local));
  g_assert_false (sockeye_payload_template_counts (constant));
  g_assert_false (sockeye_payload_template_names_ends (constant));
  g_assert_false (sockeye_payload_template_has_variables (constant));
  assert_makes (constant, &values, "${counter}${peer}\xff", 18);
}

static gpointer
make_many (gpointer data)
{
  SockeyePayloadTemplate *message = data;

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *number = g_strdup_printf ("好 %u", i);
      g_autoptr (SockeyePayloadTemplate) mine = sockeye_payload_template_ref (message);
      const SockeyeVariableValues with = { .counter = i };

      assert_makes (mine, &with, number, strlen (number));
    }
  return NULL;
}

static void
test_threads (void)
{
  const SockeyeSendPlan plan = { VARIABLES };
  g_autoptr (SockeyePayloadTemplate) message = read_text (&plan, "utf-8", "好 ${counter}");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("maker", make_many, message);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/payload-template/make", test_make);
  g_test_add_func ("/payload-template/charsets", test_charsets);
  g_test_add_func ("/payload-template/errors", test_errors);
  g_test_add_func ("/payload-template/range", test_range);
  g_test_add_func ("/payload-template/matches", test_matches);
  g_test_add_func ("/payload-template/limits", test_limits);
  g_test_add_func ("/payload-template/long-match", test_long_match);
  g_test_add_func ("/payload-template/kinds", test_kinds);
  g_test_add_func ("/payload-template/threads", test_threads);
  return g_test_run ();
}
