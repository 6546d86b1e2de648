/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <netinet/in.h>

G_BEGIN_DECLS

gboolean sockeye_host_parse_ipv6 (const char *host, struct in6_addr *address, guint32 *scope, GError **error);

G_END_DECLS
