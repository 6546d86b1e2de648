/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send-box.h"

G_BEGIN_DECLS

void sockeye_send_drop_set_up (SockeyeSendBox *box);

G_END_DECLS
