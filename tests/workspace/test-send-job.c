/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-fixture.h"

#include "send-job.h"

#include <string.h>
#include <unistd.h>

static SockeyePayloadTemplate *
make_message (const char *text)
{
  SockeyeSendPlan plan = { .variables = TRUE };
  g_autoptr (GError) error = NULL;
  SockeyePayloadTemplate *message = sockeye_payload_template_new (&plan, sockeye_charset_find ("utf-8"), text,
                                                                  FALSE, &error);

  g_assert_no_error (error);
  return message;
}

static SockeyeSendJob *
make_job (Fixture *self, SockeyeTargetKind kind)
{
  SockeyeTarget target = { .kind = kind };

  return sockeye_send_job_new (sockeye_workspace_get_mailer (self->workspace),
                               sockeye_session_get_outlet (sockeye_workspace_get_session (self->workspace)),
                               &target);
}

static void
add_step (SockeyeSendJob *job, const char *text, gint64 gap)
{
  g_autoptr (SockeyePayloadTemplate) message = make_message (text);

  sockeye_send_job_add_step (job, message, gap);
}

static void
expect_datagram (int fd, const char *text)
{
  char bytes[256] = "";
  gssize n = recv (fd, bytes, sizeof bytes - 1, 0);

  g_assert_cmpint (n, >=, 0);
  g_assert_cmpstr (bytes, ==, text);
}

/* Two messages in order, three times, each payload made anew; the exact count. */
static void
test_rounds (void)
{
  Fixture self;
  int fd = make_socket (SOCK_DGRAM);
  g_autoptr (SockeyeSendJob) job = NULL;
  SockeyeJobProgress progress;
  gint64 before;

  set_up (&self, SOCKEYE_PROTOCOL_UDP, bind_socket (fd));
  job = make_job (&self, SOCKEYE_TARGET_DEFAULT);
  add_step (job, "a${counter}", 1000);
  add_step (job, "bb${counter}", 500);
  sockeye_send_job_set_rounds (job, 3);
  before = g_get_monotonic_time ();
  start (&self, SOCKEYE_JOB (job));
  wait_for_end (&self);
  g_assert_null (self.error);

  expect_datagram (fd, "a1");
  expect_datagram (fd, "bb2");
  expect_datagram (fd, "a3");
  expect_datagram (fd, "bb4");
  expect_datagram (fd, "a5");
  expect_datagram (fd, "bb6");
  sockeye_job_get_progress (SOCKEYE_JOB (job), &progress);
  g_assert_cmpuint (progress.messages, ==, 6);
  g_assert_cmpuint (progress.total_messages, ==, 6);
  g_assert_cmpuint (progress.bytes, ==, 15);
  g_assert_cmpuint (progress.skipped, ==, 0);
  /* Five gaps were kept; how well is measured, not tested. */
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 3 * 1000 + 2 * 500);
  close (fd);
  tear_down (&self);
}

/* Without an end, until it is stopped; a second one has to wait. */
static void
test_stop (void)
{
  Fixture self;
  int fd = make_socket (SOCK_DGRAM);
  g_autoptr (SockeyeSendJob) job = NULL;
  g_autoptr (SockeyeSendJob) second = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&self, SOCKEYE_PROTOCOL_UDP, bind_socket (fd));
  job = make_job (&self, SOCKEYE_TARGET_DEFAULT);
  add_step (job, "again", 1000);
  sockeye_send_job_set_rounds (job, 0);
  start (&self, SOCKEYE_JOB (job));
  for (guint i = 0; i < 10; i++)
    expect_datagram (fd, "again");

  second = make_job (&self, SOCKEYE_TARGET_DEFAULT);
  add_step (second, "never", 0);
  g_assert_false (sockeye_workspace_start_job (self.workspace, SOCKEYE_JOB (second), &error));
  g_assert_nonnull (error);
  g_assert_false (sockeye_job_is_running (SOCKEYE_JOB (second)));

  sockeye_workspace_stop_job (self.workspace);
  wait_for_end (&self);
  g_assert_null (self.error);
  close (fd);
  tear_down (&self);
}

/* A gap of an hour does not keep it from stopping, nor the workspace from going. */
static void
test_stop_in_gap (void)
{
  for (guint i = 0; i < 2; i++)
    {
      Fixture self;
      int fd = make_socket (SOCK_DGRAM);
      g_autoptr (SockeyeSendJob) job = NULL;

      set_up (&self, SOCKEYE_PROTOCOL_UDP, bind_socket (fd));
      job = make_job (&self, SOCKEYE_TARGET_DEFAULT);
      add_step (job, "once", G_TIME_SPAN_HOUR);
      sockeye_send_job_set_rounds (job, 0);
      start (&self, SOCKEYE_JOB (job));
      expect_datagram (fd, "once");
      if (i == 0)
        {
          sockeye_workspace_stop_job (self.workspace);
          wait_for_end (&self);
        }
      tear_down (&self);
      while (sockeye_job_is_running (SOCKEYE_JOB (job)))
        g_main_context_iteration (NULL, TRUE);
      close (fd);
    }
}

/* The session is closed in the middle: the job ends, and says why. */
static void
test_close (void)
{
  Fixture self;
  int fd = make_socket (SOCK_DGRAM);
  g_autoptr (SockeyeSendJob) job = NULL;

  set_up (&self, SOCKEYE_PROTOCOL_UDP, bind_socket (fd));
  job = make_job (&self, SOCKEYE_TARGET_DEFAULT);
  add_step (job, "again", 1000);
  sockeye_send_job_set_rounds (job, 0);
  start (&self, SOCKEYE_JOB (job));
  expect_datagram (fd, "again");
  close_session (self.workspace);
  wait_for_end (&self);
  g_assert_cmpstr (self.error, ==,
                   "Sending ended early, because the socket was closed. Open it, and send again.");
  close (fd);
  tear_down (&self);
}

#define N_FLAT_OUT 30000
#define MESSAGE    "0123456789abcdef"

static void
expect_stream (int fd, guint n)
{
  gsize left = n * strlen (MESSAGE);
  gsize at = 0;

  while (left > 0)
    {
      char bytes[65536];
      gssize length = recv (fd, bytes, MIN (left, sizeof bytes), 0);

      g_assert_cmpint (length, >, 0);
      for (gssize i = 0; i < length; i++, at++)
        g_assert_cmpint (bytes[i], ==, MESSAGE[at % strlen (MESSAGE)]);
      left -= (gsize) length;
    }
}

/* A client's connection ends by itself as well: nobody need have closed the socket. */
static void
test_connection_ends (void)
{
  const struct linger at_once = { .l_onoff = 1 };
  Fixture self;
  int listener = make_socket (SOCK_STREAM);
  guint16 port = bind_socket (listener);
  int fd;
  g_autoptr (SockeyeSendJob) job = NULL;

  g_assert_cmpint (listen (listener, 1), ==, 0);
  set_up (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, port);
  fd = accept (listener, NULL, NULL);
  g_assert_cmpint (fd, >=, 0);
  job = make_job (&self, SOCKEYE_TARGET_DEFAULT);
  add_step (job, MESSAGE, 1000);
  sockeye_send_job_set_rounds (job, 0);
  start (&self, SOCKEYE_JOB (job));
  expect_stream (fd, 1);
  setsockopt (fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close (fd);
  wait_for_end (&self);
  /* Without an error when it saw that nobody is left. */
  g_assert_false (self.error != NULL && strstr (self.error, "socket was closed") != NULL);
  close (listener);
  tear_down (&self);
}

/* Flat out, each gets every message; one that does not read slows only itself. */
static void
test_flat_out (void)
{
  Fixture self;
  g_autoptr (SockeyeSendJob) job = NULL;
  SockeyeJobProgress progress;
  int fast, slow;

  set_up (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  slow = connect_client (get_port (self.workspace), 4096);
  fast = connect_client (get_port (self.workspace), 0);
  wait_for (self.workspace,
            sockeye_session_get_n_connections (sockeye_workspace_get_session (self.workspace)) == 2);

  job = make_job (&self, SOCKEYE_TARGET_ALL);
  add_step (job, MESSAGE, 0);
  sockeye_send_job_set_rounds (job, N_FLAT_OUT * 10);
  sockeye_send_job_set_pace (job, SOCKEYE_PACE_FLAT_OUT, 0);
  start (&self, SOCKEYE_JOB (job));
  /* All of it, while nobody reads at the other end. */
  expect_stream (fast, N_FLAT_OUT * 10);
  g_assert_nonnull (sockeye_workspace_get_job (self.workspace));
  expect_stream (slow, N_FLAT_OUT * 10);
  wait_for_end (&self);
  g_assert_null (self.error);

  sockeye_job_get_progress (SOCKEYE_JOB (job), &progress);
  g_assert_cmpuint (progress.messages, ==, N_FLAT_OUT * 10 * 2);
  g_assert_cmpuint (progress.total_messages, ==, N_FLAT_OUT * 10 * 2);
  g_assert_cmpuint (progress.bytes, ==, N_FLAT_OUT * 10 * 2 * strlen (MESSAGE));
  close (fast);
  close (slow);
  tear_down (&self);
}

#define N_NUMBERS 500

/* Reads so many lines, each with a number that nobody else has got; in the order in which they were made. */
static void
take_numbers (int fd, gboolean *taken, guint n_lines)
{
  guint number = 0, last = 0;

  while (n_lines > 0)
    {
      char byte;

      g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 1);
      if (byte != '\n')
        {
          number = number * 10 + (guint) (byte - '0');
          continue;
        }
      g_assert_cmpuint (number, >, last);
      g_assert_cmpuint (number, <=, 2 * N_NUMBERS);
      g_assert_false (taken[number]);
      taken[number] = TRUE;
      last = number;
      number = 0;
      n_lines--;
    }
}

/* As fast as possible, each message has a number of its own, whichever client it is for. */
static void
test_numbers (void)
{
  Fixture self;
  g_autoptr (SockeyeSendJob) job = NULL;
  g_autofree gboolean *taken = g_new0 (gboolean, 2 * N_NUMBERS + 1);
  int fds[2];

  set_up (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  for (guint i = 0; i < 2; i++)
    fds[i] = connect_client (get_port (self.workspace), 0);
  wait_for (self.workspace,
            sockeye_session_get_n_connections (sockeye_workspace_get_session (self.workspace)) == 2);
  job = make_job (&self, SOCKEYE_TARGET_ALL);
  add_step (job, "${counter}\n", 0);
  sockeye_send_job_set_rounds (job, N_NUMBERS);
  sockeye_send_job_set_pace (job, SOCKEYE_PACE_FLAT_OUT, 0);
  start (&self, SOCKEYE_JOB (job));
  for (guint i = 0; i < 2; i++)
    take_numbers (fds[i], taken, N_NUMBERS);
  wait_for_end (&self);
  g_assert_null (self.error);
  for (guint i = 0; i < 2; i++)
    close (fds[i]);
  tear_down (&self);
}

static guint64
count_bytes_sent (SockeyeWorkspace *workspace)
{
  SockeyeTraffic total;

  sockeye_capture_get_traffic (sockeye_workspace_get_capture (workspace), &total);
  return total.sent_bytes;
}

/* The connection breaks while much waits: what is said not to have gone out, and the log, make up what was handed over. */
static void
test_lost (void)
{
  Fixture self;
  SockeyeSession *session;
  g_autoptr (SockeyeSendJob) job = NULL;
  SockeyeJobProgress progress;
  guint64 sent;
  int slow;

  set_up (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  session = sockeye_workspace_get_session (self.workspace);
  slow = connect_client (get_port (self.workspace), 4096);
  wait_for (self.workspace, sockeye_session_get_n_connections (session) == 1);

  job = make_job (&self, SOCKEYE_TARGET_ALL);
  add_step (job, MESSAGE, 0);
  sockeye_send_job_set_rounds (job, 0);
  sockeye_send_job_set_pace (job, SOCKEYE_PACE_FLAT_OUT, 0);
  start (&self, SOCKEYE_JOB (job));
  wait_for (self.workspace, sockeye_session_get_unsent (session) > 0);
  expect_stream (slow, 1000);
  close (slow);
  wait_for_end (&self); /* whether with an error depends on what it was doing just then */

  sent = count_bytes_sent (self.workspace);
  sockeye_job_get_progress (SOCKEYE_JOB (job), &progress);
  g_assert_cmpuint (progress.lost_bytes, >, 0);
  g_assert_cmpuint (sent + progress.lost_bytes, ==, progress.bytes);
  g_assert_cmpuint (progress.lost_messages, ==, progress.messages - sent / strlen (MESSAGE));
  g_assert_cmpuint (progress.queued, ==, 0);
  tear_down (&self);
}

/* A rate of messages is waited for; of bytes as well. The count is exact. */
static void
test_rates (void)
{
  static const struct
  {
    SockeyePaceKind kind;
    double per_second;
    gint64 least; /* microseconds for 50 messages of 16 bytes */
  } cases[] = {
    { SOCKEYE_PACE_MESSAGES, 500, 49 * 2000 },
    { SOCKEYE_PACE_BYTES, 8000, 49 * 2000 },
    { SOCKEYE_PACE_MESSAGES, 1e6, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture self;
      int fd = make_socket (SOCK_DGRAM);
      g_autoptr (SockeyeSendJob) job = NULL;
      SockeyeJobProgress progress;
      gint64 before;

      set_up (&self, SOCKEYE_PROTOCOL_UDP, bind_socket (fd));
      job = make_job (&self, SOCKEYE_TARGET_DEFAULT);
      add_step (job, MESSAGE, 0);
      sockeye_send_job_set_rounds (job, 50);
      sockeye_send_job_set_pace (job, cases[i].kind, cases[i].per_second);
      before = g_get_monotonic_time ();
      start (&self, SOCKEYE_JOB (job));
      wait_for_end (&self);
      g_assert_null (self.error);
      for (guint j = 0; j < 50; j++)
        expect_datagram (fd, MESSAGE);
      sockeye_job_get_progress (SOCKEYE_JOB (job), &progress);
      g_assert_cmpuint (progress.messages, ==, 50);
      g_assert_cmpint (g_get_monotonic_time () - before, >=, cases[i].least);
      close (fd);
      tear_down (&self);
    }
}

/* With a pace, one of several that does not read is passed over once it is too far behind; the others get all. */
static void
test_paced_slow_peer (void)
{
  Fixture self;
  g_autoptr (SockeyeSendJob) job = NULL;
  g_autoptr (GString) large = g_string_new (NULL);
  SockeyeJobProgress progress;
  int fast, slow;

  for (guint i = 0; i < (4u << 20) / strlen (MESSAGE); i++)
    g_string_append (large, MESSAGE);
  set_up (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
  slow = connect_client (get_port (self.workspace), 4096);
  fast = connect_client (get_port (self.workspace), 0);
  wait_for (self.workspace,
            sockeye_session_get_n_connections (sockeye_workspace_get_session (self.workspace)) == 2);

  job = make_job (&self, SOCKEYE_TARGET_ALL);
  add_step (job, large->str, 30000);
  sockeye_send_job_set_rounds (job, 40); /* 160 MiB, of which 64 may wait */
  start (&self, SOCKEYE_JOB (job));
  expect_stream (fast, 40 * (4u << 20) / strlen (MESSAGE));
  sockeye_job_get_progress (SOCKEYE_JOB (job), &progress);
  g_assert_cmpuint (progress.messages, ==, 40);
  g_assert_cmpuint (progress.skipped, >, 0);
  g_assert_cmpuint (progress.skipped, <, 40);

  /* It gets whole messages, and not those that it was passed over for. */
  expect_stream (slow, (guint) (40 - progress.skipped) * (4u << 20) / strlen (MESSAGE));
  wait_for_end (&self);
  close (fast);
  close (slow);
  tear_down (&self);
}

/* Nobody is there: the job ends at once, with a sentence. */
static void
test_nobody (void)
{
  Fixture self;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SockeyeSendJob) job = NULL;

      set_up (&self, SOCKEYE_PROTOCOL_TCP_SERVER, 0);
      job = make_job (&self, SOCKEYE_TARGET_ALL);
      add_step (job, MESSAGE, 0);
      if (i == 1)
        sockeye_send_job_set_pace (job, SOCKEYE_PACE_FLAT_OUT, 0);
      start (&self, SOCKEYE_JOB (job));
      wait_for_end (&self);
      g_assert_nonnull (strstr (self.error, "no connection is open"));
      tear_down (&self);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-job/rounds", test_rounds);
  g_test_add_func ("/send-job/stop", test_stop);
  g_test_add_func ("/send-job/stop-in-gap", test_stop_in_gap);
  g_test_add_func ("/send-job/close", test_close);
  g_test_add_func ("/send-job/connection-ends", test_connection_ends);
  g_test_add_func ("/send-job/flat-out", test_flat_out);
  g_test_add_func ("/send-job/numbers", test_numbers);
  g_test_add_func ("/send-job/lost", test_lost);
  g_test_add_func ("/send-job/rates", test_rates);
  g_test_add_func ("/send-job/paced-slow-peer", test_paced_slow_peer);
  g_test_add_func ("/send-job/nobody", test_nobody);
  return g_test_run ();
}
