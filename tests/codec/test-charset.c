/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charset.h"
#include "errors.h"

#include <string.h>

static void
test_list (void)
{
  static const char *const ids[] = { "utf-8",    "gbk",   "gb18030", "big5",      "utf-16le",
                                     "utf-16be", "cp932", "euc-kr",  "iso-8859-1" };
  guint n;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < n; i++)
    {
      GIConv converter = g_iconv_open ("UTF-8", charsets[i]->iconv_name);

      g_assert_cmpstr (charsets[i]->id, ==, ids[i]);
      g_assert_true (sockeye_charset_find (ids[i]) == charsets[i]);
      g_assert_true (converter != (GIConv) -1);
      g_iconv_close (converter);
    }
  g_assert_null (charsets[n]);
  g_assert_null (sockeye_charset_find ("latin-9"));
  g_assert_null (sockeye_charset_find (NULL));
}

typedef struct
{
  const char *charset;
  const char *text;
  const char *bytes;
  gsize length;
} EncodeCase;

#define BYTES(s) .bytes = s, .length = sizeof (s) - 1

static const EncodeCase encode_cases[] = {
  { "utf-8", "aé你😀", BYTES ("a\xc3\xa9\xe4\xbd\xa0\xf0\x9f\x98\x80") },
  { "gbk", "a你好€", BYTES ("a\xc4\xe3\xba\xc3\x80") },
  { "gb18030", "a你😀ÿ", BYTES ("a\xc4\xe3\x94\x39\xfc\x36\x81\x30\x8b\x37") },
  { "gb18030", "\xf3\xa0\x80\x81", BYTES ("\xd3\x36\x95\x39") },
  { "big5", "a你好", BYTES ("a\xa7\x41\xa6\x6e") },
  { "utf-16le", "a你😀", BYTES ("a\0\x60\x4f\x3d\xd8\x00\xde") },
  { "utf-16be", "a你😀", BYTES ("\0a\x4f\x60\xd8\x3d\xde\x00") },
  { "cp932", "a\\ソｱ", BYTES ("a\\\x83\x5c\xb1") },
  { "euc-kr", "a안녕", BYTES ("a\xbe\xc8\xb3\xe7") },
  { "iso-8859-1", "aé\xc2\x80", BYTES ("a\xe9\x80") },
  { "utf-16le", "\xef\xbb\xbf", BYTES ("\xff\xfe") },
  { "gbk", "", BYTES ("") },
};

static void
test_encode (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (encode_cases); i++)
    {
      const EncodeCase *c = &encode_cases[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes)
          bytes = sockeye_charset_encode (sockeye_charset_find (c->charset), c->text, -1, &error);

      g_test_message ("%s: %s", c->charset, c->text);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), c->bytes, c->length);
    }
}

/* What is plain ASCII is not converted; it would come out the same. */
static void
test_encode_ascii (void)
{
  guint n;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);
  char ascii[128];

  for (guint c = 0; c < sizeof ascii; c++)
    ascii[c] = (char) c;
  for (guint i = 0; i < n; i++)
    {
      gsize length;
      g_autofree char *converted = g_convert (ascii, sizeof ascii, charsets[i]->iconv_name, "UTF-8", NULL,
                                              &length, NULL);
      g_autoptr (GBytes) bytes = sockeye_charset_encode (charsets[i], ascii, sizeof ascii, NULL);

      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), converted, length);
    }
}

/* A NUL is a character like others, in every encoding. */
static void
test_encode_nul (void)
{
  guint n;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = sockeye_charset_encode (charsets[i], "a\0\0b", 4, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4 * charsets[i]->unit);
    }
}

typedef struct
{
  const char *charset;
  const char *text;
  const char *character; /* how the sentence names it */
  const char *place;
} RefusedCase;

static const RefusedCase refused_cases[] = {
  { "gbk", "你好😀", "“😀” (U+1F600)", "line 1 character 3" },
  { "gbk", "a\nb\r\nc😀", "U+1F600", "line 3 character 2" },
  { "gbk", "a\rb😀", "U+1F600", "line 2 character 2" },
  { "gbk", "ÿ", "“ÿ” (U+00FF)", "line 1 character 1" },            /* GB18030 alone has it */
  { "gbk", "a\xf3\xa0\x81\x81", "U+E0041", "line 1 character 2" }, /* the C library drops it */
  { "big5", "爱", "“爱” (U+7231)", "line 1 character 1" },
  { "cp932", "안", "U+C548", "line 1 character 1" },
  { "cp932", "ab\xe2\x80\xbe", "U+203E", "line 1 character 3" }, /* the C library makes it a tilde */
  { "euc-kr", "x\xf3\xa0\x81\x81y", "U+E0041", "line 1 character 2" },
  { "euc-kr", "ÿ", "“ÿ” (U+00FF)", "line 1 character 1" },
  { "iso-8859-1", "é€", "“€” (U+20AC)", "line 1 character 2" },
  { "iso-8859-1", "é\xe2\x80\xae", "U+202E", "line 1 character 2" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused_cases); i++)
    {
      const RefusedCase *c = &refused_cases[i];
      const SockeyeCharset *charset = sockeye_charset_find (c->charset);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = sockeye_charset_encode (charset, c->text, -1, &error);

      g_test_message ("%u: %s", i, error != NULL ? error->message : "encoded");
      g_assert_null (bytes);
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE);
      g_assert_nonnull (strstr (error->message, c->character));
      g_assert_nonnull (strstr (error->message, c->place));
      g_assert_nonnull (strstr (error->message, charset->label));
      g_assert_null (strstr (error->message, "\xe2\x80\xae"));
    }
}

/* The one bad character is found wherever it stands in a long text. */
static void
test_refused_far (void)
{
  for (guint at = 0; at < 200; at += 7)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *place = g_strdup_printf ("line 1 character %u,", at + 1);
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 200; i++)
        g_string_append (text, i == at ? "😀" : i % 3 == 0 ? "a" : "你");
      g_assert_null (sockeye_charset_encode (sockeye_charset_find ("gbk"), text->str, -1, &error));
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE);
      g_assert_nonnull (strstr (error->message, place));
    }
}

static void
test_damaged (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sockeye_charset_encode (sockeye_charset_find ("utf-8"), "a\0\xff", 3, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_UNENCODABLE);
}

/* Every character that an encoding has comes back as itself. */
static void
test_round_trip (void)
{
  guint n;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);

  for (guint i = 0; i < n; i++)
    {
      guint encoded = 0;

      for (gunichar c = 1; c < 0x110000; c += c < 0x10000 ? 1 : 4099)
        {
          char utf8[8] = "";
          g_autoptr (GBytes) bytes = NULL;
          g_autofree char *back = NULL;

          if (!g_unichar_validate (c))
            continue;
          g_unichar_to_utf8 (c, utf8);
          bytes = sockeye_charset_encode (charsets[i], utf8, -1, NULL);
          if (bytes == NULL)
            continue;
          encoded++;
          g_assert_cmpuint (g_bytes_get_size (bytes), <=, charsets[i]->longest);
          back = g_convert (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), "UTF-8",
                            charsets[i]->iconv_name, NULL, NULL, NULL);
          g_assert_cmpstr (back, ==, utf8);
        }
      g_test_message ("%s: %u characters", charsets[i]->label, encoded);
      g_assert_cmpuint (encoded, >=, charsets[i]->longest == 1 ? 255 : 6000);
    }
}

typedef struct
{
  const char *charset;
  const char *before;
  gsize length;
  gboolean begins_stream;
  gboolean odd_end;
  gsize distance;
  gboolean found;
} SyncCase;

#define BEFORE(s) .before = s, .length = sizeof (s) - 1

static const SyncCase sync_cases[] = {
  { "utf-8", BEFORE ("abc"), FALSE, FALSE, 0, TRUE },
  { "utf-8", BEFORE (""), TRUE, FALSE, 0, TRUE },
  { "utf-8", BEFORE (""), FALSE, FALSE, 0, FALSE },
  { "utf-8", BEFORE ("a\xe4"), FALSE, FALSE, 1, TRUE },
  { "utf-8", BEFORE ("a\xe4\xbd"), FALSE, FALSE, 2, TRUE },
  { "utf-8", BEFORE ("a\xe4\xbd\xa0"), FALSE, FALSE, 0, TRUE },
  { "utf-8", BEFORE ("\xf0\x9f\x98"), FALSE, FALSE, 3, TRUE },
  { "utf-8", BEFORE ("\xf0\x9f\x98\x80"), FALSE, FALSE, 0, TRUE },
  { "utf-8", BEFORE ("\xbd\xa0"), FALSE, FALSE, 2, FALSE },
  { "utf-8", BEFORE ("\xbd\xa0"), TRUE, FALSE, 0, TRUE },
  { "utf-8", BEFORE ("\xbd\xa0\xbd"), FALSE, FALSE, 0, TRUE },
  { "utf-8", BEFORE ("a\xff"), FALSE, FALSE, 0, TRUE },
  { "gbk", BEFORE ("a \xc4\xe3\xba"), FALSE, FALSE, 3, TRUE },
  { "gbk", BEFORE ("\xc4\xe3\xba"), FALSE, FALSE, 1, FALSE },
  { "gbk", BEFORE ("\xc4\xe3\xba"), TRUE, FALSE, 3, TRUE },
  { "gb18030", BEFORE ("\n\x81\x30\x8b"), FALSE, FALSE, 3, TRUE },
  { "gb18030", BEFORE ("\xc4\n"), FALSE, FALSE, 0, TRUE },
  { "euc-kr", BEFORE ("a\xbe"), FALSE, FALSE, 1, TRUE },
  { "utf-16le", BEFORE ("a\0b\0"), FALSE, FALSE, 0, TRUE },
  { "utf-16le", BEFORE ("a\0b"), FALSE, TRUE, 1, TRUE },
  { "utf-16le", BEFORE ("\x3d\xd8"), FALSE, FALSE, 2, TRUE },
  { "utf-16le", BEFORE ("\x3d\xd8\x00"), FALSE, TRUE, 3, TRUE },
  { "utf-16be", BEFORE ("\xd8\x3d"), FALSE, FALSE, 2, TRUE },
  { "utf-16be", BEFORE ("\x3d\xd8"), FALSE, FALSE, 0, TRUE },
  { "utf-16be", BEFORE ("a"), TRUE, TRUE, 1, TRUE },
  { "utf-16be", BEFORE ("a"), FALSE, TRUE, 1, FALSE },
  { "utf-16be", BEFORE (""), FALSE, FALSE, 0, FALSE },
  { "utf-16be", BEFORE (""), TRUE, FALSE, 0, TRUE },
  { "iso-8859-1", BEFORE ("\xff"), FALSE, FALSE, 0, TRUE },
};

static void
test_sync (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sync_cases); i++)
    {
      const SyncCase *c = &sync_cases[i];
      gboolean found = !c->found;
      gsize distance = sockeye_charset_sync_distance (sockeye_charset_find (c->charset),
                                                      (const guint8 *) c->before, c->length, c->begins_stream,
                                                      c->odd_end, &found);

      g_test_message ("case %u", i);
      g_assert_cmpuint (distance, ==, c->distance);
      g_assert_cmpint (found, ==, c->found);
    }
}

/* Text without a single byte that would make the boundary certain: it is still found. */
static void
test_guess (void)
{
  static const struct
  {
    const char *charset;
    const char *text;
  } texts[] = {
    { "gbk", "今天天气很好我们一起去公园散步，网络调试助手收到的数据没有换行也没有空格。" },
    { "gb18030", "今天天气很好我们一起去公园散步，网络调试助手收到的数据没有换行也没有空格。" },
    { "gb18030", "😀😁😂😃" },
    { "gb18030", "数据😀测试" },
    { "gbk", "测试" },
    { "big5", "今天天氣很好我們一起去公園散步，網路測試收到的資料沒有換行。" },
    { "cp932", "今日は天気がいいので公園に行きました。受信データに改行がありません。" },
    { "euc-kr", "오늘은날씨가좋아서공원에갔습니다수신데이터에줄바꿈이없습니다" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const SockeyeCharset *charset = sockeye_charset_find (texts[i].charset);
      g_autoptr (GByteArray) stream = g_byte_array_new ();
      g_autoptr (GHashTable) boundaries = g_hash_table_new (NULL, NULL);

      while (stream->len < 2000)
        for (const char *p = texts[i].text; *p != '\0'; p = g_utf8_next_char (p))
          {
            g_autoptr (GBytes) bytes = sockeye_charset_encode (charset, p, g_utf8_next_char (p) - p, NULL);

            g_hash_table_add (boundaries, GUINT_TO_POINTER (stream->len));
            g_byte_array_append (stream, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
          }
      for (guint from = 0; from < 8; from++)
        for (guint at = from + 32; at < stream->len; at++)
          {
            gboolean found;
            gsize distance = sockeye_charset_sync_distance (charset, stream->data + from, at - from, FALSE,
                                                            FALSE, &found);

            g_assert_false (found);
            g_assert_cmpuint (distance, <=, at - from);
            g_assert_true (g_hash_table_contains (boundaries, GUINT_TO_POINTER (at - distance)));
          }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charset/list", test_list);
  g_test_add_func ("/charset/encode", test_encode);
  g_test_add_func ("/charset/encode-ascii", test_encode_ascii);
  g_test_add_func ("/charset/encode-nul", test_encode_nul);
  g_test_add_func ("/charset/refused", test_refused);
  g_test_add_func ("/charset/refused-far", test_refused_far);
  g_test_add_func ("/charset/damaged", test_damaged);
  g_test_add_func ("/charset/round-trip", test_round_trip);
  g_test_add_func ("/charset/sync", test_sync);
  g_test_add_func ("/charset/guess", test_guess);
  return g_test_run ();
}
