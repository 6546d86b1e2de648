/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * How TLS is to be: names, whom to trust, certificates. What is set is kept in the store at once.
 * Signals: "changed": something was set
 */
#define SOCKEYE_TYPE_TLS_PANEL (sockeye_tls_panel_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeTlsPanel, sockeye_tls_panel, SOCKEYE, TLS_PANEL, GtkWidget)

GtkWidget *sockeye_tls_panel_new (GSettings *store);
void sockeye_tls_panel_set_role (SockeyeTlsPanel *self, const char *prefix, gboolean is_server);
void sockeye_tls_panel_set_locked (SockeyeTlsPanel *self, gboolean locked);

G_END_DECLS
