/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "hex.h"

#include <string.h>

static void
test_append (void)
{
  g_autoptr (GString) text = g_string_new ("x:");

  sockeye_hex_append (text, (const guint8 *) "", 0);
  g_assert_cmpstr (text->str, ==, "x:");
  sockeye_hex_append (text, (const guint8 *) "Hel\0\xff", 5);
  g_assert_cmpstr (text->str, ==, "x:48 65 6C 00 FF");
}

static void
test_dump (void)
{
  static const struct
  {
    guint64 offset;
    const char *bytes;
    gsize length;
    const char *row;
  } rows[] = {
    { 0, "", 0, "00000000                                                  ||" },
    { 16, "He", 2, "00000010  48 65                                           |He|" },
    { 0xFFFFFFF0, "0123456789abcde\n", 16,
      "FFFFFFF0  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 0A |0123456789abcde.|" },
    { G_GUINT64_CONSTANT (0x100000000), "\x7f\x80 \0", 4,
      "000100000000  7F 80 20 00                                     |.. .|" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      sockeye_hex_append_dump_row (text, rows[i].offset, (const guint8 *) rows[i].bytes, rows[i].length);
      g_assert_cmpstr (text->str, ==, rows[i].row);
    }
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    const char *bytes;
    gsize length;
  } good[] = {
    { "", "", 0 },
    { " \n", "", 0 },
    { "48656c", "Hel", 3 },
    { "48 65\n6C\t", "Hel", 3 },
    { "0x48, 0X65,0x6c", "Hel", 3 },
    { "0x48656C", "Hel", 3 },
    { "\\x48\\x65;00", "He\0", 3 },
    { "0x0, 0xA", "\0\n", 2 },
    { "00 ff", "\0\xff", 2 },
    { "48:65:6c", "Hel", 3 },
    { "4865:6c", "Hel", 3 },
    { "48-65-6C", "Hel", 3 },
    { "48h 65H, 6Ch", "Hel", 3 },
    { "{ 0x48, 0x65 }", "He", 2 },
    { "static const unsigned char data[3] = {\n  0x48, /* 0x99 */ 0x65, // }\n  0x6C,\n};\n", "Hel", 3 },
    { "unsigned char a_txt[] = {\n  0x48, 0x65\n};\nunsigned int a_txt_len = 2;\n", "He", 2 },
    { "00000000: 4865 6c6c 6f20 776f 726c 6421 0a00 01ff  Hello world!....\n00000010: 41  A\n",
      "Hello world!\n\0\x01\xff"
      "A",
      17 },
    { "00000000  48 65 6c 6c 6f 20 77 6f  72 6c 64 21 0a 00 01 ff  |Hello world!....|\n"
      "00000010  41                                                |A|\n00000011\n",
      "Hello world!\n\0\x01\xff"
      "A",
      17 },
    { "00000000  48 65                                           |He|", "He", 2 },
    { "0010: 48 65", "He", 2 },
    { "00000000", "\0\0\0\0", 4 },
    { "00112233  44", "\x00\x11\x22\x33\x44", 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = sockeye_hex_parse (good[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), good[i].bytes,
                       good[i].length);
    }
}

static void
test_parse_errors (void)
{
  static const struct
  {
    const char *text;
    const char *character;
    const char *place;
  } bad[] = {
    { "48 6", "“6”", "line 1, column 4 " },
    { "486", "“6”", "line 1, column 3 " },
    { "4 8", "“4”", "line 1, column 1 " },
    { "48\n6G", "“G”", "line 2, column 2 " },
    { "48 GG", "“G”", "line 1, column 4 " },
    { "48\n0x", "“x”", "line 2, column 2 " },
    { "0x123", "“3”", "line 1, column 5 " },
    { "你 48", "“你”", "line 1, column 1 " },
    { "48 你 好", "“你”", "line 1, column 4 " },
    { "48\xff", "\\xFF", "line 1, column 3 " },
    { "{ 0x48, 10 }", "“10”", "line 1, column 9 " },
    { "{ 'A' }", "“'A'”", "line 1, column 3 " },
    { "00000000: 48 6G", "“G”", "line 1, column 15 " },
    { "48.65", "“.”", "line 1, column 3 " },
    { "0x48h", "“h”", "line 1, column 5 " },
    { "48hh", "“h”", "line 1, column 4 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sockeye_hex_parse (bad[i].text, &error));
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HEX);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, bad[i].character));
      g_assert_nonnull (strstr (error->message, bad[i].place));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_round_trip (void)
{
  guint8 bytes[256];
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) back = NULL;

  for (guint i = 0; i < 256; i++)
    bytes[i] = (guint8) i;
  sockeye_hex_append (text, bytes, sizeof bytes);
  back = sockeye_hex_parse (text->str, NULL);
  g_assert_cmpmem (g_bytes_get_data (back, NULL), g_bytes_get_size (back), bytes, sizeof bytes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hex/append", test_append);
  g_test_add_func ("/hex/dump", test_dump);
  g_test_add_func ("/hex/parse", test_parse);
  g_test_add_func ("/hex/parse-errors", test_parse_errors);
  g_test_add_func ("/hex/round-trip", test_round_trip);
  return g_test_run ();
}
