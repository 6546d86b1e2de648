/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
open_with (Fixture *self, SockeyeProtocol protocol, guint16 port, const SockeyeFaults *faults)
{
  SockeyeSettings settings = { .protocol = protocol,
                               .local_host = protocol == SOCKEYE_PROTOCOL_TCP_CLIENT ? "" : "127.0.0.1",
                               .remote_host = "127.0.0.1",
                               .remote_port = port,
                               .faults = *faults };

  fixture_init (self);
  sockeye_session_open (self->session, &settings);
  fixture_wait_state (self, SOCKEYE_SESSION_OPEN);
}

static guint16
get_port (Fixture *self)
{
  const char *colon = strrchr (sockeye_session_get_local (self->session), ':');

  return (guint16) g_ascii_strtoull (colon + 1, NULL, 10);
}

static guint
count_faults (Fixture *self, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < memory_sink_get_n_records (self->sink); i++)
    {
      MemoryRecord record;

      memory_sink_get_record (self->sink, i, &record);
      if (record.kind == SOCKEYE_RECORD_EVENT && record.event.type == SOCKEYE_EVENT_FAULT)
        n += g_str_equal (record.event.text, name);
    }
  return n;
}

static guint
count_sent (Fixture *self)
{
  return memory_sink_count (self->sink, SOCKEYE_RECORD_SENT, 1);
}

/* Every byte arrives, in pieces that are no larger than asked for, each a record. */
static void
test_split (void)
{
  Fixture self;
  guint16 port;
  int listener = peer_listen ("127.0.0.1", 4, &port);
  int fd;

  open_with (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, port, &(SockeyeFaults){ .split = 3, .gap_ms = 2 });
  fd = accept (listener, NULL, NULL);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "0123456789"));
  peer_expect (fd, "0123456789");
  fixture_wait (count_sent (&self) == 4);
  g_assert_cmpuint (count_faults (&self, SOCKEYE_FAULT_SPLIT), ==, 1);
  g_assert_cmpuint (count_faults (&self, SOCKEYE_FAULT_GAP), ==, 1);
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  fixture_close_wait (&self);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

/* Three sends are one write. */
static void
test_coalesce (void)
{
  Fixture self;
  guint16 port;
  int listener = peer_listen ("127.0.0.1", 4, &port);
  int fd;

  open_with (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, port, &(SockeyeFaults){ .coalesce_ms = 300 });
  fd = accept (listener, NULL, NULL);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "one,"));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "two,"));
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "three"));
  peer_expect (fd, "one,two,three");
  fixture_wait (count_sent (&self) == 1);
  g_assert_cmpuint (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_SENT, 1), ==, 13);
  fixture_close_wait (&self);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

/* What waits for its time still goes out before the FIN; closing tells what did not. */
static void
test_delay (void)
{
  Fixture self;
  guint16 port;
  int listener = peer_listen ("127.0.0.1", 4, &port);
  gint64 before;
  int fd;

  open_with (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, port, &(SockeyeFaults){ .delay_ms = 200 });
  fd = accept (listener, NULL, NULL);
  before = g_get_monotonic_time ();
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "late"));
  sockeye_session_close_sending (self.session, 0);
  peer_expect (fd, "late");
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 200 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (recv (fd, (char[1]){ 0 }, 1, 0), ==, 0);
  close (fd);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  close (listener);
  fixture_clear (&self);

  listener = peer_listen ("127.0.0.1", 4, &port);
  open_with (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, port, &(SockeyeFaults){ .delay_ms = 3600000 });
  fd = accept (listener, NULL, NULL);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "never"));
  fixture_close_wait (&self);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_UNSENT), ==, 1);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

/* The client sees a reset, with no word read or written. */
static void
test_reset_accepted (void)
{
  Fixture self;
  char byte;
  int fd;

  open_with (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0, &(SockeyeFaults){ .reset_accepted = TRUE });
  fd = peer_connect ("127.0.0.1", get_port (&self));
  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
  fixture_wait_event (&self, SOCKEYE_EVENT_ABORTED);
  fixture_wait (sockeye_session_get_n_connections (self.session) == 0);
  g_assert_cmpuint (count_faults (&self, SOCKEYE_FAULT_RESET_ACCEPTED), ==, 1);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
}

/* Nothing is read until the user lets it; then nothing is missing. */
static void
test_never_read (void)
{
  Fixture self;
  int fd;

  open_with (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0, &(SockeyeFaults){ .never_read = TRUE });
  fd = peer_connect ("127.0.0.1", get_port (&self));
  peer_send (fd, "unheard", 7);
  fixture_wait_event (&self, SOCKEYE_EVENT_READING_PAUSED);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 0);
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_ALL, 0, "heard"));
  peer_expect (fd, "heard");
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_RECEIVED, 1), ==, 0);
  sockeye_session_set_reading (self.session, 1, TRUE);
  fixture_wait (memory_sink_count_bytes (self.sink, SOCKEYE_RECORD_RECEIVED, 1) == 7);
  close (fd);
  fixture_close_wait (&self);
  fixture_clear (&self);
}

/* Closing with a linger time of 0 is a reset, and is told as one. */
static void
test_linger (void)
{
  Fixture self;
  guint16 port;
  int listener = peer_listen ("127.0.0.1", 4, &port);
  SockeyeWishes *wishes = sockeye_wishes_new ();
  SockeyeSettings settings = {
    .protocol = SOCKEYE_PROTOCOL_TCP_CLIENT, .remote_host = "127.0.0.1", .remote_port = port, .wishes = wishes
  };
  int fd;

  sockeye_wishes_set (wishes, SOCKEYE_OPTION_SO_LINGER, &(SockeyeOptionValue){ .number = 0 });
  fixture_init (&self);
  sockeye_session_open (self.session, &settings);
  fixture_wait_state (&self, SOCKEYE_SESSION_OPEN);
  fd = accept (listener, NULL, NULL);
  fixture_close_wait (&self);
  g_assert_cmpint (recv (fd, (char[1]){ 0 }, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_ABORTED), ==, 1);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_CLOSED), ==, 0);
  sockeye_wishes_free (wishes);
  close (fd);
  close (listener);
  fixture_clear (&self);
}

/* Sends n datagrams "0", "1" …, and returns what came, with blanks between. */
static char *
exchange (const SockeyeFaults *faults, guint n, guint n_expected)
{
  Fixture self;
  guint16 port;
  int fd = peer_bind ("127.0.0.1", &port);
  GString *text = g_string_new (NULL);

  open_with (&self, SOCKEYE_PROTOCOL_UDP, port, faults);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, number));
    }
  for (guint i = 0; i < n_expected; i++)
    {
      char bytes[64] = "";

      g_assert_cmpint (recv (fd, bytes, sizeof bytes - 1, 0), >=, 0);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", bytes);
    }
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  fixture_close_wait (&self);
  /* Nothing more than was expected. */
  g_assert_cmpint (recv (fd, (char[1]){ 0 }, 1, MSG_DONTWAIT), ==, -1);
  g_assert_cmpuint (memory_sink_count (self.sink, SOCKEYE_RECORD_SENT, 1), ==, n_expected);
  close (fd);
  fixture_clear (&self);
  return g_string_free (text, FALSE);
}

static void
test_datagrams (void)
{
  g_autofree char *doubled = exchange (&(SockeyeFaults){ .duplicate = 1 }, 3, 6);
  g_autofree char *swapped = exchange (&(SockeyeFaults){ .reorder = 1 }, 4, 4);
  g_autofree char *both = exchange (&(SockeyeFaults){ .duplicate = 1, .reorder = 1 }, 2, 4);
  g_autofree char *none = exchange (&(SockeyeFaults){ .drop = 1 }, 5, 0);
  g_autofree char *late = exchange (&(SockeyeFaults){ .delay_ms = 50 }, 3, 3);

  g_assert_cmpstr (doubled, ==, "0 0 1 1 2 2");
  g_assert_cmpstr (swapped, ==, "1 0 3 2");
  g_assert_cmpstr (both, ==, "0 1 1 0");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (late, ==, "0 1 2");
}

/* The last one that was held back goes out by itself, and one that is left over at the end is told. */
static void
test_held (void)
{
  g_autofree char *text = exchange (&(SockeyeFaults){ .reorder = 1 }, 3, 3);
  Fixture self;
  guint16 port;
  int fd = peer_bind ("127.0.0.1", &port);

  g_assert_cmpstr (text, ==, "1 0 2");
  open_with (&self, SOCKEYE_PROTOCOL_UDP, port, &(SockeyeFaults){ .reorder = 1, .delay_ms = 3600000 });
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "held"));
  fixture_wait (count_faults (&self, SOCKEYE_FAULT_HELD) == 1);
  fixture_close_wait (&self);
  g_assert_cmpuint (memory_sink_count_events (self.sink, SOCKEYE_EVENT_UNSENT), ==, 1);
  g_assert_cmpuint (sockeye_session_get_unsent (self.session), ==, 0);
  close (fd);
  fixture_clear (&self);
}

/* One bit of one byte, and the log says which. */
static void
test_corrupt (void)
{
  Fixture self;
  guint16 port;
  int fd = peer_bind ("127.0.0.1", &port);
  char got[8] = "";
  char expected[8] = "AAAAAAA";

  open_with (&self, SOCKEYE_PROTOCOL_UDP, port, &(SockeyeFaults){ .corrupt = 1, .seed = 7 });
  g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, expected));
  g_assert_cmpint (recv (fd, got, 7, 0), ==, 7);
  fixture_wait (count_faults (&self, SOCKEYE_FAULT_CORRUPTED) == 1);
  for (guint i = 0; i < memory_sink_get_n_records (self.sink); i++)
    {
      MemoryRecord record;

      memory_sink_get_record (self.sink, i, &record);
      if (record.kind == SOCKEYE_RECORD_EVENT && record.event.type == SOCKEYE_EVENT_FAULT
          && g_str_equal (record.event.text, SOCKEYE_FAULT_CORRUPTED))
        expected[record.event.number] ^= (char) (1 << record.event.number2);
    }
  g_assert_cmpstr (got, ==, expected);
  g_assert_cmpstr (got, !=, "AAAAAAA");
  fixture_close_wait (&self);
  close (fd);
  fixture_clear (&self);
}

static char *
draw (guint seed)
{
  Fixture self;
  guint16 port;
  int fd = peer_bind ("127.0.0.1", &port);
  GString *text = g_string_new (NULL);

  open_with (&self, SOCKEYE_PROTOCOL_UDP, port, &(SockeyeFaults){ .drop = 0.3, .seed = seed });
  for (guint i = 0; i < 200; i++)
    g_assert_true (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "x"));
  fixture_wait (sockeye_session_get_unsent (self.session) == 0);
  fixture_close_wait (&self);
  for (guint i = 0; i < memory_sink_get_n_records (self.sink); i++)
    {
      MemoryRecord record;

      memory_sink_get_record (self.sink, i, &record);
      if (record.kind == SOCKEYE_RECORD_SENT)
        g_string_append_c (text, 's');
      else if (record.event.type == SOCKEYE_EVENT_FAULT
               && g_str_equal (record.event.text, SOCKEYE_FAULT_DROPPED))
        g_string_append_c (text, 'd');
    }
  close (fd);
  fixture_clear (&self);
  return g_string_free (text, FALSE);
}

/* A seed gives the same run, another one another; the share is about what was asked for. */
static void
test_seed (void)
{
  g_autofree char *first = draw (1);
  g_autofree char *again = draw (1);
  g_autofree char *other = draw (2);
  guint dropped = 0;

  g_assert_cmpuint (strlen (first), ==, 200);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  for (const char *p = first; *p != '\0'; p++)
    dropped += *p == 'd';
  g_assert_cmpuint (dropped, >, 30);
  g_assert_cmpuint (dropped, <, 90);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faults/split", test_split);
  g_test_add_func ("/faults/coalesce", test_coalesce);
  g_test_add_func ("/faults/delay", test_delay);
  g_test_add_func ("/faults/reset-accepted", test_reset_accepted);
  g_test_add_func ("/faults/never-read", test_never_read);
  g_test_add_func ("/faults/linger", test_linger);
  g_test_add_func ("/faults/datagrams", test_datagrams);
  g_test_add_func ("/faults/held", test_held);
  g_test_add_func ("/faults/corrupt", test_corrupt);
  g_test_add_func ("/faults/seed", test_seed);
  return g_test_run ();
}
