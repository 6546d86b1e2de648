/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture.h"

G_BEGIN_DECLS

char *sockeye_arrival_text (SockeyeCapture *capture, const SockeyeRecord *record);

G_END_DECLS
