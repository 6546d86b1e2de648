/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture.h"
#include "errors.h"
#include "live-export.h"

#include <glib/gstdio.h>
#include <time.h>

#define TIME    G_GINT64_CONSTANT (1763827541240123)
#define TIMEOUT (60 * G_USEC_PER_SEC)

typedef struct
{
  SockeyeCapture *capture;
  SockeyeSink *sink;
  guint32 peer;
  char *folder;
  GFile *file;
  SockeyeTextExport what;
  SockeyeLiveExport *export;
  GAsyncResult *result;
} Fixture;

static void
receive (Fixture *fixture, const char *bytes)
{
  g_assert_true (sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_RECEIVED, 0, fixture->peer, TIME,
                                      (const guint8 *) bytes, strlen (bytes)));
  sockeye_sink_publish (fixture->sink);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  SockeyeEndpoint local, remote;
  g_autofree char *name = NULL;

  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  fixture->capture = sockeye_capture_new (&limits);
  fixture->sink = SOCKEYE_SINK (fixture->capture);
  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", 40112, NULL));
  fixture->peer = sockeye_sink_add_peer (fixture->sink, &local, &remote, TRUE, TIME);
  fixture->folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  name = g_build_filename (fixture->folder, "log.txt", NULL);
  fixture->file = g_file_new_for_path (name);
  fixture->what = (SockeyeTextExport){ .charset = sockeye_charset_find ("utf-8"),
                                       .form = SOCKEYE_LOG_FORM_TEXT,
                                       .time = SOCKEYE_LOG_TIME_SINCE_START,
                                       .origin = TIME };
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_file_delete (fixture->file, NULL, NULL); /* there is none where nothing could be written */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_object_unref (fixture->file);
  g_clear_object (&fixture->result);
  g_clear_object (&fixture->export);
  g_object_unref (fixture->capture);
}

static void
keep_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  ((Fixture *) data)->result = g_object_ref (result);
}

static void
start (Fixture *fixture, GFile *file)
{
  fixture->export = sockeye_live_export_new (fixture->capture, &fixture->what, file);
  sockeye_live_export_run_async (fixture->export, keep_result, fixture);
}

static gboolean
wait_for_end (Fixture *fixture, GError **error)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return sockeye_live_export_run_finish (fixture->export, fixture->result, error);
}

static void
wait_for_records (Fixture *fixture, guint64 n)
{
  gint64 until = g_get_monotonic_time () + TIMEOUT;

  while (sockeye_live_export_get_records (fixture->export) < n && g_get_monotonic_time () < until)
    g_usleep (1000);
  g_assert_cmpuint (sockeye_live_export_get_records (fixture->export), ==, n);
}

static void
assert_file (Fixture *fixture, const char *expected)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, expected);
}

static void
stop_and_wait (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  sockeye_live_export_stop (fixture->export);
  g_assert_true (wait_for_end (fixture, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sockeye_live_export_get_lost (fixture->export), ==, 0);
}

/* From the first record that was asked for to the last one before the stop, behind what the file had. */
static void
test_exact (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (g_file_replace_contents (fixture->file, "before\n", 7, NULL, FALSE, 0, NULL, NULL, NULL));
  receive (fixture, "not asked for");
  receive (fixture, "there already");
  fixture->what.first = 1;
  start (fixture, fixture->file);
  wait_for_records (fixture, 1);
  receive (fixture, "two\nlines");
  sockeye_live_export_wake (fixture->export);
  wait_for_records (fixture, 2);
  receive (fixture, "at the stop");
  sockeye_live_export_stop (fixture->export);
  receive (fixture, "too late");
  stop_and_wait (fixture);
  assert_file (fixture, "before\n"
                        "+0.000000 ← 127.0.0.1:40112 13 B there already\n"
                        "+0.000000 ← 127.0.0.1:40112 9 B two\n"
                        "\tlines\n"
                        "+0.000000 ← 127.0.0.1:40112 11 B at the stop\n");
}

/* Everything that came while it ran is there once, in its order. */
static void
test_many (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  const guint n = 20000;

  start (fixture, fixture->file);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("record %u", i);

      receive (fixture, text);
      if (i % 100 == 0)
        sockeye_live_export_wake (fixture->export);
    }
  stop_and_wait (fixture);
  g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL));
  lines = g_strsplit (contents, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, n + 1);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf (" B record %u", i);

      g_assert_true (g_str_has_suffix (lines[i], text));
    }
}

/* The rest of a character comes soon, and the file has the character. */
static void
test_split_character (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  start (fixture, fixture->file);
  receive (fixture, "a");
  sockeye_live_export_wake (fixture->export);
  wait_for_records (fixture, 1);
  receive (fixture, "b\xe4");
  receive (fixture, "\xbd\xa0!");
  stop_and_wait (fixture);
  assert_file (fixture, "+0.000000 ← 127.0.0.1:40112 1 B a\n"
                        "+0.000000 ← 127.0.0.1:40112 2 B b\n"
                        "+0.000000 ← 127.0.0.1:40112 3 B 你!\n");
}

/* It comes when nobody waited for it any longer: every byte is there once. */
static void
test_torn_character (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  start (fixture, fixture->file);
  receive (fixture, "b\xe4");
  wait_for_records (fixture, 1);
  receive (fixture, "\xbd\xa0!");
  wait_for_records (fixture, 2);
  receive (fixture, "\xe4");
  wait_for_records (fixture, 3);
  receive (fixture, "\xbd\xa0");
  stop_and_wait (fixture);
  assert_file (fixture, "+0.000000 ← 127.0.0.1:40112 2 B b\\xE4\n"
                        "+0.000000 ← 127.0.0.1:40112 3 B \\xBD\\xA0!\n"
                        "+0.000000 ← 127.0.0.1:40112 1 B \\xE4\n"
                        "+0.000000 ← 127.0.0.1:40112 2 B \\xBD\\xA0\n");
}

static void
assert_kept (Fixture *fixture, guint number, const char *expected)
{
  g_autofree char *path = g_strdup_printf ("%s/log.txt.%u", fixture->folder, number);
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, expected);
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* No record is in two files, and what the file had counts. The fixture proves that the oldest are gone. */
static void
test_rotation (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (g_file_replace_contents (fixture->file, "before\n", 7, NULL, FALSE, 0, NULL, NULL, NULL));
  receive (fixture, "one");
  receive (fixture, "two");
  receive (fixture, "three");
  receive (fixture, "four");
  receive (fixture, "five");
  fixture->export = sockeye_live_export_new (fixture->capture, &fixture->what, fixture->file);
  sockeye_live_export_set_rotation (fixture->export, 50, 2);
  sockeye_live_export_run_async (fixture->export, keep_result, fixture);
  stop_and_wait (fixture);
  assert_file (fixture, "+0.000000 ← 127.0.0.1:40112 4 B five\n");
  assert_kept (fixture, 1,
               "+0.000000 ← 127.0.0.1:40112 5 B three\n"
               "+0.000000 ← 127.0.0.1:40112 4 B four\n");
  assert_kept (fixture, 2,
               "before\n"
               "+0.000000 ← 127.0.0.1:40112 3 B one\n"
               "+0.000000 ← 127.0.0.1:40112 3 B two\n");
}

/* The file cannot be put aside where a folder is in the way: that is said, and nothing is lost. */
static void
test_rotation_fails (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *obstacle = g_build_filename (fixture->folder, "log.txt.1", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (obstacle, 0700), ==, 0);
  receive (fixture, "one");
  receive (fixture, "two");
  fixture->export = sockeye_live_export_new (fixture->capture, &fixture->what, fixture->file);
  sockeye_live_export_set_rotation (fixture->export, 1, 1);
  sockeye_live_export_run_async (fixture->export, keep_result, fixture);
  g_assert_false (wait_for_end (fixture, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  assert_file (fixture, "+0.000000 ← 127.0.0.1:40112 3 B one\n");
  g_assert_cmpint (g_rmdir (obstacle), ==, 0);
}

static void
test_unwritable (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/proc/nothing/log.txt");
  g_autoptr (GError) error = NULL;

  start (fixture, file);
  g_assert_false (wait_for_end (fixture, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_assert_nonnull (strstr (error->message, "/proc/nothing/log.txt"));
}

/* The disk is full in the middle of it. */
static void
test_full (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/full");
  g_autoptr (GError) error = NULL;

  if (!g_file_query_exists (file, NULL))
    {
      g_test_skip ("there is no /dev/full");
      return;
    }
  start (fixture, file);
  receive (fixture, "does not fit");
  sockeye_live_export_wake (fixture->export);
  g_assert_false (wait_for_end (fixture, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
}

static void
add (const char *name, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/live-export/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  g_test_init (&argc, &argv, NULL);

  add ("exact", test_exact);
  add ("many", test_many);
  add ("split-character", test_split_character);
  add ("torn-character", test_torn_character);
  add ("rotation", test_rotation);
  add ("rotation-fails", test_rotation_fails);
  add ("unwritable", test_unwritable);
  add ("full", test_full);

  return g_test_run ();
}
