/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-export.h"
#include "errors.h"
#include "random-capture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#define TIME G_GINT64_CONSTANT (1763827541240123) /* 2025-11-22 16:05:41.240123 UTC */

typedef struct
{
  char *folder;
  char *path;
  GFile *file;
  SockeyeCapture *capture;
  SockeyeSink *sink;
  SockeyeCaptureExport what;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "x", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->capture = make_capture ();
  fixture->sink = SOCKEYE_SINK (fixture->capture);
  fixture->what.text.end = G_MAXUINT64;
  fixture->what.text.charset = sockeye_charset_find ("utf-8");
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_remove (fixture->path); /* there may be none */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_object_unref (fixture->file);
  g_object_unref (fixture->capture);
}

/* Its sentence stands where "@" does. */
static const SockeyeEvent error_event = { .type = SOCKEYE_EVENT_ERROR,
                                          .operation = SOCKEYE_OPERATION_SOCKET,
                                          .error_number = EMFILE };

/* A character in two pieces, a datagram that was cut, what has to be quoted, and events with and without an error. */
static void
fill (Fixture *fixture)
{
  static const guint8 nasty[] = "a,\"b\"\r\n\0\xFF\x1B"
                                "\\";
  SockeyeEndpoint local, remote;
  guint32 peer;

  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "::1", 40112, NULL));
  sockeye_sink_append_event (fixture->sink, 0, TIME, &error_event);
  peer = sockeye_sink_add_peer (fixture->sink, &local, &remote, TRUE, TIME);
  g_assert_true (sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_RECEIVED, 0, peer, TIME + 1,
                                      (const guint8 *) "\xE4\xBD", 2));
  g_assert_true (sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_RECEIVED, 0, peer, TIME + 2,
                                      (const guint8 *) "\xA0好", 4));
  g_assert_true (sockeye_sink_append (fixture->sink, SOCKEYE_RECORD_SENT, 0, peer, TIME + 3000000, nasty,
                                      sizeof nasty - 1));
  g_assert_true (sockeye_sink_append_datagram (
      fixture->sink, SOCKEYE_RECORD_DATAGRAM | SOCKEYE_RECORD_TRUNCATED, peer, 0, TIME + 4000000, NULL, 0));
  sockeye_sink_publish (fixture->sink);
}

static void
keep_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
save (Fixture *fixture, GCancellable *cancellable, guint64 *records, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sockeye_capture_export_async (fixture->capture, &fixture->what, fixture->file, NULL, NULL, cancellable,
                                keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return sockeye_capture_export_finish (result, records, NULL, error);
}

static char *
save_and_read (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *contents;

  save (fixture, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, &error));
  return contents;
}

static void
assert_saved (Fixture *fixture, SockeyeExportFormat format, const char *expected)
{
  g_autofree char *sentence = sockeye_event_describe (&error_event);
  g_auto (GStrv) parts = g_strsplit (expected, "@", -1);
  g_autofree char *complete = g_strjoinv (sentence, parts);
  g_autofree char *saved = NULL;

  fixture->what.format = format;
  saved = save_and_read (fixture);
  g_assert_cmpstr (saved, ==, complete);
}

static void
test_csv (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fill (fixture);
  assert_saved (fixture, SOCKEYE_EXPORT_CSV,
                "number,time,kind,connection,local,remote,event,error,length,truncated,hex,text\r\n"
                "0,2025-11-22T16:05:41.240123Z,event,0,,,error,EMFILE,,,,\"@\"\r\n"
                "1,2025-11-22T16:05:41.240124Z,received,1,127.0.0.1:8080,[::1]:40112,,,2,0,e4bd,\r\n"
                "2,2025-11-22T16:05:41.240125Z,received,1,127.0.0.1:8080,[::1]:40112,,,4,0,a0e5a5bd,你好\r\n"
                "3,2025-11-22T16:05:44.240123Z,sent,1,127.0.0.1:8080,[::1]:40112,,,11,0,"
                "612c2262220d0a00ff1b5c,\"a,\"\"b\"\"\r\n"
                "␀\\xFF\x1B"
                "\\\"\r\n"
                "4,2025-11-22T16:05:45.240123Z,received,1,127.0.0.1:8080,[::1]:40112,,,0,1,,\r\n");
}

static void
test_json (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fill (fixture);
  assert_saved (
      fixture, SOCKEYE_EXPORT_JSON_LINES,
      "{\"number\":0,\"time\":\"2025-11-22T16:05:41.240123Z\",\"kind\":\"event\",\"event\":\"error\","
      "\"error\":\"EMFILE\",\"text\":\"@\"}\n"
      "{\"number\":1,\"time\":\"2025-11-22T16:05:41.240124Z\",\"kind\":\"received\",\"connection\":1,"
      "\"local\":\"127.0.0.1:8080\",\"remote\":\"[::1]:40112\",\"length\":2,\"hex\":\"e4bd\",\"text\":\"\"}\n"
      "{\"number\":2,\"time\":\"2025-11-22T16:05:41.240125Z\",\"kind\":\"received\",\"connection\":1,"
      "\"local\":\"127.0.0.1:8080\",\"remote\":\"[::1]:40112\",\"length\":4,\"hex\":\"a0e5a5bd\",\"text\":"
      "\"你好\"}\n"
      "{\"number\":3,\"time\":\"2025-11-22T16:05:44.240123Z\",\"kind\":\"sent\",\"connection\":1,\"local\":"
      "\"127.0.0.1:8080\",\"remote\":\"[::1]:40112\",\"length\":11,\"hex\":\"612c2262220d0a00ff1b5c\","
      "\"text\":\"a,\\\"b\\\"\\r\\n\\u0000\\\\xFF\\u001b\\\\\"}\n"
      "{\"number\":4,\"time\":\"2025-11-22T16:05:45.240123Z\",\"kind\":\"received\",\"connection\":1,"
      "\"local\":\"127.0.0.1:8080\",\"remote\":\"[::1]:40112\",\"length\":0,\"truncated\":true,\"hex\":\"\","
      "\"text\":\"\"}\n");
}

static void
test_hexdump (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fill (fixture);
  assert_saved (fixture, SOCKEYE_EXPORT_HEXDUMP,
                "# 2025-11-22 16:05:41.240123 @\n"
                "# 2025-11-22 16:05:41.240124 ← [::1]:40112 2 B\n"
                "00000000  E4 BD                                           |..|\n"
                "# 2025-11-22 16:05:41.240125 ← [::1]:40112 4 B\n"
                "00000000  A0 E5 A5 BD                                     |....|\n"
                "# 2025-11-22 16:05:44.240123 → [::1]:40112 11 B\n"
                "00000000  61 2C 22 62 22 0D 0A 00 FF 1B 5C                |a,\"b\".....\\|\n"
                "# 2025-11-22 16:05:45.240123 ← [::1]:40112 0 B\n");
}

static void
test_netassist (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fill (fixture);
  assert_saved (fixture, SOCKEYE_EXPORT_NETASSIST,
                "[2025-11-22 16:05:41.240]# @\n"
                "[2025-11-22 16:05:41.240]# RECV ASCII FROM ::1 :40112>\n"
                "[2025-11-22 16:05:41.240]# RECV ASCII FROM ::1 :40112>\n"
                "你好\n"
                "[2025-11-22 16:05:44.240]# SEND ASCII TO ::1 :40112>\n"
                "a,\"b\"\r\n␀\\xFF\x1B"
                "\\\n"
                "[2025-11-22 16:05:45.240]# RECV ASCII FROM ::1 :40112>\n");
}

static void
test_netassist_hex (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fill (fixture);
  fixture->what.text.form = SOCKEYE_LOG_FORM_HEX;
  fixture->what.text.first = 3;
  fixture->what.text.end = 4;
  assert_saved (fixture, SOCKEYE_EXPORT_NETASSIST,
                "[2025-11-22 16:05:44.240]# SEND HEX TO ::1 :40112>\n"
                "61 2C 22 62 22 0D 0A 00 FF 1B 5C\n");
}

/* What a filter does not find, and what is outside the range, is not in the file, in any format. */
static void
test_filtered (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeFilter filter = { .kinds = SOCKEYE_FILTER_RECEIVED };
  g_autoptr (SockeyeScan) scan = NULL;

  fill (fixture);
  scan = sockeye_scan_new (fixture->capture, &filter, 0);
  fixture->what.filter = scan;
  fixture->what.text.end = 4;
  for (fixture->what.format = 0; fixture->what.format < SOCKEYE_EXPORT_N_FORMATS; fixture->what.format++)
    {
      g_autoptr (GError) error = NULL;
      guint64 records;

      g_assert_true (save (fixture, NULL, &records, &error));
      g_assert_cmpuint (records, ==, 2);
    }
  assert_saved (fixture, SOCKEYE_EXPORT_TEXT,
                "2025-11-22 16:05:41.240124 ← [::1]:40112 2 B\n"
                "2025-11-22 16:05:41.240125 ← [::1]:40112 4 B 你好\n");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fill (fixture);
  g_cancellable_cancel (cancellable);
  fixture->what.format = SOCKEYE_EXPORT_CSV;
  g_assert_false (save (fixture, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* What was there before stays, and the sentence says why. */
static void
test_full (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) full = g_file_new_for_path ("/dev/full");

  fill (fixture);
  g_set_object (&fixture->file, full);
  fixture->what.format = SOCKEYE_EXPORT_JSON_LINES;
  g_assert_false (save (fixture, NULL, NULL, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
  g_assert_nonnull (strstr (error->message, "/dev/full"));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/capture-export/csv", Fixture, NULL, set_up, test_csv, tear_down);
  g_test_add ("/capture-export/json", Fixture, NULL, set_up, test_json, tear_down);
  g_test_add ("/capture-export/hexdump", Fixture, NULL, set_up, test_hexdump, tear_down);
  g_test_add ("/capture-export/netassist", Fixture, NULL, set_up, test_netassist, tear_down);
  g_test_add ("/capture-export/netassist-hex", Fixture, NULL, set_up, test_netassist_hex, tear_down);
  g_test_add ("/capture-export/filtered", Fixture, NULL, set_up, test_filtered, tear_down);
  g_test_add ("/capture-export/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/capture-export/full", Fixture, NULL, set_up, test_full, tear_down);
  return g_test_run ();
}
