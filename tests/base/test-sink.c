/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sink.h"

#include <string.h>

/* A sink that writes down how it was called. */
#define TEST_TYPE_SINK (test_sink_get_type ())
G_DECLARE_FINAL_TYPE (TestSink, test_sink, TEST, SINK, GObject)

struct _TestSink
{
  GObject parent_instance;
  GString *calls;
  guint8 room[8];
};

static guint32
add_peer (SockeyeSink *sink,
          const SockeyeEndpoint *local,
          const SockeyeEndpoint *remote,
          gboolean stream,
          gint64 time)
{
  g_string_append_printf (TEST_SINK (sink)->calls, "add %u %u %d %d;", local->length, remote->length, stream,
                          (int) time);
  return 7;
}

static void
close_peer (SockeyeSink *sink, guint32 peer, gint64 time)
{
  g_string_append_printf (TEST_SINK (sink)->calls, "close %u %d;", peer, (int) time);
}

static guint8 *
reserve (SockeyeSink *sink, gsize wanted, gsize *available)
{
  *available = MIN (wanted, sizeof TEST_SINK (sink)->room);
  return TEST_SINK (sink)->room;
}

static void
commit (SockeyeSink *sink, SockeyeRecordKind kind, guint16 flags, guint32 peer, gint64 time, gsize length)
{
  g_string_append_printf (TEST_SINK (sink)->calls, "commit %u %u %u %d %d;", kind, flags, peer, (int) time,
                          (int) length);
}

static gboolean
append (SockeyeSink *sink,
        SockeyeRecordKind kind,
        guint16 flags,
        guint32 peer,
        gint64 time,
        const guint8 *bytes,
        gsize length)
{
  g_string_append_printf (TEST_SINK (sink)->calls, "append %u %u %u %d %.*s;", kind, flags, peer, (int) time,
                          (int) length, (const char *) bytes);
  return FALSE;
}

static guint8
add_arrival (SockeyeSink *sink, const SockeyeArrival *arrival)
{
  g_string_append_printf (TEST_SINK (sink)->calls, "arrival %s;", arrival->interface);
  return 9;
}

static gboolean
append_datagram (SockeyeSink *sink,
                 guint16 flags,
                 guint32 peer,
                 guint8 arrival,
                 gint64 time,
                 const guint8 *bytes,
                 gsize length)
{
  g_string_append_printf (TEST_SINK (sink)->calls, "datagram %u %u %u %d %.*s;", flags, peer, arrival,
                          (int) time, (int) length, (const char *) bytes);
  return TRUE;
}

static void
append_event (SockeyeSink *sink, guint32 peer, gint64 time, const SockeyeEvent *event)
{
  g_string_append_printf (TEST_SINK (sink)->calls, "event %u %d %s;", peer, (int) time,
                          sockeye_event_type_to_nick (event->type));
}

static void
drop (SockeyeSink *sink, guint64 datagrams, guint64 bytes)
{
  g_string_append_printf (TEST_SINK (sink)->calls, "drop %d %d;", (int) datagrams, (int) bytes);
}

static void
publish (SockeyeSink *sink)
{
  g_string_append (TEST_SINK (sink)->calls, "publish;");
}

static void
set_room_func (SockeyeSink *sink, GMainContext *context, GSourceFunc func, gpointer data)
{
  g_assert_null (context);
  g_string_append_printf (TEST_SINK (sink)->calls, "room %d;", func (data));
}

static void
test_sink_interface_init (SockeyeSinkInterface *interface)
{
  interface->add_peer = add_peer;
  interface->close_peer = close_peer;
  interface->reserve = reserve;
  interface->commit = commit;
  interface->append = append;
  interface->add_arrival = add_arrival;
  interface->append_datagram = append_datagram;
  interface->append_event = append_event;
  interface->drop = drop;
  interface->publish = publish;
  interface->set_room_func = set_room_func;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSink,
                               test_sink,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SOCKEYE_TYPE_SINK, test_sink_interface_init))

static void
test_sink_finalize (GObject *object)
{
  g_string_free (TEST_SINK (object)->calls, TRUE);
  G_OBJECT_CLASS (test_sink_parent_class)->finalize (object);
}

static void
test_sink_class_init (TestSinkClass *class)
{
  G_OBJECT_CLASS (class)->finalize = test_sink_finalize;
}

static void
test_sink_init (TestSink *self)
{
  self->calls = g_string_new (NULL);
}

static gboolean
is_true (G_GNUC_UNUSED gpointer data)
{
  return TRUE;
}

static void
test_calls (void)
{
  TestSink *test = g_object_new (TEST_TYPE_SINK, NULL);
  SockeyeSink *sink = SOCKEYE_SINK (test);
  SockeyeEndpoint local, remote;
  SockeyeEvent event = { .type = SOCKEYE_EVENT_BOUND };
  SockeyeArrival arrival = { .interface = "eth0" };
  gsize available = 0;

  sockeye_endpoint_clear (&local);
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", 1, NULL));
  g_assert_cmpuint (sockeye_sink_add_peer (sink, &local, &remote, TRUE, 1), ==, 7);
  g_assert_true (sockeye_sink_reserve (sink, 100, &available) == test->room);
  g_assert_cmpuint (available, ==, sizeof test->room);
  sockeye_sink_commit (sink, SOCKEYE_RECORD_RECEIVED, 2, 7, 3, 4);
  g_assert_false (sockeye_sink_append (sink, SOCKEYE_RECORD_SENT, 1, 7, 5, (const guint8 *) "hello", 5));
  g_assert_cmpuint (sockeye_sink_add_arrival (sink, &arrival), ==, 9);
  g_assert_true (sockeye_sink_append_datagram (sink, 1, 7, 9, 5, (const guint8 *) "hello", 4));
  sockeye_sink_append_event (sink, 0, 6, &event);
  sockeye_sink_drop (sink, 8, 9);
  sockeye_sink_publish (sink);
  sockeye_sink_set_room_func (sink, NULL, is_true, NULL);
  sockeye_sink_close_peer (sink, 7, 10);

  g_assert_cmpstr (
      test->calls->str, ==,
      "add 0 16 1 1;commit 0 2 7 3 4;append 1 1 7 5 hello;arrival eth0;datagram 1 7 9 5 hell;event 0 6 bound;"
      "drop 8 9;publish;room 1;close 7 10;");
  g_assert_finalize_object (test);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sink/calls", test_calls);
  return g_test_run ();
}
