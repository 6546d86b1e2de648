/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-diff.h"

G_BEGIN_DECLS

char *sockeye_diff_summarize (const SockeyeCaptureDiff *diff);
char *sockeye_diff_remark (const SockeyeCaptureDiff *diff);

G_END_DECLS
