/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "event.h"

G_BEGIN_DECLS

char *sockeye_fault_describe (const SockeyeEvent *event, const char *remote);

G_END_DECLS
