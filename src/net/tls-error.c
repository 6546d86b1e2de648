/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-error.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <string.h>

/* Errors of the library are numbered from -1 downwards, with gaps (gnutls/gnutls.h). */
#define LIBRARY_ERROR_MIN (-500)
/* Alerts are numbered with one byte (RFC 8446, 6). */
#define ALERT_MAX 255

/* GIO says nothing closer than that it failed, but for the library's words, which are in the user's language. */
static gboolean
says (const GError *error, int code)
{
  return strstr (error->message, gnutls_strerror (code)) != NULL;
}

static gboolean
is_not_tls (const GError *error)
{
  return says (error, GNUTLS_E_UNEXPECTED_PACKET) || says (error, GNUTLS_E_UNEXPECTED_PACKET_LENGTH)
         || says (error, GNUTLS_E_UNSUPPORTED_VERSION_PACKET) || says (error, GNUTLS_E_RECORD_OVERFLOW);
}

/* Returns: the alert that the peer has sent, whose name ends the error's words; or -1. With TLS 1.3 one that comes in the
 * middle of the handshake is not encrypted with some peers, and the library does not look at it. */
static int
find_alert (const GError *error, const SockeyeTlsRecords *seen)
{
  if (seen->alert >= 0)
    return seen->alert;
  for (int i = 0; i <= ALERT_MAX; i++)
    {
      const char *name = gnutls_alert_get_name ((gnutls_alert_description_t) i);

      if (name != NULL && g_str_has_suffix (error->message, name))
        return i;
    }
  return -1;
}

/**
 * sockeye_tls_error_is_lost_connection:
 *
 * Returns: whether the peer has reset the connection
 */
gboolean
sockeye_tls_error_is_lost_connection (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

static gboolean
is_lost (const GError *error)
{
  return sockeye_tls_error_is_lost_connection (error)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED)
         || strstr (error->message, g_strerror (ECONNRESET)) != NULL
         || strstr (error->message, g_strerror (EPIPE)) != NULL;
}

/* Before TLS 1.3 there is no alert of its own for it (RFC 5246, 7.4.6). */
static gboolean
is_for_want_of_certificate (int alert,
                            const SockeyeTlsCredentials *credentials,
                            const SockeyeTlsRecords *seen)
{
  return seen->wants_certificate && credentials->certificate == NULL
         && (alert == GNUTLS_A_HANDSHAKE_FAILURE || alert == GNUTLS_A_BAD_CERTIFICATE
             || alert == GNUTLS_A_SSL3_NO_CERTIFICATE || alert == GNUTLS_A_ACCESS_DENIED);
}

/* For GIO a peer that has gone is one that does not speak TLS, which is a guess; and so, for the library, is one that sends
 * something else than it waits for. */
static int
classify (const GError *error, const SockeyeTlsCredentials *credentials, const SockeyeTlsRecords *seen)
{
  int alert = find_alert (error, seen);

  /* With TLS 1.3 the demand comes as an alert, behind the handshake (RFC 8446, 6.2). */
  if (!credentials->server
      && (alert == GNUTLS_A_CERTIFICATE_REQUIRED || is_for_want_of_certificate (alert, credentials, seen)))
    return -SOCKEYE_TLS_FAILURE_WANTS_CERTIFICATE;
  if (seen->alert >= 0)
    return -SOCKEYE_TLS_FAILURE_REFUSED;
  if (is_lost (error))
    return ECONNRESET;
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return credentials->server ? -SOCKEYE_TLS_FAILURE_NO_CERTIFICATE : -SOCKEYE_TLS_FAILURE_WANTS_CERTIFICATE;
  if (alert >= 0 || says (error, GNUTLS_E_FATAL_ALERT_RECEIVED))
    return -SOCKEYE_TLS_FAILURE_REFUSED;
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF) || says (error, GNUTLS_E_PREMATURE_TERMINATION)
      || (seen->ended && !seen->is_other))
    return -SOCKEYE_TLS_FAILURE_CLOSED;
  if ((g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS) || is_not_tls (error))
      && (seen->is_other || seen->n_whole == 0))
    return -SOCKEYE_TLS_FAILURE_NOT_TLS;
  return -SOCKEYE_TLS_FAILURE_HANDSHAKE;
}

/**
 * sockeye_tls_error_classify:
 * @credentials: of this end
 * @seen: what the peer has sent
 * @detail: (out) (nullable): more about it, in the words of the library: lives as long as @error
 *
 * Returns: errno, or a #SockeyeTlsFailure as a negative number
 */
int
sockeye_tls_error_classify (const GError *error,
                            const SockeyeTlsCredentials *credentials,
                            const SockeyeTlsRecords *seen,
                            const char **detail)
{
  int error_number = classify (error, credentials, seen);

  *detail = error_number == -SOCKEYE_TLS_FAILURE_HANDSHAKE ? sockeye_tls_error_get_reason (error) : NULL;
  if (error_number == -SOCKEYE_TLS_FAILURE_REFUSED)
    *detail = gnutls_alert_get_name ((gnutls_alert_description_t) find_alert (error, seen));
  return error_number;
}

/* What GIO's sentences begin with when the reason is not the library's, such as one of the system's. */
static const char *
skip_beginning (const char *message)
{
  static const char *const beginnings[] = {
    "Error performing TLS handshake",
    "Error reading data from TLS socket",
    "Error writing data to TLS socket",
  };

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      const char *beginning = g_dgettext ("glib-networking", beginnings[i]);

      if (g_str_has_prefix (message, beginning) && g_str_has_prefix (message + strlen (beginning), ": "))
        return message + strlen (beginning) + strlen (": ");
    }
  return message;
}

/**
 * sockeye_tls_error_get_reason:
 *
 * GIO begins its sentences with what it was doing, in a language of its own if it has no translation.
 *
 * Returns: (transfer none): the reason alone, in the words of the library below it: lives as long as @error
 */
const char *
sockeye_tls_error_get_reason (const GError *error)
{
  const char *reason = skip_beginning (error->message);
  gsize length = strlen (error->message);
  gsize longest = 0;

  for (int code = -1; code >= LIBRARY_ERROR_MIN; code--)
    {
      const char *words = gnutls_strerror_name (code) != NULL ? gnutls_strerror (code) : NULL;
      gsize n = words != NULL ? strlen (words) : 0;

      if (n <= longest || n > length || strcmp (error->message + length - n, words) != 0)
        continue;
      longest = n;
      reason = error->message + length - n;
    }
  return reason;
}
