/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "string-literal.h"

#include <gio/gio.h>
#include <string.h>

#define TRICKY                                                                                               \
  "\xc4\xe3"                                                                                                 \
  "1-%'\"\\?\?=\?\?/`$!\r\t\0007"

static GBytes *
make_all_bytes (void)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < 512; i++)
    {
      guint8 byte = (guint8) (i * 7);

      g_byte_array_append (bytes, &byte, 1);
    }
  g_byte_array_append (bytes, (const guint8 *) TRICKY, sizeof TRICKY - 1);
  return g_byte_array_free_to_bytes (bytes);
}

static void
test_c (void)
{
  static const struct
  {
    const char *bytes;
    const char *literal;
  } cases[] = {
    { "", "\"\"" },
    { "a\nb", "\"a\\n\"\n  \"b\"" },
    { "ends\n", "\"ends\\n\"" },
    { "你好", "\"你好\"" },
    { "\xc4\xe3"
      "f",
      "\"\\xC4\\xE3\" \"f\"" },
    { "\xc4\xe3g", "\"\\xC4\\xE3g\"" },
    { "\x01你"
      "f",
      "\"\\x01你f\"" },
    { "what?\?!?", "\"what?\\?!?\"" },
    { "\"\\", "\"\\\"\\\\\"" },
    { "a\u202eb", "\"a\\xE2\\x80\\xAE\" \"b\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      sockeye_string_literal_append_c (text, (const guint8 *) cases[i].bytes, strlen (cases[i].bytes), "  ");
      g_assert_cmpstr (text->str, ==, cases[i].literal);
    }
}

static void
test_python (void)
{
  static const struct
  {
    const char *bytes;
    const char *literal;
  } cases[] = {
    { "", "b\"\"" },
    { "abc\n", "b\"abc\\n\"" },
    { "a\nb", "(\n  b\"a\\n\"\n  b\"b\"\n)" },
    { "你\n\"", "(\n  \"你\\n\"\n  \"\\\"\"\n).encode()" },
    { "你\x01", "b\"\\xe4\\xbd\\xa0\\x01\"" },
    { "\xc4\xe3"
      "f",
      "b\"\\xc4\\xe3f\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      sockeye_string_literal_append_python (text, (const guint8 *) cases[i].bytes, strlen (cases[i].bytes),
                                            "  ");
      g_assert_cmpstr (text->str, ==, cases[i].literal);
    }
}

/* What it prints has to be the bytes. */
static void
assert_prints (const char *interpreter, const char *option, const char *source, GBytes *bytes)
{
  g_autofree char *path = g_find_program_in_path (interpreter);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) printed = NULL;
  g_autoptr (GSubprocess) process = NULL;

  if (path == NULL)
    {
      g_test_skip (interpreter);
      return;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, path, option, source, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate (process, NULL, NULL, &printed, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_cmpmem (g_bytes_get_data (printed, NULL), g_bytes_get_size (printed),
                   g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_shells_print (void)
{
  g_autoptr (GBytes) all = make_all_bytes ();
  g_autoptr (GBytes) option = g_bytes_new_static ("-e %s 你", strlen ("-e %s 你"));
  GBytes *cases[] = { all, option };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) source = g_string_new ("printf ");

      sockeye_string_literal_append_printf (source, g_bytes_get_data (cases[i], NULL),
                                            g_bytes_get_size (cases[i]));
      assert_prints ("bash", "-c", source->str, cases[i]);
      assert_prints ("sh", "-c", source->str, cases[i]);
    }
}

static void
test_python_prints (void)
{
  g_autoptr (GBytes) all = make_all_bytes ();
  g_autoptr (GBytes) text = g_bytes_new_static ("你 \"好\"\n\t\\n\\", strlen ("你 \"好\"\n\t\\n\\"));
  GBytes *cases[] = { all, text };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) source = g_string_new ("import sys\nM = ");

      sockeye_string_literal_append_python (source, g_bytes_get_data (cases[i], NULL),
                                            g_bytes_get_size (cases[i]), "    ");
      g_string_append (source, "\nsys.stdout.buffer.write(M)\n");
      assert_prints ("python3", "-c", source->str, cases[i]);
    }
}

static void
test_python_strings_print (void)
{
  static const char *const cases[] = { "plain",
                                       "a \"b\" \\n 'c' ?"
                                       "?=",
                                       "你好", "\n\t\x01", "\xE2\x80\x8B\xEF\xBB\xBF" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) source = g_string_new ("import sys\nS = ");
      g_autoptr (GBytes) wanted = g_bytes_new_static (cases[i], strlen (cases[i]));

      sockeye_string_literal_append_python_string (source, cases[i]);
      g_string_append (source, "\nsys.stdout.buffer.write(S.encode())\n");
      assert_prints ("python3", "-c", source->str, wanted);
    }
}

static void
test_shell_words (void)
{
  static const char *const words[] = {
    "127.0.0.1", "fe80::1%eth0", "[::1]",          "it's",        "",  "a b", "$x",
    "~",         "你好 it's",    "a\nb'\x01\t%d1", "\xFF'\\\xE4", NULL
  };

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (GString) source = g_string_new ("printf %s ");
      g_autoptr (GBytes) wanted = g_bytes_new_static (words[i], strlen (words[i]));

      sockeye_string_literal_append_shell (source, words[i]);
      assert_prints ("bash", "-c", source->str, wanted);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/string-literal/c", test_c);
  g_test_add_func ("/string-literal/python", test_python);
  g_test_add_func ("/string-literal/python-prints", test_python_prints);
  g_test_add_func ("/string-literal/python-strings-print", test_python_strings_print);
  g_test_add_func ("/string-literal/shells-print", test_shells_print);
  g_test_add_func ("/string-literal/shell-words", test_shell_words);
  return g_test_run ();
}
