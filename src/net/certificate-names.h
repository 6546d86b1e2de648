/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a certificate says of whose it is, and how it is told from others. */
char *sockeye_certificate_get_names (GTlsCertificate *certificate);
char *sockeye_certificate_get_subject (GTlsCertificate *certificate);
char *sockeye_certificate_get_fingerprint (GTlsCertificate *certificate);

G_END_DECLS
