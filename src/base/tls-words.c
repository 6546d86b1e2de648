/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tls-words.h"

#include "advice.h"
#include "tls-command-words.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* What can be wrong with a certificate, and what to do about it: the gravest first. */
static const struct
{
  GTlsCertificateFlags flag;
  const char *reason;
  const char *remedy;
} flaws[] = {
  { G_TLS_CERTIFICATE_REVOKED, N_ ("it was revoked by its issuer"), N_ ("It needs a new certificate.") },
  { G_TLS_CERTIFICATE_EXPIRED, N_ ("it has expired"),
    N_ ("It needs a new certificate; or correct this machine’s clock, or trust any certificate in the TLS "
        "options.") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, N_ ("it is not valid yet"),
    N_ ("Check the clocks of both machines, or trust any certificate in the TLS options.") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, N_ ("nobody who is trusted has issued it"),
    N_ ("Choose its issuer’s certificate as CA file in the TLS options, or trust any certificate there.") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, N_ ("it belongs to another name"),
    N_ ("Enter one of the names in the certificate, which the log shows, as server name in the TLS "
        "options, or trust any certificate there.") },
  { G_TLS_CERTIFICATE_INSECURE, N_ ("its signature or key is too weak"),
    N_ ("It needs a new certificate; or trust any certificate in the TLS options.") },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, N_ ("it cannot be checked"),
    N_ ("Look at the certificate with other tools, or trust any certificate in the TLS options.") },
};

/* Cause and remedy of each failure that needs no further words. */
static const struct
{
  const char *cause;
  const char *remedy;
} failures[SOCKEYE_TLS_FAILURE_N_FAILURES] = {
  [SOCKEYE_TLS_FAILURE_NO_BACKEND] = { N_ ("no TLS back-end is installed"),
                                       N_ ("Install the package glib-networking and start the program "
                                           "again.") },
  [SOCKEYE_TLS_FAILURE_NOT_TLS] = { N_ ("what the far end sends is not TLS"),
                                    N_ ("Check the port, or switch TLS off.") },
  [SOCKEYE_TLS_FAILURE_CLOSED] = { N_ ("the far end closed the connection before the handshake was over"),
                                   N_ ("Perhaps it does not speak TLS there, or it does not like the server "
                                       "name, the certificate or the TLS "
                                       "version: look at its messages.") },
  [SOCKEYE_TLS_FAILURE_NO_CERTIFICATE] = { N_ ("the far end has shown no certificate, and it has to"),
                                           N_ ("Give it one, or ask for none in the TLS options.") },
  [SOCKEYE_TLS_FAILURE_WANTS_CERTIFICATE] = { N_ ("the far end wants a certificate of this end"),
                                              N_ ("Choose one in the TLS options.") },
  [SOCKEYE_TLS_FAILURE_REFUSED] = { N_ ("the far end refused with a TLS alert"),
                                    N_ ("It may not trust this end’s certificate, or not like the TLS "
                                        "version, the server name or the ALPN "
                                        "protocols: look at its messages.") },
  [SOCKEYE_TLS_FAILURE_HANDSHAKE] = { N_ ("the two ends could not agree"),
                                      N_ ("Check which TLS versions, ciphers and certificates the far end "
                                          "allows.") },
  [SOCKEYE_TLS_FAILURE_BROKEN] = { N_ ("the far end broke the rules of TLS"),
                                   N_ ("Look at the messages of the far end.") },
};

static char *
format_day (guint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((gint64) seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?");
}

static char *
list_flaws (guint64 flags)
{
  g_autoptr (GPtrArray) reasons = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (flaws); i++)
    if ((flags & flaws[i].flag) != 0)
      g_ptr_array_add (reasons, (gpointer) _ (flaws[i].reason));
  if (reasons->len == 0)
    g_ptr_array_add (reasons, (gpointer) _ ("it cannot be checked"));
  g_ptr_array_add (reasons, NULL);
  /* Translators: between the reasons why a certificate is not trusted */
  return g_strjoinv (_ (", and "), (char **) reasons->pdata);
}

static char *
describe_established (const SockeyeEvent *event, const char *remote)
{
  g_auto (GStrv) parts = g_strsplit (event->text != NULL ? event->text : "", "\n", 3);
  gboolean complete = g_strv_length (parts) == 3;

  if (!complete)
    /* Translators: %s is the far end, such as "127.0.0.1:8443" */
    return g_strdup_printf (_ ("TLS established with %s"), remote);
  if (*parts[2] == '\0')
    /* Translators: the far end, such as "127.0.0.1:8443", "TLS 1.3", and the name of a cipher suite */
    return g_strdup_printf (_ ("TLS established with %s: %s, %s, no ALPN"), remote, parts[0], parts[1]);

  /* Translators: the far end, such as "127.0.0.1:8443", "TLS 1.3", the names of a cipher suite and of a protocol */
  return g_strdup_printf (_ ("TLS established with %s: %s, %s, ALPN %s"), remote, parts[0], parts[1],
                          parts[2]);
}

static char *
describe_certificate (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *from = format_day (event->number);
  g_autofree char *until = format_day (event->number2);
  g_auto (GStrv) parts = g_strsplit (event->text != NULL ? event->text : "?", "\n", 2);
  const char *subject = parts[0] != NULL ? parts[0] : "?";
  const char *names = parts[0] != NULL ? parts[1] : NULL;
  const char *issuer = event->detail != NULL ? event->detail : "?";

  if (event->error_number <= 1 && names != NULL)
    /* Translators: the far end, such as "127.0.0.1:8443", whose certificate it is, a list of host names and addresses,
     * who issued it, and two days */
    return g_strdup_printf (_ ("Certificate of %s: %s, for %s, issued by %s, valid from %s until %s"), remote,
                            subject, names, issuer, from, until);
  if (event->error_number <= 1)
    /* Translators: the far end, such as "127.0.0.1:8443", whose certificate it is, who issued it, and two days */
    return g_strdup_printf (_ ("Certificate of %s: %s, issued by %s, valid from %s until %s"), remote,
                            subject, issuer, from, until);

  /* Translators: a number, the far end, whose certificate it is, who issued it, and two days */
  return g_strdup_printf (_ ("Certificate %d in the chain of %s: %s, issued by %s, valid from %s until %s"),
                          event->error_number, remote, subject, issuer, from, until);
}

static char *
describe_made (const SockeyeEvent *event)
{
  g_auto (GStrv) parts = g_strsplit (event->text != NULL ? event->text : "?", "\n", 2);
  const char *names = parts[0] != NULL && parts[1] != NULL ? parts[1] : "?";

  /* Translators: a list of host names and addresses, and a fingerprint such as "0A:1B:2C" */
  return g_strdup_printf (_ ("A certificate was made for this server, and stays the same until the program "
                             "ends: for %s; SHA-256 fingerprint %s"),
                          names, event->detail != NULL ? event->detail : "?");
}

static char *
describe_checked (const SockeyeEvent *event, const char *remote)
{
  g_autofree char *reasons = NULL;

  if (event->number2 != 0)
    /* Translators: %s is the far end, such as "127.0.0.1:40112" */
    return g_strdup_printf (_ ("%s has shown no certificate"), remote);
  if (event->number == 0)
    /* Translators: %s is the far end, such as "127.0.0.1:8443" */
    return g_strdup_printf (_ ("The certificate of %s is trusted"), remote);

  reasons = list_flaws (event->number);
  /* Translators: the far end, such as "127.0.0.1:8443", and the reasons, such as "it has expired" */
  return g_strdup_printf (
      _ ("Warning: the certificate of %s is accepted although %s. It can be anybody: what is sent "
         "is not safe from others."),
      remote, reasons);
}

static char *
describe_end (const SockeyeEvent *event, const char *remote)
{
  if (event->number2 == SOCKEYE_TLS_END_CUT)
    /* Translators: %s is the far end, such as "127.0.0.1:40112" */
    return g_strdup_printf (_ ("%s closed its sending side in the middle of a TLS record, without "
                               "close_notify: what it sent is cut off"),
                            remote);
  if (event->number2 == SOCKEYE_TLS_END_TRUNCATED)
    /* Translators: %s is the far end, such as "127.0.0.1:40112" */
    return g_strdup_printf (
        _ ("%s closed its sending side without TLS close_notify: what it sent may be cut off"), remote);
  if (event->number != 0)
    /* Translators: %s is the far end, such as "127.0.0.1:40112" */
    return g_strdup_printf (
        _ ("%s closed its sending side (TLS close_notify); this end stays open for sending"), remote);

  /* Translators: %s is the far end, such as "127.0.0.1:40112" */
  return g_strdup_printf (_ ("%s closed its sending side (TLS close_notify)"), remote);
}

/**
 * sockeye_tls_describe:
 * @event: an event of TLS; no error
 *
 * Returns: (transfer full): a sentence that says what happened, in the user's language
 */
char *
sockeye_tls_describe (const SockeyeEvent *event)
{
  g_autofree char *remote = sockeye_endpoint_to_string (&event->remote);

  switch (event->type)
    {
    case SOCKEYE_EVENT_TLS_CERTIFICATE:
      return describe_certificate (event, remote);
    case SOCKEYE_EVENT_TLS_MADE:
      return describe_made (event);
    case SOCKEYE_EVENT_TLS_NAME_ASKED:
      /* Translators: the far end, such as "127.0.0.1:40112", and a host name */
      return g_strdup_printf (_ ("%s asks for the server “%s” (SNI)"), remote,
                              event->text != NULL ? event->text : "?");
    case SOCKEYE_EVENT_TLS_CHECKED:
      return describe_checked (event, remote);
    case SOCKEYE_EVENT_PEER_CLOSED:
      return describe_end (event, remote);
    case SOCKEYE_EVENT_CLOSED_SENDING:
      if (event->number == 2)
        /* Translators: %s is the far end, such as "127.0.0.1:40112" */
        return g_strdup_printf (_ ("Closed sending to %s (FIN without TLS close_notify, as the other far "
                                   "end did); receiving goes on"),
                                remote);
      /* Translators: %s is the far end, such as "127.0.0.1:40112" */
      return g_strdup_printf (_ ("Closed sending to %s (TLS close_notify and FIN); receiving goes on"),
                              remote);
    case SOCKEYE_EVENT_TLS_STARTED:
      /* Translators: %s is the far end, such as "127.0.0.1:8443" */
      return g_strdup_printf (_ ("The TLS handshake with %s begins; nothing is sent before it is over"),
                              remote);
    case SOCKEYE_EVENT_TLS_ESTABLISHED:
    default:
      return describe_established (event, remote);
    }
}

static const char *
advise_flaw (guint64 flags)
{
  const char *remedy = NULL;
  guint flaw = G_N_ELEMENTS (flaws) - 1;

  for (guint i = G_N_ELEMENTS (flaws); i-- > 0;)
    if ((flags & flaws[i].flag) != 0)
      flaw = i;
  if (sockeye_advice_is_for_command ())
    remedy = sockeye_tls_command_advise_flaw (flaws[flaw].flag);
  return remedy != NULL ? remedy : _ (flaws[flaw].remedy);
}

static char *
explain_certificate (const SockeyeEvent *event, const char *what)
{
  g_autofree char *reasons = list_flaws (event->number);
  const char *remedy = advise_flaw (event->number);

  if ((event->number & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0 && event->text != NULL)
    /* Translators: what failed, a host name, the reasons, such as "it has expired", and what to do, a sentence */
    return g_strdup_printf (_ ("%s: the far end’s certificate is not accepted for “%s”, because %s. %s"),
                            what, event->text, reasons, remedy);

  /* Translators: what failed, the reasons, such as "it has expired", and what to do, a sentence */
  return g_strdup_printf (_ ("%s: the far end’s certificate is not accepted, because %s. %s"), what, reasons,
                          remedy);
}

static char *
explain_key (const SockeyeEvent *event)
{
  const char *file = event->text != NULL ? event->text : "";

  if (event->error_number == -SOCKEYE_TLS_FAILURE_KEY_FILE)
    /* Translators: a file, and the reason in the words of a library */
    return g_strdup_printf (_ ("The file “%s” cannot be used as the private key: %s. Choose the key that "
                               "belongs to the certificate "
                               "(PEM, without a password) in the TLS options."),
                            file, event->detail != NULL ? event->detail : "");
  if (event->error_number == -SOCKEYE_TLS_FAILURE_OTHER_KEY && event->detail != NULL)
    /* Translators: two files */
    return g_strdup_printf (
        _ ("The private key “%s” does not belong to the certificate “%s”. Choose the one that does in "
           "the TLS options."),
        event->detail, file);
  if (event->error_number == -SOCKEYE_TLS_FAILURE_OTHER_KEY)
    /* Translators: %s is a file */
    return g_strdup_printf (_ ("The file “%s” holds the private key of another certificate than its own. "
                               "Choose the key that belongs "
                               "to it in the TLS options."),
                            file);

  /* Translators: %s is a file */
  return g_strdup_printf (
      _ ("The certificate “%s” cannot be used without its private key. Choose the key that "
         "belongs to it in the TLS options."),
      file);
}

/* What goes wrong before there is a connection. NULL: it is something else. */
static char *
explain_preparation (const SockeyeEvent *event)
{
  const char *file = event->text != NULL ? event->text : "";
  const char *reason = event->detail != NULL ? event->detail : "";

  if (sockeye_advice_is_for_command ())
    return sockeye_tls_command_explain_preparation (event);
  switch ((SockeyeTlsFailure) -event->error_number)
    {
    case SOCKEYE_TLS_FAILURE_CA_FILE:
      if (*file == '\0')
        return g_strdup (
            _ ("No CA file is chosen. Choose a file with certificates (PEM) in the TLS options."));
      /* Translators: a file, and the reason in the words of a library */
      return g_strdup_printf (
          _ ("The CA file “%s” cannot be used: %s. Choose a file with certificates (PEM) in "
             "the TLS options."),
          file, reason);
    case SOCKEYE_TLS_FAILURE_OWN_FILE:
      /* Translators: a file, and the reason in the words of a library */
      return g_strdup_printf (
          _ ("The certificate “%s” cannot be used: %s. Choose a certificate and its private "
             "key (PEM, without a password) in the TLS options."),
          file, reason);
    case SOCKEYE_TLS_FAILURE_OWN_KEY:
    case SOCKEYE_TLS_FAILURE_KEY_FILE:
    case SOCKEYE_TLS_FAILURE_OTHER_KEY:
      return explain_key (event);
    case SOCKEYE_TLS_FAILURE_OWN_MAKING:
      /* Translators: the reason in the words of a library */
      return g_strdup_printf (
          _ ("No certificate could be made: %s. Choose one of your own in the TLS options."), reason);
    default:
      return NULL;
    }
}

/* What failed: the beginning of the sentence */
static char *
describe_what (const SockeyeEvent *event)
{
  g_autofree char *remote = sockeye_endpoint_to_string (&event->remote);

  if (event->error_number == -SOCKEYE_TLS_FAILURE_NO_BACKEND || *remote == '\0')
    return g_strdup (_ ("TLS cannot be used"));
  if (event->error_number == -SOCKEYE_TLS_FAILURE_BROKEN)
    /* Translators: %s is the far end, such as "127.0.0.1:8443"; a reason follows */
    return g_strdup_printf (_ ("TLS with %s broke"), remote);

  /* Translators: %s is the far end, such as "127.0.0.1:8443"; a reason follows */
  return g_strdup_printf (_ ("The TLS handshake with %s failed"), remote);
}

static char *
explain_system (const char *what, int error_number)
{
  const char *symbol = sockeye_errno_symbol (error_number);

  if (error_number == ETIMEDOUT)
    /* Translators: what failed, and the error's symbol */
    return g_strdup_printf (
        _ ("%s: the far end did not go on with it in time (%s). Perhaps it does not speak TLS "
           "there: check the port, or switch TLS off."),
        what, symbol);
  if (error_number == ECONNRESET)
    /* Translators: what failed, and the error's symbol */
    return g_strdup_printf (
        _ ("%s: the far end reset the connection (%s). Perhaps it does not speak TLS there, or it "
           "does not accept this end’s certificate: look at its messages."),
        what, symbol);

  /* Translators: what failed, the reason in the system's words, and its symbol, such as EIO */
  return g_strdup_printf (_ ("%s: %s (%s). Try again."), what, g_strerror (error_number), symbol);
}

static const char *
advise_failure (guint failure)
{
  const char *remedy = NULL;

  if (sockeye_advice_is_for_command ())
    remedy = sockeye_tls_command_advise_failure ((SockeyeTlsFailure) failure);
  return remedy != NULL ? remedy : _ (failures[failure].remedy);
}

/**
 * sockeye_tls_explain:
 * @event: an event of the type %SOCKEYE_EVENT_ERROR and the operation %SOCKEYE_OPERATION_TLS
 *
 * Returns: (transfer full): sentences that say what failed, why, and what to do about it, in the user's language
 */
char *
sockeye_tls_explain (const SockeyeEvent *event)
{
  g_autofree char *what = describe_what (event);
  char *sentence = explain_preparation (event);
  guint failure = (guint) -event->error_number;

  if (sentence != NULL)
    return sentence;
  if (event->error_number >= 0)
    return explain_system (what, event->error_number);
  if (failure == SOCKEYE_TLS_FAILURE_CERTIFICATE)
    return explain_certificate (event, what);
  if (failure >= G_N_ELEMENTS (failures) || failures[failure].cause == NULL)
    failure = SOCKEYE_TLS_FAILURE_HANDSHAKE;
  if (event->detail != NULL)
    /* Translators: what failed, why, the same in the words of a library, and what to do, a sentence */
    return g_strdup_printf (_ ("%s: %s (“%s”). %s"), what, _ (failures[failure].cause), event->detail,
                            advise_failure (failure));

  /* Translators: what failed, why, and what to do, a sentence */
  return g_strdup_printf (_ ("%s: %s. %s"), what, _ (failures[failure].cause), advise_failure (failure));
}
