/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "role-private.h"

#include "certificate-names.h"

/* What TLS needs is read before the role begins: a file that is missing is told at once, and not at the first
 * connection. */

static gboolean
wants_target_tls (SockeyeRolePrivate *priv)
{
  return priv->settings->target_tls.enabled && sockeye_protocol_is_relay (priv->settings->protocol);
}

/* @credentials: (nullable): they were loaded just now; %NULL: that was cancelled */
static gboolean
is_usable (SockeyeRole *self, SockeyeTlsCredentials *credentials)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  g_clear_object (&priv->tls_loading);
  if (credentials == NULL || priv->number == 0)
    return FALSE;
  if (credentials->failure.type == SOCKEYE_EVENT_NONE)
    return TRUE;
  sockeye_role_fail_to_open (self, &credentials->failure);
  return FALSE;
}

static void
target_loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeRole) self = data;
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  priv->target_tls = sockeye_tls_credentials_load_finish (result);
  if (is_usable (self, priv->target_tls))
    SOCKEYE_ROLE_GET_CLASS (self)->open (self);
}

static void
load_target (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  priv->tls_loading = g_cancellable_new ();
  sockeye_tls_credentials_load_async (&priv->settings->target_tls, FALSE, priv->tls_loading, target_loaded,
                                      g_object_ref (self));
}

/* Who connects can compare it with what it is shown. */
static void
tell_made (SockeyeRole *self, SockeyeTlsCredentials *credentials)
{
  g_autofree char *subject = NULL;
  g_autofree char *fingerprint = NULL;
  SockeyeEvent event = { .type = SOCKEYE_EVENT_TLS_MADE };

  if (!credentials->server || *credentials->settings.certificate_file != '\0')
    return;
  subject = sockeye_certificate_get_subject (credentials->certificate);
  fingerprint = sockeye_certificate_get_fingerprint (credentials->certificate);
  event.text = subject;
  event.detail = fingerprint;
  sockeye_role_tell (self, 0, &event);
}

static void
loaded (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  g_autoptr (SockeyeRole) self = data;
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  priv->tls = sockeye_tls_credentials_load_finish (result);
  if (!is_usable (self, priv->tls))
    return;
  tell_made (self, priv->tls);
  if (wants_target_tls (priv))
    load_target (self);
  else
    SOCKEYE_ROLE_GET_CLASS (self)->open (self);
}

/* Private: loads what TLS needs, if there is TLS, and then opens the role. */
void
sockeye_role_open_with_tls (SockeyeRole *self)
{
  SockeyeRolePrivate *priv = sockeye_role_get_private (self);

  if (!priv->settings->tls.enabled || !sockeye_protocol_has_tls (priv->settings->protocol))
    {
      if (wants_target_tls (priv))
        load_target (self);
      else
        SOCKEYE_ROLE_GET_CLASS (self)->open (self);
      return;
    }
  priv->tls_loading = g_cancellable_new ();
  sockeye_tls_credentials_load_async (&priv->settings->tls,
                                      sockeye_protocol_is_server (priv->settings->protocol),
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
 * Returns: (transfer none) (nullable): what connections need for TLS, with a relay those that were accepted; %NULL: they
 *   go without
 */
SockeyeTlsCredentials *
sockeye_role_get_tls (SockeyeRole *self)
{
  return sockeye_role_get_private (self)->tls;
}

/**
 * sockeye_role_get_target_tls:
 *
 * Returns: (transfer none) (nullable): (relay) what connections to the target need for TLS; %NULL: they go without
 */
SockeyeTlsCredentials *
sockeye_role_get_target_tls (SockeyeRole *self)
{
  return sockeye_role_get_private (self)->target_tls;
}
