/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "role-private.h"

/* What TLS needs is read before the role begins: a file that is missing is told at once, and not at the first
 * connection. */

static void
loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeRole) self = data;
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  priv->tls = sockeye_tls_credentials_load_finish (result);
  g_clear_object (&priv->tls_loading);
  if (priv->tls == NULL || priv->number == 0)
    return;
  if (priv->tls->failure.type != SOCKEYE_EVENT_NONE)
    sockeye_role_fail_to_open (self, &priv->tls->failure);
  else
    SOCKEYE_ROLE_GET_CLASS (self)->open (self);
}

/* Private: loads what TLS needs, and then opens the role. */
void
sockeye_role_open_with_tls (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  priv->tls_loading = g_cancellable_new ();
  sockeye_tls_credentials_load_async (&priv->settings->tls,
                                      priv->settings->protocol == SOCKEYE_PROTOCOL_TCP_SERVER,
                                      priv->tls_loading, loaded, g_object_ref (self));
}

/* Private: returns whether it was being loaded; then the role is closed now. */
gboolean
sockeye_role_stop_tls (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);
  SockeyeEvent event = { .type = SOCKEYE_EVENT_CANCELLED };

  if (priv->tls_loading == NULL)
    return FALSE;
  g_cancellable_cancel (priv->tls_loading);
  sockeye_role_tell (self, 0, &event);
  sockeye_role_set_state (self, SOCKEYE_SESSION_CLOSED);
  return TRUE;
}

/**
 * sockeye_role_get_tls:
 *
 * Returns: (transfer none) (nullable): what connections need for TLS; %NULL: they go without
 */
SockeyeTlsCredentials *
sockeye_role_get_tls (SockeyeRole *self)
{
  return sockeye_role_get_private (self)->tls;
}
