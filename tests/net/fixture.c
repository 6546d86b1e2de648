/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"

#include <errno.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static void
failed (SockeyeSession *session G_GNUC_UNUSED, const GError *error, gpointer data)
{
  Fixture *self = data;

  g_assert_cmpuint (strlen (error->message), >, 10);
  g_ptr_array_add (self->failures, g_strdup (error->message));
}

void
fixture_init (Fixture *self)
{
  self->sink = memory_sink_new ();
  self->session = sockeye_session_new (SOCKEYE_SINK (self->sink));
  self->failures = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (self->session, "failed", G_CALLBACK (failed), self);
}

/* Nothing may hold the session, and the sink is let go of when the sockets are closed. */
void
fixture_clear (Fixture *self)
{
  g_assert_finalize_object (g_steal_pointer (&self->session));
  fixture_wait (g_atomic_int_get (&G_OBJECT (self->sink)->ref_count) == 1);
  g_clear_object (&self->sink);
  g_clear_pointer (&self->failures, g_ptr_array_unref);
}

static gboolean
wake (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* One turn of the main loop; it also ends after a moment, for conditions that do not wake it. */
void
fixture_iterate (void)
{
  g_autoptr (GSource) timer = g_timeout_source_new (5);

  g_source_set_callback (timer, wake, NULL, NULL);
  g_source_attach (timer, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_source_destroy (timer);
}

void
fixture_open (Fixture *self,
              SockeyeProtocol protocol,
              const char *local,
              guint16 local_port,
              const char *remote,
              guint16 remote_port)
{
  SockeyeSettings settings = { .protocol = protocol,
                               .local_host = local,
                               .local_port = local_port,
                               .remote_host = remote,
                               .remote_port = remote_port };

  sockeye_session_open (self->session, &settings);
}

void
fixture_open_wait (Fixture *self,
                   SockeyeProtocol protocol,
                   const char *local,
                   guint16 local_port,
                   const char *remote,
                   guint16 remote_port)
{
  fixture_open (self, protocol, local, local_port, remote, remote_port);
  fixture_wait (sockeye_session_get_state (self->session) != SOCKEYE_SESSION_OPENING);
  g_assert_cmpint (sockeye_session_get_state (self->session), ==, SOCKEYE_SESSION_OPEN);
}

void
fixture_close_wait (Fixture *self)
{
  sockeye_session_close (self->session);
  fixture_wait_state (self, SOCKEYE_SESSION_CLOSED);
}

gboolean
fixture_send (Fixture *self, SockeyeTargetKind kind, guint32 peer, const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SockeyeTarget target = { .kind = kind, .peer = peer };
  gboolean queued = sockeye_session_send (self->session, &target, payload, &error);

  if (queued)
    g_assert_no_error (error);
  else
    g_test_message ("%s", error->message);
  return queued;
}

/* A path or a name of a Unix socket as well. */
static gboolean
set_endpoint (SockeyeEndpoint *endpoint, const char *host, guint16 port)
{
  return host[0] == '/' || host[0] == '@' ? sockeye_endpoint_set_path (endpoint, host, NULL)
                                          : sockeye_endpoint_set_literal (endpoint, host, port, NULL);
}

static int
make_socket (const char *host, guint16 port, int type, SockeyeEndpoint *endpoint)
{
  struct timeval patience = { .tv_sec = 10 };
  int fd;

  g_assert_true (set_endpoint (endpoint, host, port));
  fd = socket (sockeye_endpoint_get_family (endpoint), type | SOCK_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience));
  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience));
  return fd;
}

guint16
peer_get_port (int fd)
{
  struct sockaddr_storage native;
  socklen_t length = sizeof native;
  SockeyeEndpoint local;

  g_assert_no_errno (getsockname (fd, (struct sockaddr *) &native, &length));
  sockeye_endpoint_set_native (&local, (struct sockaddr *) &native, length);
  return sockeye_endpoint_get_port (&local);
}

int
peer_listen (const char *host, int backlog, guint16 *port)
{
  SockeyeEndpoint local;
  int fd = make_socket (host, *port, SOCK_STREAM, &local);

  g_assert_no_errno (bind (fd, &local.any, local.length));
  g_assert_no_errno (listen (fd, backlog));
  *port = peer_get_port (fd);
  return fd;
}

int
peer_connect (const char *host, guint16 port)
{
  SockeyeEndpoint remote;
  int fd = make_socket (host, port, SOCK_STREAM, &remote);

  g_assert_no_errno (connect (fd, &remote.any, remote.length));
  return fd;
}

int
peer_bind (const char *host, guint16 *port)
{
  SockeyeEndpoint local;
  int fd = make_socket (host, *port, SOCK_DGRAM, &local);

  g_assert_no_errno (bind (fd, &local.any, local.length));
  *port = peer_get_port (fd);
  return fd;
}

void
peer_send (int fd, const void *bytes, gsize length)
{
  const guint8 *at = bytes;

  do
    {
      gssize n = send (fd, at, length, MSG_NOSIGNAL);

      g_assert_no_errno ((int) MIN (n, 0));
      at += n;
      length -= (gsize) n;
    }
  while (length > 0);
}

void
peer_send_to (int fd, const char *host, guint16 port, const void *bytes, gsize length)
{
  SockeyeEndpoint remote;

  g_assert_true (set_endpoint (&remote, host, port));
  g_assert_cmpint (sendto (fd, bytes, length, 0, &remote.any, remote.length), ==, (gssize) length);
}

/* Up to @length bytes of a stream, less only at its end. */
gsize
peer_receive (int fd, void *bytes, gsize length)
{
  gsize done = 0;
  gssize n;

  while (done < length && (n = recv (fd, (guint8 *) bytes + done, length - done, 0)) != 0)
    {
      g_assert_no_errno ((int) MIN (n, 0));
      done += (gsize) n;
    }
  return done;
}

void
peer_expect (int fd, const char *text)
{
  gsize length = strlen (text);
  g_autofree char *got = g_malloc0 (length + 1);

  g_assert_cmpuint (peer_receive (fd, got, length), ==, length);
  g_assert_cmpstr (got, ==, text);
}

/* Closes with RST instead of FIN (socket(7), SO_LINGER). */
void
peer_reset (int fd)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  close (fd);
}
