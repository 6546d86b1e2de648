/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean sockeye_address_split (const char *text, char **host, char **port);
gboolean sockeye_address_parse (const char *text, char **host, guint16 *port, GError **error);

G_END_DECLS
