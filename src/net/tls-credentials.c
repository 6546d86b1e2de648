/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-credentials.h"

#include "own-certificate.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/stat.h>

/* The system's own list of certificates has a quarter of a MiB. */
#define FILE_MIB_MAX 16

static void
fail (SockeyeTlsCredentials *self, SockeyeTlsFailure failure, const char *file, const GError *error)
{
  self->failure = (SockeyeEvent){ .type = SOCKEYE_EVENT_ERROR,
                                  .operation = SOCKEYE_OPERATION_TLS,
                                  .error_number = -(int) failure,
                                  .text = g_strdup (file),
                                  .detail = error != NULL ? g_strdup (error->message) : NULL };
}

static gboolean
has_failed (SockeyeTlsCredentials *self)
{
  return self->failure.type != SOCKEYE_EVENT_NONE;
}

/* GIO reads a whole file into memory: a device has no end, and a pipe would keep the thread waiting. Whatever else is wrong
 * is told when it is read. */
static gboolean
is_readable (const char *file, GError **error)
{
  GStatBuf status;

  if (g_stat (file, &status) != 0 || S_ISDIR (status.st_mode))
    return TRUE;
  if (!S_ISREG (status.st_mode))
    g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
                         _ ("it is a pipe, a socket or a device, and no file"));
  else if (status.st_size > (goffset) FILE_MIB_MAX << 20)
    g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
                 /* Translators: %u is a number of MiB */
                 _ ("it has more than %u MiB"), FILE_MIB_MAX);
  else
    return TRUE;

  return FALSE;
}

/* A file that exists but holds no certificate would make a database that trusts nobody, without a word. */
static void
load_ca_file (SockeyeTlsCredentials *self)
{
  const char *file = self->settings.ca_file;
  g_autoptr (GError) error = NULL;
  GList *certificates = NULL;

  if (is_readable (file, &error))
    certificates = g_tls_certificate_list_new_from_file (file, &error);
  if (certificates == NULL && error == NULL)
    g_set_error_literal (&error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, _ ("it holds no certificate"));
  if (error == NULL)
    self->database = g_tls_file_database_new (file, &error);
  g_list_free_full (certificates, g_object_unref);
  if (error != NULL)
    fail (self, SOCKEYE_TLS_FAILURE_CA_FILE, file, error);
}

/* The system's list is read here, by this thread, and not at the first connection; and only when it is looked at. */
static void
load_trust (SockeyeTlsCredentials *self)
{
  if (self->server && self->settings.clients == SOCKEYE_TLS_CLIENTS_NOT_ASKED)
    return;
  if (self->settings.trust == SOCKEYE_TLS_TRUST_FILE)
    load_ca_file (self);
  else
    self->database = g_tls_backend_get_default_database (g_tls_backend_get_default ());
}

static gboolean
fits (const char *own, const char *key)
{
  gnutls_certificate_credentials_t credentials;
  gboolean result;

  if (gnutls_certificate_allocate_credentials (&credentials) < 0)
    return FALSE;
  result = gnutls_certificate_set_x509_key_mem (
               credentials, &(gnutls_datum_t){ (guint8 *) own, (unsigned) strlen (own) },
               &(gnutls_datum_t){ (guint8 *) key, (unsigned) strlen (key) }, GNUTLS_X509_FMT_PEM)
           >= 0;
  gnutls_certificate_free_credentials (credentials);
  return result;
}

/* Whether the key is there and belongs to the certificate: peers would only say that something is wrong. */
static void
check_key (SockeyeTlsCredentials *self)
{
  const char *file = *self->settings.key_file != '\0' ? self->settings.key_file : NULL;
  g_autofree char *own = NULL;
  g_autofree char *key = NULL;

  g_object_get (self->certificate, "certificate-pem", &own, "private-key-pem", &key, NULL);
  if (key == NULL)
    fail (self, SOCKEYE_TLS_FAILURE_OWN_KEY, self->settings.certificate_file, NULL);
  else if (!fits (own, key))
    {
      fail (self, SOCKEYE_TLS_FAILURE_OTHER_KEY, self->settings.certificate_file, NULL);
      self->failure.detail = g_strdup (file);
    }
}

/* Two files were read, and @error does not say which of them is wrong. */
static void
fail_to_load (SockeyeTlsCredentials *self, const GError *error)
{
  const char *file = self->settings.certificate_file;
  g_autoptr (GTlsCertificate) alone = g_tls_certificate_new_from_file (file, NULL);

  if (*self->settings.key_file != '\0' && alone != NULL)
    fail (self, SOCKEYE_TLS_FAILURE_KEY_FILE, self->settings.key_file, error);
  else
    fail (self, SOCKEYE_TLS_FAILURE_OWN_FILE, file, error);
}

static void
load_certificate (SockeyeTlsCredentials *self)
{
  const char *file = self->settings.certificate_file;
  const char *key = self->settings.key_file;
  g_autoptr (GError) error = NULL;

  if (!is_readable (file, &error))
    {
      fail (self, SOCKEYE_TLS_FAILURE_OWN_FILE, file, error);
      return;
    }
  if (*key != '\0' && !is_readable (key, &error))
    {
      fail (self, SOCKEYE_TLS_FAILURE_KEY_FILE, key, error);
      return;
    }

  if (*key != '\0')
    self->certificate = g_tls_certificate_new_from_files (file, key, &error);
  else
    self->certificate = g_tls_certificate_new_from_file (file, &error);

  if (self->certificate == NULL)
    fail_to_load (self, error);
  else
    check_key (self);
}

static void
make_certificate (SockeyeTlsCredentials *self)
{
  g_autoptr (GError) error = NULL;

  self->certificate = sockeye_own_certificate_get (&error);
  if (self->certificate == NULL)
    fail (self, SOCKEYE_TLS_FAILURE_OWN_MAKING, NULL, error);
}

static void
load (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable G_GNUC_UNUSED)
{
  SockeyeTlsCredentials *self = data;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    fail (self, SOCKEYE_TLS_FAILURE_NO_BACKEND, NULL, NULL);
  if (!has_failed (self))
    load_trust (self);
  if (!has_failed (self) && *self->settings.certificate_file != '\0')
    load_certificate (self);
  else if (!has_failed (self) && self->server)
    make_certificate (self);
  g_task_return_pointer (task, sockeye_tls_credentials_ref (self),
                         (GDestroyNotify) sockeye_tls_credentials_unref);
}

/**
 * sockeye_tls_credentials_load_async:
 * @settings: copied
 * @server: which end this one is
 * @cancellable: ends the wait
 * @callback: called in the thread-default context
 * @data: for @callback
 *
 * Reads the files, or makes a certificate, on a thread of its own.
 */
void
sockeye_tls_credentials_load_async (const SockeyeTlsSettings *settings,
                                    gboolean server,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  SockeyeTlsCredentials *self = g_atomic_rc_box_new0 (SockeyeTlsCredentials);

  sockeye_tls_settings_copy (settings, &self->settings);
  self->server = server;
  g_task_set_source_tag (task, sockeye_tls_credentials_load_async);
  g_task_set_task_data (task, self, (GDestroyNotify) sockeye_tls_credentials_unref);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, load);
}

/**
 * sockeye_tls_credentials_load_finish:
 *
 * Returns: (transfer full) (nullable): the credentials, perhaps with a failure; %NULL: it was cancelled
 */
SockeyeTlsCredentials *
sockeye_tls_credentials_load_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL); /* NULL: there is no error but the cancellation */
}

/**
 * sockeye_tls_credentials_ref:
 *
 * Returns: (transfer full): the same. Any thread
 */
SockeyeTlsCredentials *
sockeye_tls_credentials_ref (SockeyeTlsCredentials *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  SockeyeTlsCredentials *self = data;

  sockeye_tls_settings_clear (&self->settings);
  g_clear_object (&self->certificate);
  g_clear_object (&self->database);
  g_free ((char *) self->failure.text);
  g_free ((char *) self->failure.detail);
}

/**
 * sockeye_tls_credentials_unref:
 *
 * Drops a reference. Any thread.
 */
void
sockeye_tls_credentials_unref (SockeyeTlsCredentials *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
