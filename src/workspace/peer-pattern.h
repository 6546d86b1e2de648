/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "endpoint.h"

G_BEGIN_DECLS

/**
 * SockeyePeerPattern:
 * @endpoint: an address, or an address and port; not set: anybody
 *
 * Whom a rule is for. A plain value.
 */
typedef struct
{
  SockeyeEndpoint endpoint;
} SockeyePeerPattern;

gboolean sockeye_peer_pattern_parse (SockeyePeerPattern *pattern, const char *text, GError **error);
gboolean sockeye_peer_pattern_matches (const SockeyePeerPattern *pattern, const SockeyeEndpoint *remote);

G_END_DECLS
