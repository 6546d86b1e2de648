/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A certificate for this machine, made on the spot. Any thread but the UI's: making a key takes a while. */
GTlsCertificate *sockeye_own_certificate_get (GError **error);

G_END_DECLS
