/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "literal.h"

#include <string.h>

static void
test_c (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sockeye_literal_append_c (text, "data", (const guint8 *) "A\0\xff", 3);
  g_assert_cmpstr (text->str, ==, "static const unsigned char data[3] = {\n  0x41, 0x00, 0xff,\n};\n");

  g_string_truncate (text, 0);
  sockeye_literal_append_c (text, "data", (const guint8 *) "0123456789abc", 13);
  g_assert_nonnull (strstr (text->str, "0x62,\n  0x63,\n};\n"));

  g_string_truncate (text, 0);
  sockeye_literal_append_c (text, "none", NULL, 0);
  g_assert_cmpstr (text->str, ==, "static const unsigned char none[0] = {};\n");
}

static void
test_python (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sockeye_literal_append_python (text, (const guint8 *) "a\"\\\r\n\t\0\xe4'", 9);
  g_assert_cmpstr (text->str, ==, "b\"a\\\"\\\\\\r\\n\\t\\x00\\xe4'\"\n");
}

/* The interpreter itself says whether all 256 bytes, over several lines, come back. */
static void
test_python_reads_it (void)
{
  g_autoptr (GString) text = g_string_new ("import sys\nsys.exit(0 if bytes(range(256)) == \\\n");
  g_autofree char *python = g_find_program_in_path ("python3");
  g_autoptr (GError) error = NULL;
  const char *arguments[] = { python, "-c", NULL, NULL };
  guint8 all[256];
  gint status;

  if (python == NULL)
    {
      g_test_skip ("no python3");
      return;
    }
  for (guint i = 0; i < 256; i++)
    all[i] = (guint8) i;
  sockeye_literal_append_python (text, all, sizeof all);
  g_string_truncate (text, text->len - 1);
  g_string_append (text, " else 1)\n");
  arguments[2] = text->str;
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/literal/c", test_c);
  g_test_add_func ("/literal/python", test_python);
  g_test_add_func ("/literal/python-reads-it", test_python_reads_it);
  return g_test_run ();
}
