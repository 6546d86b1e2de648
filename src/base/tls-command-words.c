/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-command-words.h"

#include <glib/gi18n-lib.h>

/**
 * sockeye_tls_command_advise_flaw:
 * @flaw: one of the flags
 *
 * Returns: (nullable): what to do about it, a sentence; %NULL: it is the same everywhere
 */
const char *
sockeye_tls_command_advise_flaw (GTlsCertificateFlags flaw)
{
  switch ((guint) flaw)
    {
    case G_TLS_CERTIFICATE_EXPIRED:
      return _ ("It needs a new certificate; or correct this machine’s clock, or accept any certificate "
                "with --tls-insecure.");
    case G_TLS_CERTIFICATE_NOT_ACTIVATED:
      return _ ("Check the clocks of both machines, or accept any certificate with --tls-insecure.");
    case G_TLS_CERTIFICATE_UNKNOWN_CA:
      return _ ("Name a file with its issuer’s certificate with --tls-ca, or accept any certificate with "
                "--tls-insecure.");
    case G_TLS_CERTIFICATE_BAD_IDENTITY:
      return _ ("Ask for one of the names in the certificate, which the output shows, with --tls-name, or "
                "accept any certificate with --tls-insecure.");
    case G_TLS_CERTIFICATE_INSECURE:
      return _ ("It needs a new certificate; or accept any certificate with --tls-insecure.");
    case G_TLS_CERTIFICATE_GENERIC_ERROR:
      return _ ("Look at the certificate with other tools, or accept any certificate with --tls-insecure.");
    default:
      return NULL;
    }
}

/**
 * sockeye_tls_command_advise_failure:
 * @failure: why there is no connection
 *
 * Returns: (nullable): what to do about it, a sentence; %NULL: it is the same everywhere
 */
const char *
sockeye_tls_command_advise_failure (SockeyeTlsFailure failure)
{
  switch ((guint) failure)
    {
    case SOCKEYE_TLS_FAILURE_NOT_TLS:
      return _ ("Check the port, or leave --tls out.");
    case SOCKEYE_TLS_FAILURE_NO_CERTIFICATE:
      return _ ("Give it one, or ask for none: leave --tls-ca out.");
    case SOCKEYE_TLS_FAILURE_WANTS_CERTIFICATE:
      return _ ("Name the file of one with --tls-cert, and that of its key with --tls-key.");
    default:
      return NULL;
    }
}

static char *
explain_key (const SockeyeEvent *event, const char *file)
{
  if (event->error_number == -SOCKEYE_TLS_FAILURE_KEY_FILE)
    /* Translators: a file, and the reason in the words of a library */
    return g_strdup_printf (_ ("The file “%s” cannot be used as the private key: %s. Name the key that "
                               "belongs to the certificate (PEM, without a password) with --tls-key."),
                            file, event->detail != NULL ? event->detail : "");
  if (event->error_number == -SOCKEYE_TLS_FAILURE_OTHER_KEY && event->detail != NULL)
    /* Translators: two files */
    return g_strdup_printf (_ ("The private key “%s” does not belong to the certificate “%s”. Name the one "
                               "that does with --tls-key."),
                            event->detail, file);
  if (event->error_number == -SOCKEYE_TLS_FAILURE_OTHER_KEY)
    /* Translators: %s is a file */
    return g_strdup_printf (_ ("The file “%s” holds the private key of another certificate than its own. "
                               "Name the key that belongs to it with --tls-key."),
                            file);

  /* Translators: %s is a file */
  return g_strdup_printf (_ ("The certificate “%s” cannot be used without its private key. Name the key that "
                             "belongs to it with --tls-key."),
                          file);
}

/**
 * sockeye_tls_command_explain_preparation:
 * @event: an error of TLS
 *
 * Returns: (transfer full) (nullable): what went wrong before there was a connection; %NULL: it is something else
 */
char *
sockeye_tls_command_explain_preparation (const SockeyeEvent *event)
{
  const char *file = event->text != NULL ? event->text : "";
  const char *reason = event->detail != NULL ? event->detail : "";

  switch ((SockeyeTlsFailure) -event->error_number)
    {
    case SOCKEYE_TLS_FAILURE_CA_FILE:
      /* Translators: a file, and the reason in the words of a library */
      return g_strdup_printf (_ ("The CA file “%s” cannot be used: %s. Name a file with certificates (PEM) "
                                 "with --tls-ca."),
                              file, reason);
    case SOCKEYE_TLS_FAILURE_OWN_FILE:
      /* Translators: a file, and the reason in the words of a library */
      return g_strdup_printf (_ ("The certificate “%s” cannot be used: %s. Name a certificate with "
                                 "--tls-cert, and its private key (PEM, without a password) with --tls-key."),
                              file, reason);
    case SOCKEYE_TLS_FAILURE_OWN_KEY:
    case SOCKEYE_TLS_FAILURE_KEY_FILE:
    case SOCKEYE_TLS_FAILURE_OTHER_KEY:
      return explain_key (event, file);
    case SOCKEYE_TLS_FAILURE_OWN_MAKING:
      /* Translators: the reason in the words of a library */
      return g_strdup_printf (_ ("No certificate could be made: %s. Name one of your own with --tls-cert."),
                              reason);
    default:
      return NULL;
    }
}
