/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * How TLS is to be: names, whom to trust, certificates.
 * Properties: "enabled" (boolean: TLS is used)
 * Signals: "changed": something was set
 */
#define SOCKEYE_TYPE_TLS_PANEL (sockeye_tls_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeTlsPanel, sockeye_tls_panel, SOCKEYE, TLS_PANEL, GtkWidget)

void sockeye_tls_panel_set_store (SockeyeTlsPanel *self, GSettings *store);
void sockeye_tls_panel_set_role (SockeyeTlsPanel *self, const char *prefix, gboolean is_server);
void sockeye_tls_panel_set_locked (SockeyeTlsPanel *self, gboolean locked);
void sockeye_tls_panel_get_settings (SockeyeTlsPanel *self, SockeyeTlsSettings *settings);
gboolean sockeye_tls_panel_is_changed (SockeyeTlsPanel *self);

G_END_DECLS
