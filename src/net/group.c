/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "group.h"

#include "errors.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <net/if.h>
#include <string.h>

/**
 * sockeye_endpoint_is_multicast:
 * @endpoint: an address
 *
 * Returns: whether it is one of a multicast group (RFC 5771; RFC 4291, 2.7)
 */
gboolean
sockeye_endpoint_is_multicast (const SockeyeEndpoint *endpoint)
{
  switch (sockeye_endpoint_get_family (endpoint))
    {
    case AF_INET:
      return IN_MULTICAST (g_ntohl (endpoint->in.sin_addr.s_addr));
    case AF_INET6:
      return IN6_IS_ADDR_MULTICAST (&endpoint->in6.sin6_addr);
    default:
      return FALSE;
    }
}

/* An interface behind the address ("ff02::1%eth0") is as good as one that was chosen. */
static void
take_scope (SockeyeGroup *self)
{
  char name[IF_NAMESIZE];

  if (sockeye_endpoint_get_family (&self->group) != AF_INET6)
    return;
  if (self->interface[0] == '\0' && self->group.in6.sin6_scope_id != 0
      && if_indextoname (self->group.in6.sin6_scope_id, name) != NULL)
    g_strlcpy (self->interface, name, sizeof self->interface);
  self->group.in6.sin6_scope_id = 0;
}

/**
 * sockeye_group_set:
 * @self: (out caller-allocates): a membership, unchanged on failure
 * @group: its address; blanks around it do not count
 * @interface: (nullable): on which it is to be joined; %NULL or empty: the routing table chooses
 * @error: what is wrong, in a sentence for the user: %SOCKEYE_ERROR_INVALID_HOST
 *
 * Makes a membership without a source.
 *
 * Returns: whether @group is a group's address
 */
gboolean
sockeye_group_set (SockeyeGroup *self, const char *group, const char *interface, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (group));
  SockeyeGroup parsed = { .interface = "" };

  if (*stripped == '\0')
    {
      g_set_error_literal (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                           _ ("Enter the address of a multicast group, such as 239.1.2.3 or ff15::1."));
      return FALSE;
    }
  /* NULL: whatever it is instead, the sentence below is the one that helps. */
  if (!sockeye_endpoint_set_literal (&parsed.group, stripped, 0, NULL)
      || !sockeye_endpoint_is_multicast (&parsed.group))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is what was typed */
                   _ ("“%s” is not the address of a multicast group: those are 224.0.0.0 to 239.255.255.255, "
                      "and of IPv6 those that begin with ff."),
                   stripped);
      return FALSE;
    }
  g_strlcpy (parsed.interface, interface != NULL ? interface : "", sizeof parsed.interface);
  take_scope (&parsed);
  *self = parsed;
  return TRUE;
}

/**
 * sockeye_group_set_source:
 * @self: a membership
 * @source: the address of the only sender that is to be heard; empty: all are
 * @error: what is wrong, in a sentence for the user: %SOCKEYE_ERROR_INVALID_HOST
 *
 * Returns: whether @source is an address that fits the group
 */
gboolean
sockeye_group_set_source (SockeyeGroup *self, const char *source, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (source));
  SockeyeEndpoint endpoint;

  if (*stripped == '\0')
    {
      sockeye_endpoint_clear (&self->source);
      return TRUE;
    }
  /* NULL: whatever it is instead, the sentence below is the one that helps. */
  if (!sockeye_endpoint_set_literal (&endpoint, stripped, 0, NULL)
      || sockeye_endpoint_get_family (&endpoint) != sockeye_endpoint_get_family (&self->group)
      || sockeye_endpoint_is_multicast (&endpoint) || sockeye_endpoint_is_any (&endpoint))
    {
      g_set_error (error, SOCKEYE_ERROR, SOCKEYE_ERROR_INVALID_HOST,
                   /* Translators: %s is what was typed */
                   _ ("“%s” cannot be the source. Enter the sender’s address, of the same IP version as the "
                      "group, or nothing to hear all senders."),
                   stripped);
      return FALSE;
    }
  self->source = endpoint;
  return TRUE;
}

/**
 * sockeye_group_equal:
 * @a: a membership
 * @b: another one
 *
 * Returns: whether they are the same
 */
gboolean
sockeye_group_equal (const SockeyeGroup *a, const SockeyeGroup *b)
{
  return sockeye_endpoint_equal (&a->group, &b->group) && sockeye_endpoint_equal (&a->source, &b->source)
         && g_str_equal (a->interface, b->interface);
}

/* The calls that know no difference between the versions of IP (RFC 3678, 5). */
static int
change (const SockeyeGroup *self, GSocket *socket, int plain, int with_source)
{
  int level = sockeye_endpoint_get_family (&self->group) == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
  gboolean has_source = sockeye_endpoint_is_set (&self->source);
  guint index = self->interface[0] != '\0' ? if_nametoindex (self->interface) : 0;
  struct group_req request = { .gr_interface = index };
  struct group_source_req source_request = { .gsr_interface = index };

  /* 0 would silently be the routing table's choice. */
  if (self->interface[0] != '\0' && index == 0)
    return ENODEV;
  memcpy (&request.gr_group, &self->group.any, self->group.length);
  memcpy (&source_request.gsr_group, &self->group.any, self->group.length);
  memcpy (&source_request.gsr_source, &self->source.any, self->source.length);
  return setsockopt (g_socket_get_fd (socket), level, has_source ? with_source : plain,
                     has_source ? (gconstpointer) &source_request : &request,
                     has_source ? sizeof source_request : sizeof request)
                 == 0
             ? 0
             : errno;
}

/**
 * sockeye_group_join:
 * @self: a membership
 * @socket: a socket for datagrams
 *
 * Returns: 0 or errno
 */
int
sockeye_group_join (const SockeyeGroup *self, GSocket *socket)
{
  return change (self, socket, MCAST_JOIN_GROUP, MCAST_JOIN_SOURCE_GROUP);
}

/**
 * sockeye_group_leave:
 * @self: a membership
 * @socket: a socket for datagrams
 *
 * Returns: 0 or errno
 */
int
sockeye_group_leave (const SockeyeGroup *self, GSocket *socket)
{
  return change (self, socket, MCAST_LEAVE_GROUP, MCAST_LEAVE_SOURCE_GROUP);
}
