/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tls-credentials.h"
#include "tls-records.h"

G_BEGIN_DECLS

/* What is behind an error of GIO's TLS. */
gboolean sockeye_tls_error_is_lost_connection (const GError *error);
int sockeye_tls_error_classify (const GError *error,
                                const SockeyeTlsCredentials *credentials,
                                const SockeyeTlsRecords *seen,
                                const char **detail);
const char *sockeye_tls_error_get_reason (const GError *error);

G_END_DECLS
