/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "responder-fixture.h"

#define QUOTA (G_GUINT64_CONSTANT (64) << 20)

static const SockeyeReplyFields echo = { .name = "Echo", .text = "${0}", .plan = { .variables = TRUE } };

static const SockeyeFraming lines = { .kind = SOCKEYE_FRAMING_DELIMITER,
                                      .delimiter = "\n",
                                      .delimiter_length = 1 };

static void
set_framing (Answers *self, const SockeyeFraming *framing)
{
  sockeye_log_model_set_framing (sockeye_workspace_get_log (self->workspace), framing);
}

/* The rules are looked at from the top; one that stops is the last. */
static void
test_order (void)
{
  Answers self;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){
                          .when = SOCKEYE_REPLY_WHEN_CONTAINS, .pattern = "a", .text = "1", .go_on = TRUE });
  answers_add (&self, &(SockeyeReplyFields){ .when = SOCKEYE_REPLY_WHEN_STARTS,
                                             .pattern = "b",
                                             .with = SOCKEYE_REPLY_WITH_NOTHING });
  answers_add (&self, &(SockeyeReplyFields){ .text = "2;" });
  answers_add (&self, &(SockeyeReplyFields){ .text = "never" });
  answers_serve (&self);
  fd = answers_connect (&self);

  answers_say (fd, "xa");
  peer_expect (fd, "12;");
  answers_say (fd, "x");
  peer_expect (fd, "2;");
  answers_say (fd, "ba");
  peer_expect (fd, "1");
  answers_say (fd, "x");
  peer_expect (fd, "2;");
  g_assert_cmpuint (answers_count (&self, 0), ==, 2);
  g_assert_cmpuint (answers_count (&self, 1), ==, 1);
  g_assert_cmpuint (answers_count (&self, 2), ==, 3);
  g_assert_cmpuint (answers_count (&self, 3), ==, 0);
  fixture_wait (answers_get_counts (&self).replies == 5);
  g_assert_cmpuint (answers_get_counts (&self).unanswered, ==, 0);
  close (fd);
  answers_clear (&self);
}

/* What is changed holds for the next message. */
static void
test_changes (void)
{
  Answers self;
  g_autoptr (SockeyeReplyItem) item = NULL;
  SockeyeReplyFields fields;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .text = "one" });
  answers_add (&self, &(SockeyeReplyFields){ .text = "two" });
  answers_serve (&self);
  fd = answers_connect (&self);
  answers_say (fd, "x");
  peer_expect (fd, "one");

  item = g_list_model_get_item (G_LIST_MODEL (self.rules), 0);
  sockeye_reply_item_set_enabled (item, FALSE);
  answers_say (fd, "x");
  peer_expect (fd, "two");

  /* One that cannot be read is none. */
  fields = *sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (item));
  fields.enabled = TRUE;
  fields.when = SOCKEYE_REPLY_WHEN_REGEX;
  fields.pattern = "(";
  sockeye_reply_item_set_fields (item, &fields);
  answers_say (fd, "x");
  peer_expect (fd, "two");

  fields = *sockeye_reply_rule_get_fields (sockeye_reply_item_get_rule (item));
  fields.pattern = "^(.)$";
  fields.text = "three ${1}";
  fields.plan.variables = TRUE;
  sockeye_reply_item_set_fields (item, &fields);
  answers_say (fd, "y");
  peer_expect (fd, "three y");
  close (fd);
  answers_clear (&self);
}

static void
test_delays (void)
{
  Answers self;
  gint64 before;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .text = "[200]", .delay_ms = 200, .go_on = TRUE });
  answers_add (&self, &(SockeyeReplyFields){ .text = "[100 a]", .delay_ms = 100, .go_on = TRUE });
  answers_add (&self, &(SockeyeReplyFields){ .text = "[100 b]", .delay_ms = 100, .go_on = TRUE });
  answers_add (&self, &(SockeyeReplyFields){ .text = "[0]" });
  answers_serve (&self);
  fd = answers_connect (&self);
  before = g_get_monotonic_time ();
  answers_say (fd, "x");
  peer_expect (fd, "[0]");
  peer_expect (fd, "[100 a][100 b]");
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 100000);
  peer_expect (fd, "[200]");
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 200000);
  close (fd);
  answers_clear (&self);
}

static void
test_from (void)
{
  Answers self;
  g_autofree char *first = NULL;
  int fds[2];

  answers_init (&self, QUOTA);
  answers_serve (&self);
  fds[0] = answers_connect (&self);
  fds[1] = answers_connect (&self);
  first = g_strdup_printf ("127.0.0.1:%u", peer_get_port (fds[0]));
  answers_add (&self, &(SockeyeReplyFields){ .from = first, .text = "first" });
  answers_add (&self, &(SockeyeReplyFields){ .from = "127.0.0.1", .text = "any" });
  answers_add (&self, &(SockeyeReplyFields){ .from = "127.0.0.2", .text = "none" });
  for (guint i = 0; i < 3; i++)
    {
      answers_say (fds[0], "x");
      peer_expect (fds[0], "first");
      answers_say (fds[1], "x");
      peer_expect (fds[1], "any");
    }
  close (fds[0]);
  close (fds[1]);
  answers_clear (&self);
}

/* Messages are what the framing rule says, wherever the receives ended. */
static void
test_framing (void)
{
  Answers self;
  int fds[2];

  answers_init (&self, QUOTA);
  answers_add (
      &self, &(SockeyeReplyFields){ .when = SOCKEYE_REPLY_WHEN_EQUALS, .pattern = "PING", .text = "PONG;" });
  answers_add (&self, &(SockeyeReplyFields){ .when = SOCKEYE_REPLY_WHEN_REGEX,
                                             .pattern = "(?s)^(.*)\\n",
                                             .text = "<${1}>",
                                             .plan = { .variables = TRUE } });
  set_framing (&self, &lines);
  answers_serve (&self);
  fds[0] = answers_connect (&self);
  fds[1] = answers_connect (&self);

  answers_say (fds[0], "PI");
  answers_say (fds[1], "other\nPIN");
  peer_expect (fds[1], "<other>");
  answers_say (fds[0], "NG\nPING\r\nx\n");
  peer_expect (fds[0], "PONG;PONG;<x>");
  answers_say (fds[1], "G\n");
  peer_expect (fds[1], "PONG;");

  /* From here on as received. What had begun is forgotten. */
  answers_say (fds[0], "begun");
  fixture_wait (sockeye_capture_get_n_records (sockeye_workspace_get_capture (self.workspace)) > 0);
  set_framing (&self, NULL);
  answers_say (fds[1], "PING");
  peer_expect (fds[1], "PONG;");
  close (fds[0]);
  close (fds[1]);
  answers_clear (&self);
}

/* A message ends when nothing comes for a while. */
static void
test_silence (void)
{
  static const SockeyeFraming silence = { .kind = SOCKEYE_FRAMING_SILENCE, .silence_ms = 100 };
  Answers self;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .text = "<${0}>", .plan = { .variables = TRUE } });
  set_framing (&self, &silence);
  answers_serve (&self);
  fd = answers_connect (&self);
  answers_say (fd, "one ");
  answers_say (fd, "two");
  peer_expect (fd, "<one two>");
  answers_say (fd, "three");
  peer_expect (fd, "<three>");
  /* The end of all is silence as well. */
  answers_say (fd, "four");
  shutdown (fd, SHUT_WR);
  peer_expect (fd, "<four>");
  close (fd);
  answers_clear (&self);
}

static void
test_encodings (void)
{
  Answers self;
  int fd;

  answers_init (&self, QUOTA);
  sockeye_workspace_set_charset (self.workspace, sockeye_charset_find ("gbk"));
  answers_add (&self, &(SockeyeReplyFields){ .when = SOCKEYE_REPLY_WHEN_REGEX,
                                             .pattern = "^你(.)",
                                             .text = "${1}你\\n",
                                             .plan = { .variables = TRUE, .escapes = TRUE } });
  answers_serve (&self);
  fd = answers_connect (&self);
  answers_say (fd, "\xc4\xe3\xba\xc3");
  peer_expect (fd, "\xba\xc3\xc4\xe3\n");
  sockeye_workspace_set_charset (self.workspace, sockeye_charset_find ("utf-8"));
  answers_say (fd, "你好");
  peer_expect (fd, "好你\n");
  close (fd);
  answers_clear (&self);
}

/* Each sender of datagrams gets its own. */
static void
test_datagrams (void)
{
  Answers self;
  guint16 ports[2] = { 0 };
  int fds[2];

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .text = "${peer} said ${0}", .plan = { .variables = TRUE } });
  set_framing (&self, &lines);
  sockeye_responder_set_active (self.responder, TRUE);
  answers_open (&self, SOCKEYE_PROTOCOL_UDP, 0);
  for (guint i = 0; i < 2; i++)
    fds[i] = peer_bind ("127.0.0.1", &ports[i]);
  for (guint i = 0; i < 2; i++)
    peer_send_to (fds[i], "127.0.0.1", answers_get_port (&self), "a\nb", 3);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *expected = g_strdup_printf ("127.0.0.1:%u said a\nb", ports[i]);
      char got[100] = { 0 };

      g_assert_cmpint (recv (fds[i], got, sizeof got, 0), ==, strlen (expected));
      g_assert_cmpstr (got, ==, expected);
      close (fds[i]);
    }
  answers_clear (&self);
}

static void
open_unix (Answers *self, SockeyeProtocol protocol)
{
  SockeyeSettings settings = { .protocol = protocol, .local_host = "@" };

  sockeye_session_open (self->session, &settings);
  fixture_wait (sockeye_session_get_state (self->session) == SOCKEYE_SESSION_OPEN);
}

/* Unix sockets are answered in the same way: a stream without a name, and datagrams by name; a rule can be for one of
 * these names only. */
static void
test_unix (void)
{
  Answers self;
  g_autofree char *name = g_strdup_printf ("@sockeye-test-%d", (int) getpid ());
  g_autofree char *expected = g_strdup_printf ("%s said x", name);
  char got[100] = { 0 };
  guint16 port = 0;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){
                          .from = name, .text = "${peer} said ${0}", .plan = { .variables = TRUE } });
  answers_add (&self, &echo);
  sockeye_responder_set_active (self.responder, TRUE);
  open_unix (&self, SOCKEYE_PROTOCOL_UNIX_SERVER);
  fd = peer_connect (sockeye_session_get_local (self.session), 0);
  answers_say (fd, "again");
  peer_expect (fd, "again");
  close (fd);
  answers_close (&self);

  open_unix (&self, SOCKEYE_PROTOCOL_UNIX_DATAGRAM);
  fd = peer_bind (name, &port);
  peer_send_to (fd, sockeye_session_get_local (self.session), 0, "x", 1);
  g_assert_cmpint (recv (fd, got, sizeof got, 0), ==, strlen (expected));
  g_assert_cmpstr (got, ==, expected);
  close (fd);
  answers_clear (&self);
}

/* A client is answered as well as a server, and says something when it is connected. */
static void
test_client (void)
{
  Answers self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 1, &port);
  int fd;

  answers_init (&self, QUOTA);
  answers_add (
      &self, &(SockeyeReplyFields){ .when = SOCKEYE_REPLY_WHEN_CONNECTION, .text = "HELLO;", .go_on = TRUE });
  answers_add (&self, &(SockeyeReplyFields){ .when = SOCKEYE_REPLY_WHEN_BOTH, .text = "BOTH;" });
  answers_add (&self, &echo);
  sockeye_responder_set_active (self.responder, TRUE);
  answers_open (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, port);
  fd = accept (listener, NULL, NULL);
  peer_expect (fd, "HELLO;BOTH;");
  answers_say (fd, "x");
  peer_expect (fd, "BOTH;");
  g_assert_cmpuint (answers_count (&self, 0), ==, 1);
  g_assert_cmpuint (answers_count (&self, 1), ==, 2);
  close (fd);
  close (listener);
  answers_clear (&self);
}

/* Whoever asks and shuts down is answered, also late, and then sees the end. */
static void
test_half_closed (void)
{
  Answers self;
  char byte;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .text = "now;", .go_on = TRUE });
  answers_add (&self, &(SockeyeReplyFields){ .text = "later", .delay_ms = 100 });
  answers_serve (&self);
  for (guint i = 0; i < 20; i++)
    {
      fd = answers_connect (&self);
      answers_say (fd, "question");
      shutdown (fd, SHUT_WR);
      peer_expect (fd, "now;later");
      g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 0);
      close (fd);
    }

  /* One that says nothing is let go. */
  fd = answers_connect (&self);
  shutdown (fd, SHUT_WR);
  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 0);
  close (fd);
  answers_clear (&self);
}

static void
test_chargen (void)
{
  Answers self;
  g_autoptr (GBytes) expected = sockeye_chargen_make (FALSE);
  gsize length = g_bytes_get_size (expected);
  g_autofree char *got = g_malloc (length);
  int fd;

  answers_init (&self, QUOTA);
  answers_add_ready (&self, SOCKEYE_READY_REPLY_CHARGEN);
  answers_serve (&self);
  fd = answers_connect (&self);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (peer_receive (fd, got, length), ==, length);
      g_assert_cmpmem (got, length, g_bytes_get_data (expected, NULL), length);
      answers_say (fd, "more");
    }
  close (fd);
  answers_close (&self);

  answers_open (&self, SOCKEYE_PROTOCOL_UDP, 0);
  fd = peer_bind ("127.0.0.1", &(guint16){ 0 });
  for (guint i = 0; i < 20; i++)
    {
      gssize n;

      peer_send_to (fd, "127.0.0.1", answers_get_port (&self), "", 0);
      n = recv (fd, got, length, 0);
      g_assert_cmpint (n, >=, 0);
      g_assert_cmpint (n, <=, SOCKEYE_CHARGEN_DATAGRAM_MAX);
      g_assert_cmpint (memcmp (got, g_bytes_get_data (expected, NULL), (gsize) n), ==, 0);
    }
  close (fd);
  answers_clear (&self);
}

/* Off is off at once; what waited is not sent, and what came meanwhile is not answered later. */
static void
test_switch (void)
{
  Answers self;
  gboolean active;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self,
               &(SockeyeReplyFields){
                   .when = SOCKEYE_REPLY_WHEN_EQUALS, .pattern = "late", .text = "late", .delay_ms = 150 });
  answers_add (&self, &(SockeyeReplyFields){ .text = "now" });
  answers_open (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  fd = answers_connect (&self);
  answers_say (fd, "before");
  fixture_wait (sockeye_capture_get_n_records (sockeye_workspace_get_capture (self.workspace)) >= 3);

  g_object_set (self.responder, "active", TRUE, NULL);
  answers_say (fd, "x");
  peer_expect (fd, "now");
  answers_say (fd, "late");
  fixture_wait (answers_count (&self, 0) == 1);
  sockeye_responder_set_active (self.responder, FALSE);
  g_object_get (self.responder, "active", &active, NULL);
  g_assert_false (active);
  g_assert_cmpuint (answers_get_counts (&self).replies, ==, 0);
  answers_say (fd, "off");

  /* Longer than the reply would have waited. */
  fixture_wait (sockeye_capture_get_n_records (sockeye_workspace_get_capture (self.workspace)) >= 7);
  g_usleep (200000);
  sockeye_responder_set_active (self.responder, TRUE);
  answers_say (fd, "x");
  peer_expect (fd, "now");
  g_assert_cmpuint (answers_count (&self, 0), ==, 1);
  g_assert_cmpuint (answers_count (&self, 1), ==, 2);
  close (fd);
  answers_clear (&self);
}

/* What waits when the session is closed comes to nothing; a new opening is answered. */
static void
test_reopen (void)
{
  Answers self;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self,
               &(SockeyeReplyFields){
                   .when = SOCKEYE_REPLY_WHEN_EQUALS, .pattern = "late", .text = "late", .delay_ms = 100 });
  answers_add (&self, &(SockeyeReplyFields){ .text = "now" });
  answers_serve (&self);
  fd = answers_connect (&self);
  answers_say (fd, "late");
  fixture_wait (answers_count (&self, 0) == 1);
  answers_close (&self);
  fixture_wait (answers_get_counts (&self).unanswered == 1);
  close (fd);

  for (guint i = 0; i < 5; i++)
    {
      answers_open (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
      fd = answers_connect (&self);
      answers_say (fd, "x");
      peer_expect (fd, "now");
      close (fd);
      answers_close (&self);
    }
  g_assert_cmpuint (self.notices->len, ==, 0);
  answers_clear (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/responder/order", test_order);
  g_test_add_func ("/responder/changes", test_changes);
  g_test_add_func ("/responder/delays", test_delays);
  g_test_add_func ("/responder/from", test_from);
  g_test_add_func ("/responder/framing", test_framing);
  g_test_add_func ("/responder/silence", test_silence);
  g_test_add_func ("/responder/encodings", test_encodings);
  g_test_add_func ("/responder/datagrams", test_datagrams);
  g_test_add_func ("/responder/unix", test_unix);
  g_test_add_func ("/responder/client", test_client);
  g_test_add_func ("/responder/half-closed", test_half_closed);
  g_test_add_func ("/responder/chargen", test_chargen);
  g_test_add_func ("/responder/switch", test_switch);
  g_test_add_func ("/responder/reopen", test_reopen);
  return g_test_run ();
}
