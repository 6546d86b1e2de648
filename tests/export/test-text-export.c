/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture.h"
#include "errors.h"
#include "text-export.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TIME G_GINT64_CONSTANT (1763827541240123) /* 2025-11-22 16:05:41.240123 UTC */

typedef struct
{
  SockeyeCapture *capture;
  SockeyeSink *sink;
  guint32 stream;
  char *folder;
  GFile *file;
  SockeyeTextExport what;

  gint64 time;
  guint progress_calls;
  goffset progress_last;
  GCancellable *cancel_on_progress;
} Fixture;

static guint32
add_peer (Fixture *fixture, guint16 port)
{
  SockeyeEndpoint local, remote;

  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL));

  return sockeye_sink_add_peer (fixture->sink, &local, &remote, TRUE, TIME);
}

static void
receive (Fixture *fixture, gconstpointer bytes, gsize length)
{
  g_assert_true (sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_RECEIVED, 0, fixture->stream,
                                      fixture->time, bytes, length));
  sockeye_sink_publish (fixture->sink);
  fixture->time += 1000;
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autofree char *name = NULL;

  limits.quota = 512u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  fixture->capture = sockeye_capture_new (&limits);
  fixture->sink = SOCKEYE_SINK (fixture->capture);
  fixture->stream = add_peer (fixture, 40112);
  fixture->time = TIME;
  fixture->folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  name = g_build_filename (fixture->folder, "log.txt", NULL);
  fixture->file = g_file_new_for_path (name);
  fixture->what = (SockeyeTextExport){ .end = G_MAXUINT64,
                                       .charset = sockeye_charset_find ("utf-8"),
                                       .form = SOCKEYE_LOG_FORM_TEXT,
                                       .time = SOCKEYE_LOG_TIME_ABSOLUTE };
}

/* Nothing but what was put there may be in the folder: no half-written file stays. */
static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_file_delete (fixture->file, NULL, NULL); /* there is none where nothing was to be written */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_object_unref (fixture->file);
  g_clear_object (&fixture->cancel_on_progress);
  g_object_unref (fixture->capture);
}

static void
keep_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
count_progress (goffset current, goffset total, gpointer data)
{
  Fixture *fixture = data;

  g_assert_cmpint (current, >, fixture->progress_last);
  g_assert_cmpint (current, <=, total);
  fixture->progress_last = current;
  fixture->progress_calls++;
  if (fixture->cancel_on_progress != NULL)
    g_cancellable_cancel (fixture->cancel_on_progress);
}

static gboolean
save_to (Fixture *fixture,
         GFile *file,
         GCancellable *cancellable,
         guint64 *records,
         guint64 *bytes,
         GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  fixture->progress_last = 0;
  sockeye_text_export_async (fixture->capture, &fixture->what, file, count_progress, fixture, cancellable,
                             keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return sockeye_text_export_finish (result, records, bytes, error);
}

static char *
save (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint64 bytes;
  gsize length;
  char *contents;

  g_assert_true (save_to (fixture, fixture->file, NULL, NULL, &bytes, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, &length, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, bytes);
  g_assert_cmpuint (strlen (contents), ==, length);

  return contents;
}

static void
test_format (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    SockeyeLogForm form;
    SockeyeLogTime time;
    const char *contents;
  } cases[] = {
    { SOCKEYE_LOG_FORM_TEXT, SOCKEYE_LOG_TIME_ABSOLUTE,
      "2025-11-22 16:05:41.240123 ← 127.0.0.1:40112 5 B hello\n"
      "2025-11-22 16:05:41.241123 ← 127.0.0.1:40112 23 B a␍\n"
      "\t\n"
      "\t16:05:41 ← evil␀\\xFF\n"
      "2025-11-22 16:05:41.242123 ← 127.0.0.1:40112 3 B 上\n" },
    { SOCKEYE_LOG_FORM_HEX, SOCKEYE_LOG_TIME_SINCE_START,
      "+0.000000 ← 127.0.0.1:40112 5 B 68 65 6C 6C 6F\n"
      "+0.001000 ← 127.0.0.1:40112 23 B 61 0D 0A 0A 31 36 3A 30 35 3A 34 31 20 E2 86 90\n"
      "\t20 65 76 69 6C 00 FF\n"
      "+0.002000 ← 127.0.0.1:40112 3 B E4 B8 8A\n" },
  };

  receive (fixture, "hello", 5);
  receive (fixture, "a\r\n\n16:05:41 ← evil\0\xff", 23);
  receive (fixture, "上", 3);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *contents = NULL;

      fixture->what.form = cases[i].form;
      fixture->what.time = cases[i].time;
      contents = save (fixture);
      g_assert_cmpstr (contents, ==, cases[i].contents);
    }
}

/* Only the range that was asked for; nothing is cut; times count from the given moment. */
static void
test_range (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *line = g_strnfill (300000, 'x');
  g_autofree char *contents = NULL;
  g_autofree char *expected = g_strconcat ("+0.001000 ← 127.0.0.1:40112 300000 B ", line, "\n", NULL);

  receive (fixture, "before", 6);
  receive (fixture, line, 300000);
  receive (fixture, "after", 5);
  fixture->what.first = 1;
  fixture->what.end = 2;
  fixture->what.time = SOCKEYE_LOG_TIME_SINCE_START;
  fixture->what.origin = TIME;
  contents = save (fixture);
  g_assert_cmpstr (contents, ==, expected);
}

static void
test_empty (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *contents = save (fixture);

  g_assert_cmpstr (contents, ==, "");
}

static void
test_gone (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *contents = NULL;

  receive (fixture, "a", 1);
  receive (fixture, "b", 1);
  sockeye_capture_discard_before (fixture->capture, 1);
  sockeye_sink_publish (fixture->sink);
  contents = save (fixture);
  g_assert_cmpstr (contents, ==, "2025-11-22 16:05:41.241123 ← 127.0.0.1:40112 1 B b\n");
}

/* Random bytes as hex: what was received can be read back from the file, byte for byte. */
static void
test_round_trip (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GByteArray) in = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_auto (GStrv) lines = NULL;
  g_autofree char *contents = NULL;

  for (guint i = 0; i < 200; i++)
    {
      guint8 bytes[100];
      gsize length = (gsize) g_test_rand_int_range (1, sizeof bytes);

      for (gsize k = 0; k < length; k++)
        bytes[k] = (guint8) g_test_rand_int_range (0, 256);
      receive (fixture, bytes, length);
      g_byte_array_append (in, bytes, (guint) length);
    }

  fixture->what.form = SOCKEYE_LOG_FORM_HEX;
  contents = save (fixture);
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *heading = strstr (lines[i], " B ");
      const char *at = heading != NULL ? heading + 3 : lines[i];

      for (; *at != '\0'; at++)
        if (g_ascii_isxdigit (at[0]) && g_ascii_isxdigit (at[1]))
          {
            guint8 byte = (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1]));

            g_byte_array_append (out, &byte, 1);
            at++;
          }
    }
  g_assert_cmpmem (in->data, in->len, out->data, out->len);
}

/* Enough that it is still going on when the first progress is told. */
static void
receive_much (Fixture *fixture)
{
  g_autofree char *line = g_strnfill (1 << 20, '\x01');

  for (guint i = 0; i < 16; i++)
    receive (fixture, line, 1 << 20);
}

static void
assert_unchanged (Fixture *fixture)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "old\n");
}

static void
test_cancel (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_replace_contents (fixture->file, "old\n", 4, NULL, FALSE, 0, NULL, NULL, NULL));
  receive_much (fixture);
  fixture->cancel_on_progress = g_cancellable_new ();
  g_assert_false (save_to (fixture, fixture->file, fixture->cancel_on_progress, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (strstr (error->message, "log.txt"));
  g_assert_cmpuint (fixture->progress_calls, ==, 1);
  assert_unchanged (fixture);
}

/* Where there was no file, there is none. */
static void
test_cancel_new (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  receive_much (fixture);
  fixture->cancel_on_progress = g_cancellable_new ();
  g_assert_false (save_to (fixture, fixture->file, fixture->cancel_on_progress, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_query_exists (fixture->file, NULL));
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_replace_contents (fixture->file, "old\n", 4, NULL, FALSE, 0, NULL, NULL, NULL));
  receive (fixture, "new", 3);
  fixture->cancel_on_progress = g_cancellable_new ();
  g_cancellable_cancel (fixture->cancel_on_progress);
  g_assert_false (save_to (fixture, fixture->file, fixture->cancel_on_progress, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->progress_calls, ==, 0);
  assert_unchanged (fixture);
}

static void
test_progress (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  guint64 records;

  receive_much (fixture);
  g_assert_true (save_to (fixture, fixture->file, NULL, &records, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (records, ==, 16);
  g_assert_cmpuint (fixture->progress_calls, >, 0);
}

static void
test_unwritable (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const paths[] = { "/nonexistent/folder/log.txt", "/proc/log.txt", "/dev/full" };

  receive (fixture, "new", 3);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);

      g_assert_false (save_to (fixture, file, NULL, NULL, NULL, &error));
      g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
      g_assert_nonnull (strstr (error->message, paths[i]));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

/* Saving to a symbolic link replaces what it points to, and it stays a link. */
static void
test_symbolic_link (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = g_build_filename (fixture->folder, "link.txt", NULL);
  g_autoptr (GFile) link = g_file_new_for_path (name);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;

  g_assert_true (g_file_replace_contents (fixture->file, "old\n", 4, NULL, FALSE, 0, NULL, NULL, NULL));
  g_assert_cmpint (symlink ("log.txt", name), ==, 0);
  receive (fixture, "new", 3);
  fixture->what.time = SOCKEYE_LOG_TIME_SINCE_START;
  g_assert_true (save_to (fixture, link, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (name, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "+0.000000 ← 127.0.0.1:40112 3 B new\n");
  g_assert_cmpint (g_unlink (name), ==, 0);
}

/* Saved as it is shown: with a framing rule its messages, in the raw form the text alone. Both end with what is there. */
static void
test_framing (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const SockeyeFraming lines = { .kind = SOCKEYE_FRAMING_DELIMITER,
                                 .delimiter = { '\n' },
                                 .delimiter_length = 1 };
  g_autofree char *contents = NULL;
  g_autofree char *text = NULL;

  receive (fixture, "first li", 8);
  receive (fixture, "ne\nsecond\nthi", 13);
  fixture->what.time = SOCKEYE_LOG_TIME_SINCE_START;
  fixture->what.framing = lines;
  g_assert_true (save_to (fixture, fixture->file, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL));
  g_assert_true (g_str_has_prefix (contents, "+0.000000 ← 127.0.0.1:40112 11 B first line\n"
                                             "+0.001000 ← 127.0.0.1:40112 7 B second\n"
                                             "+0.001000 ← 127.0.0.1:40112 3 B thi"));

  fixture->what.form = SOCKEYE_LOG_FORM_RAW;
  g_assert_true (save_to (fixture, fixture->file, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_load_contents (fixture->file, NULL, &text, NULL, NULL, NULL));
  g_assert_cmpstr (text, ==, "first line\nsecond\nthi\n");
}

static void
add (const char *name, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/text-export/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  g_test_init (&argc, &argv, NULL);

  add ("format", test_format);
  add ("range", test_range);
  add ("empty", test_empty);
  add ("gone", test_gone);
  add ("round-trip", test_round_trip);
  add ("cancel", test_cancel);
  add ("cancel-new", test_cancel_new);
  add ("cancelled-before", test_cancelled_before);
  add ("progress", test_progress);
  add ("unwritable", test_unwritable);
  add ("symbolic-link", test_symbolic_link);
  add ("framing", test_framing);

  return g_test_run ();
}
