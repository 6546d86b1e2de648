/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The switch for TLS, with its options behind a button.
 * Properties: "label" (string: of the switch), "options-label" (string: the accessible name of the button)
 * Signals: "changed": something was set
 */
#define SOCKEYE_TYPE_TLS_ROW (sockeye_tls_row_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeTlsRow, sockeye_tls_row, SOCKEYE, TLS_ROW, GtkWidget)

void sockeye_tls_row_set_store (SockeyeTlsRow *self, GSettings *store);
void sockeye_tls_row_set_role (SockeyeTlsRow *self, const char *prefix, gboolean is_server);
void sockeye_tls_row_get_settings (SockeyeTlsRow *self, SockeyeTlsSettings *settings);
GtkWidget *sockeye_tls_row_get_switch (SockeyeTlsRow *self);
void sockeye_tls_row_fold (SockeyeTlsRow *self);
void sockeye_tls_row_set_locked (SockeyeTlsRow *self, gboolean locked);

G_END_DECLS
