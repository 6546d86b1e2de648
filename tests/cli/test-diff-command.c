/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-export.h"
#include "diff-command.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Captures are saved by the test, and compared by a process of its own, whose output and status are looked at. */

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static char *
save (const char *folder, const char *name, const char *const *received)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeCaptureExport what = { .format = SOCKEYE_EXPORT_PCAPNG, .text = { .end = G_MAXUINT64 } };
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SockeyeCapture) capture = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SockeyeEndpoint local, remote;
  guint32 peer;

  limits.directory = folder;
  limits.leave_free = 0;
  what.text.charset = sockeye_charset_find ("utf-8");
  capture = sockeye_capture_new (&limits);
  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", 40000, NULL));
  peer = sockeye_sink_add_peer (SOCKEYE_SINK (capture), &local, &remote, TRUE, 1000);
  for (guint i = 0; received[i] != NULL; i++)
    g_assert_true (sockeye_sink_append (SOCKEYE_SINK (capture), SOCKEYE_RECORD_RECEIVED, 0, peer, 1000,
                                        (const guint8 *) received[i], strlen (received[i])));
  sockeye_sink_publish (SOCKEYE_SINK (capture));
  sockeye_capture_export_async (capture, &what, file, NULL, NULL, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  sockeye_capture_export_finish (result, NULL, NULL, &error);
  g_assert_no_error (error);
  return path;
}

/* In the process: what "diff" is to be given comes by the environment. */
static void
run (void)
{
  GStrv arguments = g_strsplit (g_getenv ("SOCKEYE_TEST_ARGUMENTS"), "|", -1);
  SockeyeDiffStatus status = sockeye_diff_command_run (arguments);

  g_strfreev (arguments);
  exit ((int) status);
}

static void
check (SockeyeDiffStatus status, const char *output, const char *errors, const char *arguments)
{
  g_setenv ("SOCKEYE_TEST_ARGUMENTS", arguments, TRUE);
  g_test_trap_subprocess ("/diff-command/subprocess/run", 0, 0);
  if (status == SOCKEYE_DIFF_STATUS_SAME)
    g_test_trap_assert_passed ();
  else
    g_test_trap_assert_failed ();
  g_test_trap_assert_stdout (output);
  g_test_trap_assert_stderr (errors);
}

static void
test_statuses (void)
{
  static const char *const once[] = { "one\ntwo\n", NULL };
  static const char *const cut[] = { "on", "e\ntwo", "\n", NULL };
  static const char *const other[] = { "one\n", "2\n", NULL };
  g_autofree char *folder = g_dir_make_tmp ("sockeye-test-XXXXXX", NULL);
  g_autofree char *one = save (folder, "one.pcapng", once);
  g_autofree char *same = save (folder, "same.pcapng", cut);
  g_autofree char *changed = save (folder, "changed.pcapng", other);
  g_autofree char *equal = g_strdup_printf ("%s|%s", one, same);
  g_autofree char *different = g_strdup_printf ("%s|%s", one, changed);
  g_autofree char *missing = g_strdup_printf ("%s|%s/none.pcapng", one, folder);
  g_autofree char *pipe = g_build_filename (folder, "pipe.pcapng", NULL);
  g_autofree char *endless = g_strdup_printf ("%s|%s", one, pipe);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  check (SOCKEYE_DIFF_STATUS_SAME, "*", "", equal);
  check (SOCKEYE_DIFF_STATUS_DIFFERENT,
         "*+++ *changed.pcapng\n# 1 changed, 1 equal\n# Streams are compared in pieces: *\n# In each row: *\n"
         "@@ -1,2 +1,2 @@\n*← 4 B one\\n\n*-*← 4 B two\\n\n+*← 2 B 2\\n\n*",
         "", different);
  check (SOCKEYE_DIFF_STATUS_TROUBLE, "*", "sockeye-cli: *none.pcapng*", missing);
  /* Nobody writes there. */
  check (SOCKEYE_DIFF_STATUS_TROUBLE, "*", "sockeye-cli: *pipe.pcapng” is no ordinary file*", endless);
  check (SOCKEYE_DIFF_STATUS_TROUBLE, "*", "sockeye-cli: “diff” wants two captures*", one);
  check (SOCKEYE_DIFF_STATUS_SAME, "*sockeye-cli diff BEFORE.pcapng AFTER.pcapng*Status: 0 *← received*", "",
         "--help");
  check (SOCKEYE_DIFF_STATUS_SAME, "*sockeye-cli diff BEFORE.pcapng AFTER.pcapng*", "", "-h");
  g_unlink (one);
  g_unlink (same);
  g_unlink (changed);
  g_unlink (pipe);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diff-command/statuses", test_statuses);
  g_test_add_func ("/diff-command/subprocess/run", run);
  return g_test_run ();
}
