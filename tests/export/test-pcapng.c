/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-export.h"
#include "checksum.h"
#include "errors.h"
#include "pcapng-block.h"
#include "pcapng-reader.h"
#include "random-capture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
  GFile *file;
  SockeyeCapture *capture;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "x.pcapng", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->capture = make_capture ();
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

static void
keep_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
save_from (Fixture *fixture, guint64 first)
{
  SockeyeCaptureExport what = {
    .format = SOCKEYE_EXPORT_PCAPNG,
    .text = { .first = first, .end = G_MAXUINT64, .charset = sockeye_charset_find ("utf-8") }
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 records;

  sockeye_capture_export_async (fixture->capture, &what, fixture->file, NULL, NULL, NULL, keep_result,
                                &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (sockeye_capture_export_finish (result, &records, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (records, ==,
                    sockeye_capture_get_n_records (fixture->capture)
                        - MAX (first, sockeye_capture_get_first (fixture->capture)));
}

static void
save (Fixture *fixture)
{
  save_from (fixture, 0);
}

static SockeyeCapture *
open_file (Fixture *fixture, GCancellable *cancellable, GError **error)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;
  g_autoptr (GAsyncResult) result = NULL;

  limits.quota = 1u << 20;
  limits.memory = 8u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  sockeye_pcapng_open_async (fixture->file, &limits, NULL, NULL, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return sockeye_pcapng_open_finish (result, error);
}

static void
assert_opens_the_same (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeCapture) opened = open_file (fixture, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (opened);
  assert_same_capture (fixture->capture, opened);
}

static void
test_same (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  sockeye_sink_drop (SOCKEYE_SINK (fixture->capture), 3, 77);
  fill_capture (fixture->capture, 400, 3000);
  save (fixture);
  assert_opens_the_same (fixture);
}

static void
test_empty (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  save (fixture);
  assert_opens_the_same (fixture);
}

/* The longest records there are, more than the memory of the opened capture holds. */
static void
test_large (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fill_capture (fixture->capture, 60, SOCKEYE_RECORD_LENGTH_MAX);
  save (fixture);
  assert_opens_the_same (fixture);
}

/* Where code units of UTF-16 begin is kept, although what came before is not. */
static void
test_gave_way (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fill_capture (fixture->capture, 200, 301);
  sockeye_capture_discard_before (fixture->capture, 57);
  save (fixture);
  assert_opens_the_same (fixture);
}

/* Peer 1 ended before what is saved, 2 is told of by nothing but its end, 3 is open, 4 sends datagrams no more, 5 does. */
static void
test_cleared (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  SockeyeSink *sink = SOCKEYE_SINK (fixture->capture);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CLOSED };
  g_autoptr (SockeyeCapture) opened = NULL;
  SockeyeEndpoint local, remote;
  SockeyeRecord record;
  SockeyePeer peer;
  static const guint16 ports[] = { 2, 3, 5 };

  g_assert_true (sockeye_endpoint_set_literal (&local, "127.0.0.1", 8080, NULL));
  for (guint16 port = 1; port <= 5; port++)
    {
      g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL));
      sockeye_sink_add_peer (sink, &local, &remote, port <= 3, 1000);
      g_assert_true (
          sockeye_sink_append (sink, SOCKEYE_RECORD_RECEIVED, 0, port, 2000, (const guint8 *) "x", 1));
    }
  sockeye_sink_close_peer (sink, 1, 3000);
  sockeye_sink_close_peer (sink, 2, 4000);
  sockeye_sink_append_event (sink, 2, 4000, &event);
  g_assert_true (sockeye_sink_append (sink, SOCKEYE_RECORD_RECEIVED, 0, 5, 5000, (const guint8 *) "y", 1));
  sockeye_sink_publish (sink);
  save_from (fixture, 5);

  opened = open_file (fixture, NULL, NULL);
  g_assert_nonnull (opened);
  g_assert_cmpuint (sockeye_capture_get_n_peers (opened), ==, G_N_ELEMENTS (ports));
  for (guint32 id = 1; id <= G_N_ELEMENTS (ports); id++)
    {
      g_assert_true (sockeye_capture_get_peer (opened, id, &peer));
      g_assert_cmpuint (sockeye_endpoint_get_port (&peer.remote), ==, ports[id - 1]);
    }
  g_assert_true (sockeye_capture_get_record (opened, 0, &record));
  g_assert_cmpuint (record.peer, ==, 1);
  g_assert_true (sockeye_capture_get_record (opened, 1, &record));
  g_assert_cmpuint (record.peer, ==, 3);
}

static void
assert_refused (Fixture *fixture, const char *contents, gssize length, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SockeyeCapture) opened = NULL;

  g_assert_true (g_file_set_contents (fixture->path, contents, length, &error));
  opened = open_file (fixture, NULL, &error);
  g_assert_null (opened);
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_foreign (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char other[] =
      "\x0A\x0D\x0D\x0A\x1C\0\0\0\x4D\x3C\x2B\x1A\1\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
      "\x1C\0\0\0\1\0\0\0\x14\0\0\0\x65\0\0\0\0\0\0\0\x14\0\0\0";
  static const char big_endian[] =
      "\x0A\x0D\x0D\x0A\0\0\0\x1C\x1A\x2B\x3C\x4D\0\1\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
      "\xFF\0\0\0\x1C";

  assert_refused (fixture, "", 0, "is empty");
  assert_refused (fixture, "hello", 5, "was not saved by Sockeye");
  assert_refused (fixture, "\xD4\xC3\xB2\xA1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\4\0\1\0\0\0", 24,
                  "was not saved by Sockeye");
  assert_refused (fixture, other, sizeof other - 1, "was not saved by Sockeye");
  assert_refused (fixture, big_endian, sizeof big_endian - 1, "was not saved by Sockeye");
}

/* In the first block of Sockeye's own: behind its type and length, its mark and its part. */
static void
set_version (char *contents, gsize length, guint32 version)
{
  static const guint8 type[] = { 0x4B, 0x43, 0x53, 0x80 };
  guint8 *head = memmem (contents, length, type, sizeof type);
  guint8 *body = head + 8;
  guint32 crc;

  g_assert_nonnull (head);
  version = GUINT32_TO_LE (version);
  memcpy (body + 8, &version, 4);
  crc = GUINT32_TO_LE (sockeye_checksum_compute (SOCKEYE_CHECKSUM_CRC_32, body, 20));
  memcpy (body + 20, &crc, 4);
}

/* What earlier versions have saved opens; what later ones save need not. */
static void
test_versions (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *contents = NULL;
  gsize length;

  fill_capture (fixture->capture, 20, 200);
  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (guint32 version = 1; version <= SOCKEYE_PCAPNG_VERSION; version++)
    {
      set_version (contents, length, version);
      g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));
      assert_opens_the_same (fixture);
    }
  set_version (contents, length, SOCKEYE_PCAPNG_VERSION + 1);
  assert_refused (fixture, contents, (gssize) length, "was saved by a newer version");
  set_version (contents, length, 0);
  assert_refused (fixture, contents, (gssize) length, "is damaged");
}

/* The format itself may change as well; and packets name what was described. */
static void
test_format (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const guint8 packet[] = { 6, 0, 0, 0 };
  g_autofree char *contents = NULL;
  guint8 *at;
  gsize length;
  guint32 size;

  fill_capture (fixture->capture, 20, 200);
  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  contents[12] = 9; /* behind type, length and byte order: the major version */
  assert_refused (fixture, contents, (gssize) length, "was not saved by Sockeye");
  contents[12] = 1;
  contents[14] = 2; /* the minor one: older readers can read it */
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));
  assert_opens_the_same (fixture);

  for (at = (guint8 *) contents; memcmp (at, packet, sizeof packet) != 0; at += GUINT32_FROM_LE (size))
    {
      memcpy (&size, at + 4, 4);
      g_assert_cmpuint ((gsize) (at - (guint8 *) contents) + GUINT32_FROM_LE (size), <, length);
    }
  at[8] = 77;
  assert_refused (fixture, contents, (gssize) length, "is damaged");
}

#define RELAY_TIME G_GINT64_CONSTANT (1763827541240123)

static void
add_relay (SockeyeCapture *capture)
{
  SockeyeSink *sink = SOCKEYE_SINK (capture);
  SockeyeEndpoint ends[3];

  sockeye_endpoint_set_literal (&ends[0], "127.0.0.1", 7001, NULL);
  sockeye_endpoint_set_literal (&ends[1], "127.0.0.1", 60628, NULL);
  sockeye_endpoint_set_literal (&ends[2], "127.0.0.1", 7002, NULL);
  for (guint32 client = 1; client < 5; client += 2)
    {
      g_assert_cmpuint (sockeye_sink_add_peer (sink, &ends[0], &ends[1], TRUE, RELAY_TIME), ==, client);
      g_assert_cmpuint (sockeye_sink_add_target (sink, &ends[0], &ends[2], TRUE, client, RELAY_TIME), ==,
                        client + 1);
    }
  sockeye_sink_close_peer (sink, 3, RELAY_TIME + 5);
  sockeye_sink_publish (sink);
}

static void
assert_relay (SockeyeCapture *capture, const char *name, gint64 *saved)
{
  g_autofree char *found = NULL;
  SockeyePeer peer;

  g_assert_true (sockeye_capture_get_peer (capture, 2, &peer));
  found = sockeye_capture_name_peer (capture, &peer);
  g_assert_cmpstr (found, ==, name);
  g_assert_true (peer.restored && peer.outlived && !peer.open);
  if (*saved != 0)
    g_assert_cmpint (peer.closed, ==, *saved);
  *saved = peer.closed;
  g_assert_true (sockeye_capture_get_peer (capture, 3, &peer));
  g_assert_true (peer.restored && !peer.outlived && !peer.open);
  g_assert_cmpint (peer.closed, ==, RELAY_TIME + 5);
}

/* Whose bytes go to a target, and which connections were open then, is kept, however often it is saved. */
static void
test_relay (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  gint64 saved = 0;

  add_relay (fixture->capture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      save (fixture);
      g_object_unref (fixture->capture);
      fixture->capture = open_file (fixture, NULL, &error);
      g_assert_no_error (error);
      assert_relay (fixture->capture, "127.0.0.1:7002 (:60628)", &saved);
    }
}

static guint32
get_number (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_LE (number);
}

/* Takes the last number out of each block about a peer: earlier versions wrote none. */
static GByteArray *
make_older (const guint8 *contents, gsize length)
{
  GByteArray *out = g_byte_array_new ();

  for (gsize at = 0; at < length; at += get_number (contents + at + 4))
    {
      const guint8 *block = contents + at;
      guint32 size = get_number (block + 4);
      guint start;

      if (get_number (block) != SOCKEYE_PCAPNG_OWN || get_number (block + 12) != SOCKEYE_PCAPNG_PEER)
        {
          g_byte_array_append (out, block, size);
          continue;
        }
      start = sockeye_pcapng_begin_part (out, SOCKEYE_PCAPNG_PEER);
      g_byte_array_append (out, block + 16, size - 16 - 4 - 4 - 4); /* the number, CRC-32 and length */
      sockeye_pcapng_end_part (out, start);
    }
  return out;
}

static void
test_relay_older (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *contents = NULL;
  g_autoptr (GByteArray) older = NULL;
  g_autoptr (SockeyeCapture) opened = NULL;
  g_autoptr (GError) error = NULL;
  gint64 saved = 0;
  gsize length;

  add_relay (fixture->capture);
  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  older = make_older ((const guint8 *) contents, length);
  g_assert_cmpuint (older->len, ==, length - 4 * 4);
  g_assert_true (g_file_set_contents (fixture->path, (const char *) older->data, (gssize) older->len, NULL));
  opened = open_file (fixture, NULL, &error);
  g_assert_no_error (error);
  assert_relay (opened, "127.0.0.1:7002", &saved);
}

static void
test_truncated (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *contents = NULL;
  gsize length;

  fill_capture (fixture->capture, 12, 100);
  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (gsize n = 400; n < length; n += (gsize) g_test_rand_int_range (1, 60))
    assert_refused (fixture, contents, (gssize) n, "is incomplete");
  assert_refused (fixture, contents, (gssize) length - 1, "is incomplete");
}

/* A flipped bit is noticed, or it is in something that is made up. */
static void
test_flipped (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *contents = NULL;
  guint n_refused = 0;
  gsize length;

  fill_capture (fixture->capture, 20, 200);
  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (guint i = 0; i < 200; i++)
    {
      gsize at = (gsize) g_test_rand_int () % length;
      guint8 bit = (guint8) (1u << g_test_rand_int_range (0, 8));
      g_autoptr (GError) error = NULL;
      g_autoptr (SockeyeCapture) opened = NULL;

      contents[at] = (char) (contents[at] ^ bit);
      g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));
      contents[at] = (char) (contents[at] ^ bit);
      opened = open_file (fixture, NULL, &error);
      if (opened != NULL)
        assert_same_capture (fixture->capture, opened);
      else
        g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_FILE);
      n_refused += opened == NULL;
    }
  g_assert_cmpuint (n_refused, >, 50);
}

static void
test_changed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *contents = NULL;
  g_autofree char *twice = NULL;
  gsize length;

  fill_capture (fixture->capture, 5, 100);
  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  twice = g_malloc (length * 2);
  memcpy (twice, contents, length);
  memcpy (twice + length, contents, length);
  assert_refused (fixture, twice, (gssize) length * 2, "is damaged");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  save (fixture);
  g_cancellable_cancel (cancellable);
  g_assert_null (open_file (fixture, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_missing (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_file (fixture, NULL, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_SYSTEM);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/pcapng/same", Fixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/pcapng/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/pcapng/large", Fixture, NULL, set_up, test_large, tear_down);
  g_test_add ("/pcapng/gave-way", Fixture, NULL, set_up, test_gave_way, tear_down);
  g_test_add ("/pcapng/cleared", Fixture, NULL, set_up, test_cleared, tear_down);
  g_test_add ("/pcapng/foreign", Fixture, NULL, set_up, test_foreign, tear_down);
  g_test_add ("/pcapng/format", Fixture, NULL, set_up, test_format, tear_down);
  g_test_add ("/pcapng/versions", Fixture, NULL, set_up, test_versions, tear_down);
  g_test_add ("/pcapng/relay", Fixture, NULL, set_up, test_relay, tear_down);
  g_test_add ("/pcapng/relay-older", Fixture, NULL, set_up, test_relay_older, tear_down);
  g_test_add ("/pcapng/truncated", Fixture, NULL, set_up, test_truncated, tear_down);
  g_test_add ("/pcapng/flipped", Fixture, NULL, set_up, test_flipped, tear_down);
  g_test_add ("/pcapng/changed", Fixture, NULL, set_up, test_changed, tear_down);
  g_test_add ("/pcapng/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/pcapng/missing", Fixture, NULL, set_up, test_missing, tear_down);
  return g_test_run ();
}
