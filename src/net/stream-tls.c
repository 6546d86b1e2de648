/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "stream-private.h"

#include "certificate-names.h"

#include <errno.h>

/* A chain of certificates is rarely longer than four; a peer could send a hundred. */
#define CHAIN_MAX 8

/* What a stream does differently over TLS. */

static void
tell_established (SockeyeStream *self, GTlsConnection *connection)
{
  g_autofree char *cipher = g_tls_connection_get_ciphersuite_name (connection);
  const char *alpn = g_tls_connection_get_negotiated_protocol (connection);
  const char *version = "TLS";
  g_autofree char *text = NULL;
  SockeyeEvent event = { .type = SOCKEYE_EVENT_TLS_ESTABLISHED, .remote = self->remote };

  switch (g_tls_connection_get_protocol_version (connection))
    {
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      version = "TLS 1.3";
      break;
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      version = "TLS 1.2";
      break;
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      version = "TLS 1.1";
      break;
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
      version = "TLS 1.0";
      break;
    default:
      break;
    }
  text = g_strdup_printf ("%s\n%s\n%s", version, cipher != NULL ? cipher : "?", alpn != NULL ? alpn : "");
  event.text = text;
  sockeye_role_tell (self->role, self->peer, &event);
}

static void
tell_certificate (SockeyeStream *self, GTlsCertificate *certificate, int place)
{
  g_autofree char *subject = sockeye_certificate_get_subject (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autoptr (GDateTime) from = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_TLS_CERTIFICATE,
                         .remote = self->remote,
                         .error_number = place,
                         .text = subject,
                         .detail = issuer };

  event.number = from != NULL ? (guint64) g_date_time_to_unix (from) : 0;
  event.number2 = until != NULL ? (guint64) g_date_time_to_unix (until) : 0;
  sockeye_role_tell (self->role, self->peer, &event);
}

static void
tell_chain (SockeyeStream *self, GTlsCertificate *certificate)
{
  for (int place = 1; certificate != NULL && place <= CHAIN_MAX; place++)
    {
      tell_certificate (self, certificate, place);
      certificate = g_tls_certificate_get_issuer (certificate);
    }
}

static void
tell_checked (SockeyeStream *self, GTlsConnection *connection)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (connection);
  SockeyeEvent checked = { .type = SOCKEYE_EVENT_TLS_CHECKED, .remote = self->remote };

  checked.number2 = certificate == NULL;
  checked.number = certificate != NULL ? g_tls_connection_get_peer_certificate_errors (connection) : 0;
  tell_chain (self, certificate);
  sockeye_role_tell (self->role, self->peer, &checked);
}

static void
tell_name (SockeyeStream *self, const char *name)
{
  SockeyeEvent event = { .type = SOCKEYE_EVENT_TLS_NAME_ASKED, .remote = self->remote, .text = name };

  if (name != NULL)
    sockeye_role_tell (self->role, self->peer, &event);
}

static void
secured (SockeyeTlsChannel *channel, const SockeyeEvent *failure, gpointer data)
{
  g_autoptr (SockeyeStream) self = sockeye_stream_ref (data);
  GTlsConnection *connection = sockeye_tls_channel_get_connection (channel);

  tell_name (self, sockeye_tls_channel_get_seen (channel)->server_name);
  if (failure != NULL)
    {
      /* What is wrong with it can then be seen, and which name would be right. */
      tell_chain (self, sockeye_tls_channel_get_refused (channel));
      sockeye_stream_fail (self, failure);
      return;
    }
  self->securing = FALSE;
  tell_established (self, connection);
  if (self->tells_chain)
    tell_checked (self, connection);
  sockeye_stream_continue (self);
}

/* Private: puts TLS over the socket, if there are credentials. A server begins the handshake when the client does: one that
 * says nothing costs no thread. */
void
sockeye_stream_start_tls (SockeyeStream *self, SockeyeTlsCredentials *credentials)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self->role);
  SockeyeEvent started = { .type = SOCKEYE_EVENT_TLS_STARTED, .remote = self->remote };

  if (credentials == NULL)
    return;
  self->securing = TRUE;
  self->tells_chain = !credentials->server || credentials->settings.clients != SOCKEYE_TLS_CLIENTS_NOT_ASKED;
  self->tls = sockeye_tls_channel_new (credentials, self->socket, settings->remote_host,
                                       settings->connect_timeout_ms, secured, self);
  if (credentials->server)
    return;
  sockeye_role_tell (self->role, self->peer, &started);
  sockeye_tls_channel_handshake (self->tls);
}

/* Private: the socket is ready, but the handshake is not over. */
void
sockeye_stream_go_on_securing (SockeyeStream *self)
{
  if (!sockeye_tls_channel_has_begun (self->tls))
    sockeye_tls_channel_handshake (self->tls);
}

/* Private: returns what to watch for until the handshake is over. */
guint32
sockeye_stream_get_securing_events (SockeyeStream *self)
{
  return sockeye_tls_channel_has_begun (self->tls) ? 0 : EPOLLIN;
}

/* Private: whether the socket is wanted for something that was written before. */
gboolean
sockeye_stream_is_held (SockeyeStream *self)
{
  return self->tls != NULL && (sockeye_tls_channel_get_held (self->tls) > 0 || self->notify_waits);
}

/* Private: the last thing that the peer hears, when everything was sent. When something was not, a close_notify would
 * say that it was all. */
void
sockeye_stream_say_goodbye (SockeyeStream *self)
{
  if (self->tls == NULL || self->securing || self->sending_closed || self->bare_end || self->broken != 0
      || !sockeye_send_queue_is_empty (&self->queue))
    return;
  if (!sockeye_tls_channel_close_sending (self->tls))
    g_debug ("No close_notify was sent: %s", g_strerror (errno));
}

/* Private: sends close_notify, if there is to be one, and tells whether it could be sent; it is tried again when the socket
 * is ready. */
gboolean
sockeye_stream_send_notify (SockeyeStream *self)
{
  if (self->tls == NULL || self->bare_end)
    return TRUE;
  self->notify_waits = FALSE;
  if (sockeye_tls_channel_close_sending (self->tls))
    return TRUE;
  self->notify_waits = errno == EAGAIN;
  return FALSE;
}
