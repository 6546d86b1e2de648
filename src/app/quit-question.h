/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

/* Whether the whole program is to end, although something is open in it. */
gboolean sockeye_quit_question_ask (SockeyeApplication *application);

G_END_DECLS
