/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tls-records.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define SOCKEYE_TYPE_TLS_TAP (sockeye_tls_tap_get_type ())
G_DECLARE_FINAL_TYPE (SockeyeTlsTap, sockeye_tls_tap, SOCKEYE, TLS_TAP, GSocketConnection)

/* A connection for GIO's TLS to stand on, which looks at what is read from it. One thread at a time. */
SockeyeTlsTap *sockeye_tls_tap_new (GSocket *socket);

SockeyeTlsRecords *sockeye_tls_tap_get_records (SockeyeTlsTap *self);
void sockeye_tls_tap_hide_end (SockeyeTlsTap *self);

G_END_DECLS
