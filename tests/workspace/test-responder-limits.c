/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "responder-fixture.h"

#define QUOTA (G_GUINT64_CONSTANT (64) << 20)

static const SockeyeFraming lines = { .kind = SOCKEYE_FRAMING_DELIMITER,
                                      .delimiter = "\n",
                                      .delimiter_length = 1 };

static const SockeyeReplyFields echo = { .name = "Echo", .text = "${0}", .plan = { .variables = TRUE } };

#define N_MESSAGES 10000

static gpointer
send_all (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < N_MESSAGES; i++)
    g_string_append_printf (text, "message %u\n", i);
  peer_send (fd, text->str, text->len);
  return NULL;
}

/* However they come, all are answered, in their order. */
static void
test_many (void)
{
  Answers self;
  GThread *thread;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .when = SOCKEYE_REPLY_WHEN_REGEX,
                                             .pattern = "^message (\\d+)$",
                                             .text = "answer ${1}\n",
                                             .plan = { .variables = TRUE } });
  sockeye_log_model_set_framing (sockeye_workspace_get_log (self.workspace), &lines);
  answers_serve (&self);
  fd = answers_connect (&self);
  thread = g_thread_new ("sender", send_all, GINT_TO_POINTER (fd));
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *expected = g_strdup_printf ("answer %u\n", i);

      peer_expect (fd, expected);
    }
  g_thread_join (thread);
  g_assert_cmpuint (answers_count (&self, 0), ==, N_MESSAGES);
  fixture_wait (answers_get_counts (&self).replies == N_MESSAGES);
  g_assert_cmpuint (answers_get_counts (&self).unanswered, ==, 0);
  g_assert_cmpuint (self.notices->len, ==, 0);
  close (fd);
  answers_clear (&self);
}

typedef struct
{
  int fd;
  gint n_rounds; /* atomic */
} Mirror;

/* The other auto-reply. */
static gpointer
mirror (gpointer data)
{
  Mirror *self = data;
  char bytes[65536];
  gssize n;

  while ((n = recv (self->fd, bytes, sizeof bytes, 0)) > 0)
    {
      peer_send (self->fd, bytes, (gsize) n);
      g_atomic_int_inc (&self->n_rounds);
    }
  return NULL;
}

static void
stop_mirror (Mirror *self, GThread *thread)
{
  shutdown (self->fd, SHUT_RDWR);
  g_thread_join (thread);
  close (self->fd);
}

/* Two that echo each other are stopped, with a message that names both; others are answered as before. */
static void
test_loop (void)
{
  Answers self;
  Mirror other = { 0 };
  GThread *thread;
  g_autofree char *name = NULL;
  int fd, n_rounds;

  answers_init (&self, QUOTA);
  answers_add (&self, &echo);
  answers_serve (&self);
  other.fd = answers_connect (&self);
  fd = answers_connect (&self);
  thread = g_thread_new ("mirror", mirror, &other);
  answers_say (other.fd, "hello");
  fixture_wait (self.notices->len > 0);

  name = g_strdup_printf ("127.0.0.1:%u", peer_get_port (other.fd));
  g_assert_true (answers_noticed (&self, name));
  g_assert_true (answers_noticed (&self, "“Echo”"));
  g_assert_true (answers_noticed (&self, "“Stop endless loops”"));
  g_assert_cmpuint (answers_get_counts (&self).stopped, ==, 1);
  n_rounds = g_atomic_int_get (&other.n_rounds);
  answers_say (fd, "still there");
  peer_expect (fd, "still there");
  g_assert_cmpint (g_atomic_int_get (&other.n_rounds), <=, n_rounds + 1);

  /* Switched off and on, it is answered again. */
  sockeye_responder_set_active (self.responder, FALSE);
  sockeye_responder_set_active (self.responder, TRUE);
  answers_say (other.fd, "again");
  fixture_wait (g_atomic_int_get (&other.n_rounds) > n_rounds + 100);
  fixture_wait (self.notices->len > 1);
  stop_mirror (&other, thread);
  close (fd);
  answers_clear (&self);
}

static void
test_loop_wanted (void)
{
  Answers self;
  Mirror other = { 0 };
  GThread *thread;

  answers_init (&self, QUOTA);
  answers_add (&self, &echo);
  g_object_set (self.responder, "stop-loops", FALSE, NULL);
  answers_serve (&self);
  other.fd = answers_connect (&self);
  thread = g_thread_new ("mirror", mirror, &other);
  answers_say (other.fd, "hello");
  fixture_wait (g_atomic_int_get (&other.n_rounds) > 12000);
  g_assert_cmpuint (answers_get_counts (&self).stopped, ==, 0);

  /* It is seen when it is no longer wanted. */
  sockeye_responder_set_stop_loops (self.responder, TRUE);
  fixture_wait (self.notices->len > 0);
  stop_mirror (&other, thread);
  answers_clear (&self);
}

/* A client that waits for each reply, as often as many tests do, is no loop. */
static void
test_client_in_a_hurry (void)
{
  Answers self;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &echo);
  answers_serve (&self);
  fd = answers_connect (&self);
  for (guint i = 0; i < 1000; i++)
    {
      answers_say (fd, "ping");
      peer_expect (fd, "ping");
    }
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (self.notices->len, ==, 0);
  close (fd);
  answers_clear (&self);
}

/* One that sends whatever comes back. */
static void
test_timer (void)
{
  Answers self;
  guint16 port = 0;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &echo);
  sockeye_responder_set_active (self.responder, TRUE);
  answers_open (&self, SOCKEYE_PROTOCOL_UDP, 0);
  port = answers_get_port (&self);
  fd = peer_bind ("127.0.0.1", &(guint16){ 0 });
  for (guint i = 0; i < 6000; i++)
    {
      char byte;

      peer_send_to (fd, "127.0.0.1", port, "x", 1);
      g_usleep (200);
      while (recv (fd, &byte, 1, MSG_DONTWAIT) > 0)
        continue;
    }
  fixture_wait (answers_get_counts (&self).replies == 6000);
  g_assert_cmpuint (answers_get_counts (&self).stopped, ==, 0);
  close (fd);
  answers_clear (&self);
}

/* An expression without end ends with a message, and the next rule has its turn. */
static void
test_runaway (void)
{
  Answers self;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (
      &self, &(SockeyeReplyFields){
                 .name = "Slow", .when = SOCKEYE_REPLY_WHEN_REGEX, .pattern = "(a+)+$", .text = "matched" });
  answers_add (&self, &(SockeyeReplyFields){ .text = "next" });
  answers_serve (&self);
  fd = answers_connect (&self);
  for (guint i = 0; i < 3; i++)
    {
      answers_say (fd, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
      peer_expect (fd, "next");
    }
  fixture_wait (self.notices->len > 0);
  g_assert_true (answers_noticed (&self, "“Slow”"));
  g_assert_true (answers_noticed (&self, "too many ways"));
  g_assert_cmpuint (self.notices->len, ==, 1);
  close (fd);
  answers_clear (&self);
}

/* What leaves the log before it was looked at is counted and said. */
static void
test_lost (void)
{
  Answers self;
  g_autofree char *much = g_strnfill (65536, 'a');
  int fd;

  answers_init (&self, 4u << 20);
  much[65535] = '!';
  answers_add (&self, &(SockeyeReplyFields){
                          .when = SOCKEYE_REPLY_WHEN_REGEX, .pattern = "(a+)+$", .text = "matched" });
  answers_serve (&self);
  fd = answers_connect (&self);
  for (guint i = 0; i < 2000 && !answers_noticed (&self, "left the log"); i++)
    {
      peer_send (fd, much, 65536);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  fixture_wait (answers_noticed (&self, "left the log"));
  close (fd);
  answers_clear (&self);
}

static void
test_too_large (void)
{
  Answers self;
  g_autofree char *much = g_strnfill (65536, 'x');
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .name = "Large", .text = much, .go_on = TRUE });
  answers_add (&self, &(SockeyeReplyFields){ .text = "small" });
  sockeye_responder_set_active (self.responder, TRUE);
  answers_open (&self, SOCKEYE_PROTOCOL_UDP, 0);
  fd = peer_bind ("127.0.0.1", &(guint16){ 0 });
  for (guint i = 0; i < 3; i++)
    {
      peer_send_to (fd, "127.0.0.1", answers_get_port (&self), "x", 1);
      peer_expect (fd, "small");
    }
  fixture_wait (self.notices->len > 0);
  g_assert_true (answers_noticed (&self, "“Large”"));
  g_assert_true (answers_noticed (&self, "do not fit into a datagram"));
  g_assert_cmpuint (self.notices->len, ==, 1);
  fixture_wait (answers_get_counts (&self).unanswered == 3);
  close (fd);
  answers_clear (&self);
}

/* Nothing typed is no payload over TCP, and an empty datagram over UDP. */
static void
test_empty (void)
{
  Answers self;
  char byte;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .text = "", .go_on = TRUE });
  answers_add (&self,
               &(SockeyeReplyFields){ .when = SOCKEYE_REPLY_WHEN_CONTAINS, .pattern = "x", .text = "x" });
  answers_serve (&self);
  fd = answers_connect (&self);
  answers_say (fd, "x");
  peer_expect (fd, "x");
  close (fd);
  answers_close (&self);
  g_assert_cmpuint (self.notices->len, ==, 0);

  answers_open (&self, SOCKEYE_PROTOCOL_UDP, 0);
  fd = peer_bind ("127.0.0.1", &(guint16){ 0 });
  peer_send_to (fd, "127.0.0.1", answers_get_port (&self), "", 0);
  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 0);
  close (fd);
  answers_clear (&self);
}

#define N_LARGE 4500

static gpointer
ask_much (gpointer data)
{
  for (guint i = 0; i < N_LARGE; i++)
    answers_say (GPOINTER_TO_INT (data), "x\n");
  return NULL;
}

/* A far end that reads later than its send queue is full still gets all. */
static void
test_slow_reader (void)
{
  Answers self;
  g_autofree char *large = g_strnfill (SOCKEYE_REPLY_TEXT_MAX, 'x');
  g_autofree char *got = g_malloc (1 << 20);
  gsize left = (gsize) N_LARGE * SOCKEYE_REPLY_TEXT_MAX;
  GThread *thread;
  int fd;

  answers_init (&self, QUOTA);
  answers_add (&self, &(SockeyeReplyFields){ .text = large });
  sockeye_log_model_set_framing (sockeye_workspace_get_log (self.workspace), &lines);
  answers_serve (&self);
  fd = answers_connect (&self);
  thread = g_thread_new ("sender", ask_much, GINT_TO_POINTER (fd));
  fixture_wait (sockeye_session_get_unsent (self.session) > SOCKEYE_SEND_QUEUE_MAX - (2u << 20));
  while (left > 0)
    {
      gsize n = peer_receive (fd, got, MIN (left, 1 << 20));

      g_assert_cmpuint (n, ==, MIN (left, 1 << 20));
      left -= n;
    }
  g_thread_join (thread);
  fixture_wait (answers_get_counts (&self).replies == N_LARGE);
  g_assert_cmpuint (answers_get_counts (&self).unanswered, ==, 0);
  close (fd);
  answers_clear (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/responder-limits/many", test_many);
  g_test_add_func ("/responder-limits/loop", test_loop);
  g_test_add_func ("/responder-limits/loop-wanted", test_loop_wanted);
  g_test_add_func ("/responder-limits/client-in-a-hurry", test_client_in_a_hurry);
  g_test_add_func ("/responder-limits/timer", test_timer);
  g_test_add_func ("/responder-limits/runaway", test_runaway);
  g_test_add_func ("/responder-limits/lost", test_lost);
  g_test_add_func ("/responder-limits/too-large", test_too_large);
  g_test_add_func ("/responder-limits/empty", test_empty);
  g_test_add_func ("/responder-limits/slow-reader", test_slow_reader);
  return g_test_run ();
}
