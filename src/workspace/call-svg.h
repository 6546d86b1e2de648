/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-ladder.h"
#include "call-pen.h"

G_BEGIN_DECLS

const char *sockeye_call_svg_get_color (SockeyePenColor color);
char *sockeye_call_ladder_to_svg (const SockeyeCallLadder *ladder);

G_END_DECLS
