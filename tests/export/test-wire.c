/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-export.h"
#include "random-capture.h"

#include <glib/gstdio.h>
#include <string.h>

/* What tshark makes of a saved capture. */

#define TIME   G_GINT64_CONSTANT (1763827541240123)
#define LENGTH 300000u

typedef struct
{
  char *folder;
  char *path;
  SockeyeCapture *capture;
  SockeyeSink *sink;
  gint64 time;
  guint8 *received; /* LENGTH bytes */
  guint8 *sent;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = g_dir_make_tmp ("sockeye-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "x.pcapng", NULL);
  fixture->capture = make_capture ();
  fixture->sink = SOCKEYE_SINK (fixture->capture);
  fixture->time = TIME;
  fixture->received = g_malloc (LENGTH);
  fixture->sent = g_malloc (LENGTH);
  for (gsize i = 0; i < LENGTH; i++)
    {
      fixture->received[i] = (guint8) g_test_rand_int ();
      fixture->sent[i] = (guint8) g_test_rand_int ();
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_remove (fixture->path); /* there is none where tshark is missing */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->received);
  g_free (fixture->sent);
  g_object_unref (fixture->capture);
}

static guint32
add_peer (Fixture *fixture,
          const char *local,
          guint16 local_port,
          const char *remote,
          guint16 port,
          gboolean stream)
{
  SockeyeEndpoint ends[2];

  if (*local == '/')
    {
      g_assert_true (sockeye_endpoint_set_path (&ends[0], local, NULL));
      sockeye_endpoint_set_unnamed (&ends[1], 0);
    }
  else
    {
      g_assert_true (sockeye_endpoint_set_literal (&ends[0], local, local_port, NULL));
      g_assert_true (sockeye_endpoint_set_literal (&ends[1], remote, port, NULL));
    }
  return sockeye_sink_add_peer (fixture->sink, &ends[0], &ends[1], stream, fixture->time);
}

static void
happen (Fixture *fixture, guint32 peer, SockeyeEventType type)
{
  sockeye_sink_append_event (fixture->sink, peer, fixture->time++, &(SockeyeEvent){ .type = type });
}

static void
transfer (Fixture *fixture,
          guint32 peer,
          SockeyeRecordKind kind,
          guint16 flags,
          gconstpointer bytes,
          gsize length)
{
  g_assert_true (sockeye_sink_append (fixture->sink, kind, flags, peer, fixture->time++, bytes, length));
}

/* Both ways, in pieces that are smaller and larger than a packet can be. */
static void
converse (Fixture *fixture, guint32 peer)
{
  gsize at[2] = { 0, 0 };

  while (at[0] < LENGTH || at[1] < LENGTH)
    {
      gsize way = at[0] == LENGTH || (at[1] < LENGTH && g_test_rand_int_range (0, 2));
      gsize n = (gsize) g_test_rand_int_range (0, 150000);

      n = MIN (n, LENGTH - at[way]);

      if (way == 0)
        transfer (fixture, peer, SOCKEYE_RECORD_RECEIVED, 0, fixture->received + at[0], n);
      else
        transfer (fixture, peer, SOCKEYE_RECORD_SENT, 0, fixture->sent + at[1], n);
      at[way] += n;
    }
}

static void
keep_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
save (Fixture *fixture, SockeyeScan *filter)
{
  SockeyeCaptureExport what = { .format = SOCKEYE_EXPORT_PCAPNG,
                                .text = { .end = G_MAXUINT64, .charset = sockeye_charset_find ("utf-8") },
                                .filter = filter };
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sockeye_sink_publish (fixture->sink);
  sockeye_capture_export_async (fixture->capture, &what, file, NULL, NULL, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  sockeye_capture_export_finish (result, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Its output; it has to be content. */
static char *
run_tshark (Fixture *fixture, const char *const *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_ptr_array_add (argv, (gpointer) "tshark");
  g_ptr_array_add (argv, (gpointer) "-r");
  g_ptr_array_add (argv, fixture->path);
  for (const char *const *option = options; *option != NULL; option++)
    g_ptr_array_add (argv, (gpointer) *option);
  g_ptr_array_add (argv, NULL);

  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  /* It does not like to be root. */
  if (!g_str_has_prefix (errors, "Running as user") || strchr (errors, '\n') != strrchr (errors, '\n'))
    g_assert_cmpstr (errors, ==, "");
  return output;
}

static gboolean
has_tshark (void)
{
  g_autofree char *path = g_find_program_in_path ("tshark");

  if (path == NULL)
    g_test_skip ("tshark is not installed");
  return path != NULL;
}

/* What "follow" found: lines of hex, those of the second speaker indented. */
static void
assert_followed (const char *output, gboolean second, const guint8 *bytes, gsize length)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  gsize at = 0;

  for (char **line = lines; *line != NULL; line++)
    {
      const char *text = *line + (**line == '\t');

      if ((**line == '\t') != second || *text == '\0' || strspn (text, "0123456789abcdef") != strlen (text))
        continue;
      for (; *text != '\0'; text += 2, at++)
        {
          g_assert_cmpuint (at, <, length);
          g_assert_cmpint (g_ascii_xdigit_value (text[0]) * 16 + g_ascii_xdigit_value (text[1]), ==,
                           bytes[at]);
        }
    }
  g_assert_cmpuint (at, ==, length);
}

/* Packets that it would complain about: checksums, sequence numbers, malformed ones. */
#define COMPLAINTS                                                                                           \
  "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y",    \
      "_ws.expert.severity >= 6291456", "-T", "fields", "-e", "_ws.col.Info"

typedef struct
{
  const char *address;
  gboolean begins; /* the handshake is there */
} Conversation;

static void
test_follow (Fixture *fixture, gconstpointer data)
{
  static const char *const options[] = { COMPLAINTS, "-z", "follow,tcp,raw,0", NULL };
  const Conversation *conversation = data;
  const char *local = conversation->address;
  g_autofree char *output = NULL;
  guint32 peer;

  if (!has_tshark ())
    return;

  peer = add_peer (fixture, local, 40111, local, 40112, TRUE);
  if (conversation->begins)
    happen (fixture, peer, SOCKEYE_EVENT_ACCEPTED);
  /* The first who speaks is the first speaker. */
  transfer (fixture, peer, SOCKEYE_RECORD_RECEIVED, 0, fixture->received, 0);
  converse (fixture, peer);
  happen (fixture, peer, SOCKEYE_EVENT_PEER_CLOSED);
  happen (fixture, peer, SOCKEYE_EVENT_CLOSED);
  save (fixture, NULL);

  output = run_tshark (fixture, options);
  /* There are no packets before what it followed. */
  g_assert_true (g_str_has_prefix (output, "\n==="));
  assert_followed (output, FALSE, fixture->received, LENGTH);
  assert_followed (output, TRUE, fixture->sent, LENGTH);
}

/* Who speaks HTTP on port 80 is understood; what happened to the connections is seen. */
static void
test_dissect (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char request[] = "GET /sockeye HTTP/1.1\r\nHost: x\r\n\r\n";
  static const char dns[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0\7example\3org\0\0\1\0\1";
  static const char *const options[] = { "-T", "fields",
                                         "-e", "tcp.flags.str",
                                         "-e", "http.request.uri",
                                         "-e", "dns.qry.name",
                                         "-e", "frame.packet_flags_direction",
                                         NULL };
  g_autofree char *output = NULL;
  guint32 client, refused, udp;

  if (!has_tshark ())
    return;

  client = add_peer (fixture, "10.0.0.1", 40112, "10.0.0.2", 80, TRUE);
  refused = add_peer (fixture, "10.0.0.1", 40113, "10.0.0.2", 81, TRUE);
  udp = add_peer (fixture, "0.0.0.0", 40114, "10.0.0.3", 53, FALSE);
  happen (fixture, client, SOCKEYE_EVENT_CONNECTED);
  transfer (fixture, client, SOCKEYE_RECORD_SENT, 0, request, sizeof request - 1);
  happen (fixture, refused, SOCKEYE_EVENT_CONNECTED);
  happen (fixture, refused, SOCKEYE_EVENT_RESET);
  transfer (fixture, udp, SOCKEYE_RECORD_SENT, SOCKEYE_RECORD_DATAGRAM, dns, sizeof dns - 1);
  happen (fixture, client, SOCKEYE_EVENT_ABORTED);
  save (fixture, NULL);

  output = run_tshark (fixture, options);
  g_assert_cmpstr (output, ==,
                   "··········S·\t\t\t0x00000002\n"
                   "·······A··S·\t\t\t0x00000001\n"
                   "·······A····\t\t\t0x00000002\n"
                   "·······AP···\t/sockeye\t\t0x00000002\n"
                   "··········S·\t\t\t0x00000002\n"
                   "·······A··S·\t\t\t0x00000001\n"
                   "·······A····\t\t\t0x00000002\n"
                   "·······A·R··\t\t\t0x00000001\n"
                   "\t\texample.org\t0x00000002\n"
                   "·······A·R··\t\t\t0x00000002\n");
}

/* What is not what it looks like is said. */
static void
test_comments (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const options[] = { "-T", "fields", "-e", "frame.comment", NULL };
  g_autofree char *output = NULL;
  guint32 unix_peer, tls;

  if (!has_tshark ())
    return;

  unix_peer = add_peer (fixture, "/run/测试.sock", 0, NULL, 0, TRUE);
  tls = add_peer (fixture, "::1", 443, "::1", 40000, TRUE);
  transfer (fixture, unix_peer, SOCKEYE_RECORD_RECEIVED, 0, "x", 1);
  happen (fixture, tls, SOCKEYE_EVENT_ACCEPTED);
  happen (fixture, tls, SOCKEYE_EVENT_TLS_ESTABLISHED);
  transfer (fixture, tls, SOCKEYE_RECORD_SENT, 0, "y", 1);
  save (fixture, NULL);

  output = run_tshark (fixture, options);
  g_assert_nonnull (strstr (output, "stand for /run/测试.sock (this end)"));
  g_assert_nonnull (strstr (output, "The beginning of this connection is not in this file."));
  g_assert_nonnull (strstr (output, "The handshake is inferred"));
  g_assert_nonnull (strstr (output, "protected by TLS"));
}

/* Where something was left out, the rest is not taken for one text. */
static void
test_filtered (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const options[] = { "-T", "fields", "-e", "tcp.seq", "-e", "tcp.len", NULL };
  SockeyeFilter filter = { .kinds = SOCKEYE_FILTER_ALL_KINDS, .min_length = 2 };
  g_autoptr (SockeyeScan) scan = NULL;
  g_autofree char *output = NULL;
  guint32 peer;

  if (!has_tshark ())
    return;

  peer = add_peer (fixture, "10.0.0.1", 1024, "10.0.0.2", 1025, TRUE);
  transfer (fixture, peer, SOCKEYE_RECORD_RECEIVED, 0, "ab", 2);
  transfer (fixture, peer, SOCKEYE_RECORD_RECEIVED, 0, "c", 1);
  transfer (fixture, peer, SOCKEYE_RECORD_RECEIVED, 0, "defg", 4);
  sockeye_sink_publish (fixture->sink);
  scan = sockeye_scan_new (fixture->capture, &filter, 0);
  save (fixture, scan);

  output = run_tshark (fixture, options);
  g_assert_cmpstr (output, ==, "1\t2\n4\t4\n");
}

int
main (int argc, char **argv)
{
  static const Conversation conversations[] = { { "127.0.0.1", TRUE },
                                                { "::1", TRUE },
                                                { "127.0.0.1", FALSE } };

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/wire/follow/ipv4", Fixture, &conversations[0], set_up, test_follow, tear_down);
  g_test_add ("/wire/follow/ipv6", Fixture, &conversations[1], set_up, test_follow, tear_down);
  g_test_add ("/wire/follow/from-the-middle", Fixture, &conversations[2], set_up, test_follow, tear_down);
  g_test_add ("/wire/dissect", Fixture, NULL, set_up, test_dissect, tear_down);
  g_test_add ("/wire/comments", Fixture, NULL, set_up, test_comments, tear_down);
  g_test_add ("/wire/filtered", Fixture, NULL, set_up, test_filtered, tear_down);
  return g_test_run ();
}
