/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "text.h"

#include <errno.h>
#include <string.h>

typedef struct
{
  const char *charset;
  SockeyeDecodeFlags flags;
  const char *bytes;
  gsize length;
  const char *text;
  const char *kinds; /* a letter for each cell: c, x (control), i */
} Case;

#define BYTES(s) s, sizeof (s) - 1
#define PLAIN    SOCKEYE_DECODE_PLAIN
#define MORE     SOCKEYE_DECODE_MORE

static const Case cases[] = {
  { "utf-8", 0, BYTES ("hello, \xe4\xbd\xa0!"), "hello, 你!", "ccccccccc" },
  { "utf-8", 0, BYTES (""), "", "" },

  /* RFC 3629: overlong, surrogates, beyond U+10FFFF, lone continuations, broken by NUL */
  { "utf-8", 0, BYTES ("\xc0\x80"), "\\xC0\\x80", "ii" },
  { "utf-8", 0, BYTES ("\xe0\x80\x80"), "\\xE0\\x80\\x80", "iii" },
  { "utf-8", 0, BYTES ("\xed\xa0\x80"), "\\xED\\xA0\\x80", "iii" },
  { "utf-8", 0, BYTES ("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80", "iiii" },
  { "utf-8", 0, BYTES ("\xf5\x80\xff"), "\\xF5\\x80\\xFF", "iii" },
  { "utf-8", 0, BYTES ("\xe0\xa0\0"), "\\xE0\\xA0␀", "iix" },
  { "utf-8", 0,
    BYTES ("\xe4\xbd"
           "A"),
    "\\xE4\\xBDA", "iic" },
  { "utf-8", 0, BYTES ("\xe4\xe4\xbd\xa0"), "\\xE4你", "ic" },
  { "utf-8", 0, BYTES ("a\xe4\xbd"), "a\\xE4\\xBD", "cii" },
  { "utf-8", MORE, BYTES ("a\xe4\xbd"), "a", "c" },
  { "utf-8", MORE,
    BYTES ("a\xe4"
           "b"),
    "a\\xE4b", "cic" },

  /* What would hide, move or steer */
  { "utf-8", 0, BYTES ("a\0b\t\r\n\x1b[31m\x7f"), "a␀b␉␍␊␛[31m␡", "cxcxxxxccccx" },
  { "utf-8", 0, BYTES ("\xc2\x85\xc2\xad"), "\\u0085\\u00AD", "xx" },
  { "utf-8", 0,
    BYTES ("a\xe2\x80\xae"
           "b\xe2\x80\x8b\xe2\x80\xa8"),
    "a\\u202Eb\\u200B\\u2028", "cxcxx" },
  { "utf-8", 0, BYTES ("\xee\x80\x80\xef\xbf\xbe\xef\xbb\xbf"), "\\uE000\\uFFFE\\uFEFF", "xxx" },
  { "utf-8", 0, BYTES ("\xf3\xa0\x81\x81"), "\\U000E0041", "x" },
  { "utf-8", 0, BYTES ("\xe3\x85\xa4"), "\\u3164", "x" },
  { "utf-8", 0,
    BYTES ("\xcc\x81"
           "e\xcc\x81"),
    "\\u0301e\xcc\x81", "xcc" },
  { "utf-8", 0, BYTES ("\n\xcc\x81"), "␊\\u0301", "xx" },
  { "utf-8", 0,
    BYTES ("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
           "e"),
    "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\\u0301e", "cccccxc" },
  { "utf-8", 0, BYTES ("<b>&amp;</b>"), "<b>&amp;</b>", "cccccccccccc" },

  /* Plain: everything that is valid */
  { "utf-8", PLAIN, BYTES ("a\tb\r\n\xe2\x80\xae\xff"), "a\tb\r\n\xe2\x80\xae\\xFF", "cccccci" },
  { "utf-8", PLAIN, BYTES ("\xc2\x85\xf3\xa0\x81\x81"), "\xc2\x85\xf3\xa0\x81\x81", "cc" },

  { "gbk", 0, BYTES ("\xc4\xe3\xba\xc3\x80"), "你好€", "ccc" },
  { "gbk", 0, BYTES ("\x81 \xff\xc4"), "\\x81 \\xFF\\xC4", "icii" },
  { "gbk", MORE, BYTES ("a\xc4"), "a", "c" },
  { "gb18030", 0, BYTES ("\x94\x39\xfc\x36\x81\x30\x8b\x37"), "😀ÿ", "cc" },
  { "gb18030", 0,
    BYTES ("\x81\x30\x8b"
           "A"),
    "\\x810婣", "icc" },
  { "gb18030", 0, BYTES ("\x81\x30\x8b"), "\\x81\\x30\\x8B", "iii" },
  { "gb18030", MORE, BYTES ("\x81\x30\x8b"), "", "" },
  { "gb18030", 0, BYTES ("\xe3\x32\x9a\x36"), "\\xE32\\x9A\\x36", "icii" },
  { "big5", 0, BYTES ("\xa7\x41\xfa\xa6\x6e\xff"), "你\\xFA好\\xFF", "cici" },
  { "cp932", 0, BYTES ("\x83\x5c\xb1\\~\x80"), "ソｱ\\~\\x80", "cccci" },
  { "euc-kr", 0,
    BYTES ("\xbe\xc8\xb3\xe7\xb3"
           "A"),
    "안녕\\xB3A", "ccic" },
  { "iso-8859-1", 0, BYTES ("a\xe9\xff\x80"), "aéÿ\\u0080", "cccx" },

  { "utf-16le", 0, BYTES ("a\0\x60\x4f\x3d\xd8\x00\xde"), "a你😀", "ccc" },
  { "utf-16be", 0, BYTES ("\0a\x4f\x60\xd8\x3d\xde\x00"), "a你😀", "ccc" },
  { "utf-16le", 0,
    BYTES ("\x3d\xd8"
           "a\0\x00\xde"
           "b\0"),
    "\\x3D\\xD8a\\x00\\xDEb", "iiciic" },
  { "utf-16le", 0, BYTES ("a\0b"), "a\\x62", "ci" },
  { "utf-16le", MORE, BYTES ("a\0b"), "a", "c" },
  { "utf-16le", MORE, BYTES ("a\0\x3d\xd8\x00"), "a", "c" },
  { "utf-16le", 0, BYTES ("\0\0\n\0"), "␀␊", "xx" },
};

static void
test_cases (void)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr (GString) kinds = g_string_new (NULL);

      sockeye_text_decode (text, sockeye_charset_find (c->charset), (const guint8 *) c->bytes, c->length, 0,
                           c->flags);
      for (guint k = 0; k < text->cells->len; k++)
        g_string_append_c (kinds, "cxi"[g_array_index (text->cells, SockeyeCell, k).kind]);

      g_test_message ("case %u: %s", i, text->utf8->str);
      g_assert_cmpstr (text->utf8->str, ==, c->text);
      g_assert_cmpstr (kinds->str, ==, c->kinds);
      if ((c->flags & MORE) == 0)
        g_assert_cmpuint (text->consumed, ==, c->length);
    }
}

static void
test_plain_nul (void)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();

  sockeye_text_decode (text, sockeye_charset_find ("gbk"), (const guint8 *) "a\0b", 3, 0, PLAIN);
  g_assert_cmpmem (text->utf8->str, text->utf8->len, "a\0b", 3);
}

/* Cells lie side by side in the bytes (from @first on) and in the text, and the text is UTF-8. */
static void
assert_cells (SockeyeText *text, gint32 first)
{
  gint32 bytes = first;
  gsize at = 0;

  for (guint i = 0; i < text->cells->len; i++)
    {
      const SockeyeCell *cell = &g_array_index (text->cells, SockeyeCell, i);

      g_assert_cmpint (cell->bytes, ==, bytes);
      g_assert_cmpuint (cell->text, ==, at);
      g_assert_cmpuint (cell->bytes_length, >=, 1);
      g_assert_cmpuint (cell->text_length, >=, 1);
      g_assert_true (g_utf8_validate (text->utf8->str + at, cell->text_length, NULL)
                     || text->utf8->str[at] == '\0');
      bytes += cell->bytes_length;
      at += cell->text_length;
    }

  g_assert_cmpuint (at, ==, text->utf8->len);
  /* All that is shown may lie in the context, and the bytes asked for still be incomplete. */
  if (text->cells->len > 0)
    g_assert_cmpint (MAX (bytes, 0), ==, text->consumed);
}

/* Decodes a stream in pieces, as records are: each with only as much context as sync_distance asks for. Adds the
 * cells, with their places in the stream. */
static void
decode_piece (const SockeyeCharset *charset,
              const guint8 *stream,
              gsize length,
              gsize begin,
              gsize end,
              SockeyeDecodeFlags flags,
              GString *utf8,
              GArray *cells,
              gsize *shown)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  gboolean found;
  gsize context = sockeye_charset_sync_distance (charset, stream, begin, TRUE, begin % 2 != 0, &found);
  /* A copy of exactly these bytes, so that a look beyond them is seen by the address sanitizer. */
  g_autofree guint8 *copy = g_memdup2 (stream + begin - context, context + end - begin);

  g_assert_true (found);
  if (end < length)
    flags |= MORE;
  sockeye_text_decode (text, charset, copy, context + end - begin, context, flags);
  assert_cells (text, text->cells->len > 0 ? g_array_index (text->cells, SockeyeCell, 0).bytes : 0);
  for (guint i = 0; i < text->cells->len; i++)
    {
      SockeyeCell cell = g_array_index (text->cells, SockeyeCell, i);

      g_assert_cmpint ((gint64) begin + cell.bytes, ==, *shown);
      cell.bytes += (gint32) begin;
      cell.text += (guint32) utf8->len;
      *shown += cell.bytes_length;
      g_array_append_val (cells, cell);
    }
  g_string_append_len (utf8, text->utf8->str, (gssize) text->utf8->len);
}

/* @cuts ends with @length. The pieces together are the whole. */
static void
assert_pieces (const SockeyeCharset *charset,
               const guint8 *stream,
               gsize length,
               const gsize *cuts,
               SockeyeDecodeFlags flags)
{
  g_autoptr (SockeyeText) whole = sockeye_text_new ();
  g_autoptr (GString) utf8 = g_string_new (NULL);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (SockeyeCell));
  gsize shown = 0;
  gsize begin = 0;

  sockeye_text_decode (whole, charset, stream, length, 0, flags);
  assert_cells (whole, 0);
  for (guint i = 0; begin < length; i++)
    {
      decode_piece (charset, stream, length, begin, cuts[i], flags, utf8, cells, &shown);
      begin = cuts[i];
    }

  g_assert_cmpuint (shown, ==, length);
  g_assert_cmpmem (utf8->str, utf8->len, whole->utf8->str, whole->utf8->len);
  g_assert_cmpuint (cells->len, ==, whole->cells->len);
  for (guint i = 0; i < cells->len; i++)
    {
      const SockeyeCell *a = &g_array_index (cells, SockeyeCell, i);
      const SockeyeCell *b = &g_array_index (whole->cells, SockeyeCell, i);

      g_assert_true (a->text == b->text && a->bytes == b->bytes && a->text_length == b->text_length
                     && a->bytes_length == b->bytes_length && a->kind == b->kind);
    }
}

static const char *const samples[] = {
  "中文 English, 混在一起。第二行\nend",
  "ÿ€😀𠀀 four bytes each in GB18030, 你好",
  "日本語のテキスト、ソ表示ｱｲｳ",
  "안녕하세요 세계",
  "日本語中文繁體字測試",
  "éàüñ ÿ",
  "😀😁𐍈a😂",
};

/* Each pair of cuts of each text that the encoding has */
static void
test_every_cut (void)
{
  guint n;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);

  for (guint i = 0; i < n; i++)
    {
      guint tried = 0;

      for (guint k = 0; k < G_N_ELEMENTS (samples); k++)
        {
          g_autoptr (GBytes) bytes = sockeye_charset_encode (charsets[i], samples[k], -1, NULL);
          g_autoptr (SockeyeText) whole = sockeye_text_new ();
          const guint8 *data;
          gsize length;

          if (bytes == NULL)
            continue;
          tried++;
          data = g_bytes_get_data (bytes, &length);
          sockeye_text_decode (whole, charsets[i], data, length, 0, PLAIN);
          g_assert_cmpstr (whole->utf8->str, ==, samples[k]);
          for (gsize one = 1; one < length; one++)
            for (gsize two = one; two < length; two++)
              {
                const gsize cuts[] = { one, two > one ? two : length, length };

                assert_pieces (charsets[i], data, length, cuts, PLAIN);
                assert_pieces (charsets[i], data, length, cuts, 0);
              }
        }
      g_test_message ("%s: %u texts", charsets[i]->label, tried);
      g_assert_cmpuint (tried, >, 0);
    }
}

/* Bytes that are often the beginnings and ends of characters */
static guint8
get_random_byte (guint style)
{
  static const guint8 tricky[] = { 0x00, 0x0A, 0x30, 0x39, 0x41, 0x80, 0x81, 0x84, 0x90,
                                   0x9F, 0xA0, 0xBD, 0xBF, 0xC2, 0xC4, 0xD8, 0xDC, 0xE0,
                                   0xE3, 0xE4, 0xED, 0xF0, 0xF4, 0xFE, 0xFF };

  switch (style)
    {
    case 0:
      return (guint8) g_test_rand_int_range (0, 256);
    case 1:
      return tricky[g_test_rand_int_range (0, G_N_ELEMENTS (tricky))];
    default:
      return g_test_rand_int_range (0, 2) ? (guint8) g_test_rand_int_range (0x30, 0x3A)
                                          : (guint8) g_test_rand_int_range (0x81, 0xFF);
    }
}

/* Whatever the bytes and the cuts: every byte is shown once, and just as without cuts. */
static void
test_random (void)
{
  guint n;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);
  guint rounds = g_test_quick () ? 1500 : 30000;

  for (guint round = 0; round < rounds; round++)
    {
      guint8 stream[64];
      gsize cuts[65];
      gsize length = (gsize) g_test_rand_int_range (1, sizeof stream);
      gsize at = 0;

      for (gsize i = 0; i < length; i++)
        stream[i] = get_random_byte (round % 3);
      for (guint i = 0; at < length; i++)
        {
          at += (gsize) g_test_rand_int_range (1, round % 2 ? 4 : 12);
          at = MIN (at, length);
          cuts[i] = at;
        }
      for (guint i = 0; i < n; i++)
        assert_pieces (charsets[i], stream, length, cuts, PLAIN);
    }
}

/* The same for display, in which only a combining mark at the beginning of a row depends on the row's beginning. */
static void
test_random_display (void)
{
  guint n;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);

  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (SockeyeText) text = sockeye_text_new ();
      guint8 stream[64];
      gsize length = (gsize) g_test_rand_int_range (1, sizeof stream);

      for (gsize i = 0; i < length; i++)
        stream[i] = get_random_byte (round % 3);
      for (guint i = 0; i < n; i++)
        {
          sockeye_text_decode (text, charsets[i], stream, length, 0, 0);
          assert_cells (text, 0);
          g_assert_cmpuint (text->consumed, ==, length);
          g_assert_true (g_utf8_validate (text->utf8->str, (gssize) text->utf8->len, NULL));
          for (const char *p = text->utf8->str; *p != '\0'; p = g_utf8_next_char (p))
            g_assert_true (g_unichar_isprint (g_utf8_get_char (p)));
        }
    }
}

/* Every pair of bytes, and the C library's own word on it */
static void
test_tables (void)
{
  static const char *const ids[] = { "gb18030", "big5", "cp932", "euc-kr" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const SockeyeCharset *charset = sockeye_charset_find (ids[i]);
      GIConv converter = g_iconv_open ("UTF-8", charset->iconv_name);
      g_autoptr (SockeyeText) text = sockeye_text_new ();

      for (guint pair = 0; pair < 0x10000; pair++)
        {
          const guint8 bytes[] = { (guint8) (pair >> 8), (guint8) pair };
          char out[16];
          char *in = (char *) bytes;
          char *end = out;
          gsize in_left = 2;
          gsize out_left = sizeof out;
          gsize result;

          g_iconv (converter, NULL, NULL, NULL, NULL);
          result = g_iconv (converter, &in, &in_left, &end, &out_left);
          if (result == (gsize) -1 && errno == EINVAL && in_left == 2)
            continue; /* the first half of four bytes */
          sockeye_text_decode (text, charset, bytes, 2, 0, PLAIN);
          if (result == 0)
            g_assert_cmpmem (text->utf8->str, text->utf8->len, out, sizeof out - out_left);
          else
            g_assert_nonnull (strstr (text->utf8->len > 0 && text->utf8->str[0] == '\0' ? text->utf8->str + 1
                                                                                        : text->utf8->str,
                                      "\\x"));
        }
      g_iconv_close (converter);
    }
}

/* Every Unicode character goes through the four bytes of GB18030 and back. */
static void
test_gb18030_all (void)
{
  const SockeyeCharset *charset = sockeye_charset_find ("gb18030");
  g_autoptr (SockeyeText) text = sockeye_text_new ();
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *encoded = NULL;
  GIConv converter = g_iconv_open ("GB18030", "UTF-8");
  gsize written;

  for (gunichar c = 0x20; c < 0x110000; c++)
    if (g_unichar_validate (c) && (c < 0xE0000 || c > 0xE007F))
      {
        char utf8[6];
        char out[8];
        char *in = utf8;
        char *end = out;
        gsize in_left = (gsize) g_unichar_to_utf8 (c, utf8);
        gsize length = in_left;
        gsize out_left = sizeof out;

        if (g_iconv (converter, &in, &in_left, &end, &out_left) == 0)
          g_string_append_len (all, utf8, (gssize) length);
      }
  g_iconv_close (converter);
  g_assert_cmpuint (g_utf8_strlen (all->str, -1), >, 1000000);
  encoded = g_convert (all->str, (gssize) all->len, "GB18030", "UTF-8", NULL, &written, NULL);
  g_assert_nonnull (encoded);
  sockeye_text_decode (text, charset, (const guint8 *) encoded, written, 0, PLAIN);
  g_assert_cmpmem (text->utf8->str, text->utf8->len, all->str, all->len);
}

static gpointer
decode_in_thread (gpointer data)
{
  g_autoptr (SockeyeText) text = sockeye_text_new ();

  for (guint i = 0; i < 2000; i++)
    {
      sockeye_text_decode (text, data, (const guint8 *) "\xc4\xe3\xba\xc3", 4, 0, 0);
      g_assert_cmpuint (text->consumed, ==, 4);
    }
  return g_strdup (text->utf8->str);
}

static void
test_threads (void)
{
  guint n;
  const SockeyeCharset *const *charsets = sockeye_charset_list (&n);
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("decode", decode_in_thread, (gpointer) charsets[i % 2 + 1]);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *text = g_thread_join (threads[i]);

      g_assert_cmpstr (text, ==, "你好");
    }
}

/* Run with -m perf; printed, not judged. */
static void
test_speed (void)
{
  static const char *const ids[] = { "utf-8", "gb18030", "utf-16le", "iso-8859-1" };
  static const char *const texts[] = { "The quick brown fox jumps over the lazy dog. ",
                                       "中文文本解码速度测试，" };

  if (!g_test_perf ())
    {
      g_test_skip ("only with -m perf");
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
      for (guint flags = 0; flags < 2; flags++)
        {
          const SockeyeCharset *charset = sockeye_charset_find (ids[i]);
          g_autoptr (GBytes) one = sockeye_charset_encode (charset, texts[k], -1, NULL);
          g_autoptr (GByteArray) many = g_byte_array_new ();
          g_autoptr (SockeyeText) text = sockeye_text_new ();
          const guint rounds = 400;

          if (one == NULL)
            continue;
          while (many->len < 65536)
            g_byte_array_append (many, g_bytes_get_data (one, NULL), (guint) g_bytes_get_size (one));
          g_test_timer_start ();
          for (guint round = 0; round < rounds; round++)
            sockeye_text_decode (text, charset, many->data, many->len, 0, flags ? PLAIN : 0);
          g_test_maximized_result (rounds * (double) many->len / 1e6 / g_test_timer_elapsed (),
                                   "%s %s %s MB/s", ids[i], k ? "Chinese" : "ASCII",
                                   flags ? "plain" : "display");
          g_test_message ("%s %s %s: %.0f MB/s", ids[i], k ? "Chinese" : "ASCII", flags ? "plain" : "display",
                          rounds * (double) many->len / 1e6 / g_test_timer_last ());
        }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/cases", test_cases);
  g_test_add_func ("/text/plain-nul", test_plain_nul);
  g_test_add_func ("/text/every-cut", test_every_cut);
  g_test_add_func ("/text/random", test_random);
  g_test_add_func ("/text/random-display", test_random_display);
  g_test_add_func ("/text/tables", test_tables);
  g_test_add_func ("/text/gb18030-all", test_gb18030_all);
  g_test_add_func ("/text/threads", test_threads);
  g_test_add_func ("/text/speed", test_speed);
  return g_test_run ();
}
