/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

gboolean sockeye_peer_is_far_end (const SockeyePeer *peer, const SockeyePeer *other);
gboolean sockeye_peer_has_ended (const SockeyePeer *peer);

G_END_DECLS
