/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* How connections live: one set of options for all protocols, each of which has some of them. */
void sockeye_life_store_read (GSettings *store, SockeyeProtocol protocol, SockeyeSettings *settings);
gboolean sockeye_life_store_is_changed (const SockeyeSettings *settings);

G_END_DECLS
