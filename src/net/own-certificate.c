/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "own-certificate.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <string.h>
#include <time.h>

#define HOUR          (60 * 60)
#define YEAR          (365 * 24 * HOUR)
#define SERIAL_LENGTH 16
#define NAME          "localhost"

/* 0, or what GnuTLS says; the next step is made only after success. */
#define TRY(result, call)                                                                                    \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    if ((result) >= 0)                                                                                       \
      (result) = (call);                                                                                     \
  }                                                                                                          \
  G_STMT_END

static int
set_serial (gnutls_x509_crt_t certificate)
{
  guint8 serial[SERIAL_LENGTH];
  int result = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] &= 0x7F; /* RFC 5280, 4.1.2.2: positive */
  serial[0] |= 0x40;
  TRY (result, gnutls_x509_crt_set_serial (certificate, serial, sizeof serial));
  return result;
}

static int
add_name (gnutls_x509_crt_t certificate, gnutls_x509_subject_alt_name_t type, const void *name, gsize length)
{
  return gnutls_x509_crt_set_subject_alt_name (certificate, type, name, (unsigned) length,
                                               GNUTLS_FSAN_APPEND);
}

/* RFC 6125: names and addresses that peers on this machine and beside it call it by. */
static int
set_names (gnutls_x509_crt_t certificate)
{
  struct in_addr loopback = { htonl (INADDR_LOOPBACK) };
  const char *host = g_get_host_name ();
  int result = gnutls_x509_crt_set_dn (certificate, "CN=" NAME, NULL);

  TRY (result, add_name (certificate, GNUTLS_SAN_DNSNAME, NAME, strlen (NAME)));
  if (strcmp (host, NAME) != 0 && *host != '\0' && g_str_is_ascii (host))
    TRY (result, add_name (certificate, GNUTLS_SAN_DNSNAME, host, strlen (host)));
  TRY (result, add_name (certificate, GNUTLS_SAN_IPADDRESS, &loopback, sizeof loopback));
  TRY (result, add_name (certificate, GNUTLS_SAN_IPADDRESS, &in6addr_loopback, sizeof in6addr_loopback));
  return result;
}

/* An hour ago: the clock of a peer can be a little behind. It is its own issuer, so that it can be trusted as a file. */
static int
sign (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
  time_t now = time (NULL);
  int result = gnutls_x509_crt_set_version (certificate, 3);

  TRY (result, gnutls_x509_crt_set_key (certificate, key));
  TRY (result, set_serial (certificate));
  TRY (result, set_names (certificate));
  TRY (result, gnutls_x509_crt_set_activation_time (certificate, now - HOUR));
  TRY (result, gnutls_x509_crt_set_expiration_time (certificate, now - HOUR + YEAR));
  TRY (result, gnutls_x509_crt_set_basic_constraints (certificate, TRUE, -1));
  TRY (result,
       gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_CERT_SIGN));
  TRY (result, gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0));
  return result;
}

static char *export(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, int *result)
{
  gnutls_datum_t own = { NULL, 0 };
  gnutls_datum_t secret = { NULL, 0 };
  char *pem = NULL;

  TRY (*result, gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &own));
  TRY (*result,
       gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &secret));
  if (*result >= 0)
    pem = g_strdup_printf ("%.*s%.*s", (int) own.size, (char *) own.data, (int) secret.size,
                           (char *) secret.data);
  gnutls_free (own.data);
  gnutls_free (secret.data);
  return pem;
}

/* Returns the certificate and its key, or NULL and what GnuTLS says. */
static char *
make (int *result)
{
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t certificate = NULL;
  char *pem;

  *result = gnutls_x509_privkey_init (&key);
  TRY (*result, gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                              GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  TRY (*result, gnutls_x509_crt_init (&certificate));
  TRY (*result, sign (certificate, key));
  pem = export(certificate, key, result);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
  return pem;
}

/**
 * sockeye_own_certificate_get:
 *
 * Makes a certificate that is signed with its own key: ECDSA with P-256, for localhost, 127.0.0.1, ::1 and this
 * machine's name, valid for a year. It stays the same as long as the process, and is not written to disk.
 *
 * Returns: (transfer full) (nullable): the certificate with its private key
 */
GTlsCertificate *
sockeye_own_certificate_get (GError **error)
{
  static GMutex mutex;
  static GTlsCertificate *kept;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autofree char *pem = NULL;
  int result;

  if (kept == NULL)
    {
      pem = make (&result);
      if (pem == NULL)
        {
          g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_MISC, gnutls_strerror (result));
          return NULL;
        }
      kept = g_tls_certificate_new_from_pem (pem, -1, error);
    }
  return kept != NULL ? g_object_ref (kept) : NULL;
}
