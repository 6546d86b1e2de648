/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "route.h"

#include "resolver.h"
#include "socket-util.h"

struct _SockeyeRoute
{
  SockeyeRole *role; /* borrowed: it owns the route */
  SockeyeRouteFunc func;
  gpointer data;

  gboolean any_local;        /* the settings' local end is another socket's */
  GCancellable *cancellable; /* of the look-ups: cancelled, they do not touch the route any more */
  GArray *locals;            /* (nullable) of SockeyeEndpoint: to bind to one of them */
  GArray *remotes;           /* (nullable) of SockeyeEndpoint: to try in turn */
};

/**
 * sockeye_route_new:
 * @role: whose settings name both ends; owns the route
 * @func: called once for sockeye_route_find(), perhaps before that returns; may free the route
 * @data: for @func
 *
 * Returns: (transfer full): a route without addresses
 */
SockeyeRoute *
sockeye_route_new (SockeyeRole *role, SockeyeRouteFunc func, gpointer data)
{
  SockeyeRoute *self = g_new0 (SockeyeRoute, 1);

  self->role = role;
  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  return self;
}

/**
 * sockeye_route_free:
 * @self: (nullable): a route; its function is not called any more
 */
void
sockeye_route_free (SockeyeRoute *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->locals, g_array_unref);
  g_clear_pointer (&self->remotes, g_array_unref);
  g_free (self);
}

static void
remote_resolved (GArray *addresses, const SockeyeEvent *failure, gpointer data)
{
  SockeyeRoute *self = data;

  if (addresses != NULL)
    self->remotes = g_array_ref (addresses);
  self->func (self, failure, self->data);
}

static void
resolve_remote (SockeyeRoute *self)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self->role);

  sockeye_resolver_resolve (self->role, settings->remote_host, settings->remote_port, self->cancellable,
                            remote_resolved, self, NULL);
}

static void
local_resolved (GArray *addresses, const SockeyeEvent *failure, gpointer data)
{
  SockeyeRoute *self = data;

  if (addresses == NULL)
    {
      self->func (self, failure, self->data);
      return;
    }
  self->locals = g_array_ref (addresses);
  resolve_remote (self);
}

/**
 * sockeye_route_find:
 * @self: a new route
 *
 * Looks up the hosts of the settings.
 */
void
sockeye_route_find (SockeyeRoute *self)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self->role);

  if (settings->local_host[0] == '\0')
    resolve_remote (self);
  else
    sockeye_resolver_resolve (self->role, settings->local_host, settings->local_port, self->cancellable,
                              local_resolved, self, NULL);
}

/**
 * sockeye_route_find_target:
 * @self: a new route
 *
 * Looks up the remote host of the settings; the system chooses this end.
 */
void
sockeye_route_find_target (SockeyeRoute *self)
{
  self->any_local = TRUE;
  resolve_remote (self);
}

/**
 * sockeye_route_cancel:
 * @self: a route whose function was not called yet
 *
 * Gives up the look-up, and tells so.
 */
void
sockeye_route_cancel (SockeyeRoute *self)
{
  const SockeyeSettings *settings = sockeye_role_get_settings (self->role);
  gboolean local = self->locals == NULL && !self->any_local && settings->local_host[0] != '\0';
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CANCELLED,
                         .operation = SOCKEYE_OPERATION_RESOLVE,
                         .text = local ? settings->local_host : settings->remote_host };

  g_cancellable_cancel (self->cancellable);
  sockeye_role_tell (self->role, 0, &event);
}

/**
 * sockeye_route_get_n_remotes:
 *
 * Returns: how many addresses there are to connect to
 */
guint
sockeye_route_get_n_remotes (SockeyeRoute *self)
{
  return self->remotes != NULL ? self->remotes->len : 0;
}

/**
 * sockeye_route_get_remote:
 * @i: less than their number
 *
 * Returns: (transfer none): one of the addresses
 */
const SockeyeEndpoint *
sockeye_route_get_remote (SockeyeRoute *self, guint i)
{
  return &g_array_index (self->remotes, SockeyeEndpoint, i);
}

/**
 * sockeye_route_choose_local:
 * @remote: where to connect to
 * @local: (out caller-allocates): what to bind to, or no address when the system may choose; on failure an address of the
 *   other family
 *
 * "0.0.0.0" and "::" only choose the port, whatever the family.
 *
 * Returns: %FALSE when no address of this end is of the same family
 */
gboolean
sockeye_route_choose_local (SockeyeRoute *self, const SockeyeEndpoint *remote, SockeyeEndpoint *local)
{
  int family = sockeye_endpoint_get_family (remote);
  guint16 port = sockeye_role_get_settings (self->role)->local_port;

  if (self->locals == NULL)
    {
      sockeye_endpoint_clear (local);
      if (port != 0 && !self->any_local)
        sockeye_endpoint_set_any (local, family, port);
      return TRUE;
    }
  for (guint i = 0; i < self->locals->len; i++)
    {
      *local = g_array_index (self->locals, SockeyeEndpoint, i);
      if (sockeye_endpoint_is_any (local))
        sockeye_endpoint_set_any (local, family, port);
      if (sockeye_endpoint_get_family (local) == family)
        return TRUE;
    }
  *local = g_array_index (self->locals, SockeyeEndpoint, 0);
  return FALSE;
}
