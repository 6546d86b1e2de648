/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "program-private.h"

#include <glib/gi18n-lib.h>

/* Why a program cannot be written: what is missing, or what its language cannot do, and which can. */

/* What ncat reads at once, and so sends as one datagram (Ncat 7.93). */
#define NCAT_DATAGRAM_MAX 8192

static gboolean
has_name (const SockeyeProgramPlan *self)
{
  return self->local.kind == SOCKEYE_PLACE_ABSTRACT || self->remote.kind == SOCKEYE_PLACE_ABSTRACT;
}

static gboolean
has_path (const SockeyeProgramPlan *self)
{
  return self->local.kind == SOCKEYE_PLACE_PATH || self->remote.kind == SOCKEYE_PLACE_PATH;
}

/* "@" alone */
static gboolean
lets_choose_name (const SockeyeProgramPlace *place)
{
  return place->kind == SOCKEYE_PLACE_ABSTRACT && place->host[0] == '\0';
}

static gboolean
asks_clients (const SockeyeTlsSettings *server)
{
  return server != NULL && server->clients != SOCKEYE_TLS_CLIENTS_NOT_ASKED;
}

/* --- What is missing */

static const char *
what_is_missing_unix (const SockeyeProgramPlan *self)
{
  if (sockeye_protocol_is_server (self->program->protocol) && self->local.kind == SOCKEYE_PLACE_NONE)
    return _ ("Enter the local path that the program is to listen at.");
  if (sockeye_protocol_is_client (self->program->protocol) && self->remote.kind == SOCKEYE_PLACE_NONE)
    return _ ("Enter the remote path that the program is to connect to.");
  if (lets_choose_name (&self->remote))
    return _ ("A lone @ is no name to send to. Enter the remote path or name.");
  if (self->local.kind == SOCKEYE_PLACE_NONE && self->remote.kind == SOCKEYE_PLACE_NONE)
    return _ ("Enter a local path for the program to receive at, or a remote path and a message to send.");
  return NULL;
}

/* The panel of TLS marks it as well. */
static gboolean
misses_authorities (const SockeyeTlsSettings *tls)
{
  return tls != NULL && tls->trust == SOCKEYE_TLS_TRUST_FILE && !sockeye_program_has_text (tls->ca_file);
}

static const char *
what_is_missing (const SockeyeProgramPlan *self)
{
  SockeyeProtocol protocol = self->program->protocol;
  gboolean reachable = self->remote.kind != SOCKEYE_PLACE_NONE && self->remote.port != 0;

  if (self->length > SOCKEYE_PROGRAM_MESSAGE_MAX)
    return _ ("The message is too long for a program that can be read: it may have 65507 bytes. Shorten it.");
  if (sockeye_protocol_is_unix (protocol))
    return what_is_missing_unix (self);
  if (sockeye_protocol_is_client (protocol) && !reachable)
    return _ ("Enter the remote host and the remote port that the program is to connect to.");
  if (sockeye_protocol_is_relay (protocol) && !reachable)
    return _ ("Enter the remote host and the remote port of the target.");
  if (self->remote.kind != SOCKEYE_PLACE_NONE && self->remote.port == 0)
    return _ ("Enter the remote port that the program is to send to.");
  return NULL;
}

/* --- What a language cannot do */

static const char *
why_not_bash (const SockeyeProgramPlan *self)
{
  if (sockeye_protocol_is_unix (self->program->protocol))
    return _ ("bash alone has no Unix sockets. Choose Python, C, ncat or socat.");
  if (self->program->protocol == SOCKEYE_PROTOCOL_UDP_RELAY)
    return _ ("bash alone cannot listen, so it is no relay. Choose Python, C or socat.");
  if (sockeye_protocol_is_server (self->program->protocol))
    return _ ("bash alone cannot listen for connections. Choose Python, C, ncat or socat.");
  if (self->tls != NULL)
    return _ ("bash alone has no TLS. Choose Python, C (GIO), ncat or socat; or switch TLS off.");
  if (self->remote.kind == SOCKEYE_PLACE_NONE)
    return _ ("bash alone can only send to a remote host, and receive what it answers. Enter a remote host "
              "and a message, or choose Python, C, ncat or socat.");
  if (self->binds)
    return _ ("bash alone cannot bind to a local address or port. Empty the local host, or make it 0.0.0.0, "
              "and enter 0 as the local port; or choose Python, C, ncat or socat.");
  if (self->program->close_sending)
    return _ ("bash alone cannot close sending and go on receiving. Choose Python, C, ncat or socat.");
  return NULL;
}

static const char *
why_not_ncat (const SockeyeProgramPlan *self)
{
  gboolean datagrams = sockeye_protocol_is_datagram (self->program->protocol);

  if (sockeye_protocol_is_relay (self->program->protocol) && datagrams)
    return _ ("ncat cannot tell the clients of a UDP relay apart. Choose Python, C or socat.");
  if (has_name (self))
    return _ ("ncat knows only the paths of Unix sockets, no abstract names. Enter a path, or choose Python, "
              "C or socat.");
  if (sockeye_protocol_is_client (self->program->protocol) && self->local.kind == SOCKEYE_PLACE_PATH)
    return _ ("ncat cannot give a path of its own to a Unix stream client. Empty the local path, or choose "
              "Python, C or socat.");
  if (datagrams && self->length > NCAT_DATAGRAM_MAX)
    return _ ("ncat would cut the message into datagrams of 8192 bytes. Shorten it, or choose Python, C or "
              "socat.");
  return NULL;
}

static const char *
why_not_socat (const SockeyeProgramPlan *self)
{
  if (has_name (self) && has_path (self))
    return _ ("socat cannot have a path at one end and an abstract name at the other. Choose Python or C.");
  if (self->program->protocol == SOCKEYE_PROTOCOL_UNIX_DATAGRAM && self->length > 0
      && self->remote.kind == SOCKEYE_PLACE_NONE)
    return _ ("socat would answer one datagram of a Unix socket and end. Enter a remote path to send to, or "
              "choose Python, C or ncat.");
  return NULL;
}

static const char *
why_not_tool (const SockeyeProgramPlan *self)
{
  gboolean waits = self->remote.kind == SOCKEYE_PLACE_NONE
                   || sockeye_protocol_is_relay (self->program->protocol);

  if (self->language == SOCKEYE_LANGUAGE_BASH)
    return why_not_bash (self);
  if (lets_choose_name (&self->local))
    return _ ("ncat and socat cannot let the system choose a name. Enter one, or choose Python or C.");
  if (waits && self->local.port == 0 && !sockeye_protocol_is_unix (self->program->protocol))
    return _ ("ncat and socat do not tell which port the system has chosen. Enter a local port other than "
              "0, or choose Python or C.");
  return self->language == SOCKEYE_LANGUAGE_NCAT ? why_not_ncat (self) : why_not_socat (self);
}

/* --- TLS */

static const char *
why_no_server (const SockeyeProgramPlan *self, const SockeyeTlsSettings *server)
{
  if (self->language == SOCKEYE_LANGUAGE_NCAT && asks_clients (server))
    return _ ("ncat cannot ask clients for a certificate. Choose Python, C (GIO) or socat.");
  if (self->language == SOCKEYE_LANGUAGE_NCAT && sockeye_program_has_text (server->alpn))
    return _ ("ncat as a server cannot choose a protocol by ALPN. Empty ALPN, or choose Python or C (GIO).");
  if (self->language == SOCKEYE_LANGUAGE_SOCAT && server->clients == SOCKEYE_TLS_CLIENTS_ASKED)
    return _ ("socat can only require certificates of clients, or not ask for them. Choose Python or C "
              "(GIO).");
  if (self->language != SOCKEYE_LANGUAGE_GIO && asks_clients (server)
      && server->trust == SOCKEYE_TLS_TRUST_ANYTHING)
    return _ ("Python and socat always check the certificates that they ask clients for. Choose whose are "
              "accepted in the TLS options, or choose C (GIO).");
  return NULL;
}

static const char *
why_not_tls (const SockeyeProgramPlan *self)
{
  const SockeyeTlsSettings *server = sockeye_program_plan_get_server_tls (self);
  const SockeyeTlsSettings *client = sockeye_program_plan_get_client_tls (self);
  const char *obstacle = NULL;

  if (server == NULL && client == NULL)
    return NULL;
  if (self->language == SOCKEYE_LANGUAGE_POSIX)
    return _ (
        "POSIX has no TLS: a library has to do it. Choose C (GIO), Python, ncat or socat; or switch TLS "
        "off.");
  if (misses_authorities (client) || (asks_clients (server) && misses_authorities (server)))
    return _ ("No CA file is chosen. Choose a file with certificates (PEM) in the TLS options.");
  if (server != NULL)
    obstacle = why_no_server (self, server);
  if (obstacle != NULL)
    return obstacle;
  if (self->language == SOCKEYE_LANGUAGE_SOCAT
      && ((server != NULL && sockeye_program_has_text (server->alpn))
          || (client != NULL && sockeye_program_has_text (client->alpn))))
    return _ ("socat has no ALPN. Empty ALPN, or choose Python or C (GIO).");
  if (self->program->close_sending && sockeye_protocol_is_client (self->program->protocol)
      && (self->language == SOCKEYE_LANGUAGE_PYTHON || self->language == SOCKEYE_LANGUAGE_NCAT))
    return _ ("Python and ncat cannot close sending over TLS and go on receiving. Choose C (GIO) or socat.");
  return NULL;
}

/* --- Multicast */

static gboolean
has_source (const SockeyeProgramPlan *self)
{
  for (guint i = 0; i < self->n_groups; i++)
    if (sockeye_endpoint_is_set (&sockeye_wishes_get_group (self->program->wishes, i)->source))
      return TRUE;
  return FALSE;
}

/* socat looks up the address of a group for the version of IP that its socket has. */
static gboolean
has_both_versions (const SockeyeProgramPlan *self)
{
  const SockeyeProgramPlace *place = self->remote.kind != SOCKEYE_PLACE_NONE ? &self->remote : &self->local;
  gboolean ipv4 = place->kind == SOCKEYE_PLACE_IPV4, ipv6 = place->kind == SOCKEYE_PLACE_IPV6 && !place->any;

  for (guint i = 0; i < self->n_groups; i++)
    {
      int family = sockeye_endpoint_get_family (&sockeye_wishes_get_group (self->program->wishes, i)->group);

      ipv4 |= family == AF_INET;
      ipv6 |= family == AF_INET6;
    }
  return ipv4 && ipv6;
}

static const char *
why_no_groups (const SockeyeProgramPlan *self)
{
  if (self->n_groups == 0)
    return NULL;
  if (self->language == SOCKEYE_LANGUAGE_NCAT || self->language == SOCKEYE_LANGUAGE_BASH)
    return _ ("ncat and bash cannot join multicast groups. Choose Python, C or socat.");
  if (has_source (self)
      && (self->language == SOCKEYE_LANGUAGE_PYTHON || self->language == SOCKEYE_LANGUAGE_SOCAT))
    return _ ("Python and socat have no words for a multicast group with one source. Choose C.");
  if (self->language == SOCKEYE_LANGUAGE_SOCAT && has_both_versions (self))
    return _ (
        "socat joins multicast groups of one version of IP only, that of its socket. Choose Python or C.");
  return NULL;
}

/* Private: NULL: it can be written; otherwise why not, and what to do. */
const char *
sockeye_program_plan_why_not (const SockeyeProgramPlan *self)
{
  const char *obstacle = what_is_missing (self);

  if (obstacle == NULL)
    obstacle = why_no_groups (self);
  if (obstacle == NULL && sockeye_program_plan_is_tool (self))
    obstacle = why_not_tool (self);
  return obstacle != NULL ? obstacle : why_not_tls (self);
}
