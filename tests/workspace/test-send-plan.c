/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "send-plan.h"

#include <string.h>

typedef struct
{
  SockeyeSendPlan plan;
  const char *charset;
  const char *text;
  const char *bytes;
  gsize length;
} Case;

#define BYTES(text) text, sizeof text - 1

static const Case cases[] = {
  { { .line_end = SOCKEYE_LINE_END_LF }, "utf-8", "", BYTES ("") },
  { { .line_end = SOCKEYE_LINE_END_LF }, "utf-8", "one", BYTES ("one") },
  { { .line_end = SOCKEYE_LINE_END_LF }, "utf-8", "one\r\ntwo\rthree\n", BYTES ("one\ntwo\nthree\n") },
  { { .append_line_end = TRUE }, "utf-8", "", BYTES ("\n") },
  { { .append_line_end = TRUE }, "utf-8", "one\n", BYTES ("one\n\n") },
  { { .line_end = SOCKEYE_LINE_END_CRLF }, "utf-8", "one\ntwo", BYTES ("one\r\ntwo") },
  { { .line_end = SOCKEYE_LINE_END_CRLF }, "utf-8", "\r\r\n\n", BYTES ("\r\n\r\n\r\n") },
  { { .line_end = SOCKEYE_LINE_END_CRLF, .append_line_end = TRUE }, "gbk", "你", BYTES ("\xc4\xe3\r\n") },
  { { .line_end = SOCKEYE_LINE_END_CR }, "utf-8", "one\ntwo\r\n", BYTES ("one\rtwo\r") },
  { { .line_end = SOCKEYE_LINE_END_CR, .append_line_end = TRUE }, "utf-16be", "a", BYTES ("\0a\0\r") },
  { { .line_end = SOCKEYE_LINE_END_LF }, "utf-8", "a\\n", BYTES ("a\\n") },
  { { .escapes = TRUE, .line_end = SOCKEYE_LINE_END_CRLF }, "utf-8", "a\\n\n\\xFF", BYTES ("a\n\r\n\xff") },
  { { .form = SOCKEYE_SEND_AS_HEX, .escapes = TRUE }, "utf-16le", "0x41, 42", BYTES ("AB") },
  { { .form = SOCKEYE_SEND_AS_HEX, .append_line_end = TRUE }, "utf-16le", "41 42", BYTES ("AB\n\0") },
  { { .form = SOCKEYE_SEND_AS_HEX,
      .checksum = SOCKEYE_CHECKSUM_CRC_16_MODBUS,
      .checksum_little_endian = TRUE },
    "utf-8",
    "02 07",
    BYTES ("\x02\x07\x41\x12") },
  { { .checksum = SOCKEYE_CHECKSUM_CRC_32 }, "utf-8", "123456789", BYTES ("123456789\xcb\xf4\x39\x26") },
  { { .checksum = SOCKEYE_CHECKSUM_LRC, .checksum_start = 1, .suffix = "\r\n", .suffix_length = 2 },
    "utf-8",
    ":123456789",
    BYTES (":123456789\x23\r\n") },
  { { .checksum = SOCKEYE_CHECKSUM_XOR_8,
      .checksum_start = 1,
      .checksum_length = 2,
      .append_line_end = TRUE },
    "utf-8",
    "xABy",
    BYTES ("xABy\x03\n") },
  { { .checksum = SOCKEYE_CHECKSUM_SUM_8 }, "utf-8", "", BYTES ("\0") },
};

static void
test_build (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = sockeye_send_plan_build (
          &cases[i].plan, sockeye_charset_find (cases[i].charset), cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), cases[i].bytes,
                       cases[i].length);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    SockeyeSendPlan plan;
    const char *text;
    SockeyeError code;
  } bad[] = {
    { { .form = SOCKEYE_SEND_AS_TEXT }, "😀", SOCKEYE_ERROR_UNENCODABLE },
    { { .escapes = TRUE }, "\\q", SOCKEYE_ERROR_INVALID_ESCAPE },
    { { .form = SOCKEYE_SEND_AS_HEX }, "4", SOCKEYE_ERROR_INVALID_HEX },
    { { .checksum = SOCKEYE_CHECKSUM_CRC_8, .checksum_start = 4 }, "abc", SOCKEYE_ERROR_INVALID_RANGE },
    { { .checksum = SOCKEYE_CHECKSUM_CRC_8, .checksum_length = 4 }, "abc", SOCKEYE_ERROR_INVALID_RANGE },
    { { .checksum = SOCKEYE_CHECKSUM_CRC_8, .checksum_start = G_MAXUINT32, .checksum_length = G_MAXUINT32 },
      "abc",
      SOCKEYE_ERROR_INVALID_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          sockeye_send_plan_build (&bad[i].plan, sockeye_charset_find ("gbk"), bad[i].text, &error));
      g_assert_error (error, SOCKEYE_ERROR, (gint) bad[i].code);
      g_test_message ("%s", error->message);
    }
}

/* Text to hex and back, and hex to text and back. */
static void
test_switch (void)
{
  const SockeyeCharset *gbk = sockeye_charset_find ("gbk");
  SockeyeSendPlan text = { .line_end = SOCKEYE_LINE_END_CRLF };
  const SockeyeSendPlan hex = { .form = SOCKEYE_SEND_AS_HEX };
  g_autoptr (GBytes) bytes = sockeye_send_plan_read (&text, gbk, "好\n\\", NULL);
  g_autoptr (GBytes) odd = sockeye_send_plan_read (&hex, gbk, "BA C3 FF 5C", NULL);
  g_autoptr (GBytes) back = NULL;
  g_autofree char *as_hex = NULL;
  g_autofree char *as_text = NULL;
  g_autofree char *as_escapes = NULL;
  gboolean escaped;

  as_hex = sockeye_send_plan_write (&hex, gbk, bytes, &escaped);
  g_assert_cmpstr (as_hex, ==, "BA C3 0D 0A 5C");
  as_text = sockeye_send_plan_write (&text, gbk, bytes, &escaped);
  g_assert_cmpstr (as_text, ==, "好\n\\");
  g_assert_false (escaped);

  as_escapes = sockeye_send_plan_write (&text, gbk, odd, &escaped);
  g_assert_cmpstr (as_escapes, ==, "好\\xFF\\\\");
  g_assert_true (escaped);
  text.escapes = TRUE;
  back = sockeye_send_plan_read (&text, gbk, as_escapes, NULL);
  g_assert_true (g_bytes_equal (back, odd));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-plan/build", test_build);
  g_test_add_func ("/send-plan/errors", test_errors);
  g_test_add_func ("/send-plan/switch", test_switch);
  return g_test_run ();
}
