/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer ones would be no names. */
#define NAME_CHARS_MAX 100

static char *
get_planned_place (SockeyeSessionPage *self)
{
  SockeyeSettings settings;
  gboolean remote;
  const char *host;
  guint16 port;

  sockeye_network_panel_get_settings (self->network_panel, &settings);
  remote = sockeye_protocol_is_client (settings.protocol);
  host = remote ? settings.remote_host : settings.local_host;
  port = remote ? settings.remote_port : settings.local_port;

  if (sockeye_protocol_is_unix (settings.protocol))
    return g_strdup (*host != '\0' ? host : "…");
  if (strchr (host, ':') != NULL && *host != '[')
    return g_strdup_printf ("[%s]:%u", host, port);
  return g_strdup_printf ("%s:%u", host, port);
}

/* What is chosen cannot be changed while it is open, so it holds until the session knows more. */
static char *
get_place (SockeyeSessionPage *self, SockeyeSession *session)
{
  const char *place = sockeye_protocol_is_client (sockeye_session_get_protocol (session))
                          ? sockeye_session_get_remote (session)
                          : sockeye_session_get_local (session);

  return place != NULL ? g_strdup (place) : get_planned_place (self);
}

/* Private: for the window that shows the page. */
char *
sockeye_session_page_make_title (SockeyeSessionPage *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  const char *local = sockeye_session_get_local (session);
  const char *remote = sockeye_session_get_remote (session);

  if (self->name != NULL)
    /* Translators: a window's title; %s is what the user calls the session */
    return g_strdup_printf (_ ("%s – Sockeye"), self->name);
  if (sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED)
    return g_strdup ("Sockeye");

  switch (sockeye_session_get_protocol (session))
    {
    case SOCKEYE_PROTOCOL_UDP:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("UDP %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_TCP_CLIENT:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP client %s – Sockeye"), remote != NULL ? remote : "…");
    case SOCKEYE_PROTOCOL_UNIX_CLIENT:
      /* Translators: a window's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix client %s – Sockeye"), remote != NULL ? remote : "…");
    case SOCKEYE_PROTOCOL_UNIX_SERVER:
      /* Translators: a window's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix server %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_UNIX_DATAGRAM:
      /* Translators: a window's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix datagram %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_TCP_RELAY:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP relay %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_UDP_RELAY:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("UDP relay %s – Sockeye"), local != NULL ? local : "…");
    case SOCKEYE_PROTOCOL_TCP_SERVER:
    case SOCKEYE_N_PROTOCOLS:
    default:
      /* Translators: a window's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP server %s – Sockeye"), local != NULL ? local : "…");
    }
}

/* Private: for the tab of the page: where it is, or where it will be when it is opened. */
char *
sockeye_session_page_make_label (SockeyeSessionPage *self)
{
  SockeyeSession *session = sockeye_workspace_get_session (self->workspace);
  gboolean closed = sockeye_session_get_state (session) == SOCKEYE_SESSION_CLOSED;
  g_autofree char *place = closed ? get_planned_place (self) : get_place (self, session);

  if (self->name != NULL)
    return g_strdup (self->name);

  switch (closed ? sockeye_network_panel_get_protocol (self->network_panel)
                 : sockeye_session_get_protocol (session))
    {
    case SOCKEYE_PROTOCOL_UDP:
      /* Translators: a tab's title; %s is an address and port */
      return g_strdup_printf (_ ("UDP %s"), place);
    case SOCKEYE_PROTOCOL_TCP_CLIENT:
      /* Translators: a tab's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP client %s"), place);
    case SOCKEYE_PROTOCOL_UNIX_CLIENT:
      /* Translators: a tab's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix client %s"), place);
    case SOCKEYE_PROTOCOL_UNIX_SERVER:
      /* Translators: a tab's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix server %s"), place);
    case SOCKEYE_PROTOCOL_UNIX_DATAGRAM:
      /* Translators: a tab's title; %s is the path or name of a Unix socket */
      return g_strdup_printf (_ ("Unix datagram %s"), place);
    case SOCKEYE_PROTOCOL_TCP_RELAY:
      /* Translators: a tab's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP relay %s"), place);
    case SOCKEYE_PROTOCOL_UDP_RELAY:
      /* Translators: a tab's title; %s is an address and port */
      return g_strdup_printf (_ ("UDP relay %s"), place);
    case SOCKEYE_PROTOCOL_TCP_SERVER:
    case SOCKEYE_N_PROTOCOLS:
    default:
      /* Translators: a tab's title; %s is an address and port */
      return g_strdup_printf (_ ("TCP server %s"), place);
    }
}

/**
 * sockeye_session_page_get_title:
 * @self: a page
 *
 * Returns: (transfer none): a window's title while it shows the page
 */
const char *
sockeye_session_page_get_title (SockeyeSessionPage *self)
{
  return self->title;
}

/**
 * sockeye_session_page_get_label:
 * @self: a page
 *
 * Returns: (transfer none): the title of its tab
 */
const char *
sockeye_session_page_get_label (SockeyeSessionPage *self)
{
  return self->label;
}

/**
 * sockeye_session_page_get_name:
 * @self: a page
 *
 * Returns: (nullable): what the user calls it; %NULL: its title says what the session is
 */
const char *
sockeye_session_page_get_name (SockeyeSessionPage *self)
{
  return self->name;
}

/**
 * sockeye_session_page_set_name:
 * @self: a page
 * @name: (nullable): what the user calls it; what is too long for a name is cut off; nothing but spaces is no name
 */
void
sockeye_session_page_set_name (SockeyeSessionPage *self, const char *name)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name != NULL ? name : ""));

  g_free (self->name);
  self->name = *stripped != '\0'
                   ? g_utf8_substring (stripped, 0, MIN (g_utf8_strlen (stripped, -1), NAME_CHARS_MAX))
                   : NULL;
  sockeye_session_page_sync_titles (self);
}
