/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"
#include "unix-place.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define SERVER   SOCKEYE_PROTOCOL_UNIX_SERVER
#define CLIENT   SOCKEYE_PROTOCOL_UNIX_CLIENT
#define DATAGRAM SOCKEYE_PROTOCOL_UNIX_DATAGRAM
#define NOBODY   65534

/* Opening fails with a sentence that says @says. */
static void
fail_to_open (SockeyeProtocol protocol, const char *local, const char *remote, const char *says)
{
  Fixture self;
  const char *sentence;

  fixture_init (&self);
  fixture_open (&self, protocol, local, 0, remote, 0);
  fixture_wait_state (&self, SOCKEYE_SESSION_CLOSED);
  fixture_wait (self.failures->len == 1);
  sentence = self.failures->pdata[0];
  g_test_message ("%s", sentence);
  g_assert_nonnull (strstr (sentence, says));
  fixture_clear (&self);
}

/* A file that an ended program has left: said as such, and never removed. */
static void
test_left_over (void)
{
  UnixPlace place;
  guint16 port = 0;
  int fd;

  unix_place_init (&place);
  fd = peer_listen (place.path, 5, &port);
  close (fd);
  fail_to_open (SERVER, place.path, NULL, "no program uses it any more");
  fail_to_open (DATAGRAM, place.path, "", "no program uses it any more");
  g_assert_true (g_file_test (place.path, G_FILE_TEST_EXISTS));
  fail_to_open (CLIENT, "", place.path, "no program listens on that file");
  g_assert_no_errno (unlink (place.path));
  unix_place_clear (&place);
}

/* A program that uses it: named, and it does not notice that it was asked about. */
static void
test_in_use (void)
{
  UnixPlace place;
  g_autofree char *pid = g_strdup_printf ("(pid %d)", (int) getpid ());
  guint16 port = 0;
  int fds[2];

  unix_place_init (&place);
  fds[0] = peer_listen (place.path, 5, &port);
  fail_to_open (SERVER, place.path, NULL, "is already in use by");
  fail_to_open (SERVER, place.path, NULL, pid);
  fds[1] = peer_bind (place.name, &port);
  fail_to_open (DATAGRAM, place.name, "", pid);

  g_assert_no_errno (fcntl (fds[0], F_SETFL, O_NONBLOCK));
  g_assert_cmpint (accept (fds[0], NULL, NULL), ==, -1);
  close (fds[0]);
  close (fds[1]);
  g_assert_no_errno (unlink (place.path));
  unix_place_clear (&place);
}

static void
test_no_socket (void)
{
  UnixPlace place;

  unix_place_init (&place);
  g_assert_true (g_file_set_contents (place.path, "x", 1, NULL));
  fail_to_open (SERVER, place.path, NULL, "is no socket");
  fail_to_open (CLIENT, "", place.path, "or it is no socket");
  g_assert_no_errno (unlink (place.path));
  unix_place_clear (&place);
}

/* Who else puts a file in the place of ours keeps it. */
static void
test_replaced_file (void)
{
  UnixPlace place;
  Fixture self;

  unix_place_init (&place);
  fixture_init (&self);
  fixture_open_wait (&self, SERVER, place.path, 0, NULL, 0);
  g_assert_no_errno (unlink (place.path));
  g_assert_true (g_file_set_contents (place.path, "x", 1, NULL));
  fixture_close_wait (&self);
  g_assert_true (g_file_test (place.path, G_FILE_TEST_EXISTS));
  g_assert_no_errno (unlink (place.path));
  fixture_clear (&self);
  unix_place_clear (&place);
}

static void
test_paths (void)
{
  UnixPlace place;
  g_autofree char *long_path = g_strnfill (108, '/');
  g_autofree char *missing = NULL;
  guint16 port = 0;
  int fd;

  unix_place_init (&place);
  long_path[107] = 'x';
  missing = g_build_filename (place.folder, "no", "s", NULL);
  fail_to_open (SERVER, missing, NULL, "the folder does not exist");
  fail_to_open (CLIENT, "", place.path, "there is no such file");
  fail_to_open (CLIENT, "", place.name, "no program has a socket of that name");
  fail_to_open (CLIENT, "", "@", "is no name");
  fail_to_open (SERVER, long_path, NULL, "108 bytes");
  fail_to_open (SERVER, "relative", NULL, "begins with /");
  fd = peer_bind (place.path, &port);
  fail_to_open (CLIENT, "", place.path, "none for streams");
  close (fd);
  g_assert_no_errno (unlink (place.path));
  unix_place_clear (&place);
}

static void
test_permission (void)
{
  UnixPlace place;
  gboolean root = geteuid () == 0;
  guint16 port = 0;
  int fd;

  unix_place_init (&place);
  /* Root may do everything. */
  if (root)
    {
      g_assert_no_errno (chown (place.folder, NOBODY, NOBODY));
      g_assert_no_errno (seteuid (NOBODY));
    }
  fd = peer_listen (place.path, 5, &port);
  g_assert_no_errno (chmod (place.path, 0));
  fail_to_open (CLIENT, "", place.path, "may not write to that socket");
  close (fd);
  g_assert_no_errno (unlink (place.path));
  g_assert_no_errno (chmod (place.folder, 0500));
  fail_to_open (SERVER, place.path, NULL, "may not make files");
  g_assert_no_errno (chmod (place.folder, 0700));
  if (root)
    g_assert_no_errno (seteuid (0));
  unix_place_clear (&place);
}

static void
fail_to_send (Fixture *self, const char *where, gsize length, const char *says)
{
  g_autofree char *bytes = g_malloc0 (length);
  g_autoptr (GBytes) payload = g_bytes_new (bytes, length);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = where };

  g_ptr_array_set_size (self->failures, 0);
  g_assert_true (sockeye_session_send (self->session, &target, payload, NULL));
  fixture_wait (self->failures->len == 1);
  g_test_message ("%s", (const char *) self->failures->pdata[0]);
  g_assert_nonnull (strstr (self->failures->pdata[0], says));
}

static void
test_datagrams (void)
{
  UnixPlace place;
  Fixture self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = g_bytes_new_static ("x", 1);
  SockeyeTarget target = { .kind = SOCKEYE_TARGET_ADDRESS, .host = "relative" };
  guint16 port = 0;
  int fd;

  unix_place_init (&place);
  fixture_init (&self);
  fixture_open_wait (&self, DATAGRAM, place.name, 0, "", 0);
  g_assert_false (fixture_send (&self, SOCKEYE_TARGET_DEFAULT, 0, "where"));
  g_assert_false (sockeye_session_send (self.session, &target, payload, &error));
  g_assert_nonnull (strstr (error->message, "begins with /"));

  fail_to_send (&self, place.path, 1, "there is no such file");
  fail_to_send (&self, "@nobody-has-this", 1, "no program has a socket of that name");
  fd = peer_listen (place.path, 5, &port);
  fail_to_send (&self, place.path, 1, "none for datagrams");
  close (fd);
  fail_to_send (&self, place.path, 1, "no program receives on that file");
  g_assert_no_errno (unlink (place.path));
  fd = peer_bind (place.path, &port);
  fail_to_send (&self, place.path, 1 << 20, "larger SO_SNDBUF");
  close (fd);
  g_assert_no_errno (unlink (place.path));
  fixture_close_wait (&self);
  fixture_clear (&self);
  unix_place_clear (&place);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unix-errors/left-over", test_left_over);
  g_test_add_func ("/unix-errors/in-use", test_in_use);
  g_test_add_func ("/unix-errors/no-socket", test_no_socket);
  g_test_add_func ("/unix-errors/replaced-file", test_replaced_file);
  g_test_add_func ("/unix-errors/paths", test_paths);
  g_test_add_func ("/unix-errors/permission", test_permission);
  g_test_add_func ("/unix-errors/datagrams", test_datagrams);
  return g_test_run ();
}
