/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol.h"
#include <gio/gio.h>

G_BEGIN_DECLS

GMenuModel *sockeye_session_menu_new (SockeyeProtocol protocol);

G_END_DECLS
