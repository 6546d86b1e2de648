/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "errors.h"
#include "fixture.h"
#include "mailer.h"

#include <string.h>
#include <unistd.h>

#define N_CLIENTS 3

/* A session whose records go into a real capture. */
typedef struct
{
  SockeyeCapture *capture;
  SockeyeSession *session;
  SockeyeMailer *mailer;
} Office;

static const SockeyeTarget by_default = { .kind = SOCKEYE_TARGET_DEFAULT };
static const SockeyeTarget last_sender = { .kind = SOCKEYE_TARGET_LAST_SENDER };

static void
office_init (Office *self)
{
  SockeyeCaptureLimits limits = SOCKEYE_CAPTURE_LIMITS_DEFAULT;

  limits.quota = 64u << 20;
  limits.leave_free = 0;
  limits.directory = g_get_tmp_dir ();
  self->capture = sockeye_capture_new (&limits);
  self->session = sockeye_session_new (SOCKEYE_SINK (self->capture));
  self->mailer = sockeye_mailer_new (self->capture);
}

static void
office_open (Office *self, SockeyeProtocol protocol, const char *local, const char *remote, guint16 port)
{
  const SockeyeSettings settings = {
    .protocol = protocol, .local_host = local, .remote_host = remote, .remote_port = port
  };

  sockeye_session_open (self->session, &settings);
  fixture_wait_state (self, SOCKEYE_SESSION_OPEN);
}

static void
office_clear (Office *self)
{
  sockeye_session_close (self->session);
  fixture_wait_state (self, SOCKEYE_SESSION_CLOSED);
  sockeye_mailer_unref (self->mailer);
  g_assert_finalize_object (self->session);
  g_object_unref (self->capture);
}

static guint16
get_port (Office *self)
{
  return sockeye_session_get_local_port (self->session);
}

static SockeyePayloadTemplate *
read_text (const char *text)
{
  const SockeyeSendPlan plan = { .variables = TRUE };
  g_autoptr (GError) error = NULL;
  SockeyePayloadTemplate *message = sockeye_payload_template_new (&plan, sockeye_charset_find ("utf-8"), text,
                                                                  FALSE, &error);

  g_assert_no_error (error);
  return message;
}

static gboolean
mail (Office *self, const SockeyeTarget *target, const char *text, GError **error)
{
  g_autoptr (SockeyePayloadTemplate) message = read_text (text);

  return sockeye_mailer_send (self->mailer, sockeye_session_get_outlet (self->session), target, message, NULL,
                              0, NULL, error);
}

static void
assert_mailed (Office *self, const SockeyeTarget *target, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean sent = mail (self, target, text, &error);

  g_assert_no_error (error);
  g_assert_true (sent);
}

static void
assert_refused (Office *self, const SockeyeTarget *target, const char *text, SockeyeError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mail (self, target, text, &error));
  g_assert_error (error, SOCKEYE_ERROR, (gint) code);
  g_test_message ("%s", error->message);
}

/* One datagram, all of it. */
static void
expect_datagram (int fd, const char *text)
{
  char got[200] = "";
  gssize length = recv (fd, got, sizeof got - 1, 0);

  g_assert_no_errno ((int) MIN (length, 0));
  g_assert_cmpstr (got, ==, text);
}

/* A number stands for a message that was queued: none is missing, none is used twice. */
static void
test_counter (void)
{
  Office self;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.0.0.1" };
  SockeyeTarget nowhere = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "" };
  int fd = peer_bind ("127.0.0.1", &target.port);
  g_autofree char *zeros = g_strnfill (SOCKEYE_DATAGRAM_MAX, '0');
  g_autofree char *large = g_strconcat (zeros, "${counter}", NULL);

  office_init (&self);
  assert_refused (&self, &target, "${counter}", SOCKEYE_ERROR_NOT_OPEN);
  assert_refused (&self, &target, "plain", SOCKEYE_ERROR_NOT_OPEN);
  office_open (&self, SOCKEYE_PROTOCOL_UDP, "127.0.0.1", NULL, 0);
  g_assert_cmpuint (sockeye_mailer_get_counter (self.mailer), ==, 0);

  assert_mailed (&self, &target, "${counter} of ${counter}");
  expect_datagram (fd, "1 of 1");
  assert_refused (&self, &nowhere, "${counter}", SOCKEYE_ERROR_NO_TARGET);
  assert_refused (&self, &last_sender, "${counter}${peer}", SOCKEYE_ERROR_NO_TARGET);
  assert_refused (&self, &target, large, SOCKEYE_ERROR_TOO_LARGE);
  g_assert_cmpuint (sockeye_mailer_get_counter (self.mailer), ==, 1);

  /* Messages without a number take none. */
  assert_mailed (&self, &target, "plain");
  assert_mailed (&self, &target, "$${counter}");
  assert_mailed (&self, &target, "${counter} ${peer}");
  expect_datagram (fd, "plain");
  expect_datagram (fd, "${counter}");
  g_assert_cmpuint (sockeye_mailer_get_counter (self.mailer), ==, 2);

  sockeye_mailer_reset_counter (self.mailer);
  g_assert_cmpuint (sockeye_mailer_get_counter (self.mailer), ==, 0);
  assert_mailed (&self, &target, "${counter}");
  recv (fd, zeros, 100, 0);
  expect_datagram (fd, "1");
  close (fd);
  office_clear (&self);
}

static char *
name_end (const char *host, guint16 port)
{
  return g_strdup_printf ("%s:%u", host, port);
}

/* How datagrams are addressed: by what was entered, or by who sent one. */
static void
test_datagrams (void)
{
  Office self;
  guint16 port = 0;
  int fd = peer_bind ("127.0.0.1", &port);
  const SockeyeTarget literal = { .kind = SOCKEYE_TARGET_ADDRESS, .host = " 127.0.0.1 ", .port = port };
  const SockeyeTarget name = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "localhost", .port = port };
  g_autofree char *peer = name_end ("127.0.0.1", port);
  g_autofree char *local = NULL;
  g_autofree char *both = NULL;
  g_autofree char *by_name = NULL;

  office_init (&self);
  office_open (&self, SOCKEYE_PROTOCOL_UDP, "127.0.0.1", "127.0.0.1", port);
  local = name_end ("127.0.0.1", get_port (&self));
  both = g_strdup_printf ("%s from %s", peer, local);
  by_name = g_strdup_printf ("localhost:%u", port);

  assert_mailed (&self, &literal, "${peer} from ${local}");
  expect_datagram (fd, both);
  assert_mailed (&self, &by_default, "${peer} from ${local}");
  expect_datagram (fd, both);
  assert_mailed (&self, &name, "${peer}");
  expect_datagram (fd, by_name);
  assert_refused (&self, &last_sender, "${peer}", SOCKEYE_ERROR_NO_TARGET);
  peer_send_to (fd, "127.0.0.1", get_port (&self), "hello", 5);
  fixture_wait (sockeye_session_get_last_sender (self.session) != 0);
  assert_mailed (&self, &last_sender, "${peer} from ${local}");
  expect_datagram (fd, both);
  close (fd);
  office_clear (&self);
}

static void
test_client (void)
{
  Office self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 1, &port);
  g_autofree char *text = NULL;
  g_autofree char *peer = NULL;
  g_autofree char *local = NULL;
  int fd;

  office_init (&self);
  office_open (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, "", "127.0.0.1", port);
  fd = accept (listener, NULL, NULL);
  text = g_strdup_printf ("127.0.0.1:%u from 127.0.0.1:%u\n", port, get_port (&self));
  assert_mailed (&self, &by_default, "${peer} from ${local}\n");
  peer_expect (fd, text);

  g_assert_true (sockeye_mailer_describe_ends (self.mailer, sockeye_session_get_outlet (self.session),
                                               &by_default, &peer, &local));
  g_assert_cmpstr (peer, ==, sockeye_session_get_remote (self.session));
  g_assert_cmpstr (local, ==, sockeye_session_get_local (self.session));
  close (fd);
  close (listener);
  office_clear (&self);
}

typedef struct
{
  Office office;
  int fds[N_CLIENTS];
  char *ends[N_CLIENTS];
  guint32 *peers;
} Party;

static void
party_init (Party *self)
{
  const SockeyeTarget all = { .kind = SOCKEYE_TARGET_ALL };
  guint n_peers = 0;

  office_init (&self->office);
  office_open (&self->office, SOCKEYE_PROTOCOL_TCP_SERVER, "127.0.0.1", NULL, 0);
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      self->fds[i] = peer_connect ("127.0.0.1", get_port (&self->office));
      self->ends[i] = name_end ("127.0.0.1", peer_get_port (self->fds[i]));
      fixture_wait (sockeye_session_get_n_connections (self->office.session) == i + 1);
    }
  self->peers = sockeye_outlet_list_peers (sockeye_session_get_outlet (self->office.session), &all, &n_peers,
                                           NULL);
  g_assert_cmpuint (n_peers, ==, N_CLIENTS);
}

static void
party_clear (Party *self)
{
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      close (self->fds[i]);
      g_free (self->ends[i]);
    }
  g_free (self->peers);
  office_clear (&self->office);
}

/* The message "${counter} ${peer}\n" */
static void
party_expect (Party *self, guint i, guint counter)
{
  g_autofree char *text = g_strdup_printf ("%u %s\n", counter, self->ends[i]);

  peer_expect (self->fds[i], text);
}

/* Each of several clients gets a payload of its own, and one message has one number. */
static void
test_each (void)
{
  Party self;
  SockeyeTarget set = { .kind = SOCKEYE_TARGET_SET, .n_peers = 2 };
  SockeyeTarget one = { .kind = SOCKEYE_TARGET_PEER };
  g_autoptr (SockeyePayloadTemplate) message = read_text ("${counter} ${peer}\n");
  g_autoptr (GError) error = NULL;
  guint64 n_bytes = 0;

  party_init (&self);
  g_assert_true (sockeye_mailer_send (self.office.mailer, sockeye_session_get_outlet (self.office.session),
                                      &by_default, message, NULL, 0, &n_bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_bytes, ==, 3 + strlen (self.ends[0]));
  for (guint i = 0; i < N_CLIENTS; i++)
    party_expect (&self, i, 1);

  /* Of two, one has ended: the other gets it nevertheless, and the third does not. */
  close (self.fds[0]);
  fixture_wait (sockeye_session_get_n_connections (self.office.session) == N_CLIENTS - 1);
  self.fds[0] = -1;
  set.peers = self.peers;
  assert_mailed (&self.office, &set, "${counter} ${peer}\n");
  party_expect (&self, 1, 2);
  one.peer = self.peers[2];
  assert_mailed (&self.office, &one, "${counter} ${peer}\n");
  party_expect (&self, 2, 3);

  /* And nobody is left. */
  one.peer = self.peers[0];
  assert_refused (&self.office, &one, "${counter} ${peer}\n", SOCKEYE_ERROR_NO_TARGET);
  g_assert_cmpuint (sockeye_mailer_get_counter (self.office.mailer), ==, 3);
  self.fds[0] = peer_connect ("127.0.0.1", get_port (&self.office));
  party_clear (&self);
}

static int
connect_from (const char *host, guint16 port)
{
  SockeyeEndpoint local, remote;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_true (sockeye_endpoint_set_literal (&local, host, 0, NULL));
  g_assert_true (sockeye_endpoint_set_literal (&remote, "127.0.0.1", port, NULL));
  g_assert_no_errno (bind (fd, &local.any, local.length));
  g_assert_no_errno (connect (fd, &remote.any, remote.length));
  return fd;
}

/* When the payload of one cannot be made, nobody gets one: the user sends again, and nobody shall have it twice. */
static void
test_all_or_nobody (void)
{
  Party self;
  const SockeyeSendPlan plan = { .variables = TRUE,
                                 .checksum = SOCKEYE_CHECKSUM_CRC_8,
                                 .checksum_length = 17 };
  g_autoptr (SockeyePayloadTemplate)
      message = sockeye_payload_template_new (&plan, sockeye_charset_find ("utf-8"), "${peer}", FALSE, NULL);
  g_autoptr (GError) error = NULL;
  int long_name;

  party_init (&self);
  long_name = connect_from ("127.0.0.100", get_port (&self.office));
  fixture_wait (sockeye_session_get_n_connections (self.office.session) == N_CLIENTS + 1);
  g_assert_false (sockeye_mailer_send (self.office.mailer, sockeye_session_get_outlet (self.office.session),
                                       &by_default, message, NULL, 0, NULL, &error));
  g_assert_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_RANGE);
  assert_mailed (&self.office, &by_default, "end");
  peer_expect (long_name, "end");
  peer_expect (self.fds[0], "end");
  close (long_name);
  party_clear (&self);
}

/* Copies are not shared, so there is an end to them. */
static void
test_copies (void)
{
  Party self;
  g_autofree char *spaces = g_strnfill (30 << 20, ' ');
  g_autofree char *large = g_strconcat (spaces, "${counter}${peer}", NULL);

  party_init (&self);
  assert_refused (&self.office, &by_default, large, SOCKEYE_ERROR_TOO_LARGE);
  assert_mailed (&self.office, &by_default, "${counter} ${peer}\n");
  for (guint i = 0; i < N_CLIENTS; i++)
    party_expect (&self, i, 1);
  party_clear (&self);
}

static void
test_matches (void)
{
  Office self;
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "127.0.0.1" };
  int fd = peer_bind ("127.0.0.1", &target.port);
  const SockeyeSendPlan plan = { .variables = TRUE };
  g_autoptr (SockeyePayloadTemplate)
      message = sockeye_payload_template_new (&plan, sockeye_charset_find ("utf-8"), "got ${1}", TRUE, NULL);
  g_autoptr (GBytes) whole = g_bytes_new_static ("whole", 5);
  g_autoptr (GBytes) part = g_bytes_new_static ("part", 4);
  GBytes *const matches[] = { whole, part };

  office_init (&self);
  office_open (&self, SOCKEYE_PROTOCOL_UDP, "127.0.0.1", NULL, 0);
  g_assert_true (sockeye_mailer_send (self.mailer, sockeye_session_get_outlet (self.session), &target,
                                      message, matches, G_N_ELEMENTS (matches), NULL, NULL));
  expect_datagram (fd, "got part");
  close (fd);
  office_clear (&self);
}

#define N_MESSAGES 1000

typedef struct
{
  Office *office;
  const SockeyeTarget *target;
  gboolean stop;
} Worker;

static gpointer
mail_many (gpointer data)
{
  Worker *self = data;

  for (guint i = 0; i < N_MESSAGES; i++)
    assert_mailed (self->office, self->target, "${counter}\n");
  return NULL;
}

static gpointer
fail_often (gpointer data)
{
  Worker *self = data;
  g_autoptr (SockeyePayloadTemplate) message = read_text ("${counter}\n");

  while (!g_atomic_int_get (&self->stop))
    g_assert_false (sockeye_mailer_send (self->office->mailer,
                                         sockeye_session_get_outlet (self->office->session), self->target,
                                         message, NULL, 0, NULL, NULL));
  return NULL;
}

/* What arrives are the numbers in their order, whoever sends, and whoever else tries and fails. */
static void
test_threads (void)
{
  Office self;
  guint16 port = 0;
  int listener = peer_listen ("127.0.0.1", 1, &port);
  Worker sender = { .office = &self, .target = &by_default };
  Worker failer = { .office = &self, .target = &last_sender }; /* which TCP has not */
  GThread *senders[3];
  GThread *thread;
  int fd;

  office_init (&self);
  office_open (&self, SOCKEYE_PROTOCOL_TCP_CLIENT, "", "127.0.0.1", port);
  fd = accept (listener, NULL, NULL);
  thread = g_thread_new ("failer", fail_often, &failer);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    senders[i] = g_thread_new ("sender", mail_many, &sender);
  for (guint i = 1; i <= N_MESSAGES * G_N_ELEMENTS (senders); i++)
    {
      g_autofree char *number = g_strdup_printf ("%u\n", i);

      peer_expect (fd, number);
    }
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    g_thread_join (senders[i]);

  /* Reset while others try. */
  for (guint i = 0; i < 1000; i++)
    sockeye_mailer_reset_counter (self.mailer);
  g_atomic_int_set (&failer.stop, TRUE);
  g_thread_join (thread);
  g_assert_cmpuint (sockeye_mailer_get_counter (self.mailer), ==, 0);
  close (fd);
  close (listener);
  office_clear (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mailer/counter", test_counter);
  g_test_add_func ("/mailer/datagrams", test_datagrams);
  g_test_add_func ("/mailer/client", test_client);
  g_test_add_func ("/mailer/each", test_each);
  g_test_add_func ("/mailer/all-or-nobody", test_all_or_nobody);
  g_test_add_func ("/mailer/copies", test_copies);
  g_test_add_func ("/mailer/matches", test_matches);
  g_test_add_func ("/mailer/threads", test_threads);
  return g_test_run ();
}
