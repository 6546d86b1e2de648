/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "outlet.h"
#include "role.h"

G_BEGIN_DECLS

SockeyeOutlet *sockeye_outlet_new (SockeyeRole *role);

G_END_DECLS
