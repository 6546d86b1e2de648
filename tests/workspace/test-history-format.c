/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "history-format.h"

#include <string.h>

#define TIME (G_GINT64_CONSTANT (1770818585) * G_USEC_PER_SEC + 123456)

static GPtrArray *
new_entries (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

/* Through the file and back: nothing of an item may be different. */
static void
assert_survives (SockeyeHistoryItem *item)
{
  g_autoptr (GPtrArray) entries = new_entries ();
  g_autoptr (GPtrArray) read = new_entries ();
  g_autofree char *text = NULL;
  SockeyeHistoryItem *other;

  g_ptr_array_add (entries, g_object_ref (item));
  text = sockeye_history_format (entries);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (sockeye_history_parse (text, strlen (text), read), ==, 0);
  g_assert_cmpuint (read->len, ==, 1);

  other = g_ptr_array_index (read, 0);
  g_assert_cmpstr (sockeye_history_item_get_text (other), ==, sockeye_history_item_get_text (item));
  g_assert_true (sockeye_history_item_equal (other, item));
  g_assert_cmpint (sockeye_history_item_get_time (other), ==, sockeye_history_item_get_time (item));
  g_assert_cmpuint (sockeye_history_item_get_times (other), ==, sockeye_history_item_get_times (item));
  g_assert_cmpuint (sockeye_history_item_get_size (other), ==, sockeye_history_item_get_size (item));
}

static const char *const texts[] = {
  "",
  " ",
  "  leading and trailing \t",
  "\v\f\b\a\x1b[31m",
  "line\nline\r\nline\r",
  "'single' \"double\" \\ \\n $(date) ${time} <'x'> {} # no comment",
  "# End\n# Sockeye history 1\n",
  "你好，世界 😀 🇨🇳 e\u0301\u0301 \u202e\u2066\u200b\ufeff\u2028\xc2\x85",
};

static void
test_texts (void)
{
  const SockeyeSendPlan plan = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (SockeyeHistoryItem)
          item = sockeye_history_item_new (texts[i], &plan, sockeye_charset_find ("utf-8"), TIME);

      assert_survives (item);
    }
}

static void
test_every_character (void)
{
  const SockeyeSendPlan plan = { .escapes = TRUE };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gunichar c = 1; c <= 0x10FFFF; c++)
    {
      if (g_unichar_validate (c))
        g_string_append_unichar (text, c);
      if (text->len > SOCKEYE_HISTORY_TEXT_MAX - 8 || c == 0x10FFFF)
        {
          g_autoptr (SockeyeHistoryItem)
              item = sockeye_history_item_new (text->str, &plan, sockeye_charset_find ("gb18030"), TIME);

          assert_survives (item);
          g_string_truncate (text, 0);
        }
      /* Of the planes above the second, the beginning and the end. */
      if (c > 0x20000 && (c & 0xFFFF) == 0x100)
        c += 0xFE00;
    }
}

static const SockeyeSendPlan plans[] = {
  { .line_end = SOCKEYE_LINE_END_CR, .append_line_end = TRUE, .escapes = TRUE, .variables = TRUE },
  { .form = SOCKEYE_SEND_AS_HEX, .line_end = SOCKEYE_LINE_END_CRLF, .append_line_end = TRUE },
  { .checksum = SOCKEYE_CHECKSUM_CRC_16_MODBUS,
    .checksum_little_endian = TRUE,
    .checksum_start = 3,
    .checksum_length = G_MAXUINT32 },
  { .suffix = { 0x0d, 0x00, 0xff }, .suffix_length = 3 },
  { .suffix = { 1 }, .suffix_length = SOCKEYE_SUFFIX_MAX },
};

static void
test_plans (void)
{
  guint n_charsets;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n_charsets);

  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    for (guint j = 0; j < n_charsets; j++)
      {
        g_autoptr (SockeyeHistoryItem)
            item = sockeye_history_item_new ("00\n01", &plans[i], charsets[j], TIME);
        g_autoptr (SockeyeHistoryItem) later = sockeye_history_item_new_later (item, TIME + 7, 4711);

        assert_survives (later);
        g_assert_true (sockeye_history_item_get_charset (later) == charsets[j]);
      }
  for (guint i = 0; i < SOCKEYE_CHECKSUM_N_KINDS; i++)
    {
      const SockeyeSendPlan plan = { .checksum = i };
      g_autoptr (SockeyeHistoryItem) item = sockeye_history_item_new ("x", &plan, charsets[0], 0);

      assert_survives (item);
      g_assert_cmpuint (sockeye_history_item_get_plan (item)->checksum, ==, i);
    }
}

/* Of what is too long only the beginning is kept, up to a character's end, and how long it was. */
static void
test_too_long (void)
{
  const SockeyeSendPlan plan = { 0 };
  g_autofree char *fits = g_strnfill (SOCKEYE_HISTORY_TEXT_MAX, 'x');
  g_autofree char *too_long = g_strconcat (fits, "x", NULL);
  g_autoptr (GString) wide = g_string_new ("x");
  const SockeyeCharset *utf8 = sockeye_charset_find ("utf-8");
  g_autoptr (SockeyeHistoryItem) whole = sockeye_history_item_new (fits, &plan, utf8, TIME);
  g_autoptr (SockeyeHistoryItem) part = sockeye_history_item_new (too_long, &plan, utf8, TIME);
  g_autoptr (SockeyeHistoryItem) cut = NULL;

  g_assert_true (sockeye_history_item_is_whole (whole));
  assert_survives (whole);
  g_assert_false (sockeye_history_item_is_whole (part));
  g_assert_cmpuint (strlen (sockeye_history_item_get_text (part)), ==, SOCKEYE_HISTORY_BEGINNING_MAX);
  g_assert_cmpuint (sockeye_history_item_get_size (part), ==, SOCKEYE_HISTORY_TEXT_MAX + 1);
  assert_survives (part);

  while (wide->len <= SOCKEYE_HISTORY_TEXT_MAX)
    g_string_append (wide, "你");
  cut = sockeye_history_item_new (wide->str, &plan, utf8, TIME);
  g_assert_true (g_utf8_validate (sockeye_history_item_get_text (cut), -1, NULL));
  g_assert_cmpuint (strlen (sockeye_history_item_get_text (cut)), ==, 1024);
  assert_survives (cut);
}

/* What makes no difference to the bytes makes none between items. */
static void
test_equal (void)
{
  const SockeyeCharset *utf8 = sockeye_charset_find ("utf-8");
  const SockeyeCharset *gbk = sockeye_charset_find ("gbk");
  static const struct
  {
    const char *text;
    SockeyeSendPlan a;
    SockeyeSendPlan b;
    gboolean equal;
    gboolean equal_in_gbk;
  } cases[] = {
    { "a", { 0 }, { 0 }, TRUE, FALSE },
    { "a", { 0 }, { .escapes = TRUE }, FALSE, FALSE },
    { "a", { 0 }, { .line_end = SOCKEYE_LINE_END_CR }, TRUE, FALSE },
    { "a\n", { 0 }, { .line_end = SOCKEYE_LINE_END_CR }, FALSE, FALSE },
    { "a", { 0 }, { .checksum_start = 4, .checksum_little_endian = TRUE }, TRUE, FALSE },
    { "a", { 0 }, { .suffix = { 1 }, .suffix_length = 1 }, FALSE, FALSE },
    { "0a", { .form = SOCKEYE_SEND_AS_HEX }, { .form = SOCKEYE_SEND_AS_HEX, .escapes = TRUE }, TRUE, TRUE },
    { "0a", { .form = SOCKEYE_SEND_AS_HEX }, { 0 }, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SockeyeHistoryItem) a = sockeye_history_item_new (cases[i].text, &cases[i].a, utf8, 1);
      g_autoptr (SockeyeHistoryItem) b = sockeye_history_item_new (cases[i].text, &cases[i].b, utf8, 2);
      g_autoptr (SockeyeHistoryItem) c = sockeye_history_item_new (cases[i].text, &cases[i].b, gbk, 3);

      g_assert_true (sockeye_history_item_equal (a, b) == cases[i].equal);
      g_assert_true (sockeye_history_item_equal (a, c) == cases[i].equal_in_gbk);
    }
}

/* One safe line, whatever was typed; and found again whatever the case or width. */
static void
test_line (void)
{
  const SockeyeSendPlan plan = { 0 };
  g_autoptr (SockeyeHistoryItem) item = sockeye_history_item_new (
      "Ａb\r\n\r\n\n\r\t\x1b\x7f\u202e\u2028 Straße", &plan, sockeye_charset_find ("utf-8"), TIME);
  g_autofree char *line = sockeye_history_item_make_line (item);
  static const char *const found[] = { "ab", "AB", "STRASSE", "straße", "" };

  g_assert_cmpstr (line, ==, "Ａb↵↵↵↵⇥\\x1B\\x7F\\u202E\\u2028 Straße");
  for (gsize i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autofree char *folded = sockeye_history_fold (found[i]);

      g_assert_true (sockeye_history_item_matches (item, folded));
    }
  g_assert_false (sockeye_history_item_matches (item, "other"));
}

#define HEAD  "# Sockeye history 1\n"
#define GOOD  "{'time': <'2026-02-11T14:03:05Z'>, 'encoding': <'utf-8'>, 'text': <'good'>}\n"
#define ENTRY "{'time': <'2026-02-11T14:03:05Z'>, 'encoding': <'utf-8'>, "

static const struct
{
  const char *contents;
  guint damaged_line;
  guint n_entries;
} files[] = {
  { HEAD "# End\n", 0, 0 },
  { HEAD "\n# a remark\n" GOOD "# End\n", 0, 1 },
  { HEAD GOOD GOOD "# End", 4, 2 },
  { "", 1, 0 },
  { "\n", 1, 0 },
  { HEAD, 2, 0 },
  { HEAD GOOD, 3, 1 },
  { "# Sockeye history 2\n" GOOD "# End\n", 1, 1 },
  { HEAD "nonsense\n" GOOD "# End\n", 2, 1 },
  { HEAD GOOD "{'time': <'2026-02-11T14:03:05Z'>, 'enc", 3, 1 },
  { HEAD GOOD "# End\n" GOOD, 4, 1 },
  { HEAD ENTRY "'text': <4>}\n" GOOD "# End\n", 2, 1 },
  { HEAD "{'encoding': <'utf-8'>, 'text': <'x'>}\n# End\n", 2, 0 },
  { HEAD "{'time': <'yesterday'>, 'encoding': <'utf-8'>, 'text': <'x'>}\n# End\n", 2, 0 },
  { HEAD "{'time': <'2026-02-11T14:03:05Z'>, 'encoding': <'utf-7'>, 'text': <'x'>}\n# End\n", 2, 0 },
  { HEAD ENTRY "'unknown': <true>, 'text': <'x'>}\n# End\n", 2, 0 },
  { HEAD ENTRY "'checksum': <'crc-31'>, 'text': <'x'>}\n# End\n", 2, 0 },
  { HEAD ENTRY "'form': <'octal'>, 'text': <'x'>}\n# End\n", 2, 0 },
  { HEAD ENTRY "'suffix': <'0'>, 'text': <'x'>}\n# End\n", 2, 0 },
  { HEAD ENTRY "'size': <uint64 3>, 'text': <'x'>}\n# End\n", 2, 0 },
  { HEAD ENTRY "'text': <'\xff'>}\n# End\n", 2, 0 },
};

static void
test_damaged (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GPtrArray) entries = new_entries ();
      guint line = sockeye_history_parse (files[i].contents, strlen (files[i].contents), entries);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (line, ==, files[i].damaged_line);
      g_assert_cmpuint (entries->len, ==, files[i].n_entries);
    }
}

/* Cut anywhere, or with a NUL anywhere, it is never taken for a whole one. */
static void
test_cut (void)
{
  static const char whole[] = HEAD GOOD ENTRY "'text': <'two\\n'>}\n# End\n";
  gsize length = strlen (whole);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GPtrArray) entries = new_entries ();
      g_autofree char *spoiled = g_memdup2 (whole, length);

      g_assert_cmpuint (sockeye_history_parse (whole, i, entries), >, 0);
      spoiled[i] = '\0';
      g_assert_cmpuint (sockeye_history_parse (spoiled, length, entries), >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history-format/texts", test_texts);
  g_test_add_func ("/history-format/every-character", test_every_character);
  g_test_add_func ("/history-format/plans", test_plans);
  g_test_add_func ("/history-format/too-long", test_too_long);
  g_test_add_func ("/history-format/equal", test_equal);
  g_test_add_func ("/history-format/line", test_line);
  g_test_add_func ("/history-format/damaged", test_damaged);
  g_test_add_func ("/history-format/cut", test_cut);
  return g_test_run ();
}
