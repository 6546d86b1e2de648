/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-maker.h"

#include "fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DAY (24 * 60 * 60)

void
tls_maker_init (TlsMaker *self)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("sockeye-tls-XXXXXX", &error);
  g_assert_no_error (error);
}

void
tls_maker_clear (TlsMaker *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = tls_maker_get_path (self, name);

      g_unlink (path);
    }
  g_rmdir (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

char *
tls_maker_get_path (TlsMaker *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

void
tls_maker_write (TlsMaker *self, const char *name, const char *text)
{
  g_autofree char *path = tls_maker_get_path (self, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
write_datum (TlsMaker *self, const char *name, const char *ending, gnutls_datum_t *datum)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *text = g_strndup ((char *) datum->data, datum->size);

  tls_maker_write (self, file, text);
  gnutls_free (datum->data);
}

static gnutls_datum_t
read_datum (TlsMaker *self, const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = tls_maker_get_path (self, file);
  gnutls_datum_t datum = { NULL, 0 };

  g_assert_cmpint (gnutls_load_file (path, &datum), ==, 0);
  return datum;
}

static void
sign (TlsMaker *self, gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, const char *issuer)
{
  gnutls_datum_t crt, secret;
  gnutls_x509_crt_t ca;
  gnutls_x509_privkey_t ca_key;

  if (issuer == NULL)
    {
      g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0), ==, 0);
      return;
    }
  crt = read_datum (self, issuer, ".crt");
  secret = read_datum (self, issuer, ".key");
  gnutls_x509_crt_init (&ca);
  gnutls_x509_privkey_init (&ca_key);
  g_assert_cmpint (gnutls_x509_crt_import (ca, &crt, GNUTLS_X509_FMT_PEM), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_import (ca_key, &secret, GNUTLS_X509_FMT_PEM), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, ca, ca_key, GNUTLS_DIG_SHA256, 0), ==, 0);
  gnutls_x509_crt_deinit (ca);
  gnutls_x509_privkey_deinit (ca_key);
  gnutls_free (crt.data);
  gnutls_free (secret.data);
}

void
tls_maker_make (TlsMaker *self, const char *name, const char *host, const char *issuer, int from, int until)
{
  static guint8 serial;
  g_autofree char *subject = g_strconcat ("CN=", host, NULL);
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
  gnutls_datum_t crt, secret;

  serial++;
  gnutls_x509_privkey_init (&key);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                                 GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
                   ==, 0);
  gnutls_x509_crt_init (&certificate);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, &serial, 1);
  gnutls_x509_crt_set_dn (certificate, subject, NULL);
  gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, host, (unsigned) strlen (host), 0);
  gnutls_x509_crt_set_key (certificate, key);
  gnutls_x509_crt_set_activation_time (certificate, time (NULL) + from * DAY);
  gnutls_x509_crt_set_expiration_time (certificate, time (NULL) + until * DAY);
  gnutls_x509_crt_set_basic_constraints (certificate, issuer == NULL, -1);
  sign (self, certificate, key, issuer);

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &crt), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &secret), ==, 0);
  write_datum (self, name, ".crt", &crt);
  write_datum (self, name, ".key", &secret);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
}

typedef struct
{
  int listener;
  char *text;
  TlsRudeness rudeness;
  gnutls_certificate_credentials_t credentials;
} RudeServer;

static ssize_t
push_half (gnutls_transport_ptr_t transport, const void *bytes, size_t length)
{
  g_assert_cmpint (send (GPOINTER_TO_INT (transport), bytes, length / 2, MSG_NOSIGNAL), ==,
                   (gssize) (length / 2));
  return (ssize_t) length;
}

static ssize_t
push_garbled (gnutls_transport_ptr_t transport, const void *bytes, size_t length)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, length);

  copy[length - 1] ^= 1;
  return send (GPOINTER_TO_INT (transport), copy, length, MSG_NOSIGNAL);
}

static void
demand (gnutls_session_t session)
{
  gnutls_certificate_server_set_request (session, GNUTLS_CERT_REQUIRE);
  gnutls_handshake (session);
  /* What OpenSSL says */
  gnutls_alert_send (session, GNUTLS_AL_FATAL, GNUTLS_A_HANDSHAKE_FAILURE);
}

static void
send_text (RudeServer *self, gnutls_session_t session)
{
  gssize length = (gssize) strlen (self->text);

  g_assert_cmpint (gnutls_handshake (session), ==, 0);
  g_assert_cmpint (gnutls_record_send (session, self->text, strlen (self->text)), ==, length);
  if (self->rudeness == TLS_RUDE_END)
    return;
  gnutls_transport_set_push_function (session, self->rudeness == TLS_RUDE_CUT ? push_half : push_garbled);
  g_assert_cmpint (gnutls_record_send (session, self->text, strlen (self->text)), ==, length);
}

static gpointer
serve_rudely (gpointer data)
{
  RudeServer *self = data;
  int fd = accept (self->listener, NULL, NULL);
  gnutls_session_t session;
  char rest[4096];

  gnutls_init (&session, GNUTLS_SERVER);
  gnutls_priority_set_direct (
      session, self->rudeness == TLS_RUDE_DEMAND ? "NORMAL:-VERS-ALL:+VERS-TLS1.2" : "NORMAL", NULL);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, self->credentials);
  gnutls_transport_set_int (session, fd);
  if (self->rudeness == TLS_RUDE_DEMAND)
    demand (session);
  else
    send_text (self, session);
  gnutls_deinit (session);
  /* Closing with something unread would be a reset. */
  shutdown (fd, SHUT_WR);
  while (recv (fd, rest, sizeof rest, 0) > 0)
    continue;
  close (fd);
  gnutls_certificate_free_credentials (self->credentials);
  g_free (self->text);
  g_free (self);
  return NULL;
}

GThread *
tls_maker_serve_rudely (TlsMaker *self,
                        int listener,
                        const char *name,
                        const char *text,
                        TlsRudeness rudeness)
{
  g_autofree char *crt = g_strdup_printf ("%s/%s.crt", self->dir, name);
  g_autofree char *key = g_strdup_printf ("%s/%s.key", self->dir, name);
  RudeServer *server = g_new0 (RudeServer, 1);

  server->listener = listener;
  server->text = g_strdup (text);
  server->rudeness = rudeness;
  gnutls_certificate_allocate_credentials (&server->credentials);
  g_assert_cmpint (gnutls_certificate_set_x509_key_file (server->credentials, crt, key, GNUTLS_X509_FMT_PEM),
                   >=, 0);
  return g_thread_new ("rude-server", serve_rudely, server);
}

typedef struct
{
  guint16 port;
  char *text;
} RudeClient;

static gpointer
call_rudely (gpointer data)
{
  RudeClient *self = data;
  int fd = peer_connect ("127.0.0.1", self->port);
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t session;
  char rest[4096];

  gnutls_init (&session, GNUTLS_CLIENT);
  gnutls_set_default_priority (session);
  gnutls_certificate_allocate_credentials (&credentials);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (session, fd);
  g_assert_cmpint (gnutls_handshake (session), ==, 0);
  g_assert_cmpint (gnutls_record_send (session, self->text, strlen (self->text)), ==,
                   (gssize) strlen (self->text));
  gnutls_deinit (session);
  gnutls_certificate_free_credentials (credentials);
  shutdown (fd, SHUT_WR);
  while (recv (fd, rest, sizeof rest, 0) > 0)
    continue;
  close (fd);
  g_free (self->text);
  g_free (self);
  return NULL;
}

GThread *
tls_maker_call_rudely (guint16 port, const char *text)
{
  RudeClient *client = g_new0 (RudeClient, 1);

  client->port = port;
  client->text = g_strdup (text);
  return g_thread_new ("rude-client", call_rudely, client);
}

static ssize_t
keep (gnutls_transport_ptr_t kept, const void *bytes, size_t length)
{
  g_byte_array_append (kept, bytes, (guint) length);
  return (ssize_t) length;
}

static ssize_t
pull_nothing (gnutls_transport_ptr_t kept G_GNUC_UNUSED,
              void *bytes G_GNUC_UNUSED,
              size_t length G_GNUC_UNUSED)
{
  errno = EAGAIN;
  return -1;
}

GBytes *
tls_maker_make_hello (const char *server_name)
{
  GByteArray *kept = g_byte_array_new ();
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t session;

  gnutls_init (&session, GNUTLS_CLIENT | GNUTLS_NONBLOCK);
  gnutls_set_default_priority (session);
  gnutls_certificate_allocate_credentials (&credentials);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_server_name_set (session, GNUTLS_NAME_DNS, server_name, strlen (server_name));
  gnutls_transport_set_ptr (session, kept);
  gnutls_transport_set_push_function (session, keep);
  gnutls_transport_set_pull_function (session, pull_nothing);
  g_assert_cmpint (gnutls_handshake (session), ==, GNUTLS_E_AGAIN);
  gnutls_deinit (session);
  gnutls_certificate_free_credentials (credentials);
  return g_byte_array_free_to_bytes (kept);
}
