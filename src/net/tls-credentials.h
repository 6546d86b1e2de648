/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"
#include "tls-settings.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SockeyeTlsCredentials:
 * @settings: what was asked for
 * @server: which end this one is
 * @certificate: (nullable): this end's
 * @database: (nullable): whom it trusts
 * @failure: why they cannot be used: an error event, type %SOCKEYE_EVENT_NONE: they can; its strings are owned
 *
 * What every connection of a role needs for TLS, read and made once. Does not change once it is there.
 */
typedef struct
{
  SockeyeTlsSettings settings;
  gboolean server;
  GTlsCertificate *certificate;
  GTlsDatabase *database;
  SockeyeEvent failure;
} SockeyeTlsCredentials;

void sockeye_tls_credentials_load_async (const SockeyeTlsSettings *settings,
                                         gboolean server,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
SockeyeTlsCredentials *sockeye_tls_credentials_load_finish (GAsyncResult *result);
SockeyeTlsCredentials *sockeye_tls_credentials_ref (SockeyeTlsCredentials *self);
void sockeye_tls_credentials_unref (SockeyeTlsCredentials *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SockeyeTlsCredentials, sockeye_tls_credentials_unref)

G_END_DECLS
