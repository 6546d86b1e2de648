/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tls-settings.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* Every end of every protocol keeps its own options of TLS: "tcp-client-tls-certificate", "tcp-relay-target-tls-alpn". */
char *sockeye_tls_store_make_key (const char *prefix, const char *field);
void sockeye_tls_store_read (GSettings *store,
                             const char *prefix,
                             gboolean is_server,
                             SockeyeTlsSettings *settings);
gboolean sockeye_tls_store_checks_certificates (const SockeyeTlsSettings *settings, gboolean is_server);
gboolean sockeye_tls_store_is_changed (const SockeyeTlsSettings *settings);

G_END_DECLS
