/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "role-private.h"

#include "path-holder.h"
#include "poller.h"
#include "port-holder.h"

#include <errno.h>

static void
tell_late (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_UNSENT, .number = priv->late_bytes };

  /* How the connection ended stands before it; nobody need have closed the socket. */
  if (priv->late_peer != 0 && !sockeye_protocol_is_datagram (priv->settings->protocol))
    event.operation = SOCKEYE_OPERATION_SEND;
  priv->late_bytes = 0;
  if (event.number > 0)
    sockeye_sink_append_event (priv->sink, priv->late_peer, g_get_real_time (), &event);
}

static void
publish (gpointer data)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (data);

  priv->publish_pending = FALSE;
  tell_late (data);
  sockeye_sink_publish (priv->sink);
  sockeye_status_announce (priv->status);
}

/**
 * sockeye_role_publish_later:
 *
 * To be called after something went into the sink; readers see it at the end of the batch.
 */
void
sockeye_role_publish_later (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  if (priv->publish_pending)
    return;
  priv->publish_pending = TRUE;
  sockeye_poller_defer (publish, g_object_ref (self), g_object_unref);
}

/**
 * sockeye_role_tell:
 * @peer: whom it concerns; 0: the session
 * @event: what happened, now
 */
void
sockeye_role_tell (SockeyeRole *self, guint32 peer, const SockeyeEvent *event)
{
  sockeye_sink_append_event (sockeye_role_get_private (self)->sink, peer, g_get_real_time (), event);
  sockeye_role_publish_later (self);
}

/**
 * sockeye_role_tell_failure:
 * @peer: whom it concerns; 0: the session
 * @event: what failed
 *
 * Makes a record and lets the session say it, too ("failed").
 */
void
sockeye_role_tell_failure (SockeyeRole *self, guint32 peer, const SockeyeEvent *event)
{
  sockeye_role_tell (self, peer, event);
  sockeye_status_add_failure (sockeye_role_get_private (self)->status, sockeye_event_to_error (event));
}

/**
 * sockeye_role_tell_unsent:
 * @peer: who did not get it
 * @remote: (nullable): its address; %NULL: it is gone, and what comes for it all the same is told in one for a batch
 * @bytes: that were given up; nothing is told for 0
 */
void
sockeye_role_tell_unsent (SockeyeRole *self, guint32 peer, const SockeyeEndpoint *remote, guint64 bytes)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_UNSENT, .number = bytes };

  if (bytes == 0)
    return;
  if (remote != NULL)
    {
      event.remote = *remote;
      sockeye_role_tell (self, peer, &event);
      return;
    }
  if (peer != priv->late_peer)
    tell_late (self);
  priv->late_peer = peer;
  priv->late_bytes += bytes;
  sockeye_role_publish_later (self);
}

static void
finish_failure (SockeyeRole *self, const char *holder)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);
  SockeyeEvent event = priv->failure;

  event.text = holder;
  g_clear_object (&priv->holder_search);
  sockeye_role_tell_failure (self, 0, &event);
  sockeye_role_set_state (self, SOCKEYE_SESSION_CLOSED);
}

/**
 * sockeye_role_stop_holder_search:
 *
 * Tells a failure whose port holder is being looked for without it.
 *
 * Returns: whether that was so; then the role is closed now
 */
gboolean
sockeye_role_stop_holder_search (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  if (priv->holder_search == NULL)
    return FALSE;
  g_cancellable_cancel (priv->holder_search);
  finish_failure (self, NULL);
  return TRUE;
}

static void
holder_found (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeRole) self = data;
  g_autofree char *holder = sockeye_port_holder_find_finish (result);

  /* Otherwise it was closed while the search went on, and the failure has been told. */
  if (sockeye_role_get_private (self)->holder_search != NULL)
    finish_failure (self, holder);
}

static void
path_holder_found (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeRole) self = data;
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);
  g_autofree char *holder = NULL;
  SockeyePathState state = sockeye_path_holder_find_finish (result, &holder);

  /* As above. */
  if (priv->holder_search == NULL)
    return;
  priv->failure.number = state;
  finish_failure (self, holder);
}

/**
 * sockeye_role_fail_to_open:
 * @event: what failed; its strings are not kept when it is EADDRINUSE
 *
 * Tells the failure and sets the state to closed; for a port or a path in use it looks first for who holds it.
 */
void
sockeye_role_fail_to_open (SockeyeRole *self, const SockeyeEvent *event)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  if (event->error_number != EADDRINUSE || !sockeye_endpoint_is_set (&event->local))
    {
      sockeye_role_tell_failure (self, 0, event);
      sockeye_role_set_state (self, SOCKEYE_SESSION_CLOSED);
      return;
    }
  priv->failure = *event;
  priv->failure.text = NULL;
  priv->failure.detail = NULL;
  priv->holder_search = g_cancellable_new ();
  if (sockeye_endpoint_get_family (&event->local) == AF_UNIX)
    sockeye_path_holder_find_async (&event->local, priv->holder_search, path_holder_found,
                                    g_object_ref (self));
  else
    sockeye_port_holder_find_async (&event->local, sockeye_protocol_is_datagram (priv->settings->protocol),
                                    priv->holder_search, holder_found, g_object_ref (self));
}
