/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-ladder.h"

G_BEGIN_DECLS

char *sockeye_call_ladder_to_svg (const SockeyeCallLadder *ladder);

G_END_DECLS
