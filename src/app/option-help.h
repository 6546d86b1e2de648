/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "option.h"

G_BEGIN_DECLS

const char *sockeye_option_get_help (SockeyeOption option);

G_END_DECLS
