/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "certificate-names.h"

#include <string.h>

/* Some certificates have hundreds of names: this many are told. */
#define NAMES_MAX 20
/* RFC 1035, 2.3.4 */
#define NAME_LENGTH_MAX 253

/* A stranger has written it: one line of ASCII, as is due (RFC 5280, 4.2.1.6). */
static char *
copy_name (GBytes *bytes)
{
  gsize length;
  const char *name = g_bytes_get_data (bytes, &length);
  char *copy = g_strndup (name, MIN (length, NAME_LENGTH_MAX));

  for (char *c = copy; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      *c = '?';
  return copy;
}

/**
 * sockeye_certificate_get_names:
 *
 * Returns: (transfer full): for which hosts and addresses it is (the subject alternative names), with commas between them;
 *   empty: it does not say; the last one is "…" when there are too many of them
 */
char *
sockeye_certificate_get_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) hosts = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; hosts != NULL && i < hosts->len && names->len < NAMES_MAX; i++)
    g_ptr_array_add (names, copy_name (hosts->pdata[i]));
  for (guint i = 0; addresses != NULL && i < addresses->len && names->len < NAMES_MAX; i++)
    g_ptr_array_add (names, g_inet_address_to_string (addresses->pdata[i]));
  if ((hosts != NULL ? hosts->len : 0) + (addresses != NULL ? addresses->len : 0) > names->len)
    g_ptr_array_add (names, g_strdup ("…"));
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

/**
 * sockeye_certificate_get_subject:
 *
 * Returns: (transfer full): whose it is, and behind a line feed its names, if it has some: the text of
 *   %SOCKEYE_EVENT_TLS_CERTIFICATE
 */
char *
sockeye_certificate_get_subject (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *names = sockeye_certificate_get_names (certificate);

  if (subject == NULL || *subject == '\0')
    {
      g_free (subject);
      subject = g_strdup ("?");
    }
  g_strdelimit (subject, "\n", ' ');
  return *names == '\0' ? g_steal_pointer (&subject) : g_strconcat (subject, "\n", names, NULL);
}

/**
 * sockeye_certificate_get_fingerprint:
 *
 * Returns: (transfer full): its SHA-256, as others show it: "0A:1B:…"
 */
char *
sockeye_certificate_get_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *digits = NULL;
  GString *fingerprint = g_string_new (NULL);

  g_object_get (certificate, "certificate", &bytes, NULL);
  digits = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);
  for (const char *digit = digits; *digit != '\0'; digit++)
    {
      if (fingerprint->len > 0 && (digit - digits) % 2 == 0)
        g_string_append_c (fingerprint, ':');
      g_string_append_c (fingerprint, g_ascii_toupper (*digit));
    }
  return g_string_free (fingerprint, FALSE);
}
