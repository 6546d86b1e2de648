/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-channel.h"

#include "io-thread.h"
#include "socket-util.h"
#include "tls-error.h"
#include "tls-tap.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

/* The most that one TLS record can carry (RFC 8446, 5.1). */
#define RECORD_MAX 16384
/* Read and forgotten at most when a handshake has failed, in bytes. */
#define DISCARD_MAX (256 * 1024)

struct _SockeyeTlsChannel
{
  SockeyeTlsCredentials *credentials;
  GSocket *socket;
  SockeyeTlsTap *tap; /* NULL: nothing was read yet */
  GTlsConnection *connection;
  char *name; /* (nullable): that has to be in the server's certificate */
  SockeyeTlsChannelFunc func;
  gpointer data;

  GSource *timer; /* until the handshake is over */
  GCancellable *cancellable;
  gboolean begun;
  gboolean handshaking; /* a thread of GIO's uses the socket */
  gboolean timed_out;
  gboolean freed; /* while it was handshaking */
  GTlsCertificateFlags flaws;
  GTlsCertificate *refused; /* (nullable): what the peer has shown, and was not accepted */

  /* What was handed to the library when the socket was full: it must get the same again (gnutls_record_send()). */
  guint8 *held;
  gsize n_held;

  gboolean may_have_more; /* the library may have read more from the socket than was asked for */
  SockeyeTlsEnd end;
  SockeyeEvent failure;
  char *detail; /* of @failure */
};

static void
set_failure (SockeyeTlsChannel *self, int error_number, const char *detail)
{
  g_free (self->detail);
  self->detail = g_strdup (detail);
  self->failure = (SockeyeEvent){ .type = SOCKEYE_EVENT_ERROR,
                                  .operation = SOCKEYE_OPERATION_TLS,
                                  .error_number = error_number,
                                  .detail = self->detail };
}

static void
set_certificate_failure (SockeyeTlsChannel *self)
{
  set_failure (self, -SOCKEYE_TLS_FAILURE_CERTIFICATE, NULL);
  self->failure.number = self->flaws;
  self->failure.text = self->name;
}

/**
 * sockeye_tls_channel_get_seen:
 *
 * Returns: (transfer none): what the peer has sent up to now; while the handshake is under way, another thread looks at it
 */
const SockeyeTlsRecords *
sockeye_tls_channel_get_seen (SockeyeTlsChannel *self)
{
  static const SockeyeTlsRecords nothing = { .alert = -1 };

  return self->tap != NULL ? sockeye_tls_tap_get_records (self->tap) : &nothing;
}

static void
note_handshake_error (SockeyeTlsChannel *self, const GError *error)
{
  const char *detail;
  int error_number = sockeye_tls_error_classify (error, self->credentials,
                                                 sockeye_tls_channel_get_seen (self), &detail);

  if (self->timed_out)
    set_failure (self, ETIMEDOUT, NULL);
  else if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) && self->flaws != 0)
    set_certificate_failure (self);
  else
    set_failure (self, error_number, detail);
}

/* As errno, which is what the callers go by; the words are kept. With TLS 1.3 a client hears only then what the server
 * says to its certificate. */
static int
note_error (SockeyeTlsChannel *self, const GError *error)
{
  const char *detail;
  int error_number;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return EAGAIN;
  error_number = sockeye_tls_error_classify (error, self->credentials, sockeye_tls_channel_get_seen (self),
                                             &detail);
  if (sockeye_tls_error_is_lost_connection (error))
    return ECONNRESET;
  if (error_number == -SOCKEYE_TLS_FAILURE_REFUSED || error_number == -SOCKEYE_TLS_FAILURE_WANTS_CERTIFICATE)
    set_failure (self, error_number, detail);
  else
    set_failure (self, -SOCKEYE_TLS_FAILURE_BROKEN, sockeye_tls_error_get_reason (error));
  return EPROTO;
}

/* Comes in the I/O thread: that is where the handshake was begun. A server is asked also when nothing is wrong. */
static gboolean
accept_certificate (GTlsConnection *connection G_GNUC_UNUSED,
                    GTlsCertificate *certificate,
                    GTlsCertificateFlags flaws,
                    gpointer data)
{
  SockeyeTlsChannel *self = data;

  self->flaws = flaws;
  if (flaws == 0 || self->credentials->settings.trust == SOCKEYE_TLS_TRUST_ANYTHING)
    return TRUE;
  g_set_object (&self->refused, certificate);
  return FALSE;
}

/* The socket goes first: then nothing that the library does at its own end can reach the peer, or block. */
static void
close_and_free (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  SockeyeTlsChannel *self = data;

  g_socket_close (self->socket, NULL); /* NULL: close(2) frees the descriptor whatever it says */
  g_clear_object (&self->connection);
  g_clear_object (&self->tap);
  g_clear_object (&self->refused);
  g_clear_object (&self->socket);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->credentials, sockeye_tls_credentials_unref);
  g_free (self->held);
  g_free (self->name);
  g_free (self->detail);
  g_free (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
dispose (SockeyeTlsChannel *self)
{
  g_autoptr (GTask) task = NULL;

  if (sockeye_socket_get_linger (self->socket) <= 0)
    {
      close_and_free (NULL, NULL, self, NULL);
      return;
    }
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, close_and_free);
}

/**
 * sockeye_tls_channel_free:
 * @self: (transfer full): a channel; its function is not called any more
 *
 * Closes the socket, without a close_notify; when a handshake is under way, as soon as its thread has let go of it.
 */
void
sockeye_tls_channel_free (SockeyeTlsChannel *self)
{
  sockeye_io_thread_clear_timer (&self->timer);
  self->freed = TRUE;
  if (self->handshaking)
    g_cancellable_cancel (self->cancellable);
  else
    dispose (self);
}

static gboolean
timed_out (gpointer data)
{
  SockeyeTlsChannel *self = data;

  self->timed_out = TRUE;
  sockeye_io_thread_clear_timer (&self->timer);
  if (self->handshaking)
    {
      g_cancellable_cancel (self->cancellable);
      return G_SOURCE_REMOVE;
    }
  set_failure (self, ETIMEDOUT, NULL);
  self->func (self, &self->failure, self->data);
  return G_SOURCE_REMOVE;
}

static GSocketConnectable *
make_identity (SockeyeTlsChannel *self)
{
  if (g_hostname_is_ip_address (self->name))
    return G_SOCKET_CONNECTABLE (g_inet_socket_address_new_from_string (self->name, 0));
  return g_network_address_new (self->name, 0);
}

static void
make_client (SockeyeTlsChannel *self, GIOStream *base, GError **error)
{
  g_autoptr (GSocketConnectable) identity = make_identity (self);

  self->connection = (GTlsConnection *) g_tls_client_connection_new (base, identity, error);
  if (self->connection != NULL && self->credentials->certificate != NULL)
    g_tls_connection_set_certificate (self->connection, self->credentials->certificate);
}

static void
make_server (SockeyeTlsChannel *self, GIOStream *base, GError **error)
{
  static const GTlsAuthenticationMode modes[] = {
    [SOCKEYE_TLS_CLIENTS_NOT_ASKED] = G_TLS_AUTHENTICATION_NONE,
    [SOCKEYE_TLS_CLIENTS_ASKED] = G_TLS_AUTHENTICATION_REQUESTED,
    [SOCKEYE_TLS_CLIENTS_REQUIRED] = G_TLS_AUTHENTICATION_REQUIRED,
  };

  self->connection = (GTlsConnection *) g_tls_server_connection_new (base, self->credentials->certificate,
                                                                     error);
  if (self->connection != NULL)
    g_object_set (self->connection, "authentication-mode", modes[self->credentials->settings.clients], NULL);
}

/* GSocket knows that it is connected only if it has done that itself or is asked; and GIO's TLS relies on the address of
 * the far end, which the system knows no longer when that has reset the connection meanwhile. */
static gboolean
learn_of_connection (GSocket *socket, GError **error)
{
  g_autoptr (GSocketAddress) remote = NULL;

  if (!g_socket_check_connect_result (socket, error))
    return FALSE;
  remote = g_socket_get_remote_address (socket, error);
  return remote != NULL;
}

static gboolean
make_connection (SockeyeTlsChannel *self, GError **error)
{
  g_auto (GStrv) alpn = sockeye_tls_settings_list_alpn (&self->credentials->settings);

  if (!learn_of_connection (self->socket, error))
    return FALSE;
  self->tap = sockeye_tls_tap_new (self->socket);
  if (self->credentials->server)
    make_server (self, G_IO_STREAM (self->tap), error);
  else
    make_client (self, G_IO_STREAM (self->tap), error);
  if (self->connection == NULL)
    return FALSE;

  if (self->credentials->database != NULL)
    g_tls_connection_set_database (self->connection, self->credentials->database);
  if (alpn != NULL)
    g_tls_connection_set_advertised_protocols (self->connection, (const char *const *) alpn);
  g_signal_connect (self->connection, "accept-certificate", G_CALLBACK (accept_certificate), self);
  return TRUE;
}

/**
 * sockeye_tls_channel_new:
 * @credentials: without failure
 * @socket: connected; closed by the channel
 * @remote_host: (client) the name or address that was asked for, which is the default of the server's name
 * @timeout_ms: how long the handshake may take, from now
 * @func: called once, unless the channel is freed before; never before this function has returned
 * @data: for @func
 *
 * Returns: (transfer full): the channel; the handshake has not begun yet
 */
SockeyeTlsChannel *
sockeye_tls_channel_new (SockeyeTlsCredentials *credentials,
                         GSocket *socket,
                         const char *remote_host,
                         guint timeout_ms,
                         SockeyeTlsChannelFunc func,
                         gpointer data)
{
  SockeyeTlsChannel *self = g_new0 (SockeyeTlsChannel, 1);

  self->credentials = sockeye_tls_credentials_ref (credentials);
  self->socket = g_object_ref (socket);
  self->name = credentials->server ? NULL
                                   : sockeye_tls_settings_choose_name (&credentials->settings, remote_host);
  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  sockeye_io_thread_set_timer (&self->timer, timeout_ms, timed_out, self);
  return self;
}

/* With unread bytes the kernel would send a reset, and the alert that tells the peer why could be lost. They may be the
 * peer's alert. */
static void
discard_rest (SockeyeTlsChannel *self)
{
  guint8 bytes[4096];
  guint left = DISCARD_MAX / sizeof bytes;
  gssize n;

  while (left-- > 0 && (n = recv (g_socket_get_fd (self->socket), bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
    if (self->tap != NULL)
      sockeye_tls_records_feed (sockeye_tls_tap_get_records (self->tap), bytes, (gsize) n);
}

/* @error: (nullable): what went wrong */
static void
end_handshake (SockeyeTlsChannel *self, const GError *error)
{
  self->handshaking = FALSE;
  sockeye_io_thread_clear_timer (&self->timer);
  if (self->freed)
    {
      dispose (self);
      return;
    }
  if (error != NULL)
    {
      discard_rest (self);
      note_handshake_error (self, error);
    }
  else if (self->tap != NULL)
    sockeye_tls_tap_hide_end (self->tap);
  self->may_have_more = error == NULL;
  self->func (self, error == NULL ? NULL : &self->failure, self->data);
}

static void
handshaken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);
  end_handshake (data, error);
}

static void
make_on_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  GError *error = NULL;

  if (make_connection (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
made (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  SockeyeTlsChannel *self = data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) || self->freed)
    end_handshake (self, error);
  else
    g_tls_connection_handshake_async (self->connection, G_PRIORITY_DEFAULT, self->cancellable, handshaken,
                                      self);
}

/**
 * sockeye_tls_channel_handshake:
 *
 * Begins the handshake. Until it is over, the socket is left to it.
 */
void
sockeye_tls_channel_handshake (SockeyeTlsChannel *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, made, self);

  self->begun = TRUE;
  self->handshaking = TRUE;
  /* The library reads the system's certificates for each connection: milliseconds, in which others would wait. */
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, make_on_thread);
}

/**
 * sockeye_tls_channel_has_begun:
 *
 * Returns: whether the handshake has begun
 */
gboolean
sockeye_tls_channel_has_begun (SockeyeTlsChannel *self)
{
  return self->begun;
}

/**
 * sockeye_tls_channel_get_connection:
 *
 * Returns: (transfer none) (nullable): what knows all about it; %NULL before the handshake
 */
GTlsConnection *
sockeye_tls_channel_get_connection (SockeyeTlsChannel *self)
{
  return self->connection;
}

/**
 * sockeye_tls_channel_get_refused:
 *
 * Returns: (transfer none) (nullable): the peer's certificate, if that is why the handshake failed
 */
GTlsCertificate *
sockeye_tls_channel_get_refused (SockeyeTlsChannel *self)
{
  return self->refused;
}

/**
 * sockeye_tls_channel_read:
 *
 * The same as recv(2), after the handshake. A protocol error has the errno EPROTO, and is told by
 * sockeye_tls_channel_get_failure().
 *
 * Returns: the number of bytes; 0: the end, see sockeye_tls_channel_get_end(); -1 with errno
 */
gssize
sockeye_tls_channel_read (SockeyeTlsChannel *self, guint8 *bytes, gsize length)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), bytes, length, NULL,
                                                       &error);

  self->may_have_more = n > 0;
  if (n > 0)
    return n;
  if (n == 0)
    self->end = SOCKEYE_TLS_END_NOTIFIED;
  else if (sockeye_tls_channel_get_seen (self)->ended
           && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->end = sockeye_tls_records_is_inside (sockeye_tls_channel_get_seen (self))
                    ? SOCKEYE_TLS_END_CUT
                    : SOCKEYE_TLS_END_TRUNCATED;
  else
    {
      errno = note_error (self, error);
      return -1;
    }
  return 0;
}

/**
 * sockeye_tls_channel_may_have_more:
 *
 * Returns: whether there may be bytes to be read although the socket has none: it was not yet read until EAGAIN
 */
gboolean
sockeye_tls_channel_may_have_more (SockeyeTlsChannel *self)
{
  return self->may_have_more;
}

/**
 * sockeye_tls_channel_get_end:
 *
 * Returns: how the peer's sending side has ended
 */
SockeyeTlsEnd
sockeye_tls_channel_get_end (SockeyeTlsChannel *self)
{
  return self->end;
}

static gssize
write_now (SockeyeTlsChannel *self, const guint8 *bytes, gsize length)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream), bytes, length,
                                                         NULL, &error);

  if (n < 0)
    errno = note_error (self, error);
  return n;
}

/**
 * sockeye_tls_channel_write:
 *
 * The same as send(2), after the handshake, of one TLS record. When the socket is full in the middle of one, the rest is
 * held and counts as written; it goes out with the next call or with sockeye_tls_channel_flush().
 *
 * Returns: the number of bytes; -1 with errno
 */
gssize
sockeye_tls_channel_write (SockeyeTlsChannel *self, const guint8 *bytes, gsize length)
{
  gssize n;

  if (!sockeye_tls_channel_flush (self))
    return -1;
  length = MIN (length, RECORD_MAX);
  n = write_now (self, bytes, length);
  if (n >= 0 || errno != EAGAIN)
    return n;
  g_free (self->held);
  self->held = g_memdup2 (bytes, length);
  self->n_held = length;
  return (gssize) length;
}

/**
 * sockeye_tls_channel_get_held:
 *
 * Returns: how many bytes were written but are held
 */
gsize
sockeye_tls_channel_get_held (SockeyeTlsChannel *self)
{
  return self->n_held;
}

/**
 * sockeye_tls_channel_flush:
 *
 * Writes what is held.
 *
 * Returns: whether nothing is held any more; if not, with errno
 */
gboolean
sockeye_tls_channel_flush (SockeyeTlsChannel *self)
{
  while (self->n_held > 0)
    {
      gssize n = write_now (self, self->held, self->n_held);

      if (n < 0)
        return FALSE;
      self->n_held -= (gsize) n;
      memmove (self->held, self->held + n, self->n_held);
    }
  return TRUE;
}

/* With this much room (a third of the buffer, tcp(7)) the few bytes of an alert never block. */
static gboolean
is_writable (SockeyeTlsChannel *self)
{
  struct pollfd fd = { .fd = g_socket_get_fd (self->socket), .events = POLLOUT };

  return poll (&fd, 1, 0) == 1 && (fd.revents & POLLOUT) != 0;
}

/**
 * sockeye_tls_channel_close_sending:
 *
 * Sends close_notify: nothing more will be written.
 *
 * Returns: whether that was done; if not, with errno; EAGAIN: there is no room for it now
 */
gboolean
sockeye_tls_channel_close_sending (SockeyeTlsChannel *self)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  g_autoptr (GError) error = NULL;

  if (!sockeye_tls_channel_flush (self))
    return FALSE;
  if (!is_writable (self))
    {
      errno = EAGAIN;
      return FALSE;
    }
  if (g_output_stream_close (stream, NULL, &error))
    return TRUE;
  errno = note_error (self, error);
  return FALSE;
}

/**
 * sockeye_tls_channel_get_failure:
 * @event: (out): what failed last with EPROTO; its strings live as long as the channel
 */
void
sockeye_tls_channel_get_failure (SockeyeTlsChannel *self, SockeyeEvent *event)
{
  *event = self->failure;
}
