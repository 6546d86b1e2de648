/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "file-error.h"

#include <string.h>

/* The name stands in what GIO says, and must not be there again. */
static void
assert_nameless (const GError *error, const char *reason)
{
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "sockeye-nothing"));
  g_assert_cmpstr (sockeye_file_error_get_reason (error), ==, reason);
}

static void
test_reasons (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/sockeye-nothing");
  g_autoptr (GFileInputStream) read = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) info_error = NULL;
  g_autoptr (GError) file_error = NULL;

  read = g_file_read (file, NULL, &read_error);
  assert_nameless (read_error, "No such file or directory");
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, &info_error);
  assert_nameless (info_error, "No such file or directory");
  g_assert_false (g_file_set_contents ("/dev/null/sockeye-nothing", "", 0, &file_error));
  assert_nameless (file_error, "Not a directory");
}

/* What is no file's error keeps its words. */
static void
test_others (void)
{
  g_autoptr (GError) own = g_error_new_literal (SOCKEYE_ERROR, SOCKEYE_ERROR_STORE, "It was lost");
  g_autoptr (GError) failed = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "It failed");

  g_assert_cmpstr (sockeye_file_error_get_reason (own), ==, "It was lost");
  g_assert_cmpstr (sockeye_file_error_get_reason (failed), ==, "It failed");
  g_assert_cmpstr (sockeye_file_error_advise_saving (own), ==, "Choose another place, and save again.");
}

static void
test_advice (void)
{
  static const struct
  {
    GQuark (*get_domain) (void);
    int code;
    const char *saving;  /* a part of it */
    const char *opening; /* the same */
  } cases[] = {
    { g_io_error_quark, G_IO_ERROR_NO_SPACE, "Make room", "Open it again" },
    { g_io_error_quark, G_IO_ERROR_PERMISSION_DENIED, "you may write to", "you may read" },
    { g_io_error_quark, G_IO_ERROR_READ_ONLY, "you may write to", "Open it again" },
    { g_io_error_quark, G_IO_ERROR_NOT_FOUND, "a folder that is there", "moved or removed" },
    { g_io_error_quark, G_IO_ERROR_FILENAME_TOO_LONG, "a shorter name", "choose another file" },
    { g_io_error_quark, G_IO_ERROR_IS_DIRECTORY, "Choose another place", "choose another file" },
    { g_file_error_quark, G_FILE_ERROR_NOSPC, "Make room", "Open it again" },
    { g_file_error_quark, G_FILE_ERROR_PERM, "you may write to", "you may read" },
    { g_file_error_quark, G_FILE_ERROR_NOENT, "a folder that is there", "moved or removed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (cases[i].get_domain (), cases[i].code, "x");

      g_assert_nonnull (strstr (sockeye_file_error_advise_saving (error), cases[i].saving));
      g_assert_nonnull (strstr (sockeye_file_error_advise_opening (error), cases[i].opening));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-error/reasons", test_reasons);
  g_test_add_func ("/file-error/others", test_others);
  g_test_add_func ("/file-error/advice", test_advice);
  return g_test_run ();
}
