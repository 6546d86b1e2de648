/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "launch.h"

#include "address.h"
#include "endpoint.h"
#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean G_GNUC_PRINTF (2, 3) set_usage (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* --- The words */

static gboolean
find_protocol (const char *word, SockeyeProtocol *protocol, GError **error)
{
  for (guint i = 0; i < SOCKEYE_N_PROTOCOLS; i++)
    if (strcmp (word, sockeye_protocol_get_nick (i)) == 0)
      {
        *protocol = (SockeyeProtocol) i;
        return TRUE;
      }

  return set_usage (
      error,
      /* Translators: %s is what was typed on the command line; the words are typed there as they are */
      _ ("“%s” is no protocol. Choose udp, tcp-client, tcp-server, tcp-relay, udp-relay, unix-client, "
         "unix-server "
         "or unix-datagram."),
      word);
}

/* Settings of TLS, and paths, are asked for in other programs' terms; the text of a word is UTF-8 all the same. */
static gboolean
check_encoding (const char *word, GError **error)
{
  g_autofree char *valid = NULL;

  if (word == NULL || g_utf8_validate (word, -1, NULL))
    return TRUE;
  valid = g_utf8_make_valid (word, -1);
  /* Translators: %s is what was typed on the command line */
  return set_usage (error, _ ("“%s” is no text in UTF-8. Use a terminal and a locale with UTF-8."), valid);
}

static gboolean
check_words (const SockeyeLaunchWords *words, GError **error)
{
  const char *all[] = { words->to,       words->local,  words->encoding, words->tls_name,
                        words->tls_alpn, words->tls_ca, words->tls_cert, words->tls_key };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (!check_encoding (all[i], error))
      return FALSE;
  for (gsize i = 0; words->words != NULL && words->words[i] != NULL; i++)
    if (!check_encoding (words->words[i], error))
      return FALSE;

  if (words->words == NULL || words->words[0] == NULL)
    return set_usage (
        error, _ ("The protocol is missing. Begin with udp, tcp-client, tcp-server, tcp-relay, udp-relay, "
                  "unix-client, unix-server or unix-datagram."));
  if (words->words[1] != NULL && words->words[2] != NULL)
    return set_usage (error,
                      /* Translators: %s is what was typed on the command line */
                      _ ("“%s” is too much: behind the protocol stands one end point. Put quotation marks "
                         "around what has blanks inside."),
                      words->words[2]);
  return TRUE;
}

/* --- End points */

/* Brackets tell an IPv6 address from its port; without a port there is nothing to tell. */
static char *
strip_brackets (char *host)
{
  gsize length = strlen (host);

  if (length >= 2 && host[0] == '[' && host[length - 1] == ']')
    {
      memmove (host, host + 1, length - 2);
      host[length - 2] = '\0';
    }
  return host;
}

/* "8080", ":8080", "127.0.0.1:8080", "[::1]:8080"; the host alone where a port is seldom wanted. */
static gboolean
parse_local (SockeyeLaunch *self, const char *text, gboolean port_optional, GError **error)
{
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;

  if (!sockeye_address_split (text, &host, &port))
    {
      gboolean is_port = *text != '\0' && strspn (text, "0123456789") == strlen (text);

      if (!is_port && !port_optional)
        return set_usage (
            error,
            /* Translators: %s is what was typed on the command line */
            _ ("“%s” has no port. Give this end’s port, such as :8080, or an address of this machine as "
               "well, such as 127.0.0.1:8080 or [::1]:8080."),
            text);
      host = g_strdup (is_port ? "" : text);
      port = g_strdup (is_port ? text : "0");
    }

  if (sockeye_host_classify (host, error) == SOCKEYE_HOST_INVALID
      || !sockeye_port_parse (port, TRUE, &self->local_port, error))
    return FALSE;
  self->local_host = strip_brackets (g_steal_pointer (&host));
  return TRUE;
}

static gboolean
parse_path (const char *text, const char *folder, char **path, GError **error)
{
  gboolean relative = *text != '/' && *text != '@' && *text != '\0';
  g_autofree char *absolute = relative ? g_canonicalize_filename (text, folder) : g_strdup (text);

  if (!sockeye_path_check (absolute, error))
    return FALSE;
  *path = g_steal_pointer (&absolute);
  return TRUE;
}

static gboolean
parse_end (SockeyeLaunch *self,
           gboolean local,
           const char *text,
           const char *option,
           const char *folder,
           GError **error)
{
  gboolean right;

  if (sockeye_protocol_is_unix (self->protocol))
    right = parse_path (text, folder, local ? &self->local_host : &self->remote_host, error);
  else if (local)
    right = parse_local (self, text, sockeye_protocol_is_client (self->protocol), error);
  else
    {
      right = sockeye_address_parse (text, &self->remote_host, &self->remote_port, error);
      if (right)
        strip_brackets (self->remote_host);
    }

  if (!right && option != NULL)
    g_prefix_error (error, "%s: ", option);
  return right;
}

/* Behind the protocol stands the end that it cannot do without; of datagrams, this end. */
static gboolean
parse_ends (SockeyeLaunch *self, const SockeyeLaunchWords *words, const char *folder, GError **error)
{
  gboolean is_client = sockeye_protocol_is_client (self->protocol);
  const char *nick = sockeye_protocol_get_nick (self->protocol);
  const char *word = words->words[1];
  const char *local = is_client || word == NULL ? words->local : word;
  const char *remote = is_client && word != NULL ? word : words->to;

  if (!is_client && word != NULL && words->local != NULL)
    /* Translators: %s is a protocol, such as udp */
    return set_usage (error, _ ("This end stands behind %s already. Remove --local."), nick);
  if (is_client && word != NULL && words->to != NULL)
    /* Translators: %s is a protocol, such as tcp-client */
    return set_usage (error, _ ("The far end stands behind %s already. Remove --to."), nick);
  if (sockeye_protocol_is_relay (self->protocol) && remote == NULL)
    return set_usage (error,
                      _ ("The target of the relay is missing. Add --to, such as --to 127.0.0.1:8888."));
  if (sockeye_protocol_is_server (self->protocol) && !sockeye_protocol_is_relay (self->protocol)
      && remote != NULL)
    return set_usage (error, _ ("A server has no far end before somebody connects. Remove --to."));
  if (is_client && remote == NULL)
    return set_usage (
        error, sockeye_protocol_is_unix (self->protocol)
                   ? _ ("The far end is missing. Give a path or a name, such as /tmp/test.sock or @test.")
                   : _ ("The far end is missing. Give a host and a port, such as 127.0.0.1:8080."));
  if ((sockeye_protocol_is_server (self->protocol) || sockeye_protocol_is_relay (self->protocol))
      && local == NULL)
    return set_usage (
        error, sockeye_protocol_is_unix (self->protocol)
                   ? _ ("Where to listen is missing. Give a path or a name, such as /tmp/test.sock or @test.")
                   : _ ("Where to listen is missing. Give a port, such as :8080."));

  return (local == NULL || parse_end (self, TRUE, local, word == local ? NULL : "--local", folder, error))
         && (remote == NULL
             || parse_end (self, FALSE, remote, word == remote ? NULL : "--to", folder, error));
}

/* --- What else there is */

static gboolean
parse_encoding (SockeyeLaunch *self, const char *text, GError **error)
{
  g_autoptr (GString) names = NULL;
  const SockeyeCharset *const *charsets;
  g_autofree char *id = text != NULL ? g_ascii_strdown (text, -1) : NULL;
  guint n;

  if (id == NULL)
    return TRUE;
  self->charset = sockeye_charset_find (id);
  if (self->charset != NULL)
    return TRUE;

  names = g_string_new (NULL);
  charsets = sockeye_charset_list (&n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (names, i == 0 ? "%s" : ", %s", charsets[i]->id);
  /* Translators: what was typed on the command line, and a list of names, such as "utf-8, gbk" */
  return set_usage (error, _ ("“%s” is no encoding that is known. Choose one of these: %s."), text,
                    names->str);
}

static char *
find_file (const char *name, const char *folder)
{
  return name != NULL ? g_canonicalize_filename (name, folder) : NULL;
}

static gboolean
parse_tls (SockeyeLaunch *self, const SockeyeLaunchWords *words, const char *folder, GError **error)
{
  gboolean asked = words->tls_name != NULL || words->tls_alpn != NULL || words->tls_ca != NULL
                   || words->tls_insecure || words->tls_cert != NULL || words->tls_key != NULL;

  if (!words->tls && !asked)
    return TRUE;
  /* It could be on either side. */
  if (sockeye_protocol_is_relay (self->protocol))
    return set_usage (error,
                      _ ("On which side a relay speaks TLS is chosen in the window. Remove what begins "
                         "with --tls."));
  if (!sockeye_protocol_has_tls (self->protocol))
    return set_usage (error, _ ("TLS goes over TCP only. Choose tcp-client or tcp-server, or remove what "
                                "begins with --tls."));
  if (words->tls_ca != NULL && words->tls_insecure)
    return set_usage (error, _ ("With --tls-insecure every certificate is accepted, so that --tls-ca has no "
                                "meaning. Remove one of them."));
  if (sockeye_protocol_is_server (self->protocol) && (words->tls_name != NULL || words->tls_insecure))
    return set_usage (error, _ ("--tls-name and --tls-insecure are for clients, which check a server. Remove "
                                "them; --tls-ca lets a server check its clients."));
  if (words->tls_key != NULL && words->tls_cert == NULL)
    return set_usage (error, _ ("A key goes with a certificate. Add --tls-cert."));

  self->tls.enabled = TRUE;
  self->tls.server_name = g_strdup (words->tls_name);
  self->tls.alpn = g_strdup (words->tls_alpn);
  self->tls.ca_file = find_file (words->tls_ca, folder);
  self->tls.certificate_file = find_file (words->tls_cert, folder);
  self->tls.key_file = find_file (words->tls_key, folder);
  if (words->tls_insecure)
    self->tls.trust = SOCKEYE_TLS_TRUST_ANYTHING;
  else if (words->tls_ca != NULL)
    self->tls.trust = SOCKEYE_TLS_TRUST_FILE;
  /* A server that is told whose certificates to trust wants to see one. */
  if (words->tls_ca != NULL && sockeye_protocol_is_server (self->protocol))
    self->tls.clients = SOCKEYE_TLS_CLIENTS_REQUIRED;
  return TRUE;
}

/**
 * sockeye_launch_new:
 * @words: what was typed
 * @folder: (nullable): the absolute folder that relative paths begin in; %NULL: the current one
 * @error: what is wrong, in a sentence for the user; %G_OPTION_ERROR_BAD_VALUE, or of #SOCKEYE_ERROR
 *
 * Behind the protocol stands this end (of UDP, servers, relays, Unix datagrams) or the far end (of clients).
 *
 * Returns: (transfer full) (nullable): the socket that is asked for
 */
SockeyeLaunch *
sockeye_launch_new (const SockeyeLaunchWords *words, const char *folder, GError **error)
{
  g_autoptr (SockeyeLaunch) self = g_new0 (SockeyeLaunch, 1);

  if (!check_words (words, error) || !find_protocol (words->words[0], &self->protocol, error)
      || !parse_ends (self, words, folder, error) || !parse_encoding (self, words->encoding, error)
      || !parse_tls (self, words, folder, error))
    return NULL;

  if (self->local_host == NULL)
    self->local_host = g_strdup ("");
  if (self->remote_host == NULL)
    self->remote_host = g_strdup ("");
  return g_steal_pointer (&self);
}

/**
 * sockeye_launch_free:
 * @self: (transfer full): the socket that was asked for
 */
void
sockeye_launch_free (SockeyeLaunch *self)
{
  g_free (self->local_host);
  g_free (self->remote_host);
  sockeye_tls_settings_clear (&self->tls);
  g_free (self);
}

/**
 * sockeye_launch_get_settings:
 * @self: the socket that is asked for
 * @settings: (out caller-allocates): what to open, with the defaults for everything else; its strings are borrowed
 */
void
sockeye_launch_get_settings (const SockeyeLaunch *self, SockeyeSettings *settings)
{
  *settings = (SockeyeSettings){
    .protocol = self->protocol,
    .local_host = self->local_host,
    .local_port = self->local_port,
    .remote_host = self->remote_host,
    .remote_port = self->remote_port,
    .backlog = SOCKEYE_BACKLOG_DEFAULT,
    .connect_timeout_ms = SOCKEYE_CONNECT_TIMEOUT_DEFAULT_MS,
    .reconnect_first_ms = SOCKEYE_RECONNECT_FIRST_DEFAULT_MS,
    .reconnect_max_ms = SOCKEYE_RECONNECT_MAX_DEFAULT_MS,
    .tls = self->tls,
  };
}
